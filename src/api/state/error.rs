//! Why a text is no answer of which a state could be made.

use std::fmt;

use crate::lines::{LineIndex, Location};
use crate::span::Span;

/// Why a text is no stored configuration, and where. It quotes nothing secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateError {
    kind: StateErrorKind,
    message: String,
    span: Span,
    location: Location,
}

/// What a text is that is no stored configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StateErrorKind {
    /// It is larger than [`MAX_INPUT`](crate::MAX_INPUT).
    TooLarge,
    /// It is no JSON.
    NotJson,
    /// It is an error of the API.
    Refusal,
    /// It is JSON, but not the configuration of a project.
    NotAConfiguration,
}

impl StateError {
    pub(super) fn new(text: &[u8], kind: StateErrorKind, span: Span, message: impl Into<String>) -> Self {
        let location = LineIndex::new(text).location(text, span);
        Self { kind, message: message.into(), span, location }
    }

    /// What the text is.
    pub fn kind(&self) -> StateErrorKind {
        self.kind
    }

    /// The bytes of the text that are wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The same in lines and columns.
    pub fn location(&self) -> Location {
        self.location
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, .. } = self.location;
        write!(f, "StateError({line}:{column}: {})", self.message)
    }
}

impl std::error::Error for StateError {}
