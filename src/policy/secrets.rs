//! What must not be seen of a policy: it should hold no secret, but a file holds what is put there.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::DeValue;

use super::keys::{IGNORE_KEYS, KEYS};
use super::names;
use super::syntax::Syntax;
use super::words::span_of;
use crate::mask::{is_harmless_word, is_secret, mask_text, mask_toml};
use crate::span::Span;

/// The text as it may be shown.
pub(super) fn masked(source: &str, syntax: &Syntax<'_>) -> String {
    let mut secrets = Vec::new();
    for (key, value) in syntax.table.get_ref() {
        member(key.get_ref(), span_of(key), value, &mut secrets);
    }
    let keys = KEYS.iter().chain(IGNORE_KEYS).map(|key| key.name);
    let known: HashSet<&str> = keys.chain(names::rules()).chain(names::groups()).collect();
    mask_toml(source, secrets, &syntax.places(), |word| known.contains(word))
}

fn member(key: &str, key_span: Span, value: &Spanned<DeValue<'_>>, secrets: &mut Vec<Span>) {
    // A key may carry one as well.
    if mask_text(key).is_some() {
        secrets.push(key_span);
    }
    let is_harmless = match value.get_ref() {
        DeValue::String(text) => is_harmless_word(text),
        DeValue::Boolean(_) => true,
        _ => false,
    };
    // A section's name says what is below it; what stands there is looked at on its own as well.
    let is_section = matches!(value.get_ref(), DeValue::Table(_)) && names::group(key).is_some();
    if is_secret(key) && !is_harmless && !is_section {
        secrets.push(span_of(value));
    }
    inside(value, secrets);
}

fn inside(value: &Spanned<DeValue<'_>>, secrets: &mut Vec<Span>) {
    match value.get_ref() {
        DeValue::Table(members) => {
            members.iter().for_each(|(key, value)| member(key.get_ref(), span_of(key), value, secrets));
        }
        DeValue::Array(items) => items.iter().for_each(|item| inside(item, secrets)),
        DeValue::String(text) if mask_text(text).is_some() => secrets.push(span_of(value)),
        _ => {}
    }
}
