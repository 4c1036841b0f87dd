//! `--fix` and `--diff` as a process: what becomes of the files, what is written where, and that nothing is
//! lost when something goes wrong.
#![cfg(feature = "cli")]

#[cfg(target_os = "linux")]
#[path = "fix_command/attributes.rs"]
mod attributes;
#[cfg(unix)]
#[path = "fix_command/on_unix.rs"]
mod on_unix;
mod process;
#[cfg(unix)]
#[path = "fix_command/signals.rs"]
mod signals;

use std::fs;
use std::path::Path;

use process::{directory, file, usersec, usersec_reading};

const BROKEN: &str =
    "{\n  \"ldap\": {\n    \"hostname\": \"ldaps://ldap.mycompany.com\",\n    \"port\": \"636\"\n  }\n}\n";
const FIXED: &str =
    "{\n  \"ldap\": {\n    \"hostname\": \"ldap.mycompany.com\",\n    \"port\": 636\n  }\n}\n";
const UNFIXABLE: &str = r#"{"ldap":{"port":99999}}"#;
const GUESS: &str = r#"{"ldap":{"hostnme":"ldap.mycompany.com","port":"636"}}"#;

/// The names of what is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("a text")
}

#[test]
fn a_file_is_fixed_and_what_is_left_is_reported() {
    let files = directory([("a.json", BROKEN), ("b.json", UNFIXABLE), ("c.json", GUESS)]);
    let ran = usersec(["check".as_ref(), "--fix".as_ref(), files.path()]);
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    assert!(ran.out.contains("port-out-of-range") && ran.out.contains("unknown-field"), "{}", ran.out);
    assert!(!ran.out.contains("hostname-scheme") && !ran.out.contains("wrong-type"), "{}", ran.out);
    assert!(ran.out.ends_with("1 can be fixed with --fix --unsafe-fixes\n"), "{}", ran.out);
    assert_eq!(text(files.path().join("a.json")), FIXED);
    assert_eq!(text(files.path().join("b.json")), UNFIXABLE);
    assert_eq!(text(files.path().join("c.json")), GUESS.replace("\"636\"", "636"));
    assert_eq!(names(files.path()), ["a.json", "b.json", "c.json"]);

    let ran = usersec(["check".as_ref(), "--fix".as_ref(), "--unsafe-fixes".as_ref(), files.path()]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(text(files.path().join("c.json")), r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#);
    assert!(!ran.out.contains("--fix"), "what was tried is not offered: {}", ran.out);
}

#[test]
fn nothing_left_is_success() {
    let (_folder, path) = file(BROKEN);
    let ran = usersec(["check".as_ref(), "--fix".as_ref(), path.as_os_str()]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{}", ran.out);
    assert_eq!(text(&path), FIXED);
}

#[test]
fn reports_say_what_can_be_fixed() {
    for (body, offer) in [
        (UNFIXABLE, None),
        (BROKEN, Some("2 can be fixed with --fix")),
        (r#"{"ldap":{"hostnme":"ldap.mycompany.com"}}"#, Some("1 can be fixed with --fix --unsafe-fixes")),
        (GUESS, Some("1 can be fixed with --fix, 1 more with --unsafe-fixes")),
    ] {
        let ran = usersec_reading(["check", "-"], body.as_bytes());
        let last = ran.out.lines().next_back();
        assert_eq!(last.filter(|line| line.contains("--fix")), offer, "{}", ran.out);
        assert!(!usersec_reading(["check", "-q", "-"], body.as_bytes()).out.contains("--fix"));
    }
}

#[test]
fn a_report_as_json_counts_what_was_fixed() {
    let (_folder, path) = file(GUESS);
    let options = ["check", "--fix", "--format", "json"].map(std::ffi::OsStr::new);
    let ran = usersec(options.into_iter().chain([path.as_os_str()]));
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    let report = ran.json();
    assert_eq!(report["files"][0]["fixed"], 1);
    assert_eq!(report["files"][0]["error"], serde_json::Value::Null);
    assert_eq!(ran.rules(), ["unknown-field"]);
    let again = usersec(options.into_iter().chain([path.as_os_str()])).json();
    assert_eq!(again["files"][0]["fixed"], 0);
}

#[test]
fn line_ends_and_what_else_is_not_meant_stay() {
    for (before, after) in [
        (BROKEN.replace('\n', "\r\n"), FIXED.replace('\n', "\r\n")),
        (BROKEN.replace("  ", "\t"), FIXED.replace("  ", "\t")),
        (BROKEN.trim_end().to_owned(), FIXED.trim_end().to_owned()),
        (format!("\u{feff}{BROKEN}"), FIXED.to_owned()),
        (format!("{BROKEN}\n\n"), format!("{FIXED}\n\n")),
    ] {
        let (_folder, path) = file(&before);
        assert_eq!(
            usersec(["check".as_ref(), "--fix".as_ref(), path.as_os_str()]).code,
            Some(0),
            "{before:?}"
        );
        assert_eq!(text(&path), after);
        let reading = usersec_reading(["check", "--fix", "-"], before.as_bytes());
        assert_eq!((reading.code, reading.out), (Some(0), after));
    }
}

#[test]
fn a_file_named_twice_is_fixed_once() {
    let (folder, path) = file(BROKEN);
    let ran = usersec([
        "check".as_ref(),
        "--fix".as_ref(),
        path.as_os_str(),
        path.as_os_str(),
        folder.path().as_os_str(),
    ]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{}", ran.out);
    assert_eq!(text(&path), FIXED);
}

#[test]
fn standard_input_becomes_standard_output() {
    let fixed = usersec_reading(["check", "--fix", "-"], GUESS.as_bytes());
    assert_eq!(fixed.out, GUESS.replace("\"636\"", "636"));
    assert!(fixed.err.contains("unknown-field"), "{}", fixed.err);
    assert_eq!(fixed.code, Some(1));

    let json = usersec_reading(["check", "--fix", "-", "--format", "json"], BROKEN.as_bytes());
    assert_eq!((json.code, &*json.out), (Some(0), FIXED));
    let report: serde_json::Value = serde_json::from_str(&json.err).expect("a report");
    assert_eq!(report["files"][0]["fixed"], 2);

    let quiet = usersec_reading(["check", "--fix", "-q", "-"], BROKEN.as_bytes());
    assert_eq!((quiet.code, &*quiet.out, &*quiet.err), (Some(0), FIXED, ""));
}

/// An editor that filters its text through the command must get it back.
#[test]
fn what_cannot_be_fixed_comes_back_as_it_was() {
    let latin = b"{\"ldap\": {\"hostname\": \"m\xFCnchen.example\"}}\r\n";
    for body in [&b""[..], b"no JSON at all\n", UNFIXABLE.as_bytes(), FIXED.as_bytes(), b"\0\xFF\xFE", latin]
    {
        let mut command = process::command();
        let (folder, path) = file(body);
        let out =
            command.args(["check", "--fix", "-"]).stdin(fs::File::open(&path).expect("a file")).output();
        assert_eq!(out.expect("runs").stdout, body, "{:?}", String::from_utf8_lossy(body));
        drop(folder);
    }
}

/// Of what is too large the end was not read: what was would overwrite the whole.
#[test]
fn what_is_too_large_does_not_come_back_in_part() {
    let (_folder, path) = file("");
    let size = u64::try_from(usersec::MAX_INPUT).expect("a size") + 1;
    let large = fs::OpenOptions::new().write(true).open(&path).expect("a file");
    large.set_len(size).expect("a file with a hole");
    let stdin = || fs::File::open(&path).expect("a file");
    let ran = process::ran(process::command().args(["check", "--fix", "-"]).stdin(stdin()));
    assert_eq!((ran.code, ran.out.len()), (Some(2), 0));
    let words = "usersec: <stdin>: not fixed: it is too large, and was not read to its end\n";
    assert!(ran.err.contains("error[input-too-large]") && ran.err.ends_with(words), "{}", ran.err);
}

#[test]
fn a_diff_changes_nothing_and_says_whether_something_would() {
    for (body, options, code) in [
        (BROKEN, &[][..], 1),
        (BROKEN, &["--fix"], 1),
        (BROKEN, &["--exit-zero"], 0),
        (FIXED, &[], 0),
        (UNFIXABLE, &[], 0),
        (r#"{"ldap":{"hostnme":"ldap.mycompany.com"}}"#, &[], 0),
        (r#"{"ldap":{"hostnme":"ldap.mycompany.com"}}"#, &["--unsafe-fixes"], 1),
        ("", &[], 0),
    ] {
        let (folder, path) = file(body);
        let before = fs::metadata(&path).expect("a file").modified().expect("a time");
        let arguments = ["check", "--diff"].iter().chain(options).map(std::ffi::OsStr::new);
        let ran = usersec(arguments.chain([path.as_os_str()]));
        assert_eq!(ran.code, Some(code), "{body} {options:?}");
        assert_eq!(ran.out.is_empty(), code == 0 && !options.contains(&"--exit-zero"), "{}", ran.out);
        assert_eq!((text(&path), names(folder.path())), (body.to_owned(), vec!["body.json".to_owned()]));
        assert_eq!(fs::metadata(&path).expect("a file").modified().expect("a time"), before);
    }
    let (_folder, path) = file(BROKEN);
    let both =
        usersec(["check".as_ref(), "--diff".as_ref(), path.as_os_str(), "/nowhere/body.json".as_ref()]);
    assert_eq!(both.code, Some(2));
    assert!(both.out.contains("+    \"port\": 636"), "{}", both.out);
    assert!(both.err.contains("2 findings would be fixed in 1 file"), "{}", both.err);
}

#[test]
fn options_that_do_not_go_together_are_wrong_usage() {
    for (options, words) in [
        (&["--unsafe-fixes"][..], "<--fix|--diff>"),
        (&["--diff", "--format", "json"], "'--diff' cannot be used with '--format"),
        (&["--fix", "--write-baseline", "x"], "'--write-baseline"),
        (&["--diff", "--write-baseline", "x"], "'--write-baseline"),
    ] {
        let ran = usersec(["check"].iter().chain(options).chain(&["-"]));
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{options:?}");
        assert!(ran.err.contains(words), "{options:?}: {}", ran.err);
    }
}
