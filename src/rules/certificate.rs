//! The certificates, in both fields.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::fix::Safety;
use crate::language::Language as _;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::bundle::{Bundle, BundleFault, Entry};
use crate::x509::certificate::Ca;
use crate::x509::der::{DerFault, DerKind};

const DAY: i64 = 24 * 60 * 60;

/// How long before its end a certificate is spoken of, in days: when the vendor's alert is raised.
const SOON: i64 = 30;

/// Its CA is not in the bundle.
const ORPHAN: usize = 0;
/// It is its own issuer.
const SELF_SIGNED: usize = 1;
/// Its CA is in the bundle as well.
const NO_EFFECT: usize = 2;

/// A CA in `cas`.
const CLIENTS: usize = 0;
/// `caCertificate`, and nothing else there is valid; or one client's own certificate in `cas`.
const ALONE_EXPIRED: usize = 1;
/// `caCertificate`, beside a CA that is valid.
const HOST_BESIDE: usize = 2;

/// No other CA is valid.
const ALONE: usize = 0;
/// Another CA is.
const BESIDE: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "certificate-undecodable",
        group: Group::Certificate,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Measured("OpenSSL refuses the whole bundle for one certificate that it cannot decode"),
        )],
        summary: "What a block contains is no certificate.",
        explain: "\
The base64 of the block decodes, but not to an X.509 certificate (RFC 5280). Perhaps the text was cut off, \
or it is something else under the label CERTIFICATE: a signing request, a key, a PKCS #7 bundle. OpenSSL \
refuses the whole bundle for it.",
        bad: &[Example::body(
            r#"{"customerX509":{"cas":"-----BEGIN CERTIFICATE-----\nMIIBIjANBgkq\n-----END CERTIFICATE-----\n"}}"#,
        )],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(undecodable),
        yields_to: &["private-key"],
    },
    Rule {
        name: "duplicate-certificate",
        group: Group::Certificate,
        cases: &[Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL loads it once"))],
        summary: "A certificate stands in the bundle twice.",
        explain: "\
The second copy changes nothing. Often another certificate was meant to stand there, and was not copied.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›‹root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::Body(duplicate),
        yields_to: &[],
    },
    Rule {
        name: "not-a-ca",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL: unable to get local issuer certificate (20), invalid CA certificate (79)",
                ),
            )
            .when("it was issued by a CA that is not there"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL: it then verifies itself and nothing else"),
            )
            .when("it is self-signed, in `cas`"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL never uses it as an issuer"))
                .when("its CA stands there as well, in `cas`"),
        ],
        summary: "A certificate is not that of a CA.",
        explain: "\
Both fields want the certificates of CAs: of those that issue the clients' certificates (`cas`), or the LDAP \
host's (`caCertificate`). OpenSSL goes by basic constraints and key usage (`X509_check_ca`). A client's own \
certificate in `cas` lets nobody in, unless it is self-signed: then exactly that one client. In \
`caCertificate` a self-signed server certificate is legitimate, and is not reported.\n\n\
Look for the CA's certificate: its subject is what this one names as its issuer. Signatures are not \
verified, so an issuer is known by its name and key identifier.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹orphan-leaf›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹orphan-leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹self-signed-leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹leaf›"}}"#),
        ],
        good: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹intermediate›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf›"}}"#),
        ],
        check: Check::Body(not_a_ca),
        yields_to: &[],
    },
    Rule {
        name: "certificate-expired",
        group: Group::Certificate,
        cases: &[
            Case::error(Consequence::Refused, Basis::Recorded("400 EXPIRED_X509_CA_CERTIFICATE"))
                .when("it is a CA in `cas`"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate has expired (10)"))
                .when("it is alone in `caCertificate`, or one client's own in `cas`"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL: certificate has expired (10)"))
                .when("it is in `caCertificate`, beside a CA that is valid"),
        ],
        summary: "A certificate has expired.",
        explain: "\
The API was seen to refuse an expired CA in `cas` with EXPIRED_X509_CA_CERTIFICATE. \
In `caCertificate` the database cannot verify the LDAP host with it. A renewed certificate of the same CA \
takes its place; the clients' certificates stay valid if the CA kept its key.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹expired-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹expired-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹expired-root›‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(expired),
        yields_to: &[],
    },
    Rule {
        name: "certificate-not-yet-valid",
        group: Group::Certificate,
        cases: &[
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate is not yet valid (9)"))
                .when("no other CA there is valid"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL: certificate is not yet valid (9)"),
            )
            .when("it stands beside a CA that is valid"),
        ],
        summary: "A certificate is not valid yet.",
        explain: "\
Until the day from which it is valid, OpenSSL verifies nothing with it. A new CA may be put in beside the \
old one ahead of time; alone it locks everybody out. Look at the clock of the machine, too.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹future-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹future-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(not_yet_valid),
        yields_to: &[],
    },
    Rule {
        name: "certificate-expires-soon",
        group: Group::Certificate,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("an alert is raised 30 days before a CA expires"),
        )],
        summary: "A certificate expires within 30 days.",
        explain: "\
When it has expired, nothing is verified with it any more. The vendor raises an alert 30 days ahead. Put the renewed certificate in beside it now; each change is a rolling \
restart, so better one than two.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹soon-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(expires_soon),
        yields_to: &[],
    },
];

