//! Name constraints: what names the certificates below an authority may have (RFC 5280 §4.2.1.10).

use x509_parser::extensions::{GeneralName, GeneralSubtree, NameConstraints as Parsed};

use crate::ldap::host::Host;

/// What an authority may issue certificates for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    /// Whether they speak of distinguished names: those of clients are judged by it.
    pub(crate) directory_names: bool,
    permitted: HostTrees,
    excluded: HostTrees,
}

/// Names and addresses of hosts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct HostTrees {
    domains: Vec<String>,
    /// Each an address and a mask, 8 or 32 bytes.
    networks: Vec<Vec<u8>>,
}

impl HostTrees {
    fn of(subtrees: Option<&Vec<GeneralSubtree<'_>>>) -> Self {
        let mut found = Self::default();
        for subtree in subtrees.into_iter().flatten() {
            match subtree.base {
                GeneralName::DNSName(domain) => found.domains.push(domain.to_owned()),
                GeneralName::IPAddress(network) => found.networks.push(network.to_vec()),
                _ => {}
            }
        }
        found
    }

    fn hold(&self, host: &Host) -> bool {
        match host {
            Host::Name(name) => self.domains.iter().any(|domain| is_within(name, domain)),
            Host::V4(address) => self.networks.iter().any(|network| is_masked(&address.octets(), network)),
            Host::V6(address) => self.networks.iter().any(|network| is_masked(&address.octets(), network)),
        }
    }

    /// Whether nothing is said of such hosts.
    fn are_silent_on(&self, host: &Host) -> bool {
        match host {
            Host::Name(_) => self.domains.is_empty(),
            Host::V4(_) | Host::V6(_) => self.networks.is_empty(),
        }
    }
}

impl NameConstraints {
    pub(super) fn of(parsed: &Parsed<'_>) -> Self {
        let all = || parsed.permitted_subtrees.iter().chain(&parsed.excluded_subtrees).flatten();
        Self {
            directory_names: all().any(|subtree| matches!(subtree.base, GeneralName::DirectoryName(_))),
            permitted: HostTrees::of(parsed.permitted_subtrees.as_ref()),
            excluded: HostTrees::of(parsed.excluded_subtrees.as_ref()),
        }
    }

    /// Whether a certificate with the name of that host is against them.
    pub(crate) fn forbid(&self, host: &Host) -> bool {
        let is_permitted = self.permitted.are_silent_on(host) || self.permitted.hold(host);
        !is_permitted || self.excluded.hold(host)
    }
}

/// Whether a host is in a domain as OpenSSL sees it: the domain itself, what ends with a dot and it, or
/// with it if that begins with a dot; anything if it is empty.
fn is_within(host: &str, domain: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some(start) = host.len().checked_sub(domain.len()) else { return false };
    let (before, end) = host.split_at_checked(start).unwrap_or_default();
    let is_whole = before.is_empty() || domain.is_empty() || domain.starts_with('.') || before.ends_with('.');
    is_whole && end.eq_ignore_ascii_case(domain)
}

fn is_masked(address: &[u8], network: &[u8]) -> bool {
    let Some((base, mask)) =
        network.split_at_checked(address.len()).filter(|(_, mask)| mask.len() == address.len())
    else {
        return false;
    };
    address.iter().zip(base).zip(mask).all(|((octet, base), mask)| octet & mask == base & mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_as_openssl_sees_them() {
        for (host, domain, within) in [
            ("ldap.mycompany.com", "mycompany.com", true),
            ("ldap.mycompany.com.", "MyCompany.com", true),
            ("ldap.mycompany.com", ".mycompany.com", true),
            ("mycompany.com", ".mycompany.com", false),
            ("mycompany.com", "mycompany.com", true),
            ("ldap.notmycompany.com", "mycompany.com", false),
            ("ldap.mycompany.com", "", true),
            ("com", "mycompany.com", false),
        ] {
            assert_eq!(is_within(host, domain), within, "{host} in {domain:?}");
        }
    }

    #[test]
    fn networks() {
        assert!(is_masked(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]));
        assert!(!is_masked(&[11, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]));
        assert!(!is_masked(&[10, 1, 2, 3], &[10, 0, 0, 0]));
        assert!(!is_masked(&[0; 16], &[0; 8]));
    }
}
