//! Whether two entries of `userToDNMapping`, or what they made of a name, come to the same.

use serde_json::Value;

use super::meaning;
use crate::language::Language as _;
use crate::ldap::dn::{Attribute, Dn};
use crate::ldap::template::{Dialect, Template, TokenKind};
use crate::map::{MapResult, MappedName};
use crate::regex::Regex;
use crate::regex::lower::Lowered;
use crate::regex::search::Fuel;
use crate::regex::spans::Spans;

/// How many names are made up to tell two groups apart.
const NAMES: usize = 10;

/// How many characters of a name others are put behind.
const LONGER: usize = 6;

/// Whether two results lead to the same entry of the directory. Of a query the attributes do not count: what is
/// looked for is the entry.
pub(super) fn is_same_result(one: &MapResult, other: &MapResult) -> bool {
    match (one, other) {
        (MapResult::Name(one), MapResult::Name(other)) => is_same_name(one, other),
        (MapResult::Query(one), MapResult::Query(other)) => {
            is_same_name(one.base(), other.base())
                && one.scope() == other.scope()
                && (one.filter() == other.filter()
                    || meaning::filter(one.filter()) == meaning::filter(other.filter()))
        }
        _ => one == other,
    }
}

fn is_same_name(one: &MappedName, other: &MappedName) -> bool {
    let are_same = |(one, other): (&Dn, &Dn)| is_same_dn(one, other);
    one.as_str() == other.as_str() || one.dn().zip(other.dn()).is_some_and(are_same)
}

/// Whether the text of a user names the entry that the result names.
pub(super) fn is_named(user: &str, result: &MapResult) -> bool {
    let MapResult::Name(name) = result else { return false };
    let parsed = Dn::parse(user);
    let is_same = |dn| parsed.faults().is_empty() && is_same_dn(&parsed, dn);
    name.as_str() == user || name.dn().is_some_and(is_same)
}

/// Whether both texts stand for the same types and values (RFC 4514 §3): the case of a type, its long name, the
/// spaces around, how a value is escaped and the order of what `+` joins do not count. The case of a value does:
/// by which rule it compares values only the directory knows (RFC 4517 §4.2.15).
fn is_same_dn(one: &Dn, other: &Dn) -> bool {
    let type_of = |attribute: &Attribute| {
        attribute.short_type().unwrap_or(attribute.attribute_type()).to_ascii_lowercase()
    };
    let parts = |attributes: &[Attribute]| {
        let part =
            |attribute: &Attribute| (type_of(attribute), attribute.is_text(), attribute.value().to_owned());
        let mut parts: Vec<_> = attributes.iter().map(part).collect();
        parts.sort();
        parts
    };
    let mut pairs = one.rdns().iter().zip(other.rdns());
    one.rdns().len() == other.rdns().len()
        && pairs.all(|(one, other)| parts(one.attributes()) == parts(other.attributes()))
}

/// What an entry does with the names that it matches, as far as that can be compared without a name.
pub(super) struct Shape {
    pattern: String,
    groups: usize,
    is_query: bool,
    target: String,
    /// What stands between the tokens, and the groups that those stand for; none if it cannot be taken apart.
    pieces: Option<(Vec<String>, Vec<usize>)>,
}

