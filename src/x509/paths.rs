//! Which certificate of a bundle OpenSSL takes for the issuer of which, and where that leads.
//!
//! The measure is `X509_verify_cert` of OpenSSL 3.0 with the bundle for its store and without
//! PARTIAL_CHAIN: of the certificates that could have issued one it takes the first that is valid, never
//! tries another one, and stops at a certificate that is its own issuer. One with an extension that it
//! cannot use ([`Ca::Malformed`]) has issued nothing, and nothing has issued it. No signature is verified.

mod issuers;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;

use self::issuers::{Issuers, Wanted};
use super::bundle::{Bundle, Entry};
use super::certificate::{Ca, Certificate};

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
    ways: Cow<'b, Ways>,
    /// For questions about certificates of others.
    issuers: OnceCell<Issuers<'b>>,
}

/// Which certificate leads to which, at a time or regardless of time. The bundle keeps it: eight rules ask.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    now: Option<i64>,
    /// Per certificate whom OpenSSL takes for its issuer.
    next: Vec<Option<usize>>,
    /// Per certificate whom it takes for the issuer of what that one has issued, if that names the key identifier
    /// of its issuer where there is one; and if it names nothing but its issuer's name.
    taken_for: Vec<Option<usize>>,
    taken_by_name: Vec<Option<usize>>,
    /// Per certificate whether it is taken for the issuer of another one that is used.
    taken: Vec<bool>,
    /// Per certificate; copies have none.
    ends: Vec<Option<End>>,
    /// Per certificate how many steps there are to the end.
    depths: Vec<usize>,
    /// All of them, issuers before what they have issued.
    order: Vec<usize>,
}

impl Ways {
    fn of(bundle: &Bundle, issuers: &Issuers<'_>, now: Option<i64>) -> Self {
        let count = bundle.certificates().len();
        let mut ways = Self {
            now,
            next: vec![None; count],
            taken_for: vec![None; count],
            taken_by_name: vec![None; count],
            taken: vec![false; count],
            ends: vec![None; count],
            depths: vec![0; count],
            order: Vec::with_capacity(count),
        };
        let find = |wanted: Option<Wanted<'_>>| wanted.and_then(|wanted| issuers.find(wanted));
        let find_by_key = |entry: &Entry| {
            let certificate = &entry.certificate;
            find(Wanted::from(certificate, certificate.subject_key()))
        };
        ways.taken_for = bundle.certificates().map(find_by_key).collect();
        let find_by_name = |entry: &Entry| find(Wanted::from(&entry.certificate, None));
        ways.taken_by_name = bundle.certificates().map(find_by_name).collect();
        let has_issuer = |certificate: &Certificate| {
            !certificate.is_self_signed() && certificate.can_sign() != Ca::Malformed
        };
        for (index, entry) in bundle.distinct().filter(|(_, entry)| has_issuer(&entry.certificate)) {
            if let Some(place) = ways.next.get_mut(index) {
                *place = find(Wanted::by(&entry.certificate));
            }
        }
        for (index, _) in bundle.distinct() {
            ways.take_above(bundle, index);
        }
        // The number of the walk that came by, so that a circle is noticed.
        let mut walks = vec![None; count];
        for (index, _) in bundle.distinct() {
            ways.walk(bundle, index, &mut walks);
        }
        ways
    }

    /// Marks all above the one at `index` as taken, unless another one is taken in its place.
    fn take_above(&mut self, bundle: &Bundle, index: usize) {
        let is_start = self.taken_instead(bundle, index).is_none();
        let mut next = self.next(index).filter(|_| is_start);
        while let Some(at) = next
            && let Some(taken @ false) = self.taken.get_mut(at)
        {
            *taken = true;
            next = self.next(at);
        }
    }

    /// Goes up to where the end is known, and tells all on the way.
    fn walk(&mut self, bundle: &Bundle, start: usize, walks: &mut [Option<usize>]) {
        let is_root = |at| bundle.certificate(at).is_some_and(|entry| entry.certificate.is_self_signed());
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
                None if is_root(at) => {
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

    fn next(&self, index: usize) -> Option<usize> {
        self.next.get(index).copied().flatten()
    }

    fn end(&self, index: usize) -> Option<End> {
        self.ends.get(index).copied().flatten()
    }

    fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or(0)
    }

    fn taken_for(&self, index: usize) -> Option<usize> {
        self.taken_for.get(index).copied().flatten()
    }

    fn taken_instead(&self, bundle: &Bundle, index: usize) -> Option<usize> {
        let taken = self.taken_for(index).filter(|_| self.taken.get(index) != Some(&true))?;
        (taken != index && bundle.have_same_key(taken, index)).then_some(taken)
    }
}

impl<'b> Paths<'b> {
    /// The paths at that time, or regardless of time.
    pub(crate) fn of(bundle: &'b Bundle, now: Option<i64>) -> Self {
        let find = || Ways::of(bundle, &Issuers::of(bundle, None, now), now);
        let first = bundle.ways.get_or_init(find);
        let ways = if first.now == now { Cow::Borrowed(first) } else { Cow::Owned(find()) };
        Self { bundle, ways, issuers: OnceCell::new() }
    }

