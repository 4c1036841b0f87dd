//! `usersec request`: files with requests, as they are and as people see what was found in them.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::path::Path;

use process::{command, directory, ran, usersec, usersec_reading};

/// The commands of the documentation, with a body in the place of `{ <Payload> }`.
const PATCH: &str = r#"curl --include --header "Authorization: Bearer ${ACCESS_TOKEN}" \
  --header "Accept: application/vnd.atlas.2025-02-19+json" \
  --header "Content-Type: application/json" \
  -X PATCH "https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity" \
  -d '{ <Payload> }'
"#;
const PATCH_DIGEST: &str = r#"curl --user "${PUBLIC_KEY}:${PRIVATE_KEY}" \
  --digest --include \
  --header "Accept: application/vnd.atlas.2025-02-19+json" \
  --header "Content-Type: application/json" \
  -X PATCH "https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity" \
  -d '{ <Payload> }'
"#;
const DELETE: &str = r#"curl --header "Authorization: Bearer ${ACCESS_TOKEN}" \
--header "Accept: application/vnd.atlas.2025-03-12+json" \
-X DELETE "https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity/customerX509"
"#;
const DELETE_DIGEST: &str = r#"curl --user "${PUBLIC_KEY}:${PRIVATE_KEY}" \
--digest \
--header "Accept: application/vnd.atlas.2025-03-12+json" \
-X DELETE "https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity/customerX509"
"#;
const BODY: &str = r#"{ "ldap": { "hostname": "ldap.mycompany.com", "port": 636 } }"#;
const FORMATS: [&str; 6] = ["text", "json", "sarif", "github", "gitlab", "concise"];

const HTTP: &str = "\
### The other port
PATCH {{host}}/api/atlas/v2/groups/{{groupId}}/userSecurity?pretty=yes
Accept: application/vnd.atlas.2023-01-01+json
Content-Type: application/json

{
  \"ldap\": { \"port\": 70000 }
}

### Away with X.509
DELETE {{host}}/api/atlas/v2/groups/{{groupId}}/userSecurity/customerX509
Accept: application/vnd.atlas.2023-01-01+json
";

/// What is printed is what it was; `UPDATE=1` writes it down.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/requests/command/{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}; UPDATE=1 writes it");
}

fn rules(text: &str) -> Vec<String> {
    usersec_reading(["request", "-", "--isolated", "--format", "json"], text.as_bytes()).rules()
}

#[test]
fn documented_commands_have_nothing_wrong_but_the_body_that_is_not_there_yet() {
    for command in [DELETE, DELETE_DIGEST] {
        assert_eq!(rules(command), [""; 0], "{command}");
    }
    for command in [PATCH, PATCH_DIGEST] {
        assert_eq!(rules(command), ["json-syntax"], "{command}");
        assert_eq!(rules(&command.replace("{ <Payload> }", BODY)), [""; 0], "{command}");
    }
}

