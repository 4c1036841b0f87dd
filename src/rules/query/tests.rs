use crate::fix::Safety;
use crate::{Level, Linter, Report};

fn check(ldap: &serde_json::Value) -> (String, Report) {
    let body = serde_json::json!({ "ldap": ldap }).to_string();
    let report = Linter::new().check(&body);
    (body, report)
}

/// The findings of the rules about queries in an authorization query, and in a mapping's.
fn of_query(query: &str) -> Vec<(&'static str, Level)> {
    let ldap = match query.contains("{USER}") {
        true => serde_json::json!({ "authzQueryTemplate": query }),
        false => serde_json::json!({ "userToDNMapping": [{ "match": "([a-z]+)", "ldapQuery": query }] }),
    };
    let (_, report) = check(&ldap);
    report.findings().iter().map(|finding| (finding.rule().name(), finding.level())).collect()
}

/// The query after the only fix that is offered, and whether it is a safe one.
fn fixed(query: &str) -> (String, bool) {
    let ldap = serde_json::json!({ "hostname": "ldap.mycompany.com", "authzQueryTemplate": query });
    let (body, report) = check(&ldap);
    let fixes: Vec<_> = report.findings().iter().filter_map(|finding| finding.fix()).collect();
    assert_eq!(fixes.len(), 1, "{query}: {:?}", report.findings());
    let text = fixes[0].apply(&body).expect("edits that fit");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let query = value["ldap"]["authzQueryTemplate"].as_str().expect("a query").to_owned();
    (query, fixes[0].safety == Safety::Safe)
}

#[test]
fn fixes_write_what_is_meant() {
    let name = "OU=Groups,DC=example,DC=net";
    for (query, expected, is_safe) in [
        ("ldaps://LDAP.mycompany.com:636/‹›??sub?(member={USER})", "‹›??sub?(member={USER})", true),
        ("ldap:///‹›??sub?(member={USER})", "‹›??sub?(member={USER})", true),
        ("<URL:ldap://dc01/‹›??sub?(member={USER})>", "‹›??sub?(member={USER})", false),
        ("‹›??one-level?(member={USER})", "‹›??one?(member={USER})", true),
        ("‹›??sub ?(member={USER})", "‹›??sub?(member={USER})", true),
        ("‹›??children?(member={USER})", "‹›??sub?(member={USER})", false),
        ("‹›??sub?(&(cn=a?b?c)(member={USER}))", "‹›??sub?(&(cn=a%3Fb%3Fc)(member={USER}))", false),
        ("‹›??sub?(&(cn=100%)(member={USER}))", "‹›??sub?(&(cn=100%25)(member={USER}))", true),
        ("‹›??sub?(member=%7BUSER%7d)", "‹›??sub?(member={USER})", true),
        ("‹›??sub?member={USER}", "‹›??sub?(member={USER})", true),
        ("‹›??sub?%28&(cn=a) (member={USER}))", "‹›??sub?%28&(cn=a)(member={USER}))", true),
        ("‹›??sub?(&(cn=\\*)(member={USER}))", "‹›??sub?(&(cn=\\2a)(member={USER}))", true),
        ("‹›??sub?(&(cn=%5C%2A)(member={USER}))", "‹›??sub?(&(cn=\\2a)(member={USER}))", true),
        ("‹›??sub?(member={USER})\n", "‹›??sub?(member={USER})", true),
        ("‹›??sub?(&(cn=a)(member={USER})", "‹›??sub?(&(cn=a)(member={USER}))", false),
        ("‹›??sub?(cn=a)(member={USER})", "‹›??sub?(&(cn=a)(member={USER}))", false),
        ("‹›??sub?(&cn=a(member={USER}))", "‹›??sub?(&(cn=a)(member={USER}))", false),
        ("‹›??sub?((member={USER}))", "‹›??sub?(member={USER})", false),
        ("‹›??sub?(member={USER}))", "‹›??sub?(member={USER})", false),
        ("‹›??sub?(&(cn=a**)(member={USER}))", "‹›??sub?(&(cn=a*)(member={USER}))", false),
        ("‹›??sub?(&(cn=a\\, b)(member={USER}))", "‹›??sub?(&(cn=a\\5c, b)(member={USER}))", false),
        ("‹›??sub?(member ={USER})", "‹›??sub?(member={USER})", false),
        (
            "‹›??sub?(member:1.2.840.113556.1.4.1941={USER})",
            "‹›??sub?(member:1.2.840.113556.1.4.1941:={USER})",
            false,
        ),
        ("‹›?sub?(member={USER})", "‹›??sub?(member={USER})", false),
        ("‹›?(member={USER})", "‹›??sub?(member={USER})", false),
        ("‹›?memberOf?(member={USER})", "‹›?memberOf?sub?(member={USER})", false),
        ("{USER}?base?memberOf", "{USER}?memberOf?base", false),
        ("{USER}?memberOf??base", "{USER}?memberOf?base", false),
        ("‹›???(member={USER})", "‹›??sub?(member={USER})", false),
        ("{USER}?memberOf,,isMemberOf?base", "{USER}?memberOf,isMemberOf?base", true),
        ("{USER}?,memberOf?base", "{USER}?memberOf?base", true),
        ("{USER}? memberOf?base", "{USER}?memberOf?base", false),
        ("‹›?member?sub?(member={USER})", "‹›??sub?(member={USER})", false),
        ("{USER}", "{USER}?memberOf?base", false),
        ("{USER}??base", "{USER}?memberOf?base", false),
    ] {
        let named = |query: &str| query.replace("‹›", name);
        assert_eq!(fixed(&named(query)), (named(expected), is_safe), "{query}");
    }
}

