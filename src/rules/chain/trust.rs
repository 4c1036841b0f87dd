//! Whom the certificates of a field trust, all together.

use std::collections::{BTreeSet, HashSet};

use super::{SHOWN, and_others};
use crate::fix::Safety;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::with_line_break;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::Ca;
use crate::x509::paths::{End, Paths};

/// Distinguished names, in `cas`.
const SUBJECTS: usize = 0;
/// The host of the same document is none that the CA may issue for.
const HOST: usize = 1;
/// Anything else.
const OTHER_NAMES: usize = 2;

/// Much for each client to read.
const LARGE: usize = 0;
/// More than can be sent.
const TOO_LARGE: usize = 1;

/// More certificates than anybody's own CAs have.
const MANY: usize = 50;

/// The largest message that a client in Java reads, in bytes (`jdk.tls.maxHandshakeMessageSize`).
const LARGE_NAMES: usize = 32_768;

/// How many bytes of names fit into the request that the database sends to each client. The list itself
/// may have 65,535 of them, but in TLS 1.3 it is an extension beside others.
const MOST_NAMES: usize = 65_502;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "name-constraints",
        group: Group::Chain,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL: permitted subtree violation (47), excluded subtree violation (48)"),
            )
            .when("they are about distinguished names, in `cas`"),
            Case::warning(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: permitted subtree violation (47), excluded subtree violation (48)"),
            )
            .when("the CA in `caCertificate` may not issue for `hostname`"),
            Case::note(
                Consequence::Suspicious,
                Basis::Measured(
                    "OpenSSL applies them to host names, also to a common name that looks like one",
                ),
            )
            .when("they are about other names, or in `caCertificate`"),
        ],
        summary: "A CA is restricted to certain names.",
        explain: "\
The name constraints of a CA (RFC 5280 §4.2.1.10) say which names the certificates below it may have, or may \
not have. OpenSSL applies them, critical or not. Those about distinguished names are compared with the \
subject of a client's certificate, which is the name of the database user: a user outside of them cannot log \
in. Those about host names and addresses are compared with the names of the LDAP host, and also with a \
client's common name if that looks like a host's.\n\n\
Compare the constraints with the certificates in use: `openssl x509 -text` shows them.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹constrained-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹dns-constrained-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹dir-permitted-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹dns-constrained-root›"}}"#),
            Example::body(
                r#"{"ldap":{"caCertificate":"‹dns-constrained-root›","hostname":"ldap.othercompany.com"}}"#,
            ),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::OddCertificate(name_constraints),
        yields_to: &[],
    },
    Rule {
        name: "public-ca-in-client-bundle",
        group: Group::Chain,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Advice("who is trusted by browsers, or was, issues certificates to anybody"),
        )],
        summary: "A public CA is trusted to issue the certificates of clients.",
        explain: "\
`cas` says who may issue certificates for your database users. A CA that browsers trust issues certificates \
to anybody who has a domain: what is left between such a certificate and the database is whether it may be \
used by clients, and whether its subject is the name of a user. It is rarely meant: perhaps a bundle of the \
operating system was pasted, or the CA of a server's certificate.\n\n\
Put your own CA here, one that issues certificates to your clients only. The list of public CAs has the SHA-256 \
fingerprints of what is in webpki-root-certs 1.0.11 and 0.26.7, Mozilla's list of now and of 2024, as of \
2026-11-22.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹public-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹public-root›‹other-public-root›"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"caCertificate":"‹public-root›"}}"#)],
        check: Check::Body(public_ca),
        yields_to: &[],
    },
    Rule {
        name: "huge-bundle",
        group: Group::Chain,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Inferred("the names of all CAs are sent to each client that connects"),
            )
            .when("there are more than 50 certificates, or more than 32 kB of names"),
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: internal error in the handshake with each client"),
            )
            .when("their names do not fit into the message that they are sent in"),
        ],
        summary: "There are very many CAs in `cas`.",
        explain: "\
The database sends the names of all CAs in `cas` to each client that connects, so that the client can choose a \
certificate (RFC 8446 §4.2.4, RFC 5246 §7.4.4). The list may have 65,535 bytes, in TLS 1.3 some less; with more, \
OpenSSL breaks off the handshake of every client. Other software gives up earlier: Java reads no message of \
more than 32,768 bytes unless told otherwise. Such a bundle is seldom meant: perhaps it is that of the \
operating system.\n\n\
Leave only the CAs that issue your clients' certificates. `caCertificate` is not sent to anybody, so this rule \
does not look at it.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹roots-51›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹long-names-40000›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹long-names-66000›"}}"#),
        ],
        good: &[
            Example::body(r#"{"customerX509":{"cas":"‹roots-50›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹long-names-root›"}}"#),
        ],
        check: Check::Body(huge),
        yields_to: &[],
    },
    Rule {
        name: "multiple-ldap-ca",
        group: Group::Chain,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Advice("each CA that is trusted is one more that can vouch for the LDAP host"),
        )],
        summary: "More than one CA is trusted for the LDAP host.",
        explain: "\
One CA has issued the certificate of the LDAP host; any other in `caCertificate` can issue one for that host \
as well, and whoever has it receives the users' passwords. Several are right where the hosts have different \
CAs, or while one CA takes the place of another. An intermediate CA and its root count as one, and so do an \
old and a renewed certificate of the same key; what has expired does not count.\n\n\
Keep the CA that has issued the host's certificate.",
        bad: &[Example::body(r#"{"ldap":{"caCertificate":"‹root›‹intermediate›‹root2›"}}"#)],
        good: &[
            Example::body(r#"{"ldap":{"caCertificate":"‹root›‹intermediate›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root2›"}}"#),
        ],
        check: Check::Related(multiple_ldap_ca),
        yields_to: &[],
    },
    Rule {
        name: "same-ca-in-both-fields",
        group: Group::Chain,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Advice("a CA of servers and a CA of users are best kept apart"),
        )
        .pedantic()],
        summary: "One CA vouches for the clients and for the LDAP host.",
        explain: "\
With the same CA in `cas` and in `caCertificate`, whoever gets a certificate for a host from it may be able to \
log in as a client, and a client's certificate may pass for that of the LDAP host, unless an extended key \
usage restricts it. It works, and is usual where there is one CA for everything.\n\n\
If there are separate CAs for users and for servers, put the one into `cas` and the other into \
`caCertificate`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root›"},"ldap":{"caCertificate":"‹root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"},"ldap":{"caCertificate":"‹root2›"}}"#)],
        check: Check::Body(same_ca),
        yields_to: &[],
    },
];

