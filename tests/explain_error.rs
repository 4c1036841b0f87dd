//! `usersec explain-error`: as it looks, as JSON and in the other formats, and as a process.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;
#[path = "explain_error/requests.rs"]
mod requests;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use process::{command, directory, ran, usersec, usersec_reading};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;
use usersec::cli::{Surroundings, exit};
use usersec::{ApiError, ApiErrorFaultKind};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = path("tests/golden/errors").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// Runs the command on an answer in a file and, if there is one, a payload on standard input.
fn run(
    answer: &str,
    payload: Option<&str>,
    width: usize,
    color: bool,
    options: &[&str],
) -> (u8, String, String) {
    let folder = directory([("answer.json", answer)]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut arguments: Vec<std::ffi::OsString> = ["usersec", "explain-error"].map(Into::into).into();
    if payload.is_some() {
        arguments.extend(["--payload".into(), "-".into()]);
    }
    arguments.push(folder.path().join("answer.json").into_os_string());
    arguments.extend(options.iter().map(Into::into));
    // 2026-02-10T00:00:00Z
    let surroundings = Surroundings { now: 1_770_681_600, width, color, ..Surroundings::default() };
    let mut stdin = payload.unwrap_or_default().as_bytes();
    let code = usersec::cli::run(arguments, &mut stdin, &mut out, &mut err, surroundings);
    let prefix = format!("{}/", folder.path().display());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8").replace(&prefix, "");
    (code, text(out), text(err))
}

/// The text without colours, after a look at what holds for every one.
#[track_caller]
fn shown(answer: &str, payload: Option<&str>, width: usize) -> String {
    let (code, text, err) = run(answer, payload, width, false, &[]);
    let (same, colored, _) = run(answer, payload, width, true, &[]);
    assert_eq!((same, without_styles(&colored)), (code, text.clone()), "colours change nothing else");
    assert_eq!(code, exit::FINDINGS, "{err}");
    for line in text.lines() {
        let most = width.max(40);
        assert!(line.width() <= most, "{} of {most} columns: {line}", line.width());
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.ends_with(' '), "blanks at the end: {line:?}");
    }
    format!("{err}{text}")
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("a style").1)
}

/// The examples of the specification's pages "Update LDAP or X.509 Configuration" and "Disable
/// Customer-Managed X.509".
fn documented() -> Vec<(u16, &'static str, String)> {
    let example = "(This is just an example, the exception may not be related to this endpoint)";
    let answer = |error: u16, detail: &str, reason: &str, code: &'static str| {
        let text = format!(
            "{{\n  \"error\": {error},\n  \"detail\": \"{example}{detail}\",\n  \"reason\": \"{reason}\",\n  \"errorCode\": \"{code}\"\n}}"
        );
        (error, code, text)
    };
    vec![
        answer(400, " No provider AWS exists.", "Bad Request", "VALIDATION_ERROR"),
        answer(401, "", "Unauthorized", "NOT_ORG_GROUP_CREATOR"),
        answer(403, "", "Forbidden", "CANNOT_CHANGE_GROUP_NAME"),
        answer(404, " Cannot find resource AWS", "Not Found", "RESOURCE_NOT_FOUND"),
        answer(500, "", "Internal Server Error", "UNEXPECTED_ERROR"),
    ]
}

/// A payload as somebody would send it, with two things in it that the server refuses.
fn sent(password: &str) -> String {
    let body = json!({"ldap": {
        "authenticationEnabled": true,
        "hostname": "localhost",
        "port": 636,
        "bindUsername": "CN=svc-atlas,OU=Services,DC=mycompany,DC=com",
        "bindPassword": password,
        "userToDNMapping": [
            {"match": "(.+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"},
            {"match": "(.+", "ldapQuery": "OU=Users,DC=mycompany,DC=com??sub?(uid={0})"},
        ],
    }});
    format!("{body:#}\n")
}

fn refused(fields: &Value) -> String {
    json!({
        "error": 400, "errorCode": "VALIDATION_ERROR", "reason": "Bad Request",
        "detail": "The request content produced the validation error: 3 fields are wrong.",
        "badRequestDetail": {"fields": fields},
    })
    .to_string()
}

