//! What holds of every filter: its places are in the text, its tree written as RFC 4515 has it is read as the same
//! tree, and the filters of RFC 4515 are those without a fault and without a remark.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::*;

/// Asserts that what was found in a text is there.
pub(crate) fn assert_ranges(text: &str) {
    let filter = Filter::parse(text);
    let faults = filter.faults().iter().map(|fault| &fault.at);
    let remarks = filter.remarks().iter().map(|(_, at)| at);
    let nodes = filter.nodes().iter().map(|node| &node.at);
    for at in faults.chain(remarks).chain(nodes) {
        let part = text.get(at.clone());
        // The text ends at a NUL.
        let is_nothing = text.is_empty() || text.starts_with('\0');
        assert!(part.is_some_and(|part| !part.is_empty() || is_nothing), "{at:?} in {text:?}");
    }
    for node in filter.nodes() {
        if let NodeKind::Item(item) = &node.kind {
            let parts = [item.attribute.clone(), item.matching_rule.clone(), Some(item.value.clone())];
            for at in parts.into_iter().flatten() {
                assert!(text.get(at.clone()).is_some(), "{at:?} in {text:?}");
                assert!(node.at.start <= at.start && at.end <= node.at.end, "{node:?} in {text:?}");
            }
        }
    }
    let is_within = |pair: &[Node]| match pair {
        [one, next] if next.depth > one.depth => {
            one.at.end >= next.at.end && one.at.start < next.at.start && next.depth == one.depth + 1
        }
        [one, next] => one.at.end <= next.at.start,
        _ => true,
    };
    if filter.faults().is_empty() {
        assert!(filter.nodes().windows(2).all(is_within), "{filter:?} in {text:?}");
    }
}

/// Asserts that the tree, written as RFC 4515 has it, is read as the same tree; false of a text with faults.
pub(crate) fn assert_same_again(text: &str) -> bool {
    let filter = Filter::parse(text);
    if !filter.faults().is_empty() || filter.is_too_deep() || filter.nodes().len() == MOST_NODES {
        return false;
    }
    let written = printed(text, &filter);
    let again = Filter::parse(&written);
    assert_eq!(again.faults(), [], "{written:?} of {text:?}");
    // What says nothing, and how a number is written, stays.
    let is_kept = |(kind, _): &(Loose, Range<usize>)| {
        matches!(kind, Loose::Empty | Loose::EmptyList | Loose::ObjectIdentifier)
    };
    assert!(again.remarks().iter().all(is_kept), "{again:?} {written:?} of {text:?}");
    assert_eq!(tree(&written, &again), tree(text, &filter), "{written:?} of {text:?}");
    assert_eq!(printed(&written, &again), written, "of {text:?}");
    true
}

/// A node without its places.
type Plain<'t> = (usize, Option<Operator>, Option<&'t str>, &'t str, Option<&'t str>, String);

fn tree<'t>(text: &'t str, filter: &Filter) -> Vec<Plain<'t>> {
    let part = |at: &Option<Range<usize>>| at.clone().map(|at| &text[at]);
    let plain = |node: &Node| match &node.kind {
        NodeKind::Item(item) => {
            let value = spelled(&text[item.value.clone()]);
            let rule = part(&item.matching_rule);
            (node.depth, Some(item.operator), part(&item.attribute), dnattrs(text, item), rule, value)
        }
        other => (node.depth, None, None, "", None, format!("{other:?}")),
    };
    filter.nodes().iter().map(plain).collect()
}

/// The tree as RFC 4515 writes it.
fn printed(text: &str, filter: &Filter) -> String {
    let mut written = String::new();
    let mut open = 0;
    for node in filter.nodes() {
        for _ in node.depth..open {
            written.push(')');
        }
        open = node.depth;
        match &node.kind {
            NodeKind::And => written.push_str("(&"),
            NodeKind::Or => written.push_str("(|"),
            NodeKind::Not => written.push_str("(!"),
            NodeKind::Item(item) => {
                let part = |at: &Option<Range<usize>>| at.clone().map(|at| &text[at]);
                let operator = match item.operator {
                    Operator::Equal | Operator::Present | Operator::Substring => "=",
                    Operator::Approximate => "~=",
                    Operator::GreaterOrEqual => ">=",
                    Operator::LessOrEqual => "<=",
                    Operator::Extensible => ":=",
                };
                let rule = part(&item.matching_rule).map(|rule| format!(":{rule}")).unwrap_or_default();
                let value = spelled(&text[item.value.clone()]);
                let attribute = part(&item.attribute).unwrap_or_default();
                written.extend(["(", attribute, dnattrs(text, item), &rule, operator, &value, ")"]);
                continue;
            }
        }
        open += 1;
    }
    written + &")".repeat(open)
}

