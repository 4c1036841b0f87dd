//! Members in pairs: one names a password, the other one has it, as in a JSON Patch (RFC 6902),
//! `{"path": "/ldap/bindPassword", "value": "…"}`, and in lists of variables.

use super::{is_secret, lower_case};
use crate::json::{Text, string_end};
use crate::span::Span;

/// A longer text is no name.
pub(super) const LONGEST_NAME: usize = 300;

/// Whether a member of this name has what another member names.
pub(crate) fn is_value_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).take(LONGEST_NAME);
    let name = lower_case(letters, name.len());
    name.contains("val") || ["default", "content", "data", "text"].contains(&name.as_str())
}

/// Whether a text is the name of a secret, or a pointer to one, or into one.
fn names_secret(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.split(['/', '.', ':', '[', ']', '\'', '"', '$']).any(is_secret)
}

/// An object or an array that is open.
#[derive(Default)]
struct Open {
    names_secret: bool,
    values: Vec<Span>,
    /// Where an object or an array begins that is such a value.
    value: Option<usize>,
}

/// Values in a valid JSON text, at the byte `base` of the file, of which the member beside them says that
/// they are secret: in no order, and one may be in another.
pub(super) fn named_values(text: &str, base: usize) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open = vec![Open::default()];
    // Whether the value that comes next is one that may be named beside it.
    let mut is_value = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                let Some(end) = string_end(bytes, start) else { break };
                let raw = text.get(start + 1..end - 1).unwrap_or_default();
                let blanks = bytes.get(end..).unwrap_or_default().iter();
                let blanks = blanks.take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
                at = end + blanks;
                let is_name = bytes.get(at) == Some(&b':');
                let Some(inside) = open.last_mut() else { break };
                if is_name {
                    is_value = raw.len() <= LONGEST_NAME && is_value_name(Text::literal(raw, 0).as_str());
                } else if std::mem::take(&mut is_value) {
                    inside.values.push(Span::new(base + start + 1, base + end - 1));
                } else if !inside.names_secret && raw.len() <= LONGEST_NAME {
                    inside.names_secret = names_secret(Text::literal(raw, 0).as_str());
                }
            }
            b'{' | b'[' => {
                if std::mem::take(&mut is_value)
                    && let Some(inside) = open.last_mut()
                {
                    inside.value = Some(start);
                }
                // What stands in an array is named by nothing beside it.
                open.push(Open::default());
            }
            b'}' | b']' => {
                let closed = open.pop().unwrap_or_default();
                if closed.names_secret && byte == b'}' {
                    found.extend(closed.values);
                }
                if let Some(inside) = open.last_mut()
                    && let Some(start) = inside.value.take()
                {
                    inside.values.push(Span::new(base + start, base + at));
                }
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => {
                let rest = bytes.get(start..).unwrap_or_default();
                at = start + rest.iter().take_while(|b| !b",]} \t\n\r".contains(b)).count().max(1);
                if std::mem::take(&mut is_value)
                    && let Some(inside) = open.last_mut()
                {
                    inside.values.push(Span::new(base + start, base + at));
                }
            }
        }
    }
    found
}
