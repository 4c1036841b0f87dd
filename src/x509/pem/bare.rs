//! Base64 without BEGIN and END.

use std::ops::Range;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::{PemText, is_blank};
use crate::wiped::Wiped;
use crate::x509::der::{self, DerKind};

/// What base64 without BEGIN and END contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bare {
    /// All of it.
    pub(crate) at: Range<usize>,
    pub(crate) content: BareContent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BareContent {
    /// A PEM text that was encoded once more.
    Pem(String),
    /// Certificates; as PEM.
    Certificates(String),
    /// Certificates, or a PEM text, that were encoded more than once; as PEM.
    Twice(String),
    /// A private key, or a PEM text with one.
    PrivateKey,
    /// Something else, if it is known what, or only a part of it.
    Other(Option<DerKind>),
}

/// The shortest that is taken for more than a word.
const SHORTEST: usize = 64;

/// What a text without any boundary is.
pub(super) fn recognise(text: &str) -> Option<Bare> {
    let is_space = |c: char| c == '\u{feff}' || u8::try_from(c).is_ok_and(is_blank);
    let start = text.len() - text.trim_start_matches(is_space).len();
    let at = start..text.trim_end_matches(is_space).len().max(start);
    let mut encoded = text.get(at.clone())?;
    if encoded.starts_with("data:") {
        encoded = encoded.split_once(";base64,")?.1;
    }
    let decoded = decode(encoded)?;
    let content = match std::str::from_utf8(&decoded) {
        Ok(inner) if inner.trim_start_matches('\u{feff}').starts_with("-----BEGIN ") => pem(inner),
        Ok(inner) => match recognise(inner)?.content {
            BareContent::Pem(pem) | BareContent::Certificates(pem) => BareContent::Twice(pem),
            // Nobody else looks for a key so deep.
            BareContent::PrivateKey => BareContent::Other(None),
            content => content,
        },
        Err(_) => ders(&decoded)?,
    };
    Some(Bare { at, content })
}

/// Whether a text without any boundary is a private key, or the start of one.
pub(super) fn is_private_key(text: &str) -> bool {
    recognise(text).is_some_and(|bare| bare.content == BareContent::PrivateKey)
}

fn decode(encoded: &str) -> Option<Wiped<Vec<u8>>> {
    let bytes = encoded.as_bytes();
    // Neither DER nor PEM begins otherwise, nor what is encoded once more.
    if bytes.len() < SHORTEST || !matches!(bytes.first(), Some(b'M' | b'L' | b'7' | b'T')) {
        return None;
    }
    let mut digits = Wiped::from(Vec::with_capacity(bytes.len()));
    for &byte in bytes {
        match byte {
            b'-' => digits.push(b'+'),
            b'_' => digits.push(b'/'),
            b'=' => {}
            _ if is_blank(byte) => {}
            _ if super::body::is_base64(byte) => digits.push(byte),
            // Line breaks that were escaped are no base64, but nothing else, either.
            b'\\' => {
                let mut joined = Wiped::with_capacity(encoded.len());
                let lines = encoded.split("\\r").flat_map(|part| part.split("\\n"));
                lines.for_each(|line| joined.push_str(line));
                return if joined.contains('\\') { None } else { decode(&joined) };
            }
            _ => return None,
        }
    }
    BASE64_STANDARD_NO_PAD.decode(&*digits).ok().map(Wiped::from)
}

fn pem(inner: &str) -> BareContent {
    let found = PemText::scan(inner);
    let is_key = |block: &super::Block| {
        let kind = der::kind(&block.der);
        block.is_private_key() || matches!(kind, Some(DerKind::PrivateKey | DerKind::EncryptedPrivateKey))
    };
    match found.blocks.iter().any(is_key) {
        true => BareContent::PrivateKey,
        false => BareContent::Pem(inner.to_owned()),
    }
}

/// One element after the other.
pub(super) fn ders(bytes: &[u8]) -> Option<BareContent> {
    if bytes.first() != Some(&der::SEQUENCE) {
        return None;
    }
    let mut text = String::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let length = der::length_of_first(rest);
        let element = length.and_then(|length| rest.get(..length)).unwrap_or(rest);
        if length.is_none() || !der::is_certificate(element) {
            let kind = der::kind(element);
            let is_key = matches!(kind, Some(DerKind::PrivateKey | DerKind::EncryptedPrivateKey));
            return Some(if is_key { BareContent::PrivateKey } else { BareContent::Other(kind) });
        }
        let config = ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF);
        text.push_str(&::pem::encode_config(&::pem::Pem::new("CERTIFICATE", element), config));
        rest = rest.get(element.len()..).unwrap_or_default();
    }
    Some(BareContent::Certificates(text))
}
