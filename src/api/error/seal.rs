//! Secrets in foreign texts: known again by what cannot be read, and hidden however they are escaped.

mod cuts;
mod quoted;
mod shown;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use self::cuts::cuts;
#[cfg(test)]
use self::shown::HIDDEN;
use super::escapes::{Unit, look_at_readings};

/// How many characters of a text are shown, and how many are searched for what begins there.
const LONGEST: usize = 2000;
const WINDOW: usize = 2 * LONGEST;

/// A secret of fewer characters is one only if it stands alone: hidden everywhere, it could be read from
/// where it is hidden.
const SHORT: usize = 4;

/// How many beginnings and ends of secrets are kept; with more of them nothing is shown.
const MOST_PARTS: usize = 100_000;

/// How many steps are taken to search all texts of an answer; what is left then is hidden. An answer as
/// servers give it takes less than a hundredth.
const MOST_STEPS: usize = 20_000_000;

/// Texts that are known again: hashes of them, and how many characters each has.
#[derive(Clone, Default)]
struct Known {
    whole: HashSet<(usize, u64)>,
    /// By the hash of what they begin with, how long they are.
    lengths: HashMap<u64, BTreeSet<usize>>,
}

impl Known {
    /// Says whether it is a new one.
    fn insert(&mut self, characters: &[u64]) -> bool {
        if let Some(start) = characters.get(..SHORT) {
            self.lengths.entry(hash_of(start)).or_default().insert(characters.len());
        }
        self.whole.insert((characters.len(), hash_of(characters)))
    }

    fn extend(&mut self, other: Self) {
        self.whole.extend(other.whole);
        for (start, lengths) in other.lengths {
            self.lengths.entry(start).or_default().extend(lengths);
        }
    }

    /// Whether the text from `start` on is one of so many characters.
    fn is_at(&self, reading: &Reading<'_>, start: usize, length: usize) -> bool {
        reading.hash(start, start + length).is_some_and(|hash| self.whole.contains(&(length, hash)))
    }

    /// How long those are that begin as the text does from `start` on; none are shorter than that.
    fn lengths_at(&self, reading: &Reading<'_>, start: usize) -> Option<&BTreeSet<usize>> {
        self.lengths.get(&reading.hash(start, start + SHORT)?)
    }
}

/// Secrets of a document.
#[derive(Clone, Default)]
pub(crate) struct Seals {
    secrets: Known,
    /// Hashes of what they begin with, and of what they end with: where a text is cut short, only that is
    /// there.
    beginnings: HashSet<u64>,
    ends: HashSet<u64>,
    /// What is only perhaps secret: hidden where it stands alone.
    words: Known,
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
        let characters = characters(secret);
        if characters.is_empty() || self.hides_all || !self.secrets.insert(&characters) {
            return;
        }
        self.beginnings.extend(forward(characters.iter().copied()));
        self.ends.extend(backward(characters.iter().rev().copied()));
        self.hides_all = self.is_too_much();
    }

    /// Takes down what is only perhaps secret: it is hidden where it stands alone, and no part of it is.
    pub(crate) fn add_word(&mut self, word: &str) {
        let characters = characters(word);
        if self.hides_all || characters.len() < SHORT || characters.len() > WINDOW {
            return;
        }
        self.words.insert(&characters);
        self.hides_all = self.is_too_much();
    }

    /// Takes those of another document as well.
    pub(crate) fn join(&mut self, other: Self) {
        self.secrets.extend(other.secrets);
        self.beginnings.extend(other.beginnings);
        self.ends.extend(other.ends);
        self.words.extend(other.words);
        self.hides_all |= other.hides_all || self.is_too_much();
    }

    fn is_too_much(&self) -> bool {
        self.beginnings.len() > MOST_PARTS || self.words.whole.len() > MOST_PARTS
    }

    /// Whether nothing is shown.
    pub(crate) fn hides_all(&self) -> bool {
        self.hides_all
    }

    /// Says that not all secrets could be found out, so that nothing is shown.
    pub(crate) fn hide_all(&mut self) {
        self.hides_all = true;
    }
}

