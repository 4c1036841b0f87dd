//! `--current`: what is stored before an update.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use super::paths::{STDIN, is_stdin};
use super::policies::is_read;
use crate::State;
use crate::quote::printable;
use crate::spec::Kind;

/// Reads what is stored, if that was given; `others` are files that are read as well.
///
/// # Errors
///
/// In words: it cannot be had, or is no answer to a GET, or the documents are no updates.
pub(super) fn read<'p>(
    path: Option<&Path>,
    kind: Kind,
    others: impl IntoIterator<Item = &'p PathBuf>,
    stdin: &mut dyn Read,
) -> Result<Option<Arc<State>>, String> {
    let Some(path) = path else { return Ok(None) };
    if kind != Kind::Patch {
        return Err("--current is what an update is compared with: it goes with --kind patch only".to_owned());
    }
    if is_stdin(path) && is_read(others) {
        return Err("standard input can be read once: --current has to be a file here".to_owned());
    }
    let name = match is_stdin(path) {
        true => STDIN.to_owned(),
        false => printable(&path.to_string_lossy()).into_owned(),
    };
    let content = files::one(path, stdin).map_err(|error| format!("{name}: {error}"))?;
    let state = State::parse(content).map_err(|error| {
        let at = error.location();
        format!("{name}:{}:{}: {error}", at.line, at.column)
    })?;
    Ok(Some(Arc::new(state)))
}
