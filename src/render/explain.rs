//! The long form of a rule, and the list of all.

pub(crate) mod json;

use std::io::{self, Write};

use crate::rule::{Case, Example, Rule};

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
        writeln!(out, "  {}", crate::quote::printable(example.text()))?;
    }
    Ok(())
}

fn paragraph(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fill(text, "", "", width, out)
}

fn item(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    fill(text, "  - ", "    ", width, out)
}

/// The text in lines of at most `width` columns.
fn fill(text: &str, first: &str, rest: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(rest);
    writeln!(out, "{}", textwrap::fill(text, options))
}

/// All rules, one a line, by subject.
pub(crate) fn list(rules: impl Iterator<Item = &'static Rule>, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<&Rule> = rules.collect();
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in &rules {
        writeln!(out, "{:widest$}  {:14}  {}", rule.name, rule.levels(), rule.summary)?;
    }
    writeln!(out, "\n{} rules, (p) with --pedantic only; `usersec explain RULE` says more", rules.len())
}
