//! Looks for a name that some expressions match and others do not: the shortest, and of these the one that
//! people would rather read.
//!
//! The automata are made deterministic together, as far as the search goes. That can take exponentially many
//! states, so the search has a price and a limit, and may end without an answer.

use std::collections::HashSet;

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

/// Where all the automata stand, between two characters.
type State = (Behind, Vec<Vec<Thread>>);

struct Search<'a> {
    automata: Vec<&'a Lowered>,
    /// How many of them have to match; the others must not.
    required: usize,
    alphabet: Alphabet,
    asks: bool,
}

/// How a state was reached: from which, by which letter.
type Origin = Option<(usize, usize)>;

impl<'a> Search<'a> {
    fn new(all: &[&'a Lowered], none: &[&'a Lowered], fuel: &mut Fuel) -> Option<Self> {
        let automata: Vec<&Lowered> = all.iter().chain(none).copied().collect();
        *fuel = fuel.checked_sub(EACH)?;
        let alphabet = Alphabet::of(&automata, fuel)?;
        let asks = automata.iter().any(|automaton| automaton.has_assertions);
        Some(Self { automata, required: all.len(), alphabet, asks })
    }

    /// Breadth first, nicer letters first: the first name that is found is the shortest, and the nicest of those.
    fn run(&mut self, names: Names, fuel: &mut Fuel) -> Option<Found> {
        let first: State =
            (Behind::Start, self.automata.iter().map(|automaton| vec![automaton.first()]).collect());
        let mut known: HashSet<State> = HashSet::from([first.clone()]);
        let mut states: Vec<(State, Origin)> = vec![(first, None)];
        let mut threads = 0;
        let mut seen = Seen::default();
        let mut at = 0;
        while let Some((state, origin)) = states.get(at).cloned() {
            let is_plausible = names == Names::All || origin.is_some();
            if is_plausible && self.accepts(&state, &mut seen, fuel)? {
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
                    moves.push((ahead, self.moves(&state, ahead, &mut seen, fuel)?));
                }
                let Some((_, here)) = moves.get(index) else { continue };
                let Some(next) = self.after(number, ahead, here, fuel)? else { continue };
                if known.contains(&next) {
                    continue;
                }
                threads += next.1.iter().map(Vec::len).sum::<usize>();
                if states.len() >= MOST_STATES || threads > MOST_THREADS {
                    return None;
                }
                known.insert(next.clone());
                states.push((next, Some((at, number))));
            }
            at += 1;
        }
        Some(Found::Nothing)
    }

    fn moves(&self, state: &State, ahead: Ahead, seen: &mut Seen, fuel: &mut Fuel) -> Option<Vec<Moves>> {
        let mut all = Vec::with_capacity(self.automata.len());
        for (automaton, threads) in self.automata.iter().zip(&state.1) {
            let moves = automaton.moves(threads, state.0, ahead, seen);
            *fuel = fuel.checked_sub(threads.len() + moves.takes.len() + 1)?;
            all.push(moves);
        }
        Some(all)
    }

    fn accepts(&self, state: &State, seen: &mut Seen, fuel: &mut Fuel) -> Option<bool> {
        let moves = self.moves(state, Ahead::End, seen, fuel)?;
        Some(moves.iter().enumerate().all(|(number, moves)| moves.accepts == (number < self.required)))
    }

    /// The state after the letter; none if no name can be found there any more.
    fn after(&self, letter: usize, ahead: Ahead, moves: &[Moves], fuel: &mut Fuel) -> Option<Option<State>> {
        let mut all = Vec::with_capacity(moves.len());
        for (number, moves) in moves.iter().enumerate() {
            *fuel = fuel.checked_sub(moves.takes.len() + 1)?;
            let taken = moves.takes.iter().filter(|(set, _)| self.alphabet.takes(letter, number, *set));
            let mut threads: Vec<Thread> = taken.map(|(_, to)| *to).collect();
            if threads.is_empty() && number < self.required {
                return Some(None);
            }
            threads.sort_unstable();
            threads.dedup();
            all.push(threads);
        }
        // The empty name is told apart in any case.
        let behind = if self.asks { ahead.taken() } else { Behind::Other };
        Some(Some((behind, all)))
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
