//! Requests as the payload.

use std::fmt::Write as _;

use serde_json::{Value, json};
use usersec::cli::exit;

use super::{golden, refused, run, shown};

/// What `usersec request` reads as a request is one here as well.
#[test]
fn requests_are_told_from_documents() {
    let url = "https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
    let command = format!(
        "curl --user 'pub:prvkeySECRET' -H 'Content-Type: application/json' -X PATCH '{url}' \\\n  --data '{{\"ldap\":{{\"port\":389}}}}'"
    );
    let comments = "# A comment\n".repeat(25);
    let answer = refused(&json!([{"field": "ldap.port", "description": "is not what prvkeySECRET may use"}]));
    for request in [
        format!("#!/bin/bash\nout=$({command})\n"),
        format!("if ! {command}; then\n  exit 1\nfi\n"),
        format!("sudo -E /usr/bin/{command}\n"),
        format!(
            "{comments}PATCH {url}\nAuthorization: Bearer prvkeySECRET\n\n{{\"ldap\":{{\"port\":389}}}}\n"
        ),
    ] {
        let (code, out, err) = run(&answer, Some(&request), 80, false, &["--format", "json"]);
        assert_eq!((code, &*err), (exit::FINDINGS, ""), "{request}");
        let report: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(report["files"][0]["findings"][0]["pointer"], "/ldap/port", "{request}");
        assert!(!out.contains("SECRET"), "{out}");
    }
    for document in ["{\"ldap\":{\"port\":389,}}", "ldap:\n  port: 389\n", "", "[\"PATCH /x\""] {
        let (_, out, err) = run(&answer, Some(document), 80, false, &[]);
        assert!(out.contains("`usersec check` finds 1 error"), "{document}: {out}{err}");
    }
}

#[test]
fn answers_to_requests_without_a_body_are_explained() {
    let url = "https://cloud.mongodb.com/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
    let about_body =
        refused(&json!([{"field": "ldap.port", "description": "is not open to hunter2hunter2"}]));
    let unknown = |status: u16, code: &str| {
        json!({"error": status, "errorCode": code, "detail": "Not hunter2hunter2."}).to_string()
    };
    let header = "Authorization: Bearer hunter2hunter2";
    let mut sheet = String::new();
    for (title, answer, request) in [
        ("a GET, 401", unknown(401, "NO_CURRENT_USER"), format!("GET {url}\n{header}\n")),
        ("a DELETE, 404", unknown(404, "GROUP_NOT_FOUND"), format!("DELETE {url}/customerX509\n{header}\n")),
        ("a body in another file", about_body.clone(), format!("PATCH {url}\n{header}\n\n< ./body.json\n")),
        ("two without a body", about_body, format!("GET {url}\n{header}\n###\nGET {url}\n")),
        (
            "nothing of it is there",
            unknown(401, "X").replace("hunter2hunter2", "known"),
            format!("PATCH {url}\n\n{{\"ldap\":{{\"port\":636}}}}\n"),
        ),
    ] {
        let text = shown(&answer, Some(&request), 80);
        assert!(!text.contains("hunter2"), "{text}");
        write!(sheet, "# {title}\n\n{text}\n").expect("a string takes it");
    }
    golden("requests.txt", &sheet);
    let request = format!("PATCH {url}\n\n< ./body.json\n");
    let answer = unknown(400, "VALIDATION_ERROR");
    let (code, _, err) = run(&answer, Some(&request), 80, false, &["--format", "concise"]);
    assert_eq!(code, exit::FINDINGS);
    assert!(err.contains("the body stands in another file"), "{err}");
}
