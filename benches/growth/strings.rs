//! Long strings, where the contract knows them and where it does not.

use serde_json::json;

use super::{Input, repeated};

/// Bodies of about so many bytes.
pub(super) const BODIES: &[Input] = &[
    ("a long unknown string", |size| json!({"note": repeated("Lorem ipsum dolor. ", size)}).to_string()),
    ("a long unknown string of escapes", |size| {
        json!({"note": repeated("Lorem\n\"ipsum\"\t", size / 2)}).to_string()
    }),
    ("unknown members, nested", |size| {
        format!(r#"{{"notes":[{}]}}"#, repeated(r#"{"a":[1,2,{"b":null}]},"#, size).trim_end_matches(','))
    }),
    ("unknown members", |size| {
        let members: Vec<String> = (0..size / 16).map(|index| format!(r#""x{index:07}":true"#)).collect();
        format!("{{{}}}", members.join(","))
    }),
    ("a long host", |size| json!({"ldap": {"hostname": repeated("ldap.example.", size)}}).to_string()),
    ("a long bind name", |size| {
        json!({"ldap": {"bindUsername": format!("{}DC=net", repeated("OU=Users,", size))}}).to_string()
    }),
    ("a long password", |size| json!({"ldap": {"bindPassword": repeated("Tr0ub4dor&3", size)}}).to_string()),
    ("no JSON", |size| repeated("bindUsername: CN=svc,DC=example,DC=net\n", size)),
];