/// Hides secrets in the texts of one answer.
#[derive(Debug)]
pub(crate) struct Veil<'s> {
    seals: &'s Seals,
    /// How many characters the longest secret has.
    longest: usize,
    /// How many steps may still be taken.
    left: Cell<usize>,
}

impl<'s> Veil<'s> {
    pub(crate) fn new(seals: &'s Seals) -> Self {
        let longest = seals.secrets.whole.iter().map(|(length, _)| *length).max().unwrap_or_default();
        Self { seals, longest, left: Cell::new(MOST_STEPS) }
    }

    /// Takes so many steps; false, if there are not as many left.
    fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// What of the text is one of the secrets, written by any of the escapes, once or twice; none, if that
    /// takes too long.
    fn find(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        if self.seals.secrets.whole.is_empty() && self.seals.words.whole.is_empty() {
            return Some(found);
        }
        let plain: Vec<Unit> =
            text.char_indices().map(|(at, c)| Unit { c, start: at, end: at + c.len_utf8() }).collect();
        look_at_readings(&plain, |units| self.find_in(units, &mut found)).then_some(found)
    }

    /// False, if it takes too long.
    fn find_in(&self, units: &[Unit], found: &mut Vec<Range<usize>>) -> bool {
        let reading = Reading::new(units);
        // Reading the escapes takes steps as well, and a few for each character.
        self.spend(units.len() + 1)
            && (0..units.len()).all(|start| {
                self.find_word_at(&reading, start, found) && self.find_at(&reading, start, found)
            })
            && self.find_quoted(&reading, found)
            && self.find_parts(&reading, found)
    }

    /// The longest that begins there of what is hidden where it stands alone.
    fn find_word_at(&self, reading: &Reading<'_>, start: usize, found: &mut Vec<Range<usize>>) -> bool {
        if reading.is_in_word(start.checked_sub(1)) {
            return true;
        }
        let words = &self.seals.words;
        let Some(lengths) = words.lengths_at(reading, start) else { return true };
        let is_one =
            |length: usize| words.is_at(reading, start, length) && !reading.is_in_word(Some(start + length));
        let longest = lengths.iter().rev().find(|length| is_one(**length));
        found.extend(longest.and_then(|length| reading.place(start, start + length)));
        self.spend(lengths.len())
    }

    /// The longest secret that begins there.
    fn find_at(&self, reading: &Reading<'_>, start: usize, found: &mut Vec<Range<usize>>) -> bool {
        let secrets = &self.seals.secrets;
        let is_one = |length: usize| secrets.is_at(reading, start, length);
        if let Some(lengths) = secrets.lengths_at(reading, start) {
            if !self.spend(lengths.len()) {
                return false;
            }
            if let Some(&length) = lengths.iter().rev().find(|length| is_one(**length)) {
                found.extend(reading.place(start, start + length));
                return true;
            }
        }
        let alone = |length: usize| {
            !reading.is_letter(start.checked_sub(1)) && !reading.is_letter(Some(start + length))
        };
        let short = (1..SHORT).rev().find(|&length| is_one(length) && alone(length));
        found.extend(short.and_then(|length| reading.place(start, start + length)));
        true
    }

