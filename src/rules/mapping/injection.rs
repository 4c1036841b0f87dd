//! What a user name can put into a target beyond a value.

use std::collections::BTreeSet;
use std::ops::Range;

use super::dot::as_meant;
use super::list::{Expression, FUEL, NOT_REGULAR, TOO_MUCH, Taken, ends_the_list, expressions, shown};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::ldap::dn::Dn;
use crate::ldap::template::{Template, Token, TokenKind};
use crate::payload::{Mapping, Payload};
use crate::regex::ast::{Grouping, Kind, Node};
use crate::regex::cover::{Row as _, limited};
use crate::regex::inside::{self, Place};
use crate::regex::search::{Found, Fuel};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::span::Span;

const AS_IT_IS: Basis = Basis::Inferred("the database puts what a group took into the target as it is");

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-dn-injection",
        group: Group::Mapping,
        cases: &[Case::note(Consequence::Exposed, AS_IT_IS)],
        summary: "A user name can put more than a value into the distinguished name.",
        explain: "\
What a group took is put into the distinguished name as it is; nothing is escaped. If the group takes a comma, \
the user who logs in as `jane,OU=Admins` becomes `CN=jane,OU=Admins,DC=…`: another place in the tree than the \
mapping says. The password still has to be that of the entry, so it is no way in by itself; but two users may \
come out as one, and what is granted to a part of the tree is granted to others.\n\n\
Let the group take nothing that has a meaning in a name: `([^#,+\"\\\\<>;=]+)`. Where user names hold commas, \
look the user up with an `ldapQuery`. One finding stands for the whole list.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(.+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"([\\w+]+)","ldapQuery":"CN={0},DC=lab,DC=net"}]}}"#,
            ),
        ],
        good: &[
            Example::body(
                r##"{"ldap":{"userToDNMapping":[{"match":"([^#,+\"\\\\<>;=]+)@lab\\.net","substitution":"CN={0},DC=lab,DC=net"}]}}"##,
            ),
            Example::body(r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","substitution":"{0}"}]}}"#),
        ],
        check: Check::Body(|payload, sink| injection(payload, sink, Destination::Name)),
        yields_to: &[],
    },
    Rule {
        name: "mapping-filter-injection",
        group: Group::Mapping,
        cases: &[Case::note(Consequence::Exposed, AS_IT_IS)],
        summary: "A user name can put more than a value into the search filter.",
        explain: "\
What a group took is put into the filter of an `ldapQuery` as it is; nothing is escaped. If the group takes a \
`*`, the user who logs in as `jan*` finds whoever is the only one whose name begins so; with parentheses the \
filter can be made to ask for something else. The password still has to be that of the entry that is found, \
so it is no way in by itself; but one user has many names, and the log shows the one that was typed.\n\n\
Let the group take nothing that has a meaning in a filter: `([^*()\\\\]+)`. One finding stands for the whole \
list.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(.+)@lab\\.net","ldapQuery":"DC=lab,DC=net??sub?(uid={0})"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([^*()\\\\]+)@lab\\.net","ldapQuery":"DC=lab,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::Body(|payload, sink| injection(payload, sink, Destination::Filter)),
        yields_to: &[],
    },
];

/// What a name is put into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Destination {
    Name,
    Filter,
}

impl Destination {
    /// What a group must not take, the most telling first.
    fn attacks(self) -> &'static [Attack] {
        use Place::{Anywhere, Start, Whole};
        const MORE: &str = "puts more than a value there";
        const OTHER: &str = "means something else there";
        const PATTERN: &str = "finds whoever is the only one that it fits";
        const PART: &str = "changes what is looked for";
        match self {
            Destination::Name => &[
                Attack("jane,OU=Admins", Whole, MORE),
                Attack(",OU=Admins", Anywhere, MORE),
                Attack(",", Anywhere, MORE),
                Attack(";", Anywhere, MORE),
                Attack("+", Anywhere, MORE),
                Attack("\\", Anywhere, OTHER),
                Attack("\"", Anywhere, OTHER),
                Attack("<", Anywhere, OTHER),
                Attack(">", Anywhere, OTHER),
                Attack("#", Start, OTHER),
            ],
            Destination::Filter => &[
                Attack("jan*", Whole, PATTERN),
                Attack("*", Anywhere, PATTERN),
                Attack("(", Anywhere, PART),
                Attack(")", Anywhere, PART),
                Attack("\\", Anywhere, OTHER),
            ],
        }
    }

    /// A set of what a group may take.
    fn harmless(self) -> &'static str {
        match self {
            Destination::Name => "[^#,+\"\\\\<>;=]",
            Destination::Filter => "[^*()\\\\]",
        }
    }
}

/// A text that a group must not take, where in it, and what comes of it.
struct Attack(&'static str, Place, &'static str);

