//! Quoting what stands in a file without letting it play tricks on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How many characters of a value a message quotes.
const LONGEST: usize = 60;

/// The text with control characters (C0, C1, bidi and invisible ones) shown as printable stand-ins.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) || !text.chars().any(is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' => {
                // The Unicode block "Control Pictures" has one for each, in the same order.
                shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{2426}'));
            }
            '\u{7f}' => shown.push('\u{2421}'),
            c if is_control(c) => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "<U+{:04X}>", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same for a text of several lines, which stay lines.
#[cfg(feature = "cli")]
pub(crate) fn printable_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .flat_map(|line| match line.strip_suffix('\n') {
            Some(line) => [printable(line), Cow::Borrowed("\n")],
            None => [printable(line), Cow::Borrowed("")],
        })
        .collect()
}

/// The text between back ticks, printable and cut to a readable length.
pub(crate) fn quoted(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let shown = printable(cut.and_then(|at| text.get(..at)).unwrap_or(text)).into_owned();
    format!("`{shown}{}`", if cut.is_some() { "…" } else { "" })
}

/// Whether a character moves the cursor, turns the text around, or hides.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A printable character of the same length in UTF-8, for text whose offsets must stay.
pub(crate) fn stand_in(c: char) -> &'static str {
    match c.len_utf8() {
        1 => "?",
        2 => "\u{b7}",
        _ => "\u{2426}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_get_stand_ins() {
        assert_eq!(printable("a\u{1b}[31m\n"), "a␛[31m␊");
        assert_eq!(printable("\u{85}\u{202e}"), "<U+0085><U+202E>");
        assert!(matches!(printable("plain é"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(quoted("short"), "`short`");
        assert_eq!(quoted(&"é".repeat(1_000_000)), format!("`{}…`", "é".repeat(60)));
    }

    #[test]
    fn stand_ins_keep_the_length() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|&c| is_control(c)) {
            assert_eq!(stand_in(c).len(), c.len_utf8(), "{c:?}");
        }
    }
}
