//! Exceptions that nothing in a run made use of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::paths::{absolute, is_stdin, written};
use super::{PolicyFile, under};
use crate::linter::Linter;
use crate::policy::usage::{Mode, OnDisk, Usage};
use crate::render::{Checked, Subject};
use crate::report::Report;

/// What a run has seen of the exceptions of its policies.
#[derive(Debug)]
pub(in crate::cli) struct Unused {
    mode: Mode,
    /// Folders that were searched for documents.
    searched: Vec<PathBuf>,
    /// Whether the documents are of the kind that policies are for.
    is_decidable: bool,
    policies: BTreeMap<PathBuf, (Arc<PolicyFile>, Usage)>,
}

impl Unused {
    /// For a run over these paths. `is_decidable` says that what is found is all that policies may be about.
    pub(in crate::cli) fn new(mode: Mode, paths: &[PathBuf], is_decidable: bool) -> Self {
        let folders = paths.iter().filter(|path| !is_stdin(path) && path.is_dir());
        Self {
            mode,
            searched: folders.map(|path| absolute(path)).collect(),
            is_decidable,
            policies: BTreeMap::new(),
        }
    }

    /// Takes in what came of a document under the policy.
    pub(in crate::cli) fn add(
        &mut self,
        policy: Option<&Arc<PolicyFile>>,
        place: &Path,
        report: Option<&Report>,
    ) {
        if let Some(file) = policy {
            let (file, usage) = self
                .policies
                .entry(file.path.clone())
                .or_insert_with(|| (Arc::clone(file), Usage::default()));
            usage.add(&file.policy, &file.relative(place), report);
        }
    }

    /// What is to be reported about the policies, in the order of their paths; nothing of those that have
    /// nothing that is unused.
    pub(in crate::cli) fn reports(&self, linter: &Linter) -> Vec<Checked> {
        let mut reports = Vec::new();
        for (file, usage) in self.policies.values().filter(|_| self.is_decidable) {
            let there = on_disk(file, usage);
            let is_whole = self.searched.iter().any(|folder| file.folder.starts_with(folder));
            let drafts =
                usage.drafts(&file.policy, self.mode, is_whole, |number| match there.contains(&number) {
                    true => OnDisk::Something,
                    false => OnDisk::Nothing,
                });
            if drafts.is_empty() {
                continue;
            }
            let path = written(&file.path);
            let report = under(linter, Some(file), &file.path).report_on(&file.policy.plain_text(), drafts);
            if !report.findings().is_empty() {
                reports.push(Checked {
                    path,
                    subject: Subject::Policy,
                    outcome: Ok(report),
                    fixed: 0,
                    trouble: None,
                });
            }
        }
        reports
    }
}

/// The exceptions at whose path nothing was checked, and something is none the less.
fn on_disk(file: &PolicyFile, usage: &Usage) -> BTreeSet<usize> {
    let mut there = BTreeSet::new();
    let mut below: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, place) in usage.absent(&file.policy) {
        match place {
            // What cannot be looked at may be there.
            Ok(path) => match file.folder.join(path).symlink_metadata() {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                _ => drop(there.insert(number)),
            },
            Err(prefix) => drop(below.entry(prefix).or_default().insert(number)),
        }
    }
    for (prefix, mut numbers) in below {
        let walk =
            ignore::WalkBuilder::new(file.folder.join(prefix)).require_git(false).hidden(false).build();
        let entries = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        for entry in entries {
            for number in file.policy.exceptions_at(&file.relative(entry.path())) {
                if numbers.remove(&number) {
                    there.insert(number);
                }
            }
            if numbers.is_empty() {
                break;
            }
        }
    }
    there
}