/// A user name that shows it.
struct Witness {
    name: String,
    effect: &'static str,
}

/// A place where what a group took is a value, or a part of one.
struct Use {
    /// From 1.
    group: usize,
    token: Span,
}

fn injection(payload: &Payload<'_>, sink: &mut Sink<'_>, into: Destination) {
    // Most lists have no queries.
    if into == Destination::Filter && payload.mappings().all(|mapping| mapping.query.is_none()) {
        return;
    }
    let fuel = &mut FUEL.clone();
    let mut taken = Taken::default();
    // What is not taken in yet: that is dear, and needed only where a later group is looked at.
    let mut waiting = Vec::new();
    // Whether an earlier expression that is not analysed may take what is found.
    let mut unknown = false;
    for expression in expressions(payload) {
        // Where the user names are distinguished names, commas belong there.
        let is_name = into == Destination::Name && has_equals(&expression.regex.root);
        let uses = if is_name { Vec::new() } else { uses(expression.mapping, into) };
        if expression.regular.is_none() {
            if !uses.is_empty() {
                sink.not_analysed(NOT_REGULAR);
            }
            unknown |= ends_the_list(expression.mapping);
            continue;
        }
        let mut groups = BTreeSet::new();
        let known = |one: &&Use| one.group <= expression.regex.groups.len() && groups.insert(one.group);
        for one in uses.iter().filter(known) {
            if waiting.drain(..).any(|earlier| taken.add(earlier, fuel).is_none()) {
                sink.not_analysed(TOO_MUCH);
                return;
            }
            match witness(&expression, one.group, into, &mut taken, fuel) {
                Some(Some(witness)) if !unknown => {
                    report(&expression, one, into, &witness, sink);
                    return;
                }
                Some(Some(_)) => sink.not_analysed(NOT_REGULAR),
                Some(None) => {}
                None => sink.not_analysed(TOO_MUCH),
            }
        }
        waiting.push(expression);
    }
}

/// A name that gets here, and of which the group takes what it must not; the outer `None` if looking for it
/// takes too long.
fn witness(
    expression: &Expression<'_, '_>,
    group: usize,
    into: Destination,
    taken: &mut Taken<'_, '_>,
    fuel: &mut Fuel,
) -> Option<Option<Witness>> {
    if let Some(&Attack(attack, Place::Whole, effect)) = into.attacks().first()
        && let Some(name) = spelled_out(expression, group, attack)
        && taken.earlier.first_match(&name, fuel)?.is_none()
    {
        return Some(Some(Witness { name, effect }));
    }
    let lowered = expression.lowered()?;
    // Of the names that a domain takes by mistake, that is told elsewhere.
    let meant = as_meant(expression);
    for &Attack(attack, place, effect) in into.attacks() {
        for automaton in meant.iter().chain([lowered]) {
            match limited(fuel, |fuel| inside::find(automaton, group, attack, place, fuel)) {
                Found::Name(name)
                    if inside::takes(lowered, group, attack, place, &name)
                        && taken.earlier.first_match(&name, fuel)?.is_none() =>
                {
                    return Some(Some(Witness { name, effect }));
                }
                Found::Name(_) | Found::Nothing => {}
                Found::Unknown => return None,
            }
        }
    }
    Some(None)
}

/// The name of which the group takes exactly that, if the expression is nothing but the group, which takes anything,
/// and characters as they are: there is only this one. Most expressions are of this kind, and a search for the
/// name was two fifths of what a small payload took.
fn spelled_out(expression: &Expression<'_, '_>, group: usize, taken: &str) -> Option<String> {
    let at = group.checked_sub(1).and_then(|index| expression.regex.groups.get(index))?.at.clone();
    if !takes_anything(expression.text.as_str().get(at)) {
        return None;
    }
    let mut name = String::new();
    let parts = match &expression.regex.root.kind {
        Kind::Concat(parts) => parts.as_slice(),
        _ => std::slice::from_ref(&expression.regex.root),
    };
    for part in parts {
        match &part.kind {
            Kind::Literal { character, .. } => name.push(*character),
            Kind::Group(Grouping::Capture(number), _) if *number == group => name.push_str(taken),
            _ => return None,
        }
    }
    Some(name)
}

/// Whether a group is written as one that takes any text of a line.
fn takes_anything(group: Option<&str>) -> bool {
    matches!(group, Some("(.+)" | "(.*)" | "(.+?)" | "(.*?)"))
}

