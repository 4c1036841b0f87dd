//! What stays readable in answers, whatever words the request hides; and what does not.

use serde_json::json;

use super::requests::PATH;
use crate::{ApiError, Linter};

const BODY: &str = r#"{"ldap": {"hostname": "ldap.myteam.com", "port": 636}}"#;

fn message(header: &str) -> String {
    format!("PATCH {PATH}\nContent-Type: application/json\n{header}\n\n{BODY}\n")
}

fn command(before: &str, options: &str) -> String {
    format!("{before}\ncurl {options} -X PATCH 'https://cloud.mongodb.com{PATH}' -d '{BODY}'\n")
}

fn masked(detail: &str, request: &str) -> ApiError {
    let fields =
        json!([{"field": "ldap.bindPassword", "description": detail}, {"field": "userToDNMapping[0].match"}]);
    let answer = json!({"error": 401, "errorCode": "USER_UNAUTHORIZED", "reason": "Unauthorized", "detail": detail,
        "parameters": ["bindPassword"], "badRequestDetail": {"fields": fields}});
    ApiError::parse(answer.to_string()).expect("an error").masked(&Linter::new().check_requests(request))
}

/// The request, and an answer of which all is shown.
#[test]
fn harmless_words_stay_readable() {
    let digest = format!(
        "Digest username=\"kqzpwvvn\",realm=\"MMS Public API\",nonce=\"x8f\",uri=\"{PATH}\",cnonce=\"ab\",\
         nc=00000001,algorithm=MD5,response=\"0123456789abcdef0123456789abcdef\",qop=\"auth\""
    );
    let not_found = "PATCH userSecurity: group not found";
    let attribute = "Invalid attribute bindPassword specified.";
    let token = "USER_UNAUTHORIZED: the access token is expired, the session id of this user, too";
    let server =
        "INVALID_TOKEN or USER_UNAUTHORIZED: the LDAP server refuses the password; hostname is invalid";
    let version = "api version 2023-01-01 in application/vnd.atlas.2023-01-01+json, agent 1.5.3";
    let hostname =
        "The hostname ldap.myteam.com of the LDAP server at https://cloud.mongodb.com is not reachable";
    let in_body = |value: &str| {
        message("").replace("\"port\": 636", &format!("\"bindPassword\": \"{value}\", \"port\": 636"))
    };
    let one_line = in_body("{{ldap.password}}").replace("\"ldap\": {", "\"ldap\":{");
    for (request, detail) in [
        (
            message(&format!("Authorization: {digest}")),
            "Group 5e2211c17a3e5a48f5497de3 of this atlas project: user is not authorized. The response has no \
             public key, MD5 auth",
        ),
        (
            command("", &format!("-H 'Authorization: {digest}'")),
            "atlas: user is not authorized, a public key",
        ),
        (command("", "--user 'user:s3cr3tkey' --digest"), not_found),
        (command("", "--proxy http://user:pw1@proxy:8080"), not_found),
        (command("read -rsp \"Bind password: \" PASSWORD", "--user \"$KEYS\""), attribute),
        (command("PASSWORD=\"$(vault kv get -field=password secret/ldap)\"", "--user \"$KEYS\""), attribute),
        (
            command(
                "PASSWORD=$(aws secretsmanager get-secret-value --secret-id bind --query SecretString)",
                "--user \"$KEYS\"",
            ),
            attribute,
        ),
        (command(": \"${PASSWORD:?password is not specified}\"", "--user \"$KEYS\""), attribute),
        (command("PASSWORD=${1:?usage: bind attribute specified}", "--user \"$KEYS\""), attribute),
        (command("# ldap.myteam.com is set: token=ldap server", ""), server),
        (format!("### Sets the password: group found by name\n{}", message("")), not_found),
        (format!("// password: ask the owner of the LDAP server, user hostname\n{}", message("")), server),
        (
            format!(
                "< {{% request.variables.set(\"password\", client.global.get(\"ldap server password\")) %}}\n{}",
                message("")
            ),
            server,
        ),
        (format!("{}\n> {{% client.test(\"password: is invalid\"); %}}\n", message("")), server),
        (
            format!("{}\n> {{%\nclient.log(\"password of the LDAP server: \" + 1);\n%}}\n", message("")),
            server,
        ),
        (message("Cookie: token={{token}}"), token),
        (message("Cookie: session={{session}}"), token),
        (message("Cookie: group={{group}}"), not_found),
        (
            format!(
                "@apiVersion = 2023-01-01\n{}",
                message("Accept: application/vnd.atlas.{{apiVersion}}+json")
            ),
            version,
        ),
        (format!("@agent = 1.5.3\n{}", message("")), version),
        (one_line, hostname),
        (format!("@host = https://cloud.mongodb.com\n{}", in_body("{{host.token}}")), hostname),
        (
            format!(
                "{}\n###\nPOST https://x.example.com/login\nContent-Type: application/json\n\n\
                 {{\"user\": \"{{{{user}}}}\", \"password\": \"{{{{password}}}}\", \"project\": \"dev\"}}\n",
                message("")
            ),
            "the password of the LDAP server, project, service account and environment dev",
        ),
    ] {
        let error = masked(detail, &request);
        assert_eq!(error.detail(), Some(detail), "{request}");
        assert_eq!((error.code(), error.reason()), ("USER_UNAUTHORIZED", Some("Unauthorized")), "{request}");
        let fields: Vec<&str> = error.violations().iter().map(|violation| violation.field()).collect();
        assert_eq!(fields, ["ldap.bindPassword", "userToDNMapping[0].match"], "{request}");
        assert_eq!(error.violations()[0].description(), Some(detail), "{request}");
        assert_eq!(error.parameters(), [json!("bindPassword")], "{request}");
    }
}

