//! The hosts that a certificate is for.

use std::collections::HashSet;
use std::net::IpAddr;

use x509_parser::asn1_rs::oid;
use x509_parser::extensions::{GeneralName, ParsedExtension, X509Extension};
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

use super::outline::fields;
use crate::ldap::host::Host;

/// The names of a host's certificate, as libldap compares them with a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostNames {
    /// Of the subject alternative name, and the common names.
    pub(crate) dns: Vec<String>,
    /// IP addresses, four or sixteen bytes.
    pub(crate) addresses: Vec<Vec<u8>>,
}

impl HostNames {
    /// The names of a certificate that could be decoded.
    pub(super) fn of(der: &[u8]) -> Self {
        let mut found = Self::default();
        let Ok(fields) = fields(der) else { return found };
        for field in &fields.extensions {
            let parsed = der.get(field.at.clone()).and_then(|der| X509Extension::from_der(der).ok());
            let Some((_, parsed)) = parsed else { continue };
            let ParsedExtension::SubjectAlternativeName(names) = parsed.parsed_extension() else { continue };
            for name in &names.general_names {
                match name {
                    GeneralName::DNSName(name) => found.dns.push((*name).to_owned()),
                    GeneralName::IPAddress(address) => found.addresses.push(address.to_vec()),
                    _ => {}
                }
            }
        }
        // Others look at common names only where there is no DNS name; libldap wherever none fits.
        if let Some(Ok((_, subject))) = der.get(fields.subject).map(X509Name::from_der) {
            let common = subject.iter_attributes().filter(|part| *part.attr_type() == oid!(2.5.4.3));
            found.dns.extend(common.filter_map(|part| part.as_str().ok()).map(str::to_owned));
        }
        found
    }

    /// Names and addresses, as people write them.
    pub(crate) fn readable(&self) -> impl Iterator<Item = String> {
        let addresses = self.addresses.iter().filter_map(|address| {
            let four = <[u8; 4]>::try_from(address.as_slice()).map(IpAddr::from);
            let sixteen = <[u8; 16]>::try_from(address.as_slice()).map(IpAddr::from);
            four.or(sixteen).ok().map(|address| address.to_string())
        });
        let mut seen = HashSet::new();
        self.dns.iter().filter(move |name| seen.insert(name.as_str())).cloned().chain(addresses)
    }

    /// Whether the certificate is for that host.
    pub(crate) fn cover(&self, host: &Host) -> bool {
        let is_there = |octets: &[u8]| self.addresses.iter().any(|address| address == octets);
        match host {
            Host::Name(name) => self.dns.iter().any(|pattern| matches(pattern, name)),
            Host::V4(address) => is_there(&address.octets()),
            Host::V6(address) => is_there(&address.octets()),
        }
    }
}

/// Whether a name of a certificate covers a host: equal but for case, or with `*` for its first label
/// (RFC 6125 §6.4.3).
fn matches(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    match pattern.strip_prefix("*.") {
        Some(rest) => host.split_once('.').is_some_and(|(label, parent)| {
            !label.is_empty() && rest.contains('.') && parent.eq_ignore_ascii_case(rest)
        }),
        None => pattern.eq_ignore_ascii_case(host),
    }
}
