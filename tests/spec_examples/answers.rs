//! The answer of the update, in whatever form it comes.

use std::ffi::OsString;

use serde_json::{Value, json};
use usersec::{Kind, Level};

use crate::body::{PATTERNS, only};
use crate::process::{file, usersec};
use crate::{ANSWER, REQUEST, found, linter, rules_at};

/// The members that an answer has, with their types.
const MEMBERS: [(&str, &str); 14] = [
    ("/customerX509", "object"),
    ("/customerX509/cas", "string"),
    ("/ldap", "object"),
    ("/ldap/authenticationEnabled", "boolean"),
    ("/ldap/authorizationEnabled", "boolean"),
    ("/ldap/authzQueryTemplate", "string"),
    ("/ldap/bindUsername", "string"),
    ("/ldap/caCertificate", "string"),
    ("/ldap/hostname", "string"),
    ("/ldap/port", "integer"),
    ("/ldap/userToDNMapping", "array"),
    ("/ldap/userToDNMapping/0/ldapQuery", "string"),
    ("/ldap/userToDNMapping/0/match", "string"),
    ("/ldap/userToDNMapping/0/substitution", "string"),
];

/// The findings of the documented answer: true ones, because it is made of placeholders, and its mapping has both
/// targets. That it has links, and no password, is none.
const EXPECTED: [(&str, Level, &str); 6] = [
    ("placeholder-value", Level::Error, "/customerX509/cas"),
    ("placeholder-value", Level::Error, "/ldap/caCertificate"),
    ("placeholder-value", Level::Error, "/ldap/hostname"),
    ("placeholder-value", Level::Error, "/ldap/userToDNMapping/0/ldapQuery"),
    ("mapping-dn-injection", Level::Note, "/ldap/userToDNMapping/0/match"),
    ("mapping-target-both", Level::Error, "/ldap/userToDNMapping/0/substitution"),
];

#[test]
fn the_documented_answer_has_these_findings() {
    assert_eq!(found(&linter().kind(Kind::Response).check(ANSWER)), EXPECTED);
    let (_folder, path) = file(ANSWER);
    let ran = usersec(["check", "--kind", "response", "--format", "json", path.to_str().expect("UTF-8")]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.rules(), EXPECTED.map(|(rule, _, _)| rule));
}

#[test]
fn an_answer_has_the_members_of_a_request() {
    let samples = [json!(true), json!(636), json!("yes"), json!({}), json!([])];
    for (pointer, kind) in MEMBERS {
        for (name, value) in ["boolean", "integer", "string", "object", "array"].iter().zip(&samples) {
            let body = only(pointer, value.clone());
            let is_wrong = rules_at(Kind::Response, &body, pointer).contains(&"wrong-type");
            assert_eq!(is_wrong, *name != kind, "{body}");
        }
    }
    let unknown = only("/ldap/queryTemplate", json!("x"));
    assert_eq!(rules_at(Kind::Response, &unknown, "/ldap/queryTemplate"), ["unknown-field"]);
}

#[test]
fn values_of_an_answer_are_judged_as_those_of_a_request() {
    for (pointer, value, rule) in [
        ("/ldap/hostname", json!("ldaps://ldap.mycompany.com"), "hostname-scheme"),
        ("/ldap/bindUsername", json!("CN=svc,,DC=com"), "dn-syntax"),
        ("/ldap/authzQueryTemplate", json!("DC=com??sub?(member={USER}"), "query-filter-syntax"),
        ("/ldap/caCertificate", json!("MIIB"), "no-certificate"),
        ("/ldap/userToDNMapping/0", json!({ "substitution": "CN={0},DC=com" }), "mapping-match-missing"),
        (
            "/ldap/userToDNMapping/0",
            json!({ "match": "(.+)@x", "ldapQuery": "DC=com??all?(uid={0})" }),
            "query-scope",
        ),
    ] {
        let rules = rules_at(Kind::Response, &only(pointer, value), pointer);
        assert!(rules.contains(&rule), "{pointer}: {rules:?}");
    }
    // What was deleted is empty in an answer, and nobody deletes it there.
    assert_eq!(rules_at(Kind::Response, &only("/ldap/caCertificate", json!("")), ""), [""; 0]);
}

#[test]
fn an_answer_has_no_password() {
    let body = only("/ldap/bindPassword", json!("tr0ub4dor"));
    let report = linter().kind(Kind::Response).check(&body);
    assert_eq!(found(&report), [("bind-password-in-response", Level::Error, "/ldap/bindPassword")]);
    assert!(!format!("{report:?}").contains("tr0ub4dor"));
}

