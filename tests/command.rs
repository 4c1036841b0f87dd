//! The command as a process: its options, its exit codes, what it writes where.
#![cfg(feature = "cli")]

mod process;

use std::collections::BTreeSet;
use std::path::Path;

use process::{command, directory, file, ran, usersec, usersec_reading};
use serde_json::Value;

const CLEAN: &str = r#"{"ldap":{"port":636}}"#;
const NOTE: &str = r#"{"ldap":{"authorizationEnabled":true}}"#;
const WARNING: &str = r#"{"ldap":{"port":636,"links":[]}}"#;
const ERROR: &str = r#"{"ldap":{"port":99999}}"#;

/// The exit code of `check`, with `body` on standard input.
fn code(body: &str, options: &[&str]) -> Option<i32> {
    usersec_reading(["check", "-"].iter().chain(options).copied(), body.as_bytes()).code
}

#[test]
fn the_code_says_whether_a_finding_reaches_the_level() {
    for (body, [by_default, error, warning, note]) in
        [(CLEAN, [0, 0, 0, 0]), (NOTE, [0, 0, 0, 1]), (WARNING, [1, 0, 1, 1]), (ERROR, [1, 1, 1, 1])]
    {
        assert_eq!(code(body, &[]), Some(by_default), "{body}");
        for (level, expected) in [("error", error), ("warning", warning), ("note", note)] {
            assert_eq!(code(body, &["--fail-on", level]), Some(expected), "{body} at {level}");
            let json = ["--fail-on", level, "--format", "json"];
            assert_eq!(code(body, &json), Some(expected), "{body} at {level}, as JSON");
            assert_eq!(code(body, &["--fail-on", level, "--exit-zero"]), Some(0), "{body} at {level}");
        }
    }
}

#[test]
fn exit_zero_hides_no_file_that_cannot_be_read() {
    let ran = usersec(["check", "--exit-zero", "/nowhere/body.json"]);
    assert_eq!((ran.code, &*ran.err), (Some(2), "usersec: /nowhere/body.json: no such file or directory\n"));
}

#[test]
fn strict_makes_an_error_of_what_the_contract_forbids() {
    assert_eq!(code(WARNING, &["--fail-on", "error"]), Some(0));
    assert_eq!(code(WARNING, &["--fail-on", "error", "--strict"]), Some(1));
}

#[test]
fn complete_judges_what_is_absent() {
    assert_eq!(code(NOTE, &[]), Some(0));
    assert_eq!(code(NOTE, &["--complete"]), Some(1));
}

#[test]
fn pedantic_only_adds() {
    let vendor = include_bytes!("payloads/vendor-request.json");
    let arguments = ["check", "-", "--format", "json"];
    let usual = usersec_reading(arguments, vendor).rules();
    let pedantic = usersec_reading(arguments.into_iter().chain(["--pedantic"]), vendor).rules();
    assert!(!usual.is_empty());
    assert!(usual.iter().all(|rule| pedantic.contains(rule)), "{usual:?} {pedantic:?}");
}

