//! For GitHub Actions: workflow commands, which become annotations of the lines.

use std::borrow::Cow;
use std::io::{self, Write};

use super::paths::slashed;
use super::{Checked, Render, Summary};
use crate::quote::{printable, printable_lines};
use crate::report::Finding;
use crate::rule::Level;

/// A command a finding. GitHub shows the first ten of each level as annotations; all of them stand in the
/// log, which shows nothing but the message, so that begins with the place.
#[derive(Debug, Default)]
pub(crate) struct Github {}

impl Render for Github {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let Ok(report) = &file.outcome else { return Ok(()) };
        let path = slashed(&file.path);
        let path = printable(&path);
        for finding in report.findings() {
            annotation(&path, finding, out)?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn annotation(path: &str, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let place = finding.location();
    write!(out, "::{command} file={},line={}", property(path), place.line)?;
    // Columns of different lines are refused.
    match place.line == place.end_line {
        true => write!(out, ",col={},endLine={},endColumn={}", place.column, place.line, place.end_column)?,
        false => write!(out, ",endLine={}", place.end_line)?,
    }
    let rule = finding.rule().name();
    let mut text = format!("{path}:{}:{}: {}", place.line, place.column, printable_lines(finding.message()));
    if let Some(help) = finding.help() {
        text.push_str("\nhelp: ");
        text.push_str(&printable_lines(help));
    }
    writeln!(out, ",title={}::{}", property(&format!("usersec ({rule})")), data(&text))
}

/// What stands behind the last `::`, escaped as the runner wants it.
fn data(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n'])
}

/// The value of a property, which also ends at a comma, and the properties at a colon.
fn property(text: &str) -> Cow<'_, str> {
    escaped(text, &['%', '\r', '\n', ':', ','])
}

fn escaped<'t>(text: &'t str, special: &[char]) -> Cow<'t, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            ':' if special.contains(&c) => escaped.push_str("%3A"),
            ',' if special.contains(&c) => escaped.push_str("%2C"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}
