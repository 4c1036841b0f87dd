//! Which names an expression matches at all.

use std::ops::Range;

use super::backslash::backslashes;
use super::list::{Expression, FUEL, NOT_REGULAR, TOO_MUCH, distinct};
use crate::fix::{Edit, Safety};
use crate::payload::Payload;
use crate::regex::Regex;
use crate::regex::ast::{Assertion, Grouping, Kind, Node};
use crate::regex::cover::limited;
use crate::regex::lower::Lowered;
use crate::regex::search::{Found, Fuel, Names, find};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

const FULL_MATCH: Basis =
    Basis::Documented("the expression has to match the whole user name (security.ldap.userToDNMapping)");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-never-matches",
        group: Group::Mapping,
        cases: &[Case::warning(Consequence::LockedOut, FULL_MATCH)],
        summary: "No user has a name that the `match` takes.",
        explain: "\
The expression has to match the whole user name, and there is no name that it could match: an anchor \
contradicts what stands around it (`^(.+)$@lab\\.net`: nothing can follow the end), or only the empty name, or \
one with control characters, is taken. The mapping is never used.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"^(\\w+)$@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"^$","substitution":"CN=nobody,DC=lab,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
        )],
        check: Check::Body(never_matches),
        yields_to: &[],
    },
    Rule {
        name: "mapping-suffix-only",
        group: Group::Mapping,
        cases: &[Case::warning(Consequence::LockedOut, FULL_MATCH)],
        summary: "The `match` begins with `@` or a backslash, as no user name does.",
        explain: "\
The expression has to match the whole user name, not a part of it. One that begins with `@` takes only names \
that begin with `@`, and nobody has such a name; the same goes for a backslash, which in `LAB\\jane` stands \
after the domain. So what was meant to take everyone of a domain takes no one.\n\n\
Write what stands before it as well, in a group if the target uses it: `(.+)@lab\\.net`. What the first group \
took is `{0}` there.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"@(lab|corp)\\.net","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"\\\\(lab|corp)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(suffix_only),
        yields_to: &["mapping-never-matches"],
    },
    Rule {
        name: "mapping-redundant-anchor",
        group: Group::Mapping,
        cases: &[Case::note(Consequence::Advice, FULL_MATCH).pedantic()],
        summary: "The `match` has anchors that say what holds anyway.",
        explain: "\
The expression has to match the whole user name, from the first character to the last. A `^` at its start and a \
`$` at its end say the same once more. They do no harm: whoever knows regular expressions, and not this \
database, may even be glad of them. Without them it is shorter.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"^(\\w+)$","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(redundant_anchor),
        yields_to: &["mapping-never-matches"],
    },
];

fn never_matches(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let fuel = &mut FUEL.clone();
    for expression in distinct(payload) {
        let Some(regular) = &expression.regular else {
            sink.not_analysed(NOT_REGULAR);
            continue;
        };
        // Nearly every expression has one: a search for each is half of the time of a long list.
        if regular.example(fuel).is_some() {
            continue;
        }
        let Some(lowered) = regular.lowered() else { continue };
        let mut search = |names| limited(fuel, |fuel| find(&[lowered], &[], names, fuel));
        match search(Names::Plausible) {
            Found::Name(_) => continue,
            Found::Unknown => {
                sink.not_analysed(TOO_MUCH);
                continue;
            }
            Found::Nothing => {}
        }
        let text = expression.text;
        let quoted = sink.quote_all(text);
        let message = match search(Names::All) {
            Found::Nothing => format!("{quoted} matches no name at all: this mapping is never used"),
            Found::Name(name) if name.is_empty() => {
                format!("{quoted} takes the empty name, and no name that a user may have")
            }
            _ => format!("{quoted} takes only names with control characters: nobody has one"),
        };
        let (help, edits) = mended(&expression, fuel, sink);
        sink.report(text.span(0..text.as_str().len()), message).help(help).fix(Safety::Hint, edits);
    }
}

/// What would let an expression match names that users have, if it is a backslash or an anchor that leaves none.
fn mended(expression: &Expression<'_, '_>, fuel: &mut Fuel, sink: &Sink<'_>) -> (String, Vec<Edit>) {
    let text = expression.text;
    let root = &expression.regex.root;
    let mut has_names = |edits: &[(Range<usize>, &str)]| {
        let lowered = Lowered::of(&Regex::edited(text.as_str(), edits.iter().cloned()));
        let search = |lowered: &Lowered| limited(fuel, |fuel| find(&[lowered], &[], Names::Plausible, fuel));
        !edits.is_empty() && matches!(lowered.as_ref().map(search), Some(Found::Name(_)))
    };
    let written = |edits: &[(Range<usize>, &str)]| -> Vec<Edit> {
        edits.iter().map(|(at, with)| text.replace(at.clone(), with)).collect()
    };
    let backslashes = backslashes(root, text.as_str());
    let edits: Vec<(Range<usize>, &str)> =
        backslashes.iter().map(|found| (found.at.clone(), found.instead.as_str())).collect();
    if let Some(first) = backslashes.first()
        && has_names(&edits)
    {
        return (first.help(text, sink), written(&edits));
    }
    let mut anchors = Vec::new();
    collect_anchors(root, text.as_str(), &mut anchors);
    let is_inner = |at: &Range<usize>| at.start != 0 && at.end != text.as_str().len();
    let edits: Vec<(Range<usize>, &str)> = anchors.into_iter().filter(is_inner).map(|at| (at, "")).collect();
    if has_names(&edits) {
        let help = "remove the anchors inside: the whole name has to match in any case";
        return (help.to_owned(), written(&edits));
    }
    ("write what the user names look like; `(.+)` takes every one".to_owned(), Vec::new())
}

