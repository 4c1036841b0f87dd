//! How long paths are, and where names do not tell issuers apart.

use std::collections::HashMap;

use super::and_others;
use crate::json::Text;
use crate::payload::{Payload, Trust};
use crate::quote::quoted;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::bundle::Entry;
use crate::x509::certificate::Ca;
use crate::x509::paths::{DEEPEST, Paths, TooLong};

/// Below the limit of an issuer.
const LIMIT: usize = 0;
/// Beyond what OpenSSL follows.
const DEPTH: usize = 1;

/// No key identifier tells them apart.
const SAME: usize = 0;
/// Their key identifiers do.
const TOLD_APART: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "path-length-exceeded",
        group: Group::Chain,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: path length constraint exceeded (25)"),
            )
            .when("the basic constraints of an issuer allow less"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL: certificate chain too long (22)"))
                .when("more than 100 CAs stand below the root"),
        ],
        summary: "More CAs follow below one than it allows.",
        explain: "\
The basic constraints of a CA may say how many CAs there may be below it: with `pathlen:0` it issues \
certificates of clients and hosts only, and no CA (RFC 5280 §4.2.1.9). What a CA below that limit has issued \
is not verified. A certificate of the same CA with a new key (subject and issuer are the same) does not count. \
OpenSSL follows no more than 100 CAs in any case.\n\n\
Use a CA that the limit allows, or have the issuer's certificate reissued with a higher limit.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹pathlen0-root›‹pathlen0-intermediate›"}}"#),
            Example::body(
                r#"{"customerX509":{"cas":"‹pathlen0-second›‹pathlen0-intermediate›‹pathlen0-root›"}}"#,
            ),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹intermediate›‹below-intermediate›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹chain-of-102›"}}"#),
        ],
        good: &[
            Example::body(r#"{"customerX509":{"cas":"‹root›‹intermediate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹pathlen0-root›‹pathlen0-rekeyed›"}}"#),
            Example::body(
                r#"{"customerX509":{"cas":"‹root›‹pathlen0-root›‹root-below-pathlen0›‹intermediate›"}}"#,
            ),
        ],
        check: Check::Related(path_length_exceeded),
        yields_to: &[],
    },
    Rule {
        name: "ambiguous-issuer",
        group: Group::Chain,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL: certificate signature failure (7), for what the second one issued"),
            )
            .when("no key identifiers tell them apart"),
            Case::note(
                Consequence::Suspicious,
                Basis::Measured(
                    "OpenSSL takes the first one for a certificate without an authority key identifier",
                ),
            )
            .when("their subject key identifiers tell them apart")
            .pedantic(),
        ],
        summary: "Two CAs have the same name and different keys.",
        explain: "\
OpenSSL looks for an issuer by its name and takes the first that fits; if the signature then does not verify, \
it tries no other. Only key identifiers tell CAs of the same name apart: the subject key identifier of the \
CA, which the certificates that it issues repeat as authority key identifier. If one of the two CAs has none, \
the first one is taken for both, and what the second one issued is refused, unless it names its issuer's \
serial number. Keys of different sorts (RSA and elliptic curves) cannot be mistaken for each other.\n\n\
Keep only the CA that is in use, or have it reissued with a subject key identifier.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹twin-a-no-ski-root›‹twin-b-no-ski-root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹same-name-no-ski-root›‹root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›‹same-name-root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::Related(ambiguous_issuer),
        yields_to: &[],
    },
];

