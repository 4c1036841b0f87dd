//! One certificate: the facts that rules and users of the typed result ask for.
//!
//! x509-parser stays behind this file and its neighbours: its types borrow from the DER, which would
//! make whoever holds both self-referential.

use std::fmt;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Version;

use super::der::{self, DerFault};
use super::{name, outline};

/// An X.509 certificate, decoded. No signature has been verified.
#[derive(Clone)]
pub struct Certificate {
    /// What was decoded, with what stands behind the certificate.
    bytes: Vec<u8>,
    /// Where the certificate ends.
    length: usize,
    subject: String,
    issuer: String,
    serial: String,
    not_before: i64,
    not_after: i64,
    comparable_subject: Vec<u8>,
    comparable_issuer: Vec<u8>,
    subject_key: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
    ca: Ca,
    claims_ca: bool,
    path_length: Option<u32>,
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
        if outline::check(&bytes).is_err() {
            return Err(DerFault::of(&bytes));
        }
        let Ok((rest, parsed)) = X509Certificate::from_der(&bytes) else {
            return Err(DerFault::of(&bytes));
        };
        let length = bytes.len() - rest.len();
        let comparable_subject = name::comparable(parsed.subject());
        let comparable_issuer = name::comparable(parsed.issuer());
        let extensions = Extensions::of(&parsed);
        let is_v1_root = parsed.version() == X509Version::V1 && comparable_subject == comparable_issuer;
        Ok(Self {
            length,
            subject: name::readable(parsed.subject()),
            issuer: name::readable(parsed.issuer()),
            serial: serial(parsed.raw_serial()),
            not_before: parsed.validity().not_before.timestamp(),
            not_after: parsed.validity().not_after.timestamp(),
            comparable_subject,
            comparable_issuer,
            subject_key: extensions.subject_key.map(<[u8]>::to_vec),
            authority_key: extensions.authority_key.map(<[u8]>::to_vec),
            ca: extensions.ca(is_v1_root),
            claims_ca: extensions.basic_constraints.is_some_and(|(is_ca, _)| is_ca),
            path_length: extensions.basic_constraints.and_then(|(_, path_length)| path_length),
            bytes,
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
        &self.subject
    }

    /// Who issued it, written as [`Self::subject`].
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The serial number, in lower-case hexadecimal digits: `0a1b`.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// From when on it is valid, in seconds since 1970-01-01T00:00:00Z.
    pub fn not_before(&self) -> i64 {
        self.not_before
    }

    /// Until when it is valid, that second included, in seconds since 1970-01-01T00:00:00Z.
    pub fn not_after(&self) -> i64 {
        self.not_after
    }

    /// Whether subject and issuer are the same name, as OpenSSL compares names: regardless of the case
    /// of ASCII letters and of how much white space there is.
    pub fn is_self_issued(&self) -> bool {
        self.comparable_subject == self.comparable_issuer
    }

    /// Whether it is, by its names and key identifiers, its own issuer. The signature is not verified.
    pub(crate) fn is_self_signed(&self) -> bool {
        self.could_have_issued(self)
    }

    /// Whether `self` is, by names and key identifiers, the issuer of `other`: what OpenSSL goes by
    /// when it looks for one. The signature is not verified.
    pub(crate) fn could_have_issued(&self, other: &Self) -> bool {
        let keys_agree = match (&self.subject_key, &other.authority_key) {
            (Some(own), Some(wanted)) => own == wanted,
            _ => true,
        };
        keys_agree && self.comparable_subject == other.comparable_issuer
    }

    /// The subject in a form that is equal for equal names.
    pub(crate) fn comparable_subject(&self) -> &[u8] {
        &self.comparable_subject
    }

    /// The issuer in a form that is equal for equal names.
    pub(crate) fn comparable_issuer(&self) -> &[u8] {
        &self.comparable_issuer
    }

    /// The subject key identifier.
    pub(crate) fn subject_key(&self) -> Option<&[u8]> {
        self.subject_key.as_deref()
    }

    /// The key identifier of the authority key identifier.
    pub(crate) fn authority_key(&self) -> Option<&[u8]> {
        self.authority_key.as_deref()
    }

    /// Whether it may sign certificates.
    pub(crate) fn can_sign(&self) -> Ca {
        self.ca
    }

    /// Whether it is meant to sign certificates: its basic constraints say `cA`.
    pub(crate) fn claims_ca(&self) -> bool {
        self.claims_ca
    }

    /// How many intermediate certificates may follow below it, if its basic constraints say so.
    #[cfg_attr(not(test), expect(dead_code, reason = "the rule about path lengths reads it"))]
    pub(crate) fn path_length(&self) -> Option<u32> {
        self.path_length
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
            .field("subject", &self.subject)
            .field("serial", &self.serial)
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

/// The digits without the zero byte that only says that the number is positive.
fn serial(raw: &[u8]) -> String {
    let digits = match raw {
        [0, digits @ ..] if !digits.is_empty() => digits,
        digits => digits,
    };
    let mut out = String::with_capacity(digits.len() * 2);
    name::hex(digits, &mut out);
    out
}

/// The extensions that say what a certificate may do.
#[derive(Default)]
struct Extensions<'c> {
    /// `cA` and the path length.
    basic_constraints: Option<(bool, Option<u32>)>,
    key_cert_sign: Option<bool>,
    /// Netscape's certificate type, if it says that this is an authority.
    netscape_ca: bool,
    subject_key: Option<&'c [u8]>,
    authority_key: Option<&'c [u8]>,
    /// One of those that OpenSSL reads is malformed or a duplicate.
    is_malformed: bool,
}

impl<'c> Extensions<'c> {
    fn of(certificate: &'c X509Certificate<'_>) -> Self {
        use x509_parser::oid_registry as oid;
        let mut found = Self::default();
        let mut seen = [
            (oid::OID_X509_EXT_BASIC_CONSTRAINTS, false),
            (oid::OID_X509_EXT_KEY_USAGE, false),
            (oid::OID_X509_EXT_EXTENDED_KEY_USAGE, false),
            (oid::OID_X509_EXT_NAME_CONSTRAINTS, false),
            (oid::OID_X509_EXT_SUBJECT_ALT_NAME, false),
            (oid::OID_X509_EXT_CRL_DISTRIBUTION_POINTS, false),
            (oid::OID_X509_EXT_SUBJECT_KEY_IDENTIFIER, false),
            (oid::OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, false),
        ];
        for extension in certificate.extensions() {
            if let ParsedExtension::NSCertType(kinds) = extension.parsed_extension() {
                found.netscape_ca |= kinds.ssl_ca();
            }
            let Some((_, is_second)) = seen.iter_mut().find(|(oid, _)| *oid == extension.oid) else {
                continue;
            };
            found.is_malformed |= std::mem::replace(is_second, true);
            if extension.oid == oid::OID_X509_EXT_BASIC_CONSTRAINTS {
                found.basic_constraints = der::basic_constraints(extension.value);
                found.is_malformed |= found.basic_constraints.is_none();
                continue;
            }
            if extension.oid == oid::OID_X509_EXT_KEY_USAGE {
                found.key_cert_sign = der::key_cert_sign(extension.value);
                found.is_malformed |= found.key_cert_sign.is_none();
                continue;
            }
            match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(key) => found.subject_key = Some(key.0),
                ParsedExtension::AuthorityKeyIdentifier(authority) => {
                    found.authority_key = authority.key_identifier.as_ref().map(|key| key.0);
                }
                ParsedExtension::ParseError { .. } => found.is_malformed = true,
                _ => {}
            }
        }
        found
    }

    fn ca(&self, is_v1_root: bool) -> Ca {
        match (self.key_cert_sign, self.basic_constraints) {
            _ if self.is_malformed => Ca::Malformed,
            (Some(false), _) => Ca::NoKeyCertSign,
            (_, Some((true, _))) => Ca::Yes,
            (_, Some((false, _))) => Ca::No,
            (Some(true), None) => Ca::Yes,
            (None, None) if is_v1_root || self.netscape_ca => Ca::Yes,
            (None, None) => Ca::No,
        }
    }
}
