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
/// FNV-1a, by words instead of bytes, and four of it beside each other, none of which waits for another. Whatever is
/// changed within one word makes another number.
pub(super) fn mark(der: &[u8]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    let (blocks, rest) = der.as_chunks::<32>();
    let mut lanes = [BASIS, BASIS + 1, BASIS + 2, BASIS + 3];
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = step(*lane, u64::from_le_bytes(*word));
        }
    }
    let rest = rest.iter().copied().map(u64::from);
    lanes.into_iter().chain(rest).fold(BASIS, step)
}

fn step(mark: u64, word: u64) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // What is multiplied away at the top is brought back down.
    (mark ^ word).wrapping_mul(PRIME).rotate_left(29)
}
