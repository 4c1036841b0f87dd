//! `usersec completions`: read from the same table of arguments as `--help`, and from the table of rules.

use std::io::{self, Write};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use super::arguments::Arguments;
use super::exit;
use crate::policy::LEVELS;
use crate::rules::rules;

pub(super) fn run(shell: Shell, out: &mut dyn Write) -> io::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_rules(Arguments::command()), "usersec", &mut script);
    out.write_all(&script).map(|()| exit::SUCCESS)
}

/// The command with the names of the rules as values. It is not the one that parses arguments: help and
/// errors would list all of them.
fn with_rules(command: Command) -> Command {
    let names = rules().map(|rule| PossibleValue::new(rule.name()).help(rule.summary()));
    let names = PossibleValuesParser::new(names);
    let levels = rules().flat_map(|rule| LEVELS.map(|level| format!("{}={level}", rule.name())));
    let levels = PossibleValuesParser::new(levels);
    command
        .mut_subcommand("explain", |explain| explain.mut_arg("rule", |rule| rule.value_parser(names)))
        .mut_subcommand("check", |check| check.mut_arg("level", |level| level.value_parser(levels)))
}
