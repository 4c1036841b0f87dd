//! The filter of a query.

use std::ops::Range;

use super::syntax::{self, Words};
use super::{is_given, queries, touches_foreign, touches_token};
use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::filter::{Filter, FilterFault, Loose, NodeKind, Operator};
use crate::ldap::url::{Misplaced, Scope};
use crate::payload::{Part, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// libldap refuses it.
const REFUSED: usize = 0;
/// Only RFC 4515 does not know it.
const LOOSE: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-filter-syntax",
        group: Group::Query,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("ldap_pvt_put_filter of OpenLDAP's libldap 2.5, which the database links"),
            )
            .when("libldap refuses the filter"),
            Case::warning(Consequence::Suspicious, Basis::Standard("RFC 4515 §3"))
                .when("libldap takes it, and RFC 4515 does not"),
        ],
        summary: "The filter of a query is none.",
        explain: "\
A filter is an assertion in parentheses, `(uid={0})`, or filters joined by `&`, `|` or `!` before them: \
`(&(objectClass=person)(uid={0}))`. In a value `*`, `(`, `)` and `\\` are written `\\2a`, `\\28`, `\\29` and `\\5c` \
(RFC 4515 §3); in JSON each of these backslashes is doubled.\n\n\
The database hands the filter to OpenLDAP's libldap when somebody logs in. What libldap refuses lets the query \
fail, and the database starts with it all the same. What it takes though RFC 4515 does not know it works today, but \
other programs will refuse it.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(objectClass=person)(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(objectClass=person)(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(manager=CN=Doe\\, Jane))"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?uid={0}"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(title=\\*))"}]}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(objectClass=person)(uid={0}))"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member:1.2.840.113556.1.4.1941:={USER})"}}"#,
            ),
        ],
        check: Check::Body(filter_syntax),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "query-not-unique",
        group: Group::Query,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("an ldapQuery that does not give exactly one entry yields no name"),
        )],
        summary: "A mapping's query finds every entry, and only one may come back.",
        explain: "\
An `ldapQuery` in `userToDNMapping` has to find exactly one entry: with none or several the mapping counts as no \
match, and the next one is tried. Without a filter, or with `(objectClass=*)`, a search below the base finds all \
that is there.\n\n\
Write a filter that names the user, such as `(uid={0})`.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"admin","ldapQuery":"OU=Admins,DC=example,DC=net??sub"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"admin","ldapQuery":"OU=Admins,DC=example,DC=net??one?(objectClass=*)"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"OU=Admins,DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::Body(not_unique),
        yields_to: &[],
    },
];

fn filter_syntax(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let Some(part) = query.filter() else { continue };
        // Of a scope that stands here, and of a filter that is not all here, other rules speak.
        if query.url().misplaced == Some(Misplaced::ScopeInFilter) || !query.cut_filter().is_empty() {
            continue;
        }
        if part.parsed.is_too_deep() {
            sink.not_analysed("a filter is nested deeper than 1,000 filters");
            continue;
        }
        match part.parsed.faults() {
            [] => loose(part, sink),
            faults => {
                for fault in faults {
                    refused(part, fault.kind, fault.at.clone(), sink);
                }
            }
        }
    }
}

fn refused(part: &Part<'_, Filter>, kind: FilterFault, at: Range<usize>, sink: &mut Sink<'_>) {
    let Part { text, template, .. } = part;
    if touches_foreign(template, &at) {
        return;
    }
    let depends = depends(part, kind, &at);
    // What a placeholder stands for may be just what is missing.
    if depends && kind != FilterFault::Escape {
        return;
    }
    let shown = sink.quote(text, at.clone());
    let Words { message, help, edit } = syntax::refused(kind, &at, text.as_str(), &shown);
    let message = match depends {
        true => "a backslash before a placeholder escapes whatever stands for it: the filter fails with most names"
            .to_owned(),
        false => message,
    };
    let edit = edit.filter(|_| !depends);
    // What libldap refuses for its white space alone says the same without it.
    let is_blank = text.as_str().get(at.clone()).is_some_and(|blank| blank.trim().is_empty());
    let safety = if is_blank { Safety::Safe } else { Safety::Hint };
    sink.report_case(REFUSED, text.span(at), message)
        .help(help)
        .fix(safety, edit.map(|(at, with)| text.replace(at, &with)));
}

