//! Placeholders in the target of a mapping.

use std::collections::BTreeSet;

use super::{GroupsOf, groups_of};
use crate::fix::Safety;
use crate::ldap::template::{Dialect, Foreign, ForeignKind, Token, TokenKind};
use crate::payload::{Payload, Slot, Target, Templated};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// Placeholders of a mapping: what is documented of them.
const NUMBERED: Basis = Basis::Documented(
    "`{0}` is the first capture group of `match`, and what is no placeholder stays in the name \
     (security.ldap.userToDNMapping)",
);

/// The query would be refused, or find nobody.
const QUERY: usize = 0;
/// `{}`, and there is no group.
const ASSERTION: usize = 1;
/// The text stays as it is.
const LITERAL: usize = 2;

/// It stands in a query.
const BRACE_IN_QUERY: usize = 0;
/// It stands in a substitution.
const BRACE_IN_SUBSTITUTION: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-placeholder-out-of-range",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::LockedOut, NUMBERED)],
        summary: "A placeholder has a number that no group of `match` has.",
        explain: "\
`{0}` stands for what the first group of `match` took, `{1}` for the second: counting starts at 0, other than in \
most tools, where `$1` or `\\\\1` is the first. A number beyond the last group is replaced by nothing: in a \
`substitution` the braces stay in the name as they are, without any message from the database, and no entry \
has such a name. A query with one fails.\n\n\
Count from 0; and what is to be used has to stand in parentheses: `(.+)@example\\\\.net`.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@example\\.net","substitution":"UID={1},DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@(\\w+)\\.net","substitution":"UID={1},DC={2},DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=example,DC=net??sub?(&(uid={0})(ou={1}))"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@(\\w+)\\.net","substitution":"UID={0},DC={1},DC=net"}]}}"#,
        )],
        check: Check::OddMapping(out_of_range),
        yields_to: &[],
    },
    Rule {
        name: "mapping-foreign-placeholder",
        group: Group::Mapping,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Measured(
                    "in braces the database takes digits alone when it starts; nothing else is replaced",
                ),
            )
            .when("it stands in an `ldapQuery`"),
            Case::error(
                Consequence::LockedOut,
                Basis::Inferred("the database's source: an assertion fails (read, not run)"),
            )
            .when("it is `{}`, and `match` has no group"),
            Case::warning(Consequence::Suspicious, NUMBERED)
                .when("it stays in a `substitution` as it is, or how the database reads it is not known"),
        ],
        summary: "Something looks like a placeholder, and is none of a mapping.",
        explain: "\
A mapping has placeholders of one kind: `{0}`, `{1}` … for the groups of `match`, counted from 0, in plain \
digits without blanks. `$1`, `\\\\1` and `%s` belong to other software, `{USER}` to `authzQueryTemplate`, and names \
in braces to nobody. In a `substitution` such a text stays in the name as it is, without a message; an \
`ldapQuery` with it is refused when the database starts, or finds no user.\n\n\
Doubled braces do not escape: of `{{0}}` the outer ones stay.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@example\\.net","substitution":"UID=$1,DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=example,DC=net??sub?(uid={USER})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"svc","substitution":"UID={},DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID={{0}},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@example\\.net","substitution":"UID={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(foreign_placeholder),
        yields_to: &[],
    },
    Rule {
        name: "mapping-unbalanced-brace",
        group: Group::Mapping,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Inferred("no placeholder, so nothing is replaced there: no group is used by it"),
            )
            .when("it stands in an `ldapQuery`"),
            Case::warning(Consequence::Suspicious, NUMBERED).when("it stands in a `substitution`"),
        ],
        summary: "A brace in the target of a mapping has no other half.",
        explain: "\
A placeholder is a number in braces: `{0}`. With one brace it is text like any other, and stays in the name or \
the query as it is, so that no entry is found.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","ldapQuery":"DC=example,DC=net??sub?(uid={0)"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID={0,DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"UID={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(unbalanced_brace),
        yields_to: &[],
    },
];

