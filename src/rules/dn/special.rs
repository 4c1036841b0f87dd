//! Characters of a value that should have been escaped.

use std::ops::Range;

use super::NOBODY;
use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::dn::{Dn, DnFault, Quirk, WHITE_SPACE, is_naming, missing_comma};
use crate::payload::{Name, NamePlace, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// Nobody takes it.
const REFUSED: usize = 0;
/// A `=`, which not everybody wants escaped.
const EQUALS: usize = 1;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "dn-unescaped-special",
    group: Group::Dn,
    cases: &[
        Case::error(Consequence::LockedOut, NOBODY).when("it is one of `+` `<` `>` `\"`"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 2253 §3 wants `=` escaped in a value, RFC 4514 §3 does not"),
        )
        .when("it is `=`, often because a comma is missing"),
    ],
    summary: "A value in a distinguished name holds a special character as it is.",
    explain: "\
In a value `+` `<` `>` and `\"` have to be escaped with a backslash, and in JSON that backslash with another \
one: `OU=R\\\\+D`. As they are, nobody takes the name: the directory finds no such entry, whether the database \
binds as it, a user becomes it, or a search begins there.\n\n\
`=` is different: RFC 2253, which the contract names, wants it escaped, and RFC 4514, which followed, does \
not, so most directories read the name. But often a comma is missing before it: `CN=Users DC=example` is one \
RDN, whose value is `Users DC=example`, and in `CN={0}DC=example` all of it is the user's CN. Put the comma \
there, or escape the `=`: `\\\\=` in JSON.",
    bad: &[
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=R+D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(r#"{"ldap":{"bindUsername":"CN=a<b,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#),
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,CN=Users DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=c3Zj==,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"CN={0}DC=example,DC=net"}]}}"#,
        ),
    ],
    good: &[Example::body(
        r#"{"ldap":{"bindUsername":"CN=svc,OU=R\\+D,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
    )],
    check: Check::OddName(dn_unescaped_special),
    yields_to: &["authz-unknown-token", "dn-syntax", "mapping-foreign-placeholder", "suspicious-character"],
}];

fn dn_unescaped_special(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, place } in payload.names() {
        for fault in dn.faults() {
            let DnFault::BadCharacter(character) = fault.kind else { continue };
            let shown = sink.quote(text, fault.at.clone());
            let (message, help) = match character {
                '+' => (
                    format!("{shown} begins another attribute of the RDN, but no `type=value` follows it"),
                    "if it is meant as such, put a backslash before it: two in JSON",
                ),
                _ => (
                    format!("{shown} has to be escaped in a value"),
                    "put a backslash before it: two in JSON",
                ),
            };
            let escape = text.replace(fault.at.start..fault.at.start, "\\");
            sink.report_case(REFUSED, text.span(fault.at.clone()), message)
                .help(help)
                .fix(Safety::Hint, [escape]);
        }
        let query = query_in(text.as_str()).filter(|_| place == NamePlace::Substitution);
        for Equals { at, comma } in equals(text.as_str(), dn) {
            if let Some(query) = query.clone().filter(|query| query.start < at.start) {
                sink.report_case(
                    EQUALS,
                    text.span(query),
                    "this is a query, and no distinguished name: as it stands, it is part of a value",
                )
                .help("give it as `ldapQuery` instead of `substitution`");
                break;
            }
            let shown = sink.quote(text, at.clone());
            if let Some(blank) = comma {
                let word = sink.quote(text, blank.end..at.end);
                let seen = text.as_str().get(blank.clone()).unwrap_or_default().trim_matches(WHITE_SPACE);
                let message = match seen.chars().next() {
                    None => format!(
                        "a comma seems to be missing before {word}; as it stands, that is part of the value"
                    ),
                    Some('\\') => {
                        format!("the comma before {word} is escaped, so both are part of the value")
                    }
                    Some(c) => format!(
                        "a comma seems to be meant instead of `{c}` before {word}; as it stands, that is part of \
                         the value"
                    ),
                };
                sink.report_case(EQUALS, text.span(blank.start..at.end), message)
                    .help("put a plain comma there; if it is part of the value, escape the `=`: `\\\\=` in JSON")
                    .fix(Safety::Hint, [text.replace(blank, ",")]);
                continue;
            }
            let escapes = at.clone().map(|at| text.replace(at..at, "\\"));
            sink.report_case(
                EQUALS,
                text.span(at.clone()),
                format!("{shown} in a value: RFC 2253 wants it escaped, RFC 4514 takes it as it is"),
            )
            .help("put a backslash before it (two in JSON), or the comma that is missing")
            .fix(Safety::Hint, escapes);
        }
    }
}

/// From the first `?` on, if the text looks like a query with a scope.
fn query_in(text: &str) -> Option<Range<usize>> {
    let is_scope = |part: &str| ["base", "one", "sub"].iter().any(|scope| part.eq_ignore_ascii_case(scope));
    let start = text.find('?')?;
    text.split('?').nth(2).is_some_and(is_scope).then_some(start..text.len())
}

/// A `=` in a value that is not escaped, or several in a row.
pub(super) struct Equals {
    at: Range<usize>,
    /// The blank, escaped comma, or other separator, where a plain comma was probably meant.
    comma: Option<Range<usize>>,
}

pub(super) fn equals(text: &str, dn: &Dn) -> impl Iterator<Item = Equals> {
    let mut found = dn.remarks().iter().filter(|remark| remark.quirk == Quirk::UnescapedEquals).peekable();
    std::iter::from_fn(move || {
        let mut at = found.next()?.at.clone();
        while let Some(next) = found.next_if(|next| next.at.start == at.end) {
            at.end = next.at.end;
        }
        let comma = missing_comma(text, at.start).or_else(|| after_token(text, dn, at.start));
        Some(Equals { at, comma })
    })
}

/// The end of a placeholder, if only a type that entries are named by stands between it and the `=`.
fn after_token(text: &str, dn: &Dn, equals: usize) -> Option<Range<usize>> {
    let next = dn.tokens().partition_point(|token| token.end <= equals);
    let end = dn.tokens().get(next.checked_sub(1)?)?.end;
    text.get(end..equals).filter(|word| is_naming(word)).map(|_| end..end)
}
