//! Characters that nobody typed on purpose.

mod bundles;
mod sort;

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;

use self::sort::{Sort, sort};
use crate::fix::{Edit, Safety};
use crate::json::{Data, Text};
use crate::language::Language as _;
use crate::ldap::dn::Dn;
use crate::payload::{Payload, Query};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// It stands in a host.
const HOST: usize = 0;
/// A distinguished name is broken by it.
const NAME: usize = 1;
/// A bundle of certificates is broken by it.
const BUNDLE: usize = 2;
/// It stands in a text that can be read with it.
const READABLE: usize = 3;
/// A query is broken by it.
const QUERY: usize = 4;

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
        .when("it stands in a name or a query that can be read with it"),
        Case::error(
            Consequence::LockedOut,
            Basis::Measured(
                "the database's own splitter, ldap_str2dn and ldap_pvt_put_filter of OpenLDAP's libldap",
            ),
        )
        .when("a query is broken by it"),
    ],
    summary: "A character that cannot be seen, or is taken for another one.",
    explain: "\
No-break spaces, zero-width characters, curly quotation marks, marks of writing direction and control \
characters get into a value when it is copied from a web page, a chat or a word processor; full-width commas \
and equals signs come from the input methods of Chinese and Japanese. They are part of the value: to the \
database, to the directory and to OpenSSL the value is then another one than what you see.\n\n\
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
        Example::body(r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub\u00a0?(member={USER})"}}"#),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},OU=“Users”,DC=example,DC=net"}]}}"#,
        ),
    ],
    good: &[
        Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},OU=O’Brien Hall,DC=example,DC=net"}]}}"#,
        ),
    ],
    check: Check::Body(suspicious_character),
    yields_to: &[],
}];

/// A run of one suspicious character.
#[derive(Clone)]
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
    let plain = is_plain(text);
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

/// Whether there is nothing but ASCII that is seen. Most texts are plain, and some are long: to decide nothing byte by
/// byte takes a quarter.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & (b' '..0x7f).contains(&byte))
}

