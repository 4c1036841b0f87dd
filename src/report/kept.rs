//! What a report keeps of its document, so that more can be said of it when it is gone.

use std::fmt;

use super::{Finding, PlainText};
use crate::api::error::seal::Seals;
use crate::derived::Derived;
use crate::json::Text;
use crate::mask::{is_secret, mask_other};
use crate::placeholder;
use crate::source::{Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;

/// The document without its secrets.
pub(crate) struct Kept {
    /// As long as the file, in bytes and in UTF-16 units; instead of secrets there are stand-ins.
    text: String,
    mark: usize,
    kind: Kind,
    is_json: bool,
    secrets: Vec<Span>,
    seals: Seals,
    around: Option<Around>,
    /// Whether there are others, and nobody knows which is meant.
    is_one_of_many: bool,
}

/// The request in which the document stands.
struct Around {
    /// The way back, without the text.
    document: Derived,
    /// The file with stand-ins instead of what is not shown of it, and what is shown.
    file: String,
    masked: String,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({} bytes)", self.text.len())
    }
}

impl Kept {
    /// What may be kept of the document; nothing of one that was not looked into.
    pub(crate) fn of(source: &Source<'_>, kind: Kind) -> Option<Self> {
        let none = |text| Self {
            text,
            mark: 0,
            kind,
            is_json: false,
            secrets: Vec::new(),
            seals: Seals::default(),
            around: None,
            is_one_of_many: false,
        };
        match source.refusal() {
            None => {}
            Some(Refusal::Json(_)) => {
                let mut kept = none(mask_other(source.bytes()));
                seal_broken(&String::from_utf8_lossy(source.bytes()), &mut kept.seals);
                return Some(kept);
            }
            Some(Refusal::TooLarge { .. } | Refusal::Message { .. }) => return None,
        }
        let file = std::str::from_utf8(source.bytes()).ok()?;
        let mut text = String::with_capacity(file.len());
        let mut seals = Seals::default();
        let mut at = 0;
        for secret in source.secrets() {
            text.push_str(file.get(at..secret.start)?);
            let raw = file.get(secret.range())?;
            // What stands between a value and the comma behind it is no part of it.
            let is_in_string = file.as_bytes().get(secret.end) == Some(&b'"');
            let value = if is_in_string { raw } else { raw.trim_end_matches([' ', '\t', '\r', '\n']) };
            text.extend(value.chars().map(stand_in));
            text.push_str(raw.get(value.len()..)?);
            seal(raw, *secret, file, &mut seals);
            at = secret.end;
        }
        text.push_str(file.get(at..)?);
        Some(Self {
            mark: source.text_start(),
            is_json: true,
            secrets: source.secrets().to_vec(),
            seals,
            ..none(text)
        })
    }

    /// The same, as it stands in the text of a request: `masked` is what may be shown of that, byte for byte
    /// as long.
    pub(crate) fn within(self, document: &Derived, file: &str, masked: String) -> Self {
        let mut stands_in = String::with_capacity(file.len());
        for (at, c) in file.char_indices() {
            let is_shown = masked.get(at..at + c.len_utf8()).is_some_and(|shown| shown.starts_with(c));
            stands_in.push(if is_shown { c } else { stand_in(c) });
        }
        let around = Around { document: document.without_text(), file: stands_in, masked };
        Self { around: Some(around), ..self }
    }

    /// Takes down what else is secret.
    pub(crate) fn seal(&mut self, secret: &str) {
        self.seals.add(secret);
    }

    /// The place of the document that is found at a place of the file; none, if that is beside the document.
    pub(crate) fn inward(&self, span: Span) -> Option<Span> {
        match &self.around {
            None => Some(span),
            Some(Around { document, .. }) => document.inward(span),
        }
    }

    /// The command that checks such a file.
    pub(crate) fn command(&self) -> &'static str {
        if self.around.is_some() { "usersec request" } else { "usersec check" }
    }

    /// Takes down the secrets of another document of the same text.
    pub(crate) fn beside(&mut self, other: Self) {
        self.seals.join(other.seals);
        self.is_one_of_many = true;
    }

    /// Whether nobody knows which of several documents is meant.
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.is_one_of_many
    }

    /// A finding about the document, in the file.
    pub(crate) fn in_file(&self, finding: Finding) -> Finding {
        match &self.around {
            None => finding,
            Some(Around { document, file, masked }) => {
                finding.relocated(document, &PlainText::new(file, masked.clone()))
            }
        }
    }

    /// What tells its secrets in other texts.
    pub(crate) fn seals(&self) -> &Seals {
        &self.seals
    }

    /// What the document is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Shows the document once more.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Source<'_>) -> T) -> T {
        match self.is_json {
            true => look(&Source::kept(&self.text, self.mark, self.kind, self.secrets.clone())),
            false => look(&Source::message(&self.text, self.text.clone())),
        }
    }
}

/// A character that takes the place of one of a secret: as long in UTF-8 and in UTF-16, so that columns stay.
fn stand_in(c: char) -> char {
    match c {
        '\n' | '\r' => c,
        c => match c.len_utf8() {
            1 => '*',
            2 => '\u{b7}',
            3 => '\u{2426}',
            _ => '\u{1f512}',
        },
    }
}

