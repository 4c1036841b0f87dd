//! What the command writes, byte for byte.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::process::{Ran, command, directory};
use crate::{FORMATS, NOW};

const VENDOR: &str = include_str!("../payloads/vendor-request.json");

/// Carriage returns, tabs, characters of two columns and of none, such as take two UTF-16 units.
const WIDE: &str = "{\r\n\t\"ldap\": {\r\n\t\t\"hostname\":\t\"ldap 例え.テスト\",\r\n\t\t\"port\": 99999,\t\
    \"bindUsername\": \"uid=山田太郎,ou=人事部,dc=例え,dc=テスト,\",\r\n\t\t\"説明\": \"👩‍💻 e\u{301} ☎\u{fe0f}\",\t\
    \"bindPassword\": \"🔑 geheim\",\"Port\": 1,\r\n\t\t\"authenticationEnabled\": false\r\n\t}\r\n}\r\n";

/// Expressions that are not analysed, and two findings of the same words.
const TWINS: &str = r#"{"ldap": {"userToDNMapping": [
  {"match": "^(?=a)(.+)(?<!b)@x$", "substitution": "CN={0},DC=x"},
  {"substitution": "CN={0},DC=y"},
  {"substitution": "CN={0},DC=z"}
]}}
"#;

/// The files that are checked, in this order.
const FILES: [(&str, &str); 8] = [
    ("atlas/Größe prod #1 100%.json", WIDE),
    ("empty.json", ""),
    ("marked.json", "\u{feff}{\"ldap\": {\"port\": 0}}"),
    ("over-lines.json", "{\n  \"ldap\": {\n  }\n}\n"),
    ("related.json", "{\"ldap\": {\"port\": 636,\n\n\n\n\n\n  \"port\": 637}}\n"),
    ("twins.json", TWINS),
    (
        "a,b:c\u{1b}[2J\u{202e}.json",
        "{\"ldap\": {\"Hostname\": \"ldap.mycompany.com\", \"a\\u001b\\nb](c)[d\": 1}}",
    ),
    ("clean.json", r#"{"ldap": {"port": 636}}"#),
];

/// A directory with those files and a minified one.
pub(crate) fn files() -> TempDir {
    let minified: String = VENDOR.lines().map(str::trim_start).collect();
    let directory = directory(FILES);
    fs::write(directory.path().join("minified.json"), minified).expect("a file");
    directory
}

/// The report in that format on all of them, on one that is not there, and on standard input.
pub(crate) fn all(directory: &Path, format: &str) -> Ran {
    let names = FILES.map(|(name, _)| name);
    let given = ["minified.json", "not-there.json", "./clean.json", "-"];
    let options = ["check", "--isolated", "--now", NOW, "--stdin-filename", "from/a pipe.json"];
    let arguments = options.into_iter().chain(["--format", format]).chain(names).chain(given);
    let mut command = command();
    command.current_dir(directory).args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    let body = br#"{"ldap": {"hostname": "ldaps://ldap.mycompany.com"}}"#;
    child.stdin.take().expect("a pipe").write_all(body).expect("it reads all of it");
    let output = child.wait_with_output().expect("ends");
    let text = |bytes| String::from_utf8(bytes).expect("what it writes is UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The report in that format on a file in which nothing is found.
pub(crate) fn nothing(directory: &Path, format: &str) -> Ran {
    let options = ["check", "--isolated", "--now", NOW, "--format", format, "clean.json"];
    crate::process::ran(command().current_dir(directory).args(options))
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// A SARIF report without the rules, which are all there are in every report.
fn without_rules(report: &str) -> String {
    let (head, rest) = report.split_once(r#""rules":["#).expect("rules");
    let (rules, rest) = rest.split_once(r#"]}},"columnKind""#).expect("the end of the rules");
    assert!(rules.len() > 10_000, "all of them");
    format!(r#"{head}"rules":[…]}}}},"columnKind"{rest}"#)
}

#[test]
fn every_format_on_everything() {
    let directory = files();
    let mut errors = String::new();
    for (format, extension) in FORMATS {
        let ran = all(directory.path(), format);
        assert_eq!(ran.code, Some(2), "one file is not there");
        let out = if format == "sarif" { without_rules(&ran.out) } else { ran.out };
        golden(&format!("all.{extension}"), &out);
        writeln!(errors, "# {format}\n\n{}", ran.err).expect("a string takes it");
    }
    golden("all.stderr.txt", &errors);
}

#[test]
fn every_format_on_nothing_found() {
    let directory = files();
    for (format, extension) in FORMATS {
        let ran = nothing(directory.path(), format);
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{format}");
        let out = if format == "sarif" { without_rules(&ran.out) } else { ran.out };
        golden(&format!("nothing.{extension}"), &out);
    }
}

#[test]
fn the_code_is_the_same_in_every_format() {
    let bodies = [
        ("clean.json", r#"{"ldap":{"port":636}}"#),
        ("note.json", r#"{"ldap":{"authorizationEnabled":true}}"#),
        ("warning.json", r#"{"ldap":{"port":636,"links":[]}}"#),
        ("error.json", r#"{"ldap":{"port":99999}}"#),
    ];
    let directory = directory(bodies);
    for (name, at_note, at_warning, at_error) in [
        ("clean.json", 0, 0, 0),
        ("note.json", 1, 0, 0),
        ("warning.json", 1, 1, 0),
        ("error.json", 1, 1, 1),
        ("not-there.json", 2, 2, 2),
    ] {
        for (level, expected) in [("note", at_note), ("warning", at_warning), ("error", at_error)] {
            for (format, _) in FORMATS {
                let code = |options: &[&str]| {
                    let common = ["check", "--isolated", "--format", format, "--fail-on", level, name];
                    let arguments = common.iter().chain(options);
                    crate::process::ran(command().current_dir(directory.path()).args(arguments)).code
                };
                assert_eq!(code(&[]), Some(expected), "{name} as {format} at {level}");
                let whatever = if expected == 2 { 2 } else { 0 };
                assert_eq!(code(&["--exit-zero"]), Some(whatever), "{name} as {format} at {level}");
                let besides = if expected == 2 { 2 } else { expected.max(i32::from(level == "note")) };
                let with_note = code(&["note.json"]);
                assert_eq!(with_note, Some(besides), "{name} and a note as {format} at {level}");
            }
        }
    }
}

#[test]
fn what_was_not_looked_at_is_said_in_every_format() {
    let directory = directory([("twins.json", TWINS)]);
    for (format, _) in FORMATS {
        let run = |options: &[&str]| {
            let common = ["check", "--isolated", "--exit-zero", "--format", format];
            let arguments = common.iter().chain(options);
            crate::process::ran(command().current_dir(directory.path()).args(arguments))
        };
        let for_programs = matches!(format, "json" | "sarif");
        let reason = "with look-around, back references";
        let ran = run(&["twins.json"]);
        let place = if for_programs { &ran.out } else { &ran.err };
        assert!(place.contains(reason), "{format}: {ran:?}");
        assert!(for_programs == ran.err.is_empty(), "{format}: {}", ran.err);
        assert!(ran.err.lines().all(|line| line.starts_with("usersec: twins.json: ")), "{}", ran.err);
        assert_eq!(run(&["--quiet", "twins.json"]).err, "", "{format}");
    }
    // What lacks its input is nobody's fault, so it is said to those who ask.
    let piped = |options: &[&'static str]| {
        let arguments = ["check", "--isolated", "--format", "concise", "-"].iter().chain(options).copied();
        crate::process::usersec_reading(arguments, b"{\"ldap\":{\"port\":636}}")
    };
    assert_eq!(piped(&[]).err, "");
    let said = "usersec: <stdin>: bind-password-literal did not run: the document is not kept in a file\n";
    assert!(piped(&["--verbose"]).err.contains(said), "{}", piped(&["--verbose"]).err);
}

#[test]
fn gitlabs_fingerprints_are_all_different_and_do_not_depend_on_other_files() {
    let directory = directory([("a.json", TWINS), ("b.json", TWINS)]);
    let prints = |paths: &[&str]| -> Vec<String> {
        let options = ["check", "--isolated", "--format", "gitlab"];
        let arguments = options.iter().chain(paths);
        let issues = crate::process::ran(command().current_dir(directory.path()).args(arguments)).json();
        let print = |issue: &serde_json::Value| issue["fingerprint"].as_str().expect("text").to_owned();
        issues.as_array().expect("an array").iter().map(print).collect()
    };
    let all = prints(&["a.json", "b.json"]);
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert!(all.len() >= 4 && different.len() == all.len(), "{all:?}");
    let alone = prints(&["b.json"]);
    assert_eq!(all[alone.len()..], alone);
}

#[test]
fn gitlabs_paths_are_relative_to_where_the_command_runs() {
    let directory = directory([("atlas/prod.json", r#"{"ldap":{"port":0}}"#)]);
    let root = directory.path().canonicalize().expect("it is there");
    let absolute = root.join("atlas/prod.json");
    let path = |format: &str| {
        let mut command = command();
        command.current_dir(&root).args(["check", "--isolated", "--format", format]).arg(&absolute);
        crate::process::ran(&mut command).json()
    };
    assert_eq!(path("gitlab")[0]["location"]["path"], "atlas/prod.json");
    let uri = path("sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"]
        .clone();
    assert_eq!(uri, format!("file://{}", absolute.display()));
}
