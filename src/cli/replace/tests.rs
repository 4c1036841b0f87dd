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
    assert_eq!(replaced(|path| fs::write(path, "after").expect("a file")), (Ok(()), "after".to_owned(), 1));
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
