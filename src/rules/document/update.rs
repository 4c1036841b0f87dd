//! The update as a whole.

use crate::json::{Data, Member};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::spec::Kind;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "empty-update",
    group: Group::Document,
    cases: &[Case::warning(
        Consequence::Suspicious,
        Basis::Documented("every update restarts the database, and an absent member keeps its stored value"),
    )],
    summary: "The update changes nothing, and restarts the database all the same.",
    explain: "\
The update is a PATCH: what is absent keeps its stored value, so a body without any setting changes nothing. \
The database is restarted node by node after each update. To turn LDAP off, set `authenticationEnabled` and \
`authorizationEnabled` to false; to remove the certificates of X.509, there is a DELETE request.",
    bad: &[
        Example::body("{}"),
        Example::body(r#"{"ldap":{}}"#),
        Example::body(r#"{"ldap":{},"customerX509":{}}"#),
    ],
    good: &[Example::body(r#"{"ldap":{"port":636}}"#), Example::body(r#"{"ldap":{"userToDNMapping":[]}}"#)],
    check: Check::Body(empty_update),
    yields_to: &[],
}];

fn empty_update(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(root) = payload.root().filter(|_| payload.kind == Kind::Patch) else { return };
    if !root.members.iter().all(|member| says_nothing(member, payload.kind)) {
        return;
    }
    // The one empty object, or all of the body.
    let span = match root.members {
        [only] if matches!(only.value.data, Data::Object(..)) => only.value.span,
        _ => root.span,
    };
    sink.report(span, "this update changes nothing, but the database is restarted for it")
        .help("put a setting in, or do not send it");
}

/// Whether it is an object of the contract without a setting, or what only the server writes. Of what is
/// no object another rule speaks.
fn says_nothing(member: &Member<'_>, kind: Kind) -> bool {
    let is_of_server = |member: &Member<'_>| member.field.is_some_and(|field| !field.belongs_in(kind));
    is_of_server(member)
        || matches!(&member.value.data, Data::Object(_, members) if members.iter().all(is_of_server))
}
