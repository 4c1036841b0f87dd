//! Texts of a trace: as they are, and as they may be shown.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::ldap::template::{Dialect, Template, Token, TokenKind};
use crate::mask::mask_text;

/// A text that may hold a secret, such as the user information of a URL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Veiled {
    text: String,
    /// With its secrets masked, if there are any.
    shown: Option<String>,
}

impl Veiled {
    /// A text of the payload.
    pub(super) fn of_payload(text: &str) -> Self {
        Self { text: text.to_owned(), shown: mask_text(text) }
    }

    /// What the user typed.
    pub(super) fn of_user(text: &str) -> Self {
        Self { text: text.to_owned(), shown: None }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What may be shown of it. Control characters are in it all the same.
    pub(crate) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }

    /// Whether not all of it may be shown.
    pub(super) fn is_masked(&self) -> bool {
        self.shown.is_some()
    }

    /// Both texts, changed in the same way.
    pub(super) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self { text: change(&self.text), shown: self.shown.as_deref().map(change) }
    }
}

impl fmt::Debug for Veiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown().fmt(f)
    }
}

impl Serialize for Veiled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}

/// A text with its placeholders, and the same with its secrets masked: there a placeholder that is part
/// of a secret is none.
pub(super) struct VeiledTemplate {
    text: Tokenized,
    shown: Option<Tokenized>,
}

struct Tokenized {
    text: String,
    template: Template,
}

impl VeiledTemplate {
    pub(super) fn new(text: &Veiled, dialect: Dialect) -> Self {
        let tokenized =
            |text: &str| Tokenized { text: text.to_owned(), template: Template::parse(text, dialect) };
        Self { text: tokenized(text.as_str()), shown: text.shown.as_deref().map(tokenized) }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text.text
    }

    pub(super) fn template(&self) -> &Template {
        &self.text.template
    }

    /// The stretch of the text, if it may be shown.
    pub(super) fn quote(&self, range: std::ops::Range<usize>) -> Option<&str> {
        let stretch = self.text.text.get(range)?;
        self.shown.as_ref().is_none_or(|shown| shown.text.contains(stretch)).then_some(stretch)
    }

    /// The text with its tokens replaced. Those for which there is nothing stay.
    pub(super) fn fill<'v>(&self, value: impl Fn(TokenKind) -> Option<&'v Veiled>) -> Veiled {
        let text = self.text.fill(|kind| value(kind).map(Veiled::as_str));
        let masks = |token: &Token| value(token.kind).is_some_and(Veiled::is_masked);
        let is_masked = self.shown.is_some() || self.template().tokens.iter().any(masks);
        let source = self.shown.as_ref().unwrap_or(&self.text);
        let shown = is_masked.then(|| source.fill(|kind| value(kind).map(Veiled::shown)));
        Veiled { text, shown }
    }
}

impl Tokenized {
    fn fill<'v>(&self, value: impl Fn(TokenKind) -> Option<&'v str>) -> String {
        self.template.fill(&self.text, |token| value(token.kind))
    }
}
