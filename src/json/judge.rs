//! Is this JSON? `serde_json` decides; where it refuses, the kind of mistake is found from the place
//! that it names.

use serde::de::IgnoredAny;

use super::scan::{Scanner, Token};
use crate::fix::{Edit, apply};
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
    /// UTF-16 or UTF-32, as PowerShell's `>` writes it.
    Utf16,
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
    /// `${PORT}`, `{{port}}` without quotes.
    Placeholder,
    /// `NaN`, `Infinity`.
    NotANumber,
    /// `True`, `False`, `None`, `undefined` …
    ForeignLiteral,
    BadNumber,
    UnquotedKey,
    UnquotedString,
    MissingColon,
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
/// mark was.
pub(crate) fn judge(bytes: &[u8]) -> Result<(&str, usize), JsonFault> {
    let fault = |kind, start, end| Err(JsonFault { kind, at: Span::new(start, end) });
    if is_utf16(bytes) {
        return fault(Kind::Utf16, 0, bytes.len().min(2));
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
            let mut fault = classify(text, place(text, &error), error.is_eof());
            fault.at = Span::new(fault.at.start + mark, fault.at.end + mark);
            if let Kind::Unclosed(_, open) = &mut fault.kind {
                *open += mark;
            }
            Err(fault)
        }
    }
}

/// UTF-16 and UTF-32 betray themselves by their mark, or by the zero bytes of ASCII characters.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, 0, 0, fourth, ..] => *fourth != 0,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
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

/// Finds out what is wrong at `at`; the text is valid up to there.
fn classify(text: &str, at: usize, end_of_text: bool) -> JsonFault {
    let fault = |kind, start, end| JsonFault { kind, at: Span::new(start, end) };
    let before = Scanner::of_prefix(text, at);
    // A refused control character in a string is named by the byte before it, perhaps the quote.
    let quote = text
        .get(at..)
        .is_some_and(|rest| rest.starts_with('"') && rest.as_bytes().get(1).copied() < Some(b' '));
    if let Some(open) = before.open_string.or((quote && !end_of_text).then_some(at)) {
        return in_string(text, at, open, end_of_text);
    }
    if end_of_text {
        return match before.brackets.last() {
            Some(&(bracket, open)) => fault(Kind::Unclosed(bracket, open), text.len(), text.len()),
            None if before.last.is_none() => fault(Kind::Empty, 0, text.len()),
            None => fault(Kind::BadNumber, word(text, at).start, text.len()),
        };
    }
    let rest = text.get(at..).unwrap_or_default();
    let Some(c) = rest.chars().next() else { return fault(Kind::Unexpected(' '), at, at) };
    let one = |kind| fault(kind, at, at + c.len_utf8());
    if c == '\0' {
        return one(Kind::Nul);
    }
    if rest.starts_with("//") || rest.starts_with("/*") || c == '#' {
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |i| i + 2)
        } else {
            rest.find('\n').unwrap_or(rest.len())
        };
        return fault(Kind::Comment, at, at + rest.get(..length).unwrap_or(rest).trim_end().len());
    }
    // A number that breaks off, as in `1.}`, is noticed behind its end.
    if let Some(Token::Value { start, end, .. }) = before.last
        && word(text, at).end == at
        && let Some(written) =
            text.get(start..end).filter(|word| end == at && !word.ends_with(['"', '}', ']']))
        && serde_json::from_str::<IgnoredAny>(written).is_err()
    {
        return fault(literal_kind(written).unwrap_or(Kind::UnquotedString), start, end);
    }
    let within_first_word =
        matches!(before.last, Some(Token::Value { start, .. }) if word(text, at).start == start);
    let at_start = before.brackets.is_empty() && (before.last.is_none() || within_first_word);
    match (c, &before.last) {
        ('}' | ']', Some(Token::Punctuation(b',', comma))) => {
            return fault(Kind::TrailingComma, *comma, comma + 1);
        }
        (',', Some(Token::Punctuation(..)) | None) if !at_start => return one(Kind::ExtraComma),
        _ => {}
    }
    if before.brackets.is_empty() && !at_start {
        let second = matches!(c, '{' | '[');
        let end = if second { at + 1 } else { at + rest.trim_end().len() };
        return fault(if second { Kind::SecondDocument } else { Kind::TrailingText }, at, end);
    }
    if let Some(fault) = template(text, at, &before) {
        return fault;
    }
    match c {
        '\'' => {
            let end = rest.get(1..).and_then(|r| r.find(['\'', '\n'])).map_or(at + 1, |i| at + i + 2);
            return fault(Kind::SingleQuotes, at, end);
        }
        '“' | '”' | '„' | '‘' | '’' | '«' | '»' => return one(Kind::SmartQuotes),
        '}' | ']' => return one(Kind::Mismatched(if c == '}' { b'}' } else { b']' })),
        _ => {}
    }
    if at_start {
        let word = word(text, at);
        let bare = text.get(word.range()).unwrap_or_default();
        let number = bare.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
        if bare.starts_with("--") || !number && literal_kind(bare).is_none() {
            let first = text.trim_start().chars().next().map_or(0, char::len_utf8);
            let start = text.len() - text.trim_start().len();
            return fault(Kind::NotJson, start, start + first);
        }
    }
    let expects_key = before.expects_key();
    if let Some(Token::Value { end, is_key, .. }) = before.last {
        // Behind a finished value or key, what is missing is more telling than what is there.
        if word(text, at).start >= end || matches!(c, '"' | '{' | '[') {
            return match is_key {
                true => one(Kind::MissingColon),
                false => fault(Kind::MissingComma, end, end),
            };
        }
    }
    let word = word(text, at);
    match literal_kind(text.get(word.range()).unwrap_or_default()) {
        Some(kind) => JsonFault { kind, at: word },
        None if word.is_empty() => one(Kind::Unexpected(c)),
        None if expects_key => JsonFault { kind: Kind::UnquotedKey, at: word },
        None => JsonFault { kind: Kind::UnquotedString, at: word },
    }
}

