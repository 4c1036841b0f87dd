//! Workflow commands of GitHub Actions, which become annotations.

use std::io::{self, Write};

use super::{Checked, Render, Summary};

#[derive(Debug, Default)]
pub(crate) struct Github {}

impl Render for Github {
    fn file(&mut self, _file: &Checked, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
