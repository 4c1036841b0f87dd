//! What the tests of the command share: running it as a process, with files of their own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What came of a process.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Of a JSON report the rules of the findings, over all files.
    pub(crate) fn rules(&self) -> Vec<String> {
        let report = self.json();
        let files = report["files"].as_array().expect("files").iter();
        let findings = files.flat_map(|file| file["findings"].as_array().expect("findings"));
        findings.map(|finding| finding["rule"].as_str().expect("a name").to_owned()).collect()
    }
}

/// The command, in surroundings that are always the same.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usersec"));
    command.env_remove("NO_COLOR").env("TERM", "xterm").stdin(Stdio::null());
    command
}

/// Says that a test did not run; past the capture of the test runner, so that it is seen.
pub(crate) fn skip(why: &str) {
    writeln!(std::io::stderr(), "skipped: {why}").expect("standard error");
}

/// Runs the command.
pub(crate) fn usersec<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    ran(command().args(arguments))
}

/// Runs the command with something on standard input.
pub(crate) fn usersec_reading<'a>(arguments: impl IntoIterator<Item = &'a str>, stdin: &[u8]) -> Ran {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    // It may end before it has read all of it, or anything.
    match child.stdin.take().expect("a pipe").write_all(stdin) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
        _ => (),
    }
    ended(child.wait_with_output().expect("ends"))
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    ended(command.output().expect("runs"))
}

fn ended(output: std::process::Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("what it writes is UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A directory with files in it; it is removed when it is dropped.
pub(crate) fn directory<C: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, C)>) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, content) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, content).expect("a file");
    }
    directory
}

/// A file, and the directory that it is in.
pub(crate) fn file(content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let directory = directory([("body.json", content)]);
    let path = directory.path().join("body.json");
    (directory, path)
}
