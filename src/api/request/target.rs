//! What a request is for: the parts of its target.

use std::ops::Range;

use super::build::Piece;
use super::resource::{Asked, Resource, Segment, is_family_word, resolve};
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
    /// User information, up to the `@` behind it.
    user: Option<Range<usize>>,
    host: Range<usize>,
    /// Up to where nothing may be shown: an `@` that stands elsewhere.
    hidden: usize,
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
    let segments: Vec<Segment<'_>> = segments_of(text, &veiled, &outline, variables).collect();
    let asked = Asked { method, is_any: variables.is_variable(method), is_open: outline.is_open };
    let found = resolve(asked, &segments, |range| piece(range).span);
    let is_elsewhere = found.resource.is_elsewhere();
    let mut shown = Vec::new();
    let mut show = |range: Range<usize>| {
        if range.start >= outline.hidden {
            shown.push(piece(range).span);
        }
    };
    // What is no URL may be anything: a part of a password behind a quote too many.
    let host = outline.host.clone();
    let start = outline.user.as_ref().map_or(host.start, |user| user.start);
    let scheme = text.get(..start).unwrap_or_default().to_ascii_lowercase();
    if matches!(scheme.as_str(), "" | "http://" | "https://") {
        show(0..start);
    }
    let name = veiled.get(host.clone()).unwrap_or_default();
    if is_host(name) && variables.are_bare(text.get(host.clone()).unwrap_or_default()) {
        let domain = text.get(host.clone()).unwrap_or_default().split(':').next().unwrap_or_default();
        let is_known =
            |known: &str| domain == known || domain.strip_suffix(known).is_some_and(|sub| sub.ends_with('.'));
        if !is_elsewhere || domain.contains(['{', '$']) || KNOWN_HOSTS.iter().any(|known| is_known(known)) {
            show(host);
        }
    }
    if !is_elsewhere {
        // A query of nothing but its sign, and a fragment's sign.
        for at in [outline.path.end, outline.end] {
            show(at..text.len().min(at + 1));
        }
        let signs = outline.query.clone().unwrap_or_default();
        for at in signs.filter(|at| matches!(veiled.get(*at), Some(b'&' | b'='))) {
            show(at..at + 1);
        }
    }
    for segment in &segments {
        // With the slash before it.
        let slash = segment.at.start.saturating_sub(1).max(outline.path.start);
        let is_shown = match is_elsewhere {
            true => is_known_word(segment.text) || variables.is_variable(segment.text),
            false => true,
        };
        if is_shown && variables.are_bare(segment.text) {
            show(slash..segment.at.end);
        }
    }
    Parts {
        path: piece(outline.path.clone()),
        group_id: found.group_id.map(piece),
        query: outline.query.into_iter().flat_map(|range| parameters(target, range, variables)).collect(),
        user_information: outline.user.map(piece),
        shown,
        resource: found.resource,
    }
}

/// Whether the target is that of an operation of the family, and nothing of it is missing.
pub(super) fn is_operation(method: &str, target: &Derived, variables: &Variables) -> bool {
    let text = target.text();
    let veiled = variables.veiled(text);
    let outline = outline(&veiled);
    // Of more segments it is none.
    let segments: Vec<Segment<'_>> = segments_of(text, &veiled, &outline, variables).take(16).collect();
    let asked = Asked { method, is_any: variables.is_variable(method), is_open: outline.is_open };
    resolve(asked, &segments, |range| Span::new(range.start, range.end)).resource.operation().is_some()
}

fn segments_of<'t>(
    text: &'t str,
    veiled: &'t [u8],
    outline: &Outline,
    variables: &'t Variables,
) -> impl Iterator<Item = Segment<'t>> {
    let hidden = outline.hidden;
    segments(veiled, outline.path.clone()).map(move |range| Segment {
        text: text.get(range.clone()).unwrap_or_default(),
        is_whole_path: variables.is_whole_path(text.get(range.clone()).unwrap_or_default()),
        is_variable: veiled.get(range.clone()).is_some_and(|part| part.contains(&VEIL)),
        is_hidden: range.start < hidden,
        at: range,
    })
}

