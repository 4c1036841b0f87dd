//! Many files: their order, each of them once, the memory they take, and the line that says how far it is.
#![cfg(feature = "cli")]

mod process;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use process::{Ran, command, directory, file, ran, usersec, usersec_reading};

const WRONG: &str = r#"{"ldap":{"port":99999}}"#;

/// The paths of a JSON report, relative to the directory.
fn paths(ran: &Ran, directory: &Path) -> Vec<String> {
    let report = ran.json();
    let files = report["files"].as_array().expect("files").iter();
    let path = |file: &serde_json::Value| {
        let path = Path::new(file["path"].as_str().expect("a path")).to_owned();
        path.strip_prefix(directory).map_or(path.clone(), Path::to_owned).to_string_lossy().into_owned()
    };
    files.map(path).collect()
}

fn check_json(paths: impl IntoIterator<Item = PathBuf>) -> Ran {
    let options = ["check", "--format=json"].map(PathBuf::from);
    usersec(options.into_iter().chain(paths))
}

/// A tree of so many payloads, most of them clean, some wrong, some large, some no payloads at all.
fn tree(files: usize) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for number in 0..files {
        let folder = directory.path().join(format!("{:02}", number % 37));
        std::fs::create_dir_all(&folder).expect("a directory");
        let body = match number % 50 {
            7 => r#"{"name":"other"}"#.to_owned(),
            13 => format!(r#"{{"ldap":{{"port":{}}}}}"#, 90_000 + number),
            31 => format!(r#"{{"ldap":{{"port":636}},"unknown{number}":"{}"}}"#, "x".repeat(20_000)),
            _ => format!(r#"{{"ldap":{{"hostname":"ldap{number}.mycompany.com","port":636}}}}"#),
        };
        std::fs::write(folder.join(format!("{number:05}.json")), body).expect("a file");
    }
    directory
}

#[test]
fn ten_thousand_files_come_in_the_same_order_however_many_look_at_them() {
    let tree = tree(10_000);
    let check = |jobs: &str, format: &str| {
        ran(command().args(["check", "--jobs", jobs, "--format", format, "."]).current_dir(&tree))
    };
    for (format, crowds) in [("json", &["0", "7"][..]), ("text", &["2"])] {
        let alone = check("1", format);
        assert_eq!((alone.code, &*alone.err), (Some(1), ""));
        for jobs in crowds {
            let together = check(jobs, format);
            assert_eq!((together.code, &*together.err), (alone.code, &*alone.err));
            assert!(together.out == alone.out, "{jobs} at a time report {format} otherwise");
        }
    }
    let report = check("0", "json");
    let paths = paths(&report, Path::new("."));
    assert_eq!(paths.len(), 10_000 - 10_000 / 50);
    assert!(paths.is_sorted_by_key(PathBuf::from), "files come by their names");
}

#[test]
fn an_error_keeps_its_place_among_many() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut paths = Vec::new();
    for number in 0..300 {
        let path = directory.path().join(format!("{number:03}.json"));
        if number % 10 != 0 {
            std::fs::write(&path, if number % 10 == 1 { "x".repeat(1 << 20) } else { WRONG.to_owned() })
                .expect("a file");
        }
        paths.push(path);
    }
    let ran = check_json(paths.iter().cloned());
    assert_eq!(ran.code, Some(2));
    let missing = paths.iter().step_by(10);
    let expected: String =
        missing.map(|path| format!("usersec: {}: no such file or directory\n", path.display())).collect();
    assert_eq!(ran.err, expected);
    let all: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    assert_eq!(self::paths(&ran, Path::new("/nowhere")), all);
    assert_eq!(ran.rules().len(), 270, "one in each that is there");
}

#[test]
fn what_is_named_twice_is_checked_once_where_it_was_named_first() {
    let files = directory([("a.json", WRONG), ("b.json", WRONG), ("sub/c.json", WRONG), ("z.json", WRONG)]);
    let root = files.path();
    let named = |names: &[&str]| paths(&check_json(names.iter().map(|name| root.join(name))), root);
    assert_eq!(named(&["b.json", "a.json", "b.json"]), ["b.json", "a.json"]);
    assert_eq!(named(&["b.json", "./b.json", "sub/../b.json"]), ["b.json"]);
    assert_eq!(named(&["z.json", "."]), ["z.json", "a.json", "b.json", "sub/c.json"]);
    assert_eq!(named(&["", "a.json"]), ["a.json", "b.json", "sub/c.json", "z.json"]);
    assert_eq!(named(&["sub", ""]), ["sub/c.json", "a.json", "b.json", "z.json"]);
    assert_eq!(named(&["sub", "sub"]), ["sub/c.json"]);
}

#[test]
fn standard_input_is_read_once() {
    let ran = usersec_reading(["check", "-", "-", "--format=json"], WRONG.as_bytes());
    assert_eq!((ran.code, paths(&ran, Path::new("/"))), (Some(1), vec!["<stdin>".to_owned()]));
}

#[test]
fn standard_input_keeps_its_place() {
    let files = directory([("a.json", WRONG), ("b.json", WRONG)]);
    let [a, b] = ["a.json", "b.json"].map(|name| files.path().join(name).display().to_string());
    let ran = usersec_reading(["check", "--format=json", &a, "-", &b], WRONG.as_bytes());
    assert_eq!(paths(&ran, files.path()), ["a.json", "<stdin>", "b.json"]);
}

#[test]
fn a_name_in_capitals_is_found_too() {
    let files = directory([("BODY.JSON", WRONG), ("b.Json", WRONG), ("c.json5", WRONG)]);
    let root = files.path().to_owned();
    assert_eq!(paths(&check_json([root.clone()]), &root), ["BODY.JSON", "b.Json"]);
}

/// As a mounted ConfigMap has them: links beside a hidden folder.
#[test]
#[cfg(unix)]
fn files_behind_links_are_found_but_directories_behind_links_are_not_searched() {
    use std::os::unix::fs::symlink;
    let files = directory([("..data/real.json", WRONG), ("sub/b.json", WRONG)]);
    let root = files.path();
    symlink("..data/real.json", root.join("linked.json")).expect("a link");
    symlink("nowhere.json", root.join("dangling.json")).expect("a link");
    symlink("..", root.join("sub/up")).expect("a link");
    symlink("sub", root.join("folder.json")).expect("a link");
    let ran = check_json([root.to_owned()]);
    assert_eq!((&*ran.err, paths(&ran, root)), ("", vec!["linked.json".to_owned(), "sub/b.json".to_owned()]));
}

/// How many threads the command starts, besides its own.
fn threads(arguments: &[&str]) -> Option<usize> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=clone,clone3", env!("CARGO_BIN_EXE_usersec")]).args(arguments);
    let output = strace.stdin(Stdio::null()).output().ok()?;
    let calls = String::from_utf8_lossy(&output.stderr);
    // Where tracing is not allowed, strace says so and nothing else.
    output.status.code().filter(|code| *code < 2)?;
    Some(calls.lines().filter(|line| line.contains("clone") && line.contains(" = ")).count())
}

