//! What stands between BEGIN and END.

use std::ops::Range;

use super::{REFUSED_WHOLE, safe_if, values};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::payload::Payload;
use crate::rule::{Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::bundle::Bundle;
use crate::x509::pem::{BodyFault, PemFault, Respell, Spelling};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-bad-base64",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The body of a PEM block is not base64.",
        explain: "\
Between BEGIN and END stands base64 (RFC 7468), in lines: letters, digits, `+`, `/`, and `=` at the very end. \
One foreign byte, and OpenSSL refuses the whole bundle, the good certificates included. The alphabet of URLs \
(`-` and `_`), `+` written as `&#43;` or `%2B`, and blanks in its place, were made by whatever carried the text, \
and can be undone.\n\n\
Otherwise paste the certificate again from its source.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; MIIB⇒MI!IB›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; K/M⇒K_M›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; K/M⇒K&#47;M›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root2; +⇒ ›"}}"#),
            Example::body(
                r#"{"ldap":{"caCertificate":"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"}}"#,
            ),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::OddPem(bad_base64),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "pem-headers",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "There are header lines in a certificate's block.",
        explain: "\
Lines such as `Proc-Type: 4,ENCRYPTED` or `friendlyName: ca` between BEGIN and the base64 belong to encrypted \
private keys. In a certificate OpenSSL does not take them, and refuses the whole bundle.\n\n\
Remove them, with the empty line after them. What names the certificate for people goes before its BEGIN.",
        bad: &[
            Example::body(
                r#"{"customerX509":{"cas":"‹root; MII⇒Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nMII›"}}"#,
            ),
            Example::body(r#"{"customerX509":{"cas":"‹root; MII⇒friendlyName: ca\nMII›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"friendlyName: ca\n‹root›"}}"#)],
        check: Check::OddPem(headers),
        yields_to: &[],
    },
    Rule {
        name: "pem-blank-line-in-body",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "There is an empty line within the base64.",
        explain: "\
To OpenSSL an empty line ends headers, so that what stands before it is none of the certificate; it refuses the \
whole bundle. Doubled line ends (`\\r\\r\\n`, or text pasted from a mail or a table) put one after every line.\n\n\
Remove the empty lines. Between blocks they do no harm.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; \nA1UE⇒\n\nA1UE›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root; \n⇒\n\n›‹intermediate›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›\n\n‹root2›"}}"#)],
        check: Check::OddPem(blank_lines),
        yields_to: &[],
    },
];

fn body(fault: &PemFault) -> Option<&BodyFault> {
    if let PemFault::Body(fault) = fault { Some(fault) } else { None }
}

fn spelt(fault: &BodyFault) -> Option<(Spelling, &[Respell])> {
    if let BodyFault::Spelling(spelling, all) = fault { Some((*spelling, all)) } else { None }
}

