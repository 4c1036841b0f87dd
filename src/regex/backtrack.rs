//! A matcher that goes through an expression as PCRE2's interpreter does, and counts its steps as that
//! does, with a bound on them.
//!
//! The database runs PCRE2 without its compiler to machine code, anchored at both ends, and under a match
//! limit: each time the interpreter opens a frame it counts one, and beyond the limit the search is given
//! up. So the same order of attempts tells what each group took, and how near to the limit a name comes.
//!
//! `compile` makes a program of the tree (groups that repeat are copied as PCRE2 copies them), `possess`
//! does its auto-possessification, `start` its checks before the search, `machine` runs it.

mod compile;
mod machine;
mod possess;
mod start;
#[cfg(test)]
mod tests;

use super::Regex;
use super::ast::{Assertion, Greed};
use super::charset::CharSet;

/// By which factor the steps counted here may be off. For most expressions they are PCRE2's to the last one;
/// a test holds them to it.
pub(super) const FACTOR: u64 = 2;

/// An expression, ready to be run.
#[derive(Clone, Debug)]
pub(super) struct Program {
    code: Vec<Inst>,
    sets: Vec<CharSet>,
    /// How many places the program remembers while it runs.
    registers: usize,
    /// How many capture groups.
    groups: usize,
    start: start::Start,
}

/// Why there is no program, or no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unable {
    /// A construct that the matcher does not know.
    Construct(&'static str),
    /// More than the bounds on size allow.
    Size,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What each group took, the first group first.
    Match(Vec<Option<std::ops::Range<usize>>>),
    NoMatch,
    /// More steps than were granted.
    Steps,
    /// More work than is sensible, within few steps: a very long name.
    Work,
}

/// What a run came to, and how many frames PCRE2 would have opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) outcome: Outcome,
    pub(super) steps: u64,
}

/// One instruction. Where it goes on, unless it says so, is the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inst {
    /// One character of a set.
    One(usize),
    /// Characters of a set, as many as possible or as few.
    Several {
        set: usize,
        min: u32,
        max: Option<u32>,
        greed: Greed,
        brackets: bool,
    },
    Place(Assertion),
    /// Opens a frame and goes to `first`; if that fails, to `second`: the branches of a group, or a group
    /// that is `optional`.
    Split {
        first: usize,
        second: usize,
        optional: bool,
    },
    /// Opens a frame to which nothing comes back.
    Frame,
    Jump(usize),
    /// A group begins. A `barrier` is what PCRE2's auto-possessification does not look behind: a group that
    /// repeats and may be empty.
    Enter {
        register: usize,
        barrier: bool,
    },
    /// A group that takes nothing down ends.
    Ket,
    /// A capture group ends.
    Close {
        register: usize,
        group: usize,
    },
    /// The end of a group that repeats without end: once more, unless it took nothing.
    Again {
        register: Option<usize>,
        start: usize,
        greedy: bool,
    },
    /// From here on, until the `Cut`, ways not taken are forgotten at once.
    Mark {
        register: usize,
    },
    Cut {
        register: usize,
    },
    /// A round of a possessive group.
    Round {
        height: usize,
        position: usize,
        exit: usize,
    },
    RoundEnd {
        height: usize,
        position: usize,
        start: usize,
        exit: usize,
    },
    /// Positive look-around.
    Look {
        height: usize,
        position: usize,
    },
    LookEnd {
        height: usize,
        position: usize,
    },
    /// Negative look-around, and where it goes on if what is inside fails.
    Not {
        height: usize,
        next: usize,
    },
    NotEnd {
        height: usize,
    },
    /// Goes back some characters.
    Reverse(u32),
    BackReference {
        group: usize,
        caseless: bool,
    },
    /// `\R`
    LineBreak,
    Fail,
    Match,
}

impl Program {
    /// Compiles what the parser knows all of.
    pub(super) fn new(regex: &Regex) -> Result<Self, Unable> {
        compile::program(&regex.root, regex.groups.len(), false)
    }

    /// With `\z` after it, as the crate `pcre2` has to be told to match fully.
    #[cfg(test)]
    fn wrapped(regex: &Regex) -> Result<Self, Unable> {
        compile::program(&regex.root, regex.groups.len(), true)
    }

    /// Whether the whole of `text` matches, in at most `limit` steps.
    pub(super) fn run(&self, text: &str, limit: u64) -> Run {
        machine::run(self, text, limit)
    }

    /// Whether PCRE2 might see, before it searches at all, that `text` does not match.
    pub(super) fn refuses_at_once(&self, text: &str) -> bool {
        self.start.refuses(text)
    }
}
