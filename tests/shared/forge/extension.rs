//! Extensions of certificates: as they belong, or any bytes at all.

use super::der::{bits, boolean, integer, octets, oid, sequence, tlv, unsigned};

pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(crate) const NAME_CONSTRAINTS: &str = "2.5.29.30";
pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const SUBJECT_KEY: &str = "2.5.29.14";
pub(crate) const AUTHORITY_KEY: &str = "2.5.29.35";
pub(crate) const CRL_DISTRIBUTION: &str = "2.5.29.31";
pub(crate) const POLICIES: &str = "2.5.29.32";
pub(crate) const POLICY_MAPPINGS: &str = "2.5.29.33";
pub(crate) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub(crate) const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
pub(crate) const NETSCAPE_TYPE: &str = "2.16.840.1.113730.1.1";
pub(crate) const AUTHORITY_INFO: &str = "1.3.6.1.5.5.7.1.1";
pub(crate) const PROXY: &str = "1.3.6.1.5.5.7.1.14";
pub(crate) const OCSP_NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";

pub(crate) const DIGITAL_SIGNATURE: u16 = 1;
pub(crate) const KEY_ENCIPHERMENT: u16 = 1 << 2;
pub(crate) const KEY_CERT_SIGN: u16 = 1 << 5;
pub(crate) const CRL_SIGN: u16 = 1 << 6;

pub(crate) const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub(crate) const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
pub(crate) const ANY_USE: &str = "2.5.29.37.0";

#[derive(Clone)]
pub(crate) struct Extension {
    /// Its dotted object identifier.
    pub(crate) oid: String,
    pub(crate) critical: bool,
    /// What its octet string holds.
    pub(crate) value: Vec<u8>,
}

impl Extension {
    pub(crate) fn der(&self) -> Vec<u8> {
        let critical = if self.critical { boolean(true) } else { vec![] };
        sequence(&[&oid(&self.oid), &critical, &octets(&self.value)])
    }
}

/// Any extension, whatever its bytes are.
pub(crate) fn raw(oid: &str, critical: bool, value: &[u8]) -> Extension {
    Extension { oid: oid.to_owned(), critical, value: value.to_vec() }
}

pub(crate) fn basic_constraints(critical: bool, ca: bool, path_length: Option<u64>) -> Extension {
    let ca = if ca { boolean(true) } else { vec![] };
    let path_length = path_length.map(integer).unwrap_or_default();
    raw(BASIC_CONSTRAINTS, critical, &sequence(&[&ca, &path_length]))
}

/// The bits by their number in RFC 5280: bit 0 is digitalSignature.
pub(crate) fn key_usage(critical: bool, usage: u16) -> Extension {
    let reversed = usage.reverse_bits().to_be_bytes();
    let count = if reversed[1] != 0 { 2 } else { usize::from(reversed[0] != 0) };
    let unused = reversed[..count].last().map_or(0, |last| last.trailing_zeros());
    let unused = u8::try_from(unused).expect("less than 8");
    raw(KEY_USAGE, critical, &tlv(0x03, &[&[unused], &reversed[..count]].concat()))
}

pub(crate) fn extended_key_usage(critical: bool, uses: &[&str]) -> Extension {
    let uses: Vec<u8> = uses.iter().flat_map(|dotted| oid(dotted)).collect();
    raw(EXTENDED_KEY_USAGE, critical, &tlv(0x30, &uses))
}

/// A GeneralName.
#[derive(Clone)]
pub(crate) enum General {
    Email(String),
    Dns(String),
    Uri(String),
    /// A name, as [`super::der::name`] makes it.
    Directory(Vec<u8>),
    /// 4 or 16 bytes; in name constraints with a mask of the same length behind them.
    Ip(Vec<u8>),
}

impl General {
    pub(crate) fn dns(name: &str) -> Self {
        Self::Dns(name.to_owned())
    }

    fn der(&self) -> Vec<u8> {
        match self {
            Self::Email(text) => tlv(0x81, text.as_bytes()),
            Self::Dns(text) => tlv(0x82, text.as_bytes()),
            Self::Directory(name) => tlv(0xa4, name),
            Self::Uri(text) => tlv(0x86, text.as_bytes()),
            Self::Ip(bytes) => tlv(0x87, bytes),
        }
    }
}

pub(crate) fn subject_alt_name(critical: bool, names: &[General]) -> Extension {
    let names: Vec<u8> = names.iter().flat_map(General::der).collect();
    raw(SUBJECT_ALT_NAME, critical, &tlv(0x30, &names))
}

pub(crate) fn name_constraints(critical: bool, permitted: &[General], excluded: &[General]) -> Extension {
    let subtrees = |tag: u8, names: &[General]| match names {
        [] => vec![],
        names => tlv(tag, &names.iter().flat_map(|name| sequence(&[&name.der()])).collect::<Vec<u8>>()),
    };
    let value = sequence(&[&subtrees(0xa0, permitted), &subtrees(0xa1, excluded)]);
    raw(NAME_CONSTRAINTS, critical, &value)
}

pub(crate) fn subject_key(id: &[u8]) -> Extension {
    raw(SUBJECT_KEY, false, &octets(id))
}

/// The issuer's key by its identifier.
pub(crate) fn authority_key(id: &[u8]) -> Extension {
    raw(AUTHORITY_KEY, false, &sequence(&[&tlv(0x80, id)]))
}

/// The issuer's certificate by its issuer and its serial number.
pub(crate) fn authority_certificate(issuer: &[u8], serial: &[u8]) -> Extension {
    let names = tlv(0xa1, &General::Directory(issuer.to_vec()).der());
    let number = unsigned(serial);
    raw(AUTHORITY_KEY, false, &sequence(&[&names, &tlv(0x82, &number[2..])]))
}

pub(crate) fn crl_distribution(critical: bool, uri: &str) -> Extension {
    let names = tlv(0xa0, &General::Uri(uri.to_owned()).der());
    raw(CRL_DISTRIBUTION, critical, &sequence(&[&sequence(&[&tlv(0xa0, &names)])]))
}

pub(crate) fn policies(critical: bool, policies: &[&str]) -> Extension {
    let policies: Vec<u8> = policies.iter().flat_map(|dotted| sequence(&[&oid(dotted)])).collect();
    raw(POLICIES, critical, &tlv(0x30, &policies))
}

/// From how many certificates on a policy has to be stated.
pub(crate) fn policy_constraints(critical: bool, require_explicit: u64) -> Extension {
    let number = integer(require_explicit);
    raw(POLICY_CONSTRAINTS, critical, &sequence(&[&tlv(0x80, &number[2..])]))
}

pub(crate) fn inhibit_any_policy(critical: bool, skip: u64) -> Extension {
    raw(INHIBIT_ANY_POLICY, critical, &integer(skip))
}

/// The bits of Netscape's type as a byte: 0x80 TLS client, 0x40 TLS server, 0x04 TLS authority.
pub(crate) fn netscape_type(critical: bool, kinds: u8) -> Extension {
    let unused = u8::try_from(kinds.trailing_zeros().min(7)).expect("less than 8");
    raw(NETSCAPE_TYPE, critical, &tlv(0x03, &[unused, kinds]))
}

/// An issuer's unique identifier, and the like: a bit string under a context tag.
pub(crate) fn unique_id(tag: u8, id: &[u8]) -> Vec<u8> {
    let mut der = bits(id);
    der[0] = tag;
    der
}
