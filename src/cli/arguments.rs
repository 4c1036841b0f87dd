//! What can be said on the command line.

mod around;
mod changes;
mod request;
mod values;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

pub(super) use self::around::{ExplainErrorOptions, ToRequestOptions};
pub(super) use self::changes::DiffOptions;
pub(super) use self::request::RequestOptions;
pub(super) use self::values::{Color, Format, KindName, LevelName, MappedKind, ReportFormat};
use self::values::{level_of_rule, rfc3339};
use crate::policy::Setting;
use crate::rule::Rule;

/// How help groups options; they come in the order in which their first options stand below.
const OUTPUT: &str = "Output";
const JUDGING: &str = "Judging";
const POLICY: &str = "Policy and baseline";
const FIXING: &str = "Fixing";
const INPUT: &str = "Input";
const QUESTIONS: &str = "Users";

/// Checks MongoDB Atlas userSecurity request bodies (LDAP, customer-managed X.509) before they are sent
#[derive(Debug, Parser)]
#[command(
    name = "usersec",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "`usersec COMMAND --help` says more of a command, and `usersec man` all of it."
)]
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
    /// Check whole requests: HTTP messages, .http files of REST clients, commands of curl
    Request(Box<RequestOptions>),
    /// Show what an update changes of the stored configuration, and what comes of it
    Diff(Box<DiffOptions>),
    /// Make a request body of what the API answers to a GET
    ///
    /// What only the server writes is left out: the envelope, `status`, `links`. So is a member that is null,
    /// because it is not set. All else stays as it is written. The body goes to standard output, and what is
    /// to be filled in is said on standard error.
    ///
    /// No answer has the bind password. An update without it keeps the one that is stored; put it in if the
    /// account changes.
    ToRequest(ToRequestOptions),
    /// Show what the server refused, at the members of the payload that it means
    ExplainError(Box<ExplainErrorOptions>),
    /// Say what a rule finds, why it matters and what to do
    Explain {
        /// The rule's name, as in a report
        rule: String,

        /// How to say it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List all rules, with the levels of their findings
    Rules {
        /// How to list them
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Print the JSON Schema of request bodies, for editors
    Schema(SchemaOptions),
    /// Begin to use usersec in a repository: a policy file and a hook
    ///
    /// Writes a usersec.toml that explains itself and changes nothing, and a .pre-commit-config.yaml with a
    /// hook that runs the installed command. What is there already is left alone.
    Init {
        /// The folder to write them to
        #[arg(default_value = ".", value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Print a script that completes commands in a shell
    ///
    /// For bash: usersec completions bash >~/.local/share/bash-completion/completions/usersec
    ///
    /// For zsh, into a folder of $fpath: usersec completions zsh >~/.zfunc/_usersec
    ///
    /// For fish: usersec completions fish >~/.config/fish/completions/usersec.fish
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    ///
    /// To read it: usersec man >usersec.1 && man ./usersec.1
    Man,
}

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true),
    after_help = "\
    Exit codes: 0 nothing found at or above --fail-on, after --fix; 1 something found, or --diff would \
    change something; 2 wrong usage, a bad policy, a file that cannot be read, or an output that cannot \
    be written."
)]
pub(super) struct CheckOptions {
    /// How to report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, help_heading = OUTPUT)]
    pub(super) format: ReportFormat,

