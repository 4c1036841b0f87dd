//! Secrets that are put into an input, and where they stand in a document, by a plain reading of it with `serde_json`.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::hidden::{TOKEN, has_token};
use super::manner::Manner;

/// Members with a secret, `§`; of private keys no source has any, so a word is put in.
const MEMBERS: [&str; 8] = [
    r#""bindPassword":"§""#,
    r#""bindPassword": "\/§\u00e9""#,
    r#""bind\u0050assword":"§""#,
    r#""bind_passwd":["§",{"x":"§"}]"#,
    r#""client-secret":{"value":"§","§":1}"#,
    r#""PWD":"a§b""#,
    r#""bindPassword":"§","bindPassword":"§2""#,
    r#""caCertificate":"-----BEGIN PRIVAT3 KEY-----\n§\n-----END PRIVAT3 KEY-----\n""#,
];

/// Whether a document may be shown at no place that has the planted secret: it is in values of members only
/// whose name says that they are secret, or the text is no JSON, of which only words of the contract are shown.
pub(super) fn is_all_secret(bytes: &[u8]) -> bool {
    let Some(text) = as_json(bytes) else { return true };
    let text = readable(text);
    let mut reader = serde_json::Deserializer::from_str(&text);
    let is_seen = Seen { in_secret: false }.deserialize(&mut reader).expect("it was read before");
    !is_seen
}

/// The text behind the byte order mark, if it is JSON.
pub(super) fn as_json(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<IgnoredAny>(text).ok().map(|_| text)
}

/// The same document without halves of surrogate pairs, and without numbers: of those `serde_json` refuses some
/// that it takes where it ignores what it reads.
fn readable(text: &str) -> String {
    let mut readable = String::with_capacity(text.len());
    let mut rest = text.chars();
    let (mut in_string, mut in_number) = (false, false);
    while let Some(c) = rest.next() {
        let behind = rest.as_str();
        match c {
            '\\' if is_surrogate(behind) => {
                readable.push_str("\\ufffd");
                rest = behind[5..].chars();
            }
            '\\' => {
                readable.push(c);
                readable.extend(rest.next());
            }
            '"' => {
                in_string = !in_string;
                readable.push(c);
            }
            '-' | '0'..='9' if !in_string && !in_number => {
                in_number = true;
                readable.push('0');
            }
            '-' | '+' | '.' | 'e' | 'E' | '0'..='9' if in_number => continue,
            c => readable.push(c),
        }
        in_number &= matches!(c, '-' | '0'..='9');
    }
    readable
}

/// Whether the rest of an escape is that of a half of a surrogate pair; also where there are both.
fn is_surrogate(escape: &str) -> bool {
    matches!(escape.as_bytes(), [b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
}

/// Whether the value of a member of this name is secret, as the documentation of the command promises.
pub(super) fn names_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-'], "");
    ["password", "passwd", "pwd", "secret"].iter().any(|word| name.contains(word))
}

/// A text, JSON or not, with a secret in one of its objects; in which form, and in which, the manner says. None if it
/// has no object.
pub(super) fn with_secret(text: &str, manner: Manner) -> Option<String> {
    let objects = objects(text);
    let at = *objects.get(manner.place("which object", objects.len()))?;
    Some(with_member(text, at, MEMBERS[manner.pick("form", MEMBERS.len())]))
}

/// A text with a member behind a brace.
fn with_member(text: &str, at: usize, member: &str) -> String {
    let (before, behind) = text.split_at(at);
    let comma = if behind.trim_start().starts_with('}') { "" } else { "," };
    let member = member.replace("PRIVAT3", "PRIVATE").replace('§', TOKEN);
    format!("{before}{member}{comma}{behind}")
}

/// The places behind all opening braces that are in no string.
fn objects(text: &str) -> Vec<usize> {
    let mut objects = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' => objects.push(at + 1),
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    objects
}

/// What is planted in lines of its own: texts in which `§` is the secret.
pub(super) struct Lines {
    pub(super) forms: &'static [&'static str],
    /// What stands before and behind it.
    pub(super) around: &'static [&'static str],
    /// Whether it can stand behind such a text, and be what it is.
    pub(super) fits_behind: fn(&str) -> bool,
}

