//! PCRE2 itself, for tests: the engine of the database, and as it runs it.

use std::ops::Range;

use pcre2::bytes::{Regex, RegexBuilder};

/// PCRE2's code for "match limit exceeded".
const MATCH_LIMIT: i32 = -47;

/// What PCRE2 says of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Match(Vec<Option<Range<usize>>>),
    NoMatch,
    Limit,
    /// It gives up for another reason.
    Failed,
    Invalid,
}

/// It has no call that anchors at the end, so the expression is wrapped.
pub(super) fn compile(pattern: &str, limit: u64) -> Option<Regex> {
    let wrapped = format!("(*LIMIT_MATCH={limit})\\A(?:{pattern}\n)\\z");
    // A comment may end in a line break only; outside of comments one would have to match.
    let plain = format!("(*LIMIT_MATCH={limit})\\A(?:{pattern})\\z");
    let build = |text: &str| RegexBuilder::new().utf(true).build(text).ok();
    build(&plain).or_else(|| build(&wrapped))
}

pub(super) fn ask(regex: &Regex, name: &str) -> Said {
    match regex.captures(name.as_bytes()) {
        Ok(Some(groups)) => Said::Match(
            (1..groups.len()).map(|group| groups.get(group).map(|g| g.start()..g.end())).collect(),
        ),
        Ok(None) => Said::NoMatch,
        Err(error) if error.code() == MATCH_LIMIT => Said::Limit,
        // A recursion that comes back to where it began, for one.
        Err(_) => Said::Failed,
    }
}

/// Whether the whole name matches, within the database's limit.
pub(super) fn full_match(pattern: &str, name: &str) -> Said {
    compile(pattern, 200_000).map_or(Said::Invalid, |regex| ask(&regex, name))
}

/// How many steps PCRE2 needs, at most `most`: the lowest limit that it does not run into.
pub(super) fn steps(pattern: &str, name: &str, most: u64) -> u64 {
    let runs_into = |limit| ask(&compile(pattern, limit).expect("a valid expression"), name) == Said::Limit;
    let (mut too_few, mut enough) = (0, most);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if runs_into(middle) { too_few = middle } else { enough = middle }
    }
    enough
}
