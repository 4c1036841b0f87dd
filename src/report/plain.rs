//! Findings in a text that is no payload: a policy, a file of known findings.

use super::Place;
#[cfg(any(test, feature = "cli"))]
use super::{Finding, Way, placed};
use crate::lines::LineIndex;
use crate::mask::Masked;
#[cfg(any(test, feature = "cli"))]
use crate::rule::{Draft, Level};
use crate::span::Span;
use crate::wiped::Hidden;

/// A text that findings are about though no rule judges it.
#[derive(Debug)]
pub(crate) struct PlainText<'t> {
    text: Hidden<'t>,
    masked: Masked,
}

impl<'t> PlainText<'t> {
    /// The text, and what may be shown of it: as long, byte for byte.
    pub(crate) fn new(text: &'t str, masked: String) -> Self {
        debug_assert_eq!(text.len(), masked.len(), "offsets have to stay");
        let lines = LineIndex::new(text.as_bytes());
        Self { text: Hidden::Borrowed(text), masked: Masked::new(masked, lines) }
    }

    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            span,
            location: self.masked.lines().location(self.text.as_bytes(), span),
            pointer: String::new(),
            source: self.masked.clone(),
        }
    }

    /// What may be shown of the text at `span`.
    pub(crate) fn shown(&self, span: Span) -> &str {
        self.masked.text().get(span.range()).unwrap_or_default()
    }

    /// The findings that the drafts make, of these levels, in the order of the text.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn findings(&self, mut drafts: Vec<(Option<Level>, Draft)>) -> Vec<Finding> {
        drafts.sort_by_key(|(_, draft)| draft.span);
        placed(drafts, self.text.as_bytes(), &self.masked, &[], |_| (String::new(), Way::NONE))
    }
}
