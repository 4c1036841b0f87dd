//! Percent-encoding: where it hides a placeholder, and where RFC 4516 wants it.

use super::{queries, raw};
use crate::fix::Safety;
use crate::json::Text;
use crate::ldap::template::Template;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "query-encoded-token",
        group: Group::Query,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Inferred("the database decodes the parts of a query before it looks for placeholders"),
        )],
        summary: "A placeholder in a query is percent-encoded.",
        explain: "\
The database decodes the parts of a query, and then looks for placeholders. `%7BUSER%7D` becomes `{USER}` and is \
replaced like any other, whether that was meant, or the braces were encoded in order to be left alone. A program \
that encodes URLs may have written it.\n\n\
Write the placeholder as it is. To have braces in a filter, escape them there: `\\7b` and `\\7d` (RFC 4515 §3).",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member=%7BUSER%7D)"}}"#),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid=%7b0%7d)"}]}}"#,
            ),
        ],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(member={USER})"}}"#)],
        check: Check::Body(encoded_token),
        yields_to: &["authz-provided-user-base", "mapping-placeholder-out-of-range"],
    },
    Rule {
        name: "query-encoding",
        group: Group::Query,
        cases: &[Case::note(Consequence::Advice, Basis::Standard("RFC 4516 §2.1")).pedantic()],
        summary: "A character in a query that RFC 4516 wants percent-encoded.",
        explain: "\
In an LDAP URL blanks, quotation marks, `<`, `>`, `\\`, `^`, `|`, the backtick and everything beyond ASCII are \
percent-encoded (RFC 4516 §2.1). The database takes them as they are, and that is how its documentation writes \
them, so there is nothing to mend. Other programs that read the query may be stricter.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"OU=App Users,DC=example,DC=net??sub?(member={USER})"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"OU=Zürich,DC=example,DC=net??sub?(member={USER})"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"OU=App%20Users,DC=example,DC=net??sub?(member={USER})"}}"#,
        )],
        check: Check::Body(encoding),
        yields_to: &[
            "suspicious-character",
            "query-absolute-url",
            "query-attribute",
            "query-base-dn",
            "query-filter-syntax",
            "query-part-misplaced",
        ],
    },
];

fn encoded_token(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        for part in [Some(&url.base), url.filter.as_ref()].into_iter().flatten() {
            let spelled = raw(query, part);
            if !spelled.contains('%') {
                continue;
            }
            let plain = Text::plain(spelled);
            let decoded = plain.percent_decoded(0..spelled.len());
            for token in Template::parse(decoded.as_str(), query.dialect).tokens {
                let at = decoded.span(token.at.clone()).range();
                if !spelled.get(at.clone()).is_some_and(|token| token.contains('%')) {
                    continue;
                }
                let at = part.start + at.start..part.start + at.end;
                let token = decoded.as_str().get(token.at).unwrap_or_default();
                let shown = sink.quote(query.text, at.clone());
                sink.report(
                    query.text.span(at.clone()),
                    format!("{shown} is decoded to `{token}`, and replaced like it"),
                )
                .help("write the placeholder as it is")
                .fix(Safety::Safe, [query.text.replace(at, token)]);
            }
        }
    }
}

fn encoding(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for query in queries(payload) {
        let url = query.url();
        let parts = [Some(&url.base), url.attributes.as_ref(), url.filter.as_ref(), url.extensions.as_ref()];
        let found = parts.into_iter().flatten().find_map(|part| {
            let (at, character) = raw(query, part).char_indices().find(|&(_, c)| !is_of_url(c))?;
            Some((part.start + at..part.start + at + character.len_utf8(), character))
        });
        let Some((at, character)) = found else { continue };
        let what = match character {
            ' ' => "a blank".to_owned(),
            _ => sink.quote(query.text, at.clone()),
        };
        sink.report(
            query.text.span(at),
            format!("RFC 4516 wants {what} percent-encoded in a query; the database takes it as it is"),
        )
        .help("nothing has to be done about it");
    }
}

/// Whether the character may stand in a URL as it is: `reserved`, `unreserved` or `%` (RFC 3986 §2). Of braces
/// other rules speak.
fn is_of_url(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%{}".contains(c)
}
