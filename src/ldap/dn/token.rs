//! The placeholders of the user-to-DN mapping and of the authorization template.

use std::ops::Range;

/// Where `{0}`, `{12}`, `{USER}`, `{PROVIDED_USER}` and the like stand: braces around digits, or
/// around ASCII letters and underscores.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|offset| at + offset) {
        let inside = open + 1;
        let word = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
        let length = match bytes.get(inside) {
            Some(first) if first.is_ascii_digit() => run(bytes, inside, u8::is_ascii_digit),
            Some(first) if word(first) => run(bytes, inside, word),
            _ => 0,
        };
        at = inside + length;
        if length > 0 && bytes.get(at) == Some(&b'}') {
            at += 1;
            found.push(open..at);
        }
    }
    found
}

/// Whether the text may be a name although it has no `=`: if it is placeholders, with nothing but
/// separators and white space between them.
pub(super) fn may_be_name(text: &str, tokens: &[Range<usize>]) -> bool {
    let mut done = 0;
    let mut between = tokens.iter().map(|token| {
        let before = text.get(done..token.start);
        done = token.end;
        before.unwrap_or_default()
    });
    let is_nothing = |part: &str| part.trim_matches([',', ';', '+', ' ', '\t', '\n', '\r']).is_empty();
    !tokens.is_empty() && between.all(is_nothing) && text.get(done..).is_some_and(is_nothing)
}

/// Whether one of the sorted `tokens` begins in that range.
pub(super) fn begins_in(tokens: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = tokens.partition_point(|token| token.start < range.start);
    tokens.get(next).is_some_and(|token| token.start < range.end)
}

/// How many bytes from `at` on are of that kind.
fn run(bytes: &[u8], at: usize, kind: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().skip(at).take_while(|b| kind(b)).count()
}

/// Whether the character at `at` belongs to one of the sorted `tokens`.
pub(super) fn covers(tokens: &[Range<usize>], at: usize) -> bool {
    let next = tokens.partition_point(|token| token.end <= at);
    tokens.get(next).is_some_and(|token| token.start <= at)
}
