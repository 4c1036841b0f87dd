//! What the database takes for something else when it splits a query.

use std::ops::Range;

use super::{SPLIT, queries, raw};
use crate::fix::{Edit, Safety};
use crate::ldap::url::UrlFault;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// The filter ends at a `?` that was meant as a part of it.
const CUT: usize = 0;
/// A `?` in the extensions.
const FIFTH: usize = 1;

/// Two hexadecimal digits do not follow.
const BAD: usize = 0;
/// They do, and what they make is no UTF-8.
const NO_UTF_8: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-absolute-url",
        group: Group::Query,
        cases: &[Case::error(Consequence::LockedOut, SPLIT)],
        summary: "A query has a scheme and a host before it.",
        explain: "\
A query here is the part of an LDAP URL (RFC 4516) that stands behind the host: `base?attributes?scope?filter`. \
The database knows the host already, from `hostname`. It does not look for a scheme: all that stands before the \
first `?` is the base, `ldaps://…` included, and no entry has such a name.\n\n\
Begin with the base.",
        bad: &[
            Example::body(
                r#"{"ldap":{"hostname":"ldap.mycompany.com","authzQueryTemplate":"ldaps://ldap.mycompany.com/DC=example,DC=net??sub?(member={USER})"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"ldap://dc01.example.net:389/DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"<URL:ldap:///DC=example,DC=net??sub?(uid={0})>"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::Body(absolute_url),
        yields_to: &[],
    },
    Rule {
        name: "query-raw-question-mark",
        group: Group::Query,
        cases: &[
            Case::error(Consequence::LockedOut, SPLIT).when("the filter is cut off by it"),
            Case::warning(Consequence::Suspicious, SPLIT).when("it is the fifth"),
        ],
        summary: "A question mark ends a part of a query that was meant to go on.",
        explain: "\
Four question marks separate the five parts of a query: the base, the attributes, the scope, the filter and the \
extensions. A filter ends at the fourth one, even inside its parentheses; what follows it is ignored.\n\n\
Write a question mark that belongs to a value as `%3F`.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(title=why?))"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})??"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(title=why%3F))"}]}}"#,
        )],
        check: Check::Body(raw_question_mark),
        yields_to: &[],
    },
    Rule {
        name: "query-percent",
        group: Group::Query,
        cases: &[
            Case::error(Consequence::LockedOut, SPLIT).when("no two hexadecimal digits follow"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Standard("RFC 4516 §2.1: UTF-8, then percent-encoded"),
            )
            .when("what is encoded is no UTF-8"),
        ],
        summary: "A percent sign in a query encodes nothing, or no character.",
        explain: "\
In a query a `%` and two hexadecimal digits stand for a byte (RFC 3986 §2.1). The database refuses a query with \
any other `%` in its base, its attributes or its filter. Bytes beyond ASCII have to be UTF-8, as names and values \
in a directory are: `%E9` is an é in Latin-1, and the directory does not find it; in UTF-8 it is `%C3%A9`.\n\n\
Write `%25` for the percent sign itself.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(title=100%))"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(l=Orl%E9ans))"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(title=100%25)(l=Orl%C3%A9ans))"}]}}"#,
        )],
        check: Check::Body(percent),
        // `%s` in the place of a name.
        yields_to: &["authz-unknown-token", "mapping-foreign-placeholder"],
    },
];

fn absolute_url(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let Some(prefix) = query.url().absolute.clone() else { continue };
        let text = query.text;
        let whole = text.as_str();
        let shown = sink.quote(text, prefix.clone());
        let hostname = payload.hostname.as_ref().map(|field| field.value.text.as_str());
        let host = host_of(raw(query, &prefix));
        let is_known = host.is_empty() || hostname.is_some_and(|name| name.eq_ignore_ascii_case(host));
        let safety = if is_known { Safety::Safe } else { Safety::Hint };
        // With nothing behind it there is more to mend than this.
        let angle = whole.starts_with('<') && whole.ends_with('>');
        let close = angle.then(|| text.replace(whole.len() - 1..whole.len(), ""));
        let is_all = prefix.end + usize::from(angle) >= whole.len();
        let edits = (!is_all).then(|| [Some(text.replace(prefix.clone(), "")), close]);
        sink.report(
            text.span(prefix),
            format!("{shown} would be taken for a part of the base: no entry has such a name"),
        )
        .help("remove it: a query begins with its base, and is put to the host in `hostname`")
        .fix(safety, edits.into_iter().flatten().flatten());
    }
}

