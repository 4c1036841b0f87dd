//! Which fixes go together, and whether what comes of them is better than what was.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::kept::Moved;
use crate::fix::{Edit, Fix, Safety};
use crate::linter::Looked;
use crate::report::{Finding, Reach};
use crate::span::Span;

/// Fixes that go together.
#[derive(Debug, Default)]
pub(super) struct Round<'r> {
    /// Each fix, with the findings that it mends.
    fixes: Vec<(&'r Fix, Vec<&'r Finding>)>,
    /// The edits by their start, each with its end and the number of its fix.
    taken: BTreeMap<usize, (&'r Edit, usize)>,
}

/// What came of a round.
#[derive(Debug)]
pub(super) enum Verdict {
    Mended,
    /// It is no JSON any more, or a secret is none any more.
    Broken,
    /// Findings that are there as before, by their fingerprints.
    Stay(Vec<u64>),
}

/// The next fixes to be made, at most so many; none if there is nothing to do. What is safe goes first, and
/// all that is safe before the first guess. Suspects go alone, behind the others.
pub(super) fn choose<'r>(
    findings: &'r [Finding],
    up_to: Safety,
    most: usize,
    refused: &HashSet<u64>,
    suspects: &HashSet<u64>,
) -> Round<'r> {
    for safety in [Safety::Safe, Safety::Hint].into_iter().filter(|safety| *safety <= up_to) {
        let open = || {
            let open = findings.iter().filter(|finding| !refused.contains(&finding.fingerprint));
            open.filter_map(move |finding| Some((finding, finding.fix().filter(|fix| fix.safety == safety)?)))
        };
        let mut round = Round::default();
        for (finding, fix) in open().filter(|(finding, _)| !suspects.contains(&finding.fingerprint)) {
            round.add(finding, fix, most);
        }
        if round.is_empty()
            && let Some((finding, fix)) = open().next()
        {
            round.add(finding, fix, 1);
        }
        if !round.is_empty() {
            return round;
        }
    }
    Round::default()
}

impl<'r> Round<'r> {
    /// Takes the fix if there is room for it: all of it, or nothing. Of two that are the same one is made.
    fn add(&mut self, finding: &'r Finding, fix: &'r Fix, most: usize) {
        let number = self.fixes.len();
        match fix.edits.iter().find_map(|edit| self.rival(edit.span)) {
            None if number < most => {
                self.taken.extend(fix.edits.iter().map(|edit| (edit.span.start, (edit, number))));
                self.fixes.push((fix, vec![finding]));
            }
            None => {}
            Some(rival) => match self.fixes.get_mut(rival) {
                Some((other, findings)) if *other == fix => findings.push(finding),
                _ => {}
            },
        }
    }

    /// The fix that edits something there. An insertion is in the way of everything that it touches.
    fn rival(&self, span: Span) -> Option<usize> {
        let before = self.taken.range(..=span.start).next_back();
        let behind = self.taken.range(span.start..).next();
        let near = before.into_iter().chain(behind);
        near.map(|(_, taken)| taken).find(|(edit, _)| edit.span.overlaps(span)).map(|(_, fix)| *fix)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fixes.is_empty()
    }

    /// How many fixes there are; each may mend several findings.
    pub(super) fn len(&self) -> usize {
        self.fixes.len()
    }

    /// The edits, in the order of the file.
    pub(super) fn edits(&self) -> impl Iterator<Item = &'r Edit> + '_ {
        self.taken.values().map(|(edit, _)| *edit)
    }

    pub(super) fn moved(&self) -> Moved {
        Moved::new(self.edits())
    }

    fn findings(&self) -> impl Iterator<Item = &'r Finding> + '_ {
        self.fixes.iter().flat_map(|(_, findings)| findings.iter().copied())
    }

    /// The fingerprints of the findings.
    pub(super) fn prints(&self) -> Vec<u64> {
        self.findings().map(|finding| finding.fingerprint).collect()
    }

    /// The rules of the findings.
    pub(super) fn rules(&self) -> Vec<&'static str> {
        self.findings().map(|finding| finding.rule().name()).collect()
    }

    /// Compares what was with what came of it.
    pub(super) fn judge(&self, before: &Looked, after: &Looked) -> Verdict {
        let moved = self.moved();
        if before.is_json && (!after.is_json || exposes(before, after, &moved)) {
            return Verdict::Broken;
        }
        let stay = self.staying(before, after, &moved);
        if stay.is_empty() { Verdict::Mended } else { Verdict::Stay(stay) }
    }

    /// The fingerprints of the findings that are not gone: of their rule there are as many as before on that
    /// member, and one of them is where they were.
    fn staying(&self, before: &Looked, after: &Looked, moved: &Moved) -> Vec<u64> {
        let key = |finding: &'r Finding| (finding.rule().name(), finding.pointer());
        let mut expected: HashMap<(&str, &str), isize> =
            self.findings().map(|finding| (key(finding), 0)).collect();
        for finding in before.report.findings() {
            if let Some(count) = expected.get_mut(&(finding.rule().name(), finding.pointer())) {
                *count += 1;
            }
        }
        for finding in after.report.findings() {
            if let Some(count) = expected.get_mut(&(finding.rule().name(), finding.pointer())) {
                *count -= 1;
            }
        }
        for finding in self.findings() {
            if let Some(count) = expected.get_mut(&key(finding)) {
                *count -= 1;
            }
        }
        // What is below nothing is not accounted for by those that were mended.
        let doubtful: Vec<&Finding> = self
            .findings()
            .filter(|finding| expected.get(&key(finding)).is_some_and(|&rest| rest < 0))
            .collect();
        if doubtful.is_empty() {
            return Vec::new();
        }
        let rules: HashSet<&str> = doubtful.iter().map(|finding| finding.rule().name()).collect();
        let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
        for finding in after.report.findings().iter().filter(|other| rules.contains(other.rule().name())) {
            spans.entry(finding.rule().name()).or_default().push(finding.span());
        }
        let reach: HashMap<&str, Reach> =
            spans.into_iter().map(|(rule, spans)| (rule, Reach::of(spans))).collect();
        let stays = |finding: &&Finding| {
            let image = moved.image(finding.span());
            let others = reach.get(finding.rule().name());
            !image.is_empty() && others.is_some_and(|others| others.overlaps(image))
        };
        doubtful.into_iter().filter(stays).map(|finding| finding.fingerprint).collect()
    }
}

/// Whether something that was secret, and still stands there, is not secret any more.
fn exposes(before: &Looked, after: &Looked, moved: &Moved) -> bool {
    before.secrets.iter().any(|secret| {
        let image = moved.image(*secret);
        let next = after.secrets.partition_point(|other| other.end <= image.start);
        let cover = after.secrets.get(next);
        let is_hidden = cover.is_some_and(|cover| match moved.touches(*secret) {
            true => cover.overlaps(image),
            false => cover.contains(image),
        });
        !image.is_empty() && !is_hidden
    })
}
