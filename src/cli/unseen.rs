//! What was not looked at, said on standard error.

use std::fmt::Write as _;

use crate::quote::printable;
use crate::render::Checked;

/// A line for each rule that did not look at everything in the file; if `all`, also for each that was not
/// given what it looks at.
pub(super) fn unseen(checked: &Checked, all: bool) -> String {
    let skipped = checked.outcome.as_ref().map(|report| report.skipped()).unwrap_or_default();
    skipped.iter().filter(|skipped| all || !skipped.lacks_input).fold(String::new(), |mut lines, skipped| {
        let did_not = if skipped.lacks_input { "did not run" } else { "did not look at everything" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            lines,
            "usersec: {}: {} {did_not}: {}",
            printable(&checked.path),
            skipped.rule,
            skipped.reason
        );
        lines
    })
}
