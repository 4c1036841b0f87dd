//! What stands in a text, parsed once.

use std::cell::OnceCell;

use crate::json::Text;
use crate::language::Language;

/// A text in one of the sub-languages, parsed when somebody asks.
pub(crate) struct Parsed<'d, L> {
    pub(crate) text: &'d Text<'d>,
    /// In a box: most entries of a list have only one of the languages, and some none.
    parsed: OnceCell<Box<L>>,
}

impl<'d, L: Language> Parsed<'d, L> {
    pub(crate) fn new(text: &'d Text<'d>) -> Self {
        Self { text, parsed: OnceCell::new() }
    }

    pub(crate) fn get(&self) -> &L {
        self.parsed.get_or_init(|| Box::new(L::parse(self.text.as_str())))
    }

    /// What is left when nobody asks any more: it may be large, and what is kept of it need not be a copy.
    pub(crate) fn into_parsed(self) -> L {
        let parsed = self.parsed.into_inner();
        parsed.map_or_else(|| L::parse(self.text.as_str()), |parsed| *parsed)
    }
}
