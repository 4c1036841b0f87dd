//! Tokens of a text that need not be JSON: just enough to tell what a mistake stands next to, and what
//! the mask must cover.

use crate::span::Span;

/// Something significant that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// One of `{ } [ ] , :`, and where; a closing bracket finishes a value and is none.
    Punctuation(u8, usize),
    /// A string, a bare word, or something in brackets.
    Value { start: usize, end: usize, is_key: bool },
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The document.
    Start,
    /// A member's name.
    Key,
    /// A colon.
    AfterKey,
    Value,
    /// A comma or a closing bracket.
    AfterValue,
    /// Nothing: the document is complete.
    End,
}

/// What was read of a text up to some place.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The brackets that are open, outermost first, and where they open.
    pub(crate) brackets: Vec<(u8, usize)>,
    /// The last significant token.
    pub(crate) last: Option<Token>,
    /// Where the string begins that is open at the end.
    pub(crate) open_string: Option<usize>,
}

impl Scanner {
    /// Reads `text` up to `end`.
    pub(crate) fn of_prefix(text: &str, end: usize) -> Self {
        let bytes = text.as_bytes().get(..end).unwrap_or(text.as_bytes());
        let mut scanner = Scanner::default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match byte {
                b'"' => match string_end(bytes, at) {
                    Some(end) => {
                        scanner.value(at, end);
                        end
                    }
                    None => {
                        scanner.open_string = Some(at);
                        return scanner;
                    }
                },
                b'{' | b'[' => {
                    scanner.brackets.push((byte, at));
                    scanner.last = Some(Token::Punctuation(byte, at));
                    at + 1
                }
                b'}' | b']' => {
                    let start = scanner.brackets.pop().map_or(at, |(_, open)| open);
                    scanner.last = Some(Token::Value { start, end: at + 1, is_key: false });
                    at + 1
                }
                b',' | b':' => {
                    scanner.last = Some(Token::Punctuation(byte, at));
                    at + 1
                }
                b' ' | b'\t' | b'\n' | b'\r' => at + 1,
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let length = rest.iter().take_while(|b| !b" \t\r\n\"{}[],:".contains(b)).count().max(1);
                    scanner.value(at, at + length);
                    at + length
                }
            };
        }
        scanner
    }

    fn value(&mut self, start: usize, end: usize) {
        self.last = Some(Token::Value { start, end, is_key: self.state() == State::Key });
    }

    /// What may come next, if all that was read is valid.
    pub(crate) fn state(&self) -> State {
        match (self.brackets.last(), self.last) {
            (None, None) => State::Start,
            (None, Some(_)) => State::End,
            (Some(_), Some(Token::Value { is_key: true, .. })) => State::AfterKey,
            (Some(_), Some(Token::Value { .. })) => State::AfterValue,
            (Some((b'{', _)), Some(Token::Punctuation(b'{' | b',', _))) => State::Key,
            (Some(_), _) => State::Value,
        }
    }

    /// What is inside of each string of the text, line breaks in it or not; an open one is left out.
    pub(crate) fn strings(text: &str) -> impl Iterator<Item = Span> {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = bytes.get(at..)?;
            let open = at + rest.iter().position(|&b| b == b'"')?;
            at = string_end(bytes, open)?;
            Some(Span::new(open + 1, at - 1))
        })
    }
}

/// One past the closing quote of the string that opens at `open`.
pub(crate) fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    end_and_escapes(bytes, open, |_| {}).map(|(end, _)| end)
}

/// The same, and whether an escape as `\u0061` is in the string; `see` is told where each escape begins.
pub(super) fn end_and_escapes(
    bytes: &[u8],
    open: usize,
    mut see: impl FnMut(usize),
) -> Option<(usize, bool)> {
    let (mut at, mut has_unicode) = (open + 1, false);
    let mut near = short_end(bytes, at);
    loop {
        let stop = match near.take() {
            Some(stop) => stop,
            None => at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?,
        };
        if bytes.get(stop) == Some(&b'"') {
            return Some((stop + 1, has_unicode));
        }
        see(stop);
        has_unicode |= bytes.get(stop + 1) == Some(&b'u');
        at = stop + 2;
    }
}

/// Where a quotation mark or a backslash stands in the next few bytes. Names and most values end there, and a search
/// made for long texts takes half as long again to find it.
fn short_end(bytes: &[u8], at: usize) -> Option<usize> {
    const WORDS: usize = 4;
    let (words, _) = bytes.get(at..)?.as_chunks::<8>();
    words.iter().take(WORDS).enumerate().find_map(|(nth, word)| {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ (EACH * 0x22)) | zeros(word ^ (EACH * 0x5c));
        let first = usize::try_from(found.trailing_zeros() / 8).ok()?;
        (found != 0).then_some(at + nth * 8 + first)
    })
}

/// A one in each byte.
const EACH: u64 = u64::from_le_bytes([1; 8]);

/// The highest bit of the first byte that is zero, and perhaps of some behind it.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_leaves_its_state() {
        let scanner = Scanner::of_prefix(r#"{"a": [1, {"b" "#, 99);
        assert_eq!(scanner.brackets, [(b'{', 0), (b'[', 6), (b'{', 10)]);
        assert_eq!(scanner.last, Some(Token::Value { start: 11, end: 14, is_key: true }));
        assert_eq!(Scanner::of_prefix(r#"{"a\""#, 99).open_string, Some(1));
    }

    #[test]
    fn what_was_read_tells_what_may_come() {
        for (text, state) in [
            (" ", State::Start),
            ("{", State::Key),
            (r#"{"a""#, State::AfterKey),
            (r#"{"a":"#, State::Value),
            (r#"{"a":[1,"#, State::Value),
            (r#"{"a":[1"#, State::AfterValue),
            (r#"{"a":[]"#, State::AfterValue),
            (r#"{"a":[],"#, State::Key),
            ("[{}]", State::End),
            ("1", State::End),
        ] {
            assert_eq!(Scanner::of_prefix(text, text.len()).state(), state, "after {text}");
        }
    }

    /// Eight bytes at a time, and one at a time: the same place.
    #[test]
    fn the_end_of_a_string_is_found_at_once() {
        for length in 0..50 {
            for sign in ['"', '\\', '#', ']', '!', '\u{a2}', '\u{dc}', '\u{0}'] {
                let text = format!("\"{}{sign}\"é\\{}", "a".repeat(length), "z".repeat(9));
                let slowly = text.bytes().skip(1).position(|byte| matches!(byte, b'"' | b'\\'));
                assert_eq!(
                    short_end(text.as_bytes(), 1),
                    slowly.filter(|at| *at < 32).map(|at| at + 1),
                    "{text}"
                );
            }
        }
        assert_eq!(short_end(br#""ldap":{}..."#, 1), Some(5));
    }

    #[test]
    fn strings_are_found_around_escapes() {
        let text = r#"{"a":"b\"c", "d\\":"e"#;
        let found: Vec<_> = Scanner::strings(text).map(|s| &text[s.range()]).collect();
        assert_eq!(found, ["a", r#"b\"c"#, r"d\\"]);
    }
}
