//! The body of the update, member by member.

use serde_json::{Value, json};
use usersec::{Kind, Level, Port};

use crate::{REQUEST, found, ldap, linter, pem, rules_at};

/// Each member by its pointer, with what it may be.
const MEMBERS: [(&str, &str); 14] = [
    ("/customerX509", "object"),
    ("/customerX509/cas", "string"),
    ("/ldap", "object"),
    ("/ldap/authenticationEnabled", "boolean"),
    ("/ldap/authorizationEnabled", "boolean"),
    ("/ldap/authzQueryTemplate", "string"),
    ("/ldap/bindPassword", "string"),
    ("/ldap/bindUsername", "string"),
    ("/ldap/caCertificate", "string"),
    ("/ldap/hostname", "string"),
    ("/ldap/port", "integer"),
    ("/ldap/userToDNMapping", "array"),
    ("/ldap/userToDNMapping/0/ldapQuery", "string"),
    ("/ldap/userToDNMapping/0/match", "string"),
];

/// A body with this value at the pointer, and nothing beside it.
pub(crate) fn only(pointer: &str, value: Value) -> String {
    let names = pointer.rsplit('/').filter(|name| !name.is_empty());
    names
        .fold(value, |value, name| if name == "0" { json!([value]) } else { json!({ name: value }) })
        .to_string()
}

