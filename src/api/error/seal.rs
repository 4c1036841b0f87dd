//! Secrets in foreign texts: known again by what cannot be read, and hidden however they are escaped.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::escapes::{ESCAPES, Unit};
use crate::mask::mask_text;
use crate::quote::printable;

/// How many characters of a text are shown.
const LONGEST: usize = 2000;

/// A secret of fewer characters is one only if it stands alone: hidden everywhere, it could be read from
/// where it is hidden.
const SHORT: usize = 4;

/// How many lengths of secrets are told apart; with more of them nothing is shown.
const MOST: usize = 64;

/// Secrets of a document: how many characters each has, and a hash of them.
#[derive(Clone, Default)]
pub(crate) struct Seals {
    by_length: BTreeMap<usize, HashSet<u64>>,
    /// There are so many that nothing is shown.
    hides_all: bool,
}

impl std::fmt::Debug for Seals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seals")
    }
}

impl Seals {
    pub(crate) fn add(&mut self, secret: &str) {
        let characters: Vec<u64> = secret.trim().chars().map(folded).collect();
        if characters.is_empty() || self.hides_all {
            return;
        }
        let hash = characters.iter().fold(0, |hash: u64, &c| next(hash, c));
        self.by_length.entry(characters.len()).or_default().insert(hash);
        self.hides_all = self.by_length.len() > MOST;
    }

    /// Says that not all secrets could be found out, so that nothing is shown.
    pub(crate) fn hide_all(&mut self) {
        self.hides_all = true;
    }

    /// What of the text is one of the secrets, written by any of the escapes, once or twice.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.by_length.is_empty() {
            return found;
        }
        let plain: Vec<Unit> =
            text.char_indices().map(|(at, c)| Unit { c, start: at, end: at + c.len_utf8() }).collect();
        self.find_in(&plain, &mut found);
        for first in ESCAPES {
            let Some(once) = first(&plain) else { continue };
            self.find_in(&once, &mut found);
            for second in ESCAPES {
                if let Some(twice) = second(&once) {
                    self.find_in(&twice, &mut found);
                }
            }
        }
        found
    }

    fn find_in(&self, units: &[Unit], found: &mut Vec<Range<usize>>) {
        let characters: Vec<u64> = units.iter().map(|unit| folded(unit.c)).collect();
        for (&length, hashes) in &self.by_length {
            let power = (1..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
            let mut hash = 0;
            for (end, &c) in characters.iter().enumerate() {
                if let Some(&gone) = end.checked_sub(length).and_then(|start| characters.get(start)) {
                    hash = u64::wrapping_sub(hash, gone.wrapping_mul(power));
                }
                hash = next(hash, c);
                let Some(start) = (end + 1).checked_sub(length) else { continue };
                if !hashes.contains(&hash) || (length < SHORT && !stands_alone(units, start, end)) {
                    continue;
                }
                if let (Some(first), Some(last)) = (units.get(start), units.get(end)) {
                    found.push(first.start..last.end);
                }
            }
        }
    }

    fn longest(&self) -> usize {
        self.by_length.last_key_value().map_or(0, |(&length, _)| length)
    }
}

const BASE: u64 = 0x0000_0100_0000_01b3;

fn next(hash: u64, c: u64) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(c)
}

/// A character as secrets are compared: without case, which some servers change, and a `+` as the blank
/// that it stands for in forms.
fn folded(c: char) -> u64 {
    let c = match c {
        '+' => ' ',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    };
    (u64::from(u32::from(c)) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn stands_alone(units: &[Unit], start: usize, end: usize) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| units.get(at)).is_some_and(|unit| unit.c.is_alphanumeric());
    !is_letter(start.checked_sub(1)) && !is_letter(Some(end + 1))
}

