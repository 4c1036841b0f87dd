//! Words: what a shell makes of quotes and escapes, and where each part of it stands.

mod lines;

use std::borrow::Cow;
use std::fmt;

use super::Lexer;
use crate::derived::Derived;
use crate::placeholder::Templates;
use crate::span::Span;
use crate::wiped::Wiped;

/// A word of a command, or a here-document.
#[derive(Clone)]
pub(in crate::api::request) struct Word {
    pub(in crate::api::request) span: Span,
    pub(in crate::api::request) parts: Vec<Part>,
    quoting: Quoting,
}

/// A part of a word. Its `Debug` shows no characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::api::request) enum Part {
    /// As it stands there.
    Verbatim(Span),
    /// An escape.
    Encoded(char, Span),
    /// An expansion: a value that is not known.
    Variable(Span),
    /// What the shell adds, and where.
    Added(&'static str, Span),
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.parts).finish()
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Part::Verbatim(_) => "Verbatim",
            Part::Encoded(..) => "Encoded",
            Part::Variable(_) => "Variable",
            Part::Added(..) => "Added",
        };
        f.debug_tuple(name).field(&self.place()).finish()
    }
}

impl Part {
    /// What it takes of the file.
    fn span(self) -> Option<Span> {
        match self {
            Part::Verbatim(span) | Part::Encoded(_, span) | Part::Variable(span) => Some(span),
            Part::Added(..) => None,
        }
    }

    /// The same, or the place where it is added.
    pub(in crate::api::request) fn place(self) -> Span {
        let (Part::Verbatim(span) | Part::Encoded(_, span) | Part::Variable(span) | Part::Added(_, span)) =
            self;
        span
    }
}

/// How what stands there as it is is quoted, and so how an edit has to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Nothing,
    Single,
    Double,
    /// A here-document whose end is quoted.
    Document,
    /// A here-document in which expansions are made.
    ExpandingDocument,
    /// None, or several of them.
    Other,
    /// `$'…'`, perhaps beside others: what stands behind an escape may become a part of it.
    Escapes,
}

/// What stands for a variable whose name would be taken for something else.
const SOMETHING: &str = "VALUE";

impl Word {
    pub(super) fn new(at: usize) -> Self {
        Self { span: Span::at(at), parts: Vec::new(), quoting: Quoting::Nothing }
    }

    pub(super) fn push_verbatim(&mut self, span: Span, quoting: Quoting) {
        if span.is_empty() {
            return;
        }
        self.quoting = self.quoting.with(quoting);
        match self.parts.last_mut() {
            Some(Part::Verbatim(last)) if last.end == span.start => last.end = span.end,
            _ => self.parts.push(Part::Verbatim(span)),
        }
    }

    /// The word; an expansion is written `${NAME}`, or with a default, whatever its form is.
    pub(in crate::api::request) fn plain(&self, text: &str) -> Derived {
        self.derived(text, |derived, span| match plain_variable(text, span) {
            Cow::Borrowed(written) => derived.push_verbatim(written, span.start),
            Cow::Owned(written) => derived.push_encoded(&written, span),
        })
    }

    /// The same, as long, without a sign that could be taken for an expansion where the shell makes none:
    /// `'pub:$hunter2'`.
    pub(in crate::api::request) fn said(&self, text: &str) -> Wiped {
        let plain = self.plain(text);
        let mut said = Wiped::with_capacity(plain.text().len());
        for part in &self.parts {
            match part {
                Part::Verbatim(span) => {
                    let written = text.get(span.range()).unwrap_or_default();
                    for (index, piece) in written.split('$').enumerate() {
                        said.push_str(if index > 0 { "!" } else { "" });
                        said.push_str(piece);
                    }
                }
                Part::Encoded('$', _) => said.push('!'),
                Part::Encoded(char, _) => said.push(*char),
                Part::Added(text, _) => said.push_str(text),
                Part::Variable(span) => said.push_str(&plain_variable(text, *span)),
            }
        }
        said
    }

