//! Where OpenSSL comes to from what the authorities of one bundle have issued, when another one takes its place.
//!
//! It looks into the bundle first, for the issuer of each certificate. Where it finds one there, it does not look at
//! what the other side sends any more; where it finds none, it takes what was sent.

use std::collections::HashMap;

use crate::x509::bundle::Bundle;
use crate::x509::certificate::{Ca, Certificate};
use crate::x509::paths::{DEEPEST, Paths};

/// Where OpenSSL comes to from what an authority has issued.
#[derive(Debug)]
pub(super) enum Way<'b> {
    /// To a root.
    Open,
    /// To a root, if the other side sends that certificate, which is not there any more.
    IfSent(&'b Certificate),
    /// To no root, whatever is sent.
    Ends,
    /// To another authority with that name, which has another key.
    Elsewhere,
}

/// An authority: its name and its key.
type Authority<'b> = (&'b [u8], &'b [u8]);

fn authority(certificate: &Certificate) -> Authority<'_> {
    (certificate.comparable_subject(), certificate.key_bytes())
}

/// The ways from a bundle, when a new one takes its place.
pub(super) struct Ways<'b> {
    old: &'b Bundle,
    paths: &'b Paths<'b>,
    new: &'b Bundle,
    later: &'b Paths<'b>,
    /// The certificates of each authority of the old bundle that can be used.
    certificates: HashMap<Authority<'b>, Vec<usize>>,
    /// Which of them leads to a root of the new bundle, if it is sent.
    leading: HashMap<Authority<'b>, Option<usize>>,
}

impl<'b> Ways<'b> {
    /// `later` can be asked for the issuers of the old bundle.
    pub(super) fn of(old: &'b Bundle, paths: &'b Paths<'b>, new: &'b Bundle, later: &'b Paths<'b>) -> Self {
        let mut certificates: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, entry) in old.distinct().filter(|(index, _)| paths.is_valid(*index)) {
            if entry.certificate.can_sign() == Ca::Yes {
                certificates.entry(authority(&entry.certificate)).or_default().push(index);
            }
        }
        Self { old, paths, new, later, certificates, leading: HashMap::new() }
    }

    /// The way from the certificates of the authority, which is that one of the old bundle.
    pub(super) fn from(&mut self, certificate: &'b Certificate) -> Way<'b> {
        let Some(taken) = self.later.taken_for_those_of(certificate) else {
            let sent = self.leading(authority(certificate), 0).and_then(|sent| self.old.certificate(sent));
            return sent.map_or(Way::Ends, |entry| Way::IfSent(&entry.certificate));
        };
        match (self.has_key_of(taken, certificate), self.later.is_sound(taken)) {
            (false, _) => Way::Elsewhere,
            (true, false) => Way::Ends,
            (true, true) => Way::Open,
        }
    }

    fn has_key_of(&self, taken: usize, certificate: &Certificate) -> bool {
        let found = self.new.certificate(taken);
        found.is_some_and(|found| found.certificate.key_bytes() == certificate.key_bytes())
    }

    /// Which certificate of an authority leads to a root of the new bundle, if it is sent.
    fn leading(&mut self, authority: Authority<'b>, depth: usize) -> Option<usize> {
        // Paths longer than this are no good to anybody.
        if depth > DEEPEST {
            return None;
        }
        if let Some(known) = self.leading.get(&authority) {
            return *known;
        }
        // Who comes by once more goes in a circle.
        self.leading.insert(authority, None);
        let certificates = self.certificates.get(&authority).cloned().unwrap_or_default();
        let leading = certificates.into_iter().find(|&index| self.leads(index, depth));
        self.leading.insert(authority, leading);
        leading
    }

    fn leads(&mut self, index: usize, depth: usize) -> bool {
        let (old, later) = (self.old, self.later);
        let certificate = |index| old.certificate(index).map(|entry| &entry.certificate);
        let issuer = self.paths.next(index).and_then(certificate);
        // One that is its own issuer is not trusted for being sent.
        let Some(own) = certificate(index).filter(|own| !own.is_self_signed()) else { return false };
        match (later.issuer_of(own), issuer) {
            (Some(taken), issuer) => {
                later.is_sound(taken) && issuer.is_none_or(|issuer| self.has_key_of(taken, issuer))
            }
            (None, Some(issuer)) => self.leading(authority(issuer), depth + 1).is_some(),
            (None, None) => false,
        }
    }
}