/// Whether libldap takes it depends on who logs in.
#[test]
fn placeholders_for_more_than_a_value_are_left_alone() {
    for filter in
        ["({0})", "{0}", "({0}=x)", "(cn:{0}:=x)", "(&(cn=a){0})", "(&({0})(cn=a))", "({0}*=a)", "(cn={0}*)"]
    {
        assert_eq!(of_query(&format!("DC=example,DC=net??sub?{filter}")), [], "{filter}");
    }
    let error = [("query-filter-syntax", Level::Error)];
    for filter in ["({0}=x", "(cn={0}))", "(&(a_b={0}))", "(cn=a)(cn={0})", "(cn=\\{0})", "(cn={0}**)"] {
        assert_eq!(of_query(&format!("DC=example,DC=net??sub?{filter}")), error, "{filter}");
    }
    // No name begins with what is missing before it.
    for filter in
        ["(uid>{0})", "(&(cn=a)(uid:{0}))", "(cn:caseExactMatch:{0})", "(uid {0})", "(member:1.2.3:{USER})"]
    {
        assert_eq!(of_query(&format!("DC=example,DC=net??sub?{filter}")), error, "{filter}");
    }
}

#[test]
fn what_is_only_unusual_is_left_alone() {
    for query in [
        "{USER}?memberOf?base",
        "{USER}?memberOf??(objectClass=person)",
        "{USER}?*,+,1.1,dn?base",
        "{USER}?memberOf;range=0-1499?base",
        "{USER}?memberOf?one",
        "OU=Groups,DC=example,DC=net??SUB?(member={USER})?",
        "OU=a%3Fb,DC=example,DC=net??sub?(member={USER})",
        "OU=a/b,DC=example,DC=net??sub?(member={USER})",
        "labeledURI=http://a/b,DC=example??sub?(member={USER})",
        "{0}??sub",
        "{0}",
        "uid={0},DC=example,DC=net??base?(objectClass=*)",
        "DC=example,DC=net?dn?sub?(uid={0})",
    ] {
        assert_eq!(of_query(query), [], "{query}");
    }
}

#[test]
fn deep_filters_are_not_analysed_and_the_report_says_so() {
    let deep = format!("{}(a={{USER}}){}", "(!".repeat(2_000), ")".repeat(2_000));
    let (_, report) = check(&serde_json::json!({ "authzQueryTemplate": format!("DC=a??sub?{deep}") }));
    assert!(report.findings().is_empty(), "{:?}", report.findings());
    let skipped: Vec<_> = report.skipped().iter().map(|skipped| skipped.rule).collect();
    assert_eq!(skipped.iter().filter(|name| **name == "query-filter-syntax").count(), 1, "{skipped:?}");
}

/// A placeholder is no attribute; where it is the only one, that the query lacks one is all that is said.
#[test]
fn placeholders_among_the_attributes() {
    let says = |query: &str| of_query(query).iter().any(|(rule, _)| *rule == "query-attribute");
    assert!(says("DC=a,DC=b?{USER}?sub?(member={USER})"));
    assert!(!says("DC=a,DC=b?{USER}?sub?(member=x)"));
    assert!(says("DC=a,DC=b?{0}?sub?(uid={0})"));
    assert!(!says("DC=a,DC=b?{0}?sub?(uid=x)"));
}
