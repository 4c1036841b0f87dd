//! Where we differ from OpenSSL on purpose, or cannot do otherwise: the sections of `docs/fidelity.md`.

use std::collections::BTreeSet;

use crate::judge::Field;

/// OpenSSL ends a line before trailing bytes of a text that is not ASCII.
pub(crate) const LINE_ENDS: &str = "Bytes that are not ASCII at the end of a line";
/// It reads lines in pieces of 254 bytes.
pub(crate) const LONG_LINES: &str = "A BEGIN in the middle of a long line";
/// A dash ends the base64.
pub(crate) const DASHES: &str = "A dash at the end of the base64";

/// It loads the certificates beside them.
pub(crate) const KEYS: &str = "Private keys beside the certificates";

/// Reasons that texts show by what is in them.
pub(crate) const ACCIDENTS: &[&str] = &[LINE_ENDS, LONG_LINES, DASHES, KEYS];

/// Reasons that texts show, and which do.
pub(crate) const TEXTS: &[(&str, &[&str])] =
    &[("Types of strings that there are not", &["byte 70 is wrong", "byte 161 is wrong"])];

/// Reasons that bundles show, in which fields, and which do.
pub(crate) const BUNDLES: &[(&str, &[Field], &[&str])] = &[
    ("Types of strings that there are not", &Field::BOTH, &["a name with a string of no type"]),
    (
        "Signatures are not verified",
        &Field::BOTH,
        &["an intermediate with a corrupted signature", "another key signed, no identifier"],
    ),
    (
        "Exponents that no key should have",
        &Field::BOTH,
        &["RSA with the exponent 1", "RSA with an even exponent"],
    ),
    ("A point that is not on its curve", &Field::BOTH, &["a point on no curve"]),
    (
        "Certificates that are no authority, beside their CA",
        &[Field::Host],
        &[
            "an intermediate with CA:FALSE",
            "an intermediate with neither",
            "an intermediate without extensions",
            "an intermediate with a path length without CA",
            "an intermediate of version 2",
            "another host below its CA",
        ],
    ),
    (
        "Constraints on the name of the directory",
        &[Field::Host],
        &["another directory permitted", "the directory excluded"],
    ),
    ("The common name of a host", &[Field::Host], &["a common name beside another DNS name"]),
];

pub(crate) fn of_bundles() -> BTreeSet<&'static str> {
    BUNDLES.iter().map(|(reason, _, _)| *reason).collect()
}

pub(crate) fn of_texts() -> BTreeSet<&'static str> {
    TEXTS.iter().map(|(reason, _)| *reason).chain(ACCIDENTS.iter().copied()).collect()
}

/// Why it may take a text that we do not.
pub(crate) fn accident(text: &str) -> Option<&'static str> {
    if text.contains(concat!("PRIVATE ", "KEY-----")) {
        return Some(KEYS);
    }
    let lines = || text.split('\n').map(|line| line.trim_end_matches('\r'));
    let foreign = |c: char| !c.is_ascii() || c == '\0';
    if lines().any(|line| line.ends_with(foreign)) {
        return Some(LINE_ENDS);
    }
    if lines().any(|line| line.find("-----BEGIN").is_some_and(|at| at > 0 && at % 254 == 0)) {
        return Some(LONG_LINES);
    }
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let ends_early = |line: &str| {
        let digits = line.trim_start_matches(is_digit);
        digits.starts_with('-') && digits.len() < line.len()
    };
    lines().any(ends_early).then_some(DASHES)
}

/// The sections of the document that are about certificates.
pub(crate) fn sections() -> BTreeSet<&'static str> {
    let text = include_str!("../../docs/fidelity.md");
    let part = text.split("\n## ").find(|part| part.starts_with("Certificates")).unwrap_or_default();
    part.lines().filter_map(|line| line.strip_prefix("### ")).collect()
}

/// Texts of which more than one thing is said.
pub(crate) const SEVERAL: &[&str] = &[
    // A digit before each line of two bodies: both have one too many.
    "\"+\" before every line of a body, two",
    // The digits behind it were moved.
    "\"\\u{2028}\" for a digit",
    // A wrong byte in a certificate, in two of its meanings.
    "byte ",
];
