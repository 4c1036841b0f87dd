//! Expressions with which the database's search can run away, and a name that shows it.
//!
//! Where the automaton of an expression (`automaton`) can go one way twice (`ambiguity`), a backtracking
//! matcher tries all combinations before it says no. A name is made of that, and run by the step counter,
//! whose word counts: PCRE2's checks before the search, and its possessive runs, make many such expressions
//! harmless. Nothing is said without a name that was seen to run away.

mod ambiguity;
mod automaton;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::ambiguity::Pump;
use self::automaton::Automaton;
use super::Regex;
use super::backtrack::{FACTOR, Outcome, Program, Unable};

/// The database's match limit.
pub(crate) const MATCH_LIMIT: u64 = 200_000;

/// How many characters a name has at most. RFC 4616 §2 has every server take 255 octets of a name, and
/// promises no more. So what is quadratic is no danger: 255² / 2 is far below the limit.
pub(crate) const LONGEST_NAME: usize = 255;

/// How many steps a name has to take, so that PCRE2, too, is beyond its limit for sure.
const CONFIRMED: u64 = MATCH_LIMIT * FACTOR;

/// How many steps are run for one expression.
const MOST_STEPS: u64 = 4_000_000;

/// How often a word is repeated to see which ending is the worst, and in how many steps.
const FEW: usize = 10;
const TRIAL: u64 = 4_000;

/// What the search for a name can come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redos {
    /// No name was found.
    None,
    /// One repetition more of a word multiplies the steps: by 1.2 or more, where the limit is reached. A very
    /// high power of the length is no better.
    Exponential(Attack),
    /// The steps grow with a power of the length.
    Polynomial(Attack),
    NotAnalysed(NotAnalysed),
}

/// A name that takes more steps than the database grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attack {
    /// The repetition that runs away.
    pub(crate) at: Range<usize>,
    pub(crate) prefix: String,
    /// Stands `times` times.
    pub(crate) pump: String,
    pub(crate) times: usize,
    pub(crate) suffix: String,
}

/// Why nothing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAnalysed {
    /// The database does not compile it, or it has constructs that are not known.
    Unknown,
    /// The step counter does not know a construct.
    Construct,
    /// The expression, or what there is to look at, is too large.
    Size,
}

impl Attack {
    /// The name.
    pub(crate) fn name(&self) -> String {
        let mut name = self.prefix.clone();
        name.push_str(&self.pump.repeat(self.times));
        name.push_str(&self.suffix);
        name
    }

    fn length(&self) -> usize {
        let count = |text: &str| text.chars().count();
        count(&self.prefix) + count(&self.pump) * self.times + count(&self.suffix)
    }
}

/// Looks for a name that takes more steps than the database grants.
pub(crate) fn analyse(regex: &Regex) -> Redos {
    if !regex.is_known() {
        return Redos::NotAnalysed(NotAnalysed::Unknown);
    }
    let program = match Program::new(regex) {
        Ok(program) => program,
        Err(Unable::Construct(_)) => return Redos::NotAnalysed(NotAnalysed::Construct),
        Err(Unable::Size) => return Redos::NotAnalysed(NotAnalysed::Size),
    };
    let Ok(automaton) = Automaton::new(&regex.root) else { return Redos::NotAnalysed(NotAnalysed::Size) };
    if automaton.loops.is_empty() {
        return Redos::None;
    }
    let pumps = automaton.exponential();
    let (unseen, pumps) = (pumps.is_none(), pumps.unwrap_or_default());
    let mut search = Search { program: &program, granted: MOST_STEPS };
    let at = |pump: &Pump| pump.of.and_then(|of| automaton.loops.get(of)).unwrap_or(&regex.root.at);
    let found = pumps.iter().find_map(|pump| search.attack(pump, at(pump)));
    let found =
        found.or_else(|| automaton.polynomial().iter().find_map(|pump| search.attack(pump, at(pump))));
    if let Some(found) = found {
        return found;
    }
    if unseen || search.granted == 0 { Redos::NotAnalysed(NotAnalysed::Size) } else { Redos::None }
}

struct Search<'p> {
    program: &'p Program,
    /// How many steps may still be run.
    granted: u64,
}

impl Search<'_> {
    /// How many steps the name takes; none if PCRE2 might not begin to search.
    fn steps(&mut self, name: &str, limit: u64) -> u64 {
        let limit = limit.min(self.granted);
        if self.program.refuses_at_once(name) {
            return 0;
        }
        let run = self.program.run(name, limit);
        self.granted = self.granted.saturating_sub(run.steps);
        // Beyond the bound on work its steps are still what they are.
        if matches!(run.outcome, Outcome::Match(_)) { 0 } else { run.steps }
    }

    /// A name that is seen to be beyond the limit, about as short as it gets, and whether the repetitions
    /// multiply its steps.
    fn attack(&mut self, pump: &Pump, at: &Range<usize>) -> Option<Redos> {
        let attack = |suffix: &str, times| Attack {
            at: at.clone(),
            prefix: pump.prefix.clone(),
            pump: pump.word.clone(),
            times,
            suffix: suffix.to_owned(),
        };
        // Which ending makes the most of a few repetitions?
        let mut endings: Vec<(u64, String)> = Vec::new();
        for ending in endings_of(pump) {
            let trial = attack(&ending, FEW);
            if trial.length() <= LONGEST_NAME {
                endings.push((self.steps(&trial.name(), TRIAL), ending));
            }
        }
        endings.sort_by_key(|(steps, _)| std::cmp::Reverse(*steps));
        for (_, ending) in endings.iter().take(2).filter(|(steps, _)| *steps > 60) {
            let (mut times, mut before) = (1, 0);
            loop {
                let found = attack(ending, times);
                if found.length() > LONGEST_NAME || self.granted == 0 {
                    break;
                }
                let steps = self.steps(&found.name(), CONFIRMED);
                if steps >= CONFIRMED {
                    return Some(self.judged(found, before));
                }
                before = steps;
                times = (times + 1).max(times + times / 10);
            }
        }
        None
    }

    /// Whether one repetition more multiplies the steps, or only adds to them.
    fn judged(&mut self, found: Attack, mut before: u64) -> Redos {
        let fewer =
            |attack: &Attack, by: usize| Attack { times: attack.times.saturating_sub(by), ..attack.clone() };
        if found.times > FEW {
            before = self.steps(&fewer(&found, 1).name(), CONFIRMED);
        }
        let earlier = self.steps(&fewer(&found, 2).name(), CONFIRMED);
        // Of a power that is not very high, the factor is nearly 1 where the limit is reached.
        if before.saturating_mul(5) >= earlier.saturating_mul(6) {
            Redos::Exponential(found)
        } else {
            Redos::Polynomial(found)
        }
    }
}

/// Endings after which a name does not match, with what PCRE2 wants to see in it before it searches.
fn endings_of(pump: &Pump) -> Vec<String> {
    let tail = &pump.tail;
    let mut endings = vec![String::new()];
    for odd in ["!", "#", "\"", "|", " ", "é", "A", "0", "-", "@"] {
        for ending in
            [odd.to_owned(), format!("{tail}{odd}"), format!("{odd}{tail}"), format!("{odd}{tail}{odd}")]
        {
            if !endings.contains(&ending) {
                endings.push(ending);
            }
        }
    }
    endings
}
