//! Addresses, and where they lead.

use super::{Hostname, reaches, unknown_reaches};
use crate::ldap::host::{Loopback, Private, Reach, Remark, Unroutable};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
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
was not seen, but they cannot work either, and no more can the other names that machines have for themselves \
(`localhost.localdomain`, `ip6-loopback`).",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"localhost"}}"#),
            Example::body(r#"{"ldap":{"hostname":"127.0.0.1"}}"#),
            Example::body(r#"{"ldap":{"hostname":"::1"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ip6-localhost"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_loopback),
        yields_to: &[],
    },
    Rule {
        name: "hostname-unroutable",
        group: Group::Host,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Standard(
                    "RFC 6890, RFC 6666: not valid as a destination, no single machine, or discarded",
                ),
            )
            .when("no machine has such an address"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Standard("RFC 3927, RFC 4291 §2.5.6, RFC 5737, RFC 3849, RFC 9637"),
            )
            .when("it is link-local, or set aside for documentation"),
        ],
        summary: "The host is an address at which the database can reach no server.",
        explain: "\
`0.0.0.0` and `::` stand for no address or for any, multicast and broadcast addresses for many machines at \
once, 240.0.0.0/4 was never given out, and what is sent to 100::/64 is thrown away: no TCP connection leads there. Link-local addresses \
(169.254.0.0/16, fe80::/10) mean something on one segment of a network, and the database is on another one. \
The blocks for documentation (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20) are \
nobody's.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"0.0.0.0"}}"#),
            Example::body(r#"{"ldap":{"hostname":"224.0.0.1"}}"#),
            Example::body(r#"{"ldap":{"hostname":"::"}}"#),
            Example::body(r#"{"ldap":{"hostname":"100::1"}}"#),
            Example::body(r#"{"ldap":{"hostname":"169.254.10.20"}}"#),
            Example::body(r#"{"ldap":{"hostname":"192.0.2.10"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_unroutable),
        yields_to: &[],
    },
    Rule {
        name: "hostname-private",
        group: Group::Host,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Documented("the LDAP server is visible to the internet, or connected through VPC peering"),
        )],
        summary: "The host is in a private network: the database needs a way into it.",
        explain: "\
Private addresses (RFC 1918, RFC 6598, fc00::/7, and fec0::/10 of old) lead somewhere only within their own network, and names in \
`.local`, `.internal`, `.lan`, `.corp` and the like are in no public DNS; `.home.arpa` is for networks of one's own. The database is in a network of \
Atlas. It gets into yours through VPC peering; private endpoints do not help, because connections through \
them go to Atlas only.\n\n\
The vendor's documentation wants a public DNS name, which may well point to a private address. Besides, an \
address instead of a name has to stand in the server's certificate (iPAddress).\n\n\
Of hosts, domains and networks that the policy names in `hosts` this is not said.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"10.20.30.40"}}"#),
            Example::body(r#"{"ldap":{"hostname":"dc01.mycompany.local"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_private),
        yields_to: &[],
    },
    Rule {
        name: "hostname-ip-literal",
        group: Group::Host,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Standard("RFC 4513 §3.1.3.2, RFC 9525 §6.4: an address is compared with iPAddress names"),
        )],
        summary: "The host is an IP address, and not a name.",
        explain: "\
A client that connects to an address looks for this very address in the server's certificate, as a subject \
alternative name of the type iPAddress. Few certificates have one, and public CAs seldom give them out. A \
name also stays the same when the server moves.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"198.18.0.10"}}"#),
            Example::body(r#"{"ldap":{"hostname":"2001:2:0:0:0:0:0:10"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_ip_literal),
        yields_to: &["ipv6-syntax"],
    },
];

fn hostname_loopback(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, reach, remark) in reaches(payload) {
        let Reach::Loopback(loopback) = reach else { continue };
        let span = field.value.text.span(remark.at.clone());
        let (case, message) = match loopback {
            Loopback::Name if field.value.text.as_str() == "localhost" => {
                (0, "the API refuses localhost: 400 LDAP_HOSTNAME_NOT_ALLOWED was recorded")
            }
            _ => (1, "loopback: to the database that is its own machine, where no directory listens"),
        };
        sink.report_case(case, span, message)
            .help("name the LDAP host as the database reaches it: over the internet, or through VPC peering");
    }
}

fn hostname_unroutable(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    const NAME_THE_HOST: &str = "name the LDAP host as the database reaches it";
    for (field, reach, remark) in reaches(payload) {
        let Reach::Unroutable(unroutable) = reach else { continue };
        let shown = shown(field, remark, sink);
        let (case, message, help) = match unroutable {
            Unroutable::Unspecified => {
                (0, format!("{shown} is no address of a server: no connection leads there"), NAME_THE_HOST)
            }
            Unroutable::Multicast => {
                (0, format!("{shown} is a multicast address: it is no single server's"), NAME_THE_HOST)
            }
            Unroutable::Broadcast => {
                (0, format!("{shown} is the broadcast address: it is no single server's"), NAME_THE_HOST)
            }
            Unroutable::Reserved => {
                (0, format!("{shown} is reserved: no server has such an address"), NAME_THE_HOST)
            }
            Unroutable::Discard => {
                (0, format!("{shown} is in 100::/64: what is sent there is thrown away"), NAME_THE_HOST)
            }
            Unroutable::LinkLocal => (
                1,
                format!(
                    "{shown} is link-local: it means something on one network segment, and not to the database"
                ),
                NAME_THE_HOST,
            ),
            Unroutable::Documentation => (
                1,
                format!("{shown} is set aside for documentation: nobody has a server there"),
                "put the name of your LDAP host in",
            ),
        };
        sink.report_case(case, field.value.text.span(remark.at.clone()), message).help(help);
    }
}

fn hostname_private(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, reach, remark) in unknown_reaches(payload) {
        let Reach::Private(private) = reach else { continue };
        let (message, help) = match private {
            Private::Address => (
                "a private address: the database gets there through VPC peering only".to_owned(),
                "use a DNS name that points to it, or a certificate with this address (iPAddress)",
            ),
            Private::Domain("home.arpa") => (
                "`.home.arpa` is for networks of one's own: the database has to find and reach the host through VPC peering"
                    .to_owned(),
                "if it cannot, use a public name: it may point to a private address",
            ),
            Private::Domain(domain) => (
                format!(
                    "`.{domain}` is in no public DNS: the database has to find and reach the host through VPC peering"
                ),
                "if it cannot, use a public name: it may point to a private address",
            ),
        };
        sink.report(field.value.text.span(remark.at.clone()), message).help(help);
    }
}

fn hostname_ip_literal(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _, remark) in reaches(payload).filter(|(_, reach, _)| *reach == Reach::Address) {
        sink.report(
            field.value.text.span(remark.at.clone()),
            "an address instead of a name: the server's certificate has to name it, too (iPAddress)",
        )
        .help("write a name that the certificate has, or make sure that it has the address");
    }
}

/// The host, for a message.
fn shown(field: &Hostname<'_>, remark: &Remark, sink: &Sink<'_>) -> String {
    sink.quote(field.value.text, remark.at.clone())
}
