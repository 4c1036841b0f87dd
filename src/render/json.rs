//! For programs: JSON, version 1. Its schema is `docs/report.schema.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

use super::{Checked, Render, Summary};
use crate::fix::{Edit, Safety};
use crate::lines::Location;
use crate::quote::is_control;
use crate::report::{Finding, Related, Skipped, Unlisted};
use crate::span::Span;

/// What wrote a document.
#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub(super) const THIS: Self = Self { name: "usersec", version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    findings: Vec<FindingRow<'a>>,
    unlisted: &'a [Unlisted],
    skipped: &'a [Skipped],
    suppressed: usize,
    fixed: usize,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    rule: &'static str,
    level: &'static str,
    consequence: &'static str,
    basis: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    docs: String,
    pointer: &'a str,
    span: Span,
    location: Location,
    related: Vec<RelatedRow<'a>>,
    fix: Option<FixRow<'a>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct RelatedRow<'a> {
    message: &'a str,
    pointer: &'a str,
    span: Span,
    location: Location,
}

#[derive(Serialize)]
struct FixRow<'a> {
    safe: bool,
    edits: &'a [Edit],
}

/// One document for all files, written as they come.
#[derive(Debug, Default)]
pub(crate) struct Json {
    files: usize,
    /// The answer that the report is about.
    answer: Option<serde_json::Value>,
}

impl Json {
    /// A report about the answer of a server.
    pub(crate) fn about(answer: serde_json::Value) -> Self {
        Self { files: 0, answer: Some(answer) }
    }

    fn begin(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"version\":1,\"tool\":")?;
        write(&Tool::THIS, out)?;
        out.write_all(b",\"files\":[")
    }
}

impl Render for Json {
    fn file(&mut self, checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
        match self.files {
            0 => Self::begin(out)?,
            _ => out.write_all(b",")?,
        }
        self.files += 1;
        write(&file(checked), out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.files == 0 {
            Self::begin(out)?;
        }
        out.write_all(b"],")?;
        if let Some(answer) = &self.answer {
            out.write_all(b"\"answer\":")?;
            write(answer, out)?;
            out.write_all(b",")?;
        }
        out.write_all(b"\"summary\":")?;
        write(summary, out)?;
        out.write_all(b"}\n")
    }
}

/// Writes a value so that it is safe to look at.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Printable))?)
}

fn file(file: &Checked) -> File<'_> {
    let report = file.outcome.as_ref().ok();
    File {
        path: &file.path,
        kind: file.subject.name(),
        findings: report.map(|report| report.findings().iter().map(finding).collect()).unwrap_or_default(),
        unlisted: report.map(|report| report.unlisted()).unwrap_or_default(),
        skipped: report.map(|report| report.skipped()).unwrap_or_default(),
        suppressed: report.map_or(0, |report| report.suppressed().ignored() + report.suppressed().known()),
        fixed: file.fixed,
        error: file.outcome.as_ref().err().or(file.trouble.as_ref()).map(String::as_str),
    }
}

fn finding(finding: &Finding) -> FindingRow<'_> {
    let rule = finding.rule().name();
    FindingRow {
        rule,
        level: finding.level().name(),
        consequence: finding.consequence().name(),
        basis: finding.basis().name(),
        message: finding.message(),
        help: finding.help(),
        docs: format!("docs/rules.md#{rule}"),
        pointer: finding.pointer(),
        span: finding.span(),
        location: finding.location(),
        related: finding.related().iter().map(related).collect(),
        fix: finding.fix().map(|fix| FixRow { safe: fix.safety == Safety::Safe, edits: &fix.edits }),
        fingerprint: finding.fingerprint(),
    }
}

fn related(related: &Related) -> RelatedRow<'_> {
    RelatedRow {
        message: related.message(),
        pointer: related.pointer(),
        span: related.span(),
        location: related.location(),
    }
}

/// Compact JSON that is safe to look at: the control characters beyond ASCII are escaped as well.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, control)) = rest.char_indices().find(|&(_, c)| is_control(c)) {
            let (before, after) = rest.split_at_checked(at).unwrap_or_default();
            writer.write_all(before.as_bytes())?;
            let mut units = [0; 2];
            for unit in control.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.get(control.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        serde_json::ser::CompactFormatter.write_char_escape(writer, escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_come_back() {
        let text = "a\u{1b}\u{85}\u{202e}\"é😀";
        let mut out = Vec::new();
        text.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Printable)).expect("writes");
        let shown = String::from_utf8(out).expect("UTF-8");
        assert_eq!(shown, r#""a\u001b\u0085\u202e\"é😀""#);
        assert_eq!(serde_json::from_str::<String>(&shown).expect("reads"), text);
    }
}
