//! Among the certificates of a bundle the one that OpenSSL takes for the issuer of another.

use std::collections::{BTreeSet, HashMap};

use super::is_valid;
use crate::x509::bundle::Bundle;
use crate::x509::certificate::{Ca, Certificate};
use crate::x509::key::Family;

/// By what OpenSSL looks for an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted<'b> {
    subject: &'b [u8],
    /// Of the key.
    family: Family,
    key: KeyId<'b>,
    serial: Option<&'b [u8]>,
    issuer: Option<&'b [u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum KeyId<'b> {
    /// Whatever it is, if there is one.
    Any,
    Absent,
    Is(&'b [u8]),
}

/// What of an issuer is asked for besides its name and the sort of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    key: bool,
    serial: bool,
    issuer: bool,
}

impl<'b> Wanted<'b> {
    /// What a certificate says about its issuer.
    pub(super) fn by(certificate: &'b Certificate) -> Option<Self> {
        let authority = &certificate.extensions().authority;
        let signed = certificate.other_signature().unwrap_or(certificate.signature());
        Some(Self {
            subject: certificate.comparable_issuer(),
            family: signed.family?,
            key: authority.key.as_deref().map_or(KeyId::Any, KeyId::Is),
            serial: authority.serial.as_deref(),
            issuer: authority.issuer.as_deref(),
        })
    }

    /// What something that `issuer` has issued says about it, with or without a key identifier.
    pub(super) fn from(issuer: &'b Certificate, key: Option<&'b [u8]>) -> Option<Self> {
        Some(Self {
            subject: issuer.comparable_subject(),
            family: issuer.key().family()?,
            key: key.map_or(KeyId::Any, KeyId::Is),
            serial: None,
            issuer: None,
        })
    }

    fn shape(self) -> Shape {
        Shape {
            key: matches!(self.key, KeyId::Is(_)),
            serial: self.serial.is_some(),
            issuer: self.issuer.is_some(),
        }
    }
}

/// For each thing that may be asked the certificate that OpenSSL takes.
#[derive(Debug, Default)]
pub(super) struct Issuers<'b>(HashMap<Wanted<'b>, Issuer>);

#[derive(Clone, Copy, Debug)]
struct Issuer {
    index: usize,
    not_after: i64,
    is_valid: bool,
}

impl Issuer {
    /// The one of the two that OpenSSL takes; `self` stands earlier.
    fn or(self, later: Self) -> Self {
        let is_better = !self.is_valid && (later.is_valid || later.not_after > self.not_after);
        if is_better { later } else { self }
    }
}

impl<'b> Issuers<'b> {
    /// Of a bundle, to be asked about the certificates of `others`, too.
    pub(super) fn of(bundle: &'b Bundle, others: Option<&Bundle>, now: Option<i64>) -> Self {
        let mut shapes: BTreeSet<Shape> =
            [false, true].map(|key| Shape { key, serial: false, issuer: false }).into();
        for asking in [Some(bundle), others].into_iter().flatten() {
            let wanted = asking.distinct().filter_map(|(_, entry)| Wanted::by(&entry.certificate));
            shapes.extend(wanted.map(Wanted::shape));
        }
        let mut found: HashMap<Wanted<'b>, Issuer> = HashMap::new();
        let usable = bundle.distinct().filter(|(_, entry)| entry.certificate.can_sign() != Ca::Malformed);
        for (index, entry) in usable {
            let certificate = &entry.certificate;
            let Some(family) = certificate.key().family() else { continue };
            let not_after = certificate.not_after();
            let issuer = Issuer { index, not_after, is_valid: is_valid(certificate, now) };
            for shape in &shapes {
                let key = match shape.key {
                    true => certificate.subject_key().map_or(KeyId::Absent, KeyId::Is),
                    false => KeyId::Any,
                };
                let wanted = Wanted {
                    subject: certificate.comparable_subject(),
                    family,
                    key,
                    serial: shape.serial.then(|| certificate.serial_bytes()),
                    issuer: shape.issuer.then(|| certificate.comparable_issuer()),
                };
                found.entry(wanted).and_modify(|best| *best = best.or(issuer)).or_insert(issuer);
            }
        }
        Self(found)
    }

    pub(super) fn find(&self, wanted: Wanted<'b>) -> Option<usize> {
        let get = |key| self.0.get(&Wanted { key, ..wanted }).copied();
        let found = match wanted.key {
            // One without an identifier fits any.
            KeyId::Is(_) => match (get(wanted.key), get(KeyId::Absent)) {
                (Some(one), Some(other)) if one.index < other.index => Some(one.or(other)),
                (Some(one), Some(other)) => Some(other.or(one)),
                (one, other) => one.or(other),
            },
            key => get(key),
        };
        found.map(|issuer| issuer.index)
    }
}
