//! One line a finding, as the problem matchers of editors read it.

use std::io::{self, Write};

use super::{Checked, Render, Summary, in_one_line};
use crate::quote::printable;

/// `path:line:column: level[rule] message`; nothing else is written.
#[derive(Debug, Default)]
pub(crate) struct Concise {}

impl Render for Concise {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let Ok(report) = &file.outcome else { return Ok(()) };
        let path = printable(&file.path);
        for finding in report.findings() {
            let place = finding.location();
            writeln!(
                out,
                "{path}:{}:{}: {}[{}] {}",
                place.line,
                place.column,
                finding.level().name(),
                finding.rule().name(),
                in_one_line(finding.message()),
            )?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
