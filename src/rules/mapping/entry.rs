//! The entries of `userToDNMapping`.

use crate::edits::remove_member;
use crate::fix::Safety;
use crate::json::{Data, Member};
use crate::payload::{Mapping, ObjectAt, Payload};
use crate::placeholder::Placeholder;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::document::meant;
use crate::spec::{Kind, MAPPING};

const ONE_TARGET: Basis =
    Basis::Documented("exactly one of substitution and ldapQuery (security.ldap.userToDNMapping)");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-match-missing",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("userToDNMapping[].match: required"))],
        summary: "A mapping has no `match`, the only member that the contract requires.",
        explain: "\
Each entry of `userToDNMapping` needs a `match`: the regular expression that the whole user name has to \
match. `(.+)` takes every name.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(match_missing),
        yields_to: &[],
    },
    Rule {
        name: "mapping-match-empty",
        group: Group::Mapping,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Documented("the expression has to match the whole user name"),
        )],
        summary: "The `match` of a mapping is empty.",
        explain: "\
The expression has to match the whole user name, so an empty one matches only the empty name: nobody. `(.+)` \
takes every name.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"","substitution":"CN=a,DC=example,DC=net"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(match_empty),
        yields_to: &[],
    },
    Rule {
        name: "mapping-target-missing",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::LockedOut, ONE_TARGET)],
        summary: "A mapping has neither `substitution` nor `ldapQuery`.",
        explain: "\
A mapping says what a user name becomes: a distinguished name, written with `substitution`, or the entry \
that an `ldapQuery` finds. Exactly one of the two has to be there.",
        bad: &[Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)"}]}}"#)],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::OddMapping(target_missing),
        yields_to: &[],
    },
    Rule {
        name: "mapping-target-both",
        group: Group::Mapping,
        cases: &[Case::error(Consequence::LockedOut, ONE_TARGET)],
        summary: "A mapping has both `substitution` and `ldapQuery`.",
        explain: "\
A mapping says what a user name becomes in one way: a distinguished name, written with `substitution`, or \
the entry that an `ldapQuery` finds. The presence of a member counts, even if it is empty. The \
specification's own example body has both.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net","ldapQuery":""}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(target_both),
        yields_to: &[],
    },
    Rule {
        name: "mapping-target-empty",
        group: Group::Mapping,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Inferred("an empty name is nobody's, and a query has to find exactly one entry"),
        )],
        summary: "The `substitution` or `ldapQuery` of a mapping is empty.",
        explain: "\
A mapping says what a user name becomes. An empty `substitution` makes it the empty distinguished name \
(RFC 4514 §2), whoever logs in, and nobody has an entry of that name. An empty `ldapQuery` does not say whom to \
look for. Whether the database starts with such a mapping, and tries the next one, is not recorded.\n\n\
Write the target, with `{0}` for what the first group of `match` took. An empty text deletes nothing here, as \
it does in `caCertificate`: to remove a mapping, leave its entry out of the list.",
        bad: &[
            Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":""}]}}"#),
            Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","ldapQuery":""}]}}"#),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(target_empty),
        yields_to: &[],
    },
];

fn match_missing(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings().filter(|mapping| mapping.member("match").is_none()) {
        if is_misspelt(mapping, &["match"], payload.kind) {
            continue;
        }
        sink.report(mapping.span, "this mapping has no `match`, which the contract requires")
            .help("`\"match\": \"([a-z]+)\"` takes every user name");
    }
}

fn match_empty(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for pattern in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        if pattern.value.text.as_str().is_empty() {
            sink.report(pattern.span, "an empty `match` takes the empty user name only: nobody")
                .help("`(.+)` takes every user name");
        }
    }
}

fn target_missing(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        let absent = targets(mapping).is_empty();
        if absent && !is_misspelt(mapping, &["substitution", "ldapQuery"], payload.kind) {
            // A null is as good as none, and where to put the value.
            let null = ["substitution", "ldapQuery"].iter().find_map(|name| mapping.member(name));
            sink.report(
                null.map_or(mapping.span, |member| member.value.span),
                "this mapping has neither `substitution` nor `ldapQuery`, so it yields no name",
            )
            .help("add a `substitution`, with `{0}` for what the first group of `match` took");
        }
    }
}

fn target_both(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        let targets = targets(mapping);
        let [first, second] = targets.as_slice() else { continue };
        let object = ObjectAt { span: mapping.span, object: &MAPPING, members: mapping.members };
        // Of two of the same name the last counts: without it, the first would.
        let stands_once = |member: &Member<'_>| {
            let same = mapping.members.iter().filter(|other| other.name.as_str() == member.name.as_str());
            same.count() == 1
        };
        // Of two that say nothing, which is meant nobody knows.
        let mut idle = targets.iter().filter(|member| is_idle(member));
        let idle = idle.next().filter(|_| idle.next().is_none()).filter(|member| stands_once(member));
        let edit = idle.and_then(|member| remove_member(object, member));
        let help = match idle {
            Some(member) => {
                format!("remove `{}`: presence counts, even without a value", member.name.as_str())
            }
            None => "keep the one that is meant, and remove the other".to_owned(),
        };
        sink.report(second.key, "this mapping has both `substitution` and `ldapQuery`: only one is allowed")
            .related(first.key, "the first one")
            .help(help)
            .fix(Safety::Safe, edit);
    }
}

fn target_empty(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings() {
        let targets = targets(mapping);
        // Of two, one has to go, and another rule says which.
        let [target] = targets.as_slice() else { continue };
        if matches!(&target.value.data, Data::String(text) if text.as_str().is_empty()) {
            let message = match target.name.as_str() {
                "ldapQuery" => "an empty `ldapQuery` does not say whom to look for: no user is found by it",
                _ => "an empty `substitution` makes every user the same, one without a name",
            };
            sink.report(target.value.span, message)
                .help("write the target, with `{0}` for what the first group of `match` took");
        }
    }
}

/// The members that say what the name becomes, in the order of the file; null counts as absent.
fn targets<'d>(mapping: &Mapping<'d>) -> Vec<&'d Member<'d>> {
    let mut targets: Vec<_> = ["substitution", "ldapQuery"]
        .iter()
        .filter_map(|name| mapping.member(name))
        .filter(|member| !matches!(member.value.data, Data::Null))
        .collect();
    targets.sort_by_key(|member| member.key);
    targets
}

/// Whether an unknown member of the mapping was meant to be one of these: then it is spoken of there.
fn is_misspelt(mapping: &Mapping<'_>, names: &[&str], kind: Kind) -> bool {
    let unknown = mapping.members.iter().filter(|member| member.field.is_none());
    unknown.filter_map(|member| meant(member.name.as_str(), &MAPPING, kind)).any(|name| names.contains(&name))
}

/// Whether the member says nothing: empty, or a placeholder of the documentation.
fn is_idle(member: &Member<'_>) -> bool {
    match &member.value.data {
        Data::String(text) if text.as_str().is_empty() => true,
        Data::String(_) => matches!(member.placeholder.as_deref(), Some(Placeholder::Documentation(_))),
        _ => false,
    }
}
