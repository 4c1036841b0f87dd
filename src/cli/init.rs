//! `usersec init`: a policy file and a hook, where there are none.

mod hook;
mod policy;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::exit;
use super::files::words;
use super::paths::{POLICY, shortest, up_to_repository, written};
use super::replace::create;
use crate::quote::printable;

/// The configuration of pre-commit.
const HOOKS: &str = ".pre-commit-config.yaml";

pub(super) fn run(folder: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let place = match fs::canonicalize(folder) {
        Ok(place) if place.is_dir() => place,
        Ok(_) => return refused(folder, "it is not a folder", err),
        Err(error) => return refused(folder, &words(&error), err),
    };
    let written = [write_policy(folder, &place, out)?, write_hook(folder, &place, out)?];
    let mut code = exit::SUCCESS;
    for failure in written.into_iter().flatten() {
        code = refused(&failure.path, &failure.why, err)?;
    }
    Ok(code)
}

/// A file that could not be written.
struct Failure {
    path: PathBuf,
    why: String,
}

fn refused(path: &Path, why: &str, err: &mut dyn Write) -> io::Result<u8> {
    writeln!(err, "usersec: {}: {why}", shown(path))?;
    Ok(exit::FAILURE)
}

fn shown(path: &Path) -> String {
    printable(&written(path)).into_owned()
}

/// The policy, unless one holds there already: a nearer one would hide it.
fn write_policy(folder: &Path, place: &Path, out: &mut dyn Write) -> io::Result<Option<Failure>> {
    let path = folder.join(POLICY);
    let mut above = up_to_repository(place).skip(1).map(|above| above.join(POLICY));
    if !exists(&path)
        && let Some(other) = above.find(|other| exists(other))
    {
        let other = shown(&shortest(&other));
        writeln!(out, "{}: not written, as {other} holds here, and this would hide it", shown(&path))?;
        return Ok(None);
    }
    let done = "every line is a comment, so it changes nothing yet";
    match create(&path, policy::text().as_bytes()) {
        Ok(()) => writeln!(out, "{}: written; {done}", shown(&path)).map(|()| None),
        Err(error) => not_written(path, &error, out),
    }
}

/// The hook: in a file of its own, or what to add to the file that is there.
fn write_hook(folder: &Path, place: &Path, out: &mut dyn Write) -> io::Result<Option<Failure>> {
    // pre-commit reads the file at the top of a repository, and no other.
    let top = place.ancestors().find(|folder| exists(&folder.join(".git")));
    let (path, is_here) = match top {
        Some(top) if top != place => (shortest(&top.join(HOOKS)), false),
        _ => (folder.join(HOOKS), true),
    };
    if is_here && !exists(&path) {
        let done = "`pre-commit install` turns the hook on";
        match create(&path, hook::file().as_bytes()) {
            Ok(()) => {
                writeln!(out, "{}: written; {done}", shown(&path))?;
                let files = hook::FILES;
                writeln!(out, "It looks at JSON files whose path matches {files}; `files` in it says so")?;
                return Ok(None);
            }
            Err(error) => return not_written(path, &error, out),
        }
    }
    match fs::read_to_string(&path) {
        Ok(text) if hook::is_in(&text) => {
            writeln!(out, "{}: left alone; it has a hook of usersec", shown(&path))?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound && !exists(&path) => {
            writeln!(out, "{}: not written, as it is not in this folder; it could say\n", shown(&path))?;
            out.write_all(hook::file().as_bytes())?;
        }
        _ => {
            writeln!(out, "{}: left alone; for the hook, add to its `repos`\n", shown(&path))?;
            out.write_all(hook::snippet().as_bytes())?;
        }
    }
    Ok(None)
}

/// Says why a file was not written, or hands the failure back.
fn not_written(path: PathBuf, error: &io::Error, out: &mut dyn Write) -> io::Result<Option<Failure>> {
    if error.kind() == ErrorKind::AlreadyExists {
        writeln!(out, "{}: left alone; it is there already", shown(&path))?;
        return Ok(None);
    }
    Ok(Some(Failure { path, why: words(error) }))
}

/// Whether there is anything of that name, be it a link that leads nowhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
