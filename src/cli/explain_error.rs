//! `usersec explain-error`.

use std::io::{self, Read, Write};

use super::arguments::ExplainErrorOptions;
use super::{Surroundings, exit};

pub(super) fn run(
    _options: &ExplainErrorOptions,
    _stdin: &mut dyn Read,
    _out: &mut dyn Write,
    err: &mut dyn Write,
    _surroundings: Surroundings,
) -> io::Result<u8> {
    writeln!(err, "usersec: `explain-error` is not built yet").map(|()| exit::FAILURE)
}
