//! Two lists of mappings, run with the same names.

use std::collections::HashSet;

use super::alike::{Shape, is_named, is_same_result};
use super::lists::List;
use super::reroute::{How, Lost, Rerouted, TOO_MUCH, UNKNOWN};
use crate::map::{MapOutcome, MapResult, MapStep, MapTrace, MapVerdict, Mapper};
use crate::regex::cover::{Reach, reach_all};
use crate::regex::lower::Lowered;
use crate::regex::search::Fuel;

/// What it costs to keep a step of an automaton, and to run a name through an entry.
const KEPT: Fuel = 32;
pub(super) const ENTRY: Fuel = 5;

/// How many names are tried for one entry.
const TRIES: usize = 12;

const NOT_REGULAR: &str = "an expression with look-around, back references and the like, a very large one, or one of very many, \
is not analysed";
pub(super) const UNPROVEN: &str =
    "whether two entries make the same of all names that both match cannot be told";

pub(super) struct Comparison<'v> {
    pub(super) old: List<'v>,
    pub(super) new: List<'v>,
    /// For each entry of the new list where it stood in the old one; beyond all of it, if it is new.
    stood: Vec<usize>,
    /// For each entry of the old list where it stands in the new one; beyond all of it, if it is gone.
    pub(super) places: Vec<usize>,
    pub(super) was: Mapper,
    pub(super) is: Mapper,
    pub(super) fuel: Fuel,
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

impl<'v> Comparison<'v> {
    pub(super) fn new(old: List<'v>, new: List<'v>, was: Mapper, is: Mapper, fuel: Fuel) -> Self {
        let (stood, places) = (new.places_in(&old), old.places_in(&new));
        Self { old, new, stood, places, was, is, fuel, found: Rerouted::default() }
    }

    pub(super) fn run(mut self) -> Rerouted {
        self.look_at_all();
        self.found
    }

    fn look_at_all(&mut self) {
        let (ending, any) = (self.obstacles(true), self.obstacles(false));
        let mut seen = HashSet::new();
        let mut earlier: Vec<usize> = Vec::new();
        for index in 0..self.old.entries.len() {
            let Some(key) = self.old.keys.get(index).cloned() else { break };
            let place = self.places.get(index).copied().filter(|place| *place != usize::MAX);
            // What nothing new stands before answers what it answered; a copy answers nothing.
            let stays =
                |last: &[usize]| place.and_then(|place| last.get(place)).is_some_and(|last| *last <= index);
            let is_first = seen.insert(key);
            let mut lost = Vec::new();
            if is_first
                && !stays(&ending)
                && let Err(reason) = self.look(index, place, &earlier, &mut lost)
            {
                self.found.unseen.get_or_insert(reason);
            }
            // Of what was not looked at one reason is given.
            if is_first
                && lost.is_empty()
                && self.found.unseen.is_none()
                && !stays(&any)
                && let Err(reason) = self.look_at_order(index, place, &earlier)
            {
                self.found.unseen = Some(reason);
            }
            for Lost { how, .. } in &mut lost {
                if let (How::Behind { gets_none, .. }, Some(place)) = (how, place) {
                    *gets_none = self.gets_none(index, place, &earlier);
                }
            }
            self.found.lost.append(&mut lost);
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

    /// For each place of the new list the last place in the old list of what stands before it there, or only
    /// of what takes names for good; beyond all of them, if that is new.
    fn obstacles(&self, only_ending: bool) -> Vec<usize> {
        let mut last = 0;
        let obstacle = |(index, stood): (usize, &usize)| {
            let before = last;
            if !only_ending || self.new.ends(index) {
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
            // One that is not regular is not passed over.
            let may_share = |other: &Lowered| own.is_none_or(|own| own.may_share(other));
            let is_other = is_query || self.old.pattern(index) == self.new.pattern(taker);
            let may_take = match self.new.ends(taker) {
                true => !self.stood_before(taker, index),
                false => place.is_none() && is_other,
            };
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
            let is_twin = self.old.pattern(index) == self.new.pattern(taker);
            let is_told = is_twin && !lost.is_empty();
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
                    let is_told = is_twin && !lost.is_empty();
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

    /// Whether an entry of the new list stood before that one of the old list.
    pub(super) fn stood_before(&self, new: usize, old: usize) -> bool {
        self.stood.get(new).is_some_and(|stood| *stood < old)
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

    /// Whether none of the names that the entry answered comes to where it is now.
    fn gets_none(&mut self, index: usize, place: usize, earlier: &[usize]) -> bool {
        let before: Vec<usize> = (0..place).filter(|&other| self.new.ends(other)).collect();
        matches!(self.name(index, &[], earlier, &before), Ok(None))
    }

    /// Whether an entry of the new list makes of every name what that of the old one makes of it; if that is
    /// not certain, names to try.
    pub(super) fn compare(&mut self, index: usize, taker: usize) -> Result<(), Vec<String>> {
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
    pub(super) fn name(
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
        let mut others: Vec<By<'_>> = earlier.chain(before).map(By).collect();
        match reach_all(&all, &mut others, &mut self.fuel) {
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
            (None, Some(place)) => How::Behind { place, gets_none: false },
            // One with the same expression that does not get the name.
            (None, None) => (0..self.new.entries.len())
                .find(|other| after.index() < Some(*other) && self.new.pattern(*other) == pattern)
                .filter(|_| after.index().is_some())
                .map_or(How::Gone, |place| How::Behind { place, gets_none: false }),
        };
        Said::Lost(Box::new(Lost { index, how, before, after }))
    }
}

/// What the entry made of the name, if it made something of it.
pub(super) fn answer(step: &MapStep) -> Option<&MapResult> {
    step.result().filter(|result| !matches!(result, MapResult::Failed(_)))
}
