//! Which certificate of a bundle OpenSSL takes for the issuer of which, and where that leads.
//!
//! The measure is `X509_verify_cert` of OpenSSL 3.0 with the bundle for its store and without
//! PARTIAL_CHAIN: of the certificates that could have issued one it takes the first that is valid, never
//! tries another one, and stops at a certificate that is its own issuer. One with an extension that it
//! cannot use ([`Ca::Malformed`]) has issued nothing, and nothing has issued it. No signature is verified.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use super::bundle::Bundle;
use super::certificate::{Ca, Certificate};
use super::key::Family;

/// How many authorities there may be between a client's certificate and the root.
pub(crate) const DEEPEST: usize = 100;

/// Where a path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a certificate that is its own issuer.
    Root(usize),
    /// At one whose issuer is not there.
    Missing(usize),
    /// Nowhere: some have issued each other. The first of those.
    Circle(usize),
}

/// A certificate that stands too far below another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong {
    pub(crate) at: usize,
    /// Whose limit that is.
    pub(crate) issuer: usize,
    /// How many authorities may stand below it; `None` for what OpenSSL allows at all, [`DEEPEST`].
    pub(crate) allowed: Option<u32>,
}

/// The paths of a bundle.
#[derive(Debug)]
pub(crate) struct Paths<'b> {
    bundle: &'b Bundle,
    now: Option<i64>,
    issuers: Issuers<'b>,
    /// Per certificate whom OpenSSL takes for its issuer.
    next: Vec<Option<usize>>,
    /// Per certificate whether it is taken for the issuer of another one that is used.
    taken: Vec<bool>,
    /// Per certificate; copies have none.
    ends: Vec<Option<End>>,
    /// Per certificate how many steps there are to the end.
    depths: Vec<usize>,
    /// All of them, issuers before what they have issued.
    order: Vec<usize>,
}

impl<'b> Paths<'b> {
    /// The paths at that time, or regardless of time.
    pub(crate) fn of(bundle: &'b Bundle, now: Option<i64>) -> Self {
        let issuers = Issuers::of(bundle, now);
        let count = bundle.certificates().len();
        let mut next = vec![None; count];
        let has_issuer = |certificate: &Certificate| {
            !certificate.is_self_signed() && certificate.can_sign() != Ca::Malformed
        };
        for (index, entry) in bundle.distinct().filter(|(_, entry)| has_issuer(&entry.certificate)) {
            if let Some(place) = next.get_mut(index) {
                *place = Wanted::by(&entry.certificate).and_then(|wanted| issuers.find(wanted));
            }
        }
        let mut paths = Self {
            bundle,
            now,
            issuers,
            next,
            taken: vec![false; count],
            ends: vec![None; count],
            depths: vec![0; count],
            order: Vec::with_capacity(count),
        };
        for (index, _) in bundle.distinct() {
            paths.take_above(index);
        }
        // The number of the walk that came by, so that a circle is noticed.
        let mut walks = vec![None; count];
        for (index, _) in bundle.distinct() {
            paths.walk(index, &mut walks);
        }
        paths
    }

    /// Marks all above the one at `index` as taken, unless another one is taken in its place.
    fn take_above(&mut self, index: usize) {
        let is_start = self.taken_instead(index).is_none();
        let mut next = self.next(index).filter(|_| is_start);
        while let Some(at) = next
            && let Some(taken @ false) = self.taken.get_mut(at)
        {
            *taken = true;
            next = self.next(at);
        }
    }

    /// Goes up to where the end is known, and tells all on the way.
    fn walk(&mut self, start: usize, walks: &mut [Option<usize>]) {
        let mut way: Vec<usize> = Vec::new();
        let mut at = start;
        let (end, mut depth) = loop {
            if let Some(end) = self.end(at) {
                break (end, self.depth(at) + 1);
            }
            if walks.get(at) == Some(&Some(start)) {
                let circle = way.iter().rev().take_while(|&&passed| passed != at);
                break (End::Circle(circle.copied().fold(at, usize::min)), 0);
            }
            if let Some(walk) = walks.get_mut(at) {
                *walk = Some(start);
            }
            way.push(at);
            match self.next(at) {
                Some(issuer) => at = issuer,
                None if self.certificate(at).is_some_and(Certificate::is_self_signed) => {
                    break (End::Root(at), 0);
                }
                None => break (End::Missing(at), 0),
            }
        };
        for &passed in way.iter().rev() {
            if let (Some(own_end), Some(own_depth)) = (self.ends.get_mut(passed), self.depths.get_mut(passed))
            {
                (*own_end, *own_depth) = (Some(end), depth);
            }
            depth += 1;
            self.order.push(passed);
        }
    }

