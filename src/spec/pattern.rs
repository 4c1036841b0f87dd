//! The three documented patterns, compiled once.

use std::sync::LazyLock;

use fancy_regex::Regex;

/// A documented pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// As it is documented.
    pub(crate) text: &'static str,
    /// Whether a text is one that it takes, of the usual form; of any other nothing is said. Compiling the patterns is
    /// two fifths of what a process does that checks one clean body, and running them an eighth of the check of a short one.
    takes_clearly: fn(&str) -> bool,
    /// Read as meant: the whole value has to match. `None` would be a pattern that does not compile,
    /// which a test excludes.
    full: LazyLock<Option<Regex>>,
}

macro_rules! pattern {
    ($takes_clearly:expr, $text:literal) => {
        Pattern {
            text: $text,
            takes_clearly: $takes_clearly,
            full: LazyLock::new(|| Regex::new(concat!(r"\A(?:", $text, r")\z")).ok()),
        }
    };
}

/// As an OpenAPI pattern (an unanchored search) it takes every string, because its last branch may be
/// empty at the end; so it is read as meant.
pub(crate) static HOSTNAME_PATTERN: Pattern = pattern!(
    is_qualified_host,
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){7}([0-9a-f]{1,4})|(([a-z0-9]+\.){1,10}[a-z]+)?$"
);

/// Its named groups are what the rest of us calls the parts of the name.
pub(crate) static BIND_USERNAME_PATTERN: Pattern = pattern!(
    is_name_in_domain,
    r"^(?:(?<cn>CN=(?<name>[^,]*)),)?(?:(?<path>(?:(?:CN|OU)=[^,]+,?)+),)?(?<domain>(?:DC=[^,]+,?)+)$"
);

/// The `{groupId}` of the path.
pub(crate) static GROUP_ID_PATTERN: Pattern = pattern!(is_object_id, r"^([a-f0-9]{24})$");

/// Two to eleven labels in small letters, of which the last has no digits.
fn is_qualified_host(text: &str) -> bool {
    let (mut before, mut length, mut has_digits) = (0, 0, false);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' => length += 1,
            b'0'..=b'9' => (length, has_digits) = (length + 1, true),
            b'.' if length > 0 => (before, length, has_digits) = (before + 1, 0, false),
            _ => return false,
        }
    }
    (1..=10).contains(&before) && length > 0 && !has_digits
}

/// `CN=`, and `CN=` or `OU=` as often as anybody likes, and `DC=` at least once.
fn is_name_in_domain(text: &str) -> bool {
    let (mut rest, mut in_domain) = (text.as_bytes(), false);
    loop {
        let is_of_domain = match rest {
            [_, _, _, b',', ..] => return false,
            [b'D', b'C', b'=', _, ..] => true,
            [b'C', b'N', b'=', _, ..] | [b'O', b'U', b'=', _, ..] if !in_domain => false,
            _ => return false,
        };
        in_domain = is_of_domain;
        match rest.iter().position(|byte| *byte == b',') {
            Some(comma) => rest = rest.get(comma + 1..).unwrap_or_default(),
            None => return in_domain,
        }
    }
}

fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'a'..=b'f' | b'0'..=b'9'))
}

/// What the named groups of the documented `bindUsername` pattern took.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct BindUsernameParts {
    /// The first RDN, if it is a common name: `CN=BindUser`.
    pub cn: Option<String>,
    /// The value of that common name: `BindUser`.
    pub name: Option<String>,
    /// The `CN=` and `OU=` in between: `CN=Users`.
    pub path: Option<String>,
    /// The `DC=` at the end: `DC=mycompany,DC=com`.
    pub domain: Option<String>,
}

impl Pattern {
    /// Whether the whole text matches, by a look that is short and may say no all the same.
    pub(crate) fn takes_clearly(&self, text: &str) -> bool {
        (self.takes_clearly)(text)
    }

    /// Whether the whole text matches; `None` if the engine gives up.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        if (self.takes_clearly)(text) {
            return Some(true);
        }
        self.full.as_ref()?.is_match(text).ok()
    }
}

/// What the named groups of the documented pattern take of a bind name; `None` if it does not match.
pub(crate) fn bind_username_parts(text: &str) -> Option<BindUsernameParts> {
    let captures = BIND_USERNAME_PATTERN.full.as_ref()?.captures(text).ok()??;
    let group = |name| captures.name(name).map(|group| group.as_str().to_owned());
    Some(BindUsernameParts {
        cn: group("cn"),
        name: group("name"),
        path: group("path"),
        domain: group("domain"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    /// What is clearly taken the pattern takes, on texts made of what they consist of.
    #[test]
    fn what_is_clearly_taken_matches() {
        let hosts = ["a", "z9", "ldap", ".", ".", ".com", "", "-", "A", "1", "\n", "é", ":", "ab.cd.ef.gh"];
        let names =
            ["CN=", "OU=", "DC=", "cn=", ",", ",", ",OU=", ",DC=", "a", "ex ample", "\n", "", "=", "\\", "é"];
        let ids = ["0123456789abcdef", "abc", "f", "0", "A", "g", "5e2211c1", "\n", ""];
        let mut random = Random(7);
        for (pattern, parts) in [
            (&HOSTNAME_PATTERN, &hosts[..]),
            (&BIND_USERNAME_PATTERN, &names[..]),
            (&GROUP_ID_PATTERN, &ids[..]),
        ] {
            let full = pattern.full.as_ref().expect("it compiles");
            let mut taken = 0;
            for _ in 0..20_000 {
                let text: String = (0..random.below(14)).map(|_| parts[random.below(parts.len())]).collect();
                if (pattern.takes_clearly)(&text) {
                    assert!(full.is_match(&text).expect("a verdict"), "{text:?}");
                    taken += 1;
                }
            }
            assert!(taken > 20, "{taken} by {}", pattern.text);
        }
        for (host, labels) in [("a.", 10), ("a.", 11)] {
            assert_eq!(is_qualified_host(&format!("{}com", host.repeat(labels))), labels <= 10);
        }
    }
}
