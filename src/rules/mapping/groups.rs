//! Groups that nothing uses, and targets that use none.

use std::collections::HashSet;
use std::ops::Range;

use super::{GroupsOf, groups_of, has_both_targets};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::ldap::template::TokenKind;
use crate::payload::{Payload, Target};
use crate::regex::Regex;
use crate::regex::ast::{Grouping, Kind, Node, Set, SetItem, Special};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

/// A query uses every group, or fails.
const IN_QUERY: usize = 0;
/// A substitution need not.
const IN_SUBSTITUTION: usize = 1;

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "mapping-unused-group",
        group: Group::Mapping,
        cases: &[
            Case::error(
                Consequence::LockedOut,
                Basis::Recorded("mongoldap: Every capture group must be consumed, token #0 is missing"),
            )
            .when("the target is an `ldapQuery`"),
            Case::note(Consequence::Advice, Basis::Advice("what is not used need not be captured"))
                .when("the target is a `substitution`"),
        ],
        summary: "A group of `match` is used by no placeholder.",
        explain: "\
An `ldapQuery` has to use every group of `match`, in its base or its filter; a placeholder among the attributes \
does not count. If one is left over, the query fails for every user, and the next mapping is tried. A \
`substitution` need not use them all; a group that is not used is often one that was forgotten, though.\n\n\
Put its placeholder where it belongs. A group that only holds alternatives together is written `(?:…)`, and is \
not counted.",
        bad: &[
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@(\\w+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
            ),
            Example::body(
                r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@(eu|us)\\.example\\.net","substitution":"UID={0},DC=example,DC=net"}]}}"#,
            ),
        ],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w+)@(?:eu|us)\\.example\\.net","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]}}"#,
        )],
        check: Check::OddMapping(unused_group),
        yields_to: &[],
    },
    Rule {
        name: "mapping-constant-target",
        group: Group::Mapping,
        cases: &[Case::warning(
            Consequence::Exposed,
            Basis::Documented("the whole target is the name; nothing of the user's own is in it"),
        )],
        summary: "Different user names become the same distinguished name.",
        explain: "\
The expression takes any number of user names, and the target has no placeholder: whoever logs in becomes the same \
entry, with its password and its roles. That may be meant for a shared account; mostly the placeholder was \
forgotten. An expression that spells its names out, such as `admin|root`, is taken to be meant so.\n\n\
Put parentheses in `match` around what tells users apart, and `{0}` where it belongs in the target.",
        bad: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":".+@example\\.net","substitution":"CN=reader,DC=example,DC=net"}]}}"#,
        )],
        good: &[Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"backup","substitution":"CN=svc-backup,DC=example,DC=net"}]}}"#,
        )],
        check: Check::OddMapping(constant_target),
        yields_to: &[],
    },
];

/// The numbers of the groups that the target uses.
fn used(target: &Target<'_>) -> HashSet<usize> {
    let tokens = target.filled().flat_map(|part| &part.template.tokens);
    tokens
        .filter_map(|token| match token.kind {
            TokenKind::Group(number) => Some(number),
            TokenKind::User | TokenKind::ProvidedUser => None,
        })
        .collect()
}

fn unused_group(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings().filter(|mapping| !has_both_targets(mapping)) {
        let Some(pattern) = &mapping.pattern else { continue };
        for target in mapping.targets().filter(|target| !target.is_empty && !target.has_foreign()) {
            let regex = match groups_of(mapping) {
                GroupsOf::Known(regex) => regex,
                GroupsOf::NotAnalysed(reason) => {
                    sink.not_analysed(reason);
                    continue;
                }
                GroupsOf::None => continue,
            };
            let used = used(&target);
            let is_out_of_range = used.iter().any(|number| *number >= regex.groups.len());
            // Of a substitution that uses none, the other row speaks.
            if is_out_of_range || (!target.is_query && used.is_empty()) {
                continue;
            }
            let unused: Vec<usize> =
                (0..regex.groups.len()).filter(|number| !used.contains(number)).collect();
            if !unused.is_empty() {
                report_unused(pattern.value.text, &target, regex, &unused, sink);
            }
        }
    }
}

fn report_unused(text: &Text<'_>, target: &Target<'_>, regex: &Regex, unused: &[usize], sink: &mut Sink<'_>) {
    let structure = Structure::of(&regex.root);
    let mut fix =
        if structure.refers { None } else { Some(without(text, target, regex, unused, &structure)) };
    for number in unused {
        let Some(group) = regex.groups.get(*number) else { continue };
        // Of alternatives, those that did not match are empty, and may stand side by side.
        if !target.is_query && (structure.in_alternation.contains(number) || structure.refers) {
            continue;
        }
        let (case, message) = match target.is_query {
            true => (
                IN_QUERY,
                format!(
                    "nothing in the query uses this group, `{{{number}}}`: the query fails for every user"
                ),
            ),
            false => {
                (IN_SUBSTITUTION, format!("nothing in the substitution uses this group, `{{{number}}}`"))
            }
        };
        sink.report_case(case, text.span(group.at.clone()), message)
            .related(target.span, "the target")
            .help("use it, or write `(?:…)`, which is not counted")
            .fix(Safety::Hint, fix.take().flatten().unwrap_or_default());
    }
}

