//! What a rule is: a row of the table, with its cases, its evidence and its examples in one place.

use crate::fix::{Edit, Fix, Safety};
use crate::json::Text;
use crate::payload::Payload;
use crate::quote::quoted;
use crate::source::Source;
use crate::span::Span;
use crate::spec::Kind;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Advice.
    Note,
    /// Very likely a mistake, or a security risk.
    Warning,
    /// The contract is broken; or it is applied and logins then fail; or a secret is exposed.
    Error,
}

impl Level {
    /// `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// What comes of it. Every accepted update restarts the database, node by node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Consequence {
    /// The server was seen to refuse it.
    Refused,
    /// The documented contract is broken; what the server answers is not recorded.
    Breach,
    /// Accepted, the database restarts, and logins fail.
    LockedOut,
    /// A secret, a connection or too much trust is given away.
    Exposed,
    /// Probably not what was meant.
    Suspicious,
    /// It works; it could be better.
    Advice,
}

impl Consequence {
    /// As in reports: `refused`, `breach`, `locked-out`, `exposed`, `suspicious`, `advice`.
    pub fn name(self) -> &'static str {
        match self {
            Consequence::Refused => "refused",
            Consequence::Breach => "breach",
            Consequence::LockedOut => "locked-out",
            Consequence::Exposed => "exposed",
            Consequence::Suspicious => "suspicious",
            Consequence::Advice => "advice",
        }
    }

    /// In a few words, for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Consequence::Refused => "the API refuses it",
            Consequence::Breach => "breaks the contract",
            Consequence::LockedOut => "logins would fail",
            Consequence::Exposed => "gives something away",
            Consequence::Suspicious => "probably not meant",
            Consequence::Advice => "advice",
        }
    }
}

/// On what grounds a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The documented contract of the operation.
    Contract(&'static str),
    /// Another page of the vendor.
    Documented(&'static str),
    /// A server's reply that was seen.
    Recorded(&'static str),
    /// Another implementation was run.
    Measured(&'static str),
    /// An RFC or another standard.
    Standard(&'static str),
    /// Concluded, not seen.
    Inferred(&'static str),
    /// Good practice.
    Advice(&'static str),
}

impl Basis {
    /// `contract`, `documented`, `recorded`, `measured`, `standard`, `inferred`, `advice`.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Contract(_) => "contract",
            Basis::Documented(_) => "documented",
            Basis::Recorded(_) => "recorded",
            Basis::Measured(_) => "measured",
            Basis::Standard(_) => "standard",
            Basis::Inferred(_) => "inferred",
            Basis::Advice(_) => "advice",
        }
    }

    /// What exactly was documented, seen or measured.
    pub fn text(self) -> &'static str {
        match self {
            Basis::Contract(text)
            | Basis::Documented(text)
            | Basis::Recorded(text)
            | Basis::Measured(text)
            | Basis::Standard(text)
            | Basis::Inferred(text)
            | Basis::Advice(text) => text,
        }
    }
}

/// One of the cases that a rule tells apart.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub(crate) level: Level,
    pub(crate) consequence: Consequence,
    pub(crate) basis: Basis,
    pub(crate) when: &'static str,
    /// The contract is broken by a value that may well work: an error under `strict`.
    pub(crate) strict: bool,
    /// Shown only when asked for.
    pub(crate) pedantic: bool,
}

impl Case {
    const fn new(level: Level, consequence: Consequence, basis: Basis) -> Self {
        Self { level, consequence, basis, when: "", strict: false, pedantic: false }
    }

    pub(crate) const fn error(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Error, consequence, basis)
    }

    pub(crate) const fn warning(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Warning, consequence, basis)
    }

    pub(crate) const fn note(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Note, consequence, basis)
    }

    /// Says which case it is, of a rule that has several.
    pub(crate) const fn when(self, when: &'static str) -> Self {
        Self { when, ..self }
    }

    /// Marks a documented rule that is broken by a value that may well work.
    pub(crate) const fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    /// The level by default.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What comes of it.
    pub fn consequence(&self) -> Consequence {
        self.consequence
    }

    /// On what grounds.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Which case it is; empty for a rule that has just one.
    pub fn when_it_applies(&self) -> &'static str {
        self.when
    }

    /// Whether `strict` makes it an error.
    pub fn is_error_under_strict(&self) -> bool {
        self.strict
    }

    /// Whether it is shown only with `pedantic`.
    pub fn is_pedantic(&self) -> bool {
        self.pedantic
    }
}

