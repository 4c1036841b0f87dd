//! The extensions of a certificate, and what they say it may do.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use x509_parser::extensions::{GeneralName, ParsedExtension, X509Extension};
use x509_parser::prelude::FromDer;

use super::constraints::NameConstraints;
use super::outline::Cursor;
use super::{der, name, outline, shape};

/// An extension that is known here.
struct Known {
    /// The content of its object identifier.
    oid: &'static [u8],
    name: &'static str,
    kind: Kind,
    /// Whether OpenSSL handles it, so that it may be critical (`X509_supported_extension`).
    may_be_critical: bool,
    /// Whether OpenSSL reads it before it trusts a certificate with anything: if it is malformed or
    /// stands there twice, OpenSSL trusts nothing that the certificate says.
    is_read: bool,
}

/// What rules ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    BasicConstraints,
    KeyUsage,
    ExtendedKeyUsage,
    NameConstraints,
    SubjectAltName,
    SubjectKey,
    AuthorityKey,
    NetscapeType,
    /// RFC 3820: it is issued by the holder of another one.
    Proxy,
    Other,
}

const fn known(
    oid: &'static [u8],
    name: &'static str,
    kind: Kind,
    may_be_critical: bool,
    is_read: bool,
) -> Known {
    Known { oid, name, kind, may_be_critical, is_read }
}

const KNOWN: &[Known] = &[
    known(&[0x55, 0x1d, 19], "basic constraints", Kind::BasicConstraints, true, true),
    known(&[0x55, 0x1d, 15], "key usage", Kind::KeyUsage, true, true),
    known(&[0x55, 0x1d, 37], "extended key usage", Kind::ExtendedKeyUsage, true, true),
    known(&[0x55, 0x1d, 30], "name constraints", Kind::NameConstraints, true, true),
    known(&[0x55, 0x1d, 17], "subject alternative name", Kind::SubjectAltName, true, true),
    known(&[0x55, 0x1d, 31], "CRL distribution points", Kind::Other, true, true),
    known(&[0x55, 0x1d, 14], "subject key identifier", Kind::SubjectKey, false, true),
    known(&[0x55, 0x1d, 35], "authority key identifier", Kind::AuthorityKey, false, true),
    known(
        &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1],
        "Netscape certificate type",
        Kind::NetscapeType,
        true,
        true,
    ),
    known(&[0x55, 0x1d, 32], "certificate policies", Kind::Other, true, false),
    known(&[0x55, 0x1d, 33], "policy mappings", Kind::Other, true, false),
    known(&[0x55, 0x1d, 36], "policy constraints", Kind::Other, true, false),
    known(&[0x55, 0x1d, 54], "inhibit any policy", Kind::Other, true, false),
    known(&[0x55, 0x1d, 18], "issuer alternative name", Kind::Other, false, false),
    known(&[0x55, 0x1d, 46], "freshest CRL", Kind::Other, false, false),
    known(&[0x55, 0x1d, 9], "subject directory attributes", Kind::Other, false, false),
    known(&[0x55, 0x1d, 16], "private key usage period", Kind::Other, false, false),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 1], "authority information access", Kind::Other, false, false),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 11], "subject information access", Kind::Other, false, false),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 24], "TLS feature", Kind::Other, false, false),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 3], "qualified certificate statements", Kind::Other, false, false),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 7], "IP address blocks (RFC 3779)", Kind::Other, true, true),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 8], "AS identifiers (RFC 3779)", Kind::Other, true, true),
    known(&[0x2b, 6, 1, 5, 5, 7, 1, 14], "proxy certificate information", Kind::Proxy, true, true),
    known(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5], "OCSP no check", Kind::Other, true, false),
    known(
        &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2],
        "signed certificate timestamps",
        Kind::Other,
        false,
        false,
    ),
];

/// An extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extension {
    /// Where it is in the DER.
    pub(crate) at: Range<usize>,
    /// `basic constraints`, or the object identifier with dots.
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
    pub(crate) is_critical: bool,
    /// Whether OpenSSL handles it, so that it may be critical.
    pub(crate) may_be_critical: bool,
    /// Whether OpenSSL reads it before it trusts the certificate with anything.
    pub(crate) is_read: bool,
    pub(crate) is_malformed: bool,
    /// Whether one with the same object identifier stands before it.
    pub(crate) is_duplicate: bool,
}

/// `basicConstraints`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) is_ca: bool,
    /// How many intermediate certificates may follow below it.
    pub(crate) path_length: Option<u32>,
}

/// What an extended key usage allows, as OpenSSL reads it: `anyExtendedKeyUsage` is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Purposes {
    pub(crate) client_auth: bool,
    pub(crate) server_auth: bool,
}

/// Whose certificate it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Client,
    Server,
}

/// What a key is for, as far as OpenSSL asks: the first eight bits of the key usage, digitalSignature is the
/// highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyUsage(u8);

