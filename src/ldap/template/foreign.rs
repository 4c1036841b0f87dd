//! What people write for a placeholder, out of habit or from other software.

use std::ops::Range;

use super::{Braces, Dialect, Foreign, ForeignKind, Pair, TokenKind, number_of};

/// What is looked at: a text and its braces.
pub(super) struct Brackets<'t> {
    pub(super) text: &'t str,
    pub(super) dialect: Dialect,
    pub(super) braces: &'t Braces,
}

impl Brackets<'_> {
    /// Everything that looks like a placeholder and is none.
    pub(super) fn foreign(&self) -> Vec<Foreign> {
        let mut found = Vec::new();
        let mut done = 0;
        for pair in self.braces.pairs.iter().filter(|pair| !pair.is_nested) {
            let in_braces = self.in_braces(pair);
            let start = in_braces.as_ref().map_or(pair.open, |foreign| foreign.at.start);
            self.without_braces(done..start, &mut found);
            found.extend(in_braces);
            done = pair.close + 1;
        }
        self.without_braces(done..self.text.len(), &mut found);
        found
    }

    /// What a pair of braces is, if it is no token; with a `$` or `%` before it.
    fn in_braces(&self, pair: &Pair) -> Option<Foreign> {
        let (kind, meant) = self.kind_of(pair);
        let (kind, start) = match self.before(pair.open) {
            Some(b'$') => (Some(ForeignKind::DollarBraces), pair.open - 1),
            Some(b'%') => (Some(ForeignKind::PercentBraces), pair.open - 1),
            _ => (kind, pair.open),
        };
        // `${1}` is counted as where it comes from: from one.
        let meant = match (kind, meant) {
            (Some(ForeignKind::DollarBraces), Some(TokenKind::Group(number))) => {
                Some(TokenKind::Group(number.saturating_sub(1)))
            }
            _ => meant,
        };
        Some(Foreign { kind: kind?, at: start..pair.close + 1, meant })
    }

    /// What a pair of braces is, and what it was meant to be; no kind if it is a token.
    fn kind_of(&self, pair: &Pair) -> (Option<ForeignKind>, Option<TokenKind>) {
        let inside = self.inside(pair);
        if pair.children > 0 {
            return match self.innermost(pair) {
                Some(inner) => (Some(ForeignKind::DoubleBraces), self.leaf(self.inside(inner)).1),
                None => (Some(ForeignKind::Enclosing), None),
            };
        }
        self.leaf(inside)
    }

    /// The pair without braces in it that others stand directly around.
    fn innermost(&self, outer: &Pair) -> Option<&Pair> {
        let mut pair = outer;
        loop {
            let inner = self.braces.pairs.get(pair.first_child?)?;
            let is_blank =
                |range: Range<usize>| self.text.get(range).is_some_and(|text| text.trim().is_empty());
            if !is_blank(pair.open + 1..inner.open) || !is_blank(inner.close + 1..pair.close) {
                return None;
            }
            if inner.children == 0 {
                return Some(inner);
            }
            pair = inner;
        }
    }

    /// What the inside of a pair of braces is, in which there are no others.
    fn leaf(&self, inside: &str) -> (Option<ForeignKind>, Option<TokenKind>) {
        if let Some(token) = TokenKind::of(inside, self.dialect) {
            return (None, Some(token));
        }
        let trimmed = inside.trim();
        let kind = match trimmed {
            "" => ForeignKind::EmptyBraces,
            _ if self.is_of_other_dialect(trimmed) => ForeignKind::OtherDialect,
            _ if trimmed.len() < inside.len() => ForeignKind::Padded,
            _ if number_of(inside).is_some() => ForeignKind::LeadingZero,
            _ if number_of(inside.trim_start_matches(['+', '-'])).is_some() => ForeignKind::Signed,
            _ if inside.chars().all(char::is_numeric) => ForeignKind::OtherDigits,
            _ if self.spelled_otherwise(inside).is_some() => ForeignKind::OtherCase,
            _ if is_word(inside) => ForeignKind::Word,
            _ => ForeignKind::Other,
        };
        (Some(kind), self.meant(trimmed))
    }

    /// The token that was meant by a word or a number.
    fn meant(&self, word: &str) -> Option<TokenKind> {
        match self.dialect {
            Dialect::Mapping => number_of(word.strip_prefix('+').unwrap_or(word)).map(TokenKind::Group),
            Dialect::Authorization => self.spelled_otherwise(word).or_else(|| user(word)),
        }
    }

    /// The token of an authorization query that the word is, but for the case of its letters.
    fn spelled_otherwise(&self, word: &str) -> Option<TokenKind> {
        if self.dialect != Dialect::Authorization {
            return None;
        }
        if word.eq_ignore_ascii_case("USER") {
            Some(TokenKind::User)
        } else if word.eq_ignore_ascii_case("PROVIDED_USER") {
            Some(TokenKind::ProvidedUser)
        } else {
            None
        }
    }

    /// Whether it would be a token where the other ones are used.
    fn is_of_other_dialect(&self, inside: &str) -> bool {
        let other = match self.dialect {
            Dialect::Mapping => Dialect::Authorization,
            Dialect::Authorization => Dialect::Mapping,
        };
        TokenKind::of(inside, other).is_some()
    }

    /// `$1`, `$USER`, `\1`, `%s`, `<USER>` in a part of the text that has no pairs of braces.
    fn without_braces(&self, range: Range<usize>, found: &mut Vec<Foreign>) {
        let mut at = range.start;
        let is_sign = |byte: &u8| matches!(byte, b'$' | b'\\' | b'%' | b'<');
        while let Some(offset) =
            self.text.as_bytes().get(at..range.end).and_then(|rest| rest.iter().position(is_sign))
        {
            at += offset;
            let rest = self.text.get(at + 1..range.end).unwrap_or_default();
            let length = match self.text.as_bytes().get(at) {
                Some(b'$') => self.dollar(rest, at, found),
                Some(b'\\') => self.backslash(rest, at, found),
                Some(b'%') => self.percent(rest, at, found),
                _ => self.angle_bracket(rest, at, found),
            };
            at += 1 + length;
        }
    }

    /// What follows a `$`; how much of it is taken.
    fn dollar(&self, rest: &str, at: usize, found: &mut Vec<Foreign>) -> usize {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let number = rest.get(..digits).and_then(number_of);
            found.push(self.counted_from_one(ForeignKind::Dollar, at..at + 1 + digits, number));
            return digits;
        }
        let length = rest.bytes().take_while(|&b| is_word_byte(b)).count();
        if let Some(meant) = rest.get(..length).and_then(user) {
            found.push(self.named(ForeignKind::DollarWord, at..at + 1 + length, meant));
        }
        length
    }

    /// What follows a backslash; how much of it is taken.
    fn backslash(&self, rest: &str, at: usize, found: &mut Vec<Foreign>) -> usize {
        let bytes = rest.as_bytes();
        match bytes {
            // A hex pair is an escape of names and filters.
            [first, second, ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => 2,
            [first, ..] if first.is_ascii_digit() => {
                let number = rest.get(..1).and_then(number_of);
                found.push(self.counted_from_one(ForeignKind::Backslash, at..at + 2, number));
                1
            }
            [b'g', b'<', ..] => {
                let length = bytes.iter().skip(2).take_while(|&&b| is_word_byte(b)).count();
                let Some(b'>') = bytes.get(2 + length) else { return 2 };
                let number = rest.get(2..2 + length).and_then(number_of);
                let at = at..at + 1 + 3 + length;
                found.push(self.counted_from_one(ForeignKind::Backslash, at, number));
                3 + length
            }
            // What is escaped means nothing else.
            [first, ..] if first.is_ascii() => 1,
            _ => 0,
        }
    }

    /// What follows a `%`; how much of it is taken.
    fn percent(&self, rest: &str, at: usize, found: &mut Vec<Foreign>) -> usize {
        let is_one = rest.starts_with(['s', 'u', 'U', 'v', 'n', 'w']);
        let goes_on = rest.as_bytes().get(1).is_some_and(|&b| is_word_byte(b) || !b.is_ascii());
        if !is_one || goes_on {
            return 0;
        }
        found.push(self.named(ForeignKind::Percent, at..at + 2, TokenKind::User));
        1
    }

    /// What follows a `<`; how much of it is taken.
    fn angle_bracket(&self, rest: &str, at: usize, found: &mut Vec<Foreign>) -> usize {
        let length = rest.bytes().take_while(|&b| is_word_byte(b)).count();
        if let (Some(meant), Some(b'>')) = (rest.get(..length).and_then(user), rest.as_bytes().get(length)) {
            found.push(self.named(ForeignKind::AngleBrackets, at..at + 2 + length, meant));
        }
        length
    }

    /// A reference as other software writes it: the first group has the number one.
    fn counted_from_one(&self, kind: ForeignKind, at: Range<usize>, number: Option<usize>) -> Foreign {
        let meant = match self.dialect {
            // `$0` is all that was matched, which no placeholder is.
            Dialect::Mapping => number.and_then(|number| number.checked_sub(1)).map(TokenKind::Group),
            Dialect::Authorization => None,
        };
        Foreign { kind, at, meant }
    }

    /// Something that stands for a user.
    fn named(&self, kind: ForeignKind, at: Range<usize>, meant: TokenKind) -> Foreign {
        Foreign { kind, at, meant: Some(meant).filter(|_| self.dialect == Dialect::Authorization) }
    }

    fn inside(&self, pair: &Pair) -> &str {
        self.text.get(pair.open + 1..pair.close).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<u8> {
        at.checked_sub(1).and_then(|before| self.text.as_bytes().get(before)).copied()
    }
}

/// What a word stands for that other software has for a user.
fn user(word: &str) -> Option<TokenKind> {
    const NAMES: [&str; 6] = ["USER", "USERNAME", "USER_NAME", "USERID", "USER_DN", "USERDN"];
    if word.eq_ignore_ascii_case("PROVIDED_USER") {
        return Some(TokenKind::ProvidedUser);
    }
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word)).then_some(TokenKind::User)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| is_word_byte(b) || b == b'-' || b == b'.')
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}