fn bad_base64(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let is_it = |fault: &&BodyFault| {
        use BodyFault::{Empty, ForeignCharacter, Invisible, Spelling};
        matches!(fault, ForeignCharacter(_) | Invisible(_) | Spelling(..) | Empty)
    };
    for value in values(payload, |fault| body(fault).filter(is_it)) {
        let text = value.text;
        // What one tool has spelt otherwise it has in all blocks.
        let mut seen = Vec::new();
        let mut is_known = false;
        let is_safe = !value.found.iter().any(|(fault, at)| {
            matches!(fault, BodyFault::Spelling(Spelling::UrlSafe, _)) && is_mixed(text, value.bundle, at)
        });
        for (fault, at) in &value.found {
            if spelt(fault).is_some_and(|(spelling, _)| seen.contains(&spelling)) {
                continue;
            }
            seen.extend(spelt(fault).map(|(spelling, _)| spelling));
            // So it is with what nobody sees.
            if matches!(fault, BodyFault::Invisible(_)) && std::mem::replace(&mut is_known, true) {
                continue;
            }
            let shown = sink.quote(text, at.clone());
            let span = text.span(at.clone());
            let (message, help, edits): (_, _, Vec<Edit>) = match fault {
                BodyFault::Spelling(spelling, _) => {
                    let all = value.found.iter().filter_map(|(fault, _)| spelt(fault));
                    let all = all.filter(|(other, _)| other == spelling).flat_map(|(_, all)| all);
                    let edits = all.map(|spell| text.replace(spell.at.clone(), spell.with));
                    let (message, help) = match spelling {
                        Spelling::UrlSafe => (
                            "this is the base64 of URLs, with `-` and `_`: OpenSSL refuses the whole bundle"
                                .to_owned(),
                            "write `+` for `-`, and `/` for `_`",
                        ),
                        Spelling::Entities => (
                            format!(
                                "{shown} is HTML's way to write a character: OpenSSL refuses the whole bundle"
                            ),
                            "write the characters themselves",
                        ),
                        Spelling::Percent => (
                            format!(
                                "{shown} is the way of URLs to write a character: OpenSSL refuses the whole bundle"
                            ),
                            "write the characters themselves",
                        ),
                        Spelling::Slashes => (
                            format!("{shown} is a slash that was escaped twice: OpenSSL refuses the whole bundle"),
                            "write `/`",
                        ),
                        Spelling::Blanks => (
                            "blanks stand in the base64 where there was a `+`: OpenSSL passes over them and refuses the whole bundle".to_owned(),
                            "write `+` for each; a form has to be encoded before it is sent (curl --data-urlencode)",
                        ),
                    };
                    (message, help, edits.collect())
                }
                BodyFault::Invisible(_) => (
                    "characters that nobody sees stand in the base64: OpenSSL refuses the whole bundle"
                        .to_owned(),
                    "delete them",
                    value
                        .found
                        .iter()
                        .filter_map(
                            |(fault, _)| if let BodyFault::Invisible(all) = fault { Some(all) } else { None },
                        )
                        .flatten()
                        .map(|at| text.replace(at.clone(), ""))
                        .collect(),
                ),
                BodyFault::Empty => (
                    "nothing stands between this BEGIN and its END: OpenSSL refuses the whole bundle"
                        .to_owned(),
                    "paste the certificate here, or remove the two lines",
                    Vec::new(),
                ),
                _ => (
                    format!("{shown} is no base64: OpenSSL refuses the whole bundle"),
                    "paste the certificate again from its source",
                    Vec::new(),
                ),
            };
            sink.report(span, message).help(help).fix(safe_if(is_safe), edits);
        }
    }
}

/// Whether the body at a place has both a character and what is written for it in URLs: then it may have
/// been mistyped.
fn is_mixed(text: &Text<'_>, bundle: &Bundle, at: &Range<usize>) -> bool {
    let before = bundle.blocks().partition_point(|block| block.at.start <= at.start);
    let block = before.checked_sub(1).and_then(|index| bundle.blocks().get(index));
    let body = block.and_then(|block| text.as_str().get(block.body.clone())).unwrap_or_default();
    [['+', '-'], ['/', '_']].iter().any(|pair| pair.iter().all(|c| body.contains(*c)))
}

fn headers(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| body(fault).filter(|fault| **fault == BodyFault::Header)) {
        let text = value.text;
        let Some((_, first)) = value.found.first() else { continue };
        let others = super::and_others(value.found.len(), "in one other block", "more blocks have some");
        let edits: Vec<Edit> = value.found.iter().map(|(_, at)| text.replace(at.clone(), "")).collect();
        sink.report(
            text.span(first.clone()),
            format!("header lines do not belong in a certificate{others}: OpenSSL refuses the whole bundle"),
        )
        .help("remove them, with the empty line after them")
        .fix(Safety::Safe, edits);
    }
}

fn blank_lines(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match body(fault) {
        Some(BodyFault::BlankLines(all)) => Some(all),
        _ => None,
    }) {
        let text = value.text;
        let Some((_, first)) = value.found.first() else { continue };
        let all: Vec<_> = value.found.iter().flat_map(|(all, _)| all.iter().cloned()).collect();
        let what = match all.len() {
            1 => "an empty line within the base64".to_owned(),
            count => format!("{count} empty lines within the base64"),
        };
        let edits: Vec<Edit> = all.into_iter().map(|at| text.replace(at, "")).collect();
        sink.report(text.span(first.clone()), format!("{what}: OpenSSL refuses the whole bundle"))
            .help("remove them all; between blocks empty lines do no harm")
            .fix(Safety::Safe, edits);
    }
}
