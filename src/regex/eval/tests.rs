//! Held against PCRE2 itself: whether a name matches, and what each group takes.

use std::collections::BTreeSet;

use super::*;
use crate::language::Language as _;
use crate::regex::oracle::{self, Said, agree as compare};
use crate::regex::samples::{self, Mix};
use crate::testing::{Random, vectors};

fn groups(groups: &[Option<Range<usize>>]) -> Answer {
    Answer::Match(groups.to_vec())
}

#[test]
fn groups_are_told_as_pcre2_tells_them() {
    let cases: &[(&str, &str, Answer)] = &[
        ("(.+)@corp\\.com", "jane@corp.com", groups(&[Some(0..4)])),
        ("(.+)@corp\\.com", "jane@corp.com ", Answer::NoMatch),
        ("(.+)@corp.com", "jane@corp.com\n", Answer::NoMatch),
        ("(.+)@corp\\.com$", "jane@corp.com\n", Answer::NoMatch),
        ("(a*)*", "aa", groups(&[Some(2..2)])),
        ("(a*)+", "", groups(&[Some(0..0)])),
        ("(a|ab)(c|bcd)", "abcd", groups(&[Some(0..1), Some(1..4)])),
        ("((a)|b)*", "ab", groups(&[Some(1..2), Some(0..1)])),
        ("(a)|(b)", "b", groups(&[None, Some(0..1)])),
        ("(a++)a", "aaa", Answer::NoMatch),
        ("(a+)\\Kb", "aab", groups(&[Some(0..2)])),
        ("(?i)(k)", "\u{212a}", groups(&[Some(0..3)])),
        ("(\\w+)", "é", Answer::NoMatch),
        ("(a)(\\R)", "a\r\n", groups(&[Some(0..1), Some(1..3)])),
        ("(.)(\\s)", "a\n", groups(&[Some(0..1), Some(1..2)])),
        ("(?=(a+))a*b\\1", "aabaa", groups(&[Some(0..2)])),
        ("(?<=a)(b)|a(?<=a)(b)", "ab", groups(&[None, Some(1..2)])),
        ("(?|(a)|(b))c", "bc", groups(&[Some(0..1)])),
        // Without the limit it would match.
        ("(?:(a+)+x|(.*))", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Answer::LimitHit),
    ];
    for (pattern, name, expected) in cases {
        let regex = Regex::parse(pattern);
        let evaluator = Evaluator::new(&regex);
        let oracle = oracle::compile(pattern, 200_000).unwrap();
        compare(pattern, &evaluator, &oracle, name);
        assert_eq!(evaluator.full_match(name), *expected, "{pattern:?} {name:?}");
    }
}

#[test]
fn a_name_that_matches_too_late_runs_into_the_limit() {
    let pattern = "(?:(a+)+!|(.*)!!)";
    let evaluator = Evaluator::new(&Regex::parse(pattern));
    let name = format!("{}!!", "a".repeat(40));
    assert_eq!(evaluator.full_match(&name), Answer::LimitHit);
    assert_eq!(oracle::full_match(pattern, &name), Said::Limit);
    // Near the limit it is left open.
    let name = format!("{}!!", "a".repeat(16));
    assert_eq!(evaluator.full_match(&name), Answer::CannotTell(Reason::NearLimit));
}

#[test]
fn what_the_database_does_not_compile_is_said_so() {
    let evaluator = Evaluator::new(&Regex::parse("(a"));
    assert_eq!(evaluator.engine(), Engine::None(Reason::Invalid));
    assert_eq!(evaluator.full_match("a"), Answer::CannotTell(Reason::Invalid));
}

#[test]
fn made_up_expressions_are_evaluated_as_pcre2_does() {
    let mut random = Random(0x5eed_0004);
    let (mut told, mut open) = (0, 0);
    for round in 0..1_500 {
        let mix = if round % 2 == 0 { Mix::Regular } else { Mix::All };
        let pattern = samples::expression(&mut random, mix);
        let regex = Regex::parse(&pattern);
        let evaluator = Evaluator::new(&regex);
        let Some(oracle) = oracle::compile(&pattern, 200_000).filter(|_| regex.is_known()) else { continue };
        for index in 0..6 {
            let name = samples::name(&mut random, &regex.root);
            let name = if index % 2 == 0 { name } else { samples::changed(&mut random, &name) };
            if compare(&pattern, &evaluator, &oracle, &name) { told += 1 } else { open += 1 }
        }
    }
    assert!(told > 5_000 && open < told / 100, "{told} {open}");
}

#[test]
fn expressions_in_use_are_evaluated_as_pcre2_does() {
    let mut random = Random(0x5eed_0005);
    let mut told = 0;
    let rows = vectors("mapping");
    let mappings = rows.iter().filter_map(|row| row.get("mapping")?.as_array()).flatten();
    let patterns: BTreeSet<&str> = mappings.filter_map(|mapping| mapping.get("match")?.as_str()).collect();
    for pattern in patterns {
        let regex = Regex::parse(pattern);
        let evaluator = Evaluator::new(&regex);
        let Some(oracle) = oracle::compile(pattern, 200_000).filter(|_| regex.is_known()) else { continue };
        for name in ["", "jane", "jane@corp.com", "CN=jane,OU=a,O=b", "jane\n", "a@b@c", "CORP\\jane"] {
            told += usize::from(compare(pattern, &evaluator, &oracle, name));
        }
        for _ in 0..6 {
            let name = samples::name(&mut random, &regex.root);
            let changed = samples::changed(&mut random, &name);
            told += usize::from(compare(pattern, &evaluator, &oracle, &name));
            told += usize::from(compare(pattern, &evaluator, &oracle, &changed));
        }
    }
    assert!(told > 200, "{told}");
}

/// Those that the parser is held by, one or more for each construct that PCRE2 has.
#[test]
fn expressions_of_every_construct_are_evaluated_as_pcre2_does() {
    let mut random = Random(0x5eed_0006);
    let (mut told, mut open, mut expressions) = (0, 0, 0);
    for pattern in include_str!("../syntax/oracle/expressions.txt").lines() {
        let regex = Regex::parse(pattern);
        let evaluator = Evaluator::new(&regex);
        let Some(oracle) = oracle::compile(pattern, 200_000).filter(|_| regex.is_known()) else { continue };
        expressions += 1;
        for _ in 0..4 {
            let name = samples::name(&mut random, &regex.root);
            for name in [samples::changed(&mut random, &name), name] {
                if compare(pattern, &evaluator, &oracle, &name) { told += 1 } else { open += 1 }
            }
        }
    }
    assert!(expressions > 350 && told > 2_000 && open < told / 2, "{expressions} {told} {open}");
}
