//! The well-known roots of the Web PKI, by their fingerprints.

mod table;
#[cfg(test)]
mod tests;

use super::certificate::Certificate;

/// Whether that is a root that browsers trust, or trusted once.
///
/// Only a certificate that is its own issuer is looked up: a fingerprint is not for nothing.
pub(crate) fn is_well_known(certificate: &Certificate) -> bool {
    certificate.is_self_signed() && is_in_table(&certificate.fingerprint())
}

fn is_in_table(fingerprint: &[u8; 32]) -> bool {
    let (halves, _) = fingerprint.as_chunks::<16>();
    let [high, low] = halves else { return false };
    table::ROOTS.binary_search(&[u128::from_be_bytes(*high), u128::from_be_bytes(*low)]).is_ok()
}
