//! What can be said of files with requests.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{level_of_rule, rfc3339};
use super::{Color, INPUT, JUDGING, LevelName, OUTPUT, PolicyOptions, ReportFormat};
use crate::api::request::Form;
use crate::policy::Setting;
use crate::rule::Rule;

#[derive(Debug, Args)]
#[command(after_help = "\
    Of requests around userSecurity (PATCH, GET, DELETE …/customerX509, DELETE …/userToDNMapping, POST \
    …/verify) method, path, parameters, headers and body are checked; others in the same file are passed \
    over, but for the credentials in them. Nothing is sent, no file that a request names is read, and \
    variables are left alone.\n\n\
    Exit codes: 0 nothing found at or above --fail-on; 1 something found; 2 wrong usage, a bad policy, a \
    file that cannot be read, or an output that cannot be written.")]
pub(in crate::cli) struct RequestOptions {
    /// Files with requests; directories are searched for *.http and *.rest with a request of userSecurity
    /// in them, but not what is hidden or ignored, nor behind links to directories; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, help_heading = OUTPUT)]
    pub(in crate::cli) format: ReportFormat,

    /// The level from which a finding makes the command fail
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelName::Warning, help_heading = OUTPUT)]
    pub(in crate::cli) fail_on: LevelName,

    /// Exit with 0 whatever was found
    #[arg(long, help_heading = OUTPUT)]
    pub(in crate::cli) exit_zero: bool,

    /// How many findings of a file to list; the others are counted [default: 100 for people, 5000 for programs]
    #[arg(long, value_name = "NUMBER", help_heading = OUTPUT)]
    pub(in crate::cli) max_findings: Option<NonZeroUsize>,

    /// Make an error of what the documented contract forbids though it may well work
    #[arg(long, help_heading = JUDGING)]
    pub(in crate::cli) strict: bool,

    /// Take the bodies for the whole configuration, so that what is absent is judged as well
    #[arg(long, help_heading = JUDGING)]
    pub(in crate::cli) complete: bool,

    /// What is stored before the update, as a GET answers it: what comes of both is judged; - is standard
    /// input
    ///
    /// Each update is compared with it by itself, also where a file has several.
    #[arg(long, value_name = "FILE", conflicts_with = "complete", help_heading = JUDGING)]
    pub(in crate::cli) current: Option<PathBuf>,

    /// Show advice that most people do not want
    #[arg(long, help_heading = JUDGING)]
    pub(in crate::cli) pedantic: bool,

    /// The level of a rule's findings, or `off`, whatever the policy says; may be given several times
    #[arg(long, value_name = "RULE=LEVEL", value_parser = level_of_rule, help_heading = JUDGING)]
    pub(in crate::cli) level: Vec<(&'static Rule, Setting)>,

    /// Report findings, and nothing else
    #[arg(short, long, help_heading = OUTPUT)]
    pub(in crate::cli) quiet: bool,

    /// Say which policy is used, and which rules lacked their input
    #[arg(short, long, conflicts_with = "quiet", help_heading = OUTPUT)]
    pub(in crate::cli) verbose: bool,

    /// How the requests are written
    #[arg(long, value_enum, value_name = "FORM", default_value_t = FormName::Auto, help_heading = INPUT)]
    pub(in crate::cli) request: FormName,

    /// How many files to look into at a time; 0 is as many as the machine has cores
    #[arg(short, long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = INPUT)]
    pub(in crate::cli) jobs: usize,

    /// The time by which certificates are judged, as 2026-01-31T12:00:00Z; the clock's unless given
    #[arg(long, value_name = "RFC3339", value_parser = rfc3339, help_heading = JUDGING)]
    pub(in crate::cli) now: Option<i64>,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub(in crate::cli) color: Color,

    /// The name under which standard input is reported, and which says what policy holds
    #[arg(long, value_name = "NAME", help_heading = INPUT)]
    pub(in crate::cli) stdin_filename: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) policy: PolicyOptions,
}

/// How requests are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FormName {
    /// What the first request looks like
    Auto,
    /// HTTP messages, and the files of editors' REST clients (.http, .rest); with commands of curl between
    /// them, if there are any
    Http,
    /// Commands of curl, also in shell scripts
    Curl,
}

impl FormName {
    /// The form, if it is known.
    pub(in crate::cli) fn form(self) -> Option<Form> {
        match self {
            FormName::Auto => None,
            FormName::Http => Some(Form::Http),
            FormName::Curl => Some(Form::Curl),
        }
    }
}
