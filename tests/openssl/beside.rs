//! Blocks of other kinds beside a certificate.

use crate::forge::block;
use crate::forge::der::{UTC, bits, example, integer, sequence, tlv};
use crate::forge::key::{ecdsa_with, noise};
use crate::oracle::Oracle;
use crate::texts::{Parts, file};

pub(crate) fn blocks(parts: &mut Parts, oracle: &Oracle) {
    let (root, other) = (parts.root.clone(), parts.other.clone());
    let leaf = file("leaf");
    let bytes = ::pem::parse(&leaf).expect("PEM").into_contents();
    let labels = [
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "X509 CRL",
        "CERTIFICATE REQUEST",
        "PKCS7",
        "CMS",
        "DH PARAMETERS",
        "EC PARAMETERS",
        "EXAMPLE",
    ];
    let mut extras: Vec<(String, String)> = vec![];
    for label in labels {
        extras.push((format!("{label} of junk"), block(label, b"junk")));
        let extra = block(label, &bytes);
        let name = format!("{label} of a certificate");
        parts.add(format!("{name} first"), format!("{extra}{root}"), &[&leaf, &root]);
        parts.add(format!("{name} last"), format!("{root}{extra}"), &[&root, &leaf]);
        parts.add(format!("{name} alone"), extra, &[&leaf]);
    }
    extras.push(("a revocation list".to_owned(), block("X509 CRL", &revocation_list())));
    // In pieces, so that nothing in this repository looks like a key.
    let private = |kind: &str| format!("{kind}PRIVATE {}", "KEY");
    for kind in ["", "ENCRYPTED ", "RSA ", "EC ", "DSA ", "OPENSSH ", "ANY "] {
        let label = private(kind);
        extras.push((format!("{label} of junk"), block(&label, b"junk")));
        let redacted = format!("-----BEGIN {label}-----\nREDACTED\n-----END {label}-----\n");
        extras.push((format!("{label}, redacted"), redacted));
        extras.push((format!("{label}, empty"), block(&label, b"")));
    }
    for kind in ["RSA 2048", "EC P-256", "ED25519"] {
        let (_, key) = oracle.key(kind);
        extras.push((format!("a key of {kind}"), oracle.private(key, false, None)));
        extras.push((format!("an encrypted key of {kind}"), oracle.private(key, false, Some("hunter2"))));
        if kind != "ED25519" {
            extras.push((format!("an old key of {kind}"), oracle.private(key, true, None)));
            extras.push((
                format!("an old encrypted key of {kind}"),
                oracle.private(key, true, Some("hunter2")),
            ));
        }
    }
    for (name, extra) in extras {
        parts.add(format!("{name} first"), format!("{extra}{root}"), &[&root]);
        parts.add(format!("{name} behind"), format!("{root}{extra}{other}"), &[&root, &other]);
        parts.add(format!("{name} alone"), extra, &[]);
    }
}

/// A good one, of nobody.
fn revocation_list() -> Vec<u8> {
    let time = tlv(UTC, b"240101000000Z");
    let algorithm = ecdsa_with("sha256");
    let list = sequence(&[&integer(1), &algorithm, &example("Example CA"), &time, &time]);
    sequence(&[&list, &algorithm, &bits(&noise(b"list", 70))])
}
