//! Where the secrets are.
//!
//! Of a JSON document its members tell. Of a text that is no JSON nothing is certain, so only white
//! space, punctuation and words of the contract are shown of it. Masking keeps the byte length and the
//! line breaks, so every offset stays what it is.

use std::fmt;
use std::sync::Arc;

use crate::json::{Text, string_end};
use crate::lines::LineIndex;
use crate::quote::{is_control, stand_in};
use crate::span::Span;
use crate::spec;

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
    let name: String =
        name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
    let says_so = ["password", "passwd", "pwd", "secret"].iter().any(|word| name.contains(word));
    // Misspelt or abbreviated it is as secret.
    let like = |word: &&str| name.len().abs_diff(word.len()) <= 2 && strsim::osa_distance(&name, word) <= 2;
    let means_it = ["password", "bindpassword"].iter().any(like)
        || ["pass", "pw", "passphrase"].iter().any(|end| name.ends_with(end));
    says_so || means_it
}

/// The spans of a valid JSON text, at the byte `base` of the file, that hold secrets: in order, and
/// apart from each other.
pub(crate) fn secrets_in_json(text: &str, base: usize) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let mut at = 0;
    // Whether a private key began in an array of lines, and has not ended.
    let mut in_key = false;
    // In valid JSON every quote outside of a string opens one.
    while let Some(open) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'"')) {
        let open = at + open;
        let Some(end) = string_end(bytes, open) else { break };
        let raw = text.get(open + 1..end - 1).unwrap_or_default();
        at = skip_blanks(bytes, end);
        let is_name = bytes.get(at) == Some(&b':');
        in_key &= !is_name;
        if is_name && is_secret(Text::literal(raw, 0).as_str()) {
            let start = skip_blanks(bytes, at + 1);
            at = value_end(bytes, start);
            let quote = usize::from(bytes.get(start) == Some(&b'"'));
            secrets.push(Span::new(base + start + quote, base + at - quote));
            continue;
        }
        if in_key || may_hold_secret(raw) {
            let string = Text::literal(raw, base + open + 1);
            let text = string.as_str();
            let hidden = match in_key {
                true => vec![(0, end_of_key(text).unwrap_or(text.len()))],
                false => secrets_in_string(text),
            };
            in_key = match in_key {
                true => end_of_key(text).is_none(),
                false => private_key_labels(text)
                    .last()
                    .is_some_and(|label| private_key_body(text, 0, label).1 == text.len()),
            };
            secrets.extend(
                hidden.into_iter().map(|(from, to)| string.span(from..to)).filter(|span| !span.is_empty()),
            );
        }
    }
    secrets
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// One past the value that starts at `start` of a valid text.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            break;
        }
    }
    at
}

/// A quick look, so that not every string has to be decoded and searched.
fn may_hold_secret(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.windows(2).any(|pair| match pair {
        // `/` may be written `\/`.
        [b'\\', b'u' | b'/'] => true,
        [b'p' | b'P', next] => matches!(next, b'r' | b'R' | b'a' | b'A' | b'w' | b'W'),
        [b's' | b'S', b'e' | b'E'] | [b'/', b'/'] => true,
        _ => false,
    })
}

/// What must not be seen of a decoded string: bodies of private keys, the user information of a URL, and
/// whatever follows `password=` or `"password":`.
fn secrets_in_string(text: &str) -> Vec<(usize, usize)> {
    // Escaped twice, a name may hide in it: nothing is certain then.
    if text.contains("\\u") {
        return vec![(0, text.len())];
    }
    let assignment = words(text).find(|word| {
        let rest = text.get(word.end..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'', '\\', ' ']);
        rest.starts_with([':', '=']) && is_secret(text.get(word.range()).unwrap_or_default())
    });
    let mut found: Vec<(usize, usize)> = assignment.map(|word| (word.end, text.len())).into_iter().collect();
    // What is hidden is not searched once more, so that many labels cost no more than one.
    let mut done = 0;
    for label in private_key_labels(text) {
        if label >= done {
            let (start, end) = private_key_body(text, done, label);
            found.push((start, end));
            done = end.max(label);
        }
    }
    found.extend(user_information(text));
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found.into_iter().filter(|(start, end)| start < end) {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// What stands between `//` and `@` in URLs (RFC 3986 §3.2.1).
fn user_information(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices("//").filter_map(|(at, slashes)| {
        let start = at + slashes.len();
        // As far as a person would write it: a look from every `//` must not read the whole text.
        let near = text.as_bytes().get(start..).unwrap_or_default();
        let authority =
            near.iter().take(300).take_while(|byte| !matches!(byte, b'/' | b' ' | b'\n')).collect::<Vec<_>>();
        authority.iter().rposition(|&&byte| byte == b'@').map(|length| (start, start + length))
    })
}

const PRIVATE_KEY: &str = "PRIVATE KEY";

fn private_key_labels(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['P', 'p']).map(|(at, _)| at).filter(|&at| {
        text.get(at..at + PRIVATE_KEY.len()).is_some_and(|word| word.eq_ignore_ascii_case(PRIVATE_KEY))
    })
}