fn name_constraints(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        for (_, entry) in field.value.get().distinct() {
            let certificate = &entry.certificate;
            let constraints = certificate.extensions().name_constraints.as_ref();
            let Some(constraints) = constraints.filter(|_| certificate.can_sign() == Ca::Yes) else {
                continue;
            };
            let subject = quoted(certificate.subject());
            let hostname = payload.hostname.as_ref().filter(|_| trust == Trust::Host);
            let forbidden = hostname
                .filter(|field| field.value.get().host().is_some_and(|host| constraints.forbid(host)));
            if let Some(hostname) = forbidden {
                let message = format!(
                    "{subject} may not issue a certificate for this `hostname`: the database would refuse the LDAP host's"
                );
                sink.report_case(HOST, field.value.text.span(entry.at.clone()), message)
                    .related(hostname.span, "the host")
                    .help("put the CA's certificate here that issued the host's certificate");
                continue;
            }
            let (case, message) = match trust {
                Trust::Clients if constraints.directory_names => (
                    SUBJECTS,
                    format!(
                        "{subject} has name constraints: a client whose subject they exclude cannot log in"
                    ),
                ),
                Trust::Clients => (
                    OTHER_NAMES,
                    format!(
                        "{subject} has name constraints: a client cannot log in if a host name or the like in \
                         its certificate, or a common name that looks like one, is outside of them"
                    ),
                ),
                Trust::Host => (
                    OTHER_NAMES,
                    format!(
                        "{subject} has name constraints: the LDAP host's certificate has to be within them"
                    ),
                ),
            };
            sink.report_case(case, field.value.text.span(entry.at.clone()), message)
                .help("compare them with the certificates in use: openssl x509 -noout -text");
        }
    }
}

fn public_ca(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.cas else { return };
    let (text, bundle) = (field.value.text, field.value.get());
    let found: Vec<&Entry> =
        bundle.distinct().map(|(_, entry)| entry).filter(|entry| entry.is_well_known()).collect();
    let [first, others @ ..] = found.as_slice() else { return };
    let subjects = format!("{}{}", quoted(first.certificate.subject()), and_others(found.len()));
    let are = match others {
        [] => "is a public CA: it issues",
        _ => "are public CAs: they issue",
    };
    let message = format!("{subjects} {are} certificates to anybody, not to your clients only");
    let mut pending = sink.report(text.span(first.at.clone()), message);
    for other in others.iter().take(SHOWN) {
        pending = pending.related(text.span(other.begin.clone()), "another one");
    }
    pending.help("put the CA here that issues certificates to your clients only").fix(
        Safety::Hint,
        // With nothing left it would be another fault.
        found
            .iter()
            .filter(|_| found.len() < bundle.certificates().len() && !bundle.has_faults())
            .map(|entry| text.replace(with_line_break(text.as_str(), &entry.at), "")),
    );
}

