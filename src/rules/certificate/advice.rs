//! What is against the letter of the standard and works all the same: public roots in wide use are so.

use std::collections::BTreeMap;

use super::{Found, all, authorities, judged};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::extensions::Kind;
use crate::x509::role::Role;

/// How many bytes a serial number may have.
const LONGEST_SERIAL: usize = 20;

const fn advice(basis: &'static str) -> Case {
    Case::note(Consequence::Advice, Basis::Standard(basis)).pedantic()
}

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "serial-not-positive",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.1.2.2: the serial number is a positive integer")],
        summary: "The serial number of a certificate is zero or negative.",
        explain: "\
A CA gives each certificate a serial number of its own, a positive one. OpenSSL takes any; some other readers refuse \
negative ones. Roots in wide use have the number 0.\n\n\
When the CA is renewed, leave its serial number to the software: `openssl x509 -set_serial` is seldom needed.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹serial-zero-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹serial-negative-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(serial_not_positive),
        yields_to: &[],
    },
    Rule {
        name: "serial-too-long",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.1.2.2: not longer than 20 octets")],
        summary: "The serial number of a certificate is longer than 20 bytes.",
        explain: "\
RFC 5280 allows serial numbers of up to 20 bytes. OpenSSL takes longer ones; other readers need not.\n\n\
When the CA is renewed, give it a shorter one, or leave it to the software.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹serial-long-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(serial_too_long),
        yields_to: &[],
    },
    Rule {
        name: "missing-ski",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.2.1.2: every CA has a subject key identifier")],
        summary: "A CA has no subject key identifier.",
        explain: "\
The identifier tells CAs of the same name apart: when a CA is renewed with a new key, OpenSSL finds the right one of \
the two by it. Without it OpenSSL tries just one, and the clients of the other are locked out.\n\n\
When the CA is renewed, give it `subjectKeyIdentifier = hash`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹no-ski-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(missing_ski),
        yields_to: &[],
    },
    Rule {
        name: "missing-aki",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.2.1.1: every certificate but a root's names the key of its issuer")],
        summary: "An intermediate CA does not name the key of its issuer.",
        explain: "\
The authority key identifier says which key has signed the certificate. Without it an issuer is found by its name \
alone, and if there are two of that name, perhaps the wrong one.\n\n\
When the CA is renewed, give it `authorityKeyIdentifier = keyid`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹no-aki-intermediate›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹good-intermediate›"}}"#)],
        check: Check::OddCertificate(missing_aki),
        yields_to: &[],
    },
    Rule {
        name: "key-usage-absent",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.2.1.3: every CA has a key usage, with keyCertSign")],
        summary: "A CA has no key usage.",
        explain: "\
A CA has to say in its key usage that its key signs certificates. OpenSSL takes a key without any key usage for \
everything; other readers do not.\n\n\
When the CA is renewed, give it `keyUsage = critical, keyCertSign, cRLSign`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹no-ku-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(key_usage_absent),
        yields_to: &[],
    },
    Rule {
        name: "basic-constraints-not-critical",
        group: Group::Certificate,
        cases: &[advice("RFC 5280 §4.2.1.9: critical in every CA")],
        summary: "The basic constraints of a CA are not critical.",
        explain: "\
Critical means: who does not know it must refuse the certificate. Everybody knows basic constraints, so it makes no \
difference to OpenSSL; RFC 5280 wants them critical in a CA all the same, and some readers insist.\n\n\
When the CA is renewed, give it `basicConstraints = critical, CA:TRUE`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹bc-not-critical-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹good-root›"}}"#)],
        check: Check::OddCertificate(basic_constraints_not_critical),
        yields_to: &[],
    },
];

/// Whether the serial number is negative: its first bit is its sign.
fn is_negative(serial: &[u8]) -> bool {
    serial.first().is_some_and(|&first| first >= 0x80)
}

fn serial_not_positive(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload) {
        let serial = found.certificate.serial_bytes();
        let what = match is_negative(serial) {
            true => "negative",
            false if serial.iter().all(|&byte| byte == 0) => "zero",
            false => continue,
        };
        let message = format!("the serial number of {} is {what}", found.subject());
        sink.report(found.part(found.certificate.places().serial.clone()), message)
            .help("when it is renewed, give it a positive one");
    }
}

fn serial_too_long(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload) {
        let serial = found.certificate.serial_bytes();
        // A zero before it only says that it is positive.
        let length = serial.strip_prefix(&[0]).unwrap_or(serial).len();
        if length > LONGEST_SERIAL && !is_negative(serial) {
            let message =
                format!("the serial number of {} has {length} bytes, and may have 20", found.subject());
            sink.report(found.part(found.certificate.places().serial.clone()), message)
                .help("when it is renewed, give it a shorter one");
        }
    }
}

/// Authorities that have extensions at all, and lack that one.
fn lacking<'p>(payload: &'p Payload<'_>, kind: Kind) -> impl Iterator<Item = Found<'p>> {
    authorities(payload).filter(move |found| {
        let extensions = found.certificate.extensions();
        !extensions.all.is_empty() && extensions.first(kind).is_none()
    })
}

/// The field that it stands in, and its subject.
fn name<'p>(found: &Found<'p>) -> (&'static str, &'p [u8]) {
    (found.trust.field_name(), found.certificate.comparable_subject())
}

fn missing_ski(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let mut namesakes: BTreeMap<(&str, &[u8]), usize> =
        lacking(payload, Kind::SubjectKey).map(|found| (name(&found), 0)).collect();
    for found in all(payload).filter(|found| found.role == Role::Authority) {
        if let Some(count) = namesakes.get_mut(&name(&found)) {
            *count += 1;
        }
    }
    // Where another one has the same name, `ambiguous-issuer` says what comes of it.
    let alone = |found: &Found<'_>| namesakes.get(&name(found)) == Some(&1);
    for found in lacking(payload, Kind::SubjectKey).filter(alone) {
        sink.report(found.block(), format!("{} has no subject key identifier", found.subject()))
            .help("when it is renewed, give it one");
    }
}

fn missing_aki(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in lacking(payload, Kind::AuthorityKey).filter(|found| !found.certificate.is_self_issued()) {
        sink.report(found.block(), format!("{} does not name the key of its issuer", found.subject()))
            .help("when it is renewed, give it an authority key identifier");
    }
}

fn key_usage_absent(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in lacking(payload, Kind::KeyUsage) {
        sink.report(found.block(), format!("{} has no key usage", found.subject()))
            .help("when it is renewed, give it keyUsage = critical, keyCertSign, cRLSign");
    }
}

fn basic_constraints_not_critical(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in authorities(payload).filter(|found| found.certificate.claims_ca()) {
        let constraints = found.certificate.extensions().first(Kind::BasicConstraints);
        let Some(constraints) = constraints.filter(|constraints| !constraints.is_critical) else { continue };
        let message = format!("the basic constraints of {} are not critical", found.subject());
        sink.report(found.part(constraints.at.clone()), message)
            .help("when it is renewed, make them critical");
    }
}
