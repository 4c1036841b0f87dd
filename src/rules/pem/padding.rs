//! The end of the base64.

use super::{REFUSED_WHOLE, values};
use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::{BodyFault, Padding, PemFault, PemRemark};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-base64-padding",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The `=` at the end of the base64 are missing, or too many.",
        explain: "\
Base64 comes in groups of four characters; the last group is filled up with `=`. Some tools leave them off, and \
they are easily missed when one copies. OpenSSL refuses the whole bundle then. A `=` amidst the base64 means that \
two texts were joined.\n\n\
Where the certificate is complete but for the `=`, they can be put back. If it is cut off, copy it again.",
        bad: &[
            Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf; Qk=⇒Qk›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root; \n-----END⇒=\n-----END›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root; A1UE⇒A1U=E›"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf›"}}"#)],
        check: Check::OddPem(padding),
        yields_to: &[],
    },
    Rule {
        name: "pem-base64-noncanonical",
        group: Group::Pem,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Measured(
                "OpenSSL ignores the bits that padding leaves over; RFC 4648 §3.5 lets decoders refuse them",
            ),
        )],
        summary: "The last base64 character has bits that nothing uses.",
        explain: "\
Before `=` some bits of the last character are left over, and they should be zero. OpenSSL does not look at them, \
but stricter readers refuse the text, and no encoder writes it: somebody has changed the end of the base64, or it \
was mistyped.\n\n\
The character that was meant encodes the same bytes.",
        bad: &[Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf; Qk=⇒Ql=›"}}"#)],
        good: &[Example::body(r#"{"ldap":{"caCertificate":"‹self-signed-leaf›"}}"#)],
        check: Check::Body(noncanonical),
        yields_to: &[],
    },
];

fn padding(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in values(payload, |fault: &PemFault| match fault {
        PemFault::Body(BodyFault::Padding(kind)) => Some(*kind),
        _ => None,
    }) {
        let text = value.text;
        for (kind, at) in value.found {
            let whole: Option<(Edit, Safety)>;
            let (what, help) = match kind {
                Padding::Missing(count) => {
                    whole = Some((text.replace(at.clone(), &"=".repeat(count)), Safety::Safe));
                    match count {
                        1 => ("a `=` is missing at the end of the base64".to_owned(), "add it"),
                        _ => (format!("{count} `=` are missing at the end of the base64"), "add them"),
                    }
                }
                Padding::Excess => {
                    whole = Some((text.replace(at.clone(), ""), Safety::Safe));
                    ("more `=` than belong at the end of the base64".to_owned(), "remove them")
                }
                Padding::Inside => {
                    whole = None;
                    (
                        "a `=` ends the base64, but more of it follows".to_owned(),
                        "paste the certificate again; if two were joined, give each its own BEGIN and END",
                    )
                }
                Padding::Incomplete => {
                    whole = Some((text.replace(at.clone(), ""), Safety::Hint));
                    (
                        "the base64 has one character too many, or three too few".to_owned(),
                        "paste the certificate again from its source",
                    )
                }
            };
            // Only where the certificate is whole is it sure what was meant.
            let fix = whole.filter(|_| value.bundle.is_decoded(&at));
            let safety = fix.as_ref().map_or(Safety::Hint, |(_, safety)| *safety);
            sink.report(text.span(at), format!("{what}: OpenSSL refuses the whole bundle"))
                .help(help)
                .fix(safety, fix.map(|(edit, _)| edit));
        }
    }
}

fn noncanonical(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let text = field.value.text;
        for remark in field.value.get().remarks() {
            let PemRemark::LeftOverBits(canonical) = remark.kind else { continue };
            let shown = sink.quote(text, remark.at.clone());
            sink.report(
                text.span(remark.at.clone()),
                format!("{shown} before the `=` has bits that nothing uses: OpenSSL ignores them, stricter readers refuse the text"),
            )
            .help(format!("write `{canonical}`, which encodes the same bytes"))
            .fix(Safety::Safe, [text.replace(remark.at.clone(), &canonical.to_string())]);
        }
    }
}
