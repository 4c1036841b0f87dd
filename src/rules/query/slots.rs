//! Parts of a query in the slots of others, and the extensions.

use std::ops::Range;

use super::{SPLIT, is_given, queries, raw};
use crate::fix::{Edit, Safety};
use crate::ldap::url::{Misplaced, Scope};
use crate::payload::{Payload, Query};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// The query is refused, or fails, because of it.
const FAILS: usize = 0;
/// The part is taken for another one.
const TAKEN: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-part-misplaced",
        group: Group::Query,
        cases: &[
            Case::error(Consequence::LockedOut, SPLIT).when("the query fails for it"),
            Case::warning(Consequence::Suspicious, SPLIT).when("it is taken for another part"),
        ],
        summary: "A part of a query stands in the slot of another.",
        explain: "\
The parts of a query are told apart by their place alone: `base?attributes?scope?filter`. Where one is left out, \
its question mark stays: `base??sub?filter`. With one question mark too few or too many, a scope is taken for an \
attribute, a filter for a scope, which the database refuses, or a filter for extensions, which it ignores.\n\n\
Count the question marks: one before the attributes, two before the scope, three before the filter.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net?sub?(member={USER})"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?base?memberOf"}}"#),
            Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"(uid={0})"}]}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf??base"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"OU={USER},DC=example,DC=net?sub"}}"#),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"OU={USER},DC=example,DC=net??sub??(objectClass=group)"}}"#,
            ),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#),
        ],
        check: Check::Body(part_misplaced),
        yields_to: &[],
    },
    Rule {
        name: "query-extension",
        group: Group::Query,
        cases: &[Case::note(
            Consequence::Suspicious,
            Basis::Inferred("the database splits the extensions off, and has no use for them"),
        )],
        summary: "A query has extensions, which are ignored.",
        explain: "\
The fifth part of an LDAP URL holds extensions (RFC 4516 §2), such as `bindname`, or `!bindname` for one that \
must not be ignored. The database splits them off and does nothing with them: it binds as `bindUsername`, \
whatever an extension says.\n\n\
Remove them.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})?bindname=CN=svc"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})?!bindname=CN=svc"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::Body(extension),
        yields_to: &[],
    },
];

fn part_misplaced(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        let Some(misplaced) = url.misplaced else { continue };
        let slot = |range: &Option<Range<usize>>| range.clone().unwrap_or(0..0);
        let (attributes, scope, filter) = (slot(&url.attributes), slot(&url.scope_at), slot(&url.filter));
        let insert = |at: usize, what: &str| vec![query.text.replace(at..at, what)];
        let remove = |at: Range<usize>| vec![query.text.replace(at, "")];
        let (case, at, message, help, edits): (usize, Range<usize>, &str, &str, Vec<Edit>) = match misplaced {
            Misplaced::FilterInBase => (
                FAILS,
                url.base.clone(),
                "this filter stands where the base belongs, and is taken for a name that no entry has",
                "write the base before it, and the scope: `DC=example,DC=net??sub?(…)`",
                Vec::new(),
            ),
            Misplaced::OneSlotEarly => (
                FAILS,
                attributes.clone(),
                "one question mark is missing: this scope stands where attributes belong, the filter where the scope \
                 belongs, and the database refuses that",
                "write `?` before it",
                insert(attributes.start, "?"),
            ),
            Misplaced::Swapped => (
                FAILS,
                attributes.start..scope.end,
                "the scope and the attributes have changed places: the database refuses what stands for the scope",
                "put the attributes first",
                swapped(query, &attributes, &scope),
            ),
            Misplaced::ScopeInAttributes => (
                TAKEN,
                attributes.clone(),
                "this scope stands where attributes belong: it is taken for the name of one, and the scope is `base`",
                "write `?` before it",
                // With a filter there is one question mark too many behind it already.
                if is_given(url.filter.as_ref()) {
                    swapped(query, &attributes, &scope)
                } else {
                    insert(attributes.start, "?")
                },
            ),
            Misplaced::FilterInAttributes => (
                if url.scope.is_none() { FAILS } else { TAKEN },
                attributes.clone(),
                "this filter stands where attributes belong, so there is none",
                "the filter is the fourth part: `base??sub?filter`",
                if url.scope_at.is_none() { insert(attributes.start, "?sub?") } else { Vec::new() },
            ),
            Misplaced::FilterInScope => (
                FAILS,
                scope.clone(),
                "this filter stands where the scope belongs, and the database refuses that",
                "the scope comes before it: `base?attributes?sub?filter`",
                insert(scope.start, "sub?"),
            ),
            Misplaced::ScopeInFilter => (
                FAILS,
                filter.clone(),
                "this scope stands where the filter belongs: one question mark is too many",
                "remove the `?` before it",
                remove(filter.start.saturating_sub(1)..filter.start),
            ),
            Misplaced::FilterInExtensions => (
                TAKEN,
                slot(&url.extensions),
                "this filter stands where extensions belong, and is ignored: one question mark is too many",
                "remove the `?` before it",
                remove(filter.end..filter.end + 1),
            ),
        };
        sink.report_case(case, query.text.span(at), message).help(help).fix(Safety::Hint, edits);
    }
}

/// The edit that lets the two parts change places.
fn swapped(query: &Query<'_>, attributes: &Range<usize>, scope: &Range<usize>) -> Vec<Edit> {
    let (first, second) = (raw(query, attributes).trim(), raw(query, scope).trim());
    let scope_name = Scope::meant(first).map_or(first, |(scope, _)| scope.name());
    let text = format!("{second}?{scope_name}");
    vec![query.text.replace(attributes.start..scope.end, &text)]
}

/// Whether nothing else is to be said of what stands behind the filter.
pub(super) fn reports_extensions(query: &Query<'_>) -> bool {
    query.url().misplaced != Some(Misplaced::FilterInExtensions)
}

fn extension(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload).filter(|query| reports_extensions(query)) {
        let Some(at) = query.url().extensions.clone().filter(|at| !at.is_empty()) else { continue };
        // A question mark in it, or before it, is more than that.
        if raw(query, &at).contains('?') || !query.cut_filter().is_empty() {
            continue;
        }
        let is_critical = raw(query, &at).split(',').any(|extension| extension.starts_with('!'));
        let message = match is_critical {
            true => "the database ignores extensions, even one that is marked with `!` as critical",
            false => "the database ignores extensions",
        };
        sink.report(query.text.span(at), message).help("remove them, with the `?` before");
    }
}
