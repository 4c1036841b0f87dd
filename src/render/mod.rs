//! How reports look: one file per output format; the explanation of a rule; the certificates of a document;
//! the answer of a server.

pub(crate) mod answer;
pub(crate) mod certs;
pub(crate) mod changes;
pub(crate) mod concise;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod json;
mod lines;
pub(crate) mod map;
mod paths;
pub(crate) mod sarif;
pub(crate) mod text;

pub(crate) use self::lines::wrapped;

use std::io::{self, Write};

use crate::fix::Safety;
use crate::quote::printable;
use crate::report::{Finding, Report};
use crate::rule::Level;
use crate::spec::Kind;

/// A file, and what came of it.
#[derive(Debug)]
pub(crate) struct Checked {
    /// As the user named it, or as it was found.
    pub(crate) path: String,
    pub(crate) subject: Subject,
    pub(crate) outcome: Result<Report, String>,
    /// How many findings `--fix` has mended; they are not in the report any more.
    pub(crate) fixed: usize,
    /// Why the fixes that there are could not be written; then the report is that of the file as it was.
    pub(crate) trouble: Option<String>,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Payload(Kind),
    /// A file with requests.
    Request,
    /// `usersec.toml`: an exception in it that is not needed any more.
    Policy,
    /// A file of known findings: one that is not found any more.
    Baseline,
}

impl Subject {
    /// As in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Subject::Payload(kind) => kind.name(),
            Subject::Request => "request",
            Subject::Policy => "policy",
            Subject::Baseline => "baseline",
        }
    }
}

/// How many findings there are of each level, over all files.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub(crate) struct Summary {
    pub(crate) files: usize,
    pub(crate) error: usize,
    pub(crate) warning: usize,
    pub(crate) note: usize,
    /// Findings that a policy or a baseline hides, and that were fixed: a file's row says how many.
    #[serde(skip)]
    pub(crate) ignored: usize,
    #[serde(skip)]
    pub(crate) known: usize,
    #[serde(skip)]
    pub(crate) fixed: usize,
    /// Files that could not be checked; they are in the count of files.
    #[serde(skip)]
    pub(crate) unreadable: usize,
    /// Files that have fixes which could not be written.
    #[serde(skip)]
    pub(crate) unfixed: usize,
    /// Findings that have a fix: a safe one, and a guess at what was meant.
    #[serde(skip)]
    pub(crate) fixable: usize,
    #[serde(skip)]
    pub(crate) guessable: usize,
}

impl Summary {
    pub(crate) fn add(&mut self, file: &Checked) {
        self.files += 1;
        match &file.outcome {
            Ok(report) => {
                self.error += report.count(Level::Error);
                self.warning += report.count(Level::Warning);
                self.note += report.count(Level::Note);
                self.ignored += report.suppressed().ignored();
                self.known += report.suppressed().known();
                self.fixed += file.fixed;
                self.unfixed += usize::from(file.trouble.is_some());
                self.fixable += report.rest.fixable;
                self.guessable += report.rest.guessable;
                for fix in report.findings().iter().filter_map(Finding::fix) {
                    match fix.safety {
                        Safety::Safe => self.fixable += 1,
                        Safety::Hint => self.guessable += 1,
                    }
                }
            }
            Err(_) => self.unreadable += 1,
        }
    }

    /// The files that were read.
    pub(crate) fn readable(&self) -> usize {
        self.files - self.unreadable
    }

    /// The worst level there is.
    pub(crate) fn worst(&self) -> Option<Level> {
        match self {
            Summary { error: 1.., .. } => Some(Level::Error),
            Summary { warning: 1.., .. } => Some(Level::Warning),
            Summary { note: 1.., .. } => Some(Level::Note),
            _ => None,
        }
    }
}

/// An output format.
pub(crate) trait Render {
    /// Writes what came of one file; they come in their order.
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands at the end.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// A message of several lines in one, printable.
fn in_one_line(message: &str) -> String {
    let lines = message.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(printable).collect::<Vec<_>>().join(" ")
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
