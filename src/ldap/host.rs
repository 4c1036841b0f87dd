//! Host names and addresses: RFC 1123 names, IPv4 and IPv6 addresses.
//!
//! The contract's own pattern takes every string, so this is what decides. It also takes apart what
//! people write instead of a host: a URL, a port behind it, brackets, a list.

mod address;
mod name;
mod parser;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use self::parser::Parser;
use crate::language::{Fault, Language};

/// A host: what a name or an address of a server was recognised as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host {
    /// A name as RFC 1123 has it, as it is spelled: letter case and a final dot are kept.
    Name(String),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl Host {
    /// How this is the machine itself, if it is.
    pub(crate) fn loopback(&self) -> Option<Loopback> {
        let (is_loopback, kind) = match self {
            Self::Name(name) => (is_localhost(name), Loopback::Name),
            Self::V4(address) => (address.is_loopback(), Loopback::Address),
            Self::V6(address) => {
                let is_mapped = address.to_ipv4_mapped().is_some_and(|address| address.is_loopback());
                (address.is_loopback() || is_mapped, Loopback::Address)
            }
        };
        is_loopback.then_some(kind)
    }
}

/// `localhost.` and the names below it (RFC 6761 §6.3).
fn is_localhost(name: &str) -> bool {
    let labels = name.strip_suffix('.').unwrap_or(name);
    labels.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

impl Display for Host {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => address.fmt(f),
            Self::V6(address) => address.fmt(f),
        }
    }
}

/// How a host is the machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loopback {
    /// `localhost`, or a name below it.
    Name,
    /// 127.0.0.0/8, `::1`, or the former mapped into IPv6.
    Address,
}

/// What is wrong with a text as a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostFault {
    /// There is no text.
    Empty,
    /// White space before or after the host, or nothing else at all.
    Whitespace,
    /// `ldaps://` and the like.
    Scheme {
        /// It is `ldaps`, which is how the server is spoken to anyway.
        is_ldaps: bool,
    },
    /// `user:password@`.
    UserInfo,
    /// `:636`; the number if it is one.
    Port(Option<u16>),
    /// What follows the host of a URL, from its `/`, `?` or `#` on.
    Path,
    /// Several hosts, separated by this: `,`, `;` or a blank. Each of them is looked at.
    List(char),
    /// Nothing stands before these dots, or between them and the one before.
    EmptyLabel,
    /// A label of more than 63 bytes: of that many.
    LabelTooLong(usize),
    /// A name of more than 253 bytes without its final dot: of that many.
    NameTooLong(usize),
    /// A label begins or ends with this hyphen.
    EdgeHyphen,
    /// This can be in no name or address; the first in a label.
    BadCharacter(char),
    /// The last label of a name is a number, so the name is taken for an IPv4 address.
    NumericLastLabel,
    /// A number above 255 in an IPv4 address.
    Ipv4Octet,
    /// A number with a leading zero in an IPv4 address: octal to some, decimal to others.
    Ipv4LeadingZero,
    /// An IPv4 address of that many numbers, and not of four.
    Ipv4OctetCount(usize),
    /// An address in brackets, as in a URL.
    Ipv6Brackets {
        /// What they enclose.
        inner: Range<usize>,
    },
    /// `%eth0`: a zone, which means something on one machine only.
    Ipv6Zone,
    /// A group of more than four digits: of that many.
    Ipv6Group(usize),
    /// A colon too many: at an end of the address, or behind `::`.
    Ipv6EmptyGroup,
    /// A second `::`.
    Ipv6Compression,
    /// An IPv6 address of that many groups: not eight, or too many beside a `::`.
    Ipv6GroupCount(usize),
}

/// A text that should be a host.
#[derive(Clone, Debug)]
pub(crate) struct ParsedHost {
    host: Option<Host>,
    faults: Vec<Fault<HostFault>>,
}

impl ParsedHost {
    /// The host; there is one exactly if there is no fault.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }
}

impl Language for ParsedHost {
    type Fault = HostFault;

    fn parse(text: &str) -> Self {
        let (mut hosts, mut faults) = Parser::new(text).hosts();
        faults.sort_by_key(|fault| fault.at.start);
        let host = hosts.pop().filter(|_| faults.is_empty());
        Self { host, faults }
    }

    fn faults(&self) -> &[Fault<HostFault>] {
        &self.faults
    }
}
