//! Which lines changed.

use std::ops::Range;

use super::Side;
use crate::fixing::Kept;

/// Lines that became others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    /// How many changes there are in it.
    pub(super) changes: usize,
}

/// The changes between what was kept, in whole lines. The lines between two blocks are the same in both texts.
pub(super) fn blocks(old: &Side<'_>, new: &Side<'_>, kept: &[Kept]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let ends = kept.iter().map(|run| (run.before, run.after, run.length));
    let ends = ends.chain([(old.raw.len(), new.raw.len(), 0)]);
    let mut at = (0, 0);
    for (before, after, length) in ends {
        let (from, to) = (at, (before, after));
        at = (before + length, after + length);
        if from == to {
            continue;
        }
        let (first_old, first_new) = (old.line_of(from.0), new.line_of(from.1));
        // A change that ends with a line leaves the next one alone.
        let whole = old.is_start(to.0) && new.is_start(to.1);
        let end = |side: &Side<'_>, to| match whole {
            true => side.line_of(to),
            false => (side.line_of(to) + 1).min(side.lines()),
        };
        let (last_old, last_new) = (end(old, to.0), end(new, to.1));
        match blocks.last_mut() {
            Some(block) if first_old < block.old.end || first_new < block.new.end => {
                block.old.end = block.old.end.max(last_old);
                block.new.end = block.new.end.max(last_new);
                block.changes += 1;
            }
            _ => blocks.push(Block { old: first_old..last_old, new: first_new..last_new, changes: 1 }),
        }
    }
    blocks.iter_mut().for_each(|block| trim(block, old, new));
    blocks.retain(|block| !block.old.is_empty() || !block.new.is_empty());
    blocks
}

/// Leaves out the lines at both ends that are the same.
fn trim(block: &mut Block, old: &Side<'_>, new: &Side<'_>) {
    let is_same = |one, other| old.raw(one) == new.raw(other);
    while !block.old.is_empty() && !block.new.is_empty() && is_same(block.old.start, block.new.start) {
        block.old.start += 1;
        block.new.start += 1;
    }
    while !block.old.is_empty() && !block.new.is_empty() && is_same(block.old.end - 1, block.new.end - 1) {
        block.old.end -= 1;
        block.new.end -= 1;
    }
}