/// What the groups are called, in words.
fn called(groups: usize) -> String {
    match groups {
        0 | 1 => "the one group of `match` is `{0}`".to_owned(),
        2 => "the groups of `match` are `{0}` and `{1}`".to_owned(),
        _ => format!("the {groups} groups of `match` are `{{0}}` to `{{{}}}`", groups - 1),
    }
}

/// The number of a placeholder of a mapping.
fn number(token: &Token) -> usize {
    match token.kind {
        TokenKind::Group(number) => number,
        TokenKind::User | TokenKind::ProvidedUser => usize::MAX,
    }
}

fn out_of_range(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        let targets: Vec<_> = mapping.targets().filter(|target| target.filled().any(has_token)).collect();
        if targets.is_empty() {
            continue;
        }
        let groups = match groups_of(mapping) {
            GroupsOf::Known(regex) => regex.groups.len(),
            GroupsOf::NotAnalysed(reason) => {
                sink.not_analysed(reason);
                continue;
            }
            GroupsOf::None => continue,
        };
        for target in &targets {
            out_of_range_in(target, groups, sink);
        }
    }
}

fn has_token(part: &Templated<'_>) -> bool {
    !part.template.tokens.is_empty()
}

fn out_of_range_in(target: &Target<'_>, groups: usize, sink: &mut Sink<'_>) {
    let tokens =
        || target.filled().flat_map(|part| part.template.tokens.iter().map(move |token| (part, token)));
    // Of `${1}` the other row speaks.
    let beyond = tokens()
        .filter(|(_, token)| number(token) >= groups)
        .filter(|(part, token)| !part.template.is_in_foreign(token));
    let used: BTreeSet<usize> = tokens().map(|(_, token)| number(token)).collect();
    let is_shifted = groups > 0 && used.len() == groups && used.iter().copied().eq(1..=groups);
    for (part, token) in beyond {
        let shown = sink.quote(part.text, token.at.clone());
        let stays = match target.is_query {
            true => "nothing replaces it in the query",
            false => "it stays in the name as it is",
        };
        let message = match groups {
            0 => format!("`match` has no group that {shown} could stand for: {stays}"),
            _ => format!("{shown} is out of range, and {stays}: counted from 0, {}", called(groups)),
        };
        let help = match groups {
            0 => "put parentheses in `match` around what is meant, such as `(.+)`".to_owned(),
            1 => "write `{0}`".to_owned(),
            _ if is_shifted => "subtract one from each number".to_owned(),
            _ => format!("the last group is `{{{}}}`", groups - 1),
        };
        let span = part.text.span(token.at.clone());
        let pending = sink.report(span, message).help(help);
        if is_shifted {
            let down = |(part, token): (&Templated<'_>, &Token)| {
                part.text.replace(token.at.clone(), &format!("{{{}}}", number(token) - 1))
            };
            pending.fix(Safety::Safe, tokens().map(down));
            // One mistake, and one fix for all of it.
            return;
        }
    }
}

fn foreign_placeholder(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        for target in mapping.targets().filter(Target::has_foreign) {
            let groups = match groups_of(mapping) {
                GroupsOf::Known(regex) => Some(regex.groups.len()),
                GroupsOf::NotAnalysed(_) | GroupsOf::None => None,
            };
            // If there is one group, and it is not used, that is what was meant.
            let the_one =
                (groups == Some(1) && !target.filled().any(has_token)).then_some(TokenKind::Group(0));
            for part in &target.parts {
                for foreign in part.foreign() {
                    report_foreign(part, foreign, groups, the_one, sink);
                }
            }
        }
    }
}