    /// The word as a document: an expansion is a template, in quotes where the document has none.
    pub(in crate::api::request) fn document(&self, text: &str, templates: &Templates) -> Derived {
        let mut read = 0;
        let mut state = InJson::default();
        self.derived(text, |derived, span| {
            state.read(derived.text().get(read..).unwrap_or_default());
            let name = name(text.get(span.range()).unwrap_or_default());
            let template = templates.example(name).unwrap_or_else(|| format!("${{{name}}}"));
            let value = if state.is_string { template } else { format!("\"{template}\"") };
            // What may have a value in it is not shown, and so not of the document.
            match is_plain_variable(text, span) {
                true => derived.push_encoded(&value, span),
                false => derived.push_elsewhere(&value, span),
            }
            read = derived.text().len();
        })
    }

    fn derived(&self, text: &str, mut variable: impl FnMut(&mut Derived, Span)) -> Derived {
        let mut derived = Derived::default();
        for part in &self.parts {
            match part {
                Part::Verbatim(span) => {
                    derived.push_verbatim(text.get(span.range()).unwrap_or_default(), span.start);
                }
                Part::Encoded(char, span) => derived.push_encoded(char.encode_utf8(&mut [0; 4]), *span),
                Part::Added(text, span) => derived.push_elsewhere(text, *span),
                Part::Variable(span) => variable(&mut derived, *span),
            }
        }
        derived.encoded_by(self.quoting.encoder())
    }

    /// What is left of the word behind so many bytes, as far as those are not from an expansion.
    pub(in crate::api::request) fn behind(&self, bytes: usize) -> Self {
        let mut left = bytes;
        let mut word = Self { parts: Vec::with_capacity(self.parts.len()), ..Self::new(self.span.start) };
        word.quoting = self.quoting;
        for part in &self.parts {
            let part = match *part {
                Part::Verbatim(span) if left > 0 => {
                    let taken = left.min(span.len());
                    left -= taken;
                    Part::Verbatim(Span::new(span.start + taken, span.end))
                }
                Part::Encoded(char, _) if left > 0 => {
                    left = left.saturating_sub(char.len_utf8());
                    continue;
                }
                other => other,
            };
            if part.span().is_some_and(|span| !span.is_empty()) || matches!(part, Part::Added(..)) {
                word.parts.push(part);
            }
        }
        let start = word.parts.first().map_or(self.span.end, |part| part.place().start);
        word.span = Span::new(start, self.span.end);
        word
    }

    /// The same without anything in it.
    pub(in crate::api::request) fn emptied(&self) -> Self {
        Self { span: self.span, parts: Vec::new(), quoting: self.quoting }
    }

    /// Appends another word, or a part of it.
    pub(in crate::api::request) fn append(&mut self, other: &Word) {
        self.quoting = self.quoting.with(other.quoting);
        self.parts.extend_from_slice(&other.parts);
    }

    /// Whether all of it, white space aside, comes from elsewhere.
    pub(in crate::api::request) fn is_variable(&self, text: &str) -> bool {
        let is_blank = |span: &Span| text.get(span.range()).is_some_and(|text| text.trim().is_empty());
        self.parts.iter().any(|part| matches!(part, Part::Variable(_)))
            && self.parts.iter().all(|part| match part {
                Part::Variable(_) => true,
                Part::Verbatim(span) => is_blank(span),
                Part::Encoded(char, _) => char.is_whitespace(),
                Part::Added(text, _) => text.trim().is_empty(),
            })
    }
}

/// Whether a text that was read so far ends in a string of JSON.
#[derive(Debug, Default)]
struct InJson {
    is_string: bool,
    is_escaped: bool,
}

impl InJson {
    fn read(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' if self.is_string => self.is_escaped = true,
                b'"' => self.is_string = !self.is_string,
                _ => {}
            }
        }
    }
}

/// An expansion as `${NAME}`, or with a default as it is written.
fn plain_variable(text: &str, span: Span) -> Cow<'_, str> {
    let written = text.get(span.range()).unwrap_or_default();
    match written.starts_with("${") && !written.contains(['"', '\'', '`', '\n']) {
        true => Cow::Borrowed(written),
        false => Cow::Owned(format!("${{{}}}", name(written))),
    }
}

/// The name of the variable in an expansion, such as a template may have.
fn name(expansion: &str) -> &str {
    let inside = expansion.trim_start_matches(['$', '{', '!', '#', '%']);
    let inside = inside.strip_prefix("env:").unwrap_or(inside);
    let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inside.len());
    match inside.get(..end).unwrap_or_default() {
        "USER" | "PROVIDED_USER" => SOMETHING,
        name if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.len() < 100 => name,
        _ => SOMETHING,
    }
}

