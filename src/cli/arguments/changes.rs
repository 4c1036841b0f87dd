//! What can be said of the state that an update changes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::rfc3339;
use super::{Color, Format, INPUT, OUTPUT, PolicyOptions};
use crate::api::state::Removal;

#[derive(Debug, Args)]
#[command(after_help = "\
    Members are compared by their values; certificates by their fingerprints, whatever text they stand in; a \
    member that is not stored counts as its documented default (but not a template that is deleted).\n\n\
    Exit codes: 0 done, whatever changes; 2 wrong usage, a file that cannot be read, or an output that cannot \
    be written.")]
pub(in crate::cli) struct DiffOptions {
    /// What is stored now, as a GET answers it; - is standard input
    #[arg(long, value_name = "FILE", help_heading = INPUT)]
    pub(in crate::cli) current: PathBuf,

    /// The request body, or a file with the request (HTTP, curl); - is standard input
    #[arg(value_name = "PAYLOAD", required_unless_present = "delete", conflicts_with = "delete")]
    pub(in crate::cli) payload: Option<PathBuf>,

    /// Which request, where the file has several, counted from 1
    #[arg(long, value_name = "N", conflicts_with = "delete", value_parser = from_one, help_heading = INPUT)]
    pub(in crate::cli) request: Option<usize>,

    /// Show what a DELETE of this resource changes, instead of an update
    #[arg(long, value_enum, value_name = "RESOURCE", help_heading = INPUT)]
    pub(in crate::cli) delete: Option<DeleteName>,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = OUTPUT)]
    pub(in crate::cli) format: Format,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub(in crate::cli) color: Color,

    /// The time by which certificates are judged, as 2026-01-31T12:00:00Z; the clock's unless given
    #[arg(long, value_name = "RFC3339", value_parser = rfc3339, help_heading = INPUT)]
    pub(in crate::cli) now: Option<i64>,

    #[command(flatten)]
    pub(in crate::cli) policy: PolicyOptions,
}

/// A number that counts from one.
fn from_one(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("it is a number from 1")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DeleteName {
    /// All certificates of self-managed X.509
    #[value(name = "customerX509")]
    CustomerX509,
    /// The mapping of user names
    #[value(name = "userToDNMapping")]
    UserToDnMapping,
}

impl From<DeleteName> for Removal {
    fn from(name: DeleteName) -> Self {
        match name {
            DeleteName::CustomerX509 => Removal::CustomerX509,
            DeleteName::UserToDnMapping => Removal::UserToDnMapping,
        }
    }
}
