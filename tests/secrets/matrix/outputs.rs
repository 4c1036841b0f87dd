//! What is written of a request body: by the command, and by what a library user can print.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use usersec::cli::{Surroundings, run};

use crate::shown::NOW;

/// A folder with files, in which the command runs.
pub(super) struct Desk {
    folder: TempDir,
}

/// What came of a run.
pub(super) struct Ran {
    pub(super) code: u8,
    pub(super) out: String,
    pub(super) err: String,
}

impl Ran {
    pub(super) fn all(self) -> String {
        self.out + &self.err
    }
}

impl Desk {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("a file");
    }

    pub(super) fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    /// Runs the command in 80 columns; `@` before an argument makes it a file of the folder.
    pub(super) fn run(&self, arguments: &[&str], stdin: &str) -> Ran {
        self.run_at(80, arguments, stdin)
    }

    pub(super) fn run_at(&self, width: usize, arguments: &[&str], mut_stdin: &str) -> Ran {
        let argument = |text: &&str| match text.strip_prefix('@') {
            Some(name) => self.path(name).into_os_string(),
            None => OsString::from(text),
        };
        let arguments = std::iter::once("usersec".into()).chain(arguments.iter().map(argument)).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let surroundings = Surroundings { now: NOW, width, color: false, ..Surroundings::default() };
        let code = run(arguments, &mut mut_stdin.as_bytes(), &mut out, &mut err, surroundings);
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran { code, out: text(out), err: text(err) }
    }
}

/// Of SARIF what is behind the rules, whose texts are always the same.
pub(super) fn results(sarif: String) -> String {
    sarif.split_once("\"columnKind\"").map_or_else(|| sarif.clone(), |(_, results)| results.to_owned())
}
