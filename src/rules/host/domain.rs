//! Names, and the domains that they are in.

use super::{reaches, unknown_reaches};
use crate::ldap::host::Reach;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "hostname-single-label",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("the LDAP server has a public DNS name that points to where Atlas reaches it"),
        )
        .strict()],
        summary: "The host is a name without a domain.",
        explain: "\
`dc01` is found where a search domain (`mycompany.com`) is set for it, on the machines of your own network. \
The database runs on machines of Atlas, where it is not set: it would ask the DNS for a top-level domain \
`dc01`. The certificate of the server will have the full name, too. The documented pattern takes no such name.\n\n\
Of hosts that the policy names in `hosts` this is not said.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"dc01"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"dc01.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_single_label),
        yields_to: &[],
    },
    Rule {
        name: "hostname-reserved-domain",
        group: Group::Host,
        cases: &[
            Case::warning(Consequence::Suspicious, Basis::Standard("RFC 2606 §3, RFC 6761 §6.2, §6.5"))
                .when("the domain is set aside for documentation and tests"),
            Case::error(Consequence::LockedOut, Basis::Standard("RFC 6761 §6.4, RFC 7686 §2, RFC 9476 §2"))
                .when("there is no such domain in the DNS, and never will be"),
        ],
        summary: "The host is in a domain that is nobody's.",
        explain: "\
`example.com`, `example.net`, `example.org`, `.example` and `.test` are set aside for documentation and tests: \
nobody can register a name there, so the value was probably copied from a manual. Names in `.invalid`, `.onion` and \
`.alt` are by definition no names of the DNS, and the database would find none of them.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldap.example.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.test"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.invalid"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_reserved_domain),
        yields_to: &[],
    },
    Rule {
        name: "hostname-tunnel",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Advice("passwords take no way through a third party"),
        )],
        summary: "The host is a tunnel service's: passwords pass through a third party.",
        explain: "\
A tunnel (ngrok and the like) makes a server public that cannot be reached otherwise. The bind password and \
the password of every user who logs in go through the machines of that service; unless TLS ends at your own \
server and `caCertificate` is your own CA, they can be read there. Free names and ports change, too, and then \
they are somebody else's.\n\n\
Use VPC peering, or make the LDAP host itself reachable over TLS. Of hosts and domains that the policy names in \
`hosts` this is not said.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"0.tcp.ngrok.io"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_tunnel),
        yields_to: &[],
    },
];

fn hostname_single_label(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, reach, remark) in unknown_reaches(payload) {
        if reach != Reach::SingleLabel {
            continue;
        }
        let text = field.value.text;
        let shown = sink.quote(text, remark.at.clone());
        sink.report(
            text.span(remark.at.clone()),
            format!("{shown} has no domain: only machines of your own network would find it"),
        )
        .help("write the full name, such as `dc01.mycompany.com`");
    }
}

fn hostname_reserved_domain(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, reach, remark) in reaches(payload) {
        let (case, message) = match reach {
            Reach::Reserved(domain) => (
                0,
                format!(
                    "`{}{domain}` is set aside for documentation and tests: nobody can have a host there",
                    if domain.contains('.') { "" } else { "." }
                ),
            ),
            Reach::Absent(domain) => {
                (1, format!("`.{domain}` is not in the DNS: the database would find no server of that name"))
            }
            _ => continue,
        };
        sink.report_case(case, field.value.text.span(remark.at.clone()), message)
            .help("put the name of your LDAP host in");
    }
}

fn hostname_tunnel(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, reach, remark) in unknown_reaches(payload) {
        let Reach::Tunnel(domain) = reach else { continue };
        sink.report(
            field.value.text.span(remark.at.clone()),
            format!("`{domain}` is a tunnel service: bind and user passwords pass through its machines"),
        )
        .help("use VPC peering, or make the LDAP host itself reachable");
    }
}
