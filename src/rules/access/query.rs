//! Queries, and the flags and the account that they need.

use crate::fix::{Edit, Safety};
use crate::ldap::dn::Dn;
use crate::payload::{Field, LanguageField, Payload, Query};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::or_leave_out;
use crate::spec::{Kind, LDAP};

const QUERY_USER: Basis = Basis::Documented(
    "an account to bind as is required with LDAP authorization, and with a query in userToDNMapping \
     (security.ldap.bind.queryUser)",
);

/// Authentication is on.
const ON: usize = 0;
/// It is not, as far as is known.
const NOT_ON: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "authz-template-deleted",
        group: Group::Access,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Inferred(
                "`\"\"` was seen to delete the template; what authorization then uses is not recorded",
            ),
        )],
        summary: "Authorization is turned on, and its query template is deleted.",
        explain: "\
An empty `authzQueryTemplate` deletes the stored one. But the template is what finds a user's groups, and \
with `authorizationEnabled` the groups decide what the user may do: a user without groups gets no role. \
Whether the documented default (`{USER}?memberOf?base`) steps in for a deleted template is not recorded.\n\n\
Write the template that is meant. To keep the stored one, leave the member out.",
        bad: &[Example::body(
            r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":""}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":"{USER}?memberOf?base"}}"#,
        )],
        check: Check::Body(authz_template_deleted),
        yields_to: &[],
    },
    Rule {
        name: "authz-template-unused",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Contract("authzQueryTemplate: used for user authorization only"),
        )],
        summary: "A query template is given, and authorization is turned off beside it.",
        explain: "\
`authzQueryTemplate` finds a user's groups, which is of use to authorization only. With \
`authorizationEnabled` false it is stored and not used: roles are then given in the database.\n\n\
If the groups are to decide, set `authorizationEnabled` to true; otherwise the template can go.",
        bad: &[Example::body(
            r#"{"ldap":{"authorizationEnabled":false,"authzQueryTemplate":"DC=mycompany,DC=com??sub?(&(objectClass=group)(member={USER}))"}}"#,
        )],
        good: &[
            Example::body(r#"{"ldap":{"authorizationEnabled":false}}"#),
            Example::body(
                r#"{"ldap":{"authorizationEnabled":false,"authzQueryTemplate":"{USER}?memberOf?base"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true,"authzQueryTemplate":"{USER}?memberOf?base"}}"#,
            ),
        ],
        check: Check::Body(authz_template_unused),
        yields_to: &[],
    },
    Rule {
        name: "query-without-bind",
        group: Group::Access,
        cases: &[
            Case::error(Consequence::LockedOut, QUERY_USER).when("authentication is on"),
            Case::warning(Consequence::Suspicious, QUERY_USER)
                .when("authentication is not on, as far as is known"),
        ],
        summary: "There is a query, and no account as which it could be made.",
        explain: "\
The database makes the queries of `userToDNMapping` and of `authzQueryTemplate` as `bindUsername`. The \
documentation of the database requires such an account with either, and here it is empty. A directory that \
answers only those it knows, as Active Directory does, then finds nobody: the user is not mapped, or gets no \
groups.\n\n\
Name an account that may search. To keep the stored one, leave `bindUsername` and `bindPassword` out.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"","bindPassword":"${PASSWORD}","userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"","bindPassword":"${PASSWORD}","authzQueryTemplate":"{USER}?memberOf?base"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}","userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::Body(report_query_without_bind),
        yields_to: &[],
    },
];

/// The template, if there is something in it or, of an empty one, if there is not.
fn template<'p, 'd>(payload: &'p Payload<'d>, empty: bool) -> Option<&'p Field<Query<'d>>> {
    payload.authz_query_template.as_ref().filter(|field| field.value.text.as_str().is_empty() == empty)
}

/// The documented default of the template, as JSON.
fn default() -> Option<&'static str> {
    LDAP.field("authzQueryTemplate").and_then(|field| field.default)
}