    fn certificate(&self, index: usize) -> Option<&'b Certificate> {
        self.bundle.certificate(index).map(|entry| &entry.certificate)
    }

    /// Whom OpenSSL takes for the issuer of the one at `index`; nobody, if it is its own.
    pub(crate) fn next(&self, index: usize) -> Option<usize> {
        self.next.get(index).copied().flatten()
    }

    /// Where the path of the one at `index` ends.
    pub(crate) fn end(&self, index: usize) -> Option<End> {
        self.ends.get(index).copied().flatten()
    }

    fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or(0)
    }

    /// Whether the one at `index` is valid at the time, or ever.
    pub(crate) fn is_valid(&self, index: usize) -> bool {
        self.certificate(index).is_some_and(|certificate| is_valid(certificate, self.now))
    }

    /// Whom OpenSSL takes for the issuer of what the one at `index` has issued, if that names the key
    /// identifier of its issuer where there is one.
    pub(crate) fn taken_for(&self, index: usize) -> Option<usize> {
        let certificate = self.certificate(index)?;
        self.issuers.find(Wanted::from(certificate, certificate.subject_key())?)
    }

    /// The certificate of the same authority that is taken in place of the one at `index`, if no path leads
    /// over that one.
    pub(crate) fn taken_instead(&self, index: usize) -> Option<usize> {
        let taken = self.taken_for(index).filter(|_| self.taken.get(index) != Some(&true))?;
        (taken != index && self.have_same_key(taken, index)).then_some(taken)
    }

    /// Whether any path leads over the one at `index`.
    pub(crate) fn is_used(&self, index: usize) -> bool {
        self.taken_instead(index).is_none()
    }

    /// As [`Self::taken_for`], for what names nothing but its issuer's name.
    pub(crate) fn taken_by_name(&self, index: usize) -> Option<usize> {
        self.issuers.find(Wanted::from(self.certificate(index)?, None)?)
    }

    /// Whether what the one at `index` has issued can be verified.
    pub(crate) fn is_complete(&self, index: usize) -> bool {
        let Some(taken) = self.taken_for(index) else { return false };
        let Some(End::Root(root)) = self.end(taken) else { return false };
        let may_sign = |at| self.certificate(at).is_some_and(|found| found.can_sign() == Ca::Yes);
        self.have_same_key(index, taken)
            && [taken, root].into_iter().all(|at| may_sign(at) && self.is_valid(at))
    }

    /// Whether two have the same key.
    pub(crate) fn have_same_key(&self, one: usize, other: usize) -> bool {
        let key = |index| self.certificate(index).map(Certificate::key_bytes);
        key(one) == key(other)
    }

    /// The certificates of authorities that stand too far below another one; of a path only the first.
    pub(crate) fn too_long(&self) -> Vec<TooLong> {
        let mut found = Vec::new();
        let mut rooms = vec![Room::Unlimited; self.next.len()];
        for &at in &self.order {
            let Some(certificate) = self.certificate(at) else { continue };
            let above = self.next(at).and_then(|issuer| rooms.get(issuer).copied());
            let below = match above.unwrap_or(Room::Unlimited) {
                _ if certificate.can_sign() != Ca::Yes => Room::None,
                Room::Limited { left: 0, issuer, allowed } if !certificate.is_self_issued() => {
                    if self.is_used(at) {
                        found.push(TooLong { at, issuer, allowed: Some(allowed) });
                    }
                    Room::None
                }
                Room::Unlimited | Room::Limited { .. } if self.depth(at) > DEEPEST => {
                    if let Some(End::Root(root)) = self.end(at).filter(|_| self.is_used(at)) {
                        found.push(TooLong { at, issuer: root, allowed: None });
                    }
                    Room::None
                }
                Room::Limited { left, issuer, allowed } => {
                    let taken = u32::from(!certificate.is_self_issued());
                    Room::Limited { left: left.saturating_sub(taken), issuer, allowed }
                }
                room => room,
            };
            let own = certificate.path_length();
            if let Some(room) = rooms.get_mut(at) {
                *room = match (below, own) {
                    (Room::Unlimited, Some(own)) => Room::Limited { left: own, issuer: at, allowed: own },
                    (Room::Limited { left, .. }, Some(own)) if own < left => {
                        Room::Limited { left: own, issuer: at, allowed: own }
                    }
                    (room, _) => room,
                };
            }
        }
        found
    }
}

/// How many authorities there may be below one.
#[derive(Clone, Copy, Debug)]
enum Room {
    Unlimited,
    Limited {
        left: u32,
        /// Whose limit that is, and what it says.
        issuer: usize,
        allowed: u32,
    },
    /// It was spoken of, or it is no authority.
    None,
}

fn is_valid(certificate: &Certificate, now: Option<i64>) -> bool {
    let valid = certificate.not_before()..certificate.not_after();
    now.map_or(!valid.is_empty(), |now| valid.contains(&now))
}

/// By what OpenSSL looks for an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Wanted<'b> {
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
    fn by(certificate: &'b Certificate) -> Option<Self> {
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
    fn from(issuer: &'b Certificate, key: Option<&'b [u8]>) -> Option<Self> {
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
struct Issuers<'b>(HashMap<Wanted<'b>, Issuer>);

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
    fn of(bundle: &'b Bundle, now: Option<i64>) -> Self {
        let mut shapes: BTreeSet<Shape> =
            [false, true].map(|key| Shape { key, serial: false, issuer: false }).into();
        let wanted = bundle.distinct().filter_map(|(_, entry)| Wanted::by(&entry.certificate));
        shapes.extend(wanted.map(Wanted::shape));
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

    fn find(&self, wanted: Wanted<'b>) -> Option<usize> {
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
