//! The tree, and where its parts stand.

use super::parse;
use crate::regex::ast::{Greed, Grouping, Kind, Node, Set, SetItem, Special};
use crate::regex::{Construct, Regex};

/// The expression as it was understood, written with one spelling for each thing.
fn understood(pattern: &str) -> String {
    let regex = parse(pattern);
    assert!(regex.is_known(), "{pattern}: {:?} {:?}", regex.faults, regex.unknown);
    show(&regex.root, pattern)
}

fn show(node: &Node, text: &str) -> String {
    assert!(text.get(node.at.clone()).is_some(), "{node:?} of {text:?}");
    let all = |nodes: &[Node], between: &str| {
        nodes.iter().map(|node| show(node, text)).collect::<Vec<_>>().join(between)
    };
    match &node.kind {
        Kind::Empty => "ε".to_owned(),
        Kind::Literal { character, caseless: false } => character.to_string(),
        Kind::Literal { character, caseless: true } => format!("~{character}"),
        Kind::Set(Set { negated, caseless, items }) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| match item {
                    SetItem::Range(first, last) if first == last => format!("{first:?}"),
                    SetItem::Range(first, last) => format!("{first:?}-{last:?}"),
                    SetItem::Named { class, negated } => {
                        format!("{}{class:?}", if *negated { "!" } else { "" })
                    }
                    SetItem::Property { name, negated } => {
                        format!("{}p{{{name}}}", if *negated { "!" } else { "" })
                    }
                })
                .collect();
            let (not, fold) = (if *negated { "^" } else { "" }, if *caseless { "~" } else { "" });
            format!("{fold}[{not}{}]", items.join(","))
        }
        Kind::Assertion(place) => format!("<{place:?}>"),
        Kind::Concat(nodes) => {
            assert!(nodes.len() > 1 && !nodes.iter().any(|node| matches!(node.kind, Kind::Concat(_))));
            all(nodes, "·")
        }
        Kind::Alternation(nodes) => all(nodes, "|"),
        Kind::Group(grouping, content) => {
            let kind = match grouping {
                Grouping::Capture(number) => number.to_string(),
                Grouping::Plain => ":".to_owned(),
                Grouping::BranchReset => "reset".to_owned(),
                Grouping::Atomic => "atomic".to_owned(),
                Grouping::Look { behind, negative } => {
                    format!("{}{}", if *behind { "<" } else { "" }, if *negative { "!" } else { "=" })
                }
            };
            format!("({kind} {})", show(content, text))
        }
        Kind::Repeat(repeat, content) => {
            let greed = match repeat.greed {
                Greed::Greedy => "",
                Greed::Lazy => "?",
                Greed::Possessive => "+",
            };
            let max = repeat.max.map_or("∞".to_owned(), |max| max.to_string());
            format!("{}{{{},{max}}}{greed}", show(content, text), repeat.min)
        }
        Kind::Special(Special::BackReference { group, .. }) => format!("\\{group}"),
        Kind::Special(Special::Recursion(group)) => format!("call {group}"),
        Kind::Special(special) => format!("{special:?}"),
    }
}

