//! What the server refused of a request besides its body, shown there.

use super::{MOST, as_help, key, own_help, why};
use crate::api::error::known::{Of, part};
use crate::api::error::{ApiError, Violation};
use crate::quote::quoted;
use crate::report::{Finding, Kept, Part, Report, findings};
use crate::rule::Draft;
use crate::rules::request::server::{CONCLUDED, NAMED};
use crate::span::Span;

/// What the answer says of the request around the document; nothing where there is none.
pub(super) fn locate(error: &ApiError, report: &Report, kept: &Kept) -> Vec<Finding> {
    if kept.parts().is_empty() {
        return Vec::new();
    }
    let mut seen = std::collections::HashSet::new();
    let violations = error.violations.iter().filter(|violation| seen.insert(key(violation))).take(MOST);
    let named = violations.filter_map(|violation| {
        let (_, span) = named(violation, kept)?;
        let message =
            format!("the API refuses {}: {}", quoted(violation.field()), why(violation.description()));
        draft(NAMED, *span, message)
    });
    let mut drafts: Vec<Draft> = named.collect();
    if error.violations.is_empty() {
        drafts.extend(concluded(error, report, kept));
    }
    let found = kept.look_around(|source| findings(drafts, source, |_, case| Some(case.level)));
    let found = found.unwrap_or_default().into_iter();
    found.map(|finding| with_help(finding, error, report, kept)).collect()
}

/// The part of the request that a violation names: no member of a document is called so.
pub(super) fn named<'k>(violation: &Violation, kept: &'k Kept) -> Option<&'k (Part, Span)> {
    let field = violation.field.raw.trim();
    let plain: String =
        field.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let header = field.to_ascii_lowercase();
    kept.parts().iter().find(|(part, _)| match part {
        Part::GroupId => matches!(&*plain, "groupid" | "projectid"),
        Part::Parameter(name) => name == field,
        Part::Header(name) => *name == header,
        Part::Method | Part::Path | Part::Credentials => false,
    })
}

/// What code and status tell.
fn concluded(error: &ApiError, report: &Report, kept: &Kept) -> Option<Draft> {
    let (of, is_by_code) = part(error.status, &error.code.raw)?;
    let of_part = |is_it: &dyn Fn(&Part) -> bool| {
        let mut found = kept.parts().iter().filter(|(part, _)| is_it(part)).map(|(_, span)| *span);
        found.next().map(|first| (first, found.next().is_none()))
    };
    let by_rule = || {
        let own = report.findings().iter().find(|own| rules(of).contains(&own.rule().name()));
        own.map(|own| (own.span(), true))
    };
    // The place, and whether there is no other.
    let (span, is_only) = match of {
        Of::Method => of_part(&|part| *part == Part::Method),
        Of::Project => of_part(&|part| *part == Part::GroupId)
            .or_else(|| of_part(&|part| *part == Part::Path).map(|(span, _)| (span, false))),
        Of::Query => of_part(&|part| matches!(part, Part::Parameter(name) if is_said(name, error)))
            .or_else(by_rule)
            .or_else(|| of_part(&|part| matches!(part, Part::Parameter(_)))),
        Of::Header(name) => {
            of_part(&|part| matches!(part, Part::Header(found) if found == name)).or_else(by_rule)
        }
        Of::Credentials => of_part(&|part| *part == Part::Credentials).map(|(span, _)| (span, false)),
    }?;
    let (code, why) = (quoted(error.code()), why(error.detail()));
    let message = match is_by_code && is_only {
        true => format!("the API refuses this, as {code} tells: {why}"),
        false => format!("the API probably means this with {code}: {why}"),
    };
    draft(CONCLUDED, span, message)
}

/// Whether the detail or a parameter of the answer is or has that word.
fn is_said(name: &str, error: &ApiError) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let says = |text: &str| text.split(|c| !is_part(c)).any(|word| word.trim_matches('.') == name);
    error.detail.iter().any(|said| says(&said.raw))
        || super::texts_of(&error.parameters.0).iter().any(|text| says(text))
}

/// The rules about a part.
fn rules(of: Of) -> &'static [&'static str] {
    match of {
        Of::Method => &["unknown-operation"],
        Of::Project => &["group-id-pattern", "unknown-operation"],
        Of::Query => &["unknown-query-parameter", "query-parameter-type"],
        Of::Header(_) => &["media-type"],
        // What is said of those is not why they are refused.
        Of::Credentials => &[],
    }
}

fn draft(case: usize, span: Span, message: String) -> Option<Draft> {
    Draft::new(crate::rules::rule("server-violation")?, case, span, message)
}

/// With what the check says of the place, or what is known of the code.
fn with_help(mut finding: Finding, error: &ApiError, report: &Report, kept: &Kept) -> Finding {
    let rules = match part(error.status, &error.code.raw) {
        Some((of, _)) => rules(of),
        // The answer names it.
        None => &["group-id-pattern", "unknown-query-parameter", "query-parameter-type", "media-type"],
    };
    let is_there = |own: &&Finding| {
        rules.contains(&own.rule().name())
            && own.span().overlaps(finding.span())
            && kept.inward(own.span()).is_none()
    };
    let own: Vec<&Finding> = report.findings().iter().filter(is_there).collect();
    finding.help = Some(match own.as_slice() {
        [first, ..] => own_help(first, &own, kept),
        [] => as_help(error.meaning().advice()),
    });
    finding
}
