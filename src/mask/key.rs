//! Private keys in the middle of a decoded string: under their label, and under none.

use std::ops::Range;

use base64::Engine as _;

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
    let mut labels = labels(text).peekable();
    let mut bare = bare_keys(text).peekable();
    // What is hidden is not searched once more, so that many labels cost no more than one.
    let mut done = 0;
    loop {
        let key = match (labels.peek(), bare.peek()) {
            (None, None) => return found,
            (Some(label), start) if start.is_none_or(|&start| label.start <= start) => {
                let label = label.clone();
                labels.next();
                (label.start >= done).then(|| labelled(text, done, label))
            }
            (_, start) => {
                let start = start.copied();
                bare.next();
                start.filter(|&start| start >= done).map(|start| unlabelled(text, done, start))
            }
        };
        if let Some(key) = key {
            done = key.body.end.max(key.label.end).max(done);
            found.push(key);
        }
    }
}

/// Where the words `PRIVATE KEY` are; behind BEGIN or END also if they are set apart otherwise, as in
/// `BEGIN%20PRIVATE%20KEY`.
fn labels(text: &str) -> impl Iterator<Item = Range<usize>> {
    let words = text.match_indices(['P', 'p']);
    let words = words.filter_map(|(at, _)| Some(at..at + label_length(text.as_bytes().get(at..)?)?));
    words.filter(|label| {
        let before = text.as_bytes().get(label.start.saturating_sub(40)..label.start).unwrap_or_default();
        let follows = |word: &[u8]| before.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
        let is_blank = text.as_bytes().get(label.start + "PRIVATE".len()) == Some(&b' ');
        is_blank || follows(b"BEGIN") || follows(b"END")
    })
}

/// How long the words `PRIVATE KEY` are that the text begins with.
fn label_length(text: &[u8]) -> Option<usize> {
    let (first, rest) = text.split_at_checked("PRIVATE".len())?;
    let between = rest.iter().take(8).take_while(|byte| !byte.is_ascii_alphabetic()).count();
    let last = rest.get(between..between + "KEY".len())?;
    let is_it = first.eq_ignore_ascii_case(b"PRIVATE") && last.eq_ignore_ascii_case(b"KEY");
    is_it.then_some(first.len() + between + last.len())
}

/// The key that a boundary at `label` names: up to the next `--END`, or, of a lone END line, back to the
/// boundary before it, but not beyond `from`.
fn labelled(text: &str, from: usize, label: Range<usize>) -> PrivateKey {
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
    if keyword.eq_ignore_ascii_case("END") {
        let body = from + line.rfind("--").map_or(0, |at| at + 2)..start;
        let is_certain = dashed && has_payload(text.get(body.clone()).unwrap_or_default());
        return PrivateKey {
            label: start..name_end,
            block: body.start..with_break(text, name_end),
            body,
            is_certain,
        };
    }
    let rest = text.get(name_end..).unwrap_or_default();
    let body = name_end..name_end + end_of_key(rest).unwrap_or(rest.len());
    let is_certain = is_open && dashed && has_payload(text.get(body.clone()).unwrap_or_default());
    PrivateKey { label: start..name_end, block: start..end_of_block(text, body.end), body, is_certain }
}

/// A key that nothing names, from `start` on.
fn unlabelled(text: &str, from: usize, start: usize) -> PrivateKey {
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
    PrivateKey { block: label.start..end_of_block(text, end), label, body: start..end, is_certain: true }
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

/// Where base64 begins that is a private key in DER, or a PEM text of one encoded once more: at the
/// start of the text, or behind the dashes of a boundary.
pub(super) fn bare_keys(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = Some(0);
    let starts = std::iter::from_fn(move || {
        let found = at?;
        let dashes = text.get(found..).and_then(|rest| rest.find("--")).map(|dash| found + dash);
        at = dashes.map(|dash| {
            dash + text.get(dash..).map_or(0, |rest| rest.len() - rest.trim_start_matches('-').len())
        });
        Some(found)
    });
    // Line breaks stand between, whatever has become of them.
    starts.filter_map(move |at| {
        (at..at + 16).find(|&start| {
            let is_candidate =
                matches!(bytes.get(start..), Some([b'M', b'A'..=b'P', ..] | [b'L', b'S', b'0', b't', ..]));
            is_candidate && text.get(start..).is_some_and(is_private_key)
        })
    })
}

/// Whether a text begins with the base64 of a private key.
fn is_private_key(text: &str) -> bool {
    if text.starts_with("LS0t") {
        return is_encoded_pem(text);
    }
    let digits: Vec<u8> =
        text.bytes().filter(|b| !b.is_ascii_whitespace()).take(44).take_while(|&b| is_base64(b)).collect();
    let whole = digits.len() / 4 * 4;
    let Ok(der) = base64::prelude::BASE64_STANDARD.decode(digits.get(..whole).unwrap_or_default()) else {
        return false;
    };
    match inside(&der) {
        // PKCS #8, PKCS #1, SEC 1, DSA: they begin with a version.
        Some([2, 1, 0 | 1, rest @ ..]) => !rest.is_empty(),
        // Encrypted PKCS #8: the algorithm is one of PKCS #5 or PKCS #12.
        Some(inner) => inside(inner).is_some_and(|algorithm| {
            matches!(algorithm, [6, _, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5 | 12, ..])
        }),
        None => false,
    }
}

/// What a SEQUENCE begins with.
fn inside(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x30, ..=0x7f, rest @ ..]
        | [0x30, 0x81, _, rest @ ..]
        | [0x30, 0x82, _, _, rest @ ..]
        | [0x30, 0x83, _, _, _, rest @ ..] => Some(rest),
        _ => None,
    }
}

/// Whether base64 holds a PEM text with a private key. What else stands in it is not hidden.
fn is_encoded_pem(text: &str) -> bool {
    let digits: Vec<u8> =
        text.bytes().filter(|b| !b.is_ascii_whitespace()).take_while(|&b| is_base64(b)).collect();
    let whole = digits.len() / 4 * 4;
    let decoded = base64::prelude::BASE64_STANDARD.decode(digits.get(..whole).unwrap_or_default());
    let decoded = decoded.unwrap_or_default();
    (0..decoded.len()).any(|at| decoded.get(at..).and_then(label_length).is_some())
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
