//! What refers to groups, and whether they are there.

use std::ops::Range;

use super::length::Measure;
use super::size::{self, Verdict};
use super::{Parser, RegexFault, Step, Stop};
use crate::language::Fault;
use crate::regex::ast::{Kind, Node, Special};
use crate::regex::{Construct, Unknown};

/// What is judged when all groups are known.
pub(super) enum Later<'t> {
    /// Something that refers to a group.
    Reference(Target<'t>, Range<usize>, Role),
    /// Something that PCRE2 refuses so late.
    Fault(RegexFault, Range<usize>),
}

/// Which group is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target<'t> {
    Number(usize),
    Name(&'t str),
}

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    BackReference,
    Recursion,
    Condition,
}

impl<'t> Parser<'t> {
    /// A back reference from `start` up to here.
    pub(super) fn refer(&mut self, target: Target<'t>, start: usize) {
        let group = match target {
            Target::Number(number) => number,
            Target::Name(_) => 0,
        };
        let caseless = self.options.caseless;
        self.later.push(Later::Reference(target, start..self.at, Role::BackReference));
        self.push(Kind::Special(Special::BackReference { group, caseless }), start, true);
    }

    /// A call of a group.
    pub(super) fn recurse(&mut self, target: Target<'t>, start: usize) {
        let group = match target {
            Target::Number(number) => number,
            Target::Name(_) => 0,
        };
        self.later.push(Later::Reference(target, start..self.at, Role::Recursion));
        self.push(Kind::Special(Special::Recursion(group)), start, true);
    }

    /// `\k<name>`, `\k{name}`, `\g{name}`; `\g<name>` and `\g<1>` call.
    pub(super) fn named_reference(&mut self, letter: char, start: usize) -> Step {
        let terminator = match self.peek() {
            Some('{') => '}',
            Some('<') => '>',
            Some('\'') => '\'',
            _ => {
                self.bump();
                return self.fault(RegexFault::ReferenceSyntax, start);
            }
        };
        self.bump();
        if letter == 'g' {
            if let Some(number) = self.number(true, start)? {
                if self.bump() != Some(terminator) {
                    return self.fault(RegexFault::ReferenceSyntax, start);
                }
                self.other_in_ecmascript(Construct::Recursion, start);
                self.recurse(Target::Number(number), start);
                return Ok(());
            }
            let name = self.name(terminator)?;
            self.other_in_ecmascript(Construct::Recursion, start);
            self.recurse(Target::Name(name), start);
            return Ok(());
        }
        let name = self.name(terminator)?;
        let spelled_g = self.text.get(start..).is_some_and(|text| text.starts_with("\\g"));
        if spelled_g {
            self.other_in_ecmascript(Construct::GroupReference, start);
        } else if terminator != '>' {
            self.refused_by_ecmascript(Construct::NamedReference, start);
        }
        self.refer(Target::Name(name), start);
        Ok(())
    }

    /// Whether everything that is referred to is there, and what else PCRE2 judges late; names become
    /// numbers.
    pub(super) fn resolve(&mut self, root: &mut Node) -> Result<(), Stop> {
        let later = std::mem::take(&mut self.later);
        let mut named = Vec::new();
        for item in &later {
            let Later::Reference(Target::Name(name), at, role) = item else { continue };
            let numbers = self.names.get(name).map_or([].as_slice(), Vec::as_slice);
            if numbers.len() > 1 && *role == Role::BackReference {
                let what = "a back reference to a name that several groups have";
                return Err(Stop::Unknown(Unknown { what, at: at.clone() }));
            }
            named.push((at.start, numbers.first().copied().unwrap_or(usize::MAX)));
        }
        named.sort_unstable();
        if !named.is_empty() {
            name_to_number(root, &named);
            self.contents.values_mut().for_each(|(_, content)| name_to_number(content, &named));
        }
        if self.has_look_behind {
            let mut measure = Measure::new(self.text, root, &self.contents, self.groups.len());
            measure.look_behinds(root).map_err(|stop| first_of_same(stop, &later))?;
        }
        for item in later {
            match item {
                Later::Fault(kind, at) => return Err(Stop::Fault(Fault::new(kind, at))),
                Later::Reference(target, at, _) => {
                    let there = match target {
                        Target::Number(number) => number <= self.groups.len(),
                        Target::Name(name) => self.names.contains_key(name),
                    };
                    if !there {
                        return Err(Stop::Fault(Fault::new(RegexFault::NoSuchGroup, at)));
                    }
                }
            }
        }
        let whole = 0..self.text.len();
        match size::judge(root, &self.contents) {
            Verdict::Fits => Ok(()),
            Verdict::Near => {
                let what = "an expression near the limit of size";
                Err(Stop::Unknown(Unknown { what, at: whole }))
            }
            Verdict::TooLarge => Err(Stop::Fault(Fault::new(RegexFault::TooLarge, whole))),
        }
    }
}

/// Of references to one group that there is not, the first is the fault, as PCRE2 sees it.
fn first_of_same(stop: Stop, later: &[Later<'_>]) -> Stop {
    let references = || {
        later.iter().filter_map(|item| match item {
            Later::Reference(target, at, Role::BackReference) => Some((target, at)),
            _ => None,
        })
    };
    let Stop::Fault(Fault { kind: RegexFault::NoSuchGroup, at }) = &stop else { return stop };
    let Some((target, _)) = references().find(|(_, there)| *there == at) else { return stop };
    match references().find(|(same, _)| *same == target && matches!(same, Target::Number(0..10))) {
        Some((_, first)) => Stop::Fault(Fault::new(RegexFault::NoSuchGroup, first.clone())),
        None => stop,
    }
}

/// Puts the numbers into what refers by name. How deep nodes nest is bounded.
fn name_to_number(node: &mut Node, named: &[(usize, usize)]) {
    let start = node.at.start;
    match &mut node.kind {
        Kind::Special(Special::BackReference { group, .. } | Special::Recursion(group)) => {
            if let Ok(index) = named.binary_search_by_key(&start, |&(at, _)| at)
                && let Some(&(_, number)) = named.get(index)
            {
                *group = number;
            }
        }
        Kind::Concat(nodes) | Kind::Alternation(nodes) => {
            nodes.iter_mut().for_each(|node| name_to_number(node, named));
        }
        Kind::Group(_, node) | Kind::Repeat(_, node) => name_to_number(node, named),
        Kind::Empty | Kind::Literal { .. } | Kind::Set(_) | Kind::Assertion(_) | Kind::Special(_) => {}
    }
}
