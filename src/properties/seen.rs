//! What holds of everything that was found, whatever it was found in: places are places of the file, and no
//! output shows what is hidden.

use std::fmt::Write as _;

use crate::lines::Location;
use crate::linter::Linter;
#[cfg(feature = "cli")]
use crate::render::Subject;
use crate::report::{Finding, Report};
use crate::span::Span;
use crate::spec::Kind;

/// What is planted as a secret. It begins with no letter that an escape has or is made of.
pub(super) const TOKEN: &str = "Zq8vKx3WtRb5";

/// 2026-02-10T00:00:00Z.
pub(super) const NOW: i64 = 1_770_681_600;

#[cfg(feature = "cli")]
const WIDTHS: [usize; 8] = [80, 0, 1, 20, 40, 60, 120, 400];

/// How a document is looked at: an input begins with two bytes that say so. Of digits the lower bits count,
/// so that seeds can be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    first: u8,
    second: u8,
}

impl Manner {
    /// The manner, and the rest of the input.
    pub(super) fn of(input: &[u8]) -> (Self, &[u8]) {
        match input {
            [first, second, rest @ ..] => (Self { first: *first, second: *second }, rest),
            _ => (Self { first: 0, second: 0 }, input),
        }
    }

    fn bit(self, number: u8) -> bool {
        self.second >> number & 1 == 1
    }

    pub(super) fn kind(self) -> Kind {
        Kind::ALL[usize::from(self.first & 3) % 3]
    }

    pub(super) fn linter(self) -> Linter {
        let linter = Linter::new()
            .kind(self.kind())
            .strict(self.bit(0))
            .complete(self.bit(1))
            .pedantic(self.bit(2))
            .in_file(self.bit(3));
        if self.bit(6) { linter } else { linter.now(NOW) }
    }

    /// How wide a terminal is.
    #[cfg(feature = "cli")]
    pub(super) fn width(self) -> usize {
        WIDTHS[usize::from(self.first >> 2 & 7)]
    }

    /// What chooses a place, or whatever else a property has a choice of.
    pub(super) fn choice(self) -> usize {
        usize::from(self.first) * 31 + usize::from(self.second)
    }
}

#[cfg(feature = "cli")]
impl Manner {
    /// Whether it is one of so many.
    pub(super) fn one_in(self, count: usize) -> bool {
        self.choice().is_multiple_of(count)
    }
}

/// Asserts of every place of the report that it is one of the file.
pub(super) fn places(report: &Report, bytes: &[u8]) {
    places_of(report.findings(), bytes);
    let starts: Vec<usize> = report.findings().iter().map(|finding| finding.span().start).collect();
    assert!(starts.is_sorted(), "findings stand in the order of the file: {starts:?}");
}

pub(super) fn places_of(findings: &[Finding], bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).ok();
    for finding in findings {
        let rule = finding.rule().name();
        assert!(!finding.message().is_empty(), "{rule}");
        place(rule, finding.span(), Some(finding.location()), bytes, text);
        for related in finding.related() {
            place(rule, related.span(), Some(related.location()), bytes, text);
        }
        let Some(fix) = finding.fix() else { continue };
        assert!(!fix.edits.is_empty(), "{rule}: a fix does something");
        for edit in &fix.edits {
            place(rule, edit.span, None, bytes, text);
        }
        let in_order = fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        assert!(in_order, "{rule}: {:?}", fix.edits);
        if let Some(text) = text {
            assert!(fix.apply(text).is_some_and(|fixed| fixed != text), "{rule}: {:?}", fix.edits);
        }
    }
}

/// Asserts that it is a place of the file, and that lines and columns are as counted by hand.
pub(super) fn place(what: &str, span: Span, location: Option<Location>, bytes: &[u8], text: Option<&str>) {
    assert!(span.start <= span.end && span.end <= bytes.len(), "{what}: {span:?} of {}", bytes.len());
    let Some(text) = text else {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        assert!(location.is_none_or(|at| 1 <= at.line && at.line <= at.end_line && at.end_line <= lines));
        return;
    };
    let is_boundary = text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
    assert!(is_boundary, "{what}: {span:?} is in a character");
    let Some(location) = location else { return };
    let found = (location.line, location.column, location.end_line, location.end_column);
    let ((line, column), (end_line, end_column)) = (counted(text, span.start), counted(text, span.end));
    assert_eq!(found, (line, column, end_line, end_column), "{what}: {span:?}");
}

/// Line and column of a byte, counted by hand; a byte order mark takes no column.
fn counted(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (line, column - usize::from(line == 1 && before.starts_with('\u{feff}')))
}

/// All that a program can print of a report.
pub(super) fn printed(report: &Report) -> String {
    let mut all = format!("{report:?}\n{report:#?}\n");
    for finding in report.findings() {
        let diagnostic: &dyn miette::Diagnostic = finding;
        let _ = writeln!(all, "{finding}\n{:?}\n{}", finding.help(), finding.pointer());
        for related in finding.related() {
            let _ = writeln!(all, "{related} {}", related.pointer());
        }
        if let (Some(source), Some(labels)) = (diagnostic.source_code(), diagnostic.labels()) {
            for label in labels {
                let contents = source.read_span(label.inner(), 1, 1).expect("the label is in the snippet");
                all.push_str(&String::from_utf8_lossy(contents.data()));
                let _ = writeln!(all, "{label:?}");
            }
        }
    }
    all
}

