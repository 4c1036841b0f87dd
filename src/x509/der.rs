//! As much of DER as it takes to say where a certificate breaks, and what a body is instead.

use std::ops::Range;

use super::outline::is_integer;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const CONTEXT_0: u8 = 0xa0;

/// Why bytes are no certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DerFault {
    /// The byte that breaks it, if one is known; for truncated bytes, their number.
    pub(crate) at: Option<usize>,
    /// How many bytes are missing at the end.
    pub(crate) missing: Option<usize>,
    /// What it is instead.
    pub(crate) instead: Option<DerKind>,
}

/// What bytes are that are no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DerKind {
    /// A PKCS #10 certificate signing request.
    CertificateRequest,
    RevocationList,
    /// A bare public key.
    PublicKey,
    /// PKCS #8, PKCS #1 or SEC 1.
    PrivateKey,
    /// Encrypted PKCS #8.
    EncryptedPrivateKey,
    /// Certificates or signed data in a PKCS #7 envelope (`.p7b`).
    Pkcs7,
    /// A PKCS #12 store (`.p12`, `.pfx`).
    Pkcs12,
    /// A PEM text that was encoded once more.
    Pem,
    /// A certificate with OpenSSL's own trust settings behind it.
    TrustedCertificate,
}

impl DerKind {
    /// What bytes are, judged by their outline; they may be cut off at the end.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        kind(der)
    }
}

impl DerFault {
    /// What is wrong with bytes that are no certificate, because of the byte at `at` or the element there.
    pub(super) fn of(der: &[u8], at: usize) -> Self {
        let is_sequence = der.first() == Some(&SEQUENCE);
        let missing = match Element::read(der, 0, der.len()) {
            Err(Broken::Short(missing)) if is_sequence => Some(missing),
            _ => None,
        };
        let instead = kind(der);
        let at = match missing {
            Some(_) => Some(der.len()),
            None if instead.is_some() => None,
            None if !is_sequence => Some(0),
            None => Some(at),
        };
        Self { at, missing, instead }
    }
}

/// How long the element at the start of some bytes is, if it is all there.
pub(super) fn length_of_first(der: &[u8]) -> Option<usize> {
    Element::read(der, 0, der.len()).ok().map(|element| element.content.end)
}

/// Whether bytes are one whole sequence, of whatever.
pub(super) fn is_whole(der: &[u8]) -> bool {
    der.first() == Some(&SEQUENCE) && length_of_first(der) == Some(der.len())
}

/// Whether bytes have the outline of OpenSSL's trust settings (`X509_CERT_AUX`): what the certificate is
/// trusted for, what it is not trusted for, a name and a key identifier, each of which may be missing. What
/// stands behind them OpenSSL does not look at.
pub(super) fn is_trust_settings(der: &[u8]) -> bool {
    const UTF8_STRING: u8 = 0x0c;
    const CONTEXT_1: u8 = 0xa1;
    let Ok(outer) = Element::read(der, 0, der.len()) else { return false };
    let mut known = [SEQUENCE, CONTEXT_0, UTF8_STRING, OCTET_STRING, CONTEXT_1].iter();
    let mut end = outer.content.start;
    let is_in_order = outer.children(der).all(|element| {
        end = element.content.end;
        known.any(|tag| *tag == element.tag)
    });
    outer.tag == SEQUENCE && is_in_order && end == outer.content.end
}

/// Whether bytes have the outline of a certificate.
pub(super) fn is_certificate(der: &[u8]) -> bool {
    super::outline::fields(der).is_ok()
}

/// One element: its tag, and where its content is.
#[derive(Clone)]
pub(super) struct Element {
    pub(super) tag: u8,
    pub(super) content: Range<usize>,
}

pub(super) enum Broken {
    /// So many bytes are missing, at least.
    Short(usize),
    Invalid,
}

impl Element {
    /// The element at `at`, which must end by `end`.
    #[inline]
    pub(super) fn read(der: &[u8], at: usize, end: usize) -> Result<Self, Broken> {
        let element = Self::read_header(der.get(..end).unwrap_or(der), at)?;
        match element.content.end.checked_sub(end) {
            None | Some(0) => Ok(element),
            Some(missing) => Err(Broken::Short(missing)),
        }
    }

    /// The element at `at`, even if its content reaches beyond the bytes.
    #[inline]
    fn read_header(der: &[u8], at: usize) -> Result<Self, Broken> {
        let rest = der.get(at..).unwrap_or_default();
        // Nearly all are short, and a certificate has some eighty of them.
        if let [tag, length @ ..0x80, ..] = rest
            && *tag != 0
            && tag & 0x1f != 0x1f
        {
            let start = at + 2;
            return Ok(Self { tag: *tag, content: start..start + usize::from(*length) });
        }
        Self::read_long_header(rest, at)
    }

    /// The same of any header, which `rest` begins with.
    fn read_long_header(rest: &[u8], at: usize) -> Result<Self, Broken> {
        let mut bytes = rest.iter().copied();
        let mut next = || bytes.next().ok_or(Broken::Short(1));
        let tag = next()?;
        let length = next()?;
        // No tag above 30 and no indefinite length occurs in a certificate.
        if tag == 0 || tag & 0x1f == 0x1f || length == 0x80 || length > 0x88 {
            return Err(Broken::Invalid);
        }
        let mut start = at + 2;
        let mut length = usize::from(length);
        if let Some(count) = length.checked_sub(0x80) {
            length = 0;
            for _ in 0..count {
                let more = length.checked_mul(0x100).ok_or(Broken::Invalid)?;
                length = more | usize::from(next()?);
            }
            start += count;
        }
        let end = start.checked_add(length).ok_or(Broken::Invalid)?;
        Ok(Self { tag, content: start..end })
    }

