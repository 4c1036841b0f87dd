//! Passwords and keys.
//!
//! No message quotes a password, and no edit writes one.

pub(crate) mod key;
mod words;

use std::collections::HashSet;

use self::words::{is_left_to_be_replaced, is_reference};
use crate::fix::Safety;
use crate::json::Data;
use crate::payload::{Payload, TextField};
use crate::placeholder::Placeholder;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::or_leave_out;
use crate::spec::Kind;

const UNAUTHENTICATED: Basis =
    Basis::Standard("RFC 4513 §5.1.2: a bind with an empty password is unauthenticated, or refused");

/// Authentication is turned on beside it.
const ON: usize = 0;
/// It is not.
const NOT_ON: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "bind-password-literal",
        group: Group::Secret,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Advice("OWASP Secrets Management: no secrets in source code"),
        )],
        summary: "A bind password stands in a file.",
        explain: "\
Who can read the file, or the history of its repository, can bind to the directory with this password.\n\n\
Write a placeholder (`${LDAP_BIND_PASSWORD}`), let the deployment fill it in, and change the password if the \
file was ever shared. Documents from standard input, and what a program hands to the library, are not \
reported.",
        bad: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#,
        )
        .in_file()],
        good: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${LDAP_BIND_PASSWORD}"}}"#,
            )
            .in_file(),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#,
            ),
        ],
        check: Check::File(password_literal),
        yields_to: &[],
    },
    Rule {
        name: "bind-password-empty",
        group: Group::Secret,
        cases: &[
            Case::error(Consequence::LockedOut, UNAUTHENTICATED)
                .when("authentication is turned on beside it, or it is to be verified"),
            Case::warning(Consequence::Suspicious, UNAUTHENTICATED)
                .when("authentication is not turned on beside it"),
        ],
        summary: "The bind password is empty.",
        explain: "\
A bind with a name and an empty password is an unauthenticated bind (RFC 4513 §5.1.2): the directory refuses \
it, or says yes and treats the database as a stranger, who may see nothing. Either way the database finds \
neither users nor groups.\n\n\
Write the password, or a placeholder that is filled in when the request is sent. To keep the stored password, \
leave the member out. If a variable was to be filled in, it was empty.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":""}}"#,
            ),
            Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":""}}"#),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${LDAP_BIND_PASSWORD}"}}"#,
        )],
        check: Check::Body(password_empty),
        yields_to: &[],
    },
    Rule {
        name: "bind-password-placeholder",
        group: Group::Secret,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("words that the examples of the vendor's tools and of others write for a password"),
        )],
        summary: "The bind password is a word that was left to be replaced.",
        explain: "\
`changeMe`, `PASSWORD`, `your-password`, `****` and the like stand in examples where your own password \
belongs. If it really is the password, everybody guesses it.\n\n\
Put the password in, or a placeholder that is filled in when the request is sent (`${LDAP_BIND_PASSWORD}`).",
        bad: &[
            Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"changeMe"}}"#),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"<password>"}}"#,
            )
            .in_file(),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${LDAP_BIND_PASSWORD}"}}"#,
        )
        .in_file()],
        check: Check::Body(password_placeholder),
        yields_to: &[],
    },
    Rule {
        name: "bind-password-whitespace",
        group: Group::Secret,
        cases: &[Case::warning(
            Consequence::LockedOut,
            Basis::Standard("RFC 4511 §4.2: a password is a string of octets, white space included"),
        )],
        summary: "The bind password begins or ends with white space.",
        explain: "\
Mostly it is the line break at the end of the file or of the command from which the password was read: \
`echo` adds one, and editors do. It is sent as part of the password, which is then a wrong one.\n\n\
Remove it: `printf %s`, `tr -d '\\n'`, or `jq --rawfile` with `rtrimstr(\"\\n\")` leave none. If the password \
really has a blank there, choose another one.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse\n"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":" correct horse"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#,
        )],
        check: Check::Body(password_whitespace),
        yields_to: &[],
    },
    Rule {
        name: "bind-password-reused",
        group: Group::Secret,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Advice("a password is no use if it stands elsewhere for all to see"),
        )],
        summary: "The bind password is the same as another value of this document.",
        explain: "\
What stands in another member is no secret: it is shown in logs and in the answers of the API. And an account \
whose password is its own name is the first that anybody tries. Or a value was put into the wrong member.\n\n\
Look whether the right value is in the right place; if it is, change the password in the directory. Which \
value it is the report does not say, because that would tell the password.",
        bad: &[Example::body(r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"svc"}}"#)],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#,
        )],
        check: Check::Body(password_reused),
        yields_to: &[],
    },
];

/// The bind passwords, all of them, with their texts. An answer has none: of one that does nothing can be
/// said but that.
fn passwords<'p, 'd>(payload: &'p Payload<'d>) -> impl Iterator<Item = (&'p TextField<'d>, &'p str)> {
    let passwords = payload.bind_passwords.iter().filter(|_| payload.kind != Kind::Response);
    passwords.map(|password| (password, password.value.as_str()))
}

