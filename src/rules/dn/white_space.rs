//! White space that does not belong where it is.

use std::ops::Range;

use crate::fix::Safety;
use crate::language::Language as _;
use crate::ldap::dn::{Dn, Quirk, Rdn, Remark, WHITE_SPACE};
use crate::payload::{Name, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "dn-whitespace",
    group: Group::Dn,
    cases: &[Case::warning(
        Consequence::Suspicious,
        Basis::Standard(
            "RFC 4514 §3 has no white space around types and values; in a value it is part of it",
        ),
    )],
    summary: "A distinguished name has blanks at its ends, or tabs or line breaks in it.",
    explain: "\
A blank at the end of a name, a line break that a file or `$(cat …)` left there, a name that was wrapped into \
several lines: RFC 4514 takes no white space around types and separators, and reads a line break in or after a \
value as a part of it. OpenLDAP's library drops it at the ends of a value, so the name works in some places \
and not in others.\n\n\
Take it out. Blanks after the commas inside are an old form that nearly everybody takes; this rule says nothing \
about them.",
    bad: &[
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net\n","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"bindUsername":" CN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,\r\n  DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"bindUsername":"CN=svc,OU=Service\tAccounts,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
    ],
    good: &[Example::body(
        r#"{"ldap":{"bindUsername":"CN=svc,OU=Service Accounts,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
    )],
    check: Check::OddName(dn_whitespace),
    yields_to: &["dn-empty-value", "dn-syntax", "dn-unescaped-special"],
}];

fn dn_whitespace(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for Name { text, dn, .. } in payload.names() {
        for Run { at, place, is_dropped } in runs(text.as_str(), dn) {
            let what = kind(text.as_str().get(at.clone()).unwrap_or_default());
            let (message, help, with) = match place {
                Place::Start => {
                    (format!("{what} before the name, which not every directory drops"), "remove it", "")
                }
                Place::End => {
                    (format!("{what} after the name, which not every directory drops"), "remove it", "")
                }
                Place::Between => (
                    format!("{what} beside a `,` `+` or `=`, which not every directory drops"),
                    "remove it",
                    "",
                ),
                Place::Value => (
                    format!("{what} in a value: to the directory, it is part of it"),
                    "write a plain blank, or nothing; if it is meant, write `\\\\0A` or `\\\\09` in JSON",
                    " ",
                ),
            };
            let safety = if is_dropped && dn.faults().is_empty() { Safety::Safe } else { Safety::Hint };
            sink.report(text.span(at.clone()), message).help(help).fix(safety, [text.replace(at, with)]);
        }
    }
}

fn kind(white_space: &str) -> &'static str {
    match white_space {
        text if text.contains(['\n', '\r']) => "a line break",
        text if text.contains('\t') => "a tab",
        text if text.len() > 1 => "blanks",
        _ => "a blank",
    }
}

/// White space that belongs together.
pub(super) struct Run {
    at: Range<usize>,
    place: Place,
    /// Whether the name says the same without it: it is no part of a value, or is one that matching
    /// drops.
    is_dropped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    End,
    Between,
    Value,
}

/// The white space of a name that is more than blanks between its parts.
pub(super) fn runs<'d>(text: &'d str, dn: &'d Dn) -> impl Iterator<Item = Run> + use<'d> {
    // Both are in the order of the text.
    let mut attributes = dn.rdns().iter().flat_map(Rdn::attributes).peekable();
    let mut done = 0;
    let seeds = dn.remarks().iter().flat_map(move |remark| seeds(text, remark));
    seeds.filter_map(move |seed| {
        if seed.start < done {
            return None;
        }
        let at = grown(text, &seed, done);
        done = at.end;
        while attributes.next_if(|attribute| attribute.value_at.end <= at.start).is_some() {}
        // The value that some of it belongs to, as the RFCs read it.
        let of = attributes.peek().filter(|attribute| attribute.value_at.start < at.end);
        let value = of.map(|attribute| attribute.value_at.clone()).unwrap_or_default();
        let is_inside = value.start < at.start && at.end < value.end;
        let is_all = !value.is_empty() && at.start <= value.start && value.end <= at.end;
        let is_text = of.is_none_or(|attribute| attribute.is_text());
        let place = match () {
            () if is_inside => Place::Value,
            () if at.start == 0 => Place::Start,
            () if at.end == text.len() => Place::End,
            () => Place::Between,
        };
        // What is at an end of a value is part of it for the RFCs, but not for OpenLDAP's library; and for
        // the directory it is a blank, which does not count there (RFC 4518 §2.2, §2.6.1). A backslash
        // before it makes it count, for OpenLDAP's library even an escaped one; and without it, a `#`
        // beside it may be read as something else.
        let byte = |at: usize| text.as_bytes().get(at).copied();
        let before = at.start.checked_sub(1).and_then(byte);
        let counts = matches!(before, Some(b'\\' | b'#'))
            || byte(seed.start) == Some(b'\\')
            || byte(at.end) == Some(b'#');
        let is_dropped = !is_inside && !is_all && is_text && !counts;
        Some(Run { at, place, is_dropped })
    })
}

/// What of a remark is white space that should not be there.
fn seeds<'d>(text: &'d str, remark: &'d Remark) -> impl Iterator<Item = Range<usize>> + use<'d> {
    let at = &remark.at;
    let whole = match remark.quirk {
        Quirk::Blank => at.start == 0 || at.end == text.len(),
        Quirk::WhiteSpace | Quirk::EscapedWhiteSpace => true,
        _ => false,
    };
    // Other control characters may stand among them; another rule speaks of those.
    let controls =
        text.get(at.clone()).filter(|_| remark.quirk == Quirk::ControlCharacters).unwrap_or_default();
    let start = at.start;
    let breaks =
        controls.match_indices(['\t', '\n', '\r']).map(move |(offset, _)| start + offset..start + offset + 1);
    whole.then(|| at.clone()).into_iter().chain(breaks)
}

/// The seed with all the white space around it, from `least` on.
fn grown(text: &str, seed: &Range<usize>, least: usize) -> Range<usize> {
    let before = text.get(..seed.start).unwrap_or_default().trim_end_matches(WHITE_SPACE);
    let backslashes = before.bytes().rev().take_while(|&b| b == b'\\').count();
    // An escaped blank is part of the value.
    let start = if backslashes % 2 == 1 { before.len() + 1 } else { before.len() };
    let after = text.get(seed.end..).unwrap_or_default();
    let end = text.len() - after.trim_start_matches(WHITE_SPACE).len();
    start.max(least).min(seed.start)..end
}
