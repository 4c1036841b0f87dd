//! The well-known roots of the Web PKI, by marks of their DER.

mod table;
#[cfg(test)]
mod tests;

use super::certificate::Certificate;

/// Whether that is a root that browsers trust, or trusted once.
pub(crate) fn is_well_known(certificate: &Certificate) -> bool {
    certificate.is_self_signed() && table::ROOTS.binary_search(&mark(certificate.der())).is_ok()
}

/// A number that another certificate does not have, unless somebody has made it so on purpose: who does, is told of
/// a public CA that is none.
///
/// The SHA-256 of each, for three rules, took an eighth of the instructions of a bundle of public roots: this is
/// FNV-1a, by words instead of bytes. Whatever is changed within one word makes another number.
fn mark(der: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    let (words, rest) = der.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain(rest.iter().copied().map(u64::from));
    // What is multiplied away at the top is brought back down.
    words.fold(BASIS, |mark, word| (mark ^ word).wrapping_mul(PRIME).rotate_left(29))
}
