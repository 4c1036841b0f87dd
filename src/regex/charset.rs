//! Sets of characters that are quickly asked.

use super::ast::Set;
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