#[test]
fn what_is_found_looks_like_this() {
    let commands = PATCH
        .replace("{ <Payload> }", r#"{ "ldap": { "port": 70000, "bindPassword": "hunter2hunter2" } }"#)
        + "\ncurl -sSu abcdefgh:01234567-89ab --digest -X PATCH -H 'Content-Type: application/json' \\\n"
        + "  \"https://cloud.mongodb.com/api/atlas/v2/groups/5E2211C17A3E5A48F5497DE3/userSecurity\" \\\n"
        + "  -d \"{\\\"ldap\\\": {\\\"port\\\": $PORT, \\\"hostname\\\": \\\"$LDAP_HOST\\\", \\\"Port\\\": 1}}\"\n";
    let open = PATCH.replace("{ <Payload> }", r#"{ "ldap": { "hostname": "it's" } }"#);
    let joined = PATCH.replace("-d '{ <Payload> }'", "-d '{\"ldap\":' -d '{}}'");
    for (name, file, content) in [
        ("http", "update.http", HTTP),
        ("commands", "update.sh", &commands),
        ("open", "open.sh", &open),
        ("joined", "joined.sh", &joined),
        ("payload", "payload.sh", PATCH),
        ("elsewhere", "elsewhere.sh", &PATCH.replace("'{ <Payload> }'", "@body.json")),
        ("nothing", "nothing.txt", "nothing of the kind\n"),
    ] {
        let folder = directory([(file, content)]);
        let arguments = ["request", "--isolated", "--now", "2026-02-10T00:00:00Z", file];
        let said = ran(command().current_dir(folder.path()).env("COLUMNS", "80").args(arguments));
        golden(name, &format!("{}--- {}\n{}", said.out, said.code.expect("a code"), said.err));
        assert!(!said.out.contains("--fix"), "{}", said.out);
    }
}

#[test]
fn exit_codes_are_those_of_check() {
    let code = |options: &[&str], text: &str| {
        usersec_reading([&["request", "-", "--isolated"], options].concat(), text.as_bytes()).code
    };
    assert_eq!(code(&[], DELETE), Some(0));
    assert_eq!(code(&[], HTTP), Some(1));
    assert_eq!(code(&["--exit-zero"], HTTP), Some(0));
    let note = PATCH.replace("{ <Payload> }", r#"{"ldap":{"bindUsername":"CN=svc,DC=mycompany,DC=com"}}"#);
    assert_eq!(code(&[], &note), Some(0));
    assert_eq!(code(&["--fail-on", "note"], &note), Some(1));
    assert_eq!(code(&["--level", "bind-credential-pair=error"], &note), Some(1));
    for format in FORMATS {
        assert_eq!(code(&["--format", format], HTTP), Some(1), "{format}");
    }
    let absent = usersec(["request", "--isolated", "not/there.http"]);
    assert_eq!(
        (absent.code, &*absent.err),
        (Some(2), "usersec: not/there.http: no such file or directory\n")
    );
    for option in ["--fix", "--diff", "--kind", "--baseline"] {
        assert_eq!(usersec(["request", "-", option]).code, Some(2), "{option}");
    }
}

#[test]
fn forms_can_be_named() {
    let both = format!("# {DELETE}\n{PATCH}");
    assert_eq!(rules(&both), ["json-syntax"]);
    let as_message = usersec_reading(
        ["request", "-", "--isolated", "--format", "json", "--request", "curl"],
        HTTP.as_bytes(),
    );
    assert_eq!(as_message.rules(), ["request-syntax"]);
    let as_commands = usersec_reading(
        ["request", "-", "--isolated", "--format", "json", "--request", "http"],
        HTTP.as_bytes(),
    );
    assert_eq!(as_commands.rules(), rules(HTTP));
}

#[test]
fn a_form_that_is_named_is_the_only_one_that_is_read() {
    let message = |form: &str, text: &str| {
        let arguments = ["request", "-", "--isolated", "--format", "json", "--request", form];
        let ran = usersec_reading(arguments, text.as_bytes());
        let findings = ran.json()["files"][0]["findings"].clone();
        let first = findings[0]["message"].as_str().unwrap_or_default().to_owned();
        (ran.rules(), first)
    };
    let (rules, said) = message("curl", HTTP);
    assert_eq!(rules, ["request-syntax"]);
    assert_eq!(said, "there is no request here: none of the commands is one of curl with a URL");
    for script in [DELETE, &format!("#!/bin/sh\nset -e\n{DELETE}")] {
        let (rules, said) = message("http", script);
        assert_eq!(rules, ["request-syntax"], "{script}");
        assert_eq!(said, "there is no request here: none of the lines has a method and a target");
    }
    // Editors take commands in the place of a message.
    assert_eq!(message("http", &format!("### away with X.509\n{DELETE}")).0, [""; 0]);
}

#[test]
fn directories_are_searched_for_files_of_editors() {
    let folder = directory([
        ("a.http", HTTP),
        ("sub/B.REST", "GET https://cloud.mongodb.com/api/atlas/v2/groups/{{id}}/userSecurity\n"),
        ("body.json", "{\"ldap\":{\"port\":0}}"),
        ("patch.sh", PATCH),
    ]);
    let ran =
        ran(command().current_dir(folder.path()).args(["request", ".", "--isolated", "--format", "json"]));
    let report = ran.json();
    let files: Vec<(&str, &str)> = (report["files"].as_array().expect("files").iter())
        .map(|file| (file["path"].as_str().expect("a path"), file["kind"].as_str().expect("a kind")))
        .collect();
    assert_eq!(files, [("./a.http", "request"), ("./sub/B.REST", "request")]);
    let nothing = directory([("body.json", "{}")]);
    let ran = process::ran(command().current_dir(nothing.path()).args(["request", ".", "--isolated"]));
    assert_eq!(
        (ran.code, &*ran.err),
        (Some(0), "usersec: .: no *.http or *.rest with a request of `userSecurity` in it\n")
    );
}

#[test]
fn other_files_of_a_directory_are_nobodys_mistake() {
    let other = "GET https://example.com/foo\nAuthorization: Bearer abcdefghijklmnop\n";
    let folder = directory([
        ("other.http", other),
        ("notes.http", "# nothing yet\n"),
        ("prose.rest", "see userSecurity of the project\n"),
        ("near.http", "GET https://cloud.mongodb.com/api/atlas/v2/groups/{{id}}/usersecurity\n"),
        ("update.http", HTTP),
    ]);
    let run = |path: &str| {
        let arguments = ["request", path, "--isolated", "--format", "json"];
        ran(command().current_dir(folder.path()).args(arguments))
    };
    let report = run(".").json();
    let files: Vec<&str> = (report["files"].as_array().expect("files").iter())
        .map(|file| file["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(files, ["./near.http", "./prose.rest", "./update.http"]);
    // What is named is looked at.
    assert_eq!(run("other.http").rules(), ["unknown-operation", "credentials-in-request"]);
    assert_eq!(run("notes.http").rules(), ["request-syntax"]);
}

#[test]
fn policies_hold_for_requests() {
    let folder = directory([("usersec.toml", "[rules]\nport-out-of-range = \"off\"\n"), ("a.http", HTTP)]);
    let ran = ran(command().current_dir(folder.path()).args(["request", "a.http", "--format", "json"]));
    assert_eq!(ran.rules(), ["query-parameter-type"]);
}

/// The rules that find something in a file, under a policy.
fn rules_under(policy: &str, name: &'static str, text: &str) -> Vec<String> {
    let folder = directory([("usersec.toml", policy), (name, text)]);
    let ran = ran(command().current_dir(folder.path()).args(["request", name, "--format", "json"]));
    ran.rules()
}

#[test]
fn what_stands_for_a_value_does_so_in_all_of_a_request() {
    let of = |open: &str, close: &str| {
        let v = |name: &str| format!("{open}{name}{close}");
        format!(
            "@token = {}\n\nPATCH {}/groups/{}/userSecurity?pretty={}\nAccept: {}\n\
            Content-Type: application/json\nAuthorization: Bearer {}\n\n\
            {{\"ldap\":{{\"hostname\":\"{}\",\"port\":{}}}}}\n",
            v("SECRET"),
            v("BASE"),
            v("G"),
            v("P"),
            v("A"),
            v("T"),
            v("H"),
            v("PORT")
        )
    };
    let own = "templates = [\"@@…@@\"]\n";
    assert_eq!(rules_under(own, "a.http", &of("@@", "@@")), [""; 0]);
    // Clients fill that in, whatever the policy says.
    assert_eq!(rules_under(own, "a.http", &of("{{", "}}")), [""; 0]);
    assert_eq!(rules_under("templates = []\n", "a.http", &of("{{", "}}")), [""; 0]);
    for (open, close) in [("${", "}"), ("{{", "}}"), ("%(", ")s")] {
        assert_eq!(rules_under("", "a.http", &of(open, close)), [""; 0], "{open}");
    }
    let without = rules_under("", "a.http", &of("@@", "@@"));
    for rule in ["credentials-in-request", "group-id-pattern", "json-syntax"] {
        assert!(without.iter().any(|found| found == rule), "{rule}: {without:?}");
    }
    // In a document that nobody fills in so, the same is none.
    let body = "{\"ldap\":{\"hostname\":\"${H}\"}}";
    let http = format!("PATCH /api/atlas/v2/groups/{{{{g}}}}/userSecurity\n\n{body}\n");
    assert_eq!(rules_under(own, "a.http", &http), ["hostname-syntax"]);
    let curl = format!(
        "curl --json '{body}' -X PATCH -u @@K@@:@@S@@ -H Accept:@@A@@ \
        https://cloud.mongodb.com/api/atlas/v2/groups/@@G@@/userSecurity\n"
    );
    assert_eq!(rules_under(own, "a.sh", &curl), ["hostname-syntax"]);
    let filled_in = curl.replace(body, "{\"ldap\":{\"hostname\":\"'$H'\"}}");
    assert_eq!(rules_under(own, "a.sh", &filled_in), [""; 0]);
    assert_eq!(rules_under("templates = []\n", "a.sh", &filled_in.replace("@@", "$")), [""; 0]);
}

#[test]
fn updates_are_compared_with_what_is_stored() {
    let update = |body: &str| PATCH.replace("{ <Payload> }", body);
    let stored = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#;
    let folder = directory([
        ("stored.json", stored),
        ("same.sh", &update(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)),
        ("verify.http", "POST /api/atlas/v2/groups/{{g}}/userSecurity/ldap/verify\n\n{}\n"),
    ]);
    let run = |arguments: &[&str]| {
        let fixed = ["--isolated", "--format", "json", "--fail-on", "note"];
        ran(command().current_dir(folder.path()).args([arguments, &fixed[..]].concat()))
    };
    let skipped = |ran: &process::Ran| ran.json()["files"][0]["skipped"].to_string();
    let without = run(&["request", "same.sh"]);
    assert_eq!(without.rules(), [""; 0]);
    assert!(skipped(&without).contains("the current configuration was not given"), "{}", skipped(&without));
    let with = run(&["request", "same.sh", "--current", "stored.json"]);
    assert_eq!(with.rules(), ["restart-without-change"]);
    assert!(!skipped(&with).contains("the current configuration"), "{}", skipped(&with));
    let over = ran(command().current_dir(folder.path()).args(["request", "same.sh", "--current", "absent"]));
    assert_eq!((over.code, &*over.err), (Some(2), "usersec: absent: no such file or directory\n"));
    for options in [&["--current", "-"][..], &["--current", "stored.json", "--complete"]] {
        assert_eq!(usersec_reading([&["request", "-"], options].concat(), b"").code, Some(2), "{options:?}");
    }
    // Only an update has to do with it.
    for arguments in [
        &["request", "verify.http"][..],
        &["check", "stored.json", "--kind", "verify"],
        &["check", "stored.json", "--kind", "response"],
    ] {
        let ran = run(arguments);
        assert!(!skipped(&ran).contains("the current configuration"), "{arguments:?}: {}", skipped(&ran));
    }
}

/// The text that stands behind `help:` for the one finding in a request.
#[track_caller]
fn help(request: &str) -> String {
    let ran = usersec_reading(["request", "-", "--isolated", "--format", "json"], request.as_bytes());
    let report = ran.json();
    let findings = report["files"][0]["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{request}: {findings:?}");
    findings[0]["help"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_can_be_mended_says_how() {
    let path = "/api/atlas/v2/groups/{groupId}/userSecurity";
    for (request, said) in [
        (
            "GET /api/atlas/v2/groups/5E2211C17A3E5A48F5497DE3/userSecurity\n",
            "write `5e2211c17a3e5a48f5497de3`",
        ),
        (
            "GET /api/atlas/v2/groups/my-project/userSecurity\n",
            "`GET /api/atlas/v2/groups` lists the projects with their ids",
        ),
        (&format!("get {path}\n"), "write `GET`"),
        (&format!("PUT {path}\n"), "write `PATCH` or `GET`"),
        (&format!("GET {path}/\n"), "leave it out"),
        ("GET /api/atlas/v2/groups/{groupId}/usersecurity\n", "write `userSecurity`"),
        ("GET /api/atlas/v1.0/groups/{groupId}/usersecurity\n", &format!("write `GET {path}`")),
    ] {
        assert_eq!(help(request), said, "{request}");
    }
}

#[test]
fn reports_fit_their_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/report.schema.json")).expect("JSON");
    let kinds = schema["$defs"]["file"]["properties"]["kind"]["enum"].as_array().expect("kinds").clone();
    let ran = usersec_reading(["request", "-", "--isolated", "--format", "json"], HTTP.as_bytes());
    assert!(kinds.contains(&ran.json()["files"][0]["kind"]), "{kinds:?}");
}

#[test]
fn check_says_what_checks_requests() {
    for text in
        [HTTP, PATCH, "PATCH /api/atlas/v2/groups/x/userSecurity HTTP/1.1\r\n\r\n{}", "$ curl http://h/"]
    {
        let ran = usersec_reading(["check", "-", "--isolated", "--format", "json"], text.as_bytes());
        assert_eq!(ran.rules(), ["json-syntax"], "{text}");
        let help = ran.json()["files"][0]["findings"][0]["help"].clone();
        assert!(help.as_str().is_some_and(|help| help.contains("`usersec request`")), "{help}");
    }
    for text in ["{\"ldap\": nothing}", "<ldap/>", "ldap:\n  port: 1", ""] {
        let ran = usersec_reading(["check", "-", "--isolated"], text.as_bytes());
        assert!(!ran.out.contains("usersec request"), "{}", ran.out);
    }
}

/// Text that is in no other.
fn secret(nth: usize) -> String {
    let seed = 0x9e37_79b9_usize.wrapping_mul(nth + 77);
    format!("Zq{seed:x}Xw{:x}Vk", seed.rotate_left(17))
}

#[test]
fn no_format_shows_a_secret() {
    let s: Vec<String> = (0..27).map(secret).collect();
    let url = "https://cloud.mongodb.com/api/atlas/v2/groups/{groupId}/userSecurity";
    let faulty = |password: &str| {
        format!(r#"{{"ldap":{{"port":70000,"Bindpassword":"{password}","bindPassword":"{password}"}}}}"#)
    };
    let files = [
        format!("curl -u me:{} -X PATCH '{url}?apiKey={}' -d '{}'", s[0], s[1], faulty(&s[2])),
        format!("curl -ume:{} -H 'Authorization: Bearer {}' -H 'X-Any: {}' {url}x", s[3], s[4], s[5]),
        format!("export TOKEN={}\n# {}\ncurl --oauth2-bearer {} -b 'a={}' '{url}'x", s[6], s[7], s[8], s[9]),
        format!(
            "curl -E me.pem:{} --pass {} -x http://u:{}@p/ https://u:{}@cloud.mongodb.com/x",
            s[10], s[11], s[12], s[13]
        ),
        format!("curl -X PATCH '{url}' -d \"{{\\\"ldap\\\":{{\\\"bindPassword\\\":\\\"{}\\\",}}}}\"", s[14]),
        format!("curl -X PATCH '{url}' --json @- <<EOF\n{}\nEOF\n", faulty(&s[15])),
        format!(
            "curl -X PATCH '{url}' -H \"Authorization: Bearer $(echo {})\" -d '{{\"a\": {}",
            s[16], s[17]
        ),
        format!(
            "curl -X PATCH '{url}' -d '{{\"bindPassword\":' -d '\"{}\"}}' --{} -u ${{U:-{}}}",
            s[18], s[19], s[20]
        ),
        format!("PATCH {url}\nAuthorization: Basic {}\n\n{}\n", s[21], faulty(&s[22])),
        format!(
            "curl -X PATCH '{url}' -d \"{{\\\"ldap\\\":{{\\\"hostname\\\":\\\"$(echo {})\\\",\\\"a\\\":${{A:-{}}},\\\"port\\\":70000}}}}\"",
            s[24], s[25]
        ),
        format!(
            "curl -X PATCH '{url}' --json @- <<EOF\n{{\"ldap\":{{\"a\":1,\"hostname\":\"`x {}`\"}}}}\nEOF\n",
            s[26]
        ),
        format!("curl -X DELETE '{url}/customerX509' -d 'client_secret={}'", s[23]),
    ];
    for content in &files {
        let folder = directory([("a.http", content)]);
        for format in FORMATS {
            for more in
                [&["--pedantic", "--strict", "-v"][..], &["--request", "http"], &["--request", "curl"]]
            {
                let arguments = [&["request", "a.http", "--isolated", "--format", format], more].concat();
                let ran = ran(command().current_dir(folder.path()).args(arguments));
                assert!(ran.code.is_some_and(|code| code < 2), "{content}: {}", ran.err);
                for secret in &s {
                    for start in 0..secret.len() - 6 {
                        let part = &secret[start..start + 6];
                        let is_shown = ran.out.contains(part) || ran.err.contains(part);
                        assert!(!is_shown, "{part} of {content}: {}{}", ran.out, ran.err);
                    }
                }
            }
        }
    }
}
