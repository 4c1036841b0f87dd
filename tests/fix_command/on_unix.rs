//! Permissions, owners, links, pipes, disks that are full.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use super::process::{Ran, ran, skip};
use super::*;

pub(crate) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode");
}

pub(crate) fn fix(path: &Path) -> Ran {
    usersec(["check".as_ref(), "--fix".as_ref(), path.as_os_str()])
}

/// Asserts that the file could not be fixed for that reason, is as it was, and is reported so.
#[track_caller]
pub(crate) fn is_refused(ran: &Ran, path: &Path, reason: &str) {
    let said = format!("usersec: {}: not fixed: ", path.display());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.starts_with(&said) && ran.err.contains(reason), "{}", ran.err);
    assert!(ran.out.contains("error[hostname-scheme]"), "{}", ran.out);
    assert!(ran.out.contains("could not be fixed"), "{}", ran.out);
    assert_eq!(text(path), BROKEN);
    let folder = path.parent().expect("a folder");
    assert!(!names(folder).iter().any(|name| name.contains(".usersec")), "{:?}", names(folder));
}

/// Who runs the test, if that is the one who may do everything.
pub(crate) fn is_root() -> bool {
    let (_folder, path) = file("");
    fs::metadata(path).expect("a file").uid() == 0
}

/// The command, in a place where everybody can run it, as somebody who is not the one of the test.
pub(crate) fn as_nobody() -> Option<(tempfile::TempDir, Command)> {
    let place = directory([("empty", "")]);
    set_mode(place.path(), 0o755);
    let copy = place.path().join("usersec");
    fs::copy(env!("CARGO_BIN_EXE_usersec"), &copy).expect("a copy");
    let mut command = Command::new(copy);
    if is_root() {
        command.uid(65534).gid(65534);
    }
    match Command::new(command.get_program()).arg("--version").uid(65534).gid(65534).output() {
        Ok(out) if out.status.success() => Some((place, command)),
        _ if !is_root() => Some((place, command)),
        _ => {
            skip("nobody else can run the command here");
            None
        }
    }
}

#[test]
fn permissions_stay() {
    for mode in [0o600, 0o640, 0o644, 0o755, 0o4750] {
        let (_folder, path) = file(BROKEN);
        set_mode(&path, mode);
        assert_eq!(fix(&path).code, Some(0));
        assert_eq!(fs::metadata(&path).expect("a file").mode() & 0o7777, mode);
        assert_eq!(text(&path), FIXED);
    }
}

#[test]
fn owner_and_group_stay() {
    if !is_root() {
        return skip("only root gives files away");
    }
    let (_folder, path) = file(BROKEN);
    std::os::unix::fs::chown(&path, Some(12_345), Some(23_456)).expect("root may");
    assert_eq!(fix(&path).code, Some(0));
    let found = fs::metadata(&path).expect("a file");
    assert_eq!((found.uid(), found.gid()), (12_345, 23_456));
}

#[test]
fn an_owner_that_cannot_be_kept_is_an_error() {
    let Some((_place, mut command)) = as_nobody().filter(|_| is_root()) else { return };
    let (folder, path) = file(BROKEN);
    set_mode(folder.path(), 0o777);
    set_mode(&path, 0o666);
    is_refused(&ran(command.args(["check", "--fix"]).arg(&path)), &path, "owner (user 0, group 0)");
}

#[test]
fn a_file_without_fixes_is_not_written() {
    let (_folder, path) = file(BROKEN);
    assert_eq!(fix(&path).code, Some(0));
    let before = fs::metadata(&path).expect("a file");
    assert_eq!(fix(&path).code, Some(0));
    let after = fs::metadata(&path).expect("a file");
    assert_eq!(
        (before.ino(), before.mtime_nsec(), before.ctime_nsec()),
        (after.ino(), after.mtime_nsec(), after.ctime_nsec())
    );
}

#[test]
fn a_link_is_refused() {
    let files = directory([("real/body.json", BROKEN)]);
    let link = files.path().join("body.json");
    symlink("real/body.json", &link).expect("a link");
    is_refused(&fix(&link), &link, "it is a symbolic link; name the file that it leads to");
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    // A folder that is one leads to the file itself.
    symlink("real", files.path().join("other")).expect("a link");
    assert_eq!(fix(&files.path().join("other/body.json")).code, Some(0));
    assert_eq!(text(&link), FIXED);
}

#[test]
fn a_file_of_several_names_is_refused() {
    let (folder, path) = file(BROKEN);
    fs::hard_link(&path, folder.path().join("twin.json")).expect("a name");
    is_refused(&fix(&path), &path, "it has 2 names (hard links)");
}

#[test]
fn a_read_only_file_is_refused() {
    let (_folder, path) = file(BROKEN);
    set_mode(&path, 0o444);
    is_refused(&fix(&path), &path, "it is read-only; `chmod u+w` allows to write it");
    assert_eq!(fs::metadata(&path).expect("a file").mode() & 0o777, 0o444);
}

