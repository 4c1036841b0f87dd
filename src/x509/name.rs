//! Distinguished names of certificates: readable, and comparable as OpenSSL compares them.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::OnceLock;

use x509_parser::asn1_rs::{Any, Oid, Tag};
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::der::{Element, OID, SEQUENCE};
use super::outline::{Cursor, IA5_STRING, PRINTABLE_STRING, SET, UTF8_STRING};
use super::roots;

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
        let comparable = match plain(der) {
            Some(comparable) => comparable,
            None => comparable(&X509Name::from_der(der).ok()?.1),
        };
        Some(Self { comparable, readable: OnceLock::new() })
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
    let mut out = with_room(name.as_raw());
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
    marked(out)
}

/// How many bytes the mark takes that stands before the others.
const MARK: usize = size_of::<u64>();

/// Room for the mark, and for all the rest of such a name.
fn with_room(der: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(MARK + 3 * der.len());
    out.extend([0; MARK]);
    out
}

/// The number before the bytes of a comparable name, see [`marked`].
pub(super) fn mark_of(comparable: &[u8]) -> u64 {
    comparable.first_chunk().map_or(0, |mark| u64::from_be_bytes(*mark))
}

/// Puts a number before the bytes that is made of them: names differ in their first eight bytes then, while what they
/// begin with is mostly the same, a country, and bundles are searched by name. Of an empty name nothing is left.
fn marked(mut bytes: Vec<u8>) -> Vec<u8> {
    match bytes.split_first_chunk_mut::<MARK>() {
        Some((mark, rest)) if !rest.is_empty() => *mark = roots::mark(rest).to_be_bytes(),
        _ => bytes.clear(),
    }
    bytes
}

/// The same of a name as most are, of attributes that stand alone and have one of three types; nothing is said of any
/// other. Names were three tenths of the decoding of certificates, and are half of that now.
fn plain(der: &[u8]) -> Option<Vec<u8>> {
    let mut all = Cursor::of(der);
    let mut name = all.inside(SEQUENCE).ok().filter(|_| all.is_at_end())?;
    let mut out = with_room(der);
    while !name.is_at_end() {
        let mut part = name.inside(SET).ok()?;
        let mut attribute = part.inside(SEQUENCE).ok().filter(|_| part.is_at_end())?;
        let oid = attribute.content(OID).ok()?;
        let Element { tag, content } = attribute.element().ok().filter(|_| attribute.is_at_end())?;
        if !matches!(tag, UTF8_STRING | PRINTABLE_STRING | IA5_STRING) {
            return None;
        }
        let text = der.get(content)?;
        if !text.is_ascii() && std::str::from_utf8(text).is_err() {
            return None;
        }
        with_length(&mut out, |out| {
            with_length(out, |out| out.extend_from_slice(oid));
            out.push(0);
            with_length(out, |out| words(text, out));
        });
    }
    Some(marked(out))
}

fn comparable_attribute(attribute: &AttributeTypeAndValue<'_>, out: &mut Vec<u8>) {
    let value = attribute.attr_value();
    with_length(out, |out| out.extend(attribute.attr_type().as_bytes()));
    // A numeric string is none of the types that OpenSSL converts.
    match text(value).filter(|_| value.tag() != Tag::NumericString) {
        Some(text) => {
            out.push(0);
            with_length(out, |out| words(text.as_bytes(), out));
        }
        None => {
            with_length(out, |out| out.extend(value.tag().0.to_be_bytes()));
            with_length(out, |out| out.extend(value.data));
        }
    }
}

/// Appends the words of a text in lower case, with a blank between them.
fn words(text: &[u8], out: &mut Vec<u8>) {
    let is_space = |byte: &u8| *byte == b' ' || matches!(byte, b'\t'..=b'\r');
    let words = text.split(is_space).filter(|word| !word.is_empty());
    let start = out.len();
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
    out.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).expect("short")], content].concat()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// What is read at once is comparable as x509-parser has it.
        #[test]
        fn a_plain_name_is_comparable_as_any_is(
            parts in prop::collection::vec(
                (
                    prop::collection::vec(
                        (
                            prop::sample::select(vec![&[0x55, 4, 3][..], &[0x55, 4, 10], &[0x2a, 0x86, 0x48, 1]]),
                            prop::sample::select(vec![0x0c, 0x13, 0x16, 0x0c, 0x13, 0x16, 0x14, 0x1e, 0x12, 3]),
                            prop::sample::select(vec![&b"Example"[..], b" a  B\x0b", b"", b"\xc3\xa9 X", b"\xff\xfe"]),
                        ),
                        1..3,
                    ),
                    0_usize..6,
                ),
                0..5,
            ),
        ) {
            let attribute = |(oid, tag, value): &(&[u8], u8, &[u8])| {
                element(0x30, &[element(6, oid), element(*tag, value)].concat())
            };
            let part = |(attributes, shown): &(Vec<_>, usize)| {
                // Most have one.
                let shown = if *shown == 0 { attributes.len() } else { 1 };
                element(0x31, &attributes.iter().take(shown).map(attribute).collect::<Vec<_>>().concat())
            };
            let content = parts.iter().map(part).collect::<Vec<_>>().concat();
            prop_assume!(content.len() < 0x80);
            let der = element(0x30, &content);
            let (_, name) = X509Name::from_der(&der).expect("a name");
            if let Some(plain) = plain(&der) {
                prop_assert_eq!(plain, comparable(&name));
            }
        }
    }

    #[test]
    fn names_of_authorities_are_plain_or_read_by_another() {
        let names = webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS.iter().map(|der| {
            let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("a certificate");
            certificate.subject().as_raw().to_vec()
        });
        let names: Vec<Vec<u8>> = names.collect();
        let read = |der: &&Vec<u8>| {
            let (_, name) = X509Name::from_der(der).expect("a name");
            plain(der).is_some_and(|plain| {
                assert_eq!(plain, comparable(&name));
                true
            })
        };
        assert!(names.iter().filter(read).count() > names.len() / 2);
    }
}
