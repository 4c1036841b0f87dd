//! Whether the mappings before one leave it anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::list::{Earlier, Expression, FUEL, NOT_REGULAR, TOO_MUCH, Taken, expressions};
use crate::edits::remove_item;
use crate::fix::{Edit, Safety};
use crate::json::{Data, Text, Value};
use crate::payload::{Mapping, Payload};
use crate::regex::cover::{Reach, Row as _, limited, reach};
use crate::regex::redos::{self, Redos};
use crate::regex::regular::Regular;
use crate::regex::search::{Found, Fuel, Names, find};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-duplicate",
        group: Group::Mapping,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("the first mapping that works is used (security.ldap.userToDNMapping)"),
        )],
        summary: "A mapping stands in the list twice.",
        explain: "\
The mappings are tried in their order, and the first one that works is used. One that says the same as an \
earlier one never has anything to do. Remove the later one; if two different ones were meant, see which part \
of the copy was not changed.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)","substitution":"CN={0},DC=example,DC=net"},{"match":"(\\w+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab","substitution":"CN={0},DC=lab"},{"match":"(\\w+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::Body(duplicate),
        yields_to: &[],
    },
    Rule {
        name: "mapping-unreachable",
        group: Group::Mapping,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented(
                "the mappings are tried in their order, and a substitution works wherever its expression \
                 matches (security.ldap.userToDNMapping)",
            ),
        )],
        summary: "The mappings before this one take every user name that it would match.",
        explain: "\
The mappings are tried in their order. A `substitution` is final as soon as its `match` takes the whole user \
name, so that a general mapping such as `(.+)` leaves nothing to those after it. (An `ldapQuery` that finds no \
entry, or several, lets the next mapping try; so it hides nothing.)\n\n\
Put the special mappings first and the general one last. What is compared is what the expressions match, not how they are \
written: several mappings may take together what one would get.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-z@.]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"},{"match":"([\\w@.]+)","substitution":"CN={0},DC=example,DC=net"},{"match":"(\\w+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([a-m]\\w*)","substitution":"CN={0},OU=a,DC=example,DC=net"},{"match":"([n-z]\\w*)","substitution":"CN={0},OU=n,DC=example,DC=net"},{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"},{"match":"([\\w@.]+)","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        )],
        check: Check::Body(unreachable),
        yields_to: &[],
    },
];

fn duplicate(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    // No hashes: those take every byte of a long list, and two mappings differ early.
    let mut known: BTreeMap<Vec<(&str, &str)>, Span> = BTreeMap::new();
    let items = items(payload);
    if items.len() < 2 {
        return;
    }
    // What has no expression does nothing the first time either.
    for mapping in payload.mappings().filter(|mapping| mapping.member("match").is_some()) {
        let Some(key) = key(mapping) else { continue };
        let Some(&first) = known.get(&key) else {
            known.insert(key, mapping.span);
            continue;
        };
        let before = place(items, mapping.span).checked_sub(1).and_then(|before| items.get(before));
        sink.report(mapping.span, "this mapping stands in the list twice: the later one has nothing to do")
            .related(first, "the first one")
            .help("remove it")
            .fix(Safety::Safe, before.map(|before| remove_item(before.span, mapping.span)));
    }
}

/// What a mapping says, decoded, whatever the order of its members.
fn key<'d>(mapping: &Mapping<'d>) -> Option<Vec<(&'d str, &'d str)>> {
    let text = |value: &'d Value<'d>| match &value.data {
        Data::String(text) => Some(text.as_str()),
        _ => None,
    };
    let members = mapping.members.iter().map(|member| Some((member.name.as_str(), text(&member.value)?)));
    let mut members: Vec<_> = members.collect::<Option<_>>()?;
    members.sort_unstable();
    let twice = members.iter().zip(members.iter().skip(1)).any(|(one, other)| one.0 == other.0);
    (!twice && !members.is_empty()).then_some(members)
}

/// The list as it stands in the file: what is no mapping counts as well.
fn items<'d>(payload: &Payload<'d>) -> &'d [Value<'d>] {
    match payload.ldap_member("userToDNMapping").map(|member| &member.value.data) {
        Some(Data::Array(items)) => items,
        _ => &[],
    }
}

