//! The certificates, in both fields.
//!
//! What stands in a certificate is pointed at by the base64 characters that encode it; what is missing
//! there, and what is about all of it, by its block. The message says whose certificate it is.

pub(super) mod advice;
pub(super) mod block;
pub(super) mod dates;
pub(super) mod extensions;
pub(super) mod form;
pub(super) mod host;
pub(super) mod key;
#[cfg(test)]
mod public_bundles;
pub(super) mod purpose;
pub(super) mod role;
pub(super) mod signature;
#[cfg(test)]
mod tests;
mod twins;
pub(super) mod validity;

use std::collections::HashMap;
use std::ops::Range;

use crate::json::Text;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::span::Span;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::Certificate;
use crate::x509::extensions::Purpose;
use crate::x509::paths::Paths;
use crate::x509::role::Role;

/// A certificate of one of the fields, and where it stands.
#[derive(Clone, Copy)]
struct Found<'p> {
    text: &'p Text<'p>,
    bundle: &'p Bundle,
    trust: Trust,
    index: usize,
    entry: &'p Entry,
    certificate: &'p Certificate,
    role: Role,
}

impl<'p> Found<'p> {
    fn new(text: &'p Text<'p>, bundle: &'p Bundle, trust: Trust, (index, entry): (usize, &'p Entry)) -> Self {
        let certificate = &entry.certificate;
        Self { text, bundle, trust, index, entry, certificate, role: certificate.role() }
    }

    /// All of its block.
    fn block(&self) -> Span {
        self.text.span(self.entry.at.clone())
    }

    /// The base64 characters of a part of its DER. Takes time linear in it.
    fn part(&self, der: Range<usize>) -> Span {
        self.text.span(self.bundle.characters(self.text.as_str(), self.entry, der))
    }

    /// Its subject, for a message.
    fn subject(&self) -> String {
        subject(self.certificate)
    }

    /// What it is for, if it is its own issuer.
    fn purpose(&self) -> Purpose {
        match self.trust {
            Trust::Clients => Purpose::Client,
            Trust::Host => Purpose::Server,
        }
    }

    /// What the database can do with it, if not this: for the middle of a message.
    fn verifies(&self) -> &'static str {
        match (self.trust, self.role) {
            (Trust::Clients, Role::Authority) => "no client whose certificate it issued can log in",
            (Trust::Clients, _) => "its client cannot log in",
            (Trust::Host, _) => "the database verifies no LDAP host with it",
        }
    }

    /// The same, if OpenSSL refuses the certificate itself.
    fn is_refused(&self) -> String {
        format!("OpenSSL refuses it, and {}", self.verifies())
    }
}

/// The subject of a certificate, for a message.
fn subject(certificate: &Certificate) -> String {
    match certificate.subject() {
        "" => "the certificate without a subject".to_owned(),
        subject => quoted(subject),
    }
}

/// The certificates of both fields, of copies the first.
fn all<'p>(payload: &'p Payload<'_>) -> Box<dyn Iterator<Item = Found<'p>> + 'p> {
    // In a box: many rules ask, and a copy of the walk in each is more code than a processor has at hand.
    Box::new(payload.bundles().flat_map(|(field, trust)| {
        let (text, bundle) = (field.value.text, field.value.get());
        bundle.distinct().map(move |found| Found::new(text, bundle, trust, found))
    }))
}

/// Those of them that are not what most are: what rules on single certificates have anything to say of, but for their
/// dates. To walk all of a bundle for each rule took a twentieth of its check.
fn odd<'p>(payload: &'p Payload<'_>) -> Box<dyn Iterator<Item = Found<'p>> + 'p> {
    Box::new(payload.bundles().flat_map(|(field, trust)| {
        let (text, bundle) = (field.value.text, field.value.get());
        bundle.odd().map(move |found| Found::new(text, bundle, trust, found))
    }))
}

/// Those that the database verifies something with: authorities, and what is its own issuer. Of others
/// `not-a-ca` speaks, and nobody else.
fn is_judged(found: &Found<'_>) -> bool {
    found.role != Role::Leaf
}

/// The odd ones of these.
fn judged<'p>(payload: &'p Payload<'_>) -> impl Iterator<Item = Found<'p>> {
    odd(payload).filter(is_judged)
}

/// The odd ones that are meant to issue others.
fn authorities<'p>(payload: &'p Payload<'_>) -> impl Iterator<Item = Found<'p>> {
    odd(payload).filter(|found| found.role == Role::Authority)
}

/// Whether clients or hosts are verified with that one: an authority whose path leads to a root, all of it
/// valid, or what an LDAP host shows itself.
pub(super) fn verifies(paths: &Paths<'_>, trust: Trust, (index, entry): (usize, &Entry)) -> bool {
    let certificate = &entry.certificate;
    let is_host =
        || certificate.is_self_signed() && certificate.extensions().forbidding(Purpose::Server).is_none();
    paths.is_complete(index) || trust == Trust::Host && paths.is_valid(index) && is_host()
}

/// The first self-signed certificate for each subject and key. Where it stands before a cross-signed one,
/// OpenSSL never comes to look at that one's signature; nor at its own.
struct Roots {
    /// By [`Bundle::authority`].
    first: HashMap<usize, usize>,
}

impl Roots {
    fn of(bundle: &Bundle) -> Self {
        let mut first = HashMap::new();
        for (index, _) in bundle.certificates().enumerate().filter(|(_, e)| e.certificate.is_self_signed()) {
            first.entry(bundle.authority(index)).or_insert(index);
        }
        Self { first }
    }

    /// Whether OpenSSL looks at the signature of a certificate.
    fn is_verified(&self, found: &Found<'_>) -> bool {
        self.first.get(&found.bundle.authority(found.index)).is_none_or(|&first| first > found.index)
    }
}

/// The certificates with something odd about how they are signed; with `true` those of which OpenSSL comes to look
/// at the signature.
fn with_signatures<'p>(
    payload: &'p Payload<'_>,
    is_odd: impl Fn(&Certificate) -> bool,
) -> impl Iterator<Item = (Found<'p>, bool)> {
    payload.bundles().flat_map(move |(field, trust)| {
        let (text, bundle) = (field.value.text, field.value.get());
        let odd: Vec<Found<'p>> = bundle
            .odd()
            .filter(|(_, entry)| is_odd(&entry.certificate))
            .map(|found| Found::new(text, bundle, trust, found))
            // Where a root's own key cannot be used, `unsupported-key` says so.
            .filter(|Found { certificate, role, .. }| {
                let has_key = certificate.key().family().is_some() || !certificate.is_self_issued();
                *role != Role::Leaf && has_key
            })
            .collect();
        let roots = if odd.is_empty() { None } else { Some(Roots::of(bundle)) };
        odd.into_iter()
            .map(move |found| (found, roots.as_ref().is_some_and(|roots| roots.is_verified(&found))))
    })
}

/// ` and 2 more`, of so many in all; nothing of one.
fn and_more(count: usize) -> String {
    match count {
        ..=1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    }
}
