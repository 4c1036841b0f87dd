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
            "behind one that takes some of its names",
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
fn queries_that_ask_the_same_are_the_same() {
    let (dotted, class) = (r"([a-z]+)@corp\.net", "([a-z]+)@corp[.]net");
    let plain = "query OU=a b,DC=x??sub?(uid={0})";
    for query in [
        "query OU=a b,DC=x?dn?sub?(uid={0})",
        "query OU=a b,DC=x??sub?uid={0}",
        "query OU=a b,DC=x??SUB?(UID={0})",
        "query OU=a%20b,DC=x??sub?(uid={0})",
        "query ou=a b, dc=x??sub?(uid=%7B0%7D)",
        "query OU=a b,DC=x??sub?(uid={0})?x=y",
    ] {
        for (old, new) in [(dotted, dotted), (dotted, class), (class, dotted)] {
            assert_eq!(said(&[(old, query)], &[(new, plain)]), (vec![], vec![]), "{query}");
            assert_eq!(said(&[(old, plain)], &[(new, query)]), (vec![], vec![]), "{query}");
        }
    }
    let (found, effects) = said(&[(dotted, "query OU=a,DC=x??sub?(uid={0})")], &[(class, plain)]);
    assert!(found.len() == 1 && effects.len() == 1, "{found:?}, {effects:?}");
}

/// What a query finds only the directory knows.
#[test]
fn a_query_that_is_asked_before_what_answered_is_not_passed_over() {
    let lab = ("(.+)@lab", "CN={0},DC=lab");
    let (one, other) = (("(.+)", "query OU=a??sub?(uid={0})"), ("(.+)", "query OU=b??sub?(uid={0})"));
    let (net, respelled) =
        (("(.+)@net", "query OU=a??sub?(uid={0})"), ("(.{1,})", "query OU=a?dn?SUB?uid={0}"));
    for (before, after) in [
        (&[lab][..], &[one, lab][..]),
        (&[lab], &[one, ("([^@]+|.+)@lab", lab.1)]),
        (&[one, other], &[other, one]),
        (&[other], &[one, other]),
        (&[other], &[one, ("(.{1,})", other.1)]),
        (&[one, lab], &[one, other, lab]),
        (&[("(a+)@lab", one.1), lab], &[("(a+|b)@lab", one.1), lab]),
    ] {
        let (found, effects) = said(before, after);
        assert!(found.is_empty(), "{before:?} → {after:?}: {found:?}");
        let is_said =
            effects.iter().any(|(_, said)| said.starts_with("for some names a query is asked first"));
        assert!(is_open(&effects) && is_said, "{before:?} → {after:?}: {effects:?}");
    }
    for (before, after) in [
        (&[lab][..], &[net, lab][..]),
        (&[one, lab], &[one, net, lab]),
        (&[one, lab], &[respelled, lab]),
        (&[net, lab, one], &[lab, net, one]),
        (&[lab], &[lab, one]),
    ] {
        assert_eq!(said(before, after), (vec![], vec![]), "{before:?} → {after:?}");
    }
}

#[test]
fn a_new_target_is_told_once() {
    let (lab, all) = (("(.+)@lab", "CN={0},DC=lab"), ("(.+)", "CN={0},DC=net"));
    let query = ("(.+)@lab", "query DC=lab??sub?(uid={0})");
    let other = ("(.+)@lab", "query DC=net??sub?(uid={0})");
    for (before, after) in [
        (&[lab][..], &[query][..]),
        (&[lab, all], &[query, all]),
        (&[query], &[lab]),
        (&[query, all], &[other, all]),
    ] {
        let (found, effects) = said(before, after);
        assert!(found.is_empty(), "{before:?} → {after:?}: {found:?}");
        assert!(effects.len() == 1 && effects[0].0 == EffectKind::Remapped, "{effects:?}");
        assert!(effects[0].1.contains("has another target"), "{effects:?}");
    }
}

#[test]
fn an_exception_is_said_to_be_one() {
    let (jane, all) = (("(jane)@lab", "CN={0},OU=admins,DC=lab"), ("(.+)@lab", "CN={0},DC=lab"));
    let helps = |before: Entries<'_>, after: Entries<'_>| -> Vec<String> {
        let report = report(&list(after).to_string(), &list(before).to_string(), None);
        let found = report.findings().iter().filter(|finding| finding.rule().name() == "mapping-removed");
        found.filter_map(|finding| finding.help().map(str::to_owned)).collect()
    };
    let (found, _) = said(&[all], &[jane, all]);
    assert_eq!(
        found,
        ["the stored mapping [0], `(.+)@lab`, now stands at [1], behind one that takes some of its names: \
          `jane@lab` was `CN=jane,DC=lab` and becomes `CN=jane,OU=admins,DC=lab` by [0]"]
    );
    assert!(helps(&[all], &[jane, all])[0].starts_with("if an exception for them is meant"));
    // The other way round nothing is left of it.
    assert_eq!(helps(&[jane, all], &[all, jane]), ["put it before what takes them again"]);
    // Nobody gets anything else.
    assert_eq!(said(&[all], &[("(jane)@lab", all.1), all]), (vec![], vec![]));
}

#[test]
fn what_differs_by_case_alone_is_said_to() {
    let (found, effects) = said(&[("(.+)@lab", "CN={0},OU=Users")], &[("(.+)@[l]ab", "CN={0},OU=users")]);
    assert!(
        found.len() == 1
            && found[0].ends_with(
                "becomes `CN=a,OU=users` by [0]: whether the case matters there, the directory decides"
            ),
        "{found:?}"
    );
    assert_eq!(effects.len(), 1);
}

#[test]
fn what_differs_and_is_masked_is_not_said_to_become_itself() {
    let (found, _) =
        said(&[("(.+)@lab", "CN={0},OU=password=hunter2")], &[("(.+)@[l]ab", "CN={0},OU=password=hunter3")]);
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("and becomes another one by [0]; what differs is not shown"), "{found:?}");
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

/// Whether something else is asked for the name now, before what was made of it; other than in the place of one
/// with the same expression.
fn is_asked_first(before: &MapTrace, after: &MapTrace, is_changed: &dyn Fn(usize, usize) -> bool) -> bool {
    let (was, is) = (answers(before), answers(after));
    was.iter().enumerate().any(|(place, (_, answer))| {
        let Some(now) = is.iter().position(|(_, other)| other == answer) else { return false };
        is[..now].iter().any(|(new, other)| {
            was[..=place].iter().all(|(old, asked)| asked != other && !is_changed(*old, *new))
        })
    })
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
            let (before_it, after_it) = (old.map(name), new.map(name));
            let is_open = is_asked_first(&before_it, &after_it, &|_, _| false);
            assert!(!is_open || !effects.is_empty(), "diff is silent: {name}: {before:?} → {after:?}");
            let is_open = is_asked_first(&before_it, &after_it, &is_changed);
            assert!(
                !is_open || is_reported || is_skipped("mapping-removed", &report),
                "check is silent: {name}: {before:?} → {after:?}"
            );
            let (any, by_others) = is_lost(&before_it, &after_it, &is_changed);
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
