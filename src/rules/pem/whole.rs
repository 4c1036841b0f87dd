//! The value as a whole: whether there is any certificate in it.

use crate::fix::Safety;
use crate::language::Language as _;
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;
use crate::spec::Kind;
use crate::x509::der::DerKind;
use crate::x509::pem::{AroundKind, BareContent, Instead, PemFault};

/// Nothing in the value is a certificate.
const NOTHING: usize = 0;
/// `cas` is empty.
const EMPTY: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "no-certificate",
        group: Group::Pem,
        cases: &[
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL finds nothing to load"))
                .when("the value is something else"),
            Case::error(
                Consequence::Suspicious,
                Basis::Documented("DELETE …/userSecurity/customerX509 removes the CAs; what an empty `cas` does is not documented"),
            )
            .when("`cas` is empty"),
        ],
        summary: "There is no certificate in the value.",
        explain: "\
The value has to be the certificates themselves, in PEM: not a path, not `@file`, not a shell command that \
was never run. An empty `caCertificate` is documented to delete the stored one; what an empty `cas` does is \
not documented, and to remove the CAs there is an operation of its own: DELETE …/userSecurity/customerX509.\n\n\
`jq --rawfile cas ca.pem '{customerX509: {cas: $cas}}'` reads a file into the body.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"/etc/ssl/ca.pem"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"$(cat ca.pem)"}}"#),
            Example::body(r#"{"customerX509":{"cas":"@ca.pem"}}"#),
            Example::body(r#"{"customerX509":{"cas":"the CA of the clients"}}"#),
            Example::body(r#"{"customerX509":{"cas":""}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(no_certificate),
        yields_to: &[],
    },
    Rule {
        name: "ca-certificate-deleted",
        group: Group::Pem,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Documented("an empty `caCertificate` deletes the certificate that is stored"),
        )],
        summary: "An empty `caCertificate` deletes the stored one.",
        explain: "\
An empty string is not the same as leaving the member out: it deletes the CA certificate that is stored. If your \
LDAP host has a certificate of a CA of your own, the database then has nothing to verify it with.\n\n\
To keep the stored certificate, leave `caCertificate` out.",
        bad: &[Example::body(r#"{"ldap":{"caCertificate":""}}"#)],
        good: &[
            Example::body(r#"{"ldap":{"caCertificate":"‹root›"}}"#),
            Example::update(
                r#"{"ldap":{"caCertificate":"","port":3269}}"#,
                r#"{"ldap":{"hostname":"ldap.mycompany.com","caCertificate":""}}"#,
            ),
        ],
        check: Check::Body(ca_certificate_deleted),
        yields_to: &[],
    },
    Rule {
        name: "pem-unarmored",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL finds nothing to load"))],
        summary: "Base64 without BEGIN and END.",
        explain: "\
OpenSSL looks for `-----BEGIN CERTIFICATE-----`; base64 without it is text. Kubernetes keeps a PEM file encoded \
once more (`LS0tLS1CRUdJTi…`), and other tools hand out the base64 of the certificate alone (`MII…`).\n\n\
Decode the former (`base64 -d`); put BEGIN and END around the latter.",
        bad: &[Example::made(unarmored, "{\"customerX509\":{\"cas\":\"MIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5…\"}}")],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(bare),
        yields_to: &[],
    },
];

/// The bare base64 of a certificate.
fn unarmored() -> Vec<u8> {
    let root = concat!(
        "MIIBozCCAUmgAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJVUzEQMA4G",
        "A1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMB4XDTI0MDEw",
        "MTAwMDAwMFoXDTQ0MDEwMTAwMDAwMFowOTELMAkGA1UEBhMCVVMxEDAOBgNVBAoM",
        "B0V4YW1wbGUxGDAWBgNVBAMMD0V4YW1wbGUgUm9vdCBDQTBZMBMGByqGSM49AgEG",
        "CCqGSM49AwEHA0IABI7zWfLMj1bPDseLeGrRTN2SGZr8QTOMBgw/WSGICd58zsfi",
        "F3el4y0WdpKRAnoMgemUGql1njSPqmplsG9bv96jQjBAMA8GA1UdEwEB/wQFMAMB",
        "Af8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQf8rsj3K/MXVzKCvsfH83L3lXA",
        "ujAKBggqhkjOPQQDAgNIADBFAiEAvSEfcsqOJzAeDZlBTb/hRzpOTB0pOLTrJR8D",
        "yDvwYEkCIGEfVqsQ2c0fnvDAtBnVp8Kk5IIlTH5FHujMai6euivi",
    );
    format!("{{\"customerX509\":{{\"cas\":\"{root}\"}}}}").into_bytes()
}

fn no_certificate(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        // What broke is spoken of where it broke, and what is something else where it stands.
        if !bundle.faults().is_empty() || !bundle.blocks().is_empty() || bundle.bare().is_some() {
            continue;
        }
        let value = text.as_str();
        if value.is_empty() {
            // An answer deletes nothing; and `ca-certificate-deleted` speaks of the other field.
            if trust == Trust::Clients && payload.kind != Kind::Response {
                sink.report_case(EMPTY, field.span, "an empty `cas`: what that does is not documented")
                    .help("to remove the CAs, send DELETE …/userSecurity/customerX509; to keep them, leave `cas` out");
            }
            continue;
        }
        let shown = sink.quote_all(text);
        let instead = Instead::of(value);
        let (what, help) = match &instead {
            // `private-key` speaks of that one.
            Instead::PrivateKey if has_key(field.span, sink) => continue,
            Instead::PrivateKey => ("there is a private key in this, and no certificate".to_owned(), PEM_TEXT),
            Instead::Putty => ("this is a key of PuTTY's, and no certificate".to_owned(), PEM_TEXT),
            Instead::KeyStore => (
                "this is the base64 of a Java key store: OpenSSL finds no certificate in it".to_owned(),
                "take the certificate out: keytool -exportcert -rfc -alias ALIAS -keystore FILE",
            ),
            Instead::SshKey => ("this is a public key of SSH, and no certificate".to_owned(), PEM_TEXT),
            Instead::Hex(_) => (
                "this is a certificate in hexadecimal digits: OpenSSL finds no certificate in it".to_owned(),
                "write it as PEM: openssl x509 -inform DER -in FILE",
            ),
            Instead::Around(around) => match around.kind {
                AroundKind::Jwk => (
                    "this is the certificate list of a key (JWK, x5c): OpenSSL finds no certificate in it"
                        .to_owned(),
                    "put each between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, and nothing else",
                ),
                AroundKind::Xml => (
                    "this is XML with a certificate's base64 in it: OpenSSL finds no certificate in it".to_owned(),
                    "put the base64 alone between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----",
                ),
                AroundKind::Secret => (
                    "a PEM text stands in this, encoded in base64 as in Kubernetes' secrets: OpenSSL finds no certificate in it"
                        .to_owned(),
                    "put the PEM text alone here, decoded: base64 -d",
                ),
                AroundKind::Other => (
                    "a certificate's base64 stands in this, without BEGIN and END: OpenSSL finds no certificate in it"
                        .to_owned(),
                    "put the base64 alone between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----",
                ),
            },
            Instead::Blank => ("nothing but white space".to_owned(), PEM_TEXT),
            Instead::AtFile => {
                (format!("{shown} is how curl names a file; within the body nobody reads it"), READ_FILE)
            }
            Instead::Command => (format!("{shown} is a shell's command that was never run"), READ_FILE),
            Instead::Address => (format!("{shown} is an address; nobody fetches what is there"), PEM_TEXT),
            Instead::File => (format!("{shown} is the name of a file, and not what is in it"), READ_FILE),
            Instead::Text => ("no certificate here: it has to be the PEM text itself".to_owned(), PEM_TEXT),
        };
        let fix = match &instead {
            Instead::Hex(pem) => Some((Safety::Safe, pem)),
            Instead::Around(around) if around.is_one => Some((Safety::Safe, &around.pem)),
            // Which of them is the CA's, people know.
            Instead::Around(around) => Some((Safety::Hint, &around.pem)),
            _ => None,
        };
        let reported = sink.report_case(NOTHING, field.span, what).help(help);
        if let Some((safety, pem)) = fix {
            reported.fix(safety, Some(text.replace(0..value.len(), pem)));
        }
    }
}

/// Whether a private key was found in a part of the document.
fn has_key(span: Span, sink: &Sink<'_>) -> bool {
    sink.private_keys().iter().any(|key| span.start <= key.label.start && key.label.end <= span.end)
}

const PEM_TEXT: &str =
    "put the content of the file in, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
const READ_FILE: &str =
    "put the content of the file in: jq --rawfile, or your tool's way to read one (file(…) in Terraform)";

fn ca_certificate_deleted(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // An answer deletes nothing, and nor does a verification.
    if matches!(payload.kind, Kind::Response | Kind::Verify) {
        return;
    }
    // Where nothing is stored, nothing is deleted.
    if payload.current().is_some() && payload.stored_value("caCertificate").is_none() {
        return;
    }
    for (field, trust) in payload.bundles() {
        if trust == Trust::Host && field.value.text.as_str().is_empty() {
            sink.report(field.span, "an empty `caCertificate` deletes the one that is stored")
                .help("to keep the stored one, leave `caCertificate` out");
        }
    }
}

fn bare(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let text = field.value.text;
        let bundle = field.value.get();
        let Some(bare) = bundle.bare() else {
            for (_, at) in bundle.pem_faults().filter(|(fault, _)| **fault == PemFault::Unarmored) {
                sink.report(
                    text.span(at.clone()),
                    "base64 outside of BEGIN and END: OpenSSL passes over it, and the certificate is lost",
                )
                .help("give it a line -----BEGIN CERTIFICATE----- and a line -----END CERTIFICATE-----");
            }
            continue;
        };
        let all = || 0..text.as_str().len();
        let (message, help, edit) = match &bare.content {
            // `private-key` speaks of that one.
            BareContent::PrivateKey => continue,
            BareContent::Pem(pem) => (
                "this is a PEM text that was encoded in base64 once more: OpenSSL finds no certificate in it"
                    .to_owned(),
                "decode it: base64 -d".to_owned(),
                Some(text.replace(all(), pem)),
            ),
            BareContent::Twice(pem) => (
                "this was encoded in base64 more than once: OpenSSL finds no certificate in it".to_owned(),
                "decode it until there is -----BEGIN CERTIFICATE-----".to_owned(),
                Some(text.replace(all(), pem)),
            ),
            BareContent::Certificates(pem) => (
                "this is a certificate's base64 without BEGIN and END: OpenSSL finds no certificate in it"
                    .to_owned(),
                "put -----BEGIN CERTIFICATE----- before it, and -----END CERTIFICATE----- after it"
                    .to_owned(),
                Some(text.replace(all(), pem)),
            ),
            BareContent::Other(Some(DerKind::Pkcs7)) => (
                "this is the base64 of a PKCS #7 bundle: OpenSSL finds no certificate in it".to_owned(),
                "take the certificates out: openssl pkcs7 -inform DER -print_certs -in FILE".to_owned(),
                None,
            ),
            BareContent::Other(Some(DerKind::Pkcs12)) => (
                "this is the base64 of a PKCS #12 store: OpenSSL finds no certificate in it".to_owned(),
                "take the certificates out: openssl pkcs12 -nokeys -cacerts -in FILE".to_owned(),
                None,
            ),
            BareContent::Other(Some(DerKind::CertificateRequest)) => (
                "this is the base64 of a signing request (CSR): OpenSSL finds no certificate in it"
                    .to_owned(),
                "put the certificate here that the CA made of it".to_owned(),
                None,
            ),
            BareContent::Other(_) => (
                "this is base64 without BEGIN and END, and not that of a whole certificate".to_owned(),
                "paste the certificate again, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----"
                    .to_owned(),
                None,
            ),
        };
        sink.report(text.span(bare.at.clone()), message).help(help).fix(Safety::Safe, edit);
    }
}
