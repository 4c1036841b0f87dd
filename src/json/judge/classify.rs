//! What kind of mistake stopped `serde_json`: told by what may stand at that place, and what does.

use serde::de::IgnoredAny;

use super::{JsonFault, JsonFaultKind, Kind};
use crate::json::scan::{Scanner, State, Token};
use crate::placeholder::{Template, Templates};
use crate::span::Span;

/// Finds out what is wrong at `at`; the text is valid up to there, but for a word that breaks off.
pub(super) fn classify(text: &str, at: usize, end_of_text: bool, templates: &Templates) -> JsonFault {
    let before = Scanner::of_prefix(text, at);
    // A refused control character in a string is named by the byte before it, perhaps the quote.
    let rest = text.get(at..).unwrap_or_default();
    let quote = rest.starts_with('"') && rest.as_bytes().get(1).is_some_and(|&byte| byte < b' ');
    if let Some(open) = before.open_string.or((quote && !end_of_text).then_some(at)) {
        return in_string(text, at, open, end_of_text);
    }
    if end_of_text {
        return at_end(text, &before);
    }
    // A number that breaks off, as in `1.}`, is noticed behind its end, a literal at some letter of it.
    let word = word(text, at);
    let finished = word.end == at && text.get(word.range()).is_some_and(is_json);
    let (start, before) = match finished || word.is_empty() {
        true => (at, before),
        false => (word.start, Scanner::of_prefix(text, word.start)),
    };
    let Some(c) = text.get(start..).and_then(|rest| rest.chars().next()) else {
        return fault(Kind::Unexpected(' '), at, at);
    };
    let word = if finished { Span::at(at) } else { word };
    if let Some(at) = stands_for_body(text) {
        return JsonFault { kind: Kind::StandsForBody, at };
    }
    let place = Place { text, stopped: at, at: start, c, word, before: &before, templates };
    if let Some(fault) = place.anywhere() {
        return fault;
    }
    match before.state() {
        State::Start => place.start(),
        State::Key => place.key(),
        State::AfterKey => place.after_key(),
        State::Value => place.value(),
        State::AfterValue => place.after_value(),
        State::End => place.after_root(),
    }
}

