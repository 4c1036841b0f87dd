//! What a block holds: no certificate, more than one, or one that stands there already.

use super::subject;
use crate::fix::{Edit, Safety};
use crate::language::Language as _;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::with_line_break;
use crate::x509::bundle::BundleFault;
use crate::x509::der::{DerFault, DerKind};

/// Another certificate follows in the same block.
const LOST: usize = 0;
/// Something else does.
const JUNK: usize = 1;

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
or it is something else under the label CERTIFICATE: a signing request, a public key, a PKCS #7 bundle. OpenSSL \
refuses the whole bundle for it, the good certificates included.\n\n\
What is pointed at are the characters that encode the byte from which on it is no certificate; if bytes are \
missing, the last one that is there. Copy the certificate again from its source, or convert what you have: \
`openssl pkcs7 -print_certs`, `openssl pkcs12 -nokeys -cacerts`.",
        bad: &[
            Example::body(
                r#"{"customerX509":{"cas":"-----BEGIN CERTIFICATE-----\nMIIBIjANBgkq\n-----END CERTIFICATE-----\n"}}"#,
            ),
            Example::body(r#"{"customerX509":{"cas":"‹request›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹cut-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::OddPem(undecodable),
        yields_to: &[],
    },
    Rule {
        name: "certificate-trailing-data",
        group: Group::Certificate,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL loads the first certificate of a block, and silently loses the others",
                ),
            )
            .when("another certificate follows in the same block"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL ignores what follows the certificate in its block"),
            )
            .when("something else follows"),
        ],
        summary: "Something follows the certificate in the same PEM block.",
        explain: "\
A PEM block holds one certificate. Two DER files that were joined before they were encoded are one block, of \
which OpenSSL reads the first certificate and silently loses the others: whoever they vouch for cannot log in. \
Other bytes behind a certificate change nothing for OpenSSL, but other readers refuse them.\n\n\
Give each certificate a block of its own, and join PEM files instead of DER files.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹two-in-one›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹trailing-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::OddCertificate(trailing),
        yields_to: &[],
    },
    Rule {
        name: "duplicate-certificate",
        group: Group::Certificate,
        cases: &[Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL loads it once"))],
        summary: "A certificate stands in the bundle twice.",
        explain: "\
The same certificate, byte for byte. Its further copies change nothing, and only make the value longer. Often \
another certificate was meant to stand there, and was not copied.\n\n\
Remove the copies; all of them are one finding.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›‹root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›‹root2›‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::Body(duplicate),
        yields_to: &[],
    },
];

fn undecodable(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        for fault in field.value.get().faults() {
            if let BundleFault::Der { fault: der, .. } = &fault.kind
                && let Some((message, help)) = what_it_is(der)
            {
                sink.report(field.value.text.span(fault.at.clone()), message).help(help);
            }
        }
    }
}

/// What a block is instead of a certificate, and what to do; nothing of private keys, which `private-key`
/// speaks of.
fn what_it_is(fault: &DerFault) -> Option<(String, &'static str)> {
    const PASTE: &str = "paste the certificate again from its source";
    const CA: &str = "put the CA's certificate here";
    let (what, help) = match (fault.instead, fault.missing) {
        (Some(DerKind::PrivateKey | DerKind::EncryptedPrivateKey), _) => return None,
        (Some(DerKind::CertificateRequest), _) => ("a signing request", CA),
        (Some(DerKind::RevocationList), _) => ("a revocation list", CA),
        (Some(DerKind::PublicKey), _) => ("a bare public key", CA),
        (Some(DerKind::Pkcs7), _) => ("a PKCS #7 bundle", "convert it: openssl pkcs7 -print_certs"),
        (Some(DerKind::Pkcs12), _) => {
            ("a PKCS #12 store", "extract the CA's certificate: openssl pkcs12 -nokeys -cacerts")
        }
        (Some(DerKind::Pem), _) => ("a PEM text, encoded once more", "decode the base64 once"),
        (Some(DerKind::TrustedCertificate), _) => (
            "one with OpenSSL's trust settings behind it",
            "convert it: openssl x509 -in FILE, without -trustout",
        ),
        (None, Some(1)) => {
            return Some(("the certificate is cut off: a byte is missing at its end".to_owned(), PASTE));
        }
        (None, Some(missing)) => {
            let message = format!("the certificate is cut off: {missing} bytes are missing at its end");
            return Some((message, PASTE));
        }
        (None, None) => {
            let message = "the certificate cannot be decoded from here on: OpenSSL refuses the whole bundle";
            return Some((message.to_owned(), PASTE));
        }
    };
    Some((format!("this block is no certificate, but {what}: OpenSSL refuses the whole bundle"), help))
}

