//! Labels: what they announce, and which one was meant.

/// The labels that are known, and so found also where they are misspelt.
const KNOWN: &[&str] = &[
    "CERTIFICATE",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "X509 CRL",
    "PKCS7",
    "CMS",
    "DH PARAMETERS",
    "EC PARAMETERS",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
];

/// The three that OpenSSL knows.
pub(super) fn is_certificate(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

pub(super) fn is_private_key(label: &str) -> bool {
    // Nearly every label is one of those.
    !is_certificate(label) && squeezed(label).ends_with("PRIVATEKEY")
}

/// The known label that is meant, whatever its case and its blanks.
pub(super) fn known(label: &str) -> Option<&'static str> {
    let squeezed = squeezed(label);
    KNOWN.iter().copied().find(|known| known.bytes().filter(|&b| b != b' ').eq(squeezed.bytes()))
}

/// In capitals, without blanks and what may stand for one.
fn squeezed(label: &str) -> String {
    let label = label.replace("%20", "");
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '_' | '+' | '\u{200b}' | '\u{feff}');
    label.chars().filter(|&c| !is_blank(c)).map(|c| c.to_ascii_uppercase()).collect()
}
