//! The public keys of certificates.

use x509_parser::asn1_rs::{Oid, Tagged};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::{PublicKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::curves::CURVES;
use super::der::{BIT_STRING, INTEGER, OID, SEQUENCE};
use super::outline::Cursor;

/// A sort of key, and of signatures made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Family {
    Rsa,
    Dsa,
    Ec,
    Ed25519,
    Ed448,
    Sm2,
}

impl Family {
    pub(super) fn signature_name(self) -> &'static str {
        match self {
            Family::Rsa => "RSA",
            Family::Dsa => "DSA",
            Family::Ec => "ECDSA",
            Family::Ed25519 => "Ed25519",
            Family::Ed448 => "Ed448",
            Family::Sm2 => "SM2",
        }
    }
}

/// A public key, as far as it says how strong it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Rsa {
        /// Of the modulus.
        bits: usize,
        exponent: Exponent,
    },
    Dsa {
        /// Of the prime p; `None` if the parameters are left to the issuer.
        bits: Option<usize>,
    },
    /// On a curve that has a name.
    Ec(Curve),
    /// On a curve that is written out.
    ExplicitEc,
    Ed25519,
    Ed448,
    Gost,
    Sm2,
    /// The algorithm is a known one, but the key cannot be read.
    Malformed,
    /// OpenSSL knows no such keys.
    Unknown,
}

/// The public exponent of RSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exponent {
    /// Odd, and 3 or more.
    Usual,
    /// 0 or 1.
    TooSmall,
    Even,
}

/// An elliptic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    /// Of the order; half of them is the security. 0 for a curve that OpenSSL does not know.
    pub(crate) bits: usize,
}

const SM2: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x82, 0x2d];

impl Key {
    /// Reads a `SubjectPublicKeyInfo`. `oid` is the content of its algorithm's object identifier.
    pub(super) fn from_der(der: &[u8], oid: &[u8]) -> Self {
        if let Some(key) = Self::plain(der) {
            return key;
        }
        let Ok((_, key)) = SubjectPublicKeyInfo::from_der(der) else { return Key::Malformed };
        match oid {
            // rsaEncryption, RSASSA-PSS
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1 | 10] => {
                match RSAPublicKey::from_der(&key.subject_public_key.data) {
                    Ok((_, rsa)) => Self::rsa(rsa.modulus, rsa.exponent),
                    Err(_) => Key::Malformed,
                }
            }
            // id-ecPublicKey
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => Self::elliptic(&key),
            // id-dsa, and its older name
            [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] | [0x2b, 0x0e, 3, 2, 0x0c] => match key.parsed() {
                Ok(PublicKey::DSA(_)) | Err(_) => Key::Dsa { bits: dsa_bits(&key) },
                Ok(_) => Key::Malformed,
            },
            [0x2b, 0x65, 0x70] if key.subject_public_key.data.len() == 32 => Key::Ed25519,
            [0x2b, 0x65, 0x71] if key.subject_public_key.data.len() == 57 => Key::Ed448,
            [0x2b, 0x65, 0x70 | 0x71] => Key::Malformed,
            SM2 => Key::Sm2,
            // 1.2.643: of Russia
            [0x2a, 0x85, 0x03, ..] => Key::Gost,
            _ => Key::Unknown,
        }
    }

    /// A key as most are, of RSA or on a curve that has a name; nothing is said of any other. x509-parser takes a tenth
    /// of the decoding of certificates for these.
    fn plain(der: &[u8]) -> Option<Self> {
        let mut all = Cursor::of(der);
        let mut info = all.inside(SEQUENCE).ok().filter(|_| all.is_at_end())?;
        let algorithm = info.content(SEQUENCE).ok()?;
        let bits = info.content(BIT_STRING).ok().filter(|_| info.is_at_end())?;
        let key = bits.strip_prefix(&[0])?;
        if algorithm == RSA_ENCRYPTION {
            let mut all = Cursor::of(key);
            let mut numbers = all.inside(SEQUENCE).ok().filter(|_| all.is_at_end())?;
            let (modulus, exponent) = (numbers.content(INTEGER).ok()?, numbers.content(INTEGER).ok()?);
            return numbers.is_at_end().then(|| Self::rsa(modulus, exponent));
        }
        let [OID, length, curve @ ..] = algorithm.strip_prefix(EC_PUBLIC_KEY)? else { return None };
        let (_, name, bits) = CURVES.iter().find(|(bytes, ..)| *bytes == curve)?;
        (usize::from(*length) == curve.len() && key.len() >= 2)
            .then_some(Key::Ec(Curve { name, bits: *bits }))
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        // `RSAPublicKey::key_size` counts whole bytes.
        let is_negative = |number: &[u8]| number.first().is_some_and(|&first| first >= 0x80);
        if is_negative(modulus) || is_negative(exponent) {
            return Key::Malformed;
        }
        let exponent = match (exponent.last(), bits(exponent)) {
            (_, ..=1) => Exponent::TooSmall,
            (Some(last), _) if last % 2 == 0 => Exponent::Even,
            _ => Exponent::Usual,
        };
        Key::Rsa { bits: bits(modulus), exponent }
    }

    fn elliptic(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let Some(parameters) = &key.algorithm.parameters else { return Key::Malformed };
        // The point at infinity is one byte; all others are more.
        if key.subject_public_key.data.len() < 2 {
            return Key::Malformed;
        }
        // `as_oid` does not look at the tag.
        match parameters.as_oid().and_then(|oid| parameters.tag().assert_eq(Oid::TAG).map(|()| oid)) {
            Ok(oid) if oid.as_bytes() == SM2 => Key::Sm2,
            Ok(oid) => {
                let known = CURVES.iter().find(|(bytes, ..)| *bytes == oid.as_bytes());
                let (name, bits) = known.map_or(("another curve", 0), |&(_, name, bits)| (name, bits));
                Key::Ec(Curve { name, bits })
            }
            Err(_) => Key::ExplicitEc,
        }
    }

    /// The sort of signatures that the key makes; `None` if OpenSSL cannot use it.
    pub(crate) fn family(self) -> Option<Family> {
        match self {
            Key::Rsa { .. } => Some(Family::Rsa),
            Key::Dsa { .. } => Some(Family::Dsa),
            Key::Ec(_) | Key::ExplicitEc => Some(Family::Ec),
            Key::Ed25519 => Some(Family::Ed25519),
            Key::Ed448 => Some(Family::Ed448),
            Key::Sm2 => Some(Family::Sm2),
            Key::Gost | Key::Malformed | Key::Unknown => None,
        }
    }
}

