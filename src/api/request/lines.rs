//! The lines of a text, each with its place.

use std::fmt;

use crate::span::Span;

/// A line without its end. Its `Debug` shows where it stands.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    /// How many bytes end it: none at the end of the text.
    pub(super) ending: usize,
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Line").field(&self.span()).finish()
    }
}

impl<'t> Line<'t> {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Without the blanks around it.
    pub(super) fn trimmed(&self) -> Line<'t> {
        let start = self.start + (self.text.len() - self.text.trim_start().len());
        Line { text: self.text.trim(), start, ending: 0 }
    }

    /// What follows the first `length` bytes.
    pub(super) fn behind(&self, length: usize) -> Line<'t> {
        let text = self.text.get(length..).unwrap_or_default();
        Line { text, start: self.start + self.text.len() - text.len(), ending: self.ending }
    }
}

/// The lines of the text; they end with LF or CR LF.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let bare = bare.strip_suffix('\r').filter(|_| line.ends_with('\n')).unwrap_or(bare);
        let found = Line { text: bare, start, ending: line.len() - bare.len() };
        start += line.len();
        found
    })
}
