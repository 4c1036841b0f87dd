//! Where an automaton can go the same way twice: words that may be repeated, each repetition of which
//! multiplies the ways through the expression, or adds to their degree.

use std::collections::{HashMap, HashSet, VecDeque};

use super::automaton::{Automaton, Edge, START};
use crate::regex::charset::CharSet;

/// How many pairs of states are looked at.
const MOST_PAIRS: usize = 60_000;
/// How many steps from pair to pair.
const MOST_MOVES: usize = 600_000;
/// How many proposals are made.
const MOST_PUMPS: usize = 6;

/// A word to repeat, how to come to it, and how to go on to a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pump {
    pub(super) prefix: String,
    pub(super) word: String,
    pub(super) tail: String,
    /// The number of the repetition that is ambiguous.
    pub(super) of: Option<usize>,
}

/// A character of both sets, one that stands in names if there is one. Never a control character.
fn pick(set: &CharSet, other: &CharSet) -> Option<char> {
    let both = |character: &char| set.contains(*character) && other.contains(*character);
    let usual = ('a'..='z').chain('0'..='9').chain('A'..='Z').chain(' '..='~');
    let usual = usual.into_iter().find(|character| both(character));
    usual.or_else(|| {
        let common = set.and(other);
        common.ranges().map(|(start, _)| start).find(|character| !character.is_control())
    })
}

impl Automaton {
    fn pick(&self, state: usize) -> Option<char> {
        let set = self.set(state)?;
        pick(set, set)
    }

    /// The shortest word from one state to where `goal` holds; with the empty one if it holds at once.
    fn word(&self, from: usize, goal: impl Fn(usize) -> bool) -> Option<String> {
        let mut came: HashMap<usize, usize> = HashMap::new();
        let mut queue = VecDeque::from([from]);
        let mut seen = HashSet::from([from]);
        while let Some(state) = queue.pop_front() {
            if goal(state) {
                let mut word = Vec::new();
                let mut at = state;
                while at != from {
                    word.push(self.pick(at)?);
                    at = *came.get(&at)?;
                }
                return Some(word.into_iter().rev().collect());
            }
            for edge in self.from(state) {
                if self.pick(edge.to).is_some() && seen.insert(edge.to) {
                    came.insert(edge.to, state);
                    queue.push_back(edge.to);
                }
            }
        }
        None
    }

    fn pump(&self, pivot: usize, word: String, of: Option<usize>) -> Option<Pump> {
        let prefix = self.word(START, |state| state == pivot)?;
        let tail = self.word(pivot, |state| self.accepting.get(state) == Some(&true))?;
        Some(Pump { prefix, word, tail, of })
    }

    /// Words that can be read in two ways from a state back to itself. None, if there is too much to look at.
    pub(super) fn exponential(&self, fuel: &mut u64) -> Option<Vec<Pump>> {
        let mut moves = 0;
        let pumps = self.ambiguous(&mut moves);
        // A move looks for a character in two sets.
        *fuel = fuel.saturating_sub(u64::try_from(moves).unwrap_or(u64::MAX).saturating_mul(20));
        pumps
    }

    fn ambiguous(&self, moves: &mut usize) -> Option<Vec<Pump>> {
        let component = self.components();
        let inside = |a: usize, b: usize| component.get(a) == component.get(b);
        let mut pumps = Vec::new();
        for (state, of) in &self.hollow {
            let word = self.pick(*state).map(String::from);
            pumps.extend(word.and_then(|word| self.pump(*state, word, Some(*of))));
        }
        // An edge that stands twice.
        let mut queue = VecDeque::new();
        let mut came: HashMap<(usize, usize), Origin> = HashMap::new();
        for state in 0..self.sets.len() {
            let edges: Vec<Edge> =
                self.from(state).iter().copied().filter(|edge| inside(state, edge.to)).collect();
            for (index, edge) in edges.iter().enumerate() {
                for other in edges.iter().skip(index + 1) {
                    *moves += 1;
                    if *moves > MOST_MOVES {
                        return None;
                    }
                    if edge.to == other.to {
                        if pumps.len() < MOST_PUMPS {
                            pumps.extend(self.twice(state, *edge, *other));
                        }
                        continue;
                    }
                    let pair = (edge.to.min(other.to), edge.to.max(other.to));
                    if came.contains_key(&pair) {
                        continue;
                    }
                    let character = self.set(edge.to).zip(self.set(other.to)).and_then(|(a, b)| pick(a, b));
                    if let Some(character) = character {
                        let of = self.larger(edge.of, other.of);
                        came.insert(pair, Origin { before: (state, state), character, of });
                        queue.push_back(pair);
                    }
                }
            }
        }
        // Two ways that part, and meet again.
        while let Some((a, b)) = queue.pop_front() {
            if pumps.len() >= MOST_PUMPS {
                break;
            }
            for edge in self.from(a).iter().filter(|edge| inside(a, edge.to)) {
                for other in self.from(b).iter().filter(|edge| inside(b, edge.to)) {
                    *moves += 1;
                    if *moves > MOST_MOVES || came.len() > MOST_PAIRS {
                        return None;
                    }
                    let pair = (edge.to.min(other.to), edge.to.max(other.to));
                    if edge.to != other.to && came.contains_key(&pair) {
                        continue;
                    }
                    let character = self.set(edge.to).zip(self.set(other.to)).and_then(|(a, b)| pick(a, b));
                    let Some(character) = character else { continue };
                    let of = self.larger(edge.of, other.of);
                    let origin = Origin { before: (a, b), character, of };
                    if edge.to == other.to {
                        if pumps.len() < MOST_PUMPS {
                            pumps.extend(self.met(edge.to, origin, &came));
                        }
                    } else {
                        came.insert(pair, origin);
                        queue.push_back(pair);
                    }
                }
            }
        }
        Some(pumps)
    }

