//! What the server said of a member.

use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule};

/// The answer names the member.
pub(crate) const NAMED: usize = 0;
/// The answer names none; which one it is about is concluded.
pub(crate) const CONCLUDED: usize = 1;
/// The answer is about none that could be found.
pub(crate) const NOT_FOUND: usize = 2;

const HOST: &str = r#"{"ldap":{"hostname":"localhost"}}"#;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "server-violation",
    group: Group::Request,
    cases: &[
        Case::error(Consequence::Refused, Basis::Recorded("the answer that was given names the member"))
            .when("the answer names the member"),
        Case::error(
            Consequence::Refused,
            Basis::Recorded("the answer that was given; which member it means is concluded from it"),
        )
        .when("the answer names none, but its code, parameters or detail tell which one is meant"),
        Case::error(Consequence::Refused, Basis::Recorded("the answer that was given"))
            .when("the member that is meant is not found"),
    ],
    summary: "The API refused this.",
    explain: "\
The API answered with an error, and this is what it says of the payload. A violation in \
`badRequestDetail.fields` names its member by a path; it is found however the path is written (dots, brackets, \
a JSON pointer, snake case, names of Java classes), and a misspelt name as the one that is nearest. Where the answer \
names no member, its code, its parameters and its detail often tell which one is meant; the finding then says \
that this was concluded.\n\n\
Mend what it says, with the help of the rule that is named beside it, and check again before it is sent: \
every accepted update restarts the database. `usersec explain-error --payload payload.json answer.json` shows it.",
    bad: &[
        Example::refused(
            HOST,
            r#"{"error":400,"errorCode":"VALIDATION_ERROR","badRequestDetail":{"fields":[{"field":"ldap.hostname","description":"is not allowed"}]}}"#,
        ),
        Example::refused(
            HOST,
            r#"{"error":400,"errorCode":"LDAP_HOSTNAME_NOT_ALLOWED","detail":"The LDAP hostname localhost is not allowed.","parameters":["localhost"]}"#,
        ),
        Example::refused(
            HOST,
            r#"{"error":400,"errorCode":"VALIDATION_ERROR","reason":"Bad Request","detail":"No provider AWS exists."}"#,
        ),
    ],
    good: &[Example::refused(
        HOST,
        r#"{"error":401,"errorCode":"USER_UNAUTHORIZED","reason":"Unauthorized"}"#,
    )],
    check: Check::Answer,
    yields_to: &[],
}];
