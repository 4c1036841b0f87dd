//! The names of rules and groups, and other words for the keys.

use std::collections::BTreeSet;

use crate::rule::Group;
use crate::rules::rules as table;

pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    table().map(|rule| rule.name)
}

/// By their names, each once.
pub(super) fn groups() -> impl Iterator<Item = &'static str> {
    let groups: BTreeSet<&str> = table().map(|rule| rule.group.name()).collect();
    groups.into_iter()
}

pub(super) fn group(name: &str) -> Option<Group> {
    table().map(|rule| rule.group).find(|group| group.name() == name)
}

/// The groups of the rules whose names begin with the word, be it in the plural.
pub(super) fn groups_of_rules_named(word: &str) -> Vec<&'static str> {
    let word = word.strip_suffix('s').unwrap_or(word);
    let is_named = |rule: &&crate::rule::Rule| {
        !word.is_empty() && rule.name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
    };
    let groups: BTreeSet<&str> = table().filter(is_named).map(|rule| rule.group.name()).collect();
    groups.into_iter().collect()
}

/// The key that other tools call so.
pub(super) fn other_word(name: &str, is_section: bool) -> Option<&'static str> {
    let name = name.replace('_', "-").to_ascii_lowercase();
    Some(match name.as_str() {
        "ignores" | "per-file-ignores" | "overrides" | "suppress" | "suppressions" | "allow"
            if is_section =>
        {
            "ignore"
        }
        "excludes" | "extend-exclude" | "exclude-paths" | "ignore-paths" | "ignore-files" | "skip" => {
            "exclude"
        }
        "levels" | "level" | "severity" | "severities" if is_section => "rules",
        "is-root" => "root",
        "placeholders" | "template-syntaxes" => "templates",
        "known-hosts" | "domains" => "hosts",
        "expiry-days" | "expires-days" | "expires-soon" => "expires-soon-days",
        _ => return None,
    })
}

/// The key of an `[[ignore]]` that other tools call so.
pub(super) fn other_word_in_ignore(name: &str) -> Option<&'static str> {
    let name = name.replace('_', "-").to_ascii_lowercase();
    Some(match name.as_str() {
        "paths" | "file" | "files" | "glob" | "globs" | "filename" => "path",
        "json-pointer" | "pointers" | "member" | "field" | "location" => "pointer",
        "rules" | "code" | "codes" | "name" | "id" | "rule-id" => "rule",
        "comment" | "why" | "because" | "justification" | "description" => "reason",
        _ => return None,
    })
}

/// That there is no rule of that name, and which one may be meant.
#[cfg(feature = "cli")]
pub(crate) fn unknown_rule(name: &str) -> String {
    if let Some(group) = group(name) {
        return format!("`{}` is a group, and a level is for one rule", group.name());
    }
    let quoted = crate::quote::quoted(name);
    match super::suggest::nearest(name, rules()) {
        Some(rule) => format!("there is no rule {quoted}; did you mean `{rule}`?"),
        None => format!("there is no rule {quoted}; `usersec rules` lists them"),
    }
}
