//! Keys: too weak, or of a sort that is not supported.

use super::judged;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::key::{Exponent, Key};
use crate::x509::usual::{EC_USUAL, RSA_SLOW, USUAL};

/// What OpenSSL's security level 2 wants of RSA: 112 bits of security by its formula.
const RSA_LEAST: usize = 1963;
/// Above that OpenSSL refuses to verify.
const RSA_MOST: usize = 16_384;
/// Twice 112 bits.
const EC_LEAST: usize = 224;

/// Too weak for OpenSSL.
const TOO_WEAK: usize = 0;
/// OpenSSL takes it, but it is no secret.
const BROKEN: usize = 1;
/// It works, for now.
const POOR: usize = 2;

/// OpenSSL cannot use the key.
const UNSUPPORTED: usize = 0;
/// It can.
const SUPPORTED: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "weak-key",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL at security level 2: CA certificate key too weak (67), or signature failure (7)",
                ),
            )
            .when("OpenSSL refuses it"),
            Case::error(
                Consequence::Exposed,
                Basis::Standard(
                    "RFC 8017 §3.1: the exponent of RSA is odd and at least 3; OpenSSL 3.0 does not look",
                ),
            )
            .when("its exponent makes it no key at all"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL works with it at security level 2; others want more, or take long"),
            )
            .when("OpenSSL takes it"),
        ],
        summary: "The key of a certificate is too weak, or too long.",
        explain: "\
At security level 2 OpenSSL wants keys of at least 112 bits of security: RSA or DSA of 2048 bits (by its formula \
1963 of RSA are enough), elliptic curves of 224. It refuses every certificate that a weaker key has issued, and RSA \
of more than 16,384 bits. An RSA exponent of 1 is no secret: anybody can sign with such a key.\n\n\
DSA, 224-bit curves and RSA of less than 2048 bits still work, but are no longer taken by others; RSA of more than \
8192 bits makes every login slow.\n\n\
The CA needs a new key, and its clients or hosts new certificates: RSA 3072, or P-256.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹rsa1024-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹rsa16400-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹p192-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹dsa1024-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹exponent1-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹even-exponent-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹rsa2047-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹rsa9000-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹dsa-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹p224-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹rsa-root›‹p521-root›‹ed25519-root›"}}"#)],
        check: Check::OddCertificate(weak_key),
        yields_to: &[],
    },
    Rule {
        name: "unsupported-key",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL: unable to get local issuer certificate (20), CA certificate key too weak (67), \
                     certificate public key has explicit ECC parameters (94)",
                ),
            )
            .when("OpenSSL cannot use it"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Inferred("OpenSSL 3.0 was seen to verify with it; few others know it"),
            )
            .when("OpenSSL can"),
        ],
        summary: "The key of a certificate is of a sort that is not supported.",
        explain: "\
OpenSSL knows RSA, DSA, the named elliptic curves, Ed25519, Ed448 and SM2. It loads a certificate with another key, \
with one that cannot be read, or on a curve that is written out instead of named (RFC 5480 §2.1.1), and then verifies \
nothing with it. Ed448 and SM2 it can use, but little other software does: what the API makes of them is not known.\n\n\
Have the CA issued with RSA 3072 or P-256. If the curve is written out, OpenSSL's `-pkeyopt \
ec_param_enc:named_curve` names it.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹unknown-key-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹gost-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹explicit-curve-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹ed448-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹sm2-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹ed25519-root›‹secp256k1-root›"}}"#)],
        check: Check::OddCertificate(unsupported_key),
        yields_to: &[],
    },
];

fn weak_key(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload) {
        let key = found.certificate.key();
        let (case, what) = match key {
            Key::Rsa { exponent: Exponent::TooSmall, .. } => {
                (BROKEN, "has the exponent 1: anybody can sign with it".to_owned())
            }
            Key::Rsa { exponent: Exponent::Even, .. } => (
                BROKEN,
                "has an even exponent, which no key of RSA has: it was damaged or made up".to_owned(),
            ),
            Key::Rsa { bits: ..RSA_LEAST, .. } => (TOO_WEAK, format!("is too short: {}", found.is_refused())),
            Key::Dsa { bits: Some(..USUAL) } => (TOO_WEAK, format!("is too short: {}", found.is_refused())),
            Key::Ec(curve) if curve.bits > 0 && curve.bits < EC_LEAST => {
                (TOO_WEAK, format!("is too short: {}", found.is_refused()))
            }
            Key::Rsa { bits, .. } if bits > RSA_MOST => {
                (TOO_WEAK, format!("is longer than OpenSSL takes: {}", found.verifies()))
            }
            Key::Rsa { bits: ..USUAL, .. } => {
                (POOR, "is too short by common standards, though OpenSSL still takes it".to_owned())
            }
            Key::Rsa { bits, .. } if bits > RSA_SLOW => {
                (POOR, "is so long that every login takes time".to_owned())
            }
            Key::Ec(curve) if curve.bits > 0 && curve.bits < EC_USUAL => {
                (POOR, "is too short by common standards, though OpenSSL still takes it".to_owned())
            }
            Key::Dsa { bits: Some(_) } => {
                (POOR, "is of a sort that few still take, though OpenSSL does".to_owned())
            }
            _ => continue,
        };
        let message = format!("the key of {}, {key}, {what}", found.subject());
        sink.report_case(case, found.part(found.certificate.places().key.clone()), message)
            .help("use a CA with a key of RSA 3072 or EC P-256");
    }
}

fn unsupported_key(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for found in judged(payload) {
        let (case, what) = match found.certificate.key() {
            Key::Unknown => (UNSUPPORTED, "is of a sort that OpenSSL verifies no signatures with"),
            Key::Gost => (UNSUPPORTED, "is of GOST, which OpenSSL does not know"),
            Key::Malformed => (UNSUPPORTED, "cannot be read"),
            Key::ExplicitEc => (UNSUPPORTED, "is on a curve that is written out instead of named"),
            Key::Dsa { bits: None } => (UNSUPPORTED, "lacks its parameters"),
            Key::Ec(curve) if curve.bits == 0 => (UNSUPPORTED, "is on a curve that OpenSSL does not know"),
            Key::Ed448 => (SUPPORTED, "is of Ed448"),
            Key::Sm2 => (SUPPORTED, "is of SM2"),
            _ => continue,
        };
        let outcome = match case {
            UNSUPPORTED => found.verifies(),
            _ => "OpenSSL takes it, but what the API makes of it is not known",
        };
        let message = format!("the key of {} {what}: {outcome}", found.subject());
        sink.report_case(case, found.part(found.certificate.places().key.clone()), message)
            .help("use a CA with a key of RSA 3072 or EC P-256");
    }
}