/// The subject a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// The document as such: JSON, members, types.
    Document,
    /// `hostname` and `port`.
    Host,
    /// Distinguished names, wherever they stand.
    Dn,
    /// `bindUsername`.
    Bind,
    /// The flags, and fields against each other.
    Access,
    /// `userToDNMapping`.
    Mapping,
    /// Passwords and keys.
    Secret,
    /// PEM, in both certificate fields.
    Pem,
    /// The certificates, in both fields.
    Certificate,
}

impl Group {
    /// As in the rule list: `document`, `host`, `dn` …
    pub fn name(self) -> &'static str {
        match self {
            Group::Document => "document",
            Group::Host => "host",
            Group::Dn => "dn",
            Group::Bind => "bind",
            Group::Access => "access",
            Group::Mapping => "mapping",
            Group::Secret => "secret",
            Group::Pem => "pem",
            Group::Certificate => "certificate",
        }
    }
}

/// A row of the table of rules.
#[derive(Debug)]
pub struct Rule {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    /// The usual case first.
    pub(crate) cases: &'static [Case],
    pub(crate) summary: &'static str,
    pub(crate) explain: &'static str,
    /// Each reports this rule and no other; together they show every case.
    pub(crate) bad: &'static [Example],
    /// Each is without any finding.
    pub(crate) good: &'static [Example],
    pub(crate) check: Check,
    /// Rules that see the same fault more precisely: where one of them speaks, this one does not.
    pub(crate) yields_to: &'static [&'static str],
}

impl Rule {
    /// The name, as policies and reports use it; it never changes.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The subject it belongs to.
    pub fn group(&self) -> Group {
        self.group
    }

    /// The cases it tells apart, the usual one first.
    pub fn cases(&self) -> &'static [Case] {
        self.cases
    }

    /// One sentence: what is found.
    pub fn summary(&self) -> &'static str {
        self.summary
    }

    /// What it is, why it matters here, and what to do.
    pub fn explain(&self) -> &'static str {
        self.explain
    }

    /// Documents in which the rule finds something.
    pub fn bad(&self) -> &'static [Example] {
        self.bad
    }

    /// Documents in which nothing is found.
    pub fn good(&self) -> &'static [Example] {
        self.good
    }
}

/// A document that shows a rule. A name in `‹›` stands for a certificate of the project's tests, and
/// `⇒` for a replacement in it.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "the test that walks the table runs the examples"))]
pub struct Example {
    pub(crate) content: Content,
    pub(crate) kind: Kind,
    pub(crate) complete: bool,
    pub(crate) in_file: bool,
}

/// What an example consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    Text(&'static str),
    /// Bytes that cannot be written down, or too many; and what they are.
    Made(
        #[cfg_attr(not(test), expect(dead_code, reason = "the test runs them"))] fn() -> Vec<u8>,
        &'static str,
    ),
}

impl Example {
    /// The text of a request body.
    pub(crate) const fn body(text: &'static str) -> Self {
        Self { content: Content::Text(text), kind: Kind::Patch, complete: false, in_file: false }
    }

    pub(crate) const fn made(make: fn() -> Vec<u8>, what: &'static str) -> Self {
        Self { content: Content::Made(make, what), ..Self::body("") }
    }

    /// Checked as the whole configuration.
    pub(crate) const fn complete(self) -> Self {
        Self { complete: true, ..self }
    }

    /// Checked as something that is kept in a file.
    pub(crate) const fn in_file(self) -> Self {
        Self { in_file: true, ..self }
    }

    /// The linter for it: what the example says of its document, and for the rest what `base` knows.
    #[cfg(test)]
    pub(crate) fn linter(&self, base: crate::Linter) -> crate::Linter {
        base.kind(self.kind).complete(self.complete).in_file(self.in_file)
    }

    /// The document, or a description of one that cannot be written down.
    pub fn text(&self) -> &'static str {
        match self.content {
            Content::Text("") => "an empty file",
            Content::Text(text) => text,
            Content::Made(_, what) => what,
        }
    }
}

