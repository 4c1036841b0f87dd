//! Answers, and the members that they lead to.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ApiError, ApiErrorFaultKind as Fault};
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
    ("", "", "the server refuses the payload: is wrong"),
    ("$", "", "the server refuses the payload: is wrong"),
];

#[test]
fn paths_lead_to_members() {
    let body = payload("secret of the test");
    for (path, pointer, words) in PATHS {
        let (found, message) = located(path, Kind::Patch, &body);
        assert_eq!(found, *pointer, "{path}: {message}");
        assert!(message.contains(words) && message.ends_with(": is wrong"), "{path}: {message}");
        let says_nothing_else =
            message == format!("the server refuses {}: is wrong", crate::quote::quoted(path.trim()));
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

#[test]
fn answers_come_in_many_forms() {
    let plain = r#"{"error":400,"errorCode":"CODE","detail":"why","reason":"Bad Request"}"#;
    let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nx-y: {\r\n\r\n";
    let digest = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\"\r\n\r\n";
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let terraform = "╷\n│ Error: error creating MongoDB LDAPConfiguration (6a50): https://cloud.mongodb.com/api/atlas/v2/groups/6a50/userSecurity\n│ PATCH: HTTP 400 Bad Request (Error code: \"CODE\") Detail: why Reason: Bad\n│ Request. Params: [], BadRequestDetail: \n";
    for answer in [
        plain.to_owned(),
        format!("\u{feff}\n {plain}\n"),
        format!("{{\"status\":400,\"content\":{plain}}}"),
        format!("{{\"content\":{plain},\"status\":\"400\"}}"),
        format!("{{\"status\":400,{}", &plain[1..]),
        format!("{head}{plain}"),
        head.replace("\r\n", "\n") + plain,
        format!("HTTP/2 400 \r\ndate: x\r\n\r\n{plain}"),
        format!("HTTP/3 400\r\n\r\n{plain}"),
        format!("{digest}{head}{plain}"),
        format!("HTTP/1.1 100 Continue\r\n\r\n{head}{plain}"),
        format!(
            "HTTP/1.1 200 Connection established\r\n\r\n{digest}HTTP/2 400\n\n{{\"status\":400,\"content\":{plain}}}"
        ),
        format!("{plain}400"),
        format!("{plain}\n400\n"),
        format!(
            "* Connected\n> PATCH /api HTTP/2\n> Authorization: Basic x\n> \n< HTTP/2 400 \n< date: x\n< \n{plain}\n* done\n"
        ),
        plain.replace("400", "\"400\""),
        plain.replace("400", "400.0"),
        format!("HTTP/1.1 400 Bad Request\r\n\r\n{}", plain.replace("\"error\":400,", "")),
        terraform.to_owned(),
        "Error: PATCH https://x: 400 (request \"CODE\") why".to_owned(),
    ] {
        let error = ApiError::parse(&answer).unwrap_or_else(|fault| panic!("{fault}: {answer}"));
        assert_eq!((error.status(), error.code(), error.detail()), (400, "CODE", Some("why")), "{answer}");
    }
    assert_eq!(ApiError::parse(&utf16).expect("an error").code(), "CODE");
    let sdk = "PATCH https://x: HTTP 400 Bad Request (Error code: \"CODE\") Detail: d Reason: r. Params: [a], BadRequestDetail: {\"fields\":[{\"description\":\"no\",\"field\":\"ldap.port\"}]}";
    let error = ApiError::parse(sdk).expect("an error");
    assert_eq!(error.violations()[0].field(), "ldap.port");
    assert_eq!(error.parameters(), [json!("a")]);
}

#[test]
fn members_are_what_they_happen_to_be() {
    let error = ApiError::parse(
        r#"{"error":"422","errorCode":17,"detail":{"a":1},"reason":null,"parameters":{"x":[1]},
            "badRequestDetail":{"fields":[{"field":"a"},{"description":3},"text",{},null,["x"]]}}"#,
    )
    .expect("an error");
    assert_eq!(
        (error.status(), error.code(), error.detail(), error.reason()),
        (422, "17", Some("{\"a\":1}"), None)
    );
    assert_eq!(error.parameters(), [json!({"x": [1]})]);
    let told: Vec<_> = error.violations().iter().map(|one| (one.field(), one.description())).collect();
    assert_eq!(told, [("a", None), ("", Some("3")), ("", Some("text")), ("", Some("[\"x\"]"))]);
}

#[test]
fn what_is_no_error_is_told_by_its_kind() {
    let page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>";
    for (answer, kind, status) in [
        ("", Fault::Empty, None),
        (" \r\n\t", Fault::Empty, None),
        ("HTTP/1.1 401 Unauthorized\r\nServer: x\r\n\r\n", Fault::Empty, Some(401)),
        ("HTTP/1.1 401 Unauthorized\r\nServer", Fault::Empty, Some(401)),
        (page, Fault::Html, None),
        (&format!("HTTP/1.1 502 Bad Gateway\r\n\r\n{page}"), Fault::Html, Some(502)),
        ("<?xml version=\"1.0\"?><a/>", Fault::Html, None),
        ("upstream connect error", Fault::NotJson { line: 1, column: 1 }, None),
        ("{\"error\":400,\n \"errorCode\"", Fault::NotJson { line: 2, column: 12 }, None),
        ("{\"error\":400,\"errorCode\":\"X\"} trailing", Fault::NotJson { line: 1, column: 31 }, None),
        (&"[".repeat(100_000), Fault::NotJson { line: 1, column: 128 }, None),
        ("[1,2]", Fault::NotAnError, None),
        ("\"text\"", Fault::NotAnError, None),
        ("{}", Fault::NotAnError, None),
        ("{\"a\":{\"error\":400}}", Fault::NotAnError, None),
        ("HTTP/2 202\n\n{}", Fault::Success, Some(202)),
        ("{\"status\":202,\"content\":{\"ldap\":{}}}", Fault::Configuration, Some(202)),
        ("{\"ldap\":{\"hostname\":\"a.b\"},\"links\":[]}", Fault::Configuration, None),
        ("{\"hostname\":\"a.b\",\"port\":636}", Fault::Configuration, None),
        ("{\"error\":\"invalid_client\",\"error_description\":\"x\"}", Fault::Token, None),
        ("{\"error\":400}", Fault::Missing("errorCode"), None),
        ("{\"errorCode\":\"X\"}", Fault::Missing("error"), None),
        ("{\"error\":null,\"errorCode\":\"X\"}", Fault::Missing("error"), None),
        ("{\"error\":true,\"errorCode\":\"X\"}", Fault::Wrong("error"), None),
        ("{\"error\":-1,\"errorCode\":\"X\"}", Fault::Wrong("error"), None),
        ("{\"error\":999,\"errorCode\":\"X\"}", Fault::Wrong("error"), None),
        ("{\"error\":202,\"errorCode\":\"X\"}", Fault::Success, None),
        ("{\"error\":400,\"errorCode\":null}", Fault::Wrong("errorCode"), None),
        ("{\"error\":400,\"errorCode\":\" \"}", Fault::Wrong("errorCode"), None),
    ] {
        let fault = ApiError::parse(answer).expect_err(answer);
        assert_eq!((fault.kind(), fault.status()), (kind, status), "{answer}");
        assert!(fault.to_string().len() > 15, "{fault}");
        if let Some(status) = status.filter(|status| *status >= 300) {
            assert!(fault.to_string().contains(&format!("Its status is {status}: ")), "{fault}");
        }
    }
    assert_eq!(ApiError::parse(b"\xff\x00\x80\x81").expect_err("bytes").kind(), Fault::NotText);
    assert_eq!(ApiError::parse(b"\x1f\x8b\x08\x00").expect_err("gzip").kind(), Fault::NotText);
}

/// All that can be seen of an answer and of what it says of the payload.
fn everything(error: &ApiError, payload: &str) -> String {
    let report = check(payload);
    let masked = error.masked(&report);
    let mut all = format!("{masked} {masked:?} {error:?} {:?} {:?}", masked.reason(), masked.parameters());
    for violation in masked.violations() {
        all += &format!(" {} {:?} {violation:?}", violation.field(), violation.description());
    }
    for finding in error.locate(&report) {
        all += &format!(
            "{} {:?} {finding:?} {:?}",
            finding.message(),
            finding.help(),
            miette::Report::new(finding.clone())
        );
        assert!(finding.span().end <= payload.len() && finding.span().start <= finding.span().end);
        assert!(finding.level() == crate::Level::Error && finding.rule().name() == "server-violation");
        payload.get(finding.span().range()).expect("a span of characters");
    }
    all
}

#[test]
fn very_many_violations_and_members_take_no_more_than_linear_time() {
    let members: Vec<String> = (0..20_000).map(|n| format!("\"m{n}\":{n}")).collect();
    let body = format!("{{\"ldap\":{{{}}}}}", members.join(","));
    let fields: Vec<Value> =
        (0..20_000).map(|n| json!({"field": format!("ldap.m{n}"), "description": "x"})).collect();
    let answer =
        json!({"error": 400, "errorCode": "VALIDATION_ERROR", "badRequestDetail": {"fields": fields}})
            .to_string();
    let error = ApiError::parse(answer).expect("an error");
    let report = check(body);
    let start = std::time::Instant::now();
    let findings = error.locate(&report);
    assert_eq!(findings.len(), super::locate::MOST);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Any JSON, with the password anywhere in it.
fn any_json(password: &str) -> impl Strategy<Value = Value> + use<> {
    let word = prop::sample::select(vec![
        password.to_owned(),
        format!("bad {password} here"),
        serde_json::to_string(password).expect("JSON"),
        password.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        "ldap.hostname".to_owned(),
        "ldap.userToDNMapping[3].match".to_owned(),
        "/ldap/bindPassword".to_owned(),
        format!("ldap.{password}"),
        "\u{1b}[2J".to_owned(),
        "localhost".to_owned(),
        "ldap.mycompany.com".to_owned(),
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(Value::String),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 20, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

const PASSWORD: &str = "Zq\"7\\é<w%41";

/// What would tell of the password, however it is written.
fn leaks(text: &str) -> bool {
    text.contains("Zq") && ["7\\é", "7\\\\", "%37", "7\\u"].iter().any(|part| text.contains(part))
        || text.contains("é<w")
        || text.contains("%5A%71")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_answer_shows_the_password(
        code in prop_oneof![Just("VALIDATION_ERROR".to_owned()), Just(PASSWORD.to_owned()), Just("LDAP_HOSTNAME_NOT_ALLOWED".to_owned())],
        members in prop::collection::vec(any_json(PASSWORD), 5),
        fields in prop::collection::vec((any_json(PASSWORD), any_json(PASSWORD)), 0..4),
    ) {
        let [detail, reason, parameters, parameter, other] = members.try_into().expect("five");
        let fields: Vec<Value> =
            fields.into_iter().map(|(field, description)| json!({"field": field, "description": description})).collect();
        let answer = json!({
            "error": 400, "errorCode": code, "detail": detail, "reason": reason, "parameters": [parameters, parameter],
            "badRequestDetail": {"fields": fields, "other": other.clone()}, "other": other,
        });
        let error = ApiError::parse(answer.to_string()).expect("an error");
        let all = everything(&error, &payload(PASSWORD));
        prop_assert!(!leaks(&all), "{all}");
        prop_assert!(!all.contains('\u{1b}') || !all.contains("[2J"), "{all}");
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), path in ".{0,40}") {
        let _ = ApiError::parse(&bytes).map(|error| everything(&error, "{}"));
        let near = PATHS.iter().map(|row| row.0).collect::<Vec<_>>();
        let cut = bytes.len();
        for path in [path.clone(), near[cut % near.len()].chars().take(cut % 20).collect::<String>() + &path] {
            for body in [payload("x"), "{\"ldap\":[".to_owned(), "[{\"ldap\":1}]".to_owned()] {
                let all = everything(&violation(&path), &body);
                prop_assert!(all.contains("server"), "{all}");
            }
        }
    }

    #[test]
    fn truncated_and_mangled_answers_are_read_or_refused(cut in 0_usize..600, at in 0_usize..600, byte in any::<u8>()) {
        let whole = format!(
            "HTTP/1.1 401 Unauthorized\r\n\r\nHTTP/1.1 400 Bad Request\r\nx: y\r\n\r\n{{\"status\":400,\"content\":{}}}",
            json!({"error": 400, "errorCode": "VALIDATION_ERROR", "detail": format!("{PASSWORD} is bad"),
                "badRequestDetail": {"fields": [{"field": "ldap.bindPassword", "description": format!("not {PASSWORD}")}]}}),
        );
        let mut bytes = whole.into_bytes();
        bytes.truncate(cut);
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        match ApiError::parse(&bytes) {
            Ok(error) => prop_assert!(everything(&error, &payload(PASSWORD)).contains("400")),
            Err(fault) => prop_assert!(!fault.to_string().contains("Zq"), "{fault}"),
        }
    }
}