/// What the algorithm `rsaEncryption` has in it, with its parameters.
const RSA_ENCRYPTION: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];

/// The same of keys on curves, but for the curve.
const EC_PUBLIC_KEY: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// For people: `RSA 2048`, `EC P-256`.
impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Rsa { bits, .. } => write!(f, "RSA {bits}"),
            Key::Dsa { bits: Some(bits) } => write!(f, "DSA {bits}"),
            Key::Dsa { bits: None } => f.write_str("DSA"),
            Key::Ec(curve) => write!(f, "EC {}", curve.name),
            Key::ExplicitEc => f.write_str("EC, explicit curve"),
            Key::Ed25519 => f.write_str("Ed25519"),
            Key::Ed448 => f.write_str("Ed448"),
            Key::Gost => f.write_str("GOST"),
            Key::Sm2 => f.write_str("SM2"),
            Key::Malformed => f.write_str("malformed key"),
            Key::Unknown => f.write_str("unknown key"),
        }
    }
}

/// The bits of p, the first number of the parameters (RFC 3279 §2.3.2).
fn dsa_bits(key: &SubjectPublicKeyInfo<'_>) -> Option<usize> {
    let parameters = key.algorithm.parameters.as_ref()?.as_sequence().ok()?;
    let (_, p) = x509_parser::asn1_rs::Integer::from_der(&parameters.content).ok()?;
    Some(bits(p.as_ref()))
}

/// How many bits a number takes.
fn bits(number: &[u8]) -> usize {
    let digits = number.iter().skip_while(|&&byte| byte == 0);
    let first = digits.clone().next().map_or(0, |first| 8 - first.leading_zeros());
    let rest = digits.count().saturating_sub(1) * 8;
    rest + usize::try_from(first).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte of the beginnings of real keys is changed, and what is read at once is what x509-parser reads.
    #[test]
    fn a_plain_key_is_read_as_any_is() {
        let (mut of_rsa, mut on_curves) = (0, 0);
        for der in webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS.iter().step_by(7) {
            let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("a certificate");
            let key = certificate.public_key().raw.to_vec();
            for at in 0..key.len().min(48) {
                let (same, next) = (key[at], key[at] + 1 - key[at] % 2 * 2);
                for byte in [0, 1, 2, 3, 5, 6, 0x30, 0x7f, 0x80, 0x81, 0x82, 0xff, same, next] {
                    let mut changed = key.clone();
                    changed[at] = byte;
                    let Some(plain) = Key::plain(&changed) else { continue };
                    let (_, info) = SubjectPublicKeyInfo::from_der(&changed).expect("a key");
                    match plain {
                        Key::Ec(_) => {
                            on_curves += 1;
                            assert_eq!(plain, Key::elliptic(&info), "{changed:?}");
                        }
                        _ => {
                            of_rsa += 1;
                            let (_, rsa) =
                                RSAPublicKey::from_der(&info.subject_public_key.data).expect("of RSA");
                            assert_eq!(plain, Key::rsa(rsa.modulus, rsa.exponent), "{changed:?}");
                        }
                    }
                }
            }
        }
        assert!(of_rsa > 100 && on_curves > 100, "{of_rsa} and {on_curves}");
    }
}
