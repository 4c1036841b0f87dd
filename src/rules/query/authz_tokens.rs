//! Placeholders in `authzQueryTemplate`.

use crate::fix::Safety;
use crate::ldap::template::{Dialect, Foreign, ForeignKind, TokenKind};
use crate::payload::{Payload, Slot, Target, Templated};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

const START: Basis = Basis::Measured(
    "when it starts, the database takes `{USER}` and `{PROVIDED_USER}` in braces, and nothing else",
);

/// It stands in braces.
const REFUSED: usize = 0;
/// It is text like any other.
const TEXT: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "authz-unknown-token",
        group: Group::Query,
        cases: &[
            Case::error(Consequence::LockedOut, START).when("it stands in braces"),
            Case::error(
                Consequence::LockedOut,
                Basis::Measured("without a placeholder, the database fails to make the query of a user"),
            )
            .when("it stands for the user elsewhere, as `$USER` or `%s`"),
        ],
        summary: "The authorization query has a placeholder that the database does not know.",
        explain: "\
`authzQueryTemplate` has two placeholders: `{USER}` is the distinguished name that the user name was mapped to, \
and `{PROVIDED_USER}` is the name as it was typed. Letter case counts, and so does every blank. The database \
refuses anything else in braces when it starts, also `{{USER}}` and the `{0}` of `userToDNMapping`; what other \
software writes, such as `$USER` or `%s`, is text to it, which no entry has.",
        bad: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{user}?memberOf?base"}}"#),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={0}))"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member=$USER))"}}"#,
            ),
        ],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#)],
        check: Check::Body(unknown_token),
        yields_to: &[],
    },
    Rule {
        name: "authz-unbalanced-brace",
        group: Group::Query,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Inferred(
                "no placeholder, so nothing is replaced there; braces around other text are refused",
            ),
        )],
        summary: "A brace in the authorization query has no other half.",
        explain: "\
A placeholder is `{USER}` or `{PROVIDED_USER}`, with both braces. With one of them the database either does not \
take the query, or searches for the text as it stands, and users get no roles.",
        bad: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={USER))"}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={USER}))"}}"#,
        )],
        check: Check::Body(unbalanced_brace),
        yields_to: &[],
    },
    Rule {
        name: "authz-no-token",
        group: Group::Query,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Measured("without a placeholder, the database fails to make the query of a user"),
        )],
        summary: "The authorization query does not say whose groups it asks for.",
        explain: "\
The query has to name the user, with `{USER}` in its base or its filter, or `{PROVIDED_USER}` in its filter. \
Without, the database makes no query of it, and every login fails; and if it did, all users would get the same \
groups. A placeholder among the attributes or behind the filter is not replaced.",
        bad: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(objectClass=group)"}}"#,
        )],
        good: &[
            Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={USER}))"}}"#,
            ),
        ],
        check: Check::Body(no_token),
        yields_to: &[],
    },
    Rule {
        name: "authz-provided-user-base",
        group: Group::Query,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Measured("the database starts with it, and then fails to make the query of any user"),
        )],
        summary: "`{PROVIDED_USER}` stands in the base of the authorization query.",
        explain: "\
`{PROVIDED_USER}` is replaced in the filter only. In the base the database takes it when it starts, and then \
every user's query fails. Besides, it is the name as it was typed, and a base is a distinguished name: \
`{USER}` is that, once `userToDNMapping` has been applied.",
        bad: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"{PROVIDED_USER}?memberOf?base"}}"#)],
        good: &[Example::body(r#"{"ldap":{"authzQueryTemplate":"{USER}?memberOf?base"}}"#)],
        check: Check::Body(provided_user_base),
        yields_to: &[],
    },
    Rule {
        name: "authz-provided-user-unescaped",
        group: Group::Query,
        cases: &[Case::note(
            Consequence::Exposed,
            Basis::Measured("`{USER}` is escaped for the filter, `{PROVIDED_USER}` is not"),
        )],
        summary: "The user name reaches the filter of the authorization query as it was typed.",
        explain: "\
`{PROVIDED_USER}` is put into the filter as the user typed it, while `{USER}` is escaped there. A name with `*`, \
`(` or `)` in it then changes what is asked for: another user's groups may answer. Whoever logs in has to \
be let in first, so a strict `match` in `userToDNMapping` helps: one that takes no such names.\n\n\
Where the attribute holds distinguished names, as `member` does, `{USER}` is what it is compared with. With \
`memberUid` or `sAMAccountName` there is no other way.",
        bad: &[
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=posixGroup)(memberUid={PROVIDED_USER}))"}}"#,
            ),
            Example::body(
                r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={PROVIDED_USER}))"}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"authzQueryTemplate":"DC=example,DC=net??sub?(&(objectClass=group)(member={USER}))"}}"#,
        )],
        check: Check::Body(provided_user_unescaped),
        yields_to: &[],
    },
];

fn unknown_token(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(target) = payload.authorization() else { return };
    for part in &target.parts {
        for foreign in part.foreign() {
            report_foreign(part, foreign, sink);
        }
    }
}

