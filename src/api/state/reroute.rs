//! Which user names a stored list of mappings answered, and the next one does not answer, or otherwise.
//!
//! For each entry of the stored list that is gone, or has others before it now, a name is looked for that
//! it answered; then both lists are run with that name. So whatever is said is shown by a name.

use std::collections::HashSet;

use serde_json::Value;

use super::State;
use super::alike::{Shape, is_named, is_same_result};
use super::lists::List;
use crate::conventions::Conventions;
use crate::map::{Given, MapOutcome, MapResult, MapStep, MapTrace, MapVerdict, Mapper};
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
const UNPROVEN: &str = "whether two expressions that match the same names divide them alike cannot be told";
const REFUSED: &str = "the database refuses an entry of the list, and with it all of the list";
const WAS_REFUSED: &str = "the database refuses an entry of the stored list, and with it all of that list";

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
    // What is to be mended there may answer any name.
    let starts = |mapper: &Mapper| mapper.map("a").outcome() != MapOutcome::RefusedAtStart;
    match (starts(&comparison.was), starts(&comparison.is)) {
        (_, false) => comparison.found.unseen = Some(REFUSED),
        (false, true) => comparison.found.unseen = Some(WAS_REFUSED),
        (true, true) => comparison.run(),
    }
    comparison.found
}

