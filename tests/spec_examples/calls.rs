//! Requests to the operations: paths, parameters, headers, and whether they have a body.

use serde_json::Value;

use crate::process::{directory, usersec, usersec_reading};
use crate::{ANSWER, REQUEST};

const GROUP: &str = "/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";
const ACCEPT: &str = "Accept: application/vnd.atlas.2023-01-01+json";
const JSON: &str = "Content-Type: application/vnd.atlas.2023-01-01+json";
const BODY: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#;
const VERIFY: &str = r#"{"bindPassword":"${P}","bindUsername":"CN=svc,DC=mycompany,DC=com","hostname":"ldap.mycompany.com","port":636}"#;

/// The rules that have something to say of a request in a file of this name.
pub(crate) fn rules_in(name: &'static str, text: &str) -> Vec<String> {
    let folder = directory([(name, text)]);
    let path = folder.path().join(name);
    let ran = usersec(["request".as_ref(), "--format".as_ref(), "json".as_ref(), path.as_os_str()]);
    assert_eq!(ran.err, "", "{text}");
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    ran.rules()
}

/// What people see of a request in a file of this name.
pub(crate) fn said_in(name: &'static str, text: &str) -> String {
    let folder = directory([(name, text)]);
    usersec(["request".as_ref(), folder.path().join(name).as_os_str()]).out
}

fn rules(request: &str, headers: &[&str], body: &str) -> Vec<String> {
    let headers: String = headers.iter().map(|header| format!("{header}\n")).collect();
    rules_in("request.http", &format!("{request} HTTP/1.1\nHost: cloud.mongodb.com\n{headers}\n{body}"))
}

fn update(target: &str) -> Vec<String> {
    rules(&format!("PATCH {target}"), &[ACCEPT, JSON], BODY)
}

const NONE: [&str; 0] = [];

