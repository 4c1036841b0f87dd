//! The verdict against PCRE2 itself: the crate `pcre2`, which has its source with it.

mod ecmascript;
mod limits;

use std::fmt::Write as _;

use super::parse;
use crate::regex::oracle::compare;
use crate::testing::{Random, vectors};

/// Compares all of them; the share that is not analysed, in percent.
fn compare_all<'p>(patterns: impl IntoIterator<Item = &'p str>) -> usize {
    let (mut count, mut unknown, mut wrong) = (0, 0, String::new());
    for pattern in patterns {
        count += 1;
        match compare(pattern) {
            None => unknown += 1,
            Some(Ok(())) => {}
            Some(Err(reason)) => {
                let _ = writeln!(wrong, "{pattern:?}: {reason}");
            }
        }
    }
    let lines = wrong.lines().count();
    let shown: Vec<&str> = wrong.lines().take(60).collect();
    assert!(wrong.is_empty(), "{lines} of {count} are judged otherwise:\n{}", shown.join("\n"));
    println!("{unknown} of {count} are not analysed");
    unknown * 100 / count.max(1)
}

#[test]
fn own_expressions() {
    let text = include_str!("oracle/expressions.txt");
    let patterns: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(patterns.len() >= 400, "only {}", patterns.len());
    let unknown = compare_all(patterns);
    assert!(unknown <= 8, "{unknown} % are not analysed");
}

fn pick<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of[random.below(of.len())]
}

/// What an expression may consist of, and what may be put around a part of it.
const ATOMS: &[&str] = &[
    "a",
    "b",
    "é",
    "日",
    ".",
    "\\d",
    "\\W",
    "\\s",
    "\\h",
    "\\N",
    "\\R",
    "\\X",
    "\\b",
    "^",
    "$",
    "\\A",
    "\\z",
    "\\1",
    "\\2",
    "\\g{-1}",
    "\\k<n>",
    "\\g<1>",
    "(?1)",
    "(?R)",
    "(?&n)",
    "\\K",
    "\\x41",
    "\\x{42}",
    "\\x",
    "\\o{101}",
    "\\012",
    "\\cA",
    "\\p{L}",
    "\\p{Foo}",
    "\\Qa*\\E",
    "\\E",
    "\\Q",
    "[a-z]",
    "[^a]",
    "[]a]",
    "[[:alpha:]-]",
    "[\\d-a]",
    "[z-a]",
    "[\\w.]",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "{2}",
    "{,2}",
    "{2,1}",
    "*",
    "+",
    "?",
    "|",
    "(?i)",
    "(?-i)",
    "(?x)",
    "(?xx)",
    "(?J)",
    "(?n)",
    "(?U)",
    "(?#c)",
    "(*PRUNE)",
    "(*ACCEPT)",
    "(*F)",
    "(*MARK:m)",
    "\\",
    "-",
    ":",
    " ",
    "#",
    "\n",
    "<",
    ">",
    "=",
    "!",
    "'",
    "1",
    ",",
    "\\C",
    "(?C)",
    "(?[a])",
    "\\u",
    "\\i",
];
const AROUND: &[(&str, &str)] = &[
    ("(", ")"),
    ("(?:", ")"),
    ("(?<n>", ")"),
    ("(?P<m>", ")"),
    ("(?=", ")"),
    ("(?!", ")"),
    ("(?<=", ")"),
    ("(?<!", ")"),
    ("(?>", ")"),
    ("(?|", ")"),
    ("(?i:", ")"),
    ("(?(1)", ")"),
    ("(?(<n>)", ")"),
    ("(?(?=a)", ")"),
    ("(?(DEFINE)", ")"),
    ("(?(R)", ")"),
    ("", "*"),
    ("", "+?"),
    ("", "?+"),
    ("", "{2,3}"),
    ("", "|b"),
    ("[", "]"),
    ("[^", "]"),
    ("\\Q", "\\E"),
];

fn random_expression(random: &mut Random, depth: usize) -> String {
    let mut expression = String::new();
    for _ in 0..=random.below(3) {
        if depth > 0 && random.below(3) > 0 {
            let inner = random_expression(random, depth - 1);
            let (before, after) = AROUND[random.below(AROUND.len())];
            expression.extend([before, &inner, after]);
        } else {
            // Most of the time what is valid anywhere, so that the rest is reached.
            let atoms = if random.below(8) > 0 { &ATOMS[..12] } else { ATOMS };
            expression.push_str(pick(random, atoms));
        }
    }
    expression
}

/// Takes something out, or puts something in.
fn mutated(random: &mut Random, expression: &str) -> String {
    let mut characters: Vec<char> = expression.chars().collect();
    for _ in 0..=random.below(2) {
        let at = random.below(characters.len() + 1);
        match random.below(3) {
            0 if at < characters.len() => {
                characters.remove(at);
            }
            1 => characters.truncate(at.max(1)),
            _ => {
                let inserted: Vec<char> = pick(random, ATOMS).chars().collect();
                characters.splice(at..at, inserted);
            }
        }
    }
    characters.into_iter().collect()
}

#[test]
fn random_expressions() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let expressions: Vec<String> = (0..50_000).map(|_| random_expression(&mut random, 4)).collect();
    let unknown = compare_all(expressions.iter().map(String::as_str));
    assert!(unknown <= 15, "{unknown} % are not analysed");
}

#[test]
fn mutated_expressions() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let own: Vec<&str> = include_str!("oracle/expressions.txt").lines().collect();
    let expressions: Vec<String> = (0..50_000)
        .map(|_| {
            let expression = own[random.below(own.len())];
            mutated(&mut random, expression)
        })
        .collect();
    let unknown = compare_all(expressions.iter().map(String::as_str));
    assert!(unknown <= 10, "{unknown} % are not analysed");
}

/// The verdicts of a reference model of the database.
#[test]
fn expressions_of_the_vectors() {
    let (mut valid, mut refused) = (0, 0);
    for row in vectors("mapping") {
        let error = row.get("startup_error").filter(|error| !error.is_null());
        let offset = error.and_then(|error| error.get("offset")).and_then(serde_json::Value::as_u64);
        for (index, mapping) in row["mapping"].as_array().expect("a list").iter().enumerate() {
            let pattern = mapping["match"].as_str().expect("an expression");
            let is_bad =
                offset.is_some() && error.and_then(|error| error["index"].as_u64()) == Some(index as u64);
            let regex = parse(pattern);
            assert_eq!((regex.faults.is_empty(), &regex.unknown), (!is_bad, &None), "{pattern}");
            assert_eq!(compare(pattern), Some(Ok(())), "{pattern}");
            if is_bad { refused += 1 } else { valid += 1 }
        }
    }
    assert!(valid > 40 && refused >= 8, "{valid} {refused}");
}
