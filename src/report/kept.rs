//! What a report keeps of its document, so that more can be said of it when it is gone.

mod hidden;
mod secrets;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;

use super::{Finding, PlainText};
use crate::api::error::seal::Seals;
use crate::derived::Derived;
use crate::mask::{Masked, mask_other};
use crate::source::{Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;

/// The document without its secrets.
pub(crate) struct Kept {
    /// As long as the file, in bytes and in UTF-16 units; instead of secrets there are stand-ins.
    text: Text,
    mark: usize,
    kind: Kind,
    is_json: bool,
    secrets: Vec<Span>,
    seals: Seals,
    /// What stands for secrets in it.
    variables: BTreeSet<String>,
    around: Option<Around>,
    /// Why there is a request, and nothing can be said of its body.
    unseen: Option<&'static str>,
    /// Whether there are others, and nobody knows which is meant.
    is_one_of_many: bool,
}

/// A text that is kept.
enum Text {
    Own(String),
    /// What is shown of the document is all of it: a sixth of the peak of a bundle of 10,000 certificates.
    Shown(Masked),
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Own(text) => text,
            Text::Shown(masked) => masked.text(),
        }
    }
}

/// The request in which the document stands.
struct Around {
    /// The way back, without the text; none, if nothing can be said of a document.
    document: Option<Derived>,
    /// The file with stand-ins instead of what is not shown of it, and what is shown.
    file: String,
    masked: String,
    /// What an answer may be about besides.
    parts: Vec<(Part, Span)>,
}

/// A part of a request that an answer may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Method,
    Path,
    GroupId,
    /// Of the query; by its name.
    Parameter(String),
    /// By its name, in lower case.
    Header(String),
    /// What logs in.
    Credentials,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({} bytes)", self.text.len())
    }
}

impl Kept {
    /// What may be kept of the document; nothing of one that was not looked into. What is shown of it may be there
    /// already.
    pub(crate) fn of(source: &Source<'_>, shown: Option<&Masked>, kind: Kind) -> Option<Self> {
        match source.refusal() {
            None => {}
            Some(Refusal::Json(_)) => {
                let masked = mask_other(source.bytes());
                let mut seals = Seals::default();
                match std::str::from_utf8(source.bytes()) {
                    Ok(text) => {
                        secrets::seal_broken(text, &mut seals);
                        hidden::seal(text, &masked, &BTreeSet::new(), &mut seals);
                    }
                    Err(_) => secrets::seal_broken(&String::from_utf8_lossy(source.bytes()), &mut seals),
                }
                return Some(Self { seals, ..Self::none(masked, kind) });
            }
            Some(Refusal::TooLarge { .. } | Refusal::Message { .. }) => return None,
        }
        // Of most files it is all of the text, which is known to be one.
        let file = match source.text() {
            text if text.len() == source.bytes().len() => text,
            _ => std::str::from_utf8(source.bytes()).ok()?,
        };
        if let Some(shown) = shown.filter(|shown| source.secrets().is_empty() && shown.text() == file) {
            let kept = Self::none(String::new(), kind);
            let text = Text::Shown(shown.clone());
            return Some(Self { text, mark: source.text_start(), is_json: true, ..kept });
        }
        let mut text = String::with_capacity(file.len());
        let (mut seals, mut variables) = (Seals::default(), BTreeSet::new());
        let mut at = 0;
        for secret in source.secrets() {
            text.push_str(file.get(at..secret.start)?);
            let raw = file.get(secret.range())?;
            // What stands between a value and the comma behind it is no part of it.
            let is_in_string = file.as_bytes().get(secret.end) == Some(&b'"');
            let value = if is_in_string { raw } else { raw.trim_end_matches([' ', '\t', '\r', '\n']) };
            push_stand_ins(value, &mut text);
            text.push_str(raw.get(value.len()..)?);
            variables.extend(secrets::seal(raw, *secret, file, &mut seals).into_iter().map(str::to_owned));
            at = secret.end;
        }
        text.push_str(file.get(at..)?);
        // Each by its name: what takes the rest from another makes six empty tables first, and drops them.
        Some(Self {
            text: Text::Own(text),
            mark: source.text_start(),
            kind,
            is_json: true,
            secrets: source.secrets().to_vec(),
            seals,
            variables,
            around: None,
            unseen: None,
            is_one_of_many: false,
        })
    }

    fn none(text: String, kind: Kind) -> Self {
        Self {
            text: Text::Own(text),
            mark: 0,
            kind,
            is_json: false,
            secrets: Vec::new(),
            seals: Seals::default(),
            variables: BTreeSet::new(),
            around: None,
            unseen: None,
            is_one_of_many: false,
        }
    }

