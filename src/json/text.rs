//! The decoded text of a JSON string, and the way back to the bytes of the file.
//!
//! Rules and parsers speak of ranges of the *decoded* text. A [`Text`] turns such a range into the
//! bytes of the file that it came from, and encodes a replacement for the place it goes to. Maps
//! compose, so that a text inside a text (JSON in a JSON string) still points into the file.

mod literal;
mod percent;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use self::literal::Literal;
pub(crate) use self::literal::MOST_MARKED;
use crate::fix::Edit;
use crate::span::Span;
use crate::wiped::Hidden;

/// A decoded string with the map back to the file. Its `Debug` shows none of it.
///
/// A document has as many as it has members, and most are what stands in the file: those take 32 bytes, a third of
/// what the others take.
#[derive(Clone)]
pub(crate) struct Text<'s>(Form<'s>);

/// What a text is made of.
#[derive(Clone)]
enum Form<'s> {
    /// A JSON string literal without escapes: what stands between the quotes, and where in the file it starts.
    Literal {
        text: &'s str,
        at: usize,
    },
    /// A text that stands in no file: its places are its own.
    Plain(&'s str),
    Mapped(Box<Mapped<'s>>),
}

/// A text that is not what stands in the file.
#[derive(Clone)]
struct Mapped<'s> {
    decoded: Hidden<'s>,
    raw: Raw<'s>,
}

/// What the decoded text was decoded from.
#[derive(Clone)]
enum Raw<'s> {
    /// What stands in the file.
    File(Literal<'s>),
    /// Another text.
    Nested(OffsetMap),
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&Hidden::Borrowed(self.as_str())).finish()
    }
}

impl<'s> Text<'s> {
    /// The text of a JSON string literal whose inside (without the quotes) is `raw`, at the byte
    /// `at` of the file. The literal has been judged valid.
    pub(crate) fn literal(raw: &'s str, at: usize) -> Self {
        let slashes = memchr::memchr_iter(b'\\', raw.as_bytes());
        Self::with_escapes(raw, at, slashes.collect())
    }

    /// The same of a literal of which is known where its backslashes are; of those in an escape it does not matter.
    pub(super) fn with_escapes(raw: &'s str, at: usize, slashes: Vec<usize>) -> Self {
        match Literal::decode(raw, at, slashes) {
            None => Self(Form::Literal { text: raw, at }),
            Some((decoded, literal)) => Self::mapped(decoded, Raw::File(literal)),
        }
    }

    /// A text that stands in no file: its places are its own.
    pub(crate) fn plain(text: &'s str) -> Self {
        Self(Form::Plain(text))
    }

