//! Which policy holds for a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::PolicyOptions;
use crate::linter::Linter;
use crate::policy::Policy;

/// A policy, and where it stands.
#[derive(Debug)]
pub(super) struct PolicyFile {
    /// As it is reported.
    pub(super) path: PathBuf,
    pub(super) policy: Arc<Policy>,
}

impl PolicyFile {
    /// The path as the policy's globs see it.
    pub(super) fn relative(&self, file: &Path) -> String {
        file.to_string_lossy().into_owned()
    }
}

/// The policies of a run, each read once.
#[derive(Debug)]
pub(super) struct Policies {}

impl Policies {
    pub(super) fn new(_options: &PolicyOptions) -> Self {
        Self {}
    }

    /// The one that holds for the file, or why it cannot be used.
    pub(super) fn of(&self, _file: &Path) -> Result<Option<Arc<PolicyFile>>, String> {
        Ok(None)
    }
}

/// The linter under a policy, if there is one, for the document of that path.
pub(super) fn under(linter: &Linter, policy: Option<&PolicyFile>, path: &str) -> Linter {
    match policy {
        Some(file) => linter.clone().policy(Arc::clone(&file.policy), file.relative(Path::new(path))),
        None => linter.clone(),
    }
}
