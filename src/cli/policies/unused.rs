//! Exceptions that nothing in a run made use of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::paths::{absolute, is_stdin, written};
use super::{PolicyFile, files, under};
use crate::linter::Linter;
use crate::policy::usage::{Idle, Mode, OnDisk, Usage};
use crate::render::{Checked, Subject};
use crate::report::Report;
use crate::source::is_request_body;
use crate::spec::Kind;

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
            let is_whole = self.searched.iter().any(|folder| file.folder.starts_with(folder));
            let idle = usage.idle(&file.policy, self.mode, is_whole);
            let unchecked = self.unchecked(file, &idle);
            let drafts = Usage::drafts(&file.policy, &idle, |idle| match unchecked.contains(&idle.number) {
                true => OnDisk::Unchecked,
                false if idle.is_absent => OnDisk::Nothing,
                false => OnDisk::Checked,
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

    /// The exceptions at whose path something is that was not checked.
    fn unchecked(&self, file: &PolicyFile, idle: &[Idle<'_>]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut below: BTreeMap<&str, BTreeMap<usize, bool>> = BTreeMap::new();
        for Idle { number, place, is_absent } in idle {
            match place {
                // What cannot be looked at may be there.
                Ok(path) if *is_absent => match file.folder.join(path).symlink_metadata() {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    _ => drop(found.insert(*number)),
                },
                // It is the one document there.
                Ok(_) => {}
                Err(prefix) => drop(below.entry(*prefix).or_default().insert(*number, *is_absent)),
            }
        }
        for (prefix, mut wanted) in below {
            // What is hidden or ignored is looked into if it is named; but most files are neither.
            for is_all in [false, true] {
                if wanted.is_empty() {
                    break;
                }
                self.search(file, (prefix, is_all), &mut wanted, &mut found);
            }
        }
        found
    }

    /// Takes out of `wanted` what has a file that was not checked below the folder, and puts it into `found`.
    fn search(
        &self,
        file: &PolicyFile,
        (prefix, is_all): (&str, bool),
        wanted: &mut BTreeMap<usize, bool>,
        found: &mut BTreeSet<usize>,
    ) {
        let mut walk = ignore::WalkBuilder::new(file.folder.join(prefix));
        walk.require_git(false).standard_filters(!is_all).hidden(false);
        let walk = walk.filter_entry(|entry| entry.file_name() != ".git").build();
        let files = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()));
        for entry in files {
            if wanted.is_empty() {
                return;
            }
            let path = file.relative(entry.path());
            let mut numbers = file.policy.exceptions_at(&path);
            numbers.retain(|number| wanted.contains_key(number));
            if numbers.is_empty() {
                continue;
            }
            let mut is_document = None;
            for number in numbers {
                let is_absent = wanted.get(&number).is_some_and(|is_absent| *is_absent);
                if is_absent || *is_document.get_or_insert_with(|| self.is_document(file, entry.path())) {
                    wanted.remove(&number);
                    found.insert(number);
                }
            }
        }
    }

    /// Whether it was checked, be it under another policy.
    fn is_checked(&self, path: &Path) -> bool {
        let mut near = self.policies.values().filter(|(file, _)| path.starts_with(&file.folder));
        near.any(|(file, usage)| usage.has(&file.relative(path)))
    }

    /// Whether it was not checked, would be if it were named, and seems to be made for that.
    fn is_document(&self, file: &PolicyFile, path: &Path) -> bool {
        let is_named_so = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().to_ascii_lowercase().contains(".json"));
        is_named_so
            && !self.is_checked(path)
            && !file.excludes(path, false)
            && files::one(path, &mut std::io::empty())
                .is_ok_and(|content| is_request_body(&path.to_string_lossy(), &content, Kind::Patch))
    }
}