    /// Of two repetitions the one around the other.
    fn larger(&self, a: Option<usize>, b: Option<usize>) -> Option<usize> {
        let length = |of: &usize| self.loops.get(*of).map_or(0, ExactSizeIterator::len);
        a.into_iter().chain(b).max_by_key(length)
    }

    fn twice(&self, state: usize, edge: Edge, other: Edge) -> Option<Pump> {
        let mut word = String::from(self.pick(edge.to)?);
        word.push_str(&self.word(edge.to, |at| at == state)?);
        self.pump(state, word, self.larger(edge.of, other.of))
    }

    fn met(&self, state: usize, last: Origin, came: &HashMap<(usize, usize), Origin>) -> Option<Pump> {
        let mut word = vec![last.character];
        let (mut at, mut of) = (last.before, last.of);
        while at.0 != at.1 {
            let origin = came.get(&(at.0.min(at.1), at.0.max(at.1)))?;
            word.push(origin.character);
            of = self.larger(of, origin.of);
            at = origin.before;
        }
        let mut word: String = word.into_iter().rev().collect();
        word.push_str(&self.word(state, |back| back == at.0)?);
        self.pump(at.0, word, of)
    }

    /// The number of the strongly connected component of each state (Tarjan's algorithm, with a stack of its
    /// own).
    fn components(&self) -> Vec<usize> {
        let size = self.sets.len();
        let mut component = vec![usize::MAX; size];
        let mut index = vec![usize::MAX; size];
        let mut low = vec![usize::MAX; size];
        let (mut next, mut number) = (0, 0);
        let mut open: Vec<usize> = Vec::new();
        let read = |list: &Vec<usize>, at: usize| list.get(at).copied().unwrap_or(usize::MAX);
        let write = |list: &mut Vec<usize>, at: usize, value: usize| {
            if let Some(place) = list.get_mut(at) {
                *place = value;
            }
        };
        for root in 0..size {
            if read(&index, root) != usize::MAX {
                continue;
            }
            let mut calls = vec![(root, 0_usize)];
            while let Some((state, edge)) = calls.pop() {
                if edge == 0 {
                    write(&mut index, state, next);
                    write(&mut low, state, next);
                    next += 1;
                    open.push(state);
                }
                if let Some(Edge { to, .. }) = self.from(state).get(edge).copied() {
                    calls.push((state, edge + 1));
                    if read(&index, to) == usize::MAX {
                        calls.push((to, 0));
                    } else if read(&component, to) == usize::MAX {
                        let lowest = read(&low, state).min(read(&index, to));
                        write(&mut low, state, lowest);
                    }
                    continue;
                }
                if read(&low, state) == read(&index, state) {
                    while let Some(member) = open.pop() {
                        write(&mut component, member, number);
                        if member == state {
                            break;
                        }
                    }
                    number += 1;
                }
                if let Some((parent, _)) = calls.last().copied() {
                    let lowest = read(&low, parent).min(read(&low, state));
                    write(&mut low, parent, lowest);
                }
            }
        }
        component
    }

    /// Characters that three or more loops, one behind the other, all take.
    pub(super) fn polynomial(&self, fuel: &mut u64) -> Vec<Pump> {
        let looped = |state: usize| self.from(state).iter().find(|edge| edge.to == state);
        let loops: Vec<usize> = (0..self.sets.len()).filter(|state| looped(*state).is_some()).collect();
        let edges: usize = self.edges.iter().map(Vec::len).sum();
        if loops.len() < 3 || edges > 4_000 {
            return Vec::new();
        }
        *fuel = fuel.saturating_sub(u64::try_from(edges).unwrap_or(u64::MAX).saturating_mul(100));
        let mut best: Vec<(usize, char)> = Vec::new();
        for character in ('a'..='z').chain('0'..='9').chain('A'..='Z').chain(' '..='~') {
            let takes = |state: usize| self.set(state).is_some_and(|set| set.contains(character));
            let degree = self.chain(&loops, takes);
            if degree >= 3 && best.iter().all(|(known, _)| *known < degree) {
                best.push((degree, character));
            }
        }
        let mut pumps = Vec::new();
        for (_, character) in best.into_iter().rev().take(2) {
            let takes = |state: &&usize| self.set(**state).is_some_and(|set| set.contains(character));
            if let Some(state) = loops.iter().find(takes) {
                let of = looped(*state).and_then(|edge| edge.of);
                pumps.extend(self.pump(*state, String::from(character), of));
            }
        }
        pumps
    }

    /// How many loops, at most, are passed on a way through states that all take the character. States are
    /// numbered from left to right, so a way forward has growing numbers.
    fn chain(&self, loops: &[usize], takes: impl Fn(usize) -> bool) -> usize {
        let mut degree = vec![0_usize; self.sets.len()];
        let mut most = 0;
        for state in (0..self.sets.len()).rev().filter(|state| takes(*state)) {
            let after = self.from(state).iter().filter(|edge| edge.to > state);
            let after = after.filter_map(|edge| degree.get(edge.to)).max().copied().unwrap_or(0);
            let here = after + usize::from(loops.binary_search(&state).is_ok());
            if let Some(place) = degree.get_mut(state) {
                *place = here;
            }
            most = most.max(here);
        }
        most
    }
}

/// How a pair of states was reached.
#[derive(Clone, Copy, Debug)]
struct Origin {
    before: (usize, usize),
    character: char,
    of: Option<usize>,
}
