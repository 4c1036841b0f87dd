//! Which certificate could have issued which, by all that OpenSSL goes by.

use super::certificate::Certificate;

/// Why OpenSSL does not take a certificate for the issuer of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// It has another name.
    Name,
    /// The other one's authority key identifier names another key identifier,
    KeyIdentifier,
    /// another serial number,
    Serial,
    /// or another issuer of the issuer.
    Issuer,
    /// Its key makes no such signatures.
    Key,
}

impl Certificate {
    /// Whether subject and issuer are the same name, as OpenSSL compares names: regardless of the case
    /// of ASCII letters and of how much white space there is.
    pub fn is_self_issued(&self) -> bool {
        self.comparable_subject() == self.comparable_issuer()
    }

    /// Whether it names itself as its issuer, but OpenSSL can do nothing with its key or its signature, and
    /// so does not take it for its own issuer.
    pub(crate) fn is_unusable_root(&self) -> bool {
        self.is_self_issued() && (self.key().family().is_none() || self.signature().family.is_none())
    }

    /// Whether `self` is the issuer of `other` by all that OpenSSL goes by when it looks for one
    /// (`X509_check_issued`, but for the key usage): names, authority key identifier, and whether the
    /// key is of the sort that makes such signatures. The signature is not verified.
    pub(crate) fn could_have_issued(&self, other: &Self) -> bool {
        self.mismatch(other).is_none()
    }

    /// Why it is not the issuer of `other`, see [`Self::could_have_issued`]: the first reason.
    pub(crate) fn mismatch(&self, other: &Self) -> Option<Mismatch> {
        let wanted = &other.extensions().authority;
        // What is absent on either side does not count.
        let agree = |own: Option<&[u8]>, wanted: &Option<Vec<u8>>| match (own, wanted) {
            (Some(own), Some(wanted)) => own == wanted,
            _ => true,
        };
        if self.comparable_subject() != other.comparable_issuer() {
            Some(Mismatch::Name)
        } else if !agree(self.subject_key(), &wanted.key) {
            Some(Mismatch::KeyIdentifier)
        } else if !agree(Some(self.serial_bytes()), &wanted.serial) {
            Some(Mismatch::Serial)
        } else if !agree(Some(self.comparable_issuer()), &wanted.issuer) {
            Some(Mismatch::Issuer)
        } else {
            (!self.makes_signatures_of(other)).then_some(Mismatch::Key)
        }
    }

    /// Whether its key is of the sort that the signature of `other` takes.
    fn makes_signatures_of(&self, other: &Self) -> bool {
        let signed = other.other_signature().unwrap_or(other.signature());
        signed.family.is_some() && signed.family == self.key().family()
    }
}
