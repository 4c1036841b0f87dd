//! What of a report is counted, and not listed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Finding, Place, Report, hashed_into};
use crate::diagnostic::ShownPlace;
use crate::fix::Safety;
use crate::mask::Masked;
use crate::rule::{Beyond, Case, Level, Rule};
use crate::span::Span;

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
    /// The highest level, by its case, among them, and among what of rules that are switched off was too much.
    pub(super) worst: Option<Level>,
    /// The rules of which more was found than is looked at further.
    pub(crate) cut_short: Vec<&'static str>,
    /// Where the document begins, if something is not listed.
    pub(crate) start: Option<Place>,
    /// Whether a finding says how much is not listed.
    pub(crate) is_told: bool,
}

impl Rest {
    /// Takes in findings of a rule and a level.
    fn add(&mut self, rule: &'static str, level: Level, count: usize) {
        match self.unlisted.iter_mut().find(|known| (known.rule, known.level) == (rule, level)) {
            Some(known) => known.count += count,
            None => self.unlisted.push(Unlisted { rule, level, count }),
        }
    }

    /// Takes in what a rule found and is not looked at further, with the level that it has, if it is shown.
    pub(crate) fn take_beyond(&mut self, beyond: Beyond, level: Option<Level>) {
        let Beyond { rule, case, count } = beyond;
        self.worst = self.worst.max(Some(case.level));
        self.cut_short.push(rule.name);
        if let Some(level) = level {
            self.add(rule.name, level, count);
            self.sort();
        }
    }

    fn take_in(&mut self, others: &[Finding]) {
        let mut counts: BTreeMap<(&'static str, Level), usize> = BTreeMap::new();
        for finding in others {
            *counts.entry((finding.rule.name, finding.level)).or_default() += 1;
            self.worst = self.worst.max(Some(finding.case.level));
            match finding.fix().map(|fix| fix.safety) {
                Some(Safety::Safe) => self.fixable += 1,
                Some(Safety::Hint) => self.guessable += 1,
                None => {}
            }
        }
        counts.into_iter().for_each(|((rule, level), count)| self.add(rule, level, count));
        self.sort();
    }

    fn sort(&mut self) {
        self.unlisted.sort_by_key(|unlisted| (Reverse(unlisted.level), Reverse(unlisted.count)));
    }
}

impl Report {
    /// Keeps so many findings, at least one, and counts the others.
    ///
    /// The first of each rule and level come first, the worst of them before the others, then what weighs most,
    /// and of that as many of each rule: so the worst is always listed, and none crowds out another. They stay
    /// in their order.
    pub(crate) fn keep_at_most(&mut self, most: usize) {
        let most = most.max(1);
        if self.findings.len() <= most {
            return;
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
        self.rest.take_in(&others);
        if let Some(first) = others.first() {
            self.rest.start = Some(Place::start(&first.place.source));
        }
    }
}

impl Place {
    /// Where a document begins: behind the byte order mark.
    pub(crate) fn start(source: &Masked) -> Self {
        let text = source.text();
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let span = Span::at(mark);
        let location = source.lines().location(text.as_bytes(), span);
        Self { span, location, pointer: String::new(), source: source.clone() }
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