#[test]
fn the_documented_examples_are_explained() {
    let mut sheet = String::new();
    for (status, code, answer) in documented() {
        let error = ApiError::parse(&answer).expect("an error");
        assert_eq!((error.status(), error.code()), (status, code));
        assert!(error.detail().is_some_and(|detail| detail.starts_with("(This is just an example")));
        assert!(error.reason().is_some() && error.meaning().is_of_code(), "{code}");
        assert_eq!(error.violations(), []);
        // Only a 400 can be about what was sent.
        let payload = "{\"ldap\":{\"hostname\":\"ldap.mycompany.com\"}}\n";
        assert_eq!(error.locate(&usersec::check(payload)).len(), usize::from(status == 400));
        let envelope = format!("{{\"status\":{status},\"content\":{answer}}}");
        assert_eq!(ApiError::parse(envelope).expect("an error"), error);
        write!(sheet, "# {code}\n\n{}\n", shown(&answer, None, 80)).expect("a string takes it");
        write!(sheet, "# {code}, with a payload\n\n{}\n", shown(&answer, Some(payload), 80))
            .expect("a string");
    }
    golden("documented.txt", &sheet);
}

#[test]
fn violations_are_shown_in_the_payload() {
    let fields = json!([
        {"field": "ldap.hostname", "description": "must not be a loopback address"},
        {"field": "userToDnMapping[1].match", "description": "is not a valid regular expression: (.+"},
        {"field": "ldap.userToDNMapping[4].substitution", "description": "must not be null"},
        {"field": "ldapSecurity.bindPasword", "description": "`hunter2hunter2` is too simple"},
        {"field": "ldap.caCertificate", "description": "is required with authentication"},
        {"field": "frobnication", "description": "is not known"},
    ]);
    let (answer, payload) = (refused(&fields), sent("hunter2hunter2"));
    for width in [40, 80] {
        let text = shown(&answer, Some(&payload), width);
        assert!(!text.contains("hunter2"), "{text}");
        golden(&format!("violations-{width}.txt"), &text);
    }
    golden("violations-80-colors.txt", &run(&answer, Some(&payload), 80, true, &[]).1);
    golden("violations-alone.txt", &shown(&answer.replace("hunter2", "***"), None, 80));
    for (format, name) in [
        ("json", "json"),
        ("sarif", "sarif"),
        ("github", "github.txt"),
        ("gitlab", "gitlab.json"),
        ("concise", "concise.txt"),
    ] {
        let (code, out, err) = run(&answer, Some(&payload), 80, false, &["--format", format]);
        assert!(!out.contains("hunter2") && !err.contains("hunter2"), "{out}{err}");
        assert_eq!(code, exit::FINDINGS);
        let expected =
            if format == "json" { "" } else { "usersec: answer.json: 400 Bad Request: VALIDATION_ERROR\n" };
        assert_eq!(err, expected);
        // What changes with the version, and with the folder.
        let out = match serde_json::from_str::<Value>(&out) {
            Err(_) => out,
            Ok(mut value) if format == "json" => {
                value["tool"]["version"] = json!("…");
                format!("{value:#}\n")
            }
            Ok(value) if format == "sarif" => {
                let results = value["runs"][0]["results"].as_array().expect("results").iter();
                let told =
                    results.map(|result| format!("{} {}", result["ruleId"], result["message"]["text"]));
                told.collect::<Vec<_>>().join("\n") + "\n"
            }
            Ok(value) => {
                let rows = value.as_array().expect("rows").iter();
                let told = rows.map(|row| format!("{} {}", row["check_name"], row["description"]));
                told.collect::<Vec<_>>().join("\n") + "\n"
            }
        };
        golden(&format!("violations.{name}"), &out);
    }
}

