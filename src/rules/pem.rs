//! PEM, in both certificate fields.

use std::ops::Range;

use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::language::Language as _;
use crate::payload::{Payload, Trust};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::spec::Kind;
use crate::x509::bundle::BundleFault;
use crate::x509::pem::{BlockFault, BodyFault, BoundaryFault, Padding, PemFault};

/// The load is all or nothing.
const REFUSED_WHOLE: Basis =
    Basis::Measured("OpenSSL's SSL_load_client_CA_file refuses the whole bundle, or loses a certificate");

/// Nothing in the value is a certificate.
const NOTHING: usize = 0;
/// `cas` is empty.
const EMPTY: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "no-certificate",
        group: Group::Pem,
        cases: &[
            Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL finds nothing to load"))
                .when("the value is something else"),
            Case::error(
                Consequence::Suspicious,
                Basis::Documented("DELETE …/userSecurity/customerX509 removes the CAs; what an empty `cas` does is not documented"),
            )
            .when("`cas` is empty"),
        ],
        summary: "There is no certificate in the value.",
        explain: "\
The value has to be the certificates themselves, in PEM: not a path, not `@file`, not a shell command that \
was never run. An empty `caCertificate` is documented to delete the stored one; what an empty `cas` does is \
not documented, and to remove the CAs there is an operation of its own: DELETE …/userSecurity/customerX509.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"/etc/ssl/ca.pem"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"$(cat ca.pem)"}}"#),
            Example::body(r#"{"customerX509":{"cas":""}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#), Example::body(r#"{"ldap":{"caCertificate":""}}"#)],
        check: Check::Body(no_certificate),
        yields_to: &[],
    },
    Rule {
        name: "pem-bad-base64",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The body of a PEM block is not base64.",
        explain: "\
Between BEGIN and END stands base64 (RFC 7468), in lines: letters, digits, `+`, `/`, and `=` at the very end. \
One foreign byte, a blank line amidst it, or a header line such as `Proc-Type:`, and OpenSSL refuses the whole bundle, \
the good certificates included.\n\n\
Paste the certificate again from its source.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; MIIB⇒MI!IB›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root; -----END⇒=\n-----END›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›‹root2›"}}"#)],
        check: Check::Body(bad_base64),
        yields_to: &["suspicious-character"],
    },
    Rule {
        name: "pem-unterminated-block",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "A PEM block has no end, or no beginning.",
        explain: "\
A block goes from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`, the same words in both. \
Without the END OpenSSL refuses the bundle, or, if another block follows, silently loses this certificate: \
its clients are then locked out.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒›‹root2›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(unterminated_block),
        yields_to: &[],
    },
    Rule {
        name: "pem-escaped-newlines",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The lines of a PEM text are separated by a backslash and an n.",
        explain: "\
In JSON a line break is written `\\n`. Written `\\\\n` it is a backslash and the letter n, and the PEM is one \
long line that OpenSSL refuses. It comes from escaping twice: a shell, an environment variable or a template \
had escaped the line breaks already.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒\\n›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::Body(escaped_newlines),
        yields_to: &[],
    },
    Rule {
        name: "pem-text-on-boundary-line",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "Something stands on the line of a BEGIN or END besides it.",
        explain: "\
BEGIN and END have their line to themselves. A quote or a comma after `-----END CERTIFICATE-----`, left from \
the list that the certificates were copied from, and OpenSSL refuses the whole bundle; anything before \
`-----BEGIN`, and it silently loses that certificate.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒-----END CERTIFICATE-----,›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----\n⇒-----END CERTIFICATE-----›‹root2›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"Example Root CA\n‹root›"}}"#)],
        check: Check::Body(text_on_boundary_line),
        yields_to: &["suspicious-character"],
    },
];

/// Hands each fault of the PEM text of both fields to `judge`.
fn each_fault<'p>(
    payload: &'p Payload<'_>,
    mut judge: impl FnMut(&'p Text<'p>, &'p PemFault, &Range<usize>),
) {
    for (field, _) in payload.bundles() {
        for fault in field.value.get().faults() {
            if let BundleFault::Pem(kind) = &fault.kind {
                judge(field.value.text, kind, &fault.at);
            }
        }
    }
}

