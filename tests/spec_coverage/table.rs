//! The tables of `docs/spec-coverage.md`, and what may be wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// Why no test can cover a line.
pub(crate) const REASONS: [&str; 4] = ["title", "page", "sample", "background"];

/// What one page says.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its first line, which is the heading of its table.
    pub(crate) title: String,
    /// How many lines it is said to have.
    pub(crate) lines: usize,
    pub(crate) rows: Vec<Row>,
}

/// What some lines of a page say.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) lines: RangeInclusive<usize>,
    /// What stands in backticks of it: words of the page.
    pub(crate) words: Vec<String>,
    /// `path::name` each.
    pub(crate) tests: Vec<String>,
    /// If there are none.
    pub(crate) reason: Option<String>,
}

/// The pages of the document.
///
/// # Errors
///
/// The lines that cannot be read.
pub(crate) fn parse(text: &str) -> Result<Vec<Page>, Vec<String>> {
    let mut pages: Vec<Page> = Vec::new();
    let mut faults = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            pages.push(Page { title: title.to_owned(), lines: 0, rows: Vec::new() });
        }
        let Some(page) = pages.last_mut() else { continue };
        if let Some(number) = line.strip_suffix(" lines.") {
            match number.parse() {
                Ok(number) if page.lines == 0 => page.lines = number,
                _ => faults.push(format!("the number of lines, once: {line}")),
            }
        }
        if !line.starts_with('|') || line.starts_with("|---") || line.starts_with("| lines |") {
            continue;
        }
        match row(line) {
            Some(row) => page.rows.push(row),
            None => faults.push(format!("no row: {line}")),
        }
    }
    if faults.is_empty() { Ok(pages) } else { Err(faults) }
}

fn row(line: &str) -> Option<Row> {
    let cells = cells(line);
    let [lines, said, covered] = <&[String; 3]>::try_from(cells.as_slice()).ok()?;
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let reason = covered.strip_prefix("not tested: ").map(str::to_owned);
    let tests = if reason.is_some() { Vec::new() } else { in_backticks(covered) };
    let is_whole =
        reason.is_some() || tests.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ") == *covered;
    (is_whole && !said.is_empty()).then_some(())?;
    Some(Row { lines: first.parse().ok()?..=last.parse().ok()?, words: in_backticks(said), tests, reason })
}

/// The cells of a row; `\|` in them is a bar.
fn cells(line: &str) -> Vec<String> {
    let marked = line.replace("\\|", "\0");
    let inner = marked.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect()
}

fn in_backticks(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What is wrong with a table in itself.
pub(crate) fn faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    let mut next = 1;
    for row in &page.rows {
        let lines = &row.lines;
        if *lines.start() != next || lines.is_empty() {
            faults.push(format!("{}: {lines:?} where {next} is next", page.title));
        }
        next = lines.end() + 1;
        match &row.reason {
            Some(reason) if !REASONS.contains(&reason.as_str()) => {
                faults.push(format!("{}: {lines:?}: `{reason}` is no reason", page.title));
            }
            None if row.tests.is_empty() => faults.push(format!("{}: {lines:?}: nothing", page.title)),
            _ => {}
        }
    }
    if next != page.lines + 1 {
        faults.push(format!("{}: ends at {} of {} lines", page.title, next - 1, page.lines));
    }
    faults
}

/// The tests of the table that there are not.
pub(crate) fn unknown_tests(page: &Page, root: &Path) -> Vec<String> {
    let mut files: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut faults = Vec::new();
    let tests: BTreeSet<&String> = page.rows.iter().flat_map(|row| &row.tests).collect();
    for test in tests {
        let Some((path, name)) = test.split_once("::") else {
            faults.push(format!("`{test}` has no `::`"));
            continue;
        };
        let text = files.entry(path).or_insert_with(|| std::fs::read_to_string(root.join(path)).ok());
        match text {
            None => faults.push(format!("`{test}`: there is no such file")),
            Some(text) if !has_test(text, name) => faults.push(format!("`{test}`: no such test in it")),
            Some(_) => {}
        }
    }
    faults
}

/// Whether the source has a test of that name that is not left out.
pub(crate) fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_function = |line: &str| {
        line.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    lines.iter().enumerate().any(|(number, line)| {
        let above =
            lines[..number].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        let attributes: Vec<_> = above.filter(|line| line.starts_with("#[")).collect();
        is_function(line)
            && attributes.iter().any(|line| **line == "#[test]")
            && !attributes.iter().any(|line| line.starts_with("#[ignore"))
    })
}
