//! Answers to requests as they stand in files: shown there.

use serde_json::json;

use crate::{ApiError, Finding, Linter, Request};

pub(super) const PATH: &str = "/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";

pub(super) fn refused(field: &str, description: &str) -> ApiError {
    let fields = json!([{"field": field, "description": description}]);
    let answer =
        json!({"error": 400, "errorCode": "VALIDATION_ERROR", "badRequestDetail": {"fields": fields}});
    ApiError::parse(answer.to_string()).expect("an error")
}

pub(super) fn in_text(error: &ApiError, text: &str) -> Vec<Finding> {
    error.locate(&Linter::new().check_requests(text))
}

#[test]
fn members_are_found_in_messages_and_in_commands() {
    let message = format!(
        "PATCH {PATH} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{{\n  \"ldap\": {{\"port\": 389}}\n}}"
    );
    let command = format!(
        "curl -u \"$KEYS\" --request PATCH \"https://cloud.mongodb.com{PATH}\" \\\n  --data '{{\"ldap\": {{\"port\": 389}}}}'\n"
    );
    let escaped = format!(
        "curl -u \"$KEYS\" -X PATCH \"https://cloud.mongodb.com{PATH}\" -d \"{{\\\"ldap\\\": {{\\\"port\\\": 389}}}}\"\n"
    );
    for text in [&message, &command, &escaped] {
        let findings = in_text(&refused("ldap.port", "is not open"), text);
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.pointer(), "/ldap/port", "{text}");
        assert_eq!(&text[finding.span().range()], "389", "{text}");
        let before = &text[..finding.span().start];
        assert_eq!(finding.location().line, before.matches('\n').count() + 1);
        assert_eq!(finding.message(), "the API refuses `ldap.port`: is not open");
        let help = finding.help().expect("what we say");
        assert!(help.starts_with("`usersec request` says port-plaintext: "), "{help}");
    }
}

#[test]
fn a_request_of_a_program_is_shown_as_the_message_that_it_is() {
    let request = Request::new("PATCH", PATH).body(r#"{"ldap": {"hostname": "localhost"}}"#);
    let report = Linter::new().check_request(&request);
    let answer =
        json!({"error": 400, "errorCode": "LDAP_HOSTNAME_NOT_ALLOWED", "detail": "It is not allowed."});
    let findings = ApiError::parse(answer.to_string()).expect("an error").locate(&report);
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    // Where our own rule says the same.
    let own = report.findings().iter().find(|own| own.rule().name() == "hostname-loopback").expect("found");
    assert_eq!((finding.span(), finding.pointer()), (own.span(), "/ldap/hostname"));
    assert_eq!(&request.to_message()[finding.span().range()], b"localhost");
}

#[test]
fn a_broken_body_is_shown_where_it_ceases_to_be_json() {
    let text = format!("PATCH {} HTTP/1.1\n\n{{\"ldap\": {{\"port\": 389,}}}}\n", PATH.to_uppercase());
    let answer =
        json!({"error": 400, "errorCode": "MALFORMED_JSON", "detail": "Received JSON is malformed."});
    let error = ApiError::parse(answer.to_string()).expect("an error");
    let report = Linter::new().check_requests(&text);
    let findings = error.locate(&report);
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let own = report.findings().iter().find(|own| own.rule().name() == "json-syntax");
    assert_eq!(own.map(Finding::span), Some(finding.span()), "{report:?}");
}

#[test]
fn columns_are_those_of_the_file_and_secrets_stay_hidden() {
    let password = "h\u{fc}nt\u{1f512}r2 and more of it";
    let text = format!(
        "PATCH {PATH}\nAuthorization: Bearer sesame-open-now\n\n{{\"ldap\": {{\"bindPassword\": \"{password}\", \"port\": 1}}}}\n"
    );
    let error =
        refused("ldap.port", &format!("is wrong after {password} and sesame-open-now, or h\u{fc}nt..."));
    let report = Linter::new().check_requests(&text);
    let shown = error.masked(&report);
    let said = shown.violations()[0].description().expect("a description");
    assert_eq!(said, "is wrong after *** and ***, or ***...");
    let findings = error.locate(&report);
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let line = text.lines().last().expect("a line");
    let before = line.find("1}}").expect("the port");
    assert_eq!(finding.location().column, line[..before].encode_utf16().count() + 1);
    let everything = format!("{finding:?} {report:?} {shown:?} {:?}", finding.help());
    assert!(!everything.contains("nt\u{1f512}") && !everything.contains("sesame"), "{everything}");
}

#[test]
fn of_several_requests_nobody_knows_which_was_refused() {
    let one = format!("PATCH {PATH}\n\n{{\"ldap\": {{\"port\": 389}}}}\n");
    assert!(in_text(&refused("ldap.port", "x"), &format!("{one}\n###\n{one}")).is_empty());
    let secrets = ["one-and-only", "another-of-them"];
    let text = secrets
        .map(|secret| {
            one.replace("389", "1").replace("\"port\"", &format!("\"bindPassword\": \"{secret}\", \"port\""))
        })
        .join("\n###\n");
    let error = refused("ldap", &secrets.join(" or ")).masked(&Linter::new().check_requests(text));
    assert_eq!(error.violations()[0].description(), Some("*** or ***"));
    let other = "### Who am I?\nGET https://cloud.mongodb.com/api/atlas/v2/\n";
    assert_eq!(in_text(&refused("ldap.port", "x"), &format!("{one}\n{other}")).len(), 1);
}
