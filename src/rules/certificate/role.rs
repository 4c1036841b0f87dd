//! Whether a certificate is that of a CA.

use super::twins::{PASSED_OVER, Through, Twins};
use super::{Found, authorities};
use crate::fix::Safety;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::with_line_break;
use crate::x509::bundle::Entry;
use crate::x509::certificate::{Ca, Certificate, Version};
use crate::x509::extensions::Kind;
use crate::x509::paths::Paths;
use crate::x509::role::Role;

/// Neither its CA nor another one is in the bundle, or it is its own issuer and not for those who would show it.
const USELESS: usize = 0;
/// It is its own issuer.
const SELF_SIGNED: usize = 1;
/// A CA is in the bundle as well, its own or another one.
const NO_EFFECT: usize = 2;
/// OpenSSL takes it for the issuer of something.
const IN_THE_WAY: usize = 3;

/// It is its own issuer.
const ROOT: usize = 0;
/// It is not.
const ISSUED: usize = 1;
/// It is not, and OpenSSL takes another certificate of the CA.
const OTHER_TAKEN: usize = 2;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "not-a-ca",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL: unable to get local issuer certificate (20), invalid CA certificate (79), \
                     unsuitable certificate purpose (26)",
                ),
            )
            .when("no CA is there, or it signs itself and is not for clients (`cas`) or servers (`caCertificate`)"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL: it then verifies itself and nothing else"),
            )
            .when("it is self-signed, in `cas`"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL never uses it as an issuer"))
                .when("its CA stands there as well, in `cas`, or another CA does"),
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: invalid CA certificate (79), certificate chain too long (22)"),
            )
            .when("OpenSSL takes it for the issuer of what stands there"),
        ],
        summary: "A certificate is not that of a CA.",
        explain: "\
Both fields want the certificates of CAs: of those that issue the clients' certificates (`cas`), or the LDAP \
host's (`caCertificate`). OpenSSL goes by basic constraints and key usage (`X509_check_ca`). A client's own \
certificate in `cas` lets nobody in, unless it is self-signed: then exactly that one client. In \
`caCertificate` a self-signed server certificate is legitimate, and is not reported. Either way it has to be one \
that OpenSSL takes for a client or a server, by its extended key usage, its key usage and Netscape's certificate \
type. Beside a CA, one that another has issued changes nothing: in `cas` that is a warning, in `caCertificate` only \
if its own CA is not there. But OpenSSL looks for issuers by name and key identifier, and sees too late that one is \
no CA: where this one stands above a CA, or before another certificate of the same name and key, it tries no \
other.\n\n\
Look for the CA's certificate: its subject is what this one names as its issuer. Signatures are not \
verified, so an issuer is known by its name and key identifier.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹orphan-leaf›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹orphan-leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹ldap-server›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹enciphering-server›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹netscape-client›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹self-signed-leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹v3-bare-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹orphan-leaf›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹good-root›‹no-ca-twin›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹no-ca-twin›‹good-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root›‹no-ca-intermediate›‹below-no-ca›"}}"#),
        ],
        good: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹intermediate›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹enciphering-server›"}}"#),
        ],
        check: Check::OddDated(not_a_ca),
        yields_to: &[],
    },
    Rule {
        name: "missing-key-cert-sign",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL: invalid CA certificate (79), or unable to get local issuer certificate (20)",
                ),
            )
            .when("OpenSSL takes this certificate of the CA"),
            PASSED_OVER,
        ],
        summary: "A CA has a key usage that does not let it sign certificates.",
        explain: "\
Its basic constraints say that it is a CA, but its key usage lacks keyCertSign. A key usage that is there has to \
list everything the key is for: OpenSSL takes no certificate that this one has issued.\n\n\
The CA has to be issued anew with keyCertSign (in OpenSSL's configuration `keyUsage = critical, keyCertSign, \
cRLSign`). With the same name and key, the certificates that it has issued stay valid.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹no-keycertsign-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹no-keycertsign-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹good-root›‹no-keycertsign-twin›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddDated(missing_key_cert_sign),
        yields_to: &[],
    },
    Rule {
        name: "ca-without-basic-constraints",
        group: Group::Certificate,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Measured("OpenSSL goes by the key usage alone where there are no basic constraints"),
        )],
        summary: "A CA has no basic constraints.",
        explain: "\
RFC 5280 §4.2.1.9 wants every CA to say so in its basic constraints. Without them OpenSSL goes by the key usage: \
since that has keyCertSign, it takes the certificate for a CA. Other readers do not.\n\n\
When the CA is renewed, give it `basicConstraints = critical, CA:TRUE`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹no-bc-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(without_basic_constraints),
        yields_to: &[],
    },
    Rule {
        name: "x509-v1",
        group: Group::Certificate,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL takes a self-signed certificate of version 1 for a CA"),
            )
            .when("it is self-signed"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: invalid CA certificate (79)"))
                .when("another CA issued it"),
            PASSED_OVER,
        ],
        summary: "A CA is a certificate of version 1.",
        explain: "\
Certificates of version 1 have no extensions, and so cannot say that they are those of a CA. OpenSSL takes a \
self-signed one for a CA all the same, whoever it belongs to; one that another CA issued it does not. Here a \
certificate of version 1 that is not self-signed counts as a CA if its name speaks of one.\n\n\
Have the CA issued anew, with version 3. OpenSSL's `x509 -req` writes version 1 if it is not given an \
`-extfile`.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹v1-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹v1-intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹good-root›‹v1-twin›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddDated(version_1),
        yields_to: &[],
    },
];

