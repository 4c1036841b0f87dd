//! Rules for programs: JSON, version 1. Its schema is `docs/rules.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::{Tool, write};
use crate::rule::{Case, Example, Rule};

#[derive(Serialize)]
struct Document {
    version: u8,
    tool: Tool,
    rules: Vec<RuleRow>,
}

#[derive(Serialize)]
struct RuleRow {
    name: &'static str,
    group: &'static str,
    cases: Vec<CaseRow>,
    summary: &'static str,
    explain: &'static str,
    docs: String,
    bad: Vec<ExampleRow>,
    good: Vec<ExampleRow>,
}

/// A document, or what it is, and what stands beside it.
#[derive(Serialize)]
struct ExampleRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_file: Option<bool>,
}

#[derive(Serialize)]
struct CaseRow {
    level: &'static str,
    consequence: &'static str,
    basis: &'static str,
    grounds: &'static str,
    when: Option<&'static str>,
    strict: bool,
    pedantic: bool,
}

/// One document for these rules.
pub(crate) fn rules(rules: impl Iterator<Item = &'static Rule>, out: &mut dyn Write) -> io::Result<()> {
    write(&Document { version: 1, tool: Tool::THIS, rules: rules.map(row).collect() }, out)?;
    out.write_all(b"\n")
}

fn row(rule: &'static Rule) -> RuleRow {
    RuleRow {
        name: rule.name,
        group: rule.group.name(),
        cases: rule.cases.iter().map(case).collect(),
        summary: rule.summary,
        explain: rule.explain,
        docs: format!("docs/rules.md#{}", rule.name),
        bad: rule.bad.iter().map(example).collect(),
        good: rule.good.iter().map(example).collect(),
    }
}

fn example(example: &Example) -> ExampleRow {
    let text = example.text();
    ExampleRow {
        text: (!example.is_description()).then_some(text),
        made: example.is_description().then_some(text),
        policy: example.policy(),
        baseline: example.baseline(),
        current: example.current(),
        answer: example.refusal(),
        options: example.options(),
        in_file: example.in_file.then_some(true),
    }
}

fn case(case: &Case) -> CaseRow {
    CaseRow {
        level: case.level.name(),
        consequence: case.consequence.name(),
        basis: case.basis.name(),
        grounds: case.basis.text(),
        when: Some(case.when).filter(|when| !when.is_empty()),
        strict: case.strict,
        pedantic: case.pedantic,
    }
}
