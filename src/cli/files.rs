//! Reading files, directories and standard input.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::Common;
use super::policies::{Policies, PolicyFile};
use crate::quote::printable;
use crate::source::{MAX_INPUT, is_request_body};

/// A document that was asked for.
pub(super) struct Found {
    /// As it is reported.
    pub(super) path: String,
    /// What is in it, or why it cannot be read.
    pub(super) content: Result<Vec<u8>, String>,
    /// Whether it is kept in a file.
    pub(super) in_file: bool,
    /// Where it is kept; of standard input, where it would be by the name it was given.
    pub(super) place: PathBuf,
    /// What the policy that holds there says.
    pub(super) policy: Option<Arc<PolicyFile>>,
}

/// Reads the documents that stand on the command line and in directories, gives each to `work`, and what
/// that makes of them, in their order, to `emit`, with `err`. That one cannot be read has then been said
/// there; and also, unless `quiet`, that there is nothing for us in a directory.
pub(super) fn each<T: Send>(
    common: &Common,
    policies: &Policies,
    quiet: bool,
    stdin: &mut dyn Read,
    err: &mut dyn Write,
    work: impl Fn(Found) -> T + Sync,
    mut emit: impl FnMut(T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut hand_over = |place: PathBuf, content: Result<Vec<u8>, String>, in_file, err: &mut dyn Write| {
        let path = shown(&place);
        let (content, policy) = match policies.of(&place) {
            Ok(policy) => (content, policy),
            Err(error) => (Err(error), None),
        };
        if let Err(error) = &content {
            writeln!(err, "usersec: {}: {error}", printable(&path))?;
        }
        emit(work(Found { path, content, in_file, place, policy }), err)
    };
    for path in &common.paths {
        match input(path) {
            Input::Stdin => {
                let name = common.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
                hand_over(name.into(), read(stdin), false, err)?;
            }
            Input::File => hand_over(path.clone(), read_file(path), true, err)?,
            Input::Directory => {
                let mut found = false;
                for entry in walk(path) {
                    let (path, content) = match entry {
                        Ok(path) => {
                            let content = read_file(&path);
                            (path, content)
                        }
                        Err(error) => (path.clone(), Err(error)),
                    };
                    // What merely lies beside request bodies is nobody's mistake.
                    if content.as_ref().is_ok_and(|content| !is_request_body(content, common.kind.into())) {
                        continue;
                    }
                    found = true;
                    hand_over(path, content, true, err)?;
                }
                if !found && !quiet {
                    let path = shown(path);
                    writeln!(
                        err,
                        "usersec: {}: no *.json with `ldap` or `customerX509` in it",
                        printable(&path)
                    )?;
                }
            }
        }
    }
    Ok(())
}

/// The content of one file, or of standard input.
pub(super) fn one(path: &Path, stdin: &mut dyn Read) -> Result<Vec<u8>, String> {
    match input(path) {
        Input::Stdin => read(stdin),
        Input::File | Input::Directory => read_file(path),
    }
}

/// What a path on the command line is.
enum Input {
    Stdin,
    Directory,
    /// A file, or something that turns out to be none when it is opened.
    File,
}

fn input(path: &Path) -> Input {
    if path.as_os_str() == "-" {
        Input::Stdin
    } else if path.is_dir() {
        Input::Directory
    } else {
        Input::File
    }
}

/// The path as it is reported.
fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The content of a file, no more of it than will be looked at.
fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let mut file = File::open(path).map_err(|error| words(&error))?;
    read(&mut file)
}

fn read(stream: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    // One byte more, so that what is too large is noticed.
    let most = u64::try_from(MAX_INPUT).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(most).read_to_end(&mut content).map_err(|error| words(&error))?;
    Ok(content)
}

/// What happened, without the path that the error may quote as it is.
pub(super) fn words(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // The system's words for its own code name no path; the kind says of many only "uncategorized".
        kind => match error.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code).to_string(),
            None => kind.to_string(),
        },
    }
}

/// The `*.json` files below a directory, as ignore files want, in the order of their names.
fn walk(directory: &Path) -> impl Iterator<Item = Result<PathBuf, String>> {
    ignore::WalkBuilder::new(directory).require_git(false).sort_by_file_path(Path::cmp).build().filter_map(
        |entry| match entry {
            Ok(entry) => {
                let is_json = entry.path().extension().is_some_and(|extension| extension == "json");
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                (is_json && is_file).then(|| Ok(entry.into_path()))
            }
            Err(error) => Some(Err(error.io_error().map_or_else(|| "cannot be searched".to_owned(), words))),
        },
    )
}
