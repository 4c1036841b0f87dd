//! Which user names a stored list of mappings answered, and the next one does not answer, or otherwise.
//!
//! For each entry of the stored list that is gone, or has others before it now, a name is looked for that
//! it answered; then both lists are run with that name. So whatever is said is shown by a name.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::State;
use crate::conventions::Conventions;
use crate::language::Language as _;
use crate::map::{Given, MapOutcome, MapResult, MapStep, MapTrace, MapVerdict, Mapper};
use crate::regex::Regex;
use crate::regex::cover::{Reach, reach_all};
use crate::regex::lower::Lowered;
use crate::regex::search::Fuel;

/// What looking at two lists may cost.
const FUEL: Fuel = 10_000_000;

/// What it costs to keep a step of an automaton, and to run a name through an entry.
const KEPT: Fuel = 32;
const ENTRY: Fuel = 5;

/// How many steps the automata of two lists may have together.
const STEPS: usize = 1_000_000;

/// How many entries two lists may have together.
const MOST: usize = 4_000;

/// How many names are tried for one entry.
const TRIES: usize = 12;

const NOT_REGULAR: &str = "an expression with look-around, back references and the like, a very large one, or one of very many, \
is not analysed";
const TOO_MUCH: &str = "the expressions are too large, or too many, to be compared";
const UNKNOWN: &str = "what becomes of a name cannot be told";

/// What comes of the names.
#[derive(Debug, Default)]
pub(crate) struct Rerouted {
    /// By the entries of the stored list, in their order.
    pub(crate) lost: Vec<Lost>,
    /// Why not everything was looked at, if it was not.
    pub(crate) unseen: Option<&'static str>,
}

/// An entry of the stored list, and a name that it answered and does not answer any more.
#[derive(Debug)]
pub(crate) struct Lost {
    /// Which entry, in the stored list.
    pub(crate) index: usize,
    pub(crate) how: How,
    pub(crate) before: MapTrace,
    pub(crate) after: MapTrace,
}

/// Why an entry does not answer any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is gone.
    Gone,
    /// It is at that place now, and another one before it takes the name.
    Behind(usize),
    /// One with the same expression answers in its place, otherwise.
    Changed(usize),
}

/// A list, as far as it can be told.
struct List<'v> {
    entries: &'v [Value],
    /// What each says, whatever the order of its members.
    keys: Vec<String>,
    automata: Vec<Option<Lowered>>,
}

impl<'v> List<'v> {
    fn of(entries: &'v [Value], left: &mut usize) -> Self {
        let lowered = |entry: &Value| {
            let pattern = entry.get("match").and_then(Value::as_str).filter(|pattern| !pattern.is_empty())?;
            Lowered::within(&Regex::parse(pattern), left)
        };
        Self {
            entries,
            keys: entries.iter().map(Value::to_string).collect(),
            automata: entries.iter().map(lowered).collect(),
        }
    }

    /// Where each of its entries first stands in the other list; beyond all of it, if it does not.
    fn places_in(&self, other: &List<'_>) -> Vec<usize> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (index, key) in other.keys.iter().enumerate() {
            places.entry(key).or_insert(index);
        }
        self.keys.iter().map(|key| places.get(key.as_str()).copied().unwrap_or(usize::MAX)).collect()
    }

    fn automaton(&self, index: usize) -> Option<&Lowered> {
        self.automata.get(index)?.as_ref()
    }

    fn pattern(&self, index: usize) -> Option<&str> {
        self.entries.get(index)?.get("match")?.as_str()
    }

    /// Whether a name that the entry matches goes no further.
    fn ends(&self, index: usize) -> bool {
        let entry = self.entries.get(index);
        entry.is_some_and(|entry| entry.get("substitution").is_some() && entry.get("ldapQuery").is_none())
    }
}

