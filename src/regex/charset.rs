//! Sets of characters that are quickly made and quickly asked.

use super::ast::{Kind, Node, Set, SetItem};
use super::chars::{self, Chars};

/// A set of characters, as `chars` has it.
///
/// What is ASCII is a few instructions and nothing on the heap: an automaton has a set for nearly each character of
/// an expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CharSet {
    /// One bit for each of the first 128.
    ascii: u128,
    /// The others: ranges in their order, none of which touches the next.
    beyond: Vec<(char, char)>,
}

/// The first character that is not ASCII.
const BEYOND: char = '\u{80}';

impl CharSet {
    fn new(class: &Chars) -> Self {
        let mut set = Self { ascii: 0, beyond: Vec::new() };
        for range in class.ranges() {
            set.ascii |= bits(range.start(), range.end());
            if range.end() >= BEYOND {
                set.beyond.push((range.start().max(BEYOND), range.end()));
            }
        }
        set
    }

    /// The one character; if `caseless`, whatever folds to the same.
    pub(super) fn of_character(character: char, caseless: bool) -> Self {
        match chars::ascii_literal(character, caseless) {
            Some(ascii) => Self { ascii, beyond: Vec::new() },
            None if !caseless => Self { ascii: 0, beyond: vec![(character, character)] },
            None => {
                let folded = chars::literal(character, caseless);
                Self::new(&folded.unwrap_or_else(|| chars::range(character, character)))
            }
        }
    }

    /// None for a property that PCRE2 and the tables here may see differently.
    pub(super) fn of_set(set: &Set) -> Option<Self> {
        match chars::ascii_set(set) {
            Some((ascii, false)) => Some(Self { ascii, beyond: Vec::new() }),
            Some((ascii, true)) => Some(Self { ascii, beyond: vec![(BEYOND, char::MAX)] }),
            None => Some(Self::new(&chars::of(set)?)),
        }
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let before = self.beyond.partition_point(|(_, end)| *end < character);
        self.beyond.get(before).is_some_and(|(start, _)| *start <= character)
    }

    /// Whether some character is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.ascii & other.ascii != 0 || self.beyond_with(other).next().is_some()
    }

    /// The characters of both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self { ascii: self.ascii & other.ascii, beyond: self.beyond_with(other).collect() }
    }

    /// The ranges beyond ASCII that are in both.
    fn beyond_with<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = (char, char)> + 's {
        let (mut these, mut those) = (self.beyond.iter(), other.beyond.iter());
        let (mut this, mut that) = (these.next(), those.next());
        std::iter::from_fn(move || {
            while let (Some(&(start, end)), Some(&(other_start, other_end))) = (this, that) {
                if end < other_end {
                    this = these.next();
                } else {
                    that = those.next();
                }
                let common = (start.max(other_start), end.min(other_end));
                if common.0 <= common.1 {
                    return Some(common);
                }
            }
            None
        })
    }

    /// Those of the first 128, one bit for each.
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }

    /// The ranges, in their order, none of which touches the next.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (char, char)> + '_ {
        let mut left = self.ascii;
        let mut beyond = self.beyond.iter().copied().peekable();
        std::iter::from_fn(move || {
            if left == 0 {
                return beyond.next();
            }
            let start = left.trailing_zeros();
            let end = start + (left >> start).trailing_ones();
            left &= u128::MAX.checked_shl(end).unwrap_or(0);
            let last = char::from_u32(end - 1)?;
            let goes_on = if end == 128 { beyond.next_if(|(start, _)| *start == BEYOND) } else { None };
            Some((char::from_u32(start)?, goes_on.map_or(last, |(_, end)| end)))
        })
    }
}

/// The bits of the characters from the first to the last, as far as they are ASCII.
pub(super) fn bits(first: char, last: char) -> u128 {
    if first >= BEYOND {
        return 0;
    }
    let behind = 127_u32.saturating_sub(last.into());
    (u128::MAX << u32::from(first)) & (u128::MAX >> behind)
}

