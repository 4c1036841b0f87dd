//! Answers about the request around the body, and what of that may not be shown.

use serde_json::json;

use super::requests::{PATH, in_text, refused};
use crate::{ApiError, Linter};

const BODY: &str = r#"{"ldap": {"hostname": "ldap.mycompany.com"}}"#;

fn answered(status: u16, code: &str, detail: &str) -> ApiError {
    let answer = json!({"error": status, "errorCode": code, "detail": detail});
    ApiError::parse(answer.to_string()).expect("an error")
}

/// What is shown of a text of the server, beside the request.
fn shown(text: &str, request: &str) -> String {
    let error = answered(400, "VALIDATION_ERROR", text).masked(&Linter::new().check_requests(request));
    error.detail().expect("a detail").to_owned()
}

/// Forged, so that nobody takes it for a real one.
const SECRET: &str = "prvkeySECRET";

#[test]
fn no_part_of_a_credential_is_shown() {
    use base64::Engine as _;

    let user = base64::prelude::BASE64_STANDARD.encode(format!("me:{SECRET}"));
    let message = |header: &str| format!("PATCH {PATH}\n{header}\n\n{BODY}\n");
    let command =
        |options: &str| format!("curl {options} -X PATCH 'https://cloud.mongodb.com{PATH}' -d '{BODY}'\n");
    for request in [
        message(&format!("Authorization: Basic {user}")),
        message(&format!("Authorization: Basic me {SECRET}")),
        message(&format!("Authorization: Digest me:{SECRET}")),
        message(&format!("Authorization: Digest me {SECRET}")),
        message(&format!("Cookie: sid={SECRET}; theme=dark")),
        command(&format!("--user \"me:{SECRET}\"")),
        command(&format!("--user 'me:'\\''{SECRET}'")),
        command(&format!("-H 'X-Api-Key: {SECRET}'")),
        command(&format!("-x http://me:{SECRET}@proxy:8080")),
        command(&format!("-U me:{SECRET}")),
        message("").replace("PATCH ", &format!("PATCH https://me:{SECRET}@cloud.mongodb.com")),
        message("").replace(PATH, &format!("{PATH}?api_key={SECRET}")),
        format!("POST https://cloud.mongodb.com/token\nAuthorization: Basic {user}\n\n###\n{}", message("")),
        format!("# Authorization: Bearer {SECRET}\n{}", message("")),
        format!("# curl -u me:{SECRET}\n{}", message("")),
        format!("export PRIVATE_KEY={SECRET}\n{}", command("")),
        format!("KEYS='me:{SECRET}'\n{}", command("-u \"$KEYS\"")),
        format!("@bind-password = {SECRET}\n{}", message("")),
        format!("< {{% request.variables.set('bindPassword', '{SECRET}'); %}}\n{}", message("")),
        format!(
            "@p = {SECRET}\n{}",
            message("").replace("\"hostname\"", "\"bindPassword\": \"{{p}}\", \"hostname\"")
        ),
    ] {
        for (said, expected) in [
            (format!("The key {SECRET} of ldap.hostname is bad"), "The key *** of ldap.hostname is bad"),
            (format!("The key me:{SECRET} of the request"), "of the request"),
        ] {
            let found = shown(&said, &request);
            assert!(!found.contains(SECRET) && found.contains(expected), "{request}: {found}");
        }
    }
    let encoded = message("").replace("PATCH ", "PATCH https://me:k%2FySECRET@cloud.mongodb.com");
    assert_eq!(shown("not k/ySECRET or k%2FySECRET", &encoded), "not *** or ***");
}

#[test]
fn words_of_comments_stay() {
    let request = format!(
        "# Update the configuration of the project; the token is taken from the vault.\n\
         # Takes a password, see read-only documentation\n@host = cloud.mongodb.com\n\
         PATCH {PATH}\nX-Note: attribute\n\n{BODY}\n"
    );
    let said = "The token of the project is not an attribute; update the configuration of userToDNMapping, \
        which is read-only. See the vault documentation of ldap.hostname.";
    assert_eq!(shown(said, &request), said);
}

#[test]
fn secrets_of_a_broken_body_stand_on_the_next_line_as_well() {
    for body in [
        "{\"ldap\":{\"bindPassword\":\n   \"brok en, pw\",,}",
        "{\"ldap\":{\"bindPassword\" :\n\n \"brok en, pw\"\n \"port\": 636}}",
        "{\"ldap\":{\"bindPassword\": {\"a\": [\"brok en, pw\"]},,}}",
        "ldap:\n  bindPassword:\n    brok en, pw\n",
    ] {
        let answer = answered(400, "MALFORMED_JSON", "value `brok en, pw` of the port is bad");
        let request = format!("PATCH {PATH}\n\n{body}");
        for report in [crate::check(body), Linter::new().check_requests(&request)] {
            let masked = answer.masked(&report);
            assert_eq!(masked.detail(), Some("value `***` of the port is bad"), "{body}");
        }
    }
    let object = "{\"ldap\":{\"bindPassword\": {\"a\": 1, \"b\": [\"x\", \"Sup3rSECRETxx\"]},,}}";
    let masked = answered(400, "MALFORMED_JSON", "Sup3rSECRETxx is bad").masked(&crate::check(object));
    assert_eq!(masked.detail(), Some("*** is bad"));
}