/// The edits that make plain groups of those that are not used, and count the others anew.
fn without(
    text: &Text<'_>,
    target: &Target<'_>,
    regex: &Regex,
    unused: &[usize],
    structure: &Structure,
) -> Option<Vec<Edit>> {
    let is_out = |number: usize| !structure.in_alternation.contains(&number) || target.is_query;
    let removed: Vec<usize> = unused.iter().copied().filter(|number| is_out(*number)).collect();
    let mut edits = Vec::new();
    for number in &removed {
        if structure.in_branch_reset.contains(number) {
            return None;
        }
        let opening = opening(text.as_str(), &regex.groups.get(*number)?.at)?;
        edits.push(text.replace(opening, "(?:"));
    }
    for part in target.filled() {
        for token in &part.template.tokens {
            let TokenKind::Group(number) = token.kind else { continue };
            let below = removed.partition_point(|removed| *removed < number);
            if below > 0 {
                edits.push(part.text.replace(token.at.clone(), &format!("{{{}}}", number - below)));
            }
        }
    }
    Some(edits)
}

/// The parenthesis that opens a group, with the name after it.
fn opening(text: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let group = text.get(at.clone())?;
    let Some(named) = group.strip_prefix("(?") else { return Some(at.start..at.start + 1) };
    let end = named.get(1..)?.find(['>', '\'']).map(|offset| offset + 1)?;
    // `(?'name'`
    let end = if named.starts_with("P<") { named.find('>')? } else { end };
    Some(at.start..at.start + 2 + end + 1)
}

/// What the groups of an expression stand in.
#[derive(Default)]
struct Structure {
    in_alternation: HashSet<usize>,
    in_branch_reset: HashSet<usize>,
    /// Whether the expression itself goes back to a group: then it cannot be left out, nor counted anew.
    refers: bool,
}

impl Structure {
    fn of(root: &Node) -> Self {
        let mut structure = Self::default();
        let mut waiting = vec![(root, false, false)];
        while let Some((node, alternation, reset)) = waiting.pop() {
            match &node.kind {
                Kind::Alternation(nodes) => waiting.extend(nodes.iter().map(|node| (node, true, reset))),
                Kind::Concat(nodes) => waiting.extend(nodes.iter().map(|node| (node, alternation, reset))),
                Kind::Group(grouping, node) => {
                    if let Grouping::Capture(number) = grouping {
                        let number = number.saturating_sub(1);
                        if alternation {
                            structure.in_alternation.insert(number);
                        }
                        if reset {
                            structure.in_branch_reset.insert(number);
                        }
                    }
                    waiting.push((node, alternation, reset || *grouping == Grouping::BranchReset));
                }
                Kind::Repeat(_, node) => waiting.push((node, alternation, reset)),
                Kind::Special(
                    Special::BackReference { .. } | Special::Recursion(_) | Special::Conditional,
                ) => {
                    structure.refers = true;
                }
                _ => {}
            }
        }
        structure
    }
}

fn constant_target(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for mapping in payload.mappings().filter(|mapping| !has_both_targets(mapping)) {
        for target in mapping.targets().filter(|target| is_constant(target)) {
            let regex = match groups_of(mapping) {
                GroupsOf::Known(regex) => regex,
                GroupsOf::NotAnalysed(reason) => {
                    sink.not_analysed(reason);
                    continue;
                }
                GroupsOf::None => continue,
            };
            // A query that leaves a group unused fails, and another row says so.
            if (target.is_query && !regex.groups.is_empty()) || !is_open(&regex.root) {
                continue;
            }
            sink.report(target.span, "no placeholder: every user that `match` takes becomes this one entry")
                .help(match regex.groups.is_empty() {
                    true => "put parentheses in `match` around what tells users apart, and `{0}` here",
                    false => "put `{0}` where what the first group of `match` took belongs",
                });
        }
    }
}

/// Whether the target is the same for every user.
fn is_constant(target: &Target<'_>) -> bool {
    !target.is_empty && !target.has_foreign() && target.filled().all(|part| part.template.tokens.is_empty())
}

/// Whether the expression takes user names that it does not spell out. One that lists a few, as `admin|root`, is
/// meant to make one entry of them.
fn is_open(root: &Node) -> bool {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        match &node.kind {
            Kind::Concat(nodes) | Kind::Alternation(nodes) => waiting.extend(nodes),
            Kind::Group(Grouping::Look { .. }, _) => {}
            Kind::Group(_, node) => waiting.push(node),
            Kind::Repeat(repeat, node) if repeat.max == Some(repeat.min) || repeat.max == Some(1) => {
                waiting.push(node);
            }
            Kind::Set(set) if is_spelled_out(set) => {}
            Kind::Set(_) | Kind::Repeat(..) => return true,
            Kind::Empty | Kind::Literal { .. } | Kind::Assertion(_) | Kind::Special(_) => {}
        }
    }
    false
}

/// Whether a set names its characters: `[.]`, `[Bb]`.
fn is_spelled_out(set: &Set) -> bool {
    let is_character = |item: &SetItem| matches!(item, SetItem::Range(first, last) if first == last);
    !set.negated && set.items.iter().all(is_character)
}
