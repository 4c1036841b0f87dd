//! Words of several lines.

use super::{Part, Word};
use crate::span::Span;

impl Word {
    /// The word up to its first line break, and with that: behind it stands what somebody forgot to set apart.
    pub(in crate::api::request) fn first_line(&self, text: &str) -> Self {
        let mut word = Self { quoting: self.quoting, ..Self::new(self.span.start) };
        for part in &self.parts {
            let broken = match *part {
                Part::Verbatim(span) => {
                    let written = text.get(span.range()).unwrap_or_default();
                    written.find('\n').map(|at| Part::Verbatim(Span::new(span.start, span.start + at + 1)))
                }
                Part::Encoded('\n', _) | Part::Added("\n", _) => Some(*part),
                _ => None,
            };
            word.parts.push(broken.unwrap_or(*part));
            if broken.is_some() {
                word.span.end = word.parts.last().map_or(self.span.end, |last| last.place().end);
                return word;
            }
        }
        self.clone()
    }

    /// The word without its line breaks.
    pub(in crate::api::request) fn without_line_breaks(&self, text: &str) -> Self {
        let mut word = self.emptied();
        for part in &self.parts {
            match *part {
                Part::Verbatim(span) => {
                    let mut at = span.start;
                    for piece in text.get(span.range()).unwrap_or_default().split_inclusive(['\n', '\r']) {
                        let kept = piece.trim_end_matches(['\n', '\r']).len();
                        if kept > 0 {
                            word.parts.push(Part::Verbatim(Span::new(at, at + kept)));
                        }
                        at += piece.len();
                    }
                }
                Part::Encoded('\n' | '\r', _) | Part::Added("\n", _) => {}
                other => word.parts.push(other),
            }
        }
        word
    }
}
