//! The test that walks the table: what a row says of itself is so.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::policy::Gone;
use super::{rule, rules};
use crate::api::state::State;
use crate::baseline::Baseline;
use crate::fix::Safety;
use crate::policy::Policy;
use crate::policy::usage::{Mode, OnDisk, Usage};
use crate::render_docs;
use crate::rule::{Content, Example, Role, Rule};
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::{Linter, Report};

/// The time at which the examples are checked: 2026-02-10T00:00:00Z.
pub(crate) const NOW: i64 = 1_770_681_600;

fn manifest(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A certificate of `tests/certificates`, or a forged one, as it stands inside a JSON string.
fn certificate(name: &str) -> String {
    let path = manifest(&format!("tests/certificates/{name}.pem"));
    let pem = std::fs::read_to_string(&path).ok().or_else(|| crate::forge::named::named(name));
    pem.unwrap_or_else(|| panic!("no certificate named {name}")).replace('\n', "\\n")
}

/// Replaces `‹name›` by that certificate, and `‹name; old⇒new›` by it with the first `old` replaced.
/// Of `old` and `new`, `\n` is a line break as JSON writes it; every one of them is replaced.
pub(crate) fn expand(text: &str) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once('‹') {
        let (marked, after) = marked.split_once('›').expect("a closing ›");
        expanded.push_str(before);
        match marked.split_once("; ") {
            None => expanded.push_str(&certificate(marked)),
            Some((name, change)) => {
                let (old, new) = change.split_once('⇒').expect("a ⇒");
                let pem = certificate(name);
                assert!(pem.contains(old), "{old} is not in {name}");
                let times = if old == "\\n" { usize::MAX } else { 1 };
                expanded.push_str(&pem.replacen(old, new, times));
            }
        }
        rest = after;
    }
    expanded + rest
}

pub(crate) fn bytes(example: &Example) -> Vec<u8> {
    match example.content {
        Content::Text(text) => expand(text).into_bytes(),
        Content::Made(make, _) => make(),
    }
}

/// The rule that is about very many findings of others.
const FLOOD: &str = crate::rules::document::limits::TOO_MANY_FINDINGS;

/// The rules whose examples are run.
fn judged() -> impl Iterator<Item = &'static Rule> {
    rules()
}

/// Checks an example of the rule. Advice that most people do not want is asked for only where the rule has
/// some: of other examples it may well have something to say.
fn check(rule: &Rule, example: &Example, bytes: &[u8]) -> Report {
    let pedantic = rule.cases.iter().any(|case| case.pedantic);
    let linter = example.linter(Linter::new().now(NOW).pedantic(pedantic));
    match example.role {
        Role::Document => linter.check(bytes),
        Role::Policy(body) => check_policy(&linter, bytes, body),
        Role::Baseline(body) => check_baseline(&linter, bytes, body),
        Role::Request => linter.check_requests(bytes),
        Role::Refused(answer) => {
            let error = crate::ApiError::parse(answer).expect("an error of the API");
            let report = linter.check(bytes);
            Report { findings: error.locate(&report), ..report }
        }
        Role::Update(current) => {
            let current = State::parse(expand(current)).expect("a state");
            linter.current(Arc::new(current)).check(bytes)
        }
    }
}

/// What a run says of a policy in whose folder there is one document, `body.json`.
fn check_policy(linter: &Linter, policy: &[u8], body: &str) -> Report {
    let policy = Arc::new(Policy::parse(std::str::from_utf8(policy).expect("a text")).expect("a policy"));
    let linter = linter.clone().policy(Arc::clone(&policy), "body.json");
    let mut usage = Usage::default();
    usage.add(&policy, "body.json", Some(&linter.check(body)));
    let mode = Mode { strict: false, pedantic: false, complete: false, current: false };
    let drafts = Usage::drafts(&policy, &usage.idle(&policy, mode, true), |_| OnDisk::Nothing);
    linter.report_on(&policy.plain_text(), drafts)
}

