//! The forms in which answers come, and what is none.

use serde_json::json;

use crate::api::error::{ApiError, ApiErrorFaultKind as Fault};

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
