//! Sets of characters that are quickly asked.

use super::ast::{Kind, Node, Set, SetItem};
use super::chars::{self, Chars};

/// A set of characters, as `chars` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CharSet {
    /// One bit for each of the first 128.
    ascii: u128,
    class: Chars,
}

impl CharSet {
    fn new(class: Chars) -> Self {
        let mut ascii = 0_u128;
        for range in class.ranges() {
            for byte in u32::from(range.start())..=u32::from(range.end()).min(127) {
                ascii |= 1 << byte;
            }
        }
        Self { ascii, class }
    }

    /// The one character; if `caseless`, whatever folds to the same.
    pub(super) fn of_character(character: char, caseless: bool) -> Self {
        let folded = chars::literal(character, caseless);
        Self::new(folded.unwrap_or_else(|| chars::range(character, character)))
    }

    /// None for a property that PCRE2 and the tables here may see differently.
    pub(super) fn of_set(set: &Set) -> Option<Self> {
        Some(Self::new(chars::of(set)?))
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        chars::contains(&self.class, character)
    }

    /// Whether some character is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        if self.ascii & other.ascii != 0 {
            return true;
        }
        let (mut these, mut those) = (self.class.ranges().iter(), other.class.ranges().iter());
        let (mut this, mut that) = (these.next(), those.next());
        while let (Some(a), Some(b)) = (this, that) {
            if a.end() < b.start() {
                this = these.next();
            } else if b.end() < a.start() {
                that = those.next();
            } else {
                return true;
            }
        }
        false
    }

    pub(super) fn class(&self) -> &Chars {
        &self.class
    }
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
}
