//! Whether two expressions take the same part of every name that both match, and names of which they may not.
//!
//! Both automata are run together, each with the place that one of its groups has taken. Every way through
//! is followed, not only the one that PCRE2 prefers, and places such as `\b` are taken to hold: so that "the
//! same" is certain, and "perhaps not" is to be tried with the names that come along.

use std::collections::{HashMap, HashSet};

use super::charset::CharSet;
use super::cover::limited;
use super::example::is_plausible;
use super::lower::{Lowered, Step};
use super::search::Fuel;

/// How many steps of two automata may be combined.
const MOST_STATES: usize = 20_000;

/// The letters of the names, so that one differs from the next, as in names that people have.
const LETTERS: &str =
    "janedorsmithlubckgpfvwxyzqJANEDORSMITHLUBCKGPFVWXYZQ0123456789.-_@ /:'!#$%&()*+,;<=>?[]^`{|}~\"\\";

/// How many letters are taken in turn.
const TURNS: usize = 10;

/// What comes of two groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Spans {
    /// They take the same part of every name.
    Same,
    /// Perhaps not of these, if there are any.
    Perhaps(Vec<String>),
}

/// How far a group has come: not begun, open, closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    Before,
    Within,
    Behind,
}

/// Where an automaton stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    step: usize,
    phase: Phase,
}

/// What an automaton does between two characters.
struct Way {
    /// Where it then takes a character; none if the name may end here.
    take: Option<(usize, usize)>,
    phase: Phase,
    /// The group has been open before: only the last time counts, and that is not followed.
    again: bool,
}

/// Both of them, and whether the groups have come to differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Pair {
    own: Place,
    other: Place,
    differ: bool,
}

/// Where both stand, from which state and by which letter they came there, and how long the name is.
type State = (Pair, Option<(usize, char)>, usize);

impl Lowered {
    /// Whether they are the same automaton: then they also prefer the same ways.
    pub(crate) fn is_twin_of(&self, other: &Self) -> bool {
        self.steps == other.steps && self.sets == other.sets && self.start == other.start
    }

    /// Whether the groups, counted from zero, take the same of each name that both expressions match; if not,
    /// at most so many names. Without groups: names that both match.
    pub(crate) fn spans(
        &self,
        other: &Self,
        groups: Option<(usize, usize)>,
        most: usize,
        fuel: &mut Fuel,
    ) -> Spans {
        limited(fuel, |fuel| self.spans_within(other, groups, most, fuel))
    }

    fn spans_within(
        &self,
        other: &Self,
        groups: Option<(usize, usize)>,
        most: usize,
        fuel: &mut Fuel,
    ) -> Spans {
        // The first group is 1 in the automaton.
        let groups = groups.map(|(own, other)| (own + 1, other + 1));
        let mut run = Run { own: self, other, pools: HashMap::new() };
        let place = |lowered: &Lowered| Place { step: lowered.start, phase: Phase::Before };
        let first = Pair { own: place(self), other: place(other), differ: groups.is_none() };
        let mut known = HashSet::from([first]);
        let mut states: Vec<State> = vec![(first, None, 0)];
        let mut names = Vec::new();
        let mut at = 0;
        while let Some(&(pair, _, length)) = states.get(at) {
            let (own, steps) = self.ways(pair.own, groups.map(|groups| groups.0));
            let (others, other_steps) = other.ways(pair.other, groups.map(|groups| groups.1));
            let cost = own.len() * others.len() + steps + other_steps;
            match fuel.checked_sub(cost) {
                Some(left) if states.len() < MOST_STATES => *fuel = left,
                _ => return Spans::Perhaps(names),
            }
            for (own, other) in own.iter().flat_map(|own| others.iter().map(move |other| (own, other))) {
                let moved = |way: &Way, place: Place, phase| {
                    (place.phase == Phase::Before && way.phase != Phase::Before && phase == Phase::Within)
                        || (place.phase != Phase::Behind
                            && way.phase == Phase::Behind
                            && phase == Phase::Behind)
                };
                let unlike = |phase| moved(own, pair.own, phase) != moved(other, pair.other, phase);
                let differ =
                    pair.differ || own.again || other.again || unlike(Phase::Within) || unlike(Phase::Behind);
                match (own.take, other.take) {
                    (None, None) if differ && length > 0 => {
                        names.push(spell(&states, at));
                        if names.len() >= most {
                            return Spans::Perhaps(names);
                        }
                    }
                    (Some((set, step)), Some((other_set, other_step))) => {
                        let Some(letter) = run.letter(set, other_set, length, fuel) else { continue };
                        let next = Pair {
                            own: Place { step, phase: own.phase },
                            other: Place { step: other_step, phase: other.phase },
                            differ,
                        };
                        if known.insert(next) {
                            states.push((next, Some((at, letter)), length + 1));
                        }
                    }
                    _ => {}
                }
            }
            at += 1;
        }
        if names.is_empty() && groups.is_some() { Spans::Same } else { Spans::Perhaps(names) }
    }

