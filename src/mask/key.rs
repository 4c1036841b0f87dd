//! Private keys in the middle of a decoded string: under their label, and under none.

#[cfg(test)]
mod tests;

use std::ops::Range;

use base64::Engine as _;

use super::label::{end_of_putty, near_labels, putty_labels};

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

/// Where the word `PRIVATE` is, however it is written.
fn privates(text: &str) -> impl Iterator<Item = usize> {
    // To ask a line first saves a look at every `P`. With the same for base64 below, a look into a bundle takes a quarter
    // less.
    let may_have_it = |line: &[u8]| {
        let pairs = line.iter().zip(line.get(1..).unwrap_or_default());
        pairs.fold(false, |found, (p, r)| found | ((p | 0x20 == b'p') & (r | 0x20 == b'r')))
    };
    let bytes = text.as_bytes();
    lines(bytes).filter(move |(_, line)| may_have_it(line)).flat_map(move |(start, line)| {
        let all = memchr::memchr2_iter(b'P', b'p', line).map(move |at| start + at);
        all.filter(|&at| begins_with(bytes, at, PRIVATE))
    })
}

/// The lines of a text, with their breaks, and where each begins.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |last| last + 1);
        let line = (at, rest.get(..length)?);
        at += length;
        Some(line)
    })
}

const PRIVATE: &[u8] = b"PRIVATE";

/// Whether the word stands there, however it is written.
pub(super) fn begins_with(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
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

/// Where base64 may begin with a letter that a key begins with.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let candidates = lines(text.as_bytes()).flat_map(|(start, line)| {
        // In a line of nothing else base64 begins at its start.
        let digits = line.strip_suffix(b"\n").unwrap_or(line);
        let is_base64 = digits.iter().fold(true, |all, byte| all & is_base64(*byte));
        let end = if is_base64 { digits.len().min(1) } else { line.len() };
        let letters = line.get(..end).unwrap_or_default();
        memchr::memchr3_iter(b'M', b'L', b'b', letters).map(move |at| start + at)
    });
    candidates.filter(|&at| begins(text, at))
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

/// Whether base64 may begin there: behind anything else, or a line break, whatever has become of it.
fn begins(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(at.saturating_sub(3)..at).unwrap_or_default();
    if before.last().is_none_or(|&last| !is_base64(last)) {
        return true;
    }
    let is_encoded = matches!(before, [b'%', b'0' | b'2', b'A' | b'a' | b'D' | b'd' | b'0']);
    let is_escaped = matches!(before, [.., b'\\', b'n' | b'r' | b't']);
    is_encoded || is_escaped
}

/// Whether a text begins with the base64 of a private key, or of a store of them.
fn held_by_der(text: &str) -> Option<Holds> {
    let (mut digits, mut der) = ([0; 44], [0; 33]);
    let first = text.bytes().filter(|b| !b.is_ascii_whitespace()).take_while(|&b| is_base64(b));
    let count = digits.iter_mut().zip(first).map(|(digit, b)| *digit = b).count();
    let length =
        base64::prelude::BASE64_STANDARD.decode_slice(digits.get(..count / 4 * 4)?, &mut der).ok()?;
    let is_key = match inside(der.get(..length)?)? {
        // PKCS #8 (RFC 5208): a version, and the algorithm of a key.
        [2, 1, 0 | 1, 0x30, _, 6, oid @ ..] => KEY_ALGORITHMS.iter().any(|known| oid.starts_with(known)),
        // PKCS #1 and DSA: a version, and a large number.
        [2, 1, 0 | 1, 2, 0x40..=0x84, ..] => true,
        // SEC 1 (RFC 5915): a version, and as many bytes as the curve has.
        [2, 1, 1, 4, 0x10..=0x48, ..] => true,
        // PKCS #12 (RFC 7292): the version 3, and signed or authenticated data.
        [2, 1, 3, 0x30, ..] => return Some(Holds::Store),
        // Encrypted PKCS #8: the algorithm is one of PKCS #5 or PKCS #12.
        inner => matches!(inside(inner)?, [6, _, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5 | 12, ..]),
    };
    is_key.then_some(Holds::Key)
}

/// The algorithms of keys, with their lengths: those of signatures stand at the same place in the requests
/// and lists of CAs.
const KEY_ALGORITHMS: [&[u8]; 7] = [
    // RSA, and RSA for PSS only
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10],
    // Elliptic curves, DSA
    &[7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1],
    &[7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1],
    // X25519, X448, Ed25519, Ed448
    &[3, 0x2b, 0x65],
    // GOST, Diffie-Hellman
    &[8, 0x2a, 0x85, 3, 7, 1, 1, 1],
    &[9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1],
];

/// What a SEQUENCE begins with.
fn inside(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x30, 0..=0x7f, rest @ ..]
        | [0x30, 0x81, _, rest @ ..]
        | [0x30, 0x82, _, _, rest @ ..]
        | [0x30, 0x83, _, _, _, rest @ ..] => Some(rest),
        _ => None,
    }
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

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
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
