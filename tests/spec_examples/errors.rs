//! The errors of both pages, and every member that they may have.

use serde_json::{Value, json};
use usersec::{ApiError, ApiErrorFaultKind};

use crate::process::{Ran, directory, usersec};
use crate::{ERRORS, REQUEST};

/// What `explain-error` says of the answer to a payload.
fn explain(payload: &str, answer: &str, options: &[&str]) -> Ran {
    let folder = directory([("payload.json", payload), ("answer.json", answer)]);
    let path = |name: &str| folder.path().join(name).into_os_string();
    let mut arguments = vec!["explain-error".into(), "--payload".into(), path("payload.json")];
    arguments.extend(options.iter().map(Into::into));
    arguments.push(path("answer.json"));
    usersec(arguments)
}

/// None of them names a member, so no member is blamed; only a 400 is about the body at all.
#[test]
fn each_documented_error_is_explained() {
    for (line, (status, code)) in ERRORS.lines().zip([
        (400, "VALIDATION_ERROR"),
        (401, "NOT_ORG_GROUP_CREATOR"),
        (403, "CANNOT_CHANGE_GROUP_NAME"),
        (404, "RESOURCE_NOT_FOUND"),
        (500, "UNEXPECTED_ERROR"),
    ]) {
        let error = ApiError::parse(line).expect("an error");
        assert_eq!((error.status(), error.code()), (status, code));
        let findings = error.locate(&usersec::check(REQUEST));
        let found: Vec<_> = findings.iter().map(|f| (f.rule().name(), f.pointer())).collect();
        let expected = if status == 400 { &[("server-violation", "")][..] } else { &[] };
        assert_eq!(found, expected, "{line}");
        let ran = explain(REQUEST, line, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{line}");
        assert!(ran.out.contains(&status.to_string()) && ran.out.contains(code), "{}", ran.out);
        assert!(ran.out.contains(error.reason().expect("given")), "{}", ran.out);
        let rules = explain(REQUEST, line, &["--format", "json"]).rules();
        assert_eq!(rules, expected.iter().map(|(rule, _)| *rule).collect::<Vec<_>>());
    }
}

#[test]
fn the_role_is_named_where_it_may_be_missing() {
    let forbidden = ERRORS.lines().nth(2).expect("403");
    assert!(explain(REQUEST, forbidden, &[]).out.replace('\n', " ").contains("Project Owner"));
}

/// All of them, as the page lists them; whatever the status is.
fn whole(status: u16) -> Value {
    json!({
        "badRequestDetail": { "fields": [
            { "description": "must be a host", "field": "ldap.hostname" },
            { "description": "must not be larger", "field": "ldap.port" },
        ]},
        "detail": "Two values are wrong.",
        "error": status,
        "errorCode": "VALIDATION_ERROR",
        "parameters": [{ "name": "hostname" }],
        "reason": "Bad Request",
    })
}

const PAYLOAD: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":3269}}"#;

#[test]
fn an_error_is_read_whatever_its_status() {
    for status in [400, 401, 403, 404, 429, 500] {
        let error = ApiError::parse(whole(status).to_string()).expect("an error");
        assert_eq!((error.status(), error.violations().len()), (status, 2));
    }
}

#[test]
fn each_member_of_an_error_is_read() {
    let error = ApiError::parse(whole(400).to_string()).expect("an error");
    assert_eq!((error.status(), error.code()), (400, "VALIDATION_ERROR"));
    assert_eq!(error.detail(), Some("Two values are wrong."));
    assert_eq!(error.reason(), Some("Bad Request"));
    assert_eq!(error.parameters(), [json!({ "name": "hostname" })]);
    let ran = explain(PAYLOAD, &whole(400).to_string(), &[]);
    for said in ["400", "VALIDATION_ERROR", "Two values are wrong.", "Bad Request"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn each_violation_is_shown_at_its_member() {
    let answer = whole(400).to_string();
    let error = ApiError::parse(&answer).expect("an error");
    let findings = error.locate(&usersec::check(PAYLOAD));
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.rule().name(), finding.pointer(), &PAYLOAD[finding.span().range()]))
        .collect();
    assert_eq!(
        found,
        [
            ("server-violation", "/ldap/hostname", "\"ldap.mycompany.com\""),
            ("server-violation", "/ldap/port", "3269"),
        ]
    );
    assert!(findings[0].message().contains("must be a host"));
    assert!(findings[1].message().contains("must not be larger"));
    let ran = explain(PAYLOAD, &answer, &["--format", "json"]);
    assert_eq!((ran.code, ran.rules()), (Some(1), vec!["server-violation".to_owned(); 2]));
}

/// The server says more than nothing, and that is shown.
#[test]
fn a_violation_that_is_not_whole_is_no_reason_to_fail() {
    for fields in [
        json!([{ "field": "ldap.port" }]),
        json!([{ "description": "must not be larger" }]),
        json!([{ "field": "nowhere.at.all", "description": "must not be larger" }]),
        json!([]),
    ] {
        let mut answer = whole(400);
        answer["badRequestDetail"]["fields"] = fields;
        let error = ApiError::parse(answer.to_string()).expect("an error");
        assert_eq!(error.status(), 400);
        let ran = explain(PAYLOAD, &answer.to_string(), &[]);
        assert!(ran.err.is_empty() && ran.out.contains("VALIDATION_ERROR"), "{ran:?}");
    }
}

#[test]
fn an_error_may_be_in_an_envelope() {
    for line in ERRORS.lines() {
        let bare: Value = serde_json::from_str(line).expect("JSON");
        let wrapped = json!({ "status": bare["error"], "content": bare }).to_string();
        let mut added = bare.clone();
        added["status"] = bare["error"].clone();
        let expected = ApiError::parse(line).expect("an error");
        for received in [wrapped, added.to_string()] {
            assert_eq!(ApiError::parse(&received), Ok(expected.clone()), "{received}");
        }
    }
}

/// The documented commands have `--include`, and with `--digest` a first answer asks who is there.
#[test]
fn an_error_may_have_the_head_of_its_message() {
    let asked =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
    for line in ERRORS.lines() {
        let expected = ApiError::parse(line).expect("an error");
        let (status, reason) = (expected.status(), expected.reason().expect("given"));
        let answer = format!("HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\n\r\n{line}");
        assert_eq!(ApiError::parse(&answer), Ok(expected.clone()));
        assert_eq!(ApiError::parse(format!("{asked}{answer}")), Ok(expected));
    }
}

#[test]
fn what_is_no_error_is_said_to_be_none() {
    for (answer, kind) in [
        (r#"{"error":400}"#, ApiErrorFaultKind::Missing("errorCode")),
        (r#"{"errorCode":"VALIDATION_ERROR"}"#, ApiErrorFaultKind::Missing("error")),
        (r#"{"error":"400 Bad Request","errorCode":"VALIDATION_ERROR"}"#, ApiErrorFaultKind::Wrong("error")),
        (r#"{"ldap":{"port":636}}"#, ApiErrorFaultKind::Configuration),
        ("<html><body>502 Bad Gateway</body></html>", ApiErrorFaultKind::Html),
    ] {
        assert_eq!(ApiError::parse(answer).map_err(|fault| fault.kind()), Err(kind), "{answer}");
        let ran = explain(PAYLOAD, answer, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    }
}
