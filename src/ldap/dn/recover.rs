//! Where to go on after a fault, so that one mistake is one fault and the next mistake is another.

use super::DnFault;
use super::parser::{Parser, WHITE_SPACE, is_separator, is_white_space};
use crate::language::Fault;

impl Parser<'_> {
    /// Makes one fault of the quotation marks around a whole name, instead of one for each.
    pub(super) fn join_wrapping_marks(&self, faults: &mut Vec<Fault<DnFault>>) {
        let Some(opening) = faults.first_mut() else { return };
        let DnFault::BadAttributeType(mark @ ('"' | '\'')) = opening.kind else { return };
        let inside = opening.at.end;
        let end = self.text.trim_end_matches(WHITE_SPACE).len();
        let next = match mark {
            '"' => self.quote(inside),
            _ => self.find(inside, |b| b == b'\''),
        };
        let Some(closing) = next.filter(|&next| next + 1 == end) else { return };
        if self.run(0, is_white_space) + 1 != inside {
            return;
        }
        opening.kind = DnFault::Wrapped(closing);
        let is_closing =
            |last: &mut Fault<_>| last.kind == DnFault::BadCharacter('"') && last.at.start == closing;
        faults.pop_if(is_closing);
    }

    /// The end of an attribute that begins at `start`, by its separators alone: the next `,`, `;` or
    /// `+` that is not escaped.
    pub(super) fn piece_end(&self, start: usize) -> usize {
        self.find(start, |b| is_separator(b) || b == b'+').unwrap_or(self.text.len())
    }

    /// The end of an RDN that could not be read: the next separator from `start` on that is neither
    /// escaped nor in a quoted value.
    pub(super) fn rdn_end(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(found) = self.find(at, |b| is_separator(b) || b == b'=') {
            if self.byte(found) != Some(b'=') {
                return found;
            }
            let value = self.run(found + 1, is_white_space);
            let closing = if self.byte(value) == Some(b'"') { self.quote(value + 1) } else { None };
            at = closing.unwrap_or(found) + 1;
        }
        self.text.len()
    }

    /// From where to look for the end of an RDN with a stray quotation mark at `quote`: behind the one
    /// that closes it, if what they enclose is no RDN.
    pub(super) fn after_stray_quote(&self, quote: usize) -> usize {
        let inside = quote + 1;
        let Some(closing) = self.quote(inside) else { return inside };
        let mut at = inside;
        while let Some(separator) = self.find(at, is_separator).filter(|&separator| separator < closing) {
            if self.is_rdn_start(separator + 1) {
                return inside;
            }
            at = separator + 1;
        }
        closing + 1
    }

    /// From where to look for the end of an RDN whose quotation mark is never closed: the first
    /// separator that an RDN follows, because the ones before it were meant as text.
    pub(super) fn after_open_quote(&self, quote: usize) -> usize {
        let mut at = quote + 1;
        while let Some(separator) = self.find(at, is_separator) {
            if self.is_rdn_start(separator + 1) {
                return separator;
            }
            at = separator + 1;
        }
        self.text.len()
    }

    /// Whether a type and `=` stand there, or nothing up to a separator or the end.
    fn is_rdn_start(&self, start: usize) -> bool {
        let start = self.run(start, is_white_space);
        let end = self.run(start, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        match self.byte(self.run(end, is_white_space)) {
            Some(b'=') => end > start,
            Some(b) => is_separator(b) && end == start,
            None => end == start,
        }
    }

    /// The next `"` that is not escaped.
    pub(super) fn quote(&self, start: usize) -> Option<usize> {
        self.find(start, |b| b == b'"')
    }

    /// The next byte of that kind that no backslash escapes.
    pub(super) fn find(&self, start: usize, kind: impl Fn(u8) -> bool) -> Option<usize> {
        let mut at = start;
        while let Some(b) = self.byte(at) {
            if kind(b) {
                return Some(at);
            }
            at += if b == b'\\' { 2 } else { 1 };
        }
        None
    }
}
