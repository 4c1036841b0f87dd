//! Input that nobody meant to write, and files that cannot be read.
#![cfg(feature = "cli")]

mod process;

use std::path::Path;

use process::{command, directory, file, ran, usersec, usersec_reading};
use serde_json::Value;

/// The rules that speak of a document on standard input, and where in it.
#[track_caller]
fn findings(content: &[u8]) -> Vec<(String, std::ops::Range<usize>)> {
    let ran = usersec_reading(["check", "-", "--format", "json"], content);
    let text = usersec_reading(["check", "-"], content);
    assert_eq!((text.code, &*text.err), (ran.code, ""), "both formats end alike, and without a panic");
    let report = ran.json();
    let findings = report["files"][0]["findings"].as_array().expect("findings").iter();
    let offset = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    findings
        .map(|finding| {
            let (rule, span) = (finding["rule"].as_str().expect("a name"), &finding["span"]);
            (rule.to_owned(), offset(&span["start"])..offset(&span["end"]))
        })
        .collect()
}

#[track_caller]
fn is_found(content: impl AsRef<[u8]>, rule: &str, span: std::ops::Range<usize>) {
    assert_eq!(findings(content.as_ref()), [(rule.to_owned(), span)]);
}

#[test]
fn an_empty_file_is_no_json() {
    is_found("", "json-syntax", 0..0);
    is_found("\n \t", "json-syntax", 0..3);
    assert_eq!(findings(b"\xef\xbb\xbf").len(), 2, "nothing but a byte order mark");
}

#[test]
fn other_languages_are_no_json() {
    is_found("ldap:\n  port: 636\n", "json-syntax", 0..1);
    is_found("-----BEGIN CERTIFICATE-----\nMIIB\n", "json-syntax", 0..1);
    is_found("<ldap/>", "json-syntax", 0..1);
    is_found(b"\x1f\x8b\x08\x00\xff", "json-encoding", 1..2);
}

#[test]
fn utf_16_is_named() {
    let text = "{\"ldap\":{\"port\":636}}";
    let marked = || std::iter::once(0xfeff).chain(text.encode_utf16());
    is_found(marked().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "json-encoding", 0..2);
    is_found(marked().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "json-encoding", 0..2);
    is_found(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "json-encoding", 0..2);
}

#[test]
fn a_byte_order_mark_is_named_and_the_rest_is_checked() {
    is_found("\u{feff}{\"ldap\":{\"port\":636}}", "json-bom", 0..3);
    let found = findings("\u{feff}{\"ldap\":{\"port\":99999}}".as_bytes());
    assert_eq!(found, [("json-bom".to_owned(), 0..3), ("port-out-of-range".to_owned(), 19..24)]);
}

#[test]
fn line_breaks_in_a_string_are_named() {
    is_found("{\"ldap\":{\"hostname\":\"a\nb\"}}", "json-syntax", 22..23);
    is_found("{\"ldap\":{\"hostname\":\"a\r\nb\"}}", "json-syntax", 22..24);
}

