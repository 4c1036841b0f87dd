//! The body that `-d` and its like make.

use super::{Asked, Derived, Input, Part, Reader, Reads, Span, Word};

/// What an option says of the data behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Line breaks of files are left out.
    Data,
    /// `@` means nothing.
    Raw,
    Binary,
    Json,
    Encoded,
}

impl Kind {
    pub(super) fn of(option: &str) -> Option<Self> {
        Some(match option {
            "data" | "data-ascii" => Kind::Data,
            "data-raw" => Kind::Raw,
            "data-binary" => Kind::Binary,
            "json" => Kind::Json,
            "data-urlencode" => Kind::Encoded,
            _ => return None,
        })
    }
}

/// An option that gives a part of the body.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) word: Word,
}

/// The body of a request.
pub(super) enum Body {
    None,
    Here(Derived),
    /// It is not in the command, and why.
    Elsewhere(&'static str),
    /// Parts of a document, with `&` between them from there on.
    Joined(Span),
}

pub(super) const IN_FILE: &str = "the body is in another file";
pub(super) const IN_VARIABLE: &str = "the body is in a variable of the shell";
pub(super) const FROM_COMMAND: &str = "the body comes from another command";

impl Data {
    /// What `-G` puts into the query, if it stands here.
    pub(super) fn query(&self, text: &str) -> Option<Derived> {
        let plain = self.word.plain(text);
        match self.kind {
            Kind::Encoded => encoded(&self.word, plain.text(), text).ok().map(|word| word.plain(text)),
            Kind::Raw => Some(plain),
            _ => Some(plain).filter(|plain| !plain.text().starts_with('@')),
        }
    }
}

impl Reader<'_> {
    pub(super) fn body(&self, asked: &Asked, input: &Reads<'_>) -> Body {
        if asked.form.is_some() {
            return Body::Elsewhere("the body is made of the parts of a form");
        }
        if asked.upload.is_some() {
            return Body::Elsewhere(IN_FILE);
        }
        let mut whole: Option<Word> = None;
        let is_document = asked
            .data
            .first()
            .is_some_and(|data| data.word.plain(self.text).text().trim_start().starts_with(['{', '[']));
        for data in &asked.data {
            let word = match self.part(data, input) {
                Ok(word) => word,
                Err(why) => return Body::Elsewhere(why),
            };
            match &mut whole {
                None => whole = Some(word),
                Some(sofar) if data.kind == Kind::Json => sofar.append(&word),
                Some(_) if is_document => return Body::Joined(data.span),
                Some(sofar) => {
                    sofar.parts.push(Part::Added("&", data.span));
                    sofar.append(&word);
                }
            }
        }
        match whole {
            Some(word) if word.is_variable(self.text) => Body::Elsewhere(IN_VARIABLE),
            Some(word) if !word.parts.is_empty() => Body::Here(word.document(self.text, self.templates)),
            _ => Body::None,
        }
    }

    /// What an option gives, or why that is not here.
    fn part(&self, data: &Data, input: &Reads<'_>) -> Result<Word, &'static str> {
        let plain = data.word.plain(self.text);
        let plain = plain.text();
        if data.kind == Kind::Encoded {
            return encoded(&data.word, plain, self.text);
        }
        if data.kind == Kind::Raw || !plain.starts_with('@') {
            return Ok(data.word.clone());
        }
        if !matches!(plain, "@-" | "@/dev/stdin") {
            return Err(IN_FILE);
        }
        let read = self.read(input)?;
        Ok(if data.kind == Kind::Data { read.without_line_breaks(self.text) } else { read })
    }

    /// What the command reads from standard input.
    fn read(&self, input: &Reads<'_>) -> Result<Word, &'static str> {
        match (input.own, input.piped) {
            (Some(Input::Text(word)), _) => Ok(word.clone()),
            (Some(Input::File), _) => Err(IN_FILE),
            (None, None) if !input.is_piped => Err("the body is read from standard input"),
            (None, None) => Err(FROM_COMMAND),
            (None, Some(command)) => {
                let Some((name, words)) = command.words.split_first() else { return Err(FROM_COMMAND) };
                let name = name.plain(self.text);
                match (name.text(), words, &command.input) {
                    ("cat", [], Some(Input::Text(word))) => Ok(word.clone()),
                    ("cat", ..) => Err(IN_FILE),
                    ("echo", [word], _) if self.is_echoed(word) => {
                        let mut word = word.clone();
                        word.parts.push(Part::Added("\n", Span::at(word.span.end)));
                        Ok(word)
                    }
                    ("printf", [format, word], _) if format.plain(self.text).text() == "%s" => {
                        Ok(word.clone())
                    }
                    _ => Err(FROM_COMMAND),
                }
            }
        }
    }

    /// Whether `echo` writes the word as it is in every shell: some take backslashes for escapes.
    fn is_echoed(&self, word: &Word) -> bool {
        let plain = word.plain(self.text);
        !plain.text().contains('\\') && !plain.text().starts_with('-')
    }
}

/// `--data-urlencode`: `content`, `=content`, `name=content`, `@file`, `name@file`.
fn encoded(word: &Word, plain: &str, text: &str) -> Result<Word, &'static str> {
    let (kept, from) = match plain.find(['=', '@']) {
        Some(at) if plain.get(at..).is_some_and(|rest| rest.starts_with('@')) => return Err(IN_FILE),
        Some(0) => (0, 1),
        Some(at) => (at + 1, at + 1),
        None => (0, 0),
    };
    let content = word.behind(from);
    let mut encoded = word.emptied();
    if kept > 0 {
        encoded.parts.extend(plain.chars().take(kept).map(|char| Part::Encoded(char, word.span)));
    }
    for part in &content.parts {
        match *part {
            Part::Verbatim(span) => {
                let verbatim = text.get(span.range()).unwrap_or_default();
                for (at, char) in verbatim.char_indices() {
                    let start = span.start + at;
                    percent(char, Span::new(start, start + char.len_utf8()), &mut encoded);
                }
            }
            Part::Encoded(char, span) => percent(char, span, &mut encoded),
            other => encoded.parts.push(other),
        }
    }
    Ok(encoded)
}

/// Appends the character as forms have it.
fn percent(char: char, span: Span, word: &mut Word) {
    if char.is_ascii_alphanumeric() || "-._~ ".contains(char) {
        word.parts.push(Part::Encoded(if char == ' ' { '+' } else { char }, span));
        return;
    }
    for byte in char.encode_utf8(&mut [0; 4]).bytes() {
        for char in format!("%{byte:02X}").chars() {
            word.parts.push(Part::Encoded(char, span));
        }
    }
}
