//! What logs in.

use super::words::{is_ordinary, looks_secret};
use super::{SHORT_NAMED, add, add_word, decoded, in_base64, is_variable, trimmed, words};
use crate::api::error::seal::Seals;

/// How many letters a public key of an API key has, all of them small.
const PUBLIC_KEY: usize = 8;

/// Parameters of `Authorization: Digest` of which nothing is secret.
const HARMLESS: [&str; 10] =
    ["realm", "uri", "nc", "algorithm", "qop", "opaque", "userhash", "domain", "stale", "charset"];

/// Those that tell who logs in, or come from the password.
const TELLING: [&str; 4] = ["username", "response", "nonce", "cnonce"];

/// Takes down what logs in somewhere, and its parts: `user:password`, `name=value; name=value`, parameters,
/// and what they stand for without quotes and escapes, and in base64.
pub(in crate::report::kept) fn seal_credential(text: &str, seals: &mut Seals) {
    for text in [text, &unquoted(text)] {
        if seal_parameters(text, seals) {
            continue;
        }
        match text.contains([':', ' ', '\t']) {
            // Its parts tell more, and who logs in is hidden only where that can be no other word.
            true => add_word(text, seals),
            false => add(text, seals),
        }
        seal_pair(text, seals);
        text.split(';').filter_map(|part| part.split_once('=')).for_each(|(_, value)| add(value, seals));
        for (word, at) in words(text).filter(|(word, _)| word.chars().count() >= SHORT_NAMED) {
            let (before, behind) = (text.get(..at), text.get(at + word.len()..));
            let is_user = at == 0 && behind.is_some_and(|behind| behind.starts_with([':', ' ']));
            let is_name = behind.is_some_and(|behind| behind.starts_with('='));
            if looks_secret(word)
                && !is_user
                && !is_name
                && !is_variable(before.unwrap_or_default(), behind.unwrap_or_default())
            {
                add(word, seals);
            }
        }
    }
}

/// Takes down who logs in, and what stands behind that.
pub(super) fn seal_pair(text: &str, seals: &mut Seals) {
    if let Some(at) = text.find([':', ' ', '\t']) {
        seal_user(text.get(..at).unwrap_or_default(), seals);
        add(text.get(at + 1..).unwrap_or_default(), seals);
    }
    for decoded in [in_base64(text), decoded(text)].into_iter().flatten() {
        match decoded.split_once(':') {
            Some((user, password)) => {
                seal_user(user, seals);
                add(password, seals);
            }
            None => add(&decoded, seals),
        }
    }
}

/// Takes down a user's name, if it is hardly another word.
pub(super) fn seal_user(name: &str, seals: &mut Seals) {
    let is_key = name.len() == PUBLIC_KEY && name.bytes().all(|byte| byte.is_ascii_lowercase());
    if looks_secret(name) || (is_key && !is_ordinary(name)) {
        seals.add_word(name);
    }
}

/// Takes down what is secret of `username="…", realm="…", response="…"`; false, if it is no such text.
pub(super) fn seal_parameters(text: &str, seals: &mut Seals) -> bool {
    let parameters = || {
        let parameters = text.split(',').filter_map(|part| part.split_once('='));
        parameters.map(|(name, value)| (name.trim(), trimmed(value.trim())))
    };
    let is_one = |(name, _): (&str, &str)| TELLING.iter().any(|telling| name.eq_ignore_ascii_case(telling));
    if !parameters().any(is_one) {
        return false;
    }
    for (name, value) in parameters() {
        match name.to_ascii_lowercase().as_str() {
            "username" => seal_user(value, seals),
            name if HARMLESS.contains(&name) => {}
            _ => add(value, seals),
        }
    }
    true
}

/// Without quotes, and the backslashes of escapes.
fn unquoted(text: &str) -> String {
    let mut is_escaped = false;
    let is_kept = |c: &char| {
        let is_kept = is_escaped || !matches!(c, '\\' | '\'' | '"');
        is_escaped = *c == '\\' && !is_escaped;
        is_kept
    };
    text.chars().filter(is_kept).collect()
}