pub(in crate::api::request) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a word is a list of words: `"$@"`, `"${args[@]}"`.
pub(in crate::api::request) fn is_list(word: &Word, text: &str) -> bool {
    let is_list = |place: &Span| {
        let written = text.get(place.range()).unwrap_or_default();
        matches!(written, "$@" | "$*") || written.contains("[@]") || written.contains("[*]")
    };
    word.parts.iter().any(|part| matches!(part, Part::Variable(place) if is_list(place)))
}

/// Whether an expansion is no more than a name, `$NAME` or `${NAME}`: in others a value may stand.
pub(in crate::api::request) fn is_plain_variable(text: &str, place: Span) -> bool {
    let text = text.get(place.range()).unwrap_or_default();
    let name = text.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
    let name = name.or(text.strip_prefix("$env:")).or(text.strip_prefix('$'));
    name.or_else(|| text.strip_prefix('%')?.strip_suffix('%')).is_some_and(is_name)
}

impl Quoting {
    /// What both are together.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Quoting::Escapes, _) | (_, Quoting::Escapes) => Quoting::Escapes,
            (Quoting::Nothing, other) | (other, Quoting::Nothing) => other,
            (one, other) if one == other => one,
            _ => Quoting::Other,
        }
    }

    fn encoder(self) -> fn(&str) -> Option<String> {
        match self {
            Quoting::Nothing | Quoting::Other => |text| is_plain(text).then(|| text.to_owned()),
            Quoting::Single => |text| Some(text.replace('\'', r"'\''")),
            Quoting::Double => |text| Some(escaped(text, &['\\', '"', '$', '`'])),
            Quoting::Document => |text| Some(text.to_owned()),
            Quoting::ExpandingDocument => |text| Some(escaped(text, &['\\', '$', '`'])),
            Quoting::Escapes => |_| None,
        }
    }
}

/// Whether a text means the same in any quotes.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(&byte))
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if special.contains(&char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

impl Lexer<'_> {
    /// The next word. That there is one the caller knows; none comes of a line that merely goes on.
    pub(super) fn word(&mut self) -> Option<Word> {
        let mut word = Word::new(self.at);
        let mut is_one = false;
        while let Some(byte) = self.peek() {
            let start = self.at;
            match byte {
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => break,
                b'\r' if self.line_break(0).is_some() => break,
                // A line goes on in the shells of Windows behind these.
                b'^' | b'`' if !is_one && self.line_break(1).is_some() => {
                    self.at += 1 + self.line_break(1).unwrap_or(1);
                    self.line_goes_on();
                    return None;
                }
                b'\\' => {
                    if let Some(length) = self.line_break(1) {
                        self.at += 1 + length;
                        self.line_goes_on();
                        if !is_one {
                            return None;
                        }
                        continue;
                    }
                    self.at += 1;
                    self.escaped_char(&mut word, start, Quoting::Other);
                }
                b'\'' => self.single_quoted(&mut word),
                b'"' => self.double_quoted(&mut word),
                b'$' | b'`' => self.dollar(&mut word, Quoting::Other),
                b'%' if self.percent_variable(&mut word) => {}
                _ => {
                    let ends = |byte: &u8| b" \t\n\r;&|()<>\\'\"$`%".contains(byte);
                    let length = self.rest().bytes().skip(1).take_while(|byte| !ends(byte)).count();
                    self.at += 1 + length;
                    word.push_verbatim(Span::new(start, self.at), Quoting::Other);
                }
            }
            is_one = true;
        }
        word.span.end = self.at;
        is_one.then_some(word)
    }

    /// The character behind a backslash that stands at `start`, as it is.
    pub(super) fn escaped_char(&mut self, word: &mut Word, start: usize, quoting: Quoting) {
        match self.rest().chars().next() {
            Some(char) => {
                self.at += char.len_utf8();
                word.parts.push(Part::Encoded(char, Span::new(start, self.at)));
            }
            // A backslash at the end stands for itself.
            None => word.push_verbatim(Span::new(start, self.at), quoting),
        }
    }
}
