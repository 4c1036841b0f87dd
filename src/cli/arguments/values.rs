//! What can be said behind an option.

use clap::ValueEnum;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cli::Surroundings;
use crate::policy::{Setting, UnknownSetting, level_meant, unknown_rule};
use crate::rule::{Level, Rule};
use crate::spec::Kind;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// For people
    Text,
    /// For programs: one document, version 1
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// One line a finding, for editors and grep
    Concise,
}

impl ReportFormat {
    /// How many findings of a file are listed if nobody says otherwise. Nobody reads more than that, and code
    /// scanning keeps no more of a report.
    pub(in crate::cli) fn most_findings(self) -> usize {
        match self {
            ReportFormat::Text | ReportFormat::Github | ReportFormat::Concise => 100,
            ReportFormat::Json | ReportFormat::Sarif | ReportFormat::Gitlab => 5_000,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Text,
    /// For programs: one document, version 1
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(in crate::cli) fn is_wanted(self, surroundings: Surroundings) -> bool {
        match self {
            Color::Auto => surroundings.color,
            Color::Always => true,
            Color::Never => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KindName {
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
pub(in crate::cli) enum MappedKind {
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

/// The documents that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SentKind {
    /// The body of PATCH …/userSecurity
    Patch,
    /// The body of POST …/userSecurity/ldap/verify
    Verify,
}

impl From<SentKind> for Kind {
    fn from(name: SentKind) -> Self {
        match name {
            SentKind::Patch => Kind::Patch,
            SentKind::Verify => Kind::Verify,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LevelName {
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
pub(super) fn rfc3339(text: &str) -> Result<i64, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(OffsetDateTime::unix_timestamp)
        .map_err(|_| "write it as 2026-01-31T12:00:00Z (RFC 3339)".to_owned())
}

/// A rule and what is said of it.
pub(super) fn level_of_rule(text: &str) -> Result<(&'static Rule, Setting), String> {
    let (name, level) = text.split_once('=').ok_or("write it as RULE=LEVEL")?;
    let rule = crate::rules::rule(name).ok_or_else(|| unknown_rule(name))?;
    let setting = level.parse().map_err(|levels: UnknownSetting| match level_meant(level) {
        Some(meant) => format!("did you mean {meant}? {levels}"),
        None => levels.to_string(),
    })?;
    Ok((rule, setting))
}
