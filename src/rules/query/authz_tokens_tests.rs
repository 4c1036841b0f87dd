use serde_json::{Value, json};

use crate::{Finding, Level, Linter, Report};

fn check(query: &str) -> (String, Report) {
    let body = json!({"ldap": {"authzQueryTemplate": query}}).to_string();
    let report = Linter::new().check(&body);
    (body, report)
}

fn is_ours(finding: &&Finding) -> bool {
    ["token", "brace", "provided"].iter().any(|word| finding.rule().name().contains(word))
}

/// What is said about a query: the rule, and what it points at.
fn found(query: &str) -> Vec<(&'static str, String)> {
    let (body, report) = check(query);
    let findings = report.findings().iter().filter(is_ours);
    findings.map(|finding| (finding.rule().name(), body[finding.span().range()].to_owned())).collect()
}

#[test]
fn placeholders_are_told_from_what_is_none() {
    let unknown = "authz-unknown-token";
    for (query, rule, at) in [
        ("{user}?memberOf?base", unknown, "{user}"),
        ("{{USER}}?memberOf?base", unknown, "{{USER}}"),
        ("{0}?memberOf?base", unknown, "{0}"),
        ("{}?memberOf?base", unknown, "{}"),
        ("${USER}?memberOf?base", unknown, "${USER}"),
        ("$USER?memberOf?base", unknown, "$USER"),
        ("DC=x??sub?(member=%7Buser%7D)", unknown, "%7Buser%7D"),
        ("DC=x??sub?(uid=%25s)", unknown, "%25s"),
        ("DC=x?{dn}?sub?(member={USER})", unknown, "{dn}"),
        ("DC=x??sub?(member={USER})?{0}", unknown, "{0}"),
        ("DC=x??sub?(member={USER)", "authz-unbalanced-brace", "{"),
        ("USER}?memberOf?base", "authz-unbalanced-brace", "}"),
        ("{PROVIDED_USER}?memberOf?base", "authz-provided-user-base", "{PROVIDED_USER}"),
        ("CN=%7BPROVIDED_USER%7D,DC=x", "authz-provided-user-base", "%7BPROVIDED_USER%7D"),
        ("DC=x??sub?(uid={PROVIDED_USER})", "authz-provided-user-unescaped", "{PROVIDED_USER}"),
        ("DC=x?memberOf?base", "authz-no-token", "\"DC=x?memberOf?base\""),
        ("DC=x?{USER}?base", "authz-no-token", "\"DC=x?{USER}?base\""),
        ("DC=x??sub?(a=b)?{USER}", "authz-no-token", "\"DC=x??sub?(a=b)?{USER}\""),
    ] {
        assert_eq!(found(query), [(rule, at.to_owned())], "{query}");
    }
    for query in
        ["{USER}?memberOf?base", "CN={USER},DC=x", "DC=x??sub?(member={USER})", "%7BUSER%7D?memberOf", ""]
    {
        assert_eq!(found(query), [], "{query}");
    }
}

#[test]
fn fixes_write_what_was_meant() {
    for (query, expected) in [
        ("{user}?memberOf?base", "{USER}?memberOf?base"),
        ("DC=x??sub?(uid={provided_user})", "DC=x??sub?(uid={PROVIDED_USER})"),
        ("{{USER}}?memberOf?base", "{USER}?memberOf?base"),
        ("$USER?memberOf?base", "{USER}?memberOf?base"),
        ("{USER?memberOf?base", "{USER}?memberOf?base"),
        ("PROVIDED_USER}?memberOf?base", "{PROVIDED_USER}?memberOf?base"),
        ("{PROVIDED_USER}?memberOf?base", "{USER}?memberOf?base"),
        ("DC=x??sub?(Member={PROVIDED_USER})", "DC=x??sub?(Member={USER})"),
    ] {
        let (body, report) = check(query);
        let fix = report.findings().iter().filter(is_ours).find_map(Finding::fix).expect("a fix");
        let fixed: Value = serde_json::from_str(&fix.apply(&body).unwrap()).unwrap();
        assert_eq!(fixed["ldap"]["authzQueryTemplate"], expected, "{query}");
    }
    for query in ["DC=x??sub?(memberUid={PROVIDED_USER})", "DC=x??sub?(uid={PROVIDED_USER})", "DC=x"] {
        let (_, report) = check(query);
        assert!(report.findings().iter().filter(is_ours).all(|finding| finding.fix().is_none()), "{query}");
    }
}

#[test]
fn all_of_it_is_an_error_but_for_one() {
    let level = |query| check(query).1.findings().iter().filter(is_ours).map(Finding::level).max();
    assert_eq!(level("{user}"), Some(Level::Error));
    assert_eq!(level("DC=x??sub?(uid={PROVIDED_USER})"), Some(Level::Note));
}
