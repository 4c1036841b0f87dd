//! One line a finding, as the problem matchers of editors read it.

use std::io::{self, Write};

use super::{Checked, Render, Summary};

#[derive(Debug, Default)]
pub(crate) struct Concise {}

impl Render for Concise {
    fn file(&mut self, _file: &Checked, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
