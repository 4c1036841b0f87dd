//! Answers, and the members that they lead to.

mod around;
mod forms;
mod readable;
mod requests;
mod seen;

use serde_json::{Value, json};

use super::ApiError;
use crate::{Finding, Kind, Linter, check};

/// A payload with everything in it; the password is what must never be seen.
fn payload(password: &str) -> String {
    let body = json!({
        "customerX509": {"cas": "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"},
        "ldap": {
            "authenticationEnabled": true,
            "bindPassword": password,
            "bindUsername": "CN=svc,DC=mycompany,DC=com",
            "hostname": "ldap.mycompany.com",
            "port": 636,
            "somethingElse": 1,
            "userToDNMapping": [
                {"match": "(.+)@a", "substitution": "CN={0},DC=a"},
                {"match": "(.+)@b", "ldapQuery": "DC=b??sub?(uid={0})"},
            ],
        },
    });
    serde_json::to_string_pretty(&body).expect("JSON")
}

fn violation(field: &str) -> ApiError {
    let fields = json!([{"field": field, "description": "is wrong"}]);
    let answer =
        json!({"error": 400, "errorCode": "VALIDATION_ERROR", "badRequestDetail": {"fields": fields}});
    ApiError::parse(answer.to_string()).expect("an error")
}

fn located(field: &str, kind: Kind, payload: &str) -> (String, String) {
    let report = Linter::new().kind(kind).check(payload);
    let findings = violation(field).locate(&report);
    let [finding] = findings.as_slice() else { panic!("{field}: {findings:?}") };
    (finding.pointer().to_owned(), finding.message().to_owned())
}

