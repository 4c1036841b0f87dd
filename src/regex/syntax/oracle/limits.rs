//! What is long, deep, or in a list.

use super::{compare, parse};

/// Every name that is thought to be one is one, and some that are not are not.
#[test]
fn names_of_properties() {
    for (names, prefixes) in crate::regex::syntax::property::all_names() {
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
            let regex = parse(&format!("{before}{}", unit.repeat(100_000 / unit.len())));
            assert!(regex.faults.len() <= 1);
        }
    }
    let names: String = (0..60_000).map(|i| format!("(?<n{i}>)")).collect();
    assert!(!parse(&names).is_known());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
