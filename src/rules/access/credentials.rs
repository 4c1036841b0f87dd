//! Host, bind name and bind password, of which one needs the other.

use crate::json::{Data, Member};
use crate::payload::{Payload, is_blank};
use crate::placeholder::Placeholder;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::document::meant;
use crate::spec::{Kind, LDAP};

/// There is no host.
const NO_HOST: usize = 0;
/// There is a host, but no account.
const NO_ACCOUNT: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "bind-incomplete",
        group: Group::Access,
        cases: &[
            Case::warning(Consequence::LockedOut, Basis::Inferred("authentication needs a host to ask"))
                .when("there is no host"),
            Case::warning(Consequence::Suspicious, Basis::Inferred("queries need an account to bind as"))
                .when("there is a host, but no bind name"),
        ],
        summary: "Authentication is on, but host or bind name are nowhere to be found.",
        explain: "\
With `authenticationEnabled` the database asks the LDAP host (`hostname`) about each user, and binds as \
`bindUsername` to look users and groups up. This is the whole configuration (`--complete`), and one of them \
is nowhere in it.\n\n\
Add it. The password is never missed here: it travels in requests only, so whether one is stored no document \
tells.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            )
            .complete(),
            Example::body(r#"{"ldap":{"authenticationEnabled":true,"hostname":"ldap.mycompany.com"}}"#)
                .complete(),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"hostname":"ldap.mycompany.com","bindUsername":"CN=svc,DC=example,DC=net"}}"#,
            )
            .complete(),
            Example::body(r#"{"ldap":{"authenticationEnabled":true}}"#),
        ],
        check: Check::Body(bind_incomplete),
        yields_to: &[],
    },
    Rule {
        name: "bind-credential-pair",
        group: Group::Access,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Inferred("the update is a PATCH: the other one keeps its stored value"),
        )],
        summary: "Of bind name and bind password only one is given.",
        explain: "\
The update is a PATCH, so the one that is left out keeps its stored value. A new name then goes with the \
password of the old account, and a new password with whatever name is stored.\n\n\
That is right for a new password of the same account, and for an account that was merely renamed or moved. \
Otherwise send both.",
        bad: &[
            Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"}}"#),
            Example::body(r#"{"ldap":{"bindPassword":"${PASSWORD}"}}"#),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"}}"#).complete(),
        ],
        check: Check::Body(bind_credential_pair),
        yields_to: &[],
    },
];

fn bind_incomplete(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(authentication) = payload.authentication_enabled.as_ref().filter(|flag| flag.value) else {
        return;
    };
    if !payload.complete {
        return;
    }
    let lacks = |name| !is_given(payload, name);
    let (case, message) = match (lacks("hostname"), lacks("bindUsername")) {
        (false, false) => return,
        (true, false) => {
            (NO_HOST, "authentication is turned on, but `hostname` is nowhere: there is no host to ask")
        }
        (true, true) => (
            NO_HOST,
            "authentication is turned on, but `hostname` and `bindUsername` are nowhere: there is no host to ask",
        ),
        (false, true) => (
            NO_ACCOUNT,
            "authentication is turned on, but `bindUsername` is nowhere: no user could be looked up",
        ),
    };
    sink.report_case(case, authentication.span, message)
        .help("add what is missing, or check without `--complete` if it is stored already");
}

fn bind_credential_pair(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // An answer never has the password; the flat body requires both; and in the whole configuration there
    // is no stored value that would go with the one that is given.
    if payload.kind != Kind::Patch || payload.complete {
        return;
    }
    for (name, other, message, help) in [
        (
            "bindUsername",
            "bindPassword",
            "a bind name without its password: it is used with the stored one, whichever account that is of",
            "send `bindPassword` as well, unless this is the same account under another name",
        ),
        (
            "bindPassword",
            "bindUsername",
            "a bind password without its name: it is used with the stored name, whichever that is",
            "send `bindUsername` as well, unless this is a new password of the same account",
        ),
    ] {
        if let Some(member) = payload.ldap_member(name)
            && says_something(member)
            && !is_given(payload, other)
        {
            sink.report(member.key, message).help(help);
        }
    }
}

/// Whether the member is a text with something in it, or a placeholder for one: of any other value another
/// rule speaks.
fn says_something(member: &Member<'_>) -> bool {
    match &member.value.data {
        Data::String(text) => {
            !is_blank(text.as_str()) && !matches!(member.placeholder, Some(Placeholder::Documentation(_)))
        }
        _ => false,
    }
}

/// Whether a member of `ldap` is there: whatever its value is, and also misspelt or in the wrong place,
/// because another rule speaks of that.
pub(in crate::rules) fn is_given(payload: &Payload<'_>, name: &str) -> bool {
    let is_it = |member: &Member<'_>| {
        let found = member.name.as_str();
        found == name || (member.field.is_none() && meant(found, &LDAP, payload.kind) == Some(name))
    };
    payload.ldap_has(name) || payload.objects().flat_map(|object| object.members).any(is_it)
}
