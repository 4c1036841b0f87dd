//! Where bytes go when a text is edited, which fixes go together, and what is taken back.

use proptest::prelude::*;

use super::kept::{Kept, Moved, all_kept};
use super::round::choose;
use crate::fix::{Edit, Safety, apply};
use crate::linter::Looked;
use crate::span::Span;
use crate::{Linter, Report};

fn edit(start: usize, end: usize, text: &str) -> Edit {
    Edit { span: Span::new(start, end), text: text.to_owned() }
}

/// Edits of a text of that length, in its order and apart from each other.
fn edits(length: usize) -> impl Strategy<Value = Vec<Edit>> {
    let parts = prop::collection::vec((0..=length, 0..4_usize, "[A-Z]{0,3}"), 0..6);
    parts.prop_map(move |mut parts| {
        parts.sort();
        let mut edits: Vec<Edit> = Vec::new();
        for (start, removed, text) in parts {
            let span = Span::new(start, (start + removed).min(length));
            if edits.last().is_none_or(|last| last.span.end < span.start) {
                edits.push(Edit { span, text });
            }
        }
        edits
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_stands_in_both_texts(text in "[a-z]{0,30}", seeds in prop::collection::vec(any::<prop::sample::Index>(), 3)) {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let (mut now, mut kept) = (text.clone(), all_kept(text.len()));
        for seed in seeds {
            use proptest::strategy::ValueTree as _;
            for _ in 0..seed.index(5) {
                edits(now.len()).new_tree(&mut runner).expect("edits");
            }
            let edits = edits(now.len()).new_tree(&mut runner).expect("edits").current();
            kept = Moved::new(&edits).through(&kept);
            now = apply(&now, &edits).expect("edits that fit").into_inner();
        }
        let mut end = (0, 0);
        for run in &kept {
            prop_assert!(run.before >= end.0 && run.after >= end.1);
            end = (run.before + run.length, run.after + run.length);
            prop_assert_eq!(&text[run.before..end.0], &now[run.after..end.1]);
        }
        // Whatever was written is in capitals.
        let small = now.bytes().filter(u8::is_ascii_lowercase).count();
        prop_assert_eq!(kept.iter().map(|run| run.length).sum::<usize>(), small);
    }

    #[test]
    fn what_is_not_edited_is_found_again(text in "[a-z]{1,30}", edits in edits(30), at in 0..30_usize, length in 1..6_usize) {
        let edits: Vec<Edit> = edits.into_iter().filter(|edit| edit.span.end <= text.len()).collect();
        let span = Span::new(at.min(text.len() - 1), (at + length).min(text.len()));
        let now = apply(&text, &edits).expect("edits that fit");
        let moved = Moved::new(&edits);
        let image = moved.image(span);
        prop_assert!(now.get(image.range()).is_some());
        if !moved.touches(span) {
            prop_assert_eq!(&text[span.range()], &now[image.range()]);
        }
    }
}

#[test]
fn spans_move_with_the_text() {
    let edits = [edit(2, 2, "++"), edit(4, 6, ""), edit(8, 9, "xyz")];
    let moved = Moved::new(&edits);
    // abcdefghij → ab++cdghxyzj
    for (span, image) in
        [((0, 2), (0, 2)), ((2, 4), (4, 6)), ((4, 6), (6, 6)), ((3, 7), (5, 7)), ((8, 9), (8, 11))]
    {
        let moved = moved.image(Span::new(span.0, span.1));
        assert_eq!((moved.start, moved.end), image, "{span:?}");
    }
    assert_eq!(
        moved.through(&all_kept(10)),
        [(0, 0, 2), (2, 4, 2), (6, 6, 2), (9, 11, 1)].map(|(before, after, length)| Kept {
            before,
            after,
            length
        })
    );
}

/// What is chosen of the findings in a document: how many fixes, and how many findings they mend.
fn chosen(report: &Report, most: usize) -> (usize, usize) {
    let none = std::collections::HashSet::new();
    let round = choose(report.findings(), Safety::Hint, most, &none, &none);
    (round.len(), round.prints().len())
}

#[test]
fn fixes_that_do_not_overlap_go_together() {
    let two = Linter::new().check(r#"{"ldap": {"host_name": "ldaps://a.mycompany.com", "port": "636"}}"#);
    assert_eq!(chosen(&two, usize::MAX), (2, 2));
    assert_eq!(chosen(&two, 1), (1, 1));
}

/// Of two that touch the same the first is made, and of two that are the same one.
#[test]
fn fixes_that_overlap_go_one_after_the_other() {
    let report = Linter::new().check(r#"{"ldap": {"port": "636"}}"#);
    let [found] = report.findings() else { panic!("{report:?}") };
    let fix = found.fix().expect("a fix").clone();
    let [edit] = &fix.edits[..] else { panic!("{fix:?}") };
    let with = |edits: &[&Edit]| {
        let edits = edits.iter().map(|edit| (*edit).clone()).collect();
        let fix = crate::fix::Fix { edits, ..fix.clone() };
        crate::Finding { fix: Some(fix), ..found.clone() }
    };
    let other = Edit { span: edit.span, text: "389".to_owned() };
    let apart = Edit { span: Span::at(0), text: " ".to_owned() };
    for (findings, expected) in [
        (vec![with(&[edit]), with(&[&other])], (1, 1)),
        (vec![with(&[edit]), with(&[edit])], (1, 2)),
        (vec![with(&[&apart]), with(&[&other])], (2, 2)),
        (vec![with(&[&other]), with(&[&apart, edit])], (1, 1)),
    ] {
        let none = std::collections::HashSet::new();
        let round = choose(&findings, Safety::Safe, usize::MAX, &none, &none);
        assert_eq!((round.len(), round.prints().len()), expected, "{findings:?}");
    }
}

#[test]
fn what_is_safe_goes_before_the_first_guess() {
    let body = r#"{"ldap": {"hostnme": "ldap.mycompany.com", "port": "636"}}"#;
    let report = Linter::new().check(body);
    let safeties: Vec<Safety> = report.findings().iter().filter_map(|f| Some(f.fix()?.safety)).collect();
    assert_eq!(safeties, [Safety::Hint, Safety::Safe]);
    assert_eq!(chosen(&report, usize::MAX), (1, 1));
    let fixed = Linter::new().fix(body, Safety::Hint);
    assert_eq!(fixed.text(), br#"{"ldap": {"hostname": "ldap.mycompany.com", "port": 636}}"#);
    assert_eq!(fixed.count(), 2);
}

/// A document of which it is said what shall be found in it: of each word that is in the text, a finding whose
/// fix puts another one in its place.
fn ends_as(text: &str, rules: &[(&str, &str)], is_json: fn(&str) -> bool) -> super::Fixed {
    let model = Linter::new().check(r#"{"ldap": {"port": "636"}}"#).findings()[0].clone();
    let look = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let mut report = Linter::new().check("{}");
        report.findings.clear();
        for (word, with) in rules {
            for (at, _) in text.match_indices(word) {
                let mut finding = model.clone();
                finding.place.span = Span::new(at, at + word.len());
                finding.place.pointer = (*word).to_owned();
                finding.fingerprint =
                    word.bytes().fold(at as u64, |print, byte| print.wrapping_mul(257) + u64::from(byte));
                finding.fix.as_mut().expect("a fix").edits = vec![edit(at, at + word.len(), with)];
                report.findings.push(finding);
            }
        }
        report.findings.sort_by_key(|finding| finding.place.span);
        let secret = text.find("hunter").filter(|_| text.contains("pw"));
        let secrets = secret.map(|at| Span::new(at, at + "hunter".len())).into_iter().collect();
        Looked { report, is_json: is_json(text), secrets }
    };
    super::fix(text.as_bytes(), Safety::Safe, look)
}

#[track_caller]
fn ends(fixed: &super::Fixed, text: &str, count: usize) {
    assert_eq!(std::str::from_utf8(fixed.text()).expect("UTF-8"), text);
    assert_eq!((fixed.count(), fixed.is_complete()), (count, true));
}

#[test]
fn fixes_that_undo_each_other_end_where_they_began() {
    let rules = [("cat", "dog"), ("dog", "cat"), ("mouse", "rat")];
    for text in ["a cat", "a dog"] {
        let fixed = ends_as(text, &rules, |_| true);
        ends(&fixed, text, 0);
        assert!(!fixed.is_changed());
    }
    // What goes with them stays.
    let once = ends_as("a cat, a mouse", &rules, |_| true);
    ends(&once, "a dog, a rat", 2);
    let twice = ends_as("a dog, a rat", &rules, |_| true);
    ends(&twice, "a dog, a rat", 0);
    let three = [("cat", "dog"), ("dog", "cow"), ("cow", "cat")];
    ends(&ends_as("a cow", &three, |_| true), "a cow", 0);
}

#[test]
fn what_breaks_the_document_is_left_out() {
    let is_whole = |text: &str| !text.contains('}');
    let rules = [("cat", "dog"), ("mouse", "}"), ("hen", "cock")];
    let text = "cat hen mouse cat cat hen cat cat hen mouse cat";
    let fixed = ends_as(text, &rules, is_whole);
    ends(&fixed, "dog cock mouse dog dog cock dog dog cock mouse dog", 9);
    assert_eq!(fixed.report().findings().len(), 2, "they are still found");
}

#[test]
fn what_would_show_a_secret_is_left_out() {
    let rules = [("cat", "dog"), ("pw", "port"), ("my", "your")];
    ends(&ends_as("a cat, my pw: hunter!", &rules, |_| true), "a dog, your pw: hunter!", 2);
    // What is taken out with it, or was none, is no matter.
    ends(&ends_as("pw: hunter!", &[("pw: hunter", "")], |_| true), "!", 1);
    ends(&ends_as("my pw: x", &rules, |_| true), "your port: x", 2);
}

#[test]
fn what_does_not_mend_its_finding_is_left_out() {
    let rules = [("cat", "dog"), ("mouse", "mouse!"), ("hen", "hens")];
    ends(&ends_as("cat mouse hen cat", &rules, |_| true), "dog mouse hen dog", 2);
}

#[test]
fn what_has_no_end_is_given_up() {
    let fixed = ends_as("a", &[("a", "bc"), ("b", "a")], |_| true);
    assert!(!fixed.is_complete());
    assert_eq!(fixed.text().len(), super::MOST_ROUNDS / 2 + 1);
}

/// The table's own documents, with certificates and all.
#[test]
fn the_bad_examples_are_fixed_once_and_for_all() {
    use crate::rules::tests::{NOW, bytes};
    let is_json = |text: &[u8]| {
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
    };
    let mut counts = [0; 2];
    for rule in crate::rules() {
        for example in rule.bad() {
            let before = bytes(example);
            if before.len() > 1 << 16 {
                continue;
            }
            for (safety, count) in [Safety::Safe, Safety::Hint].into_iter().zip(&mut counts) {
                let linter = example.linter(Linter::new().now(NOW).pedantic(true));
                let fixed = linter.fix(&before, safety);
                let text = String::from_utf8_lossy(fixed.text());
                *count += fixed.count();
                assert!(fixed.is_complete(), "no end of fixes in {}", example.text());
                assert!(!is_json(&before) || is_json(fixed.text()), "no JSON any more: {text}");

                let left = fixed
                    .report()
                    .findings()
                    .iter()
                    .filter(|f| f.fix().is_some_and(|fix| fix.safety <= safety));
                let left: Vec<&str> = left.map(|finding| finding.message()).collect();
                assert!(safety == Safety::Hint || left.is_empty(), "{left:?} in {text}");
                let again = linter.fix(fixed.text(), safety);
                assert!(
                    !again.is_changed(),
                    "{}: {text} became {}",
                    rule.name(),
                    String::from_utf8_lossy(again.text())
                );
            }
        }
    }
    assert!(counts[0] > 50 && counts[1] > counts[0], "{counts:?}");
}

#[test]
fn what_was_mended_is_counted_by_its_rule() {
    let fixed = Linter::new().fix(r#"{"ldap": {"port": "636", "links": [],}, "links": []}"#, Safety::Safe);
    assert!(fixed.applied().eq([("json-syntax", 1), ("read-only-field", 2), ("wrong-type", 1)]), "{fixed:?}");
    assert_eq!(fixed.count(), 4);
}
