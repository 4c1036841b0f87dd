//! IP addresses that are none.

use super::{Subject, code_point, faults};
use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::host::{HostFault, ParsedHost};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
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
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(ipv4_octet),
        yields_to: &[],
    },
    Rule {
        name: "ipv4-leading-zero",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 6943 §3.1.1: to some readers a leading zero means octal"),
        )],
        summary: "A number of an IPv4 address has a leading zero.",
        explain: "\
Some readers take `010` for ten, others for eight, as in C, and others refuse it. So it is not certain which \
server the database asks, and whether it asks one at all. The fix takes the number for a decimal one: look \
whether that is what was meant.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"198.18.0.010"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(ipv4_leading_zero),
        yields_to: &[],
    },
    Rule {
        name: "ipv6-syntax",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, Basis::Standard("RFC 4291 §2.2"))],
        summary: "An IPv6 address is not well-formed, or is in brackets.",
        explain: "\
An IPv6 address is eight groups of up to four hexadecimal digits, with one `::` for a run of zeros. Brackets \
belong in URLs only, and a zone (`%eth0`) means something on one machine only.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"[ldap.mycompany.com]"}}"#),
            Example::body(r#"{"ldap":{"hostname":"2001:db8::12345"}}"#),
            Example::body(r#"{"ldap":{"hostname":"2001:db8::xyz"}}"#),
            Example::body(r#"{"ldap":{"hostname":"2001:db8"}}"#),
            Example::body(r#"{"ldap":{"hostname":"fe80::1%eth0"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(ipv6_syntax),
        yields_to: &[],
    },
];

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

fn ipv4_leading_zero(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::LeadingZero) {
        let text = field.value.text;
        let digits = text.as_str().get(fault.at.clone()).unwrap_or_default();
        let decimal = match digits.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        let shown = sink.quote(text, fault.at.clone());
        sink.report(
            text.span(fault.at.clone()),
            format!("{shown}: to some readers a leading zero means octal, others refuse it"),
        )
        .help("write the number without the zero")
        .fix(Safety::Hint, [text.replace(fault.at.clone(), decimal)]);
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
                // What follows would become part of the host: `[::1]:636`.
                let rest = text.as_str().get(fault.at.end..).unwrap_or_default();
                let alone = rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n', ',', ';', '/']);
                let brackets = [fault.at.start..inner.start, inner.end..fault.at.end];
                let edits = brackets.into_iter().filter(|_| valid && alone);
                let message = match inside.contains(':') {
                    true => "brackets belong in URLs: `hostname` is a bare host",
                    false => "brackets are for IPv6 addresses in URLs: `hostname` is a bare host",
                };
                sink.report(span, message)
                    .help("remove the brackets")
                    .fix(Safety::Safe, edits.map(|at| text.replace(at, "")));
                continue;
            }
            HostFault::Ipv6Zone => (
                "a zone means something on one machine only, and not to the database".to_owned(),
                "use an address that is reachable from outside",
            ),
            HostFault::Ipv6Character('.') => (
                "only the end of an IPv6 address can be written with dots".to_owned(),
                "write eight groups with colons between them, or a name",
            ),
            HostFault::Ipv6Character(c) => {
                let shown = sink.quote(text, fault.at.clone());
                let what = match c {
                    c if c.is_ascii_hexdigit() => "is no digit of an IPv4 address".to_owned(),
                    c if c.is_alphanumeric() => format!("{}is no hexadecimal digit", code_point(*c)),
                    c => format!("{}cannot be in an IPv6 address", code_point(*c)),
                };
                (format!("{shown} {what}"), "look for a slip of the pen")
            }
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
