//! Blocks that OpenSSL does not take, or that others do not.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::language::Language as _;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::der::{self, DerKind};
use crate::x509::pem::{Block, Side};

/// OpenSSL's own form.
const TRUSTED: usize = 0;
/// The old name.
const OLD: usize = 1;
/// A name that OpenSSL passes over.
const UNKNOWN: usize = 2;

/// There is a certificate besides.
const BESIDE: usize = 0;
/// There is none.
const NONE_LEFT: usize = 1;
/// OpenSSL looks into it, and cannot read it.
const UNREADABLE: usize = 2;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-unsupported-label",
        group: Group::Pem,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "OpenSSL puts it into the store, but does not name it to clients; alone it is refused",
                ),
            )
            .when("it is TRUSTED CERTIFICATE"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Standard(
                    "RFC 7468 §5.1: generators must not write X509 CERTIFICATE, and parsers should not take it",
                ),
            )
            .when("it is X509 CERTIFICATE"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL passes over a block of that label"))
                .when("it is another one, and a certificate stands under it"),
        ],
        summary: "A certificate stands under another label than CERTIFICATE.",
        explain: "\
`TRUSTED CERTIFICATE` is OpenSSL's own form, in which its `-addtrust` and `-trustout` write: \
SSL_load_client_CA_file does not take it, so that clients are not told of the CA, and a bundle of nothing else is \
refused. `X509 CERTIFICATE` is the name of the nineties; OpenSSL takes it, others do not. Under any other label \
OpenSSL does not look for a certificate, and it is lost.\n\n\
Write CERTIFICATE in both lines of the block.",
        bad: &[
            Example::body(
                r#"{"customerX509":{"cas":"-----BEGIN TRUSTED CERTIFICATE-----\nMIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJVUzEQMA4G\nA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMB4XDTI0MDEw\nMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowOTELMAkGA1UEBhMCVVMxEDAOBgNVBAoM\nB0V4YW1wbGUxGDAWBgNVBAMMD0V4YW1wbGUgUm9vdCBDQTBZMBMGByqGSM49AgEG\nCCqGSM49AwEHA0IABI7zWfLMj1bPDseLeGrRTN2SGZr8QTOMBgw/WSGICd58zsfi\nF3el4y0WdpKRAnoMgemUGql1njSPqmplsG9bv96jQjBAMA8GA1UdEwEB/wQFMAMB\nAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQf8rsj3K/MXVzKCvsfH83L3lXA\nujAKBggqhkjOPQQDAgNIADBFAiEAvSEfcsqOJzAeDZlBTb/hRzpOTB0pOLTrJR8D\nyDvwYEkCIGEfVqsQ2c0fnvDAtBnVp8Kk5IIlTH5FHujMai6euivi\n-----END TRUSTED CERTIFICATE-----\n"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"caCertificate":"-----BEGIN X509 CERTIFICATE-----\nMIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJVUzEQMA4G\nA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMB4XDTI0MDEw\nMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowOTELMAkGA1UEBhMCVVMxEDAOBgNVBAoM\nB0V4YW1wbGUxGDAWBgNVBAMMD0V4YW1wbGUgUm9vdCBDQTBZMBMGByqGSM49AgEG\nCCqGSM49AwEHA0IABI7zWfLMj1bPDseLeGrRTN2SGZr8QTOMBgw/WSGICd58zsfi\nF3el4y0WdpKRAnoMgemUGql1njSPqmplsG9bv96jQjBAMA8GA1UdEwEB/wQFMAMB\nAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQf8rsj3K/MXVzKCvsfH83L3lXA\nujAKBggqhkjOPQQDAgNIADBFAiEAvSEfcsqOJzAeDZlBTb/hRzpOTB0pOLTrJR8D\nyDvwYEkCIGEfVqsQ2c0fnvDAtBnVp8Kk5IIlTH5FHujMai6euivi\n-----END X509 CERTIFICATE-----\n"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"caCertificate":"-----BEGIN X.509 CERTIFICATE-----\nMIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJVUzEQMA4G\nA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMB4XDTI0MDEw\nMTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowOTELMAkGA1UEBhMCVVMxEDAOBgNVBAoM\nB0V4YW1wbGUxGDAWBgNVBAMMD0V4YW1wbGUgUm9vdCBDQTBZMBMGByqGSM49AgEG\nCCqGSM49AwEHA0IABI7zWfLMj1bPDseLeGrRTN2SGZr8QTOMBgw/WSGICd58zsfi\nF3el4y0WdpKRAnoMgemUGql1njSPqmplsG9bv96jQjBAMA8GA1UdEwEB/wQFMAMB\nAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQf8rsj3K/MXVzKCvsfH83L3lXA\nujAKBggqhkjOPQQDAgNIADBFAiEAvSEfcsqOJzAeDZlBTb/hRzpOTB0pOLTrJR8D\nyDvwYEkCIGEfVqsQ2c0fnvDAtBnVp8Kk5IIlTH5FHujMai6euivi\n-----END X.509 CERTIFICATE-----\n"}}"#,
            ),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(unsupported_label),
        yields_to: &[],
    },
    Rule {
        name: "pem-other-block",
        group: Group::Pem,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL passes over a block of that label"),
            )
            .when("there is a certificate besides"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL finds nothing to load"))
                .when("there is no certificate besides"),
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("SSL_CTX_load_verify_locations refuses the whole bundle"),
            )
            .when("it is a revocation list that cannot be read"),
        ],
        summary: "A block contains something else than a certificate.",
        explain: "\
A signing request, a public key, a PKCS #7 bundle, parameters: the fields want certificates, and OpenSSL passes \
over anything else. A signing request is what is sent to a CA, and a certificate what comes back; certificates \
are taken out of a PKCS #7 bundle by `openssl pkcs7 -print_certs`. Revocation lists are loaded, but nobody has \
said that they are looked at.\n\n\
Remove the block, and see whether a certificate was meant to stand there.",
        bad: &[
            Example::body(
                r#"{"customerX509":{"cas":"‹root›-----BEGIN PUBLIC KEY-----\nMIIBIjAN\n-----END PUBLIC KEY-----\n"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"caCertificate":"-----BEGIN CERTIFICATE REQUEST-----\nMIIBIjAN\n-----END CERTIFICATE REQUEST-----\n"}}"#,
            ),
            Example::body(
                r#"{"customerX509":{"cas":"‹root›-----BEGIN X509 CRL-----\nMIIBIjAN\n-----END X509 CRL-----\n"}}"#,
            ),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::Body(other_block),
        yields_to: &[],
    },
];

