//! `hostname`.

use crate::fix::Safety;
use crate::language::{Fault, Language as _};
use crate::ldap::host::{HostFault, Loopback, ParsedHost};
use crate::payload::{LanguageField, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::spec::{HOSTNAME_PATTERN, Kind};

const HOSTNAME: Basis = Basis::Contract("hostname: the hostname or IP address of the LDAP host");
const HOST: Basis = Basis::Standard("RFC 1123 §2.1, RFC 4291 §2.2");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "hostname-pattern",
        group: Group::Host,
        cases: &[
            Case::note(Consequence::Breach, Basis::Contract("hostname: the documented pattern")).strict()
        ],
        summary: "A valid host does not match the documented pattern.",
        explain: "\
The pattern that is documented for `hostname` cannot be meant as it stands: as an unanchored search it takes \
every string, and read as meant (the whole value has to match) it refuses hyphens, upper case, single labels \
and most IPv6 addresses, though the vendor's own tutorials use hosts with hyphens. So a real parse decides, \
and this is only a note; with `--strict` it is an error.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"ldap-01.example.net"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::Body(hostname_pattern),
        yields_to: &["hostname-loopback"],
    },
    Rule {
        name: "hostname-syntax",
        group: Group::Host,
        cases: &[
            Case::error(Consequence::LockedOut, HOST).when("it is no host"),
            Case::warning(Consequence::Suspicious, HOST)
                .when("it may still work: an underscore, a comma list, a leading zero"),
        ],
        summary: "The host is neither a name (RFC 1123) nor an IP address.",
        explain: "\
`hostname` is one bare host: no `ldaps://` before it, no port or path behind it, no second host, no blanks. \
A name consists of labels of letters, digits and hyphens, 1 to 63 characters each, 253 in all; it cannot end \
in a number, because that is an IPv4 address. With anything else the database finds no server to ask.\n\n\
A name with an underscore may resolve, the vendor's own documentation shows a list with a comma, and some \
readers take `010` for 10, others for 8: these are warnings.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldaps://ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com:636"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap..example.net"}}"#),
            Example::body(r#"{"ldap":{"hostname":"*.example.net"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap_dc.example.net"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap1.example.net,ldap2.example.net"}}"#),
        ],
        good: &[
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"192.0.2.10"}}"#),
        ],
        check: Check::Body(hostname_syntax),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "hostname-empty",
        group: Group::Host,
        cases: &[
            Case::error(Consequence::LockedOut, HOSTNAME).when("authentication is turned on beside it"),
            Case::warning(Consequence::Suspicious, HOSTNAME)
                .when("authentication is not turned on beside it"),
        ],
        summary: "The host is empty.",
        explain: "\
An empty `hostname` leaves the database without a server to ask: with LDAP authentication on, no LDAP user \
can log in. To keep the stored host, leave the member out.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"","authenticationEnabled":true}}"#),
            Example::body(r#"{"ldap":{"hostname":""}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::Body(hostname_empty),
        yields_to: &[],
    },
    Rule {
        name: "ipv4-octet-out-of-range",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, Basis::Standard("RFC 1123 §2.1"))],
        summary: "An IPv4 address has a number above 255, or not four numbers.",
        explain: "\
An IPv4 address is four numbers from 0 to 255. The documented pattern takes `999.999.999.999` as well, so \
the API's own check may let it through; there is no such address.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"192.0.2.300"}}"#),
            Example::body(r#"{"ldap":{"hostname":"192.0.2"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"192.0.2.30"}}"#)],
        check: Check::Body(ipv4_octet),
        yields_to: &[],
    },
    Rule {
        name: "ipv6-syntax",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, Basis::Standard("RFC 4291 §2.2"))],
        summary: "An IPv6 address is not well-formed, or is in brackets.",
        explain: "\
An IPv6 address is eight groups of up to four hexadecimal digits, with one `::` for a run of zeros. Brackets \
belong into URLs only, and a zone (`%eth0`) means something on one machine only.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"[2001:db8:0:0:0:0:0:1]"}}"#),
            Example::body(r#"{"ldap":{"hostname":"2001:db8::12345"}}"#),
            Example::body(r#"{"ldap":{"hostname":"fe80::1%eth0"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"2001:db8:0:0:0:0:0:1"}}"#)],
        check: Check::Body(ipv6_syntax),
        yields_to: &[],
    },
    Rule {
        name: "hostname-loopback",
        group: Group::Host,
        cases: &[
            Case::error(
                Consequence::Refused,
                Basis::Recorded("400 LDAP_HOSTNAME_NOT_ALLOWED for localhost, since July 2026"),
            )
            .when("it is localhost"),
            Case::error(Consequence::LockedOut, Basis::Inferred("it means the same as localhost"))
                .when("it is a loopback address, or another name for it"),
        ],
        summary: "The host is the machine itself.",
        explain: "\
From the database's point of view `localhost` is the database's own machine, where no directory listens. The \
API was seen to refuse `localhost` with LDAP_HOSTNAME_NOT_ALLOWED; that it refuses 127.0.0.1 and ::1 as well \
was not seen, but they cannot work either.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"localhost"}}"#),
            Example::body(r#"{"ldap":{"hostname":"127.0.0.1"}}"#),
            Example::body(r#"{"ldap":{"hostname":"::1"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"192.0.2.10"}}"#)],
        check: Check::Body(hostname_loopback),
        yields_to: &[],
    },
];

/// Which row speaks of a fault; each fault has exactly one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Empty,
    Ipv4,
    Ipv6,
    Syntax,
}

fn subject(fault: &HostFault) -> Subject {
    match fault {
        HostFault::Empty => Subject::Empty,
        HostFault::Ipv4Octet | HostFault::Ipv4OctetCount(_) => Subject::Ipv4,
        HostFault::Ipv6Brackets { .. }
        | HostFault::Ipv6Zone
        | HostFault::Ipv6Group(_)
        | HostFault::Ipv6EmptyGroup
        | HostFault::Ipv6Compression
        | HostFault::Ipv6GroupCount(_) => Subject::Ipv6,
        _ => Subject::Syntax,
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

fn hostname_pattern(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.hostname else { return };
    let valid = field.value.get().host().is_some();
    if valid && HOSTNAME_PATTERN.matches(field.value.text.as_str()) == Some(false) {
        let help = match field.value.text.as_str().contains('-') {
            true => "the pattern has no hyphen; hosts with hyphens are in the vendor's own tutorials",
            false => {
                "read as a search the pattern takes every text, read as meant it has no place for this host"
            }
        };
        sink.report(field.span, "this is a valid host, but the documented pattern does not match it")
            .help(help);
    }
}

fn hostname_empty(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in faults(payload, Subject::Empty) {
        let on = payload.authentication_enabled.as_ref().is_some_and(|flag| flag.value);
        let message = match on {
            true => "the host is empty, but authentication is turned on: nobody could log in through LDAP",
            false => "the host is empty",
        };
        let pending = sink.report_case(usize::from(!on), field.span, message);
        match payload.kind {
            Kind::Patch => pending.help("leave `hostname` out to keep the stored host"),
            _ => pending.help("name the LDAP host"),
        };
    }
}

fn hostname_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Syntax) {
        let text = field.value.text;
        let shown = sink.quote(text, fault.at.clone());
        let (message, help) = match &fault.kind {
            HostFault::Whitespace => ("white space beside the host".to_owned(), "remove it"),
            HostFault::Scheme { .. } => (
                format!("{shown} does not belong here: `hostname` is a bare host"),
                "remove it; LDAP over TLS is all there is",
            ),
            HostFault::UserInfo => (
                "a user before the host: `hostname` is a bare host".to_owned(),
                "that is what `bindUsername` is for",
            ),
            HostFault::Port(None) => {
                (format!("{shown} does not belong here: `hostname` is a bare host"), "remove it")
            }
            HostFault::Port(Some(_)) => (
                format!("{shown} does not belong here: the port is a member of its own"),
                "move it into `port`",
            ),
            HostFault::Path => {
                (format!("{shown} does not belong here: `hostname` is a bare host"), "remove it")
            }
            HostFault::List(_) => (
                "more than one host: the contract knows one".to_owned(),
                "name one host, or one name that stands for several",
            ),
            HostFault::EmptyLabel => ("a dot too many: a label is empty".to_owned(), "remove it"),
            HostFault::LabelTooLong(length) => {
                (format!("a label of {length} characters; the longest has 63"), "look for a missing dot")
            }
            HostFault::NameTooLong(length) => {
                (format!("a name of {length} characters; the longest has 253"), "this is no host name")
            }
            HostFault::EdgeHyphen => {
                ("a label cannot begin or end with a hyphen".to_owned(), "look for a slip of the pen")
            }
            HostFault::BadCharacter('*') => {
                ("a wildcard is no host: the database has to connect to one".to_owned(), "name the host")
            }
            HostFault::BadCharacter('_') => (
                "RFC 1123 has no underscore in a host name, though some resolve".to_owned(),
                "look for a slip of the pen, or an SRV name",
            ),
            HostFault::BadCharacter(c) if !c.is_ascii() => (
                format!("{shown} cannot be in a host name"),
                "letters beyond ASCII are written in Punycode (xn--…)",
            ),
            HostFault::BadCharacter(_) => {
                (format!("{shown} cannot be in a host name"), "letters, digits, hyphens and dots only")
            }
            HostFault::NumericLastLabel => (
                "what ends in a number is an IPv4 address, and this is none".to_owned(),
                "write a name, or four numbers from 0 to 255",
            ),
            HostFault::Ipv4LeadingZero => (
                format!("{shown}: to some readers a leading zero means octal, others refuse it"),
                "write the number without the zero",
            ),
            // What is left belongs to the other rows.
            _ => continue,
        };
        let may_work = matches!(
            fault.kind,
            HostFault::BadCharacter('_') | HostFault::List(',') | HostFault::Ipv4LeadingZero
        );
        sink.report_case(usize::from(may_work), text.span(fault.at.clone()), message).help(help);
    }
}

fn ipv4_octet(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Ipv4) {
        let text = field.value.text;
        let message = match fault.kind {
            HostFault::Ipv4OctetCount(count) => format!("an IPv4 address has four numbers; this has {count}"),
            _ => format!("{} is more than 255: there is no such address", sink.quote(text, fault.at.clone())),
        };
        sink.report(text.span(fault.at.clone()), message).help("write four numbers from 0 to 255, or a name");
    }
}

