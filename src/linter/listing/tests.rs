use super::*;
use crate::rules::rules;
use crate::source::MAX_INPUT;
use crate::spec::Kind;

/// What is said of a finding of that level that was one too many.
fn said(linter: &Linter, level: Level) -> (Option<Draft>, Option<Level>) {
    let source = Source::new(b"{}", Kind::Patch, MAX_INPUT);
    let with_case = rules().find_map(|rule| {
        let case = rule.cases.iter().find(|case| case.level == level && !case.pedantic && !case.strict)?;
        Some(Beyond { rule, case, count: 7 })
    });
    linter.beyond(&[with_case.expect("a rule with such a case")], &source)
}

#[test]
fn what_was_not_looked_at_weighs_what_it_would() {
    for level in [Level::Error, Level::Warning, Level::Note] {
        let (draft, hidden) = said(&Linter::new(), level);
        let draft = draft.expect("something is said");
        assert_eq!((draft.rule.name, draft.case.level, hidden), (TOO_MANY_FINDINGS, level, None));
        assert!(draft.message.contains("7 of `"), "{}", draft.message);
    }
}

#[test]
fn what_is_switched_off_is_not_spoken_of_and_still_counts() {
    let off = rules().fold(Linter::new(), |linter, rule| linter.level(rule, Setting::Off));
    let (draft, hidden) = said(&off, Level::Error);
    assert!(draft.is_none());
    assert_eq!(hidden, Some(Level::Error));
}

#[test]
fn rules_are_added_up_and_the_last_are_not_named() {
    let counts = [("a", 3), ("b", 1), ("a", 2)];
    assert_eq!(in_words(of_each_rule(counts.into_iter())), "5 of `a`, 1 of `b`");
    let names: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    let words =
        |count: usize| in_words(of_each_rule(names.iter().take(count).map(|name| (name.as_str(), 1))));
    assert!(words(8).ends_with("1 of `7`"), "{}", words(8));
    assert!(words(9).ends_with("1 of `7`, and some of another rule"), "{}", words(9));
    assert!(words(10).ends_with("1 of `7`, and some of 2 other rules"), "{}", words(10));
}