/// What is wrong inside a string that begins at `open`.
fn in_string(text: &str, at: usize, open: usize, end_of_text: bool) -> JsonFault {
    let fault = |kind, start, end| JsonFault { kind, at: Span::new(start, end) };
    let bytes = text.as_bytes();
    for place in [at, at + 1] {
        match bytes.get(place) {
            Some(b'\n') => return fault(Kind::RawLineBreak, place, place + 1),
            Some(b'\r') => {
                let crlf = bytes.get(place + 1) == Some(&b'\n');
                return fault(Kind::RawLineBreak, place, place + if crlf { 2 } else { 1 });
            }
            Some(0) => return fault(Kind::Nul, place, place + 1),
            Some(&control @ ..0x20) => return fault(Kind::RawControl(control), place, place + 1),
            _ => {}
        }
    }
    if end_of_text {
        return fault(Kind::UnterminatedString, open, open + 1);
    }
    // The place is somewhere in the escape, at most at the last of `\uXXXX`.
    let start = (at.saturating_sub(5)..=at).rev().find(|&i| bytes.get(i) == Some(&b'\\')).unwrap_or(at);
    let mut end = (at + 1).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    fault(Kind::BadEscape, start, end)
}

/// `${PORT}`, `{{port}}`, `%(port)s` where a value or key should be.
fn template(text: &str, at: usize, before: &Scanner) -> Option<JsonFault> {
    // In `{{x}}` the first brace passes as an object; the second is refused.
    let start = match before.last {
        Some(Token::Punctuation(b'{', open)) if open + 1 == at && text.get(at..)?.starts_with('{') => open,
        _ => at,
    };
    let rest = text.get(start..)?;
    let close = [("${", "}"), ("{{", "}}"), ("%(", ")s"), ("<%", "%>")]
        .iter()
        .find(|(open, _)| rest.starts_with(open))
        .map(|(_, close)| close)?;
    let length = rest.find(close)? + close.len();
    let on_one_line = !rest.get(..length)?.contains('\n');
    on_one_line.then(|| JsonFault { kind: Kind::Placeholder, at: Span::new(start, start + length) })
}

/// The bare word (or number) around `at`.
fn word(text: &str, at: usize) -> Span {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '+' | '.' | '@');
    let before = text.get(..at).unwrap_or_default();
    let start =
        before.len() - before.chars().rev().take_while(|&c| part(c)).map(char::len_utf8).sum::<usize>();
    let length: usize =
        text.get(at..).unwrap_or_default().chars().take_while(|&c| part(c)).map(char::len_utf8).sum();
    Span::new(start, at + length)
}

