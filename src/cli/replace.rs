//! The files that the command writes: each in one step, so that whoever looks sees the old text or the new
//! one, and as whole.

mod likeness;
#[cfg(unix)]
mod signals;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use self::likeness::like;
#[cfg(unix)]
pub(super) use self::signals::mind as mind_signals;
use super::files::words;
use crate::quote::quoted;

/// How the names of temporary files begin. One is left behind only if the process is killed.
const PREFIX: &str = ".usersec-";

/// Why a file was not written. It is as it was, and nothing is left beside it.
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
    /// What the old file has of this name, its access control list perhaps, cannot be given to the new one.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are none"))]
    Attribute(String, io::Error),
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
            Failure::Attribute(name, error) => write!(
                f,
                "the new file cannot be given its extended attribute {}: {}",
                quoted(name),
                words(error)
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
    let new = New::like(path, &found, after)?;
    pause();
    let now = regular(path)?;
    if !is_same(&found, &now) || !holds(path, before).map_err(Failure::Unreadable)? {
        // The same file was named twice: it is done.
        return match holds(path, after).map_err(Failure::Unreadable)? {
            true => Ok(()),
            false => Err(Failure::Changed),
        };
    }
    new.put(path).map_err(Failure::Directory)
}

/// Writes a text, whatever stood there; behind a link, where that leads. A file keeps its permissions, owner
/// and group; a pipe, a device or what the process has open is written to.
pub(super) fn write(path: &Path, text: &[u8]) -> Result<(), Failure> {
    if is_stream(path) {
        return append(path, text);
    }
    let path = match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_symlink() => path.canonicalize().map_err(Failure::NotWritable)?,
        _ => path.to_owned(),
    };
    let new = match fs::symlink_metadata(&path) {
        Ok(found) if !found.is_file() => return append(&path, text),
        Ok(_) => New::like(&path, &regular(&path)?, text)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut new = New::of_anyone(&path).map_err(Failure::NotWritable)?;
            new.fill(text).map_err(Failure::Write)?;
            new
        }
        Err(error) => return Err(Failure::NotWritable(error)),
    };
    new.put(&path).map_err(Failure::Directory)
}

/// Writes a text where nothing stands yet.
pub(super) fn create(path: &Path, text: &[u8]) -> io::Result<()> {
    // Said before anything is tried, so that it is also said of a folder that cannot be written to.
    if fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut new = New::of_anyone(path)?;
    new.fill(text)?;
    let New { file, .. } = new;
    file.persist_noclobber(path).map(|_| settle(path)).map_err(|failed| failed.error)
}

/// A file beside the one that it will replace, which goes away unless it is put there.
struct New {
    file: NamedTempFile,
    /// Held until the file is put in its place or gone.
    #[cfg(unix)]
    _whole: signals::Whole,
}

impl New {
    /// One that only we may read yet, with the text; in all else like the one at the path.
    fn like(path: &Path, found: &Metadata, text: &[u8]) -> Result<Self, Failure> {
        // A rename asks for no permission to write the file, so that is asked for here.
        let old = OpenOptions::new().write(true).open(path).map_err(Failure::NotWritable)?;
        let mut new = Self::of(path, &mut tempfile::Builder::new()).map_err(Failure::Directory)?;
        // Owner and permissions first: what is secret is in the text.
        like(new.file.as_file(), &old, found)?;
        new.fill(text).map_err(Failure::Write)?;
        Ok(new)
    }

    /// One as any program makes it; the umask takes from its permissions.
    fn of_anyone(path: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Self::of(path, &mut builder)
    }

    fn of(path: &Path, builder: &mut tempfile::Builder<'_, '_>) -> io::Result<Self> {
        #[cfg(unix)]
        let whole = signals::whole();
        let file = builder.prefix(PREFIX).suffix(".tmp").rand_bytes(12).tempfile_in(folder(path))?;
        Ok(Self {
            file,
            #[cfg(unix)]
            _whole: whole,
        })
    }

    fn fill(&mut self, text: &[u8]) -> io::Result<()> {
        // Past `NamedTempFile`, whose errors hide what the system said.
        let file = self.file.as_file_mut();
        file.write_all(text)?;
        file.sync_all()
    }

    fn put(self, path: &Path) -> io::Result<()> {
        let Self { file, .. } = self;
        file.persist(path).map(|_| settle(path)).map_err(|failed| failed.error)
    }
}

/// Sees to it that a rename is on disk: it is once the folder is. Not every file system can be asked for that.
fn settle(path: &Path) {
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
}

/// Writes to what is there, behind what somebody else has written.
fn append(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let mut file = OpenOptions::new().append(true).open(path).map_err(Failure::NotWritable)?;
    file.write_all(text).map_err(Failure::Write)
}

/// Whether the path is a device, or what a process has open, be it a file.
fn is_stream(path: &Path) -> bool {
    /// More links than that lead nowhere.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let is_special = |folder: &Path| {
            folder == Path::new("/dev") || ["/dev/fd", "/proc"].iter().any(|top| folder.starts_with(top))
        };
        if folder(&path).canonicalize().is_ok_and(|folder| is_special(&folder)) {
            return true;
        }
        match fs::read_link(&path) {
            Ok(to) => path = folder(&path).join(to),
            Err(_) => return false,
        }
    }
    false
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
