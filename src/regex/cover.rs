//! Whether the expressions before one leave it anything.

use super::lower::Lowered;
use super::search::{Found, Fuel, Names, find};

/// How many of the earlier expressions are taken together.
const MOST_TOGETHER: usize = 12;

/// What one search may take of the fuel for all of a list.
const MOST_FOR_ONE: Fuel = 1_000_000;

/// Whether an expression still gets a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It gets this one, which none of the earlier ones matches.
    Name(String),
    /// It gets none that a user may have.
    Covered {
        /// The earlier ones that take them all, none of which can be spared; as places in the list that was
        /// given.
        by: Vec<usize>,
        /// What is left nevertheless: the empty name, or one with control characters.
        left: Option<String>,
    },
    /// It matches no name that a user may have, whatever stands before it.
    Nobody,
    /// That would take too long.
    Unknown,
}

/// Whether the earlier expressions leave the later one any name.
///
/// A name of the later one is looked for, and the first of the earlier ones that matches it; then a name that
/// is none of that one's either, and so on. So only those are taken together that matter.
pub(crate) fn reach(later: &Lowered, earlier: &[impl AsRef<Lowered>], fuel: &mut Fuel) -> Reach {
    reach_all(&[later], earlier, fuel)
}

/// Whether the earlier expressions leave any name that all of the later ones match.
pub(crate) fn reach_all(later: &[&Lowered], earlier: &[impl AsRef<Lowered>], fuel: &mut Fuel) -> Reach {
    let mut by: Vec<usize> = Vec::new();
    let mut names = Names::Plausible;
    loop {
        let together: Vec<&Lowered> =
            by.iter().filter_map(|&place| Some(earlier.get(place)?.as_ref())).collect();
        let name = match limited(fuel, |fuel| find(later, &together, names, fuel)) {
            Found::Unknown => return Reach::Unknown,
            Found::Nothing if by.is_empty() => return Reach::Nobody,
            Found::Nothing if names == Names::Plausible => {
                names = Names::All;
                continue;
            }
            Found::Nothing => return covered(later, earlier, by, None, fuel),
            Found::Name(name) => name,
        };
        match first_match(earlier, &name, fuel) {
            None => return Reach::Unknown,
            Some(None) if names == Names::All => return covered(later, earlier, by, Some(name), fuel),
            Some(None) => return Reach::Name(name),
            Some(Some(place)) if by.contains(&place) || by.len() >= MOST_TOGETHER => return Reach::Unknown,
            Some(Some(place)) => by.push(place),
        }
    }
}

/// The first of the earlier ones that matches the name; the outer `None` if that takes too long.
pub(crate) fn first_match(
    earlier: &[impl AsRef<Lowered>],
    name: &str,
    fuel: &mut Fuel,
) -> Option<Option<usize>> {
    for (place, expression) in earlier.iter().enumerate() {
        if expression.as_ref().matches_within(name, fuel)? {
            return Some(Some(place));
        }
    }
    Some(None)
}

/// Leaves out those of the covering ones that can be spared.
fn covered(
    later: &[&Lowered],
    earlier: &[impl AsRef<Lowered>],
    mut by: Vec<usize>,
    left: Option<String>,
    fuel: &mut Fuel,
) -> Reach {
    let names = if left.is_some() { Names::Plausible } else { Names::All };
    // The last one that was needed says most: those before it may be parts of it.
    for place in by.clone() {
        let others: Vec<&Lowered> = by
            .iter()
            .filter(|&&other| other != place)
            .filter_map(|&other| Some(earlier.get(other)?.as_ref()))
            .collect();
        if by.len() > 1 && limited(fuel, |fuel| find(later, &others, names, fuel)) == Found::Nothing {
            by.retain(|&other| other != place);
        }
    }
    by.sort_unstable();
    Reach::Covered { by, left }
}

/// Runs a search with a part of the fuel, and takes what it needed.
pub(crate) fn limited<T>(fuel: &mut Fuel, search: impl FnOnce(&mut Fuel) -> T) -> T {
    let given = MOST_FOR_ONE.min(*fuel);
    let mut part = given;
    let found = search(&mut part);
    *fuel = fuel.saturating_sub(given.saturating_sub(part));
    found
}
