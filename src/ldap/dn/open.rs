//! Parts of a template that a placeholder may make anything of.

use super::parser::{Parser, WHITE_SPACE, is_separator};
use super::token;

/// What is read: a name, or one in which placeholders stand for parts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A placeholder is text like any other.
    Name,
    /// A placeholder may be a value, an RDN, or several.
    Template,
}

impl Parser<'_> {
    /// Whether a placeholder stands where the attribute type would: what it gives may be `type=value`, or
    /// end one and begin the next.
    pub(super) fn is_open(&self) -> bool {
        let reaches_to = || self.find(self.at, |b| is_separator(b) || b == b'+' || b == b'=');
        self.kind == Kind::Template
            && token::begins_in(self.tokens, &(self.at..reaches_to().unwrap_or(self.text.len())))
    }

    /// Passes over what a placeholder may make anything of, up to the next separator.
    pub(super) fn open_part(&mut self) {
        let start = self.at;
        let separator = self.rdn_end(start);
        let part = self.text.get(start..separator).unwrap_or_default();
        self.at = start + part.trim_end_matches(WHITE_SPACE).len();
        self.open.push(start..self.at);
        self.white_space();
    }
}
