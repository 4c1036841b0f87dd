//! The certificates of a field together.

pub(super) mod issuer;
pub(super) mod path;
#[cfg(test)]
mod tests;
pub(super) mod trust;

use std::ops::Range;

/// How many of several places a finding shows beside the first.
const SHOWN: usize = 3;

/// What else of a kind stands there, for a message: ` and 2 others`; nothing, if there is just one.
fn and_others(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " and another one".to_owned(),
        count => format!(" and {} others", count - 1),
    }
}

/// A block with the rest of its last line.
fn with_line_break(text: &str, block: &Range<usize>) -> Range<usize> {
    let rest = text.get(block.end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let line_break = usize::from(rest.get(blanks..).is_some_and(|rest| rest.starts_with('\n')));
    block.start..block.end + blanks + line_break
}
