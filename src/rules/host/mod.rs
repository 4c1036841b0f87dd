//! `hostname` and `port`.

pub(crate) mod address;
pub(crate) mod around;
pub(crate) mod domain;
pub(crate) mod port;
pub(crate) mod reach;
pub(crate) mod spelling;
pub(crate) mod syntax;

use crate::language::{Fault, Language as _};
use crate::ldap::host::{Feature, HostFault, ParsedHost, Reach, Remark};
use crate::payload::{LanguageField, Payload};
use crate::rule::Basis;

const HOSTNAME: Basis = Basis::Contract("hostname: the hostname or IP address of the LDAP host");
const HOST: Basis = Basis::Standard("RFC 1123 §2.1, RFC 4291 §2.2");
const NO_SUCH_HOST: Basis =
    Basis::Inferred("`hostname` is a bare host: anything more would be taken for a part of its name");

/// Which row speaks of a fault; each fault has exactly one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Empty,
    Whitespace,
    Scheme,
    Port,
    List,
    Underscore,
    Ipv4,
    LeadingZero,
    Ipv6,
    Syntax,
}

fn subject(fault: &HostFault) -> Subject {
    match fault {
        HostFault::Empty => Subject::Empty,
        HostFault::Whitespace => Subject::Whitespace,
        HostFault::Scheme { .. } => Subject::Scheme,
        HostFault::Port { .. } => Subject::Port,
        HostFault::List { .. } => Subject::List,
        HostFault::Underscore => Subject::Underscore,
        HostFault::Ipv4Octet | HostFault::Ipv4OctetCount(_) => Subject::Ipv4,
        HostFault::Ipv4LeadingZero => Subject::LeadingZero,
        HostFault::Ipv6Brackets { .. }
        | HostFault::Ipv6Zone
        | HostFault::Ipv6Character(_)
        | HostFault::Ipv6Group(_)
        | HostFault::Ipv6EmptyGroup
        | HostFault::Ipv6Compression
        | HostFault::Ipv6GroupCount(_) => Subject::Ipv6,
        HostFault::UserInfo
        | HostFault::Path
        | HostFault::Quotes { .. }
        | HostFault::DistinguishedName
        | HostFault::LookAlike { .. }
        | HostFault::EmptyLabel
        | HostFault::LabelTooLong(_)
        | HostFault::NameTooLong(_)
        | HostFault::EdgeHyphen
        | HostFault::BadCharacter(_)
        | HostFault::NumericLastLabel => Subject::Syntax,
    }
}

type Hostname<'d> = LanguageField<'d, ParsedHost>;

/// The host, and what is wrong with it as far as it is of that subject.
fn faults<'p, 'd>(
    payload: &'p Payload<'d>,
    wanted: Subject,
) -> impl Iterator<Item = (&'p Hostname<'d>, &'p Fault<HostFault>)> {
    payload.hostname.iter().flat_map(move |field| {
        let faults = field.value.get().faults().iter();
        faults.filter(move |fault| subject(&fault.kind) == wanted).map(move |fault| (field, fault))
    })
}

/// The host, and what there is to say about it.
fn remarks<'p, 'd>(payload: &'p Payload<'d>) -> impl Iterator<Item = (&'p Hostname<'d>, &'p Remark)> {
    payload
        .hostname
        .iter()
        .flat_map(|field| field.value.get().remarks().iter().map(move |remark| (field, remark)))
}

/// The host, and where it leads, unless the policy knows that it is reached.
fn unknown_reaches<'p, 'd>(
    payload: &'p Payload<'d>,
) -> impl Iterator<Item = (&'p Hostname<'d>, Reach, &'p Remark)> {
    let known = &payload.conventions().hosts;
    reaches(payload).filter(|(field, _, remark)| {
        let host = field.value.text.as_str().get(remark.host.clone());
        !host.is_some_and(|host| known.contains(host))
    })
}

/// The host, and where it leads.
fn reaches<'p, 'd>(payload: &'p Payload<'d>) -> impl Iterator<Item = (&'p Hostname<'d>, Reach, &'p Remark)> {
    remarks(payload).filter_map(|(field, remark)| match remark.feature {
        Feature::Reach(reach) => Some((field, reach, remark)),
        Feature::FinalDot | Feature::UpperCase => None,
    })
}

/// `(U+0430) `, to be put after a character beyond ASCII: many of them look like another.
fn code_point(c: char) -> String {
    if c.is_ascii() { String::new() } else { format!("(U+{:04X}) ", u32::from(c)) }
}
