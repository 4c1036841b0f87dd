//! Whether the database could use an expression at all.

use super::fault;
use crate::fix::Safety;
use crate::language::Language as _;
use crate::payload::Payload;
use crate::regex::RegexFault;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

const REFUSED: Basis = Basis::Measured("PCRE2 10.46, the engine of the database, was asked to compile it");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-regex-invalid",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::LockedOut, REFUSED)],
        summary: "The `match` of a mapping is no valid regular expression.",
        explain: "\
The database compiles each `match` with PCRE2, with the UTF option only. With an expression that PCRE2 does \
not compile the list of mappings cannot be loaded, and not only that entry of it: logins through LDAP fail.\n\n\
The message says what is wrong and where. Mind that JSON has its own backslash: each backslash of the \
expression is written twice, `\\\\.` for a full stop; one that stands for itself takes four, \
as in `CORP\\\\\\\\(.+)`.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)@(corp|lab\\.com","substitution":"CN={0},DC={1},DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+))@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"CORP\\jobs-([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(regex_invalid),
        yields_to: &[],
    },
    Rule {
        name: "mapping-regex-too-large",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::LockedOut, REFUSED)],
        summary: "The `match` of a mapping is too large for the database's engine.",
        explain: "\
PCRE2 nests parentheses 250 deep at most, and what it makes of an expression has to fit into 64 KiB: about \
32,000 plain characters, or some dozens if they are repeated often, since `(…){1000}` is written out a \
thousand times. It does not compile what is larger, and then the list of mappings cannot be loaded.\n\n\
Lists of users do not belong into an expression: take the name with one group, and let an `ldapQuery` find \
the entry, or use several mappings.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(([a-z]+\\.){50}[a-z]+){40}","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
            Example::made(nested_too_deep, "an expression of 251 nested groups"),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(regex_too_large),
        yields_to: &[],
    },
];

fn nested_too_deep() -> Vec<u8> {
    let (open, close) = ("(".repeat(251), ")".repeat(251));
    let mapping = format!(r#"{{"match":"{open}.+{close}","substitution":"CN={{0}},DC=example,DC=net"}}"#);
    format!(r#"{{"ldap":{{"userToDNMapping":[{mapping}]}}}}"#).into_bytes()
}

fn is_too_large(fault: RegexFault) -> bool {
    matches!(fault, RegexFault::TooLarge | RegexFault::NestedTooDeep)
}

fn regex_invalid(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for pattern in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        let (text, regex) = (pattern.value.text, pattern.value.get());
        if let Some(unknown) = &regex.unknown {
            sink.not_analysed(unknown.what);
        }
        for found in regex.faults().iter().filter(|found| !is_too_large(found.kind)) {
            let words = fault::words(text, found, regex, sink);
            let mut pending = sink
                .report(
                    text.span(words.at),
                    format!("{}: PCRE2 does not compile the expression", words.message),
                )
                .help(words.help);
            if let Some((at, message)) = words.related {
                pending = pending.related(text.span(at), message);
            }
            pending.fix(Safety::Hint, words.edit);
        }
    }
}

fn regex_too_large(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for pattern in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        let (text, regex) = (pattern.value.text, pattern.value.get());
        if let Some(unknown) = &regex.unknown {
            sink.not_analysed(unknown.what);
        }
        for found in regex.faults().iter().filter(|found| is_too_large(found.kind)) {
            let at = found.at.clone();
            match found.kind {
                RegexFault::NestedTooDeep => sink
                    .report(
                        text.span(at.start..at.start + 1),
                        "this is the 251st nested parenthesis: PCRE2 compiles 250 of them at most",
                    )
                    .help("leave out parentheses that only group, or split the mapping into several"),
                _ => sink
                    .report(
                        pattern.span,
                        "PCRE2 would make more than 64 KiB of code of this expression, and does not compile it",
                    )
                    .help("repeat less, or split the mapping into several: `{1000}` writes a group out 1000 times"),
            };
        }
    }
}
