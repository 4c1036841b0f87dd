//! For code scanning: SARIF 2.1.0.

use std::io::{self, Write};

use super::{Checked, Render, Summary};

#[derive(Debug, Default)]
pub(crate) struct Sarif {}

impl Render for Sarif {
    fn file(&mut self, _file: &Checked, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