/// What a boundary that names a private key at `label` encloses: up to the next `--END`, or, of a lone
/// END line, back to the boundary before it, but not beyond `from`. In doubt it is more.
fn private_key_body(text: &str, from: usize, label: usize) -> (usize, usize) {
    let before = text.get(from..label).unwrap_or_default();
    // A boundary names the kind of key in a word or two.
    let words =
        before.chars().rev().take(40).take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_'));
    let (tail, boundary) = before.split_at_checked(before.len() - words.count()).unwrap_or_default();
    if boundary.trim_start().get(..3).is_some_and(|word| word.eq_ignore_ascii_case("END")) {
        let line = tail.trim_end_matches('-');
        return (from + line.rfind("--").map_or(0, |at| at + 2), from + line.len());
    }
    let after = label + PRIVATE_KEY.len();
    let rest = text.get(after..).unwrap_or_default();
    let dashes = rest.len() - rest.trim_start_matches(['-', ' ']).len();
    let body = rest.get(dashes..).unwrap_or_default();
    (after + dashes, after + dashes + end_of_key(body).unwrap_or(body.len()))
}

/// Where the dashes of an END begin.
fn end_of_key(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.find("--")?;
        let rest = text.get(at..)?;
        let word = rest.trim_start_matches(['-', ' ']);
        if word.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("END")) {
            return Some(at);
        }
        at += rest.len() - word.len();
    }
}

/// The runs of characters that names are made of.
fn words(text: &str) -> impl Iterator<Item = Span> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(part)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !part(c)).unwrap_or(rest.len());
        Some(Span::new(start, at))
    })
}

/// A valid text with the secrets masked and control characters made visible.
pub(crate) fn mask_json(text: &str, mark: usize, secrets: &[Span]) -> String {
    let mut masked = String::with_capacity(mark + text.len());
    masked.push_str(if mark == 0 { "" } else { stand_in('\u{feff}') });
    let mut at = mark;
    for secret in secrets {
        show(text.get(at - mark..secret.start - mark).unwrap_or_default(), &mut masked);
        hide(text.as_bytes().get(secret.start - mark..secret.end - mark).unwrap_or_default(), &mut masked);
        at = secret.end;
    }
    show(text.get(at - mark..).unwrap_or_default(), &mut masked);
    masked
}

fn show(text: &str, masked: &mut String) {
    let mut rest = text;
    while let Some((at, control)) = rest.char_indices().find(|&(_, c)| is_control(c) && !is_layout(c)) {
        let (before, after) = rest.split_at_checked(at).unwrap_or_default();
        masked.push_str(before);
        masked.push_str(stand_in(control));
        rest = after.get(control.len_utf8()..).unwrap_or_default();
    }
    masked.push_str(rest);
}

fn is_layout(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}

fn hide(bytes: &[u8], masked: &mut String) {
    masked
        .extend(bytes.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(*byte) } else { '*' }));
}

/// A text that is no JSON, as far as it may be shown.
pub(crate) fn mask_other(bytes: &[u8]) -> String {
    let mut masked = String::with_capacity(bytes.len());
    let mut at = 0;
    // Whether a secret's name was read and no line has begun with a known name since.
    let mut hidden = false;
    // Whether nothing but what may stand before a name is on the line yet.
    let mut fresh = true;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if is_word(byte) {
            let length = rest.iter().take_while(|&&byte| is_word(byte)).count();
            let word = rest.get(..length).unwrap_or_default();
            let name = std::str::from_utf8(word).unwrap_or_default();
            hidden &= !(fresh && is_member_name(name));
            match hidden || !is_contract_word(name) {
                true => hide(word, &mut masked),
                false => masked.push_str(name),
            }
            hidden |= is_secret(name);
            fresh = false;
            at += length;
            continue;
        }
        let shown = match byte {
            b'\n' | b'\r' => {
                fresh = true;
                byte
            }
            // Before a name these are shown even while a secret is hidden: the name ends the hiding.
            b' ' | b'\t' | b'"' | b'\'' | b'{' | b',' if fresh => byte,
            b' ' | b'\t' if !hidden => byte,
            _ if byte.is_ascii_punctuation() && !hidden => byte,
            _ => b'*',
        };
        fresh &= matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'"' | b'\'' | b'{' | b',');
        masked.push(char::from(shown));
        at += 1;
    }
    masked
}

/// Characters of words; `-` is punctuation here, and what is no ASCII counts as part of a word.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_contract_word(word: &str) -> bool {
    is_member_name(word) || ["true", "false", "null", "BEGIN", "END", "CERTIFICATE"].contains(&word)
}