    /// What can be done at a place, and how many steps it took to tell.
    fn ways(&self, place: Place, group: Option<usize>) -> (Vec<Way>, usize) {
        let mut ways = Vec::new();
        let mut stack = vec![(place.step, place.phase, false)];
        let mut seen = HashSet::new();
        while let Some((number, phase, again)) = stack.pop() {
            if !seen.insert((number, phase, again)) {
                continue;
            }
            match self.steps.get(number) {
                Some(Step::Take { set, next }) => {
                    ways.push(Way { take: Some((*set, *next)), phase, again });
                }
                Some(Step::Fork(branches)) => {
                    stack.extend(branches.iter().map(|&branch| (branch, phase, again)));
                }
                Some(Step::If { next, .. }) => stack.push((*next, phase, again)),
                Some(Step::Open { group: opened, next }) if Some(*opened) == group => {
                    stack.push((*next, Phase::Within, again || phase != Phase::Before));
                }
                Some(Step::Close { group: closed, next }) if Some(*closed) == group => {
                    stack.push((*next, Phase::Behind, again));
                }
                Some(Step::Open { next, .. } | Step::Close { next, .. }) => {
                    stack.push((*next, phase, again));
                }
                Some(Step::Accept) => ways.push(Way { take: None, phase, again }),
                None => {}
            }
        }
        (ways, seen.len())
    }
}

fn spell(states: &[State], mut at: usize) -> String {
    let mut letters = Vec::new();
    while let Some((_, Some((from, letter)), _)) = states.get(at) {
        letters.push(*letter);
        at = *from;
    }
    letters.iter().rev().collect()
}

struct Run<'l> {
    own: &'l Lowered,
    other: &'l Lowered,
    /// The letters that are in both of two sets.
    pools: HashMap<(usize, usize), Vec<char>>,
}

impl Run<'_> {
    /// A letter that both sets have, in turn; none if people have no such letter in their names.
    fn letter(&mut self, own: usize, other: usize, turn: usize, fuel: &mut Fuel) -> Option<char> {
        if !self.pools.contains_key(&(own, other)) {
            let (ours, theirs) = (self.own.sets.get(own)?, self.other.sets.get(other)?);
            *fuel = fuel.saturating_sub(ours.ranges().count() + theirs.ranges().count());
            self.pools.insert((own, other), pool(ours, theirs));
        }
        let pool = self.pools.get(&(own, other))?;
        pool.get(turn.checked_rem(pool.len())?).copied()
    }
}

fn pool(own: &CharSet, other: &CharSet) -> Vec<char> {
    let both = own.and(other);
    let letters: Vec<char> = LETTERS.chars().filter(|letter| both.contains(*letter)).take(TURNS).collect();
    if !letters.is_empty() {
        return letters;
    }
    let is_plausible = |letter: &char| is_plausible(*letter);
    both.ranges().find_map(|(start, end)| (start..=end).find(is_plausible)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language as _;
    use crate::regex::Regex;

    fn found(own: &str, other: &str, groups: (usize, usize)) -> Spans {
        let lowered = |text: &str| Lowered::of(&Regex::parse(text)).expect("a regular expression");
        lowered(own).spans(&lowered(other), Some(groups), 4, &mut 1_000_000)
    }

    #[test]
    fn groups_that_take_the_same_are_told() {
        for (own, other, groups) in [
            ("(.+)@corp", "(.+)[@](?:corp)", (0, 0)),
            ("(.+)", "^(.+?)$", (0, 0)),
            (r"([^@]+)@([a-z]+)\.net", r"(\w+)@(.+)\.net", (1, 1)),
            ("(eu|x)(.+)@eu", "(?:eu|x)([a-z]*)@eu", (1, 0)),
            ("(a)?b", "(a*)b", (0, 0)),
        ] {
            let is_same = found(own, other, groups) == Spans::Same;
            assert_eq!(is_same, own != "(a)?b", "{own} and {other}");
        }
    }

    /// Where a group begins counts as much as where it ends.
    #[test]
    fn groups_that_begin_or_end_elsewhere_are_told() {
        for (own, other) in [("(ja)", "j(a)"), ("(ja)", "(j)a"), ("j(a)n", "ja(n)"), ("(j)an", "ja()n")] {
            let differ = Spans::Perhaps(vec![if own == "(ja)" { "ja" } else { "jan" }.to_owned()]);
            assert_eq!(found(own, other, (0, 0)), differ, "{own} and {other}");
            assert_eq!(found(other, own, (0, 0)), differ, "{other} and {own}");
            assert_eq!(found(own, own, (0, 0)), Spans::Same, "{own}");
        }
    }

    #[test]
    fn names_that_may_differ_have_letters_of_their_own() {
        for (own, other, groups, name) in [
            ("(.+)@(.+)", "(.+?)@(.+)", (0, 0), "j@@e"),
            (r"([^@]+)@([^.]+)\.net", r"([^@]+)@([^.]+)\.net", (0, 1), "j@n.net"),
            (r"([a-z]+)@x", r"([a-z]+?)([a-z]*)@x", (0, 0), "ja@x"),
            (r"(.)(.+)", r"(.+)\.(.+)", (0, 0), "ja.e"),
            ("(?:(a)|b)+", "(?:(a)|b)+", (0, 0), "aa"),
        ] {
            let Spans::Perhaps(names) = found(own, other, groups) else { panic!("{own} and {other}") };
            assert!(names.iter().any(|found| found == name), "{own} and {other}: {names:?}");
        }
    }
}
