//! Line breaks that were escaped or lost.

use super::{NEXT, REFUSED_WHOLE, UNSEEN_END, UNSEEN_END_BEFORE_ANOTHER, next_begin, values};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::payload::Payload;
use crate::rule::{Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::pem::{Lost, PemFault, Respell};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "pem-escaped-newlines",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The lines of a PEM text are separated by a backslash and an n.",
        explain: "\
In JSON a line break is written `\\n`. Written `\\\\n` it is a backslash and the letter n, and the PEM is one \
long line that OpenSSL refuses. It comes from escaping twice: a shell, an environment variable or a template \
had escaped the line breaks already.\n\n\
Let the tool that makes the JSON do the escaping, and nobody else: `jq --rawfile cas ca.pem …`, `jsonencode(file(…))`.",
        bad: &[Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒\\n›"}}"#)],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root›"}}"#)],
        check: Check::OddPem(escaped_newlines),
        yields_to: &[],
    },
    Rule {
        name: "pem-lost-newlines",
        group: Group::Pem,
        cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
        summary: "The line breaks of a PEM text were lost.",
        explain: "\
BEGIN, the base64 and END stand on lines of their own, and OpenSSL takes only a line feed for the end of a line. \
An unquoted shell variable (`echo $CA`) makes blanks of line breaks, as do YAML's folded strings and the fields \
of web forms; `tr -d '\\n'` leaves nothing; old Macs wrote carriage returns, and proxies write `%0A`.\n\n\
Put the line breaks back in. In a shell, quote the variable: `\"$CA\"`; in YAML write `|`, not `>`.",
        bad: &[
            Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒ ›"}}"#),
            Example::body(r#"{"ldap":{"caCertificate":"‹root; \n⇒\r›‹intermediate; \n⇒\r›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒\u2028›"}}"#),
            Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒%0A›"}}"#),
        ],
        good: &[Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒\r\n›"}}"#)],
        check: Check::OddPem(lost_newlines),
        yields_to: &[],
    },
];

fn edits(text: &Text<'_>, all: &[Respell]) -> Vec<Edit> {
    all.iter().map(|spell| text.replace(spell.at.clone(), spell.with)).collect()
}

fn escaped_newlines(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in
        values(payload, |fault| if let PemFault::EscapedNewlines(all) = fault { Some(all) } else { None })
    {
        for (all, at) in value.found {
            let count = all.iter().filter(|one| one.with == "\n").count();
            let is_json = count < all.len();
            let message = match count {
                _ if is_json => {
                    "this PEM was put into JSON twice: OpenSSL sees one long line and refuses it".to_owned()
                }
                1 => "a backslash and an n where a line break belongs: it was escaped twice".to_owned(),
                count => format!(
                    "the {count} line breaks of this PEM were escaped twice: OpenSSL sees one long line and refuses it"
                ),
            };
            sink.report(value.text.span(at), message)
                .help(match is_json {
                    true => {
                        "write the PEM itself, without the quotation marks and brackets, and \\n for \\\\n"
                    }
                    false => "write \\n in JSON, not \\\\n",
                })
                .fix(Safety::Safe, edits(value.text, all));
        }
    }
}

fn lost_newlines(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for value in
        values(
            payload,
            |fault| if let PemFault::LostNewlines(lost, all) = fault { Some((*lost, all)) } else { None },
        )
    {
        for ((lost, all), at) in value.found {
            let shown = sink.quote(value.text, at.clone());
            // A carriage return before an END only.
            let rest = value.text.as_str().get(at.end..).unwrap_or_default();
            let is_end = lost == Lost::CarriageReturns && rest.starts_with("-----END ");
            let next = next_begin(value.bundle.blocks(), &at).filter(|_| is_end);
            let (message, help) = match lost {
                Lost::CarriageReturns if is_end => (
                    format!(
                        "a carriage return before this END: {}",
                        if next.is_some() { UNSEEN_END_BEFORE_ANOTHER } else { UNSEEN_END }
                    ),
                    "write a line feed (\\n) instead",
                ),
                Lost::Other => (
                    format!(
                        "{shown} stands where this PEM had its line breaks: OpenSSL finds no certificate in it"
                    ),
                    "put the line breaks back in",
                ),
                Lost::Blanks => (
                    "blanks stand where this PEM had its line breaks: OpenSSL finds no certificate in it"
                        .to_owned(),
                    "put the line breaks back in; if it came from a shell variable, quote it: \"$CA\"",
                ),
                Lost::Nothing => (
                    "this PEM has lost its line breaks: OpenSSL finds no certificate in it".to_owned(),
                    "put BEGIN, the base64 and END on lines of their own",
                ),
                Lost::CarriageReturns => (
                    "the lines of this PEM end with carriage returns only: to OpenSSL it is one long line"
                        .to_owned(),
                    "write line feeds (\\n) instead of carriage returns (\\r)",
                ),
                Lost::Separators => (
                    "the lines of this PEM end with a Unicode line separator: to OpenSSL it is one long line"
                        .to_owned(),
                    "write line feeds (\\n) instead",
                ),
                Lost::Percent => (
                    "this PEM is percent-encoded: OpenSSL finds no line breaks, and so no certificate in it"
                        .to_owned(),
                    "decode it before it is put into the body",
                ),
            };
            let mut reported = sink.report(value.text.span(at), message);
            if let Some(next) = next {
                reported = reported.related(value.text.span(next), NEXT);
            }
            reported.help(help).fix(Safety::Safe, edits(value.text, all));
        }
    }
}
