//! Certificates made when a test runs: right ones, and wrong ones in every way.
//!
//! ```ignore
//! let root = Forge::root("Example Root CA");
//! let weak = Forge::intermediate("Example Weak CA", &root).signed_with(ecdsa_with("sha1"));
//! let text = [root.pem(), weak.pem()].concat();
//! ```
//!
//! Without a signer (see [`Key`]) every byte is the same on every run, and signatures are digits that only
//! look random: nothing of ours verifies them.
#![allow(dead_code, reason = "each test uses what it needs")]

pub(crate) mod der;
pub(crate) mod extension;
pub(crate) mod key;
pub(crate) mod named;

use der::{UTC, bits, example, integer, sequence, tlv};
use extension::{
    CRL_SIGN, DIGITAL_SIGNATURE, Extension, KEY_CERT_SIGN, SUBJECT_KEY, authority_key, basic_constraints,
    key_usage, subject_key,
};
use key::{Key, noise};

/// A certificate to be.
#[derive(Clone)]
pub(crate) struct Forge {
    version: u64,
    /// The whole INTEGER.
    serial: Vec<u8>,
    subject: Vec<u8>,
    /// `None`: its own.
    issuer: Option<Vec<u8>>,
    not_before: (u8, String),
    not_after: (u8, String),
    key: Key,
    /// `None`: its own.
    signed_by: Option<Key>,
    inner_algorithm: Option<Vec<u8>>,
    outer_algorithm: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
    unique_ids: Vec<u8>,
    extensions: Vec<Extension>,
    trailing: Vec<u8>,
}

impl Forge {
    /// An authority of P-256 that signs itself, without a fault: `C=US, O=Example, CN=…`, 2024–2044.
    pub(crate) fn root(common_name: &str) -> Self {
        let key = Key::ec("P-256", common_name);
        let subject_key = subject_key(&key_id(&key));
        Self {
            version: 3,
            serial: tlv(2, &[&[0x10], &noise(common_name.as_bytes(), 7)[..]].concat()),
            subject: example(common_name),
            issuer: None,
            not_before: (UTC, "240101000000Z".to_owned()),
            not_after: (UTC, "440101000000Z".to_owned()),
            key,
            signed_by: None,
            inner_algorithm: None,
            outer_algorithm: None,
            signature: None,
            unique_ids: vec![],
            extensions: vec![
                basic_constraints(true, true, None),
                key_usage(true, KEY_CERT_SIGN | CRL_SIGN),
                subject_key,
            ],
            trailing: vec![],
        }
    }

    /// An authority that the issuer has signed.
    pub(crate) fn intermediate(common_name: &str, issuer: &Self) -> Self {
        Self::root(common_name).issued_by(issuer)
    }

    /// A certificate of a client or a host, that the issuer has signed.
    pub(crate) fn leaf(common_name: &str, issuer: &Self) -> Self {
        Self::own(common_name).issued_by(issuer)
    }

    /// A certificate of a client or a host that signs itself.
    pub(crate) fn own(common_name: &str) -> Self {
        Self::root(common_name)
            .with(basic_constraints(true, false, None))
            .with(key_usage(true, DIGITAL_SIGNATURE))
    }

    /// Signed by that one: its name, its key identifier, its key and validity.
    pub(crate) fn issued_by(mut self, issuer: &Self) -> Self {
        self.issuer = Some(issuer.subject.clone());
        self.signed_by = Some(issuer.key.clone());
        self.not_before = issuer.not_before.clone();
        self.not_after = issuer.not_after.clone();
        match issuer.key_identifier() {
            Some(id) => self.with(authority_key(&id)),
            None => self.without(extension::AUTHORITY_KEY),
        }
    }

    /// 1 to 3, or a version that there is not. It leaves the extensions alone, see [`Self::bare`].
    pub(crate) fn version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// The content of the serial number, as it is.
    pub(crate) fn serial(self, content: &[u8]) -> Self {
        Self { serial: tlv(2, content), ..self }
    }

    /// A name of [`der::name`].
    pub(crate) fn subject(self, subject: Vec<u8>) -> Self {
        Self { subject, ..self }
    }

    pub(crate) fn issuer(self, issuer: Vec<u8>) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// The tag, and any text.
    pub(crate) fn not_before(self, tag: u8, text: &str) -> Self {
        Self { not_before: (tag, text.to_owned()), ..self }
    }

    pub(crate) fn not_after(self, tag: u8, text: &str) -> Self {
        Self { not_after: (tag, text.to_owned()), ..self }
    }

