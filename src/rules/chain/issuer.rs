//! Issuers that are not there.

use std::collections::{HashMap, HashSet};

use super::{SHOWN, and_others};
use crate::fix::Safety;
use crate::json::Text;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::certificate::verifies;
use crate::rules::with_line_break;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::Ca;
use crate::x509::issued::Mismatch;
use crate::x509::paths::{End, Paths};

/// Nothing in the value can be used.
const ALONE: usize = 0;
/// Another CA is complete.
const BESIDE: usize = 1;
/// The self-signed certificate of the same CA stands behind it.
const BEHIND: usize = 2;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "issuer-missing",
    group: Group::Chain,
    cases: &[
        Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: unable to get issuer certificate (2)"))
            .when("no other CA in the value is complete"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Measured("OpenSSL: unable to get issuer certificate (2), for what this one issued"),
        )
        .when("another CA in the value is complete"),
        Case::error(
            Consequence::LockedOut,
            Basis::Measured("OpenSSL takes the first of two certificates with the same name and key"),
        )
        .when("the self-signed certificate of the same CA stands behind it"),
    ],
    summary: "The issuer of a CA's certificate is not there.",
    explain: "\
OpenSSL follows a certificate from issuer to issuer until it comes to one that signs itself. Once it has taken \
an issuer from here, all that follow have to be here as well, whatever the other side sends along: an \
intermediate CA without its root verifies nothing. Issuers are found by name and key identifier; signatures \
are not verified here.\n\n\
Add the certificate of the issuer that is named, and that one's issuer, up to the self-signed root. A CA may \
also have two certificates with the same name and key, one signed by itself and one by another CA \
(cross-signed): OpenSSL takes the one that stands first, and tries no other. Put the self-signed one first, \
or leave the other out.",
    bad: &[
        Example::body(r#"{"customerX509":{"cas":"‹orphan-intermediate›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹root›‹orphan-intermediate›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹orphan-second›‹orphan-intermediate›‹orphan-other›"}}"#),
        Example::body(r#"{"ldap":{"caCertificate":"‹same-name-absent-root›‹orphan-intermediate›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹cross-signed-root›‹intermediate›‹root›"}}"#),
        Example::body(r#"{"ldap":{"caCertificate":"‹circle-a›‹circle-b›"}}"#),
    ],
    good: &[
        Example::body(r#"{"customerX509":{"cas":"‹absent-root›‹orphan-intermediate›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹root›‹cross-signed-root›‹intermediate›"}}"#),
    ],
    check: Check::Related(issuer_missing),
    yields_to: &[],
}];

/// An issuer by its name and key identifier, and whether it is named by one of the same name.
type Issuer<'b> = (&'b [u8], Option<&'b [u8]>, bool);

fn issuer_missing(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        // Where a certificate was lost, it may be the issuer; and so may be what is still to be filled in. Behind
        // a `#` one only explains.
        let templates = &payload.conventions().templates;
        if !bundle.is_whole() || bundle.lines_beside(text.as_str()).any(|line| templates.make_up(line)) {
            continue;
        }
        let paths = Paths::of(bundle, now);
        let behind = Behind::of(bundle, &paths, trust);
        let mut order = Vec::new();
        let mut missing: HashMap<Issuer<'_>, Vec<&Entry>> = HashMap::new();
        for (index, entry) in bundle.distinct() {
            let certificate = &entry.certificate;
            let ends_here =
                matches!(paths.end(index), Some(End::Missing(end) | End::Circle(end)) if end == index);
            // Of a root's own key and signature other rules speak.
            let is_judged = certificate.can_sign() == Ca::Yes && !certificate.is_unusable_root();
            if !is_judged || behind.is_settled(index) || !ends_here {
                continue;
            }
            let issuer =
                (certificate.comparable_issuer(), certificate.authority_key(), certificate.is_self_issued());
            let entries = missing.entry(issuer).or_insert_with(|| {
                order.push((index, issuer));
                Vec::new()
            });
            entries.push(entry);
        }
        behind.report(bundle, text, trust, sink);
        if order.is_empty() {
            continue;
        }
        let case = if bundle.distinct().any(|found| verifies(&paths, trust, found)) { BESIDE } else { ALONE };
        for (index, issuer) in order {
            let entries = missing.get(&issuer).map(Vec::as_slice).unwrap_or_default();
            let circle = matches!(paths.end(index), Some(End::Circle(_)));
            report_missing(bundle, text, trust, (case, circle), entries, sink);
        }
    }
}

/// Reports the certificates whose common issuer is not there.
fn report_missing(
    bundle: &Bundle,
    text: &Text<'_>,
    trust: Trust,
    (case, circle): (usize, bool),
    entries: &[&Entry],
    sink: &mut Sink<'_>,
) {
    let [first, others @ ..] = entries else { return };
    let certificate = &first.certificate;
    let subjects = format!("{}{}", quoted(certificate.subject()), and_others(entries.len()));
    let is_one = others.is_empty();
    let outcome = match (trust, is_one) {
        (Trust::Clients, true) => "its clients cannot log in",
        (Trust::Clients, false) => "their clients cannot log in",
        (Trust::Host, true) => "no LDAP host can be verified with it",
        (Trust::Host, false) => "no LDAP host can be verified with them",
    };
    let (issuer, field) = (quoted(certificate.issuer()), trust.field_name());
    let span = text.span(first.at.clone());
    if circle {
        let message = format!("the issuers of {subjects} lead in a circle and to no root: {outcome}");
        sink.report_case(case, span, message)
            .help(format!("add the self-signed certificate of {issuer} to `{field}`"));
        return;
    }
    if let Some(what) = certificate.mismatch(certificate).and_then(identifier) {
        let message = match is_one {
            true => format!(
                "{subjects} names itself as its issuer, but its authority key identifier names another {what} \
                 than its own: {outcome}"
            ),
            false => format!(
                "{subjects} name themselves as their issuers, but their authority key identifiers name another \
                 {what} than their own: {outcome}"
            ),
        };
        let mut pending = sink.report_case(case, span, message);
        for other in others.iter().take(SHOWN) {
            pending = pending.related(text.span(other.begin.clone()), "here, too");
        }
        pending.help(format!(
            "add the certificate of {issuer} that it names to `{field}`; if there is none, have this one issued anew"
        ));
        return;
    }
    let namesake = bundle.certificates().find(|entry| {
        let found = &entry.certificate;
        found.comparable_subject() == certificate.comparable_issuer() && found != certificate
    });
    let (was, though) = match (is_one, namesake) {
        (true, None) => ("was", ""),
        (true, Some(_)) => ("was", ", though one of that name is"),
        (false, None) => ("were", ""),
        (false, Some(_)) => ("were", ", though one of that name is"),
    };
    let mismatch = namesake.and_then(|namesake| namesake.certificate.mismatch(certificate));
    let message = match mismatch {
        // Perhaps it is the same CA, and the same key.
        Some(Mismatch::Serial | Mismatch::Issuer) => format!(
            "OpenSSL finds no issuer of {subjects}: the authority key identifier asks for another certificate of \
             {issuer} than the one here: {outcome}"
        ),
        _ => format!("{subjects} {was} issued by a CA that is not here{though}: {outcome}"),
    };
    let mut pending = sink.report_case(case, span, message);
    for other in others.iter().take(SHOWN) {
        pending = pending.related(text.span(other.begin.clone()), "issued by the same CA");
    }
    if let Some(namesake) = namesake {
        let label = match mismatch {
            Some(Mismatch::Serial) => "the same name, but another serial number",
            Some(Mismatch::Issuer) => "the same name, but issued by another CA",
            _ => "the same name, but another key",
        };
        pending = pending.related(text.span(namesake.begin.clone()), label);
    }
    let serial =
        certificate.extensions().authority.serial_number().filter(|_| mismatch == Some(Mismatch::Serial));
    let which = serial.map(|serial| format!(" with the serial number {serial}")).unwrap_or_default();
    pending.help(format!(
        "add the certificate of {issuer}{which} to `{field}`, and those above it, up to the root"
    ));
}

/// What the authority key identifier names of which the certificate has another one.
fn identifier(mismatch: Mismatch) -> Option<&'static str> {
    match mismatch {
        Mismatch::KeyIdentifier => Some("key identifier"),
        Mismatch::Serial => Some("serial number"),
        Mismatch::Issuer => Some("issuer"),
        Mismatch::Name | Mismatch::Key => None,
    }
}