/// The host of `ldaps://host:636/`, without its port.
fn host_of(prefix: &str) -> &str {
    let authority = prefix.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn raw_question_mark(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let text = query.text;
        let marks = query.cut_filter();
        if let Some(first) = marks.first().cloned() {
            // It goes into the query as it is: the percent sign is no part of a value.
            let edits: Vec<Edit> = marks.into_iter().map(|mark| text.replace(mark, "%3F")).collect();
            sink.report_case(
                CUT,
                text.span(first),
                "the filter ends at this question mark, inside its parentheses",
            )
            .help("write `%3F` for a question mark in a value")
            .fix(Safety::Hint, edits);
            continue;
        }
        let Some(extensions) = query.url().extensions.clone() else { continue };
        let Some(at) = raw(query, &extensions).find('?').map(|at| extensions.start + at) else { continue };
        if !super::slots::reports_extensions(query) {
            continue;
        }
        let message = "a query has five parts, and this question mark would begin a sixth: it is ignored with all that \
                       stands in the fifth";
        sink.report_case(FIFTH, text.span(at..at + 1), message)
            .help("remove what is too much, or write `%3F` for a question mark in a value");
    }
}

fn percent(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let text = query.text;
        let url = query.url();
        for fault in url.faults.iter().filter(|fault| fault.kind == UrlFault::Percent) {
            let shown = sink.quote(text, fault.at.clone());
            let sign = fault.at.start..fault.at.start + 1;
            sink.report_case(
                BAD,
                text.span(fault.at.clone()),
                format!("{shown}: two hexadecimal digits have to follow a `%`"),
            )
            .help("write `%25` for a percent sign")
            .fix(Safety::Safe, [text.replace(sign, "%25")]);
        }
        let parts = [Some(&url.base), url.attributes.as_ref(), url.filter.as_ref()];
        for part in parts.into_iter().flatten() {
            let Some(octets) = no_utf_8(raw(query, part)) else { continue };
            let octets = part.start + octets.start..part.start + octets.end;
            let shown = sink.quote(text, octets.clone());
            sink.report_case(
                NO_UTF_8,
                text.span(octets),
                format!("{shown} is no UTF-8: what a directory knows is not found by it"),
            )
            .help("encode the bytes of the character in UTF-8, or write the character itself");
        }
    }
}

/// The first encoded octet of the part that belongs to no character of UTF-8.
fn no_utf_8(part: &str) -> Option<Range<usize>> {
    if !part.contains('%') {
        return None;
    }
    let plain = crate::json::Text::plain(part);
    let decoded = plain.percent_decoded(0..part.len());
    let is_encoded = |range: &Range<usize>| part.get(range.clone()).is_some_and(|raw| raw.starts_with('%'));
    let replaced = decoded
        .as_str()
        .match_indices('\u{fffd}')
        .map(|(at, found)| decoded.span(at..at + found.len()).range());
    // The character itself is nine of them.
    let mut replaced = replaced.filter(|range| is_encoded(range) && range.len() < 9);
    replaced.next()
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn the_host_of_what_stands_before_the_base() {
        for (prefix, host) in [
            ("ldaps://host:636/", "host"),
            ("ldap://host/", "host"),
            ("ldap://[::1]/", "[::1]"),
            ("ldap://[::1]:636/", "[::1]"),
            ("ldap://user:pw/", "user:pw"),
            ("ldap:///", ""),
            ("host", ""),
        ] {
            assert_eq!(host_of(prefix), host, "{prefix}");
        }
    }
}
