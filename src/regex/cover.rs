//! Whether the expressions before one leave it anything.

use super::index::Index;
use super::lower::Lowered;
use super::regular::HasRegular;
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

/// Expressions in their order.
pub(crate) trait Row {
    /// The expression at a place.
    fn at(&self, place: usize) -> Option<&Lowered>;

    /// The place of the first that matches the name; the outer `None` if that takes too long.
    fn first_match(&mut self, name: &str, fuel: &mut Fuel) -> Option<Option<usize>>;
}

impl<L: AsRef<Lowered>> Row for Vec<L> {
    fn at(&self, place: usize) -> Option<&Lowered> {
        self.get(place).map(AsRef::as_ref)
    }

    fn first_match(&mut self, name: &str, fuel: &mut Fuel) -> Option<Option<usize>> {
        first_match(self.iter().map(|one| Some(one.as_ref())).enumerate(), name, fuel)
    }
}

/// A row that is asked often: only the candidates of its index are run.
pub(crate) struct Indexed<L> {
    expressions: Vec<L>,
    /// Of as many of them as were there when it was last asked: behind the last mapping nobody asks.
    index: Index,
    indexed: usize,
}

impl<L> Default for Indexed<L> {
    fn default() -> Self {
        Self { expressions: Vec::new(), index: Index::default(), indexed: 0 }
    }
}

impl<L: HasRegular> Indexed<L> {
    pub(crate) fn push(&mut self, expression: L) {
        self.expressions.push(expression);
    }

    pub(crate) fn get(&self, place: usize) -> Option<&L> {
        self.expressions.get(place)
    }
}

impl<L: HasRegular> Row for Indexed<L> {
    fn at(&self, place: usize) -> Option<&Lowered> {
        self.get(place)?.regular().lowered()
    }

    fn first_match(&mut self, name: &str, fuel: &mut Fuel) -> Option<Option<usize>> {
        for (place, expression) in self.expressions.iter().enumerate().skip(self.indexed) {
            self.index.add(expression.regular().root, place);
        }
        self.indexed = self.expressions.len();
        let candidates = self.index.candidates(name).into_iter();
        first_match(candidates.map(|place| (place, self.at(place))), name, fuel)
    }
}

fn first_match<'l>(
    expressions: impl Iterator<Item = (usize, Option<&'l Lowered>)>,
    name: &str,
    fuel: &mut Fuel,
) -> Option<Option<usize>> {
    for (place, expression) in expressions {
        if expression?.matches_within(name, fuel)? {
            return Some(Some(place));
        }
    }
    Some(None)
}

/// Whether the earlier expressions leave the later one any name.
///
/// A name of the later one is looked for, and the first of the earlier ones that matches it; then a name that
/// is none of that one's either, and so on. So only those are taken together that matter.
pub(crate) fn reach(later: &Lowered, earlier: &mut impl Row, fuel: &mut Fuel) -> Reach {
    reach_all(&[later], earlier, fuel)
}

/// Whether the earlier expressions leave any name that all of the later ones match.
pub(crate) fn reach_all(later: &[&Lowered], earlier: &mut impl Row, fuel: &mut Fuel) -> Reach {
    let mut by: Vec<usize> = Vec::new();
    let mut names = Names::Plausible;
    loop {
        let together: Vec<&Lowered> = by.iter().filter_map(|&place| earlier.at(place)).collect();
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
        match earlier.first_match(&name, fuel) {
            None => return Reach::Unknown,
            Some(None) if names == Names::All => return covered(later, earlier, by, Some(name), fuel),
            Some(None) => return Reach::Name(name),
            Some(Some(place)) if by.contains(&place) || by.len() >= MOST_TOGETHER => return Reach::Unknown,
            Some(Some(place)) => by.push(place),
        }
    }
}

/// Leaves out those of the covering ones that can be spared.
fn covered(
    later: &[&Lowered],
    earlier: &impl Row,
    mut by: Vec<usize>,
    left: Option<String>,
    fuel: &mut Fuel,
) -> Reach {
    let names = if left.is_some() { Names::Plausible } else { Names::All };
    // The last one that was needed says most: those before it may be parts of it.
    for place in by.clone() {
        let others: Vec<&Lowered> =
            by.iter().filter(|&&other| other != place).filter_map(|&other| earlier.at(other)).collect();
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
