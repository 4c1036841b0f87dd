//! The hooks, as pre-commit installs and runs them.
//!
//! This builds the command in release mode, as everybody's first run does; it takes about a minute, and
//! needs pre-commit, so it runs where `USERSEC_PRE_COMMIT` names that.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use process::{Ran, ran, skip};
use tempfile::TempDir;

const CLEAN: &str = include_str!("payloads/clean.json");

/// A repository of somebody who uses the hook, and where pre-commit keeps what it installs.
struct Repository {
    pre_commit: OsString,
    directory: TempDir,
    home: TempDir,
    path: OsString,
}

impl Repository {
    /// A repository whose configuration asks for the hook from a clone of this one.
    fn new(pre_commit: OsString, hook: &str) -> Self {
        let [directory, home] = [(); 2].map(|()| tempfile::tempdir().expect("a directory"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let repository = Self { pre_commit, directory, home, path };
        let here = env!("CARGO_MANIFEST_DIR");
        let clone = repository.home.path().join("usersec");
        repository.ok("git", &["clone", "--quiet", here, clone.to_str().expect("UTF-8")]);
        let revision = repository.ok("git", &["-C", clone.to_str().expect("UTF-8"), "rev-parse", "HEAD"]);
        repository.ok("git", &["init", "--quiet"]);
        // What the README says, word by word.
        let (_, shown) = include_str!("../README.md").split_once("```yaml\nrepos:\n").expect("a snippet");
        let (shown, _) = shown.split_once("```").expect("its end");
        let mut configuration = format!("repos:\n{shown}");
        for (placeholder, value) in [
            ("URL-OF-THIS-REPOSITORY", clone.to_str().expect("UTF-8")),
            ("TAG-OR-COMMIT", revision.trim()),
            ("id: usersec", &format!("id: {hook}")),
        ] {
            assert!(configuration.contains(placeholder), "{configuration}");
            configuration = configuration.replace(placeholder, value);
        }
        repository.write(".pre-commit-config.yaml", &configuration);
        repository
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, content).expect("a file");
        self.ok("git", &["add", "--all"]);
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.directory.path().join(name)).expect("it was there");
        self.ok("git", &["add", "--all"]);
    }

    fn run(&self, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Ran {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/hook");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env("PATH", &self.path)
            .env("PRE_COMMIT_HOME", self.home.path())
            // A second run finds what the first one built.
            .env("CARGO_TARGET_DIR", target)
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "somebody")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "somebody@localhost")));
        ran(&mut command)
    }

    fn ok(&self, program: &str, arguments: &[&str]) -> String {
        let ran = self.run(program, arguments);
        assert_eq!(ran.code, Some(0), "{program} {arguments:?}: {ran:?}");
        ran.out
    }

    /// Runs the hook on all files of the repository.
    fn hook(&self) -> Ran {
        self.run(&self.pre_commit, &["run", "--all-files", "--color=never"])
    }
}

/// Where pre-commit is; says so if it is nowhere.
fn pre_commit() -> Option<OsString> {
    let found = std::env::var_os("USERSEC_PRE_COMMIT");
    if found.is_none() {
        skip("the hooks were not tried: USERSEC_PRE_COMMIT does not say where pre-commit is");
    }
    found
}

/// What each of the hooks has to do.
fn holds(repository: &Repository) {
    repository.write("other.json", "{ not looked at");
    let nothing = repository.hook();
    assert_eq!(nothing.code, Some(0), "{nothing:?}");
    assert!(nothing.out.contains("(no files to check)Skipped"), "{nothing:?}");

    repository.write("userSecurity.json", CLEAN);
    repository.write("user-security/notes.md", "no payload");
    let clean = repository.hook();
    assert_eq!(clean.code, Some(0), "{clean:?}");
    assert!(clean.out.contains("Passed"), "{clean:?}");

    let broken = CLEAN.replace("\"ldap.mycompany.com\"", "\"ldaps://ldap.mycompany.com\"");
    for name in ["userSecurity.json", "user-security/prod.json", "atlas/USER_SECURITY.dev.json"] {
        let before = std::fs::read_to_string(repository.directory.path().join(name)).ok();
        repository.write(name, &broken);
        let failed = repository.hook();
        assert_eq!(failed.code, Some(1), "{failed:?}");
        let place = format!("[{name}:11:18]");
        for part in
            ["Failed", "- exit code: 1", "error[hostname-scheme]", &place, "ldaps://ldap.mycompany.com"]
        {
            assert!(failed.out.contains(part), "no {part} in {}", failed.out);
        }
        match before {
            Some(content) => repository.write(name, &content),
            None => repository.remove(name),
        }
    }
    assert_eq!(repository.hook().code, Some(0), "clean again");
}

#[test]
fn pre_commit_builds_installs_and_runs_the_hook() {
    let Some(pre_commit) = pre_commit() else { return };
    let repository = Repository::new(pre_commit, "usersec");
    holds(&repository);

    // And as people meet it: at a commit.
    let pre_commit = repository.pre_commit.to_str().expect("UTF-8");
    repository.ok(pre_commit, &["install"]);
    repository.ok("git", &["commit", "--quiet", "-m", "clean"]);
    repository.write("userSecurity.json", "{\"ldap\": {\"port\": 0}}");
    let refused = repository.run("git", &["commit", "--quiet", "-m", "broken"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("port-out-of-range"), "{refused:?}");
}

#[test]
fn the_system_hook_runs_the_command_on_the_path() {
    let Some(pre_commit) = pre_commit() else { return };
    let mut repository = Repository::new(pre_commit, "usersec-system");
    let command = Path::new(env!("CARGO_BIN_EXE_usersec")).parent().expect("a directory");
    let mut path = OsString::from(command);
    path.push(":");
    path.push(&repository.path);
    repository.path = path;
    holds(&repository);
}
