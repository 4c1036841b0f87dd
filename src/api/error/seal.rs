//! Secrets in foreign texts: known again by what cannot be read, and hidden however they are escaped.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::escapes::{ESCAPES, Unit};
use crate::mask::mask_text;
use crate::quote::printable;

/// How many characters of a text are shown.
const LONGEST: usize = 2000;

/// A secret of fewer characters is one only if it stands alone: hidden everywhere, it could be read from
/// where it is hidden.
const SHORT: usize = 4;

/// How many lengths of secrets are told apart; with more of them nothing is shown.
const MOST: usize = 64;

/// How many beginnings and ends of secrets are kept, and of how many characters; with more of them nothing
/// is shown.
const MOST_PARTS: usize = 100_000;
const LONGEST_PART: usize = 2 * LONGEST;

/// In a text that is cut short in more places than that, nothing is shown.
const MOST_CUTS: usize = 100;

/// Secrets of a document: how many characters each has, and a hash of them.
#[derive(Clone, Default)]
pub(crate) struct Seals {
    by_length: BTreeMap<usize, HashSet<u64>>,
    /// Hashes of what they begin with, and of what they end with: where a text is cut short, only that is
    /// there.
    beginnings: HashSet<u64>,
    ends: HashSet<u64>,
    /// There are so many that nothing is shown.
    hides_all: bool,
}

impl std::fmt::Debug for Seals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seals")
    }
}

impl Seals {
    pub(crate) fn add(&mut self, secret: &str) {
        let characters: Vec<u64> = secret.trim().chars().map(folded).collect();
        if characters.is_empty() || self.hides_all {
            return;
        }
        let hash = characters.iter().fold(0, |hash: u64, &c| next(hash, c));
        self.by_length.entry(characters.len()).or_default().insert(hash);
        self.beginnings.extend(forward(characters.iter().copied()));
        self.ends.extend(backward(characters.iter().rev().copied()));
        self.hides_all = self.is_too_much();
    }

    /// Takes those of another document as well.
    pub(crate) fn join(&mut self, other: Self) {
        for (length, hashes) in other.by_length {
            self.by_length.entry(length).or_default().extend(hashes);
        }
        self.beginnings.extend(other.beginnings);
        self.ends.extend(other.ends);
        self.hides_all |= other.hides_all || self.is_too_much();
    }

    fn is_too_much(&self) -> bool {
        self.by_length.len() > MOST || self.beginnings.len() > MOST_PARTS
    }

    /// Says that not all secrets could be found out, so that nothing is shown.
    pub(crate) fn hide_all(&mut self) {
        self.hides_all = true;
    }

    /// What of the text is one of the secrets, written by any of the escapes, once or twice; none, if that
    /// takes too long.
    fn find(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        if self.by_length.is_empty() {
            return Some(found);
        }
        let plain: Vec<Unit> =
            text.char_indices().map(|(at, c)| Unit { c, start: at, end: at + c.len_utf8() }).collect();
        if cuts(&plain).len() > MOST_CUTS {
            return None;
        }
        self.find_in(&plain, &mut found);
        for first in ESCAPES {
            let Some(once) = first(&plain) else { continue };
            self.find_in(&once, &mut found);
            for second in ESCAPES {
                if let Some(twice) = second(&once) {
                    self.find_in(&twice, &mut found);
                }
            }
        }
        Some(found)
    }

    fn find_in(&self, units: &[Unit], found: &mut Vec<Range<usize>>) {
        let characters: Vec<u64> = units.iter().map(|unit| folded(unit.c)).collect();
        self.find_parts(units, &characters, found);
        for (&length, hashes) in &self.by_length {
            let power = (1..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
            let mut hash = 0;
            for (end, &c) in characters.iter().enumerate() {
                if let Some(&gone) = end.checked_sub(length).and_then(|start| characters.get(start)) {
                    hash = u64::wrapping_sub(hash, gone.wrapping_mul(power));
                }
                hash = next(hash, c);
                let Some(start) = (end + 1).checked_sub(length) else { continue };
                if !hashes.contains(&hash) || (length < SHORT && !stands_alone(units, start, end)) {
                    continue;
                }
                if let (Some(first), Some(last)) = (units.get(start), units.get(end)) {
                    found.push(first.start..last.end);
                }
            }
        }
    }

    /// What of a secret is left where the text is cut short: `hunt…`, `h***2`, or at its end.
    fn find_parts(&self, units: &[Unit], characters: &[u64], found: &mut Vec<Range<usize>>) {
        let mut hide = |start: usize, end: usize| {
            if let Some((first, last)) = units.get(start).zip(units.get(end.saturating_sub(1))) {
                found.push(first.start..last.end);
            }
        };
        for cut in cuts(units).into_iter().take(MOST_CUTS) {
            let before = characters.get(..cut.start).unwrap_or_default();
            let is_beginning =
                |length: usize| is_part(length, || is_letter(units, cut.start.checked_sub(length + 1)));
            if let Some(length) =
                longest_in(&self.beginnings, backward(before.iter().rev().copied()), is_beginning)
            {
                hide(cut.start - length, cut.start);
            }
            let behind = characters.get(cut.end..).unwrap_or_default();
            let is_end = |length: usize| is_part(length, || is_letter(units, Some(cut.end + length)));
            if let Some(length) = longest_in(&self.ends, forward(behind.iter().copied()), is_end) {
                hide(cut.end, cut.end + length);
            }
        }
    }

    fn longest(&self) -> usize {
        self.by_length.last_key_value().map_or(0, |(&length, _)| length)
    }
}

const BASE: u64 = 0x0000_0100_0000_01b3;

fn next(hash: u64, c: u64) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(c)
}

