use super::*;
use crate::report::Suppressed;
use crate::rule::Level;
use crate::rules::rules;
use crate::source::MAX_INPUT;
use crate::spec::Kind;

/// The report on a finding of that level that was one too many.
fn said(linter: &Linter, level: Level) -> Report {
    let source = Source::new(b"{}", Kind::Patch, MAX_INPUT);
    let with_case = rules().find_map(|rule| {
        let case = rule.cases.iter().find(|case| case.level == level && !case.pedantic && !case.strict)?;
        Some(Beyond { rule, case, count: 7 })
    });
    let report = Report::of(Vec::new(), Suppressed::default());
    linter.listed(linter.with_beyond(report, &[with_case.expect("a rule with such a case")], &source))
}

#[test]
fn what_was_not_looked_at_weighs_what_it_would() {
    for level in [Level::Error, Level::Warning, Level::Note] {
        for linter in [Linter::new(), Linter::new().strict(true)] {
            let report = said(&linter, level);
            let [about] = report.findings() else { panic!("{:?}", report.findings()) };
            assert_eq!((about.rule.name, about.level), (TOO_MANY_FINDINGS, Level::Note));
            assert!(about.message.contains("7 of `"), "{}", about.message);
            assert_eq!(report.count(level), 7 + usize::from(level == Level::Note));
            assert_eq!(report.is_submittable(), level != Level::Error);
        }
    }
}

/// A chosen level is that of what is counted, and the verdict is that of the case.
#[test]
fn a_chosen_level_is_that_of_what_is_counted() {
    let of = |setting| rules().fold(Linter::new(), |linter, rule| linter.level(rule, setting));
    let report = said(&of(Setting::Level(Level::Note)), Level::Error);
    assert_eq!((report.count(Level::Error), report.count(Level::Note)), (0, 8));
    assert!(!report.is_submittable());
    let report = said(&of(Setting::Level(Level::Error)), Level::Note);
    assert_eq!((report.count(Level::Error), report.count(Level::Note)), (7, 1));
    assert!(report.is_submittable());
}

#[test]
fn what_is_switched_off_is_not_spoken_of_and_still_counts() {
    let off = rules().fold(Linter::new(), |linter, rule| linter.level(rule, Setting::Off));
    let report = said(&off, Level::Error);
    assert!(report.findings().is_empty() && report.unlisted().is_empty());
    assert!(!report.is_submittable());
}

#[test]
fn a_list_that_is_cut_twice_is_told_of_once() {
    let report = said(&Linter::new(), Level::Warning);
    let again = Linter::new().max_findings(1).listed(report);
    assert_eq!((again.findings().len(), again.count(Level::Warning)), (1, 7));
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