/// What a run says of known findings in whose folder there is one document, `body.json`.
fn check_baseline(linter: &Linter, baseline: &[u8], body: &str) -> Report {
    let text = std::str::from_utf8(baseline).expect("a text");
    let baseline = Arc::new(Baseline::parse(text).expect("a baseline"));
    let report = linter.clone().baseline(Arc::clone(&baseline), "body.json").check(body);
    let paths: Vec<&str> = baseline.paths().map(|(_, path)| path).collect();
    let drafts = baseline.drafts(|entry| match paths[entry] {
        _ if report.suppressed().known.contains(&(entry, true)) => None,
        "body.json" => Some(Gone::Mended),
        _ => Some(Gone::File),
    });
    linter.report_on(&baseline.plain_text(), drafts)
}

/// Every bad example with its rule.
fn bad_examples() -> impl Iterator<Item = (&'static Rule, &'static Example)> {
    judged().flat_map(|rule| rule.bad.iter().map(move |example| (rule, example)))
}

fn names(report: &Report) -> BTreeSet<&str> {
    report.findings().iter().map(|finding| finding.rule().name()).collect()
}

#[test]
fn each_bad_example_reports_its_rule_and_no_other() {
    for rule in judged() {
        for example in rule.bad {
            let report = check(rule, example, &bytes(example));
            let mut names = names(&report);
            if rule.name == FLOOD {
                assert!(names.remove(FLOOD), "in {}", example.text());
                assert!(!names.is_empty(), "it is about findings of other rules");
                continue;
            }
            assert_eq!(names, BTreeSet::from([rule.name]), "in {}", example.text());
        }
    }
}

#[test]
fn each_good_example_is_clean() {
    for rule in judged() {
        for example in rule.good {
            let report = check(rule, example, &bytes(example));
            assert!(
                report.findings().is_empty(),
                "{}: {:?} in {}",
                rule.name,
                names(&report),
                example.text()
            );
        }
    }
}

#[test]
fn the_bad_examples_show_every_case() {
    for rule in judged() {
        let shown: HashSet<*const crate::Case> = rule
            .bad
            .iter()
            .flat_map(|example| check(rule, example, &bytes(example)).findings)
            .map(|finding| std::ptr::from_ref(finding.case))
            .collect();
        // What was found decides about its case: `src/linter/listing/tests.rs` shows them.
        let cases = rule.cases.iter().filter(|_| rule.name != FLOOD);
        for case in cases {
            assert!(
                shown.contains(&std::ptr::from_ref(case)),
                "{}: no example when {:?}",
                rule.name,
                case.when
            );
        }
    }
}

#[test]
fn safe_fixes_make_the_bad_examples_clean() {
    let mut applied = 0;
    for (rule, example) in bad_examples() {
        let Ok(mut text) = String::from_utf8(bytes(example)) else { continue };
        let safe = |report: &Report| {
            let mut fixes = report.findings().iter().filter_map(|finding| finding.fix());
            fixes.find(|fix| fix.safety == Safety::Safe).cloned()
        };
        let mut report = check(rule, example, text.as_bytes());
        let all_safe =
            report.findings().iter().all(|f| f.fix().is_some_and(|fix| fix.safety == Safety::Safe));
        let mut rounds = 0;
        while let Some(fix) = safe(&report) {
            text = fix.apply(&text).expect("edits that fit");
            report = check(rule, example, text.as_bytes());
            applied += 1;
            rounds += 1;
            assert!(rounds < 20, "no end of fixes in {}", example.text());
        }
        assert!(
            !all_safe || report.findings().is_empty(),
            "{:?} after fixing {}",
            names(&report),
            example.text()
        );
    }
    assert!(applied > 10, "only {applied} fixes were tried");
}

#[test]
fn hints_fit_the_text_and_keep_it_json() {
    for (rule, example) in bad_examples() {
        let Ok(text) = String::from_utf8(bytes(example)) else { continue };
        for fix in check(rule, example, text.as_bytes()).findings().iter().filter_map(|finding| finding.fix())
        {
            let fixed = fix.apply(&text).expect("edits that fit");
            let was_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            let json = serde_json::from_str::<serde_json::Value>(fixed.trim_start_matches('\u{feff}'));
            assert!(!was_json || json.is_ok(), "{fixed}");
        }
    }
}

