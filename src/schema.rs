//! The contract as JSON Schema (2020-12), for editors: what completes names, and underlines what no server takes.
//!
//! A schema refuses only what [`check`](crate::check) calls an error, and sees no more of a value than its type and
//! whether it is there: what hosts, names, queries and certificates say takes a look into them.

mod config;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::placeholder::{LITERALS, Templates};
use crate::spec::{Access, Field, Kind, LDAP, MAPPING, Object, Type};

pub use self::config::policy_schema;

/// A JSON Schema (2020-12) of the documents of a kind, as indented JSON.
///
/// It refuses nothing in which [`check`](crate::check) finds no error. A value may be missing yet, as long as one of
/// the usual templates stands for it: `"port": "${LDAP_PORT}"`.
///
/// ```
/// let schema = usersec::schema(usersec::Kind::Patch);
/// assert!(schema.contains("userToDNMapping"));
/// ```
pub fn schema(kind: Kind) -> String {
    let mut schema = object(kind.root(), kind);
    let mut definitions = Map::new();
    if kind == Kind::Response {
        definitions.insert("answer".to_owned(), answer(std::mem::take(&mut schema)));
        schema = in_envelope();
    }
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("title".to_owned(), title(kind).into());
    schema.insert("description".to_owned(), ABOUT.into());
    schema.insert("type".to_owned(), "object".into());
    definitions.insert("template".to_owned(), json!({ "pattern": pattern(&Templates::default()) }));
    // In an allOf, or editors say this of every mistake.
    let value =
        json!({ "not": { "enum": LITERALS }, ERROR_MESSAGE: "a word of the documentation, and not a value" });
    definitions.insert("value".to_owned(), value);
    schema.insert("$defs".to_owned(), definitions.into());
    text(&schema.into())
}

/// An answer, which may have a `status` among its members.
fn answer(mut schema: Map<String, Value>) -> Value {
    if let Some(Value::Object(members)) = schema.get_mut("properties") {
        let description = "The HTTP status, if it was added (`?envelope=true`).";
        members.insert("status".to_owned(), json!({ "type": "number", "description": description }));
    }
    schema.insert("type".to_owned(), "object".into());
    schema.into()
}

/// An answer, or an envelope with one.
fn in_envelope() -> Map<String, Value> {
    let has = |name: &str| json!({ "required": [name] });
    let schema = json!({
        "if": {
            "required": ["content"],
            "properties": { "content": { "type": "object" } },
            "anyOf": [
                { "required": ["status"], "properties": { "status": { "type": "number" } } },
                { "properties": { "content": true, "status": true }, "additionalProperties": false },
            ],
            "not": { "anyOf": [has("customerX509"), has("ldap"), has("error"), has("errorCode")] },
        },
        "then": {
            "properties": { "content": { "$ref": "#/$defs/answer", "not": has("status") } },
        },
        "else": { "$ref": "#/$defs/answer" },
    });
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// What VS Code and its kin say instead of their own words, which are those of the keyword; to others, as all
/// keywords that they do not know, it means nothing.
const ERROR_MESSAGE: &str = "errorMessage";
const PATTERN_ERROR_MESSAGE: &str = "patternErrorMessage";

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

const ABOUT: &str = "Names, types and what has to be there. `usersec check` looks into the values as well: hosts, \
                     distinguished names, expressions, queries, certificates. Where the value is filled in later, a \
                     template may stand: ${…}, {{…}}, %(…)s.";

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Patch => "MongoDB Atlas: the body of PATCH /api/atlas/v2/groups/{groupId}/userSecurity",
        Kind::Verify => {
            "MongoDB Atlas: the body of POST /api/atlas/v2/groups/{groupId}/userSecurity/ldap/verify"
        }
        Kind::Response => "MongoDB Atlas: the answer of GET /api/atlas/v2/groups/{groupId}/userSecurity",
    }
}

/// A schema as a file holds it.
fn text(schema: &Value) -> String {
    let mut text = String::new();
    write(schema, 0, 0, &mut text);
    text.push('\n');
    text
}

/// Writes a value, on one line if it fits there behind what takes so many columns.
fn write(value: &Value, indent: usize, before: usize, text: &mut String) {
    const WIDTH: usize = 110;
    let one_line = value.to_string();
    let is_long = indent + before + one_line.len() > WIDTH;
    let (brackets, parts): (_, Vec<(String, &Value)>) = match value {
        Value::Object(members) if is_long => {
            (['{', '}'], members.iter().map(|(name, value)| (format!("{}: ", json!(name)), value)).collect())
        }
        Value::Array(items) if is_long => {
            (['[', ']'], items.iter().map(|item| (String::new(), item)).collect())
        }
        _ => return text.push_str(&one_line),
    };
    let [open, close] = brackets;
    let (inner, last) = (indent + 2, parts.len());
    text.push(open);
    for ((name, part), number) in parts.into_iter().zip(1..) {
        text.push_str(&format!("\n{:inner$}{name}", ""));
        write(part, inner, name.len(), text);
        text.push_str(if number < last { "," } else { "" });
    }
    text.push_str(&format!("\n{:indent$}{close}", ""));
}

