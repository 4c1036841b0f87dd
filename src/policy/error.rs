//! What is wrong with a policy file.

use std::fmt;

use crate::diagnostic::ShownPlace;
use crate::lines::Location;
use crate::report::{Place, PlainText, Related};
use crate::span::Span;

/// What is wrong with a policy file: all of it, in the order of the file.
///
/// It holds no secret, should one stand there: what it quotes and shows is masked.
#[derive(Clone, Debug)]
pub struct PolicyError {
    faults: Vec<PolicyFault>,
}

impl PolicyError {
    /// The faults, in the order of the file; there is at least one.
    pub fn faults(&self) -> &[PolicyFault] {
        &self.faults
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let Some(first) = self.faults.first() else { return f.write_str("the policy cannot be used") };
        let Location { line, column, .. } = first.location();
        write!(f, "the policy cannot be used: line {line}, column {column}: {first}")?;
        match count {
            1 => Ok(()),
            2 => f.write_str(" (and one more fault)"),
            _ => write!(f, " (and {} more faults)", count - 1),
        }
    }
}

impl std::error::Error for PolicyError {}

/// One thing that is wrong with a policy file.
///
/// It is a [`miette::Diagnostic`] with a masked snippet of some seventy columns.
#[derive(Clone, Debug)]
pub struct PolicyFault {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) place: Place,
    pub(crate) related: Vec<Related>,
    pub(crate) shown: ShownPlace,
}

impl PolicyFault {
    /// In one line, with no secret in it.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The bytes of the policy file that it is about.
    pub fn span(&self) -> Span {
        self.place.span
    }

    /// The same in lines and columns.
    pub fn location(&self) -> Location {
        self.place.location
    }
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyFault {}

/// A fault in the making.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) related: Option<(Span, String)>,
}

impl Fault {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, related: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn related(self, span: Span, message: impl Into<String>) -> Self {
        Self { related: Some((span, message.into())), ..self }
    }
}

/// How many faults are told: a file with more is the wrong one.
pub(super) const MOST: usize = 50;

/// The error that the faults make; none if there are none.
pub(super) fn error(mut faults: Vec<Fault>, text: &PlainText<'_>) -> Option<PolicyError> {
    faults.sort_by_key(|fault| fault.span);
    faults.truncate(MOST);
    let told = faults.into_iter().map(|Fault { span, message, help, related }| PolicyFault {
        message,
        help,
        place: text.place(span),
        related: related
            .map(|(span, message)| Related { message, place: text.place(span) })
            .into_iter()
            .collect(),
        shown: ShownPlace::default(),
    });
    let faults: Vec<PolicyFault> = told.collect();
    (!faults.is_empty()).then_some(PolicyError { faults })
}