fn not_a_ca(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let mut paths = None;
        let has_root = bundle.certificates().any(|entry| is_root(&entry.certificate));
        for found in bundle.distinct() {
            let found = Found::new(text, bundle, trust, found);
            if found.role == Role::Authority {
                continue;
            }
            if let Some(through) = twins.through(&found) {
                in_the_way(&found, through, sink);
                continue;
            }
            if let Some(taken) = twins.taken_instead(&found) {
                beside_twin(&found, taken, sink);
                continue;
            }
            match found.role {
                Role::Authority => {}
                Role::Own => own(&found, sink),
                Role::Leaf => {
                    let paths = paths.get_or_insert_with(|| Paths::of(bundle, now));
                    leaf(&found, paths.next(found.index), has_root, sink);
                }
            }
        }
    }
}

/// Whether clients or hosts can be verified with it.
fn is_root(certificate: &Certificate) -> bool {
    certificate.can_sign() == Ca::Yes && certificate.is_self_signed()
}

/// One that OpenSSL takes for an issuer.
fn in_the_way(found: &Found<'_>, through: Through<'_>, sink: &mut Sink<'_>) {
    let Found { text, trust, entry, .. } = *found;
    let subject = found.subject();
    let outcome = match trust {
        Trust::Clients => "no client can log in",
        Trust::Host => "the database verifies no LDAP host",
    };
    match through {
        Through::Twin(other) => {
            let message = format!(
                "{subject} is no CA, but OpenSSL takes it in place of the CA's certificate with the same name \
                 and key: {outcome} through that one"
            );
            sink.report_case(IN_THE_WAY, found.block(), message)
                .related(text.span(other.begin.clone()), "the CA's")
                .help("remove it: the CA's certificate is enough")
                .fix(Safety::Hint, [text.replace(with_line_break(text.as_str(), &entry.at), "")]);
        }
        Through::Below(other) => {
            let below = super::subject(&other.certificate);
            let message =
                format!("{subject} is no CA, but the issuer of {below}: {outcome} through that one");
            sink.report_case(IN_THE_WAY, found.block(), message)
                .related(text.span(other.begin.clone()), "issued by it")
                .help("if it is a CA, have it issued anew with basicConstraints = critical, CA:TRUE; else remove both");
        }
    }
}

/// One in whose place OpenSSL takes a CA's certificate with the same name and key.
fn beside_twin(found: &Found<'_>, taken: &Entry, sink: &mut Sink<'_>) {
    let Found { trust: Trust::Clients, text, entry, .. } = *found else { return };
    let message = format!(
        "{} is no CA: beside the CA's certificate with the same name and key it has no effect",
        found.subject()
    );
    sink.report_case(NO_EFFECT, found.block(), message)
        .related(text.span(taken.begin.clone()), "the CA's")
        .help("remove it: the CA's certificate is enough")
        .fix(Safety::Hint, [text.replace(with_line_break(text.as_str(), &entry.at), "")]);
}

