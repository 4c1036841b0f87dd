//! Public keys, most of them of digits that only look random, and the algorithms of signatures.

use std::rc::Rc;

use super::der::{bits, integer, null, oid, sequence, tlv, unsigned};

/// Makes the signature: of the algorithm identifier and the part of the certificate that is signed.
pub(crate) type Signer = Rc<dyn Fn(&[u8], &[u8]) -> Vec<u8>>;

/// A public key, and how the owner of it signs.
#[derive(Clone)]
pub(crate) struct Key {
    /// The SubjectPublicKeyInfo.
    pub(crate) spki: Vec<u8>,
    /// The identifier of the algorithm that it signs with, unless another is asked for.
    pub(crate) algorithm: Vec<u8>,
    /// Without one the signature is made of digits that only look random.
    pub(crate) signer: Option<Signer>,
}

/// Bytes that are the same for the same seed.
pub(crate) fn noise(seed: &[u8], count: usize) -> Vec<u8> {
    let mut state = seed.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";

/// Curves: name, object identifier, bytes of a coordinate.
const CURVES: [(&str, &str, usize); 7] = [
    ("P-192", "1.2.840.10045.3.1.1", 24),
    ("P-224", "1.3.132.0.33", 28),
    ("P-256", "1.2.840.10045.3.1.7", 32),
    ("P-384", "1.3.132.0.34", 48),
    ("P-521", "1.3.132.0.35", 66),
    ("secp256k1", "1.3.132.0.10", 32),
    ("brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7", 32),
];

impl Key {
    /// Any key: its algorithm identifier and what its bit string holds.
    pub(crate) fn raw(algorithm: &[u8], key: &[u8], signs_with: Vec<u8>) -> Self {
        Self { spki: sequence(&[algorithm, &bits(key)]), algorithm: signs_with, signer: None }
    }

    /// RSA with a modulus of so many bits.
    pub(crate) fn rsa(bits: usize, exponent: u64, seed: &str) -> Self {
        let mut modulus = noise(seed.as_bytes(), bits.div_ceil(8));
        let top = u32::try_from((bits + 7) % 8).expect("less than 8");
        let first = (u16::from(modulus[0]) % (1 << top)) | (1 << top);
        modulus[0] = u8::try_from(first).expect("less than 256");
        *modulus.last_mut().expect("some bits") |= 1;
        let key = sequence(&[&unsigned(&modulus), &integer(exponent)]);
        Self::raw(&sequence(&[&oid(RSA), &null()]), &key, rsa_with("sha256"))
    }

    /// A key of RSASSA-PSS, which may be used for nothing else.
    pub(crate) fn rsa_pss(bits: usize, seed: &str) -> Self {
        let rsa = Self::rsa(bits, 65_537, seed);
        let plain = sequence(&[&oid(RSA), &null()]);
        let key =
            &rsa.spki[rsa.spki.windows(plain.len()).position(|w| w == plain).expect("it") + plain.len()..];
        let spki = sequence(&[&sequence(&[&oid("1.2.840.113549.1.1.10")]), key]);
        Self { spki, algorithm: pss_with("sha256"), signer: None }
    }

    /// A named elliptic curve: P-192 … P-521, secp256k1, brainpoolP256r1.
    pub(crate) fn ec(curve: &str, seed: &str) -> Self {
        let (_, dotted, size) = CURVES.iter().find(|(name, _, _)| *name == curve).expect("a known curve");
        Self::raw(&sequence(&[&oid(EC), &oid(dotted)]), &point(*size, seed), ecdsa_with("sha256"))
    }

    /// P-256 by its parameters instead of its name.
    pub(crate) fn explicit_curve(seed: &str) -> Self {
        let field = sequence(&[&oid("1.2.840.10045.1.1"), &unsigned(&noise(b"prime", 32))]);
        let curve = sequence(&[&tlv(4, &noise(b"a", 32)), &tlv(4, &noise(b"b", 32))]);
        let base = tlv(4, &point(32, "base"));
        let parameters =
            sequence(&[&integer(1), &field, &curve, &base, &unsigned(&noise(b"order", 32)), &integer(1)]);
        Self::raw(&sequence(&[&oid(EC), &parameters]), &point(32, seed), ecdsa_with("sha256"))
    }

    pub(crate) fn ed25519(seed: &str) -> Self {
        let algorithm = sequence(&[&oid("1.3.101.112")]);
        Self::raw(&algorithm, &noise(seed.as_bytes(), 32), algorithm.clone())
    }

    pub(crate) fn ed448(seed: &str) -> Self {
        let algorithm = sequence(&[&oid("1.3.101.113")]);
        Self::raw(&algorithm, &noise(seed.as_bytes(), 57), algorithm.clone())
    }

    /// A key for agreeing on keys: it can sign nothing.
    pub(crate) fn x25519(seed: &str) -> Self {
        Self::raw(&sequence(&[&oid("1.3.101.110")]), &noise(seed.as_bytes(), 32), ecdsa_with("sha256"))
    }

    /// DSA with a prime of so many bits.
    pub(crate) fn dsa(bits: usize, seed: &str) -> Self {
        let odd = |seed: &str, bytes: usize| {
            let mut digits = noise(seed.as_bytes(), bytes);
            digits[0] |= 0x80;
            digits[bytes - 1] |= 1;
            unsigned(&digits)
        };
        let parameters = sequence(&[&odd("p", bits / 8), &odd("q", 32), &odd("g", bits / 8)]);
        let algorithm = sequence(&[&oid("1.2.840.10040.4.1"), &parameters]);
        Self::raw(&algorithm, &odd(seed, bits / 8), dsa_with("sha256"))
    }

    /// GOST R 34.10-2012 with 256 bits.
    pub(crate) fn gost(seed: &str) -> Self {
        let parameters = sequence(&[&oid("1.2.643.2.2.35.1"), &oid("1.2.643.7.1.1.2.2")]);
        let algorithm = sequence(&[&oid("1.2.643.7.1.1.1.1"), &parameters]);
        let signs_with = sequence(&[&oid("1.2.643.7.1.1.3.2")]);
        Self::raw(&algorithm, &tlv(4, &noise(seed.as_bytes(), 64)), signs_with)
    }

    pub(crate) fn sm2(seed: &str) -> Self {
        let algorithm = sequence(&[&oid(EC), &oid("1.2.156.10197.1.301")]);
        Self::raw(&algorithm, &point(32, seed), sequence(&[&oid("1.2.156.10197.1.501")]))
    }

    /// Of an algorithm that nobody knows.
    pub(crate) fn unknown(seed: &str) -> Self {
        let algorithm = sequence(&[&oid("1.3.6.1.4.1.99999.1")]);
        Self::raw(&algorithm, &noise(seed.as_bytes(), 64), ecdsa_with("sha256"))
    }
}

/// An uncompressed point, though on no curve.
fn point(size: usize, seed: &str) -> Vec<u8> {
    [&[4][..], &noise(seed.as_bytes(), 2 * size)].concat()
}

/// The identifier of RSA with `md2`, `md4`, `md5`, `sha1`, `sha224`, `sha256`, `sha384`, `sha512`.
pub(crate) fn rsa_with(hash: &str) -> Vec<u8> {
    let last = match hash {
        "md2" => 2,
        "md4" => 3,
        "md5" => 4,
        "sha1" => 5,
        "sha256" => 11,
        "sha384" => 12,
        "sha512" => 13,
        "sha224" => 14,
        _ => panic!("RSA with {hash}"),
    };
    sequence(&[&oid(&format!("1.2.840.113549.1.1.{last}")), &null()])
}

pub(crate) fn ecdsa_with(hash: &str) -> Vec<u8> {
    let dotted = match hash {
        "sha1" => "1.2.840.10045.4.1",
        "sha224" => "1.2.840.10045.4.3.1",
        "sha256" => "1.2.840.10045.4.3.2",
        "sha384" => "1.2.840.10045.4.3.3",
        "sha512" => "1.2.840.10045.4.3.4",
        _ => panic!("ECDSA with {hash}"),
    };
    sequence(&[&oid(dotted)])
}

pub(crate) fn dsa_with(hash: &str) -> Vec<u8> {
    let dotted = match hash {
        "sha1" => "1.2.840.10040.4.3",
        "sha224" => "2.16.840.1.101.3.4.3.1",
        "sha256" => "2.16.840.1.101.3.4.3.2",
        _ => panic!("DSA with {hash}"),
    };
    sequence(&[&oid(dotted)])
}

/// RSASSA-PSS; SHA-1 stands for itself, because it is what absent parameters mean.
pub(crate) fn pss_with(hash: &str) -> Vec<u8> {
    let (dotted, salt) = match hash {
        "sha1" => return sequence(&[&oid("1.2.840.113549.1.1.10"), &sequence(&[])]),
        "sha256" => ("2.16.840.1.101.3.4.2.1", 32),
        "sha384" => ("2.16.840.1.101.3.4.2.2", 48),
        "sha512" => ("2.16.840.1.101.3.4.2.3", 64),
        _ => panic!("PSS with {hash}"),
    };
    let hash = sequence(&[&oid(dotted), &null()]);
    let mask = sequence(&[&oid("1.2.840.113549.1.1.8"), &hash]);
    let parameters = sequence(&[&tlv(0xa0, &hash), &tlv(0xa1, &mask), &tlv(0xa2, &integer(salt))]);
    sequence(&[&oid("1.2.840.113549.1.1.10"), &parameters])
}
