//! Words for what is wrong with a filter, and what would mend it.

use std::ops::Range;

use crate::language::Language as _;
use crate::ldap::filter::{Filter, FilterFault, Loose};

pub(super) struct Words {
    pub(super) message: String,
    pub(super) help: &'static str,
    /// What to write instead, and where.
    pub(super) edit: Option<(Range<usize>, String)>,
}

/// What libldap refuses, at that place of the filter.
pub(super) fn refused(kind: FilterFault, at: &Range<usize>, text: &str, shown: &str) -> Words {
    let end = text.len();
    let words = |message: &str, help: &'static str, edit: Option<(Range<usize>, String)>| Words {
        message: format!("libldap refuses the filter: {message}"),
        help,
        edit,
    };
    let written = |help, edit| words(&format!("{shown} {}", what(kind)), help, edit);
    match kind {
        FilterFault::Unclosed => {
            let close =
                (1..=3).map(|count| ")".repeat(count)).find(|more| is_taken(&format!("{text}{more}")));
            words("this parenthesis is not closed", "close it", close.map(|more| (end..end, more)))
        }
        FilterFault::Unopened => {
            let without = text.get(..at.start).filter(|before| is_taken(before));
            words(
                "this parenthesis closes nothing",
                "remove it",
                without.map(|_| (at.start..end, String::new())),
            )
        }
        FilterFault::Trailing => {
            let is_blank = text.get(at.clone()).is_some_and(|rest| rest.trim().is_empty());
            if is_blank {
                return words("white space follows it", "remove it", Some((at.clone(), String::new())));
            }
            let joined = format!("(&{text})");
            let is_list = is_taken(&joined);
            words(
                "it is over before this",
                if is_list {
                    "join the filters: `(&…)` if all have to fit, `(|…)` if one is enough"
                } else {
                    "remove it"
                },
                is_list.then_some((0..end, joined)),
            )
        }
        FilterFault::LeadingBlank => {
            words("white space stands before it", "remove it", Some((at.clone(), String::new())))
        }
        FilterFault::DoubleParenthesis => words(
            "a parenthesis directly in a parenthesis",
            "write one pair around each assertion, and `&` or `|` before several",
            text.get(1..end.saturating_sub(1))
                .filter(|inside| is_taken(inside))
                .map(|inside| (0..end, inside.to_owned())),
        ),
        FilterFault::EmptyItem => words("there is nothing in these parentheses", "remove them", None),
        FilterFault::NoOperator => {
            let item = text.get(at.clone()).unwrap_or_default();
            let help = if item.contains(['<', '>']) {
                "write `>=` or `<=`: there is no `>`, and no `<`"
            } else if item.contains(':') {
                "write an attribute, `=` and a value; with a matching rule, `:=`"
            } else {
                "write an attribute, `=` and a value"
            };
            written(help, None)
        }
        FilterFault::Attribute => {
            let attribute = text.get(at.clone()).unwrap_or_default();
            let is_equal = text.get(at.end..).is_some_and(|rest| rest.starts_with('='));
            if is_equal && attribute.contains(':') && is_taken(&format!("({attribute}:=a)")) {
                return written("with a matching rule, write `:=`", Some((at.end..at.end, ":".to_owned())));
            }
            let trimmed = attribute.trim();
            let edit = is_taken(&format!("({trimmed}=a)")).then(|| (at.clone(), trimmed.to_owned()));
            written("an attribute has letters, digits and hyphens, or is an object identifier", edit)
        }
        FilterFault::NoAttribute => words("there is no attribute before the `=`", "write one", None),
        FilterFault::MatchingRule => written("write its name, or its object identifier", None),
        FilterFault::ParenthesisInValue => written(
            "write `\\28` for `(` and `\\29` for `)` in a value; or a parenthesis before it is missing",
            None,
        ),
        FilterFault::StarInValue => {
            written("write `\\2a` for a `*` in a value", Some((at.clone(), "\\2a".to_owned())))
        }
        FilterFault::EmptyPiece => written("write a single `*`", Some((at.clone(), "*".to_owned()))),
        FilterFault::Escape => written(
            "write `\\5c` for a backslash in a value (in JSON, `\\\\5c`)",
            Some((at.start..at.start + 1, "\\5c".to_owned())),
        ),
        FilterFault::BareOperator => {
            let wrapped = format!("({text})");
            let edit = is_taken(&wrapped).then_some((0..text.len(), wrapped));
            words(
                &format!("parentheses have to stand around {shown} and what it is about"),
                "put all of the filter in parentheses",
                edit,
            )
        }
        FilterFault::NotInParentheses if shown == "`,`" => {
            let edit = (at.clone(), String::new());
            words("a comma has no place between filters", "remove it", Some(edit))
        }
        FilterFault::NotInParentheses => {
            let part = text.get(at.clone()).unwrap_or_default().trim_end();
            let wrapped = format!("({part})");
            let edit = is_taken(&wrapped).then(|| (at.start..at.start + part.len(), wrapped));
            written("put it in parentheses", edit)
        }
        FilterFault::EmptyNot => {
            words("there is nothing behind this `!`", "write the filter that it negates", None)
        }
        FilterFault::SecondInNot => words(
            "a `!` stands before one filter, and this is another",
            "join them: `(!(&…))` or `(!(|…))`",
            None,
        ),
        FilterFault::BlankInNot => {
            words("white space follows what `!` negates", "remove it", Some((at.clone(), String::new())))
        }
    }
}