#[test]
fn what_was_seen_of_servers_is_explained() {
    let answer = |code: &str, detail: &str, parameters: Value| {
        json!({"detail": detail, "error": 400, "errorCode": code, "parameters": parameters, "reason": "Bad Request"})
            .to_string()
    };
    let terraform = "╷\n│ Error: error creating MongoDB LDAPConfiguration (6a5041a1af0479f8ffb2e43b):\n\
        │ https://cloud.mongodb.com/api/atlas/v2/groups/6a5041a1af0479f8ffb2e43b/userSecurity\n\
        │ PATCH: HTTP 400 Bad Request (Error code: \"LDAP_HOSTNAME_NOT_ALLOWED\") Detail:\n\
        │ The LDAP hostname *** is not allowed. Reason: Bad Request. Params: [***],\n│ BadRequestDetail: \n";
    let localhost = sent("${LDAP_BIND_PASSWORD}");
    let with_links = "{\"links\":[],\"ldap\":{\"port\":636}}\n";
    let curl = format!(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"MMS Public API\"\r\n\r\n\
         HTTP/2 400 \r\ncontent-type: application/json\r\n\r\n{}",
        answer("MALFORMED_JSON", "Received JSON is malformed.", json!([]))
    );
    let cases = [
        (
            "localhost",
            answer(
                "LDAP_HOSTNAME_NOT_ALLOWED",
                "The LDAP hostname localhost is not allowed.",
                json!(["localhost"]),
            ),
            &*localhost,
        ),
        ("as Terraform prints it", terraform.to_owned(), &localhost),
        (
            "links",
            answer(
                "ATTRIBUTE_READ_ONLY",
                "The attribute links is read-only and cannot be changed by the user.",
                json!(["links"]),
            ),
            with_links,
        ),
        ("no JSON", curl, "{\"ldap\":{\"port\":636,}}\n"),
        (
            "JSON, and another text was sent",
            answer("MALFORMED_JSON", "Received JSON is malformed.", json!([])),
            "{\"ldap\":{\"port\":636}}\n",
        ),
        ("an unknown code", answer("SOMETHING_NEW", "This is new.", json!([])), with_links),
        ("an unknown status", json!({"error": 418, "errorCode": "TEAPOT"}).to_string(), with_links),
    ];
    let sheet = cases.iter().fold(String::new(), |mut sheet, (title, answer, payload)| {
        write!(sheet, "# {title}\n\n{}\n", shown(answer, Some(payload), 80)).expect("a string takes it");
        sheet
    });
    golden("seen.txt", &sheet);
}

#[test]
fn what_is_no_error_is_said_on_standard_error() {
    let page = "<html><head><title>502 Bad Gateway</title></head><body>hunter2</body></html>";
    let mut sheet = String::new();
    for (title, answer) in [
        ("nothing", String::new()),
        ("a page", page.to_owned()),
        ("a page with its head", format!("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\n\r\n{page}")),
        ("a head alone", "HTTP/2 401 \r\nwww-authenticate: Digest\r\n\r\n".to_owned()),
        ("words", "upstream connect error hunter2".to_owned()),
        ("a list", "[1]".to_owned()),
        ("something else", "{\"password\":\"hunter2\"}".to_owned()),
        ("a success", "HTTP/2 202\r\n\r\n{}".to_owned()),
        ("the payload", sent("hunter2")),
        ("no token", "{\"error\":\"invalid_client\",\"error_description\":\"hunter2\"}".to_owned()),
        ("no code", "{\"error\":400,\"detail\":\"hunter2\"}".to_owned()),
        ("no status", "{\"errorCode\":\"hunter2\"}".to_owned()),
        ("another status", "{\"error\":\"hunter2\",\"errorCode\":\"X\"}".to_owned()),
    ] {
        for options in [&[][..], &["--format", "json"]] {
            let (code, out, err) = run(&answer, Some("{}"), 80, false, options);
            assert_eq!((code, &*out), (exit::FAILURE, ""), "{title}: {err}");
            assert!(!err.contains("hunter2") && err.lines().count() == 1, "{err}");
            if options.is_empty() {
                write!(sheet, "# {title}\n\n{err}\n").expect("a string takes it");
            }
        }
        let fault = ApiError::parse(&answer).expect_err(title);
        assert_ne!(fault.kind(), ApiErrorFaultKind::TooLarge);
    }
    golden("no-errors.txt", &sheet);
}

