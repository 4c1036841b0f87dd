//! What would mend a finding: edits of the file, as byte ranges.

use crate::span::Span;
use crate::wiped::Wiped;

/// A replacement of some bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Edit {
    /// What is replaced; empty where something is inserted.
    pub span: Span,
    /// What stands there afterwards: bytes of the file, already encoded for the place (inside a
    /// JSON string: escaped).
    pub text: String,
}

/// Whether a fix keeps the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// Keeps the meaning: may be applied without asking.
    Safe,
    /// A guess at what was meant: to be looked at first.
    Hint,
}

/// What would mend a finding. All its edits go together; they do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Whether it keeps the meaning.
    pub safety: Safety,
    /// The edits, in the order of the file.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// The text with the edits made, or `None` if they do not fit it (out of bounds, overlapping, or
    /// inside a character).
    pub fn apply(&self, text: &str) -> Option<String> {
        apply(text, &self.edits).map(Wiped::into_inner)
    }
}

/// The text with the edits made; they stand in the order of the file.
pub(crate) fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<Wiped> {
    let mut edited = Wiped::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(text.get(at..edit.span.start)?);
        edited.push_str(&edit.text);
        text.get(edit.span.range())?;
        at = edit.span.end;
    }
    edited.push_str(text.get(at..)?);
    Some(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_are_made_together() {
        let edits = [edit(0, 1, "A"), edit(2, 2, "-"), edit(3, 4, "")];
        assert_eq!(apply("abcd", &edits).as_deref(), Some("Ab-c"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(apply("abcd", &[edit(2, 9, "")]), None);
        assert_eq!(apply("abcd", &[edit(0, 3, ""), edit(2, 4, "")]), None);
        assert_eq!(apply("é", &[edit(1, 2, "")]), None);
    }
}
