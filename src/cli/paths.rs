//! Paths: where they lead, what they are called from a folder, how they are written.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// The name under which a policy is looked for.
pub(super) const POLICY: &str = "usersec.toml";

/// The name of standard input where nobody gave it one.
pub(super) const STDIN: &str = "<stdin>";

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A file as the user named it, for reports, and for messages once it is `printable`.
pub(super) fn name(path: &Path) -> Cow<'_, str> {
    match is_stdin(path) {
        true => Cow::Borrowed(STDIN),
        false => path.to_string_lossy(),
    }
}

/// What is said if the file of an argument cannot be standard input, because something else is.
pub(super) fn read_once(argument: &str) -> String {
    format!("standard input can be read once: {argument} has to be a file here")
}

/// The folder and those above it, as far as the one that holds the repository.
pub(super) fn up_to_repository(folder: &Path) -> impl Iterator<Item = &Path> {
    let (mut folders, mut last) = (folder.ancestors(), None);
    // Whether there is more is asked when more is wanted: mostly it is not.
    std::iter::from_fn(move || {
        if last.is_some_and(is_repository) {
            return None;
        }
        last = folders.next();
        last
    })
}

/// Whether the folder holds a repository: no policy is looked for above it.
pub(super) fn is_repository(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// The path from the root, without links in the folders on the way; the last part may be one. Where
/// nothing is there, as it would be.
pub(super) fn place(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(name) = path.file_name() else {
        // The root, or `..` at the end.
        return path.canonicalize().unwrap_or(path);
    };
    match path.parent().map(|folder| folder.canonicalize()) {
        Some(Ok(folder)) => folder.join(name),
        _ => path,
    }
}

/// The path without `.` and `..`, as far as its text tells.
pub(super) fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            part => clean.push(part),
        }
    }
    clean
}

/// The path from the root, without `.` and `..`. A link stays what it is called, so that a policy is looked
/// for where people see the file; but `..` behind one leads up from where the link leads.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut made = PathBuf::new();
    for component in whole.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if made.is_symlink() {
                    made = made.canonicalize().unwrap_or(made);
                }
                made.pop();
            }
            other => made.push(other),
        }
    }
    made
}

/// The way from a folder to a file, with `/` between its parts; both from the root.
pub(super) fn way(folder: &Path, file: &Path) -> String {
    let (mut to, mut from) = (file.components().peekable(), folder.components().peekable());
    while to.peek().is_some() && to.peek() == from.peek() {
        to.next();
        from.next();
    }
    // Nothing leads from one drive to another.
    if matches!(from.peek(), Some(Component::Prefix(_))) {
        return written(file).replace('\\', "/");
    }
    let up = from.map(|_| "..".into());
    let parts: Vec<_> = up.chain(to.map(|part| lossless(part.as_os_str()))).collect();
    parts.join("/")
}

/// The path from the folder, with `/` between its parts; empty for the folder itself. Of what is not below
/// it the whole path, so that globs for names still hold.
pub(super) fn below(folder: &Path, path: &Path) -> String {
    let path = absolute(path);
    if let Ok(rest) = path.strip_prefix(folder) {
        return joined(rest);
    }
    // The same places may be called differently: the current folder is known without its links.
    let real = path.parent().and_then(|parent| Some(parent.canonicalize().ok()?.join(path.file_name()?)));
    match (real, folder.canonicalize()) {
        (Some(real), Ok(folder)) => joined(real.strip_prefix(&folder).unwrap_or(&real)),
        _ => joined(&path),
    }
}

fn joined(path: &Path) -> String {
    let parts = path.components().filter_map(|component| match component {
        Component::Normal(part) => Some(lossless(part)),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The path as text, each for itself: a byte that is no text is `\xff`, and where that may be a part of a
/// name, the backslash in front of an `x` is `\x5c`.
pub(super) fn written(path: &Path) -> String {
    lossless(path.as_os_str()).into_owned()
}

fn lossless(name: &OsStr) -> Cow<'_, str> {
    let is_mistakable = |text: &str| MAIN_SEPARATOR != '\\' && text.contains("\\x");
    if let Some(text) = name.to_str()
        && !is_mistakable(text)
    {
        return Cow::Borrowed(text);
    }
    let mut made = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        match is_mistakable(chunk.valid()) {
            true => made.push_str(&chunk.valid().replace("\\x", "\\x5cx")),
            false => made.push_str(chunk.valid()),
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(made, "\\x{byte:02x}");
        }
    }
    Cow::Owned(made)
}

/// The path as it is shortest to read: from the current folder, if it is below that or a little above.
pub(super) fn shortest(path: &Path) -> PathBuf {
    let here = absolute(Path::new("."));
    for (ups, above) in here.ancestors().enumerate() {
        // The root is no shorter to name that way.
        if above.parent().is_none() {
            break;
        }
        if let Ok(rest) = path.strip_prefix(above) {
            let mut made: PathBuf = std::iter::repeat_n("..", ups).collect();
            made.push(rest);
            return if made.as_os_str().len() <= path.as_os_str().len() { made } else { path.to_owned() };
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_reached_from_a_folder() {
        for (file, folder, expected) in [
            ("/a/b/c.json", "/a/b", "c.json"),
            ("/a/b/c.json", "/a", "b/c.json"),
            ("/a/c.json", "/a/b", "../c.json"),
            ("/x/c.json", "/a/b", "../../x/c.json"),
            ("/c.json", "/", "c.json"),
        ] {
            assert_eq!(way(Path::new(folder), Path::new(file)), expected);
        }
    }

    #[test]
    fn a_place_is_the_same_by_whatever_way_it_is_reached() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().canonicalize().expect("it is there");
        std::fs::create_dir(root.join("sub")).expect("a directory");
        let expected = root.join("a.json");
        for way in ["a.json", "./a.json", "sub/../a.json", "sub//./../a.json"] {
            assert_eq!(place(&root.join(way)), expected, "{way}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&root, root.join("sub/again")).expect("a link");
            assert_eq!(place(&root.join("sub/again/a.json")), expected);
        }
    }

    #[test]
    #[cfg(unix)]
    fn names_in_bytes_are_told_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        let names: [(&[u8], &str); 7] = [
            (b"a\xff.json", "a\\xff.json"),
            (b"a\xfe.json", "a\\xfe.json"),
            (b"a\\xff.json", "a\\x5cxff.json"),
            (b"a\\x5cxff.json", "a\\x5cx5cxff.json"),
            (b"a\\\xff.json", "a\\\\xff.json"),
            (b"a\\b.json", "a\\b.json"),
            ("gr\u{fc}n \u{fffd}.json".as_bytes(), "gr\u{fc}n \u{fffd}.json"),
        ];
        for (name, expected) in names {
            let path = Path::new("/a").join(OsStr::from_bytes(name));
            assert_eq!(written(&path), format!("/a/{expected}"));
            assert_eq!(way(Path::new("/a/b"), &path), format!("../{expected}"));
            assert_eq!(below(Path::new("/a"), &path), expected);
        }
    }

    #[test]
    fn folders_are_gone_through_as_far_as_the_repository() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        std::fs::create_dir_all(root.join("a/b")).expect("directories");
        std::fs::write(root.join("a/.git"), "gitdir: elsewhere").expect("a file");
        let all: Vec<_> = up_to_repository(&root.join("a/b")).map(Path::to_owned).collect();
        assert_eq!(all, [root.join("a/b"), root.join("a")]);
        assert_eq!(up_to_repository(&root.join("a")).count(), 1);
    }
}
