//! Distinguished names of certificates: readable, and comparable as OpenSSL compares them.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::OnceLock;

use x509_parser::asn1_rs::{Any, Oid, Tag};
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// Attribute types by the content of their object identifier: those of RFC 4514, and what else stands
/// in the names of authorities.
const TYPES: &[(&[u8], &str)] = &[
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 4], "SN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 15], "businessCategory"),
    (&[0x55, 4, 17], "postalCode"),
    (&[0x55, 4, 42], "GN"),
    (&[0x55, 4, 46], "dnQualifier"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
    (&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "emailAddress"),
];

/// The longest object identifier that is written with dots. Beyond that its numbers may be so large
/// that writing them in decimal takes forever.
const LONGEST_OID: usize = 64;

/// The name of a certificate.
#[derive(Clone, Debug)]
pub(super) struct Name {
    comparable: Vec<u8>,
    /// Written when somebody asks: of most certificates nothing is said.
    readable: OnceLock<String>,
}

impl Name {
    /// Reads a `Name`; `None` if that is none.
    pub(super) fn of(der: &[u8]) -> Option<Self> {
        let (_, name) = X509Name::from_der(der).ok()?;
        Some(Self { comparable: comparable(&name), readable: OnceLock::new() })
    }

    pub(super) fn comparable(&self) -> &[u8] {
        &self.comparable
    }

    /// In the manner of RFC 4514; `der` is what was read.
    pub(super) fn readable(&self, der: &[u8]) -> &str {
        let write = || X509Name::from_der(der).map(|(_, name)| readable(&name)).unwrap_or_default();
        self.readable.get_or_init(write)
    }
}

/// The name in the manner of RFC 4514: the last part first, `CN=Example Root CA,O=Example,C=US`.
fn readable(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|part| part.iter().map(readable_attribute).collect::<Vec<_>>().join("+"))
        .collect();
    parts.reverse();
    parts.join(",")
}

fn readable_attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type();
    let known = TYPES.iter().find(|(bytes, _)| *bytes == oid.as_bytes());
    let mut out = known.map_or_else(|| self::oid(oid.as_bytes()), |(_, name)| (*name).to_owned());
    out.push('=');
    match text(attribute.attr_value()) {
        Some(value) => escape(&value, &mut out),
        None => {
            out.push('#');
            hex(attribute.attr_value().data, &mut out);
        }
    }
    out
}

/// An object identifier with dots.
pub(super) fn oid(content: &[u8]) -> String {
    match content.len() {
        ..=LONGEST_OID => Oid::new(content.into()).to_id_string(),
        _ => "OID".to_owned(),
    }
}

/// RFC 4514 §2.4, but for control characters, which whoever prints them has to escape anyway.
fn escape(value: &str, out: &mut String) {
    let last = value.chars().count().saturating_sub(1);
    for (index, character) in value.chars().enumerate() {
        let is_special = matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\')
            || index == 0 && matches!(character, ' ' | '#')
            || index == last && character == ' ';
        match character {
            '\0' => out.push_str("\\00"),
            _ if is_special => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
}

/// A serial number, in lower-case hexadecimal digits.
pub(super) fn serial(bytes: &[u8]) -> String {
    // Without the zero byte that only says that the number is positive.
    let digits = match bytes {
        [0, digits @ ..] if !digits.is_empty() => digits,
        digits => digits,
    };
    let mut out = String::with_capacity(digits.len() * 2);
    hex(digits, &mut out);
    out
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(out, "{byte:02x}");
    }
}

/// The text of a value, if it is of a type that has one and is well-formed.
fn text<'d>(value: &Any<'d>) -> Option<Cow<'d, str>> {
    let utf16 = |pair: [u8; 2]| u16::from_be_bytes(pair);
    let converted: Option<String> = match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            return std::str::from_utf8(value.data).ok().map(Cow::Borrowed);
        }
        // OpenSSL reads it as Latin-1.
        Tag::T61String => Some(value.data.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let (pairs, rest) = value.data.as_chunks::<2>();
            let units = pairs.iter().copied().map(utf16);
            rest.is_empty().then(|| char::decode_utf16(units).collect::<Result<_, _>>().ok())?
        }
        Tag::UniversalString => {
            let (quads, rest) = value.data.as_chunks::<4>();
            let characters = quads.iter().map(|quad| char::from_u32(u32::from_be_bytes(*quad)));
            rest.is_empty().then(|| characters.collect())?
        }
        _ => None,
    };
    converted.map(Cow::Owned)
}

/// Bytes that are equal for names that OpenSSL takes for equal: the types of strings, ASCII case, and
/// how much white space there is make no difference (its "canonical" encoding).
pub(super) fn comparable(name: &X509Name<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(3 * name.as_raw().len());
    for part in name.iter_rdn() {
        let mut attributes = part.iter();
        with_length(&mut out, |out| match (attributes.next(), attributes.next()) {
            (Some(only), None) => comparable_attribute(only, out),
            // A set: the order of its attributes makes no difference.
            _ => {
                let write = |attribute| {
                    let mut bytes = Vec::new();
                    comparable_attribute(attribute, &mut bytes);
                    bytes
                };
                let mut attributes: Vec<Vec<u8>> = part.iter().map(write).collect();
                attributes.sort_unstable();
                attributes.iter().for_each(|attribute| out.extend(attribute));
            }
        });
    }
    out
}

fn comparable_attribute(attribute: &AttributeTypeAndValue<'_>, out: &mut Vec<u8>) {
    let value = attribute.attr_value();
    with_length(out, |out| out.extend(attribute.attr_type().as_bytes()));
    // A numeric string is none of the types that OpenSSL converts.
    match text(value).filter(|_| value.tag() != Tag::NumericString) {
        Some(text) => {
            out.push(0);
            with_length(out, |out| words(&text, out));
        }
        None => {
            with_length(out, |out| out.extend(value.tag().0.to_be_bytes()));
            with_length(out, |out| out.extend(value.data));
        }
    }
}

/// Appends the words of a text in lower case, with a blank between them.
fn words(text: &str, out: &mut Vec<u8>) {
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let words = text.as_bytes().split(is_space).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend(word.iter().map(u8::to_ascii_lowercase));
    }
}

/// Appends bytes after their length, so that no two sequences of them run together.
fn with_length(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend(0_usize.to_be_bytes());
    let start = out.len();
    write(out);
    let length = (out.len() - start).to_be_bytes();
    if let Some(place) = out.get_mut(at..start) {
        place.copy_from_slice(&length);
    }
}