#[test]
fn half_a_surrogate_pair_is_named() {
    is_found(r#"{"ldap":{"hostname":"a\ud83d"}}"#, "json-encoding", 22..28);
    is_found(r#"{"\udc00":1}"#, "json-encoding", 2..8);
    is_found(r#"{"other":["\ud83d\ud83d"]}"#, "json-encoding", 11..17);
}

#[test]
fn a_zero_byte_is_named() {
    is_found("{\"ldap\":{\"hostname\":\"a\0\"}}", "json-encoding", 22..23);
    is_found("{\"ldap\":{}}\0", "json-encoding", 11..12);
}

#[test]
fn duplicate_keys_are_named() {
    is_found(r#"{"ldap":{"port":636,"port":1636}}"#, "duplicate-key", 20..26);
    is_found(r#"{"ldap":{"port":636,"\u0070ort":1636}}"#, "duplicate-key", 20..31);
}

#[test]
fn a_hundred_thousand_brackets_overflow_no_stack() {
    let many = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    is_found(many("[", "]"), "json-too-deep", 127..128);
    is_found(many("[", ""), "json-syntax", 100_001..100_001);
    is_found(many("{\"a\":", ""), "json-syntax", 500_001..500_001);
    is_found(many("", "]"), "json-syntax", 1..2);
    let objects = findings(many("{\"ldap\":", "}").as_bytes());
    assert!(objects.iter().any(|(rule, at)| rule == "json-too-deep" && *at == (1016..1017)), "{objects:?}");
}

#[test]
fn a_key_of_a_megabyte_is_cut_where_it_is_shown() {
    let key = "k".repeat(1 << 20);
    let body = format!("{{\"{key}\":1,\"ldap\":{{\"{key}\":\"x\"}}}}");
    let (_directory, path) = file(body);
    for format in ["text", "json"] {
        let ran = usersec(["check".as_ref(), "--format".as_ref(), format.as_ref(), path.as_os_str()]);
        assert_eq!(ran.code, Some(1));
        assert_eq!(ran.out.matches("unknown-field").count(), if format == "text" { 2 } else { 4 });
        // In JSON the pointers name the member in full.
        let longest = if format == "text" { 5_000 } else { 2 * (1 << 20) + 5_000 };
        assert!(ran.out.len() < longest, "{} bytes of output", ran.out.len());
    }
}

#[test]
fn a_string_of_fifty_megabytes_is_checked() {
    let long = "a".repeat(50 << 20);
    let mut bodies = vec![format!("{{\"ldap\":{{\"hostname\":\"{long}")];
    // Without optimisation the others take ten seconds and more.
    let names: &[&str] = match cfg!(debug_assertions) {
        true => &["bindPassword", "other"],
        false => &["bindPassword", "other", "hostname", "caCertificate", "userToDNMapping"],
    };
    bodies.extend(names.iter().map(|name| format!("{{\"ldap\":{{\"{name}\":\"{long}\"}}}}")));
    for body in bodies {
        let (_directory, path) = file(body);
        let ran = usersec(["check".as_ref(), path.as_os_str()]);
        assert_eq!((ran.code, &*ran.err), (Some(1), ""));
        assert!(ran.out.ends_with(" in 1 file\n") && ran.out.len() < 5000, "{:.5000}", ran.out);
    }
}

const BODY: &str = r#"{"ldap":{"port":99999}}"#;

/// The paths of a JSON report, relative to the directory.
fn paths(report: &Value, directory: &Path) -> Vec<String> {
    let files = report["files"].as_array().expect("files").iter();
    files
        .map(|file| {
            let path = Path::new(file["path"].as_str().expect("a path"));
            path.strip_prefix(directory).unwrap_or(path).to_string_lossy().replace('\\', "/")
        })
        .collect()
}

fn check_json(paths: &[&Path]) -> process::Ran {
    usersec([Path::new("check"), Path::new("--format=json")].iter().chain(paths))
}

#[test]
fn a_directory_is_searched_for_request_bodies_in_a_fixed_order() {
    let files = directory([
        ("z.json", BODY),
        ("b/deep/er.json", r#"{"customerX509":{"cas":""}}"#),
        ("b.json", BODY),
        ("B.json", "\u{feff}{\"ldap\":{}}"),
        ("package.json", r#"{"name":"other"}"#),
        ("list.json", r#"[{"ldap":{}}]"#),
        ("broken.json", r#"{"name":"other","#),
        ("body.txt", BODY),
        (".hidden.json", BODY),
        ("escaped.json", r#"{"\u006cdap":{}}"#),
    ]);
    let ran = check_json(&[files.path()]);
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    let expected = ["B.json", "b/deep/er.json", "b.json", "escaped.json", "z.json"];
    assert_eq!(paths(&ran.json(), files.path()), expected);
    assert_eq!(check_json(&[files.path()]).out, ran.out, "the same once more");
}

#[test]
fn a_broken_request_body_is_not_lost_in_a_directory() {
    let files = directory([("live.json", "{\"ldap\":{\"bindUsername\":\"CN=a,DC=b\",}}")]);
    let ran = check_json(&[files.path()]);
    assert_eq!((ran.code, ran.rules()), (Some(1), vec!["json-syntax".to_owned()]));
}

#[test]
fn a_directory_without_request_bodies_is_no_mistake() {
    let files = directory([("package.json", "{}"), ("README", "ldap")]);
    let ran = usersec([Path::new("check"), files.path()]);
    assert_eq!((ran.code, &*ran.out), (Some(0), "nothing found in 0 files\n"));
    let words = ": no *.json with `ldap` or `customerX509` in it\n";
    assert!(ran.err.ends_with(words), "{}", ran.err);
    let quiet = usersec([Path::new("check"), Path::new("-q"), files.path()]);
    assert_eq!((quiet.code, &*quiet.out, &*quiet.err), (Some(0), "", ""));
    let json = check_json(&[files.path()]).json();
    assert_eq!(json["files"], serde_json::json!([]));
}

#[test]
fn ignore_files_are_respected_but_not_for_what_is_named() {
    let files = directory([
        (".gitignore", "/generated\n"),
        (".ignore", "local.json\n"),
        ("generated/a.json", BODY),
        ("sub/local.json", BODY),
        ("sub/b.json", BODY),
    ]);
    assert_eq!(paths(&check_json(&[files.path()]).json(), files.path()), ["sub/b.json"]);
    let named = [files.path().join("generated/a.json"), files.path().join("sub/local.json")];
    let report = check_json(&[&named[0], &named[1]]).json();
    assert_eq!(paths(&report, files.path()), ["generated/a.json", "sub/local.json"]);
}

#[test]
fn what_is_named_is_checked_whatever_it_is() {
    let files = directory([("body.txt", BODY), ("package.json", r#"{"name":"other"}"#)]);
    let ran = check_json(&[&files.path().join("body.txt"), &files.path().join("package.json")]);
    assert_eq!(ran.rules(), ["port-out-of-range", "unknown-field"]);
}

/// Paths that cannot be read, not even by root, with words for why.
fn unreadable(files: &Path) -> Vec<(std::path::PathBuf, &'static str)> {
    let mut paths = vec![(files.join("missing.json"), "no such file or directory")];
    if cfg!(unix) {
        paths.push((files.join("good.json/inside.json"), "not a directory"));
    }
    if cfg!(target_os = "linux") {
        paths.push(("/proc/self/mem".into(), "input/output error"));
    }
    paths
}

#[test]
fn one_unreadable_file_does_not_hide_the_others() {
    let files = directory([("good.json", BODY), ("other.json", BODY)]);
    let (good, other) = (files.path().join("good.json"), files.path().join("other.json"));
    for (path, words) in unreadable(files.path()) {
        let ran = check_json(&[&good, &path, &other]);
        assert_eq!(ran.code, Some(2), "{path:?}");
        assert_eq!(ran.err, format!("usersec: {}: {words}\n", path.display()));
        assert_eq!(ran.rules(), ["port-out-of-range", "port-out-of-range"]);
        assert_eq!(ran.json()["files"][1]["error"], words);
        let text = usersec([Path::new("check"), &good, &path, &other]);
        assert_eq!((text.code, &*text.err), (Some(2), &*ran.err));
        assert!(text.out.ends_with("2 errors in 2 files; 1 could not be checked\n"), "{}", text.out);
    }
}

#[test]
#[cfg(unix)]
fn a_socket_is_no_file() {
    let files = directory([("good.json", BODY)]);
    let path = files.path().join("socket.json");
    let _listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    assert_eq!(check_json(&[&path]).code, Some(2));
    let walked = check_json(&[files.path()]);
    assert_eq!((walked.code, paths(&walked.json(), files.path())), (Some(1), vec!["good.json".to_owned()]));
}

#[test]
#[cfg(unix)]
fn a_file_without_permission_does_not_hide_the_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let files = directory([("a.json", BODY), ("b.json", BODY)]);
    let path = files.path().join("a.json");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("its owner may");
    std::fs::set_permissions(files.path(), std::fs::Permissions::from_mode(0o755)).expect("its owner may");
    let mut command = command();
    command.args(["check", "--format=json"]).arg(files.path());
    if std::fs::File::open(&path).is_ok() {
        // Root reads a file whatever its permissions are, so somebody else has to try.
        use std::os::unix::process::CommandExt as _;
        const NOBODY: u32 = 65534;
        command.uid(NOBODY);
        if command.output().is_err() {
            process::skip("nobody else may run the command here, and root reads every file");
            return;
        }
    }
    let ran = ran(&mut command);
    assert_eq!((ran.code, ran.rules().len()), (Some(2), 1));
    assert_eq!(ran.err, format!("usersec: {}: permission denied\n", path.display()));
}

/// A document with more findings than a pipe or a buffer holds.
fn many_findings() -> String {
    let members: Vec<String> = (0..3000).map(|i| format!("\"unknown{i}\":{i}")).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_code_of_the_findings() {
    let files = directory([("bad.json", many_findings()), ("good.json", r#"{"ldap":{"port":636}}"#.into())]);
    let (bad, good) = (files.path().join("bad.json"), files.path().join("good.json"));
    for (arguments, code) in [
        (vec![&*bad], 1),
        (vec![&*bad, Path::new("--format=json")], 1),
        (vec![&*bad, Path::new("--exit-zero")], 0),
        (vec![&*good], 0),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ran = ran(command().arg("check").args(&arguments).stdout(writer));
        assert_eq!((ran.code, &*ran.err), (Some(code), ""), "{arguments:?}");
    }
}

#[test]
fn a_full_disk_is_reported() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        process::skip("there is no /dev/full here");
        return;
    };
    let (_directory, path) = file(many_findings());
    for format in ["--format=text", "--format=json"] {
        let full = full.try_clone().expect("a handle");
        let ran = ran(command().args(["check", "--exit-zero", format]).arg(&path).stdout(full));
        assert_eq!((ran.code, &*ran.err), (Some(2), "usersec: cannot write: no storage space\n"));
    }
}
