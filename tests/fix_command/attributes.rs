//! Extended attributes, and access control lists, which are some of them.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use rustix::fs::{XattrFlags, getxattr, listxattr, setxattr};

use super::on_unix::{as_nobody, fix, is_refused, is_root, set_mode};
use super::process::{ran, skip};
use super::*;

const LIST: &str = "system.posix_acl_access";

/// An access control list as Linux keeps it: what the owner may, user 1000, the group, all of them but the
/// owner, and others.
fn access(entries: [u16; 5]) -> Vec<u8> {
    let kinds = [(0x01, u32::MAX), (0x02, 1000), (0x04, u32::MAX), (0x10, u32::MAX), (0x20, u32::MAX)];
    let mut list = 2_u32.to_le_bytes().to_vec();
    for ((kind, id), may) in kinds.into_iter().zip(entries) {
        list.extend(u16::to_le_bytes(kind));
        list.extend(may.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    list
}

/// Gives the file an attribute, if the file system can.
fn set(path: &Path, name: &str, value: &[u8]) -> bool {
    match setxattr(path, name, value, XattrFlags::empty()) {
        Ok(()) => true,
        Err(error) => {
            skip(&format!("no attribute {name} here: {error}"));
            false
        }
    }
}

fn value(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = vec![0; 4096];
    let length = getxattr(path, name, value.as_mut_slice()).ok()?;
    value.truncate(length);
    Some(value)
}

#[test]
fn attributes_stay() {
    let (_folder, path) = file(BROKEN);
    let large = vec![b'x'; 2000];
    for (name, value) in
        [("user.usersec.note", &b"of mine"[..]), ("user.usersec.empty", b""), ("user.large", &large)]
    {
        if !set(&path, name, value) {
            return;
        }
    }
    assert_eq!(fix(&path).code, Some(0));
    assert_eq!(text(&path), FIXED);
    assert_eq!(value(&path, "user.usersec.note").as_deref(), Some(&b"of mine"[..]));
    assert_eq!(value(&path, "user.usersec.empty").as_deref(), Some(&b""[..]));
    assert_eq!(value(&path, "user.large"), Some(large));
}

/// Without its list the mask of the file would be what its group may.
#[test]
fn an_access_control_list_stays() {
    let (_folder, path) = file(BROKEN);
    let list = access([6, 6, 0, 6, 0]);
    if !set(&path, LIST, &list) {
        return;
    }
    let mode = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o660, "the mask");
    assert_eq!(fix(&path).code, Some(0));
    assert_eq!(text(&path), FIXED);
    assert_eq!(value(&path, LIST), Some(list));
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode(), mode);
}

/// The list that new files of a folder get is none of a file that had none.
#[test]
fn no_access_control_list_comes_from_the_folder() {
    let (folder, path) = file(BROKEN);
    set_mode(&path, 0o640);
    if !set(folder.path(), "system.posix_acl_default", &access([7, 7, 7, 7, 0])) {
        return;
    }
    let other = folder.path().join("other");
    fs::write(&other, "").expect("a file");
    assert!(value(&other, LIST).is_some(), "a new file gets one");
    assert_eq!(fix(&path).code, Some(0));
    assert_eq!((text(&path), value(&path, LIST)), (FIXED.to_owned(), None));
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o640);
}

#[test]
fn an_attribute_that_cannot_be_kept_is_an_error() {
    let Some((_place, mut command)) = as_nobody().filter(|_| is_root()) else { return };
    let (folder, path) = file(BROKEN);
    if !set(&path, "security.usersec\u{1b}", b"for root to set") {
        return;
    }
    set_mode(folder.path(), 0o777);
    std::os::unix::fs::chown(&path, Some(65534), Some(65534)).expect("root may");
    let ran = ran(command.args(["check", "--fix"]).arg(&path));
    let words = "the new file cannot be given its extended attribute `security.usersec␛`: permission denied";
    is_refused(&ran, &path, words);
    assert_eq!(fs::metadata(&path).expect("a file").uid(), 65534);
    let mut names = [0; 4096];
    assert!(listxattr(&path, &mut names[..]).expect("its attributes") > 0);
}
