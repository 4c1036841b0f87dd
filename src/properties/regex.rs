//! What is said of an expression and of names is what PCRE2 says: whether it compiles, and where it does not;
//! whether a name matches, and what each group takes.

use super::manner::hash;
use crate::regex::oracle;
use crate::testing::Random;

/// What stands between the expression and a name.
const SEPARATOR: char = '\u{0}';

/// PCRE2 keeps what each group took in each of up to 200,000 frames.
const MOST_GROUPS: usize = 40;

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (pattern, name) = text.split_once(SEPARATOR).unwrap_or((&text, "jane@corp.com"));
    if let Some(Err(wrong)) = oracle::compare(pattern) {
        panic!("{pattern:?}: {wrong}");
    }
    if pattern.matches('(').count() > MOST_GROUPS {
        return;
    }
    // The generator never leaves zero.
    let mut random = Random(hash(input) | 1);
    oracle::agree_on(pattern, &[name, ""], &mut random);
}
