//! Words that are no secrets, and words that may be.

use crate::api::error::known;
use crate::api::request::{is_credential_name, is_date_or_version, is_scheme};
use crate::mask::is_harmless_word;
use crate::spec;

/// Whether a word is hidden if nothing tells that it is harmless.
pub(super) fn looks_secret(word: &str) -> bool {
    is_unusual(word) && !is_known(word) && !is_date_or_version(word)
}

/// Whether it is no word as languages have them: with a digit, with other signs than those that join words,
/// or with a capital letter inside.
pub(super) fn is_unusual(word: &str) -> bool {
    let mut before = None;
    word.chars().any(|c| {
        let is_inside = before.replace(c).is_some_and(char::is_lowercase);
        !(c.is_alphabetic() || matches!(c, '-' | '_' | '.')) || (c.is_uppercase() && is_inside)
    })
}

/// Whether it is an id as projects have, or would be but for a slip.
pub(super) fn is_id(word: &str) -> bool {
    (22..=26).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether it is the ordinary name of what is secret, and hardly a secret: `token`, `api-key`.
pub(super) fn is_credential_like(word: &str) -> bool {
    is_credential_name(word) && !is_unusual(word)
}

/// What is said often of requests, and is no secret.
const KNOWN: [&str; 11] = [
    "userSecurity",
    "groupId",
    "envelope",
    "pretty",
    "application",
    "json",
    "curl",
    "http",
    "https",
    "groups",
    "x509",
];

/// What answers say often, and what nobody can tell from that.
const ORDINARY: [&str; 30] = [
    "access",
    "address",
    "admin",
    "atlas",
    "attribute",
    "auth",
    "authorized",
    "cloud",
    "customer",
    "database",
    "environment",
    "expired",
    "group",
    "internal",
    "invalid",
    "ldap",
    "missing",
    "mongodb",
    "private",
    "project",
    "provided",
    "public",
    "required",
    "resource",
    "security",
    "server",
    "service",
    "specified",
    "user",
    "username",
];

/// Whether it is a word that answers say anyway.
pub(super) fn is_ordinary(word: &str) -> bool {
    is_known(word)
        || is_harmless_word(word)
        || ORDINARY.iter().any(|known| known.eq_ignore_ascii_case(word))
        || is_credential_like(word)
}

/// Whether it is a word of the contract, or of requests, or a code of an error.
pub(in crate::report::kept) fn is_known(word: &str) -> bool {
    spec::is_name(word)
        || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word))
        || is_scheme(word)
        || known::is_code(word)
        || word.starts_with("vnd.atlas.")
}
