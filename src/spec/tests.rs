//! The tables against the vectors and the documented examples.

use super::pattern::GROUP_ID_PATTERN;
use super::*;
use crate::testing::vectors;
use serde_json::Value;

#[test]
fn the_documented_patterns_match_what_other_engines_say() {
    let mut matched = 0;
    for row in vectors("dn") {
        let verdict = BIND_USERNAME_PATTERN.matches(row["dn"].as_str().expect("a name"));
        assert_eq!(verdict, row["atlas_pattern_match"].as_bool(), "{row}");
        matched += usize::from(verdict == Some(true));
    }
    for row in vectors("host") {
        let verdict = HOSTNAME_PATTERN.matches(row["host"].as_str().expect("a host"));
        assert_eq!(verdict, row["full_match"]["pcre2_anchored"].as_bool(), "{row}");
        matched += usize::from(verdict == Some(true));
    }
    assert!(matched > 100, "{matched}");
}

#[test]
fn the_pattern_of_a_project_takes_24_lower_case_digits() {
    let id = "5e2211c17a3e5a48f5497de3";
    assert_eq!(GROUP_ID_PATTERN.text, r"^([a-f0-9]{24})$");
    assert_eq!(GROUP_ID_PATTERN.matches(id), Some(true));
    let other =
        [id.to_uppercase(), id[1..].to_owned(), format!("{id}0"), id.replace('e', "g"), format!("{id}\n")];
    for id in other.iter().map(String::as_str).chain(["", "{groupId}", "5e2211c1-7a3e-5a48-f549-7de3"]) {
        assert_eq!(GROUP_ID_PATTERN.matches(id), Some(false), "{id:?}");
    }
}

/// Anchored on the page, and so the whole value either way.
#[test]
fn the_pattern_of_a_bind_name_is_taken_as_written() {
    let as_written = fancy_regex::Regex::new(BIND_USERNAME_PATTERN.text).expect("a pattern");
    for (name, matches) in [
        ("CN=BindUser,CN=Users,DC=myldapserver,DC=mycompany,DC=com", true),
        ("OU=Services,DC=com", true),
        ("DC=com", true),
        // Not of RFC 2253, and taken.
        ("CN=svc,DC=com,", true),
        ("CN=,DC=com", true),
        // Of RFC 2253, and not taken.
        ("cn=svc,dc=com", false),
        ("UID=svc,DC=com", false),
        ("CN=svc,O=mycompany", false),
        ("CN=Doe\\, Jane,DC=com", false),
        ("CN=svc, DC=com", false),
        // Neither.
        ("svc@mycompany.com", false),
        ("", false),
    ] {
        assert_eq!(BIND_USERNAME_PATTERN.matches(name), Some(matches), "{name}");
        assert_eq!(as_written.is_match(name).expect("a verdict"), matches, "{name}");
    }
}

/// Its last branch may be empty at the end, so as a search, which is what a schema makes of it, it finds itself
/// in every text.
#[test]
fn the_pattern_of_a_host_is_read_as_meant() {
    let as_written = fancy_regex::Regex::new(HOSTNAME_PATTERN.text).expect("a pattern");
    for (host, matches) in [
        ("ldap.mycompany.com", true),
        ("93.184.216.34", true),
        ("2606:2800:220:1:248:1893:25c8:1946", true),
        // No hosts, and taken.
        ("", true),
        ("999.999.999.999", true),
        // Hosts, and not taken.
        ("ldap-1.mycompany.com", false),
        ("LDAP.mycompany.com", false),
        ("ldap", false),
        ("ldap.mycompany.com.", false),
        ("2001:db8::1", false),
        // Neither.
        ("ldaps://ldap.mycompany.com", false),
        ("!", false),
    ] {
        assert_eq!(HOSTNAME_PATTERN.matches(host), Some(matches), "{host}");
        assert!(as_written.is_match(host).expect("a verdict"), "{host}");
    }
}

