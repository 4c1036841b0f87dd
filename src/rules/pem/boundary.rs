//! The lines of BEGIN and END.

use std::collections::HashSet;

use super::{REFUSED_WHOLE, and_others, values};
use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::{BoundaryFault, Malformed, PemFault, PemRemark};

/// OpenSSL skips the mark.
const SKIPPED: usize = 0;
/// It does not, and does not see the BEGIN behind it.
const HIDES: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-indented",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "A BEGIN or END is indented.",
        explain: "\
OpenSSL takes a BEGIN or END only at the very start of a line. An indented BEGIN is text to it, so that the \
certificate is lost; an indented END ends nothing, so that it refuses the whole bundle. The white space mostly \
comes from a YAML file or a here-document.\n\n\
Remove it; in a shell, `<<-` removes tabs, in YAML a block scalar (`|`) removes the indentation.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"  ‹root; \n⇒\n  ›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"\t‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root; \nMII⇒\n  MII›"}}"#)],
        check: Check::Body(indented),
        yields_to: &[],
    },
    Rule {
        name: "pem-text-on-boundary-line",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "Something stands on the line of a BEGIN or END besides it.",
        explain: "\
BEGIN and END have their line to themselves. A quote or a comma after `-----END CERTIFICATE-----`, left from \
the list that the certificates were copied from, or the next BEGIN glued to it, because a file had no line break \
at its end, and OpenSSL refuses the whole bundle; anything before `-----BEGIN`, and it silently loses that \
certificate.",
        bad: &[
            Example::body(
                r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒-----END CERTIFICATE-----,›"}}"#,
            ),
            Example::body(
                r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----\n⇒-----END CERTIFICATE-----›‹root2›"}}"#,
            ),
            Example::body(r#"{"customerX509":{"cas":"cert = ‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"Example Root CA\n‹root›"}}"#)],
        check: Check::Body(text_on_boundary_line),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "pem-malformed-boundary",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "A BEGIN or END is misspelt.",
        explain: "\
It has to be exactly `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----`: five hyphens at each end, \
capital letters, one blank. What is not written so is text to OpenSSL: a misspelt BEGIN loses the certificate, \
and a misspelt END makes it refuse the whole bundle. Word processors and chats turn hyphens into dashes; a \
hyphen is easily left behind when one copies.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; -----BEGIN⇒----BEGIN›"}}"#),
            Example::body(
                r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒——END CERTIFICATE——›"}}"#,
            ),
            Example::body(r#"{"customerX509":{"cas":"‹root; BEGIN CERTIFICATE⇒begin certificate›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; BEGIN CERTIFICATE⇒BEGIN CERTIFICATE ›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(malformed_boundary),
        yields_to: &[],
    },
    Rule {
        name: "pem-bom",
        group: Group::Pem,
        cases: &[
            Case::warning(
                Consequence::Suspicious,
                Basis::Measured("OpenSSL skips the mark here; Java's parser of certificates refuses it"),
            )
            .when("OpenSSL skips it"),
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL does not see a BEGIN behind it"))
                .when("it hides a BEGIN"),
        ],
        summary: "A byte order mark stands in a PEM text.",
        explain: "\
Some editors, and PowerShell's Out-File, put an invisible mark (U+FEFF) at the start of a file; when files are \
joined, it gets between the certificates. OpenSSL skips one at the start of the text and directly after an END; \
anywhere else before a BEGIN it hides the certificate. Others refuse all of them.\n\n\
Delete it, and save the file as UTF-8 without a byte order mark.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"\ufeff‹root›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root›\n\ufeff‹root2›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(bom),
        yields_to: &[],
    },
];

fn boundary(fault: &PemFault) -> Option<&BoundaryFault> {
    if let PemFault::Boundary(fault) = fault { Some(fault) } else { None }
}

fn indented(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| boundary(fault).filter(|fault| **fault == BoundaryFault::Indent)) {
        let text = value.text;
        let Some((_, first)) = value.found.first() else { continue };
        let ends: HashSet<usize> = value.found.iter().map(|(_, at)| at.end).collect();
        let is_indented = |at: usize| ends.contains(&at);
        let blocks = value.bundle.blocks().iter().filter(|block| {
            is_indented(block.begin.start) || block.end.as_ref().is_some_and(|end| is_indented(end.start))
        });
        let mut edits: Vec<Edit> = value.found.iter().map(|(_, at)| text.replace(at.clone(), "")).collect();
        for block in blocks {
            edits.extend(block.indents(text.as_str()).into_iter().map(|at| text.replace(at, "")));
        }
        let others = and_others(value.found.len(), "one other", "others");
        sink.report(
            text.span(first.clone()),
            format!(
                "white space before a BEGIN or END{others}: OpenSSL takes them only at the start of a line"
            ),
        )
        .help("remove the indentation")
        .fix(Safety::Safe, edits);
    }
}

