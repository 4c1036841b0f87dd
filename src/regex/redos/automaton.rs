//! The automaton of an expression without empty moves: a state for each place of a character (Glushkov's
//! construction). An edge stands twice where there are two ways to go it: that is an ambiguity.
//!
//! It may take more than the expression: what is counted high is a loop here, and what looks around is
//! empty. It only proposes attacks; the step counter says what they are worth.

use std::ops::Range;

use crate::regex::ast::{Grouping, Kind, Node, Repeat, Special};
use crate::regex::charset::CharSet;

const MOST_STATES: usize = 2_000;
const MOST_EDGES: usize = 60_000;
const MOST_VISITS: usize = 50_000;
/// Up to this many times, what is counted is copied.
const MOST_COPIES: u32 = 8;

/// Too large to be analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

#[derive(Debug, Default)]
pub(super) struct Automaton {
    /// What each state takes. The first one is the start, which takes nothing.
    pub(super) sets: Vec<Option<CharSet>>,
    /// From each state.
    pub(super) edges: Vec<Vec<Edge>>,
    /// Where a match may end.
    pub(super) accepting: Vec<bool>,
    /// The repetitions, by their places in the expression.
    pub(super) loops: Vec<Range<usize>>,
    /// Counted repetitions of what may be empty, and a state in each.
    pub(super) hollow: Vec<(usize, usize)>,
    /// Whether a look-around has a repetition of its own: what it costs is not seen here.
    pub(super) looks_far: bool,
    visits: usize,
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) to: usize,
    /// The repetition that leads back, if one does.
    pub(super) of: Option<usize>,
}

pub(super) const START: usize = 0;

/// Whether there is a repetition that `Automaton` makes a loop of.
fn has_loop(node: &Node) -> bool {
    match &node.kind {
        Kind::Repeat(repeat, inner) => is_loop(*repeat) || has_loop(inner),
        Kind::Concat(nodes) | Kind::Alternation(nodes) => nodes.iter().any(has_loop),
        Kind::Group(_, inner) => has_loop(inner),
        _ => false,
    }
}

/// A run of one set that is counted is no ambiguity by itself; what is counted high is a loop.
pub(super) fn is_loop(repeat: Repeat) -> bool {
    repeat.min > MOST_COPIES || repeat.max.is_none_or(|max| max.saturating_sub(repeat.min) > MOST_COPIES)
}

