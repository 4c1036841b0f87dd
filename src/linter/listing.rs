//! How many findings of a document are listed, and what is said of the others.

#[cfg(test)]
mod tests;

use super::Linter;
use crate::policy::Setting;
use crate::report::{Finding, Report, in_words};
use crate::rule::{Beyond, Draft, Level, Rule};
use crate::rules::document::limits::{ERRORS_BEYOND, NOTES_BEYOND, TOO_MANY_FINDINGS, WARNINGS_BEYOND};
use crate::rules::rule;
use crate::source::Source;
use crate::span::Span;

impl Linter {
    /// How many findings of a document are listed; all of them unless said otherwise, and at least one.
    ///
    /// The others are counted ([`Report::unlisted`], [`Report::count`]), and one more finding,
    /// `too-many-findings`, says how many of which rules they are; it stands last. What weighs most is listed
    /// first, so neither the worst level nor [`Report::is_submittable`] depends on this number. Who adds
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
    /// | entries of `userToDNMapping` | [`MAX_MAPPINGS`](crate::MAX_MAPPINGS) | `too-many-mappings` |
    /// | certificates of one member | [`MAX_CERTIFICATES`](crate::MAX_CERTIFICATES) | `too-many-certificates` |
    /// | findings of one case of a rule | 100,000 | `too-many-findings` |
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

    /// Cuts the list of findings, if there are too many of them.
    pub(crate) fn listed(&self, mut report: Report) -> Report {
        let Some(place) = report.keep_at_most(self.max_findings) else { return report };
        let Some(about) = rule(TOO_MANY_FINDINGS) else { return report };
        let Some(case) = about.cases.get(NOTES_BEYOND) else { return report };
        let unlisted = report.unlisted();
        let count: usize = unlisted.iter().map(|unlisted| unlisted.count).sum();
        let others = in_words(of_each_rule(unlisted.iter().map(|unlisted| (unlisted.rule, unlisted.count))));
        let message = match count {
            1 => format!("one more finding is counted, and not listed: {others}"),
            count => format!("{count} more findings are counted, and not listed: {others}"),
        };
        let help = "mend what is listed first; `--max-findings` lists more";
        let (found, suppressed) = self.settle(vec![Finding::about_others(about, case, message, help, place)]);
        report.findings.extend(found);
        report.suppressed.take_in(suppressed);
        report
    }

    /// What is said of findings that were too many to be looked at further; and the highest level among
    /// those of rules that are switched off.
    pub(super) fn beyond(&self, beyond: &[Beyond], source: &Source<'_>) -> (Option<Draft>, Option<Level>) {
        let (mut told, mut hidden, mut worst) = (Vec::new(), None, None);
        for Beyond { rule, case, count } in beyond {
            let Some(level) = self.level_by_case(rule, case) else { continue };
            match self.is_off(rule) {
                true => hidden = hidden.max(Some(case.level)),
                false => {
                    worst = worst.max(Some(level));
                    told.push((rule.name, *count));
                }
            }
        }
        let Some(worst) = worst else { return (None, hidden) };
        let case = match worst {
            Level::Error => ERRORS_BEYOND,
            Level::Warning => WARNINGS_BEYOND,
            Level::Note => NOTES_BEYOND,
        };
        let others = in_words(of_each_rule(told.into_iter()));
        let message = format!("more was found than is looked at further: {others}");
        let about = rule(TOO_MANY_FINDINGS);
        let draft = about.and_then(|about| Draft::new(about, case, Span::at(source.text_start()), message));
        let help = "mend what is listed, and check the document again";
        (draft.map(|draft| Draft { help: Some(help.to_owned()), ..draft }), hidden)
    }

    /// Whether the rule is switched off.
    fn is_off(&self, rule: &Rule) -> bool {
        let policy = self.policy.as_ref().and_then(|(policy, _)| policy.setting(rule));
        self.levels.get(rule.name).copied().or(policy) == Some(Setting::Off)
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
