//! Exceptions that nothing makes use of: what a run sees of it.

use std::collections::BTreeSet;

use super::Policy;
use super::ignore::Ignore;
use crate::report::{PlainText, Report};
use crate::rule::{Case, Draft, Example};
use crate::rules::document::limits::TOO_MANY_FINDINGS;
use crate::rules::policy::{NO_FILE, NOTHING_FOUND, unused};

/// What the checks of a run have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    pub(crate) strict: bool,
    pub(crate) pedantic: bool,
    pub(crate) complete: bool,
    /// Whether what is stored is known.
    pub(crate) current: bool,
}

impl Mode {
    /// Whether all cases of the rule are looked for; else that one is not found says nothing.
    fn shows(self, entry: &Ignore, policy: &Policy) -> bool {
        let is_named = policy.of_rule(entry.rule).is_some_and(|setting| setting.level().is_some());
        let is_shown =
            |case: &Case| !case.pedantic || self.pedantic || is_named || self.strict && case.strict;
        let needs_all = |example: &Example| example.complete || example.current().is_some();
        let is_judged = self.complete || self.current || !entry.rule.bad.iter().any(needs_all);
        is_judged && entry.rule.cases.iter().all(is_shown)
    }
}

/// What there is on the disk at the path of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnDisk {
    Nothing,
    /// Nothing but what was checked.
    Checked,
    /// Something that was not checked, and would be if it were named.
    Unchecked,
}

/// An exception of which nothing has made use, and where to look for files that it may be for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idle<'p> {
    pub(crate) number: usize,
    /// The path itself, if it has no wildcard, or the folder below which it is.
    pub(crate) place: Result<&'p str, &'p str>,
    /// Whether nothing at its path was checked: any file there is one that it may be for.
    pub(crate) is_absent: bool,
}

/// What became of a policy's exceptions in a run.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    /// Entries that waved something through.
    used: BTreeSet<usize>,
    /// Entries at whose path a document was checked.
    matched: BTreeSet<usize>,
    /// Entries at whose very path, which has no wildcard, a document was checked.
    checked: BTreeSet<usize>,
    /// Entries at whose path a document was not checked, or not by the entry's rule.
    unknown: BTreeSet<usize>,
    /// The documents.
    documents: BTreeSet<String>,
}

impl Usage {
    /// Takes in what came of the document of that path: its report, if it could be checked.
    pub(crate) fn add(&mut self, policy: &Policy, path: &str, report: Option<&Report>) {
        for number in policy.ignores.globs.matching(path) {
            let Some(entry) = policy.ignores.entries.get(number) else { continue };
            self.matched.insert(number);
            if policy.ignores.globs.literal(number) == Some(path) {
                self.checked.insert(number);
            }
            // How much is listed differs from one format to the other.
            let is_about_lists = entry.rule.name == TOO_MANY_FINDINGS;
            if is_about_lists || report.is_none_or(|report| report.has_unseen(entry.rule.name)) {
                self.unknown.insert(number);
            }
        }
        self.documents.insert(path.to_owned());
        self.used.extend(report.iter().flat_map(|report| &report.suppressed.used));
    }

    /// Whether the run has had to do with the document of that path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.documents.contains(path)
    }

    /// The exceptions that may be needed by nobody: what is on the disk decides. `is_whole` says whether
    /// every document in the policy's folder was checked.
    pub(crate) fn idle<'p>(&self, policy: &'p Policy, mode: Mode, is_whole: bool) -> Vec<Idle<'p>> {
        let globs = &policy.ignores.globs;
        let idle = |(number, entry): (usize, &Ignore)| {
            let is_absent = !self.matched.contains(&number);
            let is_known = (is_whole || self.checked.contains(&number)) && !self.unknown.contains(&number);
            let is_idle = !self.used.contains(&number)
                && (is_absent && entry.has_path || !is_absent && is_known && mode.shows(entry, policy));
            let place = match globs.literal(number) {
                Some(path) if is_absent || self.checked.contains(&number) => Ok(path),
                // Documents below it were checked: it is a folder.
                Some(folder) => Err(folder),
                None => Err(globs.prefix(number)),
            };
            is_idle.then_some(Idle { number, place, is_absent })
        };
        policy.ignores.entries.iter().enumerate().filter_map(idle).collect()
    }

    /// The findings about these exceptions of a policy.
    pub(crate) fn drafts(
        policy: &Policy,
        idle: &[Idle<'_>],
        on_disk: impl Fn(&Idle<'_>) -> OnDisk,
    ) -> Vec<Draft> {
        let draft = |idle: &Idle<'_>| {
            let entry = policy.ignores.entries.get(idle.number)?;
            match (on_disk(idle), idle.is_absent) {
                (OnDisk::Nothing, true) => {
                    let help = "mend the path, or take the entry out";
                    unused(NO_FILE, entry.path_span, "no file is at the path of this exception", help)
                }
                (OnDisk::Nothing | OnDisk::Checked, false) => {
                    let rule = entry.rule.name;
                    let message =
                        format!("nothing is found that this exception for {rule} would wave through");
                    unused(
                        NOTHING_FOUND,
                        entry.rule_span,
                        message,
                        "take the entry out, or mend what it is for",
                    )
                }
                (OnDisk::Unchecked, _) | (OnDisk::Checked, true) => None,
            }
        };
        idle.iter().filter_map(draft).collect()
    }
}

impl Policy {
    /// Its text, for findings about it.
    pub(crate) fn plain_text(&self) -> PlainText<'_> {
        PlainText::new(&self.text, self.masked.clone())
    }

    /// Which of the exceptions' globs match the path: to look for files on the disk.
    pub(crate) fn exceptions_at(&self, path: &str) -> Vec<usize> {
        self.ignores.globs.matching(path)
    }
}