/// Whether what is wrong there is wrong or not by what a placeholder stands for.
fn depends(part: &Part<'_, Filter>, kind: FilterFault, at: &Range<usize>) -> bool {
    let template = &part.template;
    let begins = || template.tokens.iter().any(|token| token.at.start == at.start);
    match kind {
        FilterFault::Trailing | FilterFault::NotInParentheses => begins(),
        FilterFault::NoOperator => touches_token(template, at) && !has_half_operator(part, at),
        _ => touches_token(template, at),
    }
}

/// Whether `:`, `>`, `<`, `~` or a blank stands before the first placeholder of an item without `=`: no
/// name begins so that it would complete `(member:{USER})` or `(uid>{0})`.
fn has_half_operator(part: &Part<'_, Filter>, at: &Range<usize>) -> bool {
    let tokens = &part.template.tokens;
    let first = tokens.get(tokens.partition_point(|token| token.at.start < at.start));
    let before = first.and_then(|first| part.text.as_str().get(at.start..first.at.start));
    before.is_some_and(|before| before.contains([':', '>', '<', '~', ' ']))
}

/// What libldap takes: each kind once for a filter, with edits for all of its places.
fn loose(part: &Part<'_, Filter>, sink: &mut Sink<'_>) {
    let Part { text, parsed, .. } = part;
    let mut seen: Vec<Loose> = Vec::new();
    for (kind, at) in parsed.remarks() {
        if seen.contains(kind) {
            continue;
        }
        seen.push(*kind);
        let shown = sink.quote(text, at.clone());
        let (message, help) = syntax::loose(*kind, &shown);
        let same = parsed.remarks().iter().filter(|(other, _)| other == kind);
        let edits = same.flat_map(|(kind, at)| syntax::strict(*kind, at, text.as_str()));
        let edits: Vec<_> = edits.map(|(at, with)| text.replace(at, with)).collect();
        sink.report_case(LOOSE, text.span(at.clone()), message).help(help).fix(Safety::Safe, edits);
    }
}

fn not_unique(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload).filter(|query| query.is_of_mapping()) {
        let url = query.url();
        let is_deep = matches!(url.scope, Some(Scope::One | Scope::Sub));
        // A base that depends on the user may well have nothing below it.
        let is_fixed = query.base().template.tokens.is_empty();
        if !is_deep || !is_fixed || url.misplaced.is_some() {
            continue;
        }
        let message = match query.filter() {
            None if is_given(url.extensions.as_ref()) => continue,
            None => {
                "without a filter this query finds every entry below its base, and exactly one may come back"
            }
            Some(part) if finds_all(part) => {
                "this filter fits every entry below the base, and exactly one may come back"
            }
            Some(_) => continue,
        };
        let all = 0..query.text.as_str().len();
        let at = url.filter.clone().filter(|at| !at.is_empty()).unwrap_or(all);
        sink.report(query.text.span(at), message)
            .help("write a filter that names the user, such as `(uid={0})`");
    }
}

/// Whether every entry fits: `(objectClass=*)`.
fn finds_all(part: &Part<'_, Filter>) -> bool {
    let [node] = part.parsed.nodes() else { return false };
    let NodeKind::Item(item) = &node.kind else { return false };
    let attribute = item.attribute.clone().and_then(|at| part.text.as_str().get(at));
    item.operator == Operator::Present
        && attribute.is_some_and(|name| name.eq_ignore_ascii_case("objectClass"))
}
