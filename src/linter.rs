//! The way in: a document and what is known about it go in, a report comes out.

mod asking;
mod effective;
mod listing;
mod message;
mod subject;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use self::asking::Drafted;
use crate::api::state::State;
use crate::baseline::Baseline;
use crate::conventions::Conventions;
use crate::payload::Payload;
use crate::policy::{Policy, Setting};
#[cfg(any(test, feature = "cli"))]
use crate::report::PlainText;
use crate::report::{Finding, Kept, Report, Suppressed, findings, level_of};
use crate::rule::{Case, Draft, Level, Rule};
use crate::settings::UserSecurity;
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::spec::Kind;

/// Checks a request body without knowing more than its text.
///
/// There is no clock, so the rules about expiry do not run, and [`Report::skipped`] says so; a
/// [`Linter`] takes one.
pub fn check(body: impl AsRef<[u8]>) -> Report {
    Linter::new().check(body)
}

/// Checks a request body that a program holds as a value, as [`Linter::check_value`] does.
///
/// # Errors
///
/// [`NotJson`] if the value cannot be serialised.
pub fn check_value(body: &impl Serialize) -> Result<Report, NotJson> {
    Linter::new().check_value(body)
}

/// A value cannot be written as JSON: its `Serialize` failed, or a key of a map is no string.
///
/// What the serialiser said is not passed on, because that may quote the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotJson;

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be serialised as JSON")
    }
}

impl std::error::Error for NotJson {}

/// Checks documents, given what is known about them.
///
/// ```
/// use usersec::Linter;
///
/// let linter = Linter::new().now(1_770_681_600).strict(true);
/// let report = linter.check(r#"{"ldap": {"port": 70000}}"#);
/// assert_eq!(report.findings()[0].rule().name(), "port-out-of-range");
/// ```
#[derive(Clone, Debug)]
pub struct Linter {
    now: Option<i64>,
    kind: Kind,
    strict: bool,
    complete: bool,
    pedantic: bool,
    in_file: bool,
    max_input: usize,
    max_findings: usize,
    /// A policy, and the document's path as its globs see it.
    policy: Option<(Arc<Policy>, String)>,
    /// What counts instead of the policy's conventions.
    conventions: Option<Arc<Conventions>>,
    /// What is stored before the update.
    current: Option<Arc<State>>,
    /// What was found before, and the document's path as it stands there.
    baseline: Option<(Arc<Baseline>, String)>,
    /// Levels that beat those of the policy.
    levels: BTreeMap<&'static str, Setting>,
}

impl Default for Linter {
    fn default() -> Self {
        Self::new()
    }
}

/// A document that was checked.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) report: Report,
    pub(crate) is_json: bool,
    /// Where its secrets are, in order, if it is JSON.
    pub(crate) secrets: Vec<Span>,
}

impl Linter {
    /// A linter that knows nothing but the text.
    pub fn new() -> Self {
        Self {
            now: None,
            kind: Kind::Patch,
            strict: false,
            complete: false,
            pedantic: false,
            in_file: false,
            max_input: MAX_INPUT,
            max_findings: usize::MAX,
            policy: None,
            conventions: None,
            current: None,
            baseline: None,
            levels: BTreeMap::new(),
        }
    }

    /// The time, in seconds since 1970-01-01T00:00:00Z, by which certificates are judged.
    pub fn now(self, seconds: i64) -> Self {
        Self { now: Some(seconds), ..self }
    }

    /// What the document is; a request body unless said otherwise.
    pub fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// Makes an error of every value that the documented contract forbids though it may well work.
    pub fn strict(self, strict: bool) -> Self {
        Self { strict, ..self }
    }

    /// Says that the body is the whole configuration, so that what is absent is judged as well.
    pub fn complete(self, complete: bool) -> Self {
        Self { complete, ..self }
    }

    /// Shows advice that most people do not want.
    pub fn pedantic(self, pedantic: bool) -> Self {
        Self { pedantic, ..self }
    }

    /// Says that the text is kept in a file, where a password should not stand.
    pub fn in_file(self, in_file: bool) -> Self {
        Self { in_file, ..self }
    }

    /// The largest document that is looked into, in bytes; [`MAX_INPUT`](crate::MAX_INPUT) unless said
    /// otherwise, and at most.
    pub fn max_input(self, bytes: usize) -> Self {
        Self { max_input: bytes.min(MAX_INPUT), ..self }
    }

    /// What a team has decided, and the document's path relative to the policy's folder, with `/` between
    /// its parts.
    ///
    /// The document is checked even if the policy [excludes](Policy::excludes) that path: ask before.
    pub fn policy(self, policy: Arc<Policy>, path: impl Into<String>) -> Self {
        Self { policy: Some((policy, path.into())), ..self }
    }

    /// Findings that are known and not shown again, and the document's path relative to the baseline's
    /// folder, with `/` between its parts.
    pub fn baseline(self, baseline: Arc<Baseline>, path: impl Into<String>) -> Self {
        Self { baseline: Some((baseline, path.into())), ..self }
    }

    /// The level of a rule's findings, whatever a policy says.
    pub fn level(mut self, rule: &'static Rule, setting: Setting) -> Self {
        self.levels.insert(rule.name, setting);
        self
    }

