//! What fixes may do: edit in place, say nothing secret again, keep the document JSON, and change no more
//! than what they are about.

mod shared;

use proptest::prelude::*;
use usersec::{Finding, Fix, Kind, Linter, Report, Safety};

use shared::payloads::{SECRETS, document, payload};
use shared::tree::Tree;

fn linter() -> impl Strategy<Value = Linter> {
    let kind = prop_oneof![6 => Just(Kind::Patch), 1 => Just(Kind::Verify), 1 => Just(Kind::Response)];
    (kind, any::<[bool; 3]>()).prop_map(|(kind, [complete, pedantic, in_file])| {
        Linter::new().now(1_770_681_600).kind(kind).complete(complete).pedantic(pedantic).in_file(in_file)
    })
}

fn fixes(report: &Report) -> impl Iterator<Item = (&Finding, &Fix)> {
    report.findings().iter().filter_map(|finding| Some((finding, finding.fix()?)))
}

fn safe_fixes(report: &Report) -> impl Iterator<Item = (&Finding, &Fix)> {
    fixes(report).filter(|(_, fix)| fix.safety == Safety::Safe)
}

/// The document, if it is JSON.
fn tree(text: &str) -> Option<Tree> {
    Tree::read(text.trim_start_matches('\u{feff}')).ok()
}

/// How many findings are like this one.
fn count(report: &Report, finding: &Finding) -> usize {
    let is_same = |other: &&Finding| {
        other.rule().name() == finding.rule().name() && other.pointer() == finding.pointer()
    };
    report.findings().iter().filter(is_same).count()
}

/// What a fix did to a document, and to which member.
#[derive(Debug, PartialEq)]
enum Change<'t> {
    Removed(String, &'t Tree),
    Renamed(String),
    Changed(String, &'t Tree, &'t Tree),
}

fn changes<'t>(before: &'t Tree, after: &'t Tree, at: String, found: &mut Vec<Change<'t>>) {
    match (before, after) {
        _ if before == after => {}
        (Tree::Array(old), Tree::Array(new)) if old.len() == new.len() => {
            for (nth, (old, new)) in old.iter().zip(new).enumerate() {
                changes(old, new, format!("{at}/{nth}"), found);
            }
        }
        (Tree::Object(old), Tree::Object(new)) if old.len() == new.len() => {
            for ((name, old), (other, new)) in old.iter().zip(new) {
                if name != other {
                    found.push(Change::Renamed(format!("{at}/{name}")));
                }
                changes(old, new, format!("{at}/{name}"), found);
            }
        }
        (Tree::Object(old), Tree::Object(new)) if old.len() == new.len() + 1 => {
            let kept = |out: usize| {
                old.iter().enumerate().filter(move |(nth, _)| *nth != out).map(|(_, member)| member)
            };
            match (0..old.len()).find(|&out| kept(out).eq(new)) {
                Some(out) => found.push(Change::Removed(format!("{at}/{}", old[out].0), &old[out].1)),
                None => found.push(Change::Changed(at, before, after)),
            }
        }
        _ => found.push(Change::Changed(at, before, after)),
    }
}

/// Whether a fix may do that: what each rule announces, and for most of them only the member's own value.
fn is_announced(finding: &Finding, change: &Change<'_>) -> bool {
    let siblings =
        |one: &str, other: &str| one.rsplit_once('/').map(|at| at.0) == other.rsplit_once('/').map(|at| at.0);
    match (finding.rule().name(), change) {
        ("json-bom", _) => false,
        ("read-only-field", Change::Removed(at, _)) => at == finding.pointer() && at.ends_with("/links"),
        ("unknown-field", Change::Renamed(at)) => at == finding.pointer(),
        // Of the two the one goes that says nothing.
        ("mapping-target-both", Change::Removed(at, Tree::String(text))) => {
            siblings(at, finding.pointer()) && (text.is_empty() || text == "string")
        }
        ("wrong-type", Change::Changed(at, Tree::String(text), after)) => {
            let meant = Tree::read(text).or_else(|_| Tree::read(&text.to_ascii_lowercase()));
            at == finding.pointer() && meant.as_ref().ok() == Some(after)
        }
        ("wrong-type", Change::Changed(at, before, Tree::Array(items))) => {
            at == finding.pointer() && items.as_slice() == std::slice::from_ref(*before)
        }
        ("read-only-field" | "unknown-field" | "mapping-target-both" | "wrong-type", _) => false,
        (_, Change::Changed(at, Tree::String(_), Tree::String(_)))
        | (_, Change::Changed(at, Tree::Number(_), Tree::Number(_))) => at == finding.pointer(),
        _ => false,
    }
}

