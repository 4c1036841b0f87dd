//! What a new file takes over from the one whose place it takes: owner, group, permissions, and extended
//! attributes, of which the access control list is one.

use std::fs::{File, Metadata};

use super::Failure;

/// Makes the new file like the old one. Both are open, and `found` is what the old one is.
#[cfg(unix)]
pub(super) fn like(new: &File, old: &File, found: &Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let made = new.metadata().map_err(Failure::Write)?;
    let (user, group) = (found.uid(), found.gid());
    if (made.uid(), made.gid()) != (user, group) && fchown(new, Some(user), Some(group)).is_err() {
        return Err(Failure::Owner(user, group));
    }
    attributes::copy(new, old)?;
    // Where there is an access control list, the bits of the group are its mask: the same in both.
    new.set_permissions(found.permissions()).map_err(Failure::Write)
}

#[cfg(not(unix))]
pub(super) fn like(new: &File, _old: &File, found: &Metadata) -> Result<(), Failure> {
    new.set_permissions(found.permissions()).map_err(Failure::Write)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod attributes {
    use std::ffi::{CStr, CString};
    use std::fs::File;
    use std::io;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
    use rustix::io::Errno;

    use super::Failure;

    /// The most that Linux keeps, of all names and of a value; elsewhere more is an error that is said.
    const MOST: usize = 1 << 16;

    /// The access control list of Linux. A folder can have one that new files get.
    const LIST: &CStr = c"system.posix_acl_access";

    /// What the system itself makes for each file, partly from its content.
    const OF_SYSTEM: [&CStr; 3] = [c"security.ima", c"security.evm", c"com.apple.provenance"];

    /// What a file system says that has no attributes.
    const NONE_HERE: [Errno; 3] = [Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOSYS];

    /// Gives the new file the extended attributes of the old one.
    pub(super) fn copy(new: &File, old: &File) -> Result<(), Failure> {
        let fails = |name: &CStr| {
            let name = name.to_string_lossy().into_owned();
            move |error: Errno| Failure::Attribute(name, io::Error::from(error))
        };
        let names = names(old).map_err(|error| Failure::Unreadable(error.into()))?;
        if !names.iter().any(|name| **name == *LIST) && value(new, LIST).is_ok() {
            fremovexattr(new, LIST).map_err(fails(LIST))?;
        }
        for name in names.iter().filter(|name| !OF_SYSTEM.contains(&name.as_c_str())) {
            let kept = value(old, name).map_err(fails(name))?;
            // Not all that a new file gets may be set: a label, say, that is the right one already.
            if value(new, name).ok().as_ref() != Some(&kept) {
                fsetxattr(new, name.as_c_str(), &kept, XattrFlags::empty()).map_err(fails(name))?;
            }
        }
        Ok(())
    }

    /// The names of a file's attributes; none where the file system knows of none.
    fn names(file: &File) -> Result<Vec<CString>, Errno> {
        let mut list = vec![0_u8; MOST];
        let length = match flistxattr(file, list.as_mut_slice()) {
            Err(error) if NONE_HERE.contains(&error) => return Ok(Vec::new()),
            other => other?,
        };
        let names = list.get(..length).unwrap_or_default().split(|byte| *byte == 0);
        Ok(names.filter(|name| !name.is_empty()).filter_map(|name| CString::new(name).ok()).collect())
    }

    fn value(file: &File, name: &CStr) -> Result<Vec<u8>, Errno> {
        let mut value = vec![0_u8; MOST];
        let length = fgetxattr(file, name, value.as_mut_slice())?;
        value.truncate(length);
        Ok(value)
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android", target_vendor = "apple"))))]
mod attributes {
    use std::fs::File;

    use super::Failure;

    /// There is no call for them that is the same on all other systems.
    pub(super) fn copy(_new: &File, _old: &File) -> Result<(), Failure> {
        Ok(())
    }
}