#[test]
fn links_are_for_answers_only() {
    let with = json!([{ "href": "https://cloud.mongodb.com/api/atlas", "rel": "self" }]);
    for pointer in ["/links", "/ldap/links", "/customerX509/links"] {
        let body = only(pointer, with.clone());
        assert_eq!(rules_at(Kind::Response, &body, ""), [""; 0], "{body}");
        assert!(rules_at(Kind::Patch, &body, pointer).contains(&"read-only-field"), "{body}");
        let wrong = only(pointer, json!([{ "href": 1, "ref": "self" }]));
        assert_eq!(rules_at(Kind::Response, &wrong, pointer), ["wrong-type", "unknown-field"], "{wrong}");
    }
}

#[test]
fn the_schema_of_answers_has_the_same_defaults_and_patterns() {
    let members = |kind, definition: &str| {
        let schema: Value = serde_json::from_str(&usersec::schema(kind)).expect("JSON");
        schema.pointer(&format!("{definition}/properties/ldap/properties")).expect("members").clone()
    };
    let (request, answer) = (members(Kind::Patch, ""), members(Kind::Response, "/$defs/answer"));
    assert_eq!(answer["port"]["default"], 636);
    assert_eq!(answer["authzQueryTemplate"]["default"], "{USER}?memberOf?base");
    for (pointer, pattern) in PATTERNS {
        let name = pointer.trim_start_matches("/ldap/");
        let comment = answer[name]["$comment"].as_str().expect("a comment");
        assert!(comment.ends_with(pattern), "{comment}");
        assert_eq!(comment, request[name]["$comment"]);
    }
}

/// `envelope=true`, and what a body looks like to which a status was added.
#[test]
fn an_answer_may_be_in_an_envelope() {
    let answer: Value = serde_json::from_str(ANSWER).expect("JSON");
    let mut added = answer.clone();
    added["status"] = json!(202);
    for received in [json!({ "status": 202, "content": answer }), json!({ "content": answer }), added] {
        let text = received.to_string();
        let report = linter().kind(Kind::Response).check(&text);
        assert_eq!(found(&report), EXPECTED, "{text}");
        let first = &report.findings()[0];
        assert_eq!(&text[first.span().range()], "string", "the place in what was received");
    }
    // Of a request neither is a part.
    let wrapped = json!({ "status": 202, "content": answer }).to_string();
    assert!(found(&linter().check(wrapped)).iter().any(|(rule, _, _)| *rule == "unknown-field"));
}

/// `pretty=true` or not.
#[test]
fn white_space_makes_no_difference() {
    let compact = serde_json::from_str::<Value>(ANSWER).expect("JSON").to_string();
    assert!(compact.len() < ANSWER.len());
    assert_eq!(found(&linter().kind(Kind::Response).check(compact)), EXPECTED);
}

/// What is stored becomes the body of an update again: the links go, everything else stays.
#[test]
fn the_documented_answer_becomes_a_request() {
    let (_folder, path) = file(ANSWER);
    let ran = usersec(["to-request".as_ref(), path.as_os_str()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut expected: Value = serde_json::from_str(REQUEST).expect("JSON");
    let mut made = ran.json();
    // It has to be filled in, and that is said.
    expected["ldap"].as_object_mut().expect("an object").remove("bindPassword");
    made["ldap"].as_object_mut().expect("an object").remove("bindPassword");
    assert_eq!(made, expected);
    assert!(format!("{}{}", ran.out, ran.err).contains("bindPassword"), "{ran:?}");
}

/// What is absent keeps its stored value, and what is there is stored already. The placeholders of the example are
/// filled in, because what stands for a value may be another one.
#[test]
fn what_is_stored_sent_back_changes_nothing() {
    let mut stored: Value = serde_json::from_str(ANSWER).expect("JSON");
    stored["customerX509"]["cas"] = include_str!("../certificates/root.pem").into();
    stored["ldap"]["caCertificate"] = include_str!("../certificates/root2.pem").into();
    stored["ldap"]["hostname"] = "ldap.mycompany.com".into();
    stored["ldap"]["userToDNMapping"][0].as_object_mut().expect("an entry").remove("ldapQuery");
    let (_folder, answer) = file(stored.to_string());
    let request = usersec(["to-request".as_ref(), answer.as_os_str()]).json();
    let changes_nothing = |request: &Value| {
        let (_folder, body) = file(request.to_string());
        let arguments = ["check", "--format", "json", "--current"].map(OsString::from);
        let ran = usersec(arguments.into_iter().chain([answer.clone().into(), body.into()]));
        ran.rules().contains(&"restart-without-change".to_owned())
    };
    assert!(changes_nothing(&request));
    let mut part = request.clone();
    part["ldap"].as_object_mut().expect("an object").remove("userToDNMapping");
    assert!(changes_nothing(&part));
    for (member, value) in [
        ("port", json!(3269)),
        ("caCertificate", json!("")),
        ("bindPassword", json!("${LDAP_BIND_PASSWORD}")),
    ] {
        let mut other = request.clone();
        other["ldap"][member] = value;
        assert!(!changes_nothing(&other), "{member}");
    }
}
