//! `usersec completions` and `usersec man`: read from the same table of arguments as `--help`.

use std::io::{self, Write};

use clap::CommandFactory as _;

use super::arguments::Arguments;
use super::exit;

pub(super) fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> io::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "usersec", &mut script);
    out.write_all(&script).map(|()| exit::SUCCESS)
}

pub(super) fn man(out: &mut dyn Write) -> io::Result<u8> {
    clap_mangen::Man::new(Arguments::command()).render(out).map(|()| exit::SUCCESS)
}
