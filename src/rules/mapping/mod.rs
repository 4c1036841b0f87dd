//! `userToDNMapping`: its entries, their expressions, and what they yield.

pub(super) mod entry;
