//! Hosts that are known to be reached, whatever they look like.

use std::collections::HashSet;
use std::net::IpAddr;

use crate::language::Language as _;
use crate::ldap::host::{Host, HostFault, ParsedHost};

/// A host, or several, as a policy names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KnownHost {
    /// `ldap.corp`: this name, in lower case and without a final dot.
    Name(String),
    /// `*.corp.example`: every name below `corp.example`, which is not one of them.
    Below(String),
    /// `10.0.0.0/8`, or one address: those with the same first bits, and how many bits these are.
    Network(IpAddr, u32),
}

impl KnownHost {
    /// A host, `*.` and a domain, an address, or a network with the length of its prefix (RFC 4632).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(domain) = text.strip_prefix("*.") {
            return name(domain).map(Self::Below);
        }
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        match (address.parse::<IpAddr>(), length) {
            (Ok(address), None) => Some(Self::Network(address, bits(address))),
            (Ok(address), Some(length)) => {
                let is_number = !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit());
                let length = length.parse().ok().filter(|length| is_number && *length <= bits(address))?;
                Some(Self::Network(address, length))
            }
            (Err(_), None) => name(text).map(Self::Name),
            (Err(_), Some(_)) => None,
        }
    }
}

/// A name as it is compared, if the text is one.
fn name(text: &str) -> Option<String> {
    let parsed = ParsedHost::parse(text);
    let is_name = match parsed.host() {
        Some(host) => matches!(host, Host::Name(_)),
        // Of an underscore a rule speaks; the host may be known all the same.
        None => parsed.faults().iter().all(|fault| matches!(fault.kind, HostFault::Underscore)),
    };
    is_name.then(|| comparable(text))
}

/// Letter case does not count (RFC 4343), and nor does a final dot.
fn comparable(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// How many bits such an address has.
fn bits(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// Whether the first bits of two addresses are the same; those of an IPv4 address mapped into IPv6 are the IPv4
/// address's.
fn share(one: IpAddr, other: IpAddr, length: u32) -> bool {
    // A shift by all bits leaves nothing to compare.
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            (one.to_bits() ^ other.to_bits()).checked_shr(32_u32.saturating_sub(length)).unwrap_or(0) == 0
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            (one.to_bits() ^ other.to_bits()).checked_shr(128_u32.saturating_sub(length)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

/// All that a policy names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KnownHosts {
    names: HashSet<String>,
    domains: HashSet<String>,
    networks: Vec<(IpAddr, u32)>,
}

impl FromIterator<KnownHost> for KnownHosts {
    fn from_iter<I: IntoIterator<Item = KnownHost>>(known: I) -> Self {
        let mut all = Self::default();
        for host in known {
            match host {
                KnownHost::Name(name) => drop(all.names.insert(name)),
                KnownHost::Below(domain) => drop(all.domains.insert(domain)),
                KnownHost::Network(address, length) => all.networks.push((address, length)),
            }
        }
        all
    }
}

impl KnownHosts {
    /// Whether the host, a name or an address, is one of them.
    pub(crate) fn contains(&self, host: &str) -> bool {
        if let Ok(address) = host.parse::<IpAddr>() {
            let address = address.to_canonical();
            return self.networks.iter().any(|&(network, length)| share(network, address, length));
        }
        if self.names.is_empty() && self.domains.is_empty() {
            return false;
        }
        let name = comparable(host);
        let mut above = name.match_indices('.').filter_map(|(dot, _)| name.get(dot + 1..));
        self.names.contains(&name) || above.any(|domain| self.domains.contains(domain))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(hosts: &[&str]) -> KnownHosts {
        hosts.iter().map(|host| KnownHost::parse(host).unwrap_or_else(|| panic!("{host}"))).collect()
    }

    #[test]
    fn what_is_known() {
        for (known_host, host, is_known) in [
            ("ldap.corp", "ldap.corp", true),
            ("ldap.corp.", "LDAP.corp", true),
            ("LDAP.corp", "ldap.Corp.", true),
            ("ldap.corp", "a.ldap.corp", false),
            ("ldap.corp", "xldap.corp", false),
            ("dc01", "DC01", true),
            ("dc_01.corp", "dc_01.corp", true),
            ("*.corp.example", "a.corp.example", true),
            ("*.corp.example", "A.B.Corp.Example.", true),
            ("*.corp.example", "corp.example", false),
            ("*.corp.example", "acorp.example", false),
            ("*.corp", "ldap.corp", true),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.1.2.3/8", "10.9.9.9", true),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("0.0.0.0/0", "192.168.0.1", true),
            ("0.0.0.0/0", "fd00::1", false),
            ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fe00::1", false),
            ("fd00::1", "FD00:0::1", true),
            ("::/0", "fd00::1", true),
        ] {
            assert_eq!(known(&[known_host]).contains(host), is_known, "{known_host}: {host}");
        }
        assert!(!KnownHosts::default().contains("ldap.corp"));
    }

    #[test]
    fn what_names_no_host() {
        for text in [
            "",
            "*",
            "*.",
            "*.*.corp",
            "a.*.corp",
            "ldap.*",
            ".corp",
            "ldaps://ldap.corp",
            "ldap.corp:636",
            "a,b",
            " ldap.corp",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0/8",
            "corp/8",
            "*.10.0.0.1",
            "10.0.0.256",
            "fd00::/129",
            "[fd00::1]",
            "${HOST}",
        ] {
            assert_eq!(KnownHost::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_first_bits_decide(network: u32, host: u32, length in 0_u32..=32) {
            let text = |bits: u32| std::net::Ipv4Addr::from_bits(bits).to_string();
            let hosts = known(&[&format!("{}/{length}", text(network))]);
            let first = |bits: u32| format!("{bits:032b}").chars().take(length as usize).collect::<String>();
            prop_assert_eq!(hosts.contains(&text(host)), first(network) == first(host));
        }
    }
}
