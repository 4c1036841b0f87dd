//! An update for nothing.

use crate::api::state::State;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

const CURRENT: &str = r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636,"links":[]}}"#;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "restart-without-change",
    group: Group::State,
    cases: &[Case::warning(
        Consequence::Suspicious,
        Basis::Documented("every update restarts the database, and an absent member keeps its stored value"),
    )],
    summary: "The update says what is stored already, and restarts the database all the same.",
    explain: "\
Every value of the update is stored already (`--current`), so it changes nothing; the database is restarted for it \
node by node. Certificates count as the same if both texts can be read whole and hold the same ones, those of one \
subject in the same order; a member that is not stored counts as its documented default (`port` 636, \
`authzQueryTemplate` `{USER}?memberOf?base`), but to delete a stored template is a change, whatever it says: whether \
the default then steps in is not recorded. Everything else is compared as it is: that an empty list, or an empty \
`hostname`, is the same as none is documented nowhere, so it counts as a change.\n\n\
Do not send it, or look whether it is the body that was meant. With a `bindPassword` it cannot be told: which one is \
stored no answer says. Nor with a null, a member that the contract does not know, or a value that something else \
stands for.",
    bad: &[
        Example::update(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#, CURRENT),
        Example::update(r#"{"ldap":{"port":636}}"#, r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#),
        Example::update(r#"{"ldap":{"caCertificate":""}}"#, r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#),
        Example::update(
            r#"{"customerX509":{"cas":"‹rsa-root›‹good-root›"}}"#,
            r#"{"customerX509":{"cas":"‹good-root›‹rsa-root›"}}"#,
        ),
    ],
    good: &[
        Example::update(r#"{"ldap":{"hostname":"ldap.mycompany.com","port":3269}}"#, CURRENT),
        Example::update(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"}}"#,
        ),
    ],
    check: Check::State(restart_without_change),
    // Of a body that says nothing that one has more to say.
    yields_to: &["empty-update"],
}];

/// Why it is left open.
const PASSWORD: &str = "the update has a bind password, and which one is stored is not known";
const UNCLEAR: &str = "what some of the update does is not known";

fn restart_without_change(payload: &Payload<'_>, current: &State, _: Option<i64>, sink: &mut Sink<'_>) {
    let Some((update, after)) = super::after(payload, current) else { return };
    if !current.compared(&after, &payload.conventions().templates).is_empty() {
        return;
    }
    let Some(root) = payload.root() else { return };
    match (update.has_password, update.unclear.any()) {
        (true, _) => sink.not_analysed(PASSWORD),
        (_, true) => sink.not_analysed(UNCLEAR),
        (false, false) => {
            let message = match update.deletes() {
                // What it deletes is not there.
                true => "none of this changes what is stored, but the database is restarted for it",
                false => "all of this is stored already, but the database is restarted for it",
            };
            sink.report(root.span, message)
                .help("do not send it, or look whether it is the body that was meant");
        }
    }
}
