//! `(*…)`: verbs, and look-arounds by their names.

use super::body::Opened;
use super::{Parser, RegexFault, Step};
use crate::regex::Construct;
use crate::regex::ast::{Grouping, Kind, Special};

/// The longest name of a verb's argument, in bytes.
const MAX_MARK: usize = 255;

impl Parser<'_> {
    /// What begins with `(*`; the parenthesis is read.
    pub(super) fn verb_or_named_group(&mut self, start: usize, conditional: bool) -> Step {
        match self.peek_second() {
            // The star is then a quantifier of nothing.
            None | Some(')') => {
                self.may_repeat = false;
                Ok(())
            }
            Some('a'..='z') => self.named_group(start, conditional),
            Some(_) => self.verb(start),
        }
    }

    /// The name behind `(*`.
    fn verb_name(&mut self) -> &str {
        self.bump();
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// `(*atomic:…)`, `(*pla:…)`
    fn named_group(&mut self, start: usize, conditional: bool) -> Step {
        let name = self.verb_name().to_owned();
        let colon = self.eat(":");
        let look = |behind, negative| Some(Grouping::Look { behind, negative });
        let grouping = match name.as_str() {
            _ if !colon => None,
            "atomic" => Some(Grouping::Atomic),
            "pla" | "positive_lookahead" => look(false, false),
            "nla" | "negative_lookahead" => look(false, true),
            "plb" | "positive_lookbehind" => look(true, false),
            "nlb" | "negative_lookbehind" => look(true, true),
            "napla" | "non_atomic_positive_lookahead" | "naplb" | "non_atomic_positive_lookbehind" => {
                return self.unknown("a non-atomic look-around", start);
            }
            "sr" | "script_run" | "asr" | "atomic_script_run" => return self.unknown("a script run", start),
            "scs" | "scan_substring" => return self.unknown("a scanned substring", start),
            _ => None,
        };
        let Some(grouping) = grouping else {
            self.bump();
            return self.fault(RegexFault::UnknownVerb, start);
        };
        let is_look = matches!(grouping, Grouping::Look { .. });
        if conditional && !is_look {
            return self.fault(RegexFault::ConditionNotAssertion, start);
        }
        let construct = if is_look { Construct::LookByName } else { Construct::Atomic };
        self.refused_by_ecmascript(construct, start);
        self.open_group(grouping, start, conditional);
        Ok(())
    }

    /// `(*PRUNE)`, `(*MARK:name)`
    fn verb(&mut self, start: usize) -> Step {
        let name = self.verb_name().to_owned();
        let next = self.peek();
        let known = ["", "MARK", "ACCEPT", "F", "FAIL", "COMMIT", "PRUNE", "SKIP", "THEN"];
        if !matches!(next, Some(':' | ')')) || !known.contains(&name.as_str()) {
            self.bump();
            return self.fault(RegexFault::UnknownVerb, start);
        }
        self.bump();
        let has_name = next == Some(':') && !self.eat(")");
        if matches!(name.as_str(), "" | "MARK") && !has_name {
            return self.fault(RegexFault::VerbNeedsName, start);
        }
        if has_name {
            let Some(length) = self.rest().find(')') else {
                return self.fault_at(RegexFault::UnknownVerb, start..self.text.len());
            };
            self.at += length + 1;
            if length > MAX_MARK {
                return self.fault(RegexFault::VerbNameTooLong, start);
            }
        }
        self.push(Kind::Special(Special::Verb), start, name == "ACCEPT");
        self.refused_by_ecmascript(Construct::Verb, start);
        Ok(())
    }

    /// Opens a group of that kind, which is the condition of another if `conditional`.
    pub(super) fn open_group(&mut self, grouping: Grouping, start: usize, conditional: bool) {
        let opened = match conditional {
            true => Opened::ConditionAssertion(grouping),
            false => Opened::Group(grouping),
        };
        self.open_frame(opened, start);
    }
}
