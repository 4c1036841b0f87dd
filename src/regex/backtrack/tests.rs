//! Held against PCRE2 itself: what matches, what each group takes, and how many steps it takes.

use super::{Outcome, Program};
use crate::language::Language as _;
use crate::regex::Regex;
use crate::regex::oracle::{self as pcre2, Said};

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
    println!("{report}{least} {most}");
    assert!(least > 0.8 && most < 1.25, "{report}");
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
                Said::Limit | Said::Invalid => {}
            }
        }
    }
}