/// What is wrong with what is quoted.
fn what(kind: FilterFault) -> &'static str {
    match kind {
        FilterFault::NoOperator => "compares nothing",
        FilterFault::Attribute => "is no attribute",
        FilterFault::MatchingRule => "is no matching rule",
        FilterFault::ParenthesisInValue => "cannot stand in a value",
        FilterFault::StarInValue => "cannot stand in a value that is compared in this way",
        FilterFault::EmptyPiece => "has nothing between the stars",
        FilterFault::Escape => "is no escape: two hexadecimal digits have to follow a backslash",
        FilterFault::NotInParentheses => "stands among filters without parentheses",
        _ => "does not fit",
    }
}

fn is_taken(text: &str) -> bool {
    Filter::parse(text).faults().is_empty()
}

/// What libldap takes: what to say, and what to do.
pub(super) fn loose(kind: Loose, shown: &str) -> (String, &'static str) {
    let not_of_the_rfc = |what: &str| format!("{what}: libldap takes that, RFC 4515 does not");
    match kind {
        Loose::Empty => (not_of_the_rfc("there is nothing but a blank"), "remove it, or write a filter"),
        Loose::NoParentheses => (not_of_the_rfc("the filter has no parentheses around it"), "write them"),
        Loose::Blank => (not_of_the_rfc("there is white space between the parts of the filter"), "remove it"),
        Loose::EmptyList => (
            format!(
                "{shown} is the form of RFC 4526 for what is always true or always false: RFC 4515 does not have it"
            ),
            "write a filter into it, or remove it",
        ),
        Loose::OldEscape => {
            (not_of_the_rfc(&format!("{shown} is an escape of RFC 1960")), "write two hexadecimal digits")
        }
        Loose::ObjectIdentifier => (
            not_of_the_rfc(&format!("{shown} is no object identifier")),
            "write it with dots and without leading zeros, or write the name",
        ),
        Loose::EmptyRule => {
            (not_of_the_rfc("there is no matching rule between the colons"), "remove one colon")
        }
        Loose::Nul => ("the filter ends at this NUL: what follows it is lost".to_owned(), "remove it"),
    }
}

/// The edits that make it a filter of RFC 4515 which means the same.
pub(super) fn strict(kind: Loose, at: &Range<usize>, text: &str) -> Vec<(Range<usize>, &'static str)> {
    match kind {
        Loose::NoParentheses => vec![(at.start..at.start, "("), (at.end..at.end, ")")],
        Loose::Blank | Loose::EmptyRule | Loose::Nul | Loose::Empty => vec![(at.clone(), "")],
        Loose::OldEscape => {
            let escape = match text.get(at.clone()) {
                Some("\\*") => "\\2a",
                Some("\\(") => "\\28",
                Some("\\)") => "\\29",
                _ => "\\5c",
            };
            vec![(at.clone(), escape)]
        }
        Loose::EmptyList | Loose::ObjectIdentifier => vec![],
    }
}
