//! What the automata say, against PCRE2 itself.

use proptest::prelude::*;

use super::Lowered;
use crate::language::Language as _;
use crate::regex::Regex;
use crate::regex::cover::{Indexed, Reach, Row as _, reach};
use crate::regex::inside::{self, Place};
use crate::regex::oracle;
use crate::regex::regular::Regular;
use crate::regex::samples::{self, Mix};
use crate::regex::search::{Found, Fuel, Names, find};
use crate::testing::Random;

const FUEL: usize = 3_000_000;

pub(crate) fn lowered(expression: &str) -> Option<Lowered> {
    Lowered::of(&Regex::parse(expression))
}

fn regular(expression: &str) -> Lowered {
    lowered(expression).unwrap_or_else(|| panic!("{expression} is regular"))
}

/// PCRE2's word on full matches; none if it does not compile the expression.
fn pcre2(expression: &str) -> Option<pcre2::bytes::Regex> {
    oracle::compile(expression, 200_000)
}

fn matches(lowered: &Lowered, name: &str) -> bool {
    lowered.matches_within(name, &mut usize::MAX.clone()) == Some(true)
}

/// Looks for a plausible name first, and then for any.
fn find_nice(all: &[&Lowered], none: &[&Lowered], fuel: &mut Fuel) -> Found {
    match find(all, none, Names::Plausible, fuel) {
        Found::Nothing => find(all, none, Names::All, fuel),
        found => found,
    }
}

fn name_of(found: Found) -> Option<String> {
    match found {
        Found::Name(name) => Some(name),
        Found::Nothing | Found::Unknown => None,
    }
}

/// Parts of expressions, put together at random.
fn expression() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        6 => "[abk@.,]",
        2 => Just("\\.".to_owned()),
        1 => Just("(?i:k)".to_owned()),
        1 => Just("é".to_owned()),
        2 => Just(".".to_owned()),
        1 => Just("(?s:.)".to_owned()),
        1 => Just("\\n".to_owned()),
        1 => proptest::sample::select(vec![
            "\\d", "\\w", "\\W", "\\s", "\\h", "\\v", "\\H", "\\N", "\\p{L}", "\\P{Lu}", "\\pN",
        ])
        .prop_map(str::to_owned),
        2 => proptest::sample::select(vec![
            "[^@]", "[a-k]", "(?i:[^k])", "(?i:[s-t])", "[[:upper:]]", "(?i:[[:upper:]])", "[^\\W_]", "[^,+\"\\\\<>;=]",
            "[\\w.-]", "[[:^alpha:]b]", "(?i:[[:^lower:]])",
        ])
        .prop_map(str::to_owned),
        1 => proptest::sample::select(vec!["^", "$", "\\b", "\\B", "\\A", "\\Z", "\\z", "\\G", "(?m:^)", "(?m:$)"])
            .prop_map(str::to_owned),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        let quantifier = proptest::sample::select(vec!["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?", "{2,}"]);
        prop_oneof![
            4 => proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => proptest::collection::vec(inner.clone(), 1..3).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => inner.clone().prop_map(|part| format!("({part})")),
            2 => (inner, quantifier).prop_map(|(part, quantifier)| format!("(?:{part}){quantifier}")),
        ]
    })
}

