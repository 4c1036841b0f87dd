//! The certificates of a field together.

pub(super) mod issuer;
pub(super) mod path;
#[cfg(test)]
mod tests;
pub(super) mod trust;

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
