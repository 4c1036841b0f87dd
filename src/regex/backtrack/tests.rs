//! Held against PCRE2 itself: what matches, what each group takes, and how many steps it takes.

use super::{FACTOR, Outcome, Program};
use crate::language::Language as _;
use crate::regex::Regex;
use crate::regex::oracle::{self as pcre2, Said};
use crate::regex::samples::{self, Mix};
use crate::testing::Random;

/// Expressions and names, whose steps are counted.
const COUNTED: &[(&str, &[&str])] = &[
    ("(a+)+$", &["aaaaaaaaaaaa!", "aaaaaaaaaaaaaaaa!"]),
    ("(a|a)*b", &["aaaaaaaaaaaab!", "aaaaaaaab"]),
    ("(?:a|a)*b", &["aaaaaaaaaaaab!"]),
    ("(a|aa)+c", &["aaaaaaaaaaaaaac!", "aaaaac"]),
    ("([a-z]+)*@corp\\.com", &["aaaaaaaaaaaa@corp.com!", "jane@corp.com"]),
    ("(\\w+\\s?)*x", &["aaaaaaaaaaaax!", "aaa aaa aaa x"]),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", &["aaaaaaaaaaaaAa!", "aaaaaaaaaaaaa"]),
    ("(.+)@(.+)", &["aaaaa@@@@@@@@aaaaa\n", "jane@corp.com"]),
    ("(.*)(.*)(.*)(.*)x", &["xaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    ("(\\d+)-(\\d+)-(\\d+)", &["111111-1111111-111111-", "1-1-1"]),
    ("([^@]+)@percona\\.com", &["jane@percona.com", "jane@percona.comm"]),
    ("(a*)*b", &["aaaaaaaaaab!", "aaaaaaab"]),
    ("(?:a*)*b", &["aaaaaaaaaab!"]),
    ("(a?){20}b", &["aaaaaaaab!"]),
    ("(a{1,3}){1,8}b", &["aaaaaaaaaab!"]),
    ("(?:(?:a|b)+c?)+d", &["abababababd!"]),
    ("(a+?)+?d", &["aaaaaaaaaad!"]),
    ("(?>a+)+b", &["aaaaaaaaaaab!"]),
    ("(a+)++b", &["aaaaaaaaaaab!"]),
    ("(?=(a+))a*b\\1", &["aaaaaaaaaaaab!"]),
    ("(?i)(a|B)*c", &["aAbBaAbBc!"]),
    ("(x+x+)+y", &["xxxxxxxxxxxxxy!"]),
    ("(.*a){6}", &["aaaaaaaaaaaaaa!"]),
    ("((a|b)(c|d))*e", &["acbdacbdacbde!"]),
    ("(foo|bar|foobar)*!", &["foobarfoobarfoobar!!"]),
    ("(\\w+)*\\.(\\w+)", &["aaaaaaaaaaa.a-"]),
    ("([a-z]+\\.)*[a-z]+@x", &["a.b.c.d.e.f@x!"]),
    ("(([a-z]+)\\.)+x", &["abc.def.ghi.x!"]),
    ("(a|b|ab)*c", &["ababababababc!"]),
    ("(?:a{2})*b", &["aaaaaaaaaab!"]),
    ("(\\s*\\w+\\s*)*;", &["aa aa aa aa;!"]),
];

fn parse(pattern: &str) -> Regex {
    let regex = Regex::parse(pattern);
    assert!(regex.is_known(), "{pattern}: {regex:?}");
    regex
}

#[test]
fn steps_are_those_of_pcre2() {
    let mut report = String::new();
    let (mut least, mut most) = (f64::MAX, 0_f64);
    for (pattern, names) in COUNTED {
        let regex = parse(pattern);
        let program = Program::wrapped(&regex).unwrap();
        for name in *names {
            if program.refuses_at_once(name) {
                continue;
            }
            let ours = program.run(name, 10_000_000);
            let theirs = pcre2::steps(pattern, name, 1_000_000);
            let ratio = ours.steps as f64 / theirs as f64;
            if theirs > 20 {
                least = least.min(ratio);
                most = most.max(ratio);
            }
            report += &format!("{pattern:40} {name:30} ours {:7} theirs {theirs:7} {ratio:.3}\n", ours.steps);
        }
    }
    assert!(least > 0.99 && most < 1.01, "{report}");
}

#[test]
fn groups_are_those_of_pcre2() {
    for (pattern, names) in COUNTED {
        let regex = parse(pattern);
        let program = Program::new(&regex).unwrap();
        for name in *names {
            let ours = program.run(name, 10_000_000);
            match pcre2::full_match(pattern, name) {
                Said::Match(groups) => assert_eq!(ours.outcome, Outcome::Match(groups), "{pattern} {name}"),
                Said::NoMatch => assert_eq!(ours.outcome, Outcome::NoMatch, "{pattern} {name}"),
                Said::Limit | Said::Failed | Said::Invalid => {}
            }
        }
    }
}

/// How far the steps counted here may be from those of PCRE2, where there are enough to compare.
#[test]
fn steps_of_made_up_expressions_are_near_those_of_pcre2() {
    for mix in [Mix::Regular, Mix::All] {
        let mut random = Random(0x5eed_0001);
        let (far, mut count, mut off) = (FACTOR as f64, 0, Vec::new());
        for _ in 0..2_500 {
            let pattern = samples::expression(&mut random, mix);
            let regex = Regex::parse(&pattern);
            if !regex.is_known() {
                continue;
            }
            let Ok(program) = Program::wrapped(&regex) else { continue };
            for _ in 0..3 {
                let name = samples::name(&mut random, &regex.root);
                let name = if random.below(2) == 0 { name } else { samples::changed(&mut random, &name) };
                let ours = program.run(&name, 20_000).steps;
                // PCRE2 does not even begin to search, or there are too few for the factor to mean anything.
                if !(100..20_000).contains(&ours) || program.refuses_at_once(&name) {
                    continue;
                }
                let theirs = pcre2::steps(&pattern, &name, ours * 4);
                if theirs <= 1 {
                    continue;
                }
                count += 1;
                let ratio = ours as f64 / theirs as f64;
                if !(1.0 / far..far).contains(&ratio) {
                    off.push(format!("{pattern:?} {name:?} ours {ours} theirs {theirs}"));
                }
            }
        }
        assert!(count > 100, "{count}");
        assert!(off.is_empty(), "{mix:?} {count} {}\n{}", off.len(), off.join("\n"));
    }
}

#[test]
fn groups_of_made_up_expressions_are_those_of_pcre2() {
    let mut random = Random(0x5eed_0002);
    let (mut matches, mut others, mut off) = (0, 0, Vec::new());
    for round in 0..4_000 {
        let mix = if round % 2 == 0 { Mix::Regular } else { Mix::All };
        let pattern = samples::expression(&mut random, mix);
        let regex = Regex::parse(&pattern);
        let Ok(program) = Program::new(&regex) else { continue };
        let Some(oracle) = pcre2::compile(&pattern, 200_000).filter(|_| regex.is_known()) else { continue };
        for index in 0..6 {
            let name = samples::name(&mut random, &regex.root);
            let name = if index % 2 == 0 { name } else { samples::changed(&mut random, &name) };
            let ours = program.run(&name, 400_000);
            match pcre2::ask(&oracle, &name) {
                Said::Match(groups) => {
                    matches += 1;
                    if ours.outcome != Outcome::Match(groups.clone()) {
                        off.push(format!("{pattern:?} {name:?} {:?} {groups:?}", ours.outcome));
                    }
                }
                Said::NoMatch => {
                    others += 1;
                    if ours.outcome != Outcome::NoMatch && !program.refuses_at_once(&name) {
                        off.push(format!("{pattern:?} {name:?} {:?} no match", ours.outcome));
                    }
                }
                Said::Limit | Said::Failed | Said::Invalid => {}
            }
        }
    }
    assert!(off.is_empty(), "{}\n{}", off.len(), off.join("\n"));
    assert!(matches > 3_000 && others > 3_000, "{matches} {others}");
}

#[test]
fn what_it_takes_to_compile_grows_with_what_comes_of_it() {
    let cost = |pattern: &str| Program::new(&parse(pattern)).expect("a program").cost();
    assert!(cost(&"ab".repeat(100)) > 50 * cost("a"), "{} and {}", cost(&"ab".repeat(100)), cost("a"));
}
