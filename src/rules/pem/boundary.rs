//! The lines of BEGIN and END.

use std::collections::HashSet;

use super::{
    LOST, NEXT, REFUSED_WHOLE, and_others, boundary, is_mark, next_begin, safe_if, unseen_end, values,
};
use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::{BoundaryFault, Malformed, PemRemark, Side};

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
certificate is lost; an indented END ends nothing: OpenSSL reads on, and refuses the whole bundle or loses the \
next certificate. The white space mostly \
comes from a YAML file or a here-document.\n\n\
Remove it; in a shell, `<<-` removes tabs, in YAML a block scalar (`|`) removes the indentation.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"  ‹root; \n⇒\n  ›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"\t‹root›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root; \nMII⇒\n  MII›"}}"#)],
        check: Check::OddPem(indented),
        yields_to: &[],
    },
    Rule {
        name: "pem-malformed-boundary",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "A BEGIN or END is misspelt.",
        explain: "\
It has to be exactly `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----`: five hyphens at each end, \
capital letters, one blank. What is not written so is text to OpenSSL: a misspelt BEGIN loses the certificate, \
and a misspelt END makes it refuse the whole bundle, or lose the next certificate. Word processors and chats turn hyphens into dashes; a \
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
        check: Check::OddPem(malformed_boundary),
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
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("OpenSSL does not see a BEGIN or END behind it"),
            )
            .when("it hides a BEGIN or an END"),
        ],
        summary: "A byte order mark stands in a PEM text.",
        explain: "\
Some editors, and PowerShell's Out-File, put an invisible mark (U+FEFF) at the start of a file; when files are \
joined, it gets between the certificates. OpenSSL skips one at the start of the text and directly after an END; \
anywhere else it hides the BEGIN or END behind it. Others refuse all of them.\n\n\
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

fn indented(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match boundary(fault) {
        Some(BoundaryFault::Indent(side)) => Some(*side),
        _ => None,
    }) {
        let (text, blocks) = (value.text, value.bundle.blocks());
        let Some((side, first)) = value.found.first() else { continue };
        let ends: HashSet<usize> = value.found.iter().map(|(_, at)| at.end).collect();
        let is_indented = |at: usize| ends.contains(&at);
        let indented = blocks.iter().filter(|block| {
            is_indented(block.begin.start) || block.end.as_ref().is_some_and(|end| is_indented(end.start))
        });
        let mut edits: Vec<Edit> = value.found.iter().map(|(_, at)| text.replace(at.clone(), "")).collect();
        for block in indented {
            edits.extend(block.indents(text.as_str()).into_iter().map(|at| text.replace(at, "")));
        }
        let mut begins = value.found.iter().filter(|(side, _)| *side == Side::Begin);
        let is_safe = begins.all(|(_, at)| value.bundle.begins_whole_block(at));
        let others = and_others(value.found.len(), "one other", "others");
        let next = next_begin(blocks, first).filter(|_| *side == Side::End);
        let message = match side {
            Side::Begin => format!("white space before this BEGIN{others}: {LOST}"),
            Side::End => format!("white space before this END{others}: {}", unseen_end(next.is_some())),
        };
        let reported = sink.report(text.span(first.clone()), message);
        let reported = match next {
            Some(next) => reported.related(text.span(next), NEXT),
            None => reported,
        };
        reported
            .help("remove the indentation: BEGIN and END belong at the start of their lines")
            .fix(safe_if(is_safe), edits);
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
            Malformed::Keyword => "a BEGIN where an END belongs".to_owned(),
            Malformed::Case => "it has to be in capital letters".to_owned(),
            Malformed::DashCount(0) => "hyphens are missing".to_owned(),
            Malformed::DashCount(1) => "one hyphen where five belong".to_owned(),
            Malformed::DashCount(count) => format!("{count} hyphens where five belong"),
            Malformed::Blanks => "the blanks in it are not right".to_owned(),
        };
        let others = and_others(value.found.len(), "one other line", "other lines");
        let written = text.as_str().get(at.clone()).unwrap_or_default();
        let is_begin = canonical.starts_with("-----BEGIN");
        let next = next_begin(value.bundle.blocks(), at).filter(|_| !is_begin);
        let outcome = match (is_begin, how) {
            // OpenSSL takes whatever starts and ends so, and all between for the label.
            (true, _) if written.starts_with("-----BEGIN ") && written.ends_with("-----") => {
                "to OpenSSL this is another label, and the certificate is lost, or the whole bundle refused"
            }
            (true, _) => LOST,
            (false, _) if written.starts_with("-----END ") => "OpenSSL refuses the whole bundle",
            (false, _) => unseen_end(next.is_some()),
        };
        let seen = match (is_begin, how) {
            (_, Malformed::Keyword) => "finds no END",
            (true, _) => "does not see this BEGIN",
            (false, _) => "does not see this END",
        };
        let outcome = outcome.replace("does not see it", seen);
        let edits: Vec<Edit> =
            value.found.iter().map(|((_, canonical), at)| text.replace(at.clone(), canonical)).collect();
        let mut reported = sink.report(text.span(at.clone()), format!("{why}{others}: {outcome}"));
        if let Some(next) = next.filter(|_| !written.starts_with("-----END ")) {
            reported = reported.related(text.span(next), NEXT);
        }
        let is_safe = value.found.iter().all(|((_, canonical), at)| {
            !canonical.starts_with("-----BEGIN") || value.bundle.begins_whole_block(at)
        });
        reported.help(format!("write exactly {canonical}")).fix(safe_if(is_safe), edits);
    }
}

fn bom(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let marks = bundle.remarks().iter().filter(|remark| remark.kind == PemRemark::Bom);
        let mut all: Vec<_> = marks.map(|remark| remark.at.clone()).collect();
        let mut first = None;
        for (fault, at) in bundle.pem_faults() {
            match boundary(fault) {
                Some(BoundaryFault::HiddenByMark(side)) => {
                    first.get_or_insert((*side, at.clone()));
                    all.push(at.clone());
                }
                Some(BoundaryFault::Margin(margin)) if is_mark(margin) => {
                    let side = if margin.is_begin_hidden { Side::Begin } else { Side::End };
                    first.get_or_insert((side, at.clone()));
                    all.extend(margin.all.iter().map(|one| one.at.clone()));
                }
                _ => {}
            }
        }
        all.sort_by_key(|at| (at.start, at.end));
        all.dedup();
        let next = |at| next_begin(bundle.blocks(), at);
        let (case, what, at, next) = match (first, all.first()) {
            (Some((Side::Begin, at)), _) => {
                (HIDES, "it hides this BEGIN from OpenSSL, and the certificate is lost", at, None)
            }
            (Some((Side::End, at)), _) => match next(&at) {
                None => (HIDES, "it hides this END from OpenSSL, which refuses the whole bundle", at, None),
                next => (
                    HIDES,
                    "it hides this END from OpenSSL, which refuses the whole bundle or loses the next certificate",
                    at,
                    next,
                ),
            },
            (None, Some(at)) => (SKIPPED, "OpenSSL skips it here, others refuse it", at.clone(), None),
            _ => continue,
        };
        let others = and_others(all.len(), "another one", "others");
        let edits: Vec<Edit> = all.into_iter().map(|at| text.replace(at, "")).collect();
        let message = format!("a byte order mark (U+FEFF) in the PEM{others}: {what}");
        let mut reported = sink.report_case(case, text.span(at), message);
        if let Some(next) = next {
            reported = reported.related(text.span(next), NEXT);
        }
        reported.help("delete it; save the file as UTF-8 without a byte order mark").fix(Safety::Safe, edits);
    }
}