    /// Both ends, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn valid(self, from: i64, until: i64) -> Self {
        Self { not_before: der::time(from), not_after: der::time(until), ..self }
    }

    /// Another key; the subject key identifier follows if there is one.
    pub(crate) fn key(mut self, key: Key) -> Self {
        let id = subject_key(&key_id(&key));
        self.key = key;
        if self.key_identifier().is_some() { self.with(id) } else { self }
    }

    /// Signed with that key, whoever the issuer is by name.
    pub(crate) fn signed_by(self, key: Key) -> Self {
        Self { signed_by: Some(key), ..self }
    }

    /// The algorithm of the signature, inside and outside.
    pub(crate) fn signed_with(self, algorithm: Vec<u8>) -> Self {
        Self { inner_algorithm: Some(algorithm), outer_algorithm: None, ..self }
    }

    /// The algorithm that stands outside, where only the signature is; the one inside stays.
    pub(crate) fn outer_algorithm(self, algorithm: Vec<u8>) -> Self {
        Self { outer_algorithm: Some(algorithm), ..self }
    }

    /// These bytes for a signature.
    pub(crate) fn signature(self, signature: &[u8]) -> Self {
        Self { signature: Some(signature.to_vec()), ..self }
    }

    /// Issuer's and subject's unique identifiers, see [`extension::unique_id`].
    pub(crate) fn unique_ids(self, ids: Vec<u8>) -> Self {
        Self { unique_ids: ids, ..self }
    }

    /// With the extension, in the place of one of the same kind, or at the end.
    pub(crate) fn with(mut self, extension: Extension) -> Self {
        match self.extensions.iter_mut().find(|other| other.oid == extension.oid) {
            Some(other) => *other = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// With the extension at the end, even if there is one of its kind.
    pub(crate) fn with_another(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Without any extension.
    pub(crate) fn bare(self) -> Self {
        Self { extensions: vec![], ..self }
    }

    /// What follows the certificate in its block.
    pub(crate) fn trailing(self, bytes: &[u8]) -> Self {
        Self { trailing: bytes.to_vec(), ..self }
    }

    /// The subject key identifier.
    pub(crate) fn key_identifier(&self) -> Option<Vec<u8>> {
        let found = self.extensions.iter().find(|extension| extension.oid == SUBJECT_KEY)?;
        found.value.get(2..).map(<[u8]>::to_vec)
    }

    /// Whether it is said to be one by its basic constraints, or by its key usage alone.
    pub(crate) fn is_authority(&self) -> bool {
        let found = |oid: &str| self.extensions.iter().find(|extension| extension.oid == oid);
        match found(extension::BASIC_CONSTRAINTS) {
            Some(constraints) => constraints.value.get(2) == Some(&1),
            None => found(extension::KEY_USAGE).is_some(),
        }
    }

    pub(crate) fn subject_name(&self) -> &[u8] {
        &self.subject
    }

    pub(crate) fn issuer_name(&self) -> &[u8] {
        self.issuer.as_ref().unwrap_or(&self.subject)
    }

    pub(crate) fn public_key(&self) -> &Key {
        &self.key
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let signer = self.signed_by.as_ref().unwrap_or(&self.key);
        let inner = self.inner_algorithm.as_ref().unwrap_or(&signer.algorithm);
        let outer = self.outer_algorithm.as_ref().unwrap_or(inner);
        let version = match self.version {
            1 => vec![],
            version => tlv(0xa0, &integer(version.wrapping_sub(1))),
        };
        let time = |(tag, text): &(u8, String)| tlv(*tag, text.as_bytes());
        let validity = sequence(&[&time(&self.not_before), &time(&self.not_after)]);
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::der).collect();
        let extensions = match self.extensions.is_empty() {
            true => vec![],
            false => tlv(0xa3, &tlv(0x30, &extensions)),
        };
        let signed = sequence(&[
            &version,
            &self.serial,
            inner,
            self.issuer_name(),
            &validity,
            &self.subject,
            &self.key.spki,
            &self.unique_ids,
            &extensions,
        ]);
        let signature = match (&self.signature, &signer.signer) {
            (Some(signature), _) => signature.clone(),
            (None, Some(sign)) => sign(inner, &signed),
            (None, None) => noise(&signed, 70),
        };
        [sequence(&[&signed, outer, &bits(&signature)]), self.trailing.clone()].concat()
    }

    /// One block, lines of 64 characters.
    pub(crate) fn pem(&self) -> String {
        block("CERTIFICATE", &self.der())
    }
}

/// A PEM block of any bytes under any label.
pub(crate) fn block(label: &str, bytes: &[u8]) -> String {
    let config = ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF);
    ::pem::encode_config(&::pem::Pem::new(label, bytes), config)
}

/// Twenty bytes that stand for the key.
fn key_id(key: &Key) -> Vec<u8> {
    noise(&key.spki, 20)
}