/// Paths, the member that each leads to, and what the message says of it.
const PATHS: &[(&str, &str, &str)] = &[
    ("ldap.hostname", "/ldap/hostname", ""),
    ("$.ldap.hostname", "/ldap/hostname", ""),
    ("/ldap/hostname", "/ldap/hostname", ""),
    ("#/ldap/hostname", "/ldap/hostname", ""),
    ("ldap/hostname", "/ldap/hostname", ""),
    ("ldap['hostname']", "/ldap/hostname", ""),
    ("$['ldap']['hostname']", "/ldap/hostname", ""),
    ("ldap[\"hostname\"]", "/ldap/hostname", ""),
    ("ldap[hostname]", "/ldap/hostname", ""),
    ("`ldap.hostname`", "/ldap/hostname", ""),
    (" ldap . hostname ", "/ldap/hostname", ""),
    ("hostname", "/ldap/hostname", ""),
    ("Hostname", "/ldap/hostname", ""),
    ("LDAP.HOSTNAME", "/ldap/hostname", ""),
    ("ldap.host_name", "/ldap/hostname", ""),
    ("ldapSecurity.hostname", "/ldap/hostname", ""),
    ("body.ldap.hostname", "/ldap/hostname", ""),
    ("updateUserSecurity.arg1.ldap.hostname", "/ldap/hostname", ""),
    ("com.xgen.UserSecurityView[\"ldap\"]->com.xgen.LdapView[\"hostname\"]", "/ldap/hostname", ""),
    ("ldap.hostnam", "/ldap/hostname", "which is probably `ldap.hostname`"),
    ("ldap.hotsname", "/ldap/hostname", "which is probably `ldap.hostname`"),
    ("hostnme", "/ldap/hostname", "which is probably `ldap.hostname`"),
    ("ldap.host", "/ldap/hostname", "which is probably `ldap.hostname`"),
    ("bind_username", "/ldap/bindUsername", ""),
    ("ldap.bind-username", "/ldap/bindUsername", ""),
    ("ldap.bindDn", "/ldap/bindUsername", "which is probably `ldap.bindUsername`"),
    ("ldap.bindPassword", "/ldap/bindPassword", ""),
    ("bindPassword", "/ldap/bindPassword", ""),
    ("ldap.port", "/ldap/port", ""),
    ("port", "/ldap/port", ""),
    ("ldap", "/ldap", ""),
    ("customerX509.cas", "/customerX509/cas", ""),
    ("customer_x509.cas", "/customerX509/cas", ""),
    ("customerX509", "/customerX509", ""),
    ("cas", "/customerX509/cas", ""),
    ("customer_x509_cas", "/customerX509/cas", "which is probably"),
    ("ldap.userToDNMapping", "/ldap/userToDNMapping", ""),
    ("userToDnMapping", "/ldap/userToDNMapping", ""),
    ("user_to_dn_mapping", "/ldap/userToDNMapping", ""),
    ("ldap.userToDNMapping[0].match", "/ldap/userToDNMapping/0/match", ""),
    ("ldap.userToDNMapping.0.match", "/ldap/userToDNMapping/0/match", ""),
    ("/ldap/userToDNMapping/1/ldapQuery", "/ldap/userToDNMapping/1/ldapQuery", ""),
    ("userToDNMapping[0].match", "/ldap/userToDNMapping/0/match", ""),
    ("userToDNMapping[1].match", "/ldap/userToDNMapping/1/match", ""),
    ("ldap['userToDNMapping'][0]", "/ldap/userToDNMapping/0", ""),
    ("ldap['userToDNMapping'][1]['match']", "/ldap/userToDNMapping/1/match", ""),
    ("ldap.userToDNMapping[1].ldap_query", "/ldap/userToDNMapping/1/ldapQuery", ""),
    (
        "ldap.userToDNMapping[1].mtch",
        "/ldap/userToDNMapping/1/match",
        "which is probably `ldap.userToDNMapping[1].match`",
    ),
    ("ldap.userToDNMapping[2].match", "/ldap/userToDNMapping", "but `ldap.userToDNMapping` has 2 entries"),
    ("userToDNMapping[99999999999999999999]", "/ldap/userToDNMapping", "which entry"),
    ("userToDNMapping[-1].match", "/ldap/userToDNMapping", "which entry"),
    ("userToDNMapping[].match", "/ldap/userToDNMapping", "which entry of `ldap.userToDNMapping`"),
    ("userToDNMapping[*].match", "/ldap/userToDNMapping", "which entry"),
    ("userToDNMapping.match", "/ldap/userToDNMapping", "which entry"),
    ("match", "/ldap/userToDNMapping", "which entry"),
    (
        "ldap.userToDNMapping[0].ldapQuery",
        "/ldap/userToDNMapping/0",
        "which `ldap.userToDNMapping[0]` does not have",
    ),
    ("ldap.caCertificate", "/ldap", "which `ldap` does not have"),
    ("caCertificate", "/ldap", "which `ldap` does not have"),
    ("ldap.caCertificat", "/ldap", "not in `ldap`"),
    ("ldap.links", "/ldap", "which `ldap` does not have"),
    ("links", "", "which the payload does not have"),
    ("ldap.somethingElse", "/ldap/somethingElse", ""),
    ("ldap.something_else", "/ldap/somethingElse", ""),
    ("ldap.frobnicate", "/ldap", "which is not found in `ldap`"),
    ("frobnicate", "", "which is not found in the payload"),
    ("a.b.c", "", "which is not found in the payload"),
    ("", "", "the API refuses the payload: is wrong"),
    ("$", "", "the API refuses the payload: is wrong"),
];

#[test]
fn paths_lead_to_members() {
    let body = payload("secret of the test");
    for (path, pointer, words) in PATHS {
        let (found, message) = located(path, Kind::Patch, &body);
        assert_eq!(found, *pointer, "{path}: {message}");
        assert!(message.contains(words) && message.ends_with(": is wrong"), "{path}: {message}");
        let says_nothing_else =
            message == format!("the API refuses {}: is wrong", crate::quote::quoted(path.trim()));
        assert_eq!(words.is_empty(), says_nothing_else, "{path}: {message}");
    }
}

#[test]
fn a_flat_body_has_its_members_at_the_top() {
    let body = r#"{"hostname":"a.b","port":636,"bindUsername":"CN=a,DC=b"}"#;
    for (path, pointer) in [
        ("hostname", "/hostname"),
        ("ldap.hostname", "/hostname"),
        ("/port", "/port"),
        ("request.bind_username", "/bindUsername"),
        ("bindPassword", ""),
        ("userToDNMapping[0]", ""),
    ] {
        assert_eq!(located(path, Kind::Verify, body).0, pointer, "{path}");
    }
}

