//! Paths: where they lead, and what they are called from a folder.

use std::path::{Component, Path, PathBuf};

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

/// The path from the folder, with `/` between its parts; empty for the folder itself. Of what is not below
/// it the whole path, so that globs for names still hold.
pub(super) fn relative(folder: &Path, path: &Path) -> String {
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
        Component::Normal(part) => Some(part.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The path as it is shortest to read: from the current folder, if it is below that or a little above.
pub(in crate::cli) fn shown(path: &Path) -> PathBuf {
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