#[test]
fn rows_are_well_formed() {
    let mut seen = HashSet::new();
    for rule in rules() {
        let Rule { name, summary, explain, cases, .. } = rule;
        assert!(seen.insert(name), "{name} is there twice");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        assert!(summary.chars().count() <= 80 && summary.ends_with('.'), "{name}: {summary}");
        assert!(explain.len() > 80 && explain.ends_with('.'), "{name}: {explain}");
        assert!(!cases.is_empty() && !rule.bad.is_empty(), "{name}");
        for case in *cases {
            assert!(!case.basis.text().is_empty(), "{name} says something on no grounds");
            assert_eq!(case.when.is_empty(), cases.len() == 1, "{name}: which case is {:?}", case.when);
        }
        for other in rule.yields_to {
            assert!(super::rule(other).is_some(), "{name} yields to {other}, which there is not");
        }
    }
}

/// Names are what people write in their policies: they are added, never changed or removed.
#[test]
fn names_are_in_the_append_only_list() {
    let listed = std::fs::read_to_string(manifest("docs/rule-names.txt")).expect("the list");
    let listed: Vec<&str> =
        listed.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    for name in &listed {
        assert!(rule(name).is_some(), "{name} was removed");
    }
    for rule in rules() {
        assert!(listed.contains(&rule.name), "add {} at the end of docs/rule-names.txt", rule.name);
    }
}

/// The generated documents are up to date; `UPDATE=1 cargo test` writes them.
#[test]
fn documents_are_up_to_date() {
    let mut document = String::from(render_docs::HEADER);
    render_docs::overview(rules(), &mut document);
    for rule in rules() {
        render_docs::rule(rule, &mut document);
    }
    crate::testing::assert_file("docs/rules.md", &document);
}

/// What each bad example points at, what is said of it, and what its fix does: `UPDATE=1 cargo test` writes it
/// anew.
#[test]
fn places_words_and_fixes_of_the_examples() {
    let short = |text: &str| {
        let shown: String = text.chars().take(60).collect();
        format!("`{}{}`", crate::quote::printable(&shown), if shown.len() < text.len() { "…" } else { "" })
    };
    let mut sheet = String::from("What each bad example points at, what is said, and what its fix does.\n");
    for rule in judged() {
        let _ = writeln!(sheet, "\n{}", rule.name);
        for example in rule.bad {
            let bytes = bytes(example);
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            // The sheet is a file, so what is secret is no more in it than in a report.
            let source = Source::new(&bytes, example.kind, MAX_INPUT);
            let masked = source.masked();
            let is_secret = |span| source.document().is_some() && source.is_secret(span);
            let report = check(rule, example, &bytes);
            let is_shown = |found: &&crate::Finding| rule.name != FLOOD || found.rule().name == FLOOD;
            for finding in report.findings().iter().filter(is_shown) {
                let part = |span: Span| match example.role {
                    Role::Document if is_secret(span) => short(&masked.text()[span.range()]),
                    Role::Request => short(&finding.place.source.text()[span.range()]),
                    _ => short(&text[span.range()]),
                };
                let _ = write!(sheet, "  {} {}", finding.level().name(), part(finding.span()));
                for related in finding.related() {
                    let _ = write!(sheet, ", beside {}", part(related.span()));
                }
                if let Some(fix) = finding.fix() {
                    let _ = write!(sheet, "; {}:", if fix.safety == Safety::Safe { "safe" } else { "hint" });
                    for edit in &fix.edits {
                        let old = part(edit.span);
                        let _ = write!(sheet, " {old} → {}", short(&edit.text));
                    }
                }
                let _ = writeln!(sheet, "\n    {}", finding.message());
                for related in finding.related() {
                    let _ = writeln!(sheet, "    beside: {}", related.message());
                }
                if let Some(help) = finding.help() {
                    let _ = writeln!(sheet, "    help: {help}");
                }
            }
        }
    }
    crate::testing::assert_file("tests/golden/examples.txt", &sheet);
}

/// A message that says what the API does stands on recorded grounds.
#[test]
fn only_recorded_cases_say_that_the_api_refuses() {
    let mut seen = String::new();
    for (rule, example) in bad_examples() {
        for finding in check(rule, example, &bytes(example)).findings() {
            let recorded = matches!(finding.basis(), crate::Basis::Recorded(_));
            let says = finding.message().contains("API refuses");
            assert!(!says || recorded, "{}: {}", finding.rule().name(), finding.message());
            let consequence = finding.consequence() == crate::Consequence::Refused;
            assert!(!consequence || recorded, "{}", finding.rule().name());
            let _ = writeln!(seen, "{}", finding.message());
        }
    }
    assert!(seen.contains("API refuses"));
}
