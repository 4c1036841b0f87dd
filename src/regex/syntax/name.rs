//! Names of groups, and numbers.

use super::{Parser, RegexFault, Step};

/// The longest name, in bytes (MAX_NAME_SIZE).
const MAX_NAME: usize = 128;
/// The highest number of a group (MAX_GROUP_NUMBER).
pub(super) const MAX_GROUP: usize = 65_535;

impl<'t> Parser<'t> {
    /// A name of a group, which begins here, and the character that ends it.
    pub(super) fn name(&mut self, terminator: char) -> Step<&'t str> {
        let braced = terminator == '}';
        if braced {
            self.skip_blanks();
        }
        let start = self.at;
        let Some(first) = self.peek() else { return self.fault(RegexFault::NameExpected, start) };
        if first.is_ascii_digit() {
            self.bump();
            return self.fault(RegexFault::NameStartsWithDigit, start);
        }
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        self.at += length;
        if self.peek().is_some_and(|next| !next.is_ascii() && next.is_alphanumeric()) {
            self.bump();
            return self.unknown("a name of a group beyond ASCII", start);
        }
        if length > MAX_NAME {
            return self.fault(RegexFault::NameTooLong, start);
        }
        if name.is_empty() {
            self.bump();
            return self.fault(RegexFault::NameExpected, start);
        }
        if braced {
            self.skip_blanks();
        }
        match self.peek() {
            Some(next) if next == terminator => {
                self.bump();
                Ok(name)
            }
            next => {
                if next.is_some() {
                    self.bump();
                }
                self.fault(RegexFault::UnterminatedName, start)
            }
        }
    }

    /// A number, signed if `relative` says so: then it counts from the group that was opened last. None if
    /// there is no digit. What is wrong with it is said of all from `fault_from`.
    pub(super) fn number(&mut self, relative: bool, fault_from: usize) -> Step<Option<usize>> {
        let start = self.at;
        let sign = match self.peek() {
            Some(sign @ ('+' | '-')) if relative => {
                self.bump();
                Some(sign)
            }
            _ => None,
        };
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if length == 0 {
            self.at = start;
            return Ok(None);
        }
        let digits = rest.get(..length).unwrap_or_default();
        self.at += length;
        let most = if sign == Some('+') { MAX_GROUP.saturating_sub(self.last_group) } else { MAX_GROUP };
        let Some(number) = digits.parse::<usize>().ok().filter(|&number| number <= most) else {
            return self.fault(RegexFault::GroupNumberTooBig, fault_from);
        };
        match sign {
            Some(_) if number == 0 => self.fault(RegexFault::RelativeZero, fault_from),
            Some('+') => Ok(Some(number + self.last_group)),
            Some(_) if number > self.last_group => self.fault(RegexFault::NoSuchGroup, fault_from),
            Some(_) => Ok(Some(self.last_group + 1 - number)),
            None => Ok(Some(number)),
        }
    }
}