fn report_foreign(part: &Templated<'_>, foreign: &Foreign, sink: &mut Sink<'_>) {
    use ForeignKind as Kind;
    let shown = sink.quote(part.text, foreign.at.clone());
    let (case, message) = match foreign.kind {
        Kind::OtherCase => (REFUSED, format!("{shown} is no placeholder: letter case counts")),
        Kind::OtherDialect => (
            REFUSED,
            format!("{shown} belongs to `userToDNMapping`; the database refuses it here when it starts"),
        ),
        _ if part.is_refused(foreign, Dialect::Authorization) => {
            (REFUSED, format!("{shown} is no placeholder, and the database refuses it when it starts"))
        }
        // `${USER}` is one with something before it.
        kind if kind.has_sign() => {
            (TEXT, format!("{shown} is replaced but for its first sign, which stays in the query"))
        }
        _ => (TEXT, format!("{shown} is no placeholder of the database: nothing replaces it")),
    };
    let known = foreign.meant.unwrap_or(TokenKind::User).spelled();
    let safety = if foreign.kind == Kind::OtherCase { Safety::Safe } else { Safety::Hint };
    let edit = part.slot.is_filled().then(|| part.text.replace(foreign.at.clone(), &known));
    sink.report_case(case, part.text.span(foreign.at.clone()), message)
        .help(match foreign.meant {
            Some(_) => format!("write `{known}`"),
            None => "the mapped name is `{USER}`, the name as it was typed `{PROVIDED_USER}`".to_owned(),
        })
        .fix(safety, edit);
}

fn unbalanced_brace(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(target) = payload.authorization() else { return };
    for part in &target.parts {
        for at in &part.template.unbalanced {
            let text = part.text.as_str();
            let rest = text.get(at.end..).unwrap_or_default();
            let before = text.get(..at.start).unwrap_or_default();
            let (message, other) = match text.get(at.clone()) {
                Some("{") => {
                    let name =
                        ["USER", "PROVIDED_USER"].into_iter().find(|name| is_word_at_start(rest, name));
                    let end = name.map(|name| at.end + name.len());
                    (
                        "this `{` is never closed: it makes no placeholder",
                        end.map(|end| part.text.replace(end..end, "}")),
                    )
                }
                _ => {
                    let name =
                        ["PROVIDED_USER", "USER"].into_iter().find(|name| is_word_at_end(before, name));
                    let start = name.map(|name| at.start - name.len());
                    (
                        "this `}` closes nothing: it makes no placeholder",
                        start.map(|start| part.text.replace(start..start, "{")),
                    )
                }
            };
            sink.report(part.text.span(at.clone()), message)
                .help("a placeholder has both braces: `{USER}`")
                .fix(Safety::Hint, other);
        }
    }
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn is_word_at_start(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.bytes().next().is_some_and(is_word_byte))
}

fn is_word_at_end(text: &str, word: &str) -> bool {
    let before = text.strip_suffix(word);
    before.is_some_and(|before| !before.bytes().next_back().is_some_and(|b| is_word_byte(b) || b == b'{'))
}

fn no_token(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(target) = payload.authorization() else { return };
    if target.has_foreign() || target.filled().any(|part| !part.template.tokens.is_empty()) {
        return;
    }
    let elsewhere = target.parts.iter().flat_map(|part| part.template.tokens.iter().map(move |t| (part, t)));
    let elsewhere = elsewhere.map(|(part, token)| part.text.span(token.at.clone())).next();
    let pending = sink
        .report(
            target.span,
            "no `{USER}` in the base or the filter: the query does not say whose groups it is about",
        )
        .help("`{USER}?memberOf?base`, or `(member={USER})` in the filter");
    if let Some(span) = elsewhere {
        pending.related(span, "here it is not replaced");
    }
}

/// The places of a placeholder in one part of the query, without those in something that is none.
fn places<'p>(
    target: &'p Target<'p>,
    slot: Slot,
) -> impl Iterator<Item = (&'p Templated<'p>, std::ops::Range<usize>)> {
    target.parts.iter().filter(move |part| part.slot == slot).flat_map(|part| {
        let tokens = part.template.tokens.iter().filter(|token| token.kind == TokenKind::ProvidedUser);
        let free = tokens.filter(|token| !part.template.is_in_foreign(token));
        free.map(move |token| (part, token.at.clone()))
    })
}

fn provided_user_base(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(target) = payload.authorization() else { return };
    for (part, at) in places(&target, Slot::Base) {
        sink.report(
            part.text.span(at.clone()),
            "`{PROVIDED_USER}` is replaced in the filter only: with it as base, every user's query fails",
        )
        .help("write `{USER}`, the distinguished name that the user name was mapped to")
        .fix(Safety::Hint, [part.text.replace(at, "{USER}")]);
    }
}

fn provided_user_unescaped(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(target) = payload.authorization() else { return };
    for (part, at) in places(&target, Slot::Filter) {
        let before = part.text.as_str().get(..at.start).unwrap_or_default();
        // These hold distinguished names, which a typed name hardly is.
        let holds_names = before.strip_suffix('=').is_some_and(|before| {
            ["member", "uniqueMember"].iter().any(|name| {
                let open =
                    before.len().checked_sub(name.len()).and_then(|start| before.split_at_checked(start));
                open.is_some_and(|(open, word)| word.eq_ignore_ascii_case(name) && open.ends_with('('))
            })
        });
        let help = match holds_names {
            true => "such an attribute holds distinguished names: write `{USER}`, which is escaped as well",
            false => "let `match` take no names with `*`, `(`, `)` or `\\` in them",
        };
        let edit = holds_names.then(|| part.text.replace(at.clone(), "{USER}"));
        sink.report(
            part.text.span(at),
            "the user name reaches the filter as it was typed, with `*` and parentheses if they are in it",
        )
        .help(help)
        .fix(Safety::Hint, edit);
    }
}
