//! What a parenthesis opens.

use super::body::Opened;
use super::name::MAX_GROUP;
use super::options::Letters;
use super::reference::{Later, Role, Target};
use super::{Parser, RegexFault, Step};
use crate::regex::ast::{Grouping, Kind};
use crate::regex::{Construct, Group};

/// How many names there can be (MAX_NAME_COUNT).
const MAX_NAMES: usize = 10_000;

impl<'t> Parser<'t> {
    /// What a `(` opens, which is read.
    pub(super) fn open(&mut self, start: usize) -> Step {
        let conditional = std::mem::take(&mut self.expect_assertion);
        match self.peek() {
            None => self.fault(RegexFault::UnclosedParenthesis, start),
            Some('?') => {
                self.bump();
                self.special_group(start, conditional)
            }
            Some('*') => self.verb_or_named_group(start, conditional),
            Some(_) if self.options.no_capture => {
                self.open_group(Grouping::Plain, start, false);
                Ok(())
            }
            Some(_) => self.capture(None, start),
        }
    }

    /// What begins with `(?`, which is read.
    fn special_group(&mut self, start: usize, conditional: bool) -> Step {
        let Some(next) = self.peek() else { return self.fault(RegexFault::UnclosedParenthesis, start) };
        let second = self.peek_second();
        match next {
            ':' => {
                self.bump();
                self.open_group(Grouping::Plain, start, false);
            }
            '|' => {
                self.bump();
                self.refused_by_ecmascript(Construct::BranchReset, start);
                self.open_group(Grouping::BranchReset, start, false);
            }
            '>' => {
                self.bump();
                self.refused_by_ecmascript(Construct::Atomic, start);
                self.open_group(Grouping::Atomic, start, false);
            }
            '=' | '!' => {
                self.bump();
                let grouping = Grouping::Look { behind: false, negative: next == '!' };
                self.open_group(grouping, start, conditional);
            }
            '<' if matches!(second, Some('=' | '!')) => {
                self.bump();
                self.bump();
                let grouping = Grouping::Look { behind: true, negative: second == Some('!') };
                self.open_group(grouping, start, conditional);
            }
            '*' => return self.unknown("a non-atomic look-around", start),
            '<' if second == Some('*') => return self.unknown("a non-atomic look-around", start),
            '<' | '\'' => {
                self.bump();
                let name_at = self.at;
                let name = self.name(if next == '<' { '>' } else { '\'' })?;
                if next == '\'' {
                    self.refused_by_ecmascript(Construct::NamedGroup, start);
                }
                return self.capture(Some((name, name_at)), start);
            }
            'P' => return self.python_group(start),
            'R' => {
                self.bump();
                if !self.eat(")") {
                    self.bump();
                    return self.fault(RegexFault::RecursionSyntax, start);
                }
                self.refused_by_ecmascript(Construct::Recursion, start);
                self.recurse(Target::Number(0), start);
            }
            '+' if !second.is_some_and(|digit| digit.is_ascii_digit()) => {
                self.bump();
                return self.fault(RegexFault::RecursionSyntax, start);
            }
            '+' | '0'..='9' => return self.recursion_by_number(start),
            '-' if second.is_some_and(|digit| digit.is_ascii_digit()) => {
                return self.recursion_by_number(start);
            }
            '&' => {
                self.bump();
                return self.recursion_by_name(start);
            }
            'C' => return self.unknown("a callout", start),
            '(' => return self.condition(start),
            '[' => return self.unknown("an extended class", start),
            _ => return self.option_letters(start),
        }
        Ok(())
    }

    /// `(?P<name>…)`, `(?P>name)`, `(?P=name)`
    fn python_group(&mut self, start: usize) -> Step {
        self.bump();
        match self.bump() {
            None => self.fault(RegexFault::UnclosedParenthesis, start),
            Some('<') => {
                let name_at = self.at;
                let name = self.name('>')?;
                self.refused_by_ecmascript(Construct::NamedGroup, start);
                self.capture(Some((name, name_at)), start)
            }
            Some('>') => self.recursion_by_name(start),
            Some('=') => {
                let name = self.name(')')?;
                self.refused_by_ecmascript(Construct::NamedReference, start);
                self.refer(Target::Name(name), start);
                Ok(())
            }
            Some(_) => self.fault(RegexFault::UnknownGroup('P'), start),
        }
    }

    fn recursion_by_name(&mut self, start: usize) -> Step {
        let name = self.name(')')?;
        self.refused_by_ecmascript(Construct::Recursion, start);
        self.recurse(Target::Name(name), start);
        Ok(())
    }

    fn recursion_by_number(&mut self, start: usize) -> Step {
        let number = self.number(true, start)?.unwrap_or_default();
        if !self.eat(")") {
            return self.fault(RegexFault::UnclosedParenthesis, start);
        }
        self.refused_by_ecmascript(Construct::Recursion, start);
        self.recurse(Target::Number(number), start);
        Ok(())
    }

