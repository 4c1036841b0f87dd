//! Whether a certificate is for the host that it is to vouch for.

use super::judged;
use super::twins::Twins;
use crate::language::Language as _;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::extensions::Purpose;
use crate::x509::role::Role;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "certificate-host-mismatch",
    group: Group::Certificate,
    cases: &[Case::warning(
        Consequence::LockedOut,
        Basis::Inferred("libldap compares the host with the names of the certificate that the server shows"),
    )],
    summary: "A server's own certificate is for another host than `hostname`.",
    explain: "\
The certificate in `caCertificate` is no CA, but a server's own, self-signed: the database then trusts this one \
server. That works if the server shows this very certificate, and it is for the host that the database connects \
to; but none of its names (subject alternative names, or the common name) is that of `hostname`.\n\n\
Look whether it is the right server's certificate, and whether `hostname` is written as in the certificate: a \
certificate for a name does not cover the address, nor the short name. An address has to stand there as an IP \
address.",
    bad: &[
        Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com","caCertificate":"‹other-server›"}}"#),
        Example::body(r#"{"ldap":{"hostname":"ldap2.mycompany.com","caCertificate":"‹cn-only-server›"}}"#),
    ],
    good: &[
        Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com","caCertificate":"‹ldap-server›"}}"#),
        Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com","caCertificate":"‹root›"}}"#),
        Example::body(r#"{"ldap":{"hostname":"${LDAP_HOST}","caCertificate":"‹other-server›"}}"#),
    ],
    check: Check::OddDated(host_mismatch),
    yields_to: &[],
}];

/// How many of the names are told.
const TOLD: usize = 3;

fn host_mismatch(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let Some(hostname) = &payload.hostname else { return };
    // What is no host is spoken of already.
    let Some(host) = hostname.value.get().host() else { return };
    let twins = Twins::of(payload, now);
    for found in judged(payload).filter(|found| found.trust == Trust::Host && found.role == Role::Own) {
        let names = found.certificate.host_names();
        // In a mangled text the right one may be what was lost; of what is for no server others speak.
        let is_server = found.certificate.extensions().forbidding(Purpose::Server).is_none();
        if !is_server || names.cover(host) || !found.bundle.faults().is_empty() {
            continue;
        }
        // It is none of a server, but a CA's that does not say so: `not-a-ca` speaks of it.
        if twins.through(&found).is_some() || twins.taken_instead(&found).is_some() {
            continue;
        }
        let mut told: Vec<String> = names.readable().take(TOLD + 1).map(|name| quoted(&name)).collect();
        let more = told.len() > TOLD;
        told.truncate(TOLD);
        let told = match told.is_empty() {
            true => "for no host at all".to_owned(),
            false => format!("for {}{}", told.join(", "), if more { " and others" } else { "" }),
        };
        let message = format!(
            "this is a server's own certificate, {told}, and not for {}",
            sink.quote_all(hostname.value.text)
        );
        sink.report(found.block(), message)
            .related(hostname.span, "the host")
            .help("put the CA of the LDAP host here, or the certificate that this very host shows");
    }
}
