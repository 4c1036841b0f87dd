//! Lists and updates of them: what is said, against what the mapper makes of many names.

use serde_json::{Value, json};

use super::tests::{is_skipped, list, messages, report};
use crate::api::state::{EffectKind, State};
use crate::language::Language as _;
use crate::map::{MapOutcome, MapResult, MapTrace, Mapper};
use crate::regex::Regex;
use crate::testing::Random;

type Entries<'e> = &'e [(&'e str, &'e str)];

/// What `usersec diff` says of the names.
fn effects(before: &Value, after: &Value) -> Vec<(EffectKind, String)> {
    let state = |value: &Value| State::parse(value.to_string()).expect("a state");
    let effects = state(before).diff(&state(after)).effects(None);
    effects.iter().map(|effect| (effect.kind(), effect.message().to_owned())).collect()
}

fn is_open(effects: &[(EffectKind, String)]) -> bool {
    effects.iter().any(|(kind, _)| *kind == EffectKind::NotAnalysed)
}

/// What both say of two lists.
fn said(before: Entries<'_>, after: Entries<'_>) -> (Vec<String>, Vec<(EffectKind, String)>) {
    let (before, after) = (list(before), list(after));
    let report = report(&after.to_string(), &before.to_string(), None);
    (messages("mapping-removed", &report), effects(&before, &after))
}

#[test]
fn names_whose_parts_are_divided_otherwise_are_found() {
    let eu = r"([^@]+)@([^.]+)\.corp\.net";
    let corp = "CN={0},OU={1},DC=corp";
    for (before, after, is_changed, shown) in [
        (
            &[(eu, corp)][..],
            &[(eu, "CN={1},OU={0},DC=corp")][..],
            true,
            "`j@n.corp.net` was `CN=j,OU=n,DC=corp`",
        ),
        (
            &[(r"([a-z]+)@([a-z]+)\.net", corp)],
            &[(r"([a-z]+?)([a-z]*)@([a-z]+)\.net", "CN={0},OU={2},DC=corp")],
            false,
            "and becomes `CN=j,",
        ),
        (&[("(.+)@(.+)", corp)], &[("(.+?)@(.+)", corp)], false, "and becomes `CN=j,OU="),
        (
            &[("(.)(.+)", "CN={0},DC=corp")],
            &[(r"(.+)\.(.+)", "CN={0},DC=corp"), ("(.)(.+)", "CN={0},DC=corp")],
            false,
            "behind one that takes its names",
        ),
    ] {
        let (found, effects) = said(before, after);
        assert_eq!(found.is_empty(), is_changed, "{before:?} → {after:?}: {found:?}");
        assert!(effects.len() == 1 && effects[0].0 == EffectKind::Remapped, "{effects:?}");
        assert!(effects[0].1.contains(shown), "{effects:?}");
    }
}

#[test]
fn what_is_the_same_otherwise_written_is_not_reported() {
    let (eu, corp) = (r"(.+)@(eu)\.net", "CN={0},OU={1},DC=corp");
    for (before, after) in [
        (&[(eu, corp)][..], &[(eu, "cn={0}, ou={1}, dc=corp")][..]),
        (&[("(.+)@(.+)", corp)], &[("(?<user>.+)[@](?:(.+))", "CN={0}, OU={1}, DC=corp")]),
        (&[(r"(.+)@eu\.net", "CN={0},OU=eu")], &[(r"^([^@]+|.+)[@]eu[.](net)$", "cn={0}, ou=eu")]),
        (&[("(.+)", "{0}")], &[]),
        (&[("(a+)@lab", "query DC=lab??sub?(uid={0})")], &[("(a{1,})@lab", "query DC=lab??sub?(uid={0})")]),
    ] {
        assert_eq!(said(before, after), (vec![], vec![]), "{before:?} → {after:?}");
    }
    // No name shows a difference, and it is not certain that there is none.
    for (before, after) in [
        (&[("(.+)@(.+)", corp)][..], &[("(.+)@(.+|x)", corp)][..]),
        (&[("([a-z]+)", "commonName={0}")], &[("([a-z]+)([a-z]*)", "CN={0}")]),
    ] {
        let (found, effects) = said(before, after);
        assert!(found.is_empty() && effects.len() == 1 && is_open(&effects), "{found:?}, {effects:?}");
    }
}

#[test]
fn what_the_database_refuses_is_not_looked_at() {
    let (lab, net) = (("(.+)@lab", "CN={0},DC=lab"), ("(.+)@net", "CN={0},DC=net"));
    let broken = ("(.+)@(corp", "CN={0}");
    for (before, after) in [(&[lab, net][..], &[broken][..]), (&[lab], &[lab, broken]), (&[broken], &[lab])] {
        let (found, effects) = said(before, after);
        assert!(found.is_empty() && effects.len() == 1 && is_open(&effects), "{found:?}, {effects:?}");
    }
}

const PATTERNS: [&str; 28] = [
    "(.+)",
    "(.*)",
    "([ab]+)",
    "(a+)",
    "(b+)",
    "(.+)@a",
    "(.+)@b",
    "([^@]+)@a",
    "([^@]+)@b",
    "(a|b)",
    "(.+)@(.+)",
    "([^@]+)@(.+)",
    "(.+?)@(.+)",
    "(a)",
    "(ab?)",
    "(.)(.+)",
    "(.+)(.)",
    "(a*)(.*)",
    r"([ab]+)\.([ab]+)",
    r"(.+)\.(.+)",
    "(.+)@(?:a|b)",
    "(.+)[@]a",
    "(a|ab)(.*)",
    "(ab|a)(.*)",
    "([ab]+)@?(.*)",
    "(?:(a)|b)+(.*)",
    "(?=a)(.+)",
    "((.)a)?(.*)",
];