/// The certificates of a field, each once, with their index.
fn distinct(bundle: &Bundle) -> impl Iterator<Item = (usize, &Entry)> {
    let copies: HashSet<usize> = bundle.duplicates().iter().map(|&(copy, _)| copy).collect();
    bundle.certificates().enumerate().filter(move |(index, _)| !copies.contains(index))
}

fn undecodable(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        for fault in field.value.get().faults() {
            if let BundleFault::Der { fault: der, .. } = &fault.kind {
                let (message, help) = what_it_is(der);
                sink.report(field.value.text.span(fault.at.clone()), message).help(help);
            }
        }
    }
}

fn what_it_is(fault: &DerFault) -> (String, &'static str) {
    let instead = |what: &str| format!("this block is no certificate, but {what}");
    let paste = "paste the certificate again from its source";
    let ca = "put the CA's certificate here";
    match (fault.instead, fault.missing) {
        (Some(DerKind::CertificateRequest), _) => (instead("a signing request"), ca),
        (Some(DerKind::RevocationList), _) => (instead("a revocation list"), ca),
        (Some(DerKind::PublicKey), _) => (instead("a bare public key"), ca),
        (Some(DerKind::PrivateKey | DerKind::EncryptedPrivateKey), _) => {
            (instead("a private key"), "remove it, and replace the key wherever this file was shared")
        }
        (Some(DerKind::Pkcs7), _) => (instead("a PKCS #7 bundle"), "convert it: openssl pkcs7 -print_certs"),
        (Some(DerKind::Pkcs12), _) => {
            (instead("a PKCS #12 store"), "extract the CA's certificate: openssl pkcs12 -nokeys -cacerts")
        }
        (Some(DerKind::Pem), _) => (instead("a PEM text, encoded once more"), "decode the base64 once"),
        (Some(DerKind::TrustedCertificate), _) => (
            instead("one with OpenSSL's trust settings behind it"),
            "convert it: openssl x509 -in FILE, without -trustout",
        ),
        (None, Some(1)) => ("the certificate is cut off: a byte is missing at its end".to_owned(), paste),
        (None, Some(missing)) => {
            (format!("the certificate is cut off: {missing} bytes are missing at its end"), paste)
        }
        (None, None) => ("the certificate cannot be decoded from here on".to_owned(), paste),
    }
}

fn duplicate(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        for &(copy, first) in bundle.duplicates() {
            let (Some(copy), Some(first)) = (bundle.certificate(copy), bundle.certificate(first)) else {
                continue;
            };
            let subject = quoted(copy.certificate.subject());
            sink.report(
                text.span(copy.at.clone()),
                format!("the certificate of {subject} stands here a second time"),
            )
            .related(text.span(first.begin.clone()), "the first one")
            .help("remove it, unless another certificate was meant to stand here")
            .fix(Safety::Safe, [text.replace(with_line_break(text.as_str(), &copy.at), "")]);
        }
    }
}

/// A block with the rest of its last line.
fn with_line_break(text: &str, block: &Range<usize>) -> Range<usize> {
    let rest = text.get(block.end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let line_break = usize::from(rest.get(blanks..).is_some_and(|rest| rest.starts_with('\n')));
    block.start..block.end + blanks + line_break
}

fn not_a_ca(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        for (index, entry) in distinct(bundle) {
            let certificate = &entry.certificate;
            if certificate.can_sign() == Ca::Yes || certificate.claims_ca() {
                continue;
            }
            let subject = quoted(certificate.subject());
            let issuer = bundle.issuers_of(index).find(|&issuer| issuer != index);
            let span = text.span(entry.at.clone());
            if certificate.is_self_signed() {
                if trust == Trust::Clients {
                    let message = format!("{subject} is no CA: `cas` then trusts exactly this one client");
                    sink.report_case(SELF_SIGNED, span, message).help("put the CA's certificate here");
                }
            } else if let Some(issuer) = issuer.and_then(|issuer| bundle.certificate(issuer)) {
                if trust == Trust::Clients {
                    let message = format!("{subject} is no CA: beside its CA it has no effect");
                    sink.report_case(NO_EFFECT, span, message)
                        .related(text.span(issuer.begin.clone()), "its CA")
                        .help("remove it: the CA is enough to let its clients in")
                        .fix(Safety::Hint, [text.replace(with_line_break(text.as_str(), &entry.at), "")]);
                }
            } else {
                let message = format!(
                    "{subject} is no CA, and the CA that issued it is not here: nothing can be verified with it"
                );
                let help = format!("put the certificate of {} here instead", quoted(certificate.issuer()));
                sink.report_case(ORPHAN, span, message).help(help);
            }
        }
    }
}

