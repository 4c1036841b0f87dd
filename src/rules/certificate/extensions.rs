//! Extensions that are not as they have to be.

use super::twins::{PASSED_OVER, Twins};
use super::{Found, and_more, judged};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::extensions::{Extension, Kind};

/// OpenSSL reads it, and then trusts nothing that the certificate says.
const READ: usize = 0;
/// It does not.
const IGNORED: usize = 1;
/// It does, and takes another certificate of the CA.
const OTHER_TAKEN: usize = 2;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "unsupported-critical-extension",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: unhandled critical extension (34)"),
            )
            .when("OpenSSL takes this certificate of the CA"),
            PASSED_OVER,
        ],
        summary: "A critical extension is one that OpenSSL does not handle.",
        explain: "\
Whoever does not know a critical extension has to refuse the certificate (RFC 5280 §4.2). OpenSSL handles key usage, \
extended key usage, basic constraints, name constraints, subject alternative name, CRL distribution points, the \
four about policies, Netscape's certificate type, OCSP no check, those of RFC 3779, and proxy certificate \
information. It loads a certificate with another one, and then verifies nothing with it; also for key identifiers, \
which must not be critical.\n\n\
Have the CA issued anew without the extension, or with one that is not critical.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹critical-unknown-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹critical-ski-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹good-root›‹critical-twin›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹unknown-extension-root›"}}"#)],
        check: Check::OddDated(unsupported),
        yields_to: &[],
    },
    Rule {
        name: "malformed-extension",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL marks the certificate as invalid: unable to get local issuer certificate (20)",
                ),
            )
            .when("OpenSSL reads it"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL does not look into it"))
                .when("OpenSSL does not"),
            PASSED_OVER,
        ],
        summary: "An extension cannot be decoded.",
        explain: "\
The bytes in the extension are not what its type has to hold. Of basic constraints, key usage, extended key usage, \
name constraints, subject alternative name, CRL distribution points, the two key identifiers, Netscape's type, and \
those of RFC 3779 and RFC 3820 OpenSSL wants every one to be right: it loads a certificate with a wrong one, but then \
trusts nothing that it says, and verifies nothing with it. It does not look into others; stricter readers do.\n\n\
The certificate has to be issued anew. Mostly it was put together by hand or by a script, or bytes were changed.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹malformed-bc-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹malformed-ku-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹malformed-san-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹proxy-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹malformed-other-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹malformed-twin›‹good-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹unknown-extension-root›"}}"#)],
        check: Check::OddDated(malformed),
        yields_to: &[],
    },
    Rule {
        name: "duplicate-extension",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL marks the certificate as invalid: unable to get local issuer certificate (20)",
                ),
            )
            .when("OpenSSL reads it"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL does not look into it"))
                .when("OpenSSL does not"),
            PASSED_OVER,
        ],
        summary: "A certificate has the same extension twice.",
        explain: "\
RFC 5280 §4.2 allows each extension once. If it is one that OpenSSL reads (the same as for malformed-extension), it \
loads the certificate, but then trusts nothing that it says, and verifies nothing with it. Others it ignores; \
stricter readers refuse the certificate.\n\n\
The certificate has to be issued anew. Often two sections of an OpenSSL configuration were applied to it, `-extensions` \
and `-addext`.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹duplicate-ext-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹duplicate-other-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹duplicate-twin›‹good-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹unknown-extension-root›"}}"#)],
        check: Check::OddDated(duplicate),
        yields_to: &[],
    },
];

/// The first of the extensions, of those first that OpenSSL reads, and how many there are.
fn worst<'p>(found: &Found<'p>, is_wrong: impl Fn(&Extension) -> bool) -> Option<(&'p Extension, usize)> {
    let wrong = || found.certificate.extensions().all.iter().filter(|extension| is_wrong(extension));
    let worst = wrong().find(|extension| extension.is_read).or_else(|| wrong().next())?;
    Some((worst, wrong().count()))
}

fn unsupported(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload) {
        // A malformed one is spoken of as such.
        let is_wrong = |extension: &Extension| {
            extension.is_critical && !extension.may_be_critical && !extension.is_malformed
        };
        let Some((extension, count)) = worst(&found, is_wrong) else { continue };
        let fault = format!(
            "{} has a critical extension that OpenSSL does not handle, {}{}",
            found.subject(),
            extension.name,
            and_more(count)
        );
        let help = "have it issued anew without the extension, or with one that is not critical";
        twins.report(&found, (0, 1), (found.part(extension.at.clone()), &fault), help, sink);
    }
}

fn malformed(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload) {
        let extensions = found.certificate.extensions();
        if let Some((extension, count)) = worst(&found, |extension| extension.is_malformed) {
            let fault = format!(
                "{} has a malformed extension, {}{}",
                found.subject(),
                extension.name,
                and_more(count)
            );
            report(&twins, &found, extension, &fault, sink);
        } else if extensions.is_proxy_authority()
            && let Some(extension) = extensions.first(Kind::Proxy)
        {
            let fault = format!(
                "{} says that it is a CA, and has proxy certificate information, which no CA may have",
                found.subject()
            );
            let at = found.part(extension.at.clone());
            twins.report(
                &found,
                (READ, OTHER_TAKEN),
                (at, &fault),
                "have it issued anew, without that",
                sink,
            );
        }
    }
}

fn duplicate(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload) {
        // If one of the copies is malformed, that is the fault.
        let is_wrong = |extension: &Extension| extension.is_duplicate && !extension.is_malformed;
        let Some((extension, count)) = worst(&found, is_wrong) else { continue };
        let fault = format!(
            "{} has the same extension twice, {}{}",
            found.subject(),
            extension.name,
            and_more(count)
        );
        report(&twins, &found, extension, &fault, sink);
    }
}

/// Reports what is wrong with an extension, and what OpenSSL makes of it.
fn report<'p>(twins: &Twins<'p>, found: &Found<'p>, extension: &Extension, fault: &str, sink: &mut Sink<'_>) {
    let (at, help) = (found.part(extension.at.clone()), "have it issued anew");
    if extension.is_read {
        twins.report(found, (READ, OTHER_TAKEN), (at, fault), help, sink);
    } else {
        let message = format!("{fault}: OpenSSL does not look into it, others may");
        sink.report_case(IGNORED, at, message).help(help);
    }
}