#[test]
fn the_process_reads_files_and_standard_input() {
    let answer = refused(&json!([{"field": "ldap.port", "description": "is taken"}]));
    let payload = sent("hunter2");
    let folder = directory([("answer.json", &answer), ("payload.json", &payload)]);
    let in_folder =
        |arguments: &[&str]| ran(command().current_dir(folder.path()).arg("explain-error").args(arguments));
    let both = in_folder(&["--payload", "payload.json", "answer.json"]);
    assert_eq!((both.code, &*both.err), (Some(1), ""));
    assert!(
        both.out.contains("payload.json:") && both.out.contains("is taken") && !both.out.contains("hunter2")
    );
    let alone = in_folder(&["answer.json"]);
    assert_eq!(alone.code, Some(1));
    assert!(alone.out.contains("ldap.port: is taken"), "{}", alone.out);
    let place = folder.path().join("payload.json").display().to_string();
    let piped = usersec_reading(["explain-error", "--payload", &place, "-"], answer.as_bytes());
    assert_eq!((piped.code, &*piped.err), (Some(1), ""));
    let place = folder.path().join("answer.json").display().to_string();
    let piped =
        usersec_reading(["explain-error", "--payload", "-", &place, "--format", "json"], payload.as_bytes());
    let report = piped.json();
    assert_eq!(report["files"][0]["path"], "<stdin>");
    assert_eq!(report["files"][0]["findings"][0]["pointer"], "/ldap/port");
    assert_eq!(report["answer"]["code"], "VALIDATION_ERROR");
    assert_eq!((&report["summary"]["error"], piped.code), (&json!(1), Some(1)));

    let twice = usersec_reading(["explain-error", "--payload", "-", "-"], b"");
    assert_eq!((twice.code, &*twice.out), (Some(2), ""));
    assert!(twice.err.contains("standard input can be read once"), "{}", twice.err);
    for missing in [&["no-such-file"][..], &["--payload", "no-such-file", "answer.json"]] {
        let ran = in_folder(missing);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""));
        assert!(ran.err.starts_with("usersec: no-such-file: "), "{}", ran.err);
    }
    assert_eq!(usersec(["explain-error"]).code, Some(2));
}

#[test]
fn the_payload_may_be_the_request_that_was_sent() {
    let answer = refused(&json!([{"field": "ldap.port", "description": "is not open"}]));
    let request = "PATCH {{host}}/api/atlas/v2/groups/{{groupId}}/userSecurity\n\
        Authorization: Bearer hunter2hunter2\nContent-Type: application/json\n\n\
        {\n  \"ldap\": {\n    \"port\": 389\n  }\n}\n";
    golden("request.txt", &shown(&answer, Some(request), 80));
    let two = format!("{request}\n###\n{request}");
    let (code, out, err) = run(&answer, Some(&two), 80, false, &[]);
    assert_eq!((code, &*out), (exit::FAILURE, ""));
    let expected = "usersec: <stdin>: there are several requests with a body in it, and the answer is that to one: give that one in a file of its own, or its body alone\n";
    assert_eq!(err, expected);
}