/// A character as secrets are compared: without case, which some servers change, and a `+` as the blank
/// that it stands for in forms.
fn folded(c: char) -> u64 {
    let c = match c {
        '+' => ' ',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    };
    (u64::from(u32::from(c)) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn stands_alone(units: &[Unit], start: usize, end: usize) -> bool {
    !is_letter(units, start.checked_sub(1)) && !is_letter(units, Some(end + 1))
}

fn is_letter(units: &[Unit], at: Option<usize>) -> bool {
    at.and_then(|at| units.get(at)).is_some_and(|unit| unit.c.is_alphanumeric())
}

/// A text of fewer characters is not cut short at its end: it is a name.
const SHORT_TEXT: usize = 50;

/// Where a text is cut short: at `…`, at several full stops or asterisks, and, if it is long, at its end.
fn cuts(units: &[Unit]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut at = 0;
    for run in units.chunk_by(|a, b| a.c == b.c) {
        if run.first().is_some_and(|unit| unit.c == '…' || (run.len() > 1 && matches!(unit.c, '.' | '*'))) {
            cuts.push(at..at + run.len());
        }
        at += run.len();
    }
    if at > SHORT_TEXT {
        cuts.push(at..at);
    }
    cuts
}

/// Whether so many characters are enough to be a part of a secret: a shorter one only if no letter goes on
/// with it.
fn is_part(length: usize, goes_on: impl Fn() -> bool) -> bool {
    length >= SHORT || (length + 1 >= SHORT && !goes_on())
}

/// The hashes of a text's first character, of its first two, and so on.
fn forward(characters: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    characters.take(LONGEST_PART).scan(0, |hash, c| {
        *hash = next(*hash, c);
        Some(*hash)
    })
}

/// The hashes of a text's last character, of its last two, and so on; the characters come from the end.
fn backward(characters: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    characters.take(LONGEST_PART).scan((0_u64, 1_u64), |(hash, power), c| {
        *hash = hash.wrapping_add(c.wrapping_mul(*power));
        *power = power.wrapping_mul(BASE);
        Some(*hash)
    })
}

/// The length of the longest part that is known.
fn longest_in(
    known: &HashSet<u64>,
    parts: impl Iterator<Item = u64>,
    is_part: impl Fn(usize) -> bool,
) -> Option<usize> {
    let found = (1..).zip(parts).filter(|(length, hash)| known.contains(hash) && is_part(*length));
    found.last().map(|(length, _)| length)
}

/// A foreign text as it may be shown: in one line, printable, no longer than people read, and without
/// secrets: those of the document, and what looks like one.
pub(crate) fn veiled(text: &str, seals: &Seals) -> String {
    if seals.hides_all {
        return HIDDEN.to_owned();
    }
    // So much that a secret which begins in what is shown ends in what is searched: an escape of an escape
    // takes up to two dozen characters.
    let window = LONGEST + seals.longest().saturating_mul(24);
    let text = text.char_indices().nth(window).map_or(text, |(at, _)| text.get(..at).unwrap_or_default());
    let Some(mut secrets) = seals.find(text) else { return HIDDEN.to_owned() };
    if let Some(masked) = mask_text(text) {
        secrets.extend(differences(text, &masked));
    }
    secrets.sort_unstable_by_key(|secret| secret.start);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        if secret.end <= at {
            continue;
        }
        shown.push_str(text.get(at..secret.start.max(at)).unwrap_or_default());
        if !shown.ends_with(HIDDEN) {
            shown.push_str(HIDDEN);
        }
        at = secret.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    let words: Vec<&str> = shown.split_whitespace().collect();
    let line = words.join(" ");
    let cut = line.char_indices().nth(LONGEST).map(|(at, _)| at);
    match cut.and_then(|at| line.get(..at)) {
        Some(start) => format!("{}…", printable(start)),
        None => printable(&line).into_owned(),
    }
}

/// What stands for a secret, however long that is.
const HIDDEN: &str = "***";

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
