//! Certificates of two states, and whose clients an update locks out.

use std::collections::HashSet;

use super::State;
use super::ways::{Way, Ways};
use crate::conventions::Templates;
use crate::language::Language as _;
use crate::placeholder;
use crate::x509::bundle::Bundle;
use crate::x509::certificate::{Ca, Certificate};
use crate::x509::paths::Paths;

/// What becomes of a certificate of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateChange {
    /// It stays.
    Kept(Certificate),
    /// It is new.
    Added(Certificate),
    /// It is there no more.
    Removed(Certificate),
}

impl CertificateChange {
    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        match self {
            Self::Kept(certificate) | Self::Added(certificate) | Self::Removed(certificate) => certificate,
        }
    }
}

/// The certificates of two texts: those of the second, then those that only the first has.
pub(super) fn changes(before: &str, after: &str) -> Vec<CertificateChange> {
    let (old, new) = (Bundle::parse(before), Bundle::parse(after));
    let (was, is) = (fingerprints(&old), fingerprints(&new));
    let stays = new.distinct().map(|(_, entry)| match was.contains(&entry.certificate.fingerprint()) {
        true => CertificateChange::Kept(entry.certificate.clone()),
        false => CertificateChange::Added(entry.certificate.clone()),
    });
    let goes = old.distinct().filter(|(_, entry)| !is.contains(&entry.certificate.fingerprint()));
    let goes = goes.map(|(_, entry)| CertificateChange::Removed(entry.certificate.clone()));
    stays.chain(goes).collect()
}

fn fingerprints(bundle: &Bundle) -> HashSet<[u8; 32]> {
    bundle.distinct().map(|(_, entry)| entry.certificate.fingerprint()).collect()
}

/// Whether two texts, read whole, hold the same certificates. Of several with one subject OpenSSL may take
/// the first for the issuer, so that their order counts.
pub(super) fn are_same(before: &str, after: &str, templates: &Templates) -> bool {
    let read = |text: &str| {
        let bundle = Bundle::parse(text);
        let is_plain = !bundle.has_faults()
            && bundle.blocks().len() == bundle.certificates().len()
            && bundle.certificates().all(|entry| !entry.is_trusted)
            && bundle.certificates().len() > 0
            && !is_awaited(text, &bundle, templates);
        is_plain.then_some(bundle)
    };
    let sorted = |bundle: &Bundle| {
        let mut found: Vec<(Vec<u8>, [u8; 32])> = bundle
            .distinct()
            .map(|(_, entry)| {
                (entry.certificate.comparable_subject().to_vec(), entry.certificate.fingerprint())
            })
            .collect();
        // Stable: those of one subject keep their order.
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        found
    };
    before == after
        || matches!((read(before), read(after)), (Some(old), Some(new)) if sorted(&old) == sorted(&new))
}

/// Why not all certificates of a text can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Something else will stand for it, or for a part of it.
    Awaited,
    /// It has faults, or there is none.
    Faulty,
}

/// Why not all certificates of a text can be read, as far as can be told, or why there is none.
pub(super) fn unread(text: &str, templates: &Templates) -> Option<Unread> {
    let bundle = Bundle::parse(text);
    match is_awaited(text, &bundle, templates) {
        true => Some(Unread::Awaited),
        false => is_unread(&bundle).then_some(Unread::Faulty),
    }
}

fn is_unread(bundle: &Bundle) -> bool {
    bundle.has_faults() || !bundle.is_whole() || bundle.certificates().len() == 0
}

/// Whether something else will stand for a text with certificates, or for a part of it.
pub(super) fn has_awaited(text: &str, templates: &Templates) -> bool {
    // What has no template in it need not be read.
    let mut lines = text.lines().flat_map(|line| line.split("\\n"));
    (!text.contains(BEGIN) || lines.any(|line| templates.make_up(line)))
        && is_awaited(text, &Bundle::parse(text), templates)
}

const BEGIN: &str = "-----BEGIN";

/// Beside certificates that is a line that is nothing but a template; others explain.
fn is_awaited(text: &str, bundle: &Bundle, templates: &Templates) -> bool {
    match text.contains(BEGIN) {
        false => placeholder::stands_for_another(text, templates),
        true => bundle.lines_beside(text).any(|line| templates.make_up(line)),
    }
}

/// An authority whose clients could log in, and cannot any more.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    pub(crate) certificate: Certificate,
    pub(crate) whom: Whom,
}

/// Who is locked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// Whoever it has issued a certificate to.
    Clients,
    /// Those of them that do not send it along: what issued it stays.
    UnlessSent,
    /// Whoever it has issued a certificate to, whatever they send: it stays, but leads to no root any more.
    Below,
    /// The one client whose certificate this is.
    Itself,
}

/// What becomes of those that could log in.
#[derive(Debug, Default)]
pub(crate) struct Fates {
    pub(crate) lost: Vec<Lost>,
    /// Authorities that are new and lead to no root: those that sent them with all above, from an authority that
    /// is not there, are cut off, if there are any.
    pub(crate) cut_off: Vec<Certificate>,
}

