//! What may be shown of bytes that are gone once a text is JSON.

use crate::fixing::Kept;

/// The mark before a text, as it stands in a file.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Shows, in `old`, those bytes of the text `before` that are between two tokens of the JSON it became, if
/// they are only punctuation, white space or a byte order mark. What is within a string there stays as it
/// is: it may be a part of a secret.
pub(super) fn reveal(old: &mut [u8], before: &[u8], first: &str, kept: &[Kept]) {
    let mut strings = Strings { rest: first.bytes(), at: 0, inside: false, escaped: false };
    let end = Kept { before: before.len(), after: first.len(), length: 0 };
    let (mut from, mut at) = (0, 0);
    for run in kept.iter().chain([&end]) {
        let gone = before.get(from..run.before).unwrap_or_default();
        if !gone.is_empty() && is_plain(gone) && !strings.is_inside(at) {
            let shown = old.get_mut(from..run.before).unwrap_or_default();
            shown.iter_mut().zip(gone).for_each(|(shown, byte)| *shown = *byte);
        }
        (from, at) = (run.before + run.length, run.after + run.length);
    }
}

/// Whether nothing in it can be a part of a word.
fn is_plain(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes);
    bytes.iter().all(|byte| b",:[]{} \t\r\n".contains(byte))
}

/// Where the strings of a JSON text are, from its beginning to its end.
struct Strings<'t> {
    rest: std::str::Bytes<'t>,
    at: usize,
    inside: bool,
    escaped: bool,
}

impl Strings<'_> {
    /// Whether the place, which is none before the last one that was asked for, is in a string.
    fn is_inside(&mut self, place: usize) -> bool {
        while self.at < place
            && let Some(byte) = self.rest.next()
        {
            self.at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.inside => self.escaped = true,
                b'"' => self.inside = !self.inside,
                _ => {}
            }
        }
        self.inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_tokens_and_no_word_is_shown() {
        // What it becomes, and what is gone before which place of that.
        for (first, gone, place, is_shown) in [
            (r#"{"a":1}"#, ",", 6, true),
            (r#"{"a":1}"#, " ,\n", 6, true),
            (r#"{"a":1}"#, "\u{feff}", 0, true),
            (r#"{"a":1}"#, "]", 7, true),
            (r#"{"a":1}"#, "\u{feff}x", 0, false),
            (r#"{"a":1}"#, ",\u{feff}", 6, false),
            (r#"{"a":1}"#, "1", 6, false),
            (r#"{"a":1}"#, "'", 6, false),
            (r#"{"a":"b"}"#, ",", 8, true),
            (r#"{"a":"b"}"#, ",", 7, false),
            (r#"{"a":"\"b"}"#, ",", 9, false),
            (r#"{"a":"\\"}"#, ",", 9, true),
            (r#"{"a":"\\"}"#, ",", 8, false),
        ] {
            let before = format!("{}{gone}{}", &first[..place], &first[place..]);
            let kept = [
                Kept { before: 0, after: 0, length: place },
                Kept { before: place + gone.len(), after: place, length: first.len() - place },
            ];
            let mut old = vec![b'*'; before.len()];
            reveal(&mut old, before.as_bytes(), first, &kept);
            let shown = if is_shown { gone.to_owned() } else { "*".repeat(gone.len()) };
            let expected = format!("{}{shown}{}", "*".repeat(place), "*".repeat(first.len() - place));
            assert_eq!(String::from_utf8(old), Ok(expected), "{before}");
        }
    }
}
