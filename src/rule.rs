//! What a rule is: a row of the table, with its cases, its evidence and its examples in one place.

mod case;
mod sink;

pub use case::{Basis, Case, Consequence, Level};
pub(crate) use sink::{Beyond, Draft, MOST, Sink, Standing};

use crate::api::request::Call;
use crate::api::state::State;
use crate::payload::Payload;
#[cfg(any(test, feature = "cli"))]
use crate::quote::printable;
use crate::rules::document::limits::LIMITS;
use crate::source::Source;
use crate::spec::Kind;

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
    /// `ldapQuery` and `authzQueryTemplate`.
    Query,
    /// Passwords and keys.
    Secret,
    /// PEM, in both certificate fields.
    Pem,
    /// The certificates, in both fields.
    Certificate,
    /// The certificates of a field together.
    Chain,
    /// The update against the configuration that is stored.
    State,
    /// What stands around the body: requests and answers.
    Request,
    /// Files of a team's decisions: exceptions and known findings.
    Policy,
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
            Group::Query => "query",
            Group::Secret => "secret",
            Group::Pem => "pem",
            Group::Certificate => "certificate",
            Group::Chain => "chain",
            Group::State => "state",
            Group::Request => "request",
            Group::Policy => "policy",
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

    /// Whether its findings can be put into a baseline. What is secret and stands in a file has to come out
    /// of it: that it is known makes it no better. And what nobody has looked at nobody knows.
    pub fn can_be_known(&self) -> bool {
        let is_of_secret = self.group == Group::Secret || self.name == "bind-password-in-response";
        !is_of_secret && self.group != Group::Policy && !LIMITS.contains(&self.name)
    }

    /// The subject it belongs to.
    pub fn group(&self) -> Group {
        self.group
    }

    /// The cases it tells apart, the usual one first.
    pub fn cases(&self) -> &'static [Case] {
        self.cases
    }

    /// The levels of its cases, each once, as lists of rules show them: `error, warning`, `note (p)`.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn levels(&self) -> String {
        let mut levels: Vec<String> = Vec::new();
        for case in self.cases {
            let level = format!("{}{}", case.level.name(), if case.pedantic { " (p)" } else { "" });
            if !levels.contains(&level) {
                levels.push(level);
            }
        }
        levels.join(", ")
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
#[cfg_attr(
    not(any(test, feature = "cli")),
    expect(dead_code, reason = "only those who show or run examples ask")
)]
pub struct Example {
    pub(crate) content: Content,
    pub(crate) kind: Kind,
    pub(crate) complete: bool,
    pub(crate) in_file: bool,
    pub(crate) role: Role,
}

