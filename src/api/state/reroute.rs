//! Which user names a stored list of mappings answered, and the next one does not answer, or otherwise.
//!
//! For each entry of the stored list that is gone, or has others before it now, a name is looked for that
//! it answered; then both lists are run with that name. So whatever is said is shown by a name.

use serde_json::Value;

use super::State;
use super::comparison::Comparison;
use super::lists::List;
use crate::conventions::Templates;
use crate::map::{Given, MapOutcome, MapTrace, Mapper};
use crate::regex::search::Fuel;

/// What looking at two lists may cost.
const FUEL: Fuel = 10_000_000;

/// How many steps the automata of two lists may have together.
const STEPS: usize = 1_000_000;

/// How many entries two lists may have together.
const MOST: usize = 4_000;

pub(super) const TOO_MUCH: &str = "the expressions are too large, or too many, to be compared";
pub(super) const UNKNOWN: &str = "what becomes of a name cannot be told";
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
    /// It is at that place now, and another one before it takes the name; perhaps it gets none at all there.
    Behind { place: usize, gets_none: bool },
    /// One with the same expression answers in its place, otherwise.
    Changed(usize),
}

/// What becomes of the names that the stored list answered. `templates` stand for a value.
pub(crate) fn rerouted(before: &State, after: &State, templates: &Templates) -> Rerouted {
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
    let mut left = STEPS;
    let (old, new) = (List::of(&was, &mut left), List::of(is.as_deref().unwrap_or_default(), &mut left));
    let was = Mapper::new(&Given::of_list(Some(&was), templates));
    let is = Mapper::new(&Given::of_list(is.as_deref(), templates));
    // What is to be mended there may answer any name.
    let starts = |mapper: &Mapper| mapper.map("a").outcome() != MapOutcome::RefusedAtStart;
    let unseen = match (starts(&was), starts(&is)) {
        (_, false) => Some(REFUSED),
        (false, true) => Some(WAS_REFUSED),
        (true, true) => return Comparison::new(old, new, was, is, FUEL).run(),
    };
    Rerouted { unseen, ..Rerouted::default() }
}

/// Whether anybody may log in by LDAP, and so by the mapping: neither before nor after it is turned off.
pub(super) fn is_in_use(before: &State, after: &State) -> bool {
    let is_off = |state: &State| {
        let flag = |name: &str| state.ldap.get(name).and_then(Value::as_bool);
        flag("authenticationEnabled") == Some(false) && flag("authorizationEnabled") != Some(true)
    };
    !is_off(before) && !is_off(after)
}
