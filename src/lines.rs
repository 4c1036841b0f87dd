//! Where the lines of a file are, and its columns as editors count them.

use crate::span::Span;

/// Where a span stands, as editors count: lines from 1, columns in UTF-16 code units from 1, the end
/// exclusive. A byte order mark takes no column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct Location {
    /// The line of the first byte.
    pub line: usize,
    /// The column of the first byte.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column of the end.
    pub end_column: usize,
}

/// How many bytes share one counted column: what a look-up reads at most.
const BLOCK: usize = 512;

/// The byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Where the lines of a text begin, and how many UTF-16 units stand before each block of it. A look-up
/// costs the logarithm of the number of lines and one block, however long the line is.
#[derive(Debug)]
pub(crate) struct LineIndex {
    starts: Vec<usize>,
    units: Vec<usize>,
}

impl LineIndex {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let breaks = memchr::memchr_iter(b'\n', bytes);
        let starts = std::iter::once(0).chain(breaks.map(|at| at + 1)).collect();
        let units = bytes
            .chunks(BLOCK)
            .scan(0, |before, block| Some(std::mem::replace(before, *before + utf16_units(block))))
            .collect();
        Self { starts, units }
    }

    /// The line of the byte, from 0, and where it begins.
    pub(crate) fn line_of(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        (line, self.starts.get(line).copied().unwrap_or_default())
    }

    /// Where the line, counted from 0, ends: the start of the next one, or `None` for the last.
    pub(crate) fn next_start(&self, line: usize) -> Option<usize> {
        self.starts.get(line + 1).copied()
    }

    /// Where the line, counted from 0, begins.
    pub(crate) fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// Line and column, from 1, of a byte of `bytes`, from which the index was made.
    fn position(&self, bytes: &[u8], offset: usize) -> (usize, usize) {
        let offset = offset.min(bytes.len());
        let (line, start) = self.line_of(offset);
        (line + 1, self.units_before(bytes, offset) - self.units_before(bytes, start) + 1)
    }

    fn units_before(&self, bytes: &[u8], offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.units.len().saturating_sub(1));
        let counted = self.units.get(block).copied().unwrap_or_default();
        // Editors hide a byte order mark.
        let mark = usize::from(offset >= MARK.len() && bytes.starts_with(MARK));
        counted + utf16_units(bytes.get(block * BLOCK..offset).unwrap_or_default()) - mark
    }

    pub(crate) fn location(&self, bytes: &[u8], span: Span) -> Location {
        let (line, column) = self.position(bytes, span.start);
        let (end_line, end_column) = self.position(bytes, span.end);
        Location { line, column, end_line, end_column }
    }
}

/// How many UTF-16 code units UTF-8 bytes stand for: one for each character's first byte, two for those
/// of four-byte characters. Of bytes that are no UTF-8 it is an honest guess.
fn utf16_units(bytes: &[u8]) -> usize {
    // Nearly every block is: to count them all was a fiftieth of the check of a bundle.
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = "aé😀b\r\nc";
        let lines = LineIndex::new(text.as_bytes());
        let at = |c| lines.position(text.as_bytes(), text.find(c).expect("there"));
        assert_eq!(at('b'), (1, 5));
        assert_eq!(at('c'), (2, 1));
        assert_eq!(lines.position(text.as_bytes(), text.len()), (2, 2));
        assert_eq!(LineIndex::new(b"").position(b"", 0), (1, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}{\n}".as_bytes();
        let lines = LineIndex::new(text);
        let columns = [0, 3, 4, 5, 6].map(|offset| lines.position(text, offset));
        assert_eq!(columns, [(1, 1), (1, 1), (1, 2), (2, 1), (2, 2)]);
        let long = format!("\u{feff}{}", "é".repeat(BLOCK));
        assert_eq!(LineIndex::new(long.as_bytes()).position(long.as_bytes(), long.len()), (1, BLOCK + 1));
    }

    /// Where lines are counted from the start, this takes ten times as long as it may.
    #[test]
    fn a_look_up_is_as_fast_in_many_lines() {
        let text = "\n".repeat(1_000_000);
        let lines = LineIndex::new(text.as_bytes());
        let started = std::time::Instant::now();
        let found = (970_000..text.len()).filter(|&at| lines.position(text.as_bytes(), at) == (at + 1, 1));
        assert_eq!(found.count(), 30_000);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn positions_are_as_counted_by_hand(text in "[a\n\r\u{e9}\u{1f600}]{0,1500}", at: prop::sample::Index) {
            let boundaries: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let offset = *at.get(&boundaries);
            let before = &text[..offset];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
            prop_assert_eq!(LineIndex::new(text.as_bytes()).position(text.as_bytes(), offset), (line, column));
        }
    }
}