/// How often a name stands in an object that has it already.
fn doubles(tree: &Tree) -> usize {
    match tree {
        Tree::Array(items) => items.iter().map(doubles).sum(),
        Tree::Object(members) => {
            let here = members
                .iter()
                .enumerate()
                .filter(|(nth, (name, _))| members[..*nth].iter().any(|m| m.0 == *name));
            here.count() + members.iter().map(|(_, value)| doubles(value)).sum::<usize>()
        }
        _ => 0,
    }
}

/// Applies safe fixes, one at a time, until there are none; `None` if that does not end.
fn mended(linter: &Linter, mut text: String) -> Option<String> {
    let mut report = linter.check(&text);
    let bound = report.findings().len() * 2 + 20;
    for _ in 0..bound {
        let Some((_, fix)) = safe_fixes(&report).next() else { return Some(text) };
        text = fix.apply(&text).expect("edits that fit");
        report = linter.check(&text);
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_fit_and_each_of_them_changes_something(text in document(), linter in linter()) {
        for (finding, fix) in fixes(&linter.check(&text)) {
            prop_assert!(!fix.edits.is_empty());
            for edit in &fix.edits {
                let replaced = text.get(edit.span.range());
                prop_assert!(replaced.is_some(), "{}: {:?}", finding.rule().name(), edit);
                prop_assert_ne!(replaced, Some(&*edit.text), "{}", finding.rule().name());
            }
            for pair in fix.edits.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start, "{}: {pair:?}", finding.rule().name());
                prop_assert!(pair[0].span != pair[1].span, "{}: {pair:?}", finding.rule().name());
            }
        }
    }

    #[test]
    fn a_fixed_document_is_json_if_it_was(text in document(), linter in linter()) {
        let was_json = tree(&text).is_some();
        for (finding, fix) in fixes(&linter.check(&text)) {
            let fixed = fix.apply(&text).expect("edits that fit");
            prop_assert!(!was_json || tree(&fixed).is_some(), "{}: {fixed}", finding.rule().name());
        }
    }

    #[test]
    fn no_edit_and_no_word_repeats_a_secret(text in document(), linter in linter()) {
        for finding in linter.check(&text).findings() {
            let edits = finding.fix().into_iter().flat_map(|fix| &fix.edits).map(|edit| edit.text.as_str());
            let related = finding.related().iter().flat_map(|related| [related.message(), related.pointer()]);
            let words = [finding.message(), finding.help().unwrap_or_default(), finding.pointer()];
            for said in edits.chain(words).chain(related) {
                let repeats = SECRETS.iter().any(|secret| said.contains(secret));
                prop_assert!(!repeats, "{}: {said}", finding.rule().name());
            }
        }
    }

    #[test]
    fn a_member_is_renamed_and_moved_only_if_its_place_is_free(text in payload(), linter in linter()) {
        let before = tree(&text).expect("JSON");
        let report = linter.check(&text);
        let named = fixes(&report).filter(|(finding, _)| matches!(finding.rule().name(), "unknown-field" | "misplaced-field" | "hostname-port"));
        for (finding, fix) in named {
            let after = tree(&fix.apply(&text).expect("edits that fit")).expect("JSON");
            prop_assert!(doubles(&after) <= doubles(&before), "{}: {:?}", finding.message(), after);
        }
    }

    #[test]
    fn a_safe_fix_changes_what_it_announces_and_nothing_else(text in payload(), linter in linter()) {
        let before = tree(&text).expect("JSON");
        for (finding, fix) in safe_fixes(&linter.check(&text)) {
            let fixed = fix.apply(&text).expect("edits that fit");
            let after = tree(&fixed).expect("JSON");
            let mut found = Vec::new();
            changes(&before, &after, String::new(), &mut found);
            let expected = usize::from(finding.rule().name() != "json-bom");
            let announced = found.len() == expected && found.iter().all(|change| is_announced(finding, change));
            prop_assert!(announced, "{}: {found:?}", finding.rule().name());
        }
    }

    #[test]
    fn a_safe_fix_mends_its_finding(text in document(), linter in linter()) {
        let report = linter.check(&text);
        for (finding, fix) in safe_fixes(&report) {
            let fixed = linter.check(fix.apply(&text).expect("edits that fit"));
            let (before, after) = (count(&report, finding), count(&fixed, finding));
            prop_assert!(after < before, "{} at {}: {before}, then {after}", finding.rule().name(), finding.pointer());
        }
    }

    #[test]
    fn safe_fixes_come_to_an_end(text in document(), linter in linter()) {
        let end = mended(&linter, text);
        prop_assert!(end.is_some_and(|text| safe_fixes(&linter.check(&text)).next().is_none()));
    }
}

