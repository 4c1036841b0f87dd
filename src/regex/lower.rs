//! The regular part of an expression as an automaton: which names it matches, all of each.
//!
//! The automaton reads characters, not bytes, so that what is found by it can be shown to people. It is not
//! made deterministic; that is done where it is run, as far as it is needed.
//!
//! What is not regular (back references, look-around, atomic groups …) is not lowered at all.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Regex;
use super::ast::{Assertion, Greed, Grouping, Kind, Node, Repeat};
use super::charset::CharSet;

/// How many steps an automaton may have: `.{1,64}` takes 128, `(?:[a-z]{1,63}\.){1,10}` 1,270.
pub(super) const MOST_STEPS: usize = 8_000;

/// The language of an expression: the names that it matches from their first character to their last, as
/// PCRE2 would say of them if it had no limits.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    pub(super) steps: Vec<Step>,
    pub(super) sets: Vec<CharSet>,
    pub(super) start: usize,
    /// Whether what comes before and after a character matters.
    pub(super) has_assertions: bool,
    /// How each of the names begins.
    beginning: Vec<End>,
    /// How each of them ends, the last character first.
    ending: Vec<End>,
}

/// A character, and whether its case does not matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) character: char,
    caseless: bool,
}

/// What an automaton can do; numbers are those of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Takes one character of the set.
    Take { set: usize, next: usize },
    /// Goes on at each of them, tried in this order.
    Fork(Vec<usize>),
    /// Goes on if the place is right.
    If { place: Assertion, next: usize },
    /// A capture group begins.
    Open { group: usize, next: usize },
    /// A capture group ends.
    Close { group: usize, next: usize },
    /// The expression ends.
    Accept,
}

impl Lowered {
    /// The automaton of an expression; none if the expression is faulty, not known in full, not regular, or
    /// too large.
    pub(crate) fn of(regex: &Regex) -> Option<Self> {
        Self::within(regex, &mut MOST_STEPS.clone())
    }

    /// The same for one of many: as many steps as it takes, or would have taken, are taken from `left`, and
    /// there is none if there are none left.
    pub(crate) fn within(regex: &Regex, left: &mut usize) -> Option<Self> {
        if !regex.is_known() {
            return None;
        }
        Self::of_node(&regex.root, left)
    }

    /// The automaton of a part of an expression, as if it were all of it.
    pub(crate) fn of_node(root: &Node, left: &mut usize) -> Option<Self> {
        let mut builder = Builder { most: MOST_STEPS.min(*left), ..Builder::default() };
        let accept = builder.push(Step::Accept)?;
        let start = builder.node(root, accept);
        *left = left.saturating_sub(builder.steps.len());
        let Builder { steps, sets, has_assertions, .. } = builder;
        let (beginning, ending) = ends(root);
        Some(Self { steps, sets, start: start?, has_assertions, beginning, ending })
    }

    /// Whether the name begins and ends as every name does that the expression matches. That is quickly said.
    pub(super) fn may_match(&self, name: &str) -> bool {
        are_at(&self.ending, name.chars().rev()) && are_at(&self.beginning, name.chars())
    }

    /// Whether the endings leave it open that a name is matched by both. That is quickly said.
    pub(crate) fn may_share(&self, other: &Self) -> bool {
        self.ending.iter().zip(&other.ending).all(|(own, other)| match own.caseless || other.caseless {
            true => own.character.eq_ignore_ascii_case(&other.character),
            false => own.character == other.character,
        })
    }

    /// How large it is: what running it costs goes by this.
    pub(crate) fn size(&self) -> usize {
        self.steps.len()
    }
}

fn are_at(ends: &[End], mut characters: impl Iterator<Item = char>) -> bool {
    ends.iter().all(|end| {
        characters.next().is_some_and(|character| match end.caseless {
            true => character.eq_ignore_ascii_case(&end.character),
            false => character == end.character,
        })
    })
}

/// What each of the names of an expression begins with, and what each ends with, the last character first.
pub(super) fn ends(root: &Node) -> (Vec<End>, Vec<End>) {
    (literals(parts(root).iter()), literals(parts(root).iter().rev()))
}

/// What stands one behind the other.
fn parts(root: &Node) -> &[Node] {
    match &root.kind {
        Kind::Concat(parts) => parts,
        _ => std::slice::from_ref(root),
    }
}

