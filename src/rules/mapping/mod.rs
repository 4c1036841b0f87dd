//! `userToDNMapping`: its entries, their expressions, and what they yield.

mod backslash;
pub(super) mod dialect;
pub(super) mod dot;
pub(super) mod entry;
pub(super) mod expression;
mod fault;
pub(super) mod groups;
pub(super) mod injection;
pub(super) mod language;
mod list;
#[cfg(test)]
mod placeholder_tests;
pub(super) mod placeholders;
pub(super) mod reach;
pub(super) mod redos;
#[cfg(test)]
mod tests;
mod usual;

use crate::language::Language as _;
use crate::payload::Mapping;
use crate::regex::Regex;

/// The groups of a mapping's `match`.
enum GroupsOf<'p> {
    Known(&'p Regex),
    /// Why they are not known.
    NotAnalysed(&'static str),
    /// There is no expression, or it is at fault, and another row says so.
    None,
}

fn groups_of<'p>(mapping: &'p Mapping<'_>) -> GroupsOf<'p> {
    let pattern = mapping.pattern.as_ref().filter(|field| !field.value.text.as_str().is_empty());
    let Some(regex) = pattern.map(|field| field.value.get()) else { return GroupsOf::None };
    match regex.faults().is_empty() {
        true if regex.is_known() => GroupsOf::Known(regex),
        true => GroupsOf::NotAnalysed("an expression has a construct whose groups are not counted"),
        false => GroupsOf::None,
    }
}

/// Whether `substitution` and `ldapQuery` are both there: one has to go, and with it what would be said of it.
fn has_both_targets(mapping: &Mapping<'_>) -> bool {
    mapping.member("substitution").is_some() && mapping.member("ldapQuery").is_some()
}
