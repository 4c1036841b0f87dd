//! The types of values, and values that are not there yet.

use crate::fix::{Edit, Safety};
use crate::json::{Data, Value};
use crate::mask::secrets_in_json;
use crate::payload::Payload;
use crate::placeholder::Placeholder;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;
use crate::spec::{Field, Kind, MAPPING, Type};
use crate::wiped::Wiped;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "body-not-object",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("the body is an object"))],
        summary: "The document is JSON, but not an object.",
        explain: "\
A request body is one object with the members `ldap` and `customerX509`. A list of bodies is several \
requests, and a body in quotes was serialised twice.",
        bad: &[Example::body("[]"), Example::body(r#""{\"ldap\":{}}""#), Example::body("null")],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::OddShape(body_not_object),
        yields_to: &["json-too-deep"],
    },
    Rule {
        name: "wrong-type",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("each member has one type"))],
        summary: "A value has another type than the contract says.",
        explain: "\
The contract gives each member one type: `port` is an integer, the two flags are booleans, \
`userToDNMapping` is an array of objects, everything else is a string. Usual slips are `\"636\"` and \
`\"true\"` from a shell or a spreadsheet, certificates as an array of strings, and the mapping as a string, \
which is how the database's own configuration file (mongod.conf) wants it.",
        bad: &[
            Example::body(r#"{"ldap":{"port":"636"}}"#),
            Example::body(r#"{"ldap":{"authenticationEnabled":"True"}}"#),
            Example::body(r#"{"customerX509":"none"}"#),
            Example::body(
                r#"{"ldap":{"userToDNMapping":"[{\"match\":\"([a-z]+)\",\"substitution\":\"CN={0},DC=example,DC=net\"}]"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}}}"#,
            ),
            Example::body(r#"{"ldap":{"userToDNMapping":["(.+)"]}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"port":636,"authenticationEnabled":true}}"#)],
        check: Check::OddShape(wrong_type),
        yields_to: &["json-too-deep"],
    },
    Rule {
        name: "null-value",
        group: Group::Document,
        cases: &[
            Case::warning(Consequence::Breach, Basis::Contract("no member is nullable"))
                .when("the member is optional")
                .strict(),
            Case::error(Consequence::Breach, Basis::Contract("userToDNMapping[].match: required, string"))
                .when("the member is required"),
        ],
        summary: "A value is null, where the contract knows none.",
        explain: "\
No member of the contract is nullable. How the API treats a null is not recorded: it may be refused, taken \
for absent, or clear the stored value. The update is a PATCH, so a member that is left out keeps its stored \
value; an empty string deletes `caCertificate` and `authzQueryTemplate`.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":null}}"#),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":null,"substitution":"CN=a,DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::OddShape(null_value),
        yields_to: &["mapping-target-missing"],
    },
    Rule {
        name: "placeholder-value",
        group: Group::Document,
        cases: &[Case::error(
            Consequence::Suspicious,
            Basis::Documented("literals of the vendor's example bodies and tutorials"),
        )],
        summary: "A value is still a placeholder of the documentation.",
        explain: "\
`string`, `HOSTNAME`, `<okta-instance-id>` and the like come from the documentation, where they stand for \
your own value. The specification's own example body is full of them, and breaks the contract besides.\n\n\
Put your value in. What a template engine will fill in (`${LDAP_HOST}`, `{{ ldap_host }}`, \
`%(ldap_host)s`) is no finding; such a value is not checked, so check the document once more after it was \
filled in. The policy can name other forms (`templates`).",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"string"}}"#),
            Example::body(r#"{"ldap":{"hostname":"<okta-instance-id>.ldap.okta.com"}}"#),
            Example::body(r#"{"ldap":{"bindUsername":"USERNAME","bindPassword":"${PASSWORD}"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"${LDAP_HOST}"}}"#)],
        check: Check::Body(placeholder_value),
        yields_to: &[],
    },
];

fn body_not_object(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    if let (Some(document), None) = (payload.document(), payload.root()) {
        let found = phrase(&document.root.data);
        sink.report(document.root.span, format!("the document is {found}; a request body is an object"))
            .help("a body looks like { \"ldap\": { … }, \"customerX509\": { … } }");
    }
}

/// What a value is, as a person calls it.
pub(super) fn phrase(data: &Data<'_>) -> &'static str {
    match data {
        Data::Null => "null",
        Data::Boolean(_) => "a boolean",
        Data::Number(_) => "a number",
        Data::String(_) => "a string",
        Data::Array(_) | Data::Unexplored { array: true } => "an array",
        Data::Object(..) | Data::Unexplored { array: false } => "an object",
    }
}

fn wrong_type(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (member, field) in payload.members() {
        let (value, name) = (&member.value, field.name);
        if let Data::Array(items) = &value.data {
            for item in items.iter().filter(|item| !matches!(item.data, Data::Object(..))) {
                let found = phrase(&item.data);
                sink.report(
                    item.span,
                    format!("{found} in `{name}`; the contract says: an array of objects"),
                );
            }
        }
        // Whatever will be filled in may have the right type then; of what should have been filled in
        // another rule speaks.
        if has_type(&value.data, field.kind) || member.placeholder.is_some() {
            continue;
        }
        // Of a bind password in an answer there is more to say.
        if payload.kind == Kind::Response && name == "bindPassword" {
            continue;
        }
        let (found, wanted) = (phrase(&value.data), field.kind.phrase());
        let message = format!("`{name}` is {found} here; the contract says {wanted}");
        let conversion = convert(sink, value, field);
        let pending = sink.report(value.span, message);
        match conversion {
            Some(Conversion { safety, help, edits }) => pending.help(help).fix(safety, edits),
            None => pending.help(example(field.kind)),
        };
    }
}

/// What a value of the type looks like.
fn example(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "write true or false",
        Type::Integer => "write a number without quotes, such as 636",
        Type::String => "write a text in double quotes",
        Type::Object(_) => "write an object: { \"…\": … }",
        Type::Array(_) => {
            "write an array of objects: [ { \"match\": \"([a-z]+)\", \"substitution\": \"…\" } ]"
        }
    }
}

/// Null has a rule of its own.
pub(crate) fn has_type(data: &Data<'_>, kind: Type) -> bool {
    matches!(
        (data, kind),
        (Data::Null, _)
            | (Data::Boolean(_), Type::Boolean)
            | (Data::Number(_), Type::Integer)
            | (Data::String(_), Type::String)
            | (Data::Array(_), Type::Array(_))
            | (Data::Object(..), Type::Object(_))
    )
}

/// How a value becomes one of the right type.
struct Conversion {
    safety: Safety,
    help: &'static str,
    edits: Vec<Edit>,
}

fn convert(sink: &Sink<'_>, value: &Value<'_>, field: &Field) -> Option<Conversion> {
    let replace = |text: &str| vec![Edit { span: value.span, text: text.to_owned() }];
    let wrap = |open: &str, close: &str| {
        let insert = |at, text: &str| Edit { span: Span::at(at), text: text.to_owned() };
        vec![insert(value.span.start, open), insert(value.span.end, close)]
    };
    let safe = |help, edits| Some(Conversion { safety: Safety::Safe, help, edits });
    let is_pem = matches!(field.name, "cas" | "caCertificate");
    match (&value.data, field.kind) {
        (Data::String(text), Type::Integer)
            if text.as_str().parse::<i32>().is_ok_and(|n| n.to_string() == text.as_str()) =>
        {
            safe("write the number without quotes", replace(text.as_str()))
        }
        (Data::String(text), Type::Boolean) => {
            let flag = ["true", "false"].into_iter().find(|flag| text.as_str().eq_ignore_ascii_case(flag))?;
            safe("write true or false without quotes", replace(flag))
        }
        (Data::String(text), Type::Array(_)) => {
            // The text is written a second time, so nothing secret may be in it; but only JSON can be searched.
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text.as_str()).is_ok();
            let open = is_json && !sink.is_secret(value.span) && !holds_secret(text.as_str());
            let text = open.then(|| text.as_str().trim())?;
            // Read, not only skipped: half a character in it would break the document.
            serde_json::from_str::<Vec<serde_json::Value>>(text).ok()?;
            safe("write the array itself, not a string that holds it", replace(text))
        }
        (Data::Unexplored { array: false }, Type::Array(_)) => {
            safe("put the object into an array", wrap("[", "]"))
        }
        (Data::Number(_), Type::String) => Some(Conversion {
            safety: Safety::Hint,
            help: "if this is the value, put it in quotes",
            edits: wrap("\"", "\""),
        }),
        (Data::Unexplored { array: true }, Type::String) => {
            let parts: Vec<String> = serde_json::from_str(sink.copy(value.span)?).ok()?;
            // A key in pieces is known as one only when they are put together: till then they are wiped.
            let parts: Vec<Wiped> = parts.into_iter().map(Wiped::from).collect();
            let mut text = Wiped::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
            for (index, part) in parts.iter().enumerate() {
                text.push_str(if index > 0 { "\n" } else { "" });
                text.push_str(part.trim_end_matches(['\r', '\n']));
            }
            let mut joined = Wiped::from(Vec::new());
            serde_json::to_writer(&mut joined, &*text).ok()?;
            let joined = std::str::from_utf8(&joined).ok()?;
            let help = match parts.len() {
                1 => "write the string itself, not an array that holds it",
                _ if is_pem => "write one string, with \\n between the parts",
                _ => return None,
            };
            (!holds_secret(joined)).then(|| Conversion { safety: Safety::Hint, help, edits: replace(joined) })
        }
        _ => None,
    }
}