fn huge(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.cas else { return };
    let bundle = field.value.get();
    let (count, names) = (bundle.distinct().count(), bundle.size_of_names());
    // `public-ca-in-client-bundle` speaks of the others.
    let own = bundle.distinct().filter(|(_, entry)| !entry.is_well_known());
    let help = "leave only the CAs that issue your clients' certificates";
    if names > MOST_NAMES {
        let message = format!(
            "the names of these {count} CAs take {names} bytes, and have to be sent to each client in one \
             message of at most 65,535: OpenSSL breaks off every handshake"
        );
        sink.report_case(TOO_LARGE, field.span, message).help(help);
    } else if names > LARGE_NAMES {
        let message = format!(
            "the names of these {count} CAs take {names} bytes, and are sent to each client that connects; \
             Java reads no message of more than 32,768"
        );
        sink.report_case(LARGE, field.span, message).help(help);
    } else if count > MANY && own.count() > MANY {
        let message =
            format!("`cas` has {count} certificates; the names of all are sent to each client that connects");
        sink.report_case(LARGE, field.span, message).help(help);
    }
}

fn multiple_ldap_ca(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.ca_certificate else { return };
    let (text, bundle) = (field.value.text, field.value.get());
    let paths = Paths::of(bundle, now);
    let mut seen = HashSet::new();
    let mut found: Vec<&Entry> = Vec::new();
    for (index, entry) in bundle.distinct() {
        let Some(End::Root(root)) = paths.end(index) else { continue };
        let Some(ca) = bundle.certificate(root) else { continue };
        let may_sign = [entry, ca].iter().all(|entry| entry.certificate.can_sign() == Ca::Yes);
        let is_valid = paths.is_valid(index) && paths.is_valid(root);
        if may_sign && is_valid && seen.insert(bundle.authority(root)) {
            found.push(entry);
        }
    }
    let [first, second, ..] = found.as_slice() else { return };
    let message = match found.len() {
        2 => "this is a second CA for the LDAP host: either can vouch for it".to_owned(),
        count => format!("{count} CAs are trusted for the LDAP host: each of them can vouch for it"),
    };
    sink.report(text.span(second.at.clone()), message)
        .related(text.span(first.begin.clone()), "the first one")
        .help("keep the one that issued the host's certificate, unless there are several hosts");
}

/// The CAs of a field, by name and key.
fn authorities(bundle: &Bundle) -> impl Iterator<Item = ((&[u8], &[u8]), &Entry)> {
    let entries = bundle.distinct().map(|(_, entry)| entry);
    entries.filter(|entry| entry.certificate.can_sign() == Ca::Yes).map(|entry| {
        let certificate = &entry.certificate;
        ((certificate.comparable_subject(), certificate.key_bytes()), entry)
    })
}

fn same_ca(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let (Some(clients), Some(host)) = (&payload.cas, &payload.ca_certificate) else { return };
    // Of equal ones the first stays first.
    let mut of_clients: Vec<_> = authorities(clients.value.get()).collect();
    of_clients.sort_by_key(|(key, _)| *key);
    let same = |key| {
        let at = of_clients.partition_point(|(other, _)| *other < key);
        of_clients.get(at).filter(|(other, _)| *other == key).map(|(_, entry)| *entry)
    };
    let mut seen = BTreeSet::new();
    let found: Vec<(&Entry, &Entry)> = authorities(host.value.get())
        .filter_map(|(key, entry)| Some((key, entry, same(key)?)))
        .filter(|(key, ..)| seen.insert(*key))
        .map(|(_, entry, other)| (entry, other))
        .collect();
    let Some((entry, other)) = found.first() else { return };
    let subjects = format!("{}{}", quoted(entry.certificate.subject()), and_others(found.len()));
    let message = format!("{subjects} may vouch for clients as well: the same CA stands in `cas`");
    sink.report(host.value.text.span(entry.at.clone()), message)
        .related(clients.value.text.span(other.begin.clone()), "the same CA")
        .help("if there is a CA of its own for users, put only that one into `cas`");
}
