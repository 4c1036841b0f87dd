//! Reading files, directories and standard input.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::source::MAX_INPUT;

/// What a path on the command line is.
pub(super) enum Input {
    Stdin,
    Directory,
    /// A file, or something that turns out to be none when it is opened.
    File,
}

pub(super) fn input(path: &Path) -> Input {
    if path.as_os_str() == "-" {
        Input::Stdin
    } else if path.is_dir() {
        Input::Directory
    } else {
        Input::File
    }
}

/// The path as it is reported.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The content of a file, no more of it than will be looked at.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let mut file = File::open(path).map_err(|error| words(&error))?;
    read(&mut file)
}

pub(super) fn read(stream: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    // One byte more, so that what is too large is noticed.
    let most = u64::try_from(MAX_INPUT).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(most).read_to_end(&mut content).map_err(|error| words(&error))?;
    Ok(content)
}

/// What happened, without the path that the error may quote as it is.
fn words(error: &std::io::Error) -> String {
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
pub(super) fn walk(directory: &Path) -> impl Iterator<Item = Result<PathBuf, String>> {
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
