//! The file in which known findings are kept: its paths, what it may overwrite, what is wrong with one.

use std::path::{Path, PathBuf};

use crate::process::{command, directory, file, ran, usersec, usersec_reading};
use crate::{PORT, SECRET, TWO, check, known, read, write};

#[test]
fn paths_are_relative_to_the_baselines_folder() {
    let folder = directory([("repo/live/body.json", PORT), ("repo/ci/x", ""), ("beside.json", PORT)]);
    let root = folder.path().join("repo");
    let run = |here: &Path, arguments: &[PathBuf]| {
        ran(command().args(["check", "--format=json"]).args(arguments).current_dir(here))
    };
    let wrote =
        run(&root, &["--write-baseline=ci/known.json".into(), "live".into(), "../beside.json".into()]);
    assert_eq!(wrote.code, Some(0), "{wrote:?}");
    let text = std::fs::read_to_string(root.join("ci/known.json")).expect("it was written");
    assert!(
        text.contains(r#""path":"../live/body.json""#) && text.contains(r#""path":"../../beside.json""#),
        "{text}"
    );
    let known = PathBuf::from(format!("--baseline={}", root.join("ci/known.json").display()));
    for (here, path) in
        [(root.join("live"), "body.json"), (root.clone(), "./live/../live/body.json"), ("/".into(), "")]
    {
        let path = if path.is_empty() { root.join("live/body.json") } else { path.into() };
        let ran = run(&here, &[known.clone(), path]);
        assert_eq!((ran.code, ran.rules().len()), (Some(0), 0), "{here:?} {ran:?}");
    }
    // The order of the files makes no difference.
    run(&root, &["--write-baseline=ci/known.json".into(), "../beside.json".into(), "live".into()]);
    assert_eq!(std::fs::read_to_string(root.join("ci/known.json")).expect("it is there"), text);
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let folder = directory([("body.json", PORT)]);
    let written = check(&folder, &["--write-baseline=-", "body.json"]);
    assert_eq!(written.code, Some(0));
    assert!(
        written.out.starts_with(r#"{"version":1,"findings":["#) && written.out.ends_with("]}\n"),
        "{}",
        written.out
    );
    let words =
        "nothing found in 1 file; 1 known finding hidden\nusersec: <stdout>: 1 finding known from now on\n";
    assert_eq!(written.err, words, "the document stands alone");
    let path = folder.path().join("body.json").display().to_string();
    let absolute = check(&folder, &["--write-baseline=-", &path]);
    assert_eq!(absolute.out, written.out, "from the current folder");
    let both = usersec_reading(["check", "--baseline=-", "-"], b"");
    let words = "usersec: standard input can be read once: --baseline has to be a file here\n";
    assert_eq!((both.code, &*both.err), (Some(2), words));
    let piped = usersec_reading(["check", "--write-baseline=-", "-"], PORT.as_bytes());
    assert!(piped.out.contains(r#""path":"<stdin>""#), "{}", piped.out);
    write(&folder, "known.json", &piped.out);
    let known = folder.path().join("known.json").display().to_string();
    let again = usersec_reading(["check", "--baseline", &known, "-"], PORT.as_bytes());
    assert_eq!(again.code, Some(0), "{}", again.out);
}

#[test]
fn nothing_but_a_baseline_is_overwritten() {
    let folder = directory([("body.json", PORT), ("precious.txt", "precious"), ("empty.json", "")]);
    for precious in ["body.json", "precious.txt"] {
        let before = read(&folder, precious);
        let ran = check(&folder, &["--write-baseline", precious, "body.json"]);
        let words = "it is not a baseline, and is not overwritten; name another file, or remove it";
        assert_eq!((ran.code, ran.err), (Some(2), format!("usersec: {precious}: {words}\n")));
        assert_eq!(read(&folder, precious), before);
    }
    assert_eq!(check(&folder, &["--write-baseline=empty.json", "body.json"]).code, Some(0));
    let text = read(&folder, "empty.json");
    let ran = check(&folder, &["--write-baseline=empty.json", "body.json", "gone.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.ends_with("usersec: empty.json: not written: 1 document could not be read\n"),
        "{}",
        ran.err
    );
    assert_eq!(read(&folder, "empty.json"), text);
    let nowhere = check(&folder, &["--write-baseline=no/such/folder.json", "body.json"]);
    assert_eq!(nowhere.code, Some(2));
    let words = "usersec: no/such/folder.json: it cannot be written: no such file or directory\n";
    assert_eq!(nowhere.err, words);
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 3, "no temporary file is left");
}

#[test]
#[cfg(unix)]
fn a_baseline_keeps_its_mode_and_the_link_to_it() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = known(TWO);
    let path = folder.path().join("known.json");
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("its owner may");
    symlink("known.json", folder.path().join("link.json")).expect("a link");
    write(&folder, "body.json", PORT);
    assert_eq!(check(&folder, &["--write-baseline=link.json", "body.json"]).code, Some(0));
    assert_eq!((mode(&path), read(&folder, "known.json").lines().count()), (0o640, 3));
    assert!(folder.path().join("link.json").is_symlink());
    let new = check(&folder, &["--write-baseline=new.json", "body.json"]);
    let body = mode(&folder.path().join("body.json"));
    assert_eq!((new.code, mode(&folder.path().join("new.json"))), (Some(0), body), "as other files are made");
}

/// What is said of broken baselines, word for word.
#[test]
fn a_broken_baseline_is_answered_well() {
    let entry = |members: &str| format!("{{\"version\":1,\"findings\":[\n{{{members}}}\n]}}\n");
    let print = "\"fingerprint\":\"0123456789abcdef\"";
    let cases = [
        ("", "1:1: the file is empty; remove it and write it anew with --write-baseline"),
        (
            "{\"version\":1,\"findings\":[\n]",
            "2:2: this is not JSON; mend it, or remove it and write it anew with --write-baseline",
        ),
        (
            "{\"version\":1,\"findings\":[\n<<<<<<< HEAD\n=======\n>>>>>>> main\n]}",
            "2:1: a merge conflict was left in it; keep the lines of both sides, or remove it and write it anew with --write-baseline",
        ),
        ("[]", "1:1: the baseline has to be an object"),
        ("{}", "1:1: the baseline lacks `version`"),
        ("{\"version\":1}", "1:1: the baseline lacks `findings`"),
        ("{\"version\":\"1\",\"findings\":[]}", "1:12: the version has to be a number: 1"),
        (
            "{\"version\":2,\"findings\":[]}",
            "1:12: this version is not known, only 1: a newer usersec may have written it; update, or remove it and write it anew with --write-baseline",
        ),
        ("{\"version\":1,\"findings\":{}}", "1:25: `findings` has to be an array"),
        ("{\"version\":1,\"findings\":[1]}", "1:26: a finding has to be an object"),
        (
            "{\"version\":1,\"findings\":[],\"ldap\":{}}",
            "1:28: the baseline has no member `ldap`, only `version`, `findings`",
        ),
        ("{\"version\":1,\"findings\":[],\"version\":1}", "1:28: `version` stands here twice"),
        (
            &entry("\"path\":\"a\",\"rule\":\"json-bom\",\"pointer\":\"\""),
            "2:1: a finding lacks `fingerprint`",
        ),
        (
            &entry(&format!("\"path\":\"a\",\"rule\":\"json-bomb\",\"pointer\":\"\",{print}")),
            "2:20: there is no rule `json-bomb`; `usersec rules` lists them, and a newer usersec may know it",
        ),
        (
            &entry("\"path\":\"a\",\"rule\":\"json-bom\",\"pointer\":\"\",\"fingerprint\":\"0123\""),
            "2:58: a fingerprint is 16 digits of 0 to 9 and a to f",
        ),
        (
            &entry(&format!("\"path\":1,\"rule\":\"json-bom\",\"pointer\":\"\",{print}")),
            "2:9: `path` has to be a string",
        ),
        (
            &entry(&format!("\"path\":\"\",\"rule\":\"json-bom\",\"pointer\":\"\",{print}")),
            "2:1: the path is empty",
        ),
        (
            &entry(&format!("\"path\":\"a\",\"rule\":\"json-bom\",\"pointer\":\"\",\"line\":3,{print}")),
            "2:44: a finding has no member `line`, only `path`, `rule`, `pointer`, `fingerprint`, `current`",
        ),
    ];
    let folder = directory([("body.json", PORT)]);
    for (text, words) in cases {
        write(&folder, "known.json", text);
        let ran = check(&folder, &["--baseline=known.json", "body.json"]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{text}");
        assert_eq!(ran.err, format!("usersec: known.json:{words}\n"), "{text}");
    }
    let missing = check(&folder, &["--baseline=gone.json", "body.json"]);
    assert_eq!((missing.code, &*missing.err), (Some(2), "usersec: gone.json: no such file or directory\n"));
    std::fs::write(folder.path().join("known.json"), b"\xff").expect("a file");
    let bytes = check(&folder, &["--baseline=known.json", "body.json"]);
    assert_eq!((bytes.code, &*bytes.err), (Some(2), "usersec: known.json: it is not UTF-8\n"));
    // The wrong file, and its secret is not said.
    let body = format!(r#"{{"bindPassword":"{SECRET}","{SECRET}":1}}"#);
    write(&folder, "known.json", &body);
    let wrong = check(&folder, &["--baseline=known.json", "body.json"]);
    assert!(wrong.code == Some(2) && !wrong.err.contains("tr0ub4dorQZX\":"), "{}", wrong.err);
}

#[test]
fn an_entry_for_a_secret_hides_nothing_and_is_named() {
    let folder = directory([("body.json", r#"{"ldap":{"port":636}}"#)]);
    write(
        &folder,
        "known.json",
        "{\"version\":1,\"findings\":[\n{\"path\":\"far.json\",\"rule\":\"private-key\",\"pointer\":\"\",\"fingerprint\":\"0123456789abcdef\"}\n]}\n",
    );
    write(&folder, "far.json", "{}");
    let ran = check(&folder, &["--baseline=known.json", "--format=json", "body.json"]);
    assert_eq!(ran.rules(), ["baseline-stale"]);
    let message = &ran.json()["files"][1]["findings"][0]["message"];
    assert_eq!(message, "private-key at `far.json` cannot be known: it is always shown");
}

#[test]
fn a_baseline_of_a_report_hides_all_that_may_be_hidden() {
    let payloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let folder = tempfile::tempdir().expect("a folder");
    let known = folder.path().join("known.json");
    let run = |option: &str, known: &Path| {
        let option = format!("{option}={}", known.display());
        let options =
            ["check", "--format=json", "--pedantic", "--isolated", "--now=2026-02-10T00:00:00Z", &option];
        usersec(options.iter().map(PathBuf::from).chain([payloads.clone()]))
    };
    let written = run("--write-baseline", &known);
    let again = run("--baseline", &known);
    assert!(again.rules().iter().all(|rule| rule.starts_with("bind-password-") || rule == "private-key"));
    assert_eq!((again.code, again.out), (written.code, written.out), "what is left is the same");
    let text = std::fs::read_to_string(&known).expect("it was written");
    assert!(text.lines().count() > 10, "the payloads have findings");
}

#[test]
fn a_baseline_keeps_to_its_schema() {
    let (_folder, path) = file(TWO);
    let known = path.with_file_name("known.json");
    let option = format!("--write-baseline={}", known.display());
    assert_eq!(usersec(["check".into(), option.into(), path.into_os_string()]).code, Some(0));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tools = [root.join("target/venv/bin/check-jsonschema"), "check-jsonschema".into()];
    let validate = |tool: &PathBuf| {
        let mut validator = std::process::Command::new(tool);
        validator.arg("--schemafile").arg(root.join("docs/baseline.schema.json")).arg(&known);
        validator.output().ok()
    };
    match tools.iter().find_map(validate) {
        None => crate::process::skip("there is no check-jsonschema here"),
        Some(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
    }
}

#[test]
#[cfg(unix)]
fn a_baseline_keeps_its_owner() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = known(TWO);
    let path = folder.path().join("known.json");
    if chown(&path, Some(12_345), Some(23_456)).is_err() {
        return crate::process::skip("only root gives files away");
    }
    assert_eq!(check(&folder, &["--write-baseline=known.json", "body.json"]).code, Some(0));
    let found = path.metadata().expect("it is there");
    assert_eq!((found.uid(), found.gid()), (12_345, 23_456));
}

#[test]
#[cfg(unix)]
fn a_baseline_that_cannot_be_written_is_an_error_in_plain_words() {
    let folder = known(TWO);
    std::fs::create_dir(folder.path().join("folder")).expect("a folder");
    let ran = check(&folder, &["--write-baseline=folder", "body.json"]);
    assert_eq!((ran.code, &*ran.err), (Some(2), "usersec: folder: is a directory\n"));

    let before = read(&folder, "known.json");
    std::fs::hard_link(folder.path().join("known.json"), folder.path().join("other.json")).expect("a link");
    let ran = check(&folder, &["--write-baseline=known.json", "body.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("usersec: known.json: it has 2 names (hard links)"), "{}", ran.err);
    std::fs::remove_file(folder.path().join("other.json")).expect("it is there");

    // A limit on the size of files stands for the disk that is full.
    for name in ["known.json", "new.json"] {
        let mut shell = std::process::Command::new("sh");
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" check \"$1\" body.json";
        shell.args(["-c", script, env!("CARGO_BIN_EXE_usersec"), &format!("--write-baseline={name}")]);
        let ran = crate::process::ran(shell.current_dir(folder.path()));
        assert_eq!(ran.code, Some(2));
        let words = format!("usersec: {name}: the new text cannot be written: file too large\n");
        assert!(ran.err.ends_with(&words), "{}", ran.err);
    }
    assert_eq!(read(&folder, "known.json"), before);
    assert!(!folder.path().join("new.json").exists());
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 3, "no temporary file is left");
}

/// What the shell has opened is written to, and not replaced.
#[test]
#[cfg(target_os = "linux")]
fn a_baseline_goes_where_the_shell_sends_it() {
    use std::os::unix::fs::{MetadataExt as _, symlink};
    let folder = directory([("body.json", TWO)]);
    let path = folder.path().join("known.json");
    let dash = check(&folder, &["--write-baseline=-", "body.json"]);
    symlink("/proc/self/fd/3", folder.path().join("link.json")).expect("a link");
    for (target, number) in
        [("/dev/stdout", 1), ("/dev/fd/1", 1), ("/proc/self/fd/1", 1), ("/dev/fd/3", 3), ("link.json", 3)]
    {
        std::fs::write(&path, "").expect("a file");
        let before = path.metadata().expect("it is there").ino();
        let mut shell = std::process::Command::new("sh");
        let script = format!("exec \"$0\" check \"--write-baseline=$1\" body.json {number}>known.json");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_usersec"), target]);
        let ran = crate::process::ran(shell.current_dir(folder.path()));
        assert_eq!(ran.code, Some(0), "{target}: {ran:?}");
        assert_eq!(path.metadata().expect("it is there").ino(), before, "{target}");
        let text = read(&folder, "known.json");
        match number {
            1 => assert_eq!((text, ran.err), (dash.out.clone(), dash.err.clone()), "{target}"),
            _ => assert_eq!(text.lines().count(), dash.out.lines().count(), "{target}: {text}"),
        }
    }
    assert!(folder.path().join("link.json").is_symlink());
}

#[test]
fn a_baseline_for_standard_output_that_is_not_written_is_said_so() {
    let folder = directory([("body.json", TWO)]);
    let ran = check(&folder, &["--write-baseline=-", "body.json", "gone.json"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    let words = "usersec: <stdout>: not written: 1 document could not be read\n";
    assert!(ran.err.ends_with(words), "{}", ran.err);
}
