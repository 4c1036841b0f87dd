//! No output shows a secret: not what the command writes, not what a library user can print.
#![cfg(feature = "cli")]

mod documents;
mod fixes;
mod keys;
mod matrix;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../process/mod.rs"]
mod process;
mod shown;
mod values;
