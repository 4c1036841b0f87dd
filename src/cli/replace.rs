//! Replacing the content of a file in one step: whoever looks sees the old text or the new one.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::files::words;

/// How the names of temporary files begin. One is left behind only if the process is killed.
const PREFIX: &str = ".usersec-";

/// Why a file was not replaced. It is as it was, and nothing is left beside it.
#[derive(Debug)]
pub(super) enum Failure {
    Link,
    /// It has that many names.
    HardLinks(u64),
    /// It is a pipe, a device or the like.
    Special,
    ReadOnly,
    /// Its permissions, or its file system, do not allow to write it.
    NotWritable(io::Error),
    /// No file can be created beside it.
    Directory(io::Error),
    /// The new file cannot be given to the owner and group of the old one, which have these numbers.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no such numbers"))]
    Owner(u32, u32),
    /// The text cannot be written.
    Write(io::Error),
    Changed,
    /// It cannot be looked at.
    Unreadable(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Link => f.write_str("it is a symbolic link; name the file that it leads to"),
            Failure::HardLinks(n) => write!(
                f,
                "it has {n} names (hard links), and only this one would get the new text; copy it to a file of \
                 its own"
            ),
            Failure::Special => f.write_str("it is no regular file"),
            Failure::ReadOnly => f.write_str("it is read-only; `chmod u+w` allows to write it"),
            Failure::NotWritable(error) => write!(f, "it cannot be written: {}", words(error)),
            Failure::Directory(error) => {
                write!(f, "no file can be created beside it, and it is replaced by one: {}", words(error))
            }
            Failure::Owner(user, group) => write!(
                f,
                "the new file cannot be given to its owner (user {user}, group {group}); run this as the owner"
            ),
            Failure::Write(error) => write!(f, "the new text cannot be written: {}", words(error)),
            Failure::Changed => f.write_str("it was changed meanwhile; try again"),
            Failure::Unreadable(error) => write!(f, "it cannot be read again: {}", words(error)),
        }
    }
}

/// Writes `after` in the place of `before`, with the permissions, owner and group of the file that stands
/// there. `pause` is called when all is written and nothing replaced.
pub(super) fn replace(path: &Path, before: &[u8], after: &[u8], pause: impl FnOnce()) -> Result<(), Failure> {
    let found = regular(path)?;
    // A rename asks for no permission to write the file, so that is asked for here.
    if let Err(error) = OpenOptions::new().write(true).open(path) {
        return Err(Failure::NotWritable(error));
    }
    let mut new = beside(path).map_err(Failure::Directory)?;
    // Owner and permissions first: what is secret is in the text.
    like(new.as_file(), &found)?;
    new.write_all(after).and_then(|()| new.flush()).map_err(Failure::Write)?;
    new.as_file().sync_all().map_err(Failure::Write)?;
    pause();
    let now = regular(path)?;
    if !is_same(&found, &now) || !holds(path, before).map_err(Failure::Unreadable)? {
        // The same file was named twice: it is done.
        return match holds(path, after).map_err(Failure::Unreadable)? {
            true => Ok(()),
            false => Err(Failure::Changed),
        };
    }
    new.persist(path).map_err(|failed| Failure::Directory(failed.error))?;
    // The rename is on disk once the folder is; not every file system can be asked for that.
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
    Ok(())
}

/// What the path is, if that is a file which can be replaced.
fn regular(path: &Path) -> Result<Metadata, Failure> {
    let found = fs::symlink_metadata(path).map_err(Failure::Unreadable)?;
    match () {
        () if found.file_type().is_symlink() => Err(Failure::Link),
        () if !found.is_file() => Err(Failure::Special),
        () if names(&found) > 1 => Err(Failure::HardLinks(names(&found))),
        () if found.permissions().readonly() => Err(Failure::ReadOnly),
        () => Ok(found),
    }
}

/// The folder that the file is in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new file in the same folder, which nobody else may read, and which goes away unless it is kept.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(PREFIX).suffix(".tmp").rand_bytes(12).tempfile_in(folder(path))
}