    /// What stands between the quotes of the file, if it is such a literal.
    pub(crate) fn raw(&self) -> Option<&'s str> {
        match &self.0 {
            Form::Literal { text, .. } => Some(text),
            Form::Plain(_) => None,
            Form::Mapped(mapped) => match &mapped.raw {
                Raw::File(literal) => Some(literal.raw),
                Raw::Nested(_) => None,
            },
        }
    }

    fn mapped(decoded: Hidden<'s>, raw: Raw<'s>) -> Self {
        Self(Form::Mapped(Box::new(Mapped { decoded, raw })))
    }

    /// A text that was made of a part of this one, whose places the map has.
    fn inside<'t>(&self, decoded: Hidden<'t>, inner: &OffsetMap) -> Text<'t> {
        Text::mapped(decoded, Raw::Nested(inner.within(&self.map())))
    }

    /// The text of a JSON string literal that stands inside this text: `range` is what is between
    /// its quotes. Its ranges still turn into bytes of the file.
    #[cfg_attr(
        not(any(test, fuzzing)),
        expect(dead_code, reason = "the first user is JSON in a JSON string")
    )]
    pub(crate) fn nested(&self, range: Range<usize>) -> Text<'_> {
        let raw = self.as_str().get(range.clone()).unwrap_or_default();
        let slashes = memchr::memchr_iter(b'\\', raw.as_bytes()).collect();
        let decoded = Literal::decode(raw, 0, slashes).map_or(Hidden::Borrowed(raw), |(decoded, _)| decoded);
        self.inside(decoded, &OffsetMap::of_literal(raw, range.start))
    }

    /// The part of this text at `range`, as it is. Its ranges still turn into bytes of the file.
    pub(crate) fn part(&self, range: Range<usize>) -> Text<'_> {
        let raw = self.as_str().get(range.clone()).unwrap_or_default();
        self.inside(Hidden::Borrowed(raw), &OffsetMap::verbatim(range.start, raw.len()))
    }

    /// The part of this text at `range`, percent-decoded (RFC 3986 §2.1). Its ranges still turn into
    /// bytes of the file, and edits are encoded on their way back.
    ///
    /// A `%` before anything but two hexadecimal digits stands for itself, and bytes that are no UTF-8
    /// become U+FFFD.
    pub(crate) fn percent_decoded(&self, range: Range<usize>) -> Text<'_> {
        let raw = self.as_str().get(range.clone()).unwrap_or_default();
        let (decoded, inner) = percent::decode(raw, range.start);
        self.inside(decoded, &inner)
    }

    /// The decoded text.
    pub(crate) fn as_str(&self) -> &str {
        match &self.0 {
            Form::Literal { text, .. } | Form::Plain(text) => text,
            Form::Mapped(mapped) => &mapped.decoded,
        }
    }

    /// The bytes of the file that the range of the decoded text came from. Half an escape is not a
    /// place, so the span covers the escapes that the range touches.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match &self.0 {
            // Byte for byte.
            Form::Literal { at, .. } => Span::new(at + range.start, at + range.end.max(range.start)),
            Form::Plain(_) => Span::new(range.start, range.end.max(range.start)),
            Form::Mapped(mapped) => match &mapped.raw {
                Raw::File(literal) => literal.span(range),
                Raw::Nested(map) => map.span(range),
            },
        }
    }

    /// The edit that replaces the range of the decoded text, encoded for the file.
    pub(crate) fn replace(&self, range: Range<usize>, with: &str) -> Edit {
        let text = match &self.0 {
            Form::Plain(_) => with.to_owned(),
            Form::Literal { .. } => Encoding::JsonString.encode(with),
            Form::Mapped(mapped) => match &mapped.raw {
                Raw::File(_) => Encoding::JsonString.encode(with),
                Raw::Nested(map) => map.encode(with),
            },
        };
        Edit { span: self.span(range), text }
    }

    fn map(&self) -> Cow<'_, OffsetMap> {
        match &self.0 {
            // As `of_literal` would have it, without another look at the text: it may be long.
            Form::Literal { text, at } => Cow::Owned(OffsetMap {
                encodings: vec![Encoding::JsonString],
                ..OffsetMap::verbatim(*at, text.len())
            }),
            Form::Plain(text) => Cow::Owned(OffsetMap::verbatim(0, text.len())),
            Form::Mapped(mapped) => match &mapped.raw {
                Raw::File(literal) => Cow::Owned(literal.map()),
                Raw::Nested(map) => Cow::Borrowed(map),
            },
        }
    }
}

/// The number in the `\uXXXX` that starts at `at`.
fn code_unit(raw: &str, at: usize) -> Option<u32> {
    let digits = raw.get(at..)?.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

/// The character that two surrogates stand for.
fn surrogate_pair(high: u32, low: u32) -> Option<char> {
    let pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    pair.then(|| char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)))?
}

/// Where in a string literal half of a surrogate pair stands alone (RFC 8259 §8.2).
pub(super) fn lone_surrogate(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr(b'\\', bytes.get(at..)?)?;
        // Most escapes are line breaks.
        at += match bytes.get(at + 1) {
            Some(b'u') => match code_unit(raw, at) {
                Some(unit @ 0xD800..0xE000) => {
                    let pair = surrogate_pair(unit, code_unit(raw, at + 6).unwrap_or_default());
                    if pair.is_none() {
                        return Some(at);
                    }
                    12
                }
                _ => 6,
            },
            _ => 2,
        };
    }
}

