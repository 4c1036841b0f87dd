//! Bodies that a program holds as values and not as text.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::json;
use usersec::{Linter, check_value};

/// A body as a program might declare it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    ldap: Ldap<'a>,
    #[serde(rename = "customerX509", skip_serializing_if = "Option::is_none")]
    customer_x509: Option<BTreeMap<&'a str, String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ldap<'a> {
    hostname: &'a str,
    port: u32,
    bind_username: &'a str,
    bind_password: &'a str,
    #[serde(rename = "userToDNMapping")]
    mappings: Vec<BTreeMap<&'a str, &'a str>>,
}

fn body() -> Body<'static> {
    Body {
        ldap: Ldap {
            hostname: "ldap.mycompany.com",
            port: 636,
            bind_username: "CN=svc,OU=Services,DC=example,DC=net",
            bind_password: "hunter2-\"\u{e9}\n-x",
            mappings: vec![BTreeMap::from([
                ("match", "([a-z]+)"),
                ("substitution", "CN={0},DC=example,DC=net"),
            ])],
        },
        customer_x509: None,
    }
}

#[test]
fn findings_are_found_by_their_pointers() {
    let mut value = body();
    value.ldap.port = 0;
    value.ldap.mappings.push(BTreeMap::from([("substitution", "CN={0},DC=example,DC=net")]));
    let report = check_value(&value).expect("JSON");
    let found: Vec<_> = report.findings().iter().map(|f| (f.rule().name(), f.pointer())).collect();
    assert_eq!(
        found,
        [("port-out-of-range", "/ldap/port"), ("mapping-match-missing", "/ldap/userToDNMapping/1"),]
    );
    assert!(!report.is_submittable());
}

#[test]
fn places_and_fixes_are_those_of_the_pretty_text() {
    let value = json!({"ldap": {"port": "636", "hostname": "ldap.mycompany.com"}});
    let text = serde_json::to_string_pretty(&value).expect("JSON");
    let report = check_value(&value).expect("JSON");
    let finding = &report.findings()[0];
    assert_eq!(&text[finding.span().range()], "\"636\"");
    assert_eq!(finding.location().line, 4);
    let fixed = finding.fix().expect("a fix").apply(&text).expect("edits that fit");
    assert_eq!(fixed, text.replace("\"636\"", "636"));
}

#[test]
fn it_is_the_same_as_checking_the_text() {
    let vendor: serde_json::Value =
        serde_json::from_str(include_str!("payloads/vendor-request.json")).expect("JSON");
    let linter = Linter::new().now(1_770_681_600).strict(true).complete(true);
    let text = serde_json::to_string_pretty(&vendor).expect("JSON");
    let (by_value, by_text) = (linter.check_value(&vendor).expect("JSON"), linter.check(text));
    assert_eq!(format!("{by_value:?}"), format!("{by_text:?}"));
    assert!(by_value.findings().len() > 5);
}

#[test]
fn the_password_stays_inside() {
    let mut value = body();
    value.ldap.hostname = "ldaps://ldap.mycompany.com";
    let report = check_value(&value).expect("JSON");
    assert!(!report.findings().is_empty());
    assert!(!format!("{report:?}").contains("hunter2"));
    let settings = check_value(&body()).expect("JSON").into_settings().expect("no error");
    assert!(settings.to_request_body().contains("hunter2"));
    // The settings are a value as well, which has no password.
    assert!(check_value(&settings).expect("JSON").is_submittable());
}

#[test]
fn a_value_that_is_no_json_is_an_error_that_quotes_nothing() {
    struct Failing;
    impl Serialize for Failing {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("hunter2"))
        }
    }
    let error = check_value(&Failing).expect_err("it fails");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let no_keys = BTreeMap::from([((1, 2), "x")]);
    assert!(check_value(&no_keys).is_err());
}

#[test]
fn what_is_no_body_is_found_as_such() {
    let report = check_value(&[1, 2]).expect("JSON");
    assert_eq!(report.findings()[0].rule().name(), "body-not-object");
    assert_eq!(report.findings()[0].pointer(), "");
}
