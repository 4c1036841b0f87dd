//! Whether a user name matches an expression fully, as the database asks, and what each group takes.
//!
//! A linear automaton says no to the names that do not match; of those that do, the matcher that goes
//! PCRE2's way tells the groups, and whether PCRE2 would get that far within its limit.

mod prefilter;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::OnceLock;

use self::prefilter::Prefilter;
use super::Regex;
use super::ast::Node;
use super::backtrack::{FACTOR, Outcome, Program, Unable};
use super::redos::MATCH_LIMIT;

/// An expression, ready to be asked.
#[derive(Debug)]
pub(crate) struct Evaluator {
    program: Result<Program, Reason>,
    /// What the automaton is made of, when the first name comes; if there is to be one.
    root: Option<Node>,
    prefilter: OnceLock<Option<Prefilter>>,
}

/// What comes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It matches; what each group took, the first group (`{0}` of a mapping) first.
    Match(Vec<Option<Range<usize>>>),
    /// It does not. That the database may give up before it knows, which comes to the same, is not told.
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
    /// A linear automaton for what does not match, and the step counter for the groups of what does.
    Automaton,
    /// The step counter alone: the automaton would be too large, or is one too many.
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
        Self { program, root: Some(regex.root.clone()), prefilter: OnceLock::new() }
    }

    /// The same without the automaton: slower, and a small part of the memory.
    pub(crate) fn small(regex: &Regex) -> Self {
        Self { root: None, ..Self::new(regex) }
    }

    /// What answers for this expression.
    pub(crate) fn engine(&self) -> Engine {
        match (&self.program, self.prefilter()) {
            (Ok(_), Some(_)) => Engine::Automaton,
            (Ok(_), None) => Engine::StepCounter,
            (Err(reason), _) => Engine::None(*reason),
        }
    }

    fn prefilter(&self) -> Option<&Prefilter> {
        self.prefilter.get_or_init(|| Prefilter::new(self.root.as_ref()?)).as_ref()
    }

    /// Whether all of `name` matches.
    pub(crate) fn full_match(&self, name: &str) -> Answer {
        let program = match &self.program {
            Ok(program) => program,
            Err(reason) => return Answer::CannotTell(*reason),
        };
        // Whether PCRE2 finds that out, or gives up, comes to the same.
        if self.prefilter().is_some_and(|prefilter| !prefilter.may_match(name)) {
            return Answer::NoMatch;
        }
        let run = program.run(name, MATCH_LIMIT * FACTOR);
        match run.outcome {
            Outcome::NoMatch => Answer::NoMatch,
            Outcome::Match(groups) if run.steps <= MATCH_LIMIT / FACTOR => Answer::Match(groups),
            Outcome::Match(_) => Answer::CannotTell(Reason::NearLimit),
            Outcome::Steps => Answer::LimitHit,
            Outcome::Work => Answer::CannotTell(Reason::Length),
        }
    }
}