/// What becomes of the names that the stored list answered.
pub(crate) fn rerouted(before: &State, after: &State) -> Rerouted {
    let list = |state: &State| state.ldap.get("userToDNMapping").cloned();
    let (was, is) = (list(before), list(after));
    let Some(Value::Array(was)) = was.filter(|was| is.as_ref() != Some(was) && is_in_use(before, after))
    else {
        return Rerouted::default();
    };
    let is = match is {
        None => None,
        Some(Value::Array(is)) => Some(is),
        Some(_) => return Rerouted { unseen: Some(UNKNOWN), ..Rerouted::default() },
    };
    if was.len() + is.as_ref().map_or(0, Vec::len) > MOST {
        return Rerouted { unseen: Some(TOO_MUCH), ..Rerouted::default() };
    }
    let templates = &Conventions::usual().templates;
    let mut left = STEPS;
    let (old, new) = (List::of(&was, &mut left), List::of(is.as_deref().unwrap_or_default(), &mut left));
    let mut comparison = Comparison {
        stood: new.places_in(&old),
        old,
        new,
        was: Mapper::new(&Given::of_list(Some(&was), templates)),
        is: Mapper::new(&Given::of_list(is.as_deref(), templates)),
        fuel: FUEL,
        found: Rerouted::default(),
    };
    // Where the database does not start, nobody logs in, and another rule says so.
    let starts = |mapper: &Mapper| mapper.map("a").outcome() != MapOutcome::RefusedAtStart;
    if starts(&comparison.was) && starts(&comparison.is) {
        comparison.run();
    }
    comparison.found
}

/// Whether anybody logs in by the mapping: neither before nor after it is turned off.
fn is_in_use(before: &State, after: &State) -> bool {
    let is_off = |state: &State| {
        let flag = |name: &str| state.ldap.get(name).and_then(Value::as_bool);
        flag("authenticationEnabled") == Some(false) && flag("authorizationEnabled") != Some(true)
    };
    !is_off(before) && !is_off(after)
}

struct Comparison<'v> {
    old: List<'v>,
    new: List<'v>,
    /// For each entry of the new list where it stood in the old one; beyond all of it, if it is new.
    stood: Vec<usize>,
    was: Mapper,
    is: Mapper,
    fuel: Fuel,
    found: Rerouted,
}

/// What a name says of an entry.
enum Said {
    Lost(Box<Lost>),
    /// The entry answers it as before, or did not answer it.
    Nothing,
    /// It cannot be told, and for no other name either.
    Unknown(&'static str),
}

/// So that it can be among the earlier ones of a search.
struct By<'l>(&'l Lowered);

impl AsRef<Lowered> for By<'_> {
    fn as_ref(&self) -> &Lowered {
        self.0
    }
}

