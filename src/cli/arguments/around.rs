//! What can be said of requests, answers and the state that an update changes.

use std::path::PathBuf;

use clap::Args;

use super::{Color, Format, INPUT, OUTPUT};

#[derive(Debug, Args)]
pub(in crate::cli) struct RequestOptions {
    /// Files with requests; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ToRequestOptions {
    /// The answer; - is standard input
    #[arg(value_name = "ANSWER")]
    pub(in crate::cli) answer: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainErrorOptions {
    /// The request body that was sent
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) payload: PathBuf,

    /// What the server answered; - is standard input
    #[arg(value_name = "ANSWER")]
    pub(in crate::cli) answer: PathBuf,

    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = OUTPUT)]
    pub(in crate::cli) format: Format,

    /// When to use colours; NO_COLOR turns `auto` off
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = INPUT)]
    pub(in crate::cli) color: Color,
}