impl Lines {
    /// A text with one of them before, behind or between its lines.
    pub(super) fn in_text(&self, text: &str, manner: Manner) -> String {
        let ends = text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        });
        let places: Vec<usize> =
            std::iter::once(0).chain(ends).filter(|at| (self.fits_behind)(&text[..*at])).collect();
        let at = places.get(manner.place("which line", places.len())).copied().unwrap_or_default();
        let (before, behind) = text.split_at(at);
        let planted = self.forms[manner.pick("form", self.forms.len())].replace('§', TOKEN);
        let around = self.around[manner.pick("around", self.around.len())];
        let between = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        format!("{before}{between}{around}{planted}{around}{behind}")
    }
}

/// A text without the bodies of private keys, as they are planted.
fn without_keys(text: &str) -> String {
    let (begin, end) = ("-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----");
    text.replace(&format!("{begin}{TOKEN}{end}"), "")
}

/// Whether the planted secret stands where it may be shown.
struct Seen {
    in_secret: bool,
}

impl<'de> DeserializeSeed<'de> for Seen {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seen {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(!self.in_secret && has_token(&without_keys(text), false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let mut is_seen = false;
        while let Some(seen) = items.next_element_seed(Seen { in_secret: self.in_secret })? {
            is_seen |= seen;
        }
        Ok(is_seen)
    }

    /// All members, also those of one name.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut is_seen = false;
        while let Some(name) = members.next_key::<String>()? {
            is_seen |= !self.in_secret && has_token(&name, false);
            is_seen |= members.next_value_seed(Seen { in_secret: self.in_secret || names_secret(&name) })?;
        }
        Ok(is_seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_told_by_the_names_of_members() {
        for (text, all) in [
            ("{\"bindPassword\":\"§\"}", true),
            ("{\"a\":[{\"Bind_PASS-word\":[\"§\",{\"§\":\"§\"}]}]}", true),
            ("{\"bind\\u0050assword\":\"§\",\"\\ud800\":\"\\\\ud800\"}", true),
            ("{\"bindPassword\":\"§\",\"bindPassword\":1,\"x\":\"§\"}", false),
            ("{\"§\":1}", false),
            ("[\"\\u005a§\", \"\\\\\"]", false),
            ("§", true),
            ("{\"x\":\"§\",}", true),
            ("[1e999,-0,{\"x\":1E+2,\"y\":[true,\"§\"]}]", false),
            ("[-1e-999,{\"pwd\":[12,\"§\\\\\",\"1e9\"]},false]", true),
        ] {
            assert_eq!(is_all_secret(text.replace('§', TOKEN).as_bytes()), all, "{text}");
        }
    }

    #[test]
    fn a_secret_is_planted_in_any_object() {
        let text = "{\"a{\\\"{\":[{ }]}";
        let planted: Vec<_> =
            objects(text).into_iter().map(|at| with_member(text, at, "\"x\":\"§\"")).collect();
        let expected = ["{\"x\":\"§\",\"a{\\\"{\":[{ }]}", "{\"a{\\\"{\":[{\"x\":\"§\" }]}"];
        assert_eq!(planted, expected.map(|text| text.replace('§', TOKEN)));
        assert_eq!(with_secret("[]", Manner::of(b"00[]").0), None);
    }

    #[test]
    fn all_that_is_planted_is_secret() {
        for member in MEMBERS {
            let planted = with_member("{\"a\":1}", 1, member);
            assert!(as_json(planted.as_bytes()).is_some(), "{planted}");
            assert!(has_token(&planted, false) && is_all_secret(planted.as_bytes()), "{planted}");
        }
        let shown = with_member("{}", 1, MEMBERS[7]).replace("KEY", "LOCK");
        assert!(!is_all_secret(shown.as_bytes()), "only of keys");
    }

    #[test]
    fn lines_are_planted_where_they_fit() {
        let lines = Lines { forms: &["§"], around: &["\n"], fits_behind: |before| !before.ends_with("b\n") };
        let planted = |salt| lines.in_text("a\nb\nc", Manner::of(&[b'0', salt]).0).replace(TOKEN, "§");
        let all: std::collections::BTreeSet<String> = (0..100).map(planted).collect();
        assert!(all.iter().eq(&["\n§\na\nb\nc", "a\n\n§\nb\nc", "a\nb\nc\n\n§\n"]), "{all:?}");
    }
}
