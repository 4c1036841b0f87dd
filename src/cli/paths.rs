//! Where files are, whatever way leads there.

use std::path::{Component, Path, PathBuf};

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

/// The way from a folder to a file, with `/` between its parts; both from the root.
pub(super) fn relative(file: &Path, folder: &Path) -> String {
    let (mut to, mut from) = (file.components().peekable(), folder.components().peekable());
    while to.peek().is_some() && to.peek() == from.peek() {
        to.next();
        from.next();
    }
    // Nothing leads from one drive to another.
    if matches!(from.peek(), Some(Component::Prefix(_))) {
        return file.to_string_lossy().replace('\\', "/");
    }
    let up = from.map(|_| "..".into());
    let parts: Vec<_> = up.chain(to.map(|part| part.as_os_str().to_string_lossy())).collect();
    parts.join("/")
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
            assert_eq!(relative(Path::new(file), Path::new(folder)), expected);
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
}