fn place(items: &[Value<'_>], span: Span) -> usize {
    items.partition_point(|item| item.span.start < span.start)
}

/// With less than this nothing can be compared any more.
const LEAST: Fuel = 10_000;

fn unreachable(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let fuel = &mut FUEL.clone();
    let items = items(payload);
    // Most lists have one mapping, which nothing stands before.
    if items.len() < 2 {
        return;
    }
    let mut taken = Taken::default();
    let mut keys = BTreeSet::new();
    let mut runs_away = RunsAway { fuel: redos::FUEL, known: HashMap::new() };
    for expression in expressions(payload) {
        // A duplicate is spoken of as such, and takes nothing that the first one does not take.
        if key(expression.mapping).is_some_and(|key| !keys.insert(key)) {
            continue;
        }
        let Some(regular) = &expression.regular else {
            sink.not_analysed(NOT_REGULAR);
            continue;
        };
        // A name that none of the earlier ones takes is soon found in a list of domains. Without it there is a search
        // for each: a third of the time of such a list.
        let example = regular.example(fuel);
        let left = example.filter(|name| taken.earlier.first_match(name, fuel) == Some(None));
        let found = match left {
            Some(name) => Reach::Name(name),
            None => regular.lowered().map_or(Reach::Unknown, |own| reach(own, &mut taken.earlier, fuel)),
        };
        match found {
            Reach::Covered { by, left } => {
                if by.iter().any(|&place| runs_away.may(place, &taken)) {
                    sink.not_analysed(RUNS_AWAY);
                    continue;
                }
                let by: Vec<_> = by.iter().filter_map(|&place| taken.earlier.get(place)).collect();
                report(&expression, &by, left.as_deref(), items, fuel, sink);
            }
            Reach::Unknown => {
                sink.not_analysed(TOO_MUCH);
                if *fuel < LEAST {
                    break;
                }
            }
            Reach::Name(_) | Reach::Nobody => {}
        }
        if taken.add(expression, fuel).is_none() {
            sink.not_analysed(TOO_MUCH);
            break;
        }
    }
}

/// Why it is not said that an expression gets no names.
const RUNS_AWAY: &str = "an earlier expression may run away, and what it then does not take goes on";

/// Which of the earlier expressions the database may give up on: such names go on to the next mapping.
struct RunsAway {
    fuel: u64,
    known: HashMap<usize, bool>,
}

impl RunsAway {
    fn may(&mut self, place: usize, taken: &Taken<'_, '_>) -> bool {
        let Some(earlier) = taken.earlier.get(place) else { return false };
        let judge = || !matches!(redos::analyse(earlier.regex, &mut self.fuel), Redos::None);
        *self.known.entry(place).or_insert_with(judge)
    }
}

/// Says that the earlier ones take what the expression would match.
fn report(
    expression: &Expression<'_, '_>,
    by: &[&Earlier<'_, '_>],
    left: Option<&str>,
    items: &[Value<'_>],
    fuel: &mut Fuel,
    sink: &mut Sink<'_>,
) {
    let text = expression.text;
    let mut numbers = by.iter().map(|earlier| format!("[{}]", place(items, earlier.mapping.span)));
    let last = numbers.next_back().unwrap_or_default();
    let (first, rest) = (numbers.next(), numbers.fold(String::new(), |list, number| list + ", " + &number));
    let (who, take) = match first {
        None => (format!("mapping {last}"), "takes"),
        Some(first) => (format!("mappings {first}{rest} and {last} together"), "take"),
    };
    let message = match left {
        None => format!("no user name gets here: {who} {take} each one that this one matches"),
        Some("") => format!("no user gets here: {who} {take} each name but the empty one"),
        Some(_) => format!("no user gets here: {who} {take} each name without control characters"),
    };
    let shown_by: Vec<_> =
        by.iter().take(MOST_SHOWN).map(|earlier| (whole(earlier.text), "this one takes them")).collect();
    let only = match by {
        // What takes no more would be hidden in its turn.
        [only] if takes_more(&only.regular, expression, fuel) => Some(*only),
        _ => None,
    };
    let help = match (only, left) {
        (Some(_), _) => "put it before that mapping",
        (None, _) if by.len() > 1 => "put it before them, or remove it",
        (None, Some(_)) => "remove it, or mend one of the two expressions",
        (None, None) => "both match the same names: remove one of them, or mend its expression",
    };
    let edits = only.and_then(|only| move_before(expression.mapping.span, only.mapping.span, items, sink));
    let pending = sink.report(whole(text), message).help(help).fix(Safety::Hint, edits.into_iter().flatten());
    shown_by.into_iter().fold(pending, |pending, (span, what)| pending.related(span, what));
}

/// How many of the earlier ones are shown beside it.
const MOST_SHOWN: usize = 5;

fn whole(text: &Text<'_>) -> Span {
    text.span(0..text.as_str().len())
}

fn takes_more(one: &Regular<'_>, other: &Expression<'_, '_>, fuel: &mut Fuel) -> bool {
    let (Some(one), Some(other)) = (one.lowered(), other.lowered()) else { return false };
    let more = limited(fuel, |fuel| find(&[one], &[other], Names::Plausible, fuel));
    matches!(more, Found::Name(_))
}

/// The edits that put an item of the list before an earlier one.
fn move_before(item: Span, earlier: Span, items: &[Value<'_>], sink: &Sink<'_>) -> Option<[Edit; 2]> {
    let copy = sink.copy(item)?;
    let previous = items.get(place(items, item).checked_sub(1)?)?;
    Some([Edit { span: Span::at(earlier.start), text: format!("{copy},") }, remove_item(previous.span, item)])
}