impl Comparison<'_> {
    fn run(&mut self) {
        let places = self.old.places_in(&self.new);
        let obstacles = self.obstacles();
        let mut seen = HashSet::new();
        let mut earlier: Vec<usize> = Vec::new();
        for index in 0..self.old.entries.len() {
            let Some(key) = self.old.keys.get(index).cloned() else { break };
            let place = places.get(index).copied().filter(|place| *place != usize::MAX);
            // What nothing new stands before answers what it answered; a copy answers nothing.
            let stays = place.is_some_and(|place| obstacles.get(place).is_some_and(|last| *last <= index));
            if seen.insert(key) && !stays {
                match self.look(index, place, &earlier) {
                    Ok(Some(lost)) => self.found.lost.push(*lost),
                    Ok(None) => {}
                    Err(reason) => {
                        self.found.unseen.get_or_insert(reason);
                    }
                }
            }
            if let Some(lowered) = self.old.automaton(index).filter(|_| self.old.ends(index)) {
                let Some(fuel) = self.fuel.checked_sub(lowered.size() * KEPT) else {
                    self.found.unseen.get_or_insert(TOO_MUCH);
                    return;
                };
                self.fuel = fuel;
                earlier.push(index);
            }
        }
    }

    /// For each place of the new list the last place in the old list of what stands before it there and
    /// takes names; beyond all of them, if that is new.
    fn obstacles(&self) -> Vec<usize> {
        let mut last = 0;
        let obstacle = |(index, stood): (usize, &usize)| {
            let before = last;
            if self.new.ends(index) {
                last = last.max(*stood);
            }
            before
        };
        self.stood.iter().enumerate().map(obstacle).collect()
    }

    /// Looks for a name that the entry answered and does not answer any more.
    fn look(
        &mut self,
        index: usize,
        place: Option<usize>,
        earlier: &[usize],
    ) -> Result<Option<Box<Lost>>, &'static str> {
        if self.old.pattern(index).is_none_or(str::is_empty) {
            return Ok(None);
        }
        // The first name it has; where that is answered as before, one of which nothing is left, or which
        // another one takes.
        let first = self.name(index, &[], earlier, &[])?;
        let Some(first) = first else { return Ok(None) };
        match self.judge(index, place, &first) {
            Said::Lost(lost) => return Ok(Some(lost)),
            Said::Unknown(reason) => return Err(reason),
            Said::Nothing => {}
        }
        let count = self.new.entries.len();
        let all: Vec<usize> = (0..place.unwrap_or(count)).collect();
        if place.is_none() {
            let nobody = self.name(index, &[], earlier, &all)?;
            if let Some(name) = nobody {
                match self.judge(index, place, &name) {
                    Said::Lost(lost) => return Ok(Some(lost)),
                    Said::Unknown(reason) => return Err(reason),
                    Said::Nothing => {}
                }
            }
        }
        let own = self.old.automaton(index);
        let is_taker = |&taker: &usize| {
            let stood_before = self.stood.get(taker).is_some_and(|stood| *stood < index);
            // One that is not regular is not passed over.
            let may_share = |other: &Lowered| own.is_none_or(|own| own.may_share(other));
            self.new.ends(taker) && !stood_before && self.new.automaton(taker).is_none_or(may_share)
        };
        let takers: Vec<usize> = all.iter().copied().filter(is_taker).collect();
        let mut tries = 0;
        for taker in takers {
            let before = all.get(..taker).unwrap_or_default();
            let Some(name) = self.name(index, &[taker], earlier, before)? else { continue };
            tries += 1;
            if tries > TRIES {
                return Err(TOO_MUCH);
            }
            match self.judge(index, place, &name) {
                Said::Lost(lost) => return Ok(Some(lost)),
                Said::Unknown(reason) => return Err(reason),
                Said::Nothing => {}
            }
        }
        Ok(None)
    }

    /// A name that the entry of the old list matches and those of the new list at `takers`, but none of the
    /// old list at `earlier`, nor of the new list at `before`.
    fn name(
        &mut self,
        index: usize,
        takers: &[usize],
        earlier: &[usize],
        before: &[usize],
    ) -> Result<Option<String>, &'static str> {
        let own = self.old.automaton(index).ok_or(NOT_REGULAR)?;
        let mut all = vec![own];
        for taker in takers {
            all.push(self.new.automaton(*taker).ok_or(NOT_REGULAR)?);
        }
        let earlier = earlier.iter().filter_map(|&index| self.old.automaton(index));
        let before = before.iter().filter_map(|&index| self.new.automaton(index));
        let others: Vec<By<'_>> = earlier.chain(before).map(By).collect();
        match reach_all(&all, &others, &mut self.fuel) {
            Reach::Name(name) => Ok(Some(name)),
            Reach::Covered { .. } | Reach::Nobody => Ok(None),
            Reach::Unknown => Err(TOO_MUCH),
        }
    }

    fn judge(&mut self, index: usize, place: Option<usize>, name: &str) -> Said {
        let cost = (self.old.entries.len() + self.new.entries.len()) * ENTRY;
        let Some(fuel) = self.fuel.checked_sub(cost) else { return Said::Unknown(TOO_MUCH) };
        self.fuel = fuel;
        let (before, after) = (self.was.map(name), self.is.map(name));
        let is_open =
            |trace: &MapTrace| trace.steps().iter().any(|step| step.verdict() == MapVerdict::CannotTell);
        if is_open(&before) || is_open(&after) {
            return Said::Unknown(UNKNOWN);
        }
        let Some(answer) = before.steps().iter().find(|step| step.index() == index).and_then(answer) else {
            return Said::Nothing;
        };
        let passes = after.outcome() == MapOutcome::PassThrough
            && matches!(answer, MapResult::Name(found) if found.as_str() == name);
        if passes || after.steps().iter().filter_map(self::answer).any(|other| other == answer) {
            return Said::Nothing;
        }
        let pattern = self.old.pattern(index);
        let changed = after.steps().iter().filter(|step| {
            step.verdict() == MapVerdict::Matched && self.new.pattern(step.index()) == pattern
        });
        let how = match (changed.map(MapStep::index).next(), place) {
            (Some(other), _) => How::Changed(other),
            (None, Some(place)) => How::Behind(place),
            (None, None) => How::Gone,
        };
        Said::Lost(Box::new(Lost { index, how, before, after }))
    }
}

/// What the entry made of the name, if it made something of it.
fn answer(step: &MapStep) -> Option<&MapResult> {
    step.result().filter(|result| !matches!(result, MapResult::Failed(_)))
}
