//! The scope of a query.

use super::{SPLIT, queries, raw};
use crate::fix::Safety;
use crate::ldap::url::{Scope, UrlFault};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-scope",
        group: Group::Query,
        cases: &[Case::error(Consequence::LockedOut, SPLIT)],
        summary: "The scope of a query is none of base, one and sub.",
        explain: "\
The third part of a query says how deep to search: `base` is the base entry itself, `one` what is directly below \
it, `sub` the entry and all that is below it. Letter case does not matter; an empty scope is `base`. The database \
refuses any other word, and blanks around it.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??subtree?(member={USER})"}}"#),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net?? sub?(uid={0})"}]}}"#,
            ),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??children?(member={USER})"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??deep?(member={USER})"}}"#),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??SUB?(member={USER})"}}"#),
        ],
        check: Check::Body(scope),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "query-base-scope-filter",
        group: Group::Query,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 4516 §2: an absent scope is base"),
        )],
        summary: "A query has a filter, and its scope is left to the default `base`.",
        explain: "\
An empty scope is `base`: only the base entry itself is looked at. A filter then tells no more than whether it is \
like that, while whoever writes a filter usually wants to find the entries below the base that fit.\n\n\
Write `sub` for the whole tree or `one` for a single level; or `base`, if that is what is meant.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net???(member={USER})"}}"#),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net???(uid={0})"}]}}"#,
            ),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"CN=admins,DC=example,DC=net??base?(member={USER})"}}"#,
            ),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf??(objectClass=person)"}}"#),
        ],
        check: Check::Body(base_scope_filter),
        yields_to: &[],
    },
];

fn scope(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        // Of another part in its slot another rule speaks.
        if url.misplaced.is_some_and(|misplaced| misplaced.is_in_scope()) {
            continue;
        }
        for fault in url.faults.iter().filter(|fault| fault.kind == UrlFault::Scope) {
            let text = query.text;
            let meant = Scope::meant(raw(query, &fault.at));
            let shown = sink.quote(text, fault.at.clone());
            let help = match meant {
                Some((scope, true)) => format!("write `{}`", scope.name()),
                Some((scope, false)) => format!("did you mean `{}`?", scope.name()),
                None => {
                    "write `sub` for the whole tree, `one` for what is directly below the base, or `base`"
                        .to_owned()
                }
            };
            let safety = if meant.is_some_and(|(_, sure)| sure) { Safety::Safe } else { Safety::Hint };
            let edit = meant.map(|(scope, _)| text.replace(fault.at.clone(), scope.name()));
            sink.report(
                text.span(fault.at.clone()),
                format!("{shown} is no scope: the database takes base, one and sub, and refuses the query"),
            )
            .help(help)
            .fix(safety, edit);
        }
    }
}

fn base_scope_filter(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        let Some(at) = url.scope_at.clone().filter(|at| at.is_empty()) else { continue };
        let base = query.base();
        // The user's own entry may well be asked whether it is like that.
        let is_own =
            matches!(&base.template.tokens[..], [token] if token.at == (0..base.text.as_str().len()));
        if query.filter().is_none() || is_own || url.misplaced.is_some() {
            continue;
        }
        let message = "no scope is given, so it is `base`: the filter is put to the base entry alone";
        sink.report(query.text.span(at.clone()), message)
            .help("write `sub` to search all that is below the base, or `base` if that is meant")
            .fix(Safety::Hint, [query.text.replace(at, "sub")]);
    }
}