    /// The level from which a finding makes the command fail
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelName::Warning, help_heading = OUTPUT)]
    pub(super) fail_on: LevelName,

    /// Exit with 0 whatever was found
    #[arg(long, help_heading = OUTPUT)]
    pub(super) exit_zero: bool,

    /// How many findings of a file to list; the others are counted [default: 100 for people, 5000 for programs]
    #[arg(long, value_name = "NUMBER", help_heading = OUTPUT)]
    pub(super) max_findings: Option<NonZeroUsize>,

    /// Make an error of what the documented contract forbids though it may well work
    #[arg(long, help_heading = JUDGING)]
    pub(super) strict: bool,

    /// Take the body for the whole configuration, so that what is absent is judged as well
    #[arg(long, help_heading = JUDGING)]
    pub(super) complete: bool,

    /// Show advice that most people do not want
    #[arg(long, help_heading = JUDGING)]
    pub(super) pedantic: bool,

    /// What is stored now, as a GET answers it: the update is judged by what comes of both; - is standard input
    ///
    /// A member that the update leaves out has its stored value then. What is found in a stored member says so,
    /// and points at the place of the update that it has to do with.
    #[arg(long, value_name = "FILE", conflicts_with = "complete", help_heading = JUDGING)]
    pub(super) current: Option<PathBuf>,

    /// The level of a rule's findings, or `off`, whatever the policy says; may be given several times
    #[arg(long, value_name = "RULE=LEVEL", value_parser = level_of_rule, help_heading = JUDGING)]
    pub(super) level: Vec<(&'static Rule, Setting)>,

    /// Hide the findings that stand in this file
    #[arg(long, value_name = "FILE", help_heading = POLICY)]
    pub(super) baseline: Option<PathBuf>,

    /// Write what is found to this file, to be known from now on
    ///
    /// What the file knows of documents that are not checked, and are still there, stays in it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix", "unsafe_fixes", "diff"], help_heading = POLICY)]
    pub(super) write_baseline: Option<PathBuf>,

    /// Mend what can be mended without changing the meaning
    ///
    /// Of - the document, secrets included, is written to standard output, and the report to standard
    /// error.
    #[arg(long, help_heading = FIXING)]
    pub(super) fix: bool,

    /// With --fix or --diff: also apply fixes that guess at what was meant
    #[arg(long, requires = "fixing", help_heading = FIXING)]
    pub(super) unsafe_fixes: bool,

    /// Show what --fix would change, instead of a report, and change nothing; secrets are masked
    #[arg(long, conflicts_with = "format", help_heading = FIXING)]
    pub(super) diff: bool,

    /// Report findings, and nothing else
    #[arg(short, long, help_heading = OUTPUT)]
    pub(super) quiet: bool,

    /// Say which policy is used, and which rules lacked their input
    #[arg(short, long, conflicts_with = "quiet", help_heading = OUTPUT)]
    pub(super) verbose: bool,

    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct SchemaOptions {
    /// What the documents are
    #[arg(long, value_enum, default_value_t = KindName::Patch)]
    pub(super) kind: KindName,

    /// The schema of the policy file usersec.toml instead
    #[arg(long, conflicts_with = "kind")]
    pub(super) config: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
    Exit codes: 0 done; 1 errors found in the certificates, or in what keeps a document from being read; \
    2 wrong usage, a file that cannot be read, or an output that cannot be written.")]
pub(super) struct CertsOptions {
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = OUTPUT)]
    pub(super) format: Format,

    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "\
    The directory is not asked. Where a query decides, both ways are shown, and an expectation counts as \
    not met. For many expectations there is --expect-file, with a line NAME<TAB>DN for each name; no DN \
    means that the login has to fail. In NAME=DN either side may have `=`: the user name ends where that \
    of a --user does, or else where a distinguished name begins.\n\n\
    Exit codes: 0 done; 1 an expectation is not met; 2 wrong usage, a file that cannot be read, or an \
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
        required_unless_present_any = ["users", "expect", "expect_file"],
        help_heading = QUESTIONS
    )]
    pub(super) user: Vec<String>,

    /// A file with a user name on each line, shown on a line each; - is standard input
    #[arg(long, value_name = "FILE", help_heading = QUESTIONS)]
    pub(super) users: Option<PathBuf>,

    /// What a user name has to become; nothing behind the `=` if its login has to fail
    #[arg(long, value_name = "NAME=DN", allow_hyphen_values = true, help_heading = QUESTIONS)]
    pub(super) expect: Vec<String>,

    /// A file with an expectation on each line: NAME, a tab, DN; or NAME=DN; - is standard input
    #[arg(long, value_name = "FILE", help_heading = QUESTIONS)]
    pub(super) expect_file: Option<PathBuf>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = OUTPUT)]
    pub(super) format: Format,

    /// Show every name step by step, and the entries that do not match one by one
    #[arg(short, long, help_heading = OUTPUT)]
    pub(super) verbose: bool,

    /// What the document is
    #[arg(long, value_enum, default_value_t = MappedKind::Patch, help_heading = INPUT)]
    pub(super) kind: MappedKind,

    /// What is stored now, as a GET answers it: it holds where the update says nothing; - is standard input
    #[arg(long, value_name = "FILE", help_heading = INPUT)]
    pub(super) current: Option<PathBuf>,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub(super) color: Color,

    /// The name under which standard input is reported, and which says what policy holds
    #[arg(long, value_name = "NAME", help_heading = INPUT)]
    pub(super) stdin_filename: Option<String>,

    #[command(flatten)]
    pub(super) policy: PolicyOptions,
}

/// Which policy holds.
#[derive(Debug, Args)]
pub(super) struct PolicyOptions {
    /// The policy file; unless given, the nearest usersec.toml upwards from each document
    ///
    /// Globs of the file that is given are relative to the current folder; those of a usersec.toml that is
    /// found, to its folder.
    #[arg(long, value_name = "FILE", help_heading = POLICY)]
    pub(super) config: Option<PathBuf>,

    /// Use no policy file
    #[arg(long, conflicts_with = "config", help_heading = POLICY)]
    pub(super) isolated: bool,
}

/// What every command that looks into documents takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Files to look into; directories are searched for *.json (and .JSON) that are request bodies, but
    /// not what is hidden or ignored, nor behind links to directories; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// What the documents are
    #[arg(long, value_enum, default_value_t = KindName::Patch, help_heading = INPUT)]
    pub(super) kind: KindName,

    /// How many files to look into at a time; 0 is as many as the machine has cores
    #[arg(short, long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = INPUT)]
    pub(super) jobs: usize,

    /// The time by which certificates are judged, as 2026-01-31T12:00:00Z; the clock's unless given
    #[arg(long, value_name = "RFC3339", value_parser = rfc3339, help_heading = JUDGING)]
    pub(super) now: Option<i64>,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub(super) color: Color,

    /// The name under which standard input is reported, and which says what policy holds
    #[arg(long, value_name = "NAME", help_heading = INPUT)]
    pub(super) stdin_filename: Option<String>,

    #[command(flatten)]
    pub(super) policy: PolicyOptions,
}
