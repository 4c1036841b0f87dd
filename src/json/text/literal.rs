//! A JSON string literal decoded, and where its escapes are.

use super::{Encoding, OffsetMap, Piece, code_unit, surrogate_pair};
use crate::span::Span;
use crate::wiped::{Hidden, Wiped};
use std::ops::Range;

/// Of so many escapes each is marked. A bundle of 2,500 certificates has fewer.
pub(crate) const MOST_MARKED: usize = 65_536;

/// Of more escapes every so many is marked, and those between are looked for when somebody asks: with all of them, a
/// string of escapes took fourteen times its length.
const STEP: usize = 16;

/// The inside of a JSON string literal that has escapes, and what it takes to find the places of its decoded text.
#[derive(Clone)]
pub(super) struct Literal<'s> {
    /// What stands between the quotes.
    pub(super) raw: &'s str,
    /// Where that starts in the file.
    at: usize,
    marks: Vec<Mark>,
}

/// An escape: where it begins, and where what it stands for does.
#[derive(Clone, Copy)]
struct Mark {
    raw: usize,
    decoded: usize,
    /// Whether there is none between it and the next mark: nothing has to be searched then.
    is_last: bool,
}

/// How long a text between two escapes may be that is searched for others, again and again.
const GAP: usize = 1024;

impl<'s> Literal<'s> {
    /// Decodes the inside of a valid literal, which stands at that byte of the file; of `slashes` the first
    /// [`MOST_MARKED`] are enough, and it does not matter which of those in an escape are there. None, if it has no escape.
    pub(super) fn decode(raw: &'s str, at: usize, slashes: Vec<usize>) -> Option<(Hidden<'s>, Self)> {
        if slashes.is_empty() {
            return None;
        }
        // No escape stands for more bytes than it takes, so the text does not grow, and leaves no copy behind.
        let mut text = String::with_capacity(raw.len());
        let mut marks = Vec::new();
        let mut from = 0;
        let mut take = |start: usize| {
            let (character, length) = escape_at(raw, start);
            text.push_str(raw.get(from..start).unwrap_or_default());
            let mark = Mark { raw: start, decoded: text.len(), is_last: true };
            text.push(character);
            from = start + length;
            (mark, from)
        };
        if slashes.len() < MOST_MARKED {
            marks.reserve_exact(slashes.len());
            let mut behind = 0;
            for start in slashes {
                // Behind one that is escaped, or in the other half of a pair.
                if start >= behind {
                    let (mark, end) = take(start);
                    marks.push(mark);
                    behind = end;
                }
            }
        } else {
            drop(slashes);
            // The one before, which is marked only if a long text or nothing follows it.
            let mut last: Option<(Mark, usize)> = None;
            for (index, start) in escapes(raw).enumerate() {
                let (mark, end) = take(start);
                let gap = last.filter(|(_, end)| start - end > GAP);
                if let Some((before, _)) = gap {
                    mark_last(&mut marks, before);
                }
                if index % STEP == 0 || gap.is_some() {
                    marks.push(Mark { is_last: false, ..mark });
                }
                last = Some((mark, end));
            }
            last.into_iter().for_each(|(mark, _)| mark_last(&mut marks, mark));
        }
        text.push_str(raw.get(from..).unwrap_or_default());
        Some((Hidden::Owned(Wiped::from(text)), Self { raw, at, marks }))
    }

    /// The bytes of the file that the range of the decoded text came from.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.place(range.start).start;
        match range.end.checked_sub(1) {
            Some(last) if last >= range.start => Span::new(self.at + start, self.at + self.place(last).end),
            _ => Span::at(self.at + start),
        }
    }

    /// What stands for a byte of the decoded text: itself, or all of an escape.
    fn place(&self, decoded: usize) -> Range<usize> {
        let index = self.marks.partition_point(|mark| mark.decoded <= decoded);
        let Some(mark) = index.checked_sub(1).and_then(|index| self.marks.get(index)) else {
            return decoded..decoded + 1;
        };
        let mut escape = *mark;
        loop {
            let (character, length) = escape_at(self.raw, escape.raw);
            let (raw, behind) = (escape.raw + length, escape.decoded + character.len_utf8());
            let Some(offset) = decoded.checked_sub(behind) else {
                return escape.raw..raw;
            };
            let start = raw + offset;
            if escape.is_last {
                return start..start + 1;
            }
            // An escape up to there is one that is not marked.
            let between = self.raw.as_bytes().get(raw..=start).unwrap_or_default();
            match memchr::memchr(b'\\', between) {
                Some(next) => escape = Mark { raw: raw + next, decoded: behind + next, is_last: false },
                None => return start..start + 1,
            }
        }
    }

    /// All of its places.
    pub(super) fn map(&self) -> OffsetMap {
        OffsetMap::of_literal(self.raw, self.at)
    }
}

/// Marks an escape that is the last before a long text, or before the end.
fn mark_last(marks: &mut Vec<Mark>, last: Mark) {
    marks.pop_if(|mark| mark.raw == last.raw);
    marks.push(last);
}

impl OffsetMap {
    /// The map of a JSON string literal whose inside is `raw`, at `at`.
    pub(super) fn of_literal(raw: &str, at: usize) -> Self {
        let mut pieces = vec![Piece { decoded: 0, source: at, verbatim: true }];
        // How many bytes shorter the decoded text is up to there.
        let mut shorter = 0;
        for start in escapes(raw) {
            let (character, length) = escape_at(raw, start);
            let (end, decoded) = (start + length, start - shorter);
            // An escape directly after another leaves no verbatim bytes in between.
            if pieces.last().is_some_and(|last| last.decoded == decoded) {
                pieces.pop();
            }
            shorter += length.saturating_sub(character.len_utf8());
            pieces.push(Piece { decoded, source: at + start, verbatim: false });
            pieces.push(Piece { decoded: end - shorter, source: at + end, verbatim: true });
        }
        pieces.push(Piece { decoded: raw.len() - shorter, source: at + raw.len(), verbatim: true });
        Self { pieces, encodings: vec![Encoding::JsonString] }
    }
}

/// Where the escapes of a literal begin.
fn escapes(raw: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'\\', raw.as_bytes().get(at..)?)?;
        at = start + escape_at(raw, start).1;
        Some(start)
    })
}

/// The character of the escape there, and the bytes it takes. A bundle has as many newlines as lines, and hardly any
/// other escape.
#[inline]
fn escape_at(raw: &str, at: usize) -> (char, usize) {
    match raw.as_bytes().get(at + 1) {
        Some(b'n') => ('\n', 2),
        _ => unescape(raw.get(at..).unwrap_or_default()),
    }
}

/// The character of the escape at the start of `raw`, and the bytes it takes there (RFC 8259 §7).
fn unescape(raw: &str) -> (char, usize) {
    let simple = match raw.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => {
            let high = code_unit(raw, 0);
            if let Some(character) = high.and_then(char::from_u32) {
                return (character, 6);
            }
            let pair = high.zip(code_unit(raw, 6)).and_then(|(high, low)| surrogate_pair(high, low));
            // A lone surrogate was refused before anything was decoded; this arm is for form's sake.
            return pair.map_or((char::REPLACEMENT_CHARACTER, 6), |character| (character, 12));
        }
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (simple, 2.min(raw.len()))
}
