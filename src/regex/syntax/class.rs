//! `[…]`

use super::escape::Escape;
use super::{Parser, RegexFault, Step};
use crate::regex::Construct;
use crate::regex::ast::{Assertion, Grouping, Kind, NamedClass, Node, Set, SetItem};

/// Whether what was read last may begin a range.
#[derive(Clone, Copy)]
enum Range {
    /// It may not: it ended one, or nothing was read yet.
    No,
    /// This character may.
    From(char),
    /// It is a set, so that a hyphen behind it can only stand for itself at the end.
    Forbidden,
    /// A hyphen was read behind this character.
    Open(char),
    /// A hyphen was read behind a set: it ends here.
    ForbiddenOpen(usize),
}

impl Parser<'_> {
    /// A class; its `[` is read.
    pub(super) fn class(&mut self, start: usize) -> Step {
        for (edge, behind) in [("[:<:]]", false), ("[:>:]]", true)] {
            if self.eat(edge) {
                self.word_edge(behind, start);
                return Ok(());
            }
        }
        if matches!(self.peek(), Some(':' | '.' | '='))
            && let Some(end) = self.posix_end()
        {
            let kind = match self.peek() {
                Some(':') => RegexFault::PosixOutsideClass,
                _ => RegexFault::PosixCollating,
            };
            return self.fault_at(kind, start..end);
        }
        let negated = self.class_start();
        let mut items = Vec::new();
        let mut range = Range::No;
        if self.peek() == Some(']') {
            self.bump();
            self.other_in_ecmascript(Construct::LeadingBracket, start);
            range = self.class_character(']', range, &mut items, self.at - 1)?;
        }
        let mut quoting = false;
        loop {
            let here = self.at;
            let Some(next) = self.bump() else { return self.fault(RegexFault::UnclosedClass, start) };
            match next {
                '\\' if quoting => {
                    if self.eat("E") {
                        quoting = false;
                    } else {
                        range = self.class_character(next, range, &mut items, here)?;
                    }
                }
                _ if quoting => range = self.class_character(next, range, &mut items, here)?,
                ' ' | '\t' if self.options.extended_more => {}
                '[' if matches!(self.peek(), Some(':' | '.' | '='))
                    && let Some(end) = self.posix_end() =>
                {
                    range = self.posix_class(range, &mut items, here, end)?;
                }
                ']' => break,
                '\\' => match self.any_escape(here, true)? {
                    Escape::Character(character) => {
                        range = self.class_character(character, range, &mut items, here)?;
                    }
                    Escape::Letter('b') => range = self.class_character('\u{8}', range, &mut items, here)?,
                    Escape::NamedReference(letter) => {
                        range = self.class_character(letter, range, &mut items, here)?;
                    }
                    // Releases of PCRE2 do not agree on whether a range may begin behind it.
                    Escape::Letter('Q' | 'E') if matches!(range, Range::Forbidden) => {
                        return self.unknown("a quotation behind a set, in a class", start);
                    }
                    Escape::Letter(letter @ ('Q' | 'E')) => {
                        quoting = letter == 'Q';
                        self.other_in_ecmascript(Construct::Quoting, here);
                    }
                    Escape::Letter(letter) => {
                        return self.fault(RegexFault::EscapeInClass(letter), here);
                    }
                    Escape::Group(_) => {}
                    Escape::Item(item) => {
                        self.no_range_to_set(range, here)?;
                        items.push(item);
                        range = Range::Forbidden;
                    }
                },
                '-' => match range {
                    Range::From(first) => range = Range::Open(first),
                    Range::Forbidden => {
                        items.push(SetItem::Range('-', '-'));
                        range = Range::ForbiddenOpen(self.at);
                    }
                    other => range = self.class_character('-', other, &mut items, here)?,
                },
                other => range = self.class_character(other, range, &mut items, here)?,
            }
        }
        // A hyphen at the end stands for itself.
        if matches!(range, Range::Open(_)) {
            items.push(SetItem::Range('-', '-'));
        }
        self.set(negated, items, start);
        Ok(())
    }

    /// What may stand before the first member: `^`, an empty quotation, and blanks with `(?xx)`.
    fn class_start(&mut self) -> bool {
        let mut negated = false;
        loop {
            let blank = self.options.extended_more && matches!(self.peek(), Some(' ' | '\t'));
            if !negated && self.eat("^") {
                negated = true;
            } else if !(self.eat("\\E") || self.eat("\\Q\\E") || (blank && self.bump().is_some())) {
                return negated;
            }
        }
    }

    /// A character of a class, which may end a range.
    fn class_character(
        &mut self,
        character: char,
        range: Range,
        items: &mut Vec<SetItem>,
        start: usize,
    ) -> Step<Range> {
        match range {
            Range::Open(first) if first > character => {
                self.fault(RegexFault::RangeOutOfOrder { first, last: character }, start)
            }
            Range::Open(first) => {
                // The first was taken for a member of its own.
                items.pop();
                items.push(SetItem::Range(first, character));
                Ok(Range::No)
            }
            Range::ForbiddenOpen(hyphen) => self.fault_at(RegexFault::RangeOfSet, hyphen - 1..self.at),
            Range::No | Range::From(_) | Range::Forbidden => {
                items.push(SetItem::Range(character, character));
                Ok(Range::From(character))
            }
        }
    }

    /// A range cannot end with a set.
    fn no_range_to_set(&self, range: Range, start: usize) -> Step {
        match range {
            Range::Open(_) => self.fault(RegexFault::RangeOfSet, start - 1),
            Range::ForbiddenOpen(hyphen) => self.fault_at(RegexFault::RangeOfSet, hyphen - 1..self.at),
            Range::No | Range::From(_) | Range::Forbidden => Ok(()),
        }
    }

    /// Where `[:name:]` ends, if what follows the `[` is of that form.
    fn posix_end(&self) -> Option<usize> {
        let mut rest = self.rest().char_indices().peekable();
        let (_, delimiter) = rest.next()?;
        while let Some((at, next)) = rest.next() {
            let following = rest.peek().map(|&(_, following)| following);
            match next {
                '\\' if matches!(following, Some(']' | '\\')) => {
                    rest.next();
                }
                ']' => return None,
                '[' if following == Some(delimiter) => return None,
                _ if next == delimiter && following == Some(']') => return Some(self.at + at + 2),
                _ => {}
            }
        }
        None
    }

    /// `[:alpha:]`, which ends at `end`; its `[` is read.
    fn posix_class(
        &mut self,
        range: Range,
        items: &mut Vec<SetItem>,
        start: usize,
        end: usize,
    ) -> Step<Range> {
        let inside = self.text.get(self.at..end.saturating_sub(2)).unwrap_or_default();
        self.at = end;
        self.no_range_to_set(range, start)?;
        let Some(name) = inside.strip_prefix(':') else {
            return self.fault(RegexFault::PosixCollating, start);
        };
        let (name, negated) = match name.strip_prefix('^') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let class = match name {
            "alpha" => NamedClass::Alpha,
            // Without regard to case they are one.
            "lower" | "upper" if self.options.caseless => NamedClass::Alpha,
            "lower" => NamedClass::Lower,
            "upper" => NamedClass::Upper,
            "alnum" => NamedClass::Alnum,
            "ascii" => NamedClass::Ascii,
            "blank" => NamedClass::Blank,
            "cntrl" => NamedClass::Cntrl,
            "digit" => NamedClass::Digit,
            "graph" => NamedClass::Graph,
            "print" => NamedClass::Print,
            "punct" => NamedClass::Punct,
            "space" => NamedClass::Space,
            "word" => NamedClass::Word,
            "xdigit" => NamedClass::XDigit,
            _ => return self.fault(RegexFault::UnknownPosixClass, start),
        };
        self.other_in_ecmascript(Construct::PosixClass, start);
        items.push(SetItem::Named { class, negated });
        Ok(Range::Forbidden)
    }

    /// `[[:<:]]` is `\b(?=\w)`, `[[:>:]]` is `\b(?<=\w)`.
    fn word_edge(&mut self, behind: bool, start: usize) {
        let word = SetItem::Named { class: NamedClass::Word, negated: false };
        let set = Kind::Set(Set { negated: false, caseless: false, items: vec![word] });
        let set = Box::new(Node { kind: set, at: start..self.at });
        self.push(Kind::Assertion(Assertion::WordBoundary), start, false);
        self.push(Kind::Group(Grouping::Look { behind, negative: false }, set), start, true);
        self.other_in_ecmascript(Construct::PosixWordEdge, start);
    }
}
