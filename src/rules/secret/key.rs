//! Private keys.

use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::with_line_break;
use crate::span::Span;

/// There is a key.
const KEY: usize = 0;
/// The block of one, without it.
const HUSK: usize = 1;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "private-key",
    group: Group::Secret,
    cases: &[
        Case::error(
            Consequence::Exposed,
            Basis::Measured("OpenSSL loads a bundle with a private key in it and says nothing"),
        )
        .when("there is a key"),
        Case::error(
            Consequence::LockedOut,
            Basis::Measured("OpenSSL refuses a bundle with a key in it that it cannot read"),
        )
        .when("the key is gone, but not its BEGIN and END"),
    ],
    summary: "A private key stands in the document.",
    explain: "\
Neither field takes a key: certificates are public, the private key never leaves its owner. OpenSSL passes \
over a key in a bundle without a word, so nobody notices; but it is sent to the API, stored with the settings, \
and stands in the history of this file. Whoever has the key of a CA can issue certificates that log in as \
anybody.\n\n\
It came along because many tools write key and certificate into one file. Remove it, and replace the key and \
what was issued with it, wherever the file was shared. Found are keys under their label, keys under the label \
of something else, and bare base64 (PKCS #1, PKCS #8, SEC 1).\n\n\
Take out BEGIN and END with it: OpenSSL refuses the whole bundle for a key block that has no key in it.",
    bad: &[
        Example::body(r#"{"customerX509":{"cas":"‹root›‹private-key›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹root›‹private-key-as-certificate›"}}"#),
        Example::body(
            r#"{"customerX509":{"cas":"‹root›-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----\n"}}"#,
        ),
    ],
    good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
    check: Check::Body(private_key),
    yields_to: &[],
}];

fn private_key(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let keys = sink.private_keys();
    for key in keys {
        sink.report_case(KEY, key.label, "a private key: whoever can read this document can use it")
            .help("remove it, and replace the key and its certificate wherever this document was shared")
            .fix(Safety::Hint, key.block.map(removed));
    }
    for (field, _) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        for block in bundle.blocks().iter().filter(|block| block.is_private_key()) {
            let span = text.span(block.begin.clone());
            // Both stand in the order of the document.
            let next = keys.partition_point(|key| key.label.end <= span.start);
            let is_key = keys.get(next).is_some_and(|key| key.label.overlaps(span));
            let is_husk = block.end.is_some() && !is_key;
            // An encrypted one OpenSSL passes over unread, but for an empty one.
            let is_passed_over = block.label.contains("ENCRYPTED")
                && bundle.certificates().len() > 0
                && text.as_str().get(block.body.clone()).is_some_and(|body| !body.trim().is_empty());
            if is_husk && !is_passed_over {
                let message =
                    "the block of a private key without the key: OpenSSL refuses the whole bundle for it";
                sink.report_case(HUSK, span, message)
                    .help("remove the block, with its BEGIN and END")
                    .fix(Safety::Hint, [removed(text.span(with_line_break(text.as_str(), &block.at)))]);
            }
        }
    }
}

fn removed(span: Span) -> Edit {
    Edit { span, text: String::new() }
}

#[cfg(test)]
mod tests {
    use crate::Linter;

    /// OpenSSL passes over an encrypted key, but for one that is empty.
    #[test]
    fn blocks_without_a_key() {
        let root = include_str!("../../../tests/certificates/root.pem");
        for (label, body, is_found) in [
            (concat!("PRIVATE", " KEY"), "", true),
            (concat!("ENCRYPTED PRIVATE", " KEY"), "", true),
            (concat!("ENCRYPTED PRIVATE", " KEY"), "****\n", false),
            ("PUBLIC KEY", "", false),
        ] {
            let cas = format!("{root}-----BEGIN {label}-----\n{body}-----END {label}-----\n");
            let body = serde_json::json!({"customerX509": {"cas": cas}}).to_string();
            let report = Linter::new().now(crate::rules::tests::NOW).check(body);
            let said = report.findings().iter().filter(|finding| finding.rule().name() == "private-key");
            assert_eq!(said.count(), usize::from(is_found), "{cas}: {:?}", report.findings());
        }
    }
}
