//! Dots in the domain of a user name.

use std::ops::Range;

use super::list::{Expression, FUEL, distinct, shown};
use crate::fix::Safety;
use crate::payload::Payload;
use crate::regex::ast::{Grouping, Kind, Node};
use crate::regex::cover::limited;
use crate::regex::lower::Lowered;
use crate::regex::search::{Found, Fuel, Names, find};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "mapping-unescaped-dot",
    group: Group::Mapping,
    cases: &[Case::note(
        Consequence::Suspicious,
        Basis::Measured("PCRE2: a dot is any character but a line feed"),
    )],
    summary: "A dot in a domain of the `match` stands for any character.",
    explain: "\
In an expression a dot stands for any character. `(.+)@lab.net` takes `jane@lab.net`, as it should, and \
`jane@labXnet` as well. Whoever can have such a user name is mapped like the users of that domain.\n\n\
Write `\\.` for a dot, in JSON with two backslashes: `(.+)@lab\\\\.net`.",
    bad: &[Example::body(
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
    )],
    good: &[Example::body(
        r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
    )],
    check: Check::Body(unescaped_dot),
    yields_to: &["mapping-unreachable"],
}];

fn unescaped_dot(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let fuel = &mut FUEL.clone();
    for expression in distinct(payload).filter(|expression| expression.regex.is_known()) {
        let text = expression.text;
        let dots = dots(&expression);
        let Some(first) = dots.first().cloned() else { continue };
        let example = match slips_through(&expression, &dots, fuel) {
            Some(Found::Name(name)) => format!(": {} matches as well", shown(sink, text, &name)),
            // Whatever the dots are, the same names match.
            Some(Found::Nothing) => continue,
            Some(Found::Unknown) | None => String::new(),
        };
        let message = format!("this dot in a domain stands for any character{example}");
        let others = dots.len() - 1;
        let help = match others {
            0 => "write `\\.`; in JSON, with two backslashes".to_owned(),
            _ => format!(
                "write `\\.` here and for {others} more in this expression; in JSON, with two backslashes"
            ),
        };
        let edits = dots.into_iter().map(|at| text.replace(at.start..at.start, "\\"));
        sink.report(text.span(first), message).help(help).fix(Safety::Safe, edits);
    }
}

/// The dots between the labels of a domain, in the order of the text.
fn dots(expression: &Expression<'_, '_>) -> Vec<Range<usize>> {
    let mut look = Look { text: expression.text.as_str(), in_domain: false, dots: Vec::new() };
    look.node(&expression.regex.root);
    look.dots
}

/// The expression with such dots as they are meant, if it has some.
pub(super) fn as_meant(expression: &Expression<'_, '_>) -> Option<Lowered> {
    expression.regular.as_ref()?;
    let dots = dots(expression);
    if dots.is_empty() {
        return None;
    }
    let mut root = expression.regex.root.clone();
    replace(&mut root, &dots, '.');
    // It is no larger than the expression's own.
    Lowered::of_node(&root, &mut { usize::MAX })
}

/// A name that matches only because a dot is any character; none if the expression is not analysed.
fn slips_through(expression: &Expression<'_, '_>, dots: &[Range<usize>], fuel: &mut Fuel) -> Option<Found> {
    expression.regular.as_ref()?;
    let mut wrong = expression.regex.root.clone();
    replace(&mut wrong, dots.get(..1)?, 'X');
    replace(&mut wrong, dots, '.');
    let mut right = expression.regex.root.clone();
    replace(&mut right, dots, '.');
    // They are no larger than the expression's own.
    let left = &mut { usize::MAX };
    let (wrong, right) = (Lowered::of_node(&wrong, left)?, Lowered::of_node(&right, left)?);
    Some(limited(fuel, |fuel| find(&[&wrong], &[&right], Names::Plausible, fuel)))
}

/// Puts a character in the place of the sets that stand there.
fn replace(node: &mut Node, places: &[Range<usize>], character: char) {
    match &mut node.kind {
        Kind::Set(_) if places.binary_search_by_key(&node.at.start, |at| at.start).is_ok() => {
            node.kind = Kind::Literal { character, caseless: false };
        }
        Kind::Concat(parts) | Kind::Alternation(parts) => {
            parts.iter_mut().for_each(|part| replace(part, places, character));
        }
        Kind::Group(_, inner) | Kind::Repeat(_, inner) => replace(inner, places, character),
        _ => {}
    }
}

/// Looks for dots between the labels of a domain, in the order of the text.
struct Look<'t> {
    text: &'t str,
    /// Whether an `@` came before, and nothing since that ends a domain.
    in_domain: bool,
    dots: Vec<Range<usize>>,
}

impl Look<'_> {
    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Literal { character: '@', .. } => self.in_domain = true,
            Kind::Literal { character, .. } => {
                self.in_domain &= *character == '.' || is_label_character(*character);
            }
            Kind::Concat(parts) => {
                let before = std::iter::once(None).chain(parts.iter().map(Some));
                let after = parts.iter().skip(1).map(Some).chain([None]);
                for ((before, part), after) in before.zip(parts).zip(after) {
                    let is_between = [before, after].into_iter().all(|part| part.is_some_and(is_label));
                    if self.in_domain && is_between && self.is_dot(part) {
                        self.dots.push(part.at.clone());
                    }
                    self.node(part);
                }
            }
            Kind::Alternation(branches) => {
                let before = self.in_domain;
                let mut after = false;
                for branch in branches {
                    self.in_domain = before;
                    self.node(branch);
                    after |= self.in_domain;
                }
                self.in_domain = after;
            }
            Kind::Group(Grouping::Look { .. }, _) => {}
            Kind::Group(_, inner) | Kind::Repeat(_, inner) => self.node(inner),
            Kind::Empty | Kind::Set(_) | Kind::Assertion(_) | Kind::Special(_) => {}
        }
    }

    fn is_dot(&self, node: &Node) -> bool {
        matches!(node.kind, Kind::Set(_)) && self.text.get(node.at.clone()) == Some(".")
    }
}

fn is_label(node: &Node) -> bool {
    matches!(node.kind, Kind::Literal { character, .. } if is_label_character(character))
}

fn is_label_character(character: char) -> bool {
    character.is_alphanumeric() || character == '-'
}
