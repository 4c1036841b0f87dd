//! `docs/spec-coverage.md`: every line of the specification pages has a test, and the tests are there.
//!
//! The pages are not part of the repository; where they lie beside it, the tables are held against them.
#![cfg(feature = "cli")]

mod members;
mod page;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../process/mod.rs"]
mod process;
mod table;

use std::path::Path;

use table::{Page, REASONS, faults, has_test, parse, unknown_tests};

const DOCUMENT: &str = include_str!("../../docs/spec-coverage.md");

fn pages() -> Vec<Page> {
    parse(DOCUMENT).expect("tables")
}

#[test]
fn the_reasons_are_explained_and_used() {
    let (head, _) = DOCUMENT.split_once("\n## ").expect("a table");
    let (_, explained) = head.split_once("|---|---|\n").expect("the reasons");
    let words: Vec<_> = explained.lines().filter_map(|row| row.split('|').nth(1)).map(str::trim).collect();
    assert_eq!(words, REASONS);
    let pages = pages();
    let used = |reason: &&str| {
        pages.iter().flat_map(|page| &page.rows).any(|row| row.reason.as_deref() == Some(*reason))
    };
    assert!(REASONS.iter().all(used));
}

#[test]
fn the_tables_have_every_line_once() {
    let pages = pages();
    assert_eq!(pages.len(), 2);
    for page in pages {
        assert_eq!(faults(&page), [""; 0]);
    }
}

#[test]
fn the_tests_of_the_tables_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in pages() {
        assert_eq!(unknown_tests(&page, root), [""; 0]);
    }
}

/// A table for a page of four lines.
fn table(rows: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match parse(&format!(
        "## A page\n\n4 lines.\n\n| lines | what is said | covered by |\n|---|---|---|\n{rows}"
    )) {
        Ok(pages) => {
            pages.iter().flat_map(|page| [faults(page), unknown_tests(page, root)].concat()).collect()
        }
        Err(faults) => faults,
    }
}

#[test]
fn mistakes_in_a_table_are_found() {
    let this = "tests/spec_coverage/main.rs::mistakes_in_a_table_are_found";
    let whole = format!("| 1-3 | `a` \\| b | `{this}` |\n| 4 | c | not tested: title |");
    assert_eq!(table(&whole), [""; 0]);
    for (rows, fault) in [
        (whole.replace("| 4 |", "| 5 |"), "5..=5 where 4 is next"),
        (whole.replace("| 4 |", "| 3-4 |"), "3..=4 where 4 is next"),
        (whole.replace("1-3", "3-1"), "3..=1 where 1 is next"),
        (whole.replace("| 4 |", "| 4-5 |"), "ends at 5 of 4 lines"),
        (whole.replace("| 4 |", "| four |"), "no row: | four"),
        (whole.replace("title", "boring"), "`boring` is no reason"),
        (whole.replace("not tested: title", ""), "4..=4: nothing"),
        (whole.replace("not tested: title", "by hand"), "no row: | 4"),
        (whole.replace("main.rs", "mein.rs"), "there is no such file"),
        (whole.replace("::mistakes", "::mistake"), "no such test in it"),
        (whole.replace("main.rs::", "main.rs:"), "has no `::`"),
        (format!("{whole}\n5 lines."), "the number of lines, once"),
    ] {
        let found = table(&rows);
        assert!(found.iter().any(|found| found.contains(fault)), "{rows}\n{found:?}");
    }
}

#[test]
fn a_test_is_a_function_that_runs_as_one() {
    let source = "#[test]\n/// Why.\nfn one() {\n#[test]\n#[ignore]\nfn two() {\nfn three() {\n  #[test]\n  fn four(x in any()) {\n";
    let has = |name| has_test(source, name);
    assert_eq!(
        [has("one"), has("two"), has("three"), has("four"), has("on")],
        [true, false, false, true, false]
    );
}
