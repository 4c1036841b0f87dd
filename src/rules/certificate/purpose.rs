//! What a certificate may be used for.

use super::twins::{PASSED_OVER, Twins};
use super::{Found, judged};
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::extensions::{Kind, Purposes};
use crate::x509::role::Role;

const CASES: &[Case] = &[
    Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: unsuitable certificate purpose (26)"))
        .when("OpenSSL takes this certificate of the CA"),
    PASSED_OVER,
];

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "eku-forbids-client-auth",
        group: Group::Certificate,
        cases: CASES,
        summary: "A CA in `cas` must not vouch for clients.",
        explain: "\
It has an extended key usage, and clientAuth is not in it. OpenSSL holds a CA to its own extended key usage: \
every client whose certificate it issued, or that stands below it, is refused. anyExtendedKeyUsage is not enough \
for OpenSSL.\n\n\
Use the CA that issues the clients' certificates; public CAs mostly have one for servers alone. A CA of your own \
needs no extended key usage.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹server-eku-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹server-eku-intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹any-eku-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹good-root›‹server-eku-twin›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹client-eku-root›‹both-eku-root›"}}"#)],
        check: Check::OddDated(no_clients),
        yields_to: &[],
    },
    Rule {
        name: "eku-forbids-server-auth",
        group: Group::Certificate,
        cases: CASES,
        summary: "A CA in `caCertificate` must not vouch for servers.",
        explain: "\
It has an extended key usage, and serverAuth is not in it. OpenSSL holds a CA to its own extended key usage: the \
database refuses the LDAP host whose certificate it issued. anyExtendedKeyUsage is not enough for OpenSSL.\n\n\
Use the CA that issued the certificate of the LDAP host. A CA of your own needs no extended key usage.",
        bad: &[
            Example::body(r#"{"ldap":{"caCertificate":"‹client-eku-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹any-eku-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹good-root›‹client-eku-twin›"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"caCertificate":"‹server-eku-root›"}}"#)],
        check: Check::OddDated(no_servers),
        yields_to: &[],
    },
];

fn no_clients(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    // Of what is no CA in `cas`, `not-a-ca` speaks.
    let judged =
        judged(payload).filter(|found| found.trust == Trust::Clients && found.role == Role::Authority);
    for found in judged {
        forbids(&twins, &found, "clientAuth", |purposes| purposes.client_auth, sink);
    }
}

fn no_servers(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let twins = Twins::of(payload, now);
    for found in judged(payload).filter(|found| found.trust == Trust::Host) {
        forbids(&twins, &found, "serverAuth", |purposes| purposes.server_auth, sink);
    }
}

fn forbids<'p>(
    twins: &Twins<'p>,
    found: &Found<'p>,
    wanted: &str,
    allows: impl Fn(Purposes) -> bool,
    sink: &mut Sink<'_>,
) {
    let extensions = found.certificate.extensions();
    let Some(usage) = extensions.first(Kind::ExtendedKeyUsage) else { return };
    if extensions.purposes.is_none_or(allows) {
        return;
    }
    let fault = format!("the extended key usage of {} lacks {wanted}", found.subject());
    let help = match (found.trust, found.role) {
        (Trust::Clients, _) => "put the CA here that issues the clients' certificates",
        (Trust::Host, Role::Authority) => "put the CA here that issued the certificate of the LDAP host",
        (Trust::Host, _) => "put the CA of the LDAP host here, or the certificate that the host itself shows",
    };
    twins.report(found, (0, 1), (found.part(usage.at.clone()), &fault), help, sink);
}