/// What a rule looks at. One whose input is not there does not run, and the report says so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// The text, JSON or not.
    Source(fn(&Source<'_>, &mut Sink<'_>)),
    /// The document.
    Body(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document at a time, in seconds since the epoch.
    Clock(fn(&Payload<'_>, i64, &mut Sink<'_>)),
    /// A document that is kept in a file.
    File(fn(&Payload<'_>, &mut Sink<'_>)),
}

/// A finding in the making.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) rule: &'static Rule,
    pub(crate) case: &'static Case,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) related: Vec<(Span, String)>,
    pub(crate) fix: Option<Fix>,
}

/// Where a check leaves what it finds. It is bound to its rule: a check cannot report under another name.
#[derive(Debug)]
pub(crate) struct Sink<'r> {
    rule: &'static Rule,
    source: &'r Source<'r>,
    drafts: &'r mut Vec<Draft>,
    /// How many the rule has reported.
    count: usize,
    /// The highest level among those that were not taken any more.
    unlisted: Option<Level>,
}

/// How many findings of one rule are listed for one document: each takes some hundred bytes, and a small
/// document can have very many.
const MOST: usize = 100_000;

impl<'r> Sink<'r> {
    pub(crate) fn new(rule: &'static Rule, source: &'r Source<'r>, drafts: &'r mut Vec<Draft>) -> Self {
        Self { rule, source, drafts, count: 0, unlisted: None }
    }

    /// The highest level among the findings that were one too many, if there were any.
    pub(crate) fn unlisted(&self) -> Option<Level> {
        self.unlisted
    }

    /// Reports the rule's usual case at `span`.
    pub(crate) fn report(&mut self, span: Span, message: impl Into<String>) -> Pending<'_> {
        self.report_case(0, span, message)
    }

    /// Reports the rule's case of that number, as they stand in the row.
    pub(crate) fn report_case(&mut self, case: usize, span: Span, message: impl Into<String>) -> Pending<'_> {
        let message = message.into();
        let case = self.rule.cases.get(case);
        // A row without that case is a mistake in the table, which the test that walks it finds.
        debug_assert!(case.is_some(), "{} has no such case", self.rule.name);
        self.count += 1;
        if self.count > MOST {
            self.unlisted = self.unlisted.max(case.map(|case| case.level));
            return Pending { draft: None };
        }
        let draft = case.map(|case| Draft {
            rule: self.rule,
            case,
            span,
            message,
            help: None,
            related: Vec::new(),
            fix: None,
        });
        let index = self.drafts.len();
        self.drafts.extend(draft);
        Pending { draft: self.drafts.get_mut(index) }
    }

    /// A part of a text for use in a message: printable, cut to a readable length, and masked if it is
    /// secret.
    pub(crate) fn quote(&self, text: &Text<'_>, range: std::ops::Range<usize>) -> String {
        if self.source.is_secret(text.span(range.clone())) {
            return "`***`".to_owned();
        }
        quoted(text.as_str().get(range).unwrap_or_default())
    }

    /// The whole text, as [`Sink::quote`].
    pub(crate) fn quote_all(&self, text: &Text<'_>) -> String {
        self.quote(text, 0..text.as_str().len())
    }

    /// The text of the file at `span`, for an edit that writes it elsewhere; not if a secret is in it.
    pub(crate) fn copy(&self, span: Span) -> Option<&'r str> {
        self.source.copy(span)
    }

    /// Whether any of `span` is secret.
    pub(crate) fn is_secret(&self, span: Span) -> bool {
        self.source.is_secret(span)
    }
}

/// The finding just reported, to be completed.
pub(crate) struct Pending<'a> {
    draft: Option<&'a mut Draft>,
}

impl Pending<'_> {
    /// What to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.help = Some(help.into());
        }
        self
    }

    /// Another place that has to do with it.
    pub(crate) fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.related.push((span, message.into()));
        }
        self
    }

    /// Edits that would mend it.
    pub(crate) fn fix(mut self, safety: Safety, edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut edits: Vec<Edit> = edits.into_iter().collect();
        edits.sort_by_key(|edit| edit.span);
        if let Some(draft) = &mut self.draft
            && !edits.is_empty()
        {
            draft.fix = Some(Fix { safety, edits });
        }
        self
    }
}
