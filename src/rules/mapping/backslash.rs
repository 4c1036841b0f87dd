//! Backslashes that were to stand for themselves, as in `CORP\tom`.

use std::ops::Range;

use crate::json::Text;
use crate::regex::ast::{Assertion, Kind, Node};
use crate::rule::Sink;

/// A backslash with what is read with it.
pub(super) struct Backslash {
    pub(super) at: Range<usize>,
    /// What to write there for a backslash that stands for itself.
    pub(super) instead: String,
    what: &'static str,
    /// The letter of JSON's escape, if JSON has read it before.
    json: Option<char>,
}

impl Backslash {
    /// What it is, for a help.
    pub(super) fn help(&self, text: &Text<'_>, sink: &Sink<'_>) -> String {
        let read = match self.json {
            Some(letter) => format!("in JSON `\\{letter}`"),
            None => sink.quote(text, self.at.clone()),
        };
        format!(
            "{read} is {}; a backslash that stands for itself is written with two, in JSON with four: `\\\\\\\\`",
            self.what
        )
    }
}

/// The control characters and places of an expression that are written with a backslash, in the order of the
/// text.
pub(super) fn backslashes(node: &Node, text: &str) -> Vec<Backslash> {
    let mut found = Vec::new();
    collect(node, text, &mut found);
    found
}

fn collect(node: &Node, text: &str, found: &mut Vec<Backslash>) {
    match &node.kind {
        Kind::Literal { character, .. } if character.is_control() => {
            found.extend(of_character(*character, node, text));
        }
        Kind::Assertion(assertion) if is_escape(node, text) => {
            found.push(Backslash {
                at: node.at.clone(),
                instead: format!("\\{}", text.get(node.at.clone()).unwrap_or_default()),
                what: match assertion {
                    Assertion::WordBoundary => "the edge of a word",
                    Assertion::NotWordBoundary => "a place that is no edge of a word",
                    Assertion::Start | Assertion::LineStart => "the start of the name",
                    Assertion::End | Assertion::EndOrFinalNewline | Assertion::LineEnd => {
                        "the end of the name"
                    }
                },
                json: None,
            });
        }
        Kind::Concat(parts) | Kind::Alternation(parts) => {
            parts.iter().for_each(|part| collect(part, text, found));
        }
        Kind::Group(_, inner) | Kind::Repeat(_, inner) => collect(inner, text, found),
        _ => {}
    }
}

fn is_escape(node: &Node, text: &str) -> bool {
    text.get(node.at.clone()).is_some_and(|escape| escape.starts_with('\\'))
}

fn of_character(character: char, node: &Node, text: &str) -> Option<Backslash> {
    let (what, letter) = match character {
        '\t' => ("a tab", Some('t')),
        '\n' => ("a line feed", Some('n')),
        '\r' => ("a carriage return", Some('r')),
        '\u{8}' => ("a backspace", Some('b')),
        '\u{c}' => ("a form feed", Some('f')),
        '\u{7}' => ("the bell", None),
        '\u{1b}' => ("the escape character", None),
        _ => ("a control character", None),
    };
    let at = node.at.clone();
    if is_escape(node, text) {
        let instead = format!("\\{}", text.get(at.clone())?);
        return Some(Backslash { at, instead, what, json: None });
    }
    // The character itself: JSON made it of its own escape.
    letter.map(|letter| Backslash { at, instead: format!("\\\\{letter}"), what, json: Some(letter) })
}