#[test]
fn the_tree() {
    for (pattern, expected) in [
        ("", "ε"),
        ("a|", "a|ε"),
        ("(.+)@corp\\.com", "(1 [^'\\n']{1,∞})·@·c·o·r·p·.·c·o·m"),
        ("(?i)a(?-i)b", "ε·~a·ε·b"),
        ("((?i)a|b)c", "(1 ε·~a|~b)·c"),
        ("(?i:[a-z])", "(: ~['a'-'z'])"),
        ("(?s).\\N", "ε·[^]·[^'\\n']"),
        ("(?m)^a$", "ε·<LineStart>·a·<LineEnd>"),
        ("^a$\\A\\z\\Z", "<Start>·a·<EndOrFinalNewline>·<Start>·<End>·<EndOrFinalNewline>"),
        ("(?x) a b # c", "ε·a·b"),
        ("a*+b+?c??d{2}", "a{0,∞}+·b{1,∞}?·c{0,1}?·d{2,2}"),
        ("(?U)a+b+?", "ε·a{1,∞}?·b{1,∞}"),
        ("(a)(?:b)(?<n>c)\\k<n>(?1)(?&n)", "(1 a)·(: b)·(2 c)·\\2·call 1·call 2"),
        ("(?|(a)|(b)(c))(d)", "(reset (1 a)|(1 b)·(2 c))·(3 d)"),
        ("(?n)(a)(?<m>b)", "ε·(: a)·(1 b)"),
        ("(?=a)(?!b)(?<=c)(?<!d)(?>e)", "(= a)·(! b)·(<= c)·(<! d)·(atomic e)"),
        ("[^]a\\d\\H[:^alpha:]-]", "[^']','a',Digit,!HorizontalSpace,!Alpha,'-']"),
        ("(?i)[[:upper:]]\\p{Lu}\\P{^Greek}", "ε·~[Alpha]·~[p{L&}]·~[p{Greek}]"),
        ("\\Qa.*\\E+", "a·.·*{1,∞}"),
        ("\\x41\\x{e9}\\o{101}\\012\\cA\\e", "A·é·A·\n·\u{1}·\u{1b}"),
        ("a(?(1)b|c)()", "a·Conditional·(1 ε)"),
    ] {
        assert_eq!(understood(pattern), expected, "{pattern}");
    }
}

#[test]
fn the_groups() {
    let Regex { groups, .. } = parse("a(b(?<n>c)d)(?:e)(?P<m>f)");
    let shown: Vec<_> = groups.iter().map(|group| (group.at.clone(), group.name.as_deref())).collect();
    assert_eq!(shown, [(1..12, None), (3..10, Some("n")), (17..25, Some("m"))]);
}

#[test]
fn what_stands_before_a_fault_is_kept() {
    let Regex { root, groups, faults, .. } = parse("(a)b[z-a]c");
    assert_eq!((faults.len(), groups.len()), (1, 1));
    assert_eq!(show(&root, "(a)b[z-a]c"), "(1 a)·b");
    let Regex { root, unknown, .. } = parse("(a(?C1)b)");
    assert!(unknown.is_some());
    assert_eq!(show(&root, "(a(?C1)b)"), "(1 a)");
}

/// Which of several groups is meant is not followed; one that is not there is a fault.
#[test]
fn references_to_names_that_several_groups_have() {
    let read = |pattern| {
        let regex = parse(pattern);
        (regex.faults.len(), regex.unknown.is_some())
    };
    assert_eq!(read(r"(?J)(?<n>a)|(?<n>b)\k<n>"), (0, true));
    assert_eq!(read(r"(?J)(?<n>a)|(?<m>b)\k<n>"), (0, false));
    assert_eq!(read(r"(?<n>a)\k<m>"), (1, false));
}

#[test]
fn what_ecmascript_reads_otherwise() {
    fn found(pattern: &str) -> Vec<(Construct, bool, &str)> {
        let differences = parse(pattern).differences;
        let found = differences.into_iter();
        found.map(|found| (found.construct, found.silent, &pattern[found.at])).collect()
    }
    assert_eq!(found("^(.+)@(?:corp|lab)\\.com$"), []);
    assert_eq!(found("(?<user>[\\w.-]+)(?<=a)(?!b)"), []);
    assert_eq!(
        found("\\Aa\\z"),
        [(Construct::AnchorEscape, true, "\\A"), (Construct::AnchorEscape, true, "\\z")]
    );
    assert_eq!(
        found("[]a][[:alpha:]]"),
        [(Construct::LeadingBracket, true, "[]"), (Construct::PosixClass, true, "[:alpha:]")]
    );
    assert_eq!(
        found("(?i)a++"),
        [(Construct::InlineOptions, false, "(?i)"), (Construct::Possessive, false, "+")]
    );
}
