//! What of a report is counted, and not listed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Finding, Place, Report, hashed_into};
use crate::diagnostic::ShownPlace;
use crate::fix::Safety;
use crate::rule::{Case, Level, Rule};

/// How many rules are named at most of those of which something is not listed.
const NAMED: usize = 8;

/// Findings of one rule and level that are counted, and not listed ([`Linter::max_findings`](crate::Linter::max_findings)).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Unlisted {
    /// The name of the rule.
    pub rule: &'static str,
    /// How much each of them weighs.
    pub level: Level,
    /// How many there are.
    pub count: usize,
}

/// What is counted, and not listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rest {
    /// What weighs most first, and of that what there is most of.
    pub(super) unlisted: Vec<Unlisted>,
    /// How many of them have a fix: a safe one, and a guess.
    pub(crate) fixable: usize,
    pub(crate) guessable: usize,
    /// The highest level, by its case, among them.
    pub(super) worst: Option<Level>,
}

impl Rest {
    fn of(unlisted: &[Finding]) -> Self {
        let mut counts: BTreeMap<(&'static str, Level), usize> = BTreeMap::new();
        let mut rest = Rest::default();
        for finding in unlisted {
            *counts.entry((finding.rule.name, finding.level)).or_default() += 1;
            rest.worst = rest.worst.max(Some(finding.case.level));
            match finding.fix().map(|fix| fix.safety) {
                Some(Safety::Safe) => rest.fixable += 1,
                Some(Safety::Hint) => rest.guessable += 1,
                None => {}
            }
        }
        let counts = counts.into_iter().map(|((rule, level), count)| Unlisted { rule, level, count });
        rest.unlisted = counts.collect();
        rest.unlisted.sort_by_key(|unlisted| (Reverse(unlisted.level), Reverse(unlisted.count)));
        rest
    }
}

impl Report {
    /// Keeps so many findings, at least one, and counts the others; gives the place of the first of those.
    ///
    /// The first of each rule and level stay, then what weighs most, and of that as many of each rule: so
    /// the worst is always listed, and none crowds out another. They stay in their order.
    pub(crate) fn keep_at_most(&mut self, most: usize) -> Option<Place> {
        let most = most.max(1);
        if self.findings.len() <= most {
            return None;
        }
        let mut seen: HashMap<(&str, Level), usize> = HashMap::new();
        let mut ranks: Vec<_> = (self.findings.iter().enumerate())
            .map(|(index, finding)| {
                let nth = seen.entry((finding.rule.name, finding.level)).or_default();
                *nth += 1;
                (*nth > 1, Reverse(finding.level), *nth, index)
            })
            .collect();
        ranks.sort_unstable();
        let mut is_listed = vec![false; self.findings.len()];
        for (.., index) in ranks.into_iter().take(most) {
            if let Some(is_listed) = is_listed.get_mut(index) {
                *is_listed = true;
            }
        }
        let all = std::mem::take(&mut self.findings);
        let (listed, others): (Vec<_>, Vec<_>) =
            all.into_iter().zip(is_listed).partition(|(_, listed)| *listed);
        self.findings = listed.into_iter().map(|(finding, _)| finding).collect();
        let others: Vec<Finding> = others.into_iter().map(|(finding, _)| finding).collect();
        self.rest = Rest::of(&others);
        others.into_iter().next().map(|first| first.place)
    }
}

impl Finding {
    /// One that is about others, and no draft of a check.
    pub(crate) fn about_others(
        rule: &'static Rule,
        case: &'static Case,
        message: String,
        help: &str,
        place: Place,
    ) -> Self {
        Self {
            rule,
            case,
            level: case.level,
            message,
            help: Some(help.to_owned()),
            place,
            related: Vec::new(),
            fix: None,
            #[cfg(feature = "cli")]
            edits: Vec::new(),
            // How many there are changes every day, and nothing else tells it from another one.
            fingerprint: hashed_into(super::fingerprint::FNV, [rule.name]),
            needs_current: false,
            shown: ShownPlace::default(),
        }
    }
}

/// How many of which rules: `4000 of \`suspicious-character\`, 900 of \`wrong-type\``.
pub(crate) fn in_words<'r>(counts: impl ExactSizeIterator<Item = (&'r str, usize)>) -> String {
    let others = counts.len().saturating_sub(NAMED);
    let mut words: Vec<String> =
        counts.take(NAMED).map(|(rule, count)| format!("{count} of `{rule}`")).collect();
    match others {
        0 => {}
        1 => words.push("and some of another rule".to_owned()),
        others => words.push(format!("and some of {others} other rules")),
    }
    words.join(", ")
}
