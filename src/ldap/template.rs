//! What the database replaces in a mapping's target and in the authorization query: `{0}`, `{USER}` …
//!
//! Tokens are looked for in the text as it is given to the database: of a query, percent-decoded.

use std::ops::Range;

/// The text with its tokens, and with what only looks like one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    /// In the order of the text.
    pub(crate) tokens: Vec<Token>,
    /// What looks like a placeholder and is none here: it stays in the text, or the database refuses it.
    pub(crate) foreign: Vec<Foreign>,
    /// Braces without their other half.
    pub(crate) unbalanced: Vec<Range<usize>>,
}

/// Which placeholders a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `substitution` and `ldapQuery`: `{0}` is the first capture group of `match`.
    Mapping,
    /// `authzQueryTemplate`: `{USER}`, `{PROVIDED_USER}`.
    Authorization,
}

/// A placeholder of the dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Braces included.
    pub(crate) at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `{0}`, `{1}` …: a capture group, from zero. Numbers beyond `usize` are `usize::MAX`.
    Group(usize),
    /// `{USER}`: the distinguished name that the user name became.
    User,
    /// `{PROVIDED_USER}`: the user name as it was typed.
    ProvidedUser,
}

/// What looks like a placeholder and is none of the dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    pub(crate) kind: ForeignKind,
    pub(crate) at: Range<usize>,
}

/// (To be filled: `$1`, `\1`, `%s`, `{USER}` in a mapping, `{ 0}`, `{}`, `{{0}}`, `{user}` …)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum ForeignKind {
    /// `{}`
    EmptyBraces,
}

impl Template {
    /// Finds the tokens of a text.
    pub(crate) fn parse(_text: &str, _dialect: Dialect) -> Self {
        Self::default()
    }
}