/// A value of each type of JSON; none stands for another.
fn samples() -> [(&'static str, Value); 5] {
    [
        ("boolean", json!(true)),
        ("integer", json!(636)),
        ("string", json!("yes")),
        ("object", json!({})),
        ("array", json!([])),
    ]
}

#[test]
fn each_member_has_its_type() {
    let last = ("/ldap/userToDNMapping/0/substitution", "string");
    for (pointer, kind) in MEMBERS.into_iter().chain([last]) {
        for (name, value) in samples() {
            let body = only(pointer, value);
            let is_wrong = rules_at(Kind::Patch, &body, pointer).contains(&"wrong-type");
            assert_eq!(is_wrong, name != kind, "{body}");
        }
    }
    for item in [json!("CN={0},DC=a"), json!(1), json!([])] {
        let body = only("/ldap/userToDNMapping/0", item);
        assert_eq!(rules_at(Kind::Patch, &body, "/ldap/userToDNMapping/0"), ["wrong-type"], "{body}");
    }
}

#[test]
fn nothing_is_required_but_match() {
    let clean = include_str!("../payloads/clean.json");
    assert_eq!(found(&linter().check(clean)), []);
    let mut seen = 0;
    for (pointer, _) in MEMBERS {
        let mut body: Value = serde_json::from_str(clean).expect("JSON");
        let (object, name) = pointer.rsplit_once('/').expect("a member");
        let object = body.pointer_mut(object).and_then(Value::as_object_mut).expect("an object");
        if object.remove(name).is_none() {
            continue;
        }
        seen += 1;
        let report = linter().check(body.to_string());
        let errors: Vec<_> =
            found(&report).into_iter().filter(|(_, level, _)| *level == Level::Error).collect();
        if name == "match" {
            assert_eq!(errors, [("mapping-match-missing", Level::Error, "/ldap/userToDNMapping/0")]);
        } else {
            assert_eq!(errors, [], "without {pointer}");
        }
    }
    assert_eq!(seen, 12, "all but the template and the query");
}

/// The example of the page is no body to be sent, and this is why.
#[test]
fn the_documented_request_has_these_findings() {
    use Level::{Error, Note};
    assert_eq!(
        found(&linter().check(REQUEST)),
        [
            // `string` stands for a value five times.
            ("placeholder-value", Error, "/customerX509/cas"),
            ("placeholder-value", Error, "/ldap/bindPassword"),
            ("placeholder-value", Error, "/ldap/caCertificate"),
            ("placeholder-value", Error, "/ldap/hostname"),
            ("placeholder-value", Error, "/ldap/userToDNMapping/0/ldapQuery"),
            // `(.*)` takes commas as well, which `CN={0},…` does not expect.
            ("mapping-dn-injection", Note, "/ldap/userToDNMapping/0/match"),
            // One of the two, says the database; the page shows both in one entry.
            ("mapping-target-both", Error, "/ldap/userToDNMapping/0/substitution"),
        ]
    );
}

#[test]
fn an_update_that_says_nothing_restarts_all_the_same() {
    let report = linter().check("{}");
    assert_eq!(found(&report), [("empty-update", Level::Warning, "")]);
    assert!(report.findings()[0].message().contains("the database is restarted"));
}

#[test]
fn cas_are_pem_certificates_one_after_the_other() {
    let cas = |text: &str| format!(r#"{{"customerX509":{{"cas":"{text}"}}}}"#);
    for between in ["", "\\n", "\\r\\n"] {
        let body = cas(&format!("{}{between}{}", pem("root.pem"), pem("root2.pem")));
        let report = linter().check(&body);
        assert_eq!(found(&report), [], "{body}");
        let settings = report.into_settings().expect("settings");
        let cas = settings.customer_x509.and_then(|x509| x509.cas).expect("given");
        let [first, second] = cas.certificates() else { panic!("{cas:?}") };
        assert_ne!(first.fingerprint(), second.fingerprint());
    }
    // DER in base64, or a path, is no PEM.
    for text in ["MIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5", "/etc/ssl/ca.pem"] {
        assert_eq!(linter().check(cas(text)).count(Level::Error), 1, "{text}");
    }
}

#[test]
fn ports_without_tls_are_warned_of() {
    for (port, rules) in
        [(389, &["port-plaintext"][..]), (3268, &["port-plaintext"]), (636, &[]), (3269, &[])]
    {
        let body = ldap(&format!(r#""port":{port}"#));
        assert_eq!(rules_at(Kind::Patch, &body, "/ldap/port"), rules);
    }
}

#[test]
fn authorization_needs_authentication() {
    let rules = |authentication, authorization| {
        let body = ldap(&format!(
            r#""authenticationEnabled":{authentication},"authorizationEnabled":{authorization}"#
        ));
        let report = linter().check(body);
        let is_error = |(_, level, _): &(_, Level, _)| *level == Level::Error;
        found(&report).into_iter().filter(is_error).map(|(rule, _, _)| rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(false, true), ["authz-without-authn"]);
    for [authentication, authorization] in [[true, true], [true, false], [false, false]] {
        assert_eq!(rules(authentication, authorization), [""; 0]);
    }
}

#[test]
fn the_template_is_for_authorization_alone() {
    let rules = |authorization| {
        let template = r#""authzQueryTemplate":"DC=mycompany,DC=com??sub?(member={USER})""#;
        let body = ldap(&format!(r#""authorizationEnabled":{authorization},{template}"#));
        rules_at(Kind::Patch, &body, "/ldap/authzQueryTemplate")
    };
    assert_eq!(rules(false), ["authz-template-unused"]);
    assert_eq!(rules(true), [""; 0]);
}

#[test]
fn the_template_is_a_query_about_the_user() {
    for (template, expected) in [
        ("{USER}?memberOf?base", &[][..]),
        ("DC=mycompany,DC=com??sub?(&(objectClass=group)(member={USER}))", &[]),
        // The one placeholder.
        ("DC=mycompany,DC=com??sub?(member=CN=jane)", &["authz-no-token"]),
        ("DC=mycompany,DC=com??sub?(member={user})", &["authz-unknown-token"]),
        ("DC=mycompany,DC=com??sub?(member={0})", &["authz-unknown-token"]),
        // RFC 4515.
        ("DC=mycompany,DC=com??sub?(member={USER}", &["query-filter-syntax"]),
        ("DC=mycompany,DC=com??sub?(member:{USER})", &["query-filter-syntax"]),
        // RFC 4516.
        ("DC=mycompany,DC=com??subtree?(member={USER})", &["query-scope"]),
        ("ldaps://ldap.mycompany.com/DC=mycompany,DC=com??sub?(member={USER})", &["query-absolute-url"]),
    ] {
        let body = ldap(&format!(r#""authzQueryTemplate":"{template}""#));
        assert_eq!(rules_at(Kind::Patch, &body, "/ldap/authzQueryTemplate"), expected, "{template}");
    }
}

#[test]
fn without_a_template_the_documented_one_holds() {
    let query = |template: &str| {
        let body = ldap(&format!(
            r#""authenticationEnabled":true,"authorizationEnabled":true,{template}
               "userToDNMapping":[{{"match":"([a-z]+)","substitution":"CN={{0}},DC=mycompany,DC=com"}}]"#
        ));
        let trace = linter().check(body).into_settings().expect("settings").map("jane");
        let query = trace.authorization().expect("authorization is on");
        let search = query.query().expect("a search");
        let attributes: Vec<_> = search.attributes().map(str::to_owned).collect();
        let search = (search.base().as_str().to_owned(), attributes, format!("{:?}", search.scope()));
        (query.is_default(), search)
    };
    let (is_default, search) = query("");
    assert!(is_default);
    assert_eq!(
        search,
        ("CN=jane,DC=mycompany,DC=com".to_owned(), vec!["memberOf".to_owned()], "Base".to_owned())
    );
    assert_eq!(query(r#""authzQueryTemplate":"{USER}?memberOf?base","#), (false, search));
}

#[test]
fn a_password_goes_out_and_is_never_shown() {
    let body = ldap(r#""bindUsername":"CN=svc,DC=mycompany,DC=com","bindPassword":"tr0ub4dor""#);
    let report = linter().check(&body);
    assert!(!format!("{report:?}").contains("tr0ub4dor"));
    let settings = report.into_settings().expect("settings");
    assert!(settings.ldap.as_ref().expect("given").has_bind_password());
    assert!(!format!("{settings:?}").contains("tr0ub4dor"));
    assert!(!serde_json::to_string(&settings).expect("JSON").contains("tr0ub4dor"));
    assert!(settings.to_request_body().contains("tr0ub4dor"));
}

#[test]
fn name_and_password_belong_together() {
    let name = r#""bindUsername":"CN=svc,DC=mycompany,DC=com""#;
    let password = r#""bindPassword":"${LDAP_BIND_PASSWORD}""#;
    let rules = |members: &str| rules_at(Kind::Patch, &ldap(members), "");
    assert_eq!(rules(name), ["bind-credential-pair"]);
    assert_eq!(rules(password), ["bind-credential-pair"]);
    assert_eq!(rules(&format!("{name},{password}")), [""; 0]);
}

#[test]
fn a_bind_name_is_a_full_distinguished_name() {
    for (name, expected) in [
        ("CN=BindUser,CN=Users,DC=myldapserver,DC=mycompany,DC=com", &[][..]),
        // Known to directories, and none of RFC 2253.
        ("svc@mycompany.com", &["bind-not-dn"]),
        ("MYCOMPANY\\\\svc", &["bind-not-dn"]),
        ("svc", &["bind-not-dn"]),
        ("CN=svc,DC=mycompany,DC=com,", &["dn-trailing-separator"]),
        ("CN=svc,,DC=com", &["dn-syntax"]),
        // Of RFC 2253, and not of the documented pattern.
        ("cn=svc,dc=mycompany,dc=com", &["bind-dn-pattern"]),
        ("UID=svc,DC=mycompany,DC=com", &["bind-dn-pattern"]),
    ] {
        let body = ldap(&format!(r#""bindPassword":"${{P}}","bindUsername":"{name}""#));
        assert_eq!(rules_at(Kind::Patch, &body, "/ldap/bindUsername"), expected, "{name}");
    }
}

#[test]
fn an_empty_ca_certificate_deletes_the_stored_one() {
    let report = linter().check(ldap(r#""caCertificate":"""#));
    assert_eq!(found(&report), [("ca-certificate-deleted", Level::Note, "/ldap/caCertificate")]);
    let settings = report.into_settings().expect("it may be sent");
    let ca = settings.ldap.expect("given").ca_certificate.expect("given");
    assert_eq!((ca.as_str(), ca.certificates().len()), ("", 0));
}

#[test]
fn a_self_signed_ca_is_taken() {
    for name in ["root.pem", "self-signed-leaf.pem"] {
        let report = linter().check(ldap(&format!(r#""caCertificate":"{}""#, pem(name))));
        assert_eq!(
            report.count(Level::Error) + report.count(Level::Warning),
            0,
            "{name}: {:?}",
            found(&report)
        );
    }
}

#[test]
fn a_host_is_a_name_or_an_address() {
    use usersec::Host;
    let host = |text: &str| {
        let report = linter().check(ldap(&format!(r#""hostname":"{text}""#)));
        let settings = report.into_settings().ok()?;
        settings.ldap?.hostname?.host().cloned()
    };
    assert!(matches!(host("ldap.mycompany.com"), Some(Host::Name(..))));
    assert!(matches!(host("93.184.216.34"), Some(Host::V4(..))));
    assert!(matches!(host("2606:2800:220:1:248:1893:25c8:1946"), Some(Host::V6(..))));
    for text in
        ["ldaps://ldap.mycompany.com", "ldap.mycompany.com:636", "ldap server", "999.999.999.999", "a..b"]
    {
        assert_eq!(host(text), None, "{text}");
    }
}

#[test]
fn private_hosts_need_peering() {
    for (host, expected) in [
        ("10.0.0.1", &["hostname-private"][..]),
        ("ldap.corp.local", &["hostname-private"]),
        ("localhost", &["hostname-loopback"]),
        ("169.254.0.1", &["hostname-unroutable"]),
        ("ldap.mycompany.com", &[]),
    ] {
        let body = ldap(&format!(r#""hostname":"{host}""#));
        let rules = rules_at(Kind::Patch, &body, "/ldap/hostname");
        assert_eq!(rules, expected, "{host}");
    }
}

#[test]
fn a_port_is_an_integer_of_32_bits() {
    for (port, expected) in [
        ("636", &[][..]),
        ("65535", &[]),
        ("2147483647", &["port-out-of-range"]),
        ("2147483648", &["port-not-integer"]),
        ("-2147483649", &["port-not-integer"]),
        ("0", &["port-out-of-range"]),
        ("636.5", &["port-not-integer"]),
        ("\"636\"", &["wrong-type"]),
    ] {
        let body = ldap(&format!(r#""port":{port}"#));
        assert_eq!(rules_at(Kind::Patch, &body, "/ldap/port"), expected, "{port}");
    }
    let settings = linter().check(ldap(r#""port":636"#)).into_settings().expect("settings");
    assert!(matches!(settings.ldap.expect("given").port, Some(Port::Number(port)) if port.get() == 636));
}

fn member(kind: Kind, pointer: &str) -> Value {
    let schema: Value = serde_json::from_str(&usersec::schema(kind)).expect("JSON");
    schema.pointer(&pointer.replace('/', "/properties/")).expect("a member").clone()
}

#[test]
fn the_schema_has_the_defaults() {
    assert_eq!(member(Kind::Patch, "/ldap/port")["default"], 636);
    assert_eq!(member(Kind::Patch, "/ldap/authzQueryTemplate")["default"], "{USER}?memberOf?base");
    let others = MEMBERS.iter().filter(|(pointer, _)| !pointer.contains("/0/"));
    let with_default = others.filter(|(pointer, _)| member(Kind::Patch, pointer)["default"] != Value::Null);
    assert_eq!(with_default.count(), 2);
}

/// As they are written on the page.
pub(crate) const PATTERNS: [(&str, &str); 2] = [
    (
        "/ldap/bindUsername",
        r"^(?:(?<cn>CN=(?<name>[^,]*)),)?(?:(?<path>(?:(?:CN|OU)=[^,]+,?)+),)?(?<domain>(?:DC=[^,]+,?)+)$",
    ),
    (
        "/ldap/hostname",
        r"^([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){7}([0-9a-f]{1,4})|(([a-z0-9]+\.){1,10}[a-z]+)?$",
    ),
];

#[test]
fn the_patterns_are_in_the_schema() {
    for (pointer, pattern) in PATTERNS {
        let member = member(Kind::Patch, pointer);
        let comment = member["$comment"].as_str().expect("a comment");
        assert!(comment.ends_with(&format!(": {pattern}")), "{comment}");
        assert_eq!(member["pattern"], Value::Null, "taken literally it refuses what works, or nothing");
    }
}