/// Certificates whose issuer is missing, of CAs that have a self-signed certificate as well.
struct Behind {
    /// By index: nothing is to be said about the missing issuer.
    settled: HashSet<usize>,
    /// Each with the self-signed certificate that stands behind it.
    pairs: Vec<(usize, usize)>,
}

impl Behind {
    fn of(bundle: &Bundle, paths: &Paths<'_>, trust: Trust) -> Self {
        let is_open = |index| !matches!(paths.end(index), Some(End::Root(_)) | None);
        // Most often there is none.
        if !bundle.distinct().any(|(index, _)| is_open(index)) {
            return Self { settled: HashSet::new(), pairs: Vec::new() };
        }
        let mut roots = HashMap::new();
        for (index, entry) in bundle.distinct() {
            let certificate = &entry.certificate;
            let may_sign = match certificate.can_sign() {
                Ca::Yes => true,
                Ca::No | Ca::NoKeyCertSign => trust == Trust::Host,
                Ca::Malformed => false,
            };
            if certificate.is_self_signed() && may_sign && paths.is_valid(index) {
                roots.entry(bundle.authority(index)).or_insert((index, certificate));
            }
        }
        let (mut settled, mut pairs, mut moved) = (HashSet::new(), Vec::new(), HashSet::new());
        for (index, entry) in bundle.distinct() {
            let certificate = &entry.certificate;
            let is_open = is_open(index);
            let root = roots.get(&bundle.authority(index)).filter(|(_, root)| {
                // With another identifier it is not what is found for the other's clients.
                root.subject_key().is_none_or(|id| certificate.subject_key().is_none_or(|own| own == id))
            });
            let is_used = paths.is_used(index);
            // Where it may not sign anyway, other rules say what stands in the way.
            let may_sign = certificate.can_sign() == Ca::Yes;
            match root {
                Some((root, _))
                    if is_open && is_used && root > &index && paths.is_valid(index) && may_sign =>
                {
                    settled.insert(index);
                    if moved.insert(*root) {
                        pairs.push((index, *root));
                    }
                }
                Some((root, _)) if is_open && (root > &index || !is_used) => {
                    settled.insert(index);
                }
                _ => {}
            }
        }
        Self { settled, pairs }
    }

