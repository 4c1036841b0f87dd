//! Hostile mappings: expressions, substitutions, queries, and long lists of them.

use super::{Input, repeated};

/// Values of `match`.
pub(super) const MATCHES: &[Input] = &[
    ("match: a, over and over", |size| repeated("a", size)),
    ("match: (, over and over", |size| repeated("(", size)),
    ("match: ), over and over", |size| repeated(")", size)),
    ("match: [, over and over", |size| repeated("[", size)),
    ("match: a class of many", |size| format!("[{}]", repeated("ab", size))),
    ("match: [[:alpha:]], over and over", |size| repeated("[[:alpha:]]", size)),
    ("match: nested groups", |size| format!("{}a{}", "(".repeat(size / 2), ")".repeat(size / 2))),
    ("match: a{1}{1}{1}", |size| format!("a{}", repeated("{1}", size))),
    ("match: a?a?a?", |size| repeated("a?", size)),
    ("match: (a+)+(a+)+", |size| repeated("(a+)+", size)),
    ("match: a|a|a", |size| repeated("a|", size)),
    ("match: (a|aa|aaa)*", |size| format!("({})*", repeated("a|aa|", size))),
    ("match: x{1000}, over and over", |size| repeated("x{1000}", size)),
    ("match: ((x{99}){99}){99}", |size| repeated("((x{99}){99}){99}", size)),
    ("match: \\Q, over and over", |size| repeated("\\Q", size)),
    ("match: (?i), over and over", |size| repeated("(?i)", size)),
    ("match: .*.*.*", |size| repeated(".*", size)),
    ("match: back references", |size| format!("(a){}", repeated("\\1", size))),
    ("match: look-ahead, over and over", |size| repeated("(?=a)", size)),
    ("match: domain labels", |size| format!("(.+)@{}com", repeated("example.", size))),
];

/// Values of `substitution`.
pub(super) const SUBSTITUTIONS: &[Input] = &[
    ("substitution: {0}, over and over", |size| repeated("{0}", size)),
    ("substitution: {1}, over and over", |size| repeated("CN={1},", size)),
    ("substitution: {, over and over", |size| repeated("{", size)),
    ("substitution: {}, over and over", |size| repeated("{}", size)),
    ("substitution: {{0}}, over and over", |size| repeated("{{0}}", size)),
    ("substitution: nested braces", |size| format!("{}0{}", "{".repeat(size / 2), "}".repeat(size / 2))),
    ("substitution: $1, over and over", |size| repeated("$1", size)),
    ("substitution: CN={0}, over and over", |size| repeated("CN={0},", size)),
    ("substitution: CN=, over and over", |size| repeated("CN=,", size)),
    ("substitution: \\{0}, over and over", |size| repeated("CN=\\{0},", size)),
];

/// Values of `ldapQuery` and `authzQueryTemplate`.
pub(super) const QUERIES: &[Input] = &[
    ("query: ?, over and over", |size| repeated("?", size)),
    ("query: %41, over and over", |size| format!("CN={}", repeated("%41", size))),
    ("query: %E9, over and over", |size| format!("CN={}", repeated("%E9", size))),
    ("query: %, over and over", |size| repeated("%", size)),
    ("query: attributes", |size| format!("DC=example,DC=net?{}", repeated("a,", size))),
    ("query: nested filters", |size| {
        format!("DC=example??sub?{}(a=b){}", "(!".repeat(size / 3), ")".repeat(size / 3))
    }),
    ("query: a list of filters", |size| format!("DC=example??sub?(&{})", repeated("(a={0})", size))),
    ("query: stars", |size| format!("DC=example??sub?(a={})", repeated("*", size))),
    ("query: escapes", |size| format!("DC=example??sub?(a={})", repeated("\\2a", size))),
    ("query: open parentheses", |size| format!("DC=example??sub?{}", repeated("(", size))),
    ("query: {USER}, over and over", |size| format!("DC=example??sub?(a={})", repeated("{USER}", size))),
    ("query: {user}, over and over", |size| format!("DC=example??sub?(a={})", repeated("{user}", size))),
    ("query: a base of many RDNs", |size| repeated("DC=example,", size)),
];

/// So many mappings, each with a comma behind.
pub(super) const COUNTED: &[Input] = &[
    ("mappings of domains", |number| {
        (0..number).map(|index| entry(&format!(r"(.+)@d{index}\\.example\\.net"), index)).collect()
    }),
    ("mappings without members", |number| "{},".repeat(number)),
];

/// Lists of mappings.
pub(super) const LISTS: &[Input] = &[
    ("mappings: catch-alls", |size| list(size, |_| r"(.+)".to_owned())),
    ("mappings: domains", |size| list(size, |index| format!(r"(.+)@d{index}\\.example\\.net"))),
    ("mappings: prefixes", |size| list(size, |index| format!("x{index}(.*)"))),
    ("mappings: lengths", |size| list(size, |index| format!("(.{{{index}}})"))),
    ("mappings: nested quantifiers", |size| list(size, |index| format!("((a+)+)*b{index}"))),
    ("mappings: alternations", |size| list(size, |index| format!("(a{index}|b{index}|[^c]+c)*"))),
    ("mappings: queries", |size| {
        let mut text = String::new();
        while text.len() < size {
            text += r#"{"match":"(.+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"},"#;
        }
        text
    }),
];

/// User names, a line each: a hundredth of the size, as each of them meets a thousand mappings.
pub(super) const NAMES: &[Input] = &[
    ("names: of the last of 1,000 mappings", |size| repeated("jane@d999.example.net\n", size / 100)),
    ("names: of no mapping", |size| repeated("jane.doe@example.com\n", size / 100)),
    ("names: long ones", |size| repeated(&format!("{}@d999.example.net\n", "jane".repeat(50)), size / 100)),
    ("names: that run away", |size| repeated(&format!("{}!\n", "a".repeat(50)), size / 100)),
];

/// A body with 1,000 mappings.
pub(super) fn thousand() -> String {
    let entry = |index| {
        let expression =
            if index == 0 { "((a+)+)*b".to_owned() } else { format!(r"([a-z]+)@d{index}\\.example\\.net") };
        format!(r#"{{"match":"{expression}","substitution":"CN={{0}},DC=example{index},DC=net"}},"#)
    };
    body(&(0..1000).map(entry).collect::<String>())
}

/// A body with the mappings, each with a comma behind.
pub(super) fn body(entries: &str) -> String {
    format!(r#"{{"ldap":{{"userToDNMapping":[{}]}}}}"#, entries.trim_end_matches(','))
}

fn list(size: usize, pattern: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut index = 0;
    while text.len() < size {
        let pattern = pattern(index);
        text += &entry(&pattern, index);
        index += 1;
    }
    text
}

fn entry(pattern: &str, index: usize) -> String {
    format!(r#"{{"match":"{pattern}","substitution":"CN={{0}},DC=example{index},DC=net"}},"#)
}
