//! Where a planted secret stands in a document, by a plain reading of it with `serde_json`.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::seen::{TOKEN, has_token};

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

/// A text with a member before all others in one of its objects: a secret bind password. None if it has no
/// object.
pub(super) fn with_password(text: &str, nth: usize) -> Option<String> {
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
    let (before, behind) = text.split_at(*objects.get(nth.checked_rem(objects.len())?)?);
    let comma = if behind.trim_start().starts_with('}') { "" } else { "," };
    Some(format!("{before}\"bindPassword\":\"{TOKEN}\"{comma}{behind}"))
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
        Ok(!self.in_secret && has_token(text, false))
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
    fn a_password_is_planted_in_any_object() {
        let planted = |nth| with_password("{\"a{\\\"{\":[{ }]}", nth).map(|text| text.replace(TOKEN, "§"));
        assert_eq!(planted(0).as_deref(), Some("{\"bindPassword\":\"§\",\"a{\\\"{\":[{ }]}"));
        assert_eq!(planted(1).as_deref(), Some("{\"a{\\\"{\":[{\"bindPassword\":\"§\" }]}"));
        assert_eq!(planted(2), planted(0));
        assert_eq!(with_password("[]", 3), None);
    }
}
