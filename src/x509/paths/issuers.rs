//! Among the certificates of a bundle the one that OpenSSL takes for the issuer of another.

use std::collections::{BTreeSet, HashMap};

use super::is_valid;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::{Ca, Certificate};
use crate::x509::key::Family;
use crate::x509::name::mark_of;

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

impl Shape {
    /// What such a question about that certificate would be.
    fn of<'b>(self, subject: &'b [u8], family: Family, certificate: &'b Certificate) -> Wanted<'b> {
        let key = match self.key {
            true => certificate.subject_key().map_or(KeyId::Absent, KeyId::Is),
            false => KeyId::Any,
        };
        Wanted {
            subject,
            family,
            key,
            serial: self.serial.then(|| certificate.serial_bytes()),
            issuer: self.issuer.then(|| certificate.comparable_issuer()),
        }
    }
}

/// For each thing that may be asked the certificate that OpenSSL takes.
#[derive(Debug, Default)]
pub(super) struct Issuers<'b> {
    /// By name. Where a name is that of one certificate only, as most are, there is nothing else to look up.
    names: Vec<(Name<'b>, Issuer<'b>)>,
    /// Of those that have a name in common.
    namesakes: HashMap<Wanted<'b>, Issuer<'b>>,
}

/// A comparable name behind its mark: that is at hand, while the name has to be fetched from where it is.
type Name<'b> = (u64, &'b [u8]);

fn named(subject: &[u8]) -> Name<'_> {
    (mark_of(subject), subject)
}

#[derive(Clone, Copy, Debug)]
struct Issuer<'b> {
    index: usize,
    certificate: &'b Certificate,
    not_after: i64,
    is_valid: bool,
}

impl Issuer<'_> {
    /// The one of the two that OpenSSL takes; `self` stands earlier.
    fn or(self, later: Self) -> Self {
        let is_better = !self.is_valid && (later.is_valid || later.not_after > self.not_after);
        if is_better { later } else { self }
    }

    /// Whether it is what is asked for.
    fn is(&self, wanted: Wanted<'_>) -> bool {
        let certificate = self.certificate;
        let fits = |wanted: Option<&[u8]>, own: &[u8]| wanted.is_none_or(|wanted| wanted == own);
        let is_key = match wanted.key {
            KeyId::Any => true,
            KeyId::Absent => certificate.subject_key().is_none(),
            KeyId::Is(key) => certificate.subject_key().is_none_or(|own| own == key),
        };
        is_key
            && certificate.key().family() == Some(wanted.family)
            && fits(wanted.serial, certificate.serial_bytes())
            && fits(wanted.issuer, certificate.comparable_issuer())
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
        let usable = bundle.distinct().filter(|(_, entry)| entry.certificate.can_sign() != Ca::Malformed);
        let issuer = |(index, entry): (usize, &'b Entry)| {
            let certificate = &entry.certificate;
            let (not_after, is_valid) = (certificate.not_after(), is_valid(certificate, now));
            (named(certificate.comparable_subject()), Issuer { index, certificate, not_after, is_valid })
        };
        let mut names: Vec<(Name<'b>, Issuer<'b>)> = usable.map(issuer).collect();
        // Those of the same name stay in the order of the text.
        names.sort_by_key(|(subject, _)| *subject);
        let mut namesakes: HashMap<Wanted<'b>, Issuer<'b>> = HashMap::new();
        for same in names.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1) {
            for &((_, subject), issuer) in same {
                let Some(family) = issuer.certificate.key().family() else { continue };
                for shape in &shapes {
                    let wanted = shape.of(subject, family, issuer.certificate);
                    namesakes.entry(wanted).and_modify(|best| *best = best.or(issuer)).or_insert(issuer);
                }
            }
        }
        Self { names, namesakes }
    }

    pub(super) fn find(&self, wanted: Wanted<'b>) -> Option<usize> {
        let name = named(wanted.subject);
        let at = self.names.partition_point(|(found, _)| *found < name);
        let mut same = self.names.get(at..)?.iter().take_while(|(found, _)| *found == name);
        let (_, first) = same.next()?;
        let found = match same.next() {
            None => Some(*first).filter(|only| only.is(wanted)),
            Some(_) => self.find_namesake(wanted),
        };
        found.map(|issuer| issuer.index)
    }

    fn find_namesake(&self, wanted: Wanted<'b>) -> Option<Issuer<'b>> {
        let get = |key| self.namesakes.get(&Wanted { key, ..wanted }).copied();
        match wanted.key {
            // One without an identifier fits any.
            KeyId::Is(_) => match (get(wanted.key), get(KeyId::Absent)) {
                (Some(one), Some(other)) if one.index < other.index => Some(one.or(other)),
                (Some(one), Some(other)) => Some(other.or(one)),
                (one, other) => one.or(other),
            },
            key => get(key),
        }
    }
}
