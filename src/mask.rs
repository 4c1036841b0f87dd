//! Where the secrets are.
//!
//! Of a JSON document its members tell. Of a text that is no JSON nothing is certain, so only white
//! space, punctuation and words of the contract are shown of it. Masking keeps the byte length and the
//! line breaks, so every offset stays what it is.

mod json;
mod key;
mod label;
mod other;
mod pairs;
mod string;
#[cfg(test)]
mod tests;
mod toml;

use std::fmt;
use std::sync::Arc;

pub(crate) use self::json::{InJson, KeyInJson, look_into_json, mask_json, secrets_in_json};
pub(crate) use self::other::mask_other;
pub(crate) use self::pairs::is_value_name;
pub(crate) use self::toml::{Name, is_harmless_word, mask_toml};
use crate::lines::LineIndex;

/// The text as people may see it: every secret masked, byte for byte as long as the file. Findings
/// share it; its `Debug` shows none of it.
#[derive(Clone)]
pub(crate) struct Masked(Arc<MaskedText>);

struct MaskedText {
    text: String,
    lines: LineIndex,
}

impl Masked {
    pub(crate) fn new(text: String, lines: LineIndex) -> Self {
        Self(Arc::new(MaskedText { text, lines }))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }

    pub(crate) fn lines(&self) -> &LineIndex {
        &self.0.lines
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masked({} bytes)", self.0.text.len())
    }
}

/// Whether a member of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    // What nobody sees in a name, or takes for a hyphen, makes it no other.
    let counts = |c: &char| !matches!(c, '_' | '-' | '\u{3164}') && (c.is_ascii() || c.is_alphanumeric());
    let name = lower_case(name.chars().filter(counts), name.len());
    // All of them at once: what stands before the padding of a block is long.
    let says_so = name.bytes().enumerate().any(|(at, first)| {
        let begins =
            |word: &&str| name.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        matches!(first, b'p' | b's') && ["password", "passwd", "pwd", "secret"].iter().any(begins)
    });
    // Misspelt or abbreviated it is as secret; where `bindPassword` is suggested, too.
    says_so
        || [("password", 2), ("bindpassword", 3)].iter().any(|(word, most)| is_near(&name, word, *most))
        || ["pass", "pw", "passphrase"].iter().any(|end| name.ends_with(end))
}

/// The characters in lower case, in a text that has room for all of them: they are at most so many bytes.
fn lower_case(characters: impl Iterator<Item = char>, most: usize) -> String {
    let mut text = String::with_capacity(most);
    text.extend(characters.map(|c| c.to_ascii_lowercase()));
    text
}

/// Whether it takes at most so many slips of the pen to make a text of a word of ASCII: characters left out, put
/// in, changed, or exchanged with the next one.
fn is_near(text: &str, word: &str, most: usize) -> bool {
    let length = text.chars().count();
    // A slip makes or loses one character that the other has not. That settles most names: the distances were 14 %
    // of the instructions of a small body without certificates.
    let foreign = || text.chars().filter(|c| !word.contains(*c)).count();
    let missing = || word.chars().filter(|c| !text.contains(*c)).count();
    length.abs_diff(word.len()) <= most
        && foreign() <= most
        && missing() <= most
        && strsim::osa_distance(text, word) <= most
}

/// A decoded text of the payload with its secrets masked, byte for byte as long; none if it has none.
pub(crate) fn mask_text(text: &str) -> Option<String> {
    let secrets = string::secrets_in_string(text, &key::private_keys(text));
    if secrets.is_empty() {
        return None;
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in secrets {
        masked.push_str(text.get(at..start).unwrap_or_default());
        hide(text.as_bytes().get(start..end).unwrap_or_default(), &mut masked);
        at = end;
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    Some(masked)
}

fn hide(bytes: &[u8], masked: &mut String) {
    masked
        .extend(bytes.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(*byte) } else { '*' }));
}