impl KeyUsage {
    const DIGITAL_SIGNATURE: u8 = 0x80;
    const KEY_ENCIPHERMENT: u8 = 0x20;
    const KEY_AGREEMENT: u8 = 0x08;
    const KEY_CERT_SIGN: u8 = 0x04;

    fn has_any(self, usages: u8) -> bool {
        self.0 & usages != 0
    }

    /// Whether it may sign certificates.
    pub(crate) fn has_cert_sign(self) -> bool {
        self.has_any(Self::KEY_CERT_SIGN)
    }

    /// Whether OpenSSL takes it for a client's or a server's own (`check_purpose_ssl_client` and `…_server`).
    fn is_for(self, purpose: Purpose) -> bool {
        self.has_any(match purpose {
            Purpose::Client => Self::DIGITAL_SIGNATURE | Self::KEY_AGREEMENT,
            Purpose::Server => Self::DIGITAL_SIGNATURE | Self::KEY_ENCIPHERMENT | Self::KEY_AGREEMENT,
        })
    }
}

/// Netscape's certificate type: its first eight bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetscapeType(u8);

impl NetscapeType {
    const CLIENT: u8 = 0x80;
    const SERVER: u8 = 0x40;
    const AUTHORITY: u8 = 0x04;

    /// Whether it says that this is an authority for TLS.
    pub(crate) fn is_authority(self) -> bool {
        self.0 & Self::AUTHORITY != 0
    }

    fn is_for(self, purpose: Purpose) -> bool {
        let wanted = match purpose {
            Purpose::Client => Self::CLIENT,
            Purpose::Server => Self::SERVER,
        };
        self.0 & wanted != 0
    }
}

/// The authority key identifier: what the issuer has to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Authority {
    /// Its subject key identifier.
    pub(crate) key: Option<Vec<u8>>,
    /// Its serial number.
    pub(crate) serial: Option<Vec<u8>>,
    /// Its issuer, comparable.
    pub(crate) issuer: Option<Vec<u8>>,
}

impl Authority {
    /// The serial number of the issuer, as [`super::certificate::Certificate::serial`] writes it.
    pub(crate) fn serial_number(&self) -> Option<String> {
        self.serial.as_deref().map(name::serial)
    }
}

/// The extensions, and what they say. Of an extension that stands there twice the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) all: Vec<Extension>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) purposes: Option<Purposes>,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) netscape_type: Option<NetscapeType>,
    pub(crate) subject_key: Option<Vec<u8>>,
    pub(crate) authority: Authority,
}

impl Extensions {
    pub(super) fn of(der: &[u8], fields: &[outline::Extension]) -> Self {
        let mut found = Self { all: Vec::with_capacity(fields.len()), ..Self::default() };
        for (field, is_duplicate) in fields.iter().zip(duplicates(der, fields)) {
            let oid = der.get(field.oid.clone()).unwrap_or_default();
            let known = KNOWN.iter().find(|known| known.oid == oid);
            let kind = known.map_or(Kind::Other, |known| known.kind);
            // Only where its words are wanted: what has a shape of its own is read here.
            let parse = || Some(X509Extension::from_der(der.get(field.at.clone())?).ok()?.1);
            let value = der.get(field.value.clone()).unwrap_or_default();
            let is_malformed = match kind {
                // What these say is read here: x509-parser wants `TRUE` to be 0xff, and minds bits that
                // are left over; OpenSSL does neither.
                Kind::BasicConstraints => der::basic_constraints(value).is_none(),
                Kind::KeyUsage => der::key_usage(value).is_none(),
                _ => match shape::is_well_formed(oid, value) {
                    Some(is_well_formed) => !is_well_formed,
                    None => parse().is_none_or(|parsed| {
                        matches!(parsed.parsed_extension(), ParsedExtension::ParseError { .. })
                    }),
                },
            };
            found.all.push(Extension {
                at: field.at.clone(),
                name: known.map_or_else(|| name::oid(oid).into(), |known| known.name.into()),
                kind,
                is_critical: field.is_critical,
                may_be_critical: known.is_some_and(|known| known.may_be_critical),
                is_read: known.is_some_and(|known| known.is_read),
                is_malformed,
                is_duplicate,
            });
            if is_duplicate || is_malformed {
                continue;
            }
            match kind {
                Kind::BasicConstraints => {
                    found.basic_constraints = der::basic_constraints(value)
                        .map(|(is_ca, path_length)| BasicConstraints { is_ca, path_length });
                }
                Kind::KeyUsage => found.key_usage = der::key_usage(value).map(KeyUsage),
                Kind::NetscapeType => found.netscape_type = der::netscape_type(value).map(NetscapeType),
                Kind::SubjectKey | Kind::AuthorityKey | Kind::ExtendedKeyUsage | Kind::NameConstraints => {
                    let is_plain = der.get(field.oid.end) == Some(&der::OCTET_STRING);
                    if let Some(key) = plain_key(kind, value).filter(|_| is_plain) {
                        match kind {
                            Kind::SubjectKey => found.subject_key = Some(key.to_vec()),
                            _ => found.authority.key = Some(key.to_vec()),
                        }
                    } else if let Some(parsed) = parse() {
                        found.take(parsed.parsed_extension());
                    }
                }
                Kind::SubjectAltName | Kind::Proxy | Kind::Other => {}
            }
        }
        found
    }

