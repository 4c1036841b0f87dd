//! What no grammar takes, or only one library.

use std::ops::Range;

use super::{NOBODY, mixed_at};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::language::{Fault, Language as _};
use crate::ldap::dn::{Dn, DnFault, Quirk, Remark, WHITE_SPACE};
use crate::payload::{Name, NamePlace, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// Nobody takes it.
const REFUSED: usize = 0;
/// OpenLDAP's library takes it.
const LIBLDAP_ONLY: usize = 1;
/// A substitution without any `=`.
const NO_EQUALS: usize = 2;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "dn-syntax",
        group: Group::Dn,
        cases: &[
            Case::error(Consequence::LockedOut, NOBODY).when("nobody takes it"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("ldap_str2dn of OpenLDAP takes it; neither RFC 2253 nor RFC 4514 has it"),
            )
            .when("OpenLDAP's library alone takes it"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Inferred(
                    "it is no distinguished name, though Active Directory binds as `user@domain` as well",
                ),
            )
            .when("a substitution has no `=` at all"),
        ],
        summary: "A distinguished name is not well-formed.",
        explain: "\
A distinguished name is a list of RDNs separated by commas, each `type=value`, with `+` between several of \
them. In a value `,` `+` `\"` `\\` `<` `>` `;` have to be escaped with a backslash (and, in JSON, that \
backslash with another one): `CN=Doe\\\\, Jane`. What is reported here is taken neither by RFC 2253 nor by \
RFC 4514, nor by OpenLDAP's library, whatever stands for the placeholders: the directory cannot find such an \
entry. Of `bindUsername`, the bind fails; of a `substitution`, the users it is for cannot log in; of the base of a \
query, the search fails.\n\n\
It is a warning where OpenLDAP's library reads the name all the same: attribute options (`cn;lang-en=`), a \
value of `#` alone, and what follows a blank in a hexadecimal value. Other directories need not. And it is one \
where a substitution has no `=` at all, as in `{0}@example.net`: some directories bind as such a name too, but \
it is no distinguished name, and authorization searches for one.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Doe, Jane,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"\"CN=svc,DC=example,DC=net\"","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN;lang-en=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"CN={0},Users,DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"{0}@example.net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"OU=IT,,DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"CN=svc,(OU=\\w+)","substitution":"UID=svc,{0},DC=example,DC=net"}]}}"#,
            ),
        ],
        check: Check::OddName(dn_syntax),
        yields_to: &[
            "authz-unbalanced-brace",
            "authz-unknown-token",
            "bind-dn-template-token",
            "dn-unknown-type",
            "mapping-foreign-placeholder",
            "mapping-unbalanced-brace",
            "suspicious-character",
        ],
    },
    Rule {
        name: "dn-trailing-separator",
        group: Group::Dn,
        cases: &[Case::error(Consequence::LockedOut, NOBODY)],
        summary: "A distinguished name ends with a separator.",
        explain: "\
After the last comma another RDN has to follow. No RFC takes a name that ends in one, though the documented \
pattern of `bindUsername` takes some that do. The directory finds no such entry: the bind, the login of the \
user, or the search fails.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net,","bindPassword":"${PASSWORD}"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::OddName(dn_trailing_separator),
        yields_to: &[],
    },
    Rule {
        name: "dn-bad-escape",
        group: Group::Dn,
        cases: &[Case::error(Consequence::LockedOut, NOBODY)],
        summary: "A backslash in a distinguished name escapes nothing.",
        explain: "\
In a distinguished name a backslash stands before one of `,` `+` `\"` `\\` `<` `>` `;` `=` `#` or a blank, \
or before two hexadecimal digits. Elsewhere it is an error, not a plain character. Mind that JSON wants each \
backslash doubled.\n\n\
Before a placeholder it escapes the first character of what the user's name gives, which is hardly ever one \
of those; and a `#` there makes the value a hexadecimal string, which names are not.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,OU=R\\&D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"CN=#{0},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=R&D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::OddName(dn_bad_escape),
        yields_to: &["authz-unknown-token", "mapping-foreign-placeholder", "suspicious-character"],
    },
];

