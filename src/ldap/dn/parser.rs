//! Names, RDNs and attribute types.

use std::ops::Range;

use super::open::Kind;
use super::{Attribute, DnFault, Grammars, Quirk, Rdn, Remark, Separator, schema, token};
use crate::language::Fault;

/// How to read a value that begins with a tab or line break and then `#`, the one place where
/// grammars that take a name may see different RDNs in it. (Values differ elsewhere, too: of `\2C` in a
/// quoted value libldap takes the digits for themselves.)
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A string.
    Rfc,
    /// A hexadecimal string, after white space that does not count.
    Libldap,
}

/// What parsing gave.
pub(super) struct Outcome {
    pub(super) rdns: Vec<Rdn>,
    pub(super) faults: Vec<Fault<DnFault>>,
    pub(super) remarks: Vec<Remark>,
    pub(super) taken_by: Grammars,
    pub(super) open: Vec<Range<usize>>,
    pub(super) unreadable_types: Vec<Range<usize>>,
    /// Whether the other [`Reading`] may give something else.
    pub(super) readings_differ: bool,
}

/// An RDN that cannot be read: its fault, and from where to look for the separator that ends it.
pub(super) struct Stop {
    fault: Fault<DnFault>,
    resume: usize,
}

impl Stop {
    /// The search goes on where the fault begins.
    pub(super) fn new(kind: DnFault, at: Range<usize>) -> Self {
        let resume = at.start;
        Self { fault: Fault::new(kind, at), resume }
    }

    /// The search goes on there instead.
    pub(super) fn resume(self, resume: usize) -> Self {
        Self { resume, ..self }
    }
}

