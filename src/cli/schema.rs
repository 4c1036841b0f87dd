//! `usersec schema`.

use std::io::{self, Write};

use super::arguments::SchemaOptions;
use super::exit;

pub(super) fn run(_options: &SchemaOptions, _out: &mut dyn Write) -> io::Result<u8> {
    Ok(exit::SUCCESS)
}
