//! What the sub-languages of a payload share.
//!
//! A language *recognises*: a text is parsed once into a value plus its faults, each with its range
//! in the decoded text. It knows no rule and has no words for people; the rules judge.

use std::ops::Range;

/// A sub-language of the payload: host names, distinguished names, PEM bundles …
///
/// What parsing returns is owned: it never borrows the text.
pub(crate) trait Language: Sized {
    /// What can be wrong with a text of this language. It carries data, no prose.
    type Fault;

    /// Recognises `text`; never fails, never panics, at any input.
    fn parse(text: &str) -> Self;

    /// What was wrong with the text, in its order.
    fn faults(&self) -> &[Fault<Self::Fault>];
}

/// Something wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault<K> {
    /// What is wrong.
    pub(crate) kind: K,
    /// Where, as a range of bytes of the decoded text, on character boundaries.
    pub(crate) at: Range<usize>,
}

impl<K> Fault<K> {
    pub(crate) fn new(kind: K, at: Range<usize>) -> Self {
        Self { kind, at }
    }
}
