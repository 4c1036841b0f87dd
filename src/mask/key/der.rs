//! Private keys by the first bytes of their DER.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Holds, is_base64};

/// Whether a text begins with the base64 of a private key, or of a store of them.
pub(super) fn held_by_der(text: &str) -> Option<Holds> {
    if is_none(text) {
        return None;
    }
    let (mut digits, mut der) = ([0; 44], [0; 33]);
    let first = text.bytes().filter(|b| !b.is_ascii_whitespace()).take_while(|&b| is_base64(b));
    let count = digits.iter_mut().zip(first).map(|(digit, b)| *digit = b).count();
    let length = BASE64_STANDARD.decode_slice(digits.get(..count / 4 * 4)?, &mut der).ok()?;
    let is_key = match inside(der.get(..length)?)? {
        // PKCS #8 (RFC 5208): a version, and the algorithm of a key.
        [2, 1, 0 | 1, 0x30, _, 6, oid @ ..] => KEY_ALGORITHMS.iter().any(|known| oid.starts_with(known)),
        // PKCS #1 and DSA: a version, and a large number.
        [2, 1, 0 | 1, 2, 0x40..=0x84, ..] => true,
        // SEC 1 (RFC 5915): a version, and as many bytes as the curve has.
        [2, 1, 1, 4, 0x10..=0x48, ..] => true,
        // PKCS #12 (RFC 7292): the version 3, and signed or authenticated data.
        [2, 1, 3, 0x30, ..] => return Some(Holds::Store),
        // Encrypted PKCS #8: the algorithm is one of PKCS #5 or PKCS #12.
        inner => matches!(inside(inner)?, [6, _, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5 | 12, ..]),
    };
    is_key.then_some(Holds::Key)
}

/// Whether the first bytes say already that it is neither, as those of certificates do. It is asked of the
/// first line of each certificate, and of other lines that happen to begin like it.
fn is_none(text: &str) -> bool {
    let mut der = [0; 12];
    let first = text.as_bytes().first_chunk::<16>();
    let is_read = first.is_some_and(|digits| BASE64_STANDARD.decode_slice(digits, &mut der) == Ok(der.len()));
    // However long the lengths are, the tags are among them.
    is_read
        && !inside(&der).is_some_and(|inner| {
            inner.first() == Some(&2) || inside(inner).is_some_and(|inner| inner.first() == Some(&6))
        })
}

/// The algorithms of keys, with their lengths: those of signatures stand at the same place in the requests
/// and lists of CAs.
const KEY_ALGORITHMS: [&[u8]; 7] = [
    // RSA, and RSA for PSS only
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10],
    // Elliptic curves, DSA
    &[7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1],
    &[7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1],
    // X25519, X448, Ed25519, Ed448
    &[3, 0x2b, 0x65],
    // GOST, Diffie-Hellman
    &[8, 0x2a, 0x85, 3, 7, 1, 1, 1],
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1],
];

/// What a SEQUENCE begins with.
fn inside(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x30, 0..=0x7f, rest @ ..]
        | [0x30, 0x81, _, rest @ ..]
        | [0x30, 0x82, _, _, rest @ ..]
        | [0x30, 0x83, _, _, _, rest @ ..] => Some(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

        /// What the first bytes settle, all of them settle alike: white space makes them unreadable to the quick look.
        #[test]
        fn the_first_bytes_say_the_same_as_all(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    &[0x30][..], &[0x30, 0x81], &[0x30, 0x82], &[0x30, 0x83], &[0x30, 10], &[0], &[1], &[2, 1, 0], &[2, 1, 1],
                    &[2, 1, 3], &[2, 0x41], &[4, 0x20], &[6, 9], &[7], KEY_ALGORITHMS[0], KEY_ALGORITHMS[2],
                    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5], &[0xa0, 3],
                ]),
                0..10,
            ),
            rest in 0_usize..40,
        ) {
            let bytes = [parts.concat(), vec![7; rest]].concat();
            let text = BASE64_STANDARD.encode(&bytes);
            let (first, others) = text.split_at(text.len().min(1));
            prop_assert_eq!(held_by_der(&text), held_by_der(&format!("{first} {others}")));
        }
    }
}
