//! `check --diff`: how it looks (`tests/golden/diff`), that `patch` reads it, and that it shows no secret.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use process::{Ran, command, directory, file, ran, skip, usersec_reading};
use usersec::cli::{Surroundings, run};

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/diff").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// The diff of a document in a file, as a process writes it into a pipe.
fn diff(name: &'static str, body: &str, options: &[&str]) -> Ran {
    let files = directory([(name, body)]);
    let arguments = ["check", "--diff", "--now", "2026-02-10T00:00:00Z"];
    ran(command().current_dir(files.path()).args(arguments).args(options).arg(name))
}

#[track_caller]
fn shows(golden_name: &str, name: &'static str, body: &str, options: &[&str]) {
    let ran = diff(name, body, options);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    golden(golden_name, &format!("{}{}", ran.out, ran.err));
}

/// The same on a terminal.
fn on_a_terminal(body: &str, width: usize, color: bool, options: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["usersec", "check", "--diff", "-"].iter().chain(options).map(Into::into).collect();
    let surroundings =
        Surroundings { now: 1_770_681_600, width, color, out_is_terminal: true, ..Surroundings::default() };
    let code = run(arguments, &mut body.as_bytes(), &mut out, &mut err, surroundings);
    assert_eq!(code, 1, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("UTF-8")
}

const BODY: &str = r#"{
  "ldap": {
    "hostname": "ldaps://ldap.mycompany.com",
    "port": "636",
    "bindUsername": "cn=svc, dc=mycompany, dc=com",
    "bindPassword": "${LDAP_BIND_PASSWORD}",
    "authenticationEnabled": true,
    "authorizationEnabled": false,
    "userToDNMapping": [
      {
        "match": "(.+)@MYCOMPANY\\.COM",
        "substitution": "CN={0},OU=people,DC=mycompany,DC=com",
        "ldap_query": ""
      }
    ],
    "links": []
  }
}
"#;

#[test]
fn a_few_lines() {
    shows("few.txt", "my payloads/bödy.json", BODY, &[]);
}

#[test]
fn guesses_too() {
    let body = BODY.replace("\"hostname\"", "\"hostnme\"").replace("\"authorizationEnabled\": false,\n", "");
    let body = body.replace("  \"ldap\": {\n", "  \"authorizationEnabled\": false,\n  \"ldap\": {\n");
    shows("guesses.txt", "body.json", &body, &["--unsafe-fixes"]);
}

#[test]
fn what_is_no_json_yet() {
    let body =
        BODY.replace("\"links\": []", "\"links\": [],").replace("${LDAP_BIND_PASSWORD}", "correct horse");
    shows("trailing-comma.txt", "body.json", &body, &[]);
}

/// What was changed is seen, and nothing of what was masked beside it.
#[test]
fn what_is_no_json_yet_in_one_line() {
    let line: String = BODY.split('\n').map(str::trim).collect();
    let line = line.replace("${LDAP_BIND_PASSWORD}", "correct, horse").replace("\"636\"", "636");
    let line = line.replace("\"links\":", "\"links\" :").replace("[]}}", "[]}, }");
    shows("trailing-comma-in-one-line.txt", "body.json", &format!("\u{feff}{line}"), &[]);
    let last = r#"{"ldap":{"port":636,"bindPassword":"correct, horse" , }}"#;
    shows("comma-behind-a-secret.txt", "body.json", last, &[]);
}

