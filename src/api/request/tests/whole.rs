//! One report for head and body.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::{Level, Linter, Policy, Request};

const PATH: &str = "/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity";

fn names(report: &crate::Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.rule().name()).collect()
}

#[test]
fn places_are_those_of_the_message() {
    let body = r#"{"ldap": {"port": 70000}}"#;
    let request =
        Request::new("PATCH", format!("{PATH}?pretty=yes")).header("Accept", "text/plain").body(body);
    let message = String::from_utf8(request.to_message()).expect("a text");
    let report = Linter::new().check_request(&request);
    let found: Vec<(&str, &str)> = report
        .findings()
        .iter()
        .map(|finding| (finding.rule().name(), &message[finding.span().range()]))
        .collect();
    let expected =
        [("query-parameter-type", "yes"), ("media-type", "text/plain"), ("port-out-of-range", "70000")];
    assert_eq!(found, expected);
    assert_eq!(report.findings()[2].location().line, 4);
    assert!(!report.is_submittable());
}

#[test]
fn a_body_is_judged_by_its_operation() {
    let body = r#"{"hostname": "ldap.mycompany.com", "ldap": {}}"#;
    let of = |method, path: String| Linter::new().check_request(&Request::new(method, path).body(body));
    assert_eq!(names(&of("POST", format!("{PATH}/ldap/verify"))), ["unknown-field"]);
    assert!(names(&of("PATCH", PATH.to_owned())).contains(&"misplaced-field"));
    assert_eq!(names(&of("DELETE", format!("{PATH}/customerX509"))), ["body-unexpected"]);
}

#[test]
fn the_settings_of_an_update_come_along() {
    let body = r#"{"ldap": {"hostname": "ldap.mycompany.com"}}"#;
    let settings = |method: &'static str| {
        let request = Request::new(method, PATH).body(body);
        Linter::new().check_request(&request).into_settings().ok()
    };
    let settings_of_patch = settings("PATCH").expect("no error was found");
    let ldap = settings_of_patch.ldap.expect("it is there");
    assert_eq!(ldap.hostname.expect("it is there").as_str(), "ldap.mycompany.com");
    assert!(settings("PUT").is_none());
    let two = format!("PATCH {PATH}\n\n{body}\n###\nPATCH {PATH}\n\n{body}\n");
    assert!(Linter::new().check_requests(two).into_settings().is_err());
}

#[test]
fn what_a_program_holds_is_no_credential_in_a_file() {
    let request = Request::new("GET", PATH).header("Authorization", "Bearer hunter2");
    assert_eq!(names(&Linter::new().check_request(&request)), [""; 0]);
    assert_eq!(names(&Linter::new().in_file(true).check_request(&request)), ["credentials-in-request"]);
}

#[test]
fn twins_are_told_apart_and_paths_tell() {
    let one = format!("PATCH {PATH}\n\n{{\"ldap\":{{\"port\":0}}}}\n");
    let other = one.replace("5e22", "0000");
    let report = Linter::new().check_requests([one.as_str(), &one, &other].join("\n###\n"));
    assert_eq!(names(&report), ["port-out-of-range"; 3]);
    let prints: BTreeSet<String> = report.findings().iter().map(|finding| finding.fingerprint()).collect();
    assert_eq!(prints.len(), 3);
    // What stands before it changes nothing.
    let again = Linter::new().check_requests(format!("# a comment\n\n{other}"));
    assert!(prints.contains(&again.findings()[0].fingerprint()));
}

#[test]
fn a_policy_has_the_last_word_on_all_of_it() {
    let policy = "[rules]\nmedia-type = \"off\"\nport-out-of-range = \"note\"\n";
    let policy = Arc::new(Policy::parse(policy).expect("a policy"));
    let text = format!("PATCH {PATH}\nAccept: */*\n\n{{\"ldap\":{{\"port\":0}}}}\n");
    let report = Linter::new().policy(policy, "a.http").check_requests(&text);
    assert_eq!(names(&report), ["port-out-of-range"]);
    assert_eq!(report.findings()[0].level(), Level::Note);
    assert!(!report.is_submittable());
}

#[test]
fn strict_makes_errors_of_what_breaks_the_contract() {
    let text = format!("GET {PATH}?x=true\nAccept: */*\n");
    let levels = |linter: Linter| {
        linter.check_requests(&text).findings().iter().map(|finding| finding.level()).collect::<Vec<_>>()
    };
    assert_eq!(levels(Linter::new()), [Level::Warning; 2]);
    assert_eq!(levels(Linter::new().strict(true)), [Level::Error; 2]);
}

#[test]
fn what_is_no_text_or_too_large_is_said() {
    let utf16: Vec<u8> = format!("GET {PATH}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(names(&Linter::new().check_requests(utf16)), ["json-encoding"]);
    assert_eq!(names(&Linter::new().check_requests(b"GET /\xff\n")), ["json-encoding"]);
    assert_eq!(
        names(&Linter::new().max_input(10).check_requests(format!("GET {PATH}\n"))),
        ["input-too-large"]
    );
    assert_eq!(names(&Linter::new().check_requests(format!("\u{feff}GET {PATH}\n"))), [""; 0]);
}