#[test]
fn a_list_of_one_entry_needs_no_number() {
    let body = r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":"{0}"}]}}"#;
    for path in ["match", "userToDNMapping.match", "ldap.userToDNMapping[].match", "userToDNMapping[*].match"]
    {
        assert_eq!(located(path, Kind::Patch, body).0, "/ldap/userToDNMapping/0/match", "{path}");
    }
    for (body, pointer) in [
        (r#"{"ldap":{"userToDNMapping":[]}}"#, "/ldap/userToDNMapping"),
        (r#"{"ldap":{"userToDNMapping":{"match":"a"}}}"#, "/ldap/userToDNMapping"),
        (r#"{"ldap":{"userToDNMapping":"a"}}"#, "/ldap/userToDNMapping"),
        (r#"{"ldap":7}"#, "/ldap"),
        (r#"{}"#, ""),
        ("[]", ""),
        ("\"text\"", ""),
    ] {
        assert_eq!(located("ldap.userToDNMapping[0].match", Kind::Patch, body).0, pointer, "{body}");
    }
}

#[test]
fn spans_are_those_of_the_values_and_columns_those_of_the_file() {
    let text = "{\"ldap\":{\"bindPassword\":\"pässwörter😀\",\"hostname\":\"localhost\"}}";
    let findings = violation("hostname").locate(&check(text));
    assert_eq!(&text[findings[0].span().range()], "\"localhost\"");
    let own = check(text);
    let own =
        own.findings().iter().find(|finding| finding.rule().name() == "hostname-loopback").expect("it is");
    assert_eq!(findings[0].location().line, own.location().line);
    let column = text[..findings[0].span().start].encode_utf16().count() + 1;
    assert_eq!(findings[0].location().column, column);
    let help = findings[0].help().expect("help");
    assert!(help.starts_with("`usersec check` says hostname-loopback"), "{help}");
}

/// What a finding is shown with is masked, secrets that are no strings included.
#[test]
fn secrets_that_are_no_strings_do_not_break_the_way() {
    for secret in
        ["12345678", "true", "[\n1,\n \"topsecret\"\n]", "{\"a\":\n{\"b\":\"topsecret\"}\n}", "null"]
    {
        let text = format!("{{\"ldap\":{{\"bindPassword\":{secret}\n,\"hostname\":\"a.b\"}}\n}}");
        let findings = violation("hostname").locate(&check(&text));
        assert_eq!((findings[0].pointer(), &text[findings[0].span().range()]), ("/ldap/hostname", "\"a.b\""));
        let shown = format!("{:?}", miette::Report::new(findings[0].clone()));
        assert!(!shown.contains("topsecret") && !shown.contains("12345678"), "{shown}");
        let findings = violation("bindPassword").locate(&check(&text));
        assert_eq!(&text[findings[0].span().range()], secret, "{secret}");
    }
}

#[test]
fn without_a_path_code_parameters_and_detail_tell() {
    let answer = |code: &str, detail: &str, parameters: Value| {
        json!({"error": 400, "errorCode": code, "detail": detail, "parameters": parameters}).to_string()
    };
    let body = r#"{"links":[],"ldap":{"hostname":"localhost","port":70000,"bindUsername":"CN=a,DC=b"}}"#;
    for (answer, place, pointer, words) in [
        (
            answer("LDAP_HOSTNAME_NOT_ALLOWED", "no", json!(["localhost"])),
            body,
            "/ldap/hostname",
            "as `LDAP_",
        ),
        (answer("LDAP_HOSTNAME_NOT_ALLOWED", "no", json!([])), body, "/ldap/hostname", "as `LDAP_"),
        (answer("ATTRIBUTE_READ_ONLY", "no", json!(["links"])), body, "/links", "refuses `links` with"),
        (answer("ATTRIBUTE_READ_ONLY", "no", json!([])), body, "/links", "as `ATTRIBUTE_READ_ONLY` tells"),
        (
            answer("MISSING_ATTRIBUTE", "no", json!(["bindPassword"])),
            body,
            "/ldap",
            "which `ldap` does not have",
        ),
        (
            answer("MISSING_ATTRIBUTE", "no", json!([{"name": "ldap.port"}])),
            body,
            "/ldap/port",
            "refuses `ldap.port`",
        ),
        (
            answer("INVALID_ATTRIBUTE", "Invalid attribute bindUsername specified.", json!([])),
            body,
            "/ldap/bindUsername",
            "probably",
        ),
        (answer("SOME_CODE", "It is 70000.", json!([70000])), body, "/ldap/port", "probably"),
        (answer("SOME_CODE", "The hostname is wrong.", json!([])), body, "/ldap/hostname", "probably"),
        (answer("SOME_CODE", "This is wrong.", json!([])), body, "", "names no member: This is wrong."),
        (answer("SOME_CODE", "", json!(["***"])), body, "", "it does not say why"),
        (
            answer("MALFORMED_JSON", "Received JSON is malformed.", json!([])),
            "{\"ldap\":{\"port\":636,}}",
            "",
            "malformed",
        ),
        (
            answer("INVALID_JSON_ATTRIBUTE", "no", json!(["ldap.port"])),
            r#"{"ldap":{"port":"636"}}"#,
            "/ldap/port",
            "refuses `ldap.port`",
        ),
        (
            answer("MISSING_ATTRIBUTE", "no", json!(["match"])),
            r#"{"ldap":{"userToDNMapping":[{"match":"a","substitution":"b"},{"substitution":"c"}]}}"#,
            "/ldap/userToDNMapping/1",
            "probably",
        ),
    ] {
        let findings = ApiError::parse(&answer).expect("an error").locate(&check(place));
        assert_eq!(findings.len(), 1, "{answer}");
        assert_eq!(findings[0].pointer(), pointer, "{answer}: {}", findings[0].message());
        assert!(findings[0].message().contains(words), "{answer}: {}", findings[0].message());
    }
}

#[test]
fn an_expired_certificate_is_pointed_at() {
    let pem = crate::rules::tests::expand("‹root›‹expired-root›");
    let body = format!("{{\"customerX509\":{{\"cas\":\"{pem}\"}}}}");
    let report = Linter::new().now(crate::rules::tests::NOW).check(&body);
    let own = report
        .findings()
        .iter()
        .find(|finding| finding.rule().name() == "certificate-expired")
        .expect("it is");
    let error =
        ApiError::parse(r#"{"error":400,"errorCode":"EXPIRED_X509_CA_CERTIFICATE"}"#).expect("an error");
    assert_eq!(error.locate(&report)[0].span(), own.span());
}

#[test]
fn what_is_not_about_the_payload_is_not_shown_in_it() {
    for (status, code) in [
        (401, "NOT_ORG_GROUP_CREATOR"),
        (403, "CANNOT_CHANGE_GROUP_NAME"),
        (404, "RESOURCE_NOT_FOUND"),
        (429, "SOME_CODE"),
        (500, "UNEXPECTED_ERROR"),
        (400, "UNSUPPORTED_VERSION_FOR_LDAP_AUTHENTICATION"),
        (400, "LDAP_VERIFY_CONNECTIVITY_NO_AVAILABLE_CLUSTERS"),
        (503, "WHATEVER"),
    ] {
        let error =
            ApiError::parse(json!({"error": status, "errorCode": code}).to_string()).expect("an error");
        assert!(error.locate(&check(payload("x"))).is_empty(), "{code}");
    }
}

#[test]
fn several_violations_of_one_member_are_all_shown_and_each_once() {
    let fields = json!([
        {"field": "ldap.port", "description": "too high"}, {"field": "ldap.hostname", "description": "b"},
        {"field": "ldap.port", "description": "not open"}, {"field": "ldap.port", "description": "too high"},
    ]);
    let answer =
        json!({"error": 400, "errorCode": "VALIDATION_ERROR", "badRequestDetail": {"fields": fields}});
    let findings = ApiError::parse(answer.to_string()).expect("an error").locate(&check(payload("x")));
    let told: Vec<(&str, bool)> =
        findings.iter().map(|finding| (finding.pointer(), finding.message().ends_with("too high"))).collect();
    assert_eq!(told, [("/ldap/hostname", false), ("/ldap/port", true), ("/ldap/port", false)]);
    let prints: std::collections::HashSet<String> = findings.iter().map(Finding::fingerprint).collect();
    assert_eq!(prints.len(), 3);
}