/// The labels of a block that has both boundaries as they should be.
fn labels(text: &Text<'_>, block: &Block) -> Vec<Range<usize>> {
    let mut labels = vec![block.label_at.clone()];
    if let Some(end) = block.end.clone()
        && text.as_str().get(end.clone()) == Some(Side::End.boundary(&block.label).as_str())
    {
        labels.push(end.end - "-----".len() - block.label.len()..end.end - "-----".len());
    }
    labels
}

fn unsupported_label(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let trusted: HashMap<usize, &Entry> = bundle
            .certificates()
            .filter(|entry| entry.is_trusted)
            .map(|entry| (entry.begin.start, entry))
            .collect();
        let disguised: HashSet<usize> = bundle.disguised().iter().copied().collect();
        let mut groups: Vec<(usize, &str, Vec<&Block>)> = Vec::new();
        let mut by_label: HashMap<&str, usize> = HashMap::new();
        for (index, block) in bundle.blocks().iter().enumerate().filter(|(_, block)| block.end.is_some()) {
            let case = match block.label.as_str() {
                _ if trusted.contains_key(&block.begin.start) => TRUSTED,
                "X509 CERTIFICATE" => OLD,
                _ if disguised.contains(&index) && !block.is_private_key() => UNKNOWN,
                _ => continue,
            };
            let group = *by_label.entry(&block.label).or_insert_with(|| {
                groups.push((case, &block.label, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, _, blocks)) = groups.get_mut(group) {
                blocks.push(block);
            }
        }
        for (case, label, blocks) in groups {
            let Some(first) = blocks.first() else { continue };
            let others = super::and_others(blocks.len(), "one other", "others");
            let message = match case {
                TRUSTED => format!(
                    "TRUSTED CERTIFICATE is OpenSSL's own form{others}: it does not name such a CA to clients, and refuses a bundle of nothing else"
                ),
                OLD => format!("X509 CERTIFICATE is an old label{others}: OpenSSL takes it, others do not"),
                _ => format!(
                    "this is a certificate, but under the label {}{others}: OpenSSL passes over it",
                    sink.quote(text, first.label_at.clone())
                ),
            };
            let safety = if case != UNKNOWN || label.contains("CERT") { Safety::Safe } else { Safety::Hint };
            let mut has_settings = false;
            let mut edits: Vec<Edit> = Vec::new();
            for block in &blocks {
                let entry = trusted.get(&block.begin.start);
                if let Some(entry) = entry.filter(|entry| entry.has_settings) {
                    has_settings = true;
                    let pem = entry.certificate.to_pem();
                    edits.push(text.replace(block.at.clone(), pem.trim_end()));
                } else {
                    edits.extend(labels(text, block).into_iter().map(|at| text.replace(at, "CERTIFICATE")));
                }
            }
            let help = match has_settings {
                true => {
                    "write it as CERTIFICATE, without the trust settings behind it: openssl x509 -in FILE"
                }
                false => "write CERTIFICATE in both lines",
            };
            sink.report_case(case, text.span(first.label_at.clone()), message).help(help).fix(safety, edits);
        }
    }
}

/// What a label announces, in the words of people.
fn what(label: &str) -> Option<&'static str> {
    Some(match label {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => "a signing request (CSR)",
        "PUBLIC KEY" | "RSA PUBLIC KEY" => "a public key",
        "X509 CRL" => "a revocation list (CRL)",
        "PKCS7" | "CMS" => "a PKCS #7 bundle",
        "DH PARAMETERS" | "EC PARAMETERS" => "a block of parameters",
        _ => return None,
    })
}