fn path_length_exceeded(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let mut too_long = Paths::of(bundle, now).too_long();
        // One finding for each limit, at the first place in the text.
        too_long.sort_unstable_by_key(|found| (found.issuer, found.allowed.is_none(), found.at));
        for found in too_long.chunk_by(|one, two| (one.issuer, one.allowed) == (two.issuer, two.allowed)) {
            let [TooLong { at, issuer, allowed }, ..] = *found else { continue };
            let (Some(below), Some(issuer)) = (bundle.certificate(at), bundle.certificate(issuer)) else {
                continue;
            };
            let subjects = format!("{}{}", quoted(below.certificate.subject()), and_others(found.len()));
            let limiting = quoted(issuer.certificate.subject());
            let (stand, them) = if found.len() == 1 { ("stands", "it") } else { ("stand", "them") };
            let (outcome, of_theirs) = match trust {
                Trust::Clients => (format!("the clients of {subjects} cannot log in"), "clients of"),
                Trust::Host => (format!("no LDAP host can be verified with {subjects}"), "LDAP hosts of"),
            };
            let refused = format!("{of_theirs} {them} are refused");
            let (case, message, label) = match allowed {
                Some(0) => {
                    let message = format!("{limiting} allows no CA below it, so {outcome}");
                    (LIMIT, message, "its limit is pathlen:0".to_owned())
                }
                Some(allowed) => {
                    let message = format!("{subjects} {stand} too far below {limiting}: {refused}");
                    (LIMIT, message, format!("its limit is pathlen:{allowed}"))
                }
                None => {
                    let message =
                        format!("{subjects} {stand} more than {DEEPEST} CAs below the root: {refused}");
                    (DEPTH, message, "the root".to_owned())
                }
            };
            sink.report_case(case, text.span(below.at.clone()), message)
                .related(text.span(issuer.begin.clone()), label)
                .help(match allowed {
                    Some(_) => {
                        format!("use another CA, or a certificate of {limiting} with a higher `pathlen`")
                    }
                    None => "use a CA nearer to the root".to_owned(),
                });
        }
    }
}

/// The name of several authorities, and which case of the rule it is.
type NameAndCase<'b> = (&'b [u8], usize);

fn ambiguous_issuer(payload: &Payload<'_>, now: Option<i64>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let paths = Paths::of(bundle, now);
        let mut order = Vec::new();
        let mut found: HashMap<NameAndCase<'_>, Vec<(usize, usize)>> = HashMap::new();
        for (index, entry) in bundle.distinct() {
            let certificate = &entry.certificate;
            if certificate.can_sign() != Ca::Yes || !paths.is_valid(index) {
                continue;
            }
            let another = |taken: &usize| !paths.have_same_key(*taken, index);
            let same = paths.taken_for(index).filter(another).map(|taken| (SAME, taken));
            let apart = || paths.taken_by_name(index).filter(another).map(|taken| (TOLD_APART, taken));
            let Some((case, taken)) = same.or_else(apart) else { continue };
            let name = (certificate.comparable_subject(), case);
            let pairs = found.entry(name).or_insert_with(|| {
                order.push(name);
                Vec::new()
            });
            pairs.push((index, taken));
        }
        for name in order {
            let pairs = found.get(&name).map(Vec::as_slice).unwrap_or_default();
            let [(second, taken), ..] = *pairs else { continue };
            let (Some(second), Some(taken)) = (bundle.certificate(second), bundle.certificate(taken)) else {
                continue;
            };
            report_ambiguous(text, trust, name.1, (second, taken, pairs.len() + 1), sink);
        }
    }
}

/// Reports that a certificate has the name of one that is taken for it; with the number of all of them.
fn report_ambiguous(
    text: &Text<'_>,
    trust: Trust,
    case: usize,
    (second, taken, count): (&Entry, &Entry, usize),
    sink: &mut Sink<'_>,
) {
    let subject = quoted(second.certificate.subject());
    let keys = match count {
        2 => "two CAs with different keys are".to_owned(),
        count => format!("{count} CAs with different keys are"),
    };
    let peers = match trust {
        Trust::Clients => "clients",
        Trust::Host => "hosts",
    };
    let (message, help) = match case {
        SAME => (
            format!(
                "{keys} named {subject}, and no key identifiers tell them apart: OpenSSL takes the first one, \
                 and refuses the {peers} of this one"
            ),
            "keep the one that is in use, or have them reissued with subject key identifiers",
        ),
        _ => (
            format!(
                "{keys} named {subject}: for a certificate without an authority key identifier OpenSSL takes \
                 the first one"
            ),
            "look whether what this one issued has authority key identifiers",
        ),
    };
    sink.report_case(case, text.span(second.at.clone()), message)
        .related(text.span(taken.begin.clone()), "the one that OpenSSL takes")
        .help(help);
}
