//! The names of members: unknown, misplaced, twice, or the server's own.

#[cfg(test)]
mod tests;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::names::{home_of, in_words, normal, suggest, without_counterpart, writable};
use super::values::phrase;
use crate::api::response::failure_in;
use crate::edits::{insert_member, remove_member, rename_member};
use crate::fix::{Edit, Safety};
use crate::json::Member;
use crate::payload::{ObjectAt, Payload};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::rules::request::answer::{Envelope, answered_password};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "duplicate-key",
        group: Group::Document,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Standard("RFC 8259 §4: the names within an object should be unique"),
        )],
        summary: "A member stands twice in one object.",
        explain: "\
Which of two members of the same name counts is not defined (RFC 8259 §4); most parsers silently take the \
last. What the API does is not recorded. Remove the one that is not meant.",
        bad: &[Example::body(r#"{"ldap":{"port":636,"port":1636}}"#)],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::OddShape(duplicate_key),
        yields_to: &[],
    },
    Rule {
        name: "unknown-field",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("the documented members"))],
        summary: "The contract has no such member.",
        explain: "\
The contract does not know this member in this kind of document. Often it is a slip of the pen, a name in \
snake_case (Terraform's), or one from mongod's configuration file. A member that the API does not know is \
at best ignored: the setting that was meant keeps its stored value.",
        bad: &[
            Example::body(
                r#"{"ldap":{"bind_username":"CN=a,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
            ),
            Example::body(r#"{"ldap":{"hostnme":"ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"queryTemplate":"{USER}?memberOf?base"}}"#),
            Example::body(r#"{"kerberos":{}}"#),
        ],
        good: &[Example::body(
            r#"{"ldap":{"bindUsername":"CN=a,DC=example,DC=net","bindPassword":"${PASSWORD}"}}"#,
        )],
        check: Check::OddShape(unknown_field),
        yields_to: &[],
    },
    Rule {
        name: "misplaced-field",
        group: Group::Document,
        cases: &[Case::error(Consequence::Breach, Basis::Contract("the documented members"))],
        summary: "The contract knows the member, but in another place.",
        explain: "\
The name is right, the level is not: `hostname` belongs in `ldap`, `cas` in `customerX509`, `match` in an \
entry of `userToDNMapping`. Where it stands now it is at best ignored.",
        bad: &[Example::body(r#"{"hostname":"ldap.mycompany.com","ldap":{"port":636}}"#)],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddShape(misplaced_field),
        yields_to: &[],
    },
    Rule {
        name: "read-only-field",
        group: Group::Document,
        cases: &[Case::warning(Consequence::Breach, Basis::Contract("links: read-only")).strict()],
        summary: "A member that only the server writes stands in a request.",
        explain: "\
`links` is what the server adds to its answers. It is there because the body was made from a GET response; \
the API has a code for it (ATTRIBUTE_READ_ONLY), though it was not seen to use it here. Remove it.",
        bad: &[Example::body(r#"{"ldap":{"port":636,"links":[]}}"#)],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::OddShape(read_only_field),
        yields_to: &[],
    },
];

fn duplicate_key(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    if payload.has_too_many_members() {
        return;
    }
    for object in payload.objects() {
        for (member, first) in repeated(object.members) {
            let shown = sink.quote_all(&member.name);
            sink.report(member.key, format!("{shown} stands twice in this object"))
                .related(first.key, "the first one")
                .help("remove the one that is not meant; which of them counts is not defined");
        }
    }
}

/// The members whose name another one has before them, in order; each with the first of that name.
fn repeated<'d>(members: &'d [Member<'d>]) -> Vec<(&'d Member<'d>, &'d Member<'d>)> {
    // Sorted references take a fifth of the memory of a map: there may be millions of members.
    let mut by_name: Vec<&Member<'_>> = members.iter().collect();
    by_name.sort_by_key(|member| member.name.as_str());
    let same = by_name.chunk_by(|one, other| one.name.as_str() == other.name.as_str());
    let of_one_name = same.filter_map(|same| same.split_first());
    let mut found: Vec<_> =
        of_one_name.flat_map(|(first, others)| others.iter().map(move |other| (*other, *first))).collect();
    found.sort_by_key(|(member, _)| member.key.start);
    found
}

fn unknown_field(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // The names are an error's then.
    if failure_in(payload).is_some() || payload.has_too_many_members() {
        return;
    }
    let envelope = Envelope::of(payload);
    for object in payload.objects() {
        // How often each name is taken: asked only where a name is like one of the contract's.
        let taken = LazyCell::new(|| {
            let mut taken: HashMap<String, usize> = HashMap::new();
            let names = object.members.iter().map(|member| normal(member.name.as_str()));
            names.for_each(|name| *taken.entry(name).or_default() += 1);
            taken
        });
        for member in object.members.iter().filter(|member| member.field.is_none()) {
            let name = member.name.as_str();
            if home_of(name, payload.kind).is_some() || answered_password(member, object, payload).is_some() {
                continue;
            }
            if sink.only_counts() {
                sink.report(member.key, "");
                continue;
            }
            let shown = sink.quote_all(&member.name);
            let message = format!("the contract has no member {shown} here");
            if let Some((origin, why)) = without_counterpart(name) {
                sink.report(member.key, message)
                    .help(format!("{shown} is a name in {origin}; {why}"))
                    .fix(Safety::Hint, remove_member(object, member));
                continue;
            }
            if envelope.has_no_answer(member) {
                let found = phrase(&member.value.data);
                sink.report(member.key, format!("an envelope without an answer: its `content` is {found}"))
                    .help("save the answer of a GET, or of an update that was taken");
                continue;
            }
            if envelope.has_answer(member) {
                sink.report(member.key, message).help(
                    "this is an answer of the API in an envelope: `usersec to-request` makes a body of it, and \
                     `--kind response` checks it",
                );
                continue;
            }
            let Some(suggestion) = suggest(name, object.object, payload.kind) else {
                let names: Vec<&str> =
                    writable(object.object, payload.kind).map(|field| field.name).collect();
                sink.report(member.key, message).help(format!("it knows {}", names.join(", ")));
                continue;
            };
            let here = std::ptr::eq(suggestion.home, object.object);
            let mut help = match here {
                true => format!("did you mean `{}`?", suggestion.name),
                false => format!("did you mean `{}` of {}?", suggestion.name, in_words(suggestion.home)),
            };
            if let Some(origin) = suggestion.origin {
                help.push_str(&format!(" {shown} is its name in {origin}"));
            }
            let count = |name| taken.get(&normal(name)).copied().unwrap_or_default();
            let free = count(name) == 1 && (suggestion.same || count(suggestion.name) == 0);
            let pending = sink.report(member.key, message).help(help);
            if here && free {
                let safety = if suggestion.same { Safety::Safe } else { Safety::Hint };
                pending.fix(safety, [rename_member(member, suggestion.name)]);
            }
        }
    }
}

fn misplaced_field(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    if payload.has_too_many_members() {
        return;
    }
    let mut places: Option<Vec<Place<'_>>> = None;
    for object in payload.objects() {
        for member in object.members.iter().filter(|member| member.field.is_none()) {
            if answered_password(member, object, payload).is_some() {
                continue;
            }
            let Some(home) = home_of(member.name.as_str(), payload.kind) else { continue };
            let places = places.get_or_insert_with(|| places_of(payload));
            let target = places.iter().find(|place| std::ptr::eq(place.at.object, home));
            let edits = target.and_then(|target| move_to(target, object, member, sink));
            let name = sink.quote_all(&member.name);
            sink.report(member.key, format!("{name} belongs in {}, not here", in_words(home)))
                .help(format!("move it into {}", in_words(home)))
                .fix(Safety::Hint, edits.into_iter().flatten());
        }
    }
}

/// The one object of its sort in the document, with the names it has.
struct Place<'d> {
    at: ObjectAt<'d>,
    names: HashSet<&'d str>,
}

fn places_of<'d>(payload: &Payload<'d>) -> Vec<Place<'d>> {
    let mut found: HashMap<&'static str, Vec<ObjectAt<'d>>> = HashMap::new();
    for object in payload.objects() {
        let same = found.entry(object.object.name).or_default();
        // Two are as ambiguous as many.
        if same.len() < 2 {
            same.push(object);
        }
    }
    let single = found.into_values().filter_map(|same| match same.as_slice() {
        [at] => {
            Some(Place { at: *at, names: at.members.iter().map(|member| member.name.as_str()).collect() })
        }
        _ => None,
    });
    single.collect()
}

/// The edits that move the member home, if its place there is free.
fn move_to(
    target: &Place<'_>,
    from: ObjectAt<'_>,
    member: &Member<'_>,
    sink: &Sink<'_>,
) -> Option<[Edit; 2]> {
    let edits = [insert_member(target.at, sink.copy(member.span())?), remove_member(from, member)?];
    let [insert, remove] = &edits;
    let free = !target.names.contains(member.name.as_str());
    (free && !insert.span.overlaps(remove.span)).then_some(edits)
}

fn read_only_field(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for object in payload.objects() {
        for member in object.members {
            if member.field.is_some_and(|field| !field.belongs_in(payload.kind)) {
                let name = sink.quote_all(&member.name);
                let edit = remove_member(object, member);
                sink.report(member.key, format!("{name} is the server's to write, not a request's"))
                    .help("remove it")
                    .fix(Safety::Safe, edit);
            }
        }
    }
}
