//! What refers to groups, and whether they are there.

use std::ops::Range;

use super::{Parser, RegexFault, Step, Stop};
use crate::language::Fault;
use crate::regex::ast::{Kind, Node, Special};
use crate::regex::{Construct, Unknown};

/// Something that refers to a group.
pub(super) struct Reference<'t> {
    pub(super) target: Target<'t>,
    pub(super) at: Range<usize>,
    pub(super) role: Role,
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
        self.references.push(Reference { target, at: start..self.at, role: Role::BackReference });
        self.push(Kind::Special(Special::BackReference { group, caseless }), start, true);
    }

    /// A call of a group.
    pub(super) fn recurse(&mut self, target: Target<'t>, start: usize) {
        let group = match target {
            Target::Number(number) => number,
            Target::Name(_) => 0,
        };
        self.references.push(Reference { target, at: start..self.at, role: Role::Recursion });
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
            if let Some(number) = self.number(true)? {
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

    /// Whether everything that is referred to is there; names become numbers.
    pub(super) fn resolve(&mut self, root: &mut Node) -> Result<(), Stop> {
        let mut named = Vec::new();
        for Reference { target, at, role } in std::mem::take(&mut self.references) {
            let missing = || Stop::Fault(Fault::new(RegexFault::NoSuchGroup, at.clone()));
            match target {
                Target::Number(number) if number > self.groups.len() => return Err(missing()),
                Target::Number(_) => {}
                Target::Name(name) => {
                    let Some(numbers) = self.names.get(name) else { return Err(missing()) };
                    let first = numbers.first().copied().unwrap_or_default();
                    if numbers.len() > 1 && role == Role::BackReference {
                        let what = "a back reference to a name that several groups have";
                        return Err(Stop::Unknown(Unknown { what, at }));
                    }
                    named.push((at.start, first));
                }
            }
        }
        named.sort_unstable();
        if !named.is_empty() {
            name_to_number(root, &named);
        }
        Ok(())
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