    /// What of a secret is left where the text is cut short: `hunt…`, `h***2`, or at its end.
    fn find_parts(&self, reading: &Reading<'_>, found: &mut Vec<Range<usize>>) -> bool {
        let longest = self.longest;
        for cut in cuts(reading.units) {
            if !self.spend(4 * longest.min(reading.units.len())) {
                return false;
            }
            let beginning = |end: usize| {
                let characters = reading.characters.get(..end).unwrap_or_default().iter().rev().copied();
                let alone = |length: usize| !reading.is_letter(end.checked_sub(length + 1));
                longest_in(&self.seals.beginnings, backward(characters.take(longest)), alone)
            };
            let end = |start: usize| {
                let characters = reading.characters.get(start..).unwrap_or_default().iter().copied();
                let alone = |length: usize| !reading.is_letter(Some(start + length));
                longest_in(&self.seals.ends, forward(characters.take(longest)), alone)
            };
            let Range { start, end: behind } = cut.span.clone();
            let (first, last) = (beginning(start), end(behind));
            // So few characters tell only beside a mask, or together with those of the other end.
            let few = cut.is_mask || (first.is_some() && last.is_some());
            let enough = |length: &usize| few || length + 1 >= SHORT;
            found.extend(first.filter(enough).and_then(|length| reading.place(start - length, start)));
            found.extend(last.filter(enough).and_then(|length| reading.place(behind, behind + length)));
            // `hunt (truncated)`
            let enough = |length: &usize| length + 1 >= SHORT;
            if cut.start_without_blanks < start {
                let start = cut.start_without_blanks;
                let first = beginning(start).filter(enough);
                found.extend(first.and_then(|length| reading.place(start - length, start)));
            }
        }
        true
    }
}

/// A text as it is searched.
struct Reading<'u> {
    units: &'u [Unit],
    characters: Vec<u64>,
    /// The hash of all that stands before a place, and what it is multiplied by for so many characters.
    before: Vec<u64>,
    powers: Vec<u64>,
}

impl<'u> Reading<'u> {
    fn new(units: &'u [Unit]) -> Self {
        let characters: Vec<u64> = units.iter().map(|unit| folded(unit.c)).collect();
        let (mut before, mut powers) = (vec![0], vec![1]);
        let (mut hash, mut power) = (0_u64, 1_u64);
        for &c in &characters {
            (hash, power) = (next(hash, c), power.wrapping_mul(BASE));
            before.push(hash);
            powers.push(power);
        }
        Self { units, characters, before, powers }
    }

    fn hash(&self, start: usize, end: usize) -> Option<u64> {
        let (before, power) = (self.before.get(start)?, self.powers.get(end.checked_sub(start)?)?);
        Some(self.before.get(end)?.wrapping_sub(before.wrapping_mul(*power)))
    }

    /// Where in the text the characters from `start` to `end` are written.
    fn place(&self, start: usize, end: usize) -> Option<Range<usize>> {
        Some(self.units.get(start)?.start..self.units.get(end.checked_sub(1)?)?.end)
    }

    fn is_letter(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.units.get(at)).is_some_and(|unit| unit.c.is_alphanumeric())
    }

    /// The same, where what is joined by `_` is one word.
    fn is_in_word(&self, at: Option<usize>) -> bool {
        self.is_letter(at) || at.and_then(|at| self.units.get(at)).is_some_and(|unit| unit.c == '_')
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

/// The characters of a secret. Of what is longer than anything that is searched, only the beginning can be
/// found.
fn characters(secret: &str) -> Vec<u64> {
    secret.trim().chars().map(folded).take(WINDOW + 1).collect()
}

fn hash_of(characters: &[u64]) -> u64 {
    characters.iter().fold(0, |hash, &c| next(hash, c))
}

/// The hashes of a text's first character, of its first two, and so on.
fn forward(characters: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    characters.scan(0, |hash, c| {
        *hash = next(*hash, c);
        Some(*hash)
    })
}

/// The hashes of a text's last character, of its last two, and so on; the characters come from the end.
fn backward(characters: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    characters.scan((0_u64, 1_u64), |(hash, power), c| {
        *hash = hash.wrapping_add(c.wrapping_mul(*power));
        *power = power.wrapping_mul(BASE);
        Some(*hash)
    })
}

/// The length of the longest part that is known; a short one is a part only if no letter goes on with it.
fn longest_in(
    known: &HashSet<u64>,
    parts: impl Iterator<Item = u64>,
    stands_alone: impl Fn(usize) -> bool,
) -> Option<usize> {
    let found = (1..)
        .zip(parts)
        .filter(|(length, hash)| known.contains(hash) && (*length >= SHORT || stands_alone(*length)));
    found.last().map(|(length, _)| length)
}
