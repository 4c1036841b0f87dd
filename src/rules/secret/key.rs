//! Private keys.

use crate::fix::{Edit, Safety};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::source::Source;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "private-key",
    group: Group::Secret,
    cases: &[Case::error(
        Consequence::Exposed,
        Basis::Measured("OpenSSL loads a bundle with a private key in it and says nothing"),
    )],
    summary: "A private key stands in the document.",
    explain: "\
Neither field takes a key: certificates are public, the private key never leaves its owner. OpenSSL passes \
over a key in a bundle without a word, so nobody notices; but it is sent to the API, stored with the settings, \
and stands in the history of this file. Whoever has the key of a CA can issue certificates that log in as \
anybody.\n\n\
It came along because many tools write key and certificate into one file. Remove it, and replace the key and \
what was issued with it, wherever the file was shared. Found are keys under their label, keys under the label \
of something else, and bare base64 (PKCS #1, PKCS #8, SEC 1).",
    bad: &[
        Example::body(r#"{"customerX509":{"cas":"‹root›‹private-key›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹root›‹private-key-as-certificate›"}}"#),
    ],
    good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
    check: Check::Source(private_key),
    yields_to: &[],
}];

fn private_key(source: &Source<'_>, sink: &mut Sink<'_>) {
    for key in source.private_keys() {
        let found = sink
            .report(key.label, "a private key: whoever can read this document can use it")
            .help("remove it, and replace the key and its certificate wherever this document was shared");
        found.fix(Safety::Hint, key.block.map(|span| Edit { span, text: String::new() }));
    }
}
