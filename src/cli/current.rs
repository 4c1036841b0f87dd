//! `--current`: what is stored before an update.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use super::paths::{is_stdin, read_once};
use super::policies::is_read;
use crate::State;
use crate::quote::printable;
use crate::render::counted;
use crate::spec::Kind;

/// What is stored.
pub(super) struct Stored {
    pub(super) state: Arc<State>,
    /// What of it is not looked at, in a line for people; empty, if that is nothing.
    pub(super) news: String,
}

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
) -> Result<Option<Stored>, String> {
    let Some(path) = path else { return Ok(None) };
    if kind != Kind::Patch {
        return Err("--current is what an update is compared with: it goes with --kind patch only".to_owned());
    }
    if is_stdin(path) && is_read(others) {
        return Err(read_once("--current"));
    }
    stored(path, stdin).map(Some)
}

/// What is stored, by the answer to a GET.
///
/// # Errors
///
/// In words: it cannot be had, or is no answer to a GET.
pub(super) fn stored(path: &Path, stdin: &mut dyn Read) -> Result<Stored, String> {
    let (name, content) = files::named(path, stdin)?;
    let name = printable(&name);
    let (state, unknown) = State::with_unknown(&content).map_err(|error| {
        let at = error.location();
        format!("{name}:{}:{}: {error}", at.line, at.column)
    })?;
    let news = |names: &str, are: &str| {
        format!("usersec: {name}: the contract does not know {names}: {are} not looked at\n")
    };
    let news = match unknown.as_slice() {
        [] => String::new(),
        [one] => news(one, "it is"),
        [first, others @ ..] => {
            news(&format!("{first} and {}", counted(others.len(), "other member")), "they are")
        }
    };
    Ok(Stored { state: Arc::new(state), news })
}