/// The members of an object, without the types that it may have itself.
fn object(object: &'static Object, kind: Kind) -> Map<String, Value> {
    let mut schema = Map::new();
    let members = object.fields.iter().map(|field| (field.name.to_owned(), member(field, kind).into()));
    schema.insert("properties".to_owned(), Value::Object(members.collect()));
    schema.insert("additionalProperties".to_owned(), false.into());
    let required: Vec<&str> =
        object.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    for (keyword, value) in together(object, kind) {
        schema.insert(keyword.to_owned(), value);
    }
    schema
}

/// The members that authentication needs: there is something in them, or they keep their stored values.
const NEEDED: [&str; 3] = ["bindPassword", "bindUsername", "hostname"];

/// What holds between the members of an object.
fn together(object: &'static Object, kind: Kind) -> Vec<(&'static str, Value)> {
    let is =
        |name: &str, value: bool| json!({ "required": [name], "properties": { name: { "const": value } } });
    if std::ptr::eq(object, &MAPPING) {
        // Null counts as absent.
        let target = |one: &str, other: &str| {
            json!({
                "required": [one],
                "properties": { one: { "type": "string", "minLength": 1 }, other: { "type": "null" } },
            })
        };
        return vec![(
            "oneOf",
            json!([target("substitution", "ldapQuery"), target("ldapQuery", "substitution")]),
        )];
    }
    if !std::ptr::eq(object, &LDAP) {
        return Vec::new();
    }
    let mut all = vec![json!({
        "if": is("authorizationEnabled", true),
        "then": { "properties": { "authenticationEnabled": { "not": { "const": false } } } },
    })];
    if kind == Kind::Patch {
        let needed: Map<_, _> =
            NEEDED.into_iter().map(|name| (name.to_owned(), json!({ "minLength": 1 }))).collect();
        all.push(json!({
            "if": is("authenticationEnabled", true),
            "then": { "properties": needed },
        }));
    }
    vec![("allOf", all.into())]
}

/// What the value of a member may be. Keywords about other types than a value's do not hold for it, so all of them
/// stand side by side.
fn member(field: &'static Field, kind: Kind) -> Map<String, Value> {
    let mut schema = match field.kind {
        // Nobody looks at what has to go.
        _ if !field.belongs_in(kind) => Map::new(),
        Type::Boolean => typed("boolean"),
        Type::Integer => {
            let mut schema = typed("integer");
            // The only one is a port.
            schema.insert("minimum".to_owned(), 1.into());
            schema.insert("maximum".to_owned(), u16::MAX.into());
            schema
        }
        Type::String => typed("string"),
        Type::Object(inner) => {
            let mut schema = object(inner, kind);
            schema.extend(typed("object"));
            schema
        }
        Type::Array(item) => {
            let mut items = object(item, kind);
            items.insert("type".to_owned(), "object".into());
            let mut schema = typed("array");
            schema.insert("items".to_owned(), items.into());
            schema
        }
    };
    if field.belongs_in(kind) {
        if !field.required {
            // A warning: it may be taken for absent.
            add_type(&mut schema, "null");
        }
        match field.kind {
            Type::String => {
                schema.insert("allOf".to_owned(), json!([{ "$ref": "#/$defs/value" }]));
            }
            _ => {
                add_type(&mut schema, "string");
                let message =
                    format!("{} without quotes, or a template such as \"${{…}}\"", field.kind.phrase());
                schema.insert("$ref".to_owned(), "#/$defs/template".into());
                schema.insert(PATTERN_ERROR_MESSAGE.to_owned(), message.into());
            }
        }
    }
    if is_never_empty(field, kind) {
        schema.insert("minLength".to_owned(), 1.into());
    }
    describe(field, &mut schema);
    schema
}

/// Whether an empty text is an error wherever the member stands.
fn is_never_empty(field: &Field, kind: Kind) -> bool {
    match field.name {
        "match" => true,
        "cas" => kind == Kind::Patch,
        name => kind == Kind::Verify && NEEDED.contains(&name),
    }
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!([name]))])
}

fn add_type(schema: &mut Map<String, Value>, name: &str) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.push(name.into());
    }
}

/// What is there to be read.
fn describe(field: &Field, schema: &mut Map<String, Value>) {
    schema.insert("description".to_owned(), field.description.into());
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    if let Some(default) = field.default.and_then(parsed) {
        schema.insert("default".to_owned(), default);
    }
    let examples: Vec<Value> = field.examples.iter().copied().filter_map(parsed).collect();
    if !examples.is_empty() {
        schema.insert("examples".to_owned(), examples.into());
    }
    match field.access {
        Access::ReadWrite => {}
        Access::ReadOnly => drop(schema.insert("readOnly".to_owned(), true.into())),
        Access::WriteOnly => drop(schema.insert("writeOnly".to_owned(), true.into())),
    }
    if let Some(pattern) = field.pattern {
        // As it is documented it takes every text, or refuses hosts and names that work.
        let comment = format!("documented, and not to be taken literally: {}", pattern.text);
        schema.insert("$comment".to_owned(), comment.into());
    }
}

/// A regular expression, of ECMA-262 and of others, that finds templates in a text: all that are taken for one, and
/// few others.
fn pattern(templates: &Templates) -> String {
    let forms = templates.forms().iter().map(|form| {
        let (open, close) = (escaped(form.open()), escaped(form.close()));
        format!("{open}[\\s\\u0085]*[A-Za-z_.$][^{{}}]*{close}")
    });
    forms.collect::<Vec<_>>().join("|")
}

/// A text as an expression that matches it; nothing is escaped that must not be in ECMA-262.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "^$\\.*+?()[]{}|/".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