/// A part of the expression.
#[derive(Clone, Debug, Default)]
struct Part {
    /// In how many ways it is empty: none, one, more.
    empty: u8,
    /// Where it may begin and end; twice, if in two ways.
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Automaton {
    pub(super) fn new(root: &Node) -> Result<Self, TooLarge> {
        let mut automaton = Self::default();
        automaton.state(None)?;
        let part = automaton.part(root)?;
        automaton.join(&[START], &part.first, None)?;
        for state in part.last {
            if let Some(accepting) = automaton.accepting.get_mut(state) {
                *accepting = true;
            }
        }
        if part.empty > 0
            && let Some(accepting) = automaton.accepting.get_mut(START)
        {
            *accepting = true;
        }
        Ok(automaton)
    }

    /// What it took to make it, in steps of the step counter.
    pub(super) fn cost(&self) -> u64 {
        u64::try_from(self.visits.saturating_mul(20).saturating_add(self.count)).unwrap_or(u64::MAX)
    }

    pub(super) fn from(&self, state: usize) -> &[Edge] {
        self.edges.get(state).map_or(&[], Vec::as_slice)
    }

    pub(super) fn set(&self, state: usize) -> Option<&CharSet> {
        self.sets.get(state)?.as_ref()
    }

    fn state(&mut self, set: Option<CharSet>) -> Result<usize, TooLarge> {
        if self.sets.len() >= MOST_STATES {
            return Err(TooLarge);
        }
        self.sets.push(set);
        self.edges.push(Vec::new());
        self.accepting.push(false);
        Ok(self.sets.len() - 1)
    }

    fn join(&mut self, last: &[usize], first: &[usize], of: Option<usize>) -> Result<(), TooLarge> {
        self.count = self.count.saturating_add(last.len().saturating_mul(first.len()));
        if self.count > MOST_EDGES {
            return Err(TooLarge);
        }
        for from in last {
            for to in first {
                if let Some(edges) = self.edges.get_mut(*from) {
                    edges.push(Edge { to: *to, of });
                }
            }
        }
        Ok(())
    }

    fn one(&mut self, set: CharSet) -> Result<Part, TooLarge> {
        let state = self.state(Some(set))?;
        Ok(Part { empty: 0, first: vec![state], last: vec![state] })
    }

    fn part(&mut self, node: &Node) -> Result<Part, TooLarge> {
        self.visits += 1;
        if self.visits > MOST_VISITS {
            return Err(TooLarge);
        }
        let nothing = Part { empty: 1, ..Part::default() };
        match &node.kind {
            Kind::Literal { character, caseless } => self.one(CharSet::of_character(*character, *caseless)),
            Kind::Set(set) => match CharSet::of_set(set) {
                Some(set) => self.one(set),
                None => Ok(nothing),
            },
            Kind::Special(Special::LineBreak) => self.one(CharSet::of_character('\n', false)),
            Kind::Empty | Kind::Assertion(_) | Kind::Special(_) => Ok(nothing),
            Kind::Group(Grouping::Look { .. }, inner) => {
                self.looks_far |= has_loop(inner);
                Ok(nothing)
            }
            Kind::Group(_, inner) => self.part(inner),
            Kind::Concat(parts) => {
                let mut all = nothing;
                for part in parts {
                    let part = self.part(part)?;
                    all = self.then(all, &part)?;
                }
                Ok(all)
            }
            Kind::Alternation(branches) => {
                let mut all = Part::default();
                for branch in branches {
                    let branch = self.part(branch)?;
                    all.empty = (all.empty + branch.empty).min(2);
                    all.first.extend(branch.first);
                    all.last.extend(branch.last);
                }
                Ok(all)
            }
            Kind::Repeat(repeat, inner) => self.repeat(*repeat, inner, &node.at),
        }
    }

    fn then(&mut self, mut left: Part, right: &Part) -> Result<Part, TooLarge> {
        self.join(&left.last, &right.first, None)?;
        for _ in 0..left.empty {
            left.first.extend(&right.first);
        }
        let mut last = right.last.clone();
        for _ in 0..right.empty {
            last.extend(&left.last);
        }
        if left.first.len().max(last.len()) > MOST_EDGES {
            return Err(TooLarge);
        }
        Ok(Part { empty: (left.empty * right.empty).min(2), first: left.first, last })
    }

    fn repeat(&mut self, repeat: Repeat, inner: &Node, at: &Range<usize>) -> Result<Part, TooLarge> {
        let nothing = Part { empty: 1, ..Part::default() };
        let Repeat { min, max, .. } = repeat;
        let copied = min.min(MOST_COPIES);
        let mut all = nothing.clone();
        // The copies before the one that loops.
        for _ in 1..copied {
            let part = self.part(inner)?;
            all = self.then(all, &part)?;
        }
        let optional = max.map(|max| max.saturating_sub(min));
        let last = self.part(inner)?;
        if is_loop(repeat) {
            let number = self.loops.len();
            self.loops.push(at.clone());
            self.join(&last.last, &last.first, Some(number))?;
            if last.empty > 0
                && max.is_some()
                && let Some(state) = last.first.first()
            {
                self.hollow.push((*state, number));
            }
            let empty = if min == 0 { (last.empty + 1).min(2) } else { last.empty };
            return self.then(all, &Part { empty, ..last });
        }
        let mut part = last;
        if min == 0 {
            if max == Some(0) {
                return Ok(nothing);
            }
            part.empty = (part.empty + 1).min(2);
        }
        all = self.then(all, &part)?;
        let rest = optional.unwrap_or(0).saturating_sub(if min == 0 { 1 } else { 0 });
        // Nested: a later copy is there only if the one before is.
        let mut tail = nothing;
        for _ in 0..rest {
            let mut part = self.part(inner)?;
            part = self.then(part, &tail)?;
            part.empty = (part.empty + 1).min(2);
            tail = part;
        }
        if min == 0 {
            // What is left out is left out to the end; to say so costs a copy of its own.
            self.join(&all.last, &tail.first, None)?;
            all.last.extend(&tail.last);
            return Ok(all);
        }
        self.then(all, &tail)
    }
}
