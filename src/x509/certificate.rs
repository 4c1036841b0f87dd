//! One certificate: the facts that rules and users of the typed result ask for.
//!
//! x509-parser stays behind this file and its neighbours: its types borrow from the DER, which would
//! make whoever holds both self-referential.

use std::fmt;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::der::DerFault;
use super::extensions::{Extensions, KeyUsage, NetscapeType};
use super::host::HostNames;
use super::key::Key;
use super::name::{self, Name};
use super::outline::{Algorithm, Fields, fields};
use super::signature::{self, Signature};
use super::validity;

/// An X.509 certificate, decoded. No signature has been verified.
#[derive(Clone)]
pub struct Certificate {
    /// What was decoded, with what stands behind the certificate.
    bytes: Vec<u8>,
    /// Where the certificate ends.
    length: usize,
    version: Version,
    places: Places,
    subject: Name,
    issuer: Name,
    not_before: Option<i64>,
    not_after: Option<i64>,
    key: Key,
    signature: Signature,
    /// What the signed part says that it is signed with, if that is something else.
    other_signature: Option<Signature>,
    extensions: Extensions,
    /// Every rule asks for these two.
    is_self_signed: bool,
    can_sign: Ca,
}

/// Where fields are in the DER.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The content of the version, if it is written.
    pub(crate) version: Option<Range<usize>>,
    /// The content of the serial number.
    pub(crate) serial: Range<usize>,
    /// Both times.
    pub(crate) validity: Range<usize>,
    /// The content of the first, and of the second.
    pub(crate) not_before: Range<usize>,
    pub(crate) not_after: Range<usize>,
    pub(crate) issuer: Range<usize>,
    pub(crate) subject: Range<usize>,
    pub(crate) key: Range<usize>,
    /// The algorithm beside the signature.
    pub(crate) signature: Range<usize>,
}

/// The version of a certificate (RFC 5280 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
    V3,
    /// A number that means nothing.
    Other,
}

/// Whether OpenSSL lets a certificate sign others (`X509_check_ca`), and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ca {
    /// It may.
    Yes,
    /// Nothing says that it is an authority, or basic constraints say that it is none.
    No,
    /// It has a key usage, but not that of signing certificates.
    NoKeyCertSign,
    /// An extension that OpenSSL reads is malformed or stands there twice: it then trusts nothing that
    /// the certificate says.
    Malformed,
}

impl Certificate {
    /// Decodes a certificate. What stands behind it is kept, see [`Self::trailing`].
    pub(crate) fn from_der(bytes: Vec<u8>) -> Result<Self, DerFault> {
        match fields(&bytes).and_then(|fields| Self::of(&bytes, &fields)) {
            Ok(certificate) => {
                let mut certificate = Self { bytes, ..certificate };
                certificate.is_self_signed = certificate.could_have_issued(&certificate);
                certificate.can_sign = certificate.judge_can_sign();
                Ok(certificate)
            }
            Err(at) => Err(DerFault::of(&bytes, at)),
        }
    }

    /// The certificate without its bytes; or where a field is that cannot be read.
    fn of(der: &[u8], fields: &Fields) -> Result<Self, usize> {
        let part = |at: &Range<usize>| der.get(at.clone()).unwrap_or_default();
        let issuer = Name::of(part(&fields.issuer)).ok_or(fields.issuer.start)?;
        let subject = match part(&fields.subject) {
            // Of a root they are the same.
            name if name == part(&fields.issuer) => issuer.clone(),
            name => Name::of(name).ok_or(fields.subject.start)?,
        };
        let signature = |algorithm: &Algorithm| {
            Signature::of(part(&algorithm.oid), || signature::pss_digest(part(&algorithm.at)))
        };
        let is_same = part(&fields.algorithm.at) == part(&fields.signature_algorithm.at);
        Ok(Self {
            bytes: Vec::new(),
            length: fields.end,
            version: match fields.version.as_ref().map(part) {
                None | Some([0]) => Version::V1,
                Some([1]) => Version::V2,
                Some([2]) => Version::V3,
                Some(_) => Version::Other,
            },
            places: Places {
                version: fields.version.clone(),
                serial: fields.serial.clone(),
                validity: fields.not_before.content.start..fields.not_after.content.end,
                not_before: fields.not_before.content.clone(),
                not_after: fields.not_after.content.clone(),
                issuer: fields.issuer.clone(),
                subject: fields.subject.clone(),
                key: fields.key.clone(),
                signature: fields.signature_algorithm.at.clone(),
            },
            subject,
            issuer,
            not_before: validity::seconds(der, &fields.not_before),
            not_after: validity::seconds(der, &fields.not_after),
            key: Key::from_der(part(&fields.key), part(&fields.key_algorithm.oid)),
            signature: signature(&fields.signature_algorithm),
            other_signature: (!is_same).then(|| signature(&fields.algorithm)),
            extensions: Extensions::of(der, &fields.extensions),
            is_self_signed: false,
            can_sign: Ca::No,
        })
    }

    /// The certificate as DER.
    pub fn der(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// The certificate as PEM: one block of lines of 64 characters, ending with a newline.
    pub fn to_pem(&self) -> String {
        let config = ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF);
        ::pem::encode_config(&::pem::Pem::new("CERTIFICATE", self.der()), config)
    }

    /// Whom it was issued to, in the manner of RFC 4514: `CN=Example Root CA,O=Example,C=US`.
    ///
    /// It comes from the certificate as it is, control characters included.
    pub fn subject(&self) -> &str {
        self.subject.readable(self.part(self.places.subject.clone()))
    }

