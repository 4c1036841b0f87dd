//! Whether a user name matches an expression fully, as the database asks, and what each group takes.
//!
//! A linear automaton says no to the names that do not match; of those that do, the matcher that goes
//! PCRE2's way tells the groups, and whether PCRE2 would get that far within its limit.

use std::ops::Range;

use super::Regex;
use super::backtrack::{Outcome, Program, Unable};
use super::redos::MATCH_LIMIT;

/// An expression, ready to be asked.
#[derive(Debug)]
pub(crate) struct Evaluator {
    program: Result<Program, Reason>,
}

/// What comes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It matches; what each group took, the first group (`{0}` of a mapping) first.
    Match(Vec<Option<Range<usize>>>),
    NoMatch,
    /// The database gives up the search, and the mapping counts as one that does not match.
    LimitHit,
    CannotTell(Reason),
}

/// Why it cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The database does not compile the expression, so it does not start with it.
    Invalid,
    /// The expression has a construct that is not analysed; which, in a few words.
    Construct(&'static str),
    /// The expression is too large.
    Size,
    /// The database might reach its match limit, or not.
    NearLimit,
    /// The name is too long for that expression.
    Length,
}

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A linear automaton, and the step counter for the groups of what matches.
    Automaton,
    /// The step counter alone: the expression is not regular.
    StepCounter,
    /// Nothing.
    None(Reason),
}

impl Evaluator {
    /// Compiles an expression.
    pub(crate) fn new(regex: &Regex) -> Self {
        let program = if !regex.faults.is_empty() {
            Err(Reason::Invalid)
        } else if let Some(unknown) = &regex.unknown {
            Err(Reason::Construct(unknown.what))
        } else {
            Program::new(regex).map_err(|unable| match unable {
                Unable::Construct(what) => Reason::Construct(what),
                Unable::Size => Reason::Size,
            })
        };
        Self { program }
    }

    /// What answers for this expression.
    pub(crate) fn engine(&self) -> Engine {
        match &self.program {
            Ok(_) => Engine::StepCounter,
            Err(reason) => Engine::None(*reason),
        }
    }

    /// Whether all of `name` matches.
    pub(crate) fn full_match(&self, name: &str) -> Answer {
        let program = match &self.program {
            Ok(program) => program,
            Err(reason) => return Answer::CannotTell(*reason),
        };
        let run = program.run(name, MATCH_LIMIT * 2);
        match run.outcome {
            Outcome::NoMatch => Answer::NoMatch,
            Outcome::Match(groups) if run.steps < MATCH_LIMIT / 2 => Answer::Match(groups),
            Outcome::Match(_) => Answer::CannotTell(Reason::NearLimit),
            Outcome::Steps => Answer::LimitHit,
            Outcome::Work => Answer::CannotTell(Reason::Length),
        }
    }
}