/// What an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A document.
    Document,
    /// A policy, and the document in whose folder it stands, as `body.json`.
    Policy(&'static str),
    /// A file of known findings, and the document in whose folder it stands, as `body.json`.
    Baseline(&'static str),
    /// A file with requests.
    Request,
    /// A document, and the answer to a GET before it is sent.
    Update(&'static str),
    /// A document, and what the server said when it was sent.
    Refused(&'static str),
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
        Self {
            content: Content::Text(text),
            kind: Kind::Patch,
            complete: false,
            in_file: false,
            role: Role::Document,
        }
    }

    /// A policy, and the body that stands beside it as `body.json`.
    pub(crate) const fn under_policy(text: &'static str, body: &'static str) -> Self {
        Self { role: Role::Policy(body), ..Self::body(text) }
    }

    /// A file of known findings, and the body that stands beside it as `body.json`.
    pub(crate) const fn with_baseline(text: &'static str, body: &'static str) -> Self {
        Self { role: Role::Baseline(body), ..Self::body(text) }
    }

    /// A file with requests: HTTP messages, or a command of curl.
    pub(crate) const fn request(text: &'static str) -> Self {
        Self { role: Role::Request, ..Self::body(text) }
    }

    /// A request body, checked against what a GET answers before it is sent.
    pub(crate) const fn update(text: &'static str, current: &'static str) -> Self {
        Self { role: Role::Update(current), ..Self::body(text) }
    }

    /// A request body, and the error with which it was refused.
    pub(crate) const fn refused(text: &'static str, error: &'static str) -> Self {
        Self { role: Role::Refused(error), ..Self::body(text) }
    }

    /// A document of another kind than a request body.
    pub(crate) const fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
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

    /// The document, or a [description](Self::is_description) of one that cannot be written down.
    pub fn text(&self) -> &'static str {
        match (self.role, self.content) {
            (Role::Policy(body) | Role::Baseline(body), _) => body,
            (_, Content::Text("")) => "an empty file",
            (_, Content::Text(text) | Content::Made(_, text)) => text,
        }
    }

    /// Whether [`text`](Self::text) is not the document, but says what it is.
    pub fn is_description(&self) -> bool {
        !matches!(self.role, Role::Policy(_) | Role::Baseline(_))
            && !matches!(self.content, Content::Text(text) if !text.is_empty())
    }

    /// The policy under which the document is checked as `body.json`, if there is one.
    pub fn policy(&self) -> Option<&'static str> {
        matches!(self.role, Role::Policy(_)).then(|| self.beside())
    }

    /// The file of known findings with which the document is checked as `body.json`, if there is one.
    pub fn baseline(&self) -> Option<&'static str> {
        matches!(self.role, Role::Baseline(_)).then(|| self.beside())
    }

    /// What a GET answered before the document is sent, if the example says so.
    pub fn current(&self) -> Option<&'static str> {
        if let Role::Update(current) = self.role { Some(current) } else { None }
    }

    /// The error with which the document was refused, if it is about that.
    pub fn refusal(&self) -> Option<&'static str> {
        if let Role::Refused(error) = self.role { Some(error) } else { None }
    }

    /// How people are shown it: each file of it in a line; what is not the text of a file stands in
    /// parentheses, and so does how it is checked.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = self.files();
        let mut manner = Vec::new();
        manner.extend(self.in_file.then(|| "in a file".to_owned()));
        manner.extend(Some(self.options().join(" ")).filter(|o| !o.is_empty()).map(|o| format!("with {o}")));
        if let Some(last) = lines.last_mut().filter(|_| !manner.is_empty()) {
            last.push_str(&format!(" ({})", manner.join(", ")));
        }
        lines
    }

    /// The options with which `usersec check` finds what the example shows.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn options(&self) -> Vec<&'static str> {
        let kind = match self.kind {
            Kind::Patch => None,
            Kind::Verify => Some("--kind verify"),
            Kind::Response => Some("--kind response"),
        };
        kind.into_iter().chain(self.complete.then_some("--complete")).collect()
    }

    /// Each file in a line.
    #[cfg(any(test, feature = "cli"))]
    fn files(&self) -> Vec<String> {
        let text = printable(self.text());
        let beside = [
            ("usersec.toml:", self.policy()),
            ("baseline:    ", self.baseline()),
            ("current.json:", self.current()),
            ("answer.json: ", self.refusal()),
        ];
        let beside = beside.into_iter().find_map(|(label, text)| Some((label, text?)));
        match beside {
            Some((label, beside)) => {
                vec![format!("{label} {}", printable(beside)), format!("body.json:    {text}")]
            }
            None if self.is_description() => vec![format!("({text})")],
            None => vec![text.into_owned()],
        }
    }

    /// What stands beside the document.
    fn beside(&self) -> &'static str {
        match self.content {
            Content::Text(text) | Content::Made(_, text) => text,
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
    /// The document, if it is none that the contract describes: with a member that is unknown, there twice or the
    /// server's own, with null or a value of another type, or no object at all.
    OddShape(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document, if there is something to say of its host: a fault, or a remark.
    OddHost(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document, if one of its distinguished names is not as most are: there is a fault or a remark, a value is
    /// missing, a type is misspelt, or it begins at the root.
    OddName(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document, if there is a fault in the PEM around its certificates.
    OddPem(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document, if a mapping is not what most are (`Mapping::is_usual`).
    OddMapping(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document, if a certificate is not what most are (`Certificate::is_usual`).
    OddCertificate(fn(&Payload<'_>, &mut Sink<'_>)),
    /// Likewise; and the time if it is known: what has expired is left to other rules.
    OddDated(fn(&Payload<'_>, Option<i64>, &mut Sink<'_>)),
    /// The document, if there is more in a field than a root alone; and the time if it is known.
    Related(fn(&Payload<'_>, Option<i64>, &mut Sink<'_>)),
    /// The document, if more is in it than is looked at.
    Limit(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document at a time, in seconds since the epoch.
    Clock(fn(&Payload<'_>, i64, &mut Sink<'_>)),
    /// A document that is kept in a file.
    File(fn(&Payload<'_>, &mut Sink<'_>)),
    /// The document and the stored configuration, at a time if it is known.
    State(fn(&Payload<'_>, &State, Option<i64>, &mut Sink<'_>)),
    /// A request: what stands around its body.
    Request(fn(&Call, &mut Sink<'_>)),
    /// No document: what a server said of it.
    Answer,
    /// No document, but what is found in one.
    Report,
    /// No document: only a run knows that nothing makes use of an exception any more.
    Run,
}