#[test]
fn a_line_of_a_private_key_is_hidden() {
    let line = "MC4CAQAwBQYDK2VwBCIEIKq1Ww0dW2VxZ3J0eXVpb3Bh";
    let label = |word: &str| format!("-----{word} {} KEY-----", "PRIVATE");
    let key = format!("{}\\n{line}\\n{line}Zm9v\\n{}\\n", label("BEGIN"), label("END"));
    let body = format!("{{\"customerX509\": {{\"cas\": \"{key}\"}}}}");
    let error = answered(400, "VALIDATION_ERROR", &format!("cannot read {line}"));
    assert_eq!(error.masked(&crate::check(body)).detail(), Some("cannot read ***"));
}

/// The status, the code, the request, what is marked in it, and what the help begins with.
#[test]
fn answers_about_the_request_are_shown_there() {
    let upper = PATH.replace("5e2211c17a3e5a48f5497de3", "5E2211C17A3E5A48F5497DE3");
    let message = |path: &str, header: &str| format!("PATCH {path}\n{header}\n\n{BODY}\n");
    let json = "Content-Type: application/json";
    let bearer = format!("{json}\nAuthorization: Bearer {{{{token}}}}");
    let two = format!("{PATH}?envelope=true&pretty=1");
    for (status, code, detail, request, marked, help) in [
        (404, "GROUP_NOT_FOUND", "x", message(PATH, json), "5e2211c17a3e5a48f5497de3", "look at the path"),
        (
            404,
            "INVALID_GROUP_ID",
            "x",
            message(&upper, json),
            "5E2211C17A3E5A48F5497DE3",
            "`usersec request` says group-id-pattern",
        ),
        (404, "SOME_CODE", "x", message(PATH, json), "5e2211c17a3e5a48f5497de3", "look at the path"),
        (
            400,
            "INVALID_QUERY_PARAMETER",
            "x",
            message(&two, json),
            "1",
            "`usersec request` says query-parameter-type",
        ),
        (
            400,
            "INVALID_QUERY_PARAMETER",
            "Not envelope",
            message(&two, json),
            "envelope=true",
            "look at the URL",
        ),
        (
            406,
            "SOME_CODE",
            "x",
            message(PATH, "Accept: text/xml"),
            "text/xml",
            "`usersec request` says media-type",
        ),
        (
            415,
            "SOME_CODE",
            "x",
            message(PATH, "Content-Type: text/xml"),
            "text/xml",
            "`usersec request` says media-type",
        ),
        (405, "SOME_CODE", "x", message(PATH, json), "PATCH", "look at method and path"),
        (401, "SOME_CODE", "x", message(PATH, &bearer), "Bearer {{token}}", "look at the credentials"),
        (
            401,
            "NO_CURRENT_USER",
            "x",
            format!("GET {PATH}\nAuthorization: Bearer abc-def\n"),
            "Bearer abc-def",
            "look at the credentials",
        ),
        (
            404,
            "GROUP_NOT_FOUND",
            "x",
            format!("DELETE {PATH}/customerX509\n"),
            "5e2211c17a3e5a48f5497de3",
            "look at the path",
        ),
    ] {
        let findings = in_text(&answered(status, code, detail), &request);
        let [finding] = findings.as_slice() else { panic!("{code} {request}: {findings:?}") };
        assert_eq!(&request[finding.span().range()], marked, "{code}");
        let found = finding.help().expect("help");
        assert!(found.starts_with(help), "{code}: {found}");
    }
    for (status, code) in [(401, "SOME_CODE"), (406, "SOME_CODE"), (403, "USER_UNAUTHORIZED"), (429, "X")] {
        assert!(in_text(&answered(status, code, "x"), &message(PATH, json)).is_empty(), "{code}");
    }
}

#[test]
fn violations_may_name_what_stands_around_the_body() {
    let request = format!("PATCH {PATH}?pretty=true\nAuthorization: Bearer abc\nAccept: */*\n\n{BODY}\n");
    for (field, marked) in [
        ("groupId", "5e2211c17a3e5a48f5497de3"),
        ("pretty", "pretty=true"),
        ("Accept", "*/*"),
        ("ldap.hostname", "\"ldap.mycompany.com\""),
    ] {
        let findings = in_text(&refused(field, "is wrong"), &request);
        let [finding] = findings.as_slice() else { panic!("{field}: {findings:?}") };
        assert_eq!(&request[finding.span().range()], marked, "{field}");
        assert_eq!(finding.message(), format!("the API refuses `{field}`: is wrong"));
        assert!(!finding.help().is_some_and(|help| help.contains("credentials-in-request")), "{finding:?}");
    }
    // What stands around the document is not said of what is not found in it.
    let findings = in_text(&refused("frobnication", "is wrong"), &request);
    assert_eq!(findings[0].help(), Some("mend what the detail names, and send the request again"));
}

#[test]
fn the_help_of_a_broken_body_is_about_that() {
    let path = PATH.replace("5e2211c17a3e5a48f5497de3", "5E2211C17A3E5A48F5497DE3");
    let request = format!("PATCH {path}\n\n{{\"ldap\": {{\"port\": 389,,}}}}\n");
    let findings = in_text(&answered(400, "MALFORMED_JSON", "x"), &request);
    let help = findings[0].help().expect("help");
    assert!(help.starts_with("`usersec request` says json-syntax: "), "{help}");
}