fn no_certificate(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, trust) in payload.bundles() {
        let (text, bundle) = (field.value.text, field.value.get());
        // A block that broke is spoken of where it broke.
        if !bundle.faults().is_empty() || bundle.certificates().any(|entry| !entry.is_trusted) {
            continue;
        }
        if text.as_str().is_empty() {
            // An answer deletes nothing.
            if trust == Trust::Clients && payload.kind != Kind::Response {
                sink.report_case(EMPTY, field.span, "an empty `cas`: what that does is not documented")
                    .help("to remove the CAs, send DELETE …/userSecurity/customerX509; to keep them, leave `cas` out");
            }
            continue;
        }
        if bundle.certificates().len() > 0 {
            let message =
                "TRUSTED CERTIFICATE is OpenSSL's own form: it refuses a bundle that has nothing else";
            sink.report_case(NOTHING, field.span, message)
                .help("convert it: openssl x509 -in FILE -out FILE.pem");
            continue;
        }
        let message = match bundle.blocks().first() {
            Some(block) => {
                format!("no certificate here, but a block of {}", sink.quote(text, block.label_at.clone()))
            }
            None => "no certificate here: it has to be the PEM text itself".to_owned(),
        };
        sink.report_case(NOTHING, field.span, message).help(
            "put the content of the file in, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
        );
    }
}

fn bad_base64(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    each_fault(payload, |text, fault, at| {
        let PemFault::Body(fault) = fault else { return };
        let message = match fault {
            BodyFault::ForeignCharacter(_) => {
                format!("{} is no base64: OpenSSL refuses the whole bundle", sink.quote(text, at.clone()))
            }
            BodyFault::Padding(Padding::Missing(1)) => "a `=` is missing at the end of the base64".to_owned(),
            BodyFault::Padding(Padding::Missing(count)) => {
                format!("{count} `=` are missing at the end of the base64")
            }
            BodyFault::Padding(Padding::Excess) => "more `=` than belong at the end of the base64".to_owned(),
            BodyFault::Padding(Padding::Inside) => "a `=` ends the base64, but this goes on".to_owned(),
            BodyFault::Padding(Padding::Incomplete) => {
                "the base64 is cut off: one character too many, or three too few".to_owned()
            }
            BodyFault::BlankLine => {
                "an empty line within the base64: OpenSSL refuses the whole bundle".to_owned()
            }
            BodyFault::Header => {
                "header lines do not belong in a certificate: OpenSSL refuses the whole bundle".to_owned()
            }
            BodyFault::Empty => "nothing stands between this BEGIN and its END".to_owned(),
            BodyFault::OneLine => "BEGIN, base64 and END are on one line: each wants its own".to_owned(),
        };
        sink.report(text.span(at.clone()), message).help("paste the certificate again from its source");
    });
}

fn unterminated_block(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    each_fault(payload, |text, fault, at| {
        let PemFault::Block(fault) = fault else { return };
        let (message, help) = match fault {
            BlockFault::Unterminated => (
                "this block has no END: OpenSSL refuses the bundle, or loses this certificate",
                "end it with a line -----END CERTIFICATE-----",
            ),
            BlockFault::StrayEnd => (
                "base64 and an END, but no BEGIN before them: OpenSSL loses this certificate",
                "begin it with a line -----BEGIN CERTIFICATE-----",
            ),
            BlockFault::LabelMismatch => (
                "this END names something else than its BEGIN: OpenSSL refuses the bundle",
                "write the same words in both lines",
            ),
        };
        sink.report(text.span(at.clone()), message).help(help);
    });
}

fn escaped_newlines(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    each_fault(payload, |text, fault, at| {
        let PemFault::EscapedNewlines(all) = fault else { return };
        let edits: Vec<Edit> = all.iter().map(|at| text.replace(at.clone(), "\n")).collect();
        sink.report(
            text.span(at.clone()),
            "a backslash and an n where a line break belongs: it was escaped twice",
        )
        .help("write \\n in JSON, not \\\\n")
        .fix(Safety::Safe, edits);
    });
}

fn text_on_boundary_line(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    const OUTCOME: &str = "OpenSSL refuses the whole bundle, or silently loses the certificate";
    each_fault(payload, |text, fault, at| {
        let PemFault::Boundary(fault) = fault else { return };
        let shown = sink.quote(text, at.clone());
        let replace = |with: &str| text.replace(at.clone(), with);
        let insert = |offset: usize| text.replace(offset..offset, "\n");
        let (what, help, edit) = match fault {
            BoundaryFault::Text => {
                (format!("{shown} on the line of a BEGIN or END"), "remove it", replace(""))
            }
            BoundaryFault::Indent => {
                ("white space before a BEGIN or END".to_owned(), "remove it", replace(""))
            }
            BoundaryFault::Between => (
                format!("{shown} between an END and the next BEGIN"),
                "put a line break there",
                replace("\n"),
            ),
            BoundaryFault::MissingBreakBefore => {
                ("no line break before this".to_owned(), "put one there", insert(at.start))
            }
            BoundaryFault::MissingBreakAfter => {
                ("no line break after this".to_owned(), "put one there", insert(at.end))
            }
        };
        sink.report(text.span(at.clone()), format!("{what}: {OUTCOME}")).help(help).fix(Safety::Safe, [edit]);
    });
}
