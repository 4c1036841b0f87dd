//! What the tests of policies share.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::process::{Ran, command, directory, ran};

pub(crate) const PLAINTEXT: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":389}}"#;
pub(crate) const CLEAN: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#;

/// A repository with these files in it.
pub(crate) fn repository<C: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, C)>) -> TempDir {
    let directory = directory(files);
    fs::create_dir(directory.path().join(".git")).expect("a folder");
    directory
}

/// Runs the command in the folder.
pub(crate) fn run(folder: impl AsRef<Path>, arguments: &str) -> Ran {
    ran(command().current_dir(folder).args(arguments.split_whitespace()))
}

/// What the command said, as it stands in a golden file.
pub(crate) fn told(ran: &Ran) -> String {
    let mut told = format!("exit code {}\n", ran.code.expect("it ended"));
    for (stream, text) in [("standard error", &ran.err), ("standard output", &ran.out)] {
        if !text.is_empty() {
            let _ = write!(told, "{stream}:\n{text}");
        }
    }
    told
}

/// Compares the file with the text; `UPDATE=1` writes it anew.
#[track_caller]
pub(crate) fn hold(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/policy/{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a writable file");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}", path.display());
}
