//! Runs the automaton of an expression: on a name, or on all names at once.

use super::ast::Assertion;
use super::lower::{Lowered, Step};

/// What stands before a place, as far as assertions ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Behind {
    Start,
    Newline,
    /// An ASCII letter, a digit, `_`.
    Word,
    Other,
}

/// What follows a place, as far as assertions ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ahead {
    End,
    Newline,
    Word,
    Other,
}

impl Ahead {
    pub(super) fn of(character: char) -> Self {
        match character {
            '\n' => Ahead::Newline,
            '0'..='9' | 'A'..='Z' | '_' | 'a'..='z' => Ahead::Word,
            _ => Ahead::Other,
        }
    }

    /// The same character, once it is taken.
    pub(super) fn taken(self) -> Behind {
        match self {
            Ahead::End => Behind::Start,
            Ahead::Newline => Behind::Newline,
            Ahead::Word => Behind::Word,
            Ahead::Other => Behind::Other,
        }
    }
}

impl Behind {
    pub(super) const COUNT: usize = 4;

    pub(super) fn number(self) -> usize {
        match self {
            Behind::Start => 0,
            Behind::Newline => 1,
            Behind::Word => 2,
            Behind::Other => 3,
        }
    }
}

/// Where a run stands between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Thread {
    pub(super) step: usize,
    /// It has been said that the name ends here.
    pub(super) ended: bool,
}

impl Thread {
    /// How many there are of an automaton with so many steps.
    pub(super) fn count(steps: usize) -> usize {
        steps * 2
    }

    pub(super) fn number(self) -> usize {
        self.step * 2 + usize::from(self.ended)
    }
}

/// What a run has been told of the rest of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rest {
    Anything,
    /// `$`: one newline, and then nothing.
    Newline,
    Nothing,
}

impl Rest {
    pub(super) const COUNT: usize = 3;

    pub(super) fn number(self) -> usize {
        match self {
            Rest::Anything => 0,
            Rest::Newline => 1,
            Rest::Nothing => 2,
        }
    }
}

/// Whether the assertion holds at a place; if so, what it says of the rest.
pub(super) fn holds(place: Assertion, behind: Behind, ahead: Ahead, rest: Rest) -> Option<Rest> {
    let word = |is_boundary| ((behind == Behind::Word) != (ahead == Ahead::Word)) == is_boundary;
    let (holds, then) = match place {
        Assertion::Start => (behind == Behind::Start, rest),
        // PCRE2: not after the newline that ends the name.
        Assertion::LineStart => {
            (behind == Behind::Start || (behind == Behind::Newline && ahead != Ahead::End), rest)
        }
        Assertion::End => (ahead == Ahead::End, rest),
        Assertion::EndOrFinalNewline => match ahead {
            Ahead::End => (true, rest),
            // The newline is yet to be taken, by what follows in the expression.
            Ahead::Newline => (true, Rest::Newline),
            _ => (false, rest),
        },
        Assertion::LineEnd => (matches!(ahead, Ahead::End | Ahead::Newline), rest),
        Assertion::WordBoundary => (word(true), rest),
        Assertion::NotWordBoundary => (word(false), rest),
    };
    holds.then_some(then)
}

/// What a run can do at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// The sets of which a character may follow, and where that leads.
    pub(super) takes: Vec<(usize, Thread)>,
    /// Whether the name may end here.
    pub(super) accepts: bool,
}

/// Marks of the steps that have been seen, to be used again and again.
#[derive(Debug, Default)]
pub(super) struct Seen {
    marks: Vec<u32>,
    round: u32,
    stack: Vec<(usize, Rest)>,
}

impl Seen {
    /// Forgets all marks; there are so many.
    pub(super) fn begin(&mut self, size: usize) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 || self.marks.len() < size {
            self.marks.clear();
            self.marks.resize(size, 0);
            self.round = 1;
        }
    }

    pub(super) fn is_new(&mut self, mark: usize) -> bool {
        let round = self.round;
        self.marks.get_mut(mark).is_some_and(|mark| std::mem::replace(mark, round) != round)
    }
}

impl Lowered {
    /// Whether the expression matches the whole name, at a price: none if it is more than is left.
    pub(crate) fn matches_within(&self, name: &str, fuel: &mut usize) -> Option<bool> {
        *fuel = fuel.checked_sub(1)?;
        if !self.may_match(name) {
            return Some(false);
        }
        let mut seen = Seen::default();
        let mut threads = vec![self.first()];
        let mut behind = Behind::Start;
        for character in name.chars() {
            let ahead = Ahead::of(character);
            let moves = self.moves(threads.iter().copied(), behind, ahead, &mut seen);
            *fuel = fuel.checked_sub(threads.len() + moves.takes.len())?;
            threads.clear();
            let takes = |set: usize| self.sets.get(set).is_some_and(|set| set.contains(character));
            threads.extend(moves.takes.iter().filter(|(set, _)| takes(*set)).map(|(_, to)| *to));
            if threads.is_empty() {
                return Some(false);
            }
            threads.sort_unstable();
            threads.dedup();
            behind = ahead.taken();
        }
        Some(self.moves(threads.iter().copied(), behind, Ahead::End, &mut seen).accepts)
    }

    /// Where every run begins.
    pub(super) fn first(&self) -> Thread {
        Thread { step: self.start, ended: false }
    }

    /// What can be done at a place, from any of the threads.
    pub(super) fn moves(
        &self,
        threads: impl Iterator<Item = Thread>,
        behind: Behind,
        ahead: Ahead,
        seen: &mut Seen,
    ) -> Moves {
        let mut moves = Moves::default();
        seen.begin(self.steps.len() * Rest::COUNT);
        for thread in threads {
            if thread.ended && ahead != Ahead::End {
                continue;
            }
            seen.stack.push((thread.step, if thread.ended { Rest::Nothing } else { Rest::Anything }));
            while let Some((number, rest)) = seen.stack.pop() {
                if !seen.is_new(number * Rest::COUNT + rest.number()) {
                    continue;
                }
                match self.steps.get(number) {
                    Some(Step::Take { set, next }) => {
                        moves.takes.push((*set, Thread { step: *next, ended: rest == Rest::Newline }));
                    }
                    Some(Step::Fork(branches)) => {
                        seen.stack.extend(branches.iter().map(|&branch| (branch, rest)));
                    }
                    Some(Step::If { place, next }) => {
                        if let Some(rest) = holds(*place, behind, ahead, rest) {
                            seen.stack.push((*next, rest));
                        }
                    }
                    Some(Step::Open { next, .. } | Step::Close { next, .. }) => {
                        seen.stack.push((*next, rest));
                    }
                    Some(Step::Accept) => moves.accepts |= ahead == Ahead::End,
                    None => {}
                }
            }
        }
        moves
    }
}
