//! BEGIN and END that do not make a block.

use super::{NEXT, REFUSED_WHOLE, next_begin, values};
use crate::fix::Safety;
use crate::payload::Payload;
use crate::rule::{Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::{BlockFault, PemFault, Side};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-unterminated-block",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "A PEM block has a BEGIN, but no END.",
        explain: "\
Copied in part: the last lines are missing. If the text ends before an END, OpenSSL refuses the whole bundle; if \
another block begins before it, OpenSSL reads on into that one, and loses it, or refuses the whole bundle.\n\n\
Copy the certificate again, with all of its lines.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----\n⇒›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----\n⇒›‹root2›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::OddPem(unterminated_block),
        yields_to: &[],
    },
    Rule {
        name: "pem-stray-end",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "Base64 and an END, but no BEGIN before them.",
        explain: "\
Copied in part: the first line is missing. To OpenSSL what stands before the END is text; it passes over it, and \
the certificate is lost.\n\n\
Copy the certificate again, with all of its lines.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root2›‹root; -----BEGIN CERTIFICATE-----\n⇒›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›-----END CERTIFICATE-----\n"}}"#)],
        check: Check::OddPem(stray_end),
        yields_to: &[],
    },
    Rule {
        name: "pem-label-mismatch",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "BEGIN and END of a block have different labels.",
        explain: "\
`-----BEGIN CERTIFICATE-----` wants `-----END CERTIFICATE-----`; with anything else there OpenSSL refuses the \
whole bundle. Mostly two blocks were cut in the middle and put together, or a label was changed by hand in one of \
the two lines only.\n\n\
See that all of the block is the same certificate, and write the same label in both lines.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; END CERTIFICATE⇒END X509 CERTIFICATE›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; BEGIN CERTIFICATE⇒BEGIN PUBLIC KEY›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::OddPem(label_mismatch),
        yields_to: &[],
    },
];

fn block(fault: &PemFault) -> Option<&BlockFault> {
    if let PemFault::Block(fault) = fault { Some(fault) } else { None }
}

fn unterminated_block(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match block(fault) {
        Some(BlockFault::Unterminated(place)) => Some(*place),
        _ => None,
    }) {
        let (text, blocks) = (value.text, value.bundle.blocks());
        for (place, at) in value.found {
            let index = blocks.partition_point(|block| block.begin.start < at.start);
            let label = blocks.get(index).map_or("CERTIFICATE", |block| block.label.as_str());
            let next = next_begin(blocks, &at);
            let message = match next {
                None => "this block has no END: OpenSSL refuses the whole bundle",
                Some(_) => {
                    "this block has no END: OpenSSL refuses the whole bundle, or loses the next certificate"
                }
            };
            let end = Side::End.boundary(label);
            let help = match place {
                Some(_) => format!("the base64 is complete: end it with a line {end}"),
                None => "copy it again from its source, with all of its lines".to_owned(),
            };
            let edit = place.map(|place| {
                // The next BEGIN may be glued to the base64.
                let is_glued = text.as_str().get(place..).is_some_and(|rest| rest.starts_with('-'));
                text.replace(place..place, &format!("\n{end}{}", if is_glued { "\n" } else { "" }))
            });
            let mut reported = sink.report(text.span(at), message);
            if let Some(next) = next {
                reported = reported.related(text.span(next), NEXT);
            }
            reported.help(help).fix(Safety::Hint, edit);
        }
    }
}

fn stray_end(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match block(fault) {
        Some(BlockFault::StrayEnd(place)) => Some(*place),
        _ => None,
    }) {
        let text = value.text;
        for (place, at) in value.found {
            let end = text.as_str().get(at.clone()).unwrap_or_default();
            let label = end.strip_prefix("-----END ").and_then(|end| end.strip_suffix("-----"));
            let begin = Side::Begin.boundary(label.unwrap_or("CERTIFICATE"));
            let help = match place {
                Some(_) => format!("the base64 is complete: begin it with a line {begin}"),
                None => "copy it again from its source, with all of its lines".to_owned(),
            };
            let edit = place.map(|place| text.replace(place..place, &format!("{begin}\n")));
            sink.report(
                text.span(at),
                "base64 and this END, but no BEGIN before them: OpenSSL loses the certificate",
            )
            .help(help)
            .fix(Safety::Hint, edit);
        }
    }
}

fn label_mismatch(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault| match block(fault) {
        Some(BlockFault::LabelMismatch(right)) => Some(right),
        _ => None,
    }) {
        let text = value.text;
        for (right, at) in value.found {
            let found = text.as_str().get(at.clone()).unwrap_or_default();
            // An END without a label is all of the boundary.
            let with = match found.starts_with('-') {
                true => Side::End.boundary(right),
                false => right.clone(),
            };
            let message =
                "BEGIN and END of this block have different labels: OpenSSL refuses the whole bundle";
            sink.report(text.span(at.clone()), message)
                .help(format!("if all of it is one block, write {right} in both lines"))
                .fix(Safety::Hint, [text.replace(at, &with)]);
        }
    }
}
