//! `docs/rules.md`, written from the table.

use std::fmt::Write as _;

use crate::rule::{Example, Rule};

pub(crate) const HEADER: &str = "\
# Rules

Written from the table of rules by `UPDATE=1 cargo test`; do not edit it by hand.

A name in `‹›` stands for a certificate of `tests/certificates`, and `⇒` for a replacement in it.
";

/// All rules, by subject, each with a link to its section.
pub(crate) fn overview(rules: impl Iterator<Item = &'static Rule>, out: &mut String) {
    let mut group = None;
    let _ = write!(out, "\n`(p)`: shown with `--pedantic` only.\n\n| rule | level | |\n|---|---|---|\n");
    for rule in rules {
        if group.replace(rule.group) != Some(rule.group) {
            let _ = writeln!(out, "| **{}** | | |", rule.group.name());
        }
        let _ = writeln!(out, "| [{0}](#{0}) | {1} | {2} |", rule.name, rule.levels(), rule.summary);
    }
}

/// One rule as a section.
pub(crate) fn rule(rule: &Rule, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\n## {}\n\n{}\n\n", rule.name, rule.summary);
    let _ = writeln!(out, "| level | when | consequence | grounds |\n|---|---|---|---|");
    for case in rule.cases {
        let when = if case.when.is_empty() { "always" } else { case.when };
        let strict = if case.strict { ", error with `--strict`" } else { "" };
        let pedantic = if case.pedantic { ", only with `--pedantic`" } else { "" };
        let _ = writeln!(
            out,
            "| {}{strict}{pedantic} | {when} | {} | {}: {} |",
            case.level.name(),
            case.consequence.phrase(),
            case.basis.name(),
            case.basis.text().replace('|', "\\|"),
        );
    }
    let _ = write!(out, "\n{}\n", rule.explain);
    examples("Found in", rule.bad, out);
    examples("Not found in", rule.good, out);
}

fn examples(title: &str, examples: &[Example], out: &mut String) {
    if examples.is_empty() {
        return;
    }
    let _ = write!(out, "\n{title}:\n\n```text\n");
    for example in examples {
        for line in example.lines() {
            let _ = writeln!(out, "{line}");
        }
    }
    out.push_str("```\n");
}
