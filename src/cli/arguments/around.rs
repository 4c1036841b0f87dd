//! What can be said of requests, answers and the state that an update changes.

use std::path::PathBuf;

use clap::Args;

use super::values::{SentKind, rfc3339};
use super::{Color, INPUT, OUTPUT, PolicyOptions, ReportFormat};

#[derive(Debug, Args)]
#[command(after_help = "\
    Exit codes: 0 done; 2 wrong usage, what cannot be read or is no answer, or an output that cannot be \
    written.")]
pub(in crate::cli) struct ToRequestOptions {
    /// The answer, with or without its envelope and its HTTP head; - is standard input
    #[arg(value_name = "ANSWER")]
    pub(in crate::cli) answer: PathBuf,

    /// Put this in as bindPassword: a template such as '${LDAP_BIND_PASSWORD}'
    ///
    /// Something else fills it in when the request is sent. A password is not taken: whoever lists the
    /// processes can read arguments.
    #[arg(long, value_name = "TEMPLATE", allow_hyphen_values = true)]
    pub(in crate::cli) bind_password: Option<String>,

    /// Write the body, and say nothing
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
    An answer is the document that the API sent, alone, in an envelope (?envelope=true), or with the heads of \
    HTTP messages, as `curl --include` prints it; or the line in which Terraform and the Atlas CLI report \
    it. Secrets of the payload are masked where the server quotes them.\n\n\
    Exit codes: 1 the answer is an error; 2 it is something else, wrong usage, a file that cannot be read, \
    or an output that cannot be written.")]
pub(in crate::cli) struct ExplainErrorOptions {
    /// The body or the request that was sent, to show in it what the server refused; - is standard input
    #[arg(long, value_name = "FILE", help_heading = INPUT)]
    pub(in crate::cli) payload: Option<PathBuf>,

    /// What the server answered; - is standard input
    #[arg(value_name = "ANSWER")]
    pub(in crate::cli) answer: PathBuf,

    /// What the payload is
    #[arg(long, value_enum, default_value_t = SentKind::Patch, help_heading = INPUT)]
    pub(in crate::cli) kind: SentKind,

    /// The time by which certificates are judged, as 2026-01-31T12:00:00Z; the clock's unless given
    #[arg(long, value_name = "RFC3339", value_parser = rfc3339, help_heading = INPUT)]
    pub(in crate::cli) now: Option<i64>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, help_heading = OUTPUT)]
    pub(in crate::cli) format: ReportFormat,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub(in crate::cli) color: Color,

    #[command(flatten)]
    pub(in crate::cli) policy: PolicyOptions,
}