fn trailing(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        for entry in bundle.certificates() {
            let certificate = &entry.certificate;
            let Some(start) = certificate.trailing() else { continue };
            let (others, rest) = certificate.following();
            // Of a private key another rule speaks, and no edit may drop or keep it.
            if let Some(DerKind::PrivateKey | DerKind::EncryptedPrivateKey) = DerKind::of(rest) {
                continue;
            }
            let end = start + others.iter().map(|other| other.der().len()).sum::<usize>() + rest.len();
            let span = text.span(bundle.characters(text.as_str(), entry, start..end));
            let blocks: String =
                std::iter::once(certificate).chain(&others).map(|one| one.to_pem()).collect();
            let edit = || text.replace(entry.at.clone(), blocks.trim_end());
            let name = subject(certificate);
            if let [first, ..] = others.as_slice() {
                let (lost, them) = match others.len() {
                    1 => (subject(first), "it"),
                    2 => (format!("{} and another one", subject(first)), "them"),
                    count => (format!("{} and {} others", subject(first), count - 1), "them"),
                };
                let message =
                    format!("{lost} stands in the same block as {name}: OpenSSL silently loses {them}");
                sink.report_case(LOST, span, message)
                    .help("give each certificate a block of its own")
                    .fix(Safety::Safe, [edit()]);
            } else {
                let bytes = match rest.len() {
                    1 => "a byte follows".to_owned(),
                    count => format!("{count} bytes follow"),
                };
                let message = format!("{bytes} the certificate of {name} in its block; OpenSSL ignores that");
                // Anything else may have been pushed out by what was typed or pasted into the middle.
                let is_filling = rest.iter().all(|byte| matches!(byte, 0 | b'\r' | b'\n'));
                let (help, safety) = match is_filling {
                    true => ("encode the certificate again without it", Safety::Safe),
                    false => (
                        "paste the certificate again from its source: perhaps something got into the middle of it",
                        Safety::Hint,
                    ),
                };
                sink.report_case(JUNK, span, message).help(help).fix(safety, [edit()]);
            }
        }
    }
}

fn duplicate(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let copies = || bundle.duplicates().iter().filter_map(|&(copy, _)| bundle.certificate(copy));
        let Some(&(copy, first)) = bundle.duplicates().first() else { continue };
        let (Some(copy), Some(first)) = (bundle.certificate(copy), bundle.certificate(first)) else {
            continue;
        };
        let name = subject(&copy.certificate);
        let message = match bundle.duplicates().len() {
            1 => format!("the certificate of {name} stands here a second time"),
            count => format!(
                "the certificate of {name} stands here a second time, the first of {count} such copies"
            ),
        };
        let edits: Vec<Edit> =
            copies().map(|copy| text.replace(with_line_break(text.as_str(), &copy.at), "")).collect();
        let help = match edits.len() {
            1 => "remove it, unless another certificate was meant to stand here",
            _ => "remove the copies, unless other certificates were meant to stand there",
        };
        sink.report(text.span(copy.at.clone()), message)
            .related(text.span(first.begin.clone()), "the first one")
            .help(help)
            .fix(Safety::Safe, edits);
    }
}
