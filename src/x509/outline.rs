//! Whether bytes have the outline of a certificate, and where they leave it.
//!
//! x509-parser's errors carry no position. And it ends a name, and a list of extensions, at the first
//! element that it cannot read, and takes what was before it for the whole: OpenSSL refuses that; times
//! that OpenSSL loads make it refuse the whole certificate. So each certificate is walked here, and
//! x509-parser gets its fields one by one. What a time, a key, an extension contain is not looked at.

use std::ops::Range;

use super::der::{
    BIT_STRING, BOOLEAN, CONTEXT_0, Element, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE, UTC_TIME,
};

const NULL: u8 = 0x05;
pub(super) const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
const T61_STRING: u8 = 0x14;
pub(super) const IA5_STRING: u8 = 0x16;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;
pub(super) const SET: u8 = 0x31;
const CONTEXT_3: u8 = 0xa3;

/// The bits of a tag that say that there are elements inside, and that the type is of ASN.1 itself.
const CONSTRUCTED: u8 = 0x20;
const CLASS: u8 = 0xc0;

/// Nothing, or the offset of the first byte of the element that does not fit.
pub(super) type Outline<T = ()> = Result<T, usize>;

/// Where the fields of a certificate are.
pub(super) struct Fields {
    /// The number; versions 1 and 2 are written 0 and 1, and absent is 1.
    pub(super) version: Option<Range<usize>>,
    /// The content.
    pub(super) serial: Range<usize>,
    /// The algorithm that the signed part names.
    pub(super) algorithm: Algorithm,
    pub(super) issuer: Range<usize>,
    pub(super) not_before: Element,
    pub(super) not_after: Element,
    pub(super) subject: Range<usize>,
    pub(super) key: Range<usize>,
    pub(super) key_algorithm: Algorithm,
    pub(super) extensions: Vec<Extension>,
    /// The algorithm that stands beside the signature.
    pub(super) signature_algorithm: Algorithm,
    /// Where the certificate ends.
    pub(super) end: usize,
}

/// An algorithm identifier.
pub(super) struct Algorithm {
    /// All of it.
    pub(super) at: Range<usize>,
    /// The content of its object identifier.
    pub(super) oid: Range<usize>,
}

/// An extension.
pub(super) struct Extension {
    /// All of it.
    pub(super) at: Range<usize>,
    /// The content of its object identifier.
    pub(super) oid: Range<usize>,
    pub(super) is_critical: bool,
    /// What the octet string holds.
    pub(super) value: Range<usize>,
}

/// Walks a certificate. What follows it is not looked at.
pub(super) fn fields(der: &[u8]) -> Outline<Fields> {
    let mut all = Cursor::of(der);
    let mut certificate = all.inside(SEQUENCE)?;
    let mut tbs = certificate.inside(SEQUENCE)?;
    let mut version = None;
    if let Some(mut tagged) = tbs.optional(CONTEXT_0)? {
        version = Some(tagged.primitive(INTEGER)?);
        tagged.finish()?;
    }
    let serial = tbs.primitive(INTEGER)?;
    let algorithm = tbs.algorithm()?;
    let issuer = tbs.name()?;
    let mut validity = tbs.inside(SEQUENCE)?;
    let not_before = validity.one_of(&[UTC_TIME, GENERALIZED_TIME])?;
    let not_after = validity.one_of(&[UTC_TIME, GENERALIZED_TIME])?;
    validity.finish()?;
    // Of a root they are the same, and read already.
    let is_root = der
        .get(tbs.at..tbs.end)
        .is_some_and(|rest| rest.starts_with(der.get(issuer.clone()).unwrap_or_default()));
    let subject = if is_root { tbs.skip(issuer.len()) } else { tbs.name()? };
    let key = tbs.at;
    let mut key_info = tbs.inside(SEQUENCE)?;
    let key = key..tbs.at;
    let key_algorithm = key_info.algorithm()?;
    key_info.primitive(BIT_STRING)?;
    key_info.finish()?;
    for unique_id in [0x81, 0x82] {
        tbs.optional(unique_id)?;
    }
    let mut extensions = Vec::with_capacity(8);
    if let Some(mut tagged) = tbs.optional(CONTEXT_3)? {
        let mut list = tagged.inside(SEQUENCE)?;
        tagged.finish()?;
        while !list.is_at_end() {
            extensions.push(list.extension()?);
        }
    }
    tbs.finish()?;
    let signature_algorithm = certificate.algorithm()?;
    certificate.primitive(BIT_STRING)?;
    certificate.finish()?;
    Ok(Fields {
        version,
        serial,
        algorithm,
        issuer,
        not_before,
        not_after,
        subject,
        key,
        key_algorithm,
        extensions,
        signature_algorithm,
        end: all.at,
    })
}

/// The elements of one level.
pub(super) struct Cursor<'d> {
    der: &'d [u8],
    at: usize,
    end: usize,
}

impl<'d> Cursor<'d> {
    /// At the start of the bytes.
    pub(super) fn of(der: &'d [u8]) -> Self {
        Self { der, at: 0, end: der.len() }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.end
    }

    pub(super) fn finish(&self) -> Outline {
        if self.is_at_end() { Ok(()) } else { Err(self.at) }
    }

    /// The next tag.
    pub(super) fn peek(&self) -> Option<u8> {
        if self.is_at_end() { None } else { self.der.get(self.at).copied() }
    }

