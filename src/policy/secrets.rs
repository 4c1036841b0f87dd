//! What must not be seen of a policy: it should hold no secret, but a file holds what is put there.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::DeValue;

use super::keys::{IGNORE_KEYS, KEYS, KeyKind};
use super::names;
use super::syntax::Syntax;
use super::words::span_of;
use crate::mask::{Name, is_harmless_word, is_secret, mask_text, mask_toml};
use crate::span::Span;

/// The text as it may be shown.
pub(super) fn masked(source: &str, syntax: &Syntax<'_>) -> String {
    let mut contract: HashMap<&str, Name> = HashMap::new();
    contract.extend(names::groups().map(|group| (group, Name::Group)));
    contract.extend(names::rules().map(|rule| (rule, Name::Rule)));
    contract.extend(KEYS.iter().chain(IGNORE_KEYS).map(|key| match key.kind {
        KeyKind::RuleLevels | KeyKind::GroupLevels | KeyKind::Ignores => (key.name, Name::Section),
        _ => (key.name, Name::Key),
    }));
    let mut structure = Structure { contract: &contract, secrets: Vec::new() };
    for (key, value) in syntax.table.get_ref() {
        structure.member(key.get_ref(), span_of(key), value, false);
    }
    let secrets = structure.secrets;
    mask_toml(source, secrets, syntax.is_valid(), |word| contract.get(word).copied())
}

/// What the parser knows, and lines do not tell: that a text of several lines goes on.
struct Structure<'c> {
    contract: &'c HashMap<&'c str, Name>,
    secrets: Vec<Span>,
}

impl Structure<'_> {
    fn member(&mut self, key: &str, key_span: Span, value: &Spanned<DeValue<'_>>, is_hidden: bool) {
        // A key may carry one as well.
        if mask_text(key).is_some() {
            self.secrets.push(key_span);
        }
        let is_level = match value.get_ref() {
            DeValue::String(text) => is_harmless_word(text),
            DeValue::Boolean(_) => true,
            _ => false,
        };
        self.value(value, is_hidden || is_secret(key) && !(is_level && self.contract.contains_key(key)));
    }

    /// A value, and all that is in it; of a section there is no span that holds that.
    fn value(&mut self, value: &Spanned<DeValue<'_>>, is_hidden: bool) {
        match value.get_ref() {
            DeValue::Table(members) => members
                .iter()
                .for_each(|(key, value)| self.member(key.get_ref(), span_of(key), value, is_hidden)),
            DeValue::Array(items) => items.iter().for_each(|item| self.value(item, is_hidden)),
            DeValue::String(text) if is_hidden || mask_text(text).is_some() => {
                self.secrets.push(span_of(value));
            }
            _ if is_hidden => self.secrets.push(span_of(value)),
            _ => {}
        }
    }
}
