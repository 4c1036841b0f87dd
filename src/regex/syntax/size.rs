//! How much code PCRE2 would make of an expression: it has two bytes for a distance, and so a limit.

use super::body::Contents;
use crate::regex::ast::{Grouping, Kind, Node, Repeat, Set, SetItem, Special};

/// The most code there can be, in bytes (MAX_PATTERN_SIZE).
const MAX_CODE: u64 = 1 << 16;

/// Whether the code is too much.
pub(super) enum Verdict {
    Fits,
    /// As far as can be told.
    Near,
    TooLarge,
}

/// At least, and at most, this many bytes. Both saturate.
#[derive(Clone, Copy)]
struct Size {
    low: u64,
    high: u64,
}

const fn size(low: u64, high: u64) -> Size {
    Size { low, high }
}

impl Size {
    fn plus(self, other: Size) -> Size {
        size(self.low.saturating_add(other.low), self.high.saturating_add(other.high))
    }

    fn times(self, low: u64, high: u64) -> Size {
        size(self.low.saturating_mul(low), self.high.saturating_mul(high))
    }
}

/// Judges the whole expression.
pub(super) fn judge(root: &Node, contents: &Contents) -> Verdict {
    let size = of(root, contents, 0).plus(size(7, 7));
    match size {
        Size { low, .. } if low > MAX_CODE => Verdict::TooLarge,
        Size { high, .. } if high > MAX_CODE => Verdict::Near,
        _ => Verdict::Fits,
    }
}

/// The code of a node within so many groups.
fn of(node: &Node, contents: &Contents, depth: u64) -> Size {
    match &node.kind {
        Kind::Empty => size(0, 0),
        Kind::Literal { character, caseless } => literal(*character, *caseless),
        Kind::Set(set) => of_set(set),
        Kind::Assertion(_) => size(1, 1),
        Kind::Concat(nodes) => nodes.iter().fold(size(0, 0), |sum, node| sum.plus(of(node, contents, depth))),
        Kind::Alternation(nodes) => {
            let branches = nodes.iter().map(|node| of(node, contents, depth).plus(size(3, 3)));
            let sum = branches.fold(size(0, 0), Size::plus);
            // The first begins where the group does.
            size(sum.low.saturating_sub(3), sum.high)
        }
        Kind::Group(grouping, content) => of_group(grouping, content, contents, depth + 1),
        Kind::Repeat(repeat, content) => of_repeat(*repeat, content, contents, depth),
        Kind::Special(special) => of_special(special, node, contents, depth),
    }
}

fn literal(character: char, caseless: bool) -> Size {
    let code = 1 + bytes(character);
    // A letter with more than one other case, as `k`, is a set of its own kind.
    if caseless { size(code.min(3), code.max(3)) } else { size(code, code) }
}

fn bytes(character: char) -> u64 {
    u64::try_from(character.len_utf8()).unwrap_or(4)
}

fn of_set(set: &Set) -> Size {
    let ascii = |item: &SetItem| matches!(item, SetItem::Range(_, last) if last.is_ascii());
    match set.items.as_slice() {
        [] => size(1, 2),
        [SetItem::Named { .. }] => size(1, 33),
        [SetItem::Property { .. }] => size(3, 45),
        [SetItem::Range('\n', '\n')] => size(1, 3),
        [SetItem::Range(first, last)] if first == last => size(2, 1 + bytes(*first) + 45),
        // At least three characters, of which no two can be cases of one.
        items if items.iter().all(ascii) => {
            let mut characters: Vec<char> = Vec::new();
            for item in items {
                let SetItem::Range(first, last) = item else { continue };
                for character in *first..=*last {
                    let character = character.to_ascii_lowercase();
                    if characters.len() < 3 && !characters.contains(&character) {
                        characters.push(character);
                    }
                }
            }
            // `k` and `s` have another case beyond ASCII.
            let high = if set.caseless { 60 } else { 33 };
            if characters.len() >= 3 { size(33, high) } else { size(1, high) }
        }
        items => {
            let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
            let wide = if set.caseless { 20_000 } else { 100 };
            size(1, count.saturating_mul(20).saturating_add(wide))
        }
    }
}

fn of_group(grouping: &Grouping, content: &Node, contents: &Contents, depth: u64) -> Size {
    let inner = of(content, contents, depth);
    let branches = match &content.kind {
        Kind::Alternation(branches) => u64::try_from(branches.len()).unwrap_or(u64::MAX),
        _ => 1,
    };
    match grouping {
        Grouping::Capture(_) => inner.plus(size(8, 8)),
        // How far to go back stands in each branch.
        Grouping::Look { behind: true, .. } => {
            inner.plus(size(6, 6)).plus(size(0, 5).times(branches, branches))
        }
        _ => inner.plus(size(6, 6)),
    }
}

fn of_repeat(repeat: Repeat, content: &Node, contents: &Contents, depth: u64) -> Size {
    let one = of(content, contents, depth);
    let (min, max) = (u64::from(repeat.min), repeat.max.map(u64::from));
    match &content.kind {
        _ if max == Some(0) => size(0, one.high.saturating_add(1)),
        Kind::Group(Grouping::Look { .. }, _) => one.plus(size(0, 8)),
        Kind::Group(..) | Kind::Special(Special::Conditional | Special::Recursion(_) | Special::Verb) => {
            let copies = max.unwrap_or(min.max(1));
            one.plus(size(0, 14)).times(0, copies).plus(size(one.low.saturating_mul(copies), 14))
        }
        _ if matches!((min, max), (0 | 1, None) | (0, Some(1)) | (1, Some(1))) => one.plus(size(0, 1)),
        // What is one character is there up to twice, with numbers.
        _ => size(one.low.saturating_add(2), one.high.saturating_add(5).saturating_mul(2)),
    }
}

fn of_special(special: &Special, node: &Node, contents: &Contents, depth: u64) -> Size {
    let length = u64::try_from(node.at.len()).unwrap_or(u64::MAX);
    match special {
        Special::BackReference { .. } => size(3, 4),
        Special::Recursion(_) => size(3, 3),
        Special::Conditional => {
            let content =
                contents.get(&node.at.start).map_or(size(0, 0), |(_, c)| of(c, contents, depth + 1));
            content.plus(size(6, 16))
        }
        // It closes all groups that are open.
        Special::Verb => size(1, length.saturating_add(8 + 3 * depth)),
        Special::KeepOut | Special::LineBreak | Special::Grapheme | Special::Byte => size(1, 1),
    }
}