    /// What may be kept of a request of whose body nothing can be said, and why.
    pub(crate) fn without_document(unseen: &'static str) -> Self {
        Self { unseen: Some(unseen), ..Self::none(String::new(), Kind::Patch) }
    }

    /// The same, as it stands in the text of a request: `masked` is what may be shown of that, byte for byte
    /// as long.
    pub(crate) fn within(self, document: Option<&Derived>, file: &str, masked: String) -> Self {
        let mut stands_in = String::with_capacity(file.len());
        for (at, c) in file.char_indices() {
            let is_shown = masked.get(at..at + c.len_utf8()).is_some_and(|shown| shown.starts_with(c));
            stands_in.push(if is_shown { c } else { stand_in(c) });
        }
        let document = document.map(Derived::without_text);
        let around = Around { document, file: stands_in, masked, parts: Vec::new() };
        Self { around: Some(around), ..self }
    }

    /// Takes down what an answer may be about besides the document.
    pub(crate) fn with_parts(mut self, parts: Vec<(Part, Span)>) -> Self {
        if let Some(around) = &mut self.around {
            around.parts = parts;
        }
        self
    }

    /// Takes down that what stands in a template is secret, whoever sets it.
    pub(crate) fn seal_variables(&mut self, template: &str) {
        self.variables.extend(hidden::names(template).map(str::to_owned));
    }

    /// Takes down what logs in.
    pub(crate) fn seal_credential(&mut self, credential: &str) {
        hidden::seal_credential(credential, &mut self.seals);
    }

    /// Takes down what a masked text hides and may be secret; what is not to be looked at stands there as in
    /// the text.
    pub(crate) fn seal_hidden(&mut self, text: &str, masked: &str) {
        hidden::seal(text, masked, &self.variables, &mut self.seals);
    }

    /// What an answer may be about besides the document.
    pub(crate) fn parts(&self) -> &[(Part, Span)] {
        self.around.as_ref().map_or(&[], |around| &around.parts)
    }

    /// Why there is a request, and nothing can be said of its body.
    pub(crate) fn unseen(&self) -> Option<&'static str> {
        self.unseen
    }

    /// The place of the document that is found at a place of the file; none, if that is beside the document.
    pub(crate) fn inward(&self, span: Span) -> Option<Span> {
        match &self.around {
            None => Some(span),
            Some(Around { document, .. }) => document.as_ref()?.inward(span),
        }
    }

    /// The command that checks such a file.
    pub(crate) fn command(&self) -> &'static str {
        if self.around.is_some() { "usersec request" } else { "usersec check" }
    }

    /// Takes down the secrets of another document of the same text.
    pub(crate) fn beside(&mut self, other: Self) {
        self.seals.join(other.seals);
        self.variables.extend(other.variables);
        self.is_one_of_many = true;
    }

    /// Whether nobody knows which of several documents is meant.
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.is_one_of_many
    }

    /// A finding about the document, in the file.
    pub(crate) fn in_file(&self, finding: Finding) -> Finding {
        match &self.around {
            Some(Around { document: Some(document), file, masked, .. }) => {
                finding.relocated(document, &PlainText::new(file, masked.clone()))
            }
            _ => finding,
        }
    }

    /// Shows the file around the document once more, if there is one.
    pub(crate) fn look_around<T>(&self, look: impl FnOnce(&Source<'_>) -> T) -> Option<T> {
        let Around { file, masked, .. } = self.around.as_ref()?;
        Some(look(&Source::message(file, masked.clone())))
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
            false => look(&Source::message(&self.text, self.text.to_owned())),
        }
    }
}

fn push_stand_ins(secret: &str, text: &mut String) {
    // Most are on one line and ASCII.
    match secret.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => text.extend(std::iter::repeat_n("*", secret.len())),
        false => text.extend(secret.chars().map(stand_in)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MAX_INPUT;

    fn kept(text: &str, kind: Kind) -> Option<Kept> {
        Kept::of(&Source::new(text.as_bytes(), kind, MAX_INPUT), None, kind)
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
            let kept = Kept::of(&source, None, Kind::Patch).expect("kept");
            assert_eq!(kept.text.len(), text.len());
            // What is shown is shared where it is the same, and nothing else.
            let other = Kept::of(&source, Some(&source.masked()), Kind::Patch).expect("kept");
            assert_eq!(
                (&*other.text, other.mark, other.secrets),
                (&*kept.text, kept.mark, kept.secrets.clone())
            );
            assert_eq!(
                matches!(other.text, Text::Shown(_)),
                source.document().is_some() && &*kept.text == text
            );
            for secret in ["hé", "12345", "😀", "true"] {
                assert!(!kept.text.contains(secret), "{}", &*kept.text);
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
        assert!(!broken.text.contains("hunter2"), "{}", &*broken.text);
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
