//! Held against PCRE2 itself: what is said to run away does, and what is known to run away is found.

use super::*;
use crate::language::Language as _;
use crate::regex::oracle::{self, Said};
use crate::regex::samples::{self, Mix};
use crate::testing::Random;

/// They run away: each repetition multiplies the steps.
const EXPONENTIAL: &[&str] = &[
    "(a+)+$",
    "(a+)+",
    "(a|a)*b",
    "(a|aa)+c",
    "([a-z]+)*@corp\\.com",
    "(\\w+\\s?)*x",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "([a-zA-Z]+)*",
    "(a|a?)+",
    "(x+x+)+y",
    "(?:a|b|ab)*c",
    "^(\\w+\\s?)*$",
    "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    "^([a-zA-Z0-9_.-]+)+@corp\\.com$",
    "CN=(([^,]+)+),OU=x",
    "(?:(?:[a-z]+\\.?)+)@corp\\.com",
    "(\\d+)*-(\\d+)",
    "([0-9a-f]+-?)+@host",
    "((ab)*)*c",
    "(a*)*b",
    "(a*)+b",
    "(?:a*b*)*c",
    "(.*,)*x",
    "(([^@])+)+@percona\\.com",
    "(?i)([A-Z]+)+@CORP\\.COM",
    "(a?){30}b",
    "(a{1,30}){1,30}b",
    "((a|b|[ab])+c?)+d",
    "uid=([a-z]+)+,dc=example",
    "(?:\\w|\\d)+@",
    "([\\w.]+|[\\w-]+)+@corp",
    "(a+?)+?d",
    "(foo|f|oo)+@bar",
    "([a-z]+|[0-9]+|[a-z0-9]+)*\\.corp",
    "^(?:(?:a+)|b)+$",
    "((?:a+b?)+)@corp",
    "(?:[^:]+:?)+@",
    "(\\S+\\s*)+@corp",
    // They end in what takes anything, or all but a separator.
    "(?:(?:CN|OU)=.+,?)*DC=(.+)",
    "CN=(.+),(?:OU=(.+),)*DC=(.+)",
    "(?:.*,)*CN=([^,]+),(.*)",
    "((?:[^=]+=[^,]+,?)+)",
    "(?:[^/]+/?)+",
    "(?:[^\\\\]+\\\\?)+",
];

/// They take a power of the length, at least the third.
const POLYNOMIAL: &[&str] = &[
    "a*a*a*a*a*b",
    "([a-z]*)([a-z]*)([a-z]*)([a-z]*)@corp\\.com",
    "(.*)-(.*)-(.*)-(.*)@corp\\.com",
    "(\\d*)(\\d*)(\\d*)(\\d*)x",
];

/// Documented, or seen in use, or known to be harmless.
const HARMLESS: &[&str] = &[
    "(.*)",
    "(.+)",
    "(.+)@corp\\.com",
    "([^@]+)@percona\\.com",
    "arn:aws:iam::(.+):user/(.+)|CN=(.+)|([^@]+)@PERCONATEST.COM",
    "CN=mms-automation-agent,(.+),L=NY,ST=NY,C=US",
    "^(.+)@corp.net$",
    "(.+)@(.+)",
    "(.+)@ENGINEERING\\.EXAMPLE\\.COM",
    "(.+)@DBA\\.EXAMPLE\\.COM",
    "([^@]+)@([^@\\.]+)\\.corp\\.com",
    "cn=([^,]+),ou=([^,]+),dc=([^,]+),dc=com",
    "CN=(.+),OU=(.+),DC=(.+)",
    "(\\w+)@(\\w+)\\.(\\w+)",
    "(a+)++b",
    "(?>a+)+b",
    "([a-z]++)*@corp\\.com",
    "^[a-z0-9]+(?:[._-][a-z0-9]+)*@corp\\.com$",
    "(?:[a-z]+\\.)*[a-z]+@corp\\.com",
    "((?:\\d{1,3}\\.){3}\\d{1,3})",
    "(?i)corp\\\\(.+)",
    "a*b*c*d*e*f*",
    "(a{2}){3}",
    "[a-z]{1,63}@corp\\.com",
    "(jane|john|mary)@corp\\.com",
    "",
    "(.+)+",
    // The last run gives nothing back before the `@`, so this is a second power.
    "(\\w+)\\s*(\\w*)\\s*(\\w+)@corp\\.com",
];

