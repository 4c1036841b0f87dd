//! What is no host at all, and what only the documented pattern takes for none.

use super::{HOST, HOSTNAME, Hostname, Subject, code_point, faults};
use crate::fix::Safety;
use crate::language::Fault;
use crate::ldap::host::HostFault;
use crate::payload::Payload;
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::or_leave_out;
use crate::spec::{HOSTNAME_PATTERN, Kind};

/// Authentication is turned on beside it.
const ON: usize = 0;
/// It is not.
const NOT_ON: usize = 1;

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
every string, and read as meant (the whole value has to match) it refuses hyphens, single labels and most \
IPv6 addresses, though the vendor's own tutorials use hosts with hyphens. So a real parse decides, and this \
is only a note; with `--strict` it is an error. It refuses upper case, too: of that hostname-uppercase \
speaks.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"ldap-01.mycompany.com"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::Body(hostname_pattern),
        yields_to: &[
            "hostname-loopback",
            "hostname-unroutable",
            "hostname-single-label",
            "hostname-trailing-dot",
        ],
    },
    Rule {
        name: "hostname-syntax",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, HOST)],
        summary: "The host is neither a name (RFC 1123) nor an IP address.",
        explain: "\
`hostname` is one bare host: no user before it and no path after it. A name consists of labels of letters, \
digits and hyphens, 1 to 63 characters each, 253 in all; it cannot end in a number, because that is an IPv4 \
address. With anything else the database finds no server to ask.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldap..mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"*.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com/dc=mycompany,dc=com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"svc@ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.münchen.de"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycomp\u0430ny.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"'ldap.mycompany.com'"}}"#),
            Example::body(r#"{"ldap":{"hostname":"CN=svc,DC=mycompany,DC=com"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_syntax),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "hostname-empty",
        group: Group::Host,
        cases: &[
            Case::error(Consequence::LockedOut, HOSTNAME)
                .when("authentication is turned on beside it, or it is to be verified"),
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
        check: Check::OddHost(hostname_empty),
        yields_to: &[],
    },
];

fn hostname_pattern(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.hostname else { return };
    if HOSTNAME_PATTERN.takes_clearly(field.value.text.as_str()) {
        return;
    }
    let valid = field.value.get().host().is_some();
    // Of capital letters another row speaks.
    if valid && HOSTNAME_PATTERN.matches(&field.value.text.as_str().to_ascii_lowercase()) == Some(false) {
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
        let (case, message) = match payload.kind {
            Kind::Verify => (ON, "the host is empty, so there is nothing to verify"),
            // It says what is stored, and asks for nothing.
            Kind::Response => return,
            Kind::Patch if payload.is_authentication_on() => {
                (ON, "the host is empty, but authentication is turned on: nobody could log in through LDAP")
            }
            Kind::Patch => (NOT_ON, "the host is empty"),
        };
        sink.report_case(case, field.span, message).help(or_leave_out(
            payload,
            "name the LDAP host",
            "hostname",
        ));
    }
}

fn hostname_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Syntax) {
        let text = field.value.text;
        let shown = sink.quote(text, fault.at.clone());
        let mut edits = Vec::new();
        let (message, help) = match &fault.kind {
            HostFault::UserInfo => (
                "a user before the host: `hostname` is a bare host".to_owned(),
                "that is what `bindUsername` is for",
            ),
            HostFault::Path => {
                (format!("{shown} does not belong here: `hostname` is a bare host"), "remove it")
            }
            HostFault::Quotes { closing } => {
                let marks = [fault.at.clone(), closing.clone()];
                let span = text.span(closing.clone());
                sink.report(
                    text.span(fault.at.clone()),
                    "quotation marks around the host would be part of its name",
                )
                .related(span, "the other one")
                .help("remove them")
                .fix(Safety::Hint, marks.map(|at| text.replace(at, "")));
                continue;
            }
            HostFault::DistinguishedName => {
                ("this is a distinguished name, not a host".to_owned(), "name the LDAP host")
            }
            HostFault::LookAlike { meant } => {
                edits.push(text.replace(fault.at.clone(), meant));
                let wrote = text.as_str().get(fault.at.clone()).unwrap_or_default();
                let with = match wrote.chars().find(|c| !c.is_ascii()) {
                    Some(c) if c.len_utf8() == wrote.len() => code_point(c),
                    Some(c) => format!("(with U+{:04X}) ", u32::from(c)),
                    None => String::new(),
                };
                let meant = match sink.is_secret(text.span(fault.at.clone())) {
                    true => "`***`".to_owned(),
                    false => quoted(meant),
                };
                (format!("{shown} {with}only looks like {meant}"), "write it in ASCII")
            }
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
            HostFault::NumericLastLabel => (
                "what ends in a number is an IPv4 address, and this is none".to_owned(),
                "write a name, or four numbers from 0 to 255",
            ),
            HostFault::BadCharacter('*') => {
                ("a wildcard is no host: the database has to connect to one".to_owned(), "name the host")
            }
            HostFault::BadCharacter(c) if !c.is_ascii() => (
                format!("{shown} {}cannot be in a host name", code_point(*c)),
                "letters beyond ASCII are written in Punycode (xn--…)",
            ),
            // Of the others other rows speak.
            _ => (format!("{shown} cannot be in a host name"), "letters, digits, hyphens and dots only"),
        };
        let help = variable(field, fault, sink).unwrap_or_else(|| help.to_owned());
        sink.report(text.span(fault.at.clone()), message).help(help).fix(Safety::Hint, edits);
    }
}

/// What to do about `$LDAP_HOST`.
fn variable(field: &Hostname<'_>, fault: &Fault<HostFault>, sink: &Sink<'_>) -> Option<String> {
    let text = field.value.text;
    let after = text.as_str().get(fault.at.end..).filter(|_| fault.kind == HostFault::BadCharacter('$'))?;
    let length = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then(|| {
        let name = sink.quote(text, fault.at.end..fault.at.end + length);
        format!("write `${{{}}}` if it is filled in later", name.trim_matches('`'))
    })
}