/// Whether the text may be a password: what was left to be replaced, or says where the password is kept,
/// is none.
pub(crate) fn gives_something_away(text: &str) -> bool {
    !text.trim().is_empty() && !is_left_to_be_replaced(text) && !is_reference(text)
}

fn password_literal(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (password, text) in passwords(payload) {
        if gives_something_away(text) {
            let help = match payload.conventions().templates.example("LDAP_BIND_PASSWORD") {
                Some(example) => {
                    format!("write a placeholder such as {example}, and fill it in when it is sent")
                }
                None => "leave it out, and put it in when the document is sent".to_owned(),
            };
            sink.report(password.span, "a bind password in a file: whoever can read the file can use it")
                .help(help);
        }
    }
}

fn password_empty(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (password, _) in passwords(payload).filter(|(_, text)| text.is_empty()) {
        let (case, message) = match payload.is_authentication_on() {
            _ if payload.kind == Kind::Verify => {
                (ON, "the bind password is empty: a bind without one verifies nothing")
            }
            true => (
                ON,
                "the bind password is empty, but authentication is turned on: a directory refuses such a bind, or \
                 takes the database for a stranger",
            ),
            false => (
                NOT_ON,
                "the bind password is empty: a directory refuses such a bind, or takes the database for a stranger",
            ),
        };
        sink.report_case(case, password.span, message).help(or_leave_out(
            payload,
            "write the password",
            "bindPassword",
        ));
    }
}

fn password_placeholder(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (password, _) in passwords(payload).filter(|(_, text)| is_left_to_be_replaced(text)) {
        let help = match payload.conventions().templates.example("LDAP_BIND_PASSWORD") {
            Some(example) => {
                format!("put the password in, or a placeholder such as {example} to be filled in")
            }
            None => "put the password in".to_owned(),
        };
        sink.report(
            password.span,
            "this looks like a word that was left to be replaced by the bind password",
        )
        .help(help);
    }
}

fn password_whitespace(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let members = payload.members().filter(|(_, field)| field.name == "bindPassword");
    for (member, _) in members.filter(|_| payload.kind != Kind::Response) {
        let Data::String(value) = &member.value.data else { continue };
        let (text, span) = (value.as_str(), member.value.span);
        let is_seen = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_graphic());
        if is_seen(text.bytes().next()) && is_seen(text.bytes().next_back()) {
            continue;
        }
        let inner = text.trim_matches(is_space);
        let is_password = match member.placeholder.as_deref() {
            // What is around `${PASSWORD}` stays when that is filled in.
            Some(Placeholder::Template) => true,
            Some(Placeholder::Documentation(_)) => false,
            None => !is_left_to_be_replaced(text),
        };
        if inner.len() == text.len() || !is_password {
            continue;
        }
        if inner.is_empty() {
            sink.report(span, "there is nothing but white space in the bind password")
                .help("write the password; what it was read from was perhaps empty");
            continue;
        }
        let start = text.len() - text.trim_start_matches(is_space).len();
        let end = start + inner.len();
        let message = match (start > 0, text.get(end..).unwrap_or_default()) {
            (true, "") => "the bind password begins with white space, which is sent as part of it",
            (true, _) => "there is white space around the bind password, and it is sent as part of it",
            (false, after) if after.contains(['\n', '\r']) => {
                "the bind password ends with a line break, which is sent as part of it"
            }
            (false, _) => "the bind password ends with white space, which is sent as part of it",
        };
        // Only the white space is touched, so that no edit holds the password.
        let ends = [0..start, end..text.len()].into_iter().filter(|range| !range.is_empty());
        sink.report(span, message)
            .help("remove it, unless the password really has it")
            .fix(Safety::Hint, ends.map(|range| value.replace(range, "")));
    }
}

/// White space, and what nobody sees either.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn password_reused(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let suspects =
        || passwords(payload).filter(|(_, text)| !text.is_empty() && !is_left_to_be_replaced(text));
    if suspects().next().is_none() {
        return;
    }
    let mut others: HashSet<&str> = payload
        .members()
        .filter(|(_, field)| field.name != "bindPassword")
        .filter_map(|(member, _)| match &member.value.data {
            Data::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if let Some(first) = payload.bind_username.as_ref().and_then(|name| name.value.get().rdns().first()) {
        others.extend(first.attributes().iter().map(|attribute| attribute.value()));
    }
    for (password, _) in suspects().filter(|(_, text)| others.contains(text)) {
        // Neither the message nor a related place says which: that would be the password.
        sink.report(password.span, "the bind password is the same as another value of this document")
            .help("see whether a value is in the wrong member; if none is, change the password");
    }
}