#[test]
fn what_stays_no_json() {
    let body = BODY.replace("\"links\": []", "\"links\": [],").replace("false,", "False,");
    let ran = diff("body.json", &body.replace("\"636\"", "\"636\",,"), &[]);
    assert_eq!((ran.code, &*ran.out), (Some(0), ""), "the first mistake has no fix");
    assert_eq!(ran.err, "nothing would be fixed in 1 file\n");
    let ran = diff("body.json", &body.replace("True", "true").replace("False,", "false,\n\"x\": [1,],"), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn a_minified_line() {
    let line: String = BODY.split('\n').map(str::trim).collect();
    shows("minified.txt", "body.json", &line, &[]);
    golden("minified-80.txt", &on_a_terminal(&line, 80, false, &[]));
}

#[test]
fn line_ends_marks_and_wide_characters() {
    let body = BODY.replace("people", "人々とタブ").replace('\n', "\r\n").replace("    ", "\t");
    shows("crlf.txt", "body.json", &format!("\u{feff}{body}"), &[]);
    golden("crlf-40.txt", &on_a_terminal(&format!("\u{feff}{body}"), 40, false, &[]));
}

#[test]
fn colours() {
    golden("colors.txt", &on_a_terminal(BODY, 80, true, &[]));
}

#[test]
fn a_change_within_a_secret() {
    let body = BODY.replace("${LDAP_BIND_PASSWORD}", "correct horse \\t");
    shows("within-a-secret.txt", "body.json", &body, &["--unsafe-fixes"]);
}

#[test]
fn several_files_and_one_note() {
    let secret = BODY.replace("${LDAP_BIND_PASSWORD}", "correct horse");
    let files = directory([("a.json", &*secret), ("b.json", "{\"ldap\":{}}"), ("c.json", &*secret)]);
    let ran = ran(command().current_dir(files.path()).args(["check", "--diff", "."]));
    golden("several.txt", &format!("{}{}", ran.out, ran.err));
    assert_eq!(ran.err.matches("masked").count(), 1, "{}", ran.err);
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let named =
        usersec_reading(["check", "--diff", "-q", "--stdin-filename", "x\u{1b}.json", "-"], BODY.as_bytes());
    assert!(named.out.starts_with("--- x␛.json\n+++ x␛.json\n@@ "), "{}", named.out);
    assert_eq!((named.code, &*named.err), (Some(1), ""));
    assert!(usersec_reading(["check", "--diff", "-"], BODY.as_bytes()).out.starts_with("--- <stdin>\n"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let bundle = include_str!("certificates/root.pem").replace('\n', "\\n").repeat(200);
    let body = BODY.replace("\"links\": []", &format!("\"caCertificate\": \" \\n{bundle}\", \"links\": []"));
    for width in [0, 20, 33, 80, 200] {
        for body in [body.clone(), body.replace('\n', " "), body.replace("people", "人々とタブ\\t\u{202e}")]
        {
            let shown = on_a_terminal(&body, width, false, &["--unsafe-fixes"]);
            for line in shown.lines().filter(|line| line.starts_with([' ', '-', '+'])) {
                assert!(line.width() <= width.max(20), "{} of {width} columns: {line}", line.width());
                assert!(!line.chars().any(char::is_control), "{line:?}");
            }
        }
    }
}

/// Where nothing is masked, the diff is one that `patch` applies: it makes of the file what `--fix` makes.
#[test]
fn patch_makes_the_same_of_it() {
    let pem = include_str!("certificates/root.pem").replace('\n', "\\n");
    let no_password = |text: &str| text.replace("    \"bindPassword\": \"${LDAP_BIND_PASSWORD}\",\n", "");
    let body = no_password(BODY);
    let start = "\"userToDNMapping\": [\n";
    let entry = "{\"match\": \"(a)\",\n\n\n\n\"Substitution\": \"CN={0},DC=net\",\n\n\n\n\"x\": 1},\n";
    let long = body.replace(start, &(start.to_owned() + &entry.repeat(40)));
    for body in [
        body.clone(),
        body.trim_end().to_owned(),
        body.replace('\n', ""),
        body.replace('\n', "\r\n"),
        body.replace("\"links\": []", "\"links\": [],"),
        body.replace("\"links\": []", "\"links\": [\n1,\n2\n]"),
        body.replace("{\n  \"ldap\"", "{\"links\":[], \"ldap\""),
        body.replace("\"links\": []", &format!("\"caCertificate\": \"x\\n{pem}\"")),
        format!("{{\n\"port\": 636,\n{}", &body[1..]),
        format!("{}{}", "\n".repeat(20), body.replace(",\n", ",\n\n\n\n\n\n\n\n")),
        long,
    ] {
        let (folder, path) = file(&body);
        let diff = ran(command().args(["check", "--diff", "--unsafe-fixes"]).arg(&path));
        assert_eq!(diff.code, Some(1), "{body}");
        assert!(!diff.err.contains("masked"), "{}", diff.err);
        let mut patch = Command::new("patch");
        patch
            .args(["--binary", "--fuzz=0", "--output=-"])
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut patch) = patch.spawn() else { return skip("there is no patch") };
        patch.stdin.take().expect("a pipe").write_all(diff.out.as_bytes()).expect("it reads");
        let patched = patch.wait_with_output().expect("ends");
        assert!(patched.status.success(), "{}", diff.out);
        assert_ne!(ran(command().args(["check", "--fix", "--unsafe-fixes"]).arg(&path)).code, Some(2));
        let fixed = fs::read(&path).expect("a file");
        assert_eq!(String::from_utf8_lossy(&patched.stdout), String::from_utf8_lossy(&fixed), "{}", diff.out);
        drop(folder);
    }
}