fn report(
    expression: &Expression<'_, '_>,
    one: &Use,
    into: Destination,
    witness: &Witness,
    sink: &mut Sink<'_>,
) {
    let text = expression.text;
    let Some(group) = one.group.checked_sub(1).and_then(|index| expression.regex.groups.get(index)) else {
        return;
    };
    let (shown, effect) = (shown(sink, text, &witness.name), witness.effect);
    let number = one.group - 1;
    let target = match into {
        Destination::Name => "name",
        Destination::Filter => "filter",
    };
    let message =
        format!("what this group takes is put into the {target} as it is: the user name {shown} {effect}");
    let set = into.harmless();
    sink.report(text.span(group.at.clone()), message)
        .related(one.token, format!("what it takes becomes `{{{number}}}`"))
        .help(format!("let it take nothing of the kind: `({set}+)`"))
        .fix(Safety::Hint, narrowed(text, group.at.clone(), set));
}

/// The edit that narrows a group that takes anything.
fn narrowed(text: &Text<'_>, group: Range<usize>, set: &str) -> Option<Edit> {
    takes_anything(text.as_str().get(group.clone()))
        .then(|| text.replace(group.start + 1..group.start + 2, set))
}

/// The places of the target where what a group took stands in a value.
fn uses(mapping: &Mapping<'_>, into: Destination) -> Vec<Use> {
    match (&mapping.substitution, &mapping.query, into) {
        (Some(substitution), None, Destination::Name) => {
            let dn = &substitution.value.get().dn;
            let parts = mapping.targets().flat_map(|target| target.parts);
            parts.flat_map(|part| in_values(part.text, part.template, dn)).collect()
        }
        (None, Some(query), Destination::Name) => {
            let base = query.value.base();
            in_values(&base.text, &base.template, &base.parsed.dn)
        }
        (None, Some(query), Destination::Filter) => {
            let filter = query.value.filter();
            let tokens = filter
                .into_iter()
                .flat_map(|filter| filter.template.tokens.iter().map(move |token| (filter, token)));
            tokens.filter_map(|(filter, token)| use_of(&filter.text, token)).collect()
        }
        _ => Vec::new(),
    }
}

/// The tokens that are values, or parts of values. One that is an RDN, several, or the whole name, is meant to
/// bring commas along.
fn in_values(text: &Text<'_>, template: &Template, dn: &Dn) -> Vec<Use> {
    // They stand in the order of the text.
    let values: Vec<&Range<usize>> =
        dn.rdns().iter().flat_map(|rdn| rdn.attributes()).map(|attribute| &attribute.value_at).collect();
    let is_value = |token: &Token| {
        let until = values.partition_point(|value| value.start <= token.at.start);
        let value = until.checked_sub(1).and_then(|last| values.get(last));
        value.is_some_and(|value| token.at.end <= value.end)
    };
    template.tokens.iter().filter(|token| is_value(token)).filter_map(|token| use_of(text, token)).collect()
}

fn use_of(text: &Text<'_>, token: &Token) -> Option<Use> {
    match token.kind {
        TokenKind::Group(number) => {
            Some(Use { group: number.checked_add(1)?, token: text.span(token.at.clone()) })
        }
        _ => None,
    }
}

/// Whether an `=` is part of what the expression asks for.
fn has_equals(node: &Node) -> bool {
    match &node.kind {
        Kind::Literal { character, .. } => *character == '=',
        Kind::Concat(parts) | Kind::Alternation(parts) => parts.iter().any(has_equals),
        Kind::Group(_, inner) | Kind::Repeat(_, inner) => has_equals(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Payload;
    use crate::source::{MAX_INPUT, Source};

    /// What is put together is what the search finds.
    #[test]
    fn a_name_that_is_spelled_out_is_found() {
        for (pattern, is_plain) in [
            (r"(.+)@MYCOMPANY\.COM", true),
            ("(.*)", true),
            ("(?i)x(.+?)", false),
            ("CORP(.*?)y", true),
            ("(.+)@(.+)", false),
            ("(?:(.+))x", false),
            ("(.+)+x", false),
            ("(.+)|x", false),
            ("(?:x)(.+)", false),
            ("(.++)x", false),
        ] {
            let body = serde_json::json!({"ldap": {"userToDNMapping": [{"match": pattern, "substitution": "CN={0}"}]}});
            let body = body.to_string();
            let source = Source::new(body.as_bytes(), crate::spec::Kind::Patch, MAX_INPUT);
            let payload = Payload::new(source.document(), crate::spec::Kind::Patch, false);
            let expression = expressions(&payload).next().expect("an expression");
            for Attack(attack, ..) in Destination::Name.attacks().iter().chain(Destination::Filter.attacks())
            {
                let spelled = spelled_out(&expression, 1, attack);
                assert_eq!(spelled.is_some(), is_plain, "{pattern}");
                let Some(spelled) = spelled else { continue };
                let lowered = expression.lowered().expect("a small one");
                match inside::find(lowered, 1, attack, Place::Whole, &mut FUEL.clone()) {
                    Found::Name(name) => assert_eq!(name, spelled, "{pattern}"),
                    _ => panic!("{pattern} takes {attack}"),
                }
            }
        }
    }
}
