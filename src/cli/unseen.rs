//! What was not looked at, said on standard error.

use std::fmt::Write as _;

use crate::quote::printable;
use crate::render::Checked;
use crate::report::Skipped;

/// A line for each reason for which rules did not look at everything in the file; if `all`, also for those
/// that were not given what they look at.
pub(super) fn unseen(checked: &Checked, all: bool) -> String {
    let skipped = checked.outcome.as_ref().map(|report| report.skipped()).unwrap_or_default();
    let told: Vec<&Skipped> = skipped.iter().filter(|skipped| all || !skipped.lacks_input).collect();
    let is_same = |a: &&Skipped, b: &&Skipped| (a.reason, a.lacks_input) == (b.reason, b.lacks_input);
    told.chunk_by(is_same).fold(String::new(), |mut lines, alike| {
        let Some(first) = alike.first() else { return lines };
        let rules: Vec<&str> = alike.iter().map(|skipped| skipped.rule).collect();
        let did_not = if first.lacks_input { "did not run" } else { "did not look at everything" };
        let (path, rules) = (printable(&checked.path), rules.join(", "));
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "usersec: {path}: {rules} {did_not}: {}", first.reason);
        lines
    })
}