fn other_block(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let disguised: HashSet<usize> = bundle.disguised().iter().copied().collect();
        let others = bundle.blocks().iter().enumerate().filter(|(index, block)| {
            let is_other = !block.is_certificate() && !block.is_private_key();
            is_other && block.end.is_some() && !disguised.contains(index)
        });
        let mut groups: Vec<Vec<&Block>> = Vec::new();
        let mut by_label: HashMap<(&str, bool), usize> = HashMap::new();
        for (_, block) in others {
            let group = *by_label.entry((&block.label, is_unreadable(block))).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups.get_mut(group).into_iter().for_each(|group| group.push(block));
        }
        let is_alone = is_alone(bundle);
        for blocks in groups {
            let Some(first) = blocks.first() else { continue };
            let what = match what(&first.label) {
                Some(what) => what.to_owned(),
                None => format!("a block of {}", sink.quote(text, first.label_at.clone())),
            };
            let more = super::and_others(blocks.len(), "another one", "others");
            let (case, outcome) = match () {
                () if is_unreadable(first) => {
                    (UNREADABLE, "OpenSSL cannot read it, and refuses the whole bundle")
                }
                () if is_alone => (NONE_LEFT, "there is no certificate in the value, and nothing to load"),
                () if first.label == "X509 CRL" => {
                    (BESIDE, "it is no certificate, and the field is for certificates")
                }
                () => (BESIDE, "OpenSSL passes over it"),
            };
            let help = match first.label.as_str() {
                "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                    "put the certificate here that the CA made of it"
                }
                "PKCS7" | "CMS" => "take the certificates out: openssl pkcs7 -print_certs -in FILE",
                _ if is_alone => "put the CA's certificate here instead",
                _ => "remove it, unless a certificate was meant to stand there",
            };
            let edits = blocks.iter().map(|block| text.replace(with_line_end(text, &block.at), ""));
            // A value without anything would be no better.
            let edits: Vec<Edit> = edits.filter(|_| !is_alone).collect();
            sink.report_case(case, text.span(first.begin.clone()), format!("{what}{more}: {outcome}"))
                .help(help)
                .fix(Safety::Hint, edits);
        }
    }
}

/// Whether OpenSSL has to read the block, which others it passes over, and cannot.
fn is_unreadable(block: &Block) -> bool {
    let is_list = || der::kind(&block.der) == Some(DerKind::RevocationList);
    block.label == "X509 CRL" && !block.der.is_empty() && !is_list()
}

/// Whether nothing in the value is a certificate, or was one before it broke.
fn is_alone(bundle: &Bundle) -> bool {
    bundle.certificates().len() == 0
        && bundle.disguised().is_empty()
        && !bundle.blocks().iter().any(|block| block.is_certificate() || block.is_private_key())
        && bundle.faults().is_empty()
}

fn with_line_end(text: &Text<'_>, at: &Range<usize>) -> Range<usize> {
    let rest = text.as_str().get(at.end..).unwrap_or_default();
    let length = ["\r\n", "\n"].iter().find(|end| rest.starts_with(**end)).map_or(0, |end| end.len());
    at.start..at.end + length
}
