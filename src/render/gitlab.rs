//! GitLab's Code Quality report.

use std::io::{self, Write};

use super::{Checked, Render, Summary};

#[derive(Debug, Default)]
pub(crate) struct Gitlab {}

impl Render for Gitlab {
    fn file(&mut self, _file: &Checked, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
