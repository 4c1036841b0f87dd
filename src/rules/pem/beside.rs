//! What stands on the lines of BEGIN and END, or on every line.

use std::collections::HashMap;
use std::ops::Range;

use super::{
    LOST, NEXT, REFUSED_WHOLE, and_others, boundary, is_mark, next_begin, safe_if, unseen_end, values,
};
use crate::fix::{Edit, Safety};
use crate::json::Text;
use crate::payload::Payload;
use crate::rule::{Case, Check, Consequence, Example, Group, Rule, Sink};
use crate::x509::bundle::Bundle;
use crate::x509::pem::{BoundaryFault, Margin, Place, may_be_base64};

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "pem-text-on-boundary-line",
    group: Group::Pem,
    cases: &[Case::error(Consequence::LockedOut, REFUSED_WHOLE)],
    summary: "Something stands on the line of a BEGIN or END besides it.",
    explain: "\
BEGIN and END have their line to themselves. A quote or a comma after `-----END CERTIFICATE-----`, left from \
the list that the certificates were copied from, or the next BEGIN glued to it, because a file had no line break \
at its end, and OpenSSL refuses the whole bundle; what shares the line with a BEGIN hides it, and \
that certificate is silently lost; what stands before an END hides that one, and the bundle is refused or the next \
certificate lost. Quoted mails, diffs and source code have something before or behind each line.",
    bad: &[
        Example::body(
            r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----⇒-----END CERTIFICATE-----,›"}}"#,
        ),
        Example::body(
            r#"{"customerX509":{"cas":"‹root; -----END CERTIFICATE-----\n⇒-----END CERTIFICATE-----›‹root2›"}}"#,
        ),
        Example::body(r#"{"customerX509":{"cas":"cert = ‹root›"}}"#),
        Example::body(r#"{"customerX509":{"cas":"‹root; \n⇒,\n›"}}"#),
    ],
    good: &[Example::body(r#"{"customerX509":{"cas":"Example Root CA\n‹root›"}}"#)],
    check: Check::OddPem(text_on_boundary_line),
    yields_to: &["suspicious-character"],
}];

const REFUSED: &str = "OpenSSL refuses the whole bundle";

fn text_on_boundary_line(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let is_it = |fault: &&BoundaryFault| {
        use BoundaryFault::{Between, MissingBreakAfter, MissingBreakBefore, Text};
        match fault {
            Text(_) | Between | MissingBreakBefore | MissingBreakAfter => true,
            BoundaryFault::Margin(margin) => !is_mark(margin),
            _ => false,
        }
    };
    for value in values(payload, |fault| boundary(fault).filter(is_it)) {
        let (text, bundle) = (value.text, value.bundle);
        let (margins, others): (Vec<_>, Vec<_>) =
            value.found.into_iter().partition(|(fault, _)| matches!(fault, BoundaryFault::Margin(_)));
        for (fault, at) in margins {
            if let BoundaryFault::Margin(found) = fault {
                margin(text, found, &at, sink);
            }
        }
        // Characters that nobody sees have names of their own, and a rule that says them.
        let is_seen = |at: &Range<usize>| {
            text.as_str().get(at.clone()).is_none_or(|part| part.bytes().any(|b| b.is_ascii_graphic()))
        };
        let (seen, unseen): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, at)| is_seen(at));
        // What may be a certificate is not thrown away with the rest.
        let is_kept = |(fault, at): &(&BoundaryFault, Range<usize>)| {
            matches!(fault, BoundaryFault::Text(_))
                && text.as_str().get(at.clone()).is_some_and(may_be_base64)
        };
        let (kept, seen): (Vec<_>, Vec<_>) = seen.into_iter().partition(is_kept);
        group(text, bundle, &seen, sink);
        kept.into_iter().for_each(|one| group(text, bundle, &[one], sink));
        let mut groups: Vec<Vec<_>> = Vec::new();
        let mut known = HashMap::new();
        for one in unseen {
            let index = *known.entry(text.as_str().get(one.1.clone())).or_insert(groups.len());
            match groups.get_mut(index) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        groups.iter().for_each(|same| group(text, bundle, same, sink));
    }
}

/// Reports all of the same sort at the first of them.
fn group(text: &Text<'_>, bundle: &Bundle, all: &[(&BoundaryFault, Range<usize>)], sink: &mut Sink<'_>) {
    let Some((fault, at)) = all.first() else { return };
    let blocks = bundle.blocks();
    let shown = sink.quote(text, at.clone());
    let others = and_others(all.len(), "on one other line", "on other lines");
    let others = match all.len() {
        0..=2 => others,
        count => format!(" (and on {} other lines)", count - 1),
    };
    let is_end_hidden =
        matches!(fault, BoundaryFault::Text(Place::BeforeEnd) | BoundaryFault::MissingBreakAfter);
    let next = next_begin(blocks, at).filter(|_| is_end_hidden);
    let unseen = unseen_end(next.is_some());
    let remove = if all.len() > 1 { "remove them" } else { "remove it" };
    let is_begin = text.as_str().get(at.clone()).is_some_and(|glued| glued.starts_with("-----"));
    let (what, outcome, help) = match fault {
        BoundaryFault::Between => {
            (format!("{shown} between an END and the next BEGIN"), REFUSED, "put a line break there instead")
        }
        BoundaryFault::MissingBreakBefore if is_begin => {
            ("no line break between an END and this BEGIN".to_owned(), REFUSED, "put a line break there")
        }
        BoundaryFault::MissingBreakBefore => {
            ("no line break between this BEGIN and the base64".to_owned(), LOST, "put a line break there")
        }
        BoundaryFault::MissingBreakAfter => {
            ("no line break between the base64 and this END".to_owned(), unseen, "put a line break there")
        }
        BoundaryFault::Text(Place::BeforeBegin) => (format!("{shown} before this BEGIN"), LOST, remove),
        BoundaryFault::Text(Place::AfterBegin) => (format!("{shown} behind this BEGIN"), LOST, remove),
        BoundaryFault::Text(Place::BeforeEnd) => (format!("{shown} before this END"), unseen, remove),
        _ => (format!("{shown} behind this END"), REFUSED, remove),
    };
    let edits = all.iter().map(|(fault, at)| match fault {
        BoundaryFault::Between => text.replace(at.clone(), "\n"),
        BoundaryFault::MissingBreakBefore => text.replace(at.start..at.start, "\n"),
        BoundaryFault::MissingBreakAfter => text.replace(at.end..at.end, "\n"),
        _ => text.replace(at.clone(), ""),
    });
    let place = if **fault == BoundaryFault::MissingBreakAfter { at.end..at.end } else { at.clone() };
    // A broken certificate is not shown to OpenSSL.
    let is_text = |fault: &BoundaryFault| matches!(fault, BoundaryFault::Text(_));
    let loses = all
        .iter()
        .any(|(fault, at)| is_text(fault) && text.as_str().get(at.clone()).is_some_and(may_be_base64));
    let edits: Vec<Edit> = if loses { Vec::new() } else { edits.collect() };
    let is_safe = all.iter().all(|(fault, at)| {
        **fault != BoundaryFault::Text(Place::BeforeBegin) || bundle.begins_whole_block(at)
    });
    let help = if loses { "give base64 that is a certificate its own BEGIN and END" } else { help };
    let mut reported = sink.report(text.span(place), format!("{what}{others}: {outcome}"));
    if let Some(next) = next {
        reported = reported.related(text.span(next), NEXT);
    }
    reported.help(help).fix(safe_if(is_safe), edits);
}

/// Reports what stands on each line, at the first.
fn margin(text: &Text<'_>, margin: &Margin, at: &Range<usize>, sink: &mut Sink<'_>) {
    let shown = |part: &str| {
        let found =
            text.as_str().get(at.start..).and_then(|rest| rest.find(part)).map(|found| at.start + found);
        found.map(|found| sink.quote(text, found..found + part.len())).unwrap_or_default()
    };
    let (before, after) = (margin.before.as_str(), margin.after.as_str());
    let is_blank = |part: &str| part.trim_matches([' ', '\t']).is_empty();
    let of = if margin.is_inside { "base64" } else { "PEM" };
    let what = match (is_blank(before), is_blank(after)) {
        (false, false) => {
            format!("{} before and {} behind each line of the {of}", shown(before), shown(after))
        }
        (true, _) => format!("{} behind each line of the {of}", shown(after)),
        _ => format!("{} before each line of the {of}", shown(before)),
    };
    let outcome = if margin.is_begin_hidden { "OpenSSL finds no certificate in it" } else { REFUSED };
    let edits: Vec<Edit> = margin.all.iter().map(|one| text.replace(one.at.clone(), one.with)).collect();
    sink.report(text.span(at.clone()), format!("{what}: {outcome}"))
        .help("remove it from every line")
        .fix(Safety::Safe, edits);
}
