//! An entry of `userToDNMapping`, made ready for many names.

use std::borrow::Cow;

use super::given::{Entry, Slot};
use super::query::{NoQuery, QueryTemplate};
use super::result::{MapFailure, MapResult, MappedName};
use super::trace::{Details, MapNext, MapStep, MapVerdict};
use super::veiled::{Veiled, VeiledTemplate};
use crate::language::Language as _;
use crate::ldap::dn::DnTemplate;
use crate::ldap::template::{Dialect, ForeignKind, TokenKind};
use crate::regex::Regex;
use crate::regex::eval::{Answer, Engine, Evaluator, Reason};

/// What is said where something else will stand in the place of a text.
const PLACEHOLDER: &str = "something else will stand there: the value has a placeholder in it";

pub(super) struct Rule {
    /// The expression, to be shown.
    pub(super) pattern: Option<Veiled>,
    /// What the expression needs, or why the entry cannot be used.
    expression: Result<Evaluator, Unusable>,
    target: Target,
}

/// Why nothing comes of an entry.
enum Unusable {
    /// The database refuses it when it starts.
    Refused(Cow<'static, str>),
    /// Nobody knows yet what it will be.
    Unknown(Cow<'static, str>),
}

/// What a name becomes.
pub(super) enum Target {
    Name(Box<NameTemplate>),
    Query(Box<QueryTemplate>),
    Unknown(Cow<'static, str>),
}

/// A substitution.
pub(super) struct NameTemplate {
    pub(super) text: VeiledTemplate,
    pub(super) parsed: DnTemplate,
}

impl Rule {
    /// With an automaton many names are told apart quickly; it takes some 25 kB.
    pub(super) fn new(entry: &Entry, with_automaton: bool) -> Self {
        let pattern = match &entry.pattern {
            Slot::Text(text) => Some(Veiled::of_payload(text)),
            _ => None,
        };
        let (expression, target) = match target(entry) {
            Ok(target) => (expression(&entry.pattern, with_automaton), target),
            Err(refusal) => (Err(Unusable::Refused(refusal)), Target::Unknown("".into())),
        };
        Self { pattern, expression, target }
    }

    /// Why the database refuses the entry when it starts.
    pub(super) fn refusal(&self) -> Option<&Cow<'static, str>> {
        match &self.expression {
            Err(Unusable::Refused(reason)) => Some(reason),
            _ => None,
        }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// What the entry makes of a name.
    pub(super) fn step(&self, index: usize, name: &str) -> MapStep {
        let evaluator = match &self.expression {
            Ok(evaluator) => evaluator,
            Err(Unusable::Refused(reason)) => {
                let details = Details { reason: Some(reason.clone()), ..Details::default() };
                return step(index, MapVerdict::RefusedAtStart, MapNext::DoesNotStart, details);
            }
            Err(Unusable::Unknown(reason)) => return unknown(index, reason.clone()),
        };
        match evaluator.full_match(name) {
            Answer::NoMatch => {
                MapStep { index, verdict: MapVerdict::NotMatched, next: MapNext::FallsThrough, details: None }
            }
            Answer::LimitHit => {
                let reason = "the expression needs more steps than the database allows";
                let details = Details { reason: Some(reason.into()), ..Details::default() };
                step(index, MapVerdict::LimitExceeded, MapNext::FallsThrough, details)
            }
            Answer::CannotTell(reason) => unknown(index, words(reason)),
            Answer::Match(groups) => {
                let captures: Vec<Option<String>> = groups
                    .into_iter()
                    .map(|group| group.and_then(|range| name.get(range)).map(str::to_owned))
                    .collect();
                let engine = match evaluator.engine() {
                    Engine::StepCounter => Some("backtracking"),
                    Engine::Automaton | Engine::None(_) => None,
                };
                self.matched(index, captures, engine)
            }
        }
    }

    fn matched(&self, index: usize, captures: Vec<Option<String>>, engine: Option<&'static str>) -> MapStep {
        let taken: Vec<Veiled> =
            captures.iter().map(|taken| Veiled::of_user(taken.as_deref().unwrap_or_default())).collect();
        let (result, next, reason) = match &self.target {
            Target::Name(template) => match template.fill(&taken) {
                Ok(name) => (Some(MapResult::Name(name)), MapNext::EndsHere, None),
                Err(failure) => (Some(MapResult::Failed(failure)), MapNext::FallsThrough, None),
            },
            Target::Query(template) => match filled(template, &taken) {
                Ok(query) => (Some(query), MapNext::FallsThroughUnlessOneEntry, None),
                Err(failure) => (Some(MapResult::Failed(failure)), MapNext::FallsThrough, None),
            },
            Target::Unknown(reason) => (None, MapNext::CannotTell, Some(reason.clone())),
        };
        step(index, MapVerdict::Matched, next, Details { reason, engine, captures, result })
    }
}

impl NameTemplate {
    fn fill(&self, taken: &[Veiled]) -> Result<MappedName, MapFailure> {
        let mut foreign = self.text.template().foreign.iter();
        // Read, not run: the database ends itself there.
        if taken.is_empty() && foreign.any(|foreign| foreign.kind == ForeignKind::EmptyBraces) {
            return Err(MapFailure::EmptyBraces);
        }
        Ok(MappedName::new(self.text.fill(|kind| group(kind, taken))))
    }
}

/// A query wants every group to be used, and no other.
fn filled(template: &QueryTemplate, taken: &[Veiled]) -> Result<MapResult, MapFailure> {
    let mut used = vec![false; taken.len()];
    for kind in template.tokens() {
        if let TokenKind::Group(n) = kind {
            *used.get_mut(n).ok_or(MapFailure::NoSuchGroup(n))? = true;
        }
    }
    if let Some(unused) = used.iter().position(|used| !used) {
        return Err(MapFailure::GroupNotUsed(unused));
    }
    let value = |kind| group(kind, taken);
    Ok(MapResult::Query(template.fill(value, value)))
}

fn words(reason: Reason) -> Cow<'static, str> {
    match reason {
        Reason::Invalid => "the expression does not compile".into(),
        Reason::Construct(what) => format!("the expression is not analysed: {what}").into(),
        Reason::Size => "the expression is too large to be analysed".into(),
        Reason::NearLimit => "the expression comes near the database's limit of steps for that name".into(),
        Reason::Length => "the name is too long for that expression".into(),
    }
}

fn group(kind: TokenKind, taken: &[Veiled]) -> Option<&Veiled> {
    match kind {
        TokenKind::Group(n) => taken.get(n),
        TokenKind::User | TokenKind::ProvidedUser => None,
    }
}

fn step(index: usize, verdict: MapVerdict, next: MapNext, details: Details) -> MapStep {
    MapStep { index, verdict, next, details: Some(Box::new(details)) }
}

fn unknown(index: usize, reason: Cow<'static, str>) -> MapStep {
    let details = Details { reason: Some(reason), ..Details::default() };
    step(index, MapVerdict::CannotTell, MapNext::CannotTell, details)
}

fn expression(slot: &Slot, with_automaton: bool) -> Result<Evaluator, Unusable> {
    match slot {
        Slot::Absent => Err(Unusable::Refused("`match` is missing".into())),
        Slot::NotText => Err(Unusable::Refused("`match` is no text".into())),
        Slot::Placeholder => Err(Unusable::Unknown(PLACEHOLDER.into())),
        Slot::Text(pattern) => {
            let regex = Regex::parse(pattern);
            if !regex.faults.is_empty() {
                return Err(Unusable::Refused("the expression does not compile".into()));
            }
            Ok(match with_automaton {
                true => Evaluator::new(&regex),
                false => Evaluator::small(&regex),
            })
        }
    }
}

/// What the name becomes; or why the database refuses it when it starts.
fn target(entry: &Entry) -> Result<Target, Cow<'static, str>> {
    if entry.is_no_object {
        return Err("it is no object".into());
    }
    let slot = match (entry.substitution.is_given(), entry.query.is_given()) {
        (true, false) => &entry.substitution,
        (false, true) => &entry.query,
        (true, true) => return Err("it has both `substitution` and `ldapQuery`, and one is wanted".into()),
        (false, false) => return Err("it has neither `substitution` nor `ldapQuery`".into()),
    };
    let text = match slot {
        Slot::Text(text) => text,
        Slot::Placeholder => return Ok(Target::Unknown(PLACEHOLDER.into())),
        Slot::NotText | Slot::Absent => return Err("what the name becomes is no text".into()),
    };
    if entry.query.is_given() {
        return match QueryTemplate::new(text, Dialect::Mapping) {
            Ok(query) => Ok(Target::Query(Box::new(query))),
            Err(NoQuery::Unknown(reason)) => Ok(Target::Unknown(reason)),
            Err(NoQuery::Refused(reason)) => Err(reason),
        };
    }
    let veiled = VeiledTemplate::new(&Veiled::of_payload(text), Dialect::Mapping);
    let template = NameTemplate { text: veiled, parsed: DnTemplate::parse(text) };
    Ok(Target::Name(Box::new(template)))
}