fn is_member_name(word: &str) -> bool {
    let objects = [&spec::USER_SECURITY, &spec::CUSTOMER_X509, &spec::LDAP, &spec::MAPPING];
    objects.iter().any(|object| object.fields.iter().any(|field| field.name.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked_json(text: &str) -> String {
        serde_json::from_str::<serde::de::IgnoredAny>(text).expect("a test of valid JSON");
        let masked = mask_json(text, 0, &secrets_in_json(text, 0));
        assert_eq!(masked.len(), text.len());
        masked
    }

    #[test]
    fn secret_members_are_hidden_wherever_they_stand() {
        for (text, masked) in [
            (r#"{"bindPassword":"hunter2","a":1}"#, r#"{"bindPassword":"*******","a":1}"#),
            (r#"{"x":[{"BIND_pass-WORD" : "a\"b" }]}"#, r#"{"x":[{"BIND_pass-WORD" : "****" }]}"#),
            (r#"{"\u0070assword":"x","a":"b"}"#, r#"{"\u0070assword":"*","a":"b"}"#),
            (r#"{"my_secret":["x",{"y":"}"}],"a":2}"#, r#"{"my_secret":***************,"a":2}"#),
            (r#"{"pwd":12345}"#, r#"{"pwd":*****}"#),
            (r#"{"bindPasword":"x"}"#, r#"{"bindPasword":"*"}"#),
            ("{\"passwd\":{\n\"a\":1}}", "{\"passwd\":*\n******}"),
            (r#"["bindPassword","x"]"#, r#"["bindPassword","x"]"#),
            (r#"{"hostname":"secret.example.com"}"#, r#"{"hostname":"secret.example.com"}"#),
            (r#""{\"bindPassword\":\"x\"}""#, r#""{\"bindPassword*********""#),
            (
                r#"{"hostname":"ldaps://cn:hunter@2@ldap.example.net"}"#,
                r#"{"hostname":"ldaps://***********@ldap.example.net"}"#,
            ),
            (r#"["{\"p\\u0061ssword\":\"x\"}"]"#, r#"["**************************"]"#),
            (r#"{"a":"ldaps:\/\/cn:x@host"}"#, r#"{"a":"ldaps:\/\/****@host"}"#),
            (r#"{"a":"bind with password=x y"}"#, r#"{"a":"bind with password****"}"#),
        ] {
            assert_eq!(masked_json(text), masked);
        }
    }

    #[test]
    fn bodies_of_private_keys_are_hidden() {
        for (text, masked) in [
            (
                r#"["-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"]"#,
                r#"["-----BEGIN PRIVATE KEY-----*******-----END PRIVATE KEY-----\n"]"#,
            ),
            (
                r#"["-----begin rsa private key----MII-----END CERT"]"#,
                r#"["-----begin rsa private key----***-----END CERT"]"#,
            ),
            (
                r#"{"a":["-----BEGIN PRIVATE KEY-----","MII","-----END PRIVATE KEY-----","x"]}"#,
                r#"{"a":["-----BEGIN PRIVATE KEY-----","***","-----END PRIVATE KEY-----","x"]}"#,
            ),
            (
                r#"{"a":["-----BEGIN PRIVATE KEY-----","MII"],"b":"c"}"#,
                r#"{"a":["-----BEGIN PRIVATE KEY-----","***"],"b":"c"}"#,
            ),
            (r#"["-----BEGIN EC PRIVATE KEY-----MII"]"#, r#"["-----BEGIN EC PRIVATE KEY-----***"]"#),
            (
                r#"["-----BEGIN EC \u0050RIVATE KEY-----MII"]"#,
                r#"["-----BEGIN EC \u0050RIVATE KEY-----***"]"#,
            ),
            (r#"["text MII\n-----END PRIVATE KEY-----"]"#, r#"["**********-----END PRIVATE KEY-----"]"#),
        ] {
            assert_eq!(masked_json(text), masked);
        }
    }

    #[test]
    fn controls_get_stand_ins_of_their_length() {
        assert_eq!(masked_json("[\"a\u{7f}\u{85}\u{202e}\"]"), "[\"a?\u{b7}\u{2426}\"]");
        assert_eq!(mask_json("[]", 3, &[]), "\u{2426}[]");
    }

    #[test]
    fn of_other_text_only_words_of_the_contract_are_shown() {
        for (text, masked) in [
            ("hunter2", "*******"),
            (r#"{"ldap":{"port":636,}}"#, r#"{"ldap":{"port":***,}}"#),
            (r#"{bindPassword:hunter2,"port":6"#, r#"{bindPassword*****************"#),
            ("{\"bindPassword\" 'p!q',\n  \"port\": true}", "{\"bindPassword********\n  \"port\": true}"),
            ("bindPassword: |\n  !!x\n  port!\nport: 1", "bindPassword***\n  ***\n  port!\nport: *"),
            ("caf\u{e9} \u{1b}", "***** *"),
        ] {
            let shown = mask_other(text.as_bytes());
            assert_eq!(shown, masked);
            assert_eq!(shown.len(), text.len());
        }
        assert_eq!(mask_other(b"\xff{\x00"), "*{*");
    }
}