fn ipv6_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Ipv6) {
        let text = field.value.text;
        let span = text.span(fault.at.clone());
        let (message, help) = match &fault.kind {
            HostFault::Ipv6Brackets { inner } => {
                let inside = text.as_str().get(inner.clone()).unwrap_or_default();
                let valid = ParsedHost::parse(inside).host().is_some();
                let brackets = [fault.at.start..inner.start, inner.end..fault.at.end];
                sink.report(span, "brackets belong into URLs: `hostname` is a bare address")
                    .help("remove the brackets")
                    .fix(Safety::Safe, brackets.into_iter().filter(|_| valid).map(|at| text.replace(at, "")));
                continue;
            }
            HostFault::Ipv6Zone => (
                "a zone means something on one machine only, and not to the database".to_owned(),
                "use an address that is reachable from outside",
            ),
            HostFault::Ipv6Group(digits) => {
                (format!("a group of {digits} digits; the longest has 4"), "look for a missing colon")
            }
            HostFault::Ipv6EmptyGroup => ("a colon too many".to_owned(), "remove it"),
            HostFault::Ipv6Compression => {
                ("a second `::`; only one can be expanded".to_owned(), "write its zeros out")
            }
            HostFault::Ipv6GroupCount(count) => (
                format!("an IPv6 address has eight groups; this has {count}"),
                "`::` stands for missing zeros",
            ),
            _ => continue,
        };
        sink.report(span, message).help(help);
    }
}

fn hostname_loopback(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.hostname else { return };
    let help = "name the LDAP host as the database reaches it: over the internet, or through VPC peering";
    match field.value.get().host().and_then(|host| host.loopback()) {
        Some(Loopback::Name) if field.value.text.as_str() == "localhost" => {
            let message = "the API refuses localhost: 400 LDAP_HOSTNAME_NOT_ALLOWED was recorded";
            sink.report_case(0, field.span, message).help(help);
        }
        Some(_) => {
            let message = "loopback: to the database that is its own machine, where no directory listens";
            sink.report_case(1, field.span, message).help(help);
        }
        None => {}
    }
}
