//! `authenticationEnabled` and `authorizationEnabled`, and what does not go together with them.

use super::credentials::is_given;
use crate::fix::{Edit, Safety};
use crate::json::{Data, Member};
use crate::payload::{Payload, is_blank};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::or_leave_out;
use crate::spec::Kind;

/// Authentication is off, or turned on nowhere in a configuration of which all is known.
const OFF: usize = 0;
/// The body does not say.
const UNKNOWN: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "authz-without-authn",
        group: Group::Access,
        cases: &[
            Case::error(
                Consequence::Breach,
                Basis::Documented(
                    "LDAP authorization needs LDAP authentication (LDAP configuration, earlier API version)",
                ),
            )
            .when("authentication is off, or turned on nowhere where all is known"),
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
The update is a PATCH: where the body is silent, the stored value of `authenticationEnabled` counts. Give \
the stored configuration with `--current`, or check the whole configuration with `--complete`, to have this \
judged.",
        bad: &[
            Example::body(r#"{"ldap":{"authenticationEnabled":false,"authorizationEnabled":true}}"#),
            Example::body(r#"{"ldap":{"authorizationEnabled":true}}"#),
            Example::body(r#"{"ldap":{"authorizationEnabled":true}}"#).complete(),
            Example::update(
                r#"{"ldap":{"authorizationEnabled":true}}"#,
                r#"{"ldap":{"authenticationEnabled":false,"hostname":"ldap.mycompany.com"}}"#,
            ),
        ],
        good: &[
            Example::body(r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#),
            Example::body(r#"{"ldap":{"authorizationEnabled":false}}"#),
        ],
        check: Check::Body(authz_without_authn),
        yields_to: &[],
    },
    Rule {
        name: "authn-without-mapping",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Documented(
                "without a mapping the user name is not transformed (security.ldap.userToDNMapping)",
            ),
        )],
        summary: "Authentication is on, and there are no mappings.",
        explain: "\
A mapping turns the name that a user types into a distinguished name. Without one the user name is taken as \
it is, so users have to log in with their full distinguished names, `CN=Jane Doe,OU=Users,DC=example,DC=net`.\n\n\
If that is not meant, add a mapping. What an empty list does to mappings that are stored already is not \
recorded: to keep them, leave the member out; to remove them, there is \
`DELETE …/userSecurity/ldap/userToDNMapping`. That there is no list at all is told where all is known: with \
`--complete`, or with the stored configuration (`--current`).",
        bad: &[
            Example::body(r#"{"ldap":{"authenticationEnabled":true,"userToDNMapping":[]}}"#),
            Example::update(
                r#"{"ldap":{"authenticationEnabled":true}}"#,
                r#"{"ldap":{"hostname":"ldap.mycompany.com","bindUsername":"CN=svc,DC=example,DC=net"}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
            Example::body(r#"{"ldap":{"authenticationEnabled":true}}"#),
        ],
        check: Check::Body(authn_without_mapping),
        yields_to: &[],
    },
    Rule {
        name: "x509-with-ldap-authz",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Documented("Set Up Self-Managed X.509 Authentication: considerations"),
        )],
        summary: "Client certificates are taken while LDAP authorizes the users.",
        explain: "\
With LDAP authorization on, the directory decides what every user may do, also one who logs in with a \
certificate. Of the certificates that your own CAs (`cas`) issue, those work whose name is that of a user whom \
LDAP authorizes; users with certificates that Atlas manages can no longer connect.\n\n\
Before you send this, see who logs in with a certificate, and whether the directory has an entry of that name \
with the groups that are needed.",
        bad: &[Example::body(
            r#"{"customerX509":{"cas":"‹root›"},"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#,
        )],
        good: &[
            Example::body(
                r#"{"customerX509":{"cas":"‹root›"},"ldap":{"authenticationEnabled":true,"authorizationEnabled":false}}"#,
            ),
            Example::body(r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#),
        ],
        check: Check::Body(x509_with_ldap_authz),
        yields_to: &[],
    },
    Rule {
        name: "oidc-with-ldap-authz",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Documented(
                "Authentication and Authorization with OIDC: not together with LDAP authorization",
            ),
        )
        .pedantic()],
        summary: "LDAP authorization is turned on, which excludes OIDC.",
        explain: "\
LDAP authorization and OIDC authentication cannot be used at the same time: with `authorizationEnabled`, \
users of Workforce and Workload Identity Federation can no longer log in.\n\n\
Whether the project has such users this body does not tell. If it has, leave authorization to OIDC, or give \
those users an account in the directory first.",
        bad: &[Example::body(r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#)],
        good: &[Example::body(r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":false}}"#)],
        check: Check::Body(oidc_with_ldap_authz),
        yields_to: &[],
    },
    Rule {
        name: "disable-keeps-mapping",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Inferred(
                "a PATCH keeps what it does not name; mappings are removed by an operation of their own",
            ),
        )
        .pedantic()],
        summary: "Turning authentication off deletes nothing that is stored.",
        explain: "\
The update is a PATCH: with `authenticationEnabled` false the mapping, the bind name, its password and the \
certificate stay stored, and count again as soon as somebody turns authentication on.\n\n\
If LDAP is to go for good: `DELETE …/userSecurity/ldap/userToDNMapping` removes the mapping, `\"\"` deletes \
`caCertificate` and `authzQueryTemplate`, and the account that the database used can be closed in the directory.",
        bad: &[Example::body(r#"{"ldap":{"authenticationEnabled":false}}"#)],
        good: &[Example::body(r#"{"ldap":{"authenticationEnabled":true}}"#)],
        check: Check::Body(disable_keeps_mapping),
        yields_to: &[],
    },
];

fn authz_without_authn(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authorization) = payload.authorization_on() else { return };
    let help = "set `authenticationEnabled` to true as well";
    match &payload.authentication_enabled {
        // What was right is broken here.
        Some(off) if !off.value && payload.is_stored(authorization.span) && !payload.is_stored(off.span) => {
            let message = "authentication is turned off, but authorization stays on";
            sink.report_case(OFF, off.span, message)
                .related(authorization.span, "turned on")
                .help("set `authorizationEnabled` to false as well");
        }
        Some(authentication) if !authentication.value => {
            sink.report_case(
                OFF,
                authorization.span,
                "authorization is turned on, but authentication is off",
            )
            .related(authentication.span, "turned off")
            .help(help)
            .fix(Safety::Hint, [Edit { span: authentication.span, text: "true".to_owned() }]);
        }
        Some(_) => {}
        // A placeholder, of the wrong type, or under another name: not to be judged. And an answer lists
        // what is stored.
        None if is_given(payload, "authenticationEnabled") || payload.kind == Kind::Response => {}
        None if payload.complete => {
            let message = match payload.current() {
                None => "authorization is turned on, but nothing turns authentication on",
                Some(_) => "authorization is turned on, but authentication is not, neither here nor before",
            };
            sink.report_case(OFF, authorization.span, message).help(help);
        }
        None => {
            let message =
                "authorization is turned on; whether authentication is on, the stored value decides";
            sink.report_case(UNKNOWN, authorization.span, message).help(help);
        }
    }
}

fn authn_without_mapping(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authentication) = payload.authentication_enabled.as_ref().filter(|flag| flag.value) else {
        return;
    };
    let names = "users have to log in with their full distinguished names, `CN=…,DC=…`";
    let help = "add a mapping if they are to use short names";
    let Some(mapping) = payload.ldap_member("userToDNMapping") else {
        // An answer says what is stored, and asks for nothing.
        let is_absent = payload.complete && payload.kind == Kind::Patch;
        if is_absent && !is_given(payload, "userToDNMapping") {
            let message = format!("authentication is on, and there are no mappings: {names}");
            sink.report(authentication.span, message).help(help);
        }
        return;
    };
    if matches!(&mapping.value.data, Data::Array(items) if items.is_empty()) {
        let pending = sink.report(mapping.value.span, format!("without a mapping {names}"));
        // Where the list was empty before, this is what makes it matter.
        let pending = match payload.is_stored(mapping.value.span) {
            true => pending.related(authentication.span, "authentication is on"),
            false => pending,
        };
        pending.help(or_leave_out(payload, help, "userToDNMapping"));
    }
}

fn x509_with_ldap_authz(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authorization) = payload.authorization_on() else { return };
    let Some(cas) = payload.cas.as_ref().filter(|cas| !is_blank(cas.value.text.as_str())) else { return };
    // It is so already.
    if payload.is_stored(authorization.span) && payload.is_stored(cas.span) {
        return;
    }
    let message = "with LDAP authorization on, a client certificate gets in only with the name of a user \
                   whom LDAP authorizes; users with certificates that Atlas manages can no longer log in";
    sink.report(cas.key, message)
        .related(authorization.span, "turned on")
        .help("see to it that the directory has an entry for each certificate in use");
}

fn oidc_with_ldap_authz(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // What is stored is so already.
    if let Some(authorization) = payload.authorization_on().filter(|flag| !payload.is_stored(flag.span)) {
        let message = "with LDAP authorization on, users who authenticate through OIDC can no longer log in";
        sink.report(authorization.span, message)
            .help("nothing to do if the project uses no OIDC (Workforce or Workload Identity Federation)");
    }
}

/// What stays stored when authentication is turned off: the member, and what messages call it.
const KEPT: &[(&str, &str)] = &[
    ("userToDNMapping", "mapping"),
    ("bindUsername", "bind name"),
    ("bindPassword", "bind password"),
    ("caCertificate", "certificate"),
];

fn disable_keeps_mapping(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authentication) = payload.authentication_enabled.as_ref().filter(|flag| !flag.value) else {
        return;
    };
    let is_known = match payload.current() {
        // An answer turns nothing off, and of what the body says something it is not known here.
        None if !payload.keeps_what_is_absent() => return,
        None => false,
        // It is off already.
        Some(state) if state.ldap.get("authenticationEnabled") != Some(&true.into()) => return,
        Some(_) => true,
    };
    let is_kept = |name: &str| match is_known {
        true if name == "bindPassword" => {
            payload.stored_value("bindUsername").is_some() && !is_given(payload, name)
        }
        true => {
            let is_stored = |member: &Member<'_>| payload.is_stored(member.value.span);
            payload.stored_value(name).is_some() && payload.ldap_member(name).is_some_and(is_stored)
        }
        false => !is_given(payload, name),
    };
    let kept: Vec<&str> = KEPT.iter().filter(|(name, _)| is_kept(name)).map(|(_, word)| *word).collect();
    if let Some((last, others)) = kept.split_last() {
        let list = match others {
            [] => (*last).to_owned(),
            others => format!("{} and {last}", others.join(", ")),
        };
        let message = format!(
            "this turns LDAP off, but what is stored stays and counts again once it is turned on: {list}"
        );
        let pending = sink.report(authentication.span, message);
        if kept.contains(&"mapping") {
            pending.help("`DELETE …/userSecurity/ldap/userToDNMapping` removes the mapping");
        }
    }
}
