//! Which operation of the family a request is for, or comes near to.

mod words;

use std::ops::Range;

pub(super) use self::words::is_family_word;
use self::words::{encoded_slash, has_encoded_slash, has_family_word, has_verify, is_like, plain};
use crate::span::Span;
use crate::spec::{OPERATIONS, Operation};

/// A part of a path.
#[derive(Clone)]
pub(super) struct Segment<'t> {
    pub(super) text: &'t str,
    pub(super) is_variable: bool,
    /// Whether no message may have it.
    pub(super) is_hidden: bool,
    /// Whether that may stand for several segments.
    pub(super) is_whole_path: bool,
    pub(super) at: Range<usize>,
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub(crate) enum Resource {
    /// An operation of the family.
    Known(&'static Operation),
    /// Variables stand where it would be decided. If it is one of the family, then that one.
    Open(Option<&'static Operation>),
    /// None; that one is meant, and this differs.
    Near(&'static Operation, Vec<Difference>),
    /// Another one of the same API, about which nothing is said here.
    Beside,
    /// Something else; that one comes next to it.
    Foreign(&'static Operation),
}

/// How a request differs from the operation that it is near to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The path takes other methods.
    Method,
    /// A part of the path reads otherwise.
    Segment { span: Span, text: String, meant: &'static str },
    /// Parts that are not there, before the given place.
    Missing(Vec<&'static str>),
    /// A part too many.
    Extra { span: Span, text: String },
    /// A slash at the end.
    TrailingSlash(Span),
    /// `%2F` is part of a name and separates nothing.
    EncodedSlash(Span),
}

impl Resource {
    /// The operation that it is.
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        if let Resource::Known(operation) = self { Some(operation) } else { None }
    }

    /// Whether it has nothing to do with the family.
    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self, Resource::Foreign(_))
    }
}

/// What was found out about a path.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) resource: Resource,
    /// Where the project's id is.
    pub(super) group_id: Option<Range<usize>>,
}

/// Operations of the API that are not of the family, but stand in its paths.
const BESIDE: [(&str, &str); 1] =
    [("GET", "/api/atlas/v2/groups/{groupId}/userSecurity/ldap/verify/{requestId}")];

/// The segments of a documented path.
fn documented(path: &'static str) -> Vec<&'static str> {
    path.split('/').skip(1).collect()
}

/// What is asked for besides the segments of the path.
#[derive(Clone, Copy)]
pub(super) struct Asked<'t> {
    pub(super) method: &'t str,
    /// Whether a variable stands for the method.
    pub(super) is_any: bool,
    /// Whether the path may have begun before the first segment.
    pub(super) is_open: bool,
}

impl Asked<'_> {
    fn is_method(self, known: &str) -> bool {
        self.is_any || self.method == known
    }
}

/// Finds the operation.
pub(super) fn resolve(
    asked_for: Asked<'_>,
    segments: &[Segment<'_>],
    span: impl Fn(Range<usize>) -> Span,
) -> Resolved {
    let is_open = asked_for.is_open;
    let is_method = |known: &str| asked_for.is_method(known);
    let is_named = segments.iter().any(|segment| is_family_word(segment.text)) || has_verify(segments);
    let fitting = |path| Match { segments, path: &documented(path) }.group(is_open);
    let groups: Vec<(&'static Operation, Option<usize>)> = OPERATIONS
        .iter()
        .filter_map(|operation| fitting(operation.path).map(|group| (operation, group)))
        .collect();
    let at = |index: Option<usize>| index.and_then(|index| segments.get(index)).map(|s| s.at.clone());
    let mut asked = groups.iter().filter(|(operation, _)| is_method(operation.method));
    match (asked.next(), asked.next()) {
        (Some(&(operation, group)), None) if is_named => {
            return Resolved { resource: Resource::Known(operation), group_id: at(group) };
        }
        (Some(&(operation, group)), None) => {
            return Resolved { resource: Resource::Open(Some(operation)), group_id: at(group) };
        }
        (Some(&(_, group)), Some(_)) => {
            return Resolved { resource: Resource::Open(None), group_id: at(group) };
        }
        (None, _) => {}
    }
    let beside = BESIDE.iter().filter(|(known, _)| is_method(known));
    if let Some(group) = beside.clone().find_map(|(_, path)| fitting(path)).filter(|_| has_verify(segments)) {
        return Resolved { resource: Resource::Beside, group_id: at(group) };
    }
    // A variable may stand for anything.
    if !is_named && !groups.is_empty() {
        return Resolved { resource: Resource::Open(None), group_id: None };
    }
    let (operation, differences, group) = nearest(asked_for, segments, span);
    let is_near = is_named || segments.iter().any(|segment| has_family_word(segment.text));
    let resource = match is_near {
        true => Resource::Near(operation, differences),
        false => Resource::Foreign(operation),
    };
    Resolved { resource, group_id: group.filter(|_| is_near) }
}

/// Whether segments are those of a documented path.
struct Match<'m> {
    segments: &'m [Segment<'m>],
    path: &'m [&'static str],
}

