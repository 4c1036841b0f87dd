//! Known findings: written, hidden, found again, gone stale.
#![cfg(feature = "cli")]

mod file;
#[path = "../process/mod.rs"]
mod process;

use process::{Ran, command, directory, ran};
use tempfile::TempDir;

const PORT: &str = r#"{"ldap":{"port":99999}}"#;
const TWO: &str = "{\"ldap\":{\n\"port\":99999,\n\"unknown\":1}}";
const SECRET: &str = "tr0ub4dorQZX";

/// Runs `check` in the folder.
fn check(folder: &TempDir, arguments: &[&str]) -> Ran {
    ran(command().arg("check").args(arguments).current_dir(folder))
}

/// The rules that are shown with the baseline `known.json`.
fn shown(folder: &TempDir) -> Vec<String> {
    check(folder, &["--baseline=known.json", "--format=json", "body.json"]).rules()
}

fn write(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).expect("a file");
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("a file")
}

/// A folder with a document whose findings are known.
fn known(body: &'static str) -> TempDir {
    let folder = directory([("body.json", body)]);
    let ran = check(&folder, &["--write-baseline=known.json", "body.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    folder
}

#[test]
fn what_is_known_is_hidden() {
    let folder = directory([("body.json", TWO)]);
    let written = check(&folder, &["--write-baseline", "known.json", "body.json"]);
    assert_eq!(
        (written.code, &*written.err),
        (Some(0), "usersec: known.json: 2 findings known from now on\n")
    );
    let text = read(&folder, "known.json");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[3]), (4, r#"{"version":1,"findings":["#, "]}"));
    assert!(lines[1].starts_with(
        r#"{"path":"body.json","rule":"port-out-of-range","pointer":"/ldap/port","fingerprint":""#
    ));
    let hidden = check(&folder, &["--baseline", "known.json", "--format=json", "body.json"]);
    assert_eq!((hidden.code, &*hidden.err, hidden.rules().len()), (Some(0), "", 0));
    assert_eq!(hidden.json()["files"][0]["suppressed"], 2);
    // Written once more it is the same, with whatever the last one knew.
    assert_eq!(check(&folder, &["--write-baseline=known.json", "body.json"]).code, Some(0));
    assert_eq!(read(&folder, "known.json"), text);
}

#[test]
fn what_is_new_is_shown() {
    let folder = known(TWO);
    write(
        &folder,
        "body.json",
        "{\"ldap\":{\n\n \"other\" : 2,\n\"port\"  :  99999, \"hostname\": \"ldap.mycompany.com\",\n\n\"unknown\":1}}",
    );
    assert_eq!(shown(&folder), ["unknown-field"], "lines and members may come");
    write(&folder, "body.json", r#"{"ldap":{"port":99999,"unknown":1,"unknown":1}}"#);
    assert_eq!(shown(&folder), ["duplicate-key", "unknown-field"], "a twin is new");
}

#[test]
fn what_is_mended_is_stale() {
    let folder = known(TWO);
    write(&folder, "body.json", r#"{"ldap":{"unknown":1}}"#);
    let ran = check(&folder, &["--baseline=known.json", "--format=json", "body.json"]);
    assert_eq!((ran.code, ran.rules()), (Some(1), vec!["baseline-stale".to_owned()]));
    let file = &ran.json()["files"][1];
    assert_eq!((&file["path"], &file["kind"]), (&"known.json".into(), &"baseline".into()));
    let finding = &file["findings"][0];
    assert_eq!(finding["message"], "port-out-of-range is not found any more at `/ldap/port` of `body.json`");
    assert_eq!((&finding["location"]["line"], &finding["location"]["column"]), (&2.into(), &1.into()));
}

#[test]
fn what_has_changed_is_new_and_not_stale_as_well() {
    let body = |entries: &str| format!(r#"{{"ldap":{{"userToDNMapping":[{entries}]}}}}"#);
    let entry = |name: &str| format!(r#"{{"match":"(.+)@{name}","substitution":"CN={{0}},DC={name}"}}"#);
    let folder = directory([("body.json", body(&entry("a")))]);
    let run = |option: &str| {
        check(&folder, &[option, "--level=mapping-dn-injection=warning", "--format=json", "body.json"])
    };
    assert_eq!(run("--write-baseline=known.json").code, Some(0));
    assert!(read(&folder, "known.json").contains("mapping-dn-injection"));
    // It is said of the first entry only.
    write(&folder, "body.json", &body(&format!("{},{}", entry("b"), entry("a"))));
    let rules = run("--baseline=known.json").rules();
    assert!(rules.contains(&"mapping-dn-injection".to_owned()), "{rules:?}");
    assert!(!rules.contains(&"baseline-stale".to_owned()), "{rules:?}");
    // Two known, one of them changed, one mended.
    let regex = |pattern: &str| format!(r#"{{"match":"{pattern}","substitution":"CN=a,DC=b"}}"#);
    write(&folder, "body.json", &body(&format!("{},{}", regex("a("), regex("b("))));
    std::fs::remove_file(folder.path().join("known.json")).expect("it was written");
    assert_eq!(run("--write-baseline=known.json").code, Some(0));
    write(&folder, "body.json", &body(&format!("{},{}", regex("c("), regex("b"))));
    let rules = run("--baseline=known.json").rules();
    let count = |name: &str| rules.iter().filter(|rule| *rule == name).count();
    assert_eq!((count("mapping-regex-invalid"), count("baseline-stale")), (1, 1), "{rules:?}");
}

#[test]
fn what_is_known_of_other_files_is_kept() {
    let folder = directory([("body.json", TWO), ("other.json", PORT), ("third.json", PORT)]);
    let run = |path: &str| check(&folder, &["--write-baseline=known.json", path]).err;
    assert_eq!(run("."), "usersec: known.json: 4 findings known from now on\n");
    let all = read(&folder, "known.json");
    assert_eq!(
        run("body.json"),
        "usersec: known.json: 2 findings known from now on; 2 of other files kept\n"
    );
    assert_eq!(read(&folder, "known.json"), all);
    write(&folder, "body.json", PORT);
    std::fs::remove_file(folder.path().join("third.json")).expect("it was there");
    assert_eq!(run("body.json"), "usersec: known.json: 1 finding known from now on; 1 of other files kept\n");
    let text = read(&folder, "known.json");
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains(r#""path":"body.json""#) && text.contains(r#""path":"other.json""#), "{text}");
}

#[test]
fn what_cannot_be_read_is_not_forgotten() {
    let folder = known(TWO);
    let text = read(&folder, "known.json");
    let lost =
        "usersec: known.json: it is not overwritten, because what it knows of other files would be lost\n";
    let conflict = text.replacen("[\n", "[\n<<<<<<< HEAD\n", 1);
    let newer = text.replacen(":1,", ":2,", 1);
    for (text, words) in [
        (
            conflict,
            "2:1: a merge conflict was left in it; keep the lines of both sides, or remove it and write it anew with --write-baseline",
        ),
        (
            newer,
            "1:12: this version is not known, only 1: a newer usersec may have written it; update, or remove it and write it anew with --write-baseline",
        ),
    ] {
        write(&folder, "known.json", &text);
        let ran = check(&folder, &["--write-baseline=known.json", "body.json"]);
        assert_eq!((ran.code, ran.err), (Some(2), format!("usersec: known.json:{words}\n{lost}")));
        assert_eq!(read(&folder, "known.json"), text);
    }
}

#[test]
fn a_path_is_understood_however_it_is_written() {
    let folder = directory([("bl/body.json", TWO), ("bl/sub/x", "")]);
    let here = folder.path().join("bl");
    let run = |option: &str| {
        ran(command().args(["check", option, "--format=json", "body.json"]).current_dir(&here))
    };
    assert_eq!(run("--write-baseline=known.json").code, Some(0));
    let text = read(&folder, "bl/known.json");
    let absolute = here.join("body.json").display().to_string();
    for path in ["./body.json", "../bl/body.json", "sub/../body.json", ".//body.json", &absolute] {
        write(&folder, "bl/known.json", &text.replace("\"body.json\"", &format!("\"{path}\"")));
        let ran = run("--baseline=known.json");
        assert_eq!((ran.code, ran.rules().len()), (Some(0), 0), "{path} {}", ran.out);
    }
    write(&folder, "bl/known.json", &text.replace("\"body.json\"", "\"./gone/../no/body.json\""));
    assert!(run("--baseline=known.json").rules().contains(&"baseline-stale".to_owned()));
}

#[test]
fn of_a_file_that_is_gone_it_is_said_once() {
    let folder = known(TWO);
    write(&folder, "other.json", r#"{"ldap":{"port":636}}"#);
    std::fs::remove_file(folder.path().join("body.json")).expect("it was there");
    let ran = check(&folder, &["--baseline=known.json", "--format=json", "other.json"]);
    assert_eq!(ran.rules(), ["baseline-stale"]);
    let finding = &ran.json()["files"][1]["findings"][0];
    assert_eq!(
        finding["message"],
        "2 findings were known in `body.json`, and that file is not there any more"
    );
    assert_eq!(finding["location"]["line"], 2);
}

#[test]
fn what_is_known_is_not_fixed() {
    let folder = known(r#"{"ldap":{"port":"636"}}"#);
    let known = r#"{"ldap":{"port":"636"}}"#;
    let run = || check(&folder, &["--baseline=known.json", "--fix", "body.json"]);
    assert_eq!(run().code, Some(0));
    assert_eq!(read(&folder, "body.json"), known);
    write(&folder, "body.json", r#"{"ldap":{"port":"636","authenticationEnabled":"true"}}"#);
    run();
    let text = read(&folder, "body.json");
    assert!(text.contains(r#""port":"636""#) && text.contains(r#""authenticationEnabled":true"#), "{text}");
    std::fs::remove_file(folder.path().join("known.json")).expect("it was written");
    check(&folder, &["--fix", "body.json"]);
    assert!(read(&folder, "body.json").contains(r#""port":636"#), "nothing is known");
}

#[test]
fn a_run_calls_nothing_stale_that_it_cannot_judge() {
    let folder = known(TWO);
    write(&folder, "other.json", r#"{"ldap":{"port":636}}"#);
    let codes = |arguments: &[&str]| check(&folder, &[&["--baseline=known.json"], arguments].concat()).code;
    assert_eq!(codes(&["other.json"]), Some(0), "the file was not checked");
    for broken in ["{", "{\"ldap\":{\"port\":99999,\"unknown\":1,}}"] {
        write(&folder, "body.json", broken);
        let ran = check(&folder, &["--baseline=known.json", "--format=json", "body.json"]);
        assert_eq!(ran.rules(), ["json-syntax"]);
    }
    std::fs::remove_file(folder.path().join("body.json")).expect("it was there");
    let gone = check(&folder, &["--baseline=known.json", "--format=json", "other.json"]);
    assert_eq!(gone.rules(), ["baseline-stale"], "the file is gone");
}

#[test]
fn what_other_options_find_is_not_stale() {
    let body = r#"{"ldap":{"authorizationEnabled":true,"port":636,"links":[]}}"#;
    let folder = directory([("body.json", body)]);
    let all = ["--pedantic", "--complete", "--strict", "--write-baseline=known.json", "body.json"];
    assert_eq!(check(&folder, &all).code, Some(0));
    let options: [&[&str]; 4] =
        [&[], &["--complete"], &["--strict"], &["--pedantic", "--complete", "--strict"]];
    for options in options {
        let ran =
            check(&folder, &[options, &["--baseline=known.json", "--format=json", "body.json"]].concat());
        assert!(!ran.rules().iter().any(|rule| rule == "baseline-stale"), "{options:?} {}", ran.out);
    }
    // What a policy waves through, or turns off, is still there.
    for policy in
        ["[rules]\nread-only-field = \"off\"\n", "[[ignore]]\nrule = \"read-only-field\"\nreason = \"so\"\n"]
    {
        write(&folder, "usersec.toml", policy);
        let ran = check(&folder, &["--complete", "--baseline=known.json", "--format=json", "body.json"]);
        assert!(!ran.rules().iter().any(|rule| rule == "baseline-stale"), "{policy} {}", ran.out);
    }
}

#[test]
fn secrets_are_never_known() {
    let body =
        format!(r#"{{"ldap":{{"bindUsername":"CN=a,DC=b,DC=c","bindPassword":"{SECRET}","port":99999}}}}"#);
    let folder = directory([("body.json", body)]);
    let written = check(&folder, &["--write-baseline=known.json", "--format=json", "body.json"]);
    assert_eq!((written.code, written.rules()), (Some(1), vec!["bind-password-literal".to_owned()]));
    assert_eq!(
        written.err,
        "usersec: known.json: 1 finding known from now on\n\
         usersec: 1 finding cannot be put into a baseline: what is secret has to come out of the file\n"
    );
    assert_eq!(shown(&folder), ["bind-password-literal"]);
    let lenient = check(&folder, &["--write-baseline=known.json", "--fail-on=error", "body.json"]);
    assert_eq!(lenient.code, Some(0), "it is a warning");
}

#[test]
fn no_secret_is_written() {
    let body = format!(
        r#"{{"ldap":{{"bindPassword":{{"{SECRET}":1}},"pwd":"{SECRET}","port":99999,"bindPasswort":["{SECRET}"],"bindPassword":null}},"password":{{"{SECRET}":{{"{SECRET}":[]}}}}}}"#
    );
    let folder = directory([
        ("body.json", &body),
        ("broken.json", &format!("{{\"bindUsername\":\"\",\"bindPassword\":\"{SECRET}")),
    ]);
    let ran = check(
        &folder,
        &["--write-baseline=known.json", "--pedantic", "--complete", "body.json", "broken.json"],
    );
    let text = read(&folder, "known.json");
    assert!(text.lines().count() > 5, "{text}");
    for shown in [&text, &ran.out, &ran.err] {
        assert!(!shown.contains(&SECRET[..6]), "{shown}");
    }
}

#[test]
fn what_somebody_wrote_into_it_is_not_shown_if_it_is_secret() {
    let pointer = format!("/ldaps:~1~1svc:{SECRET}@ldap.corp");
    for (path, pointer) in
        [("body.json", &*pointer), (&format!("gone{}", pointer.replace("~1", "/")), "/ldap")]
    {
        let entry = format!(
            r#"{{"path":"{path}","rule":"port-plaintext","pointer":"{pointer}","fingerprint":"0123456789abcdef"}}"#
        );
        let text = format!("{{\"version\":1,\"findings\":[\n{entry}\n]}}\n");
        let folder = directory([("body.json", PORT), ("known.json", &text)]);
        for format in ["text", "json", "sarif", "github", "gitlab", "concise"] {
            let ran = check(&folder, &["--baseline=known.json", "--format", format, "."]);
            assert!(ran.out.contains("baseline-stale"), "{ran:?}");
            assert!(!ran.out.contains(&SECRET[..6]) && !ran.err.contains(&SECRET[..6]), "{ran:?}");
        }
    }
}

#[test]
fn what_nobody_looked_at_is_not_known() {
    let list = |first: &str| format!(r#"{{"ldap":{{"userToDNMapping":[{first}{{}}]}}}}"#);
    let folder = directory([("body.json", list(&"{},".repeat(100_000)))]);
    let ran = check(&folder, &["--write-baseline=known.json", "body.json"]);
    assert!(ran.err.contains("than can be put into a baseline"), "{ran:?}");
    assert_eq!(shown(&folder), ["too-many-mappings"]);
}