    /// Checks a document that a program holds as a value: it is serialised, and the text is checked.
    ///
    /// Look at [`Finding::pointer`](crate::Finding::pointer) to find the member. Spans, locations and
    /// fixes are about the text that `serde_json::to_string_pretty` makes of the value.
    ///
    /// ```
    /// # fn main() -> Result<(), usersec::NotJson> {
    /// #[derive(serde::Serialize)]
    /// struct Body {
    ///     ldap: Ldap,
    /// }
    ///
    /// #[derive(serde::Serialize)]
    /// struct Ldap {
    ///     hostname: String,
    ///     port: u32,
    /// }
    ///
    /// let body = Body { ldap: Ldap { hostname: "ldap.mycompany.com".to_owned(), port: 70_000 } };
    /// let report = usersec::Linter::new().check_value(&body)?;
    /// assert_eq!(report.findings()[0].pointer(), "/ldap/port");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotJson`] if the value cannot be serialised.
    pub fn check_value(&self, body: &impl Serialize) -> Result<Report, NotJson> {
        // Pretty, so that a snippet shows a member or two, and not all of the body.
        Ok(self.check(crate::wiped::pretty_json(body).ok_or(NotJson)?))
    }

    /// Checks a document.
    pub fn check(&self, body: impl AsRef<[u8]>) -> Report {
        self.listed(self.look(body.as_ref()).report)
    }

    /// Checks a document, and says of it what fixes must not change.
    pub(crate) fn look(&self, body: &[u8]) -> Looked {
        self.read(body, self.complete, |source, payload| {
            let mut report = self.judge(source, &payload);
            let shown = report.findings.first().map(|finding| &finding.place.source);
            report.kept = Kept::of(source, shown, self.kind).map(Box::new);
            if self.kind == Kind::Patch && report.is_submittable() {
                report.settings = UserSecurity::of(payload).map(Box::new);
            }
            let is_json = source.document().is_some();
            let secrets = if is_json { source.secrets().to_vec() } else { Vec::new() };
            Looked { report, is_json, secrets }
        })
    }

    /// Checks a document, and shows what was checked together with what was found.
    #[cfg(feature = "cli")]
    pub(crate) fn inspect<T>(
        &self,
        body: &[u8],
        look: impl FnOnce(&Source<'_>, &Payload<'_>, &Report) -> T,
    ) -> T {
        self.read(body, self.complete, |source, payload| {
            let report = self.judge(source, &payload);
            look(source, &payload, &report)
        })
    }

    pub(crate) fn conventions(&self) -> &Conventions {
        let of_policy = self.policy.as_ref().map(|(policy, _)| policy.conventions());
        self.conventions.as_deref().or(of_policy).unwrap_or(Conventions::usual())
    }

    /// What the rules find; without the settings, which take the payload.
    fn judge(&self, source: &Source<'_>, payload: &Payload<'_>) -> Report {
        let Drafted { drafts, skipped, beyond } = self.draft(source, payload);
        let findings = self.levelled(drafts, source);
        let (findings, suppressed) = self.settle(findings);
        self.with_beyond(Report { skipped, ..Report::of(findings, suppressed) }, &beyond, source)
    }

    /// What of that is shown, with its level.
    fn levelled(&self, drafts: Vec<Draft>, source: &Source<'_>) -> Vec<Finding> {
        findings(drafts, source, |rule, case| self.level_by_case(rule, case))
    }

    /// The level of a case of a rule, before anybody has chosen another one.
    fn level_by_case(&self, rule: &Rule, case: &Case) -> Option<Level> {
        level_of(case, self.strict, self.pedantic || self.is_named(rule))
    }

    /// What a run finds about a text that is no payload: a policy, a file of known findings.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn report_on(&self, text: &PlainText<'_>, drafts: Vec<Draft>) -> Report {
        let level = |draft: &Draft| self.level_by_case(draft.rule, draft.case);
        let drafts = drafts.into_iter().map(|draft| (level(&draft), draft)).collect();
        let (findings, suppressed) = self.settle(text.findings(drafts));
        self.listed(Report::of(findings, suppressed))
    }

    /// Whether somebody asked for the rule by its name, so that even its pedantic cases are shown.
    fn is_named(&self, rule: &Rule) -> bool {
        let named = self.levels.get(rule.name).copied().or_else(|| self.policy.as_ref()?.0.of_rule(rule));
        named.is_some_and(|setting| setting != Setting::Off)
    }

    /// Gives each finding the level that was chosen for it, and takes out what shall not be shown. That a
    /// finding is hidden never makes another one appear: what yields to it has done so.
    fn settle(&self, findings: Vec<Finding>) -> (Vec<Finding>, Suppressed) {
        let mut suppressed = Suppressed::default();
        if findings.is_empty() {
            return (findings, suppressed);
        }
        let mut used = BTreeSet::new();
        let exceptions = self.policy.as_ref().map(|(policy, path)| policy.ignores(path));
        let settled = |mut finding: Finding| {
            let mut ignoring = exceptions.iter().flat_map(|exceptions| exceptions.of(&finding));
            let ignored = ignoring.next();
            used.extend(ignored.into_iter().chain(ignoring));
            let known = self.baseline.as_ref().and_then(|(baseline, path)| baseline.knows(path, &finding));
            let level = self.setting(finding.rule).map_or(Some(finding.level), Setting::level);
            match (ignored, known, level) {
                (Some(_), known, _) => {
                    suppressed.ignored += 1;
                    suppressed.known.extend(known.map(|entry| (entry, false)));
                }
                (None, Some(entry), _) => suppressed.known.push((entry, true)),
                (None, None, None) => {}
                (None, None, Some(level)) => {
                    finding.level = level;
                    return Some(finding);
                }
            }
            suppressed.worst = suppressed.worst.max(Some(finding.case.level));
            None
        };
        // In the same place: of a hundred thousand findings another list takes 23 MB.
        let shown = findings.into_iter().filter_map(settled).collect();
        suppressed.used = used.into_iter().collect();
        (shown, suppressed)
    }
}