fn text_on_boundary_line(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let is_it = |fault: &&BoundaryFault| {
        use BoundaryFault::{Between, MissingBreakAfter, MissingBreakBefore, Text};
        matches!(fault, Text | Between | MissingBreakBefore | MissingBreakAfter)
    };
    for value in values(payload, |fault| boundary(fault).filter(is_it)) {
        let text = value.text;
        // Characters that nobody sees have names of their own, and a rule that says them.
        let is_seen = |at: &std::ops::Range<usize>| {
            text.as_str().get(at.clone()).is_none_or(|part| part.bytes().any(|b| b.is_ascii_graphic()))
        };
        let (seen, unseen): (Vec<_>, Vec<_>) = value.found.into_iter().partition(|(_, at)| is_seen(at));
        let groups = unseen.into_iter().map(|one| vec![one]).chain([seen]);
        for group in groups {
            let Some((fault, at)) = group.first() else { continue };
            let shown = sink.quote(text, at.clone());
            let (what, outcome, help) = match fault {
                BoundaryFault::Between => (
                    format!("{shown} between an END and the next BEGIN"),
                    "OpenSSL refuses the whole bundle",
                    "put a line break there instead",
                ),
                BoundaryFault::MissingBreakBefore => (
                    "no line break before this".to_owned(),
                    "OpenSSL refuses the whole bundle",
                    "put one there",
                ),
                BoundaryFault::MissingBreakAfter => (
                    "no line break between the base64 and this END".to_owned(),
                    "OpenSSL refuses the whole bundle",
                    "put one there",
                ),
                _ => (
                    format!("{shown} on the line of a BEGIN or END"),
                    "OpenSSL refuses the whole bundle, or silently loses the certificate",
                    if group.len() > 1 { "remove them" } else { "remove it" },
                ),
            };
            let others = and_others(group.len(), "on one other line", "on other lines");
            let others = match group.len() {
                0..=2 => others,
                count => format!(" (and on {} other lines)", count - 1),
            };
            let edits = group.iter().map(|(fault, at)| match fault {
                BoundaryFault::Between => text.replace(at.clone(), "\n"),
                BoundaryFault::MissingBreakBefore => text.replace(at.start..at.start, "\n"),
                BoundaryFault::MissingBreakAfter => text.replace(at.end..at.end, "\n"),
                _ => text.replace(at.clone(), ""),
            });
            let place = if **fault == BoundaryFault::MissingBreakAfter { at.end..at.end } else { at.clone() };
            sink.report(text.span(place), format!("{what}{others}: {outcome}"))
                .help(help)
                .fix(Safety::Safe, edits.collect::<Vec<_>>());
        }
    }
}

fn malformed_boundary(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match boundary(fault) {
        Some(BoundaryFault::Malformed(how, canonical)) => Some((*how, canonical)),
        _ => None,
    }) {
        let text = value.text;
        let Some(((how, canonical), at)) = value.found.first() else { continue };
        let why = match how {
            Malformed::DashKind => "its dashes are no hyphens".to_owned(),
            Malformed::Case => "it has to be in capital letters".to_owned(),
            Malformed::DashCount(0) => "hyphens are missing".to_owned(),
            Malformed::DashCount(1) => "one hyphen where five belong".to_owned(),
            Malformed::DashCount(count) => format!("{count} hyphens where five belong"),
            Malformed::Blanks => "the blanks in it are not right".to_owned(),
        };
        let others = and_others(value.found.len(), "one other line", "other lines");
        let outcome = match canonical.starts_with("-----BEGIN") {
            true => "OpenSSL does not see this BEGIN",
            false => "OpenSSL does not see this END",
        };
        let edits: Vec<Edit> =
            value.found.iter().map(|((_, canonical), at)| text.replace(at.clone(), canonical)).collect();
        sink.report(text.span(at.clone()), format!("{why}{others}: {outcome}"))
            .help(format!("write exactly {canonical}"))
            .fix(Safety::Safe, edits);
    }
}

fn bom(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let hidden = |fault: &PemFault| *fault == PemFault::Boundary(BoundaryFault::HiddenByMark);
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let marks = bundle.remarks().iter().filter(|remark| remark.kind == PemRemark::Bom);
        let skipped: Vec<_> = marks.map(|remark| remark.at.clone()).collect();
        let hiding: Vec<_> =
            bundle.pem_faults().filter(|(fault, _)| hidden(fault)).map(|(_, at)| at.clone()).collect();
        let (case, what, first) = match (hiding.first(), skipped.first()) {
            (Some(first), _) => {
                (HIDES, "it hides the BEGIN from OpenSSL, and the certificate is lost", first.clone())
            }
            (None, Some(first)) => (SKIPPED, "OpenSSL skips it here, others refuse it", first.clone()),
            _ => continue,
        };
        let others = and_others(hiding.len() + skipped.len(), "another one", "others");
        let edits: Vec<Edit> = hiding.into_iter().chain(skipped).map(|at| text.replace(at, "")).collect();
        sink.report_case(
            case,
            text.span(first),
            format!("a byte order mark (U+FEFF) in the PEM{others}: {what}"),
        )
        .help("delete it; save the file as UTF-8 without a byte order mark")
        .fix(Safety::Safe, edits);
    }
}