/// A foreign text as it may be shown: in one line, printable, no longer than people read, and without
/// secrets: those of the document, and what looks like one.
pub(crate) fn veiled(text: &str, seals: &Seals) -> String {
    if seals.hides_all {
        return HIDDEN.to_owned();
    }
    // So much that a secret which begins in what is shown ends in what is searched: an escape of an escape
    // takes up to two dozen characters.
    let window = LONGEST + seals.longest().saturating_mul(24);
    let text = text.char_indices().nth(window).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    let mut secrets = seals.find(text);
    if let Some(masked) = mask_text(text) {
        secrets.extend(differences(text, &masked));
    }
    secrets.sort_unstable_by_key(|secret| secret.start);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        if secret.end <= at {
            continue;
        }
        shown.push_str(text.get(at..secret.start.max(at)).unwrap_or_default());
        if !shown.ends_with(HIDDEN) {
            shown.push_str(HIDDEN);
        }
        at = secret.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    let words: Vec<&str> = shown.split_whitespace().collect();
    let line = words.join(" ");
    let cut = line.char_indices().nth(LONGEST).map(|(at, _)| at);
    match cut.and_then(|at| line.get(..at)) {
        Some(start) => format!("{}…", printable(start)),
        None => printable(&line).into_owned(),
    }
}

/// What stands for a secret, however long that is.
const HIDDEN: &str = "***";

/// Where two texts of the same length differ.
fn differences(text: &str, masked: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if text.get(at..end) == masked.get(at..end) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, secrets: &[&str]) -> String {
        let mut seals = Seals::default();
        secrets.iter().for_each(|secret| seals.add(secret));
        veiled(text, &seals)
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let secret = r#"hé"l\l <&o>%41 +x"#;
        let json = serde_json::to_string(secret).expect("JSON");
        let ascii: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        let percent: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let html =
            secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let decimal: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let twice = serde_json::to_string(&json).expect("JSON");
        let written = [
            secret,
            &json,
            &ascii,
            &percent,
            &html,
            &decimal,
            &twice,
            &serde_json::to_string(&html).expect("JSON"),
            &secret.to_uppercase(),
            &percent.replace("%20", "+"),
            &format!("x{secret}x"),
        ];
        for text in written {
            let found = shown(&format!("before {text} behind"), &[secret]);
            // Of a text with such escapes nothing at all is shown.
            let is_hidden = found == HIDDEN && text.contains("\\u");
            assert!(
                is_hidden || found.starts_with("before ") && found.ends_with(" behind"),
                "{text}: {found}"
            );
            assert!(found.contains("***"), "{text}: {found}");
            for part in ["hé", "u00e9", "u00E9", "c3%a9", "#233", "<", "lt;", "41"] {
                assert!(!found.contains(part), "{text}: {found}");
            }
        }
    }

    #[test]
    fn a_secret_is_found_in_base64() {
        use base64::Engine as _;
        use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE};

        let secret = "hé?>llo 2~";
        for text in
            [secret.to_owned(), format!("user:{secret}"), format!("{{\"bindPassword\":\"{secret}\"}}")]
        {
            for engine in [BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE] {
                let encoded = engine.encode(&text);
                let found = shown(&format!("value {encoded} is bad"), &[secret]);
                let rest = encoded.trim_end_matches('=');
                assert!(found.starts_with("value ***") && !found.contains(rest), "{encoded}: {found}");
            }
        }
        let words = "the attribute hostname of userToDNMapping is not what it should be";
        assert_eq!(shown(words, &["hunter2"]), words);
    }

    #[test]
    fn words_stay_where_a_short_secret_is_a_part_of_them() {
        assert_eq!(shown("a cat has no a", &["a"]), "*** cat has no ***");
        assert_eq!(shown("pwd=1", &["x"]), "pwd***");
        assert_eq!(shown("the port is 12", &["12"]), "the port is ***");
        assert_eq!(shown("the port is 123", &["12"]), "the port is 123");
    }

    #[test]
    fn texts_become_one_printable_line() {
        assert_eq!(shown("a\n\n b\u{1b}[31m\u{202e}", &[]), "a b␛[31m<U+202E>");
        let long = shown(&"word ".repeat(100_000), &["word word"]);
        assert!(long.chars().count() <= LONGEST + 1 && !long.contains("word word"), "{long}");
        let hidden = shown(&format!("{}topsecret", "x".repeat(LONGEST - 3)), &["topsecret"]);
        assert!(!hidden.contains("top"), "{hidden}");
    }

    #[test]
    fn very_many_secrets_hide_everything() {
        let secrets: Vec<String> = (1..=MOST + 1).map(|length| "x".repeat(length)).collect();
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        assert_eq!(shown("a text", &secrets), "***");
    }
}