fn entry(random: &mut Random) -> (&'static str, String) {
    let pattern = PATTERNS[random.below(PATTERNS.len())];
    let groups = Regex::parse(pattern).groups.len();
    let (first, second) = (random.below(groups), random.below(groups));
    let all: String = (0..groups).map(|group| format!("(x={{{group}}})")).collect();
    let target = match random.below(6) {
        0 | 1 => format!("CN={{{first}}},DC=x"),
        2 => format!("CN={{{first}}},OU={{{second}}}"),
        3 => format!("CN={{{first}}}{{{second}}},DC=x"),
        4 => format!("query DC=x??sub?(&{all})"),
        _ => format!("cn={{{first}}}, DC={}", ["x", "y"][random.below(2)]),
    };
    (pattern, target)
}

fn changed(random: &mut Random, before: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let mut after = before.to_vec();
    for _ in 0..=random.below(2) {
        let at = random.below(after.len() + 1);
        match random.below(4) {
            0 => after.insert(at, entry(random)),
            1 if at < after.len() && after.len() > 1 => drop(after.remove(at)),
            2 if at < after.len() => after.swap(0, at),
            _ => {
                let at = at % after.len();
                after[at] = entry(random);
            }
        }
    }
    after
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = vec![String::new()];
    let mut from = 0;
    for _ in 0..4 {
        let to = names.len();
        for name in from..to {
            let longer = ["a", "b", ".", "@"].map(|letter| format!("{}{letter}", names[name]));
            names.extend(longer);
        }
        from = to;
    }
    names.remove(0);
    names
}

fn mapper(list: &Value) -> Mapper {
    let settings = crate::check(list.to_string()).into_settings();
    settings.unwrap_or_else(|report| panic!("{list}: {report:?}")).mapper()
}

/// What each entry made of it, spelled alike.
fn answers(trace: &MapTrace) -> Vec<(usize, String)> {
    let spelled = |result: &MapResult| match result {
        MapResult::Name(name) => Some(name.as_str().to_ascii_lowercase().replace(", ", ",")),
        MapResult::Query(query) => Some(format!("query {}", query.filter())),
        MapResult::Failed(_) => None,
    };
    trace.steps().iter().filter_map(|step| Some((step.index(), spelled(step.result()?)?))).collect()
}

/// Whether something that the stored list made of the name is not made of it any more; and whether another
/// thing than a new target is why.
fn is_lost(before: &MapTrace, after: &MapTrace, is_changed: &dyn Fn(usize, usize) -> bool) -> (bool, bool) {
    let is = answers(after);
    let lost = answers(before).into_iter().filter(|(_, answer)| {
        let passes = after.outcome() == MapOutcome::PassThrough;
        !passes && is.iter().all(|(_, other)| other != answer)
    });
    let lost: Vec<usize> = lost.map(|(index, _)| index).collect();
    let by_others = lost.iter().any(|&index| !is.iter().any(|(other, _)| is_changed(index, *other)));
    (!lost.is_empty(), by_others)
}

fn no_update_is_passed_over(seed: u64, cases: usize) {
    let mut random = Random(seed);
    let names = names();
    let (mut found, mut open, mut silent) = (0, 0, 0);
    for _ in 0..cases {
        let before: Vec<_> = (0..=random.below(3)).map(|_| entry(&mut random)).collect();
        let after = changed(&mut random, &before);
        let texts = |entries: &[(&'static str, String)]| {
            list(&entries.iter().map(|(pattern, target)| (*pattern, target.as_str())).collect::<Vec<_>>())
        };
        let (was, is) = (texts(&before), texts(&after));
        let (old, new) = (mapper(&was), mapper(&is));
        let report = report(&is.to_string(), &was.to_string(), None);
        let is_reported = !messages("mapping-removed", &report).is_empty();
        let effects = effects(&was, &is);
        let is_changed = |index: usize, other: usize| before[index].0 == after[other].0;
        for name in &names {
            let (any, by_others) = is_lost(&old.map(name), &new.map(name), &is_changed);
            assert!(!any || !effects.is_empty(), "diff is silent: {name}: {before:?} → {after:?}");
            assert!(
                !by_others || is_reported || is_skipped("mapping-removed", &report),
                "check is silent: {name}: {before:?} → {after:?}"
            );
        }
        for (kind, message) in effects.iter().filter(|(kind, _)| *kind != EffectKind::NotAnalysed) {
            let name = message.split("`: `").nth(1).or(message.split(": `").nth(1));
            let name = name.and_then(|rest| rest.split("` was ").next()).expect("a name");
            let (any, _) = is_lost(&old.map(name), &new.map(name), &is_changed);
            assert!(any, "{message}: {before:?} → {after:?}");
            let is_out = new.map(name).outcome() == MapOutcome::NoMatch;
            assert_eq!(*kind == EffectKind::LockedOut, is_out, "{message}");
        }
        match effects.iter().any(|(kind, _)| *kind != EffectKind::NotAnalysed) {
            true => found += 1,
            false if effects.is_empty() => silent += 1,
            false => open += 1,
        }
    }
    assert!(found * 2 > cases && silent * 20 > cases, "{found} found, {open} open, {silent} silent");
}

#[test]
fn a_name_that_comes_to_something_else_is_reported_or_said_not_to_be_looked_at() {
    no_update_is_passed_over(7, 150);
}

#[test]
fn queries_are_among_the_entries() {
    let value = json!({"ldap": {"userToDNMapping": [{"match": "(.)(.+)", "ldapQuery": "DC=x??sub?(&(x={0})(x={1}))"}]}});
    let trace = mapper(&value).map("ab");
    assert_eq!(answers(&trace), [(0, "query (&(x=a)(x=b))".to_owned())]);
}