/// The literal characters before all else.
fn literals<'n>(parts: impl Iterator<Item = &'n Node>) -> Vec<End> {
    // `$` may stand before a newline, but only before one that the expression itself goes on to take.
    let parts = parts.filter(|part| !matches!(part.kind, Kind::Assertion(_) | Kind::Empty));
    parts
        .map_while(|part| match part.kind {
            // With a case beyond ASCII (the Kelvin sign, the long s) the comparison would not be quick.
            Kind::Literal { character, caseless } if !caseless || is_simple(character) => {
                Some(End { character, caseless })
            }
            _ => None,
        })
        .collect()
}

fn is_simple(character: char) -> bool {
    character.is_ascii() && !matches!(character, 'k' | 'K' | 's' | 'S')
}

impl AsRef<Lowered> for Lowered {
    fn as_ref(&self) -> &Lowered {
        self
    }
}

#[derive(Default)]
struct Builder {
    /// How many there may be.
    most: usize,
    steps: Vec<Step>,
    sets: Vec<CharSet>,
    /// Each set stands once in `sets`.
    known: BTreeMap<CharSet, usize>,
    has_assertions: bool,
}

impl Builder {
    fn push(&mut self, step: Step) -> Option<usize> {
        let number = self.steps.len();
        if number >= self.most {
            return None;
        }
        self.steps.push(step);
        Some(number)
    }

    fn take(&mut self, chars: CharSet, next: usize) -> Option<usize> {
        let fresh = self.sets.len();
        let set = *self.known.entry(chars.clone()).or_insert(fresh);
        if set == fresh {
            self.sets.push(chars);
        }
        self.push(Step::Take { set, next })
    }

    /// Where to go to match the node and go on at `next`. The depth of the tree is bounded by the parser.
    fn node(&mut self, node: &Node, next: usize) -> Option<usize> {
        match &node.kind {
            Kind::Empty => Some(next),
            Kind::Literal { character, caseless } => {
                self.take(CharSet::of_character(*character, *caseless), next)
            }
            Kind::Set(set) => self.take(CharSet::of_set(set)?, next),
            Kind::Assertion(place) => {
                self.has_assertions = true;
                self.push(Step::If { place: *place, next })
            }
            Kind::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.node(part, next)),
            Kind::Alternation(branches) => {
                let branches: Option<Vec<_>> =
                    branches.iter().map(|branch| self.node(branch, next)).collect();
                self.push(Step::Fork(branches?))
            }
            Kind::Group(Grouping::Capture(group), inner) => {
                let close = self.push(Step::Close { group: *group, next })?;
                let inner = self.node(inner, close)?;
                self.push(Step::Open { group: *group, next: inner })
            }
            Kind::Group(Grouping::Plain | Grouping::BranchReset, inner) => self.node(inner, next),
            Kind::Repeat(repeat, inner) if repeat.greed != Greed::Possessive => {
                self.repeat(*repeat, inner, next)
            }
            Kind::Group(Grouping::Atomic | Grouping::Look { .. }, _)
            | Kind::Repeat(..)
            | Kind::Special(_) => None,
        }
    }

    fn repeat(&mut self, repeat: Repeat, inner: &Node, next: usize) -> Option<usize> {
        let choice = |go: usize, leave: usize| match repeat.greed {
            Greed::Lazy => vec![leave, go],
            Greed::Greedy | Greed::Possessive => vec![go, leave],
        };
        let mut required = repeat.min;
        let mut at = next;
        match repeat.max {
            None => {
                let fork = self.push(Step::Fork(Vec::new()))?;
                let body = self.node(inner, fork)?;
                if let Some(step) = self.steps.get_mut(fork) {
                    *step = Step::Fork(choice(body, next));
                }
                // Once round is the first of those that are required.
                at = if required == 0 { fork } else { body };
                required = required.saturating_sub(1);
            }
            Some(max) => {
                for _ in repeat.min..max {
                    let body = self.node(inner, at)?;
                    at = self.push(Step::Fork(choice(body, next)))?;
                }
            }
        }
        for _ in 0..required {
            let before = self.steps.len();
            at = self.node(inner, at)?;
            if self.steps.len() == before {
                // What takes no step takes none however often.
                break;
            }
        }
        Some(at)
    }
}
