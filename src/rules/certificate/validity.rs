//! Whether certificates are valid at the time of the check.

use std::cell::{LazyCell, OnceCell};
use std::collections::HashMap;

use super::twins::Twins;
use super::{Found, all, is_judged, verifies};
use crate::fix::Safety;
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::with_line_break;
use crate::spec::Kind;
use crate::x509::bundle::{Bundle, Entry};
use crate::x509::certificate::Certificate;
use crate::x509::paths::Paths;
use crate::x509::role::Role;
use crate::x509::validity::{DAY, day};

/// A CA in `cas`.
const CLIENTS: usize = 0;
/// `caCertificate`, and nothing else there verifies a host; or one client's own certificate in `cas`.
const ALONE_EXPIRED: usize = 1;
/// `caCertificate`, beside something that does.
const HOST_BESIDE: usize = 2;

/// Nothing else there verifies anything.
const ALONE: usize = 0;
/// Another CA does.
const BESIDE: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "certificate-expired",
        group: Group::Certificate,
        cases: &[
            Case::error(Consequence::Refused, Basis::Recorded("400 EXPIRED_X509_CA_CERTIFICATE"))
                .when("it is a CA in `cas`"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate has expired (10)"))
                .when("it is alone in `caCertificate`, or one client's own in `cas`"),
            Case::warning(Consequence::Suspicious, Basis::Measured("OpenSSL: certificate has expired (10)"))
                .when("it is in `caCertificate`, beside a CA that is valid up to its root"),
        ],
        summary: "A certificate has expired.",
        explain: "\
The API was seen to refuse an expired CA in `cas` with EXPIRED_X509_CA_CERTIFICATE. \
In `caCertificate` the database cannot verify the LDAP host with it. A renewed certificate of the same CA \
takes its place; the clients' certificates stay valid if the CA kept its key.\n\n\
Put the renewed certificate there, and remove the expired one: also where the renewed one stands there already.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹expired-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹expired-root›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹expired-root›‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(expired),
        yields_to: &[],
    },
    Rule {
        name: "certificate-not-yet-valid",
        group: Group::Certificate,
        cases: &[
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate is not yet valid (9)"))
                .when("no other CA there is valid up to its root"),
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL: certificate is not yet valid (9)"),
            )
            .when("it stands beside a CA that is valid up to its root"),
        ],
        summary: "A certificate is not valid yet.",
        explain: "\
Until the day from which it is valid, OpenSSL verifies nothing with it. A new CA may be put in beside the \
old one ahead of time; alone it locks everybody out. Look at the clock of the machine, too.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹future-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹future-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(not_yet_valid),
        yields_to: &[],
    },
    Rule {
        name: "certificate-expires-soon",
        group: Group::Certificate,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("an alert is raised 30 days before a CA expires"),
        )],
        summary: "A certificate expires within 30 days, or as many as the policy says.",
        explain: "\
When it has expired, nothing is verified with it any more. The vendor raises an alert 30 days ahead. Renewed is \
a certificate with the same name and the same key, and without a gap between the two: under a new key a CA is \
another one, and the clients of the old key are not helped.\n\n\
Put the renewed certificate in beside it now; each change is a rolling restart, so better one than two. Who needs \
longer than 30 days to get one sets `expires-soon-days` in the policy.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹soon-root›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Clock(expires_soon),
        yields_to: &[],
    },
];

/// From when until when a certificate is valid, if that is a time at all: `validity-malformed` and
/// `validity-inverted` speak of the others.
fn period(certificate: &Certificate) -> Option<(i64, i64)> {
    certificate.validity().filter(|(start, end)| start <= end)
}

/// The certificates of a field that are not expired at a time: of those of the same name and key the one that
/// begins first. Found out when it is first asked for: where nothing has expired, nobody asks.
struct Unexpired<'p> {
    time: i64,
    fields: Vec<(Trust, &'p Bundle, OnceCell<Beginnings<'p>>)>,
}

/// By [`Bundle::authority`]: from when on a certificate is valid, and which.
type Beginnings<'p> = HashMap<usize, (i64, &'p Entry)>;

impl<'p> Unexpired<'p> {
    fn at(payload: &'p Payload<'_>, time: i64) -> Self {
        let fields = payload.bundles().map(|(field, trust)| (trust, field.value.get(), OnceCell::new()));
        Self { time, fields: fields.collect() }
    }

