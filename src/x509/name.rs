//! Distinguished names of certificates: readable, and comparable as OpenSSL compares them.

use std::fmt::Write;

use x509_parser::asn1_rs::{Any, Oid, Tag};
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

/// The name in the manner of RFC 4514: the last part first, `CN=Example Root CA,O=Example,C=US`.
pub(super) fn readable(name: &X509Name<'_>) -> String {
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
fn text(value: &Any<'_>) -> Option<String> {
    let utf16 = |pair: [u8; 2]| u16::from_be_bytes(pair);
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            std::str::from_utf8(value.data).ok().map(str::to_owned)
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
    }
}

/// Bytes that are equal for names that OpenSSL takes for equal: the types of strings, ASCII case, and
/// how much white space there is make no difference (its "canonical" encoding).
pub(super) fn comparable(name: &X509Name<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.as_raw().len());
    for part in name.iter_rdn() {
        // A set: the order of its attributes makes no difference.
        let mut attributes: Vec<Vec<u8>> = part.iter().map(comparable_attribute).collect();
        attributes.sort_unstable();
        push(&mut out, &attributes.concat());
    }
    out
}

fn comparable_attribute(attribute: &AttributeTypeAndValue<'_>) -> Vec<u8> {
    let value = attribute.attr_value();
    let mut out = Vec::new();
    push(&mut out, attribute.attr_type().as_bytes());
    // A numeric string is none of the types that OpenSSL converts.
    match text(value).filter(|_| value.tag() != Tag::NumericString) {
        Some(text) => {
            out.push(0);
            let words: Vec<&str> = text
                .split(|c: char| c.is_ascii_whitespace() || c == '\u{b}')
                .filter(|word| !word.is_empty())
                .collect();
            push(&mut out, words.join(" ").to_ascii_lowercase().as_bytes());
        }
        None => {
            push(&mut out, &value.tag().0.to_be_bytes());
            push(&mut out, value.data);
        }
    }
    out
}

/// Appends bytes after their length, so that no two sequences of them run together.
fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(bytes.len().to_be_bytes());
    out.extend(bytes);
}
