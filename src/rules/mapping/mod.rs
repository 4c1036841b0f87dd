//! `userToDNMapping`: its entries, their expressions, and what they yield.

pub(super) mod dot;
pub(super) mod entry;
pub(super) mod injection;
pub(super) mod language;
mod list;
pub(super) mod reach;

#[cfg(test)]
mod tests;
pub(super) mod dialect;
pub(super) mod entry;
pub(super) mod expression;
mod fault;
