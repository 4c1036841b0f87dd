//! Passwords and keys.

use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[Rule {
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
    bad: &[Example::body(r#"{"ldap":{"bindPassword":"correct horse"}}"#).in_file()],
    good: &[
        Example::body(r#"{"ldap":{"bindPassword":"${LDAP_BIND_PASSWORD}"}}"#).in_file(),
        Example::body(r#"{"ldap":{"bindPassword":"correct horse"}}"#),
    ],
    check: Check::File(password_literal),
    yields_to: &[],
}];

fn password_literal(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for password in payload.bind_passwords.iter().filter(|password| !password.value.as_str().is_empty()) {
        sink.report(password.span, "a bind password in a file: whoever can read the file can use it")
            .help("write a placeholder such as ${LDAP_BIND_PASSWORD}, and fill it in when it is sent");
    }
}