fn outline(veiled: &[u8]) -> Outline {
    let scheme = scheme(veiled);
    let last = veiled.iter().rposition(|byte| *byte == b'@').filter(|at| *at >= scheme);
    // What stands before an `@` is user information, whatever signs the password has in it, but where a
    // whole host or the beginning of a path stands before it.
    let user = last.map(|at| scheme..at).filter(|user| is_user(veiled, user.clone()));
    let start = user.as_ref().map_or(scheme, |user| user.end + 1);
    let find = |from: usize, wanted: &dyn Fn(u8) -> bool| {
        let rest = veiled.get(from..).unwrap_or_default();
        rest.iter().position(|byte| wanted(*byte)).map_or(veiled.len(), |at| from + at)
    };
    let end = find(start, &|byte| byte == b'#');
    let path_end = find(start, &|byte| matches!(byte, b'?' | b'#'));
    // Without a scheme, what stands before the first slash is a host all the same: curl takes it so.
    let host = start..find(start, &|byte| matches!(byte, b'/' | b'?' | b'#'));
    Outline {
        // `{{host}}/api`, `https://{{base}}/groups`
        is_open: veiled.get(host.clone()).is_some_and(|name| name.last() == Some(&VEIL)),
        path: host.end.min(path_end)..path_end,
        hidden: last.filter(|_| user.is_none()).map_or(0, |at| at + 1),
        user,
        host,
        query: (path_end < end).then_some(path_end + 1..end),
        end,
    }
}

/// How long the scheme is, with its slashes, however many they are.
fn scheme(veiled: &[u8]) -> usize {
    let slashes = |from: usize| {
        let rest = veiled.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| matches!(byte, b'/' | b'\\')).count()
    };
    let colon = veiled
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte) && *byte != VEIL);
    let colon = colon.filter(|at| veiled.get(*at) == Some(&b':'));
    let name = colon.and_then(|at| veiled.get(..at)).unwrap_or_default();
    match colon {
        Some(at) if slashes(at + 1) > 1 => {
            // `https:///path` has an empty host, unless somebody logs in.
            let is_long = slashes(at + 1) > 2 && !veiled.contains(&b'@');
            at + 1 + if is_long { 2 } else { slashes(at + 1) }
        }
        Some(at) if name.eq_ignore_ascii_case(b"https") || name.eq_ignore_ascii_case(b"http") => {
            at + 1 + if veiled.contains(&b'@') { slashes(at + 1) } else { 0 }
        }
        _ if slashes(0) > 1 && veiled.contains(&b'@') => slashes(0),
        _ => 0,
    }
}

/// Whether what stands before an `@` logs in.
fn is_user(veiled: &[u8], user: Range<usize>) -> bool {
    let part = veiled.get(user.clone()).unwrap_or_default();
    let delimiter = part.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    match delimiter.and_then(|at| part.get(..at)) {
        None => true,
        // `/users/byName/me@example.com`
        Some([]) => user.start > 0 || part.contains(&b':'),
        // `https://cloud.mongodb.com/users/byName/me@example.com`
        // A password with such a sign in it stands behind a colon.
        Some(host) => !is_host(host) && part.contains(&b':'),
    }
}

/// Whether it is the name of a host, and perhaps a port, in a veiled text: without a dot it may be anything.
fn is_host(veiled: &[u8]) -> bool {
    let mut parts = veiled.splitn(2, |byte| *byte == b':');
    let name = parts.next().unwrap_or_default();
    let is_port = |port: &[u8]| port.iter().all(|byte| byte.is_ascii_digit() || *byte == VEIL);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(*byte, b'-' | b'.' | b'_' | VEIL);
    let is_known = name == b"localhost" || name.contains(&b'.') || name.iter().all(|byte| *byte == VEIL);
    !name.is_empty() && is_known && name.iter().all(is_name) && parts.next().is_none_or(is_port)
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

/// Whether the word is a method, in whichever case.
pub(super) fn is_method(word: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(word))
}

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

/// Hosts that are shown though nothing of the family is asked of them.
const KNOWN_HOSTS: [&str; 3] = ["mongodb.com", "mongodbgov.com", "localhost"];

/// Whether a part of a path may be shown wherever it stands: a word of the API's paths or one near to
/// it, an id, a variable.
pub(super) fn is_harmless_segment(word: &str, variables: &Variables) -> bool {
    let is_id = word.len() == 24 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_known_word(word)
        || is_family_word(word)
        || is_id
        || (variables.is_variable(word) && variables.are_bare(word))
}

/// Whether a part of a foreign path may be shown: it is a word of the API's paths.
fn is_known_word(word: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "",
        "api",
        "atlas",
        "clusters",
        "customerX509",
        "groups",
        "ldap",
        "oauth",
        "public",
        "token",
        "userSecurity",
        "userToDNMapping",
        "users",
        "verify",
    ];
    let is_version = matches!(word, "v1.0" | "v1.5" | "v2" | "v3");
    is_version || KNOWN.contains(&word)
}
