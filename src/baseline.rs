//! Findings that are known, so that only new ones are shown.

use std::fmt;

use crate::report::Finding;

/// Known findings, by path and fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Baseline {}

/// Why a text is no baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaselineError;

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no baseline")
    }
}

impl std::error::Error for BaselineError {}

impl Baseline {
    /// The entry, from 0, that knows the finding in the document of that path.
    pub(crate) fn knows(&self, _path: &str, _finding: &Finding) -> Option<usize> {
        None
    }
}