fn report_foreign(
    part: &Templated<'_>,
    foreign: &Foreign,
    groups: Option<usize>,
    the_one: Option<TokenKind>,
    sink: &mut Sink<'_>,
) {
    use ForeignKind as Kind;
    let is_query = part.slot != Slot::Substitution;
    let shown = sink.quote(part.text, foreign.at.clone());
    let in_range = |kind: &TokenKind| match kind {
        TokenKind::Group(number) => groups.is_none_or(|groups| *number < groups),
        TokenKind::User | TokenKind::ProvidedUser => false,
    };
    let meant = foreign.meant.filter(in_range).or(the_one).map(TokenKind::spelled);
    // What of it is replaced all the same.
    let tokens = &part.template.tokens;
    let inside = tokens.get(tokens.partition_point(|token| token.at.start < foreign.at.start));
    let is_live = inside.is_some_and(|token| token.at.end <= foreign.at.end && in_range(&token.kind));
    let stays = match is_query {
        true if part.is_refused(foreign, Dialect::Mapping) => "the database refuses it when it starts",
        true => "nothing replaces it in the query",
        false => "it stays in the name as it is",
    };
    let place = if is_query { "query" } else { "name" };
    let message = match foreign.kind {
        Kind::EmptyBraces if !is_query && groups == Some(0) => {
            format!("{shown} has no number, and `match` no group: an assertion of the database fails")
        }
        Kind::EmptyBraces if !is_query => {
            format!("{shown} has no number; what the database makes of it is not known")
        }
        Kind::EmptyBraces => format!("{shown} has no number: {stays}"),
        Kind::DoubleBraces | Kind::Enclosing if is_live && !is_query => {
            format!("of {shown} the outer braces stay in the name: they escape nothing")
        }
        Kind::DollarBraces | Kind::PercentBraces if is_live => {
            format!("of {shown} the first sign stays in the {place}: it belongs to no placeholder")
        }
        Kind::LeadingZero => {
            format!("a placeholder has no leading zero; how the database reads {shown} is not known")
        }
        Kind::Padded => format!("{shown} has a blank in it, so it is no placeholder: {stays}"),
        Kind::OtherDialect => {
            format!("{shown} belongs to `authzQueryTemplate`, and is no placeholder here: {stays}")
        }
        kind if kind.is_in_braces() && !kind.has_sign() => {
            format!("{shown} is no placeholder, which is a group's number in braces: {stays}")
        }
        _ => format!("{shown} is no placeholder of the database: {stays}"),
    };
    let case = match (is_query, foreign.kind) {
        (_, Kind::LeadingZero) => LITERAL,
        (true, _) => QUERY,
        (false, Kind::EmptyBraces) if groups == Some(0) => ASSERTION,
        (false, _) => LITERAL,
    };
    let help = match (&meant, groups) {
        (Some(token), _) => format!("write `{token}`: groups are counted from 0"),
        (None, Some(0)) => "put parentheses in `match` around what is meant, and write `{0}` here".to_owned(),
        (None, _) => "write `{0}` for what the first group of `match` took".to_owned(),
    };
    let span = part.text.span(foreign.at.clone());
    let edit = meant.map(|token| part.text.replace(foreign.at.clone(), &token));
    sink.report_case(case, span, message).help(help).fix(Safety::Hint, edit);
}

fn unbalanced_brace(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        for target in mapping.targets() {
            for part in &target.parts {
                for at in &part.template.unbalanced {
                    let text = part.text.as_str();
                    let (case, stays) = match target.is_query {
                        true => (BRACE_IN_QUERY, "it is no placeholder, and no query can use it"),
                        false => (BRACE_IN_SUBSTITUTION, "it stays in the name as it is"),
                    };
                    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
                    let is_open = text.get(at.clone()) == Some("{");
                    // Where the other half belongs, if a number stands beside it.
                    let other = if is_open {
                        let count = digits(text.get(at.end..).unwrap_or_default());
                        (count > 0).then(|| part.text.replace(at.end + count..at.end + count, "}"))
                    } else {
                        let before = text.get(..at.start).unwrap_or_default();
                        let count = before.bytes().rev().take_while(u8::is_ascii_digit).count();
                        let is_token =
                            before.as_bytes().get(..before.len() - count).is_some_and(|b| b.ends_with(b"{"));
                        (count > 0 && !is_token)
                            .then(|| part.text.replace(at.start - count..at.start - count, "{"))
                    };
                    let message = match is_open {
                        true => format!("this `{{` is never closed: {stays}"),
                        false => format!("this `}}` closes nothing: {stays}"),
                    };
                    sink.report_case(case, part.text.span(at.clone()), message)
                        .help("a placeholder is a number in braces: `{0}`")
                        .fix(Safety::Hint, other);
                }
            }
        }
    }
}
