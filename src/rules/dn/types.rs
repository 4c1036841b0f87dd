//! Attribute types that are probably misspelt, and values that are not there.

use std::ops::Range;

use super::{NOBODY, mixed_at};
use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::dn::{Attribute, Dn, Meant, Rdn, meant_type};
use crate::payload::{Name, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// The type can be read.
const READABLE: usize = 0;
/// It has a letter that no type can have.
const UNREADABLE: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "dn-empty-value",
        group: Group::Dn,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 4517 §3.3.6: a directory string has at least one character"),
        )],
        summary: "An attribute in a distinguished name has no value.",
        explain: "\
`CN=,DC=example` can be read as a name, and the documented pattern of `bindUsername` takes it, but the value is \
empty: the attributes that entries are named by hold at least one character, so there is hardly such an entry. \
Mostly a variable was empty when the name was put together.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::OddName(dn_empty_value),
        yields_to: &["dn-syntax"],
    },
    Rule {
        name: "dn-unknown-type",
        group: Group::Dn,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Standard(
                    "the types of RFC 4519, RFC 4524, RFC 2798, and of the directories in wide use",
                ),
            )
            .when("the type is one slip away from a known one"),
            Case::error(Consequence::LockedOut, NOBODY)
                .when("it only looks like a known one, and can be none"),
        ],
        summary: "An attribute type in a distinguished name is probably misspelt.",
        explain: "\
`CM=svc` for `CN=svc`, `0U=` with a zero, `СN=` with a Cyrillic letter: the type is not known, and one that is \
known is one slip away or looks the same. If the directory has no such type, it has no such entry: no account \
to bind as, no such user, nowhere to search. A type holds ASCII letters, digits and hyphens, and begins with a letter: one with a letter that only \
looks like those is refused by everybody.\n\n\
A directory may have types of its own; those that are not near a known one are not reported.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CM=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,0U=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=IT,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::OddName(dn_unknown_type),
        yields_to: &[],
    },
];

/// The attributes without a value. Beside a fault, what was meant as the value may stand elsewhere.
pub(super) fn empty(dn: &Dn) -> impl Iterator<Item = &Attribute> {
    let attributes = dn.rdns().iter().flat_map(Rdn::attributes);
    attributes.filter(|attribute| dn.faults().is_empty() && attribute.value().is_empty())
}

fn dn_empty_value(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, .. } in payload.names() {
        for attribute in empty(dn) {
            let shown = sink.quote(text, attribute.type_at.clone());
            let at = attribute.type_at.start..attribute.value_at.end;
            sink.report(
                text.span(at),
                format!("{shown} has no value: there is hardly an entry of that name"),
            )
            .help("write the value, or remove this part of the name");
        }
    }
}

/// A type that is probably misspelt.
pub(super) struct Unknown {
    at: Range<usize>,
    meant: Meant,
    case: usize,
}

pub(super) fn unknown(text: &str, dn: &Dn) -> impl Iterator<Item = Unknown> {
    let attributes = dn.rdns().iter().flat_map(Rdn::attributes);
    let mixed = mixed_at(dn);
    let readable =
        attributes.filter(move |attribute| mixed != Some(&attribute.type_at)).filter_map(|attribute| {
            let meant = meant_type(attribute.attribute_type())?;
            Some(Unknown { at: attribute.type_at.clone(), meant, case: READABLE })
        });
    let unreadable =
        dn.unreadable_types().iter().filter_map(move |at| match meant_type(text.get(at.clone())?)? {
            Meant::Near(_) => None,
            meant => Some(Unknown { at: at.clone(), meant, case: UNREADABLE }),
        });
    readable.chain(unreadable)
}

fn dn_unknown_type(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, .. } in payload.names() {
        for Unknown { at, meant, case } in unknown(text.as_str(), dn) {
            let shown = sink.quote(text, at.clone());
            let (message, known) = match meant {
                Meant::Near(known) => {
                    (format!("{shown} is no usual attribute type, but `{known}` is"), known)
                }
                Meant::LooksLike(known) => {
                    let seen =
                        text.as_str().get(at.clone()).filter(|_| !sink.is_secret(text.span(at.clone())));
                    let odd = seen.and_then(odd_character);
                    let odd = odd.map(|c| format!(" ({c})")).unwrap_or_default();
                    (format!("{shown}{odd} only looks like the attribute type `{known}`"), known)
                }
            };
            let help = match case {
                READABLE => format!("write `{known}`, unless your directory has such a type"),
                _ => format!("write `{known}`"),
            };
            sink.report_case(case, text.span(at.clone()), message)
                .help(help)
                .fix(Safety::Hint, [text.replace(at, &known)]);
        }
    }
}

/// What is behind a letter of another alphabet: its number, since it cannot be seen.
fn odd_character(written: &str) -> Option<String> {
    written.chars().find(|c| !c.is_ascii()).map(|c| format!("with U+{:04X}", u32::from(c)))
}
