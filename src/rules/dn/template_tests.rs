//! Names in mappings and queries: what is said of them, and what stays silent because it depends on the user.

use serde_json::{Value, json};

use crate::{Finding, Linter, Report, Safety};

fn check(member: &str, text: &str) -> (String, Report) {
    let body = json!({"ldap": {"userToDNMapping": [{"match": "(\\w+)-(\\w+)", member: text}]}}).to_string();
    let report = Linter::new().check(&body);
    (body, report)
}

fn of_dn(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings().iter().filter(|finding| finding.rule().name().starts_with("dn-"))
}

/// What is said about a name: the rule, and what it points at.
fn found(member: &str, text: &str) -> Vec<(&'static str, String)> {
    let (body, report) = check(member, text);
    let row = |finding: &Finding| (finding.rule().name(), body[finding.span().range()].to_owned());
    of_dn(&report).map(row).collect()
}

#[test]
fn what_depends_on_the_user_name_stays_silent() {
    for text in [
        "{0}",
        "{0},{1}",
        "UID={0}-{1},DC=x",
        "UID={0}.{1}@example.net,DC=x",
        "UID={0},{1},DC=x",
        "{0}={1},DC=x",
        "DC=x,{0},CN={1}",
        "{0},OU=a,DC=x",
        "UID={0}+{1},DC=x",
        "UID={0},DC=$1",
    ] {
        assert_eq!(found("substitution", text), [], "{text}");
    }
    for text in
        ["{0},{1}??sub?(a=b)", "OU={0},DC={1}", "", "?a", "ldap://h/DC={0}??sub?(u={1})", "%7B0%7D,DC={1}"]
    {
        assert_eq!(found("ldapQuery", text), [], "{text}");
    }
}

#[test]
fn what_is_sure_is_said_at_its_place() {
    for (member, text, rule, at) in [
        ("substitution", "UID={0},,DC={1}", "dn-syntax", ","),
        ("substitution", "{0}-{1}", "dn-syntax", "{0}-{1}"),
        ("substitution", "UID={0},DC={1},", "dn-trailing-separator", ","),
        ("substitution", "UID={0},DC={1} ", "dn-whitespace", " "),
        ("substitution", "UID={0};DC={1}", "dn-legacy-form", ";"),
        ("substitution", "UID=\"{0}\",DC={1}", "dn-legacy-form", "\\\"{0}\\\""),
        ("substitution", "UID={0}DC={1}", "dn-unescaped-special", "DC="),
        ("substitution", "UDI={0},DC={1}", "dn-unknown-type", "UDI"),
        ("substitution", "UID={0},OU=,DC={1}", "dn-empty-value", "OU="),
        ("substitution", "DC={1},UID={0}", "dn-reversed", "DC={1},UID={0}"),
        ("substitution", "UID=#{0},DC={1}", "dn-bad-escape", "#"),
        ("ldapQuery", "OU=%20a%2C%2CDC={1}??sub?(u={0})", "dn-syntax", "%2C"),
        ("ldapQuery", "OU=a,DC={1}%20?x?sub?(u={0})", "dn-whitespace", "%20"),
    ] {
        assert_eq!(found(member, text), [(rule, at.to_owned())], "{text}");
    }
}

#[test]
fn fixes_are_made_where_the_name_stands() {
    for (member, text, expected) in [
        ("substitution", "UID={0},DC={1},", "UID={0},DC={1}"),
        ("substitution", "UID={0};DC={1}", "UID={0},DC={1}"),
        ("ldapQuery", "OU=a%20b,DC={1}%2C??sub?(u={0})", "OU=a%20b,DC={1}??sub?(u={0})"),
        ("ldapQuery", "OU=\"a?b\",DC={1}??sub?(u={0})", ""),
        ("ldapQuery", "OU=\"a%3Fb\",DC={1}??sub?(u={0})", "OU=a%3Fb,DC={1}??sub?(u={0})"),
    ] {
        let (body, report) = check(member, text);
        let fix = of_dn(&report).filter_map(Finding::fix).find(|fix| fix.safety == Safety::Safe);
        let fixed = fix.map(|fix| {
            let fixed: Value = serde_json::from_str(&fix.apply(&body).unwrap()).unwrap();
            fixed["ldap"]["userToDNMapping"][0][member].as_str().unwrap().to_owned()
        });
        assert_eq!(fixed.unwrap_or_default(), expected, "{text}");
    }
    // A value with a placeholder in it is not spelled anew without asking.
    let (_, report) = check("substitution", "UID=\"{0}\",DC={1}");
    assert!(of_dn(&report).filter_map(Finding::fix).all(|fix| fix.safety == Safety::Hint));
}