const NAME: &str = "[abkKsé@.,_\n \u{212a}ſ0=]{0,6}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn full_matches_are_those_of_pcre2(expression in expression(), names in proptest::collection::vec(NAME, 8)) {
        let (Some(pcre2), Some(lowered)) = (pcre2(&expression), lowered(&expression)) else {
            return Err(TestCaseError::reject("not compiled, or not regular"));
        };
        let own = name_of(find(&[&lowered], &[], Names::All, &mut FUEL.clone()));
        for name in names.iter().chain(&own) {
            let Ok(verdict) = pcre2.is_match(name.as_bytes()) else { continue };
            prop_assert_eq!(matches(&lowered, name), verdict, "{} on {:?}", expression, name);
        }
    }

    #[test]
    fn a_name_that_is_found_is_one(one in expression(), other in expression(), names in proptest::collection::vec(NAME, 8)) {
        let (Some(p1), Some(l1)) = (pcre2(&one), lowered(&one)) else { return Err(TestCaseError::reject("")) };
        let (Some(p2), Some(l2)) = (pcre2(&other), lowered(&other)) else { return Err(TestCaseError::reject("")) };
        let is_one = |name: &str| Some(p1.is_match(name.as_bytes()).ok()? && !p2.is_match(name.as_bytes()).ok()?);
        match find_nice(&[&l1], &[&l2], &mut FUEL.clone()) {
            Found::Name(name) => prop_assert!(is_one(&name) != Some(false), "{one} and not {other}: {name:?}"),
            Found::Nothing => {
                let own = name_of(find(&[&l1], &[], Names::All, &mut FUEL.clone()));
                for name in names.iter().chain(&own) {
                    prop_assert!(is_one(name) != Some(true), "{one} and not {other}: {name:?} was missed");
                }
            }
            Found::Unknown => {}
        }
    }

    /// The name that is left is matched by the later one and by none before it; and where it is said that
    /// none is left, no name is.
    #[test]
    fn what_is_covered_is_reached_by_nobody(list in proptest::collection::vec(expression(), 2..6), names in proptest::collection::vec(NAME, 12)) {
        let lowered: Vec<Lowered> = list.iter().filter_map(|expression| lowered(expression)).collect();
        let engines: Vec<_> = list.iter().filter_map(|expression| pcre2(expression)).collect();
        prop_assume!(lowered.len() == list.len() && engines.len() == list.len());
        let (later, earlier) = lowered.split_last().expect("two at least");
        let mut earlier: Vec<&Lowered> = earlier.iter().collect();
        let (last, first) = engines.split_last().expect("two at least");
        let reaches = |name: &str, among: &[usize]| {
            let mut among = among.iter().map(|&place| &first[place]);
            last.is_match(name.as_bytes()).unwrap_or(false) && !among.any(|one| one.is_match(name.as_bytes()).unwrap_or(true))
        };
        let everything: Vec<usize> = (0..first.len()).collect();
        let own = name_of(find_nice(&[later], &[], &mut FUEL.clone()));
        match reach(later, &mut earlier, &mut FUEL.clone()) {
            Reach::Name(name) => prop_assert!(reaches(&name, &everything), "{list:?}: {name:?}"),
            Reach::Covered { by, left } => {
                prop_assert!(!by.is_empty());
                for name in names.iter().chain(&own) {
                    let plausible = !name.is_empty() && !name.contains('\n');
                    prop_assert!(!reaches(name, &by) || (!plausible && left.is_some()), "{list:?}: {name:?} {by:?}");
                }
                if let Some(left) = left {
                    prop_assert!(reaches(&left, &everything), "{list:?}: {left:?}");
                }
            }
            Reach::Nobody => for name in names.iter().chain(&own) {
                prop_assert!(name.is_empty() || name.contains('\n') || !reaches(name, &[]), "{list:?}: {name:?}");
            },
            Reach::Unknown => {}
        }
    }

    #[test]
    fn what_a_group_takes_is_what_pcre2_gives_it(before in expression(), group in expression(), after in expression(), text in "[,=*@a]{1,2}") {
        let whole = format!("{before}({group}){after}");
        let (Some(engine), Some(lowered)) = (pcre2(&whole), lowered(&whole)) else { return Err(TestCaseError::reject("")) };
        let number = 1 + Regex::parse(&before).groups.len();
        for place in [Place::Whole, Place::Start, Place::Anywhere] {
            let Found::Name(name) = inside::find(&lowered, number, &text, place, &mut FUEL.clone()) else { continue };
            let Ok(Some(captures)) = engine.captures(name.as_bytes()) else {
                prop_assert!(engine.is_match(name.as_bytes()).is_err(), "{whole} does not match {name:?}");
                continue;
            };
            let took = captures.get(number).map(|took| String::from_utf8_lossy(took.as_bytes()).into_owned());
            prop_assert!(took.as_ref().is_some_and(|took| took.contains(&text)), "{whole} on {name:?}: {took:?}");
        }
    }
}

/// All that has another case, and what is next to it.
#[test]
fn case_is_folded_as_by_pcre2() {
    let mut pairs = 0;
    for code in 0..0x1_f000 {
        let Some(character) = char::from_u32(code) else { continue };
        let own = crate::regex::chars::literal(character, true).expect("a set");
        if own.iter().map(|range| range.len()).sum::<usize>() < 2 {
            continue;
        }
        pairs += 1;
        let engine = pcre2(&format!("(?i)\\x{{{code:x}}}")).expect("an expression");
        let negated = pcre2(&format!("(?i)[^\\x{{{code:x}}}]")).expect("an expression");
        for other in own.iter().flat_map(|range| range.start()..=range.end()) {
            assert!(engine.is_match(other.to_string().as_bytes()).unwrap(), "{character:?} {other:?}");
            assert!(!negated.is_match(other.to_string().as_bytes()).unwrap(), "{character:?} {other:?}");
        }
    }
    assert!(pairs > 2_000, "{pairs}");
    // The other way round: what PCRE2 takes for another case of a letter is one.
    for letter in ('a'..='z').chain(['é', 'ß', 'ſ', 'σ', 'µ', 'i', 'ı', 'İ', 'å']) {
        let engine = pcre2(&format!("(?i){letter}")).expect("an expression");
        let own = crate::regex::chars::literal(letter, true).expect("a set");
        for other in (0..0x1_f000).filter_map(char::from_u32) {
            let verdict = engine.is_match(other.encode_utf8(&mut [0; 4]).as_bytes()).unwrap();
            assert_eq!(crate::regex::chars::contains(&own, other), verdict, "{letter:?} {other:?}");
        }
    }
}