/// The places of `^` and `$`, in the order of the text.
fn collect_anchors(node: &Node, text: &str, anchors: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Assertion(_) if matches!(text.get(node.at.clone()), Some("^" | "$")) => {
            anchors.push(node.at.clone());
        }
        Kind::Concat(parts) | Kind::Alternation(parts) => {
            parts.iter().for_each(|part| collect_anchors(part, text, anchors));
        }
        Kind::Group(_, inner) => collect_anchors(inner, text, anchors),
        _ => {}
    }
}

fn suffix_only(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for expression in distinct(payload).filter(|expression| expression.regex.is_known()) {
        let text = expression.text;
        let Some((first, what)) = beginning_of_suffix(&expression.regex.root) else { continue };
        // The first group is the one that the target most likely speaks of.
        let before = if expression.regex.groups.is_empty() { "(.+)" } else { ".+" };
        let at = first.at.start;
        // What follows a `\Q` is not read as an expression.
        let is_quoted = text.as_str().get(..at).is_some_and(|before| before.ends_with("\\Q"));
        let at = if is_quoted { at - 2 } else { at };
        let message = format!(
            "{} takes only names that begin with {what}: the whole name has to match",
            sink.quote_all(text)
        );
        sink.report(text.span(0..text.as_str().len()), message)
            .help(format!("write what stands before it too: `{before}` for everything"))
            .fix(Safety::Hint, [text.replace(at..at, before)]);
    }
}

/// What stands between a user's name and a domain, if every name begins with that; and what it is called.
pub(super) fn beginning_of_suffix(root: &Node) -> Option<(&Node, &'static str)> {
    let (first, character) = first_literal(root)?;
    match character {
        '@' => Some((first, "`@`")),
        '\\' => Some((first, "a backslash")),
        _ => None,
    }
}

/// Whether the expression begins or ends with an assertion.
pub(super) fn has_outer_assertion(root: &Node) -> bool {
    let is_assertion = |part: Option<&Node>| part.is_some_and(|part| matches!(part.kind, Kind::Assertion(_)));
    matches!(&root.kind, Kind::Concat(parts) if is_assertion(parts.first()) || is_assertion(parts.last()))
}

/// What every name begins with, if the expression says so in its first character.
fn first_literal(node: &Node) -> Option<(&Node, char)> {
    match &node.kind {
        Kind::Literal { character, .. } => Some((node, *character)),
        Kind::Concat(parts) => {
            let is_nothing =
                |part: &&Node| matches!(part.kind, Kind::Assertion(Assertion::Start) | Kind::Empty);
            parts.iter().find(|part| !is_nothing(part)).and_then(first_literal)
        }
        Kind::Group(Grouping::Plain | Grouping::Capture(_), inner) => first_literal(inner),
        _ => None,
    }
}

fn redundant_anchor(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let fuel = &mut FUEL.clone();
    for expression in distinct(payload) {
        let Kind::Concat(parts) = &expression.regex.root.kind else { continue };
        let text = expression.text;
        let is_start =
            |part: &&Node| matches!(part.kind, Kind::Assertion(Assertion::Start | Assertion::LineStart));
        let is_end = |part: &&Node| {
            use Assertion::{End, EndOrFinalNewline, LineEnd};
            matches!(part.kind, Kind::Assertion(End | EndOrFinalNewline | LineEnd))
        };
        let starts = parts.iter().take_while(is_start).count();
        let ends = parts.iter().rev().take_while(is_end).count();
        let from = parts.get(starts).map_or(text.as_str().len(), |part| part.at.start);
        let to =
            parts.len().checked_sub(ends + 1).and_then(|last| parts.get(last)).map_or(0, |part| part.at.end);
        let anchors: Vec<&Node> =
            parts.iter().take(starts).chain(parts.iter().skip(parts.len().saturating_sub(ends))).collect();
        let [first, others @ ..] = anchors.as_slice() else { continue };
        // What is left must be an expression that says the same.
        if from >= to {
            continue;
        }
        let Some(lowered) = expression.lowered() else { continue };
        let without = anchors.iter().map(|anchor| (anchor.at.clone(), ""));
        let rest = Regex::edited(text.as_str(), without);
        let Some(shorter) = Lowered::of(&rest).filter(|_| rest.groups.len() == expression.regex.groups.len())
        else {
            continue;
        };
        let mut nothing =
            |one, other| limited(fuel, |fuel| find(&[one], &[other], Names::All, fuel)) == Found::Nothing;
        if !nothing(lowered, &shorter) || !nothing(&shorter, lowered) {
            continue;
        }
        let quoted = sink.quote(text, first.at.clone());
        let message = match others.last() {
            None => format!("{quoted} says nothing: the whole user name has to match in any case"),
            Some(last) => format!(
                "{quoted} and {} say nothing: the whole user name has to match in any case",
                sink.quote(text, last.at.clone())
            ),
        };
        let edits: Vec<Edit> = anchors.iter().map(|anchor| text.replace(anchor.at.clone(), "")).collect();
        let pending = sink.report(text.span(first.at.clone()), message);
        let pending = match others.last() {
            Some(last) => pending
                .related(text.span(last.at.clone()), "the other one")
                .help("remove them, or keep them for those who do not know"),
            None => pending.help("remove it, or keep it for those who do not know"),
        };
        pending.fix(Safety::Safe, edits);
    }
}
