//! Characters that nobody typed on purpose.

use std::ops::Range;

use crate::fix::Safety;
use crate::json::{Data, Text};
use crate::language::Language as _;
use crate::payload::Payload;
use crate::placeholder;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// It stands in a host.
const HOST: usize = 0;
/// A distinguished name is broken by it.
const NAME: usize = 1;
/// A bundle of certificates is broken by it.
const BUNDLE: usize = 2;
/// It stands in a text that can be read with it.
const READABLE: usize = 3;

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "suspicious-character",
    group: Group::Document,
    cases: &[
        Case::error(Consequence::LockedOut, Basis::Standard("RFC 1123 §2.1")).when("it stands in a host"),
        Case::error(
            Consequence::LockedOut,
            Basis::Measured("neither RFC 2253 nor RFC 4514 has it, and ldap_str2dn of OpenLDAP refuses it"),
        )
        .when("a distinguished name is broken by it"),
        Case::error(Consequence::LockedOut, Basis::Measured("OpenSSL 3.0: the load is all or nothing"))
            .when("the PEM of a certificate is broken by it"),
        Case::warning(
            Consequence::Suspicious,
            Basis::Standard("Unicode UTS #39: characters that are invisible or taken for others"),
        )
        .when("it stands in a name, a query or an expression that can be read with it"),
    ],
    summary: "A character that cannot be seen, or is taken for another one.",
    explain: "\
No-break spaces, zero-width characters, curly quotation marks, marks of writing direction and control \
characters get into a value when it is copied from a web page, a chat or a word processor. They are part of \
the value: to the database, to the directory and to OpenSSL the value is then another one than what you see.\n\n\
Delete the character, or type the value anew. Where such a character can be part of a word (`O’Brien`, a \
joiner between Persian letters), nothing is said.",
    bad: &[
        Example::body("{\"ldap\":{\"hostname\":\"ldap.mycompany.com\u{200b}\"}}"),
        Example::body(r#"{"ldap":{"hostname":"ldap\u2013prod.mycompany.com"}}"#),
        Example::body(
            r#"{"ldap":{"bindUsername":"\u200bCN=svc,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        ),
        Example::body(r#"{"customerX509":{"cas":"‹root; MIIB⇒MIIB\u00a0›"}}"#),
        Example::body(
            r#"{"ldap":{"authzQueryTemplate":"OU=App\u00a0Users,DC=example,DC=net??sub?(member={USER})"}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":"CN={0},OU=“Users”,DC=example,DC=net"}]}}"#,
        ),
    ],
    good: &[
        Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":"CN={0},OU=O’Brien Hall,DC=example,DC=net"}]}}"#,
        ),
    ],
    check: Check::Body(suspicious_character),
    yields_to: &[],
}];

/// What sort of character it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Space,
    Invisible,
    SingleQuote,
    DoubleQuote,
    Direction,
    Control,
    /// Only in hosts: elsewhere it is a character like others.
    Dash,
}

/// The sort of a character, and how it is called.
fn sort(c: char) -> Option<(Sort, &'static str)> {
    Some(match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => (Sort::Space, "a no-break space"),
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => (Sort::Space, "a typographic space"),
        '\u{3000}' => (Sort::Space, "an ideographic space"),
        '\u{200b}' => (Sort::Invisible, "a zero-width space"),
        '\u{200c}' | '\u{200d}' => (Sort::Invisible, "a zero-width joiner"),
        '\u{feff}' => (Sort::Invisible, "a byte order mark"),
        '\u{ad}' => (Sort::Invisible, "a soft hyphen"),
        '\u{180e}' | '\u{2060}'..='\u{2064}' => (Sort::Invisible, "an invisible character"),
        '\u{2018}'..='\u{201b}' => (Sort::SingleQuote, "a curly quotation mark"),
        '\u{201c}'..='\u{201f}' => (Sort::DoubleQuote, "a curly quotation mark"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            (Sort::Direction, "an invisible mark of writing direction")
        }
        '\u{2028}' | '\u{2029}' => (Sort::Control, "a Unicode line separator"),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => (Sort::Dash, "a dash that is no hyphen"),
        // Tabs and line breaks are white space, of which other rules speak.
        '\t' | '\n' | '\r' => return None,
        c if c.is_control() => (Sort::Control, "a control character"),
        _ => return None,
    })
}

/// A run of one suspicious character.
struct Found {
    at: Range<usize>,
    character: char,
    sort: Sort,
    name: &'static str,
}

impl Found {
    /// As messages name it: `a no-break space (U+00A0)`.
    fn shown(&self) -> String {
        let length = self.at.len() / self.character.len_utf8();
        let more = if length > 1 { format!(", {length} times") } else { String::new() };
        format!("{} (U+{:04X}{more})", self.name, u32::from(self.character))
    }
}

/// The suspicious characters of a text, in its order.
fn characters(text: &str) -> impl Iterator<Item = Found> {
    // Most texts are plain, and some are long.
    let plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    let mut rest = text.char_indices().filter(move |_| !plain).peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        while let Some((start, character)) = rest.next() {
            let previous = before.replace(character);
            let Some((sort, name)) = sort(character) else { continue };
            let mut end = start + character.len_utf8();
            while let Some((next, _)) = rest.next_if(|&(_, next)| next == character) {
                end = next + character.len_utf8();
            }
            let next = rest.peek().map(|&(_, next)| next);
            if !is_part_of_a_word(previous, character, next) {
                return Some(Found { at: start..end, character, sort, name });
            }
        }
        None
    })
}

