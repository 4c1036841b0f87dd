//! The three documented patterns, compiled once.

use std::sync::LazyLock;

use fancy_regex::Regex;

/// A documented pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// As it is documented.
    pub(crate) text: &'static str,
    /// Read as meant: the whole value has to match. `None` would be a pattern that does not compile,
    /// which a test excludes.
    full: LazyLock<Option<Regex>>,
}

macro_rules! pattern {
    ($text:literal) => {
        Pattern { text: $text, full: LazyLock::new(|| Regex::new(concat!(r"\A(?:", $text, r")\z")).ok()) }
    };
}

/// As an OpenAPI pattern (an unanchored search) it takes every string, because its last branch may be
/// empty at the end; so it is read as meant.
pub(crate) static HOSTNAME_PATTERN: Pattern = pattern!(
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){7}([0-9a-f]{1,4})|(([a-z0-9]+\.){1,10}[a-z]+)?$"
);

/// Its named groups are what the rest of us calls the parts of the name.
pub(crate) static BIND_USERNAME_PATTERN: Pattern = pattern!(
    r"^(?:(?<cn>CN=(?<name>[^,]*)),)?(?:(?<path>(?:(?:CN|OU)=[^,]+,?)+),)?(?<domain>(?:DC=[^,]+,?)+)$"
);

/// The `{groupId}` of the path.
pub(crate) static GROUP_ID_PATTERN: Pattern = pattern!(r"^([a-f0-9]{24})$");

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
    /// Whether the whole text matches; `None` if the engine gives up.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
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
