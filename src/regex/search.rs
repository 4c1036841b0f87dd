//! Looks for a name that some expressions match and others do not: the shortest, and of these the one that
//! people would rather read.
//!
//! The automata are made deterministic together, as far as the search goes. That can take exponentially many
//! states, so the search has a price and a limit, and may end without an answer.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::alphabet::Alphabet;
use super::automaton::{Ahead, Behind, Moves, Seen, Thread};
use super::lower::Lowered;

/// What a search may cost. All the searches of a list of mappings share one.
pub(crate) type Fuel = usize;

/// How many states one search may reach; with their threads, some megabytes.
const MOST_STATES: usize = 10_000;

/// What a search costs, however soon it ends.
const EACH: Fuel = 2_000;

/// How many threads all the states of one search may have.
const MOST_THREADS: usize = 1_000_000;

/// Which names are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Those that a user may have: not empty, and without control characters.
    Plausible,
    /// Every text.
    All,
}

/// What a search finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// This name, and none that is shorter.
    Name(String),
    /// There is none.
    Nothing,
    /// It would take too long.
    Unknown,
}

/// Looks for a name that `all` of these match, and `none` of those.
pub(crate) fn find(all: &[&Lowered], none: &[&Lowered], names: Names, fuel: &mut Fuel) -> Found {
    Search::new(all, none, fuel).and_then(|mut search| search.run(names, fuel)).unwrap_or(Found::Unknown)
}

/// Where all the automata stand, between two characters: what stands before, and then the threads of each, with an
/// end behind them. It is one piece of memory, which two lists share.
type State = Rc<[Mark]>;

/// A part of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Behind(Behind),
    At(Thread),
    /// What follows is of the next automaton.
    End,
}

struct Search<'a> {
    automata: Vec<&'a Lowered>,
    /// How many of them have to match; the others must not.
    required: usize,
    alphabet: Alphabet,
    asks: bool,
    seen: Seen,
}

/// How a state was reached: from which, by which letter.
type Origin = Option<(usize, usize)>;

impl<'a> Search<'a> {
    fn new(all: &[&'a Lowered], none: &[&'a Lowered], fuel: &mut Fuel) -> Option<Self> {
        let automata: Vec<&Lowered> = all.iter().chain(none).copied().collect();
        *fuel = fuel.checked_sub(EACH)?;
        let alphabet = Alphabet::of(&automata, fuel)?;
        let asks = automata.iter().any(|automaton| automaton.has_assertions);
        Some(Self { automata, required: all.len(), alphabet, asks, seen: Seen::default() })
    }

    /// Breadth first, nicer letters first: the first name that is found is the shortest, and the nicest of those.
    fn run(&mut self, names: Names, fuel: &mut Fuel) -> Option<Found> {
        let each = self.automata.iter().flat_map(|automaton| [Mark::At(automaton.first()), Mark::End]);
        let first: State = std::iter::once(Mark::Behind(Behind::Start)).chain(each).collect();
        let mut known: BTreeSet<State> = BTreeSet::from([Rc::clone(&first)]);
        let mut states: Vec<(State, Origin)> = vec![(first, None)];
        let mut threads = 0;
        let mut next = Vec::new();
        let mut at = 0;
        while let Some((state, origin)) = states.get(at).map(|(state, origin)| (Rc::clone(state), *origin)) {
            let is_plausible = names == Names::All || origin.is_some();
            if is_plausible && self.accepts(&state, fuel)? {
                return Some(Found::Name(self.spell(&states, at)));
            }
            let mut moves: Vec<(Ahead, Vec<Moves>)> = Vec::new();
            for (number, letter) in self.alphabet.letters.iter().enumerate() {
                if names == Names::Plausible && !letter.is_plausible {
                    continue;
                }
                // Without assertions it does not matter what follows.
                let ahead = if self.asks { letter.ahead } else { Ahead::Other };
                let known_moves = moves.iter().position(|(other, _)| *other == ahead);
                let index = known_moves.unwrap_or(moves.len());
                if known_moves.is_none() {
                    moves.push((ahead, moves_of(&self.automata, &state, ahead, &mut self.seen, fuel)?));
                }
                let Some((_, here)) = moves.get(index) else { continue };
                if !self.after(number, ahead, here, &mut next, fuel)? || known.contains(next.as_slice()) {
                    continue;
                }
                threads += next.iter().filter(|mark| matches!(mark, Mark::At(_))).count();
                if states.len() >= MOST_STATES || threads > MOST_THREADS {
                    return None;
                }
                let next = State::from(next.as_slice());
                known.insert(Rc::clone(&next));
                states.push((next, Some((at, number))));
            }
            at += 1;
        }
        Some(Found::Nothing)
    }

    fn accepts(&mut self, state: &[Mark], fuel: &mut Fuel) -> Option<bool> {
        let moves = moves_of(&self.automata, state, Ahead::End, &mut self.seen, fuel)?;
        Some(moves.iter().enumerate().all(|(number, moves)| moves.accepts == (number < self.required)))
    }

    /// Makes `next` the state after the letter; false if no name can be found there any more.
    fn after(
        &self,
        letter: usize,
        ahead: Ahead,
        moves: &[Moves],
        next: &mut Vec<Mark>,
        fuel: &mut Fuel,
    ) -> Option<bool> {
        next.clear();
        // The empty name is told apart in any case.
        next.push(Mark::Behind(if self.asks { ahead.taken() } else { Behind::Other }));
        for (number, moves) in moves.iter().enumerate() {
            *fuel = fuel.checked_sub(moves.takes.len() + 1)?;
            let taken = moves.takes.iter().filter(|(set, _)| self.alphabet.takes(letter, number, *set));
            let mut threads: Vec<Thread> = taken.map(|(_, to)| *to).collect();
            if threads.is_empty() && number < self.required {
                return Some(false);
            }
            threads.sort_unstable();
            threads.dedup();
            next.extend(threads.into_iter().map(Mark::At).chain([Mark::End]));
        }
        Some(true)
    }

    fn spell(&self, states: &[(State, Origin)], mut at: usize) -> String {
        let mut letters = Vec::new();
        while let Some((_, Some((from, letter)))) = states.get(at) {
            letters.extend(self.alphabet.letters.get(*letter).map(|letter| letter.character));
            at = *from;
        }
        letters.iter().rev().collect()
    }
}

/// What each of the automata can do in a state.
fn moves_of(
    automata: &[&Lowered],
    state: &[Mark],
    ahead: Ahead,
    seen: &mut Seen,
    fuel: &mut Fuel,
) -> Option<Vec<Moves>> {
    let [Mark::Behind(behind), threads @ ..] = state else { return None };
    let mut all = Vec::with_capacity(automata.len());
    for (automaton, threads) in automata.iter().zip(threads.split(|mark| *mark == Mark::End)) {
        let at = threads.iter().filter_map(|mark| match mark {
            Mark::At(thread) => Some(*thread),
            Mark::Behind(_) | Mark::End => None,
        });
        let moves = automaton.moves(at, *behind, ahead, seen);
        *fuel = fuel.checked_sub(threads.len() + moves.takes.len() + 1)?;
        all.push(moves);
    }
    Some(all)
}