#[test]
fn a_file_that_others_may_write_is_refused() {
    let Some((_place, mut command)) = as_nobody().filter(|_| is_root()) else { return };
    let (folder, path) = file(BROKEN);
    set_mode(folder.path(), 0o777);
    set_mode(&path, 0o644);
    is_refused(
        &ran(command.args(["check", "--fix"]).arg(&path)),
        &path,
        "it cannot be written: permission denied",
    );
}

#[test]
fn a_read_only_folder_is_an_error() {
    let Some((_place, mut command)) = as_nobody() else { return };
    let (folder, path) = file(BROKEN);
    if is_root() {
        std::os::unix::fs::chown(&path, Some(65534), Some(65534)).expect("root may");
    }
    set_mode(folder.path(), 0o555);
    let ran = ran(command.args(["check", "--fix"]).arg(&path));
    set_mode(folder.path(), 0o755);
    is_refused(&ran, &path, "no file can be created beside it, and it is replaced by one: permission denied");
}

/// A limit on the size of files stands for the disk that is full.
fn limited(path: &Path, signal: &str) -> Ran {
    let script = format!("{signal} ulimit -f 0; exec \"$0\" check --fix \"$1\"");
    let mut shell = Command::new("sh");
    ran(shell.args(["-c", &script, env!("CARGO_BIN_EXE_usersec")]).arg(path))
}

#[test]
fn a_disk_that_is_full_is_an_error() {
    let (_folder, path) = file(BROKEN);
    is_refused(&limited(&path, "trap '' XFSZ;"), &path, "the new text cannot be written: file too large");
}

#[test]
fn who_is_killed_leaves_the_file_as_it_was() {
    let (folder, path) = file(BROKEN);
    let killed = limited(&path, "");
    assert_eq!(killed.code, None, "{killed:?}");
    assert_eq!(text(&path), BROKEN);
    let left: Vec<String> = names(folder.path()).into_iter().filter(|name| name != "body.json").collect();
    assert!(left.iter().all(|name| name.starts_with(".usersec-") && name.ends_with(".tmp")), "{left:?}");
    // And what is left is no payload.
    let ran = usersec(["check".as_ref(), "--fix".as_ref(), folder.path()]);
    assert_eq!((ran.code, text(&path)), (Some(0), FIXED.to_owned()));
}

#[test]
fn a_pipe_is_refused() {
    let folder = directory([("empty", "")]);
    let path = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().expect("there is one").success());
    let (from, to) = (folder.path().join("source.json"), path.clone());
    fs::write(&from, BROKEN).expect("a file");
    let writer = std::thread::spawn(move || fs::copy(from, to));
    let ran = fix(&path);
    writer.join().expect("no panic").expect("it was read");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("not fixed: it is no regular file"), "{}", ran.err);

    let (_folder, path) = file(BROKEN);
    let mut command = super::process::command();
    command.args(["check", "--fix", "/dev/stdin"]).stdin(fs::File::open(&path).expect("a file"));
    let ran = super::process::ran(&mut command);
    assert_eq!((ran.code, text(&path)), (Some(2), BROKEN.to_owned()), "{ran:?}");
    assert!(ran.err.contains("not fixed: it is a symbolic link"), "{}", ran.err);
}

#[test]
fn a_name_in_bytes_is_none_the_worse() {
    let folder = directory([("empty", "")]);
    let path: PathBuf =
        folder.path().join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"m\xFC\x1b.json"));
    fs::write(&path, BROKEN).expect("a file");
    let ran = fix(&path);
    assert_eq!((ran.code, text(&path)), (Some(0), FIXED.to_owned()), "{ran:?}");
}

#[test]
fn one_file_that_fails_does_not_stop_the_others() {
    let files = directory([("a.json", BROKEN), ("b.json", BROKEN), ("c.json", BROKEN)]);
    let [a, b, c] = ["a.json", "b.json", "c.json"].map(|name| files.path().join(name));
    set_mode(&b, 0o400);
    let ran = usersec(["check".as_ref(), "--fix".as_ref(), files.path()]);
    is_refused(&ran, &b, "it is read-only");
    assert!(ran.out.contains("2 errors in 3 files; 1 could not be fixed"), "{}", ran.out);
    assert_eq!([text(a), text(b), text(c)], [FIXED, BROKEN, FIXED]);
    let json = usersec(["check".as_ref(), "--fix".as_ref(), "--format=json".as_ref(), files.path()]).json();
    assert_eq!(json["files"][0]["error"], serde_json::Value::Null);
    assert_eq!(json["files"][1]["error"], "it is read-only; `chmod u+w` allows to write it");
    assert_eq!(json["files"][1]["findings"].as_array().map(Vec::len), Some(2));
}
