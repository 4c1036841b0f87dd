//! The hooks, as pre-commit installs and runs them.
//!
//! This builds the command in release mode, as everybody's first run does; it takes about a minute, and
//! needs pre-commit, so it runs where `USERSEC_PRE_COMMIT` names that. What it costs is said.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
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

    /// Sets one of the options that the README shows behind `#`.
    fn set(&self, option: &str, value: &str) {
        let configuration = self.read(".pre-commit-config.yaml");
        let set = |line: &str| {
            let (space, shown) = line.split_once("# ").filter(|(_, rest)| rest.starts_with(option))?;
            shown.split_once(": ").map(|(name, _)| format!("{space}{name}: {value}"))
        };
        let lines: Vec<String> =
            configuration.lines().map(|line| set(line).unwrap_or_else(|| line.to_owned())).collect();
        assert_ne!(configuration.trim_end(), lines.join("\n"), "no {option}");
        self.write(".pre-commit-config.yaml", &lines.join("\n"));
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.directory.path().join(name)).expect("a file")
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
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env("PATH", &self.path)
            .env("PRE_COMMIT_HOME", self.home.path())
            // A second run finds what the first one built.
            .env("CARGO_TARGET_DIR", target())
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

/// Where the hook is built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/hook")
}

/// How many seconds of CPU time, user and system, the processes took that this one has waited for; `None`
/// where the system does not say.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let hertz = Command::new("getconf").arg("CLK_TCK").output().ok()?.stdout;
    let hertz: f64 = String::from_utf8(hertz).ok()?.trim().parse().ok()?;
    // proc_pid_stat(5): behind the name come field 3 and those that follow; cutime is 16, cstime 17.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<f64> =
        fields.split(' ').skip(13).take(2).map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(ticks.iter().sum::<f64>() / hertz)
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
    excludes(repository);
    fixes(repository);
}

/// pre-commit names every file that matches, and what a policy or pre-commit excludes is still left alone.
fn excludes(repository: &Repository) {
    let broken = "{\"ldap\": {\"port\": 0}}";
    repository.write("vendor/userSecurity.json", broken);
    repository.write("userSecurity.json", CLEAN);
    let found = repository.hook();
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("vendor/userSecurity.json"), "{found:?}");

    repository.write("usersec.toml", "exclude = [\"vendor/\"]\n");
    let by_policy = repository.hook();
    assert_eq!(by_policy.code, Some(0), "{by_policy:?}");
    assert!(by_policy.out.contains("Passed"), "{by_policy:?}");
    repository.remove("usersec.toml");

    let configuration = repository.read(".pre-commit-config.yaml");
    repository.write(".pre-commit-config.yaml", &format!("exclude: ^vendor/\n{configuration}"));
    let by_pre_commit = repository.hook();
    assert_eq!(by_pre_commit.code, Some(0), "{by_pre_commit:?}");
    repository.write(".pre-commit-config.yaml", &configuration);
    assert_eq!(repository.hook().code, Some(1), "and back again");
    repository.remove("vendor/userSecurity.json");
}

/// With `args: [--fix]` a commit is stopped once, so that the mended file can be looked at and added.
fn fixes(repository: &Repository) {
    let configuration = repository.read(".pre-commit-config.yaml");
    repository.set("args", "[--fix]");
    let broken = CLEAN.replace("\"ldap.mycompany.com\"", "\"ldaps://ldap.mycompany.com\"");
    repository.write("userSecurity.json", &broken);
    let fixed = repository.hook();
    assert_eq!(fixed.code, Some(1), "{fixed:?}");
    assert!(fixed.out.contains("- files were modified by this hook"), "{fixed:?}");
    assert_eq!(repository.read("userSecurity.json"), CLEAN);
    repository.write("userSecurity.json", CLEAN);
    assert_eq!(repository.hook().code, Some(0), "there is nothing left to do");

    // What cannot be mended safely is reported.
    repository.write("userSecurity.json", &CLEAN.replace("636", "0"));
    let left = repository.hook();
    assert_eq!(left.code, Some(1), "{left:?}");
    assert!(left.out.contains("error[port-out-of-range]"), "{left:?}");
    assert_eq!(repository.read("userSecurity.json"), CLEAN.replace("636", "0"));
    repository.write("userSecurity.json", CLEAN);
    repository.write(".pre-commit-config.yaml", &configuration);
}

#[test]
fn pre_commit_builds_installs_and_runs_the_hook() {
    let Some(pre_commit) = pre_commit() else { return };
    let is_cold = !target().exists();
    let repository = Repository::new(pre_commit, "usersec");
    repository.write("userSecurity.json", CLEAN);
    let before = cpu_seconds();
    assert_eq!(repository.hook().code, Some(0));
    if let (true, Some(before), Some(after)) = (is_cold, before, cpu_seconds()) {
        // Past the capture of the test runner, so that it is seen.
        writeln!(
            std::io::stderr(),
            "cost: a cold install of the hook took {:.0} CPU seconds",
            after - before
        )
        .expect("standard error");
    }
    repository.remove("userSecurity.json");
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