    /// Opens a capture group, with its name and where that stands.
    fn capture(&mut self, name: Option<(&'t str, usize)>, start: usize) -> Step {
        if self.last_group >= MAX_GROUP {
            return self.fault(RegexFault::TooManyGroups, start);
        }
        self.last_group += 1;
        let number = self.last_group;
        if number > self.groups.len() {
            self.groups.push(Group { at: start..self.text.len(), name: None });
        }
        if let Some((name, name_at)) = name {
            self.name_group(name, name_at, number)?;
        }
        self.open_group(Grouping::Capture(number), start, false);
        Ok(())
    }

    fn name_group(&mut self, name: &'t str, name_at: usize, number: usize) -> Step {
        if self.name_count >= MAX_NAMES {
            return self.fault(RegexFault::TooManyNames, name_at);
        }
        let numbers = self.names.entry(name).or_default();
        if numbers.contains(&number) {
            return Ok(());
        }
        if let Some(&first) = numbers.first()
            && !self.options.duplicate_names
        {
            return self.fault(RegexFault::DuplicateName { first }, name_at);
        }
        numbers.push(number);
        self.name_count += 1;
        if let Some(group) = self.groups.get_mut(number - 1) {
            if group.name.is_some() {
                return self.fault(RegexFault::ConflictingName, name_at);
            }
            group.name = Some(name.to_owned());
        }
        Ok(())
    }

    /// `(?i)`, `(?i-m:…)`, `(?^)`
    fn option_letters(&mut self, start: usize) -> Step {
        let before = self.options;
        let mut may_have_hyphen = true;
        let mut options = self.options;
        if self.eat("^") {
            options = options.unset();
            may_have_hyphen = false;
        }
        let (mut set, mut unset) = (Letters::default(), Letters::default());
        let mut letters = &mut set;
        loop {
            let Some(letter) = self.bump() else {
                return self.fault(RegexFault::UnclosedParenthesis, start);
            };
            match letter {
                ')' | ':' => {
                    let options = options.with(set, unset);
                    if letter == ':' {
                        self.refused_by_ecmascript(Construct::ScopedOptions, start);
                        self.open_group(Grouping::Plain, start, false);
                    } else {
                        self.refused_by_ecmascript(Construct::InlineOptions, start);
                        self.push(Kind::Empty, start, false);
                    }
                    self.options = options;
                    return Ok(());
                }
                '-' if may_have_hyphen => {
                    may_have_hyphen = false;
                    letters = &mut unset;
                }
                '-' => return self.fault(RegexFault::OptionHyphen, start),
                // Of no effect without (*UCP).
                'a' => {
                    if matches!(self.peek(), Some('D' | 'P' | 'S' | 'T' | 'W')) {
                        self.bump();
                    }
                }
                'i' => letters.caseless = true,
                'm' => letters.multiline = true,
                'n' => letters.no_capture = true,
                's' => letters.dotall = true,
                'J' => letters.duplicate_names = true,
                'U' => letters.ungreedy = true,
                'x' => {
                    letters.extended = true;
                    letters.extended_more |= self.eat("x");
                }
                'r' => return self.unknown("the option `r`", start),
                other => {
                    self.options = before;
                    return self.fault(RegexFault::UnknownGroup(other), start);
                }
            }
        }
    }

    /// `(?(…)yes|no)`; the second parenthesis is not read yet.
    fn condition(&mut self, start: usize) -> Step {
        self.bump();
        let condition = self.at - 1;
        self.refused_by_ecmascript(Construct::Conditional, start);
        let Some(next) = self.peek() else { return self.fault(RegexFault::UnclosedParenthesis, start) };
        if matches!(next, '?' | '*') {
            self.at = condition;
            self.open_frame(Opened::Conditional { define: false }, start);
            self.expect_assertion = true;
            return Ok(());
        }
        let mut define = false;
        if let Some(number) = self.number(true, start)? {
            if number == 0 {
                return self.fault(RegexFault::NoSuchGroup, condition);
            }
            self.condition_on(Target::Number(number), condition);
        } else if self.rest().len() >= 10 && self.is_version_ahead() {
            self.version(start)?;
        } else if self.eat("R&") {
            let name = self.name(')')?;
            self.at -= 1;
            self.condition_on(Target::Name(name), condition);
        } else if matches!(next, '<' | '\'') {
            self.bump();
            let name = self.name(if next == '<' { '>' } else { '\'' })?;
            self.condition_on(Target::Name(name), condition);
        } else {
            let name = self.name(')')?;
            self.at -= 1;
            define = name == "DEFINE";
            let digits = name.strip_prefix('R').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            if define {
            } else if self.names.contains_key(name) || digits.is_none() {
                self.condition_on(Target::Name(name), condition);
            } else if let Some(digits) = digits.filter(|digits| !digits.is_empty()) {
                let number = digits.parse().unwrap_or(usize::MAX);
                self.condition_on(Target::Number(number), condition);
            }
        }
        if !self.eat(")") {
            self.bump();
            return self.fault(RegexFault::UnclosedCondition, start);
        }
        self.open_frame(Opened::Conditional { define }, start);
        Ok(())
    }

    fn condition_on(&mut self, target: Target<'t>, start: usize) {
        self.later.push(Later::Reference(target, start..self.at, Role::Condition));
    }

    fn is_version_ahead(&self) -> bool {
        self.rest().strip_prefix("VERSION").is_some_and(|rest| !rest.starts_with(')'))
    }

    /// `VERSION>=10.4`
    fn version(&mut self, start: usize) -> Step {
        self.eat("VERSION");
        self.eat(">");
        let digits = |rest: &str| rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let mut fits = self.eat("=");
        let major = digits(self.rest());
        let number = self.rest().get(..major).and_then(|digits| digits.parse::<u32>().ok());
        fits &= number.is_some_and(|number| number <= 1000);
        self.at += major;
        if fits && self.eat(".") {
            let minor = digits(self.rest());
            fits = matches!(minor, 1 | 2);
            self.at += minor;
        }
        if fits && self.peek() == Some(')') {
            return Ok(());
        }
        self.bump();
        self.fault(RegexFault::VersionCondition, start)
    }
}
