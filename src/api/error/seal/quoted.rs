//! Parts of secrets that a text quotes as if they were all: where nothing says that it is cut short, the
//! quotation marks do.

use std::ops::Range;

use super::{Reading, Veil};
use crate::api::error::escapes::Unit;

/// A part of fewer characters between quotation marks tells little, and is often a word of its own.
const SHORT_QUOTED: usize = 4;

/// Without quotation marks, parts have to be longer, and to look like no word.
const SHORT_BARE: usize = 8;

impl Veil<'_> {
    /// What is quoted, or stands alone, and is the beginning or the end of a secret.
    pub(super) fn find_quoted(&self, reading: &Reading<'_>, found: &mut Vec<Range<usize>>) -> bool {
        let is_part = |part: &Range<usize>| {
            let hash = reading.hash(part.start, part.end);
            hash.is_some_and(|hash| self.seals.beginnings.contains(&hash) || self.seals.ends.contains(&hash))
        };
        let parts = quoted(reading.units).into_iter().filter(is_part);
        found.extend(parts.filter_map(|part| reading.place(part.start, part.end)));
        self.spend(reading.units.len())
    }
}

/// What is quoted, or stands alone and looks like no word: where it may be the beginning or the end of a
/// secret.
fn quoted(units: &[Unit]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut word = 0;
    for (at, unit) in units.iter().enumerate() {
        if is_quote(unit.c) {
            // Any mark ends what another one began: a secret may have marks in it.
            found.extend(open.map(|start| start..at).filter(|part| part.len() >= SHORT_QUOTED));
            open = Some(at + 1);
        }
        if unit.c.is_whitespace() {
            found.extend(bare(units, word..at));
            word = at + 1;
        }
    }
    found.extend(bare(units, word..units.len()));
    found
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{b4}' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}')
}

/// What stands between blanks, without the marks around it, if it is long and no word.
fn bare(units: &[Unit], word: Range<usize>) -> Option<Range<usize>> {
    let is_mark = |unit: &&Unit| is_quote(unit.c) || ".,;:!?()[]{}<>".contains(unit.c);
    let inside = units.get(word.clone())?;
    let before = inside.iter().take_while(is_mark).count();
    let behind = inside.iter().rev().take_while(is_mark).count();
    let part = word.start + before..word.end.checked_sub(behind)?;
    let text = units.get(part.clone())?;
    (text.len() >= SHORT_BARE && text.iter().any(|unit| !unit.c.is_alphabetic())).then_some(part)
}