impl Match<'_> {
    /// Where the project's id is, if they are.
    fn group(&self, is_open: bool) -> Option<Option<usize>> {
        // More there cannot be, and each variable may stand for several.
        if self.segments.len() > self.path.len() {
            return None;
        }
        let first = if is_open { self.path.len() } else { 0 };
        (0..=first).find_map(|begun| self.from(0, begun, None))
    }

    fn from(&self, at: usize, documented: usize, group: Option<usize>) -> Option<Option<usize>> {
        let Some(segment) = self.segments.get(at) else {
            return (documented == self.path.len()).then_some(group);
        };
        let known = *self.path.get(documented)?;
        let is_id = known.starts_with('{');
        let fits = match is_id {
            true => !has_encoded_slash(segment.text),
            false => segment.is_variable || plain(segment.text) == known,
        };
        if !fits {
            return None;
        }
        let group_here = group.or((known == "{groupId}").then_some(at));
        let one = self.from(at + 1, documented + 1, group_here);
        one.or_else(|| {
            let is_many = segment.is_variable && segment.is_whole_path;
            let rest = documented + 2..=self.path.len();
            is_many.then(|| rest.clone().find_map(|next| self.from(at + 1, next, group))).flatten()
        })
    }
}

/// The operation to which the fewest changes lead, and those.
fn nearest(
    asked: Asked<'_>,
    segments: &[Segment<'_>],
    span: impl Fn(Range<usize>) -> Span,
) -> (&'static Operation, Vec<Difference>, Option<Range<usize>>) {
    let parts = parts(segments);
    let [first, ..] = &OPERATIONS;
    let mut best: Option<(usize, &'static Operation, Vec<Step>)> = None;
    for operation in &OPERATIONS {
        let (cost, steps) = align(&parts, &documented(operation.path), asked.is_open);
        // `get` is meant for GET.
        let method = match operation.method {
            method if method == asked.method => 0,
            method if method.eq_ignore_ascii_case(asked.method) => 1,
            _ => 2,
        };
        let cost = 3 * cost + method;
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, operation, steps));
        }
    }
    let Some((_, operation, steps)) = best else { return (first, Vec::new(), None) };
    let path = documented(operation.path);
    let mut differences = Vec::new();
    let mut group = None;
    if !asked.is_method(operation.method) {
        differences.push(Difference::Method);
    }
    let encoded = segments.iter().filter(|segment| has_encoded_slash(segment.text));
    differences.extend(encoded.map(|segment| Difference::EncodedSlash(span(segment.at.clone()))));
    for step in steps {
        match step {
            Step::Take(part, known) => {
                let (Some(part), Some(known)) = (parts.get(part), path.get(known).copied()) else { continue };
                if known == "{groupId}" {
                    group = Some(part.at.clone());
                } else if !part.is_variable && plain(part.text) != known {
                    let span = span(part.at.clone());
                    differences.push(Difference::Segment { span, text: part.said(), meant: known });
                }
            }
            Step::Leave(part) => {
                let Some(part) = parts.get(part) else { continue };
                let at = span(part.at.clone());
                differences.push(match part.text.is_empty() && part.is_last {
                    true => Difference::TrailingSlash(at),
                    false => Difference::Extra { span: at, text: part.said() },
                });
            }
            Step::Miss(known) => {
                let Some(known) = path.get(known).copied() else { continue };
                match differences.last_mut() {
                    Some(Difference::Missing(names)) => names.push(known),
                    _ => differences.push(Difference::Missing(vec![known])),
                }
            }
        }
    }
    (operation, differences, group)
}

