//! Exceptions that nothing makes use of: what a run sees of it.

use std::collections::BTreeSet;

use super::Policy;
use super::ignore::Ignore;
use crate::report::{PlainText, Report};
use crate::rule::{Case, Draft};
use crate::rules::policy::{NO_FILE, NOTHING_FOUND, unused};

/// What the checks of a run have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    pub(crate) strict: bool,
    pub(crate) pedantic: bool,
    pub(crate) complete: bool,
}

impl Mode {
    /// Whether all cases of the rule are looked for; else that one is not found says nothing.
    fn shows(self, entry: &Ignore, policy: &Policy) -> bool {
        let is_named = policy.of_rule(entry.rule).is_some_and(|setting| setting.level().is_some());
        let is_shown =
            |case: &Case| !case.pedantic || self.pedantic || is_named || self.strict && case.strict;
        let is_judged = self.complete || !entry.rule.bad.iter().any(|example| example.complete);
        is_judged && entry.rule.cases.iter().all(is_shown)
    }
}

/// What there is on the disk at the path of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnDisk {
    Something,
    Nothing,
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
            let is_skipped =
                |report: &Report| report.skipped().iter().any(|skipped| skipped.rule == entry.rule.name);
            if report.is_none_or(is_skipped) {
                self.unknown.insert(number);
            }
        }
        self.used.extend(report.iter().flat_map(|report| &report.suppressed.used));
    }

    /// Entries at whose path nothing was checked: whether anything is there has to be looked up. Each with
    /// the path itself, if it has no wildcard, or the folder below which it is.
    pub(crate) fn absent<'p>(&self, policy: &'p Policy) -> Vec<(usize, Result<&'p str, &'p str>)> {
        let globs = &policy.ignores.globs;
        let numbers = 0..policy.ignores.entries.len();
        let absent = numbers.filter(|number| !self.matched.contains(number));
        absent.map(|number| (number, globs.literal(number).ok_or_else(|| globs.prefix(number)))).collect()
    }

    /// The findings about a policy's exceptions. `is_whole` says whether every document in the policy's
    /// folder was checked; `on_disk` what is at the path of an entry that is [absent](Self::absent).
    pub(crate) fn drafts(
        &self,
        policy: &Policy,
        mode: Mode,
        is_whole: bool,
        on_disk: impl Fn(usize) -> OnDisk,
    ) -> Vec<Draft> {
        let draft = |(number, entry): (usize, &Ignore)| {
            if self.used.contains(&number) {
                return None;
            }
            let rule = entry.rule.name;
            if !self.matched.contains(&number) && entry.has_path && on_disk(number) == OnDisk::Nothing {
                let help = "mend the path, or take the entry out; what .gitignore names was not looked for";
                let help = match policy.ignores.globs.literal(number) {
                    Some(_) => "mend the path, or take the entry out",
                    None => help,
                };
                return unused(NO_FILE, entry.path_span, "no file is at the path of this exception", help);
            }
            let is_known = is_whole || self.checked.contains(&number);
            if !is_known || self.unknown.contains(&number) || !mode.shows(entry, policy) {
                return None;
            }
            let message = match self.matched.contains(&number) {
                true => {
                    format!("nothing is found that this exception for {rule} would wave through")
                }
                false => format!("no file that is checked is at the path of this exception for {rule}"),
            };
            unused(NOTHING_FOUND, entry.rule_span, message, "take the entry out, or mend what it is for")
        };
        policy.ignores.entries.iter().enumerate().filter_map(draft).collect()
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