    fn beginnings(&self, bundle: &'p Bundle) -> Beginnings<'p> {
        let mut first: Beginnings<'p> = HashMap::new();
        for (index, entry) in bundle.certificates().enumerate() {
            let period = period(&entry.certificate).filter(|(_, end)| *end > self.time);
            let Some((start, _)) = period else { continue };
            let found = first.entry(bundle.authority(index)).or_insert((start, entry));
            if start < found.0 {
                *found = (start, entry);
            }
        }
        first
    }

    /// The one with the name and the key of that one, in the same field, and from when on it is valid.
    fn renewed(&self, found: &Found<'_>) -> Option<(i64, &'p Entry)> {
        let (_, bundle, first) = self.fields.iter().find(|(trust, ..)| *trust == found.trust)?;
        let first = first.get_or_init(|| self.beginnings(bundle));
        first.get(&found.bundle.authority(found.index)).copied()
    }
}

/// The fields in which anything verifies clients or hosts at that time.
fn verifying(payload: &Payload<'_>, now: i64) -> Vec<Trust> {
    let verifying = payload.bundles().filter(|(field, trust)| {
        let bundle = field.value.get();
        let paths = Paths::of(bundle, Some(now));
        bundle.distinct().any(|found| verifies(&paths, *trust, found))
    });
    verifying.map(|(_, trust)| trust).collect()
}

fn is_valid(entry: &Entry, now: i64) -> bool {
    period(&entry.certificate).is_some_and(|(start, end)| (start..end).contains(&now))
}

fn expired(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    let unexpired = Unexpired::at(payload, now);
    let of_expired_clients = match payload.kind {
        // Nothing is sent.
        Kind::Response => "no client with a certificate of it can log in",
        _ => "the API was seen to refuse an expired CA in `cas`",
    };
    let verifying = LazyCell::new(|| verifying(payload, now));
    let twins = Twins::of(payload, Some(now));
    for found in all(payload).filter(is_judged) {
        let Some((_, end)) = period(found.certificate).filter(|(_, end)| *end <= now) else { continue };
        let (case, outcome) = match (found.trust, found.role) {
            (Trust::Clients, Role::Authority) => (CLIENTS, of_expired_clients),
            // What the API makes of it was not seen.
            (Trust::Clients, _) => (ALONE_EXPIRED, found.verifies()),
            (Trust::Host, _) if verifying.contains(&Trust::Host) => {
                // One that is valid is taken before all others.
                let is_renewed = twins.taken_instead(&found).is_some_and(|taken| is_valid(taken, now));
                let outcome = if is_renewed { "OpenSSL takes the renewed one" } else { found.verifies() };
                (HOST_BESIDE, outcome)
            }
            (Trust::Host, _) => (ALONE_EXPIRED, found.verifies()),
        };
        let message = format!("{} expired on {}: {outcome}", found.subject(), day(end));
        let pending = sink.report_case(case, found.block(), message);
        match unexpired.renewed(&found) {
            Some((_, renewed)) => {
                let block = with_line_break(found.text.as_str(), &found.entry.at);
                pending
                    .related(found.text.span(renewed.begin.clone()), "renewed here")
                    .help("remove it: the renewed certificate stands beside it")
                    .fix(Safety::Hint, [found.text.replace(block, "")])
            }
            None => pending.help("put the CA's certificate here, renewed with the same key"),
        };
    }
}

fn not_yet_valid(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    let verifying = LazyCell::new(|| verifying(payload, now));
    for found in all(payload).filter(is_judged) {
        let Some((start, _)) = period(found.certificate).filter(|(start, _)| *start > now) else { continue };
        let case = if verifying.contains(&found.trust) { BESIDE } else { ALONE };
        let message = format!(
            "{} is valid from {} on; until then nothing is verified with it",
            found.subject(),
            day(start)
        );
        let help = match case {
            ALONE => "put the current CA beside it, or wait",
            _ => "keep the current CA beside it until then",
        };
        sink.report_case(case, found.block(), message).help(help);
    }
}

fn expires_soon(payload: &Payload<'_>, now: i64, sink: &mut Sink<'_>) {
    let soon = i64::from(payload.conventions().expires_soon_days) * DAY;
    let later = Unexpired::at(payload, now.saturating_add(soon));
    for found in all(payload).filter(is_judged) {
        let Some((_, end)) = period(found.certificate) else { continue };
        let left = end.saturating_sub(now);
        // Where the renewed certificate stands already, there is nothing left to do; unless there is a gap.
        let is_renewed = || later.renewed(&found).is_some_and(|(start, _)| start <= end);
        if !(1..soon).contains(&left) || is_renewed() {
            continue;
        }
        let days = match left / DAY {
            0 => "today or tomorrow".to_owned(),
            1 => "in a day".to_owned(),
            days => format!("in {days} days"),
        };
        let message = format!("{} expires {days}, on {}", found.subject(), day(end));
        sink.report(found.block(), message)
            .help(format!("put the renewed certificate into `{}` beside it now", found.trust.field_name()));
    }
}