/// Whether the file has exactly this content.
fn holds(path: &Path, content: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut rest = content;
    let mut part = vec![0; 1 << 16];
    loop {
        let read = match file.read(&mut part) {
            Ok(0) => return Ok(rest.is_empty()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        match rest.strip_prefix(part.get(..read).unwrap_or_default()) {
            Some(behind) => rest = behind,
            None => return Ok(false),
        }
    }
}

#[cfg(unix)]
fn names(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(found)
}

#[cfg(not(unix))]
fn names(_found: &Metadata) -> u64 {
    1
}

/// Whether both are the same file.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

/// Gives the new file the owner, group and permissions of the old one.
#[cfg(unix)]
fn like(new: &File, old: &Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let made = new.metadata().map_err(Failure::Write)?;
    let (user, group) = (old.uid(), old.gid());
    if (made.uid(), made.gid()) != (user, group) && fchown(new, Some(user), Some(group)).is_err() {
        return Err(Failure::Owner(user, group));
    }
    new.set_permissions(old.permissions()).map_err(Failure::Write)
}

#[cfg(not(unix))]
fn like(new: &File, old: &Metadata) -> Result<(), Failure> {
    new.set_permissions(old.permissions()).map_err(Failure::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with `before` in it, replaced by `after` while `meanwhile` happens; what came of it, what is
    /// in the file then, and how many files are in the folder.
    fn replaced(meanwhile: impl FnOnce(&Path)) -> (Result<(), String>, String, usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("body.json");
        fs::write(&path, "before").expect("a file");
        let done = replace(&path, b"before", b"after", || meanwhile(&path));
        let files = fs::read_dir(folder.path()).expect("a folder").count();
        let text = fs::read_to_string(&path).unwrap_or_default();
        (done.map_err(|failure| failure.to_string()), text, files)
    }

    #[test]
    fn a_file_is_replaced() {
        assert_eq!(replaced(|_| {}), (Ok(()), "after".to_owned(), 1));
    }

    #[test]
    fn what_somebody_else_wrote_meanwhile_stays() {
        let changed = Err("it was changed meanwhile; try again".to_owned());
        for text in ["other", "", "befor", "before and more"] {
            let write = |path: &Path| fs::write(path, text).expect("a file");
            assert_eq!(replaced(write), (changed.clone(), text.to_owned(), 1));
            let exchange = |path: &Path| {
                fs::remove_file(path).expect("it is there");
                fs::write(path, text).expect("a file");
            };
            assert_eq!(replaced(exchange), (changed.clone(), text.to_owned(), 1));
        }
    }

    #[test]
    fn another_file_with_the_same_text_is_another_file() {
        let (done, text, files) = replaced(|path| {
            // Kept open, so that its number is not given to the new one.
            fs::rename(path, path.with_extension("old")).expect("it is there");
            fs::write(path, "before").expect("a file");
        });
        assert_eq!((done.is_err(), &*text, files), (true, "before", 2));
    }

    #[test]
    fn what_was_removed_meanwhile_does_not_come_back() {
        let (done, text, files) = replaced(|path| fs::remove_file(path).expect("it is there"));
        let gone = Err("it cannot be read again: no such file or directory".to_owned());
        assert_eq!((done, &*text, files), (gone, "", 0));
    }

    #[test]
    fn a_file_that_is_named_twice_is_replaced_once() {
        assert_eq!(
            replaced(|path| fs::write(path, "after").expect("a file")),
            (Ok(()), "after".to_owned(), 1)
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_appears_meanwhile_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("target");
        fs::write(&target, "before").expect("a file");
        let (done, text, _) = replaced(|path| {
            fs::remove_file(path).expect("it is there");
            std::os::unix::fs::symlink(&target, path).expect("a link");
        });
        assert!(done.is_err_and(|error| error.contains("symbolic link")));
        assert_eq!(text, "before");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_text_while_it_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("body.json");
        fs::write(&path, "before").expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("its mode");
        let modes = || {
            let files = fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file"));
            files.map(|file| file.metadata().expect("it").permissions().mode() & 0o7777).collect::<Vec<_>>()
        };
        replace(&path, b"before", b"after", || assert_eq!(modes(), [0o640, 0o640])).expect("replaced");
        assert_eq!(modes(), [0o640]);
    }
}
