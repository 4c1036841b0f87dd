//! Options at the very start: `(*UTF)`, `(*LIMIT_MATCH=1000)` …

use super::{Parser, RegexFault, Step};
use crate::regex::Construct;

/// Those that change nothing about what the expression means.
const HARMLESS: &[&str] = &[
    "UTF8)",
    "UTF)",
    "NO_AUTO_POSSESS)",
    "NO_DOTSTAR_ANCHOR)",
    "NO_JIT)",
    "NO_START_OPT)",
    "LF)",
    "BSR_UNICODE)",
];

/// Those that do.
const CHANGING: &[&str] = &[
    "UCP)",
    "NOTEMPTY)",
    "NOTEMPTY_ATSTART)",
    "CASELESS_RESTRICT)",
    "TURKISH_CASING)",
    "CR)",
    "CRLF)",
    "ANY)",
    "NUL)",
    "ANYCRLF)",
    "BSR_ANYCRLF)",
];

/// Those with a number.
const LIMITS: &[&str] = &["LIMIT_HEAP=", "LIMIT_MATCH=", "LIMIT_DEPTH=", "LIMIT_RECURSION="];

impl Parser<'_> {
    /// All that stand at the start.
    pub(super) fn leading_options(&mut self) -> Step {
        loop {
            let start = self.at;
            let Some(rest) = self.rest().strip_prefix("(*") else { return Ok(()) };
            let option = |name: &&&str| rest.starts_with(**name);
            if let Some(name) = HARMLESS.iter().find(option) {
                self.at += 2 + name.len();
            } else if let Some(name) = CHANGING.iter().find(option) {
                self.at += 2 + name.len();
                return self.unknown("an option that changes the meaning of the whole expression", start);
            } else if let Some(name) = LIMITS.iter().find(option) {
                self.at += 2 + name.len();
                self.limit(start)?;
            } else {
                return Ok(());
            }
            self.refused_by_ecmascript(Construct::Verb, start);
        }
    }

    fn limit(&mut self, start: usize) -> Step {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest.get(..length).unwrap_or_default();
        self.at += length;
        // PCRE2 stops reading before a digit that might be too much for 32 bits.
        let fits = digits.parse::<u32>().is_ok() && digits.trim_start_matches('0').len() < 10;
        if self.eat(")") && fits {
            return Ok(());
        }
        if !fits && digits.parse::<u32>().is_ok() {
            return self.unknown("a limit near the largest number", start);
        }
        self.bump();
        self.fault(RegexFault::UnknownVerb, start)
    }
}
