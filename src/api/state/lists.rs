//! A list of mappings, made ready to be compared with another.

use std::collections::HashMap;

use serde_json::Value;

use super::alike::Shape;
use crate::language::Language as _;
use crate::regex::Regex;
use crate::regex::lower::Lowered;

/// A list, as far as it can be told.
pub(super) struct List<'v> {
    pub(super) entries: &'v [Value],
    /// What each says, whatever the order of its members.
    pub(super) keys: Vec<String>,
    automata: Vec<Option<Lowered>>,
    shapes: Vec<Option<Shape>>,
}

impl<'v> List<'v> {
    pub(super) fn of(entries: &'v [Value], left: &mut usize) -> Self {
        let lowered = |entry: &Value| {
            let pattern = entry.get("match").and_then(Value::as_str).filter(|pattern| !pattern.is_empty())?;
            Lowered::within(&Regex::parse(pattern), left)
        };
        Self {
            entries,
            keys: entries.iter().map(Value::to_string).collect(),
            automata: entries.iter().map(lowered).collect(),
            shapes: entries.iter().map(Shape::of).collect(),
        }
    }

    /// Where each of its entries first stands in the other list; beyond all of it, if it does not.
    pub(super) fn places_in(&self, other: &List<'_>) -> Vec<usize> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (index, key) in other.keys.iter().enumerate() {
            places.entry(key).or_insert(index);
        }
        self.keys.iter().map(|key| places.get(key.as_str()).copied().unwrap_or(usize::MAX)).collect()
    }

    pub(super) fn automaton(&self, index: usize) -> Option<&Lowered> {
        self.automata.get(index)?.as_ref()
    }

    pub(super) fn shape(&self, index: usize) -> Option<&Shape> {
        self.shapes.get(index)?.as_ref()
    }

    pub(super) fn pattern(&self, index: usize) -> Option<&str> {
        self.entries.get(index)?.get("match")?.as_str()
    }

    /// Whether a name that the entry matches goes no further.
    pub(super) fn ends(&self, index: usize) -> bool {
        let entry = self.entries.get(index);
        entry.is_some_and(|entry| entry.get("substitution").is_some() && entry.get("ldapQuery").is_none())
    }
}