    /// The next element, whatever it is.
    #[inline]
    pub(super) fn element(&mut self) -> Outline<Element> {
        let element = Element::read(self.der, self.at, self.end).map_err(|_| self.at)?;
        self.at = element.content.end;
        Ok(element)
    }

    /// The elements of the next element, which must have that tag.
    pub(super) fn inside(&mut self, tag: u8) -> Outline<Cursor<'d>> {
        let start = self.at;
        let Element { tag: found, content } = self.element()?;
        if found != tag {
            return Err(start);
        }
        Ok(Cursor { der: self.der, at: content.start, end: content.end })
    }

    /// The next element, if it has that tag.
    pub(super) fn optional(&mut self, tag: u8) -> Outline<Option<Cursor<'d>>> {
        if self.peek() == Some(tag) { self.inside(tag).map(Some) } else { Ok(None) }
    }

    fn one_of(&mut self, tags: &[u8]) -> Outline<Element> {
        let start = self.at;
        let found = self.element()?;
        if tags.contains(&found.tag) { Ok(found) } else { Err(start) }
    }

    /// The content of the next element, which must have that tag.
    pub(super) fn primitive(&mut self, tag: u8) -> Outline<Range<usize>> {
        let start = self.at;
        if self.peek() == Some(tag) { self.any().map(|element| element.content) } else { Err(start) }
    }

    /// The bytes of that.
    pub(super) fn content(&mut self, tag: u8) -> Outline<&'d [u8]> {
        let content = self.primitive(tag)?;
        Ok(self.der.get(content).unwrap_or_default())
    }

    /// The next element; what is inside a constructed one is not looked at.
    pub(super) fn any(&mut self) -> Outline<Element> {
        let start = self.at;
        let element = self.element()?;
        let tag = element.tag;
        let content = self.der.get(element.content.clone()).unwrap_or_default();
        let is_fine = match tag {
            BOOLEAN => content.len() == 1,
            INTEGER => is_integer(content),
            BIT_STRING => content.first().is_some_and(|&unused| unused < 8),
            NULL => content.is_empty(),
            OID => is_oid(content),
            // Two types are constructed, and no other is.
            _ if tag & CLASS == 0 => (tag & CONSTRUCTED != 0) == matches!(tag | CONSTRUCTED, SEQUENCE | SET),
            _ => true,
        };
        if is_fine { Ok(element) } else { Err(start) }
    }

    fn algorithm(&mut self) -> Outline<Algorithm> {
        let start = self.at;
        let mut algorithm = self.inside(SEQUENCE)?;
        let oid = algorithm.primitive(OID)?;
        if !algorithm.is_at_end() {
            algorithm.any()?;
        }
        algorithm.finish()?;
        Ok(Algorithm { at: start..self.at, oid })
    }

    fn extension(&mut self) -> Outline<Extension> {
        let start = self.at;
        let mut extension = self.inside(SEQUENCE)?;
        let oid = extension.primitive(OID)?;
        let mut is_critical = false;
        if extension.peek() == Some(BOOLEAN) {
            let content = extension.primitive(BOOLEAN)?;
            is_critical = self.der.get(content) != Some(&[0]);
        }
        let value = extension.primitive(OCTET_STRING)?;
        extension.finish()?;
        Ok(Extension { at: start..self.at, oid, is_critical, value })
    }

    /// A distinguished name; gives all of it.
    pub(super) fn name(&mut self) -> Outline<Range<usize>> {
        let start = self.at;
        let mut name = self.inside(SEQUENCE)?;
        while !name.is_at_end() {
            name.inside(SET)?.attributes()?;
        }
        Ok(start..self.at)
    }

    /// So many bytes, which have been read elsewhere.
    fn skip(&mut self, bytes: usize) -> Range<usize> {
        let start = self.at;
        self.at += bytes;
        start..self.at
    }

    /// The attributes of a part of a name.
    pub(super) fn attributes(mut self) -> Outline {
        while !self.is_at_end() {
            let mut attribute = self.inside(SEQUENCE)?;
            attribute.primitive(OID)?;
            attribute.string()?;
            attribute.finish()?;
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
            Some(UTF8_STRING) => content.is_ascii() || std::str::from_utf8(content).is_ok(),
            Some(BMP_STRING) => content.len() % 2 == 0,
            Some(UNIVERSAL_STRING) => content.len() % 4 == 0,
            Some(BIT_STRING) => content.first().is_some_and(|&unused| unused < 8),
            Some(NUMERIC_STRING | PRINTABLE_STRING | T61_STRING | IA5_STRING | SEQUENCE) => true,
            _ => false,
        };
        if is_fine { Ok(()) } else { Err(start) }
    }
}

/// Whether that is the content of an integer: of no more bytes than it takes.
pub(super) fn is_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0, next, ..] => *next >= 0x80,
        [0xff, next, ..] => *next < 0x80,
        _ => true,
    }
}

/// Whether that is the content of an object identifier: numbers of seven bits a byte, the last of each
/// below 0x80, the first not zero.
pub(super) fn is_oid(content: &[u8]) -> bool {
    content.last().is_some_and(|&last| last < 0x80)
        && content.first() != Some(&0x80)
        && !content.windows(2).any(|two| matches!(two, [..0x80, 0x80]))
}