/// A part between slashes, encoded or not.
struct Part<'t> {
    text: &'t str,
    is_variable: bool,
    is_hidden: bool,
    at: Range<usize>,
    is_last: bool,
}

impl Part<'_> {
    /// What a message may say of it.
    fn said(&self) -> String {
        if self.is_hidden { "***".to_owned() } else { self.text.to_owned() }
    }
}

/// How many parts of a path are looked at; none of the family has as many.
const MOST: usize = 24;

fn parts<'t>(segments: &[Segment<'t>]) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    for (index, segment) in segments.iter().enumerate().take(MOST) {
        let mut rest = segment.text;
        loop {
            let start = segment.at.end - rest.len();
            let slash = encoded_slash(rest).filter(|_| !segment.is_variable && parts.len() < MOST);
            let text = rest.get(..slash.unwrap_or(rest.len())).unwrap_or_default();
            parts.push(Part {
                text,
                is_variable: segment.is_variable,
                is_hidden: segment.is_hidden,
                at: start..start + text.len(),
                is_last: index + 1 == segments.len() && slash.is_none(),
            });
            match slash.and_then(|at| rest.get(at + "%2F".len()..)) {
                Some(behind) => rest = behind,
                None => break,
            }
        }
    }
    parts
}

/// A step of an alignment.
#[derive(Debug, Clone, Copy)]
enum Step {
    Take(usize, usize),
    Leave(usize),
    Miss(usize),
}

/// What has to be done to the parts so that they are the path, and how much it is.
fn align(parts: &[Part<'_>], path: &[&'static str], is_open: bool) -> (usize, Vec<Step>) {
    let width = path.len() + 1;
    let mut costs: Vec<(usize, Option<Step>)> = Vec::with_capacity((parts.len() + 1) * width);
    for row in 0..=parts.len() {
        for column in 0..width {
            let before = |up: usize, left: usize| {
                let index = row.checked_sub(up)? * width + column.checked_sub(left)?;
                costs.get(index).map(|(cost, _)| *cost)
            };
            let take = before(1, 1).and_then(|cost| {
                let change = change(parts.get(row - 1)?, path.get(column - 1)?);
                Some((cost + change, Some(Step::Take(row - 1, column - 1))))
            });
            let leave = before(1, 0).map(|cost| (cost + 2, Some(Step::Leave(row.saturating_sub(1)))));
            // What stands before an open path may be in its variable.
            let missing = if is_open && row == 0 { 0 } else { 2 };
            let miss = before(0, 1).map(|cost| (cost + missing, Some(Step::Miss(column.saturating_sub(1)))));
            let best = [take, leave, miss].into_iter().flatten().min_by_key(|(cost, _)| *cost);
            costs.push(best.unwrap_or((0, None)));
        }
    }
    let mut steps = Vec::new();
    let (mut row, mut column) = (parts.len(), path.len());
    while let Some(&(_, Some(step))) = costs.get(row * width + column) {
        match step {
            Step::Take(..) => (row, column) = (row.saturating_sub(1), column.saturating_sub(1)),
            Step::Leave(_) => row = row.saturating_sub(1),
            Step::Miss(_) => column = column.saturating_sub(1),
        }
        if !(is_open && row == 0 && matches!(step, Step::Miss(_))) {
            steps.push(step);
        }
    }
    steps.reverse();
    (costs.last().map_or(0, |(cost, _)| *cost), steps)
}

/// How much a part has to be changed to be the documented one.
fn change(part: &Part<'_>, known: &str) -> usize {
    let is_id = part.text.len() >= 12 && part.text.bytes().all(|b| b.is_ascii_alphanumeric());
    match known.starts_with('{') {
        true if part.is_variable || is_id => 0,
        true => 2,
        false if part.is_variable || plain(part.text) == known => 0,
        false if is_like(part.text, known) => 1,
        // `v1.0`, the API's older version
        false if known == "v2" && part.text.starts_with('v') => 1,
        false => 3,
    }
}
