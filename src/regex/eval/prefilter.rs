//! A linear automaton that says no to most names that do not match.
//!
//! It takes at least what the expression takes: places and what looks around are passed over, and what is
//! counted high may stand any number of times. So only its no is an answer.

use regex_automata::meta;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Class, Hir, Look, Repetition};

use crate::regex::ast::{Greed, Grouping, Kind, Node, Special};
use crate::regex::chars;

/// How large the automaton may be.
const MOST_BYTES: usize = 1 << 19;
/// How often something is copied.
const MOST_COPIES: u32 = 12;
/// How many nodes are lowered.
const MOST_NODES: usize = 20_000;

#[derive(Debug)]
pub(super) struct Prefilter(meta::Regex);

impl Prefilter {
    /// None if the automaton would be too large, or take everything.
    pub(super) fn new(root: &Node) -> Option<Self> {
        let mut nodes = 0;
        let body = lower(root, &mut nodes)?;
        let whole = Hir::concat(vec![Hir::look(Look::Start), body, Hir::look(Look::End)]);
        let config = meta::Config::new()
            .nfa_size_limit(Some(MOST_BYTES))
            .onepass(false)
            .backtrack(false)
            .which_captures(regex_automata::nfa::thompson::WhichCaptures::Implicit);
        meta::Builder::new().configure(config).build_from_hir(&whole).ok().map(Self)
    }

    pub(super) fn may_match(&self, name: &str) -> bool {
        self.0.is_match(Input::new(name).anchored(Anchored::Yes))
    }
}

/// Everything, of any length.
fn anything() -> Hir {
    Hir::repetition(Repetition {
        min: 0,
        max: None,
        greedy: true,
        sub: Box::new(Hir::dot(regex_syntax::hir::Dot::AnyChar)),
    })
}

fn lower(node: &Node, nodes: &mut usize) -> Option<Hir> {
    *nodes += 1;
    if *nodes > MOST_NODES {
        return None;
    }
    Some(match &node.kind {
        Kind::Empty | Kind::Assertion(_) | Kind::Group(Grouping::Look { .. }, _) => Hir::empty(),
        Kind::Literal { character, caseless } => {
            Hir::class(Class::Unicode(chars::literal(*character, *caseless)?))
        }
        Kind::Set(set) => Hir::class(Class::Unicode(chars::of(set)?)),
        Kind::Concat(parts) => {
            Hir::concat(parts.iter().map(|part| lower(part, nodes)).collect::<Option<Vec<_>>>()?)
        }
        Kind::Alternation(branches) => {
            Hir::alternation(branches.iter().map(|branch| lower(branch, nodes)).collect::<Option<Vec<_>>>()?)
        }
        Kind::Group(_, inner) => lower(inner, nodes)?,
        Kind::Repeat(repeat, inner) => Hir::repetition(Repetition {
            min: repeat.min.min(MOST_COPIES),
            max: repeat.max.filter(|max| *max <= MOST_COPIES),
            greedy: repeat.greed != Greed::Lazy,
            sub: Box::new(lower(inner, nodes)?),
        }),
        Kind::Special(Special::KeepOut) => Hir::empty(),
        Kind::Special(_) => anything(),
    })
}
