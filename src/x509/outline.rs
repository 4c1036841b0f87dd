//! Whether bytes have the outline of a certificate, and where they leave it.
//!
//! x509-parser's errors carry no position. And it ends a name, and a list of extensions, at the first
//! element that it cannot read, and takes what was before it for the whole: OpenSSL refuses that. So
//! each certificate is walked here first. What a time, a key, an extension contain is not looked at.

use x509_parser::certificate::Validity;
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name};

use super::der::{
    BIT_STRING, BOOLEAN, CONTEXT_0, Element, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE, UTC_TIME,
};

const NULL: u8 = 0x05;
const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const T61_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;
const SET: u8 = 0x31;
const CONTEXT_3: u8 = 0xa3;

/// The bits of a tag that say that there are elements inside, and that the type is of ASN.1 itself.
const CONSTRUCTED: u8 = 0x20;
const CLASS: u8 = 0xc0;

/// Nothing, or the offset of the first byte of the element that does not fit.
type Outline<T = ()> = Result<T, usize>;

/// Walks a certificate. What follows it is not looked at.
pub(super) fn check(der: &[u8]) -> Outline {
    let mut certificate = Cursor { der, at: 0, end: der.len() }.inside(SEQUENCE)?;
    let mut tbs = certificate.inside(SEQUENCE)?;
    if let Some(mut version) = tbs.optional(CONTEXT_0)? {
        version.primitive(INTEGER)?;
        version.finish()?;
    }
    tbs.primitive(INTEGER)?;
    tbs.algorithm()?;
    tbs.name()?;
    let mut validity = tbs.inside(SEQUENCE)?;
    validity.one_of(&[UTC_TIME, GENERALIZED_TIME])?;
    validity.one_of(&[UTC_TIME, GENERALIZED_TIME])?;
    validity.finish()?;
    tbs.name()?;
    let mut key = tbs.inside(SEQUENCE)?;
    key.algorithm()?;
    key.primitive(BIT_STRING)?;
    key.finish()?;
    for unique_id in [0x81, 0x82] {
        tbs.optional(unique_id)?;
    }
    if let Some(mut tagged) = tbs.optional(CONTEXT_3)? {
        let mut extensions = tagged.inside(SEQUENCE)?;
        tagged.finish()?;
        while !extensions.is_at_end() {
            let mut extension = extensions.inside(SEQUENCE)?;
            extension.primitive(OID)?;
            if extension.peek() == Some(BOOLEAN) {
                extension.primitive(BOOLEAN)?;
            }
            extension.primitive(OCTET_STRING)?;
            extension.finish()?;
        }
    }
    tbs.finish()?;
    certificate.algorithm()?;
    certificate.primitive(BIT_STRING)?;
    certificate.finish()
}

/// The first field of a certificate, if any, whose contents x509-parser cannot read, given that
/// [`check`] found nothing.
pub(super) fn first_unreadable(der: &[u8]) -> Option<usize> {
    let mut certificate = Cursor { der, at: 0, end: der.len() }.inside(SEQUENCE).ok()?;
    let mut tbs = certificate.inside(SEQUENCE).ok()?;
    tbs.optional(CONTEXT_0).ok()?;
    tbs.element().ok()?;
    let readers: [CanRead; 5] = [
        |bytes| AlgorithmIdentifier::from_der(bytes).is_ok(),
        |bytes| X509Name::from_der(bytes).is_ok(),
        |bytes| Validity::from_der(bytes).is_ok(),
        |bytes| X509Name::from_der(bytes).is_ok(),
        |bytes| SubjectPublicKeyInfo::from_der(bytes).is_ok(),
    ];
    for can_read in readers {
        let at = tbs.at;
        let field = tbs.element().ok()?;
        if !der.get(at..field.content.end).is_some_and(can_read) {
            return Some(at);
        }
    }
    None
}

/// Whether bytes are a field of a certificate.
type CanRead = fn(&[u8]) -> bool;

/// The elements of one level.
struct Cursor<'d> {
    der: &'d [u8],
    at: usize,
    end: usize,
}

impl<'d> Cursor<'d> {
    fn is_at_end(&self) -> bool {
        self.at == self.end
    }

