//! Private keys in the middle of a decoded string: under their label, and under none.

mod candidates;
mod der;
#[cfg(test)]
mod tests;

use std::ops::Range;

use base64::Engine as _;

use self::candidates::{PRIVATE, begins_with, is_base64, privates, starts};
use self::der::held_by_der;
use super::label::{DASHES as FIRST_OF_DASHES, end_of_putty, near_labels, putty_labels};

/// A private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PrivateKey {
    /// What may be shown of it: the line that names it; else all of it.
    pub(super) label: Range<usize>,
    /// With both of its boundaries, and the line break behind it.
    pub(super) block: Range<usize>,
    /// What must not be seen. In doubt it is more.
    pub(super) body: Range<usize>,
    /// Whether it is one. A label alone may be talked about; hidden is what follows it all the same.
    pub(super) is_certain: bool,
}

/// Base64 characters in a row that no prose has, and that every key has.
const PAYLOAD: usize = 16;

/// The private keys of a text, in its order, and apart from each other.
pub(super) fn private_keys(text: &str) -> Vec<PrivateKey> {
    match text.len() < SHORT && !may_begin_key(text) {
        true => Vec::new(),
        false => all_private_keys(text),
    }
}

pub(super) fn all_private_keys(text: &str) -> Vec<PrivateKey> {
    let mut found: Vec<PrivateKey> = Vec::new();
    let mut labels = all_labels(text).into_iter().peekable();
    let mut bare = bare_keys(text).peekable();
    // What is hidden is not searched once more, so that many labels cost no more than one.
    let mut done = 0;
    loop {
        let key = match (labels.peek(), bare.peek()) {
            (None, None) => return found,
            (Some(label), start) if start.is_none_or(|&(start, _)| label.at.start <= start) => {
                let label = label.clone();
                labels.next();
                (label.at.start >= done).then(|| match label.sort {
                    Sort::Putty => of_putty(text, label.at),
                    sort => labelled(text, done, label.at, sort),
                })
            }
            (_, start) => {
                let start = start.copied();
                bare.next();
                start.filter(|&(start, _)| start >= done).map(|start| unlabelled(text, done, start))
            }
        };
        if let Some(key) = key {
            done = key.body.end.max(key.label.end).max(done);
            found.push(key);
        }
    }
}

/// Of a shorter text it is asked whether so much as the first two bytes of what tells a key are there: that takes two
/// fifths of the look for all that may tell one.
const SHORT: usize = 256;

/// Whether the word `PRIVATE`, dashes or the base64 of a key may begin somewhere.
fn may_begin_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&FIRST_OF_DASHES)
        || bytes.windows(2).any(|pair| match pair {
            [_, FIRST_OF_DASHES] | [b'-', b'-'] | [b'L', b'S'] | [b'b', b'3'] => true,
            [b'P' | b'p', next] => matches!(next, b'R' | b'r'),
            [b'M', next] => matches!(next, b'A'..=b'P'),
            _ => false,
        })
}

/// Something that says a private key is there.
#[derive(Clone)]
struct Label {
    at: Range<usize>,
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// `PRIVATE KEY`, as it is written.
    Exact,
    /// Nearly that: of a key it is only certain if its base64 says so.
    Near { is_end: bool },
    /// `Private-Lines: 14`
    Putty,
}

/// All labels, in their order; what is nearly one and has the exact words in it is left to those.
fn all_labels(text: &str) -> Vec<Label> {
    let privates: Vec<usize> = privates(text).collect();
    let label = |sort| move |at| Label { at, sort };
    let mut found: Vec<Label> = labels(text, &privates).map(label(Sort::Exact)).collect();
    let exact = found.len();
    let near = near_labels(text).filter(|near| {
        let next = found.partition_point(|label| label.at.start < near.words.start);
        found.get(next).is_none_or(|label| label.at.start >= near.words.end)
    });
    let near: Vec<Label> =
        near.map(|near| Label { at: near.words, sort: Sort::Near { is_end: near.is_end } }).collect();
    found.extend(near);
    found.extend(putty_labels(text, &privates).map(label(Sort::Putty)));
    if found.len() > exact {
        found.sort_by_key(|label| label.at.start);
    }
    found
}

/// Where the words `PRIVATE KEY` are; behind BEGIN or END also if they are set apart otherwise, as in
/// `BEGIN%20PRIVATE%20KEY`.
fn labels(text: &str, privates: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let words = privates.iter().filter_map(|&at| Some(at..at + label_length(text.as_bytes().get(at..)?)?));
    words.filter(|label| {
        let before = text.as_bytes().get(label.start.saturating_sub(40)..label.start).unwrap_or_default();
        let follows = |word: &[u8]| before.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        let is_blank = text.as_bytes().get(label.start + PRIVATE.len()) == Some(&b' ');
        is_blank || follows(b"BEGIN") || follows(b"END")
    })
}

/// How long the words `PRIVATE KEY` are that the text begins with.
fn label_length(text: &[u8]) -> Option<usize> {
    if !begins_with(text, 0, PRIVATE) {
        return None;
    }
    let rest = text.get(PRIVATE.len()..)?;
    let between = rest.iter().take(8).take_while(|byte| !byte.is_ascii_alphabetic()).count();
    begins_with(rest, between, b"KEY").then_some(PRIVATE.len() + between + b"KEY".len())
}

