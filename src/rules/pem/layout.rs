//! What OpenSSL does not mind, but others do.

use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::PemRemark;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-explanatory-text",
        group: Group::Pem,
        cases: &[Case::note(
            Consequence::Advice,
            Basis::Standard(
                "RFC 7468 §2 and §5.2: text besides the blocks is allowed; some parsers refuse it",
            ),
        )
        .pedantic()],
        summary: "There is text besides the PEM blocks.",
        explain: "\
Lines outside BEGIN and END are no part of any certificate, and OpenSSL passes over them: `subject=…`, the dump \
of `openssl x509 -text`, comments. They go with the request and are stored; some other readers refuse them, and \
what they say may be about another certificate than the one below.\n\n\
Leave them out, unless they help whoever reads the file.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"subject=CN = Example Root CA\n‹root›"}}"#),
            Example::body(r##"{"customerX509":{"cas":"# one\n‹root›# two\n‹root2›"}}"##),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›\n‹root2›"}}"#)],
        check: Check::Body(explanatory_text),
        yields_to: &[],
    },
    Rule {
        name: "pem-line-width",
        group: Group::Pem,
        cases: &[Case::note(Consequence::Advice, Basis::Standard("RFC 7468 §2: lines of 64 characters"))
            .pedantic()],
        summary: "The lines of the base64 are not 64 characters wide.",
        explain: "\
RFC 7468 wants each line but the last to have exactly 64 characters. OpenSSL takes any width; stricter readers, \
and comparisons of files, do not.\n\n\
`openssl x509 -in FILE` writes it in the usual form.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root; \nA1UE⇒A1UE›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(line_width),
        yields_to: &[],
    },
];

fn explanatory_text(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let text = field.value.text;
        for remark in field.value.get().remarks() {
            let PemRemark::Explanatory(all) = &remark.kind else { continue };
            let others = super::and_others(all.len(), "in one other place", "other places");
            let edits: Vec<Edit> = all.iter().map(|at| text.replace(at.clone(), "")).collect();
            sink.report(
                text.span(remark.at.clone()),
                format!("text besides the certificates{others}: OpenSSL passes over it, some others do not"),
            )
            .help("leave it out, unless it helps whoever reads this")
            .fix(Safety::Hint, edits);
        }
    }
}

fn line_width(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        let Some(first) = bundle.remarks().iter().find(|remark| remark.kind == PemRemark::LineWidth) else {
            continue;
        };
        // Only what stands between the characters is touched: one of the blocks might hold a secret.
        let spells: Vec<_> = bundle.blocks().iter().map(|block| block.rewrapped(text.as_str())).collect();
        let count = spells.iter().filter(|spells| !spells.is_empty()).count();
        let edits: Vec<Edit> =
            spells.into_iter().flatten().map(|spell| text.replace(spell.at, spell.with)).collect();
        let others = super::and_others(count, "in one other block", "other blocks");
        sink.report(
            text.span(first.at.clone()),
            format!("a line of base64 that is not 64 characters wide{others}: OpenSSL takes it, stricter readers do not"),
        )
        .help("break the lines after 64 characters")
        .fix(Safety::Hint, edits);
    }
}