fn parse(pattern: &str) -> Regex {
    let regex = Regex::parse(pattern);
    assert!(regex.is_known(), "{pattern}: {regex:?}");
    regex
}

#[track_caller]
fn assert_runs_away(pattern: &str, attack: &Attack) {
    let name = attack.name();
    assert!(name.chars().count() <= LONGEST_NAME, "{pattern} {attack:?}");
    assert_eq!(oracle::full_match(pattern, &name), Said::Limit, "{pattern} {attack:?}");
}

#[test]
fn what_runs_away_is_found() {
    let mut off = Vec::new();
    for pattern in EXPONENTIAL {
        match analyse(&parse(pattern), &mut FUEL.clone()) {
            Redos::Exponential(attack) => assert_runs_away(pattern, &attack),
            other => off.push(format!("{pattern}: {other:?}")),
        }
    }
    for pattern in POLYNOMIAL {
        match analyse(&parse(pattern), &mut FUEL.clone()) {
            Redos::Polynomial(attack) => assert_runs_away(pattern, &attack),
            other => off.push(format!("{pattern}: {other:?}")),
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

#[test]
fn what_is_harmless_is_not_spoken_of() {
    let off: Vec<_> = HARMLESS
        .iter()
        .map(|p| (p, analyse(&parse(p), &mut FUEL.clone())))
        .filter(|(_, r)| *r != Redos::None)
        .collect();
    assert!(off.is_empty(), "{off:#?}");
}

/// What goes on in a look-around is not looked at, and nothing is promised of it.
#[test]
fn repetitions_that_look_around_are_not_analysed() {
    for pattern in [r"(?=(\w+)+@).*", r"(?!(\w+\s?)+$).*", "(?!(?:a|a)*b)x", "a(?<=(?=a+)a)"] {
        let found = analyse(&parse(pattern), &mut FUEL.clone());
        assert_eq!(found, Redos::NotAnalysed(NotAnalysed::Construct), "{pattern}");
    }
    for pattern in ["(?!admin)(.+)", r"(?=\w{1,8}@)(.+)"] {
        assert_eq!(analyse(&parse(pattern), &mut FUEL.clone()), Redos::None, "{pattern}");
    }
    // What runs away beside them is found.
    let pattern = "(?!.*x)(a+)+b";
    match analyse(&parse(pattern), &mut FUEL.clone()) {
        Redos::Exponential(attack) => assert_runs_away(pattern, &attack),
        other => panic!("{pattern}: {other:?}"),
    }
}

#[test]
fn what_is_said_of_made_up_expressions_is_so() {
    let mut random = Random(0x5eed_0003);
    let mut found = 0;
    for round in 0..250 {
        let mix = if round % 3 == 0 { Mix::All } else { Mix::Regular };
        let pattern = samples::expression(&mut random, mix);
        let regex = Regex::parse(&pattern);
        if let Redos::Exponential(attack) | Redos::Polynomial(attack) = analyse(&regex, &mut FUEL.clone())
            && oracle::compile(&pattern, 1).is_some()
        {
            found += 1;
            assert_runs_away(&pattern, &attack);
        }
    }
    assert!(found > 8, "{found}");
}

#[test]
fn hostile_expressions_are_given_up_in_time() {
    let nested = format!("{}a{}b", "(?:".repeat(240), ")+".repeat(240));
    let wide = format!("(?:{})*b", vec!["a"; 800].join("|"));
    let counted = "((((a{0,50}){0,50}){0,50}){0,50}){0,50}b".to_owned();
    let long = format!("({})*b", "[a-z]+".repeat(300));
    let hollow = format!("(?:{})*b", "a?".repeat(900));
    for pattern in [nested, wide, counted, long, hollow] {
        let mut fuel = FUEL;
        let redos = analyse(&Regex::parse(&pattern), &mut fuel);
        assert!(FUEL - fuel < FUEL / 2, "{} {fuel} {redos:?}", &pattern[..20]);
        if let Redos::Exponential(attack) | Redos::Polynomial(attack) = redos {
            assert_runs_away(&pattern, &attack);
        }
    }
    // Without fuel nothing is looked at.
    assert_eq!(analyse(&parse("(a+)+b"), &mut 0), Redos::NotAnalysed(NotAnalysed::Size));
}
