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
`bindUsername` to look users and groups up. All of the configuration is known here (`--complete`, or \
`--current` with what is stored), and one of them is nowhere in it.\n\n\
Add it. The password is never missed here: it travels in requests only, so whether one is stored no document \
tells.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}","userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            )
            .complete(),
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"hostname":"ldap.mycompany.com","userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            )
            .complete(),
            Example::update(
                r#"{"ldap":{"authenticationEnabled":true,"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"}}"#,
            ),
            Example::update(
                r#"{"ldap":{"authenticationEnabled":true,"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
                r#"{"ldap":{"authenticationEnabled":false,"hostname":"","bindUsername":""}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"hostname":"ldap.mycompany.com","bindUsername":"CN=svc,DC=example,DC=net","userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            )
            .complete(),
            Example::body(r#"{"ldap":{"authenticationEnabled":true}}"#),
            Example::update(
                r#"{"ldap":{"authenticationEnabled":true}}"#,
                r#"{"ldap":{"hostname":"ldap.mycompany.com","bindUsername":"CN=svc,DC=example,DC=net","userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
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
    let lacks = |name| !is_given(payload, name) || is_empty_where_it_asks_nothing(payload, name);
    let is_stored_known = payload.current().is_some();
    let (no_host, neither, no_account) = match is_stored_known {
        false => (
            "authentication is turned on, but `hostname` is nowhere: there is no host to ask",
            "authentication is turned on, but `hostname` and `bindUsername` are nowhere: there is no host to ask",
            "authentication is turned on, but `bindUsername` is nowhere: no user could be looked up",
        ),
        true => (
            "authentication is on, but `hostname` is neither here nor stored: there is no host to ask",
            "authentication is on, but `hostname` and `bindUsername` are neither here nor stored: there is no \
             host to ask",
            "authentication is on, but `bindUsername` is neither here nor stored: no user could be looked up",
        ),
    };
    let (case, message) = match (lacks("hostname"), lacks("bindUsername")) {
        (false, false) => return,
        (true, false) => (NO_HOST, no_host),
        (true, true) => (NO_HOST, neither),
        (false, true) => (NO_ACCOUNT, no_account),
    };
    sink.report_case(case, authentication.span, message).help(match is_stored_known {
        true => "add what is missing",
        false => "add what is missing, or check without `--complete` if it is stored already",
    });
}

fn bind_credential_pair(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // An answer never has the password; the flat body requires both; and in the whole configuration there
    // is no stored value that would go with the one that is given.
    if payload.kind != Kind::Patch || (payload.complete && payload.current().is_none()) {
        return;
    }
    let own = |name| {
        let member = payload.ldap_member(name).filter(|member| says_something(member))?;
        (!payload.is_stored(member.value.span)).then_some(member)
    };
    if let Some(name) = own("bindUsername")
        && !is_given(payload, "bindPassword")
        && let Some(message) = alone(payload, name)
    {
        sink.report(name.key, message)
            .help("send `bindPassword` as well, unless this is the same account under another name");
    }
    let Some(password) = own("bindPassword") else { return };
    let help = "send `bindUsername` as well, unless this is a new password of the same account";
    match payload.ldap_member("bindUsername") {
        Some(stored) if payload.is_stored(stored.value.span) && !is_without_text(stored) => {
            let name = match &stored.value.data {
                Data::String(text) => sink.quote_all(text),
                _ => return,
            };
            let message = format!("a bind password without its name: it is used with the stored one, {name}");
            sink.report(password.key, message).related(stored.value.span, "the name").help(help);
        }
        member
            if member.is_some_and(|member| payload.is_stored(member.value.span))
                || !is_given(payload, "bindUsername") =>
        {
            let message = match payload.current() {
                None => {
                    "a bind password without its name: it is used with the stored name, whichever that is"
                }
                Some(_) => "a bind password without its name, and no name is stored: nothing uses it",
            };
            sink.report(password.key, message).help(help);
        }
        _ => {}
    }
}

/// What is to be said of a name that comes without its password.
fn alone(payload: &Payload<'_>, name: &Member<'_>) -> Option<&'static str> {
    if payload.current().is_none() {
        return Some(
            "a bind name without its password: it is used with the stored one, whichever account that is of",
        );
    }
    match payload.stored_value("bindUsername") {
        // It is the one that is stored.
        Some(stored) if matches!(&name.value.data, Data::String(text) if stored == text.as_str()) => None,
        Some(_) => Some(
            "another bind name than the stored one, without its password: it is used with the one that is \
             stored for the other name",
        ),
        None => Some("a bind name without its password, and no name is stored that could have one"),
    }
}

/// Whether the member is a text with something in it, or a placeholder for one: of any other value another
/// rule speaks.
fn says_something(member: &Member<'_>) -> bool {
    match &member.value.data {
        Data::String(text) => {
            !is_blank(text.as_str())
                && !matches!(member.placeholder.as_deref(), Some(Placeholder::Documentation(_)))
        }
        _ => false,
    }
}

/// Whether a member of `ldap` is stored, or answered, with nothing in it. In an update an empty value has
/// rules of its own.
fn is_empty_where_it_asks_nothing(payload: &Payload<'_>, name: &str) -> bool {
    let is_told =
        |member: &Member<'_>| payload.kind == Kind::Response || payload.is_stored(member.value.span);
    payload.ldap_member(name).is_some_and(|member| is_told(member) && is_without_text(member))
}

fn is_without_text(member: &Member<'_>) -> bool {
    matches!(&member.value.data, Data::String(text) if is_blank(text.as_str()))
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