/// Every name with each of its faults.
fn faults<'p>(payload: &'p Payload<'_>) -> impl Iterator<Item = (&'p Text<'p>, &'p Fault<DnFault>)> {
    payload.names().flat_map(|Name { text, dn, .. }| dn.faults().iter().map(move |fault| (text, fault)))
}

fn dn_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, place } in payload.names() {
        // Of a bind name and of a base without any `=` other rows speak.
        if let (NamePlace::Substitution, [fault @ Fault { kind: DnFault::NoEquals, .. }]) =
            (place, dn.faults())
        {
            report_no_equals(text, fault, sink);
        }
        // Once for all its faults: there may be many.
        let is_url = text.as_str().contains("://");
        for fault in dn.faults() {
            report_fault(text, fault, is_url, sink);
        }
        for remark in of_libldap(dn) {
            report_remark(text, remark, sink);
        }
    }
}

fn report_fault(text: &Text<'_>, fault: &Fault<DnFault>, is_url: bool, sink: &mut Sink<'_>) {
    let shown = sink.quote(text, fault.at.clone());
    let (message, help, edits): (String, &str, Vec<Edit>) = match fault.kind {
        DnFault::NoEquals
        | DnFault::TrailingSeparator(_)
        | DnFault::BadEscape(_)
        | DnFault::BadCharacter(_) => return,
        DnFault::Wrapped(closing) => (
            "the quotation marks around the name are part of it, and no name begins with one".to_owned(),
            "write the name without them",
            vec![text.replace(fault.at.clone(), ""), text.replace(closing..closing + 1, "")],
        ),
        DnFault::EmptyRdn => (
            format!("no RDN before this {shown}"),
            "remove it, or put `type=value` there",
            vec![text.replace(fault.at.clone(), "")],
        ),
        DnFault::ExpectedEquals(_) | DnFault::BadAttributeType(':') if is_url => (
            "this looks like a URL, and not like a distinguished name".to_owned(),
            "write the name alone, without scheme and host",
            Vec::new(),
        ),
        DnFault::ExpectedEquals(None) => (
            "an RDN is `type=value`, but there is no `=` in this one".to_owned(),
            "write `type=value`, such as `CN=…`",
            Vec::new(),
        ),
        DnFault::ExpectedEquals(Some(separator)) => (
            "an RDN is `type=value`, but there is no `=` in this one".to_owned(),
            match text.as_str().as_bytes().get(separator) {
                Some(b';') => "if the `;` before it belongs to a value, escape it: `\\\\;` in JSON",
                _ => "if the comma before it belongs to a value, escape it: `\\\\,` in JSON",
            },
            vec![text.replace(separator..separator, "\\")],
        ),
        DnFault::LdifPrefix(name) => (
            format!("{shown} is how LDIF writes it; the name begins after it"),
            "remove it",
            vec![text.replace(fault.at.start..name, "")],
        ),
        DnFault::BadAttributeType('=') => {
            ("no attribute type before this `=`".to_owned(), "write `CN=`, `OU=`, `DC=` …", Vec::new())
        }
        DnFault::BadAttributeType(_) => (
            format!("{shown} cannot be in an attribute type"),
            "a type is a word like CN, OU, DC, UID, or a dotted OID",
            Vec::new(),
        ),
        DnFault::BadHexString => (
            "a value that starts with `#` is a hexadecimal string, and this is none".to_owned(),
            "if the `#` is meant as such, escape it: `\\\\#` in JSON",
            Vec::new(),
        ),
        DnFault::UnclosedQuote => (
            "this quotation mark is never closed".to_owned(),
            "if it is meant as such, escape it",
            vec![text.replace(fault.at.start..fault.at.start, "\\")],
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
    sink.report_case(REFUSED, text.span(fault.at.clone()), message).help(help).fix(Safety::Hint, edits);
}

fn report_no_equals(text: &Text<'_>, fault: &Fault<DnFault>, sink: &mut Sink<'_>) {
    let message = match text.as_str().contains('@') {
        true => "what comes of this is an address, and no distinguished name",
        false => "no `=` in this substitution: what comes of it is no distinguished name",
    };
    sink.report_case(NO_EQUALS, text.span(fault.at.clone()), message)
        .help("write the entry's full name, such as `CN={0},OU=…,DC=…`");
}

fn report_remark(text: &Text<'_>, remark: &Remark, sink: &mut Sink<'_>) {
    let shown = sink.quote(text, remark.at.clone());
    let (message, help, edit) = match remark.quirk {
        Quirk::AttributeOption => (
            format!("{shown} is an option of the attribute, and a name has none"),
            "remove it; if the `;` is meant as a separator, write a comma",
            Some(text.replace(remark.at.clone(), "")),
        ),
        Quirk::EmptyHexString => (
            "a value of `#` alone is a hexadecimal string without digits".to_owned(),
            "if the `#` is meant as such, escape it: `\\\\#` in JSON",
            Some(text.replace(remark.at.start..remark.at.start, "\\")),
        ),
        _ => (
            format!("{shown} follows a hexadecimal string, and cannot be part of it"),
            "if the `#` at its start is meant as such, escape it: `\\\\#` in JSON",
            None,
        ),
    };
    let message = format!("{message}; neither RFC takes it, though OpenLDAP's library does");
    sink.report_case(LIBLDAP_ONLY, text.span(remark.at.clone()), message).help(help).fix(Safety::Hint, edit);
}

/// What only OpenLDAP's library takes, and no other row speaks of.
pub(super) fn of_libldap(dn: &Dn) -> impl Iterator<Item = &Remark> {
    let mixed = mixed_at(dn);
    let mut empty_until = None;
    let remarks = dn.remarks().iter().filter(move |remark| mixed != Some(&remark.at));
    remarks.filter(move |remark| match remark.quirk {
        Quirk::EmptyHexString => {
            empty_until = Some(remark.at.end);
            true
        }
        // What follows a `#` alone is not a second mistake.
        Quirk::HexRemainder => empty_until != Some(remark.at.start),
        quirk => quirk == Quirk::AttributeOption,
    })
}

fn dn_trailing_separator(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (text, fault) in faults(payload) {
        if let DnFault::TrailingSeparator(separator) = fault.kind {
            sink.report(text.span(fault.at.clone()), format!("nothing follows this `{separator}`"))
                .help("remove it")
                .fix(Safety::Safe, [text.replace(with_blanks(text.as_str(), &fault.at), "")]);
        }
    }
}

/// What stands at the end, with the white space after it and the blanks before it, which would become those
/// at the end. A blank behind a backslash is part of the value; and of other white space another row speaks.
fn with_blanks(text: &str, at: &Range<usize>) -> Range<usize> {
    let before = text.get(..at.start).unwrap_or_default().trim_end_matches(' ');
    let backslashes = before.bytes().rev().take_while(|&b| b == b'\\').count();
    let start = match before.ends_with(WHITE_SPACE) {
        true => at.start,
        false => before.len() + backslashes % 2,
    };
    start.min(at.start)..text.len()
}

fn dn_bad_escape(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (text, fault) in faults(payload) {
        if let DnFault::BadEscape(escaped) = fault.kind {
            let remove = "remove the backslash; if it is meant, double it: `\\\\\\\\` in JSON";
            let written = text.as_str().get(fault.at.clone()).unwrap_or_default();
            let (message, help) = match (written, escaped) {
                ("#", _) => (
                    "a value that starts with `#` is a hexadecimal string, and no user name is one"
                        .to_owned(),
                    "remove the `#`; if it is meant, escape it: `\\\\#` in JSON",
                ),
                (_, None) => ("nothing follows this backslash".to_owned(), remove),
                ("\\", Some(_)) => (
                    "this backslash escapes the first character of what stands for the placeholder"
                        .to_owned(),
                    remove,
                ),
                _ => (
                    format!("{} is no escape of a distinguished name", sink.quote(text, fault.at.clone())),
                    remove,
                ),
            };
            sink.report(text.span(fault.at.clone()), message).help(help);
        }
    }
}
