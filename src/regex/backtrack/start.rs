//! What PCRE2 looks at before it searches: whether the name is long enough, and has a character in it
//! that every match has.
//!
//! It asks for one such character only, the last; here all of them count, so what passes here passes there.

use std::collections::BTreeSet;

use crate::regex::ast::{Grouping, Kind, Node};
use crate::regex::charset::CharSet;

/// How many nodes are looked at.
const MOST_VISITS: usize = 20_000;

#[derive(Clone, Debug, Default)]
pub(super) struct Start {
    /// How many characters at least.
    length: usize,
    /// The characters that every match has, each once.
    needed: Vec<CharSet>,
    /// Whether several are needed, if only the same one twice.
    several: bool,
}

impl Start {
    pub(super) fn of(root: &Node) -> Self {
        let seen = look(root, &mut 0);
        let needed =
            seen.needed.into_iter().map(|(c, caseless)| CharSet::of_character(c, caseless)).collect();
        Self { length: seen.length, needed, several: seen.count > 1 }
    }

    pub(super) fn refuses(&self, text: &str) -> bool {
        // If there are several, the last is looked for behind the first.
        let skipped = if self.several && self.needed.len() == 1 { 1 } else { 0 };
        let has = |needed: &CharSet| text.chars().skip(skipped).any(|character| needed.contains(character));
        text.chars().count() < self.length || !self.needed.iter().all(has)
    }
}

/// What a part of the tree needs.
#[derive(Default)]
struct Seen {
    length: usize,
    /// How many literals.
    count: usize,
    needed: BTreeSet<(char, bool)>,
}

fn look(node: &Node, visits: &mut usize) -> Seen {
    *visits += 1;
    if *visits > MOST_VISITS {
        return Seen::default();
    }
    match &node.kind {
        Kind::Literal { character, caseless } => {
            Seen { length: 1, count: 1, needed: BTreeSet::from([(*character, *caseless)]) }
        }
        Kind::Set(_) => Seen { length: 1, ..Seen::default() },
        Kind::Concat(parts) => parts.iter().fold(Seen::default(), |mut all, part| {
            let mut more = look(part, visits);
            all.length = all.length.saturating_add(more.length);
            all.count = all.count.saturating_add(more.count);
            all.needed.append(&mut more.needed);
            all
        }),
        Kind::Alternation(branches) => {
            let mut all: Option<Seen> = None;
            for branch in branches {
                let more = look(branch, visits);
                all = Some(match all {
                    None => more,
                    Some(mut all) => {
                        all.length = all.length.min(more.length);
                        all.count = all.count.min(more.count);
                        all.needed.retain(|literal| more.needed.contains(literal));
                        all
                    }
                });
            }
            all.unwrap_or_default()
        }
        Kind::Group(Grouping::Look { behind: false, negative: false }, inner) => {
            Seen { length: 0, ..look(inner, visits) }
        }
        Kind::Group(Grouping::Look { .. }, _) => Seen::default(),
        Kind::Group(_, inner) => look(inner, visits),
        Kind::Repeat(repeat, _) if repeat.min == 0 => Seen::default(),
        Kind::Repeat(repeat, inner) => {
            let times = usize::try_from(repeat.min).unwrap_or(usize::MAX);
            let once = look(inner, visits);
            let (length, count) = (once.length.saturating_mul(times), once.count.saturating_mul(times));
            Seen { length, count, needed: once.needed }
        }
        Kind::Empty | Kind::Assertion(_) | Kind::Special(_) => Seen::default(),
    }
}