/// Where each byte of a decoded text came from.
#[derive(Debug, Clone)]
pub(crate) struct OffsetMap {
    /// In order; each reaches up to the next, the last one is the end of the text.
    pieces: Vec<Piece>,
    /// What an edit goes through on its way to the file, innermost first.
    encodings: Vec<Encoding>,
}

/// A stretch of a decoded text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    decoded: usize,
    source: usize,
    /// Byte for byte as in the source, or one escape that stands for all of it.
    verbatim: bool,
}

/// How a text is written where it stands.
#[derive(Debug, Clone, Copy)]
enum Encoding {
    JsonString,
    Percent,
}

impl Encoding {
    fn encode(self, text: &str) -> String {
        match self {
            Encoding::JsonString => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
            }
            Encoding::Percent => percent::encode(text),
        }
    }
}

impl OffsetMap {
    fn verbatim(source: usize, length: usize) -> Self {
        let pieces = vec![
            Piece { decoded: 0, source, verbatim: true },
            Piece { decoded: length, source: source + length, verbatim: true },
        ];
        Self { pieces, encodings: Vec::new() }
    }

    /// This map, whose source is the decoded text of `outer`, as a map to the source of `outer`.
    fn within(&self, outer: &OffsetMap) -> OffsetMap {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for (piece, next) in self.pieces.iter().zip(self.pieces.iter().skip(1)) {
            if !piece.verbatim {
                pieces.push(Piece { source: outer.start(piece.source), ..*piece });
                continue;
            }
            // A verbatim stretch breaks wherever the outer text has an escape.
            let end = piece.source + (next.decoded - piece.decoded);
            let mut at = piece.source;
            let mut index = outer.index_of(at);
            while at < end {
                let Some(cover) = outer.pieces.get(index) else { break };
                let until = outer.pieces.get(index + 1).map_or(end, |p| p.decoded).min(end);
                let decoded = piece.decoded + (at - piece.source);
                pieces.push(Piece { decoded, source: outer.start(at), verbatim: cover.verbatim });
                at = until.max(at + 1);
                index += 1;
            }
        }
        if let Some(last) = self.pieces.last() {
            pieces.push(Piece { source: outer.start(last.source), ..*last });
        }
        let encodings = self.encodings.iter().chain(&outer.encodings).copied().collect();
        OffsetMap { pieces, encodings }
    }

    fn span(&self, range: Range<usize>) -> Span {
        let start = self.start(range.start);
        match range.end.checked_sub(1) {
            Some(last) if last >= range.start => Span::new(start, self.end_of(last)),
            _ => Span::at(start),
        }
    }

    /// The last piece that starts at or before the decoded byte.
    fn index_of(&self, decoded: usize) -> usize {
        self.pieces.partition_point(|piece| piece.decoded <= decoded).saturating_sub(1)
    }

    /// Where the source of the decoded byte begins.
    fn start(&self, decoded: usize) -> usize {
        self.pieces.get(self.index_of(decoded)).map_or(0, |piece| {
            if piece.verbatim { piece.source + (decoded - piece.decoded) } else { piece.source }
        })
    }

    /// Where the source of the decoded byte ends.
    fn end_of(&self, decoded: usize) -> usize {
        let index = self.index_of(decoded);
        match (self.pieces.get(index), self.pieces.get(index + 1)) {
            (Some(piece), Some(next)) if !piece.verbatim => next.source,
            (Some(piece), _) => piece.source + (decoded - piece.decoded) + 1,
            _ => 0,
        }
    }

    fn encode(&self, text: &str) -> String {
        self.encodings.iter().fold(text.to_owned(), |text, encoding| encoding.encode(&text))
    }
}
