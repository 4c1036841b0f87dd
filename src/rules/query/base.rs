//! The base of a query, where it is no name at all. Of what is wrong with a name the rules about names speak.

use super::queries;
use crate::ldap::url::Misplaced;
use crate::payload::{Payload, is_blank};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// It is no distinguished name.
const NO_NAME: usize = 0;
/// It is empty.
const EMPTY: usize = 1;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "query-base-dn",
    group: Group::Query,
    cases: &[
        Case::error(
            Consequence::LockedOut,
            Basis::Standard("RFC 4511 §4.5.1.1: baseObject is an LDAPDN (RFC 4514)"),
        )
        .when("it is no distinguished name"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 4512 §5.1: the empty name is the root of the server's tree"),
        )
        .when("it is empty"),
    ],
    summary: "The base of a query is no distinguished name.",
    explain: "\
A query begins with its base: the distinguished name of the entry where the search starts, such as \
`OU=Users,DC=example,DC=net`. What has no `=` is no such name, and a directory answers with an error. The empty \
name is the root above all that the server holds: many directories, Active Directory among them, do not search \
from there.\n\n\
Write the name of the entry below which the users or the groups are, or `{USER}` in the authorization query for \
the user's own entry.",
    bad: &[
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"example.net??sub?(uid={0})"}]}}"#,
        ),
        Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"??sub?(uid={0})"}]}}"#),
    ],
    good: &[
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        ),
        Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#),
    ],
    check: Check::Body(base_dn),
    yields_to: &["suspicious-character"],
}];

fn base_dn(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        if url.absolute.is_some() || url.misplaced == Some(Misplaced::FilterInBase) {
            continue;
        }
        let at = query.text.span(url.base.clone());
        if url.base.is_empty() {
            sink.report_case(EMPTY, at, "the base is empty: many directories do not search from their root")
                .help("begin with the name of the entry below which to search");
            continue;
        }
        let base = query.base();
        let text = base.text.as_str();
        let template = &base.template;
        let is_known =
            !template.tokens.is_empty() || !template.foreign.is_empty() || !template.unbalanced.is_empty();
        if text.contains('=') || is_known {
            continue;
        }
        let shown = sink.quote(query.text, url.base.clone());
        let (message, help) = if is_blank(text) {
            (
                "there is nothing but white space where the base belongs".to_owned(),
                "name the entry to search from",
            )
        } else {
            (
                format!("{shown} is no distinguished name, so there is nowhere to search"),
                "write the name of the entry to search from, such as `OU=Users,DC=example,DC=net`",
            )
        };
        sink.report_case(NO_NAME, at, message).help(help);
    }
}
