//! Quotes: `'…'`, `"…"` and `$'…'`.

use super::word::{Part, Quoting, Word};
use super::{Lexer, Span};

impl Lexer<'_> {
    /// At `'`: nothing means anything else up to the next one.
    pub(super) fn single_quoted(&mut self, word: &mut Word) {
        let opening = self.at;
        self.at += 1;
        loop {
            let start = self.at;
            let Some(length) = self.rest().bytes().position(|byte| byte == b'\'' || byte == b'\n') else {
                return self.not_closed(opening, "'");
            };
            self.at += length;
            if self.take("'") {
                return word.push_verbatim(Span::new(start, self.at - 1), Quoting::Single);
            }
            self.at += 1;
            word.push_verbatim(Span::new(start, self.at), Quoting::Single);
            self.line_goes_on();
        }
    }

    /// At `"`: expansions are made, and a backslash escapes what would mean something.
    pub(super) fn double_quoted(&mut self, word: &mut Word) {
        let opening = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            let start = self.at;
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.backslash(word, Quoting::Double),
                b'$' | b'`' => self.dollar(word, Quoting::Double),
                b'\n' => {
                    self.at += 1;
                    word.push_verbatim(Span::new(start, self.at), Quoting::Double);
                    self.line_goes_on();
                }
                b'%' if self.percent_variable(word) => {}
                _ => {
                    let ends = |byte: &u8| b"\"\\$`\n%".contains(byte);
                    let length = self.rest().bytes().skip(1).take_while(|byte| !ends(byte)).count();
                    self.at += 1 + length;
                    word.push_verbatim(Span::new(start, self.at), Quoting::Double);
                }
            }
        }
        self.not_closed(opening, "\"");
    }

    /// At a backslash where it escapes a few characters only, and stands for itself before all others.
    pub(super) fn backslash(&mut self, word: &mut Word, quoting: Quoting) {
        let start = self.at;
        self.at += 1;
        if let Some(length) = self.line_break(0) {
            self.at += length;
            return self.line_goes_on();
        }
        match self.peek() {
            Some(b'\\' | b'$' | b'`') => self.escaped_char(word, start, quoting),
            Some(b'"') if quoting == Quoting::Double => self.escaped_char(word, start, quoting),
            // Both, as one: what an edit writes between them or before the second would change the first.
            Some(_) => {
                let Some(char) = self.rest().chars().next() else { return };
                self.at += char.len_utf8();
                let span = Span::new(start, self.at);
                word.parts.push(Part::Encoded('\\', Span::new(start, start + 1)));
                word.parts.push(Part::Encoded(char, Span::new(start + 1, span.end)));
            }
            None => word.push_verbatim(Span::new(start, self.at), quoting),
        }
    }

    /// Behind `$'`: escapes as in C.
    pub(super) fn ansi_quoted(&mut self, word: &mut Word, opening: usize) {
        // Bytes that make up a character together, and where each of them stands.
        let mut bytes: Vec<(u8, Span)> = Vec::new();
        // Behind a zero byte there is nothing any more.
        let mut is_cut = false;
        loop {
            let start = self.at;
            let Some(char) = self.rest().chars().next() else {
                return self.not_closed(opening, "'");
            };
            self.at += char.len_utf8();
            if char == '\\' {
                match self.ansi_escape() {
                    Escape::Byte(0) => is_cut = true,
                    Escape::Byte(byte) if !is_cut => bytes.push((byte, Span::new(start, self.at))),
                    Escape::Char(char) if !is_cut => {
                        flush(&mut bytes, word);
                        word.parts.push(Part::Encoded(char, Span::new(start, self.at)));
                    }
                    Escape::None if !is_cut => {
                        flush(&mut bytes, word);
                        word.parts.push(Part::Encoded('\\', Span::new(start, start + 1)));
                    }
                    Escape::Byte(_) | Escape::Char(_) | Escape::None => {}
                }
                continue;
            }
            if char == '\'' {
                return flush(&mut bytes, word);
            }
            if !is_cut {
                flush(&mut bytes, word);
                word.push_verbatim(Span::new(start, self.at), Quoting::Escapes);
            }
            if char == '\n' {
                self.line_goes_on();
            }
        }
    }

    /// Behind a backslash in `$'…'`.
    fn ansi_escape(&mut self) -> Escape {
        let Some(char) = self.rest().chars().next() else { return Escape::None };
        let behind = self.at + char.len_utf8();
        let simple = match char {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' | '\'' | '"' | '?' => char,
            '0'..='7' => return self.number(8, 3).map_or(Escape::None, Escape::byte),
            'x' | 'u' | 'U' => {
                self.at = behind;
                let longest = match char {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                return match (char, self.number(16, longest)) {
                    (_, None) => {
                        self.at = behind - 1;
                        Escape::None
                    }
                    ('x', Some(byte)) => Escape::byte(byte),
                    (_, Some(0)) => Escape::Byte(0),
                    (_, Some(code)) => Escape::Char(char::from_u32(code).unwrap_or('\u{fffd}')),
                };
            }
            'c' => {
                self.at = behind;
                let Some(byte) = self.peek().filter(u8::is_ascii) else { return Escape::Byte(b'c') };
                self.at += 1;
                return Escape::Byte(byte.to_ascii_uppercase() ^ 0x40);
            }
            _ => return Escape::None,
        };
        self.at = behind;
        Escape::Char(simple)
    }

    /// A number of at most so many digits.
    fn number(&mut self, radix: u32, longest: usize) -> Option<u32> {
        let digits = self.rest().chars().take(longest).take_while(|c| c.is_digit(radix)).count();
        let value = u32::from_str_radix(self.rest().get(..digits)?, radix).ok()?;
        self.at += digits;
        Some(value)
    }
}

/// What an escape stands for.
enum Escape {
    Char(char),
    Byte(u8),
    /// It is none: the backslash stands for itself.
    None,
}

impl Escape {
    fn byte(value: u32) -> Self {
        Self::Byte(value.to_le_bytes()[0])
    }
}

/// Appends the characters that the bytes make up.
fn flush(bytes: &mut Vec<(u8, Span)>, word: &mut Word) {
    let all: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
    let mut at = 0;
    for chunk in all.utf8_chunks() {
        for char in chunk.valid().chars() {
            push(bytes, &mut at, char, char.len_utf8(), word);
        }
        if !chunk.invalid().is_empty() {
            push(bytes, &mut at, '\u{fffd}', chunk.invalid().len(), word);
        }
    }
    bytes.clear();
}

fn push(bytes: &[(u8, Span)], at: &mut usize, char: char, length: usize, word: &mut Word) {
    let spans = bytes.iter().skip(*at).take(length).map(|(_, span)| *span);
    word.parts.extend(spans.reduce(Span::join).map(|span| Part::Encoded(char, span)));
    *at += length;
}
