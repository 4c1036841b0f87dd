//! Foreign texts as they may be shown.

use std::ops::Range;

use super::{LONGEST, Veil, WINDOW};
use crate::mask::mask_text;
use crate::quote::printable;

impl Veil<'_> {
    /// A foreign text as it may be shown: in one line, printable, no longer than people read, and without
    /// secrets: those of the document, and what looks like one.
    pub(crate) fn over(&self, text: &str) -> String {
        if self.seals.hides_all {
            return HIDDEN.to_owned();
        }
        // What begins in what is shown and ends behind what is searched is found as what is cut short.
        let searched =
            text.char_indices().nth(WINDOW).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
        let Some(mut secrets) = self.find(searched) else { return HIDDEN.to_owned() };
        if let Some(masked) = mask_text(searched) {
            secrets.extend(differences(searched, &masked));
        }
        secrets.sort_unstable_by_key(|secret| secret.start);
        let mut shown = String::with_capacity(searched.len());
        let mut at = 0;
        for secret in secrets {
            if secret.end <= at {
                continue;
            }
            shown.push_str(searched.get(at..secret.start.max(at)).unwrap_or_default());
            if !shown.ends_with(HIDDEN) {
                shown.push_str(HIDDEN);
            }
            at = secret.end;
        }
        shown.push_str(searched.get(at..).unwrap_or_default());
        let words: Vec<&str> = shown.split_whitespace().collect();
        let line = words.join(" ");
        let cut = line.char_indices().nth(LONGEST).map(|(at, _)| at);
        match cut.and_then(|at| line.get(..at)) {
            Some(start) => format!("{}…", printable(start)),
            None if searched.len() < text.len() => format!("{}…", printable(&line)),
            None => printable(&line).into_owned(),
        }
    }
}

/// What stands for a secret, however long that is.
pub(super) const HIDDEN: &str = "***";

/// Where two texts of the same length differ.
fn differences(text: &str, masked: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if text.get(at..end) == masked.get(at..end) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}
