//! PCRE2 itself, for tests: the engine of the database, and as it runs it. What is said here of an expression and
//! of a name has to be what it says.

use std::ops::Range;

use pcre2::bytes::{Regex, RegexBuilder};

use super::RegexFault;
use super::eval::{Answer, Evaluator};
use super::redos::MATCH_LIMIT;
use super::samples;
use crate::language::Language as _;
use crate::testing::Random;

/// PCRE2's code for "match limit exceeded".
const LIMIT_EXCEEDED: i32 = -47;

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
        Err(error) if error.code() == LIMIT_EXCEEDED => Said::Limit,
        // A recursion that comes back to where it began, for one.
        Err(_) => Said::Failed,
    }
}

/// Whether the whole name matches, within the database's limit.
pub(super) fn full_match(pattern: &str, name: &str) -> Said {
    compile(pattern, MATCH_LIMIT).map_or(Said::Invalid, |regex| ask(&regex, name))
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

/// What PCRE2 says of an expression: how many groups it has, or where it stopped.
fn verdict(pattern: &str) -> Result<usize, usize> {
    match RegexBuilder::new().utf(true).build(pattern) {
        Ok(regex) => Ok(regex.captures_len() - 1),
        Err(error) => Err(error.offset().expect("an error of compilation")),
    }
}

/// What is wrong with what is said of the expression; None: not analysed.
pub(crate) fn compare(pattern: &str) -> Option<Result<(), String>> {
    let super::Regex { groups, faults, unknown, .. } = super::Regex::parse(pattern);
    if unknown.is_some() {
        return None;
    }
    let verdict = verdict(pattern);
    let wrong = match (verdict, faults.first()) {
        (Ok(count), None) if count != groups.len() => format!("{count} groups, not {}", groups.len()),
        (Ok(_), None) => return Some(Ok(())),
        (Ok(_), Some(fault)) => format!("PCRE2 takes it, {fault:?}"),
        (Err(offset), None) => format!("PCRE2 refuses it at {offset}"),
        (Err(offset), Some(fault)) => {
            // Of these PCRE2 does not know the place any more: it names the end, or what it saw last.
            let placeless = matches!(
                fault.kind,
                RegexFault::KeepOutInLook
                    | RegexFault::TooLarge
                    | RegexFault::ConditionBranches
                    | RegexFault::DefineBranches
            );
            let fits = pattern.get(fault.at.clone()).is_some();
            if fits && (placeless || (fault.at.start <= offset && offset <= fault.at.end)) {
                return Some(Ok(()));
            }
            format!("PCRE2 refuses it at {offset}, {fault:?}")
        }
    };
    Some(Err(wrong))
}

/// Asks about the name; the answer has to be that of PCRE2, unless it is that it cannot be told.
#[track_caller]
pub(super) fn agree(pattern: &str, evaluator: &Evaluator, oracle: &Regex, name: &str) -> bool {
    match (evaluator.full_match(name), ask(oracle, name)) {
        (Answer::Match(ours), Said::Match(theirs)) => assert_eq!(ours, theirs, "{pattern:?} {name:?}"),
        (Answer::NoMatch, Said::NoMatch | Said::Limit) | (Answer::LimitHit, Said::Limit) => {}
        // The oracle sees a needed character missing before it searches, which comes to the same.
        (Answer::LimitHit, Said::NoMatch) => {}
        (Answer::CannotTell(_), _) => return false,
        (ours, theirs) => panic!("{pattern:?} {name:?}: {ours:?}, PCRE2: {theirs:?}"),
    }
    true
}

/// The same of an expression, as it is and with names made of it; how many answers there were.
pub(crate) fn agree_on(pattern: &str, names: &[&str], random: &mut Random) -> usize {
    let regex = super::Regex::parse(pattern);
    let Some(oracle) = compile(pattern, MATCH_LIMIT).filter(|_| regex.is_known()) else { return 0 };
    let evaluator = Evaluator::new(&regex);
    let made: Vec<String> = (0..4)
        .map(|nth| {
            let name = samples::name(random, &regex.root);
            if nth % 2 == 0 { name } else { samples::changed(random, &name) }
        })
        .collect();
    let names = names.iter().copied().chain(made.iter().map(String::as_str));
    names.filter(|name| agree(pattern, &evaluator, &oracle, name)).count()
}
