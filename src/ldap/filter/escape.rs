//! Escapes in assertion values (RFC 4515 §3).

use std::borrow::Cow;

/// The value as an assertion value: what a filter would not take for a part of the value is escaped.
pub(crate) fn escape(value: &str) -> Cow<'_, str> {
    let special = ['*', '(', ')', '\\', '\0'];
    if !value.contains(special) {
        return Cow::Borrowed(value);
    }
    let mut escaped = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        match character {
            '*' => escaped.push_str("\\2a"),
            '(' => escaped.push_str("\\28"),
            ')' => escaped.push_str("\\29"),
            '\\' => escaped.push_str("\\5c"),
            '\0' => escaped.push_str("\\00"),
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}