/// Whether the character has a place in a word between these two: an apostrophe; a joiner, or the blank
/// of a script that has its own.
fn is_part_of_a_word(before: Option<char>, character: char, after: Option<char>) -> bool {
    let letters = |is_letter: fn(char) -> bool| before.is_some_and(is_letter) && after.is_some_and(is_letter);
    match character {
        '\u{2019}' => letters(char::is_alphabetic),
        '\u{200c}' | '\u{200d}' | '\u{3000}' => letters(|c| !c.is_ascii() && sort(c).is_none()),
        _ => false,
    }
}

fn suspicious_character(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (member, field) in payload.members() {
        let Data::String(text) = &member.value.data else { continue };
        if placeholder::of(member).is_some() {
            continue;
        }
        match field.name {
            "hostname" => in_host(text, sink),
            "bindUsername" | "substitution" => in_name(payload, text, sink),
            "ldapQuery" | "authzQueryTemplate" => in_text(text, "query", sink),
            "match" => in_text(text, "expression", sink),
            _ => {}
        }
    }
    in_bundles(payload, sink);
}

fn in_host(text: &Text<'_>, sink: &mut Sink<'_>) {
    for found in characters(text.as_str()) {
        let with = if found.sort == Sort::Dash { "-" } else { "" };
        let help = match found.sort {
            Sort::Dash => "write a plain hyphen (`-`)",
            _ => "delete it, or type the host anew",
        };
        let edit = text.replace(found.at.clone(), with);
        sink.report_case(
            HOST,
            text.span(found.at.clone()),
            format!("{} in the host: the database would find no server of that name", found.shown()),
        )
        .help(help)
        .fix(Safety::Hint, [edit]);
    }
}

fn in_name(payload: &Payload<'_>, text: &Text<'_>, sink: &mut Sink<'_>) {
    // The parsed name, if this text is the one that counts.
    let field = payload.names().find(|field| std::ptr::eq(field.value.text, text));
    let faults = field.map(|field| field.value.get().faults()).unwrap_or_default();
    for found in characters(text.as_str()).filter(|found| found.sort != Sort::Dash) {
        let next = faults.partition_point(|fault| fault.at.end <= found.at.start);
        let breaks = faults.get(next).is_some_and(|fault| fault.at.start < found.at.end);
        match breaks {
            true => report(text, &found, NAME, "no directory can read the name with it", sink),
            false => report(text, &found, READABLE, "to the directory, that is another name", sink),
        }
    }
}

fn in_text(text: &Text<'_>, what: &str, sink: &mut Sink<'_>) {
    for found in characters(text.as_str()).filter(|found| found.sort != Sort::Dash) {
        report(text, &found, READABLE, &format!("the {what} asks for exactly this character"), sink);
    }
}

fn report(text: &Text<'_>, found: &Found, case: usize, outcome: &str, sink: &mut Sink<'_>) {
    let (with, help) = match found.sort {
        Sort::Space => (" ", "write a plain blank"),
        Sort::SingleQuote => ("'", "delete it, or write a plain `'`"),
        Sort::DoubleQuote => ("", "delete it: a value needs no quotation marks"),
        _ => ("", "delete it"),
    };
    let edit = text.replace(found.at.clone(), with);
    sink.report_case(case, text.span(found.at.clone()), format!("{}: {outcome}", found.shown()))
        .help(help)
        .fix(Safety::Hint, [edit]);
}

/// In a bundle most characters stand in comments, where they harm nobody; where one is all that breaks the
/// PEM, it is named.
fn in_bundles(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, _) in payload.bundles() {
        let text = field.value.text;
        for fault in field.value.get().faults() {
            let broken = text.as_str().get(fault.at.clone()).unwrap_or_default();
            let mut all = characters(broken).filter(|found| found.sort != Sort::Dash);
            let (Some(found), None) = (all.next(), all.next()) else { continue };
            if found.at.len() < broken.len() {
                continue;
            }
            sink.report_case(
                BUNDLE,
                text.span(fault.at.clone()),
                format!(
                    "{} in the PEM: OpenSSL refuses the whole bundle, or silently loses the certificate",
                    found.shown()
                ),
            )
            .help("delete it, or copy the certificate anew")
            .fix(Safety::Hint, [text.replace(fault.at.clone(), "")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Range<usize>, char)> {
        characters(text).map(|found| (found.at, found.character)).collect()
    }

    #[test]
    fn a_run_is_one() {
        assert_eq!(found("a\u{a0}\u{a0}b\u{200b}"), [(1..5, '\u{a0}'), (6..9, '\u{200b}')]);
        assert_eq!(found("\u{0}\u{7f}\u{85}"), [(0..1, '\0'), (1..2, '\u{7f}'), (2..4, '\u{85}')]);
    }

    #[test]
    fn what_has_its_place_in_a_word_is_none() {
        for text in [
            "O’Brien",
            "می\u{200c}خواهم",
            "山田\u{3000}太郎",
            "plain",
            "é ü",
            "tab\tand\nlines\r",
            "👩\u{200d}💻",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        for text in ["’a", "a’ b", "a\u{200c}b", "a\u{3000}", "“a", "\u{202e}a", "山\u{200b}田"] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn every_sort_has_a_name() {
        for c in '\0'..=char::MAX {
            let Some((_, name)) = sort(c) else { continue };
            assert!(name.starts_with("a ") || name.starts_with("an "), "{name}");
            assert!(!c.is_alphanumeric(), "U+{:04X}", u32::from(c));
        }
    }
}
