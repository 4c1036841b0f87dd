//! Values of a policy: what they mean, or what is wrong with them.

use toml::de::{DeInteger, DeValue};

use super::keys::MOST_DAYS;
use super::suggest::nearest;
use super::{LEVELS, Setting, UnknownSetting};
use crate::conventions::{KnownHost, Template};
use crate::language::Language as _;
use crate::ldap::host::{HostFault, ParsedHost};
use crate::mask::is_harmless_word;

/// What is wrong with a text: words that go on from the text, a help, and what was meant instead of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) words: &'static str,
    pub(super) help: &'static str,
    pub(super) meant: Option<String>,
}

impl Trouble {
    pub(super) fn new(words: &'static str, help: &'static str) -> Self {
        Self { words, help, meant: None }
    }

    pub(super) fn meant(self, meant: impl Into<String>) -> Self {
        Self { meant: Some(meant.into()), ..self }
    }
}

/// The setting, or what to write instead.
pub(super) fn setting(value: &DeValue<'_>) -> Result<Setting, String> {
    let levels = "a level is \"off\", \"note\", \"warning\" or \"error\"";
    let meant = match value {
        DeValue::String(text) => match text.parse() {
            Ok(setting) => return Ok(setting),
            Err(UnknownSetting) => level_meant(text),
        },
        DeValue::Boolean(false) => Some("off"),
        DeValue::Boolean(true) => return Err(format!("{levels}; left out, each finding has its own")),
        // As in other tools: 0, 1, 2.
        DeValue::Integer(number) => ["off", "warning", "error"]
            .into_iter()
            .zip(["0", "1", "2"])
            .find_map(|(level, digit)| (number.as_str() == digit).then_some(level)),
        _ => None,
    };
    Err(match meant {
        Some(meant) => format!("did you mean \"{meant}\"? {levels}"),
        None => levels.to_owned(),
    })
}

/// The level that is meant by another word.
pub(crate) fn level_meant(word: &str) -> Option<&'static str> {
    let lower = word.trim().to_ascii_lowercase();
    match lower.as_str() {
        "warn" => Some("warning"),
        "info" | "hint" | "notice" | "advice" | "low" => Some("note"),
        "disabled" | "disable" | "none" | "ignore" | "allow" | "false" | "no" | "0" => Some("off"),
        "deny" | "forbid" | "err" | "critical" | "fatal" | "high" | "2" => Some("error"),
        "1" => Some("warning"),
        _ if is_harmless_word(&lower) && !LEVELS.contains(&&*lower) => None,
        _ => nearest(&lower, LEVELS),
    }
}

pub(super) const DAYS_HELP: &str = "write a whole number from 0 to 36500, such as 30";