    /// The same, to be asked for the issuers of the certificates of others, too.
    pub(crate) fn also_for(bundle: &'b Bundle, others: &Bundle, now: Option<i64>) -> Self {
        Self { issuers: Issuers::of(bundle, Some(others), now).into(), ..Self::of(bundle, now) }
    }

    fn issuers(&self) -> &Issuers<'b> {
        self.issuers.get_or_init(|| Issuers::of(self.bundle, None, self.ways.now))
    }

    fn certificate(&self, index: usize) -> Option<&'b Certificate> {
        self.bundle.certificate(index).map(|entry| &entry.certificate)
    }

    /// Whom OpenSSL takes for the issuer of the one at `index`; nobody, if it is its own.
    pub(crate) fn next(&self, index: usize) -> Option<usize> {
        self.ways.next(index)
    }

    /// Where the path of the one at `index` ends.
    pub(crate) fn end(&self, index: usize) -> Option<End> {
        self.ways.end(index)
    }

    /// Whether the one at `index` is valid at the time, or ever.
    pub(crate) fn is_valid(&self, index: usize) -> bool {
        self.certificate(index).is_some_and(|certificate| is_valid(certificate, self.ways.now))
    }

    /// Whom OpenSSL takes for the issuer of what the one at `index` has issued, if that names the key
    /// identifier of its issuer where there is one.
    pub(crate) fn taken_for(&self, index: usize) -> Option<usize> {
        self.ways.taken_for(index)
    }

    /// The same, of an authority that need not be in the bundle.
    pub(crate) fn taken_for_those_of(&self, authority: &Certificate) -> Option<usize> {
        self.issuers().find(Wanted::from(authority, authority.subject_key())?)
    }

    /// Whom OpenSSL takes for the issuer of a certificate of the others ([`Self::also_for`]).
    pub(crate) fn issuer_of(&self, certificate: &Certificate) -> Option<usize> {
        self.issuers().find(Wanted::by(certificate)?)
    }

    /// The certificate of the same authority that is taken in place of the one at `index`, if no path leads
    /// over that one.
    pub(crate) fn taken_instead(&self, index: usize) -> Option<usize> {
        self.ways.taken_instead(self.bundle, index)
    }

    /// Whether any path leads over the one at `index`.
    pub(crate) fn is_used(&self, index: usize) -> bool {
        self.taken_instead(index).is_none()
    }

    /// As [`Self::taken_for`], for what names nothing but its issuer's name.
    pub(crate) fn taken_by_name(&self, index: usize) -> Option<usize> {
        self.ways.taken_by_name.get(index).copied().flatten()
    }

    /// Whether what the one at `index` has issued can be verified.
    pub(crate) fn is_complete(&self, index: usize) -> bool {
        self.taken_for(index).is_some_and(|taken| self.have_same_key(index, taken) && self.is_sound(taken))
    }

    /// Whether the path of the one at `index` leads to a root, over authorities that are valid, all of them.
    pub(crate) fn is_sound(&self, index: usize) -> bool {
        let is_sound = |at: usize| {
            self.is_valid(at) && self.certificate(at).is_some_and(|found| found.can_sign() == Ca::Yes)
        };
        let path = std::iter::successors(Some(index), |at| self.next(*at));
        matches!(self.end(index), Some(End::Root(_)))
            && self.ways.depth(index) <= DEEPEST
            && path.take(DEEPEST + 1).all(is_sound)
    }

    /// Whether two have the same key.
    pub(crate) fn have_same_key(&self, one: usize, other: usize) -> bool {
        self.bundle.have_same_key(one, other)
    }

    /// The certificates of authorities that stand too far below another one; of a path only the first.
    pub(crate) fn too_long(&self) -> Vec<TooLong> {
        let mut found = Vec::new();
        let mut rooms = vec![Room::Unlimited; self.ways.next.len()];
        for &at in &self.ways.order {
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
                Room::Unlimited | Room::Limited { .. } if self.ways.depth(at) > DEEPEST => {
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
