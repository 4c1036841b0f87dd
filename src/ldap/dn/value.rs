//! Attribute values: strings, quoted strings, hexadecimal strings.

use std::ops::Range;

use super::display;
use super::open::Kind;
use super::parser::{Parser, Reading, Stop, is_blank, is_separator, is_white_space};
use super::{DnFault, Quirk};

/// A value as it was read.
pub(super) struct Value {
    pub(super) text: String,
    /// `false` where the text is only a spelling of it.
    pub(super) is_text: bool,
    pub(super) at: Range<usize>,
}

impl Value {
    /// The value of these octets; what is no UTF-8 is spelled.
    fn octets(octets: Vec<u8>, at: Range<usize>) -> Self {
        match String::from_utf8(octets) {
            Ok(text) => Self { text, is_text: true, at },
            Err(error) => Self { text: display::octets(error.as_bytes()), is_text: false, at },
        }
    }
}

impl Parser<'_> {
    /// `attributeValue` (RFC 4514 §3), also with the blanks and quotation marks of RFC 2253 §4.
    pub(super) fn attribute_value(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        let blank = self.run(start, is_blank);
        let white_space = self.run(start, is_white_space);
        match self.byte(white_space) {
            Some(b'"') => {
                self.white_space();
                self.quoted_string()
            }
            Some(b'#') if white_space == blank || self.reading == Reading::Libldap => {
                self.white_space();
                self.hex_string()
            }
            first => {
                self.remark(Quirk::Blank, start..blank);
                self.at = blank;
                let is_read_twice = white_space > blank && first == Some(b'#');
                self.readings_differ |= is_read_twice;
                self.string(is_read_twice.then_some(white_space))
            }
        }
    }

    /// `string` (RFC 4514 §3); libldap takes the `#` at `sharp` for the beginning of another thing.
    fn string(&mut self, sharp: Option<usize>) -> Result<Value, Stop> {
        let start = self.at;
        // Most values are plain to their end.
        self.at = self.run(start, is_plain);
        let mut octets = self.text.as_bytes().get(start..self.at).unwrap_or_default().to_vec();
        // What is left when the blanks at the end are dropped: in the text, and of the octets.
        let mut end = self.at;
        let mut length = octets.len();
        while let Some(b) = self.peek().filter(|&b| !ends_value(b)) {
            let at = self.at;
            match b {
                b'\\' => octets.push(self.pair()?),
                b'"' => {
                    let stop = Stop::new(DnFault::BadCharacter('"'), at..at + 1);
                    return Err(stop.resume(self.after_stray_quote(at)));
                }
                b'<' | b'>' => return Err(Stop::new(DnFault::BadCharacter(char::from(b)), at..at + 1)),
                b'=' => self.remark(Quirk::UnescapedEquals, at..at + 1),
                b'#' if sharp == Some(at) => self.remark(Quirk::LeadingSharp, at..at + 1),
                b'#' => self.remark(Quirk::UnescapedSharp, at..at + 1),
                0 => self.remark(Quirk::Nul, at..at + 1),
                _ if b.is_ascii_control() => self.remark_control(at),
                _ => {}
            }
            if b != b'\\' {
                octets.push(b);
                self.at += 1;
            }
            if !is_blank(b) {
                end = self.at;
                length = octets.len();
            }
        }
        self.remark(Quirk::Blank, end..self.at);
        octets.truncate(length);
        Ok(Value::octets(octets, start..end))
    }

    /// `pair` (RFC 4514 §3), with the white space that libldap takes.
    fn pair(&mut self) -> Result<u8, Stop> {
        let backslash = self.at;
        if let Some(octet) = self.hex_pair(backslash + 1) {
            self.at += 3;
            return Ok(octet);
        }
        match self.byte(backslash + 1) {
            Some(b) if is_special(b) => {
                self.at += 2;
                Ok(b)
            }
            Some(b) if is_white_space(b) => {
                self.at += 2;
                self.remark(Quirk::EscapedWhiteSpace, backslash..self.at);
                Ok(b)
            }
            _ => {
                let escaped = self.character(backslash + 1);
                let is_token = self.is_token(backslash + 1);
                let end = backslash + 1 + escaped.filter(|_| !is_token).map_or(0, char::len_utf8);
                Err(Stop::new(DnFault::BadEscape(escaped), backslash..end))
            }
        }
    }

    /// A quoted `string` (RFC 2253 §3), with the escapes that libldap takes, and the blanks after it.
    fn quoted_string(&mut self) -> Result<Value, Stop> {
        let quote = self.at;
        self.at += 1;
        let mut octets = Vec::new();
        loop {
            let at = self.at;
            let Some(b) = self.peek() else {
                let stop = Stop::new(DnFault::UnclosedQuote, quote..quote + 1);
                return Err(stop.resume(self.after_open_quote(quote)));
            };
            match b {
                b'"' => break,
                b'\\' => match (self.hex_pair(at + 1), self.byte(at + 1)) {
                    (Some(octet), _) => {
                        octets.push(octet);
                        self.at += 3;
                    }
                    (None, escaped) => {
                        // If more bytes belong to the character, they follow by themselves.
                        octets.extend(escaped);
                        self.at += 2;
                        if !escaped.is_some_and(is_special) {
                            self.remark(Quirk::QuotedEscape, at..at + 1);
                        }
                    }
                },
                _ => {
                    match b {
                        0 => self.remark(Quirk::Nul, at..at + 1),
                        _ if b.is_ascii_control() => self.remark_control(at),
                        _ => {}
                    }
                    octets.push(b);
                    self.at += 1;
                }
            }
        }
        let closing = self.at;
        self.at += 1;
        self.remark(Quirk::QuotedValue, quote..self.at);
        self.white_space();
        match self.character(self.at) {
            // What it gives may begin with a separator, or be nothing.
            Some(_) if self.kind == Kind::Template && self.is_token(self.at) => {
                self.open_part();
                Ok(Value::octets(octets, quote..closing + 1))
            }
            Some(c) if !self.peek().is_some_and(ends_value) => {
                let at = if self.is_token(self.at) {
                    closing..closing + 1
                } else {
                    self.at..self.at + c.len_utf8()
                };
                Err(Stop::new(DnFault::AfterQuotedValue(c), at).resume(self.at))
            }
            _ => Ok(Value::octets(octets, quote..closing + 1)),
        }
    }

    /// `hexstring` (RFC 4514 §3), with what libldap takes for one, and the blanks after it.
    fn hex_string(&mut self) -> Result<Value, Stop> {
        let sharp = self.at;
        let mut end = sharp + 1;
        while self.hex_pair(end).is_some() {
            end += 2;
        }
        let is_empty = end == sharp + 1;
        let sharp_alone = sharp..sharp + 1;
        match self.byte(end) {
            // libldap takes it empty, but not at the end of the text.
            None if is_empty => return Err(Stop::new(DnFault::BadHexString, sharp_alone)),
            None => {}
            Some(b) if ends_value(b) || is_white_space(b) => {}
            Some(_) => return Err(self.bad_hex_string(sharp, end)),
        }
        if is_empty {
            self.remark(Quirk::EmptyHexString, sharp_alone);
        }
        self.at = end;
        self.hex_remainder();
        let spelling = self.text.get(sharp..end).filter(|_| !is_empty).unwrap_or_default();
        Ok(Value { text: spelling.to_owned(), is_text: is_empty, at: sharp..end })
    }

    /// What stands between the digits and the end of the value; no backslash counts there.
    fn hex_remainder(&mut self) {
        let start = self.at;
        let white_space = self.run(start, is_white_space);
        self.at = self.run(white_space, |b| !ends_value(b));
        if self.at > white_space {
            self.remark(Quirk::HexRemainder, start..self.at);
            let nul = self.text.get(start..self.at).and_then(|remainder| remainder.find('\0'));
            if let Some(offset) = nul {
                self.remark(Quirk::Nul, start + offset..start + offset + 1);
            }
        } else {
            self.remark_white_space(start..self.at);
        }
    }

    /// What is wrong at `at`, where a hexadecimal string cannot go on.
    fn bad_hex_string(&self, sharp: usize, at: usize) -> Stop {
        // A digit without its other half is itself at fault, if nothing else stands there.
        let is_digit = |at| self.byte(at).is_some_and(|b| b.is_ascii_hexdigit());
        let follows = |at| self.byte(at).is_some_and(|b| !ends_value(b) && !is_white_space(b));
        let bad = if is_digit(at) && follows(at + 1) { at + 1 } else { at };
        let end = bad + self.character(bad).map_or(0, char::len_utf8);
        if self.is_token(bad) {
            Stop::new(DnFault::BadEscape(self.character(bad)), sharp..sharp + 1).resume(bad)
        } else {
            Stop::new(DnFault::BadHexString, bad..end)
        }
    }

    /// `hexpair` (RFC 4514 §3).
    fn hex_pair(&self, at: usize) -> Option<u8> {
        let digits =
            self.text.get(at..at + 2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    }
}

/// `ESC / special` (RFC 4514 §3): what a backslash makes ordinary.
fn is_special(b: u8) -> bool {
    b"\\\"+,;<> #=".contains(&b)
}

/// What stands for itself in a value, wherever in it.
pub(super) const fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'{' | b'}' | 0x80..)
}

/// What ends a value unless it is escaped or quoted.
fn ends_value(b: u8) -> bool {
    is_separator(b) || b == b'+'
}