/// A number of days.
pub(super) fn days(number: &DeInteger<'_>) -> Result<u32, &'static str> {
    let negative = number.as_str().starts_with('-');
    match u32::from_str_radix(number.as_str().trim_start_matches('+'), number.radix()) {
        Ok(days) if days <= MOST_DAYS => Ok(days),
        _ if negative => Err("a number of days is not negative"),
        _ => Err("these are more days than a century has"),
    }
}

/// The form of a template.
pub(super) fn template(text: &str) -> Result<Template, (&'static str, &'static str)> {
    let help = "write `…` or `...` where the name goes, as in \"${…}\"";
    let mark = if text.contains('…') { "…" } else { "..." };
    let mut parts = text.split(mark);
    let (Some(open), Some(close), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(match text.contains(mark) {
            true => ("has more than one place for a name", help),
            false => ("has no place for a name", help),
        });
    };
    if open.trim().is_empty() || close.trim().is_empty() {
        return Err(("has nothing before or behind the name", "without it every value would be one"));
    }
    if open.chars().chain(close.chars()).any(|c| c.is_control() || c == '"') {
        return Err(("has a character that a template cannot have", help));
    }
    if open.chars().all(char::is_alphanumeric) {
        return Err(("begins as an ordinary value may", "begin it with a sign, as in \"${…}\""));
    }
    Ok(Template::new(open, close))
}

/// A host, a domain as `*.corp.example`, or a network as `10.0.0.0/8`.
pub(super) fn host(text: &str) -> Result<KnownHost, Trouble> {
    if let Some(host) = KnownHost::parse(text) {
        return Ok(host);
    }
    let name = text.strip_prefix("*.").unwrap_or(text);
    if text.trim().is_empty() || name.is_empty() {
        return Err(Trouble::new(
            "is not a host",
            "write a name or an address, or a domain as \"*.corp.example\"",
        ));
    }
    let meant = meant_host(text);
    let parsed = ParsedHost::parse(name);
    let first = parsed.faults().first().map(|fault| &fault.kind);
    let trouble = match first {
        Some(HostFault::Scheme { .. }) => {
            Trouble::new("has a scheme before the host", "write the host alone")
        }
        Some(HostFault::Port { .. }) => Trouble::new("has a port behind the host", "write the host alone"),
        _ if name.contains('/') => Trouble::new(
            "is not a host",
            "write a network as an address and how many bits of it count: \"10.0.0.0/8\"",
        ),
        _ if name.contains('*') => Trouble::new(
            "has a `*` where none may be",
            "it stands at the start, for all that is below a domain: \"*.corp.example\"",
        ),
        _ => Trouble::new("is not a host", "write a name or an address, or a domain as \"*.corp.example\""),
    };
    Err(match meant {
        Some(meant) => trouble.meant(meant),
        None => trouble,
    })
}

/// The host in `ldaps://ldap.corp:636/`, and the domain in `.corp.example`.
fn meant_host(text: &str) -> Option<String> {
    let rest = text.trim();
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest);
    let is_host = |name: &str| ParsedHost::parse(name).faults().is_empty() && !name.is_empty();
    let domain = rest.strip_prefix('.').or_else(|| rest.strip_prefix('*'));
    if let Some(domain) = domain.filter(|domain| is_host(domain)) {
        return Some(format!("*.{domain}"));
    }
    let (star, rest) = rest.strip_prefix("*.").map_or(("", rest), |rest| ("*.", rest));
    let rest = match rest.rsplit_once(':') {
        Some((host, port)) if port.trim_end_matches('/').bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest.strip_suffix('/').unwrap_or(rest),
    };
    let rest = rest.trim_start_matches('[').trim_end_matches(']');
    let meant = format!("{star}{rest}");
    (is_host(rest) && meant != text).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_domains_are_taken() {
        for text in [
            "ldap.corp",
            "*.Corp.Example",
            "dc01",
            "10.0.0.1",
            "10.0.0.0/8",
            "fd00::1",
            "ldap.corp.",
            "_ldap._tcp.corp",
        ] {
            assert_eq!(host(text).ok(), KnownHost::parse(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_is_told_with_what_was_meant() {
        for (text, meant) in [
            ("ldaps://ldap.corp", Some("ldap.corp")),
            ("ldaps://ldap.corp:636/", Some("ldap.corp")),
            ("ldap.corp:636", Some("ldap.corp")),
            (".corp.example", Some("*.corp.example")),
            ("10.0.0.0/33", None),
            ("ldap*.corp", None),
            ("*", None),
            ("*corp", Some("*.corp")),
            ("*corp.example", Some("*.corp.example")),
            ("", None),
            (" ldap.corp", Some("ldap.corp")),
            ("a b", None),
        ] {
            assert_eq!(host(text).map_err(|trouble| trouble.meant), Err(meant.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn templates_have_one_place_for_the_name() {
        assert_eq!(template("${…}"), Ok(Template::new("${", "}")));
        assert_eq!(template("%(...)s"), Ok(Template::new("%(", ")s")));
        for text in ["", "${}", "${…}…", "…}", "$…", "a…b", "…"] {
            assert!(template(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_words_for_levels_are_understood() {
        for (word, level) in [
            ("warn", Some("warning")),
            ("Info", Some("note")),
            ("disabled", Some("off")),
            ("OFF", Some("off")),
            ("eror", Some("error")),
            ("waring", Some("warning")),
            ("default", None),
            ("blue", None),
        ] {
            assert_eq!(level_meant(word), level, "{word}");
        }
    }
}
