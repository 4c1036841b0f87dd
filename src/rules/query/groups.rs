//! What the authorization query takes for groups, and a query that is deleted.

use super::authorization;
use crate::fix::Safety;
use crate::ldap::template::TokenKind;
use crate::ldap::url::Scope;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::or_leave_out;
use crate::spec::Kind;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "authz-self-entry",
        group: Group::Query,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("without an attribute, the names of the entries that are found are the groups"),
        )],
        summary: "The authorization query finds the user's own entry and nothing else.",
        explain: "\
Without an attribute the names of the entries that are found are taken for the user's groups. With `{USER}` as the \
base and the scope `base` that is the user's own entry: the only group is the user, and no role of a group is \
given.\n\n\
Name the attribute that holds the groups, as the documented default does: `{USER}?memberOf?base`.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}??base"}}"#),
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?dn?base"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#)],
        check: Check::Body(self_entry),
        yields_to: &[],
    },
    Rule {
        name: "authz-value-deleted",
        group: Group::Query,
        cases: &[Case::note(
            Consequence::Suspicious,
            Basis::Recorded("`\"\"` was accepted (202), and the template was gone from the answer"),
        )],
        summary: "An empty authorization query deletes the stored one.",
        explain: "\
An empty `authzQueryTemplate` is accepted, and deletes the template that is stored. That matters as soon as \
`authorizationEnabled` is true: the template is what finds a user's groups. Tools that fill in a form send an empty \
text where nothing was meant.\n\n\
To keep the stored template, leave the member out.",
        bad: &[Example::body(r#"{"ldap":{"authzQueryTemplate":""}}"#)],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#)],
        check: Check::Body(value_deleted),
        yields_to: &["authz-template-deleted"],
    },
];

fn self_entry(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(query) = authorization(payload) else { return };
    let url = query.url();
    let base = query.base();
    let own = match base.template.tokens.as_slice() {
        [token] => token.kind == TokenKind::User && token.at == (0..base.text.as_str().len()),
        _ => false,
    };
    let text = query.text;
    let attributes = url.attributes.clone();
    let asked = attributes.clone().and_then(|at| text.as_str().get(at)).unwrap_or_default();
    let is_own_name = asked.is_empty() || asked.eq_ignore_ascii_case("dn");
    if !own || !is_own_name || url.scope != Some(Scope::Base) || url.misplaced.is_some() {
        return;
    }
    let edit = match attributes {
        Some(at) => text.replace(at, "memberOf"),
        None => text.replace(url.base.end..url.base.end, "?memberOf?base"),
    };
    let message = "this finds the user's own entry, and takes its name for the only group";
    sink.report(text.span(0..text.as_str().len()), message)
        .help("name the attribute that holds the groups: `{USER}?memberOf?base`")
        .fix(Safety::Hint, [edit]);
}

fn value_deleted(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // Only an update deletes.
    if payload.kind != Kind::Patch {
        return;
    }
    let Some(template) = &payload.authz_query_template else { return };
    // Where nothing is stored, nothing is deleted.
    let deletes = payload.current().is_none() || payload.stored_value("authzQueryTemplate").is_some();
    if deletes && template.value.text.as_str().is_empty() {
        sink.report(template.span, "this deletes the stored template").help(or_leave_out(
            payload,
            "write the template that is meant",
            "authzQueryTemplate",
        ));
    }
}
