//! Whether the directory is asked in another order than before.

use super::alike::is_same_result;
use super::comparison::{Comparison, ENTRY, UNPROVEN, answer};
use super::reroute::TOO_MUCH;
use crate::map::MapResult;
use crate::regex::search::Fuel;

const DIRECTORY: &str =
    "for some names a query is asked first now, and whom the directory finds by it is not known here";

/// What it costs to look for a name that two entries have, beside what the search itself costs.
const SEARCH: Fuel = 500;

impl Comparison<'_> {
    /// Whether the directory is asked nothing new before the entry, for any name that it answered: whom it finds
    /// by that gets another name. Says why that is open, if it is.
    pub(super) fn look_at_order(
        &mut self,
        index: usize,
        place: Option<usize>,
        earlier: &[usize],
    ) -> Result<(), &'static str> {
        let mut open = None;
        // What names come no further than.
        let mut settled: Vec<usize> = Vec::new();
        for new in 0..place.unwrap_or(self.new.entries.len()) {
            let stood_before = self.stood_before(new, index);
            let both = self.old.automaton(index).zip(self.new.automaton(new));
            if (stood_before && place.is_some()) || both.is_some_and(|(own, other)| !own.may_share(other)) {
                continue;
            }
            if self.new.ends(new) {
                settled.push(new);
                continue;
            }
            self.fuel = self.fuel.checked_sub(SEARCH).ok_or(TOO_MUCH)?;
            let Some(name) = self.name(index, &[new], earlier, &settled)? else { continue };
            if self.is_alike(index, new) && self.compare(index, new).is_ok() {
                settled.push(new);
            } else if !stood_before
                && let Some(name) = self.newly_asked(index, new, name, earlier, &settled)?
            {
                if self.is_asked_first(index, &name) {
                    return Err(DIRECTORY);
                }
                open = Some(UNPROVEN);
            }
        }
        open.map_or(Ok(()), Err)
    }

    /// A name of the entry, perhaps this one, for which that query of the new list is asked, and none of the old
    /// list was that asks the same, or in whose place it is, with the same expression.
    fn newly_asked(
        &mut self,
        index: usize,
        new: usize,
        name: String,
        earlier: &[usize],
        settled: &[usize],
    ) -> Result<Option<String>, &'static str> {
        self.fuel = self.fuel.checked_sub(index * ENTRY).ok_or(TOO_MUCH)?;
        let mut asked = Vec::new();
        for old in (0..index).filter(|&old| !self.old.ends(old)).collect::<Vec<usize>>() {
            let is_gone = self.places.get(old) == Some(&usize::MAX);
            let is_changed = is_gone && self.old.pattern(old) == self.new.pattern(new);
            if is_changed || (self.is_alike(old, new) && self.compare(old, new).is_ok()) {
                asked.push(old);
            }
        }
        if asked.is_empty() {
            return Ok(Some(name));
        }
        self.name(index, &[new], &[earlier, &asked].concat(), settled)
    }

    /// Whether two entries have the same target.
    fn is_alike(&self, old: usize, new: usize) -> bool {
        self.old.shape(old).zip(self.new.shape(new)).is_some_and(|(old, new)| old.has_target_of(new))
    }

    /// Whether the new list asks for the name, before what the entry asks or answers, what the old list did
    /// not.
    fn is_asked_first(&self, index: usize, name: &str) -> bool {
        let (before, after) = (self.was.map(name), self.is.map(name));
        let asked: Vec<&MapResult> =
            before.steps().iter().take_while(|step| step.index() <= index).filter_map(answer).collect();
        let Some(own) = before.steps().iter().find(|step| step.index() == index).and_then(answer) else {
            return false;
        };
        let mut is = after.steps().iter().filter_map(answer).take_while(|other| !is_same_result(own, other));
        is.any(|other| !asked.iter().any(|asked| is_same_result(asked, other)))
    }
}