/// Whether PCRE2 keeps the set as a class, and not as the one character or the escape that it is.
pub(super) fn is_in_brackets(node: &Node) -> bool {
    match &node.kind {
        Kind::Set(set) => match set.items.as_slice() {
            [SetItem::Range(first, last)] => first != last,
            [_] | [] => false,
            _ => true,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language as _;
    use crate::regex::Regex;

    #[test]
    fn what_is_in_a_set_on_either_side_of_ascii() {
        for character in ['\0', '\u{3f}', '\u{40}', '\u{7f}', '\u{80}', 'é', '\u{10ffff}'] {
            let set = CharSet::of_character(character, false);
            assert!(set.contains(character), "{character:?}");
            for other in ['\u{1}', '\u{41}', '\u{7e}', '\u{81}', 'ê'] {
                assert!(!set.contains(other), "{character:?} and {other:?}");
            }
            assert!(set.meets(&CharSet::of_character(character, true)));
            assert!(!set.meets(&CharSet::of_character('ê', false)));
        }
    }

    /// The expressions that have each kind of item, on both sides of the end of ASCII.
    const SETS: &[&str] = &[
        ".",
        "a",
        "é",
        "\u{7f}",
        "\u{80}",
        "(?i)a",
        "(?i)k",
        "(?i)s",
        "(?i)É",
        "(?i)1",
        "(?i)\u{212a}",
        "(?i)@",
        r"[^@]",
        r"[a-z]",
        r"[^a-zé]",
        r"[\x00-\x7f]",
        r"[\x7f-\x{80}]",
        r"[^\x00-\x7f]",
        r"[é-ü\x{100}-\x{200}]",
        r"[^\x{80}]",
        r"\d",
        r"\D",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\h",
        r"\H",
        r"\v",
        r"\V",
        r"[\D\W]",
        r"[^\D]",
        r"[^\W_]",
        r"[[:alpha:][:^digit:]]",
        r"(?i)[[:lower:]]",
        r"(?i)[[:^upper:]]",
        r"[[:lower:]]",
        r"(?i)[a-z]",
        r"(?i)[^k]",
        r"[\d\h]",
        r"[^\h]",
        r"[^\s\x{a0}]",
        r"\pL",
        r"[\pLu1]",
        r"[^\pN]",
        r"[\x00-\x{10ffff}]",
        r"[\x{10ffff}]",
        r"[^\x00]",
        r"\N",
        r"[[:ascii:]]",
        r"[[:^ascii:]]",
        r"[[:print:][:cntrl:]]",
    ];

    #[test]
    fn what_is_made_quickly_is_what_the_tables_say() {
        let sets: Vec<(CharSet, Chars)> = SETS
            .iter()
            .map(|text| {
                let root = Regex::parse(text).root;
                let last = match &root.kind {
                    Kind::Concat(parts) => &parts[parts.len() - 1].kind,
                    kind => kind,
                };
                match last {
                    Kind::Literal { character, caseless } => (
                        CharSet::of_character(*character, *caseless),
                        chars::literal(*character, *caseless).expect("a set"),
                    ),
                    Kind::Set(set) => (CharSet::of_set(set).expect("a set"), chars::of(set).expect("a set")),
                    kind => panic!("{text}: {kind:?}"),
                }
            })
            .collect();
        for (text, (set, class)) in SETS.iter().zip(&sets) {
            let ranges: Vec<_> = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
            assert_eq!(set.ranges().collect::<Vec<_>>(), ranges, "{text}");
            assert_eq!(*set, CharSet::new(class), "{text}");
            let edges = ranges.iter().flat_map(|&(start, end)| [u32::from(start), u32::from(end)]);
            for code in edges.flat_map(|edge| edge.saturating_sub(1)..=edge + 1).chain(0..300) {
                let Some(character) = char::from_u32(code) else { continue };
                assert_eq!(
                    set.contains(character),
                    chars::contains(class, character),
                    "{text} {character:?}"
                );
            }
        }
        for (set, class) in &sets {
            for (other, other_class) in &sets {
                let mut both = class.clone();
                both.intersect(other_class);
                assert_eq!(set.and(other), CharSet::new(&both));
                assert_eq!(set.meets(other), !both.ranges().is_empty());
            }
        }
    }
}
