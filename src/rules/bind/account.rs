//! The account that `bindUsername` names.

use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::access::query::query_without_bind;
use crate::rules::or_leave_out;
use crate::spec::Kind;

const PATTERN: Basis = Basis::Contract("bindUsername: the documented pattern wants at least one `DC=`");

/// Authentication is on.
const ON: usize = 0;
/// It is not, as far as is known.
const NOT_ON: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "bind-username-empty",
        group: Group::Bind,
        cases: &[
            Case::error(Consequence::Breach, PATTERN).when("authentication is on, or it is to be verified"),
            Case::warning(Consequence::Breach, PATTERN).when("authentication is not on, as far as is known"),
        ],
        summary: "The bind name is empty.",
        explain: "\
`bindUsername` is the account as which the database looks users and groups up. The contract wants a \
distinguished name; what the API makes of an empty one is not recorded. Without an account the database can search anonymously at best, and a directory such as Active \
Directory answers nobody that it does not know.\n\n\
Write the account's full name. To keep the stored name, leave the member out. If the same body has a query \
that needs the account, query-without-bind speaks of it instead.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authenticationEnabled":true,"bindUsername":"","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(r#"{"ldap":{"bindUsername":"","bindPassword":"${PASSWORD}"}}"#),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::Body(bind_username_empty),
        yields_to: &[],
    },
    Rule {
        name: "bind-privileged-account",
        group: Group::Bind,
        cases: &[Case::note(
            Consequence::Exposed,
            Basis::Advice("least privilege: the bind account only has to search"),
        )],
        summary: "The bind name is an administrator's account.",
        explain: "\
The database binds to look users and groups up: an account that may read those is enough. Whoever gets hold \
of the password of `Administrator`, `admin`, `Manager`, `Directory Manager` or `root` owns the directory, \
and such a password is hard to change once other systems use it as well.\n\n\
Create an account for this purpose that may only search, and bind as that one.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Administrator,CN=Users,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=Directory\\20manager,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        good: &[
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc-atlas,CN=Users,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"bindUsername":"CN=svc-atlas,OU=Admin,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
        ],
        check: Check::Body(bind_privileged_account),
        yields_to: &[],
    },
];

fn bind_username_empty(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = payload.empty_bind_name() else { return };
    // A query that needs the account says more.
    if query_without_bind(payload.in_effect()).is_some() {
        return;
    }
    let (case, but) = match payload.kind {
        Kind::Verify => (ON, ", so there is nothing to verify"),
        // It says what is stored, and asks for nothing.
        Kind::Response => return,
        Kind::Patch if payload.is_authentication_on() => (ON, ", but authentication is turned on"),
        Kind::Patch => (NOT_ON, ""),
    };
    let message = format!("the bind name is empty{but}: the contract wants a distinguished name");
    sink.report_case(case, field.span, message).help(or_leave_out(
        payload,
        "write the account's full name",
        "bindUsername",
    ));
}

/// Names of accounts that may do everything, in lower case: of Active Directory, of OpenLDAP's and other
/// servers' setups.
const PRIVILEGED: &[&str] = &["administrator", "admin", "manager", "directory manager", "root", "sysadmin"];

/// What an account is named by: `CN` and `UID`, also written out.
const NAMING: &[&str] = &["cn", "commonname", "2.5.4.3", "uid", "userid", "0.9.2342.19200300.100.1.1"];

fn bind_privileged_account(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.bind_username else { return };
    let Some(first) = field.value.get().rdns().first() else { return };
    let among = |names: &[&str], text: &str| names.iter().any(|name| name.eq_ignore_ascii_case(text));
    let is_privileged = first
        .attributes()
        .iter()
        .any(|attribute| among(NAMING, attribute.attribute_type()) && among(PRIVILEGED, attribute.value()));
    if is_privileged {
        let shown = sink.quote(field.value.text, first.at.clone());
        sink.report(
            field.value.text.span(first.at.clone()),
            format!("{shown} looks like an administrator's account, and the database only has to search"),
        )
        .help("bind as an account of its own that may only read users and groups");
    }
}
