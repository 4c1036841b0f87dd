//! Lines, and the boundaries (`-----BEGIN …-----`, `-----END …-----`) that stand on them.
//!
//! A line ends at a newline, and at a literal `\n` (the two characters): a text whose newlines were
//! escaped once too often then has the lines that were meant, and only the escapes are wrong with it.
//! A lone carriage return ends no line, as in OpenSSL.

use std::iter::FusedIterator;
use std::ops::Range;

/// OpenSSL reads lines in pieces of 254 bytes and needs a boundary within one.
const LONGEST_LABEL: usize = 254;

/// What ends a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// All of it. Escapes that follow each other, or stand next to real newlines, are one break:
    /// where there was one newline before escaping, one newline is to be put again.
    pub(super) at: Range<usize>,
    /// The first escape in it, if it is not a plain newline.
    pub(super) escape: Option<Range<usize>>,
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
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, at: Range<usize>) -> Self {
        // Cut off, so that no line and no break can reach beyond the range.
        Self { bytes: text.as_bytes().get(..at.end).unwrap_or_default(), at }
    }

    /// The break at the first newline or escape from `from` on.
    fn find_break(&self, from: usize) -> Option<Break> {
        let mut from = from;
        loop {
            let found = from + self.bytes.get(from..)?.iter().position(|&b| b == b'\n' || b == b'\\')?;
            if self.bytes.get(found) == Some(&b'\n') {
                let after = found + 1;
                let escape = self.escape(after);
                return Some(match escape {
                    Some(escape) => Break { at: found..self.end_of_run(escape.end), escape: Some(escape) },
                    None => Break { at: found..after, escape: None },
                });
            }
            if let Some(escape) = self.escape(found) {
                return Some(Break { at: found..self.end_of_run(escape.end), escape: Some(escape) });
            }
            from = found + self.count(found, b'\\');
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

    /// Where the escapes and newlines end that follow each other from `at` on.
    fn end_of_run(&self, at: usize) -> usize {
        let mut at = at;
        loop {
            match self.escape(at) {
                Some(escape) => at = escape.end,
                None if matches!(self.bytes.get(at), Some(b'\r' | b'\n')) => at += 1,
                None => return at,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Begin,
    End,
}

/// `-----BEGIN label-----` or `-----END label-----`, wherever on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) side: Side,
    /// With the dashes.
    pub(super) at: Range<usize>,
    pub(super) label: Range<usize>,
    /// The line that it stands on.
    pub(super) line: Line,
    /// Whether no other boundary stands before it on that line.
    pub(super) is_first: bool,
    /// What ended the line before, if that was escaped.
    pub(super) escaped_before: Option<Break>,
}

/// The boundaries of a text, in order. They never overlap.
pub(super) struct Boundaries<'t> {
    text: &'t str,
    lines: Lines<'t>,
    line: Option<Line>,
    /// How far the line has been searched.
    searched: usize,
    escaped_before: Option<Break>,
}

impl<'t> Boundaries<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lines = Lines::new(text, 0..text.len());
        let line = lines.next();
        Self { text, lines, line, searched: 0, escaped_before: None }
    }

    /// The next boundary between `from` and `end`, on one line: its side, itself, its label.
    ///
    /// The five dashes that open it are the last five of a run, since a letter follows them, so runs of
    /// dashes are stepped over as a whole.
    fn find_on_line(&self, from: usize, end: usize) -> Option<(Side, Range<usize>, Range<usize>)> {
        let mut from = from;
        loop {
            let dash = from + self.text.get(from..end)?.find('-')?;
            let rest = self.text.get(dash..end)?;
            let dashes = rest.bytes().take_while(|&b| b == b'-').count();
            let name = dash + dashes;
            from = name;
            if dashes < 5 {
                continue;
            }
            let rest = self.text.get(name..end)?;
            let (side, keyword) = if rest.starts_with("BEGIN ") {
                (Side::Begin, "BEGIN ".len())
            } else if rest.starts_with("END ") {
                (Side::End, "END ".len())
            } else {
                continue;
            };
            let start = name + keyword;
            let window = self.text.as_bytes().get(start..end.min(start + LONGEST_LABEL))?;
            if let Some(length) = window.windows(5).position(|five| five == b"-----") {
                let close = start + length;
                return Some((side, name - 5..close + 5, start..close));
            }
        }
    }
}

impl Iterator for Boundaries<'_> {
    type Item = Boundary;

    fn next(&mut self) -> Option<Boundary> {
        loop {
            let line = self.line.as_ref()?;
            let from = self.searched.max(line.at.start);
            if let Some((side, at, label)) = self.find_on_line(from, line.at.end) {
                let is_first = from == line.at.start;
                self.searched = at.end;
                let (line, escaped_before) = (line.clone(), self.escaped_before.clone());
                return Some(Boundary { side, at, label, line, is_first, escaped_before });
            }
            self.escaped_before = line.ends.clone().filter(|ends| ends.escape.is_some());
            self.line = self.lines.next();
        }
    }
}