/// Whether anybody may log in by LDAP, and so by the mapping: neither before nor after it is turned off.
pub(super) fn is_in_use(before: &State, after: &State) -> bool {
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
                let mut lost = Vec::new();
                if let Err(reason) = self.look(index, place, &earlier, &mut lost) {
                    self.found.unseen.get_or_insert(reason);
                }
                self.found.lost.append(&mut lost);
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

    /// Looks for a name that the entry answered and does not answer any more; says why, if there may be one
    /// nevertheless.
    fn look(
        &mut self,
        index: usize,
        place: Option<usize>,
        earlier: &[usize],
        lost: &mut Vec<Lost>,
    ) -> Result<(), &'static str> {
        if self.old.pattern(index).is_none_or(str::is_empty) {
            return Ok(());
        }
        // The first name it has; where that is answered as before, one of which nothing is left, or which
        // another one takes.
        let Some(first) = self.name(index, &[], earlier, &[])? else { return Ok(()) };
        if self.always_fails(index, &first) || self.is_lost(index, place, &first, lost)? {
            return Ok(());
        }
        let all: Vec<usize> = (0..place.unwrap_or(self.new.entries.len())).collect();
        if place.is_none()
            && let Some(name) = self.name(index, &[], earlier, &all)?
            && self.is_lost(index, place, &name, lost)?
        {
            return Ok(());
        }
        let own = self.old.automaton(index);
        let is_query = !self.old.ends(index);
        let is_taker = |&taker: &usize| {
            let stood_before = self.stood.get(taker).is_some_and(|stood| *stood < index);
            // One that is not regular is not passed over.
            let may_share = |other: &Lowered| own.is_none_or(|own| own.may_share(other));
            let may_take = if self.new.ends(taker) { !stood_before } else { is_query && place.is_none() };
            may_take && self.new.automaton(taker).is_none_or(may_share)
        };
        let takers: Vec<usize> = all.iter().copied().filter(is_taker).collect();
        let mut tries = 0;
        // What takes names, so that they come no further.
        let mut settled: Vec<usize> = Vec::new();
        let mut open = None;
        for taker in takers {
            if self.new.automaton(taker).is_none() && !self.new.ends(taker) {
                continue;
            }
            let Some(name) = self.name(index, &[taker], earlier, &settled)? else { continue };
            if self.is_lost(index, place, &name, lost)? {
                return Ok(());
            }
            let is_told = !lost.is_empty() && self.old.pattern(index) == self.new.pattern(taker);
            match self.compare(index, taker) {
                Ok(()) => settled.push(taker),
                Err(names) => {
                    tries += 1;
                    if tries > TRIES {
                        return Err(TOO_MUCH);
                    }
                    for name in names.iter().filter(|_| !is_told) {
                        if self.is_lost(index, place, name, lost)? {
                            return Ok(());
                        }
                    }
                    let is_told = !lost.is_empty() && self.old.pattern(index) == self.new.pattern(taker);
                    if self.new.ends(taker) || is_told {
                        settled.push(taker);
                        open = open.or(Some(UNPROVEN).filter(|_| !is_told));
                    }
                }
            }
        }
        if place.is_none() && open.is_none() {
            open = self.left_over(index, earlier, &settled, lost)?;
        }
        open.map_or(Ok(()), Err)
    }

    /// Whether what no entry of the new list settles is answered as before; why that is open, if it is.
    fn left_over(
        &mut self,
        index: usize,
        earlier: &[usize],
        settled: &[usize],
        lost: &mut Vec<Lost>,
    ) -> Result<Option<&'static str>, &'static str> {
        let Some(name) = self.name(index, &[], earlier, settled)? else { return Ok(None) };
        if self.is_lost(index, None, &name, lost)? {
            return Ok(None);
        }
        if !self.new.entries.is_empty() {
            return Ok(Some(UNPROVEN));
        }
        // Without a list names are used as they are.
        let passing = Shape::passing();
        let (Some(own), Some(shape)) = (self.old.automaton(index), self.old.shape(index)) else {
            return Ok(Some(UNPROVEN));
        };
        let names = match shape.compare(Some(own), &passing, passing.automaton().as_ref(), &mut self.fuel) {
            Ok(()) => return Ok(None),
            Err(names) => names,
        };
        for name in names {
            if self.is_lost(index, None, &name, lost)? {
                return Ok(None);
            }
        }
        Ok(Some(UNPROVEN))
    }

    /// Whether an entry of the new list makes of every name what that of the old one makes of it; if that is
    /// not certain, names to try.
    fn compare(&mut self, index: usize, taker: usize) -> Result<(), Vec<String>> {
        let (own, other) = (self.old.automaton(index), self.new.automaton(taker));
        match (self.old.shape(index), self.new.shape(taker)) {
            (Some(shape), Some(taker)) => shape.compare(own, taker, other, &mut self.fuel),
            _ => Err(Vec::new()),
        }
    }

    /// Whether the entry never gives an answer: its target cannot be filled, whatever the name.
    fn always_fails(&self, index: usize, name: &str) -> bool {
        let trace = self.was.map(name);
        let step = trace.steps().iter().find(|step| step.index() == index);
        matches!(step.and_then(MapStep::result), Some(MapResult::Failed(_)))
    }

    /// Whether the name shows that the entry is gone, or stands behind others. That it was changed is kept,
    /// and looked on.
    fn is_lost(
        &mut self,
        index: usize,
        place: Option<usize>,
        name: &str,
        lost: &mut Vec<Lost>,
    ) -> Result<bool, &'static str> {
        match self.judge(index, place, name) {
            Said::Nothing => Ok(false),
            Said::Unknown(reason) => Err(reason),
            Said::Lost(found) => {
                let is_changed = matches!(found.how, How::Changed(_));
                if !is_changed || lost.is_empty() {
                    lost.push(*found);
                }
                Ok(!is_changed)
            }
        }
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
        let passes = after.outcome() == MapOutcome::PassThrough && is_named(name, answer);
        let is_same = |other: &MapResult| is_same_result(answer, other);
        if passes || after.steps().iter().filter_map(self::answer).any(is_same) {
            return Said::Nothing;
        }
        let pattern = self.old.pattern(index);
        let changed = after.steps().iter().filter(|step| {
            step.verdict() == MapVerdict::Matched && self.new.pattern(step.index()) == pattern
        });
        let how = match (changed.map(MapStep::index).next(), place) {
            (Some(other), _) => How::Changed(other),
            (None, Some(place)) => How::Behind(place),
            // One with the same expression that does not get the name.
            (None, None) => (0..self.new.entries.len())
                .find(|other| after.index() < Some(*other) && self.new.pattern(*other) == pattern)
                .filter(|_| after.index().is_some())
                .map_or(How::Gone, How::Behind),
        };
        Said::Lost(Box::new(Lost { index, how, before, after }))
    }
}

/// What the entry made of the name, if it made something of it.
fn answer(step: &MapStep) -> Option<&MapResult> {
    step.result().filter(|result| !matches!(result, MapResult::Failed(_)))
}
