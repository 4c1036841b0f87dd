//! `usersec init`, as a process.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::path::Path;
use std::process::Command;

use process::{Ran, command, directory, ran, skip, usersec};

const POLICY: &str = "usersec.toml";
const HOOKS: &str = ".pre-commit-config.yaml";

/// Runs it in a folder.
fn init(folder: &Path, arguments: &[&str]) -> Ran {
    ran(command().arg("init").args(arguments).current_dir(folder))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("a file")
}

#[test]
fn it_writes_a_policy_that_changes_nothing_and_a_hook() {
    let folder = directory([("userSecurity.json", include_str!("payloads/broken.json"))]);
    let check = || ran(command().args(["check", "."]).current_dir(folder.path()));
    let before = check();
    let done = init(folder.path(), &[]);
    assert_eq!((done.code, &*done.err), (Some(0), ""));
    assert_eq!(
        done.out,
        "./usersec.toml: written; every line is a comment, so it changes nothing yet\n\
         ./.pre-commit-config.yaml: written; `pre-commit install` turns the hook on\n\
         It looks at JSON files whose path matches (?i)user[-_]?security.*\\.json$; `files` in it says so\n"
    );
    assert_eq!(names(folder.path()), [HOOKS, "userSecurity.json", POLICY]);
    let after = check();
    assert_eq!((before.code, before.out, before.err), (after.code, after.out, after.err));

    let [policy, hooks] = [POLICY, HOOKS].map(|name| read(folder.path(), name));
    golden("usersec.toml", &policy);
    golden("pre-commit-config.yaml", &hooks);
    // The files of the hook are those that `.pre-commit-hooks.yaml` names.
    for key in ["types: ", "files: ", "require_serial: "] {
        let said = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with(key));
            lines.map(str::to_owned).collect()
        };
        let [ours] = &said(&hooks)[..] else { panic!("not one {key} in {hooks}") };
        assert_eq!(said(include_str!("../.pre-commit-hooks.yaml")), [ours.as_str(); 2], "both hooks");
    }
}

/// What is written is what it was; `UPDATE=1` writes it down.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/init").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, text).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("a golden file; UPDATE=1 writes it"), text);
}

#[test]
fn a_second_run_leaves_everything_alone() {
    let folder = directory([("x", "")]);
    let path = folder.path().to_str().expect("UTF-8");
    assert_eq!(usersec(["init", path]).code, Some(0));
    for name in [POLICY, HOOKS] {
        std::fs::write(folder.path().join(name), format!("# mine\n# id: none of {name}\n")).expect("written");
    }
    let again = usersec(["init", path]);
    assert_eq!((again.code, &*again.err), (Some(0), ""));
    assert!(again.out.contains("usersec.toml: left alone; it is there already\n"), "{}", again.out);
    let (_, snippet) =
        again.out.split_once("left alone; for the hook, add to its `repos`\n\n").expect("{again:?}");
    assert!(snippet.starts_with("  - repo: local\n"), "{snippet}");
    for name in [POLICY, HOOKS] {
        assert_eq!(read(folder.path(), name), format!("# mine\n# id: none of {name}\n"));
    }
    // With the snippet in it, there is nothing left to add.
    std::fs::write(folder.path().join(HOOKS), format!("repos:\n{snippet}")).expect("written");
    let third = usersec(["init", path]);
    assert!(third.out.ends_with("left alone; it has a hook of usersec\n"), "{}", third.out);
    assert_eq!(names(folder.path()), [HOOKS, POLICY, "x"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_followed() {
    let folder = directory([("x", "")]);
    for name in [POLICY, HOOKS] {
        std::os::unix::fs::symlink("nowhere", folder.path().join(name)).expect("a link");
    }
    let done = init(folder.path(), &[]);
    assert_eq!((done.code, &*done.err), (Some(0), ""));
    assert_eq!(done.out.matches("left alone").count(), 2, "{}", done.out);
    assert_eq!(names(folder.path()), [HOOKS, POLICY, "x"], "nothing is written where they lead");
}

#[test]
fn a_folder_that_is_none_is_said() {
    let folder = directory([("file", "")]);
    for (name, why) in [("missing", "no such file or directory"), ("file", "it is not a folder")] {
        let done = init(folder.path(), &[name]);
        assert_eq!((done.code, &*done.out), (Some(2), ""));
        assert_eq!(done.err, format!("usersec: {name}: {why}\n"));
    }
    assert_eq!(names(folder.path()), ["file"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_said_of_each() {
    // Where nobody may write, whoever runs the tests.
    let done = usersec(["init", "/proc"]);
    assert_eq!((done.code, &*done.out), (Some(2), ""));
    let lines: Vec<&str> = done.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", done.err);
    for (line, name) in lines.iter().zip([POLICY, HOOKS]) {
        assert!(line.starts_with(&format!("usersec: /proc/{name}: ")), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn new_files_have_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = directory([("x", "")]);
    init(folder.path(), &[]);
    let mode =
        |name: &str| std::fs::metadata(folder.path().join(name)).expect("it is there").permissions().mode();
    // What the test itself wrote has them.
    assert_eq!([mode(POLICY), mode(HOOKS)], [mode("x"); 2]);
}

#[test]
fn below_the_top_of_a_repository_no_policy_is_hidden_and_no_hook_written_in_vain() {
    let top = directory([(".git/HEAD", ""), ("atlas/prod/x", ""), (POLICY, "# the team's\n")]);
    let below = top.path().join("atlas/prod");
    let done = init(&below, &[]);
    assert_eq!((done.code, &*done.err), (Some(0), ""));
    assert_eq!(names(&below), ["x"]);
    assert!(
        done.out.starts_with(
            "./usersec.toml: not written, as ../../usersec.toml holds here, and this would hide it\n\
             ../../.pre-commit-config.yaml: not written, "
        ),
        "{}",
        done.out
    );
    assert!(done.out.contains("\nrepos:\n  - repo: local\n"), "{}", done.out);

    // Beyond the top of a repository no policy is looked for.
    let outer = directory([(POLICY, ""), ("repository/.git/HEAD", "")]);
    let inner = outer.path().join("repository");
    init(&inner, &[]);
    assert_eq!(names(&inner), [".git", HOOKS, POLICY]);
}

#[test]
fn pre_commit_takes_the_hook_and_runs_it() {
    let Some(pre_commit) = std::env::var_os("USERSEC_PRE_COMMIT") else {
        return skip("the hook of init was not tried: USERSEC_PRE_COMMIT does not say where pre-commit is");
    };
    let folder = directory([("userSecurity.json", r#"{"ldap": {"port": 0}}"#)]);
    assert_eq!(init(folder.path(), &[]).code, Some(0));
    let bin = Path::new(env!("CARGO_BIN_EXE_usersec")).parent().expect("a folder");
    let path = std::env::join_paths(
        std::iter::once(bin.to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a path");
    let home = tempfile::tempdir().expect("a folder");
    let run = |program: &std::ffi::OsStr, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder.path()).env("PATH", &path);
        ran(command.env("PRE_COMMIT_HOME", home.path()))
    };
    let valid = run(&pre_commit, &["validate-config", HOOKS]);
    assert_eq!(valid.code, Some(0), "{valid:?}");
    for arguments in [&["init", "--quiet"][..], &["add", "--all"]] {
        assert_eq!(run("git".as_ref(), arguments).code, Some(0));
    }
    let ran = run(&pre_commit, &["run", "--all-files", "--color=never"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("error[port-out-of-range]"), "{ran:?}");
}