    fn is_settled(&self, index: usize) -> bool {
        self.settled.contains(&index)
    }

    fn report(&self, bundle: &Bundle, text: &Text<'_>, trust: Trust, sink: &mut Sink<'_>) {
        let outcome = match trust {
            Trust::Clients => "its clients cannot log in",
            Trust::Host => "no LDAP host can be verified with it",
        };
        for &(twin, root) in &self.pairs {
            let (Some(twin), Some(root)) = (bundle.certificate(twin), bundle.certificate(root)) else {
                continue;
            };
            let subject = quoted(twin.certificate.subject());
            let message = format!(
                "OpenSSL takes this certificate of {subject}, whose issuer is not here, and never tries the \
                 self-signed one behind it: {outcome}"
            );
            let block = text.as_str().get(root.at.clone()).unwrap_or_default();
            let edits = [
                text.replace(twin.at.start..twin.at.start, &format!("{block}\n")),
                text.replace(with_line_break(text.as_str(), &root.at), ""),
            ];
            sink.report_case(BEHIND, text.span(twin.at.clone()), message)
                .related(text.span(root.begin.clone()), "the self-signed one")
                .help("put the self-signed certificate first, or leave this one out")
                .fix(Safety::Hint, if bundle.has_faults() { Vec::new() } else { edits.to_vec() });
        }
    }
}
