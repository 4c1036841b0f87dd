//! A regular expression whose automaton is made when somebody asks for it.
//!
//! Most questions are answered by the tree: how large the automaton would be, a name that is matched, what all
//! names begin and end with. In a list with a mapping for each domain hardly any automaton is ever made: that
//! was two fifths of the time for a thousand of them.

use std::cell::OnceCell;

use super::Regex;
use super::alphabet::nicest_of;
use super::ast::{Greed, Grouping, Kind, Node, Repeat, SetItem};
use super::automaton::Ahead;
use super::charset::CharSet;
use super::example::is_plausible;
use super::lower::{Lowered, MOST_STEPS};
use super::search::Fuel;

/// How long an example may get: that of `.{1000}` is of no use.
const LONGEST_EXAMPLE: usize = 2_000;

/// An expression that is regular, and not too large.
#[derive(Debug)]
pub(crate) struct Regular<'r> {
    pub(super) root: &'r Node,
    size: usize,
    lowered: OnceCell<Option<Lowered>>,
}

/// What is about a regular expression.
pub(crate) trait HasRegular {
    fn regular(&self) -> &Regular<'_>;
}

impl HasRegular for Regular<'_> {
    fn regular(&self) -> &Regular<'_> {
        self
    }
}

impl<'r> Regular<'r> {
    /// None if there is no automaton of the expression, or if it would have more steps than are left; those that it
    /// has are taken from `left`.
    pub(crate) fn within(regex: &'r Regex, left: &mut usize) -> Option<Self> {
        let root = &regex.root;
        let size = 1_usize.saturating_add(if regex.is_known() {
            (*regex.steps.get_or_init(|| size(root)))?
        } else {
            return None;
        });
        let most = MOST_STEPS.min(*left);
        *left -= size.min(most);
        (size <= most).then(|| Self { root, size, lowered: OnceCell::new() })
    }

    /// The automaton.
    pub(crate) fn lowered(&self) -> Option<&Lowered> {
        self.lowered.get_or_init(|| Lowered::of_node(self.root, &mut { usize::MAX })).as_ref()
    }

    /// How many steps it has.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Some name that a user may have, and that the expression matches. `None` says nothing: there may be
    /// one that only a search finds.
    pub(crate) fn example(&self, fuel: &mut Fuel) -> Option<String> {
        let mut name = String::new();
        match take(self.root, &mut name) {
            Some(()) if !name.is_empty() => Some(name),
            // With anchors, say.
            _ => self.lowered()?.example(fuel),
        }
    }
}

/// How many steps the automaton of a node has, as `Lowered` makes it; none if there is none.
fn size(node: &Node) -> Option<usize> {
    match &node.kind {
        Kind::Empty => Some(0),
        Kind::Literal { .. } | Kind::Assertion(_) => Some(1),
        Kind::Set(set) => {
            let has_property = set.items.iter().any(|item| matches!(item, SetItem::Property { .. }));
            (!has_property || CharSet::of_set(set).is_some()).then_some(1)
        }
        Kind::Concat(parts) => sum(parts),
        Kind::Alternation(branches) => Some(sum(branches)?.saturating_add(1)),
        Kind::Group(Grouping::Capture(_), inner) => Some(size(inner)?.saturating_add(2)),
        Kind::Group(Grouping::Plain | Grouping::BranchReset, inner) => size(inner),
        Kind::Repeat(repeat, inner) if repeat.greed != Greed::Possessive => repeated(*repeat, inner),
        Kind::Group(Grouping::Atomic | Grouping::Look { .. }, _) | Kind::Repeat(..) | Kind::Special(_) => {
            None
        }
    }
}

fn sum(nodes: &[Node]) -> Option<usize> {
    nodes.iter().try_fold(0_usize, |sum, node| Some(sum.saturating_add(size(node)?)))
}

fn repeated(Repeat { min, max, .. }: Repeat, inner: &Node) -> Option<usize> {
    let times = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    match max {
        Some(0) => Some(0),
        Some(max) => {
            let inner = size(inner)?;
            let optional = times(max.saturating_sub(min)).saturating_mul(inner.saturating_add(1));
            Some(optional.saturating_add(times(min).saturating_mul(inner)))
        }
        None => Some(times(min.max(1)).saturating_mul(size(inner)?).saturating_add(1)),
    }
}

/// Puts something behind the name that the node matches; none if it is not clear that it does, wherever it stands.
fn take(node: &Node, name: &mut String) -> Option<()> {
    if name.len() > LONGEST_EXAMPLE {
        return None;
    }
    match &node.kind {
        Kind::Empty => {}
        Kind::Literal { character, .. } => name.push(Some(*character).filter(|&it| is_plausible(it))?),
        Kind::Set(set) => {
            let set = CharSet::of_set(set)?;
            let nice = nicest_of(&set, Ahead::Word).or_else(|| nicest_of(&set, Ahead::Other));
            name.push(nice.filter(|&it| is_plausible(it))?);
        }
        Kind::Concat(parts) => parts.iter().try_for_each(|part| take(part, name))?,
        Kind::Alternation(branches) => {
            let before = name.len();
            branches.iter().find_map(|branch| {
                name.truncate(before);
                take(branch, name)
            })?;
        }
        Kind::Group(Grouping::Capture(_) | Grouping::Plain | Grouping::BranchReset, inner) => {
            take(inner, name)?
        }
        Kind::Repeat(Repeat { max: Some(0), .. }, _) => {}
        Kind::Repeat(repeat, inner) => {
            for _ in 0..repeat.min.max(1) {
                take(inner, name)?;
            }
        }
        Kind::Assertion(_) | Kind::Group(..) | Kind::Special(_) => return None,
    }
    Some(())
}