    fn finish(&self) -> Outline {
        if self.is_at_end() { Ok(()) } else { Err(self.at) }
    }

    /// The next tag.
    fn peek(&self) -> Option<u8> {
        if self.is_at_end() { None } else { self.der.get(self.at).copied() }
    }

    /// The next element, whatever it is.
    fn element(&mut self) -> Outline<Element> {
        let element = Element::read(self.der, self.at, self.end).map_err(|_| self.at)?;
        self.at = element.content.end;
        Ok(element)
    }

    /// The elements of the next element, which must have that tag.
    fn inside(&mut self, tag: u8) -> Outline<Cursor<'d>> {
        let start = self.at;
        let Element { tag: found, content } = self.element()?;
        if found != tag {
            return Err(start);
        }
        Ok(Cursor { der: self.der, at: content.start, end: content.end })
    }

    /// The next element, if it has that tag.
    fn optional(&mut self, tag: u8) -> Outline<Option<Cursor<'d>>> {
        if self.peek() == Some(tag) { self.inside(tag).map(Some) } else { Ok(None) }
    }

    fn one_of(&mut self, tags: &[u8]) -> Outline {
        let start = self.at;
        let found = self.element()?;
        if tags.contains(&found.tag) { Ok(()) } else { Err(start) }
    }

    fn primitive(&mut self, tag: u8) -> Outline {
        let start = self.at;
        if self.peek() == Some(tag) { self.any() } else { Err(start) }
    }

    /// The next element; what is inside a constructed one is not looked at.
    fn any(&mut self) -> Outline {
        let start = self.at;
        let Element { tag, content } = self.element()?;
        let content = self.der.get(content).unwrap_or_default();
        let is_fine = match tag {
            BOOLEAN => content.len() == 1,
            INTEGER => match content {
                [] => false,
                // No more bytes than it takes.
                [0, next, ..] => *next >= 0x80,
                [0xff, next, ..] => *next < 0x80,
                _ => true,
            },
            BIT_STRING => content.first().is_some_and(|&unused| unused < 8),
            NULL => content.is_empty(),
            OID => {
                // Numbers of seven bits a byte, the last of each below 0x80, the first not zero.
                content.last().is_some_and(|&last| last < 0x80)
                    && content.first() != Some(&0x80)
                    && !content.windows(2).any(|two| matches!(two, [..0x80, 0x80]))
            }
            _ => tag & CLASS != 0 || tag & CONSTRUCTED == 0 || matches!(tag, SEQUENCE | SET),
        };
        if is_fine { Ok(()) } else { Err(start) }
    }

    fn algorithm(&mut self) -> Outline {
        let mut algorithm = self.inside(SEQUENCE)?;
        algorithm.primitive(OID)?;
        if !algorithm.is_at_end() {
            algorithm.any()?;
        }
        algorithm.finish()
    }

    fn name(&mut self) -> Outline {
        let mut name = self.inside(SEQUENCE)?;
        while !name.is_at_end() {
            let mut part = name.inside(SET)?;
            while !part.is_at_end() {
                let mut attribute = part.inside(SEQUENCE)?;
                attribute.primitive(OID)?;
                attribute.string()?;
                attribute.finish()?;
            }
        }
        Ok(())
    }

    /// The value of an attribute of a name: OpenSSL refuses other types, and text that is malformed.
    fn string(&mut self) -> Outline {
        let start = self.at;
        let tag = self.peek();
        let Element { content, .. } = self.element()?;
        let content = self.der.get(content).unwrap_or_default();
        let is_fine = match tag {
            Some(UTF8_STRING) => std::str::from_utf8(content).is_ok(),
            Some(BMP_STRING) => content.len() % 2 == 0,
            Some(UNIVERSAL_STRING) => content.len() % 4 == 0,
            Some(BIT_STRING) => content.first().is_some_and(|&unused| unused < 8),
            Some(NUMERIC_STRING | PRINTABLE_STRING | T61_STRING | IA5_STRING | SEQUENCE) => true,
            _ => false,
        };
        if is_fine { Ok(()) } else { Err(start) }
    }
}
