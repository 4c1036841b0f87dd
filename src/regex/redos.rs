//! Expressions with which the database's search can run away, and a name that shows it.
//!
//! Where the automaton of an expression (`automaton`) can go one way twice (`ambiguity`), a backtracking
//! matcher tries all combinations before it says no. A name is made of that, and run by the step counter,
//! whose word counts: PCRE2's checks before the search, and its possessive runs, make many such expressions
//! harmless. Nothing is said without a name that was seen to run away.

mod ambiguity;
mod automaton;
mod plain;
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

/// What the analysis of all expressions of a document may cost, in steps: about half a second.
pub(crate) const FUEL: u64 = 50_000_000;

/// How often a word is repeated to see which ending is the worst, and in how many steps.
const FEW: usize = 9;
const TRIAL: u64 = 2_000;

/// From so many steps on it is reckoned how many repetitions it takes.
const ENOUGH: u64 = 10_000;

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

    /// The same name, with what the prefix has of the repeated word among the repetitions.
    fn folded(mut self) -> Self {
        while let Some(rest) = self.prefix.strip_suffix(self.pump.as_str()).filter(|_| !self.pump.is_empty())
        {
            self.prefix.truncate(rest.len());
            self.times += 1;
        }
        self
    }

    fn length(&self) -> usize {
        let count = |text: &str| text.chars().count();
        count(&self.prefix) + count(&self.pump) * self.times + count(&self.suffix)
    }
}

/// Looks for a name that takes more steps than the database grants. What that costs is taken from `fuel`.
pub(crate) fn analyse(regex: &Regex, fuel: &mut u64) -> Redos {
    if !regex.is_known() {
        return Redos::NotAnalysed(NotAnalysed::Unknown);
    }
    if *fuel == 0 {
        return Redos::NotAnalysed(NotAnalysed::Size);
    }
    // Most expressions. For 1,000 domains the search took 51 million instructions.
    if plain::is_plain(&regex.root) {
        return Redos::None;
    }
    searched(regex, fuel)
}

/// The same for an expression of which that is not seen at once.
fn searched(regex: &Regex, fuel: &mut u64) -> Redos {
    let Ok(automaton) = Automaton::new(&regex.root) else {
        *fuel = fuel.saturating_sub(1_000_000);
        return Redos::NotAnalysed(NotAnalysed::Size);
    };
    *fuel = fuel.saturating_sub(automaton.cost());
    let none = if automaton.looks_far { Redos::NotAnalysed(NotAnalysed::Construct) } else { Redos::None };
    if automaton.loops.is_empty() {
        return none;
    }
    let exponential = automaton.exponential(fuel);
    let (unseen, mut pumps) = (exponential.is_none(), exponential.unwrap_or_default());
    pumps.extend(automaton.polynomial(fuel));
    if pumps.is_empty() {
        return if unseen { Redos::NotAnalysed(NotAnalysed::Size) } else { none };
    }
    let program = match Program::new(regex) {
        Ok(program) => program,
        Err(Unable::Construct(_)) => return Redos::NotAnalysed(NotAnalysed::Construct),
        Err(Unable::Size) => {
            *fuel = fuel.saturating_sub(1_000_000);
            return Redos::NotAnalysed(NotAnalysed::Size);
        }
    };
    let granted = MOST_STEPS.min(*fuel).saturating_sub(program.cost());
    let mut search = Search { program: &program, granted };
    let at = |pump: &Pump| pump.of.and_then(|of| automaton.loops.get(of)).unwrap_or(&regex.root.at);
    let found = pumps.iter().find_map(|pump| search.attack(pump, at(pump)));
    *fuel = fuel.saturating_sub(program.cost() + granted - search.granted);
    match found {
        Some(found) => found,
        None if unseen || search.granted == 0 => Redos::NotAnalysed(NotAnalysed::Size),
        None => none,
    }
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
            if endings.iter().filter(|(steps, _)| *steps >= TRIAL).count() > 1 {
                break;
            }
        }
        endings.sort_by_key(|(steps, _)| std::cmp::Reverse(*steps));
        endings.iter().take(2).filter(|(steps, _)| *steps > 60).find_map(|(_, ending)| {
            self.grown(|times| attack(ending, times)).map(|(attack, multiplies)| match multiplies {
                true => Redos::Exponential(attack),
                false => Redos::Polynomial(attack),
            })
        })
    }

    /// The name with so many repetitions that it is beyond the limit, if there is one, and whether they
    /// multiply its steps.
    fn grown(&mut self, attack: impl Fn(usize) -> Attack) -> Option<(Attack, bool)> {
        let (mut times, mut before) = (1_usize, 1_u64);
        let mut multiplies = None;
        loop {
            let found = attack(times);
            if found.length() > LONGEST_NAME || self.granted == 0 {
                return None;
            }
            let steps = self.steps(&found.name(), CONFIRMED);
            // The first run after the jump shows whether the steps have gone on to be multiplied: of a power
            // that is not very high they have not.
            if multiplies == Some(None) {
                multiplies = Some(Some(steps >= CONFIRMED / 2));
            }
            if steps >= CONFIRMED {
                let found = found.folded();
                return Some((found, multiplies.flatten().unwrap_or(true)));
            }
            if multiplies.is_none() && steps >= ENOUGH {
                let mut hoped = steps;
                while hoped < CONFIRMED && times < LONGEST_NAME {
                    hoped = hoped.saturating_mul(steps) / before.max(1);
                    times += 1;
                }
                multiplies = Some(None);
            } else {
                times = (times + 1).max(times + times / 10);
            }
            before = steps;
        }
    }
}

/// Endings after which a name does not match, with what PCRE2 wants to see in it before it searches.
fn endings_of(pump: &Pump) -> Vec<String> {
    let tail = &pump.tail;
    let mut endings = vec![String::new()];
    for odd in ["!", "#", "\"", "|", " ", "é", "A", "0", "-", "@"] {
        endings.extend([
            odd.to_owned(),
            format!("{tail}{odd}"),
            format!("{odd}{tail}"),
            format!("{odd}{tail}{odd}"),
        ]);
    }
    // Where the expression ends in what takes anything, or all but a separator: the same characters in another
    // order, and the separator twice.
    let backwards: String = tail.chars().rev().collect();
    for odd in ["!", ",", ",,", "//", "\\\\", "..", "=="] {
        endings.extend([format!("{backwards}{odd}"), odd.to_owned(), format!("{tail}{odd}")]);
    }
    let mut seen = std::collections::HashSet::new();
    endings.retain(|ending| seen.insert(ending.clone()));
    endings
}
