//! Is this JSON? `serde_json` decides; where it refuses, the kind of mistake is found from the place
//! that it names.

mod classify;
#[cfg(test)]
mod tests;

use serde::de::IgnoredAny;

use self::classify::classify;
pub(crate) use self::classify::stands_for_body;
use super::scan::{Scanner, string_end};
use crate::fix::{Edit, apply};
use crate::placeholder::Templates;
use crate::span::Span;

/// Why a document is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonFault {
    pub(crate) kind: JsonFaultKind,
    pub(crate) at: Span,
}

/// The kinds of mistakes that people make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonFaultKind {
    /// Nothing but white space.
    Empty,
    /// As Windows PowerShell's `>` writes it.
    Utf16,
    Utf32,
    NotUtf8,
    Nul,
    /// A `\uD800`–`\uDFFF` without its other half.
    LoneSurrogate,
    /// The first character already is no JSON: text, YAML, PEM …
    NotJson,
    /// A line break in a string.
    RawLineBreak,
    /// Another control character in a string.
    RawControl(u8),
    BadEscape,
    UnterminatedString,
    TrailingComma,
    ExtraComma,
    Comment,
    SingleQuotes,
    SmartQuotes,
    /// `${PORT}`, `$PORT`, `{{port}}` without quotes.
    Placeholder {
        /// In quotes it would be taken for one.
        stands_for_value: bool,
    },
    /// `{ <Payload> }`, as the documentation writes where the whole document goes.
    StandsForBody,
    /// `NaN`, `Infinity`.
    NotANumber,
    /// `True`, `False`, `None`, `undefined` …
    ForeignLiteral,
    /// The beginning of this literal, as `tru`.
    CutShort(&'static str),
    BadNumber,
    UnquotedKey,
    UnquotedString,
    MissingColon,
    /// Nothing between a colon and what ends the member.
    MissingValue,
    MissingComma,
    /// The text ends before this bracket is closed; also where it opens.
    Unclosed(u8, usize),
    /// A closing bracket that fits no open one.
    Mismatched(u8),
    SecondDocument,
    TrailingText,
    Unexpected(char),
}

use JsonFaultKind as Kind;

/// The text of a document that `serde_json` takes, without its byte order mark, and how long that
/// mark was. `templates` are what stands for a value.
pub(crate) fn judge<'b>(bytes: &'b [u8], templates: &Templates) -> Result<(&'b str, usize), JsonFault> {
    let fault = |kind, start, end| Err(JsonFault { kind, at: Span::new(start, end) });
    if let Some((kind, unit)) = wide_encoding(bytes) {
        return fault(kind, 0, bytes.len().min(unit));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return fault(Kind::NotUtf8, at, at + error.error_len().unwrap_or(bytes.len() - at));
        }
    };
    let (text, mark) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, '\u{feff}'.len_utf8()),
        None => (text, 0),
    };
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok((text, mark)),
        Err(error) => {
            let mut fault = classify(text, place(text, &error), error.is_eof(), templates);
            fault.at = Span::new(fault.at.start + mark, fault.at.end + mark);
            if let Kind::Unclosed(_, open) = &mut fault.kind {
                *open += mark;
            }
            Err(fault)
        }
    }
}

/// UTF-16 and UTF-32 betray themselves by their mark, or by the zero bytes of ASCII characters. With the
/// bytes that one of their units takes.
fn wide_encoding(bytes: &[u8]) -> Option<(JsonFaultKind, usize)> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some((Kind::Utf32, 4)),
        [0, 0, 0, 1..=0xff, ..] | [1..=0xff, 0, 0, 0, ..] => Some((Kind::Utf32, 4)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0xff, ..] | [1..=0xff, 0, ..] => Some((Kind::Utf16, 2)),
        _ => None,
    }
}

/// The offset of the byte that stopped `serde_json`. Its columns count bytes from 1.
fn place(text: &str, error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return text.len();
    }
    let lines_before = error.line().saturating_sub(1);
    let line = match lines_before.checked_sub(1) {
        None => 0,
        Some(nth) => text.match_indices('\n').nth(nth).map_or(text.len(), |(at, _)| at + 1),
    };
    let mut at = (line + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// For raw line breaks in strings: the edits that write each of them as `\n`, if all of these strings
/// look like PEM and the whole is JSON then. That is how a certificate gets pasted.
pub(crate) fn escape_pem_line_breaks(text: &str) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for inside in Scanner::strings(text) {
        let content = text.get(inside.range())?;
        let breaks = content.match_indices('\n').map(|(at, _)| inside.start + at);
        let before = edits.len();
        edits.extend(breaks.map(|at| {
            let carriage = text.get(..at).is_some_and(|t| at > inside.start && t.ends_with('\r'));
            Edit { span: Span::new(at - usize::from(carriage), at + 1), text: "\\n".to_owned() }
        }));
        if edits.len() > before && !content.contains("-----BEGIN ") {
            return None;
        }
    }
    let repaired = apply(text, &edits)?;
    (!edits.is_empty() && serde_json::from_str::<IgnoredAny>(&repaired).is_ok()).then_some(edits)
}

/// The edits that take out all commas before a closing bracket, if the text is JSON then.
pub(crate) fn remove_trailing_commas(text: &str) -> Option<Vec<Edit>> {
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    // Where a comma behind a value stands, and whether there was a value last.
    let (mut comma, mut behind_value) = (None, false);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = if byte == b'"' { string_end(bytes, at)? } else { at + 1 };
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b',' => comma = std::mem::take(&mut behind_value).then_some(at),
            b'}' | b']' => {
                edits
                    .extend(comma.take().map(|at| Edit { span: Span::new(at, at + 1), text: String::new() }));
                behind_value = true;
            }
            _ => (comma, behind_value) = (None, !matches!(byte, b'[' | b'{' | b':')),
        }
        at = next;
    }
    let repaired = apply(text, &edits)?;
    (!edits.is_empty() && serde_json::from_str::<IgnoredAny>(&repaired).is_ok()).then_some(edits)
}