/// Whether any CA of the bundle is valid at that time.
fn has_valid_ca(bundle: &Bundle, now: i64) -> bool {
    bundle.certificates().any(|entry| {
        let certificate = &entry.certificate;
        let valid = (certificate.not_before()..=certificate.not_after()).contains(&now);
        valid && (certificate.can_sign() == Ca::Yes || certificate.is_self_signed())
    })
}

/// The certificates that are not expired, one for each subject.
fn unexpired(bundle: &Bundle, now: i64) -> HashMap<&[u8], &Entry> {
    let entries = bundle.certificates().filter(|entry| entry.certificate.not_after() >= now);
    entries.map(|entry| (entry.certificate.comparable_subject(), entry)).collect()
}

/// A day as people write it, in UTC.
fn day(seconds: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(seconds)
        .map_or_else(|_| "?".to_owned(), |time| time.date().to_string())
}

fn expired(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (bundle, text) = (field.value.get(), field.value.text);
        let expired = distinct(bundle).filter(|(_, entry)| entry.certificate.not_after() < now);
        let beside = trust == Trust::Host && has_valid_ca(bundle, now);
        let unexpired = unexpired(bundle, now);
        for (_, entry) in expired {
            let certificate = &entry.certificate;
            let is_ca = certificate.can_sign() == Ca::Yes || certificate.claims_ca();
            let (case, outcome) = match trust {
                Trust::Clients if is_ca => (CLIENTS, "the API refuses an expired CA in `cas`"),
                // What the API makes of it was not seen.
                Trust::Clients if certificate.is_self_signed() => {
                    (ALONE_EXPIRED, "its one client cannot log in")
                }
                // It has no effect, expired or not: `not-a-ca` says so.
                Trust::Clients => continue,
                Trust::Host if beside => (HOST_BESIDE, "the database verifies no LDAP host with it"),
                Trust::Host => (ALONE_EXPIRED, "the database verifies no LDAP host with it"),
            };
            let (subject, end) = (quoted(certificate.subject()), day(certificate.not_after()));
            let message = format!("{subject} expired on {end}: {outcome}");
            let pending = sink.report_case(case, text.span(entry.at.clone()), message);
            match unexpired.get(certificate.comparable_subject()) {
                Some(renewed) => pending
                    .related(text.span(renewed.begin.clone()), "renewed here")
                    .help("remove it: the renewed certificate stands beside it")
                    .fix(Safety::Hint, [text.replace(with_line_break(text.as_str(), &entry.at), "")]),
                None => pending.help("put the CA's renewed certificate here"),
            };
        }
    }
}

fn not_yet_valid(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let bundle = field.value.get();
        let case = if has_valid_ca(bundle, now) { BESIDE } else { ALONE };
        for (_, entry) in distinct(bundle).filter(|(_, entry)| entry.certificate.not_before() > now) {
            let certificate = &entry.certificate;
            let (subject, start) = (quoted(certificate.subject()), day(certificate.not_before()));
            let message =
                format!("{subject} is valid from {start} on; until then nothing is verified with it");
            sink.report_case(case, field.value.text.span(entry.at.clone()), message)
                .help("keep the current CA beside it, or wait");
        }
    }
}

fn expires_soon(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let bundle = field.value.get();
        // Where the renewed certificate stands already, there is nothing left to do.
        let renewed = unexpired(bundle, now.saturating_add(SOON * DAY));
        for (_, entry) in distinct(bundle) {
            let certificate = &entry.certificate;
            let left = certificate.not_after().saturating_sub(now);
            let soon = (0..SOON * DAY).contains(&left);
            if !soon || renewed.contains_key(certificate.comparable_subject()) {
                continue;
            }
            let days = match left / DAY {
                0 => "today or tomorrow".to_owned(),
                1 => "in a day".to_owned(),
                days => format!("in {days} days"),
            };
            let (subject, end) = (quoted(certificate.subject()), day(certificate.not_after()));
            let message = format!("{subject} expires {days}, on {end}");
            sink.report(field.value.text.span(entry.at.clone()), message)
                .help(format!("put the renewed certificate into `{}` beside it now", trust.field_name()));
        }
    }
}
