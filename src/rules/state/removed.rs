//! Authorities that are taken out of `cas`.

use crate::api::state::{LostAuthority, State, Whom, lost_authorities};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// Whoever has a certificate of it.
const CLIENTS: usize = 0;
/// Those that do not send it along.
const UNLESS_SENT: usize = 1;
/// The client whose certificate it is.
const ITSELF: usize = 2;

/// How many are named.
const SHOWN: usize = 5;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "ca-removed",
    group: Group::State,
    cases: &[
        Case::warning(
            Consequence::LockedOut,
            Basis::Measured(
                "OpenSSL: unable to get local issuer certificate (20) where the CA is not there, unable to get issuer \
                 certificate (2) where what issued it is not",
            ),
        )
        .when("it is a CA, and what issued it goes with it, if anything did; or it stays without that"),
        Case::warning(
            Consequence::LockedOut,
            Basis::Inferred("OpenSSL takes an intermediate from the client, if the client sends it"),
        )
        .when("it is an intermediate CA, and its root stays"),
        Case::warning(
            Consequence::LockedOut,
            Basis::Measured("OpenSSL: a self-signed certificate in `cas` is one client that is trusted"),
        )
        .when("it is a client's own certificate"),
    ],
    summary: "A CA in use is no longer in `cas`: its clients are locked out.",
    explain: "\
`cas` is replaced as a whole. Of what is stored (`--current`) the update leaves a certificate out, and the clients \
that log in with a certificate of that CA cannot do so when the database has restarted. A CA that was renewed is no \
matter: its name and its key are there in another certificate. Nor is one that has expired, or could not be used for \
another reason; nor one of `caCertificate`, which has to do with the LDAP host and no clients.\n\n\
A CA that stays needs what issued it, up to the root: once OpenSSL has taken an issuer from `cas`, all above it has \
to be there as well, whatever the client sends. Without it the clients of that CA are locked out, too.\n\n\
Leave both the old and the new CA in until every client has a certificate of the new one. Of an intermediate CA whose \
root stays only those clients are locked out that do not send it along. Whether a CA has any clients left nothing \
here can tell.",
    bad: &[
        Example::update(
            r#"{"customerX509":{"cas":"‹good-root›"}}"#,
            r#"{"customerX509":{"cas":"‹good-root›‹rsa-root›"}}"#,
        ),
        Example::update(
            r#"{"customerX509":{"cas":"‹root›"}}"#,
            r#"{"customerX509":{"cas":"‹root›‹good-intermediate›"}}"#,
        ),
        Example::update(
            r#"{"customerX509":{"cas":"‹good-root›"}}"#,
            r#"{"customerX509":{"cas":"‹good-root›‹self-signed-leaf›"}}"#,
        ),
    ],
    good: &[
        Example::update(
            r#"{"customerX509":{"cas":"‹good-root›‹rsa-root›"}}"#,
            r#"{"customerX509":{"cas":"‹good-root›"}}"#,
        ),
        Example::update(
            r#"{"customerX509":{"cas":"‹good-root›"}}"#,
            r#"{"customerX509":{"cas":"‹good-root›‹expired-root›"}}"#,
        ),
    ],
    check: Check::State(ca_removed),
    yields_to: &[],
}];

fn ca_removed(payload: &Payload<'_>, current: &State, now: Option<i64>, sink: &mut Sink<'_>) {
    let Some((_, after)) = super::after(payload, current) else { return };
    let x509 = payload.root().and_then(|root| root.member("customerX509"));
    let object = x509.and_then(|member| crate::payload::ObjectAt::of(&member.value));
    let Some(cas) = object.and_then(|object| object.member("cas")) else { return };
    let lost = match lost_authorities(current, &after, now, &payload.conventions().templates) {
        // Of what is new the chain rules speak.
        Ok(fates) => fates.lost,
        Err(reason) => return sink.not_analysed(reason),
    };
    let cases = [
        (CLIENTS, Whom::Clients),
        (CLIENTS, Whom::Below),
        (UNLESS_SENT, Whom::UnlessSent),
        (ITSELF, Whom::Itself),
    ];
    for (case, whom) in cases {
        let found: Vec<&LostAuthority> = lost.iter().filter(|lost| lost.whom == whom).collect();
        if found.is_empty() {
            continue;
        }
        let message = match (whom, found.as_slice()) {
            (_, [one]) => one.sentence(),
            (Whom::Clients, _) => format!(
                "{} CAs are no longer in `cas`, and clients with a certificate of one cannot log in any more: {}",
                found.len(),
                names(&found)
            ),
            (Whom::UnlessSent, _) => format!(
                "{} intermediates are no longer in `cas`, and clients that do not send theirs with their \
                 certificate cannot log in any more: {}",
                found.len(),
                names(&found)
            ),
            (Whom::Below, _) => format!(
                "{} CAs stay in `cas`, but lead to no root there that can be used, and clients with a certificate \
                 of one cannot log in any more, whatever they send with it: {}",
                found.len(),
                names(&found)
            ),
            (Whom::Itself, _) => format!(
                "{} self-signed certificates are no longer in `cas`, and their clients cannot log in any more: {}",
                found.len(),
                names(&found)
            ),
        };
        let help = match whom {
            Whom::Clients => {
                "leave it in until every client has a certificate of another CA: `cas` is replaced as a whole"
            }
            Whom::UnlessSent => {
                "leave it in, or make sure that the clients send it: `cas` is replaced as a whole"
            }
            Whom::Below => "leave in what issued it, up to the root: `cas` is replaced as a whole",
            Whom::Itself => "leave it in until the client has another one: `cas` is replaced as a whole",
        };
        sink.report_case(case, cas.key, message).help(help);
    }
}

fn names(found: &[&LostAuthority]) -> String {
    let mut names: Vec<String> = found.iter().take(SHOWN).map(|lost| lost.named()).collect();
    let more = found.len().saturating_sub(SHOWN);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}
