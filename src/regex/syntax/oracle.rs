//! The verdict against PCRE2 itself: the crate `pcre2`, which has its source with it.

use std::fmt::Write as _;

use pcre2::bytes::RegexBuilder;

use super::parse;
use crate::regex::{Regex, RegexFault};

/// What PCRE2 says: how many groups, or where it stopped.
fn pcre2(pattern: &str) -> Result<usize, usize> {
    match RegexBuilder::new().utf(true).build(pattern) {
        Ok(regex) => Ok(regex.captures_len() - 1),
        Err(error) => Err(error.offset().expect("an error of compilation")),
    }
}

/// What is wrong with what is said of the expression; None: not analysed.
fn compare(pattern: &str) -> Option<Result<(), String>> {
    let Regex { groups, faults, unknown, .. } = parse(pattern);
    if unknown.is_some() {
        return None;
    }
    let verdict = pcre2(pattern);
    let wrong = match (verdict, faults.first()) {
        (Ok(count), None) if count != groups.len() => format!("{count} groups, not {}", groups.len()),
        (Ok(_), None) => return Some(Ok(())),
        (Ok(_), Some(fault)) => format!("PCRE2 takes it, {fault:?}"),
        (Err(offset), None) => format!("PCRE2 refuses it at {offset}"),
        (Err(offset), Some(fault)) => {
            // Of these PCRE2 does not know the place any more: it names the end, or what it saw last.
            let placeless = matches!(
                fault.kind,
                RegexFault::KeepOutInLook
                    | RegexFault::TooLarge
                    | RegexFault::ConditionBranches
                    | RegexFault::DefineBranches
            );
            let fits = pattern.get(fault.at.clone()).is_some();
            if fits && (placeless || (fault.at.start <= offset && offset <= fault.at.end)) {
                return Some(Ok(()));
            }
            format!("PCRE2 refuses it at {offset}, {fault:?}")
        }
    };
    Some(Err(wrong))
}

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

/// Numbers that look random, the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("less than the limit")
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
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
            expression.push_str(random.pick(atoms));
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
                let inserted: Vec<char> = random.pick(ATOMS).chars().collect();
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

/// Every name that is thought to be one is one, and some that are not are not.
#[test]
fn names_of_properties() {
    for (names, prefixes) in super::property::all_names() {
        for (name, prefix) in
            names.split(' ').flat_map(|name| prefixes.iter().map(move |prefix| (name, prefix)))
        {
            let pattern = format!("\\p{{{prefix}{name}}}");
            assert_eq!(compare(&pattern), Some(Ok(())), "{pattern}");
            assert!(!prefix.is_empty() || parse(&pattern).is_known(), "{pattern}");
            // Nearly that name.
            for near in [&name[..name.len() - 1], &format!("{name}x")] {
                let pattern = format!("\\p{{{prefix}{near}}}");
                assert_eq!(compare(&pattern), Some(Ok(())), "{pattern}");
            }
        }
    }
}

/// Whether an expression is too large is said only where it is so, and else nothing is said near the limit.
#[test]
fn large_expressions() {
    let units = [
        "a",
        "é",
        "日",
        ".",
        "\\d",
        "[a-z]",
        "[abc]",
        "[^@]",
        "[é-ü]",
        "(a)",
        "(?:a)",
        "(?:a|b)",
        "a*",
        "a{2,3}",
        "[a-z]{2,3}",
        "(?i)k",
        "(a)\\1",
        "\\p{L}",
        "(?=a)",
        "(?<=a)",
        "(?<=ab?)",
        "(?>a)+",
        "(?(?=a)b|c)",
        "(*MARK:abc)",
        "(?1)?",
        "|",
        "(a|b){2,5}",
        "(?:a{3}){4}",
    ];
    let (mut fits, mut undecided, mut too_large) = (0, 0, 0);
    for unit in units {
        for count in
            [1_000, 2_000, 4_000, 6_000, 8_000, 11_000, 16_000, 22_000, 32_000, 33_000, 60_000, 66_000]
        {
            let pattern = format!("()(?:{})", unit.repeat(count));
            match compare(&pattern) {
                None => undecided += 1,
                Some(Ok(())) if parse(&pattern).is_known() => fits += 1,
                Some(Ok(())) => too_large += 1,
                Some(Err(wrong)) => panic!("{count} of {unit}: {wrong}"),
            }
        }
    }
    println!("{fits} fit, {too_large} are too large, {undecided} are undecided");
    assert!(fits > 50 && too_large > 50 && undecided * 3 < fits + too_large);
    for (pattern, is_known) in [("a".repeat(32_764), true), ("a".repeat(32_765), false)] {
        assert_eq!(parse(&pattern).is_known(), is_known);
        assert_eq!(compare(&pattern), Some(Ok(())));
    }
    for (before, after) in [("(", ")"), ("(?:", ")"), ("(?=", ")"), ("(?|", ")"), ("(?i:", ")")] {
        for count in [249, 250, 251, 300, 10_000] {
            let pattern = format!("{}a{}", before.repeat(count), after.repeat(count));
            assert_eq!(compare(&pattern), Some(Ok(())), "{count} times {before}");
        }
    }
    for pattern in
        ["(a{1000}){1000}", "((a{10}){10}){1000}", "(((a+){60}){60}){60}", "(?:(?:a|b){9}){999}", "a{65535}"]
    {
        assert_eq!(compare(pattern), Some(Ok(())), "{pattern}");
    }
}

/// Time grows no faster than the text, however hostile.
#[test]
fn hostile_expressions_end_soon() {
    let units = [
        "(",
        ")",
        "[",
        "[[:",
        "[[.",
        "[[=",
        "[a[:",
        "{",
        "{1",
        "{1,",
        "a{",
        "\\",
        "\\Q",
        "\\x{",
        "\\o{",
        "\\p{",
        "\\g{",
        "\\k<",
        "(?<",
        "(?<n",
        "(?#",
        "(*",
        "(*A",
        "(?(",
        "(?(1",
        "|",
        "a|",
        "()",
        "(?|()|",
        "(?i)",
        "(?x)#",
        "(?<=a)",
        "(?<=",
        "(?:a)",
        "\\1",
        "()\\1",
        "(?1)",
        "(?J)(?<n>)",
        "\\k<n>",
        "a{2}",
        "a*",
        "[a-",
        "[\\d-",
        "(*MARK:",
        "(?i",
        "\\E",
        "[^",
        "]",
        "-",
        "\u{0}",
        "é",
    ];
    let start = std::time::Instant::now();
    for unit in units {
        for before in ["", "[", "(?<=", "(?x)", "()(?<=\\1)"] {
            let regex = parse(&format!("{before}{}", unit.repeat(300_000 / unit.len())));
            assert!(regex.faults.len() <= 1);
        }
    }
    let names: String = (0..60_000).map(|i| format!("(?<n{i}>)")).collect();
    assert!(!parse(&names).is_known());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
