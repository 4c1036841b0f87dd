//! The command: the only room with a door to the outside.
//!
//! It is a function of its arguments, its streams and its surroundings that returns an exit code, so it
//! can be tested without a process.

mod arguments;
mod baseline;
mod certs;
mod changes;
mod check;
mod completions;
mod current;
mod desk;
mod explain;
mod explain_error;
mod files;
mod fix;
mod init;
mod man;
mod map;
mod output;
mod paths;
mod policies;
mod pool;
mod progress;
mod replace;
mod request;
mod schema;
mod to_request;
mod unseen;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser as _;

use arguments::{Arguments, Command};

use crate::quote::{printable, printable_lines};

/// What an exit code means.
pub mod exit {
    /// Nothing was found at or above `--fail-on`, or the command did what it was asked for.
    pub const SUCCESS: u8 = 0;
    /// Something was found.
    pub const FINDINGS: u8 = 1;
    /// Wrong usage, a file that cannot be read, or an output that cannot be written.
    pub const FAILURE: u8 = 2;
}

/// What the command knows of its surroundings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// Seconds since the epoch.
    pub now: i64,
    /// How many columns the terminal has.
    pub width: usize,
    /// Whether colours are wanted unless `--color` says otherwise.
    pub color: bool,
    /// Whether standard output is a terminal.
    pub out_is_terminal: bool,
    /// Whether standard error is one that can show a line which changes.
    pub err_is_terminal: bool,
    /// Whether the process is there for nothing but this run, so that its signals are meant for it.
    pub owns_process: bool,
}

/// The streams of a run.
struct Streams<'s> {
    stdin: &'s mut dyn Read,
    out: &'s mut dyn Write,
    err: &'s mut dyn Write,
}

/// How wide a report is where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;

/// Lines of reports longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;

impl Surroundings {
    /// Those of this process.
    fn of_process() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            now: i64::try_from(now).unwrap_or(i64::MAX),
            width: columns.unwrap_or(DEFAULT_WIDTH),
            color: io::stdout().is_terminal() && !no_color && !dumb,
            out_is_terminal: io::stdout().is_terminal(),
            err_is_terminal: io::stderr().is_terminal() && !dumb,
            owns_process: true,
        }
    }
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let arguments: Vec<OsString> = std::env::args_os().collect();
    ExitCode::from(run(arguments, &mut io::stdin().lock(), &mut out, &mut err, Surroundings::of_process()))
}

/// Runs the command with these arguments, the first of which is its name, and returns the exit code.
pub fn run(
    arguments: Vec<OsString>,
    stdin: &mut dyn Read,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
    surroundings: Surroundings,
) -> u8 {
    let mut out = output::Output::new(stdout);
    let done = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => perform(&arguments.command, stdin, &mut out, stderr, surroundings),
        Err(error) => usage(&of_printable(&arguments).unwrap_or(error), &mut out, stderr),
    };
    match done.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code,
        Err(error) => {
            // There is nowhere left to report this to if standard error fails as well.
            let _ = writeln!(stderr, "usersec: cannot write: {}", error.kind());
            exit::FAILURE
        }
    }
}

fn perform(
    command: &Command,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    surroundings: Surroundings,
) -> io::Result<u8> {
    match command {
        Command::Check(options) => check::run(options, stdin, out, err, surroundings),
        Command::Certs(options) => certs::run(options, stdin, out, err, surroundings),
        Command::Map(options) => map::run(options, stdin, out, err, surroundings),
        Command::Request(options) => request::run(options, stdin, out, err, surroundings),
        Command::Diff(options) => changes::run(options, stdin, out, err, surroundings),
        Command::ToRequest(options) => to_request::run(options, stdin, out, err, surroundings),
        Command::ExplainError(options) => explain_error::run(options, stdin, out, err, surroundings),
        Command::Explain { rule, format } => explain::explain(rule, *format, surroundings.width, out, err),
        Command::Rules { format } => explain::rules(*format, surroundings.width, out),
        Command::Schema(options) => schema::run(options, out),
        Command::Init { folder } => init::run(folder, out, err),
        Command::Completions { shell } => completions::run(*shell, out),
        Command::Man => man::run(out),
    }
}

/// The mistake in these arguments, told of printable copies of them: clap quotes what it was given, line
/// breaks included.
fn of_printable(arguments: &[OsString]) -> Option<clap::Error> {
    let copies = arguments.iter().map(|argument| printable(&argument.to_string_lossy()).into_owned());
    Arguments::try_parse_from(copies).err()
}

/// What clap has to say: help goes to standard output, a mistake to standard error.
fn usage(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let text = printable_lines(&error.render().to_string());
    match error.use_stderr() {
        true => err.write_all(text.as_bytes()).map(|()| exit::FAILURE),
        false => out.write_all(text.as_bytes()).map(|()| exit::SUCCESS),
    }
}