impl Shape {
    /// Of an entry as it is stored; none if it is not as it should be.
    pub(super) fn of(entry: &Value) -> Option<Self> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let pattern = text("match")?;
        let (is_query, target) = match (text("substitution"), text("ldapQuery")) {
            (Some(target), None) => (false, meaning::plain(target)),
            (None, Some(query)) => (true, meaning::query(query)?),
            _ => return None,
        };
        let groups = Regex::parse(pattern).groups.len();
        let pieces = pieces(&target, groups, is_query);
        Some(Self { pattern: pattern.to_owned(), groups, is_query, target, pieces })
    }

    /// What passes every name on as it is.
    pub(super) fn passing() -> Self {
        let pattern = r"([\s\S]*)".to_owned();
        let pieces = Some((vec![String::new(); 2], vec![0]));
        Self { pattern, groups: 1, is_query: false, target: "{0}".to_owned(), pieces }
    }

    pub(super) fn automaton(&self) -> Option<Lowered> {
        Lowered::of(&Regex::parse(&self.pattern))
    }

    /// Whether both make the same of the same groups.
    pub(super) fn has_target_of(&self, other: &Self) -> bool {
        self.is_query == other.is_query
            && (!self.is_query || self.groups == other.groups)
            && self.target == other.target
    }

    /// Whether every name that both match becomes the same by both; and names by which that may be told, if it
    /// is not certain. Both have an answer for a name that they match.
    pub(super) fn compare(
        &self,
        own: Option<&Lowered>,
        other: &Self,
        others: Option<&Lowered>,
        fuel: &mut Fuel,
    ) -> Result<(), Vec<String>> {
        let is_twin = self.pattern == other.pattern
            || own.zip(others).is_some_and(|(own, other)| own.is_twin_of(other));
        let is_of_kind = self.is_query == other.is_query && (!self.is_query || self.groups == other.groups);
        if is_twin && self.has_target_of(other) {
            return Ok(());
        }
        let Some((own, others)) = own.zip(others) else { return Err(Vec::new()) };
        let mut names = Vec::new();
        let pairs = match (&self.pieces, &other.pieces) {
            (Some((texts, groups)), Some((other_texts, other_groups)))
                if is_of_kind && texts == other_texts =>
            {
                let mut pairs: Vec<(usize, usize)> =
                    groups.iter().copied().zip(other_groups.iter().copied()).collect();
                pairs.sort_unstable();
                pairs.dedup();
                Some(pairs)
            }
            _ => None,
        };
        let mut is_same = pairs.is_some();
        for pair in pairs.iter().flatten().filter(|(one, other)| !is_twin || one != other) {
            if let Spans::Perhaps(found) = own.spans(others, Some(*pair), NAMES, fuel) {
                is_same = false;
                names.extend(found);
            }
        }
        if is_same {
            return Ok(());
        }
        if let Spans::Perhaps(found) = own.spans(others, None, NAMES, fuel) {
            names.extend(found);
        }
        names.extend(longer(&names, own, others, fuel));
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        Err(names)
    }
}

/// The names with a part of what people have in theirs put in, as far as both expressions still match.
fn longer(names: &[String], own: &Lowered, other: &Lowered, fuel: &mut Fuel) -> Vec<String> {
    let mut found = Vec::new();
    for name in names.iter().take(NAMES) {
        let places = name.char_indices().map(|(at, _)| at).chain([name.len()]).take(LONGER);
        for (at, part) in places.flat_map(|at| ["doe", ".x", "@y", "a", "1"].map(|part| (at, part))) {
            let (before, behind) = name.split_at_checked(at).unwrap_or_default();
            let candidate = format!("{before}{part}{behind}");
            let mut is_matched =
                |automaton: &Lowered| automaton.matches_within(&candidate, fuel) == Some(true);
            if is_matched(own) && is_matched(other) {
                found.push(candidate);
            }
        }
    }
    found
}

fn pieces(target: &str, groups: usize, is_query: bool) -> Option<(Vec<String>, Vec<usize>)> {
    let template = Template::parse(target, Dialect::Mapping);
    if !template.foreign.is_empty() {
        return None;
    }
    let (mut texts, mut numbers, mut done) = (Vec::new(), Vec::new(), 0);
    for token in &template.tokens {
        let TokenKind::Group(number) = token.kind else { return None };
        // What there is no group for stays as it is, or fails.
        if number >= groups {
            return None;
        }
        texts.push(target.get(done..token.at.start)?.to_owned());
        numbers.push(number);
        done = token.at.end;
    }
    texts.push(target.get(done..)?.to_owned());
    // A query has to use them all.
    let uses_all = (0..groups).all(|group| numbers.contains(&group));
    (!is_query || uses_all).then_some((texts, numbers))
}