#[test]
fn each_operation_is_known_by_method_and_path() {
    for (method, path, body) in [
        ("PATCH", "", BODY),
        ("GET", "", ""),
        ("DELETE", "/customerX509", ""),
        ("DELETE", "/ldap/userToDNMapping", ""),
        ("POST", "/ldap/verify", VERIFY),
    ] {
        let headers: &[&str] = if body.is_empty() { &[ACCEPT] } else { &[ACCEPT, JSON] };
        assert_eq!(rules(&format!("{method} {GROUP}{path}"), headers, body), NONE, "{method} {path}");
    }
    for (method, path) in [
        ("PUT", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("PATCH", "/customerX509"),
        ("DELETE", "/customerx509"),
        ("DELETE", "/ldap"),
        ("GET", "/ldap/verify"),
    ] {
        let found = rules(&format!("{method} {GROUP}{path}"), &[ACCEPT], "");
        assert!(found.contains(&"unknown-operation".to_owned()), "{method} {path}: {found:?}");
    }
    assert_eq!(update(&GROUP.replace("/v2/", "/v1.0/")), ["unknown-operation"]);
    // Of the same API, and none of the family: how a verification went.
    let status = format!("GET {GROUP}/ldap/verify/5e2211c17a3e5a48f5497de4");
    assert_eq!(rules(&status, &[ACCEPT], ""), NONE);
}

#[test]
fn the_project_is_24_lower_case_digits() {
    let id = "5e2211c17a3e5a48f5497de3";
    for (id, expected) in [
        (id.to_owned(), &NONE[..]),
        ("{groupId}".to_owned(), &[]),
        ("{{groupId}}".to_owned(), &[]),
        (id.to_uppercase(), &["group-id-pattern"]),
        (id[1..].to_owned(), &["group-id-pattern"]),
        (format!("{id}0"), &["group-id-pattern"]),
        (id.replace('e', "g"), &["group-id-pattern"]),
    ] {
        let target = GROUP.replace("5e2211c17a3e5a48f5497de3", &id);
        assert_eq!(update(&target), expected, "{target}");
        let request = format!("DELETE {target}/customerX509");
        assert_eq!(rules(&request, &[ACCEPT], ""), expected, "{request}");
    }
}

#[test]
fn query_parameters_are_booleans() {
    for (query, expected) in [
        ("envelope=true", &NONE[..]),
        ("envelope=false&pretty=true", &[]),
        ("envelope=yes", &["query-parameter-type"]),
        ("pretty=1", &["query-parameter-type"]),
        ("pretty=", &["query-parameter-type"]),
        ("prettyprint=true", &["unknown-query-parameter"]),
    ] {
        assert_eq!(update(&format!("{GROUP}?{query}")), expected, "{query}");
    }
    let delete = |query: &str| rules(&format!("DELETE {GROUP}/customerX509?{query}"), &[ACCEPT], "");
    assert_eq!(delete("envelope=true"), NONE);
    assert_eq!(delete("envelope=maybe"), ["query-parameter-type"]);
}

#[test]
fn query_parameters_may_be_absent() {
    assert_eq!(update(GROUP), NONE);
    assert_eq!(rules(&format!("DELETE {GROUP}/customerX509"), &[ACCEPT], ""), NONE);
}

/// Its page knows one parameter only.
#[test]
fn a_delete_of_cas_is_not_pretty() {
    let delete = |path: &str| rules(&format!("DELETE {GROUP}{path}?pretty=true"), &[ACCEPT], "");
    assert_eq!(delete("/customerX509"), ["unknown-query-parameter"]);
    assert_eq!(delete("/ldap/userToDNMapping"), NONE);
}

#[test]
fn media_types_are_those_of_the_resource() {
    let update = |accept: &str, content: &str| {
        let headers = [format!("Accept: {accept}"), format!("Content-Type: {content}")];
        rules(&format!("PATCH {GROUP}"), &[&headers[0], &headers[1]], BODY)
    };
    let ours = "application/vnd.atlas.2023-01-01+json";
    for accept in [ours, "application/vnd.atlas.2025-02-19+json", "application/vnd.atlas.2025-03-12+json"] {
        assert_eq!(update(accept, ours), NONE, "{accept}");
        assert_eq!(update(accept, accept), NONE, "{accept}");
        assert_eq!(update(accept, "application/json"), NONE, "{accept}");
    }
    for accept in ["application/json", "text/html", "application/vnd.atlas.2022-12-31+json"] {
        assert_eq!(update(accept, ours), ["media-type"], "{accept}");
    }
    for content in
        ["text/plain", "application/x-www-form-urlencoded", "application/vnd.atlas.2022-12-31+json"]
    {
        assert_eq!(update(ours, content), ["media-type"], "{content}");
    }
}

#[test]
fn an_update_has_a_body() {
    assert_eq!(rules(&format!("PATCH {GROUP}"), &[ACCEPT, JSON], ""), ["body-missing"]);
}

#[test]
fn a_delete_has_no_body() {
    let request = format!("DELETE {GROUP}/customerX509");
    assert_eq!(rules(&request, &[ACCEPT], ""), NONE);
    assert_eq!(rules(&request, &[ACCEPT, JSON], "{}"), ["body-unexpected"]);
}

#[test]
fn a_delete_takes_all_cas_away() {
    let pem = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates").join(name);
        std::fs::read_to_string(path).expect("a certificate")
    };
    let mut stored: serde_json::Value = serde_json::from_str(ANSWER).expect("JSON");
    stored["customerX509"]["cas"] = format!("{}{}", pem("root.pem"), pem("root2.pem")).into();
    let delete = format!("DELETE https://cloud.mongodb.com{GROUP}/customerX509 HTTP/1.1\n{ACCEPT}\n\n");
    let folder = directory([("current.json", stored.to_string()), ("delete.http", delete)]);
    let path = |name: &str| folder.path().join(name).into_os_string();
    let ran = usersec(["diff".into(), "--current".into(), path("current.json"), path("delete.http")]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("X.509") && ran.out.contains("2 CAs"), "{}", ran.out);
    assert!(ran.out.contains("restart"), "{}", ran.out);
}

/// The example of the page in what sends it: the same is found as in the body alone, at the same words.
#[test]
fn the_documented_request_is_checked_wherever_it_stands() {
    let message = format!("PATCH {GROUP} HTTP/1.1\n{ACCEPT}\n{JSON}\n\n{REQUEST}");
    let command = format!(
        "curl -X PATCH 'https://cloud.mongodb.com{GROUP}' \\\n -H '{ACCEPT}' -H '{JSON}' \\\n -d '{REQUEST}'"
    );
    let found = |text: &str, report: &Value| -> Vec<(String, String, String)> {
        let findings = report["files"][0]["findings"].as_array().expect("findings");
        let of = |finding: &Value| {
            let [start, end] = ["start", "end"].map(|end| finding["span"][end].as_u64().expect("a number"));
            let words =
                text.as_bytes()[start.try_into().expect("small")..end.try_into().expect("small")].to_vec();
            let name = |key: &str| finding[key].as_str().expect("a text").to_owned();
            (name("rule"), name("pointer"), String::from_utf8(words).expect("UTF-8"))
        };
        findings.iter().map(of).collect()
    };
    let in_body = usersec_reading(["check", "--format", "json", "-"], REQUEST.as_bytes()).json();
    let expected = found(REQUEST, &in_body);
    assert_eq!(expected.len(), 7, "{expected:?}");
    for text in [message, command] {
        let ran = usersec_reading(["request", "--format", "json", "-"], text.as_bytes());
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!(found(&text, &ran.json()), expected);
    }
}
