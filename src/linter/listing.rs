//! How many findings of a document are listed, and what is said of the others.

#[cfg(test)]
mod tests;

use super::Linter;
use crate::policy::Setting;
use crate::report::{Finding, Place, Report, in_words};
use crate::rule::{Beyond, Rule};
use crate::rules::document::limits::TOO_MANY_FINDINGS;
use crate::rules::rule;
use crate::source::Source;

impl Linter {
    /// How many findings of a document are listed; all of them unless said otherwise, and at least one.
    ///
    /// The others are counted ([`Report::unlisted`], [`Report::count`]), and one more finding, the note
    /// `too-many-findings`, says how many of which rules they are; it stands last. The worst is always listed, and
    /// neither the counts of errors and warnings nor [`Report::is_submittable`] depends on this number. Who adds
    /// findings to a [`Baseline`](crate::Baseline) wants all of them.
    ///
    /// # Limits
    ///
    /// What bounds the time and the memory that one document takes, whatever is in it; each has a finding
    /// that says that it was hit:
    ///
    /// | what | limit | rule |
    /// |---|---|---|
    /// | the document, in bytes | [`MAX_INPUT`](crate::MAX_INPUT), or [`Linter::max_input`] | `input-too-large` |
    /// | open brackets | [`MAX_DEPTH`](crate::MAX_DEPTH) | `json-too-deep` |
    /// | members that are not the contract's | [`MAX_UNKNOWN`](crate::MAX_UNKNOWN) | `too-many-members` |
    /// | entries of `userToDNMapping` | [`MAX_MAPPINGS`](crate::MAX_MAPPINGS) | `too-many-mappings` |
    /// | certificates of one member | [`MAX_CERTIFICATES`](crate::MAX_CERTIFICATES) | `too-many-certificates` |
    /// | a bind name, an expression, a substitution or a query, in bytes | [`MAX_TEXT`](crate::MAX_TEXT) | `value-too-long` |
    /// | findings of one case of a rule | 10,000 | `too-many-findings` |
    /// | findings that are listed | this one | `too-many-findings` |
    ///
    /// ```
    /// let body = r#"{"ldap": {"hostname": "ldap..net", "port": 70000, "bindUsername": "admin"}}"#;
    /// let all = usersec::check(body);
    /// let report = usersec::Linter::new().max_findings(1).check(body);
    ///
    /// assert_eq!(report.findings().len(), 2);
    /// assert_eq!(report.findings()[1].rule().name(), "too-many-findings");
    /// assert_eq!(report.count(usersec::Level::Error), all.count(usersec::Level::Error));
    /// assert_eq!(report.is_submittable(), all.is_submittable());
    /// ```
    pub fn max_findings(self, findings: usize) -> Self {
        Self { max_findings: findings, ..self }
    }

    /// Cuts the list of findings, if there are too many of them, and says what is not listed.
    ///
    /// What says so is a note, whatever level was chosen: how much is listed differs from one format to the other,
    /// and what is not listed counts by itself.
    pub(crate) fn listed(&self, mut report: Report) -> Report {
        let was_told = std::mem::take(&mut report.rest.is_told);
        if was_told {
            report.findings.retain(|finding| finding.rule.name != TOO_MANY_FINDINGS);
        }
        report.keep_at_most(self.max_findings);
        let unlisted = report.unlisted();
        let Some(place) = report.rest.start.clone().filter(|_| !unlisted.is_empty()) else { return report };
        let Some((about, case)) = rule(TOO_MANY_FINDINGS).and_then(|rule| Some((rule, rule.cases.first()?)))
        else {
            return report;
        };
        let count: usize = unlisted.iter().map(|unlisted| unlisted.count).sum();
        let others = in_words(of_each_rule(unlisted.iter().map(|unlisted| (unlisted.rule, unlisted.count))));
        let message = match count {
            1 => format!("one more finding is counted, and not listed: {others}"),
            count => format!("{count} more findings are counted, and not listed: {others}"),
        };
        let help = match report.rest.cut_short.is_empty() {
            true => "mend what is listed first; `--max-findings` lists more",
            false => "mend what is listed, and check the document again",
        };
        let (found, suppressed) = self.settle(vec![Finding::about_others(about, case, message, help, place)]);
        report.findings.extend(found.into_iter().map(|finding| Finding { level: case.level, ..finding }));
        if !was_told {
            report.suppressed.take_in(suppressed);
        }
        report.rest.is_told = true;
        report
    }

    /// The report, in which what was too much to be looked at further is counted. Nobody knows whether an exception
    /// or a baseline would hide it, so only that its rule is switched off does.
    pub(super) fn with_beyond(&self, mut report: Report, beyond: &[Beyond], source: &Source<'_>) -> Report {
        if beyond.is_empty() {
            return report;
        }
        for beyond in beyond {
            let Some(level) = self.level_by_case(beyond.rule, beyond.case) else { continue };
            let level = self.setting(beyond.rule).map_or(Some(level), Setting::level);
            report.rest.take_beyond(*beyond, level);
        }
        if !report.rest.cut_short.is_empty() {
            report.rest.start = Some(Place::start(&source.masked()));
        }
        report
    }

    /// What was chosen for the rule.
    pub(super) fn setting(&self, rule: &Rule) -> Option<Setting> {
        let policy = self.policy.as_ref().and_then(|(policy, _)| policy.setting(rule));
        self.levels.get(rule.name).copied().or(policy)
    }
}

/// The counts of each rule added up, in the order in which the rules first stand there.
fn of_each_rule<'r>(
    counts: impl Iterator<Item = (&'r str, usize)>,
) -> impl ExactSizeIterator<Item = (&'r str, usize)> {
    let mut rules: Vec<(&str, usize)> = Vec::new();
    for (rule, count) in counts {
        match rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, sum)) => *sum += count,
            None => rules.push((rule, count)),
        }
    }
    rules.into_iter()
}
