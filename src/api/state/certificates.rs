//! Certificates of two states, and whose clients an update locks out.

use std::collections::{HashMap, HashSet};

use super::State;
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
pub(super) fn are_same(before: &str, after: &str) -> bool {
    let read = |text: &str| {
        let bundle = Bundle::parse(text);
        let is_plain = !bundle.has_faults()
            && bundle.blocks().len() == bundle.certificates().len()
            && bundle.certificates().all(|entry| !entry.is_trusted)
            && bundle.certificates().len() > 0;
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

/// Whether all certificates of a text can be read, as far as can be told, and there is one.
pub(crate) fn is_read(text: &str) -> bool {
    let bundle = Bundle::parse(text);
    !bundle.has_faults() && bundle.is_whole() && bundle.certificates().len() > 0
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
    /// The one client whose certificate this is.
    Itself,
}

/// What an empty `cas` does is not documented.
const EMPTY: &str = "what an empty `cas` does is not documented";
const PLACEHOLDER: &str = "something else will stand for the value of `cas`";
const FAULTY: &str = "the stored `cas` has faults, so which of its CAs are in use is not known";
const UNREAD: &str = "not all certificates of `cas` can be read";

/// The authorities in `cas` whose clients are locked out, at a time if it is known; or why that cannot be
/// told. One that is renewed is not among them: the name and the key stay, and that certificate can be used.
pub(crate) fn lost(
    before: &State,
    after: &State,
    now: Option<i64>,
    templates: &Templates,
) -> Result<Vec<Lost>, &'static str> {
    let cas = |state: &State| state.customer_x509.get("cas").cloned();
    let (was, is) = (cas(before), cas(after));
    if was == is || was.is_none() {
        return Ok(Vec::new());
    }
    let was = was.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
    let is = match &is {
        None => None,
        Some(value) => Some(value.as_str().ok_or(UNREAD)?),
    };
    let old = Bundle::parse(was);
    // A file of trusted certificates alone OpenSSL refuses.
    if old.certificates().all(|entry| entry.is_trusted) {
        return Ok(Vec::new());
    }
    if old.has_faults() {
        return Err(FAULTY);
    }
    let new = Bundle::parse(is.unwrap_or_default());
    match is {
        Some(text) if placeholder::stands_for_another(text, templates) => {
            return Err(PLACEHOLDER);
        }
        Some(text) if crate::payload::is_blank(text) => return Err(EMPTY),
        Some(_) if new.has_faults() || !new.is_whole() || new.certificates().len() == 0 => {
            return Err(UNREAD);
        }
        Some(_) | None => {}
    }
    Ok(lost_of(&old, &new, now))
}

/// The authorities in a `caCertificate` that do not vouch for the LDAP host any more; or why that cannot be
/// told.
pub(super) fn lost_for_host(
    before: &str,
    after: &str,
    now: Option<i64>,
    templates: &Templates,
) -> Result<Vec<Lost>, &'static str> {
    if placeholder::stands_for_another(after, templates) {
        return Err("something else will stand for the value of `caCertificate`");
    }
    let (old, new) = (Bundle::parse(before), Bundle::parse(after));
    match new.has_faults() || !new.is_whole() || new.certificates().len() == 0 {
        true => Err("not all certificates of `caCertificate` can be read"),
        false => Ok(lost_of(&old, &new, now)),
    }
}

fn lost_of(old: &Bundle, new: &Bundle, now: Option<i64>) -> Vec<Lost> {
    let kept = fingerprints(new);
    let (paths, later) = (Paths::of(old, now), Paths::of(new, now));
    let heirs = Heirs::of(new, &later);
    let mut found = Vec::new();
    for (index, entry) in old.distinct() {
        let certificate = &entry.certificate;
        // What stays and does not work any more is a matter of what stays: the chain rules speak of it.
        if kept.contains(&certificate.fingerprint()) || !paths.is_valid(index) {
            continue;
        }
        let whom = match certificate.can_sign() {
            Ca::Yes if !paths.is_complete(index) || heirs.has(certificate) => continue,
            Ca::Yes if heirs.has_above(old, &paths, index) => Whom::UnlessSent,
            Ca::Yes => Whom::Clients,
            Ca::No | Ca::NoKeyCertSign if certificate.is_self_signed() => Whom::Itself,
            _ => continue,
        };
        found.push(Lost { certificate: certificate.clone(), whom });
    }
    found
}

/// The authorities whose clients can log in, by name and key, with their key identifiers.
struct Heirs<'b>(HashMap<Authority<'b>, Vec<Option<&'b [u8]>>>);

/// Its name and its key.
type Authority<'b> = (&'b [u8], &'b [u8]);

impl<'b> Heirs<'b> {
    fn of(bundle: &'b Bundle, paths: &Paths<'_>) -> Self {
        let mut heirs: HashMap<_, Vec<_>> = HashMap::new();
        for (_, entry) in bundle.distinct().filter(|(index, _)| paths.is_complete(*index)) {
            let certificate = &entry.certificate;
            let key = (certificate.comparable_subject(), certificate.key_bytes());
            heirs.entry(key).or_default().push(certificate.subject_key());
        }
        Self(heirs)
    }

    /// Whether one of them is that authority. What it has issued may name its key identifier, which then
    /// has to be the same where there is one.
    fn has(&self, authority: &Certificate) -> bool {
        let own = authority.subject_key();
        let heirs = self.0.get(&(authority.comparable_subject(), authority.key_bytes()));
        let fits = |key: &Option<&[u8]>| key.is_none() || own.is_none() || *key == own;
        heirs.is_some_and(|heirs| heirs.iter().any(fits))
    }

    /// Whether one of them is an authority above that one.
    fn has_above(&self, old: &Bundle, paths: &Paths<'_>, index: usize) -> bool {
        let mut at = paths.next(index);
        // Paths longer than this are no good to anybody.
        for _ in 0..crate::x509::paths::DEEPEST {
            let Some(entry) = at.and_then(|at| old.certificate(at)) else { return false };
            if self.has(&entry.certificate) {
                return true;
            }
            at = at.and_then(|at| paths.next(at));
        }
        false
    }
}
