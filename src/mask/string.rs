//! Secrets in the middle of a decoded string.

use super::is_secret;
use crate::span::Span;

/// What must not be seen of a decoded string: bodies of private keys, the user information of a URL, and
/// whatever follows `password=` or `"password":`.
pub(super) fn secrets_in_string(text: &str) -> Vec<(usize, usize)> {
    // Escaped twice, a name may hide in it: nothing is certain then.
    if text.contains("\\u") {
        return vec![(0, text.len())];
    }
    let assignment = words(text).find(|word| {
        let rest = behind_quotes(text.get(word.end..).unwrap_or_default());
        rest.starts_with([':', '=']) && is_secret(text.get(word.range()).unwrap_or_default())
    });
    let mut found: Vec<(usize, usize)> = assignment.map(|word| (word.end, text.len())).into_iter().collect();
    // What is hidden is not searched once more, so that many labels cost no more than one.
    let mut done = 0;
    for label in private_key_labels(text) {
        if label >= done {
            let (start, end) = private_key_body(text, done, label);
            found.push((start, end));
            done = end.max(label);
        }
    }
    found.extend(user_information(text));
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found.into_iter().filter(|(start, end)| start < end) {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// What follows the quotation mark of a name and white space, escaped or not.
fn behind_quotes(text: &str) -> &str {
    let mut rest = text;
    // So many line breaks nobody writes, and a run of them is not to be read once for each of its letters.
    for _ in 0..16 {
        let trimmed = rest.trim_start_matches(|c: char| matches!(c, '"' | '\'' | '\\') || c.is_whitespace());
        let is_escape = rest.get(..rest.len() - trimmed.len()).is_some_and(|before| before.ends_with('\\'));
        match trimmed.strip_prefix(['n', 'r', 't']).filter(|_| is_escape) {
            Some(behind) => rest = behind,
            None => return trimmed,
        }
    }
    rest
}

/// What stands between `//` and `@` in URLs (RFC 3986 §3.2.1).
fn user_information(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices("//").filter_map(|(at, slashes)| {
        let start = at + slashes.len();
        // As far as a person would write it: a look from every `//` must not read the whole text.
        let near = text.as_bytes().get(start..).unwrap_or_default();
        let authority =
            near.iter().take(300).take_while(|byte| !matches!(byte, b'/' | b' ' | b'\n')).collect::<Vec<_>>();
        authority.iter().rposition(|&&byte| byte == b'@').map(|length| (start, start + length))
    })
}

const PRIVATE_KEY: &str = "PRIVATE KEY";

fn private_key_labels(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['P', 'p']).map(|(at, _)| at).filter(|&at| {
        text.get(at..at + PRIVATE_KEY.len()).is_some_and(|word| word.eq_ignore_ascii_case(PRIVATE_KEY))
    })
}

/// What a boundary that names a private key at `label` encloses: up to the next `--END`, or, of a lone
/// END line, back to the boundary before it, but not beyond `from`. In doubt it is more.
fn private_key_body(text: &str, from: usize, label: usize) -> (usize, usize) {
    let before = text.get(from..label).unwrap_or_default();
    // A boundary names the kind of key in a word or two.
    let words =
        before.chars().rev().take(40).take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_'));
    let (tail, boundary) = before.split_at_checked(before.len() - words.count()).unwrap_or_default();
    if boundary.trim_start().get(..3).is_some_and(|word| word.eq_ignore_ascii_case("END")) {
        let line = tail.trim_end_matches('-');
        return (from + line.rfind("--").map_or(0, |at| at + 2), from + line.len());
    }
    let after = label + PRIVATE_KEY.len();
    let rest = text.get(after..).unwrap_or_default();
    let dashes = rest.len() - rest.trim_start_matches(['-', ' ']).len();
    let body = rest.get(dashes..).unwrap_or_default();
    (after + dashes, after + dashes + end_of_key(body).unwrap_or(body.len()))
}

/// Whether the last private key of the text has no end there.
pub(super) fn leaves_key_open(text: &str) -> bool {
    private_key_labels(text).last().is_some_and(|label| private_key_body(text, 0, label).1 == text.len())
}

/// Where the dashes of an END begin.
pub(super) fn end_of_key(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.find("--")?;
        let rest = text.get(at..)?;
        let word = rest.trim_start_matches(['-', ' ']);
        if word.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("END")) {
            return Some(at);
        }
        at += rest.len() - word.len();
    }
}

/// The runs of characters that names are made of.
fn words(text: &str) -> impl Iterator<Item = Span> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(part)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !part(c)).unwrap_or(rest.len());
        Some(Span::new(start, at))
    })
}