/// Takes down what tells the secret: the text that it is; of an object its texts, numbers and names.
fn seal(raw: &str, span: Span, file: &str, seals: &mut Seals) {
    if file.as_bytes().get(span.end) == Some(&b'"') {
        let decoded = Text::literal(raw, 0);
        let stands_for_value =
            placeholder::LITERALS.contains(&decoded.as_str()) || is_template(decoded.as_str());
        if !stands_for_value {
            seals.add(decoded.as_str());
        }
        return;
    }
    if matches!(raw.trim(), "null" | "true" | "false") {
        return;
    }
    seals.add(raw);
    for part in raw.split('"') {
        if part.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
            let decoded = Text::literal(part, 0);
            seals.add(decoded.as_str().trim_matches([':', ',', '{', '}', '[', ']', ' ', '\n', '\r', '\t']));
        }
    }
}

/// How many names of secrets are looked at in a text that is no JSON, and how many characters behind each.
const MOST: usize = 1000;
const LONGEST: usize = 2000;

/// Takes down what follows the names of secrets in a text that is no JSON: what the next quotation marks
/// hold, and what there is up to the end of the line or the next comma.
fn seal_broken(text: &str, seals: &mut Seals) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut rest = text;
    let mut found = 0;
    while let Some(start) = rest.find(is_part) {
        let word_and_rest = rest.get(start..).unwrap_or_default();
        let end = word_and_rest.find(|c| !is_part(c)).unwrap_or(word_and_rest.len());
        let (word, behind) = word_and_rest.split_at_checked(end).unwrap_or_default();
        rest = behind;
        if !is_secret(word) {
            continue;
        }
        found += 1;
        if found > MOST {
            return seals.hide_all();
        }
        let near =
            behind.char_indices().nth(LONGEST).map_or(behind, |(at, _)| behind.get(..at).unwrap_or_default());
        let line = near.split(['\n', '\r']).next().unwrap_or_default();
        let value = line.trim_start_matches(['"', '\'', ':', '=', ' ', '\t']);
        let quote = line.get(..line.len() - value.len()).and_then(|before| before.chars().next_back());
        let bare = value.split([',', '}']).next().unwrap_or_default();
        for value in [bare, value] {
            seals.add(value.trim_matches(['"', '\'', ',', '}', ']', ' ', '\t']));
        }
        if let Some(quote) = quote.filter(|c| matches!(c, '"' | '\'')) {
            seals.add(Text::literal(within(value, quote), 0).as_str());
        }
    }
}

/// What stands before the quotation mark that ends a string.
fn within(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    let end = text.find(|c| {
        let ends = c == quote && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn is_template(text: &str) -> bool {
    crate::conventions::Conventions::usual().templates.make_up(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MAX_INPUT;

    fn kept(text: &str, kind: Kind) -> Option<Kept> {
        Kept::of(&Source::new(text.as_bytes(), kind, MAX_INPUT), kind)
    }

    #[test]
    fn what_is_kept_is_indexed_as_the_document_is() {
        let long = r#"{"secretStuff":{"a":[1,"é\n😀"],
            "b":{}},"ldap":{"bindPassword":"hé😀\"x","bind_password" : 12345 , "port":636,"pwd":[
            true
            ],
            "hostname":"a.b"},"links":[]}"#;
        for text in
            [long, &format!("\u{feff}{long}"), "{}", "[]", "\"x\"", r#"{"password":"#, r#"{"pwd":null}"#]
        {
            let source = Source::new(text.as_bytes(), Kind::Patch, MAX_INPUT);
            let kept = Kept::of(&source, Kind::Patch).expect("kept");
            assert_eq!(kept.text.len(), text.len());
            for secret in ["hé", "12345", "😀", "true"] {
                assert!(!kept.text.contains(secret), "{}", kept.text);
            }
            assert!(!format!("{kept:?}").contains("ldap"));
            kept.look(|again| {
                let units = |text: &str| text.encode_utf16().count();
                assert_eq!(again.document().is_some(), source.document().is_some(), "{text}");
                let Some((document, before)) = again.document().zip(source.document()) else { return };
                assert_eq!(units(&kept.text), units(text));
                assert_eq!(format!("{:?}", document.root.span), format!("{:?}", before.root.span));
                assert_eq!(spans(&document.root), spans(&before.root), "{text}");
                assert_eq!(again.masked().text(), source.masked().text());
            });
        }
        let broken = kept(r#"{"bindPassword":"hunter2""#, Kind::Patch).expect("kept");
        assert!(!broken.text.contains("hunter2"), "{}", broken.text);
    }

    #[test]
    fn secrets_of_broken_documents_are_known_as_well() {
        for text in [
            r#"{"ldap":{"bindPassword":"hunt\"er, 2","port":636,}}"#,
            r#"{"ldap":{"bindPassword":"hunt\"er, 2"#,
            "{'bindPassword': 'hunt\\\"er, 2' , }",
            "bindPassword: hunt\"er, 2\nport: 636",
            "bindPassword = hunt\"er, 2",
        ] {
            let kept = kept(text, Kind::Patch).expect("kept");
            let shown = crate::api::error::seal::Veil::new(kept.seals()).over(r#"is `hunt"er, 2` good?"#);
            assert_eq!(shown, "is `***` good?", "{text}");
        }
    }

    fn spans(value: &crate::json::Value<'_>) -> Vec<(Span, Span)> {
        use crate::json::Data;
        let inner = |value| spans(value);
        match &value.data {
            Data::Object(_, members) => members
                .iter()
                .flat_map(|member| [vec![(member.key, member.value.span)], inner(&member.value)].concat())
                .collect(),
            Data::Array(items) => items.iter().flat_map(inner).collect(),
            _ => Vec::new(),
        }
    }
}
