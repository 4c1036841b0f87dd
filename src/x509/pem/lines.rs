//! Lines, as they were meant.
//!
//! A line ends at a newline; at a literal `\n` (the two characters); at `%0A`, at one of Unicode's line
//! separators, and at a lone carriage return: a text whose newlines were escaped or lost then has the
//! lines that were meant. OpenSSL knows only the newline.

use std::iter::FusedIterator;
use std::ops::Range;

use super::Lost;

/// What ends a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// All of it. Escapes that follow each other, or stand next to real newlines, are one break:
    /// where there was one newline before escaping, one newline is to be put again.
    pub(super) at: Range<usize>,
    pub(super) kind: BreakKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BreakKind {
    Newline,
    /// With the first escape in it.
    Escaped(Range<usize>),
    Lost(Lost),
}

/// A line, without what ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) at: Range<usize>,
    /// `None` where the text ends without a newline.
    pub(super) ends: Option<Break>,
}

impl Line {
    /// Where the next line starts.
    pub(super) fn next(&self) -> usize {
        self.ends.as_ref().map_or(self.at.end, |ends| ends.at.end)
    }
}

/// The lines of a part of a text. After a last newline there is no further line.
pub(super) struct Lines<'t> {
    bytes: &'t [u8],
    at: Range<usize>,
    /// Whether a lone carriage return ends a line. To OpenSSL it is a blank.
    returns: bool,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, at: Range<usize>) -> Self {
        // Cut off, so that no line and no break can reach beyond the range.
        Self { bytes: text.as_bytes().get(..at.end).unwrap_or_default(), at, returns: false }
    }

    /// As [`Self::new`], with lines that end at a lone carriage return.
    pub(super) fn with_returns(text: &'t str, at: Range<usize>) -> Self {
        Self { returns: true, ..Self::new(text, at) }
    }

    /// The first break from `from` on.
    fn find_break(&self, from: usize) -> Option<Break> {
        let mut from = from;
        loop {
            let found = from
                + self
                    .bytes
                    .get(from..)?
                    .iter()
                    .position(|b| matches!(b, b'\n' | b'\\' | b'\r' | b'%' | 0xc2 | 0xe2))?;
            match self.bytes.get(found) {
                Some(b'\n') => {
                    let after = found + 1;
                    return Some(match self.escape(after) {
                        Some(escape) => {
                            Break { at: found..self.end_of_run(escape.end), kind: BreakKind::Escaped(escape) }
                        }
                        None => Break { at: found..after, kind: BreakKind::Newline },
                    });
                }
                Some(b'\r') => {
                    let after = found + self.count(found, b'\r');
                    match self.bytes.get(after) {
                        Some(b'\n') => from = after,
                        None => from = after,
                        _ if !self.returns || self.escape(after).is_some() => from = after,
                        _ => {
                            let kind = BreakKind::Lost(Lost::CarriageReturns);
                            return Some(Break { at: found..after, kind });
                        }
                    }
                }
                _ => {
                    if let Some(escape) = self.escape(found) {
                        let at = found..self.end_of_run(escape.end);
                        return Some(Break { at, kind: BreakKind::Escaped(escape) });
                    }
                    if let Some((end, lost)) = self.lost(found) {
                        return Some(Break { at: found..self.end_of_run(end), kind: BreakKind::Lost(lost) });
                    }
                    from = found + self.count(found, b'\\').max(1);
                }
            }
        }
    }

    /// The escape that starts at `at`: `\n` or `\r`, or escaped more than once, `\\n`.
    fn escape(&self, at: usize) -> Option<Range<usize>> {
        let slashes = self.count(at, b'\\');
        let letter = at + slashes;
        let is_escape = slashes > 0 && matches!(self.bytes.get(letter), Some(b'n' | b'r'));
        is_escape.then(|| {
            // `\r\n` is one escape.
            let newline = self.count(letter + 1, b'\\');
            let carriage_return = self.bytes.get(letter) == Some(&b'r');
            let is_pair = newline == slashes && self.bytes.get(letter + 1 + newline) == Some(&b'n');
            if carriage_return && is_pair { at..letter + newline + 2 } else { at..letter + 1 }
        })
    }

    /// Where the newline ends that was turned into something else and starts at `at`.
    fn lost(&self, at: usize) -> Option<(usize, Lost)> {
        let rest = self.bytes.get(at..)?;
        match rest {
            // U+0085, U+2028, U+2029.
            [0xc2, 0x85, ..] => Some((at + 2, Lost::Separators)),
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => Some((at + 3, Lost::Separators)),
            [b'%', b'0', b'A' | b'a', ..] => Some((at + 3, Lost::Percent)),
            [b'%', b'0', b'D' | b'd', b'%', b'0', b'A' | b'a', ..] => Some((at + 6, Lost::Percent)),
            _ => None,
        }
    }

    /// Where the escapes and newlines end that follow each other from `at` on.
    fn end_of_run(&self, at: usize) -> usize {
        let mut at = at;
        loop {
            match self.escape(at) {
                Some(escape) => at = escape.end,
                None if matches!(self.bytes.get(at), Some(b'\r' | b'\n')) => at += 1,
                None => match self.lost(at) {
                    Some((end, _)) => at = end,
                    None => return at,
                },
            }
        }
    }

    fn count(&self, at: usize, byte: u8) -> usize {
        self.bytes.get(at..).unwrap_or_default().iter().take_while(|&&b| b == byte).count()
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at.is_empty() {
            return None;
        }
        let start = self.at.start;
        let ends = self.find_break(start);
        let end = ends.as_ref().map_or(self.at.end, |ends| ends.at.start);
        let line = Line { at: start..end, ends };
        self.at.start = line.next();
        Some(line)
    }
}

impl FusedIterator for Lines<'_> {}
