//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Surroundings;
use crate::rule::Level;
use crate::spec::Kind;

/// Checks MongoDB Atlas userSecurity request bodies (LDAP, customer-managed X.509) before they are sent
#[derive(Debug, Parser)]
#[command(name = "usersec", version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check request bodies and report what is wrong with them
    Check(Box<CheckOptions>),
    /// Show the certificates in request bodies: who issued whom, how long each is valid, what is wrong
    Certs(Box<CertsOptions>),
    /// Show what user names become: a dry run of userToDNMapping and of the authorization query
    Map(Box<MapOptions>),
    /// Say what a rule finds, why it matters and what to do
    Explain {
        /// The rule's name, as in a report
        rule: String,
    },
    /// List all rules
    Rules,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 nothing found at or above --fail-on; 1 something found; 2 wrong usage, a file that
cannot be read, or an output that cannot be written.")]
pub(super) struct CheckOptions {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// The level from which a finding makes the command fail
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelName::Warning)]
    pub(super) fail_on: LevelName,

    /// Exit with 0 whatever was found
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// Make an error of what the documented contract forbids though it may well work
    #[arg(long)]
    pub(super) strict: bool,

    /// Take the body for the whole configuration, so that what is absent is judged as well
    #[arg(long)]
    pub(super) complete: bool,

    /// Show advice that most people do not want
    #[arg(long)]
    pub(super) pedantic: bool,

    /// Report findings, and nothing else
    #[arg(short, long)]
    pub(super) quiet: bool,

    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 done; 1 errors found in the certificates, or in what keeps a document from being read;
2 wrong usage, a file that cannot be read, or an output that cannot be written.")]
pub(super) struct CertsOptions {
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The directory is not asked. Where a query decides, both ways are shown, and an expectation counts
as not met. For many expectations there is --expect-file, with a line NAME<TAB>DN for each name;
no DN means that the login has to fail. In NAME=DN either side may have `=`: the user name ends
where that of a --user does, or else where a distinguished name begins.

Exit codes: 0 done; 1 an expectation is not met; 2 wrong usage, a file that cannot be read, or an
output that cannot be written.")]
pub(super) struct MapOptions {
    /// The request body; - is standard input
    #[arg(value_name = "PAYLOAD")]
    pub(super) payload: PathBuf,

    /// A user name as it is typed to log in, shown step by step; may be given several times
    #[arg(
        long,
        value_name = "NAME",
        allow_hyphen_values = true,
        required_unless_present_any = ["users", "expect", "expect_file"]
    )]
    pub(super) user: Vec<String>,

    /// A file with a user name on each line, shown on a line each; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) users: Option<PathBuf>,

    /// What a user name has to become; nothing behind the `=` if its login has to fail
    #[arg(long, value_name = "NAME=DN", allow_hyphen_values = true)]
    pub(super) expect: Vec<String>,

    /// A file with an expectation on each line: NAME, a tab, DN; or NAME=DN; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) expect_file: Option<PathBuf>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Show every name step by step, and the entries that do not match one by one
    #[arg(short, long)]
    pub(super) verbose: bool,

    /// What the document is
    #[arg(long, value_enum, default_value_t = MappedKind::Patch)]
    pub(super) kind: MappedKind,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(super) color: Color,

    /// The name under which standard input is reported
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<String>,
}

/// What every command that looks into documents takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Files to look into; directories are searched for *.json that are request bodies; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// What the documents are
    #[arg(long, value_enum, default_value_t = KindName::Patch)]
    pub(super) kind: KindName,

    /// The time by which certificates are judged, as 2026-01-31T12:00:00Z; the clock's unless given
    #[arg(long, value_name = "RFC3339", value_parser = rfc3339)]
    pub(super) now: Option<i64>,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(super) color: Color,

    /// The name under which standard input is reported
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs: one document, version 1
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn is_wanted(self, surroundings: Surroundings) -> bool {
        match self {
            Color::Auto => surroundings.color,
            Color::Always => true,
            Color::Never => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KindName {
    /// The body of PATCH …/userSecurity
    Patch,
    /// The body of POST …/userSecurity/ldap/verify
    Verify,
    /// What the API answers
    Response,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Patch => Kind::Patch,
            KindName::Verify => Kind::Verify,
            KindName::Response => Kind::Response,
        }
    }
}

/// The documents that have a mapping in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MappedKind {
    /// The body of PATCH …/userSecurity
    Patch,
    /// What the API answers
    Response,
}

impl From<MappedKind> for Kind {
    fn from(name: MappedKind) -> Self {
        match name {
            MappedKind::Patch => Kind::Patch,
            MappedKind::Response => Kind::Response,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LevelName {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// Anything
    Note,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Error => Level::Error,
            LevelName::Warning => Level::Warning,
            LevelName::Note => Level::Note,
        }
    }
}

/// Seconds since the epoch of a time as RFC 3339 writes it.
fn rfc3339(text: &str) -> Result<i64, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(OffsetDateTime::unix_timestamp)
        .map_err(|_| "write it as 2026-01-31T12:00:00Z (RFC 3339)".to_owned())
}