/// What a string holds is not masked if its name is escaped in there once more; all the less is it
/// written a second time.
#[test]
fn no_edit_unpacks_a_secret_whose_name_is_escaped_twice() {
    let body = |name: &str| {
        let list = format!(r#"[{{"match":"([a-z]+)","substitution":"x","{name}":"{}"}}]"#, SECRETS[0]);
        serde_json::json!({"ldap": {"userToDNMapping": list}}).to_string()
    };
    let has_fix = |name: &str| fixes(&Linter::new().check(body(name))).next().is_some();
    assert!(has_fix("hint"));
    assert!(!has_fix("password"));
    assert!(!has_fix("p\\u0061ssword"));
}

#[test]
fn no_edit_puts_the_pieces_of_a_key_together() {
    let body = |label: &str| {
        let lines =
            [format!("-----BEGIN {label}-----"), SECRETS[0].to_owned(), format!("-----END {label}-----")];
        serde_json::json!({"ldap": {"caCertificate": lines}}).to_string()
    };
    let has_fix = |label: &str| fixes(&Linter::new().check(body(label))).next().is_some();
    assert!(has_fix("CERTIFICATE"));
    assert!(!has_fix("PRIVATE KEY"));
}

#[test]
fn the_generated_bodies_are_worth_the_trouble() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut rules = std::collections::BTreeMap::<&str, usize>::new();
    let (mut secrets, linter) = (0, Linter::new().now(1_770_681_600));
    for _ in 0..1000 {
        let text = payload().new_tree(&mut runner).expect("a body").current();
        assert!(tree(&text).is_some(), "{text}");
        secrets += usize::from(SECRETS.iter().any(|secret| text.contains(secret)));
        for (finding, _) in fixes(&linter.check(&text)) {
            *rules.entry(finding.rule().name()).or_default() += 1;
        }
    }
    assert!(secrets > 200, "{secrets}");
    for rule in [
        "json-bom",
        "unknown-field",
        "misplaced-field",
        "read-only-field",
        "wrong-type",
        "port-not-integer",
        "hostname-whitespace",
        "hostname-scheme",
        "hostname-port",
        "ipv6-syntax",
        "bind-dn-pattern",
        "dn-trailing-separator",
        "dn-unescaped-special",
        "dn-legacy-form",
        "dn-whitespace",
        "dn-unknown-type",
        "dn-reversed",
        "mapping-target-both",
        "pem-escaped-newlines",
        "pem-text-on-boundary-line",
    ] {
        assert!(rules.get(rule).is_some_and(|&count| count > 2), "{rule}: {rules:?}");
    }
}