/// One that is its own issuer: for a host it may be meant to be.
fn own(found: &Found<'_>, sink: &mut Sink<'_>) {
    let certificate = found.certificate;
    // Then it is not even good for itself, and `malformed-extension` or `duplicate-extension` says why.
    if certificate.can_sign() == Ca::Malformed {
        return;
    }
    let subject = found.subject();
    let forbidding = certificate.extensions().forbidding(found.purpose());
    match (found.trust, forbidding) {
        (Trust::Clients, Some(extension)) => {
            let message = format!(
                "{subject} is no CA, and by its {} not for clients either: nobody can log in with it",
                extension.name
            );
            sink.report_case(USELESS, found.part(extension.at.clone()), message)
                .help("put the CA of the clients here");
        }
        (Trust::Clients, None) => trusts_itself(found, sink),
        // Of that `eku-forbids-server-auth` speaks.
        (Trust::Host, Some(extension)) if extension.kind != Kind::ExtendedKeyUsage => {
            let message = format!(
                "{subject} is no CA, and by its {} not for servers either: {}",
                extension.name,
                found.verifies()
            );
            sink.report_case(USELESS, found.part(extension.at.clone()), message)
                .help("put the CA of the LDAP host here, or the certificate that the host itself shows");
        }
        (Trust::Host, _) => {}
    }
}

/// One that lets one client in.
fn trusts_itself(found: &Found<'_>, sink: &mut Sink<'_>) {
    let (certificate, subject) = (found.certificate, found.subject());
    let message = format!("{subject} is no CA: `cas` then trusts exactly this one client");
    let help = match certificate.extensions().all.is_empty() {
        true => {
            "put the CA's certificate here; if this is the CA, it has to say so: basicConstraints = critical, CA:TRUE"
        }
        false => "put the CA's certificate here",
    };
    sink.report_case(SELF_SIGNED, found.block(), message).help(help);
}

/// One that another has issued.
fn leaf(found: &Found<'_>, issuer: Option<usize>, beside_root: bool, sink: &mut Sink<'_>) {
    let Found { bundle, text, certificate, entry, .. } = *found;
    let subject = found.subject();
    if let Some(issuer) = issuer.and_then(|issuer| bundle.certificate(issuer)) {
        if found.trust == Trust::Clients {
            let message = format!("{subject} is no CA: beside its CA it has no effect");
            sink.report_case(NO_EFFECT, found.block(), message)
                .related(text.span(issuer.begin.clone()), "its CA")
                .help("remove it: the CA is enough to let its clients in")
                .fix(Safety::Hint, [text.replace(with_line_break(text.as_str(), &entry.at), "")]);
        }
        return;
    }
    // OpenSSL finds no issuer of one with an extension that it cannot read; that one is there or not.
    if beside_root && certificate.can_sign() == Ca::Malformed {
        if found.trust == Trust::Clients {
            let message = format!("{subject} is no CA: beside a CA it has no effect");
            sink.report_case(NO_EFFECT, found.block(), message).help("remove it: only CAs belong here");
        }
        return;
    }
    let case = if beside_root { NO_EFFECT } else { USELESS };
    let message =
        format!("{subject} is no CA, and the CA that issued it is not here: nothing can be verified with it");
    let help = format!(
        "put the certificate of {} here instead, and those of the CAs above it, up to the root",
        quoted(certificate.issuer())
    );
    sink.report_case(case, found.block(), message).help(help);
}

fn missing_key_cert_sign(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in authorities(payload) {
        let extensions = found.certificate.extensions();
        let usage = extensions.first(Kind::KeyUsage);
        let Some(usage) = usage.filter(|_| found.certificate.can_sign() == Ca::NoKeyCertSign) else {
            continue;
        };
        let fault = format!("the key usage of {} lacks keyCertSign", found.subject());
        let help = "have the CA issued anew, with keyCertSign";
        twins.report(&found, (0, 1), (found.part(usage.at.clone()), &fault), help, sink);
    }
}

fn without_basic_constraints(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in authorities(payload) {
        let certificate = found.certificate;
        let says_so = certificate.extensions().first(Kind::BasicConstraints).is_some();
        if says_so || certificate.can_sign() != Ca::Yes || certificate.is_old() {
            continue;
        }
        let message = format!(
            "{} does not say that it is a CA: OpenSSL concludes it from its key usage",
            found.subject()
        );
        sink.report(found.block(), message)
            .help("when it is renewed, give it basicConstraints = critical, CA:TRUE");
    }
}

fn version_1(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in authorities(payload).filter(|found| found.certificate.is_old()) {
        debug_assert_eq!(found.certificate.version(), Version::V1);
        let subject = found.subject();
        if found.certificate.can_sign() == Ca::Yes {
            let message = format!(
                "{subject} is of version 1, which cannot say that it is a CA: OpenSSL takes it for one"
            );
            sink.report_case(ROOT, found.block(), message)
                .help("make sure that it is a CA; when it is renewed, have it issued with version 3");
        } else {
            let fault = format!("{subject} is of version 1, which cannot say that it is a CA");
            let help = "have the CA issued anew, with version 3";
            twins.report(&found, (ISSUED, OTHER_TAKEN), (found.block(), &fault), help, sink);
        }
    }
}
