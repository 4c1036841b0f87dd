//! The times in certificates as such, whatever the time is now.

use super::twins::{PASSED_OVER, Twins};
use super::{judged, subject};
use crate::payload::Payload;
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::validity::day;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "validity-malformed",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL loads it, and every handshake fails: format error in notBefore or notAfter (13, 14)",
                ),
            )
            .when("OpenSSL takes this certificate of the CA"),
            PASSED_OVER,
        ],
        summary: "A certificate does not say in the right form when it is valid.",
        explain: "\
RFC 5280 §4.1.2.5 knows two forms, `YYMMDDHHMMSSZ` and `YYYYMMDDHHMMSSZ`: with seconds, in UTC, without fractions. \
OpenSSL loads a certificate with another time, or with a day that there is not, but cannot compare it with the \
clock: nothing is verified with it.\n\n\
The certificate has to be issued anew, by software that writes such times.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹malformed-time-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹malformed-start-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹malformed-time-twin›‹good-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddDated(malformed),
        yields_to: &[],
    },
    Rule {
        name: "validity-inverted",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: certificate is not yet valid (9), or has expired (10)"),
            )
            .when("OpenSSL takes this certificate of the CA"),
            PASSED_OVER,
        ],
        summary: "A certificate ends before it begins.",
        explain: "\
Its notAfter is earlier than its notBefore, so there is no time at which it is valid, and nothing is ever \
verified with it. The two were probably swapped when it was made.\n\n\
The certificate has to be issued anew.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹inverted-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹inverted-twin›‹good-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddDated(inverted),
        yields_to: &[],
    },
    Rule {
        name: "no-expiry",
        group: Group::Certificate,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Standard("RFC 5280 §4.1.2.5: 99991231235959Z stands for no well-defined end"),
        )],
        summary: "A certificate never expires.",
        explain: "\
It is valid until 9999-12-31, which stands for no end at all. If its key is ever lost or stolen, it is trusted \
until somebody takes it out of here: the database asks nobody whether a CA was revoked.\n\n\
Give a CA an end, say in ten years, and renew it in time.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹no-expiry-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(no_expiry),
        yields_to: &[],
    },
];

fn malformed(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload).filter(|found| found.certificate.validity().is_none()) {
        let certificate = found.certificate;
        let places = certificate.places();
        let (which, at) = match certificate.has_start() {
            true => ("end", &places.not_after),
            false => ("start", &places.not_before),
        };
        let time = quoted(&String::from_utf8_lossy(certificate.part(at.clone())));
        let fault = format!("the {which} of {} is {time}, which is no time", found.subject());
        let help = "have it issued anew, with a time like 20350101000000Z";
        twins.report(&found, (0, 1), (found.part(at.clone()), &fault), help, sink);
    }
}

fn inverted(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload) {
        let Some((start, end)) = found.certificate.validity().filter(|(start, end)| end < start) else {
            continue;
        };
        let fault = format!(
            "{} is valid from {} until {}, which is never",
            subject(found.certificate),
            day(start),
            day(end)
        );
        let at = found.part(found.certificate.places().validity.clone());
        twins.report(&found, (0, 1), (at, &fault), "have it issued anew", sink);
    }
}

fn no_expiry(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload).filter(|found| found.certificate.is_without_end()) {
        let message = format!("{} never expires", found.subject());
        sink.report(found.part(found.certificate.places().not_after.clone()), message)
            .help("see that somebody remembers it; give the next one an end");
    }
}