/// Every named class, on every character up to where they end.
#[test]
fn classes_are_those_of_pcre2() {
    let names = [
        "alpha", "lower", "upper", "alnum", "ascii", "blank", "cntrl", "digit", "graph", "print", "punct",
        "space", "word", "xdigit",
    ];
    let posix = names.iter().flat_map(|name| [format!("[[:{name}:]]"), format!("[[:^{name}:]]")]);
    let escapes = ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\N", "."];
    for class in posix.chain(escapes.iter().map(|&escape| escape.to_owned())) {
        for expression in [class.clone(), format!("(?i){class}")] {
            let (engine, own) = (pcre2(&expression).expect("an expression"), regular(&expression));
            for character in (0..0x3100).filter_map(char::from_u32) {
                let name = character.to_string();
                assert_eq!(
                    matches(&own, &name),
                    engine.is_match(name.as_bytes()).unwrap(),
                    "{expression} {character:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_not_regular_is_not_lowered() {
    for expression in [
        "(a)\\1",
        "(?=a).",
        "(?!a).",
        "(?<=a)b",
        "(?>a*)b",
        "a++b",
        "\\R",
        "\\X",
        "(?R)?",
        "a\\Kb",
        "(*ACCEPT)",
        "\\p{Greek}",
        "(?i)\\p{Lu}",
        "a{9000}",
        "a)",
    ] {
        assert!(lowered(expression).is_none(), "{expression}");
    }
}

#[test]
fn names_are_short_and_readable() {
    let name = |all: &str, none: &str| find_nice(&[&regular(all)], &[&regular(none)], &mut FUEL.clone());
    let found = |name: &str| Found::Name(name.to_owned());
    assert_eq!(name("(.+)@corp\\.com", "[^@]*"), found("a@corp.com"));
    assert_eq!(name("(.+)@corp.com", "(.+)@corp\\.com"), found("a@corpacom"));
    assert_eq!(name("\\W.{3}\\d", "@"), found(".aaa0"));
    assert_eq!(name("(.*)", "(.+)"), found(""));
    assert_eq!(name("(?s)(.+)", "(.+)"), found("\n"));
    assert_eq!(name("(.+)", "(.*)"), Found::Nothing);
    assert_eq!(name("a^b", "x"), Found::Nothing);
    assert_eq!(name("a$", "x"), found("a"));
    assert_eq!(name("a$\\n", "x"), found("a\n"));
}

#[test]
fn a_search_that_takes_too_long_gives_up() {
    // There are exponentially many places where the `a` may have been.
    let many = regular(&format!(".*a{}", ".".repeat(40)));
    assert_eq!(find(&[&many], &[&many], Names::Plausible, &mut FUEL.clone()), Found::Unknown);
    let few = regular(&format!("(.*a{}|b)b", ".".repeat(41)));
    assert_eq!(find(&[&few], &[&many], Names::Plausible, &mut FUEL.clone()), Found::Name("bb".to_owned()));
}

/// Those that take nothing but what another one takes are not named.
#[test]
fn what_covers_an_expression_is_as_little_as_can_be() {
    let covering = |later: &str, earlier: &[&str]| {
        let mut earlier: Vec<Lowered> = earlier.iter().map(|expression| regular(expression)).collect();
        match reach(&regular(later), &mut earlier, &mut FUEL.clone()) {
            Reach::Covered { by, left: None } => by,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(covering("a|b", &["a", "b"]), [0, 1]);
    assert_eq!(covering("a|b", &["a", "[ab]"]), [1]);
    assert_eq!(covering("[abc]", &["a", "b", "x", "[bc]"]), [0, 3]);
}

/// What an expression ends with says quickly that a name is none of its own, and never of one that is.
#[test]
fn endings_rule_out_no_name_that_is_matched() {
    for (expression, name, other) in [
        ("(.+)@a.com", "x@a.com", "x@a.net"),
        ("(?i).+@mycompany", "x@MYCOMPANY", "x@mycompanz"),
        (".+@mycompany$", "x@mycompany", "x@MYCOMPANY"),
        (".+k", "xk", "xl"),
    ] {
        let lowered = regular(expression);
        assert!(matches(&lowered, name) && lowered.may_match(name), "{expression} on {name}");
        assert!(!matches(&lowered, other) && !lowered.may_match(other), "{expression} on {other}");
        assert!(lowered.may_share(&lowered) && !lowered.may_share(&regular(".+!")), "{expression}");
    }
    // The Kelvin sign, the long s, and what has no case in ASCII.
    for (expression, name) in [("(?i).+k", "x\u{212a}"), ("(?i).+s", "x\u{17f}"), ("(?i).+é", "xÉ")] {
        let lowered = regular(expression);
        assert!(matches(&lowered, name) && lowered.may_match(name), "{expression} on {name}");
        assert!(lowered.may_share(&regular(name)), "{expression} and {name}");
    }
}

/// A turn that takes nothing ends a loop.
#[test]
fn what_a_group_takes_in_a_loop_that_may_take_nothing() {
    let names: Vec<String> = (0..5_u32)
        .flat_map(|length| (0..3_usize.pow(length)).map(move |number| (length, number)))
        .map(|(length, number)| (0..length).map(|at| ['a', '=', 'b'][number / 3_usize.pow(at) % 3]).collect())
        .collect();
    let mut compared = 0;
    for expression in [
        "a((?:(?:.)??){2,})(?:(?:[^@]))?",
        "((?:.??)*)(.?)",
        "((?:.??)+)(.*)",
        "((?:a??)*?)(.*)",
        "((?:a|b??)*)(.*)",
        "((?:(?:a??)*b??)*)(.*)",
        "(?:(.??)a??)*(.*)",
        "((?:.?)*)(.*)",
    ] {
        let (engine, lowered) = (pcre2(expression).expect("it compiles"), regular(expression));
        for name in &names {
            let Ok(Some(captures)) = engine.captures(name.as_bytes()) else { continue };
            for group in 1..captures.len() {
                let theirs = captures.get(group).map(|took| took.start()..took.end());
                assert_eq!(lowered.capture(group, name), theirs, "group {group} of {expression} on {name:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}

/// An example is a name that is matched; and an index passes over none that matches a name.
#[test]
fn examples_and_candidates() {
    let mut random = Random(7);
    let (mut examples, mut missed, mut hits) = (0, 0, 0);
    for round in 0..300 {
        let mix = if round % 3 == 0 { Mix::All } else { Mix::Regular };
        let texts: Vec<String> = (0..8).map(|_| samples::expression(&mut random, mix)).collect();
        let parsed: Vec<Regex> = texts.iter().map(|text| Regex::parse(text)).collect();
        let regular = || parsed.iter().filter_map(|regex| Regular::within(regex, &mut { usize::MAX }));
        let all: Vec<Lowered> = parsed.iter().filter_map(Lowered::of).collect();
        assert_eq!(
            regular().map(|one| one.size()).collect::<Vec<_>>(),
            all.iter().map(Lowered::size).collect::<Vec<_>>(),
            "{texts:?}"
        );
        let mut row = Indexed::default();
        regular().for_each(|one| row.push(one));
        let mut unindexed: Vec<Lowered> = parsed.iter().filter_map(Lowered::of).collect();
        for (one, tree) in all.iter().zip(regular()) {
            let names =
                [Names::Plausible, Names::All].map(|names| find(&[one], &[], names, &mut FUEL.clone()));
            let examples_of = [one.example(&mut FUEL.clone()), tree.example(&mut FUEL.clone())];
            for name in examples_of.iter().flatten() {
                assert!(
                    matches(one, name) && !name.is_empty() && !name.contains(char::is_control),
                    "{name:?}"
                );
                assert!(matches!(names[0], Found::Name(_)));
                examples += 1;
            }
            let has_none = examples_of[1].is_none();
            missed += usize::from(has_none && matches!(names[0], Found::Name(_)));
            for name in names.into_iter().filter_map(name_of) {
                let (quick, slow) = (
                    row.first_match(&name, &mut FUEL.clone()),
                    unindexed.first_match(&name, &mut FUEL.clone()),
                );
                assert_eq!(quick, slow, "{texts:?}: {name:?}");
                hits += 1;
            }
        }
    }
    assert!(examples > 1_000 && missed * 8 < examples && hits > 1_000, "{examples} {missed} {hits}");
}
