//! A name that an expression matches, found in one pass over its automaton.

use super::alphabet::nicest_of;
use super::automaton::Ahead;
use super::lower::{Lowered, Step};
use super::search::Fuel;

/// A step that was reached: which, from where, and by which character.
struct Reached {
    step: usize,
    from: Option<usize>,
    by: Option<char>,
    /// Whether a character was taken on the way.
    is_begun: bool,
}

impl Lowered {
    /// Some name that a user may have, and that the expression matches. `None` says nothing: there may be
    /// one that only a search finds.
    ///
    /// Nearly every expression has one, and then neither whether it has names at all nor whether earlier
    /// ones leave it any needs a search.
    pub(crate) fn example(&self, fuel: &mut Fuel) -> Option<String> {
        let name = self.way()?;
        // The way went past all assertions.
        let is_matched = !self.has_assertions || self.matches_within(&name, fuel) == Some(true);
        is_matched.then_some(name)
    }

    /// What is taken on some way from the start to the end, as if assertions always held.
    fn way(&self) -> Option<String> {
        let mut known = vec![[false; 2]; self.steps.len()];
        let mut all: Vec<Reached> = Vec::with_capacity(self.steps.len());
        let mut waiting = vec![Reached { step: self.start, from: None, by: None, is_begun: false }];
        while let Some(reached) = waiting.pop() {
            let mark = known.get_mut(reached.step)?.get_mut(usize::from(reached.is_begun))?;
            if std::mem::replace(mark, true) {
                continue;
            }
            let (here, is_begun) = (all.len(), reached.is_begun);
            let step = self.steps.get(reached.step)?;
            all.push(reached);
            let go = |&step: &usize| Reached { step, from: Some(here), by: None, is_begun };
            match step {
                Step::Take { set, next } => {
                    let set = self.sets.get(*set)?;
                    let nice = nicest_of(set, Ahead::Word).or_else(|| nicest_of(set, Ahead::Other));
                    let nice = nice.filter(|&character| is_plausible(character));
                    waiting.extend(nice.map(|nice| Reached { by: Some(nice), is_begun: true, ..go(next) }));
                }
                Step::Fork(branches) => waiting.extend(branches.iter().rev().map(go)),
                Step::If { next, .. } | Step::Open { next, .. } | Step::Close { next, .. } => {
                    waiting.push(go(next));
                }
                Step::Accept if is_begun => return Some(spell(&all, here)),
                Step::Accept => {}
            }
        }
        None
    }
}

fn spell(all: &[Reached], last: usize) -> String {
    let way = std::iter::successors(all.get(last), |reached| all.get(reached.from?));
    let characters: Vec<char> = way.filter_map(|reached| reached.by).collect();
    characters.iter().rev().collect()
}

/// Whether people have such a character in their names.
pub(super) fn is_plausible(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}')
}