/// Why it cannot be told who is locked out.
struct Reasons {
    blank: &'static str,
    awaited: &'static str,
    faulty: &'static str,
    unread: &'static str,
}

const OF_CAS: Reasons = Reasons {
    blank: "what an empty `cas` does is not documented",
    awaited: "something else will stand for the value of `cas`, or for a part of it",
    faulty: "the stored `cas` has faults, so which of its CAs are in use is not known",
    unread: "not all certificates of `cas` can be read",
};

const OF_HOST: Reasons = Reasons {
    blank: "not all certificates of `caCertificate` can be read",
    awaited: "something else will stand for the value of `caCertificate`, or for a part of it",
    faulty: "the stored `caCertificate` has faults, so which of its CAs are in use is not known",
    unread: "not all certificates of `caCertificate` can be read",
};

/// The authorities in `cas` whose clients are locked out, at a time if it is known, and what cuts others off; or
/// why that cannot be told. One that is renewed is not among them: the name and the key stay, and that certificate can be used.
pub(crate) fn lost(
    before: &State,
    after: &State,
    now: Option<i64>,
    templates: &Templates,
) -> Result<Fates, &'static str> {
    let cas = |state: &State| state.customer_x509.get("cas").cloned();
    let (was, is) = (cas(before), cas(after));
    let Some(was) = was.filter(|was| is.as_ref() != Some(was)) else { return Ok(Fates::default()) };
    let is = match &is {
        None => None,
        Some(value) => Some(value.as_str().ok_or(OF_CAS.unread)?),
    };
    let old = Bundle::parse(was.as_str().unwrap_or_default());
    // A file of trusted certificates alone OpenSSL refuses.
    if old.certificates().all(|entry| entry.is_trusted) {
        return Ok(Fates::default());
    }
    lost_between(&old, is, &OF_CAS, now, templates)
}

/// The authorities in a `caCertificate` that do not vouch for the LDAP host any more; or why that cannot be
/// told.
pub(super) fn lost_for_host(
    before: &str,
    after: &str,
    now: Option<i64>,
    templates: &Templates,
) -> Result<Fates, &'static str> {
    lost_between(&Bundle::parse(before), Some(after), &OF_HOST, now, templates)
}

fn lost_between(
    old: &Bundle,
    is: Option<&str>,
    reasons: &Reasons,
    now: Option<i64>,
    templates: &Templates,
) -> Result<Fates, &'static str> {
    if old.has_faults() {
        return Err(reasons.faulty);
    }
    let new = Bundle::parse(is.unwrap_or_default());
    match is {
        Some(text) if is_awaited(text, &new, templates) => return Err(reasons.awaited),
        Some(text) if crate::payload::is_blank(text) => return Err(reasons.blank),
        Some(_) if is_unread(&new) => return Err(reasons.unread),
        Some(_) | None => {}
    }
    Ok(lost_of(old, &new, now))
}

fn lost_of(old: &Bundle, new: &Bundle, now: Option<i64>) -> Fates {
    let kept = fingerprints(new);
    let (paths, later) = (Paths::also_for(old, new, now), Paths::also_for(new, old, now));
    let mut ways = Ways::of(old, &paths, new, &later);
    let mut found = Vec::new();
    for (index, entry) in old.distinct().filter(|(index, _)| paths.is_valid(*index)) {
        let certificate = &entry.certificate;
        let stays = kept.contains(&certificate.fingerprint());
        let (certificate, whom) = match certificate.can_sign() {
            // One of several certificates speaks for the authority.
            Ca::Yes if paths.is_complete(index) && paths.taken_for(index) == Some(index) => {
                match (ways.from(certificate), stays) {
                    (Way::Open, _) => continue,
                    (Way::IfSent(sent), _) => (sent, Whom::UnlessSent),
                    (Way::Ends, true) => (certificate, Whom::Below),
                    // Of two with one name the chain rules speak.
                    (Way::Elsewhere, true) => continue,
                    (Way::Ends | Way::Elsewhere, false) => (certificate, Whom::Clients),
                }
            }
            Ca::No | Ca::NoKeyCertSign if certificate.is_self_signed() && !stays => {
                (certificate, Whom::Itself)
            }
            _ => continue,
        };
        found.push(Lost { certificate: certificate.clone(), whom });
    }
    Fates { lost: found, cut_off: cut_off(old, &paths, new, &later) }
}

/// Authorities that were not there, were taken from whoever sent them, and are now taken from where they lead to
/// no root.
fn cut_off(old: &Bundle, paths: &Paths<'_>, new: &Bundle, later: &Paths<'_>) -> Vec<Certificate> {
    if !old.distinct().any(|(index, _)| paths.is_sound(index)) {
        return Vec::new();
    }
    let cuts_off = |index, certificate: &Certificate| {
        later.is_valid(index)
            && certificate.can_sign() == Ca::Yes
            && later.taken_for(index) == Some(index)
            && !later.is_sound(index)
            && paths.taken_for_those_of(certificate).is_none()
    };
    let all = new.distinct().map(|(index, entry)| (index, &entry.certificate));
    all.filter(|(index, certificate)| cuts_off(*index, certificate))
        .map(|(_, certificate)| certificate.clone())
        .collect()
}