#[test]
#[cfg(target_os = "linux")]
fn one_file_needs_no_thread() {
    let (_directory, path) = file(WRONG);
    let path = path.to_str().expect("a plain path");
    let Some(none) = threads(&["check", path]) else {
        process::skip("there is no `strace` here, or it may not trace");
        return;
    };
    assert_eq!(none, 0);
    assert_eq!(threads(&["check", "--jobs=4", path]), Some(0));
    let files = directory([("a.json", WRONG), ("b.json", WRONG), ("c.json", WRONG)]);
    let files = files.path().to_str().expect("a plain path");
    assert_eq!(threads(&["check", "--jobs=2", files]), Some(2));
    assert_eq!(threads(&["check", "--jobs=1", files]), Some(0));
}

/// The most memory that the command took, in KiB, as the system counts it for a child of python3.
fn peak(arguments: &[&Path]) -> Option<u64> {
    let script = "import resource, subprocess, sys\n\
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let mut python = Command::new("python3");
    python.args(["-c", script, env!("CARGO_BIN_EXE_usersec")]).args(arguments);
    let output = python.stdin(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

#[test]
#[cfg(target_os = "linux")]
fn ten_times_as_many_files_take_no_more_memory() {
    let check = |tree: &Path| peak(&[Path::new("check"), Path::new("--jobs=4"), tree]);
    let (few, many) = (tree(1_000), tree(10_000));
    let Some(few) = check(few.path()) else {
        process::skip("there is no python3 here that could measure a process");
        return;
    };
    let many = check(many.path()).expect("it was there just now");
    assert!(many < few + few / 2, "{few} KiB, then {many} KiB");
}

/// What a terminal shows of a run, byte by byte.
fn on_a_terminal(redirect: &str, arguments: &str) -> Option<String> {
    let line = format!("{} check {arguments} {redirect}", env!("CARGO_BIN_EXE_usersec"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").env_remove("NO_COLOR");
    let output = script.stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A run that takes longer than a second on any machine: the last document comes late.
#[cfg(target_os = "linux")]
fn long_run() -> tempfile::TempDir {
    let directory = directory([("0.json", WRONG), ("1.json", WRONG)]);
    let pipe = directory.path().join("late.json");
    let made = Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    assert!(made, "every Linux has mkfifo");
    directory
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_run_says_on_a_terminal_how_far_it_is() {
    let files = long_run();
    let [first, second, late] =
        ["0.json", "1.json", "late.json"].map(|name| files.path().join(name).display().to_string());
    let run = |redirect: &str, options: &str| {
        let writer = late.clone();
        let written = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(1500));
            std::fs::write(writer, WRONG).expect("the pipe has a reader");
        });
        let shown = on_a_terminal(redirect, &format!("{options} {first} {second} {late}"));
        // Where nothing was started, nobody reads; this one does.
        if shown.is_none() {
            drop(std::fs::read(&late));
        }
        written.join().expect("written");
        shown
    };
    let Some(shown) = run("", "--jobs=2") else {
        process::skip("there is no `script` here");
        return;
    };
    assert!(shown.contains("\r\u{1b}[Klooked into 2 of 3 files…"), "{shown:?}");
    // What is left when the terminal has done what it was told.
    let left: Vec<&str> = shown.lines().map(|line| line.rsplit("\u{1b}[K").next().unwrap_or(line)).collect();
    assert!(!left.iter().any(|line| line.contains("looked into")), "{left:?}");
    assert!(left.iter().any(|line| line.contains("3 errors in 3 files")), "{left:?}");

    let redirected = run("> /dev/null", "--jobs=2 --format json").expect("it was there just now");
    assert!(redirected.contains("looked into ") && redirected.ends_with("\r\u{1b}[K"), "{redirected:?}");
    for (redirect, options) in
        [("", "--format json"), ("2> /dev/null", ""), ("", "--quiet"), ("2>&1 | cat", "")]
    {
        let shown = run(redirect, &format!("--jobs=2 {options}")).expect("it was there just now");
        assert!(
            shown.contains("port-out-of-range") && !shown.contains("looked into"),
            "{redirect} {options}"
        );
    }
}

#[test]
fn a_closed_pipe_ends_many_files_quietly_with_their_code() {
    let files = directory([("a.json", r#"{"ldap":{"port":636}}"#), ("b.json", WRONG), ("c.json", WRONG)]);
    for (jobs, paths, code) in
        [("--jobs=3", vec!["a.json", "b.json", "c.json"], 1), ("--jobs=3", vec!["a.json", "gone.json"], 2)]
    {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let paths = paths.iter().map(|name| files.path().join(name));
        let ran = ran(command().args(["check", jobs]).args(paths).stdout(writer));
        assert_eq!(ran.code, Some(code));
        assert!(!ran.err.contains("write"), "{}", ran.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_ends_a_run_over_many_files() {
    let tree = tree(500);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let ran = ran(command().args(["check", "--jobs=4"]).arg(tree.path()).stdout(full));
    assert_eq!((ran.code, &*ran.err), (Some(2), "usersec: cannot write: no storage space\n"));
}

fn in_folder(folder: impl AsRef<Path>, arguments: &str) -> Ran {
    ran(command().args(arguments.split(' ')).current_dir(folder))
}

const UNKNOWN: &str = r#"{"name":"other",}"#;

#[test]
fn what_is_named_is_looked_into_wherever_it_is_met() {
    let files = directory([
        ("d/a.json", UNKNOWN),
        ("d/b.json", UNKNOWN),
        ("d/c.json", WRONG),
        (".hidden.json", UNKNOWN),
    ]);
    let check = |arguments: &str| {
        paths(&in_folder(&files, &format!("check --format=json {arguments}")), Path::new("."))
    };
    assert_eq!(check("d d/a.json"), ["d/a.json", "d/c.json"]);
    assert_eq!(check("d d/../d/a.json"), ["d/a.json", "d/c.json"]);
    assert_eq!(check("d/a.json d"), ["d/a.json", "d/c.json"]);
    assert_eq!(check("d . d/b.json"), ["d/b.json", "d/c.json"]);
    assert_eq!(check("d .hidden.json d/c.json"), ["d/c.json", ".hidden.json"]);
}

#[test]
fn broken_bodies_in_a_directory_are_found() {
    let body = r#"{"ldap":{"port":389,}}"#;
    let utf16: Vec<u8> = format!("\u{feff}{body}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = directory([
        ("comma.json", body.as_bytes()),
        ("comment.json", b"// ours\n{\"ldap\":{}}"),
        ("latin.json", b"{\"ldap\":{\"hostname\":\"m\xfcnchen\"}}"),
        ("package.json", b"{\"dependencies\":{\"ldap\":\"1\"}}"),
        ("powershell.json", &utf16),
        ("tsconfig.json", b"// words\n{\"paths\":{\"ldap\":[]}}"),
        ("userSecurity.json", b""),
        ("userSecurity.schema.json", b"{}"),
    ]);
    let ran = in_folder(&files, "check --format=json .");
    let expected = ["comma", "comment", "latin", "powershell", "userSecurity"];
    assert_eq!(
        (ran.code, paths(&ran, Path::new("."))),
        (Some(1), expected.map(|name| format!("{name}.json")).to_vec())
    );
}

#[test]
#[cfg(unix)]
fn a_link_to_a_file_that_is_met_is_that_file() {
    use std::os::unix::fs::symlink;
    let files = directory([
        ("d/b.json", UNFIXED),
        ("d/sub/c.json", WRONG),
        (".far/e.json", UNFIXED),
        ("f.json", UNFIXED),
    ]);
    let root = files.path();
    symlink("b.json", root.join("d/a.json")).expect("a link");
    symlink("../b.json", root.join("d/sub/z.json")).expect("a link");
    symlink("../.far/e.json", root.join("d/far.json")).expect("a link");
    symlink("../f.json", root.join("d/f.json")).expect("a link");
    let check = |arguments: &str| {
        paths(&in_folder(root, &format!("check --format=json {arguments}")), Path::new("."))
    };
    assert_eq!(check("d"), ["d/b.json", "d/f.json", "d/far.json", "d/sub/c.json"]);
    assert_eq!(check("d f.json"), ["d/b.json", "d/far.json", "d/sub/c.json", "f.json"]);
    assert_eq!(check("d d/a.json"), ["d/a.json", "d/b.json", "d/f.json", "d/far.json", "d/sub/c.json"]);
    symlink("d", root.join("way")).expect("a link");
    assert_eq!(check("way d/b.json"), ["way/b.json", "way/f.json", "way/far.json", "way/sub/c.json"]);

    let diff = in_folder(root, "check --diff --quiet d");
    assert_eq!(diff.out.matches("+++").count(), 1, "{diff:?}");
    let fixed = in_folder(root, "check --fix d");
    assert_eq!(fixed.code, Some(1), "{fixed:?}");
    for path in ["d/f.json", "d/far.json"] {
        let words = "left alone: it is a symbolic link; name the file that it leads to";
        assert!(fixed.err.contains(&format!("usersec: {path}: {words}\n")), "{}", fixed.err);
    }
    assert!(!fixed.err.contains("a.json") && !fixed.err.contains("not fixed"), "{}", fixed.err);
    assert_ne!(std::fs::read_to_string(root.join("d/b.json")).expect("a file"), UNFIXED);
    assert_eq!(std::fs::read_to_string(root.join(".far/e.json")).expect("a file"), UNFIXED);
    assert!(root.join("d/far.json").is_symlink() && root.join("d/a.json").is_symlink());
    assert_eq!(in_folder(root, "check --fix --quiet d/far.json").code, Some(2), "it is named");
}

const UNFIXED: &str = r#"{"ldap":{"port":"636"}}"#;

#[test]
#[cfg(unix)]
fn names_in_bytes_are_reported_apart() {
    use std::os::unix::ffi::OsStrExt as _;
    let files = directory([("keep", "")]);
    for name in [&b"a\xff.json"[..], b"a\xfe.json"] {
        let path = files.path().join(std::ffi::OsStr::from_bytes(name));
        if std::fs::write(path, WRONG).is_err() {
            return process::skip("the file system takes no names in bytes");
        }
    }
    let ran = in_folder(&files, "check --format=json .");
    assert_eq!(paths(&ran, Path::new(".")), ["a\\xfe.json", "a\\xff.json"]);
    let sarif = in_folder(&files, "check --format=sarif .").out;
    assert!(sarif.contains(r#""uri":"a%FE.json""#) && sarif.contains(r#""uri":"a%FF.json""#), "{sarif}");
    let known = in_folder(&files, "check --write-baseline known.txt .");
    assert_eq!(known.code, Some(0), "{known:?}");
    let text = std::fs::read_to_string(files.path().join("known.txt")).expect("it is written");
    assert!(text.contains("a\\\\xfe.json") && text.contains("a\\\\xff.json"), "{text}");
    assert_eq!(in_folder(&files, "check --baseline known.txt .").code, Some(0));
    std::fs::write(files.path().join("usersec.toml"), "exclude = ['a?xff.json']\n").expect("a file");
    let ran = in_folder(&files, "check --format=json .");
    assert_eq!(paths(&ran, Path::new(".")), ["a\\xfe.json"]);
}
