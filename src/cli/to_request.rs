//! `usersec to-request`.

use std::io::{self, Read, Write};

use super::arguments::ToRequestOptions;
use super::{Surroundings, exit};

pub(super) fn run(
    _options: &ToRequestOptions,
    _stdin: &mut dyn Read,
    _out: &mut dyn Write,
    err: &mut dyn Write,
    _surroundings: Surroundings,
) -> io::Result<u8> {
    writeln!(err, "usersec: `to-request` is not built yet").map(|()| exit::FAILURE)
}
