//! Which rules are asked about a document, and what they say.

use super::Linter;
use super::effective::judges_effect;
use super::subject::{Input, Rows, Subjects};
use crate::payload::{Effective, Payload};
use crate::report::{Back, Skipped};
use crate::rule::{Beyond, Check, Draft, Rule, Sink};
use crate::source::Source;
use crate::spec::Kind;

/// What the rules have to say of a document.
#[derive(Default)]
pub(super) struct Drafted {
    pub(super) drafts: Vec<Draft>,
    pub(super) skipped: Vec<Skipped>,
    /// What was found and is not looked at further.
    pub(super) beyond: Vec<Beyond>,
}

impl Linter {
    /// What the rules say.
    pub(super) fn draft(&self, source: &Source<'_>, payload: &Payload<'_>) -> Drafted {
        let mut drafted = Drafted::default();
        let subjects = Subjects::of(source, payload);
        if let Some(effective) = payload.effective()
            && let masked = effective.source.masked()
            && let Some(back) = Back::new(effective.derived, effective.source, &masked)
        {
            self.draft_of_both((source, payload, subjects), effective, &back, &mut drafted);
        } else {
            let rows = subjects.rows().or(self.lacking());
            rows.rules().for_each(|rule| self.ask(rule, source, payload, &mut drafted));
        }
        drafted
    }

    /// The same of an update and of what comes of it.
    #[cold]
    fn draft_of_both(
        &self,
        (source, payload, subjects): (&Source<'_>, &Payload<'_>, Subjects),
        effective: &Effective<'_>,
        back: &Back<'_>,
        drafted: &mut Drafted,
    ) {
        let of_effective = Subjects::of(effective.source, &effective.payload);
        let rows = subjects.or(of_effective).rows().or(self.lacking());
        for rule in rows.rules() {
            let is_judged = |subjects: Subjects| subjects.have(rule) || self.lacks(rule.check).is_some();
            if !judges_effect(rule) {
                if is_judged(subjects) {
                    self.ask(rule, source, payload, drafted);
                }
            } else if is_judged(of_effective) {
                let first = drafted.drafts.len();
                self.ask(rule, effective.source, &effective.payload, drafted);
                let found = drafted.drafts.split_off(first);
                drafted.drafts.extend(found.into_iter().map(|draft| back.bring(draft)));
            }
        }
    }

    /// What one rule says, or why it says nothing.
    fn ask(&self, rule: &'static Rule, source: &Source<'_>, payload: &Payload<'_>, drafted: &mut Drafted) {
        if let Some(reason) = self.lacks(rule.check) {
            drafted.skipped.push(Skipped { rule: rule.name, reason, lacks_input: true });
            return;
        }
        let mut sink = Sink::new(rule, source, &mut drafted.drafts);
        self.run(rule.check, source, payload, &mut sink);
        // As of almost all.
        if sink.is_silent() {
            return;
        }
        drafted.beyond.extend(sink.beyond());
        let unseen = sink.unseen();
        drafted.skipped.extend(unseen.map(|reason| Skipped { rule: rule.name, reason, lacks_input: false }));
    }

    /// The rows that cannot run.
    fn lacking(&self) -> Rows {
        let lacks = |input: &Input| self.lacks_input(*input).is_some();
        Input::ALL.iter().filter(|input| lacks(input)).fold(Rows::NONE, |rows, input| rows.or(input.rows()))
    }

    /// Why a check cannot run, if what it looks at was not given.
    fn lacks(&self, check: Check) -> Option<&'static str> {
        self.lacks_input(Input::of(check)?)
    }

    fn lacks_input(&self, input: Input) -> Option<&'static str> {
        match input {
            Input::Clock if self.now.is_none() => Some("no time was given"),
            Input::File if !self.in_file => Some("the document is not kept in a file"),
            // Nothing is compared with what is stored but an update.
            Input::State if self.kind == Kind::Patch && self.state().is_none() => {
                Some("the current configuration was not given")
            }
            _ => None,
        }
    }

    /// Runs a check, if it is one of documents.
    pub(super) fn run(&self, check: Check, source: &Source<'_>, payload: &Payload<'_>, sink: &mut Sink<'_>) {
        match check {
            Check::Source(check) => check(source, sink),
            Check::Body(check) | Check::File(check) => check(payload, sink),
            Check::OddShape(check) | Check::OddHost(check) => check(payload, sink),
            Check::OddName(check) | Check::OddMapping(check) => check(payload, sink),
            Check::OddPem(check) | Check::OddCertificate(check) => check(payload, sink),
            Check::Limit(check) => check(payload, sink),
            Check::OddDated(check) | Check::Related(check) => check(payload, self.now, sink),
            Check::Clock(check) => self.now.into_iter().for_each(|now| check(payload, now, sink)),
            Check::State(check) => {
                self.state().into_iter().for_each(|current| check(payload, current, self.now, sink));
            }
            Check::Request(_) | Check::Answer | Check::Report | Check::Run => {}
        }
    }
}