/// What surely is secret is hidden within words as well, but never in what the server says by the contract.
#[test]
fn a_secret_may_be_a_word_of_the_contract() {
    for password in ["user", "password", "bindPassword", "Unauthorized", "USER_UNAUTHORIZED"] {
        let request = command("", &format!("--user 'me:{password}'"));
        let error = masked(&format!("It is x{password}x."), &request);
        assert_eq!(error.detail(), Some("It is x***x."), "{password}");
        assert_eq!((error.code(), error.reason()), ("USER_UNAUTHORIZED", Some("Unauthorized")));
        assert_eq!(error.violations()[0].field(), "ldap.bindPassword");
        assert_eq!(error.parameters(), [json!("bindPassword")]);
    }
    let answer = json!({"error": 401, "errorCode": "NO_HUNTER2", "reason": "No hunter2",
        "parameters": ["ldap.hunter2"]});
    let report = Linter::new().check_requests(command("", "--user 'me:hunter2'"));
    let error = ApiError::parse(answer.to_string()).expect("an error").masked(&report);
    assert_eq!((error.code(), error.reason()), ("NO_***", Some("No ***")));
    assert_eq!(error.parameters(), [json!("ldap.***")]);
}

/// Each with a word of the request that is no ordinary one, or that is set for the name of a secret.
#[test]
fn what_is_set_for_a_secret_is_hidden() {
    let digest = "Digest username=\"kqzpwvvn\", realm=\"x\", nonce=\"n0nce\", response=\"0123456789abcdef\"";
    let in_body = |value: &str| {
        message("").replace("\"port\": 636", &format!("\"bindPassword\": \"{value}\", \"port\": 636"))
    };
    for (request, secret) in [
        (message(&format!("Authorization: {digest}")), "kqzpwvvn"),
        (message(&format!("Authorization: {digest}")), "n0nce"),
        (message(&format!("Authorization: {digest}")), "0123456789abcdef"),
        (message("Authorization: Digest kqzpwvvn hunter"), "hunter"),
        (command("", "--user 'user:s3cr3tkey'"), "s3cr3tkey"),
        (command("", "--user 'kqzpwvvn:s3cr3tkey'"), "kqzpwvvn"),
        (command("", "--user 'me:correct horse'"), "correct horse"),
        (command("", "--proxy http://user:pw1@proxy:8080"), "pw1"),
        (message("Cookie: sid=hunter; theme=dark"), "hunter"),
        (format!("@token = hunter\n{}", message("")), "hunter"),
        (format!("@token = hunter or not\n{}", message("")), "hunter or not"),
        (format!("@p = hunter\n{}", in_body("{{p}}")), "hunter"),
        (format!("@ldap.password = hunter\n{}", in_body("{{ldap.password}}")), "hunter"),
        (format!("@secrets.bind = hunter\n{}", in_body("{{secrets.bind}}")), "hunter"),
        (command("export PASSWORD=hunter", ""), "hunter"),
        (command("PASSWORD=${1:-Hunter2x}", ""), "Hunter2x"),
        (command("PASSWORD=\"hunter\" # no more", ""), "hunter"),
        (format!("# the password is: Hunter2x\n{}", message("")), "Hunter2x"),
        (format!("# password: h4x0r, or so\n{}", message("")), "h4x0r"),
        (format!("# The password: it is Hunter2x.\n{}", message("")), "Hunter2x"),
        (format!("# It is Hunter2x.\n{}", message("")), "Hunter2x"),
        (format!("# My token: it is 5e2211c17a3e5a48f5497de4\n{}", message("")), "5e2211c17a3e5a48f5497de4"),
        (format!("# {{\"token\": \"hunter\"}}\n{}", message("")), "hunter"),
        (format!("< {{% set('password', 'hunter'); %}}\n{}", message("")), "hunter"),
    ] {
        let error = masked(&format!("It is {secret}, or '{secret}'."), &request);
        assert_eq!(error.detail(), Some("It is ***, or '***'."), "{request}");
    }
}

#[test]
fn of_very_many_secrets_nothing_is_shown() {
    let request = |values: usize| format!("# {}\n{}", "token=-".repeat(values), message(""));
    assert_eq!(masked("It is this.", &request(3000)).detail(), Some("***"));
    assert_eq!(masked("It is this.", &request(100)).detail(), Some("It is this."));
}
