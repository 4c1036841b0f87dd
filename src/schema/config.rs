//! The policy file as JSON Schema, from the table of its keys and that of the rules.

use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

use super::{DIALECT, text};
use crate::policy::{IGNORE_KEYS, KEYS, Key, KeyKind, LEVELS, MOST_DAYS};
use crate::rule::{Check, Rule};
use crate::rules::rules;

/// A JSON Schema (2020-12) of the policy file `usersec.toml`, as indented JSON.
///
/// ```
/// assert!(usersec::policy_schema().contains("expires-soon-days"));
/// ```
pub fn policy_schema() -> String {
    let mut schema = table(KEYS);
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("title".to_owned(), "usersec.toml: the policy of usersec".into());
    text(&schema.into())
}

// What a text has to look like, as far as an expression can say it: none of these refuses what is read.

/// A glob: not blank, no `\`, no `!` or `~` or drive before it, no `//`, no `.` or `..` for a part, and no `[`
/// that is never closed.
const GLOB: &str =
    r"^(?![ \t\r\n]*$)(?!/$)(?![!~])(?![A-Za-z]:)(?!.*//)(?!(?:.*/)?\.\.?(?:/|$))(?!.*\[[^\]]*$)[^\\]+$";

/// Text, one `…` or else one `...`, and text; what is before it is more than a word.
const TEMPLATE: &str = r#"^(?![A-Za-z0-9 ]*(?:…|\.\.\.))(?:[^…"]+…(?! *$)[^…"]+|(?:(?!\.\.\.)[^…"])+\.\.\.(?! *$)(?:(?!\.\.\.)[^…"])+)$"#;

/// A name, perhaps with `*.` before it; an address of either kind, perhaps with how many bits of it count.
const HOST: &str = r"^(?:(?:\*\.)?[^\s:/*,\[\]]+|[0-9.]+/0*(?:[0-9]|[12][0-9]|3[0-2])|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/0*(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))?)$";

/// A table with these keys and no others.
fn table(keys: &[Key]) -> Map<String, Value> {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), value(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    let mut schema = closed(properties);
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

fn closed(properties: Map<String, Value>) -> Map<String, Value> {
    Map::from_iter([
        ("type".to_owned(), "object".into()),
        ("properties".to_owned(), properties.into()),
        ("additionalProperties".to_owned(), false.into()),
    ])
}

/// What may stand behind a key.
fn value(key: &Key) -> Value {
    let texts = |item: Value| json!({ "type": "array", "items": item });
    let mut schema = match key.kind {
        KeyKind::Flag => json!({ "type": "boolean" }),
        KeyKind::Days => json!({ "type": "integer", "minimum": 0, "maximum": MOST_DAYS }),
        KeyKind::Globs => texts(json!({ "type": "string", "pattern": GLOB })),
        KeyKind::Templates => texts(json!({ "type": "string", "pattern": TEMPLATE })),
        KeyKind::Hosts => texts(json!({ "type": "string", "pattern": HOST })),
        KeyKind::RuleLevels => levels(rules().map(|rule| (rule.name, rule.summary))),
        KeyKind::GroupLevels => {
            let mut groups: Vec<&str> = rules().map(|rule| rule.group.name()).collect();
            groups.dedup();
            levels(groups.into_iter().map(|name| (name, "The rules of this group.")))
        }
        KeyKind::Ignores => texts(table(IGNORE_KEYS).into()),
        KeyKind::Glob => json!({ "type": "string", "pattern": GLOB }),
        KeyKind::Pointer => json!({ "type": "string", "pattern": "^(/|$)" }),
        KeyKind::RuleName => {
            // What is not found in documents has no exceptions.
            let of_documents = rules().filter(|rule| !matches!(rule.check, Check::Run));
            json!({ "enum": of_documents.map(Rule::name).collect::<Vec<_>>() })
        }
        KeyKind::Reason => json!({ "type": "string", "pattern": r"\S" }),
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), key.about.into());
        if let Some(default) = json_of(key.default) {
            schema.insert("default".to_owned(), default);
        }
        if let Some(example) = json_of(key.example) {
            schema.insert("examples".to_owned(), json!([example]));
        }
    }
    schema
}

/// A table with the level of each of these.
fn levels(names: impl Iterator<Item = (&'static str, &'static str)>) -> Value {
    let level = |about: &str| json!({ "enum": LEVELS, "description": about });
    closed(names.map(|(name, about)| (name.to_owned(), level(about))).collect()).into()
}

/// A value of TOML; `None` if it is none.
fn json_of(toml: &str) -> Option<Value> {
    document(&format!("value = {toml}"))?.get("value").cloned()
}

/// A document of TOML; `None` if it is none.
pub(super) fn document(toml: &str) -> Option<Value> {
    let table = DeTable::parse(toml).ok()?;
    Some(converted(&DeValue::Table(table.into_inner())))
}

fn converted(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(flag) => Value::from(*flag),
        DeValue::Datetime(time) => Value::from(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| converted(item.get_ref())).collect(),
        DeValue::Table(table) => {
            let members =
                table.iter().map(|(key, value)| (key.get_ref().to_string(), converted(value.get_ref())));
            Value::Object(members.collect())
        }
    }
}