    /// The elements inside; the last one may be cut off, what comes after a broken one is left out.
    fn children<'d>(&self, der: &'d [u8]) -> impl Iterator<Item = Element> + use<'d> {
        let content = self.content.clone();
        let der = der.get(..content.end).unwrap_or(der);
        let mut at = content.start;
        std::iter::from_fn(move || {
            let element = Self::read_header(der, at).ok()?;
            at = element.content.end;
            Some(element)
        })
    }

    fn tags(&self, der: &[u8]) -> Vec<u8> {
        self.children(der).take(6).map(|element| element.tag).collect()
    }
}

/// What the bytes are, judged by the outline of their elements, which may be cut off at the end.
pub(crate) fn kind(der: &[u8]) -> Option<DerKind> {
    if der.starts_with(b"-----BEGIN ") {
        return Some(DerKind::Pem);
    }
    let outer = Element::read_header(der, 0).ok().filter(|outer| outer.tag == SEQUENCE)?;
    let first = outer.children(der).next()?;
    let inner = if first.tag == SEQUENCE { first.tags(der) } else { Vec::new() };
    match (outer.tags(der).as_slice(), inner.as_slice()) {
        ([OID, CONTEXT_0, ..], _) => Some(DerKind::Pkcs7),
        ([INTEGER, SEQUENCE, OCTET_STRING, ..], _)
        | ([INTEGER, OCTET_STRING, ..], _)
        | ([INTEGER, INTEGER, INTEGER, ..], _) => Some(DerKind::PrivateKey),
        ([INTEGER, INTEGER], _) => Some(DerKind::PublicKey),
        ([INTEGER, SEQUENCE, ..], _) => Some(DerKind::Pkcs12),
        ([SEQUENCE, BIT_STRING], [OID, ..]) => Some(DerKind::PublicKey),
        ([SEQUENCE, OCTET_STRING], [OID, ..]) => Some(DerKind::EncryptedPrivateKey),
        (_, [INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0]) => Some(DerKind::CertificateRequest),
        ([SEQUENCE, SEQUENCE, BIT_STRING], [INTEGER, SEQUENCE, SEQUENCE]) => {
            Some(DerKind::CertificateRequest)
        }
        (_, [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..])
        | (_, [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..]) => Some(DerKind::RevocationList),
        _ => None,
    }
}

/// Basic constraints: whether `cA` is set, and the path length; `None` if malformed.
///
/// Read here, since x509-parser wants `TRUE` to be 0xff, and OpenSSL does not.
pub(super) fn basic_constraints(der: &[u8]) -> Option<(bool, Option<u32>)> {
    let outer = Element::read(der, 0, der.len()).ok().filter(|outer| outer.tag == SEQUENCE)?;
    let mut at = outer.content.start;
    let mut field = |tag| -> Option<Option<&[u8]>> {
        if at == outer.content.end {
            return Some(None);
        }
        let element = Element::read(der, at, outer.content.end).ok()?;
        if element.tag != tag {
            return Some(None);
        }
        at = element.content.end;
        Some(der.get(element.content))
    };
    let is_ca = match field(BOOLEAN)? {
        None => false,
        Some([value]) => *value != 0,
        Some(_) => return None,
    };
    let path_length = match field(INTEGER)? {
        None => None,
        // A negative one is malformed; one beyond 32 bits limits nothing.
        Some(digits) if !is_integer(digits) || digits.first().is_none_or(|&first| first >= 0x80) => {
            return None;
        }
        Some(digits) => Some(digits.iter().fold(0_u32, |value, &digit| {
            value.checked_mul(0x100).map_or(u32::MAX, |value| value.saturating_add(u32::from(digit)))
        })),
    };
    (at == outer.content.end).then_some((is_ca, path_length))
}

/// Key usage: its first eight bits; `None` if malformed, or if none of the usages that there are is listed.
pub(super) fn key_usage(der: &[u8]) -> Option<u8> {
    let (first, second) = bits(der)?;
    (first != 0 || second != 0).then_some(first)
}

/// Netscape's certificate type; `None` if malformed. Without any bit it is good for nothing.
pub(super) fn netscape_type(der: &[u8]) -> Option<u8> {
    bits(der).map(|(first, _)| first)
}

/// The first two bytes of a bit string.
///
/// Read here, since x509-parser minds bits that are left over, and OpenSSL does not.
fn bits(der: &[u8]) -> Option<(u8, u8)> {
    let bits = Element::read(der, 0, der.len()).ok().filter(|bits| bits.tag == BIT_STRING)?;
    match der.get(bits.content)? {
        [0..8] => Some((0, 0)),
        [unused @ 0..8, only] => Some((only & (0xff << unused), 0)),
        [unused @ 0..8, first, second] => Some((*first, second & (0xff << unused))),
        [0..8, first, second, _, ..] => Some((*first, *second)),
        _ => None,
    }
}
