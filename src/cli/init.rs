//! `usersec init`.

use std::io::{self, Write};
use std::path::Path;

use super::exit;

pub(super) fn run(_folder: &Path, _out: &mut dyn Write, _err: &mut dyn Write) -> io::Result<u8> {
    Ok(exit::SUCCESS)
}
