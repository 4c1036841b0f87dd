//! The tool and its rules.

use std::fmt::Write as _;

use serde::Serialize;

use super::super::explain::case_line;
use crate::rule::{Level, Rule};

/// How a rule is referred to.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Descriptor {
    pub(super) id: &'static str,
    pub(super) index: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<RuleRow>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleRow {
    id: &'static str,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text {
    text: &'static str,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: Level,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<&'static str>,
}

/// This tool, with all its rules in the order of the table.
pub(super) fn driver() -> Driver {
    let version = env!("CARGO_PKG_VERSION");
    let rules = crate::rules::rules().map(row).collect();
    Driver { name: "usersec", version, semantic_version: version, rules }
}

fn row(rule: &'static Rule) -> RuleRow {
    let mut tags = vec![rule.group.name()];
    for consequence in rule.cases.iter().map(|case| case.consequence.name()) {
        if !tags.contains(&consequence) {
            tags.push(consequence);
        }
    }
    RuleRow {
        id: rule.name,
        name: pascal_case(rule.name),
        short_description: Text { text: rule.summary },
        full_description: Text { text: rule.explain.split("\n\n").next().unwrap_or(rule.summary) },
        help: Help { text: rule.explain, markdown: markdown(rule) },
        default_configuration: Configuration {
            enabled: !rule.cases.iter().all(|case| case.pedantic),
            // A result may be of a lower level, never of a higher one, unless somebody has chosen that.
            level: rule.cases.iter().map(|case| case.level).max().unwrap_or(Level::Note),
        },
        properties: Properties { tags },
    }
}

/// The explanation, and the cases as a list.
fn markdown(rule: &Rule) -> String {
    let mut text =
        format!("{}\n\n{}\n", rule.explain, if rule.cases.len() == 1 { "Found as:" } else { "Cases:" });
    for case in rule.cases {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n- {}", case_line(case));
    }
    text
}

/// `port-out-of-range` as `PortOutOfRange`.
fn pascal_case(name: &str) -> String {
    let mut cased = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut chars = word.chars();
        cased.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        cased.push_str(chars.as_str());
    }
    cased
}
