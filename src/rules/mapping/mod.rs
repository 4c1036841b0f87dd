//! `userToDNMapping`: its entries, their expressions, and what they yield.

pub(super) mod dialect;
pub(super) mod entry;
pub(super) mod expression;
mod fault;
pub(super) mod redos;