/// `dnattrs`, which the tree does not keep: the `:dn` before the rule.
fn dnattrs<'t>(text: &'t str, item: &Item) -> &'t str {
    let end = match &item.matching_rule {
        Some(rule) => rule.start - 1,
        None if item.operator == Operator::Extensible => item.value.start - ":=".len(),
        None => return "",
    };
    let before = &text[item.attribute.as_ref().map_or(0, |at| at.end)..end];
    // A rule without a name may follow.
    let before = before.strip_suffix(':').filter(|_| item.matching_rule.is_none()).unwrap_or(before);
    let is_there = |start: &usize| before.get(*start..).is_some_and(|end| end.eq_ignore_ascii_case(":dn"));
    before.len().checked_sub(":dn".len()).filter(is_there).map_or("", |start| &before[start..])
}

/// An assertion value with its escapes as RFC 4515 writes them.
fn spelled(value: &str) -> String {
    let (mut written, mut rest) = (String::new(), value);
    while let Some((before, behind)) = rest.split_once('\\') {
        written.push_str(before);
        let is_hexadecimal = behind.bytes().take_while(u8::is_ascii_hexdigit).count() >= 2;
        let (escaped, behind) = behind.split_at(if is_hexadecimal { 2 } else { 1 });
        match is_hexadecimal {
            true => written += &format!("\\{escaped}"),
            false => written += &format!("\\{:02x}", escaped.as_bytes()[0]),
        }
        rest = behind;
    }
    written + rest
}

/// Asserts that a text has neither fault nor remark where RFC 4515 has it, and only there.
pub(crate) fn assert_same_verdict(text: &str) {
    let filter = Filter::parse(text);
    if filter.is_too_deep() {
        return;
    }
    let ours = filter.faults().is_empty() && filter.remarks().is_empty();
    assert_eq!(ours, is_rfc4515(text), "{filter:?} {text:?}");
}

/// `item`, by the productions of RFC 4515 §3 and RFC 4512 §1.4 and §2.5. `dn` alone is no matching rule for libldap.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    let oid = r"(?:[A-Za-z][A-Za-z0-9-]*|(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))+)";
    let attribute = format!(r"{oid}(?:;[A-Za-z0-9-]+)*");
    let normal = r"(?:[^\x00()*\\]|\\[0-9A-Fa-f]{2})";
    let simple = format!(r"{attribute}(?:=|~=|>=|<=){normal}*");
    let present = format!(r"{attribute}=\*");
    let substring = format!(r"{attribute}={normal}*\*(?:{normal}+\*)*{normal}*");
    let extensible = format!(r"{attribute}(?::[dD][nN])?(?::{oid})?:={normal}*");
    let rule = format!(r"(?::[dD][nN]:|:(?![dD][nN]:)){oid}:={normal}*");
    let item = format!(r"(?s)\A(?:{simple}|{present}|{substring}|{extensible}|{rule})\z");
    Regex::new(&item).expect("it compiles")
});

/// `filter` (RFC 4515 §3), with a stack of its own.
fn is_rfc4515(text: &str) -> bool {
    // Of each list that is open: whether it negates, and how many filters are in it.
    let mut open: Vec<(bool, usize)> = Vec::new();
    let mut rest = text;
    loop {
        if let Some(behind) = rest.strip_prefix('(') {
            match open.last_mut() {
                Some((true, 1..)) => return false,
                Some((_, filters)) => *filters += 1,
                None => {}
            }
            rest = match behind.strip_prefix(['&', '|', '!']) {
                Some(list) => {
                    open.push((behind.starts_with('!'), 0));
                    list
                }
                None => {
                    let Some((item, behind)) = behind.split_once(')') else { return false };
                    if !ITEM.is_match(item).expect("it is not so long") {
                        return false;
                    }
                    behind
                }
            };
        } else {
            let Some(behind) = rest.strip_prefix(')') else { return false };
            if !matches!(open.pop(), Some((_, 1..))) {
                return false;
            }
            rest = behind;
        }
        if open.is_empty() {
            return rest.is_empty();
        }
    }
}
