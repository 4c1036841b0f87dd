//! What a request is for: the parts of its target.

use std::ops::Range;

use super::build::Piece;
use super::resource::{Asked, Resource, Segment, resolve};
use super::variables::{VEIL, Variables};
use crate::derived::Derived;
use crate::span::Span;

/// The parts of a target.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) path: Piece,
    pub(super) group_id: Option<Piece>,
    pub(super) query: Vec<(Piece, Option<Piece>)>,
    pub(super) user_information: Option<Piece>,
    pub(super) shown: Vec<Span>,
    pub(super) resource: Resource,
}

/// Where the parts of a URL are, or of what stands for one.
#[derive(Debug, Default)]
struct Outline {
    /// User information and host.
    authority: Range<usize>,
    path: Range<usize>,
    /// Whether a variable before the path may stand for the beginning of it.
    is_open: bool,
    query: Option<Range<usize>>,
    /// Where a fragment begins.
    end: usize,
}

/// Takes a target apart.
pub(super) fn parts(method: &str, target: &Derived, variables: &Variables) -> Parts {
    let text = target.text();
    let veiled = variables.veiled(text);
    let outline = outline(&veiled);
    let piece = |range: Range<usize>| Piece::of(target, range);
    let segments: Vec<Segment<'_>> = segments(&veiled, outline.path.clone())
        .map(|range| Segment {
            text: text.get(range.clone()).unwrap_or_default(),
            is_whole_path: variables.is_whole_path(text.get(range.clone()).unwrap_or_default()),
            is_variable: veiled.get(range.clone()).is_some_and(|part| part.contains(&VEIL)),
            at: range,
        })
        .collect();
    let asked = Asked { method, is_any: variables.is_variable(method), is_open: outline.is_open };
    let found = resolve(asked, &segments, |range| piece(range).span);
    let authority = veiled.get(outline.authority.clone()).unwrap_or_default();
    let at = authority.iter().rposition(|byte| *byte == b'@').map(|at| outline.authority.start + at);
    let host = at.map_or(outline.authority.start, |at| at + 1)..outline.authority.end;
    let mut shown = vec![piece(host).span];
    let user_information = at.map(|at| piece(outline.authority.start..at));
    shown.push(piece(0..outline.authority.start.min(outline.path.start)).span);
    // A query of nothing but its sign, and a fragment's sign.
    shown.extend([outline.path.end, outline.end].map(|at| piece(at..text.len().min(at + 1)).span));
    let signs = outline.query.clone().unwrap_or_default();
    let signs = signs.filter(|at| matches!(veiled.get(*at), Some(b'&' | b'=')));
    shown.extend(signs.map(|at| piece(at..at + 1).span));
    for segment in &segments {
        // With the slash before it.
        let slash = segment.at.start.saturating_sub(1).max(outline.path.start);
        if !found.resource.is_elsewhere() || segment.is_variable || is_plain_word(segment.text) {
            shown.push(piece(slash..segment.at.end).span);
        } else {
            shown.push(piece(slash..segment.at.start).span);
        }
    }
    Parts {
        path: piece(outline.path.clone()),
        group_id: found.group_id.map(piece),
        query: outline.query.into_iter().flat_map(|range| parameters(target, range, variables)).collect(),
        user_information,
        shown,
        resource: found.resource,
    }
}

fn outline(veiled: &[u8]) -> Outline {
    let find = |from: usize, wanted: &dyn Fn(u8) -> bool| {
        let rest = veiled.get(from..).unwrap_or_default();
        rest.iter().position(|byte| wanted(*byte)).map_or(veiled.len(), |at| from + at)
    };
    let end = find(0, &|byte| byte == b'#');
    let path_end = find(0, &|byte| matches!(byte, b'?' | b'#'));
    let first = find(0, &|byte| matches!(byte, b'/' | b'?' | b'#'));
    let before = veiled.get(..first).unwrap_or_default();
    let has_scheme = before.ends_with(b":") && veiled.get(first..first + 2) == Some(b"//");
    let start = match has_scheme {
        true => first + 2,
        false => 0,
    };
    let authority_end = find(start, &|byte| matches!(byte, b'/' | b'?' | b'#'));
    let name = veiled.get(start..authority_end).unwrap_or_default();
    // Without a scheme, what stands before the first slash is a host all the same: curl takes it so.
    let is_host = has_scheme || !name.is_empty();
    // `{{host}}/api`, `https://{{base}}/groups`
    let is_open = name.last() == Some(&VEIL);
    let authority = if is_host { start..authority_end } else { start..start };
    Outline {
        path: authority.end.min(path_end)..path_end,
        authority,
        is_open,
        query: (path_end < end).then_some(path_end + 1..end),
        end,
    }
}

/// The parts of a path between its slashes; the one before the first is none.
fn segments(veiled: &[u8], path: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = match veiled.get(path.start) {
        Some(b'/') if !path.is_empty() => Some(path.start + 1),
        _ => (!path.is_empty()).then_some(path.start),
    };
    std::iter::from_fn(move || {
        let start = next?;
        let rest = veiled.get(start..path.end)?;
        let length = rest.iter().position(|byte| *byte == b'/');
        next = length.map(|length| start + length + 1);
        Some(start..start + length.unwrap_or(rest.len()))
    })
}

/// The parameters in a query.
pub(super) fn parameters(
    text: &Derived,
    query: Range<usize>,
    variables: &Variables,
) -> impl Iterator<Item = (Piece, Option<Piece>)> {
    let veiled = variables.veiled(text.text());
    let mut next = (!query.is_empty()).then_some(query.start);
    std::iter::from_fn(move || {
        loop {
            let start = next?;
            let rest = veiled.get(start..query.end)?;
            let length = rest.iter().position(|byte| *byte == b'&');
            next = length.map(|length| start + length + 1);
            let end = start + length.unwrap_or(rest.len());
            let equals = veiled.get(start..end)?.iter().position(|byte| *byte == b'=');
            let name = Piece::of(text, start..equals.map_or(end, |at| start + at));
            // `?&pretty=true`: nothing stands there.
            if name.text.trim().is_empty() && equals.is_none() {
                continue;
            }
            return Some((name, equals.map(|at| Piece::of(text, start + at + 1..end))));
        }
    })
}

/// The methods of HTTP (RFC 9110, RFC 5789).
const METHODS: [&str; 9] = ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

/// Whether the word is a method, or meant to be one: then it may be shown.
pub(super) fn is_like_a_method(word: &str, variables: &Variables) -> bool {
    let is_near = |method: &&str| {
        method.eq_ignore_ascii_case(word)
            || (word.len() >= 4 && word.len() <= 8 && strsim::osa_distance(method, word) <= 2)
    };
    variables.is_variable(word)
        || (word.bytes().all(|b| b.is_ascii_alphabetic()) && METHODS.iter().any(is_near))
}

/// Whether the name of a header or a parameter may be shown: no more than a name is in it.
pub(super) fn is_harmless_name(name: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'[' | b']');
    name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(is_part)
}

/// Whether the value of a parameter may be shown: a flag, a number, a variable.
pub(super) fn is_harmless_value(value: &str, variables: &Variables) -> bool {
    let is_word = value.len() <= 12 && value.bytes().all(|b| b.is_ascii_alphabetic());
    let is_number = value.len() <= 10 && value.bytes().all(|b| b.is_ascii_digit());
    is_word || is_number || variables.is_variable(value)
}

/// Whether a part of a foreign path may be shown.
fn is_plain_word(word: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_');
    let is_version = word.len() <= 5 && word.starts_with('v');
    is_version || (word.len() <= 24 && word.bytes().all(is_part))
}
