//! Findings as miette's diagnostics.

#[cfg(feature = "cli")]
use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::policy::PolicyFault;
use crate::report::{Finding, Place, Related};
use crate::rule::Level;
use crate::snippet::{Look, Snippet};

/// What a finding shows of its place, once somebody asks.
#[derive(Clone, Default)]
pub(crate) struct ShownPlace(OnceLock<Box<(Snippet, Vec<Note>)>>);

impl fmt::Debug for ShownPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownPlace")
    }
}

impl ShownPlace {
    fn get(&self, place: &Place, related: &[Related]) -> &(Snippet, Vec<Note>) {
        self.0.get_or_init(|| Box::new(shown(place, related, Look::LIBRARY)))
    }
}

fn shown(place: &Place, related: &[Related], look: Look<'_>) -> (Snippet, Vec<Note>) {
    let (snippet, far) = Snippet::new(place, related, look);
    (snippet, far.into_iter().map(|related| Note::new(related, look)).collect())
}

/// A related place that could not be shown beside its finding.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    message: String,
    /// The finding's, where this comes last of it.
    help: Option<String>,
    snippet: Snippet,
}

impl Note {
    fn new(related: &Related, look: Look<'_>) -> Self {
        let (snippet, _) = Snippet::new(&related.place, &[], look);
        Self { message: related.message.clone(), help: None, snippet }
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

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        boxed(self.help.as_deref())
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().iter().cloned()))
    }
}

fn boxed(help: Option<&str>) -> Option<Box<dyn fmt::Display + '_>> {
    help.map(|help| -> Box<dyn fmt::Display> { Box::new(help) })
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Advice,
    }
}

macro_rules! diagnostic {
    ($type:ty, $code:expr, $severity:expr) => {
        /// Prints with a snippet of some seventy columns; the offsets of the labels are those of the file.
        impl Diagnostic for $type {
            fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
                let code: fn(&'a Self) -> Option<Box<dyn fmt::Display + 'a>> = $code;
                code(self)
            }

            fn severity(&self) -> Option<Severity> {
                let severity: fn(&Self) -> Severity = $severity;
                Some(severity(self))
            }

            fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
                boxed(self.help())
            }

            fn source_code(&self) -> Option<&dyn SourceCode> {
                Some(&self.shown.get(&self.place, &self.related).0)
            }

            fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
                let (snippet, _) = self.shown.get(&self.place, &self.related);
                Some(Box::new(snippet.labels().iter().cloned()))
            }

            fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
                let (_, notes) = self.shown.get(&self.place, &self.related);
                Some(Box::new(notes.iter().map(|note| -> &dyn Diagnostic { note })))
            }
        }
    };
}

diagnostic!(Finding, |finding| Some(Box::new(finding.rule.name)), |finding| severity(finding.level));
diagnostic!(PolicyFault, |_| None, |_| Severity::Error);

/// A finding as it is shown on a terminal of some width, with the name of its file.
#[cfg(feature = "cli")]
pub(crate) struct View<'f> {
    /// What stands above all.
    headline: String,
    severity: Severity,
    message: Cow<'f, str>,
    help: Option<String>,
    snippet: Snippet,
    notes: Vec<Note>,
}

/// How many columns miette's lead takes before a message and before a help, and at the right edge.
#[cfg(feature = "cli")]
const LEADS: (usize, usize) = (6, 10);

/// The text in lines of so many columns. miette would do it as well, but looks for the most even lines
/// even where one is enough.
#[cfg(feature = "cli")]
fn wrapped(text: &str, columns: usize) -> Cow<'_, str> {
    // No character takes more columns than bytes.
    if text.len() <= columns {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> =
        text.split('\n').flat_map(|line| crate::render::wrapped(line, columns)).collect();
    Cow::Owned(lines.join("\n"))
}

#[cfg(feature = "cli")]
impl<'f> View<'f> {
    pub(crate) fn new(finding: &'f Finding, width: usize, name: &str) -> Self {
        let (level, rule) = (finding.level.name(), finding.rule.name);
        let consequence = finding.case.consequence.phrase();
        let whole = format!("{level}[{rule}]: {consequence}");
        // miette does not wrap it.
        let headline = if whole.len() <= width { whole } else { format!("{level}[{rule}]:\n{consequence}") };
        let words = (&*finding.message, finding.help.as_deref());
        Self::of(headline, severity(finding.level), words, (&finding.place, &finding.related), width, name)
    }

    /// A fault of a policy.
    pub(crate) fn of_fault(fault: &'f PolicyFault, width: usize, name: &str) -> Self {
        let words = (&*fault.message, fault.help.as_deref());
        let headline = "error: the policy cannot be used".to_owned();
        Self::of(headline, Severity::Error, words, (&fault.place, &fault.related), width, name)
    }

    fn of(
        headline: String,
        severity: Severity,
        (message, help): (&'f str, Option<&str>),
        (place, related): (&Place, &[Related]),
        width: usize,
        name: &str,
    ) -> Self {
        let (snippet, mut notes) = shown(place, related, Look { width, name: Some(name), exact: false });
        let message = wrapped(message, width.saturating_sub(LEADS.0));
        let mut help = help.map(|help| wrapped(help, width.saturating_sub(LEADS.1)).into_owned());
        for note in &mut notes {
            note.message = wrapped(&note.message, width.saturating_sub(LEADS.0)).into_owned();
        }
        // What is to be done stands at the end.
        if let Some(last) = notes.last_mut() {
            last.help = help.take();
        }
        Self { headline, severity, message, help, snippet, notes }
    }

    /// The related places that have snippets of their own, to be shown below. miette would indent them,
    /// and clone its handler for each finding.
    pub(crate) fn notes(&self) -> &[Note] {
        &self.notes
    }
}

#[cfg(feature = "cli")]
impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({})", self.headline)
    }
}

#[cfg(feature = "cli")]
impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(feature = "cli")]
impl std::error::Error for View<'_> {}

#[cfg(feature = "cli")]
impl Diagnostic for View<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.headline))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        boxed(self.help.as_deref())
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().iter().cloned()))
    }
}