    /// Who issued it, written as [`Self::subject`].
    pub fn issuer(&self) -> &str {
        self.issuer.readable(self.part(self.places.issuer.clone()))
    }

    /// The serial number, in lower-case hexadecimal digits: `0a1b`.
    pub fn serial(&self) -> String {
        name::serial(self.serial_bytes())
    }

    /// The serial number as it is encoded: in two's complement, the highest byte first.
    pub(crate) fn serial_bytes(&self) -> &[u8] {
        self.bytes.get(self.places.serial.clone()).unwrap_or_default()
    }

    /// The SHA-256 digest of the DER.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.der()).into()
    }

    /// From when on it is valid, in seconds since 1970-01-01T00:00:00Z; `i64::MAX` if it does not say so in
    /// the form of RFC 5280 §4.1.2.5, as one without an error found always does.
    pub fn not_before(&self) -> i64 {
        self.not_before.unwrap_or(i64::MAX)
    }

    /// Until when it is valid, in seconds since 1970-01-01T00:00:00Z; never, if it does not say it in a form
    /// that can be read. By RFC 5280 §4.1.2.5 that second is included; for OpenSSL it has expired then.
    pub fn not_after(&self) -> i64 {
        self.not_after.unwrap_or(i64::MIN)
    }

    /// From when until when it is valid, if it says so in the forms of RFC 5280 §4.1.2.5.
    pub(crate) fn validity(&self) -> Option<(i64, i64)> {
        Some((self.not_before?, self.not_after?))
    }

    /// Whether it says from when on it is valid in a form that can be read.
    pub(crate) fn has_start(&self) -> bool {
        self.not_before.is_some()
    }

    /// The version of its format.
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// Its public key.
    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// Its public key as it is encoded.
    pub(crate) fn key_bytes(&self) -> &[u8] {
        self.bytes.get(self.places.key.clone()).unwrap_or_default()
    }

    /// What it is signed with.
    pub(crate) fn signature(&self) -> Signature {
        self.signature
    }

    /// What the signed part says that it is signed with, if that is something else.
    pub(crate) fn other_signature(&self) -> Option<Signature> {
        self.other_signature
    }

    /// Where its fields are in the DER.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// What it may do, and more.
    pub(crate) fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// The subject in a form that is equal for equal names.
    pub(crate) fn comparable_subject(&self) -> &[u8] {
        self.subject.comparable()
    }

    /// The issuer in a form that is equal for equal names.
    pub(crate) fn comparable_issuer(&self) -> &[u8] {
        self.issuer.comparable()
    }

    /// The subject key identifier.
    pub(crate) fn subject_key(&self) -> Option<&[u8]> {
        self.extensions.subject_key.as_deref()
    }

    /// The key identifier of the authority key identifier.
    pub(crate) fn authority_key(&self) -> Option<&[u8]> {
        self.extensions.authority.key.as_deref()
    }

    /// Whether it is its own issuer, see [`Self::could_have_issued`]: a root.
    pub(crate) fn is_self_signed(&self) -> bool {
        self.is_self_signed
    }

    /// Whether OpenSSL lets it sign certificates.
    pub(crate) fn can_sign(&self) -> Ca {
        self.can_sign
    }

    fn judge_can_sign(&self) -> Ca {
        let extensions = &self.extensions;
        let is_v1_root = self.version == Version::V1 && self.is_self_signed();
        let may_sign = extensions.key_usage.map(KeyUsage::has_cert_sign);
        let is_netscape_authority = extensions.netscape_type.is_some_and(NetscapeType::is_authority);
        match (may_sign, extensions.basic_constraints) {
            _ if extensions.are_unusable() => Ca::Malformed,
            (Some(false), _) => Ca::NoKeyCertSign,
            (_, Some(constraints)) if constraints.is_ca => Ca::Yes,
            (_, Some(_)) => Ca::No,
            (Some(true), None) => Ca::Yes,
            (None, None) if is_v1_root || is_netscape_authority => Ca::Yes,
            (None, None) => Ca::No,
        }
    }

    /// Whether it is meant to sign certificates: its basic constraints say `cA`.
    pub(crate) fn claims_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.is_ca)
    }

    /// How many intermediate certificates may follow below it, if its basic constraints say so.
    pub(crate) fn path_length(&self) -> Option<u32> {
        self.extensions.basic_constraints.and_then(|constraints| constraints.path_length)
    }

    /// The names of a host's certificate.
    pub(crate) fn host_names(&self) -> HostNames {
        HostNames::of(self.der())
    }

    /// A part of it.
    pub(crate) fn part(&self, at: Range<usize>) -> &[u8] {
        self.bytes.get(at).unwrap_or_default()
    }

    /// The certificates that follow in the same block, and what stands behind the last of them. OpenSSL
    /// ignores it all.
    pub(crate) fn following(&self) -> (Vec<Self>, &[u8]) {
        let mut rest = self.bytes.get(self.length..).unwrap_or_default();
        let mut found = Vec::new();
        // One by one, so that none is copied together with all that follow it.
        while let Ok(fields) = fields(rest)
            && let Some((first, others)) = rest.split_at_checked(fields.end)
            && let Ok(certificate) = Self::from_der(first.to_vec())
        {
            found.push(certificate);
            rest = others;
        }
        (found, rest)
    }

    /// Where in the decoded bytes something else follows the certificate. OpenSSL ignores it.
    pub(crate) fn trailing(&self) -> Option<usize> {
        (self.length < self.bytes.len()).then_some(self.length)
    }
}

/// Short: for a failed assertion in somebody's test, not for reading a certificate.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("serial", &self.serial())
            .finish_non_exhaustive()
    }
}

/// Certificates are equal if their DER is.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}
