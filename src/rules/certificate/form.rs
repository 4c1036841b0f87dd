//! The format of certificates: version and subject.

use super::judged;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::certificate::Version;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "version-extension-mismatch",
        group: Group::Certificate,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Measured("OpenSSL reads the extensions whatever the version is"),
        )],
        summary: "A certificate has extensions, but not version 3.",
        explain: "\
Only certificates of version 3 have extensions (RFC 5280 §4.1.2.1). OpenSSL reads them in others as well; \
stricter readers refuse such a certificate. So does one that names a version that there is not.\n\n\
It comes from home-made software. When the CA is renewed, have it issued with version 3.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹v1-with-extensions›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹v4-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(version_mismatch),
        yields_to: &[],
    },
    Rule {
        name: "empty-subject",
        group: Group::Certificate,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard(
                "RFC 5280 §4.1.2.6: a CA has a subject; OpenSSL 3.0 was seen to work without one",
            ),
        )],
        summary: "A CA has no subject.",
        explain: "\
Its name is empty. What it issues then names no issuer, and two such CAs cannot be told apart by name. OpenSSL \
verifies with it all the same; other software refuses such certificates (RFC 5280 §4.1.2.4, §4.1.2.6), and a \
client that chooses its certificate by the names that the database sends has nothing to go by.\n\n\
Have the CA issued anew, with a name.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹empty-subject-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(empty_subject),
        yields_to: &[],
    },
];

fn version_mismatch(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload) {
        let certificate = found.certificate;
        let (places, extensions) = (certificate.places(), certificate.extensions());
        let (what, at) = match (certificate.version(), extensions.all.first()) {
            (Version::V1, Some(first)) => ("is of version 1, but has extensions", Some(first.at.clone())),
            (Version::V2, Some(first)) => ("is of version 2, but has extensions", Some(first.at.clone())),
            (Version::Other, _) => ("is of a version that there is not", places.version.clone()),
            _ => continue,
        };
        let span = at.map_or_else(|| found.block(), |at| found.part(at));
        sink.report(span, format!("{} {what}: OpenSSL does not mind, others may", found.subject()))
            .help("when it is renewed, have it issued with version 3");
    }
}

fn empty_subject(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload).filter(|found| found.certificate.comparable_subject().is_empty()) {
        let subject = found.certificate.places().subject.clone();
        sink.report(found.part(subject), "this certificate has no subject: what it issues names no issuer")
            .help("have it issued anew, with a name");
    }
}