#[test]
fn the_time_is_the_clocks_unless_it_is_given() {
    let pem = include_str!("certificates/expired-root.pem").replace('\n', "\\n");
    let body = format!(r#"{{"customerX509":{{"cas":"{pem}"}}}}"#);
    let rules = |options: &[&str]| {
        let arguments = ["check", "-", "--format", "json"].iter().chain(options).copied();
        usersec_reading(arguments, body.as_bytes()).rules()
    };
    assert_eq!(rules(&[]), ["certificate-expired"], "2020 is over");
    assert_eq!(rules(&["--now", "2015-01-01T00:00:00Z"]), [""; 0]);
    assert_eq!(rules(&["--now", "2009-12-31T23:00:00+00:00"]), ["certificate-not-yet-valid"]);
    assert_eq!(rules(&["--now", "2010-01-01T00:00:00+05:00"]), ["certificate-not-yet-valid"], "zones count");
}

#[test]
fn a_time_that_is_none_is_wrong_usage() {
    for time in ["", "now", "2026-01-31", "2026-02-30T00:00:00Z", "1770681600"] {
        let ran = usersec(["check", "--now", time, "-"]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{time}");
        assert!(ran.err.contains("write it as 2026-01-31T12:00:00Z"), "{}", ran.err);
    }
}

#[test]
fn wrong_usage_is_said_on_standard_error() {
    for (arguments, words) in [
        (&["check"][..], "<PATH>"),
        (&[], "Usage: usersec"),
        (&["chekc", "-"], "'check'"),
        (&["check", "--fail-on", "fatal", "-"], "error, warning, note"),
        (&["check", "--format", "xml", "-"], "text, json"),
        (&["check", "--kind", "put", "-"], "patch, verify, response"),
        (&["check", "--no-such-option", "-"], "--no-such-option"),
        (&["explain"], "<RULE>"),
    ] {
        let ran = usersec(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn help_is_no_mistake() {
    for arguments in [&["--help"][..], &["check", "--help"], &["--version"]] {
        let ran = usersec(arguments);
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments:?}");
        assert!(ran.out.contains("usersec"), "{}", ran.out);
    }
    assert!(usersec(["check", "--help"]).out.contains("Exit codes: 0"));
}

#[test]
fn quiet_leaves_the_findings_only() {
    let loud = usersec_reading(["check", "-"], ERROR.as_bytes());
    let quiet = usersec_reading(["check", "-q", "-"], ERROR.as_bytes());
    assert_eq!(loud.out, format!("{}1 error in 1 file\n", quiet.out));
    assert_eq!((loud.code, quiet.code), (Some(1), Some(1)));
    let clean = usersec_reading(["check", "--quiet", "-"], CLEAN.as_bytes());
    assert_eq!((clean.code, &*clean.out, &*clean.err), (Some(0), "", ""));
    let unreadable = usersec(["check", "-q", "/nowhere/body.json"]);
    assert!(unreadable.err.contains("/nowhere/body.json"), "what cannot be read is no chatter");
}

#[test]
fn several_files_are_summed_up() {
    let files = directory([("a.json", CLEAN), ("b.json", WARNING), ("c.json", ERROR), ("d.json", ERROR)]);
    let ran = usersec([Path::new("check"), files.path()]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.ends_with("2 errors, 1 warning in 4 files\n1 can be fixed with --fix\n"), "{}", ran.out);
    let clean = usersec(["check".into(), files.path().join("a.json")]);
    assert_eq!((clean.code, &*clean.out), (Some(0), "nothing found in 1 file\n"));
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let coloured = |options: &[&str]| {
        let arguments = ["check", "-"].iter().chain(options).copied();
        usersec_reading(arguments, ERROR.as_bytes()).out.contains('\u{1b}')
    };
    assert!(!coloured(&[]), "a pipe is no terminal");
    assert!(!coloured(&["--color", "never"]));
    assert!(coloured(&["--color", "always"]));
    assert!(!coloured(&["--color", "always", "--format", "json"]));
}

/// `script` gives the command a terminal.
#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_no_color_and_a_dumb_one_turn_colours_off() {
    let (_directory, path) = file(ERROR);
    let on_terminal = |options: &str, variable: (&str, &str)| {
        let line = format!("{} check {options} {}", env!("CARGO_BIN_EXE_usersec"), path.display());
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).stdin(std::process::Stdio::null());
        script.env_remove("NO_COLOR").env("TERM", "xterm").env(variable.0, variable.1);
        script.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Ok(plain) = on_terminal("", ("LANG", "C")) else {
        process::skip("there is no `script` here");
        return;
    };
    assert!(plain.contains('\u{1b}') && plain.contains("port-out-of-range"), "{plain:?}");
    for (options, variable, coloured) in [
        ("", ("NO_COLOR", "1"), false),
        ("", ("NO_COLOR", ""), true),
        ("", ("TERM", "dumb"), false),
        ("--color never", ("LANG", "C"), false),
        ("--color always", ("NO_COLOR", "1"), true),
    ] {
        let out = on_terminal(options, variable).expect("runs");
        assert!(out.contains("port-out-of-range"), "{out:?}");
        assert_eq!(out.contains('\u{1b}'), coloured, "{options} {variable:?}");
    }
}

#[test]
fn standard_input_has_the_name_that_it_is_given() {
    let unnamed = usersec_reading(["check", "-", "--format", "json"], ERROR.as_bytes()).json();
    assert_eq!(unnamed["files"][0]["path"], "<stdin>");
    let arguments = ["check", "-", "--stdin-filename", "live/body.json"];
    let named = usersec_reading(arguments, ERROR.as_bytes());
    assert!(named.out.contains("[live/body.json:1:17]"), "{}", named.out);
    let json = usersec_reading(arguments.into_iter().chain(["--format", "json"]), ERROR.as_bytes()).json();
    assert_eq!(json["files"][0]["path"], "live/body.json");
}

#[test]
fn a_password_is_a_finding_in_a_file_but_not_on_standard_input() {
    let body = r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#;
    let (_directory, path) = file(body);
    let in_file = usersec(["check".as_ref(), "--format=json".as_ref(), path.as_os_str()]);
    assert_eq!(in_file.rules(), ["bind-password-literal"]);
    let piped = usersec_reading(["check", "--format=json", "-"], body.as_bytes());
    assert_eq!(piped.rules(), [""; 0]);
    assert_eq!(piped.json()["files"][0]["skipped"][0]["rule"], "bind-password-literal");
}

#[test]
fn the_kind_says_what_the_document_is() {
    let check = |kind, body: &str| {
        let ran = usersec_reading(["check", "-", "--format", "json", "--kind", kind], body.as_bytes());
        assert_eq!(ran.json()["files"][0]["kind"], kind);
        ran.rules()
    };
    let links = r#"{"ldap":{"port":636},"links":[]}"#;
    assert_eq!(check("patch", links), ["read-only-field"]);
    assert_eq!(check("response", links), [""; 0]);
    let flat = r#"{"hostname":"ldap.mycompany.com","port":636}"#;
    assert_eq!(check("patch", flat), ["misplaced-field", "misplaced-field"]);
    assert_eq!(check("verify", flat), ["required-member-missing"]);
}

#[test]
fn every_rule_is_listed_and_explained() {
    let list = usersec(["rules"]);
    assert_eq!((list.code, &*list.err), (Some(0), ""));
    let names: Vec<_> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for rule in usersec::rules() {
        assert!(names.contains(&rule.name()), "{}", rule.name());
    }
    let explained = usersec(["explain", "port-out-of-range"]);
    assert_eq!((explained.code, &*explained.err), (Some(0), ""));
    assert!(explained.out.starts_with("port-out-of-range (host)\n"), "{}", explained.out);
    assert!(explained.out.contains("Found in:\n") && explained.out.contains("Not found in:\n"));
}

#[test]
fn a_misspelt_rule_is_guessed() {
    let ran = usersec(["explain", "port-out-of-rnge"]);
    let expected = "usersec: there is no rule `port-out-of-rnge`; did you mean `port-out-of-range`?\n";
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(2), "", expected));
    let far = usersec(["explain", "entirely unlike any of them"]);
    assert!(far.err.ends_with("; `usersec rules` lists them\n"), "{}", far.err);
}

#[test]
fn control_characters_in_names_and_arguments_are_shown_as_stand_ins() {
    let name = "a\u{1b}[2J\n\u{202e}\u{85}.json";
    let runs = [
        usersec_reading(["check", "-", "--stdin-filename", name], ERROR.as_bytes()),
        usersec(["check", name]),
        usersec(["check", "--color", name, "-"]),
        usersec(["check", "--now", name, "-"]),
        usersec(["check", &format!("--{name}"), "-"]),
        usersec([name]),
        usersec(["explain", name]),
    ];
    for ran in runs {
        let shown = format!("{}{}", ran.out, ran.err);
        assert!(shown.contains("a␛[2J␊<U+202E><U+0085>.json"), "{shown:?}");
        let raw = shown.find(['\u{1b}', '\u{202e}', '\u{85}']);
        assert_eq!(raw, None, "{shown:?}");
    }
}

#[test]
fn control_characters_in_the_document_are_shown_as_stand_ins() {
    let body = "{\"\\u001b[2J\\u202e\": 1, \"\u{202e}\u{7f}\": 2}";
    for format in ["text", "json"] {
        let ran = usersec_reading(["check", "-", "--format", format], body.as_bytes());
        assert!(ran.out.contains("unknown-field"), "{}", ran.out);
        let raw = ran.out.find(['\u{1b}', '\u{202e}', '\u{7f}']);
        assert_eq!(raw, None, "{:?}", ran.out);
    }
}

/// The names of an object's members.
fn members(object: &Value) -> BTreeSet<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn json_has_every_member_always() {
    let body = r#"{"ldap":{"port":"636","port":99999,"links":[]},"😀":"\n"}"#;
    let files = directory([("body.json", body)]);
    let there = files.path().join("body.json");
    let report = usersec(["check", "--format=json", "/nowhere", &there.display().to_string()]).json();
    assert_eq!(members(&report), ["files", "summary", "tool", "version"].into());
    assert_eq!(report["version"], 1);
    assert_eq!(members(&report["tool"]), ["name", "version"].into());
    assert_eq!(report["summary"], serde_json::json!({"files": 2, "error": 3, "warning": 2, "note": 0}));
    for file in report["files"].as_array().expect("files") {
        let expected = ["path", "kind", "findings", "skipped", "unlisted", "suppressed", "fixed", "error"];
        assert_eq!(members(file), expected.into());
    }
    let (missing, checked) = (&report["files"][0], &report["files"][1]);
    assert_eq!(missing["error"], "no such file or directory");
    assert_eq!(checked["error"], Value::Null);
    let findings = checked["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 5, "{findings:?}");
    for finding in findings {
        let expected = [
            "rule",
            "level",
            "consequence",
            "basis",
            "message",
            "help",
            "docs",
            "pointer",
            "span",
            "location",
            "related",
            "fix",
            "fingerprint",
        ];
        assert_eq!(members(finding), expected.into());
        assert_eq!(members(&finding["span"]), ["start", "end"].into());
        let location = ["line", "column", "end_line", "end_column"];
        assert_eq!(members(&finding["location"]), location.into());
        for related in finding["related"].as_array().expect("a list") {
            assert_eq!(members(related), ["message", "pointer", "span", "location"].into());
        }
        if !finding["fix"].is_null() {
            assert_eq!(members(&finding["fix"]), ["safe", "edits"].into());
            assert_eq!(members(&finding["fix"]["edits"][0]), ["span", "text"].into());
        }
    }
    assert!(findings.iter().any(|finding| finding["related"][0]["message"] == "the first one"));
    assert!(findings.iter().any(|finding| finding["fix"]["safe"] == true));
    assert!(findings.iter().any(|finding| finding["fix"].is_null()));
}

#[test]
fn json_counts_bytes_of_the_file_and_columns_in_utf_16() {
    let body = "\u{feff}{\r\n\"ldap\":{\"bindPassword\":\"😀é\",\"port\":\"636\",\"bindUsername\":\"CN=a,DC=b\"}}\r\n";
    let (_directory, path) = file(body);
    let report = usersec(["check".as_ref(), "--format=json".as_ref(), path.as_os_str()]).json();
    let findings = report["files"][0]["findings"].as_array().expect("findings");
    let shown: Vec<_> = findings
        .iter()
        .map(|finding| {
            let offset =
                |end| usize::try_from(finding["span"][end].as_u64().expect("a number")).expect("small");
            let place = &finding["location"];
            let text = &body[offset("start")..offset("end")];
            (finding["rule"].as_str().expect("a name"), text, place["line"].clone(), place["column"].clone())
        })
        .collect();
    let expected = [
        ("json-bom", "\u{feff}", 1.into(), 1.into()),
        ("bind-password-literal", "\"😀é\"", 2.into(), 24.into()),
        ("wrong-type", "\"636\"", 2.into(), 37.into()),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn all_commands_fail_when_their_output_cannot_be_written() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        process::skip("there is no /dev/full here");
        return;
    };
    let (_directory, path) = file(CLEAN);
    let path = path.to_str().expect("a plain path");
    for arguments in [
        &["check", path][..],
        &["check", "--exit-zero", "--format", "json", path],
        &["rules"],
        &["explain", "port-out-of-range"],
        &["--help"],
    ] {
        let ran = ran(command().args(arguments).stdout(full.try_clone().expect("a handle")));
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert_eq!(ran.err, "usersec: cannot write: no storage space\n", "{arguments:?}");
    }
}
