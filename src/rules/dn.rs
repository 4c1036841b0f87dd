//! Distinguished names, wherever they stand.

use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::language::{Fault, Language as _};
use crate::ldap::dn::DnFault;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// A name that nobody takes.
const NOBODY: Basis =
    Basis::Measured("neither RFC 2253 nor RFC 4514 has it, and ldap_str2dn of OpenLDAP refuses it");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "dn-syntax",
        group: Group::Dn,
        cases: &[Case::error(Consequence::LockedOut, NOBODY)],
        summary: "A distinguished name is not well-formed.",
        explain: "\
A distinguished name is a list of RDNs separated by commas, each `type=value`, with `+` between several of \
them. In a value `,` `+` `\"` `\\` `<` `>` `;` have to be escaped with a backslash (and, in JSON, that \
backslash with another one): `CN=Doe\\\\, Jane`. What is reported here is taken neither by RFC 2253 nor by \
RFC 4514, nor by OpenLDAP's library: the directory cannot find such an entry, and the bind fails.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Doe, Jane,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=a<b,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(dn_syntax),
        yields_to: &["bind-dn-template-token", "suspicious-character"],
    },
    Rule {
        name: "dn-trailing-separator",
        group: Group::Dn,
        cases: &[Case::error(Consequence::LockedOut, NOBODY)],
        summary: "A distinguished name ends with a separator.",
        explain: "\
After the last comma another RDN has to follow. No RFC takes a name that ends in one, though the documented \
pattern of `bindUsername` takes some that do. The directory finds no such entry, and the bind fails.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net,","bindPassword":"${PASSWORD}"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(dn_trailing_separator),
        yields_to: &["bind-dn-template-token"],
    },
    Rule {
        name: "dn-bad-escape",
        group: Group::Dn,
        cases: &[Case::error(Consequence::LockedOut, NOBODY)],
        summary: "A backslash in a distinguished name escapes nothing.",
        explain: "\
In a distinguished name a backslash stands before one of `,` `+` `\"` `\\` `<` `>` `;` `=` `#` or a blank, \
or before two hexadecimal digits. Elsewhere it is an error, not a plain character. Mind that JSON wants each \
backslash doubled.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=R\\&D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=R&D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(dn_bad_escape),
        yields_to: &["bind-dn-template-token"],
    },
];

/// Every name with each of its faults.
fn faults<'p>(payload: &'p Payload<'_>) -> impl Iterator<Item = (&'p Text<'p>, &'p Fault<DnFault>)> {
    payload
        .names()
        .flat_map(|field| field.value.get().faults().iter().map(move |fault| (field.value.text, fault)))
}

fn dn_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (text, fault) in faults(payload) {
        let shown = sink.quote(text, fault.at.clone());
        let escape = || vec![text.replace(fault.at.start..fault.at.start, "\\")];
        let (message, help, edits): (String, &str, Vec<Edit>) = match fault.kind {
            DnFault::NoEquals | DnFault::TrailingSeparator(_) | DnFault::BadEscape(_) => continue,
            DnFault::EmptyRdn => (
                format!("no RDN before this {shown}"),
                "remove it, or put `type=value` there",
                vec![text.replace(fault.at.clone(), "")],
            ),
            DnFault::ExpectedEquals | DnFault::BadAttributeType(':') if text.as_str().contains("://") => (
                "this looks like a URL, and not like a distinguished name".to_owned(),
                "write the name alone, without scheme and host",
                Vec::new(),
            ),
            DnFault::ExpectedEquals => (
                "an RDN is `type=value`, but this one ends without a `=`".to_owned(),
                "if the separator before it belongs to a value, escape that one: `\\\\,` in JSON",
                Vec::new(),
            ),
            DnFault::BadAttributeType('=') => {
                ("no attribute type before this `=`".to_owned(), "write `CN=`, `OU=`, `DC=` …", Vec::new())
            }
            DnFault::BadAttributeType(_) => (
                format!("{shown} cannot be in an attribute type"),
                "a type is a word like CN, OU, DC, UID, or a dotted OID",
                Vec::new(),
            ),
            DnFault::BadCharacter(_) => (
                format!("{shown} has to be escaped in a value"),
                "put a backslash before it: two in JSON",
                escape(),
            ),
            DnFault::BadHexString => (
                "a value that starts with `#` is a hexadecimal string, and this is none".to_owned(),
                "if the `#` is meant as such, escape it: `\\\\#` in JSON",
                Vec::new(),
            ),
            DnFault::UnclosedQuote => (
                "this quotation mark is never closed".to_owned(),
                "if it is meant as such, escape it",
                escape(),
            ),
            DnFault::AfterQuotedValue(_) => (
                "a quoted value ends at its quotation mark; only a separator can follow".to_owned(),
                "escape what needs it instead of quoting the value",
                Vec::new(),
            ),
            DnFault::MixedGrammars => (
                "this belongs to another grammar than what stands elsewhere in the name, and none takes both"
                    .to_owned(),
                "escape specials with a backslash throughout, as RFC 4514 does",
                Vec::new(),
            ),
        };
        sink.report(text.span(fault.at.clone()), message).help(help).fix(Safety::Hint, edits);
    }
}

fn dn_trailing_separator(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (text, fault) in faults(payload) {
        if let DnFault::TrailingSeparator(separator) = fault.kind {
            sink.report(text.span(fault.at.clone()), format!("nothing follows this `{separator}`"))
                .help("remove it")
                .fix(Safety::Safe, [text.replace(fault.at.clone(), "")]);
        }
    }
}

fn dn_bad_escape(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (text, fault) in faults(payload) {
        if let DnFault::BadEscape(escaped) = fault.kind {
            let message = match escaped {
                Some(_) => {
                    format!("{} is no escape of a distinguished name", sink.quote(text, fault.at.clone()))
                }
                None => "nothing follows this backslash".to_owned(),
            };
            sink.report(text.span(fault.at.clone()), message)
                .help("remove the backslash, or write \\\\ and two hexadecimal digits");
        }
    }
}
