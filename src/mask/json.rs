//! A valid text: its members tell where the secrets are.

use super::key::{bare_keys, end_of_key, private_keys};
use super::pairs::named_values;
use super::string::{leaves_key_open, secrets_in_host, secrets_in_string, secrets_in_user};
use super::{hide, is_secret};
use crate::json::{Text, string_end};
use crate::quote::{is_control, stand_in};
use crate::span::Span;

/// The spans of a valid JSON text, at the byte `base` of the file, that hold secrets: in order, and
/// apart from each other.
pub(crate) fn secrets_in_json(text: &str, base: usize) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let mut at = 0;
    // Whether a private key began in an array of lines, and has not ended.
    let mut in_key = false;
    // Where what should be a host or a user ends, and how it is searched.
    let (mut near, mut search): (usize, Search) = (0, secrets_in_string);
    // In valid JSON every quote outside of a string opens one.
    while let Some(open) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'"')) {
        let open = at + open;
        let Some(end) = string_end(bytes, open) else { break };
        let raw = text.get(open + 1..end - 1).unwrap_or_default();
        at = skip_blanks(bytes, end);
        let is_name = bytes.get(at) == Some(&b':');
        in_key &= !is_name;
        let is_near = open < near;
        let to_search = in_key || may_hold_secret(raw) || (is_near && raw.contains('@'));
        if !is_name && !to_search {
            continue;
        }
        let string = Text::literal(raw, base + open + 1);
        let text = string.as_str();
        if to_search {
            let hidden = match in_key {
                true => vec![(0, end_of_key(text).unwrap_or(text.len()))],
                false if is_near => search(text),
                false => secrets_in_string(text),
            };
            in_key = match in_key {
                true => end_of_key(text).is_none(),
                false => leaves_key_open(text),
            };
            secrets.extend(
                hidden.into_iter().map(|(from, to)| string.span(from..to)).filter(|span| !span.is_empty()),
            );
        }
        // What is inside of one is read already.
        if is_name
            && !is_near
            && let Some(found) = search_of(text)
        {
            (near, search) = (value_end(bytes, skip_blanks(bytes, at + 1)), found);
        }
        // The name may carry a secret, and its value is one.
        if is_name && is_secret(text) {
            let start = skip_blanks(bytes, at + 1);
            at = value_end(bytes, start);
            let quote = usize::from(bytes.get(start) == Some(&b'"'));
            secrets.push(Span::new(base + start + quote, base + at - quote));
        }
    }
    let named = named_values(text, base);
    if named.is_empty() {
        return secrets;
    }
    secrets.extend(named);
    secrets.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(secrets.len());
    for span in secrets {
        match apart.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// How the texts of a value are searched.
type Search = fn(&str) -> Vec<(usize, usize)>;

/// How the value of a member of this name is searched, if in its own way.
fn search_of(name: &str) -> Option<Search> {
    match () {
        () if names_host(name) => Some(secrets_in_host),
        () if names_user(name) => Some(secrets_in_user),
        () => None,
    }
}

/// Whether a member of this name should hold the one who binds.
fn names_user(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    let name: String = letters.collect();
    let is_near =
        || name.len().abs_diff("bindusername".len()) <= 2 && strsim::osa_distance(&name, "bindusername") <= 2;
    ["username", "user", "binddn", "userdn"].iter().any(|end| name.ends_with(end)) || is_near()
}

/// Whether a member of this name should hold a host, or hosts: misspelt, or in another tool's word.
fn names_host(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    let name: String = letters.collect();
    let is_near =
        || name.len().abs_diff("hostname".len()) <= 2 && strsim::osa_distance(&name, "hostname") <= 2;
    ["host", "server"].iter().any(|word| name.contains(word)) || is_near()
}

/// A private key in a JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyInJson {
    /// The line that names it, or the value that holds it.
    pub(crate) label: Span,
    /// All of it, to be taken out of a text that has more.
    pub(crate) block: Option<Span>,
}

/// The private keys in a valid JSON text, at the byte `base` of the file. Values that are secret anyway
/// are not looked into.
pub(crate) fn keys_in_json(text: &str, base: usize) -> Vec<KeyInJson> {
    let bytes = text.as_bytes();
    let mut keys = Vec::new();
    let mut at = 0;
    while let Some(open) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'"')) {
        let open = at + open;
        let Some(end) = string_end(bytes, open) else { break };
        let raw = text.get(open + 1..end - 1).unwrap_or_default();
        at = skip_blanks(bytes, end);
        let is_name = bytes.get(at) == Some(&b':');
        if is_name {
            if is_secret(Text::literal(raw, base + open + 1).as_str()) {
                at = value_end(bytes, skip_blanks(bytes, at + 1));
            }
            continue;
        }
        if !may_hold_key(raw) {
            continue;
        }
        let string = Text::literal(raw, base + open + 1);
        let all = 0..string.as_str().len();
        keys.extend(private_keys(string.as_str()).into_iter().filter(|key| key.is_certain).map(|key| {
            KeyInJson {
                label: string.span(key.label),
                block: (key.block != all).then(|| string.span(key.block)),
            }
        }));
    }
    keys
}

/// A quick look, so that not every string has to be decoded.
fn may_hold_key(raw: &str) -> bool {
    ["PRIVATE", "private", "Private", "\\u", "\\/"].iter().any(|part| raw.contains(part))
        || bare_keys(raw).next().is_some()
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// One past the value that starts at `start` of a valid text.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at).unwrap_or(bytes.len()),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            break;
        }
    }
    at
}

/// A quick look, so that not every string has to be decoded and searched.
fn may_hold_secret(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.windows(2).any(|pair| match pair {
        // `/` may be written `\/`.
        [b'\\', b'u' | b'/'] => true,
        [b'p' | b'P', next] => matches!(next, b'r' | b'R' | b'a' | b'A' | b'w' | b'W'),
        [b's' | b'S', b'e' | b'E'] | [b'/', b'/'] => true,
        // The dashes of a boundary, whose label may be misspelt.
        [b'-', b'-'] | [0xe2, 0x80 | 0x88] => true,
        // The base64 of a private key, or of one in PEM.
        [b'M', b'A'..=b'P'] | [b'L', b'S'] | [b'b', b'3'] => true,
        _ => false,
    })
}

/// A valid text with the secrets masked and control characters made visible.
pub(crate) fn mask_json(text: &str, mark: usize, secrets: &[Span]) -> String {
    let mut masked = String::with_capacity(mark + text.len());
    masked.push_str(if mark == 0 { "" } else { stand_in('\u{feff}') });
    let mut at = mark;
    for secret in secrets {
        show(text.get(at - mark..secret.start - mark).unwrap_or_default(), &mut masked);
        hide(text.as_bytes().get(secret.start - mark..secret.end - mark).unwrap_or_default(), &mut masked);
        at = secret.end;
    }
    show(text.get(at - mark..).unwrap_or_default(), &mut masked);
    masked
}

fn show(text: &str, masked: &mut String) {
    let mut rest = text;
    while let Some((at, control)) = rest.char_indices().find(|&(_, c)| is_control(c) && !is_layout(c)) {
        let (before, after) = rest.split_at_checked(at).unwrap_or_default();
        masked.push_str(before);
        masked.push_str(stand_in(control));
        rest = after.get(control.len_utf8()..).unwrap_or_default();
    }
    masked.push_str(rest);
}

fn is_layout(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
}
