//! Findings as miette's diagnostics.

use std::fmt;
use std::sync::OnceLock;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::report::{Finding, Related};
use crate::rule::Level;
use crate::snippet::{DEFAULT_WIDTH, Snippet};

/// What a finding shows, once somebody asks.
#[derive(Clone, Default)]
pub(crate) struct Shown(OnceLock<Box<(Snippet, Vec<Note>)>>);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown")
    }
}

impl Shown {
    fn get(&self, finding: &Finding, width: usize, name: Option<&str>) -> &(Snippet, Vec<Note>) {
        self.0.get_or_init(|| {
            let (snippet, far) = Snippet::new(&finding.place, &finding.related, width, name);
            let notes = far.into_iter().map(|related| Note::new(related, width, name)).collect();
            Box::new((snippet, notes))
        })
    }
}

/// A related place that is too far away to be shown beside its finding.
#[derive(Clone, Debug)]
struct Note {
    message: String,
    snippet: Snippet,
}

impl Note {
    fn new(related: &Related, width: usize, name: Option<&str>) -> Self {
        let (snippet, _) = Snippet::new(&related.place, &[], width, name);
        Self { message: related.message.clone(), snippet }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Note {}

impl Diagnostic for Note {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().iter().cloned()))
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Advice,
    }
}

/// Prints with a snippet of some seventy columns; the offsets of the labels are those of the document.
impl Diagnostic for Finding {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.rule.name))
    }

    fn severity(&self) -> Option<Severity> {
        Some(severity(self.level))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| -> Box<dyn fmt::Display + 'a> { Box::new(help) })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.shown.get(self, DEFAULT_WIDTH, None).0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.shown.get(self, DEFAULT_WIDTH, None).0.labels().iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let (_, notes) = self.shown.get(self, DEFAULT_WIDTH, None);
        Some(Box::new(notes.iter().map(|note| -> &dyn Diagnostic { note })))
    }
}

/// A finding as it is shown on a terminal of some width, with the name of its file.
pub(crate) struct View<'f> {
    finding: &'f Finding,
    width: usize,
    snippet: Snippet,
    notes: Vec<Note>,
}

impl<'f> View<'f> {
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command renders"))]
    pub(crate) fn new(finding: &'f Finding, width: usize, name: &str) -> Self {
        let (snippet, far) = Snippet::new(&finding.place, &finding.related, width, Some(name));
        let notes = far.into_iter().map(|related| Note::new(related, width, Some(name))).collect();
        Self { finding, width, snippet, notes }
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding.fmt(f)
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for View<'_> {}

impl Diagnostic for View<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let finding = self.finding;
        let (level, rule) = (finding.level.name(), finding.rule.name);
        let full = format!("{level}[{rule}]: {}", finding.case.consequence.phrase());
        let code = match self.width {
            width if full.len() <= width => full,
            width if level.len() + rule.len() + 2 <= width => format!("{level}[{rule}]"),
            _ => format!("{level}\n{rule}"),
        };
        Some(Box::new(code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(severity(self.finding.level))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.finding.help.as_ref().map(|help| -> Box<dyn fmt::Display + 'a> { Box::new(help) })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.notes.iter().map(|note| -> &dyn Diagnostic { note })))
    }
}
