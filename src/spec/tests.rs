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
    assert_eq!(GROUP_ID_PATTERN.matches("5e2211c17a3e5a48f5497de3"), Some(true));
    assert_eq!(GROUP_ID_PATTERN.matches("5E2211C17A3E5A48F5497DE3"), Some(false));
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
fn operations_have_the_bodies_of_their_kinds() {
    let body = |method: &str, end: &str| {
        let operation = OPERATIONS.iter().find(|o| o.method == method && o.path.ends_with(end));
        operation.and_then(|operation| operation.body).map(std::ptr::from_ref)
    };
    assert_eq!(body("PATCH", "/userSecurity"), Some(std::ptr::from_ref(Kind::Patch.root())));
    assert_eq!(body("POST", "/verify"), Some(std::ptr::from_ref(Kind::Verify.root())));
    assert_eq!(body("DELETE", "/customerX509"), None);
    assert!(OPERATIONS.iter().all(|o| o.restarts == matches!(o.method, "PATCH" | "DELETE")));
    assert!(OPERATIONS.iter().all(|o| o.query.contains(&"envelope")));
    assert!(MEDIA_TYPE.ends_with("+json"));
}