/// What a bare word is, if it is a value of another language or a number that JSON does not know.
fn literal_kind(word: &str) -> Option<JsonFaultKind> {
    let lower = word.trim_start_matches(['-', '+']).to_ascii_lowercase();
    match &*lower {
        "nan" | "infinity" | "inf" => Some(Kind::NotANumber),
        "true" | "false" | "null" | "none" | "nil" | "undefined" | "yes" | "no" => Some(Kind::ForeignLiteral),
        _ if lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') => Some(Kind::BadNumber),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn mistake(text: &str, kind: Kind, shown: &str) {
        let fault = judge(text.as_bytes()).expect_err("serde_json refuses it");
        assert_eq!((fault.kind, text.get(fault.at.range())), (kind, Some(shown)), "in {text:?}");
    }

    #[test]
    fn each_mistake_has_its_name_and_place() {
        mistake("", Kind::Empty, "");
        mistake(" \n", Kind::Empty, " \n");
        mistake("{\"a\":1,}", Kind::TrailingComma, ",");
        mistake("[1,\n]", Kind::TrailingComma, ",");
        mistake("{\"a\":1,,\"b\":2}", Kind::ExtraComma, ",");
        mistake("{,}", Kind::ExtraComma, ",");
        mistake("{\"a\":,}", Kind::ExtraComma, ",");
        mistake("{\"a\":1 // one\n}", Kind::Comment, "// one");
        mistake("// one\r\n{}", Kind::Comment, "// one");
        mistake("/* one */ {}", Kind::Comment, "/* one */");
        mistake("{ # one\n}", Kind::Comment, "# one");
        mistake("{'a':1}", Kind::SingleQuotes, "'a'");
        mistake("{\"a\":'b'}", Kind::SingleQuotes, "'b'");
        mistake("{“a”:1}", Kind::SmartQuotes, "“");
        mistake("{a:1}", Kind::UnquotedKey, "a");
        mistake("{\"x\":1,bind-x:1}", Kind::UnquotedKey, "bind-x");
        mistake("{\"a\":b}", Kind::UnquotedString, "b");
        mistake("{\"a\":ldap.example.com}", Kind::UnquotedString, "ldap.example.com");
        mistake("{\"a\":${PORT}}", Kind::Placeholder, "${PORT}");
        mistake("{\"a\":{{ port }}}", Kind::Placeholder, "{{ port }}");
        mistake("{\"a\":NaN}", Kind::NotANumber, "NaN");
        mistake("{\"a\":-Infinity}", Kind::NotANumber, "-Infinity");
        mistake("{\"a\":True}", Kind::ForeignLiteral, "True");
        mistake("{\"a\":tRue}", Kind::ForeignLiteral, "tRue");
        mistake("{\"a\":None}", Kind::ForeignLiteral, "None");
        mistake("{\"a\":0636}", Kind::BadNumber, "0636");
        mistake("{\"a\":+1}", Kind::BadNumber, "+1");
        mistake("{\"a\":.5}", Kind::BadNumber, ".5");
        mistake("{\"a\":1.}", Kind::BadNumber, "1.");
        mistake("{\"a\":0x1F}", Kind::BadNumber, "0x1F");
        mistake("{\"a\" 1}", Kind::MissingColon, "1");
        mistake("{\"a\" = 1}", Kind::MissingColon, "=");
        mistake("{\"a\"}", Kind::Mismatched(b'}'), "}");
        mistake("{\"a\":1 \"b\":2}", Kind::MissingComma, "");
        mistake("[{} {}]", Kind::MissingComma, "");
        mistake("{\"a\":1", Kind::Unclosed(b'{', 0), "");
        mistake("{\"a\":[", Kind::Unclosed(b'[', 5), "");
        mistake("{\"a\":", Kind::Unclosed(b'{', 0), "");
        mistake("{\"a\":1]", Kind::Mismatched(b']'), "]");
        mistake("}", Kind::Mismatched(b'}'), "}");
        mistake("{} {}", Kind::SecondDocument, "{");
        mistake("{}}", Kind::TrailingText, "}");
        mistake("{} x y\n", Kind::TrailingText, "x y");
        mistake("{\"a\":\"b\nc\"}", Kind::RawLineBreak, "\n");
        mistake("{\"a\":\"\r\nc\"}", Kind::RawLineBreak, "\r\n");
        mistake("{\"a\":\"b\tc\"}", Kind::RawControl(9), "\t");
        mistake("{\"a\":\"\0\"}", Kind::Nul, "\0");
        mistake("{\"a\":\0}", Kind::Nul, "\0");
        mistake("{\"a\":\"\\x\"}", Kind::BadEscape, "\\x");
        mistake("{\"a\":\"\\é\"}", Kind::BadEscape, "\\é");
        mistake("{\"a\":\"\\u12g4\"}", Kind::BadEscape, "\\u12g4");
        mistake("{\"a\":\"b}", Kind::UnterminatedString, "\"");
        mistake("{\"a", Kind::UnterminatedString, "\"");
        mistake("ldap:\n  port: 636\n", Kind::NotJson, "l");
        mistake("-----BEGIN CERTIFICATE-----", Kind::NotJson, "-");
        mistake("---\nldap:\n", Kind::NotJson, "-");
        mistake("<html>", Kind::NotJson, "<");
        mistake("é", Kind::NotJson, "é");
    }

    #[test]
    fn encodings() {
        let kind = |bytes: &[u8]| judge(bytes).expect_err("refused").kind;
        let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(kind(&utf16), Kind::Utf16);
        assert_eq!(kind(&[&[0xff, 0xfe][..], &utf16].concat()), Kind::Utf16);
        assert_eq!(kind(b"{\"a\":\"\xff\"}"), Kind::NotUtf8);
        assert_eq!(judge(b"\xef\xbb\xbf{}"), Ok(("{}", 3)));
        let late = judge(b"\xef\xbb\xbf{,}").expect_err("refused");
        assert_eq!(late.at, Span::new(4, 5), "the mark counts");
    }

    #[test]
    fn pasted_pem_is_repaired_as_a_whole() {
        let pem =
            |eol: &str| format!("{{\"a\":\"-----BEGIN X-----{eol}A{eol}\",\"b\":\"-----BEGIN {eol}\"}}");
        for eol in ["\n", "\r\n"] {
            let text = pem(eol);
            let edits = escape_pem_line_breaks(&text).expect("repairable");
            assert_eq!(apply(&text, &edits), Some(pem("\\n")));
        }
        assert_eq!(escape_pem_line_breaks("{\"a\":\"-----BEGIN \n\",\"b\":\"x\ny\"}"), None);
        assert_eq!(escape_pem_line_breaks("{\"a\":\"-----BEGIN \n\",}"), None);
    }
}
