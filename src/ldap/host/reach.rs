//! Where a host leads: to the machine itself, into a private network, nowhere.

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Host;

/// Where a host leads, as far as its spelling tells. What is not told leads somewhere in the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the machine itself.
    Loopback(Loopback),
    /// To no server: the address is of a kind that no server has, or none out there.
    Unroutable(Unroutable),
    /// Into a network of its own, if anywhere.
    Private(Private),
    /// An address of the internet.
    Address,
    /// A name without a domain.
    SingleLabel,
    /// This domain is set aside for documentation and tests.
    Reserved(&'static str),
    /// This domain is no part of the DNS, and never will be.
    Absent(&'static str),
    /// This domain is a tunnel service's.
    Tunnel(&'static str),
}

/// How a host is the machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loopback {
    /// `localhost`, a name below it, or what a machine calls itself besides.
    Name,
    /// 127.0.0.0/8, `::1`, or the former mapped into IPv6.
    Address,
}

/// Why no server is reached at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unroutable {
    /// 0.0.0.0/8 and `::`: sources, not destinations.
    Unspecified,
    /// 224.0.0.0/4 and ff00::/8.
    Multicast,
    /// 255.255.255.255.
    Broadcast,
    /// 240.0.0.0/4: never given to anybody.
    Reserved,
    /// 169.254.0.0/16 and fe80::/10: only within one segment of a network.
    LinkLocal,
    /// The blocks for documentation: nobody's.
    Documentation,
    /// 100::/64: routers throw away what is sent there.
    Discard,
}

/// What is private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Private {
    Address,
    /// A name in this domain.
    Domain(&'static str),
}

impl Reach {
    /// The end of a name that tells.
    pub(crate) fn suffix(self) -> Option<&'static str> {
        match self {
            Self::Reserved(suffix) | Self::Absent(suffix) | Self::Tunnel(suffix) => Some(suffix),
            _ => None,
        }
    }
}

impl Host {
    /// Where it leads.
    pub(crate) fn reach(&self) -> Option<Reach> {
        match self {
            Self::Name(name) => of_name(name),
            Self::V4(address) => Some(of_ipv4(*address)),
            Self::V6(address) => Some(of_ipv6(*address)),
        }
    }
}

/// IANA IPv4 Special-Purpose Address Registry (RFC 6890).
fn of_ipv4(address: Ipv4Addr) -> Reach {
    let [first, second, ..] = address.octets();
    // RFC 6598, between a provider and its customers.
    let is_shared = first == 100 && second & 0xc0 == 64;
    match first {
        127 => Reach::Loopback(Loopback::Address),
        0 => Reach::Unroutable(Unroutable::Unspecified),
        _ if address.is_multicast() => Reach::Unroutable(Unroutable::Multicast),
        _ if address.is_broadcast() => Reach::Unroutable(Unroutable::Broadcast),
        240.. => Reach::Unroutable(Unroutable::Reserved),
        _ if address.is_link_local() => Reach::Unroutable(Unroutable::LinkLocal),
        _ if address.is_documentation() => Reach::Unroutable(Unroutable::Documentation),
        _ if address.is_private() || is_shared => Reach::Private(Private::Address),
        _ => Reach::Address,
    }
}

/// IANA IPv6 Special-Purpose Address Registry (RFC 6890); a mapped address leads where its IPv4 one does.
fn of_ipv6(address: Ipv6Addr) -> Reach {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return of_ipv4(mapped);
    }
    let [first, second, third, fourth, ..] = address.segments();
    // The site-local addresses of old (RFC 3879).
    let is_site_local = first & 0xffc0 == 0xfec0;
    // RFC 3849, RFC 9637.
    let is_documentation = (first, second) == (0x2001, 0xdb8) || (first == 0x3fff && second < 0x1000);
    match address {
        _ if address.is_loopback() => Reach::Loopback(Loopback::Address),
        _ if address.is_unspecified() => Reach::Unroutable(Unroutable::Unspecified),
        _ if address.is_multicast() => Reach::Unroutable(Unroutable::Multicast),
        _ if address.is_unicast_link_local() => Reach::Unroutable(Unroutable::LinkLocal),
        _ if is_documentation => Reach::Unroutable(Unroutable::Documentation),
        _ if (first, second, third, fourth) == (0x100, 0, 0, 0) => Reach::Unroutable(Unroutable::Discard),
        _ if address.is_unique_local() || is_site_local => Reach::Private(Private::Address),
        _ => Reach::Address,
    }
}

/// Names of the machine itself in the `/etc/hosts` of many distributions.
const LOOPBACK: &[&str] = &[
    "localhost.localdomain",
    "localhost4",
    "localhost6",
    "localhost4.localdomain4",
    "localhost6.localdomain6",
    "ip6-localhost",
    "ip6-loopback",
];

/// RFC 2606 §3, RFC 6761 §6.2 and §6.5.
const RESERVED: &[&str] = &["example.com", "example.net", "example.org", "example", "test"];

/// RFC 6761 §6.4, RFC 7686, RFC 9476.
const ABSENT: &[&str] = &["invalid", "onion", "alt"];

/// RFC 6762 and its appendix G, RFC 8375, ICANN's `internal`, and what installers and routers choose.
const PRIVATE: &[&str] =
    &["local", "internal", "lan", "corp", "home.arpa", "home", "intranet", "private", "localdomain"];

/// Services that make a server behind a firewall public under a name of theirs.
const TUNNELS: &[&str] = &[
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "trycloudflare.com",
    "loca.lt",
    "localtunnel.me",
    "serveo.net",
    "localhost.run",
    "lhr.life",
    "pagekite.me",
    "bore.pub",
    "telebit.cloud",
    "telebit.io",
    "tunnelto.dev",
    "playit.gg",
    "ply.gg",
    "loclx.io",
    "pinggy.link",
    "pinggy.online",
    "portmap.io",
    "devtunnels.ms",
];

fn of_name(name: &str) -> Option<Reach> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let labels = LastLabels::of(name);
    if labels.are("localhost") || LOOPBACK.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return Some(Reach::Loopback(Loopback::Name));
    }
    if !name.contains('.') {
        return Some(Reach::SingleLabel);
    }
    DOMAINS
        .iter()
        .find_map(|(domains, reach)| domains.iter().copied().find(|domain| labels.are(domain)).map(reach))
}

/// Domains, and where a name in one of them leads.
type Leading = (&'static [&'static str], fn(&'static str) -> Reach);

/// In one list, so that one loop goes through them: a loop for each is five kilobytes of code.
static DOMAINS: [Leading; 4] = [
    (RESERVED, Reach::Reserved),
    (ABSENT, Reach::Absent),
    (PRIVATE, |domain| Reach::Private(Private::Domain(domain))),
    (TUNNELS, Reach::Tunnel),
];

/// The last label of a name, and the last two: no domain above has more, and so most are told by their
/// length.
struct LastLabels<'n>(&'n str, &'n str);

impl<'n> LastLabels<'n> {
    fn of(name: &'n str) -> Self {
        let mut dots = (0..name.len()).rev().filter(|at| name.as_bytes().get(*at) == Some(&b'.'));
        let mut behind = || dots.next().and_then(|dot| name.get(dot + 1..)).unwrap_or(name);
        Self(behind(), behind())
    }

    /// Whether the name is the domain, or lies below it; letter case does not count (RFC 4343).
    fn are(&self, domain: &str) -> bool {
        let is = |labels: &str| labels.len() == domain.len() && labels.eq_ignore_ascii_case(domain);
        is(self.0) || is(self.1)
    }
}
