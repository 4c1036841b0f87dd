//! Names that are spelled in a way that not everybody takes.

use super::{HOST, Subject, faults, remarks};
use crate::fix::Safety;
use crate::ldap::host::Feature;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "hostname-underscore",
        group: Group::Host,
        cases: &[Case::warning(Consequence::Suspicious, HOST).strict()],
        summary: "The host has an underscore.",
        explain: "\
Host names have letters, digits and hyphens. The DNS itself takes an underscore as well, so such a name may \
resolve, and works if the server's certificate has it, too; more often it is a slip of the pen. Names such as \
`_ldap._tcp.mycompany.com` are those of SRV records: they name no host, but tell where the hosts are.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldap_dc.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"_ldaps._tcp.mycompany.com"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_underscore),
        yields_to: &[],
    },
    Rule {
        name: "hostname-trailing-dot",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 5280 §4.2.1.6: names in certificates have no final dot"),
        )
        .strict()],
        summary: "The host ends with a dot.",
        explain: "\
In the DNS a final dot says that a name is complete. Certificates name their host without it, and some \
readers compare the two letter by letter: then the connection fails although the certificate is right. The \
documented pattern does not take the dot either. Without it the name is the same.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com."}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_trailing_dot),
        yields_to: &[],
    },
    Rule {
        name: "hostname-uppercase",
        group: Group::Host,
        cases: &[Case::note(
            Consequence::Breach,
            Basis::Contract("hostname: the documented pattern has lower case only"),
        )
        .strict()
        .pedantic()],
        summary: "The host has capital letters.",
        explain: "\
Capital letters change nothing in a name (RFC 4343) or an IPv6 address. But the documented pattern has lower \
case only, so with `--strict` this is an error; and what is written in one way everywhere is easier to \
compare and to find.",
        bad: &[Example::body(r#"{"ldap":{"hostname":"LDAP.mycompany.com"}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_uppercase),
        yields_to: &[],
    },
];

fn hostname_underscore(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Underscore) {
        let text = field.value.text;
        let shown = sink.quote(text, fault.at.clone());
        let is_service = text.as_str().get(fault.at.start..).is_some_and(|label| label.starts_with('_'));
        let (message, help) = match is_service {
            true => (
                format!("{shown}: names of SRV records begin like this, names of hosts do not"),
                "write the name of a host, such as one that the record tells of",
            ),
            false => (
                format!("{shown}: RFC 1123 has no underscore in a host name, though some resolve"),
                "look for a slip of the pen",
            ),
        };
        sink.report(text.span(fault.at.clone()), message).help(help);
    }
}

fn hostname_trailing_dot(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, remark) in remarks(payload).filter(|(_, remark)| remark.feature == Feature::FinalDot) {
        let text = field.value.text;
        sink.report(
            text.span(remark.at.clone()),
            "the DNS takes a final dot, but certificates name the host without it",
        )
        .help("remove the dot: the name is the same")
        .fix(Safety::Safe, [text.replace(remark.at.clone(), "")]);
    }
}

fn hostname_uppercase(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, remark) in remarks(payload).filter(|(_, remark)| remark.feature == Feature::UpperCase) {
        let text = field.value.text;
        let lower = text.as_str().get(remark.at.clone()).unwrap_or_default().to_ascii_lowercase();
        sink.report(
            text.span(remark.at.clone()),
            "capital letters mean nothing in a host, and the documented pattern has none",
        )
        .help("write it in lower case")
        .fix(Safety::Safe, [text.replace(remark.at.clone(), &lower)]);
    }
}