/// Where in a text the word is that stands for all of a document: `{ <Payload> }`, `<body>`. Only such words
/// count as say so, because they are shown.
pub(crate) fn stands_for_body(text: &str) -> Option<Span> {
    let word = text.trim();
    let word = word.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')).unwrap_or(word).trim();
    let name = word.strip_prefix('<')?.strip_suffix('>')?;
    let is_known = |name: &str| {
        ["payload", "body", "json", "data", "document", "request"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    if !name.split([' ', '-', '_']).all(is_known) {
        return None;
    }
    let start = text.find(word)?;
    Some(Span::new(start, start + word.len()))
}

fn fault(kind: JsonFaultKind, start: usize, end: usize) -> JsonFault {
    JsonFault { kind, at: Span::new(start, end) }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The text is over, outside of a string.
fn at_end(text: &str, before: &Scanner) -> JsonFault {
    let end = text.len();
    match (before.brackets.last(), before.last) {
        (Some(&(bracket, open)), _) => fault(Kind::Unclosed(bracket, open), end, end),
        (None, None) => fault(Kind::Empty, 0, end),
        (None, Some(_)) => {
            let word = word(text, end);
            let kind = text.get(word.range()).and_then(literal_kind).unwrap_or(Kind::BadNumber);
            JsonFault { kind, at: word }
        }
    }
}

/// Where the text stops being JSON.
struct Place<'t> {
    text: &'t str,
    /// The byte that `serde_json` names.
    stopped: usize,
    /// The first byte that does not belong there: that one, or where its word begins.
    at: usize,
    /// The character there.
    c: char,
    /// The bare word there, or nothing.
    word: Span,
    /// What stands before it.
    before: &'t Scanner,
    /// What stands for a value, if it is in quotes.
    templates: &'t Templates,
}

impl Place<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn bare(&self) -> &str {
        self.text.get(self.word.range()).unwrap_or_default()
    }

    /// The one character is at fault.
    fn one(&self, kind: JsonFaultKind) -> JsonFault {
        fault(kind, self.at, self.at + self.c.len_utf8())
    }

    fn whole_word(&self, kind: JsonFaultKind) -> JsonFault {
        JsonFault { kind, at: self.word }
    }

    fn unexpected(&self) -> JsonFault {
        self.one(Kind::Unexpected(self.c))
    }

    /// What is a mistake wherever it stands.
    fn anywhere(&self) -> Option<JsonFault> {
        let rest = self.rest();
        let comment = match self.c {
            '\0' => return Some(self.one(Kind::Nul)),
            '/' if rest.starts_with("/*") => {
                rest.find("*/").map_or(rest, |i| rest.get(..i + 2).unwrap_or(rest))
            }
            '/' if rest.starts_with("//") => rest.lines().next()?,
            '#' => rest.lines().next()?,
            _ => return None,
        };
        Some(fault(Kind::Comment, self.at, self.at + comment.trim_end().len()))
    }

    /// Nothing stands before it.
    fn start(&self) -> JsonFault {
        if let Some(fault) = self.template().or_else(|| self.quotes()).or_else(|| self.closing()) {
            return fault;
        }
        let bare = self.bare();
        match literal_kind(bare) {
            // `-` also begins a YAML list, `---` a YAML document, `-----` a PEM file.
            Some(Kind::BadNumber) if is_signs(bare) || bare.starts_with("--") => self.one(Kind::NotJson),
            Some(Kind::CutShort(_)) => self.one(Kind::NotJson),
            Some(kind) => self.whole_word(kind),
            None if self.c.is_whitespace() || self.c == '\u{feff}' => self.unexpected(),
            None => self.one(Kind::NotJson),
        }
    }

    /// A member's name should stand there.
    fn key(&self) -> JsonFault {
        if let Some(fault) = self.template().or_else(|| self.quotes()).or_else(|| self.closing()) {
            return fault;
        }
        match self.c {
            ',' => self.one(Kind::ExtraComma),
            _ if self.word.is_empty() => self.unexpected(),
            _ => self.whole_word(Kind::UnquotedKey),
        }
    }

    /// A colon should stand there. That it is missing is more telling than what is there.
    fn after_key(&self) -> JsonFault {
        match self.c {
            ']' => self.one(Kind::Mismatched(b']')),
            _ => self.one(Kind::MissingColon),
        }
    }

    /// A value should stand there.
    fn value(&self) -> JsonFault {
        if let Some(fault) = self.template().or_else(|| self.quotes()).or_else(|| self.closing()) {
            return fault;
        }
        match (self.c, self.before.last) {
            (',', Some(Token::Punctuation(b':', _))) => self.one(Kind::MissingValue),
            (',', _) => self.one(Kind::ExtraComma),
            _ if self.word.is_empty() => self.unexpected(),
            _ if is_variable(self.bare()) => self.whole_word(Kind::Placeholder { stands_for_value: false }),
            _ => self.whole_word(literal_kind(self.bare()).unwrap_or(Kind::UnquotedString)),
        }
    }

    /// A comma or a closing bracket should stand there.
    fn after_value(&self) -> JsonFault {
        if let Some(fault) = self.template().or_else(|| self.quotes()).or_else(|| self.closing()) {
            return fault;
        }
        match self.before.last {
            Some(Token::Value { end, .. }) if !self.word.is_empty() || matches!(self.c, '"' | '{' | '[') => {
                fault(Kind::MissingComma, end, end)
            }
            _ => self.unexpected(),
        }
    }

    /// The document is complete.
    fn after_root(&self) -> JsonFault {
        match self.c {
            '{' | '[' => self.one(Kind::SecondDocument),
            '}' | ']' => self.one(Kind::TrailingText),
            _ => fault(Kind::TrailingText, self.at, self.at + self.rest().trim_end().len()),
        }
    }

    /// A closing bracket: what is open decides whether it is one too many or one too early.
    fn closing(&self) -> Option<JsonFault> {
        let (bracket, opening) = match self.c {
            '}' => (b'}', b'{'),
            ']' => (b']', b'['),
            _ => return None,
        };
        let fits = self.before.brackets.last().is_some_and(|&(open, _)| open == opening);
        Some(match self.before.last {
            Some(Token::Punctuation(b',', comma)) if fits => fault(Kind::TrailingComma, comma, comma + 1),
            Some(Token::Punctuation(b':', _)) if fits => self.one(Kind::MissingValue),
            _ => self.one(Kind::Mismatched(bracket)),
        })
    }

    /// Quotes that are not JSON's.
    fn quotes(&self) -> Option<JsonFault> {
        match self.c {
            '\'' => {
                let inside = self.rest().get(1..)?;
                let length = inside.find(['\'', '\n']).map_or(1, |i| i + 2);
                Some(fault(Kind::SingleQuotes, self.at, self.at + length))
            }
            '“' | '”' | '„' | '‘' | '’' | '«' | '»' => Some(self.one(Kind::SmartQuotes)),
            _ => None,
        }
    }

    /// `${PORT}`, `{{port}}`, `<%= port %>` where a value or key should be.
    fn template(&self) -> Option<JsonFault> {
        // In `{{x}}` the first brace passes as an object, and in `[[ x ]]` both brackets as arrays.
        let before = self.text.get(..self.at).unwrap_or_default().trim_end().len();
        let mark = |form: &Template| {
            let passed = (0..=form.open().len()).rev();
            let starts = passed.filter_map(|passed| before.checked_sub(passed)).chain([self.stopped]);
            let mut marks = starts.filter_map(|start| {
                let length = form.length_at_start(self.text.get(start..)?)?;
                Some((start, start + length))
            });
            marks.find(|(_, end)| *end > self.stopped)
        };
        let find = |templates: &Templates| templates.forms().iter().find_map(mark);
        let (start, end, stands_for_value) = match find(self.templates) {
            Some((start, end)) => (start, end, true),
            // It is meant as one, whatever the policy says.
            None => find(&Templates::well_known()).map(|(start, end)| (start, end, false))?,
        };
        Some(fault(Kind::Placeholder { stands_for_value }, start, end))
    }
}

/// What is wrong inside a string that begins at `open`.
fn in_string(text: &str, at: usize, open: usize, end_of_text: bool) -> JsonFault {
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

/// A shell's variable without braces, as `$PORT`.
fn is_variable(word: &str) -> bool {
    word.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn is_signs(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '-' | '+'))
}

/// What a bare word is, if it is a value of another language, the beginning of a literal, or a number
/// that JSON does not know.
fn literal_kind(word: &str) -> Option<JsonFaultKind> {
    if word.is_empty() {
        return None;
    }
    // One letter may be the beginning of anything.
    let cut = ["true", "false", "null"]
        .into_iter()
        .find(|literal| word.len() >= 2 && word.len() < literal.len() && literal.starts_with(word));
    if let Some(literal) = cut {
        return Some(Kind::CutShort(literal));
    }
    let lower = word.trim_start_matches(['-', '+']).to_ascii_lowercase();
    match &*lower {
        "nan" | "infinity" | "inf" => Some(Kind::NotANumber),
        "true" | "false" | "null" | "none" | "nil" | "undefined" | "yes" | "no" => Some(Kind::ForeignLiteral),
        _ if is_signs(word) || lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
            Some(Kind::BadNumber)
        }
        _ => None,
    }
}