fn is_default(text: &str) -> bool {
    default().and_then(|default| default.strip_prefix('"')?.strip_suffix('"')) == Some(text)
}

fn authz_template_deleted(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // Only an update deletes.
    if payload.kind != Kind::Patch {
        return;
    }
    let (Some(template), Some(authorization)) = (template(payload, true), payload.authorization_on()) else {
        return;
    };
    let edit = default().map(|default| Edit { span: template.span, text: default.to_owned() });
    // Where nothing is stored, or what is stored is empty, nothing is deleted.
    let deletes = payload.current().is_none() || payload.stored_value("authzQueryTemplate").is_some();
    let message = match deletes {
        true => {
            "this deletes the query that finds a user's groups, but authorization is turned on: if no default \
             steps in, users get no role"
        }
        false => {
            "no query that finds a user's groups is stored, and this gives none, but authorization is turned on: \
             if no default steps in, users get no role"
        }
    };
    sink.report(template.span, message)
        .related(authorization.span, "turned on")
        .help(or_leave_out(
            payload,
            "write the template, such as the documented default `{USER}?memberOf?base`",
            "authzQueryTemplate",
        ))
        .fix(Safety::Hint, edit);
}

fn authz_template_unused(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // An answer lists what is stored, used or not.
    if payload.kind != Kind::Patch {
        return;
    }
    let off = payload.authorization_enabled.as_ref().filter(|flag| !flag.value);
    // The default is in every answer, from which many a body is made.
    let own = template(payload, false).filter(|field| !is_default(field.value.text.as_str()));
    // A template that merely stays stored is nothing of this update's.
    let own = own.filter(|field| !payload.is_stored(field.span));
    if let (Some(template), Some(off)) = (own, off) {
        sink.report(template.span, "this template is not used: authorization is turned off")
            .related(off.span, "turned off")
            .help("leave it out, or turn authorization on if groups are to decide what users may do");
    }
}

/// A query, and the empty bind name as which it would have to be made.
///
/// Not if the bind password is empty as well: of that its own rule speaks, and then the name is a fault of
/// its own.
pub(crate) fn query_without_bind<'p, 'd>(
    payload: &'p Payload<'d>,
) -> Option<(&'p Field<Query<'d>>, &'p LanguageField<'d, Dn>)> {
    let name = payload.empty_bind_name()?;
    if payload.bind_passwords.iter().any(|password| password.value.as_str().is_empty()) {
        return None;
    }
    let mut queries = payload.mappings().filter_map(|mapping| mapping.query.as_deref());
    let query = queries.find(|query| !query.value.text.as_str().is_empty());
    // With authorization off, nobody uses the template.
    let unused = payload.authorization_enabled.as_ref().is_some_and(|flag| !flag.value);
    let query = query.or_else(|| template(payload, false).filter(|_| !unused))?;
    Some((query, name))
}

fn report_query_without_bind(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some((query, name)) = query_without_bind(payload) else { return };
    let help = or_leave_out(payload, "name an account that may search", "bindUsername");
    // What is emptied here is what goes wrong.
    if payload.is_stored(query.span) && !payload.is_stored(name.span) {
        let (case, outcome) = match payload.is_authentication_on() {
            true => (ON, ": logins that depend on it fail where the directory answers no strangers"),
            false => (NOT_ON, ""),
        };
        let message = format!("the bind name is empty, but a query needs an account to bind as{outcome}");
        sink.report_case(case, name.span, message).related(query.span, "the query").help(help);
        return;
    }
    let (case, message) = match payload.is_authentication_on() {
        true => (
            ON,
            "this query needs an account to bind as, and `bindUsername` is empty: logins that depend on it fail \
             where the directory answers no strangers",
        ),
        false => (NOT_ON, "this query needs an account to bind as, and `bindUsername` is empty"),
    };
    sink.report_case(case, query.span, message).related(name.span, "it is empty").help(help);
}
