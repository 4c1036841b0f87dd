//! `*` `+` `?` `{n,m}`.

use super::{Parser, RegexFault, Step};
use crate::regex::Construct;
use crate::regex::ast::{Greed, Grouping, Kind, Node, Repeat};

/// The largest number in braces (MAX_REPEAT_COUNT).
const MAX_REPEAT: u32 = 65_535;

/// What stands in braces.
enum Braces {
    /// A quantifier, up to here.
    Counts { min: u32, max: Option<u32>, end: usize },
    /// A quantifier for PCRE2 10.43 and later, up to here: `{,3}`, `{ 1 }`. For the others it is text.
    Modern { end: usize },
    /// Nothing of the kind: the brace is a character.
    No,
}

impl Parser<'_> {
    /// A quantifier of an item, if it has one; `next` is its first character.
    pub(super) fn quantifier(&mut self, next: char, start: usize, repeatable: bool) -> Step {
        let (min, max) = match next {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => match self.braces(start)? {
                Braces::Counts { min, max, end } => {
                    self.at = end;
                    (min, max)
                }
                Braces::Modern { end } => {
                    self.at = end;
                    return self.unknown("a quantifier that releases of PCRE2 read differently", start);
                }
                Braces::No => {
                    self.literal(next, start);
                    return Ok(());
                }
            },
        };
        let item = if repeatable { self.body.items.pop() } else { None };
        let Some(item) = item else { return self.fault(RegexFault::NothingToRepeat, start) };
        if matches!(item.kind, Kind::Group(Grouping::Look { behind: true, .. }, _)) {
            self.refused_by_ecmascript(Construct::RepeatedLookBehind, item.at.start);
        }
        let greed = if self.options.ungreedy { Greed::Lazy } else { Greed::Greedy };
        let at = item.at.start..self.at;
        let kind = Kind::Repeat(Repeat { min, max, greed }, Box::new(item));
        self.body.items.push(Node { kind, at });
        self.quantified = true;
        Ok(())
    }

    /// Whether what follows is a quantifier in braces.
    pub(super) fn is_quantifier_ahead(&mut self) -> bool {
        let start = self.at;
        let there = self.eat("{") && !matches!(self.braces(start), Ok(Braces::No));
        self.at = start;
        there
    }

    /// A `?` or `+` behind a quantifier.
    pub(super) fn qualify(&mut self, next: char, start: usize) {
        let ungreedy = self.options.ungreedy;
        let end = self.at;
        if let Some(Node { kind: Kind::Repeat(repeat, _), at }) = self.body.items.last_mut() {
            repeat.greed = match next {
                '+' => Greed::Possessive,
                _ if ungreedy => Greed::Greedy,
                _ => Greed::Lazy,
            };
            at.end = end;
        }
        if next == '+' {
            self.refused_by_ecmascript(Construct::Possessive, start);
        }
    }

    /// `{3}` `{3,}` `{3,4}` `{,4}`, with blanks anywhere but in the numbers.
    fn braces(&mut self, start: usize) -> Step<Braces> {
        let inside = self.rest();
        // Only digits, blanks and one comma count, so the search for the end is short.
        let length = inside.find(|c: char| !matches!(c, '0'..='9' | ' ' | '\t' | ','));
        let Some(length) = length else { return Ok(Braces::No) };
        let (inside, rest) = inside.split_at_checked(length).unwrap_or_default();
        if !rest.starts_with('}') {
            return Ok(Braces::No);
        }
        let blank = [' ', '\t'];
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (low, high) = match inside.split_once(',') {
            None => (inside.trim_matches(blank), None),
            Some((low, high)) => (low.trim_matches(blank), Some(high.trim_matches(blank))),
        };
        let nothing = low.is_empty() && high.is_none_or(str::is_empty);
        if nothing || !is_number(low) || !high.is_none_or(is_number) {
            return Ok(Braces::No);
        }
        let end = self.at + length + 1;
        let modern = low.is_empty() || inside.contains(blank);
        if modern {
            return Ok(Braces::Modern { end });
        }
        let number = |digits: &str| digits.parse::<u32>().ok().filter(|&number| number <= MAX_REPEAT);
        let min = match low {
            "" => Some(0),
            digits => number(digits),
        };
        let max = match high {
            None => min.map(Some),
            Some("") => Some(None),
            Some(digits) => number(digits).map(Some),
        };
        let (Some(min), Some(max)) = (min, max) else {
            return self.fault_at(RegexFault::RepeatTooBig, start..end);
        };
        if let Some(max) = max
            && max < min
        {
            return self.fault_at(RegexFault::RepeatOutOfOrder { min, max }, start..end);
        }
        Ok(Braces::Counts { min, max, end })
    }
}