/// What it says of `usersec check` is what that says of the same file, under the same policy and clock.
#[test]
fn the_payload_is_judged_as_the_check_judges_it() {
    let answer = json!({"error": 400, "errorCode": "VALIDATION_ERROR"}).to_string();
    let certificate = include_str!("certificates/expired-root.pem");
    let payload =
        json!({"customerX509": {"cas": certificate}, "ldap": {"hostname": "localhost"}}).to_string();
    let policy = "[rules]\nhostname-loopback = \"off\"\n";
    let folder = directory([("answer.json", &*answer), ("payload.json", &payload), ("usersec.toml", policy)]);
    let run = |arguments: &[&str]| ran(command().current_dir(folder.path()).args(arguments));
    let mut seen = Vec::new();
    for options in [
        &["--now", "2026-02-10T00:00:00Z"][..],
        &["--now", "2026-02-10T00:00:00Z", "--isolated"],
        &["--now", "2015-06-01T00:00:00Z", "--isolated"],
        &["--now", "2015-06-01T00:00:00Z"],
        &["--now", "2015-06-01T00:00:00Z", "--config", "usersec.toml"],
    ] {
        let explained =
            run(&[&["explain-error", "--payload", "payload.json", "answer.json"], options].concat());
        let checked = run(&[&["check", "--format", "json", "payload.json"], options].concat());
        let words = match checked.json()["summary"]["error"].as_u64().expect("a number") {
            0 => "finds no error in payload.json.".to_owned(),
            1 => "finds 1 error in payload.json.".to_owned(),
            errors => format!("finds {errors} errors in payload.json."),
        };
        assert!(explained.out.contains(&words), "{options:?}: {words}\n{explained:?}");
        seen.push(words);
    }
    assert!(seen[0] != seen[1], "the policy counts: {seen:?}");
    assert!(seen[1] != seen[2], "the clock counts: {seen:?}");
    // A policy that cannot be read is said once, and nothing is judged without it.
    std::fs::write(folder.path().join("usersec.toml"), "[rules]\nx = \"off\"\n").expect("written");
    let broken = run(&["explain-error", "--payload", "payload.json", "answer.json"]);
    assert_eq!((broken.code, &*broken.out), (Some(2), ""), "{broken:?}");
}

#[test]
fn the_flat_body_is_told_by_its_kind() {
    let answer = json!({"error": 400, "errorCode": "LDAP_HOSTNAME_NOT_ALLOWED", "parameters": ["localhost"]})
        .to_string();
    let body =
        "{\"hostname\":\"localhost\",\"port\":636,\"bindUsername\":\"CN=a,DC=b\",\"bindPassword\":\"${X}\"}";
    let (code, out, _) = run(&answer, Some(body), 80, false, &["--kind", "verify", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &report["files"][0]["kind"]), (exit::FINDINGS, &json!("verify")));
    let finding = &report["files"][0]["findings"][0];
    assert_eq!(finding["pointer"], "/hostname");
    assert!(finding["help"].as_str().is_some_and(|help| help.contains("hostname-loopback")), "{finding}");
}

/// What a report says is what its schema says, whatever the answer is.
#[test]
fn reports_are_what_the_schema_says() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(path("docs/report.schema.json")).expect("the schema"))
            .expect("JSON");
    let answers = documented().into_iter().map(|(_, _, answer)| answer);
    let answers = answers.chain([
        refused(&json!([{"field": "ldap.port"}, {"description": "x"}])),
        r#"{"error":418,"errorCode":"X"}"#.to_owned(),
    ]);
    for answer in answers {
        for payload in [None, Some("{\"ldap\":{\"port\":1}}")] {
            let (_, out, _) = run(&answer, payload, 80, false, &["--format", "json"]);
            let report: Value = serde_json::from_str(&out).expect("JSON");
            assert_eq!(report["version"], 1);
            assert_eq!(report["files"].as_array().map(Vec::len), Some(usize::from(payload.is_some())));
            let row = &schema["$defs"]["answer"];
            for name in row["required"].as_array().expect("names") {
                let name = name.as_str().expect("a name");
                assert!(report["answer"].get(name).is_some(), "{name}: {report}");
            }
            for name in report["answer"].as_object().expect("an object").keys() {
                assert!(row["properties"].get(name).is_some(), "{name}");
            }
            let meaning = &report["answer"]["meaning"];
            for name in row["properties"]["meaning"]["required"].as_array().expect("names") {
                assert!(meaning.get(name.as_str().expect("a name")).is_some(), "{name}");
            }
            let bases = schema["$defs"]["basis"]["enum"].as_array().expect("names");
            assert!(bases.contains(&meaning["basis"]), "{meaning}");
            for rule in meaning["rules"].as_array().expect("rules") {
                assert_eq!(usersec(["explain", rule.as_str().expect("a name")]).code, Some(0), "{rule}");
            }
        }
    }
}
