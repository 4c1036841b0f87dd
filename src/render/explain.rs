//! The long form of a rule, and the list of all.

pub(crate) mod json;

use std::io::{self, Write};

use super::wrapped;
use crate::rule::{Case, Example, Rule};

/// Nothing is squeezed into less.
const NARROWEST: usize = 16;

/// Everything there is to say of a rule.
pub(crate) fn rule(rule: &Rule, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} ({})\n", rule.name, rule.group.name())?;
    paragraph(rule.summary, width, out)?;
    writeln!(out)?;
    for text in rule.explain.split("\n\n") {
        paragraph(text, width, out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", if rule.cases.len() == 1 { "Found as:" } else { "Cases:" })?;
    for case in rule.cases {
        item(&case_line(case), width, out)?;
    }
    examples("Found in:", rule.bad, out)?;
    examples("Not found in:", rule.good, out)
}

/// A case in one line: level, when, consequence, grounds.
pub(crate) fn case_line(case: &Case) -> String {
    let when = if case.when.is_empty() { String::new() } else { format!(" when {}", case.when) };
    let strict = if case.strict { "; error with --strict" } else { "" };
    let pedantic = if case.pedantic { "; only with --pedantic" } else { "" };
    format!(
        "{}{when}: {} ({}: {}){strict}{pedantic}",
        case.level.name(),
        case.consequence.phrase(),
        case.basis.name(),
        case.basis.text(),
    )
}

fn examples(title: &str, examples: &[Example], out: &mut dyn Write) -> io::Result<()> {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for example in examples {
        for line in example.lines() {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

fn paragraph(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fill(text, "", "", width, out)
}

fn item(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fill(text, "  - ", "    ", width, out)
}

/// The text in lines of at most `width` columns; both indents take as many.
fn fill(text: &str, first: &str, rest: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let room = width.saturating_sub(rest.len()).max(NARROWEST);
    let mut indent = first;
    for line in text.split('\n').flat_map(|line| wrapped(line, room)) {
        writeln!(out, "{indent}{line}")?;
        indent = rest;
    }
    Ok(())
}

/// All rules by their groups: one a line, or where that is too wide the summary below the name.
pub(crate) fn list(
    rules: impl Iterator<Item = &'static Rule>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules: Vec<&Rule> = rules.collect();
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let row = |rule: &Rule| format!("  {:widest$}  {:14}  {}", rule.name, rule.levels(), rule.summary);
    let is_wide = rules.iter().all(|rule| row(rule).chars().count() <= width);
    let mut group = None;
    for rule in &rules {
        if group != Some(rule.group) {
            writeln!(out, "{}{}:", if group.is_some() { "\n" } else { "" }, rule.group.name())?;
            group = Some(rule.group);
        }
        if is_wide {
            writeln!(out, "{}", row(rule))?;
        } else {
            writeln!(out, "  {:widest$}  {}", rule.name, rule.levels())?;
            fill(rule.summary, "      ", "      ", width, out)?;
        }
    }
    let count = rules.len();
    let more = format!("{count} rules, (p) with --pedantic only; `usersec explain RULE` says more");
    writeln!(out)?;
    paragraph(&more, width, out)
}

#[cfg(test)]
mod tests {
    use crate::rules::rules;

    /// Whoever copies a command out of an explanation gets all of it.
    #[test]
    fn explanations_are_not_broken_between_back_ticks() {
        for (rule, width) in rules().flat_map(|rule| [60, 80, 100].map(|width| (rule, width))) {
            let mut out = Vec::new();
            super::rule(rule, width, &mut out).expect("a vector takes all");
            let out = String::from_utf8(out).expect("UTF-8");
            let lines = rule.explain.split('\n');
            let quotes = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
            // With what may stand around it.
            for quote in quotes.filter(|quote| quote.chars().count() + 10 <= width) {
                assert!(out.contains(&format!("`{quote}`")), "{}: `{quote}` at {width}:\n{out}", rule.name);
            }
        }
    }
}