/// A recogniser of everything that any of the grammars takes; the remarks tell them apart.
///
/// It looks at bytes: all that has a meaning is ASCII, so every position is a character boundary.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) reading: Reading,
    pub(super) readings_differ: bool,
    pub(super) tokens: &'t [Range<usize>],
    remarks: Vec<Remark>,
    pub(super) open: Vec<Range<usize>>,
    unreadable_types: Vec<Range<usize>>,
    /// The separator before the current RDN, if that stands behind something with a value.
    continued: Option<usize>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Range<usize>], kind: Kind, reading: Reading) -> Self {
        Self {
            text,
            at: 0,
            kind,
            reading,
            readings_differ: false,
            tokens,
            remarks: vec![],
            open: vec![],
            unreadable_types: vec![],
            continued: None,
        }
    }

    /// `distinguishedName` (RFC 4514 §3), also with the `;` of RFC 2253 §4.
    pub(super) fn distinguished_name(mut self) -> Outcome {
        let mut rdns: Vec<Rdn> = vec![];
        let mut faults = vec![];
        // All that follows is separators and white space; the first of them may be escaped.
        let tail = self.text.trim_end_matches([',', ';', ' ', '\t', '\n', '\r']).len();
        faults.extend(self.ldif_prefix());
        loop {
            let before = self.remarks.len();
            self.white_space();
            let mut has_value = true;
            if self.separator().is_some() {
                faults.push(Fault::new(DnFault::EmptyRdn, self.at..self.at + 1));
                has_value = false;
            } else {
                match self.relative_distinguished_name() {
                    Ok(rdn) => rdns.extend(rdn),
                    Err(stop) => {
                        has_value = stop.fault.kind != DnFault::ExpectedEquals(None);
                        faults.push(stop.fault);
                        self.remarks.truncate(before);
                        self.at = self.rdn_end(stop.resume);
                    }
                }
            }
            let Some(character) = self.separator() else { break };
            if self.at >= tail {
                let end = self.text.trim_end_matches(WHITE_SPACE).len();
                faults.push(Fault::new(DnFault::TrailingSeparator(character), self.at..end));
                break;
            }
            let at = self.at..self.at + 1;
            if character == ';' {
                self.remark(Quirk::Semicolon, at.clone());
            }
            if let Some(rdn) = rdns.last_mut() {
                rdn.separator.get_or_insert(Separator { character, at });
            }
            self.continued = has_value.then_some(self.at);
            self.at += 1;
        }
        self.outcome(rdns, faults)
    }

    /// Who takes it all, and a fault if it is nobody although there is no other.
    fn outcome(mut self, rdns: Vec<Rdn>, mut faults: Vec<Fault<DnFault>>) -> Outcome {
        self.join_wrapping_marks(&mut faults);
        self.remarks.sort_by_key(|remark| remark.at.start);
        let mut taken_by = Grammars::ALL;
        for remark in &self.remarks {
            taken_by = taken_by.and(remark.quirk.taken_by());
            if taken_by == Grammars::NONE && faults.is_empty() {
                faults.push(Fault::new(DnFault::MixedGrammars, remark.at.clone()));
            }
        }
        if !faults.is_empty() {
            taken_by = Grammars::NONE;
        }
        Outcome {
            rdns,
            faults,
            remarks: self.remarks,
            taken_by,
            open: self.open,
            unreadable_types: self.unreadable_types,
            readings_differ: self.readings_differ,
        }
    }

    /// The `dn:` of LDIF (RFC 2849) and the blanks after it; `dn::` would stand before base64.
    fn ldif_prefix(&mut self) -> Option<Fault<DnFault>> {
        let start = self.run(0, is_white_space);
        let end = start + 3;
        let is_prefix = self.text.get(start..end).is_some_and(|prefix| prefix.eq_ignore_ascii_case("dn:"));
        if !is_prefix || self.byte(end) == Some(b':') {
            return None;
        }
        self.white_space();
        self.at = self.run(end, is_white_space);
        Some(Fault::new(DnFault::LdifPrefix(self.at), start..end))
    }

    /// `relativeDistinguishedName` (RFC 4514 §3); none if it is whatever a placeholder makes of it.
    fn relative_distinguished_name(&mut self) -> Result<Option<Rdn>, Stop> {
        if self.is_open() {
            self.open_part();
            return Ok(None);
        }
        let first = self.attribute_type_and_value()?;
        let mut at = first.type_at.start..first.value_at.end;
        let mut attributes = vec![first];
        while self.peek() == Some(b'+') {
            let plus = self.at..self.at + 1;
            self.at += 1;
            self.white_space();
            if self.is_open() {
                self.open_part();
                break;
            }
            let attribute = self.attribute_type_and_value().map_err(|stop| match stop.fault.kind {
                // As in `R+D` or `C++`: what is wrong is the sign before, which was meant as text.
                DnFault::ExpectedEquals(_) | DnFault::BadAttributeType('+') => {
                    Stop::new(DnFault::BadCharacter('+'), plus)
                }
                _ => stop,
            })?;
            at.end = attribute.value_at.end;
            attributes.push(attribute);
        }
        Ok(Some(Rdn { attributes, at, separator: None }))
    }

    /// `attributeTypeAndValue` (RFC 4514 §3).
    fn attribute_type_and_value(&mut self) -> Result<Attribute, Stop> {
        let type_at = self.attribute_type()?;
        let attribute_type = schema::spelled(self.text.get(type_at.clone()).unwrap_or_default());
        let value = self.attribute_value()?;
        Ok(Attribute {
            attribute_type,
            value: value.text,
            is_text: value.is_text,
            type_at,
            value_at: value.at,
        })
    }

    /// `attributeType` (RFC 4514 §3) and the `=` after it, with the blanks and the `OID.` of RFC 2253
    /// §4, and the options of libldap.
    fn attribute_type(&mut self) -> Result<Range<usize>, Stop> {
        let piece = self.at;
        let prefix = self.text.get(piece..piece + 4);
        if matches!(prefix, Some("OID." | "oid.")) && self.byte(piece + 4).is_some_and(|b| b.is_ascii_digit())
        {
            self.remark(Quirk::OidPrefix, piece..piece + 4);
            self.at += 4;
        }
        let start = self.at;
        let mut end = start;
        match self.peek() {
            Some(b'0'..=b'9') => {
                self.numeric_oid().map_err(|bad| self.bad_type(piece, piece, bad))?;
                end = self.at;
            }
            Some(b'A'..=b'Z' | b'a'..=b'z') => {
                end = self.run(start, is_key_character);
                self.at = end;
                if self.peek() == Some(b';') {
                    self.options(piece)?;
                }
            }
            _ => {}
        }
        let blank = self.at;
        self.white_space();
        if self.peek() == Some(b'=') && end > start {
            self.at += 1;
            return Ok(start..end);
        }
        // A blank between two words is what does not belong there, not the second word.
        let bad = if end > start { blank } else { self.at };
        Err(self.bad_type(piece, piece, bad))
    }

    /// `numericoid` (RFC 4512 §1.4), as loose as RFC 2253 and libldap have it; fails with the position
    /// of what does not belong there.
    fn numeric_oid(&mut self) -> Result<(), usize> {
        let start = self.at;
        let mut arcs = 0;
        let mut has_leading_zero = false;
        loop {
            let arc = self.at;
            self.at = self.run(arc, |b| b.is_ascii_digit());
            if self.at == arc {
                let is_in_type = self.peek().is_some_and(|b| !is_white_space(b) && !b",;+=".contains(&b));
                return Err(if is_in_type { arc } else { arc.saturating_sub(1) });
            }
            arcs += 1;
            has_leading_zero |= self.byte(arc) == Some(b'0') && self.at > arc + 1;
            if self.peek() != Some(b'.') {
                break;
            }
            self.at += 1;
        }
        if arcs < 2 || has_leading_zero {
            self.remark(Quirk::LooseOid, start..self.at);
        }
        Ok(())
    }

    /// Attribute options (RFC 4512 §2.5), which a name cannot have, but libldap skips. Without a `=`
    /// after them, the `;` are separators after all.
    fn options(&mut self, attribute: usize) -> Result<(), Stop> {
        let start = self.at;
        let end = self.run(start, |b| is_key_character(b) || b == b';');
        if self.byte(self.run(end, is_white_space)) == Some(b'=') {
            self.remark(Quirk::AttributeOption, start..end);
            self.at = end;
            return Ok(());
        }
        // The last of them ends the type, not the first: each would look through all the rest again.
        let last = if self.byte(end.saturating_sub(1)) == Some(b';') { end.saturating_sub(1) } else { end };
        Err(self.bad_type(attribute, last, last))
    }

    /// Why there is no attribute type in the piece that begins at `piece`, of an attribute that begins at
    /// `attribute`: it has no `=` at all, or the character at `bad`.
    fn bad_type(&mut self, attribute: usize, piece: usize, bad: usize) -> Stop {
        let end = self.piece_end(piece);
        let equals = self.text.get(piece..end).and_then(|piece| piece.find('=')).map(|offset| piece + offset);
        if let Some(equals) = equals {
            let written = self.text.get(piece..equals).unwrap_or_default();
            let end = piece + written.trim_end_matches(WHITE_SPACE).len();
            self.unreadable_types.push(piece..end);
        }
        let bad = match equals {
            Some(equals) if self.is_token(bad) => equals,
            _ => bad,
        };
        match self.character(bad) {
            Some(c) if equals.is_some() || (c == '+' && end == piece) => {
                Stop::new(DnFault::BadAttributeType(c), bad..bad + c.len_utf8())
            }
            _ => {
                let written = self.text.get(attribute..end).unwrap_or_default();
                let at = attribute..attribute + written.trim_end_matches(WHITE_SPACE).len();
                Stop::new(DnFault::ExpectedEquals(self.continued), at).resume(end)
            }
        }
    }

    /// White space before a type, or around what follows it; libldap takes any, RFC 2253 spaces.
    pub(super) fn white_space(&mut self) {
        let start = self.at;
        self.at = self.run(start, is_white_space);
        self.remark_white_space(start..self.at);
    }

    /// Remarks on white space that is no part of a type or value.
    pub(super) fn remark_white_space(&mut self, at: Range<usize>) {
        if self.run(at.start, is_blank) >= at.end {
            self.remark(Quirk::Blank, at);
        } else {
            self.remark(Quirk::WhiteSpace, at);
        }
    }

    /// Remarks on something, unless it is nothing.
    pub(super) fn remark(&mut self, quirk: Quirk, at: Range<usize>) {
        if !at.is_empty() {
            self.remarks.push(Remark { quirk, at });
        }
    }

    /// Remarks on a control character; those next to each other are one remark.
    pub(super) fn remark_control(&mut self, at: usize) {
        match self.remarks.last_mut() {
            Some(last) if last.quirk == Quirk::ControlCharacters && last.at.end == at => last.at.end += 1,
            _ => self.remark(Quirk::ControlCharacters, at..at + 1),
        }
    }

    /// The separator of RDNs at the current position.
    fn separator(&self) -> Option<char> {
        self.peek().filter(|&b| is_separator(b)).map(char::from)
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn character(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    pub(super) fn is_token(&self, at: usize) -> bool {
        token::covers(self.tokens, at)
    }

    /// Where the bytes of that kind end that begin at `start`.
    pub(super) fn run(&self, start: usize, kind: impl Fn(u8) -> bool) -> usize {
        start + self.text.bytes().skip(start).take_while(|&b| kind(b)).count()
    }
}

fn is_key_character(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-'
}

/// `,` or `;`.
pub(super) fn is_separator(b: u8) -> bool {
    b == b',' || b == b';'
}

/// What RFC 2253 §4 allows around separators.
pub(super) fn is_blank(b: u8) -> bool {
    b == b' '
}

/// What libldap allows around separators.
pub(crate) const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The same as a byte.
pub(super) fn is_white_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}
