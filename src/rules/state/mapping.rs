//! User names that the stored list of mappings answered.

use crate::api::state::{How, LostEntry, State, rerouted};
use crate::map::MapOutcome;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// No entry takes its names.
const NOBODY: usize = 0;
/// Another one does, or none is needed any more.
const ANOTHER: usize = 1;

const CURRENT: &str = r#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":false,"hostname":"ldap.mycompany.com","bindUsername":"CN=svc,DC=example,DC=net","userToDNMapping":[{"match":"([a-z]+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"},{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "mapping-removed",
    group: Group::State,
    cases: &[
        Case::warning(
            Consequence::LockedOut,
            Basis::Documented(
                "a user whose name no mapping takes cannot log in (security.ldap.userToDNMapping)",
            ),
        )
        .when("no entry takes its names any more"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Documented("the first mapping that works is used (security.ldap.userToDNMapping)"),
        )
        .when("another entry takes them, or the names are used as they are"),
    ],
    summary: "A mapping that answered for some user names is gone, or does not get them.",
    explain: "\
`userToDNMapping` is replaced as a whole, and its order counts. An entry that is stored (`--current`) answered for \
some names; in the update it is not there, or stands behind one that takes some of them, or all. The message shows \
such a name, what it was and what it becomes. So it is with an exception, put before a general entry for a few names: \
they become something else. An entry with the same `match` and another target is a change that somebody made, and is \
not reported; nor is one that was written otherwise, if its names become what they were; nor anything while \
authentication and authorization are off.\n\n\
Two distinguished names are taken for the same if both texts stand for the same types and values (RFC 4514 §3): the \
case of a type, spaces around it and escapes do not count. The case of a value does, as the directory decides whether \
it matters (RFC 4517 §4.2.15). Two queries are the same if they ask for the same: attributes, extensions, \
parentheses around the whole filter and percent-encoding do not count.\n\n\
Looked at are, for each stored entry that is gone or has others before it: its shortest name; the shortest that no \
new entry takes; and for each new entry the shortest that this one takes. Where such an entry may divide names \
otherwise, some more names are tried, with other letters in each group, and longer ones. If none shows a difference, \
and it is not certain that there is none, the rule says that it did not look at everything; so it does where a query \
is asked before what answered a name, or two change places, as only the directory knows whom they find; where an \
expression is not regular (look-around, back references), where the lists are too large, and where the database \
refuses an entry of a list.\n\n\
If it was meant, see that the users have what they need under their new names: roles go by the distinguished name. \
Otherwise put the entry back, special ones before general ones. `usersec diff` shows what becomes of every entry, \
and `usersec map` of a name.",
    bad: &[
        Example::update(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            CURRENT,
        ),
        Example::update(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z@.]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            CURRENT,
        ),
    ],
    good: &[
        Example::update(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"},{"match":"([a-z]+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
            CURRENT,
        ),
        Example::update(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]{1,64})@lab\\.net","substitution":"CN={0},DC=lab,DC=net"},{"match":"([a-z]+)@lab[.]net","substitution":"CN={0},DC=lab,DC=net"},{"match":"([a-z]+)","substitution":"CN={0},OU=new,DC=example,DC=net"}]}}"#,
            CURRENT,
        ),
    ],
    check: Check::State(mapping_removed),
    yields_to: &[],
}];

fn mapping_removed(payload: &Payload<'_>, current: &State, _: Option<i64>, sink: &mut Sink<'_>) {
    let Some((_, after)) = super::after(payload, current) else { return };
    let Some(list) = payload.ldap_member("userToDNMapping") else { return };
    let found = rerouted(current, &after, &payload.conventions().templates);
    if let Some(reason) = found.unseen {
        sink.not_analysed(reason);
    }
    for case in [NOBODY, ANOTHER] {
        let is_of_case = |lost: &&LostEntry| {
            let fails = lost.after.outcome() == MapOutcome::NoMatch;
            !matches!(lost.how, How::Changed(_)) && fails == (case == NOBODY)
        };
        let mut of_case = found.lost.iter().filter(is_of_case);
        let Some(first) = of_case.next() else { continue };
        let others = match of_case.count() {
            0 => String::new(),
            1 => "; with another entry it is the same".to_owned(),
            n => format!("; with {n} other entries it is the same"),
        };
        let pattern = current.get(&format!("/ldap/userToDNMapping/{}/match", first.index));
        let pattern = pattern.and_then(|pattern| pattern.as_str()).unwrap_or_default();
        let help = match first.how {
            How::Behind { gets_none: true, .. } => "put it before what takes them again",
            How::Behind { gets_none: false, .. } => {
                "if an exception for them is meant, see that they have what they need under their new names; otherwise \
                 narrow the entry that takes them, or leave it out"
            }
            _ => "put it back, unless nobody has such a name: the list is replaced as a whole",
        };
        let message = format!("{}{others}", first.sentence(pattern));
        let taker = first.taker().and_then(|taker| payload.mappings.as_ref()?.get(taker));
        let pending = sink.report_case(case, list.key, message).help(help);
        if let Some(taker) = taker {
            pending.related(taker.span, "this one takes it");
        }
    }
}
