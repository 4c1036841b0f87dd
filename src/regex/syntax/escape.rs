//! What a backslash makes of what follows.

use super::body::{Frame, Opened};
use super::name::MAX_GROUP;
use super::reference::{Later, Target};
use super::{Parser, RegexFault, Step};
use crate::regex::Construct;
use crate::regex::ast::{Assertion, Grouping, Kind, NamedClass, SetItem, Special};

/// What an escape stands for, in a class or outside of one.
pub(super) enum Escape {
    Character(char),
    /// `\d`, `\H`, `\p{L}`: one of the characters of it.
    Item(SetItem),
    /// A letter that means something of its own outside of a class: `b`, `R`, `Q` …
    Letter(char),
    /// A number of a group.
    Group(usize),
    /// `\k`, or `\g` before a name: what follows is not read yet.
    NamedReference(char),
}

impl Parser<'_> {
    /// An escape outside of a class; the backslash is read.
    pub(super) fn escape(&mut self, start: usize) -> Step {
        match self.any_escape(start, false)? {
            Escape::Character(character) => self.literal(character, start),
            Escape::Item(item) => self.set(false, vec![item], start),
            Escape::Group(number) => self.refer(Target::Number(number), start),
            Escape::NamedReference(letter) => return self.named_reference(letter, start),
            Escape::Letter(letter) => return self.letter(letter, start),
        }
        Ok(())
    }

    fn letter(&mut self, letter: char, start: usize) -> Step {
        let (kind, may_repeat, construct) = match letter {
            'A' => (Kind::Assertion(Assertion::Start), false, Some(Construct::StartEscape)),
            'G' => (Kind::Assertion(Assertion::Start), false, Some(Construct::MatchStartEscape)),
            'Z' => (Kind::Assertion(Assertion::EndOrFinalNewline), false, Some(Construct::EndEscape)),
            'z' => (Kind::Assertion(Assertion::End), false, Some(Construct::EndEscape)),
            'b' => (Kind::Assertion(Assertion::WordBoundary), false, None),
            'B' => (Kind::Assertion(Assertion::NotWordBoundary), false, None),
            'K' => {
                self.keep_out(start);
                (Kind::Special(Special::KeepOut), false, Some(Construct::LetterEscape('K')))
            }
            'N' => {
                self.other_in_ecmascript(Construct::LetterEscape('N'), start);
                self.set(true, vec![SetItem::Range('\n', '\n')], start);
                return Ok(());
            }
            'R' => (Kind::Special(Special::LineBreak), true, Some(Construct::LetterEscape('R'))),
            'X' => (Kind::Special(Special::Grapheme), true, Some(Construct::LetterEscape('X'))),
            _ => (Kind::Special(Special::Byte), true, Some(Construct::LetterEscape('C'))),
        };
        self.push(kind, start, may_repeat);
        if let Some(construct) = construct {
            self.other_in_ecmascript(construct, start);
        }
        Ok(())
    }

    /// Any escape; the backslash, at `start`, is read.
    pub(super) fn any_escape(&mut self, start: usize, in_class: bool) -> Step<Escape> {
        let Some(next) = self.bump() else { return self.fault(RegexFault::TrailingBackslash, start) };
        let character = match next {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'h' | 'H' | 'v' | 'V' => {
                return Ok(Escape::Item(self.named_set(next, start)));
            }
            'p' | 'P' => {
                let item = self.property(next == 'P', start)?;
                self.other_in_ecmascript(Construct::Property, start);
                return Ok(Escape::Item(item));
            }
            'N' if self.peek() == Some('{') => return self.named_character(start, in_class),
            'A' | 'G' | 'Z' | 'z' | 'b' | 'B' | 'K' | 'N' | 'R' | 'X' | 'C' | 'Q' | 'E' => {
                return Ok(Escape::Letter(next));
            }
            'k' => return Ok(Escape::NamedReference('k')),
            'g' if in_class => 'g',
            'g' => return self.g(start),
            'a' => '\u{7}',
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0'..='9' => return self.digits(next, start, in_class),
            'x' => self.hexadecimal(start)?,
            'o' => self.octal_braces(start)?,
            'c' => self.control(start)?,
            'F' | 'l' | 'L' | 'u' | 'U' => return self.fault(RegexFault::ForeignEscape(next), start),
            other if other.is_ascii_alphabetic() => {
                return self.fault(RegexFault::UnknownEscape(other), start);
            }
            other => other,
        };
        if matches!(next, 'a' | 'e') {
            self.other_in_ecmascript(Construct::ControlLetter(next), start);
        }
        Ok(Escape::Character(character))
    }

    fn named_set(&mut self, letter: char, start: usize) -> SetItem {
        let class = match letter.to_ascii_lowercase() {
            'd' => NamedClass::Digit,
            'w' => NamedClass::Word,
            's' => NamedClass::Space,
            'h' => NamedClass::HorizontalSpace,
            _ => NamedClass::VerticalSpace,
        };
        match letter {
            'h' | 'H' | 'V' => self.other_in_ecmascript(Construct::LetterEscape(letter), start),
            'v' => self.other_in_ecmascript(Construct::VerticalSpace, start),
            _ => {}
        }
        SetItem::Named { class, negated: letter.is_ascii_uppercase() }
    }

    /// `\N{U+41}`, or a `\N` that a quantifier follows.
    fn named_character(&mut self, start: usize, in_class: bool) -> Step<Escape> {
        let behind = self.at;
        self.bump();
        self.skip_blanks();
        if self.eat("U+") {
            let character = self.hexadecimal_digits(start)?;
            self.other_in_ecmascript(Construct::NamedCharacter, start);
            return Ok(Escape::Character(character));
        }
        self.at = behind;
        if !in_class && self.is_quantifier_ahead() {
            return Ok(Escape::Letter('N'));
        }
        self.fault(RegexFault::ForeignEscape('N'), start)
    }

    /// `\g{1}`, `\g1`, `\g{-1}`; with `<` or `'` it calls a group.
    fn g(&mut self, start: usize) -> Step<Escape> {
        let number = match self.peek() {
            None => return self.fault(RegexFault::ReferenceSyntax, start),
            Some('<' | '\'') => return Ok(Escape::NamedReference('g')),
            Some('{') => {
                let brace = self.at;
                self.bump();
                self.skip_blanks();
                let Some(number) = self.number(true, start)? else {
                    self.at = brace;
                    return Ok(Escape::NamedReference('k'));
                };
                self.skip_blanks();
                if !self.eat("}") {
                    self.bump();
                    return self.fault(RegexFault::ReferenceSyntax, start);
                }
                number
            }
            Some(_) => match self.number(true, start)? {
                Some(number) => number,
                None => {
                    self.bump();
                    return self.fault(RegexFault::ReferenceSyntax, start);
                }
            },
        };
        if number == 0 {
            return self.fault(RegexFault::NoSuchGroup, start);
        }
        self.other_in_ecmascript(Construct::GroupReference, start);
        Ok(Escape::Group(number))
    }

    /// `\1`: a group; or a character by its octal number, if there is no such group so far.
    fn digits(&mut self, first: char, start: usize, in_class: bool) -> Step<Escape> {
        if first != '0' && !in_class {
            let from = self.at - 1;
            let rest = self.text.get(from..).unwrap_or_default();
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let number = rest.get(..length).and_then(|digits| digits.parse::<usize>().ok());
            let number = number.filter(|&number| number <= MAX_GROUP);
            if first >= '8' || number.is_some_and(|number| number < 10 || number <= self.last_group) {
                self.at = from + length;
                return match number {
                    Some(number) => Ok(Escape::Group(number)),
                    None => self.unknown("a number that releases of PCRE2 read differently", start),
                };
            }
        }
        if first >= '8' {
            return Ok(Escape::Character(first));
        }
        let mut code = first.to_digit(8).unwrap_or_default();
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|next| next.to_digit(8)) else { break };
            code = code * 8 + digit;
            self.bump();
        }
        self.code_point(code, start).map(Escape::Character)
    }

    /// `\x41`, `\x{41}`
    fn hexadecimal(&mut self, start: usize) -> Step<char> {
        if self.eat("{") {
            self.skip_blanks();
            let character = self.hexadecimal_digits(start)?;
            self.other_in_ecmascript(Construct::BracedHexadecimal, start);
            return Ok(character);
        }
        let mut code = None;
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|next| next.to_digit(16)) else { break };
            code = Some(code.unwrap_or(0) * 16 + digit);
            self.bump();
        }
        match code {
            Some(code) => self.code_point(code, start),
            None => self.unknown("a `\\x` without digits, which releases of PCRE2 read differently", start),
        }
    }

    /// The digits of `\x{` and `\N{U+`, up to the brace.
    fn hexadecimal_digits(&mut self, start: usize) -> Step<char> {
        self.braced_digits(16, RegexFault::HexadecimalDigits, start)
    }

    /// `\o{101}`
    fn octal_braces(&mut self, start: usize) -> Step<char> {
        if !self.eat("{") {
            return self.fault(RegexFault::OctalDigits, start);
        }
        self.skip_blanks();
        let character = self.braced_digits(8, RegexFault::OctalDigits, start)?;
        self.other_in_ecmascript(Construct::BracedOctal, start);
        Ok(character)
    }

    fn braced_digits(&mut self, radix: u32, bad: RegexFault, start: usize) -> Step<char> {
        let mut code = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(radix)) {
            let more = code.unwrap_or(0_u32) * radix + digit;
            self.bump();
            if more > u32::from(char::MAX) {
                let rest = self.rest();
                let digits = rest.find(|c: char| !c.is_digit(radix)).unwrap_or(rest.len());
                self.at += digits;
                return self.fault(RegexFault::CodePointTooLarge, start);
            }
            code = Some(more);
        }
        let digits_end = self.at;
        self.skip_blanks();
        match code {
            // An oversight of some releases takes it for U+0000.
            None if self.at > digits_end => self.unknown("blanks instead of a number", start),
            Some(code) if self.peek() == Some('}') => {
                self.bump();
                self.code_point(code, start)
            }
            _ => {
                self.bump();
                self.fault(bad, start)
            }
        }
    }

    fn code_point(&self, code: u32, start: usize) -> Step<char> {
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.fault(RegexFault::Surrogate, start),
        }
    }

    /// `\cA`
    fn control(&mut self, start: usize) -> Step<char> {
        let code = match self.bump() {
            Some(next @ ' '..='~') => u32::from(next.to_ascii_uppercase()) ^ 0x40,
            _ => return self.fault(RegexFault::ControlEscape, start),
        };
        let letter = self.text.get(..self.at).and_then(|text| text.chars().next_back());
        if !letter.is_some_and(|letter| letter.is_ascii_alphabetic()) {
            self.other_in_ecmascript(Construct::ControlOfSymbol, start);
        }
        Ok(char::from_u32(code).unwrap_or_default())
    }

    /// `\K`, which must not stand in a look-around.
    fn keep_out(&mut self, start: usize) {
        let is_look = |frame: &Frame| {
            matches!(
                frame.opened,
                Opened::Group(Grouping::Look { .. }) | Opened::ConditionAssertion(Grouping::Look { .. })
            )
        };
        if self.frames.iter().any(is_look) {
            self.later.push(Later::Fault(RegexFault::KeepOutInLook, start..self.at));
        }
    }
}
