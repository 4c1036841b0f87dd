//! The words for what changes.

use serde_json::{Value, json};

use crate::api::state::{MemberChange, Unclear, masked, shown_text};
use crate::quote::printable;
use crate::render::counted;

/// So many characters of a value are shown.
const LONGEST: usize = 400;

/// What is done with what is unclear.
pub(super) fn open(unclear: Unclear) -> Option<String> {
    let Unclear { null, unknown_member, placeholder, wrong_type } = unclear;
    let absent = match (null, unknown_member) {
        (true, true) => "a null and a member that the contract does not know count as absent",
        (true, false) => "a null counts as absent",
        (false, true) => "a member that the contract does not know counts as absent",
        (false, false) => "",
    };
    let said = [
        (!absent.is_empty(), absent),
        (placeholder, "something else will stand for a placeholder"),
        (wrong_type, "of a value of a wrong type not all is shown"),
    ];
    let said: Vec<&str> = said.iter().filter(|(is, _)| *is).map(|(_, text)| *text).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// `2 certificates added, 1 removed`.
pub(super) fn counts_of(what: &str, counts: &[(usize, &str)]) -> String {
    let mut said: Vec<String> = Vec::new();
    for (n, done) in counts.iter().filter(|(n, _)| *n > 0) {
        match said.is_empty() {
            true => said.push(format!("{} {done}", counted(*n, what))),
            false => said.push(format!("{n} {done}")),
        }
    }
    said.join(", ")
}

/// The value as JSON, without its secrets.
pub(super) fn value_of(member: &MemberChange, value: &Value) -> String {
    let name = member.pointer().rsplit('/').next().unwrap_or_default();
    // The name says whether it is a secret.
    let text = masked(&json!({ name: value }));
    let inside = text.strip_prefix(&format!("{{\"{name}\":")).and_then(|rest| rest.strip_suffix('}'));
    let text = printable(inside.unwrap_or("***")).into_owned();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// An entry: its expression, and what a name becomes.
pub(super) fn entry_of(entry: &Value) -> String {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let pattern = text("match").map_or_else(|| "(no expression)".to_owned(), shown_text);
    match (text("substitution"), text("ldapQuery")) {
        (Some(name), None) => format!("{pattern} → {}", shown_text(name)),
        (None, Some(query)) => format!("{pattern} → query {}", shown_text(query)),
        (Some(name), Some(query)) => format!("{pattern} → {}, query {}", shown_text(name), shown_text(query)),
        (None, None) => format!("{pattern} → nothing"),
    }
}
