//! Host names and addresses: RFC 1123 names, IPv4 and IPv6 addresses.
//!
//! The contract's own pattern takes every string, so this is what decides. It also takes apart what
//! people write instead of a host: a URL, a port after it, brackets, a list.

mod address;
mod name;
mod parser;
mod reach;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use self::parser::Parser;
pub(crate) use self::reach::{Loopback, Private, Reach, Unroutable};
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

impl Display for Host {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => address.fmt(f),
            Self::V6(address) => address.fmt(f),
        }
    }
}

/// What is wrong with a text as a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostFault {
    /// There is no text.
    Empty,
    /// Blanks, tabs or line breaks before or after the host, or nothing else at all.
    Whitespace,
    /// `ldaps://` and the like; several in a row are one.
    Scheme {
        /// Of what sort it is.
        scheme: Scheme,
        /// The host follows at once: it would stand there without this.
        before_host: bool,
    },
    /// `user:password@`.
    UserInfo,
    /// `:636`.
    Port {
        /// The number, if it is one.
        number: Option<u16>,
        /// Nothing but digits, or nothing at all, stands there.
        is_number: bool,
        /// There is a host before it, which would stand there without this.
        after_host: bool,
    },
    /// What follows the host of a URL, from its `/`, `?` or `#` on.
    Path,
    /// Several hosts, separated by this: `,`, `;` or a blank. Each of them is looked at.
    List {
        separator: char,
        /// They may be the two pieces of one name: `ldap.mycompany,com`.
        may_be_one: bool,
    },
    /// The opening quotation mark or angle bracket of those around everything.
    Quotes {
        /// The closing one.
        closing: Range<usize>,
    },
    /// `CN=svc,DC=example,DC=net`: the name of an entry, and not of a host.
    DistinguishedName,
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
    /// Letters of other alphabets that look like those of ASCII, and what stands between them; no other
    /// foreign characters are in the label.
    LookAlike {
        /// What it looks like.
        meant: String,
    },
    /// A label with an underscore, and the like ones after it: `_ldap._tcp`. Nothing else is wrong with
    /// its characters.
    Underscore,
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
    /// This cannot stand there in an IPv6 address; the first in a group.
    Ipv6Character(char),
    /// A group of more than four digits: of that many.
    Ipv6Group(usize),
    /// A colon too many: at an end of the address, or after `::`.
    Ipv6EmptyGroup,
    /// A second `::`.
    Ipv6Compression,
    /// An IPv6 address of that many groups: not eight, or too many beside a `::`.
    Ipv6GroupCount(usize),
}

/// What stands before a host as if it were a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// `ldaps://`, which is how the server is spoken to anyway.
    Ldaps,
    /// Another one.
    Other,
    /// Half of one: `ldaps:`, `ldaps:/`, `ldaps//`.
    Half,
    /// `srv:` and `srv_raw:`, which mongod has.
    Srv,
    /// The name of the member: `hostname: `.
    Member,
}

/// Something about a host that is none the less one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) feature: Feature,
    pub(crate) at: Range<usize>,
    /// The host that it is about, without its final dot.
    pub(crate) host: Range<usize>,
}

/// What a [`Remark`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// Where the host leads. The range is the host without its final dot, or the suffix that tells.
    Reach(Reach),
    /// The dot at the end of a name of several labels.
    FinalDot,
    /// Capital letters. The range is the host without its final dot.
    UpperCase,
}

/// A text that should be a host.
#[derive(Clone, Debug)]
pub(crate) struct ParsedHost {
    host: Option<Host>,
    faults: Vec<Fault<HostFault>>,
    remarks: Vec<Remark>,
}

impl ParsedHost {
    /// The host; there is one exactly if there is no fault.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }

    /// What there is to say about the hosts in the text, also where something else stands around them or
    /// a name has an underscore, in the order of the text.
    pub(crate) fn remarks(&self) -> &[Remark] {
        &self.remarks
    }
}

impl Language for ParsedHost {
    type Fault = HostFault;

    fn parse(text: &str) -> Self {
        let Parser { host, mut faults, remarks, .. } = Parser::new(text).run();
        faults.sort_by_key(|fault| fault.at.start);
        let host = host.filter(|_| faults.is_empty());
        Self { host, faults, remarks }
    }

    fn faults(&self) -> &[Fault<HostFault>] {
        &self.faults
    }
}
