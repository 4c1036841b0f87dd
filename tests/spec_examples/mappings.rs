//! What the page says of `userToDNMapping`: it is tried on names.

use serde_json::{Value, json};
use usersec::{Kind, MapOutcome, MapResult, MapTrace};

use crate::{linter, rules_at};

/// What these entries make of the name.
fn map(entries: &Value, user: &str) -> MapTrace {
    let body = json!({ "ldap": { "userToDNMapping": entries } }).to_string();
    linter().check(body).into_settings().expect("no errors").map(user)
}

/// What is found at the entry.
fn rules(entry: &Value) -> Vec<&'static str> {
    let body = json!({ "ldap": { "userToDNMapping": [entry] } }).to_string();
    rules_at(Kind::Patch, &body, "/ldap/userToDNMapping/0")
}

fn name(trace: &MapTrace) -> Option<&str> {
    trace.name().map(|name| name.as_str())
}

#[test]
fn the_first_entry_that_takes_the_name_makes_a_dn_of_it() {
    let entries = json!([
        { "match": "([a-z]+)@EU", "substitution": "CN={0},OU=Europe,DC=mycompany,DC=com" },
        { "match": "([a-z]+)@[A-Z]+", "substitution": "CN={0},DC=mycompany,DC=com" },
    ]);
    assert_eq!(name(&map(&entries, "jane@EU")), Some("CN=jane,OU=Europe,DC=mycompany,DC=com"));
    assert_eq!(name(&map(&entries, "jane@US")), Some("CN=jane,DC=mycompany,DC=com"));
    assert_eq!(map(&entries, "jane").outcome(), MapOutcome::NoMatch);
}

#[test]
fn a_query_takes_what_the_expression_took() {
    let entries = json!([{ "match": "([a-z]+)@EU", "ldapQuery": "DC=mycompany,DC=com??sub?(uid={0})" }]);
    let trace = map(&entries, "jane@EU");
    let Some(MapResult::Query(query)) = trace.steps()[0].result() else { panic!("{trace:?}") };
    assert_eq!((query.base().as_str(), query.filter()), ("DC=mycompany,DC=com", "(uid=jane)"));
}

#[test]
fn a_query_keeps_to_its_standards() {
    for (query, expected) in [
        ("DC=mycompany,DC=com??sub?(uid={0})", &[][..]),
        ("DC=mycompany,DC=com??sub?(uid={0}", &["query-filter-syntax"]),
        ("DC=mycompany,DC=com??all?(uid={0})", &["query-scope"]),
        ("ldap://ldap.mycompany.com/DC=mycompany,DC=com??sub?(uid={0})", &["query-absolute-url"]),
    ] {
        assert_eq!(rules(&json!({ "match": "([a-z]+)", "ldapQuery": query })), expected, "{query}");
    }
}

#[test]
fn each_group_is_used_by_its_number() {
    let entries =
        json!([{ "match": "([a-z]+)@([A-Z]+)", "substitution": "CN={0},OU={1},DC=mycompany,DC=com" }]);
    assert_eq!(name(&map(&entries, "jane@EU")), Some("CN=jane,OU=EU,DC=mycompany,DC=com"));
    for (target, template, expected) in [
        ("substitution", "CN={2},OU={1},OU={0},DC=com", "mapping-placeholder-out-of-range"),
        ("ldapQuery", "DC=com??sub?(&(uid={0})(ou={2})(o={1}))", "mapping-placeholder-out-of-range"),
        ("ldapQuery", "DC=com??sub?(uid={0})", "mapping-unused-group"),
    ] {
        assert_eq!(
            rules(&json!({ "match": "([a-z]+)@([A-Z]+)", target: template })),
            [expected],
            "{template}"
        );
    }
}

#[test]
fn a_match_is_a_regular_expression() {
    let entry = |expression| json!({ "match": expression, "substitution": "CN={0},DC=mycompany,DC=com" });
    assert_eq!(rules(&entry("([a-z]+)")), [""; 0]);
    assert_eq!(rules(&entry("([a-z]+")), ["mapping-regex-invalid"]);
    assert_eq!(rules(&entry("")), ["mapping-match-empty"]);
}

#[test]
fn a_substitution_makes_a_distinguished_name() {
    let entry = |template| json!({ "match": "([a-z]+)", "substitution": template });
    assert_eq!(rules(&entry("CN={0},DC=mycompany,DC=com")), [""; 0]);
    assert_eq!(rules(&entry("{0}")), [""; 0], "the group may be the whole name");
    assert_eq!(rules(&entry("CN={0},,DC=com")), ["dn-syntax"]);
    assert_eq!(rules(&entry("CN={0},mycompany")), ["dn-syntax"]);
}
