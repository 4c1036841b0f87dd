//! The members of the pages against those of the published schemas.

use std::collections::BTreeMap;

use serde_json::Value;
use usersec::Kind;

use crate::page::text;

const UPDATE: &str = "Update LDAP or X.509 Configuration";

/// What is said of a member, in the page or in a schema.
#[derive(Debug, Default, PartialEq, Eq)]
struct Member {
    kind: String,
    required: bool,
    default: Option<String>,
    pattern: Option<String>,
}

type Members = BTreeMap<String, Member>;

/// The members of the lines, by their paths: each stands behind a bullet, the deeper the further in.
fn of_page<'t>(lines: impl Iterator<Item = &'t str>) -> Members {
    let mut members = Members::new();
    // The indent of each name on the way to the last member.
    let mut way: Vec<(usize, String)> = Vec::new();
    for line in lines {
        let indent = line.len() - line.trim_start().len();
        let path =
            |way: &[(usize, String)]| way.iter().map(|(_, name)| format!("/{name}")).collect::<String>();
        if let Some(member) = line.trim_start().strip_prefix("• ") {
            way.retain(|(outer, _)| *outer < indent);
            let mut words = member.split(' ');
            way.push((indent, words.next().expect("a name").to_owned()));
            let kind = words.next().expect("a type").to_owned();
            members.insert(
                path(&way),
                Member { kind, required: words.next() == Some("Required"), ..Member::default() },
            );
        } else if let Some(member) = members.get_mut(&path(&way)) {
            let behind = |begin| line.trim_start().strip_prefix(begin)?.strip_suffix('.').map(str::to_owned);
            if let Some(default) = behind("Default value is ") {
                member.default = Some(default);
            }
            if let Some(pattern) = behind("Format should match the following pattern: ") {
                member.pattern = Some(pattern);
            }
        }
    }
    members
}

/// The members of a schema, without those that `leave_out` is said of.
fn of_schema(schema: &Value, leave_out: &str, path: &str, members: &mut Members) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, member) in schema["properties"].as_object().expect("properties") {
        if member[leave_out] == true {
            continue;
        }
        let path = format!("{path}/{name}");
        let kind = match member["type"][0].as_str().or(member["type"].as_str()).expect("a type") {
            "integer" => "integer(int32)",
            "array" => "array[object]",
            other => other,
        };
        let comment = member["$comment"].as_str();
        let default = match &member["default"] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        members.insert(
            path.clone(),
            Member {
                kind: kind.to_owned(),
                required: required.iter().any(|required| required == name),
                default,
                pattern: comment
                    .and_then(|text| text.split_once(": "))
                    .map(|(_, pattern)| pattern.to_owned()),
            },
        );
        let inner = if member["items"].is_object() { &member["items"] } else { member };
        if inner["properties"].is_object() {
            of_schema(inner, leave_out, &path, members);
        }
    }
}

/// The lines of the page from the one that is `from` to the one before `to`.
fn between<'t>(text: &'t str, from: &str, to: &str) -> impl Iterator<Item = &'t str> {
    let is = |line: &str, mark: &str| line.trim() == mark;
    text.lines().skip_while(move |line| !is(line, from)).skip(1).take_while(move |line| !is(line, to))
}

#[test]
fn the_schema_of_requests_has_the_members_of_the_page() {
    let Some(text) = text(UPDATE) else { return };
    let page = of_page(between(&text, "Body Required", "Responses"));
    assert_eq!(page.len(), 15, "{page:?}");
    let mut ours = Members::new();
    of_schema(&schema(Kind::Patch), "readOnly", "", &mut ours);
    assert_eq!(ours, page);
}

#[test]
fn the_schema_of_answers_has_the_members_of_the_page() {
    let Some(text) = text(UPDATE) else { return };
    let to = "• 400 application/json";
    let page = of_page(between(&text, "• 202 application/vnd.atlas.2023-01-01+json", to));
    assert_eq!(page.len(), 14, "{page:?}");
    let mut ours = Members::new();
    of_schema(&schema(Kind::Response)["$defs"]["answer"], "readOnly", "", &mut ours);
    // Added by the envelope; and read wherever it stands, to be a finding of its own.
    assert!(ours.remove("/status").is_some() && ours.remove("/ldap/bindPassword").is_some());
    assert_eq!(ours, page);
}

/// So what is tested of one status holds for each.
#[test]
fn errors_have_the_same_members_whatever_their_status() {
    let Some(text) = text(UPDATE) else { return };
    let statuses = ["400", "401", "403", "404", "500"];
    let errors = statuses.map(|status| {
        let rest =
            text.lines().skip_while(|line| line.trim() != format!("• {status} application/json")).skip(1);
        of_page(rest.take_while(|line| !line.starts_with("  • ") && !line.starts_with("PATCH")))
    });
    let members: Vec<_> =
        errors[0].iter().map(|(path, member)| (&**path, &*member.kind, member.required)).collect();
    assert_eq!(
        members,
        [
            ("/badRequestDetail", "object", false),
            ("/badRequestDetail/fields", "array[object]", false),
            ("/badRequestDetail/fields/description", "string", true),
            ("/badRequestDetail/fields/field", "string", true),
            ("/detail", "string", false),
            ("/error", "integer(int32)", true),
            ("/errorCode", "string", true),
            ("/parameters", "array[object]", false),
            ("/reason", "string", false),
        ]
    );
    assert!(errors.iter().all(|error| *error == errors[0]));
}

fn schema(kind: Kind) -> Value {
    serde_json::from_str(&usersec::schema(kind)).expect("JSON")
}