#[test]
fn the_named_groups_are_the_parts_of_the_name() {
    let parts = bind_username_parts("CN=BindUser,CN=Users,DC=mycompany,DC=com").expect("a match");
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(parts.cn, some("CN=BindUser"));
    assert_eq!(parts.name, some("BindUser"));
    assert_eq!(parts.path, some("CN=Users"));
    assert_eq!(parts.domain, some("DC=mycompany,DC=com"));
}

#[test]
fn defaults_are_json_of_the_right_type_and_names_are_sorted() {
    for object in [&USER_SECURITY, &CUSTOMER_X509, &LDAP, &MAPPING, &VERIFY] {
        assert!(object.fields.is_sorted_by_key(|field| field.name), "{}", object.name);
        for field in object.fields {
            let default = field.default.map(|default| serde_json::from_str::<Value>(default).expect("JSON"));
            let fits = match field.kind {
                Type::Boolean => Value::is_boolean,
                Type::Integer => Value::is_i64,
                Type::String => Value::is_string,
                Type::Object(_) => Value::is_object,
                Type::Array(_) => Value::is_array,
            };
            assert!(default.as_ref().is_none_or(fits), "{}", field.name);
            assert!(field.description.ends_with('.'), "{}", field.name);
            let pattern = field.pattern.map(|pattern| pattern.text);
            let named = ["bindUsername", "hostname"].contains(&field.name);
            assert_eq!(pattern.is_some_and(|text| text.starts_with('^')), named, "{}", field.name);
        }
    }
}

/// Of a PATCH nothing is, but what a mapping matches.
#[test]
fn what_is_required_is_what_the_pages_say() {
    let required = |object: &Object| {
        object.fields.iter().filter(|field| field.required).map(|field| field.name).collect::<Vec<_>>()
    };
    assert_eq!(required(&VERIFY), ["bindPassword", "bindUsername", "hostname", "port"]);
    assert_eq!(required(&MAPPING), ["match"]);
    for object in [&USER_SECURITY, &CUSTOMER_X509, &LDAP] {
        assert_eq!(required(object), [""; 0], "{}", object.name);
    }
}

/// The tables against the page itself, where it is at hand.
#[test]
fn the_tables_are_those_of_the_documented_example() {
    let example: Value =
        serde_json::from_str(include_str!("../../tests/payloads/vendor-response.json")).expect("JSON");
    fn walk(value: &Value, object: &Object) {
        for (name, value) in value.as_object().expect("an object") {
            let field = object.field(name).unwrap_or_else(|| panic!("{name} of {}", object.name));
            match field.kind {
                Type::Object(inner) => walk(value, inner),
                Type::Array(item) => value.as_array().expect("an array").iter().for_each(|v| walk(v, item)),
                Type::Boolean => assert!(value.is_boolean(), "{name}"),
                Type::Integer => assert!(value.is_i64(), "{name}"),
                Type::String => assert!(value.is_string(), "{name}"),
            }
        }
    }
    walk(&example, &USER_SECURITY);
}

#[test]
fn operations_are_those_of_the_pages() {
    let both = &["envelope", "pretty"][..];
    let expected = [
        ("PATCH", "", both, Some(Kind::Patch), true),
        ("GET", "", both, None, false),
        ("DELETE", "/customerX509", &["envelope"], None, true),
        ("DELETE", "/ldap/userToDNMapping", both, None, true),
        ("POST", "/ldap/verify", both, Some(Kind::Verify), false),
    ];
    assert_eq!(OPERATIONS.len(), expected.len());
    for (operation, (method, path, query, body, restarts)) in OPERATIONS.iter().zip(expected) {
        let found = (operation.method, operation.path.split_once("/userSecurity").expect("the resource"));
        assert_eq!(found, (method, ("/api/atlas/v2/groups/{groupId}", path)));
        assert_eq!((operation.query, operation.restarts), (query, restarts), "{method} {path}");
        let root = body.map(|kind| std::ptr::from_ref(kind.root()));
        assert_eq!(operation.body.map(std::ptr::from_ref), root, "{method} {path}");
    }
    assert_eq!(MEDIA_TYPE, "application/vnd.atlas.2023-01-01+json");
}
