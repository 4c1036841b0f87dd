//! Where texts are cut short, or something in them is hidden.

use std::ops::Range;

use crate::api::error::escapes::Unit;

/// A place where something is left out.
pub(super) struct Cut {
    /// The marks that stand there.
    pub(super) span: Range<usize>,
    /// Where the text ends that may be cut short, if blanks stand between.
    pub(super) start_without_blanks: usize,
    /// Whether something is hidden there, and not only left out.
    pub(super) is_mask: bool,
}

/// A text of fewer characters is not cut short at its end: it is a name.
const SHORT_TEXT: usize = 50;

/// What tells in brackets that something is left out.
const WORDS: [&str; 8] = ["trunc", "cut", "snip", "redact", "hidden", "mask", "more", "omit"];

/// How many characters such a remark may have.
const LONGEST_REMARK: usize = 24;

/// Where a text is cut short: at `…`, at several full stops, at asterisks and bullets, at remarks such as
/// `[...]` and `(truncated)`, and, if it is long, at its end.
pub(super) fn cuts(units: &[Unit]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let (end, is_mask) = match unit.c {
            '…' | '⋯' => (end_of(units, at), false),
            '.' if end_of(units, at) > at + 1 => (end_of(units, at), false),
            c if is_mask(c) => (end_of(units, at), true),
            '[' | '(' | '<' | '{' => match remark(units, at) {
                Some(found) => found,
                None => (at, false),
            },
            _ => (at, false),
        };
        if end > at {
            cuts.push(cut(units, at..end, is_mask));
        }
        at = end.max(at + 1);
    }
    if units.len() > SHORT_TEXT {
        cuts.push(cut(units, units.len()..units.len(), false));
    }
    cuts
}

fn cut(units: &[Unit], span: Range<usize>, is_mask: bool) -> Cut {
    let before = units.get(..span.start).unwrap_or_default().iter().rev();
    let between =
        before.take_while(|unit| unit.c.is_whitespace() || matches!(unit.c, '"' | '\'' | '`')).count();
    Cut { start_without_blanks: span.start - between, span, is_mask }
}

fn is_mask(c: char) -> bool {
    matches!(c, '*' | '•' | '●' | '∙' | '█')
}

/// Where the run of the same character ends.
fn end_of(units: &[Unit], at: usize) -> usize {
    let run = units.get(at..).unwrap_or_default();
    at + run.iter().take_while(|unit| run.first().is_some_and(|first| first.c == unit.c)).count()
}

/// Where the remark in brackets ends that begins there, and whether it says that something is hidden.
fn remark(units: &[Unit], at: usize) -> Option<(usize, bool)> {
    let inside = units.get(at + 1..)?;
    let length =
        inside.iter().take(LONGEST_REMARK).position(|unit| matches!(unit.c, ']' | ')' | '>' | '}'))?;
    let text: String = inside.get(..length)?.iter().flat_map(|unit| unit.c.to_lowercase()).collect();
    let is_marks = !text.is_empty() && text.chars().all(|c| is_mask(c) || matches!(c, '.' | '…' | '⋯' | ' '));
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (is_marks || says(&WORDS))
        .then(|| (at + length + 2, text.contains(is_mask) || says(&["redact", "hidden", "mask"])))
}