/// The key that a boundary at `label` names: up to the next `--END`, or, of a lone END line, back to the
/// boundary before it, but not beyond `from`.
fn labelled(text: &str, from: usize, label: Range<usize>, sort: Sort) -> PrivateKey {
    // What a label says that is no label of a key, its base64 has to say.
    let holds_key = |body: &Range<usize>| {
        let body = text.get(body.clone()).unwrap_or_default();
        match sort {
            Sort::Exact => has_payload(body),
            _ => bare_keys(body).any(|(_, holds)| holds == Holds::Key),
        }
    };
    let before = text.get(from..label.start).unwrap_or_default();
    // A boundary names the kind of key in a word or two.
    let words = before
        .chars()
        .rev()
        .take(40)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '%' | '+' | '\u{a0}'));
    let (tail, boundary) = before.split_at_checked(before.len() - words.count()).unwrap_or_default();
    let keyword = boundary.trim_start().get(..3).unwrap_or_default();
    let line = tail.trim_end_matches('-');
    let (is_open, dashed) = (keyword.eq_ignore_ascii_case("BEG"), line.len() < tail.len());
    let start = from + line.len();
    let after = label.end;
    let rest = text.get(after..).unwrap_or_default();
    let name_end = after + (rest.len() - rest.trim_start_matches(['-', ' ']).len());
    if keyword.eq_ignore_ascii_case("END") || sort == (Sort::Near { is_end: true }) {
        let body = from + line.rfind("--").map_or(0, |at| at + 2)..start;
        let is_certain = dashed && holds_key(&body);
        return PrivateKey {
            label: start..name_end,
            block: body.start..with_break(text, name_end),
            body,
            is_certain,
        };
    }
    let rest = text.get(name_end..).unwrap_or_default();
    let body = name_end..name_end + end_of_key(rest).unwrap_or(rest.len());
    let is_certain = is_open && dashed && holds_key(&body);
    PrivateKey { label: start..name_end, block: start..end_of_block(text, body.end), body, is_certain }
}

/// The key in a file of PuTTY; that a file of it stands there says no rule.
fn of_putty(text: &str, label: Range<usize>) -> PrivateKey {
    let rest = text.get(label.end..).unwrap_or_default();
    let body = label.end..label.end + end_of_putty(rest).unwrap_or(rest.len());
    PrivateKey { block: label.start..body.end, label, body, is_certain: false }
}

/// A key that nothing names, from `start` on.
fn unlabelled(text: &str, from: usize, (start, holds): (usize, Holds)) -> PrivateKey {
    let rest = text.get(start..).unwrap_or_default();
    let end = start + end_of_key(rest).unwrap_or(rest.len());
    // The BEGIN of something else, if there is one.
    let before = text.get(from..start).unwrap_or_default().trim_end();
    let line = before.trim_end_matches('-');
    let boundary =
        line.rfind("--").map(|at| from + line.get(..at).unwrap_or_default().trim_end_matches('-').len());
    let begin = boundary
        .filter(|_| line.len() < before.len())
        .filter(|&at| text.get(at..from + line.len()).is_some_and(|line| !line.contains('\n')));
    let label = begin.map_or(start..end, |at| at..from + before.len());
    PrivateKey {
        block: label.start..end_of_block(text, end),
        label,
        body: start..end,
        is_certain: holds == Holds::Key,
    }
}

/// One past the END that begins at `at`, and the line break behind it.
fn end_of_block(text: &str, at: usize) -> usize {
    let line = text.get(at..).unwrap_or_default();
    let length = line.find(['\n', '\\']).unwrap_or(line.len());
    with_break(text, at + line.get(..length).unwrap_or_default().rfind('-').map_or(0, |last| last + 1))
}

fn with_break(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let behind = rest.trim_start_matches([' ', '\t', '\r']);
    if behind.starts_with('\n') { at + (rest.len() - behind.len()) + 1 } else { at }
}

/// Where base64 begins that is a private key in DER, or a PEM text with one that was encoded once more.
pub(super) fn bare_keys(text: &str) -> impl Iterator<Item = (usize, Holds)> {
    // How far base64 of base64 was read, so that nothing is read twice.
    let mut read = 0;
    starts(text).filter_map(move |at| {
        let rest = text.get(at..).unwrap_or_default();
        let holds = match rest.as_bytes() {
            // A SEQUENCE.
            [b'M', b'A'..=b'P', ..] => held_by_der(rest),
            [b'b', b'3', ..] if rest.starts_with(OPENSSH) => Some(Holds::Key),
            // Dashes.
            [b'L', b'S', b'0', b't', ..] if at >= read => {
                let (is_key, length) = is_key_in_pem(rest);
                read = at + length;
                is_key.then_some(Holds::Key)
            }
            _ => None,
        };
        Some((at, holds?))
    })
}

/// What a private key of OpenSSH begins with: `openssh-key-v1`.
const OPENSSH: &str = "b3BlbnNzaC1rZXktdjEA";

/// What base64 without a label holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A private key.
    Key,
    /// A PKCS #12 store, which mostly has one.
    Store,
}

/// Whether base64 holds a PEM text with a private key, and how far it goes. What else stands in it is not
/// hidden.
fn is_key_in_pem(text: &str) -> (bool, usize) {
    let length = text.bytes().take_while(|&b| is_base64(b) || b.is_ascii_whitespace()).count();
    let digits: Vec<u8> = text.bytes().take(length).filter(|b| !b.is_ascii_whitespace()).collect();
    let whole = digits.len() / 4 * 4;
    let decoded = base64::prelude::BASE64_STANDARD.decode(digits.get(..whole).unwrap_or_default());
    let decoded = decoded.unwrap_or_default();
    let is_key = memchr::memchr2_iter(b'P', b'p', &decoded)
        .any(|at| decoded.get(at..).and_then(label_length).is_some())
        || near_labels(&String::from_utf8_lossy(&decoded)).next().is_some();
    (is_key, length)
}

fn has_payload(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if is_base64(byte) { run + 1 } else { 0 };
        run >= PAYLOAD
    })
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