    fn take(&mut self, parsed: &ParsedExtension<'_>) {
        match parsed {
            ParsedExtension::SubjectKeyIdentifier(key) => self.subject_key = Some(key.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(authority) => {
                let names = authority.authority_cert_issuer.iter().flatten();
                let directory = names.filter_map(|name| match name {
                    GeneralName::DirectoryName(name) => Some(name::comparable(name)),
                    _ => None,
                });
                self.authority = Authority {
                    key: authority.key_identifier.as_ref().map(|key| key.0.to_vec()),
                    serial: authority.authority_cert_serial.map(<[u8]>::to_vec),
                    issuer: directory.take(1).next(),
                };
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let is_gated = |oid: &x509_parser::asn1_rs::Oid<'_>| GATED_CRYPTO.contains(&oid.as_bytes());
                self.purposes = Some(Purposes {
                    client_auth: usage.client_auth,
                    server_auth: usage.server_auth || usage.other.iter().any(is_gated),
                });
            }
            ParsedExtension::NameConstraints(constraints) => {
                self.name_constraints = Some(NameConstraints::of(constraints));
            }
            _ => {}
        }
    }

    /// The first of that kind.
    pub(crate) fn first(&self, kind: Kind) -> Option<&Extension> {
        self.all.iter().find(|extension| extension.kind == kind)
    }

    /// Because of which extension OpenSSL does not take the certificate for a client's or a server's own, if
    /// there is one: the first that it looks at.
    pub(crate) fn forbidding(&self, purpose: Purpose) -> Option<&Extension> {
        let is_allowed = |kind| match kind {
            Kind::ExtendedKeyUsage => self.purposes.is_none_or(|purposes| match purpose {
                Purpose::Client => purposes.client_auth,
                Purpose::Server => purposes.server_auth,
            }),
            Kind::KeyUsage => self.key_usage.is_none_or(|usage| usage.is_for(purpose)),
            Kind::NetscapeType => self.netscape_type.is_none_or(|kinds| kinds.is_for(purpose)),
            _ => true,
        };
        let looked_at = [Kind::ExtendedKeyUsage, Kind::KeyUsage, Kind::NetscapeType];
        looked_at.into_iter().find(|kind| !is_allowed(*kind)).and_then(|kind| self.first(kind))
    }

    /// Whether it says that it is an authority, and a proxy as well.
    pub(crate) fn is_proxy_authority(&self) -> bool {
        let is_ca = self.basic_constraints.is_some_and(|constraints| constraints.is_ca);
        is_ca && self.first(Kind::Proxy).is_some()
    }

    /// Whether OpenSSL trusts nothing that the certificate says, because of an extension that it reads:
    /// one is malformed or stands there twice, or an authority is a proxy as well.
    pub(crate) fn are_unusable(&self) -> bool {
        self.is_proxy_authority()
            || self
                .all
                .iter()
                .any(|extension| extension.is_read && (extension.is_malformed || extension.is_duplicate))
    }
}

/// What a key identifier that stands alone says, as most do; nothing is said of any other value. x509-parser takes a
/// tenth of the decoding of certificates for these.
fn plain_key(kind: Kind, value: &[u8]) -> Option<&[u8]> {
    let mut all = Cursor::of(value);
    let key = match kind {
        Kind::SubjectKey => all.content(der::OCTET_STRING).ok()?,
        Kind::AuthorityKey => {
            let mut authority = all.inside(der::SEQUENCE).ok()?;
            authority.content(0x80).ok().filter(|_| authority.is_at_end())?
        }
        _ => return None,
    };
    all.is_at_end().then_some(key)
}

/// Of each extension whether one with the same object identifier stands before it. Sorted: to hash the
/// few of a certificate takes longer, by one fiftieth of all decoding.
fn duplicates(der: &[u8], fields: &[outline::Extension]) -> Vec<bool> {
    let oid = |field: &outline::Extension| der.get(field.oid.clone()).unwrap_or_default();
    let mut sorted: Vec<(&[u8], usize)> =
        fields.iter().enumerate().map(|(index, field)| (oid(field), index)).collect();
    sorted.sort_unstable();
    let mut found = vec![false; fields.len()];
    for same in sorted.chunk_by(|(one, _), (other, _)| one == other) {
        for (_, index) in same.iter().skip(1) {
            if let Some(place) = found.get_mut(*index) {
                *place = true;
            }
        }
    }
    found
}

/// "Server gated cryptography" of Microsoft and of Netscape: to OpenSSL as good as `serverAuth`.
const GATED_CRYPTO: [&[u8]; 2] =
    [&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x0a, 3, 3], &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1]];
