//! What most certificates in such a payload are: authorities without anything to remark.

use super::certificate::{Ca, Certificate, Version};
use super::extensions::{Extension, Kind};
use super::key::{Exponent, Key};
use super::signature::Digest;

/// How many bits common standards want of RSA and DSA.
pub(crate) const USUAL: usize = 2048;
/// Above that RSA takes long.
pub(crate) const RSA_SLOW: usize = 8192;
/// How many bits the curves have that everybody uses.
pub(crate) const EC_USUAL: usize = 250;

impl Certificate {
    /// Whether it is an authority of which no rule on a single certificate has anything to say, whatever the time. One
    /// look in place of twenty, and a copy of what they look for: a test runs them all the same.
    pub(crate) fn is_usual(&self) -> bool {
        self.can_sign() == Ca::Yes
            && self.version() == Version::V3
            && self.trailing().is_none()
            && !self.comparable_subject().is_empty()
            && self.validity().is_some_and(|(start, end)| start <= end)
            && !self.is_without_end()
            && has_usual_serial(self.serial_bytes())
            && is_usual_key(self.key())
            && self.has_usual_signature()
            && self.has_usual_extensions()
    }

    fn has_usual_signature(&self) -> bool {
        let signature = self.signature();
        !signature.digest.is_weak() && signature.digest != Digest::Unknown && self.other_signature().is_none()
    }

    /// Those that every authority should have, and no others. OpenSSL reads all of them: with one that is malformed or
    /// stands there twice nothing could sign.
    fn has_usual_extensions(&self) -> bool {
        let extensions = self.extensions();
        let has = |kind| extensions.first(kind).is_some();
        let is_usual = |extension: &Extension| match extension.kind {
            Kind::BasicConstraints => extension.is_critical,
            Kind::KeyUsage => true,
            Kind::SubjectKey | Kind::AuthorityKey => !extension.is_critical,
            _ => false,
        };
        extensions.all.iter().all(is_usual)
            && has(Kind::BasicConstraints)
            && has(Kind::KeyUsage)
            && has(Kind::SubjectKey)
            && (self.is_self_issued() || has(Kind::AuthorityKey))
    }
}

/// Positive, and short enough with the zero that says so.
fn has_usual_serial(serial: &[u8]) -> bool {
    (1..=20).contains(&serial.len())
        && serial.iter().any(|&byte| byte != 0)
        && serial.first().is_some_and(|&first| first < 0x80)
}

fn is_usual_key(key: Key) -> bool {
    match key {
        Key::Rsa { bits: USUAL..=RSA_SLOW, exponent: Exponent::Usual } | Key::Ed25519 => true,
        Key::Ec(curve) => curve.bits >= EC_USUAL,
        _ => false,
    }
}
