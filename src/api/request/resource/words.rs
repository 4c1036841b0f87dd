//! The words of the family's paths, as they are written and near to it.

use std::borrow::Cow;

use super::Segment;

/// The path's own words by which the family is known.
const FAMILY_WORDS: [&str; 3] = ["userSecurity", "customerX509", "userToDNMapping"];

pub(in crate::api::request) fn is_family_word(text: &str) -> bool {
    FAMILY_WORDS.iter().any(|word| is_like(text, word))
}

/// Whether such a word is in a part of a path: `groups%2F…%2FuserSecurity`.
pub(super) fn has_family_word(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    FAMILY_WORDS.iter().any(|word| text.contains(&word.to_ascii_lowercase()))
}

pub(super) fn has_verify(segments: &[Segment<'_>]) -> bool {
    let mut pairs = segments.iter().zip(segments.iter().skip(1));
    pairs.any(|(first, second)| is_like(first.text, "ldap") && is_like(second.text, "verify"))
}

/// Whether a part is the word but for case, signs between its words, and a slip or two.
pub(super) fn is_like(text: &str, word: &str) -> bool {
    if text.len() > 2 * word.len() + 8 {
        return false;
    }
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (text, word) = (bare(&plain(text)), bare(word));
    let most = if word.len() > 8 { 2 } else { usize::from(word.len() > 3) };
    text == word || strsim::osa_distance(&text, &word) <= most
}

/// Without the escapes that mean nothing: those of letters, digits, `-`, `.`, `_` and `~` (RFC 3986 §6.2.2.2).
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let sign = byte.filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'));
        match sign {
            Some(byte) => {
                decoded.push(char::from(byte));
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push('%');
                rest = behind;
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

pub(super) fn encoded_slash(text: &str) -> Option<usize> {
    let mut found = text.match_indices('%').map(|(at, _)| at);
    found.find(|at| text.get(*at..at + 3).is_some_and(|escape| escape.eq_ignore_ascii_case("%2f")))
}

pub(super) fn has_encoded_slash(text: &str) -> bool {
    encoded_slash(text).is_some()
}
