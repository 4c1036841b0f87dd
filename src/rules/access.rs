//! The flags, and fields against each other.

use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// Authentication is turned off beside it, or nowhere in a complete configuration.
const OFF: usize = 0;
/// The body does not say.
const UNKNOWN: usize = 1;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "authz-without-authn",
    group: Group::Access,
    cases: &[
        Case::error(
            Consequence::Breach,
            Basis::Documented(
                "LDAP authorization needs LDAP authentication (LDAP configuration, earlier API version)",
            ),
        )
        .when("authentication is off, or (complete) turned on nowhere"),
        Case::note(
            Consequence::Advice,
            Basis::Documented(
                "LDAP authorization needs LDAP authentication (LDAP configuration, earlier API version)",
            ),
        )
        .when("the body does not say whether authentication is on"),
    ],
    summary: "LDAP authorization is turned on without LDAP authentication.",
    explain: "\
With `authorizationEnabled` the groups of an LDAP user decide what the user may do; without \
`authenticationEnabled` nobody is an LDAP user. The vendor's older documentation forbids the one without the \
other.\n\n\
The update is a PATCH: where the body is silent, the stored value of `authenticationEnabled` counts. Check \
the whole configuration with `--complete` to have this judged.",
    bad: &[
        Example::body(r#"{"ldap":{"authenticationEnabled":false,"authorizationEnabled":true}}"#),
        Example::body(r#"{"ldap":{"authorizationEnabled":true}}"#),
        Example::body(r#"{"ldap":{"authorizationEnabled":true}}"#).complete(),
    ],
    good: &[
        Example::body(r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#),
        Example::body(r#"{"ldap":{"authorizationEnabled":false}}"#),
    ],
    check: Check::Body(authz_without_authn),
    yields_to: &[],
}];

fn authz_without_authn(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authorization) = payload.authorization_enabled.as_ref().filter(|flag| flag.value) else {
        return;
    };
    let help = "set `authenticationEnabled` to true as well";
    match &payload.authentication_enabled {
        Some(authentication) if !authentication.value => {
            sink.report_case(
                OFF,
                authorization.span,
                "authorization is turned on, but authentication is off",
            )
            .related(authentication.span, "turned off here")
            .help(help)
            .fix(Safety::Hint, [Edit { span: authentication.span, text: "true".to_owned() }]);
        }
        Some(_) => {}
        // A placeholder, or of the wrong type: not to be judged.
        None if payload.ldap_has("authenticationEnabled") => {}
        None if payload.complete => {
            let message = "authorization is turned on, but nothing turns authentication on";
            sink.report_case(OFF, authorization.span, message).help(help);
        }
        None => {
            let message =
                "authorization is turned on; whether authentication is on, the stored value decides";
            sink.report_case(UNKNOWN, authorization.span, message).help(help);
        }
    }
}