/// Whether the character has a place in a word between these two: an apostrophe; a joiner, or the blank
/// of a script that has its own.
fn is_part_of_a_word(before: Option<char>, character: char, after: Option<char>) -> bool {
    let both = |is_it: fn(char) -> bool| before.is_some_and(is_it) && after.is_some_and(is_it);
    let either = |is_it: fn(char) -> bool| before.is_some_and(is_it) || after.is_some_and(is_it);
    let of_another_script = |c: char| !c.is_ascii() && sort(c).is_none();
    match character {
        // ’t Hof, O’Brien, admins’ accounts.
        '\u{2019}' => either(char::is_alphabetic),
        // Hawai‘i
        '\u{2018}' => both(char::is_alphabetic),
        '\u{200c}' | '\u{200d}' => before.is_some_and(of_another_script),
        // Words of Thai, Lao, Burmese and Khmer are not set apart by blanks.
        '\u{200b}' => {
            both(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
        }
        '\u{3000}' => both(of_another_script),
        _ => false,
    }
}

fn suspicious_character(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // By their texts: those that count, made at the first question.
    let names: LazyCell<HashMap<usize, &Dn>, _> =
        LazyCell::new(|| payload.names().map(|name| (address(name.text), name.dn)).collect());
    let queries: LazyCell<HashMap<usize, &Query<'_>>, _> =
        LazyCell::new(|| payload.queries().map(|field| (address(field.value.text), &field.value)).collect());
    for (member, field) in payload.members() {
        let Data::String(text) = &member.value.data else { continue };
        if member.placeholder.is_some()
            || matches!(field.name, "cas" | "caCertificate")
            || is_plain(text.as_str())
        {
            continue;
        }
        match field.name {
            "hostname" => in_host(text, sink),
            "bindUsername" | "substitution" => {
                in_name(text, |text| names.get(&address(text)).copied(), sink);
            }
            "ldapQuery" | "authzQueryTemplate" => {
                in_query(text, |text| queries.get(&address(text)).copied(), sink);
            }
            _ => {}
        }
    }
    bundles::in_bundles(payload, sink);
}

/// A suspicious character, or the first and the last of a pair: quotation marks around something, or the
/// marks that begin and end a direction.
struct One {
    found: Found,
    partner: Option<Found>,
}

/// The suspicious characters of a text, those that belong together as one.
fn ones(text: &str) -> impl Iterator<Item = One> {
    let mut found = characters(text).peekable();
    std::iter::from_fn(move || {
        let first = found.next()?;
        let opens = matches!(first.sort, Sort::SingleQuote | Sort::DoubleQuote | Sort::Direction);
        let partner = found.next_if(|next| opens && next.sort == first.sort);
        Some(One { found: first, partner })
    })
}

fn in_host(text: &Text<'_>, sink: &mut Sink<'_>) {
    for one in ones(text.as_str()) {
        let (with, help) = match one.found.sort {
            Sort::Dash => ("-".to_owned(), "write a plain hyphen (`-`)".to_owned()),
            Sort::Wide(plain) => (plain.to_string(), format!("write a plain `{plain}`")),
            _ => (String::new(), "delete it, or type the host anew".to_owned()),
        };
        let outcome = "in the host: the database would find no server of that name";
        report(text, &one, HOST, &format!("{} {outcome}", one.found.shown()), &with, &help, sink);
    }
}

fn address(text: &Text<'_>) -> usize {
    std::ptr::from_ref(text).addr()
}

fn in_name<'d>(text: &Text<'_>, parsed: impl Fn(&Text<'_>) -> Option<&'d Dn>, sink: &mut Sink<'_>) {
    let mut found = ones(text.as_str()).filter(|one| has_meaning(text.as_str(), &one.found)).peekable();
    if found.peek().is_none() {
        return;
    }
    let faults = parsed(text).map(Dn::faults).unwrap_or_default();
    for one in found {
        let at = &one.found.at;
        let next = faults.partition_point(|fault| fault.at.end <= at.start);
        let breaks = faults.get(next).is_some_and(|fault| fault.at.start < at.end);
        match breaks {
            true => in_words(text, &one, NAME, "no directory can read the name with it", sink),
            false => in_words(text, &one, READABLE, "to the directory, that is another name", sink),
        }
    }
}

fn in_query<'q, 'd: 'q>(
    text: &Text<'_>,
    parsed: impl Fn(&Text<'_>) -> Option<&'q Query<'d>>,
    sink: &mut Sink<'_>,
) {
    let mut found = ones(text.as_str()).filter(|one| has_meaning(text.as_str(), &one.found)).peekable();
    if found.peek().is_none() {
        return;
    }
    let broken = parsed(text).map(Query::broken).unwrap_or_default();
    for one in found {
        let at = text.span(one.found.at.clone());
        match broken.iter().any(|broken| broken.overlaps(at)) {
            true => in_words(text, &one, QUERY, "the query fails with it", sink),
            false => in_words(text, &one, READABLE, "the query asks for exactly this character", sink),
        }
    }
}

/// Whether the character is one that means something in names and queries, or that nobody sees. A
/// full-width one is what it looks like beside letters of its own script.
fn has_meaning(text: &str, found: &Found) -> bool {
    match found.sort {
        Sort::Dash => false,
        Sort::Wide('.' | ':') => false,
        Sort::Wide(_) => {
            let before = text.get(..found.at.start).and_then(|before| before.chars().next_back());
            let after = text.get(found.at.end..).and_then(|after| after.chars().next());
            let is_plain = |c: Option<char>| c.is_none_or(|c| c.is_ascii());
            is_plain(after) || is_plain(before)
        }
        _ => true,
    }
}

fn in_words(text: &Text<'_>, one: &One, case: usize, outcome: &str, sink: &mut Sink<'_>) {
    let Found { at, sort, .. } = &one.found;
    let is_at = |c: Option<char>| c.is_none_or(|c| matches!(c, ',' | '+' | '=' | ';' | ' '));
    let before = text.as_str().get(..at.start).and_then(|before| before.chars().next_back());
    let after = text.as_str().get(at.end..).and_then(|after| after.chars().next());
    let (with, help) = match sort {
        // Beside a separator a blank is no good, either.
        Sort::Space if is_at(before) || is_at(after) => (String::new(), "delete it".to_owned()),
        Sort::Space => (" ".to_owned(), "write a plain blank".to_owned()),
        Sort::SingleQuote if one.partner.is_none() => {
            ("'".to_owned(), "delete it, or write a plain `'`".to_owned())
        }
        Sort::SingleQuote | Sort::DoubleQuote if one.partner.is_some() => {
            (String::new(), "delete both: a value needs no quotation marks".to_owned())
        }
        Sort::SingleQuote | Sort::DoubleQuote => {
            (String::new(), "delete it: a value needs no quotation marks".to_owned())
        }
        Sort::Wide(plain) => (plain.to_string(), format!("write a plain `{plain}`")),
        Sort::Lost => (String::new(), "write the character that was there".to_owned()),
        _ => (String::new(), "delete it".to_owned()),
    };
    report(text, one, case, &format!("{}: {outcome}", one.found.shown()), &with, &help, sink);
}

fn report(
    text: &Text<'_>,
    one: &One,
    case: usize,
    message: &str,
    with: &str,
    help: &str,
    sink: &mut Sink<'_>,
) {
    let parts = std::iter::once(&one.found).chain(&one.partner);
    // What was lost nobody knows.
    let known = one.found.sort != Sort::Lost;
    let edits: Vec<Edit> = parts.filter(|_| known).map(|part| text.replace(part.at.clone(), with)).collect();
    let mut reported = sink.report_case(case, text.span(one.found.at.clone()), message);
    if let Some(partner) = &one.partner {
        reported = reported.related(text.span(partner.at.clone()), "and the other one of the pair");
    }
    reported.help(help).fix(Safety::Hint, edits);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Range<usize>, char)> {
        characters(text).map(|found| (found.at, found.character)).collect()
    }

    #[test]
    fn all_sorts_are_found() {
        for c in "\u{a0}\u{202f}\u{2003}\u{3000}\u{200b}\u{ad}\u{2060}\u{feff}\u{201c}\u{2013}\u{2212}\u{202e}\u{200f}\u{7f}\u{2028}\u{fffd}\u{3164}\u{ff0c}\u{ff1d}\u{ff1b}\u{ff0b}\u{ff5b}\u{ff5d}\u{ff0e}\u{3002}\u{ff1a}".chars() {
            assert_eq!(found(&format!("1{c}2")).len(), 1, "U+{:04X}", u32::from(c));
        }
    }

    /// A full-width comma separates for the eye; a point or a colon does not, nor what stands in its own script.
    #[test]
    fn which_characters_mean_something_in_a_name() {
        let means = |text: &str| characters(text).map(|found| has_meaning(text, &found)).collect::<Vec<_>>();
        for (text, expected) in [
            ("CN=a\u{ff0c}DC=b", true),
            ("CN=a\u{ff0e}b", false),
            ("CN=a\u{ff1a}b", false),
            ("CN=\u{65e5}\u{ff0c}\u{672c}", false),
            ("CN=\u{65e5}\u{ff0c}", true),
            ("CN=a\u{2013}b", false),
            ("CN=a\u{200b}b", true),
        ] {
            assert_eq!(means(text), [expected], "{text}");
        }
    }

    #[test]
    fn a_run_is_one() {
        assert_eq!(found("a\u{a0}\u{a0}b\u{200b}"), [(1..5, '\u{a0}'), (6..9, '\u{200b}')]);
        assert_eq!(found("\u{0}\u{7f}\u{85}"), [(0..1, '\0'), (1..2, '\u{7f}'), (2..4, '\u{85}')]);
    }

    #[test]
    fn what_has_its_place_in_a_word_is_none() {
        for text in [
            "van ’t Hof",
            "admins’ accounts",
            "Hawai‘i",
            "हिन्\u{200d}",
            "ไทย\u{200b}ไทย",
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
        for text in [
            "‘a",
            "1’ 2",
            "a\u{200c}b",
            "ก\u{200b}a",
            "M\u{fffd}ller",
            "a\u{3000}",
            "“a",
            "\u{202e}a",
            "山\u{200b}田",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn every_sort_has_a_name() {
        for c in '\0'..=char::MAX {
            let Some((_, name)) = sort(c) else { continue };
            assert!(name.starts_with("a ") || name.starts_with("an "), "{name}");
            let is_filler = name == "an invisible filler";
            assert!(is_filler || !c.is_alphanumeric(), "U+{:04X}", u32::from(c));
        }
    }
}
