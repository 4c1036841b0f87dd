//! The places at which a private key may be told: few, so that nothing else is looked at byte by byte.

pub(super) const PRIVATE: &[u8] = b"PRIVATE";

/// Where the word `PRIVATE` is, however it is written.
pub(super) fn privates(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let blocks = (0..bytes.len()).step_by(BLOCK).filter(|&start| may_have_word(bytes, start));
    blocks.flat_map(move |start| {
        let block = bytes.get(start..bytes.len().min(start + BLOCK)).unwrap_or_default();
        let letters = memchr::memchr2_iter(b'P', b'p', block).map(move |at| start + at);
        letters.filter(|&at| begins_with(bytes, at, PRIVATE))
    })
}

/// How many bytes are asked together for the first letters of the word. With the same for lines of base64 below, a look
/// into a bundle takes half the instructions.
const BLOCK: usize = 128;

/// Whether the word may begin in the block that starts there.
fn may_have_word(text: &[u8], start: usize) -> bool {
    let first = text.get(start..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let second = text.get(start + 1..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let (Some(first), Some(second)) = (first, second) else {
        // What is left at the end.
        return text.len() - start >= PRIVATE.len();
    };
    first.iter().zip(second).fold(false, |found, (p, r)| found | ((p | 0x20 == b'p') & (r | 0x20 == b'r')))
}

/// Whether the word stands there, however it is written.
pub(super) fn begins_with(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
}

/// Where base64 may begin with a letter that a key begins with.
pub(super) fn starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let places = std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let (start, (length, searched)) = (at, line(rest));
            at += length;
            let letters = rest.get(..searched)?;
            if letters.len() > 1 || letters.first().is_some_and(|letter| matches!(letter, b'M' | b'L' | b'b'))
            {
                return Some((start, letters));
            }
        }
    });
    let letters = places.flat_map(|(start, letters)| {
        memchr::memchr3_iter(b'M', b'L', b'b', letters).map(move |at| start + at)
    });
    letters.filter(|&at| begins(text, at))
}

/// How long the first line is, with its break, and how much of it is to be searched: in a line of nothing else base64
/// begins at its start.
fn line(text: &[u8]) -> (usize, usize) {
    // A line as PEM has it: nothing of it is searched for its end.
    if let Some((line, [b'\n', ..])) = text.split_first_chunk::<WIDTH>()
        && line.iter().fold(true, |all, byte| all & is_base64(*byte))
    {
        return (WIDTH + 1, 1);
    }
    let length = memchr::memchr(b'\n', text).map_or(text.len(), |last| last + 1);
    let line = text.get(..length).unwrap_or_default();
    let digits = line.strip_suffix(b"\n").unwrap_or(line);
    (length, if digits.iter().all(|byte| is_base64(*byte)) { digits.len().min(1) } else { length })
}

/// As long as the lines of PEM are.
const WIDTH: usize = 64;

/// Whether base64 may begin there: behind anything else, or a line break, whatever has become of it.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(at.saturating_sub(3)..at).unwrap_or_default();
    if before.last().is_none_or(|&last| !is_base64(last)) {
        return true;
    }
    let is_encoded = matches!(before, [b'%', b'0' | b'2', b'A' | b'a' | b'D' | b'd' | b'0']);
    let is_escaped = matches!(before, [.., b'\\', b'n' | b'r' | b't']);
    is_encoded || is_escaped
}

#[inline]
pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}
