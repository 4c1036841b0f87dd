//! How certificates are signed.

use super::{Found, and_more, with_signatures};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::certificate::Certificate;
use crate::x509::signature::Digest;

/// OpenSSL looks at the signature, and refuses it.
const VERIFIED: usize = 0;
/// It never looks.
const NOT_VERIFIED: usize = 1;

/// How many others a note on several shows.
const SHOWN: usize = 3;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "weak-signature",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL at security level 2: CA signature digest algorithm too weak (68); with an unknown \
                     algorithm: unable to get issuer certificate (2)",
                ),
            )
            .when("OpenSSL verifies it"),
            Case::note(
                Consequence::Advice,
                Basis::Measured("OpenSSL does not verify the signature of a root: it is trusted because it stands here"),
            )
            .when("it is that of a root"),
        ],
        summary: "A certificate is signed with a digest that is too weak.",
        explain: "\
Of MD2, MD4, MD5, SHA-1 and RIPEMD-160 collisions can be found with too little work, so at security level 2 OpenSSL \
refuses every certificate that was signed with them, also inside RSA-PSS; and those with an algorithm that it does \
not know. This is about how the certificate itself was signed, by its issuer.\n\n\
The signature of a root on itself is never looked at, nor that of a cross-signed certificate that stands behind its \
self-signed twin: that is only worth a note, one for each value, and none for well-known public roots.\n\n\
Have the intermediate issued anew, with SHA-256.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹sha1-intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹rsa-root›‹pss-sha1-rsa-intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹unknown-signature-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹sha1-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹p384-root›‹rsa-pss-root›"}}"#)],
        check: Check::OddCertificate(weak_signature),
        yields_to: &[],
    },
    Rule {
        name: "signature-algorithm-mismatch",
        group: Group::Certificate,
        cases: &[
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate signature failure (7)"))
                .when("OpenSSL verifies the signature"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL does not verify the signature of a root"),
            )
            .when("it is that of a root"),
        ],
        summary: "A certificate names two algorithms for its signature.",
        explain: "\
The algorithm stands in a certificate twice: in the part that is signed, and beside the signature. Both have to be \
the same (RFC 5280 §4.1.1.2), parameters included. If they are not, OpenSSL takes the signature for wrong; but it \
never looks at the one that a root has made on itself.\n\n\
Bytes were changed, or it was put together by a script. Get the certificate from its source again.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹mismatch-intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹mismatch-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹good-intermediate›"}}"#)],
        check: Check::OddCertificate(signature_mismatch),
        yields_to: &[],
    },
];

fn weak_signature(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let mut unverified: Vec<Found<'_>> = Vec::new();
    let is_weak = |digest: Digest| digest.is_weak() || digest == Digest::Unknown;
    let is_odd = |certificate: &Certificate| {
        let signature = certificate.signature();
        signature.family.is_none() || is_weak(signature.digest)
    };
    for (found, is_verified) in with_signatures(payload, is_odd) {
        let signature = found.certificate.signature();
        let span = || found.part(found.certificate.places().signature.clone());
        let subject = || found.subject();
        let help = "have it issued anew, signed with SHA-256";
        // Without a known algorithm OpenSSL finds no issuer of it, not even itself.
        if signature.family.is_none() {
            let message = format!(
                "{} is signed with an algorithm that OpenSSL does not know: {}",
                subject(),
                found.verifies()
            );
            sink.report_case(VERIFIED, span(), message).help(help);
        } else if is_weak(signature.digest) {
            if is_verified {
                let message = format!(
                    "{} is signed with {signature}, which is too weak: {}",
                    subject(),
                    found.is_refused()
                );
                sink.report_case(VERIFIED, span(), message).help(help);
            } else if !found.entry.is_well_known() {
                unverified.push(found);
            }
        }
    }
    // One note for each value: nothing depends on it.
    for found in unverified.chunk_by(|one, other| one.trust == other.trust) {
        let [first, others @ ..] = found else { continue };
        let (is, a_root) = match others {
            [] => ("is", "a root"),
            _ => ("are", "roots"),
        };
        let message = format!(
            "{}{} {is} signed with {}, which is too weak; but nobody looks at the signature of {a_root}",
            first.subject(),
            and_more(found.len()),
            first.certificate.signature()
        );
        let mut pending =
            sink.report_case(NOT_VERIFIED, first.part(first.certificate.places().signature.clone()), message);
        for other in others.iter().take(SHOWN) {
            pending = pending.related(other.text.span(other.entry.begin.clone()), "so is this one");
        }
        pending.help("nothing has to be done now; renew it with SHA-256");
    }
}

fn signature_mismatch(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let is_odd = |certificate: &Certificate| certificate.other_signature().is_some();
    for (found, is_verified) in with_signatures(payload, is_odd) {
        let certificate = found.certificate;
        let Some(inside) = certificate.other_signature() else { continue };
        let outside = certificate.signature();
        // What is unknown outside is spoken of as such.
        if outside.family.is_none() {
            continue;
        }
        let difference = match inside == outside {
            true => format!("{outside} both times, but with other parameters"),
            false => format!("outside {outside}, inside {inside}"),
        };
        let message = format!("{} names two algorithms for its signature, {difference}", found.subject());
        let span = found.part(certificate.places().signature.clone());
        let (case, outcome) = match is_verified {
            true => (VERIFIED, found.is_refused()),
            false => {
                (NOT_VERIFIED, "OpenSSL does not look at the signature of a root, others may".to_owned())
            }
        };
        sink.report_case(case, span, format!("{message}: {outcome}"))
            .help("get the certificate from its source again");
    }
}
