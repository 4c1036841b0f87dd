//! What certificates are signed with.

use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

use super::key::Family;

/// What is signed: a digest of the certificate, mostly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    Md2,
    Md4,
    Md5,
    Sha1,
    Ripemd160,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512Truncated224,
    Sha512Truncated256,
    Sha3,
    Sm3,
    /// The scheme brings its own (Ed25519, Ed448).
    Intrinsic,
    /// OpenSSL does not know it, or knows no certificates that are signed with it.
    Unknown,
}

impl Digest {
    /// As people write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Digest::Md2 => "MD2",
            Digest::Md4 => "MD4",
            Digest::Md5 => "MD5",
            Digest::Sha1 => "SHA-1",
            Digest::Ripemd160 => "RIPEMD-160",
            Digest::Sha224 => "SHA-224",
            Digest::Sha256 => "SHA-256",
            Digest::Sha384 => "SHA-384",
            Digest::Sha512 => "SHA-512",
            Digest::Sha512Truncated224 => "SHA-512/224",
            Digest::Sha512Truncated256 => "SHA-512/256",
            Digest::Sha3 => "SHA-3",
            Digest::Sm3 => "SM3",
            Digest::Intrinsic => "",
            Digest::Unknown => "an unknown digest",
        }
    }

    /// Whether collisions can be found with less work than OpenSSL's security level 2 asks for (2^112).
    pub(crate) fn is_weak(self) -> bool {
        matches!(self, Digest::Md2 | Digest::Md4 | Digest::Md5 | Digest::Sha1 | Digest::Ripemd160)
    }
}

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) digest: Digest,
    /// What key it takes; `None` if OpenSSL 3.0 verifies no such certificates.
    pub(crate) family: Option<Family>,
    pub(crate) is_pss: bool,
}

const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
const ECDSA_SHA2: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3];
const NIST_SIGNATURES: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3];
const NIST_DIGESTS: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];

impl Signature {
    /// The algorithm with an object identifier of this content. `pss` is the hash algorithm that
    /// the parameters of RSASSA-PSS name.
    pub(super) fn of(oid: &[u8], pss: impl FnOnce() -> Option<Digest>) -> Self {
        let known = |digest, family| Self { digest, family: Some(family), is_pss: false };
        if let Some(last) = last_arc(oid, PKCS1) {
            let digest = match last {
                2 => Digest::Md2,
                3 => Digest::Md4,
                4 => Digest::Md5,
                5 => Digest::Sha1,
                10 => {
                    let digest = pss().unwrap_or(Digest::Unknown);
                    return Self { digest, family: Some(Family::Rsa), is_pss: true };
                }
                11 => Digest::Sha256,
                12 => Digest::Sha384,
                13 => Digest::Sha512,
                14 => Digest::Sha224,
                // OpenSSL knows what 15 and 16 are (SHA-512/224 and SHA-512/256), but verifies no such
                // certificates; the same below.
                _ => return Self::UNKNOWN,
            };
            return known(digest, Family::Rsa);
        }
        if let Some(last) = last_arc(oid, ECDSA_SHA2) {
            let digest = match last {
                1 => Digest::Sha224,
                2 => Digest::Sha256,
                3 => Digest::Sha384,
                4 => Digest::Sha512,
                _ => return Self::UNKNOWN,
            };
            return known(digest, Family::Ec);
        }
        if let Some(last) = last_arc(oid, NIST_SIGNATURES) {
            return match last {
                1 => known(Digest::Sha224, Family::Dsa),
                2 => known(Digest::Sha256, Family::Dsa),
                13..=16 => known(Digest::Sha3, Family::Rsa),
                _ => Self::UNKNOWN,
            };
        }
        match oid {
            // ecdsa-with-SHA1
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => known(Digest::Sha1, Family::Ec),
            // dsa-with-sha1; and two older names of it
            [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] | [0x2b, 0x0e, 3, 2, 0x1b | 0x0d] => {
                known(Digest::Sha1, Family::Dsa)
            }
            // sha1WithRSA
            [0x2b, 0x0e, 3, 2, 0x1d] => known(Digest::Sha1, Family::Rsa),
            // ripemd160WithRSA
            [0x2b, 0x24, 3, 3, 1, 2] => known(Digest::Ripemd160, Family::Rsa),
            [0x2b, 0x65, 0x70] => known(Digest::Intrinsic, Family::Ed25519),
            [0x2b, 0x65, 0x71] => known(Digest::Intrinsic, Family::Ed448),
            // SM2-with-SM3
            [0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x75] => known(Digest::Sm3, Family::Sm2),
            _ => Self::UNKNOWN,
        }
    }

    const UNKNOWN: Self = Self { digest: Digest::Unknown, family: None, is_pss: false };
}

/// For people: `ECDSA with SHA-256`.
impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.family {
            None => f.write_str("unknown algorithm"),
            Some(Family::Rsa) if self.is_pss => write!(f, "RSA-PSS with {}", self.digest.name()),
            Some(family) if self.digest == Digest::Intrinsic => f.write_str(family.signature_name()),
            Some(family) => write!(f, "{} with {}", family.signature_name(), self.digest.name()),
        }
    }
}

/// The hash algorithm that the parameters of RSASSA-PSS name; `algorithm` is an AlgorithmIdentifier.
pub(super) fn pss_digest(algorithm: &[u8]) -> Option<Digest> {
    let (_, algorithm) = AlgorithmIdentifier::from_der(algorithm).ok()?;
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    Some(digest(parameters.hash_algorithm_oid().as_bytes()))
}

/// The digest with an object identifier of this content.
fn digest(oid: &[u8]) -> Digest {
    match (last_arc(oid, NIST_DIGESTS), oid) {
        (Some(1), _) => Digest::Sha256,
        (Some(2), _) => Digest::Sha384,
        (Some(3), _) => Digest::Sha512,
        (Some(4), _) => Digest::Sha224,
        (Some(5), _) => Digest::Sha512Truncated224,
        (Some(6), _) => Digest::Sha512Truncated256,
        (Some(7..=10), _) => Digest::Sha3,
        (_, [0x2b, 0x0e, 3, 2, 0x1a]) => Digest::Sha1,
        (_, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 2]) => Digest::Md2,
        (_, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 4]) => Digest::Md4,
        (_, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5]) => Digest::Md5,
        _ => Digest::Unknown,
    }
}

/// The last number of an object identifier that starts with the others.
fn last_arc(oid: &[u8], others: &[u8]) -> Option<u8> {
    match oid.strip_prefix(others)? {
        [last @ ..0x80] => Some(*last),
        _ => None,
    }
}
