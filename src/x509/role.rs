//! What a certificate is meant for: its place among the others, right or wrong.

use super::certificate::{Ca, Certificate, Version};
use super::extensions::{KeyUsage, Kind};

/// What a certificate is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// To issue others, whether OpenSSL lets it or not.
    Authority,
    /// For a client or a host that is its own issuer.
    Own,
    /// For a client or a host; another one has issued it.
    Leaf,
}

impl Certificate {
    /// What it is meant for, as far as it says so.
    pub(crate) fn role(&self) -> Role {
        let is_meant_to_sign = match self.can_sign() {
            Ca::Yes => true,
            Ca::No | Ca::NoKeyCertSign => self.claims_ca() || self.is_old() && self.is_named_as_authority(),
            Ca::Malformed => self.may_claim_ca(),
        };
        match is_meant_to_sign {
            true => Role::Authority,
            false if self.is_self_signed() => Role::Own,
            false => Role::Leaf,
        }
    }

    /// Whether it is of version 1 in form too: without extensions, so that it cannot say what it is for.
    pub(crate) fn is_old(&self) -> bool {
        self.version() == Version::V1 && self.extensions().all.is_empty()
    }

    /// Whether its extensions say that it is an authority, or are too broken to say anything.
    fn may_claim_ca(&self) -> bool {
        let extensions = self.extensions();
        match extensions.basic_constraints {
            Some(constraints) => constraints.is_ca,
            None => {
                extensions.first(Kind::BasicConstraints).is_some()
                    || extensions.key_usage.is_none_or(KeyUsage::has_cert_sign)
            }
        }
    }

    /// Whether its subject speaks of an authority: all there is to go by in a certificate of version 1.
    fn is_named_as_authority(&self) -> bool {
        const WORDS: [&str; 8] =
            ["ca", "root", "authority", "authorities", "certification", "intermediate", "issuing", "issuer"];
        // Not `C=CA`, which is Canada, nor `ST=CA`.
        let parts =
            self.subject().split(',').filter(|part| part.starts_with("CN=") || part.starts_with("OU="));
        let mut words = parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
        words.any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
    }
}