/// Whether a valid JSON text that an edit would write has a secret in it.
fn holds_secret(json: &str) -> bool {
    !secrets_in_json(json, 0).is_empty()
}

fn null_value(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (member, field) in payload.members().filter(|(member, _)| matches!(member.value.data, Data::Null)) {
        // In an answer it says that nothing is stored.
        if payload.kind == Kind::Response && !field.required {
            continue;
        }
        let message = format!("`{}` is null; the contract knows {} only", field.name, field.kind.phrase());
        match field.required {
            true => sink
                .report_case(1, member.value.span, message)
                .help("the member is required: give it a value"),
            false if payload.has_another_stored(field.name) && !is_of_mapping(field) => {
                sink.report(member.value.span, message).help("leave the member out to keep the stored value")
            }
            false => sink.report(member.value.span, message).help("give it a value, or leave the member out"),
        };
    }
}

/// Whether the member is one of a mapping's, of which the whole list is stored or none.
fn is_of_mapping(field: &Field) -> bool {
    MAPPING.fields.iter().any(|of_mapping| std::ptr::eq(of_mapping, field))
}

fn placeholder_value(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for substitute in &payload.substitutes {
        if let Placeholder::Documentation(range) = &substitute.placeholder {
            let span = substitute.text.span(range.clone());
            let shown = match sink.is_secret(span) {
                true => "this".to_owned(),
                false => sink.quote(substitute.text, range.clone()),
            };
            sink.report(span, format!("{shown} is a placeholder of the documentation, not a value")).help(
                match payload.has_another_stored(substitute.field.name) && !is_of_mapping(substitute.field) {
                    true => "put your own value in, or leave the member out to keep the stored one",
                    false => "put your own value in",
                },
            );
        }
    }
}