/// Whether a text has the planted secret, or, if `even_in_part`, as much as half of it.
pub(super) fn has_token(text: &str, even_in_part: bool) -> bool {
    let length = if even_in_part { TOKEN.len() / 2 } else { TOKEN.len() };
    (0..=TOKEN.len() - length).any(|at| text.contains(&TOKEN[at..at + length]))
}

/// Whether there is no part of the planted secret besides in a text, so that a part of it that is shown is one.
pub(super) fn tells_parts(bytes: &[u8]) -> bool {
    !has_token(&String::from_utf8_lossy(bytes).replace(TOKEN, ""), true)
}

/// Asserts that the planted secret is not in what is shown.
#[track_caller]
pub(super) fn is_hidden(shown: &str, even_in_part: bool, what: &str) {
    if let Some(at) = (0..=TOKEN.len() / 2).filter_map(|at| shown.find(&TOKEN[at..at + 6])).min()
        && has_token(shown, even_in_part)
    {
        let around: String =
            shown[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what} shows the secret behind {around:?}");
    }
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Payload,
    Request,
}

/// All that the command and a program can show of a report, which is given back.
#[cfg(feature = "cli")]
pub(super) fn shown(report: Report, bytes: &[u8], about: About, manner: Manner) -> (String, Report) {
    let mut all = printed(&report);
    let subject = match about {
        About::Payload => Subject::Payload(manner.kind()),
        About::Request => Subject::Request,
    };
    let checked = rendered::Checked::new(report, subject);
    checked.show(bytes, manner, &mut all);
    (all, checked.into_report())
}

/// All that a program can show of a report, which is given back.
#[cfg(not(feature = "cli"))]
pub(super) fn shown(report: Report, _: &[u8], _: About, _: Manner) -> (String, Report) {
    (printed(&report), report)
}

#[cfg(feature = "cli")]
pub(super) use rendered::written;

#[cfg(feature = "cli")]
mod rendered {
    use std::io;

    use serde_json::Value;

    use super::{Manner, Subject};
    use crate::render::concise::Concise;
    use crate::render::github::Github;
    use crate::render::gitlab::Gitlab;
    use crate::render::json::Json;
    use crate::render::sarif::Sarif;
    use crate::render::text::Text;
    use crate::render::{self, Render, Summary};
    use crate::report::Report;

    pub(super) struct Checked(render::Checked);

    impl Checked {
        pub(super) fn new(report: Report, subject: Subject) -> Self {
            let path = "bodies/body.json".to_owned();
            Self(render::Checked { path, subject, outcome: Ok(report), fixed: 0, trouble: None })
        }

        pub(super) fn into_report(self) -> Report {
            self.0.outcome.expect("a report was put in")
        }

        fn render(&self, mut format: impl Render, all: &mut String) -> String {
            let mut summary = Summary::default();
            summary.add(&self.0);
            let text = written(|out| {
                format.file(&self.0, out)?;
                format.finish(&summary, out)
            });
            all.push_str(&text);
            text
        }

        /// Renders the report in every format, and asserts what each promises.
        pub(super) fn show(&self, bytes: &[u8], manner: Manner, all: &mut String) {
            let findings = self.0.outcome.as_ref().map_or(0, |report| report.findings().len());
            self.render(Text::new(manner.width(), manner.bit(4), manner.bit(5)), all);
            let concise = self.render(Concise::default(), all);
            assert!(concise.lines().count() >= findings, "a line a finding");
            self.render(Github::default(), all);
            let json = self.render(Json::default(), all);
            let json: Value = serde_json::from_str(&json).expect("the report is JSON");
            assert_eq!(json["files"][0]["findings"].as_array().map(Vec::len), Some(findings));
            let gitlab = self.render(Gitlab::new(String::new()), all);
            let gitlab: Value = serde_json::from_str(&gitlab).expect("the report for GitLab is JSON");
            assert_eq!(gitlab.as_array().map(Vec::len), Some(findings));
            // Most of it is the table of the rules, which is always the same: now and then is often enough.
            if findings == 0 || !bytes.len().is_multiple_of(16) {
                return;
            }
            let mut sarif = String::new();
            self.render(Sarif::default(), &mut sarif);
            let log: Value = serde_json::from_str(&sarif).expect("SARIF is JSON");
            assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(findings));
            regions(&log, &Lines::of(bytes));
            all.push_str(&sarif);
        }
    }

    /// How many columns there are in each line, where that can be said.
    struct Lines(Vec<Option<usize>>);

    impl Lines {
        fn of(bytes: &[u8]) -> Self {
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            let columns = |line| std::str::from_utf8(line).ok().map(|line| line.encode_utf16().count() + 1);
            Self(bytes.split(|&byte| byte == b'\n').map(columns).collect())
        }

        fn has(&self, line: &Value, column: &Value) -> bool {
            let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
            let columns = number(line).checked_sub(1).and_then(|line| self.0.get(line));
            columns.is_some_and(|last| number(column) >= 1 && last.is_none_or(|last| number(column) <= last))
        }
    }

    /// Every region, of a location and of what is deleted, is one of the file.
    fn regions(value: &Value, lines: &Lines) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| regions(item, lines)),
            Value::Object(members) => {
                for region in ["region", "deletedRegion"].iter().filter_map(|name| members.get(*name)) {
                    let is_in = lines.has(&region["startLine"], &region["startColumn"])
                        && lines.has(&region["endLine"], &region["endColumn"]);
                    assert!(is_in, "{region} is not in the file");
                }
                members.values().for_each(|value| regions(value, lines));
            }
            _ => {}
        }
    }

    /// What is written is a text.
    pub(in crate::properties) fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("outputs are UTF-8")
    }
}
