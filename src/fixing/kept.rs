//! Where the bytes of a text go when it is edited.

use crate::fix::Edit;
use crate::span::Span;

/// A run of bytes that stands in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) before: usize,
    pub(crate) after: usize,
    pub(crate) length: usize,
}

/// What is kept of a text of that length in which nothing was changed.
pub(crate) fn all_kept(length: usize) -> Vec<Kept> {
    vec![Kept { before: 0, after: 0, length }]
}

/// Edits of a text, by what they do to its places.
#[derive(Debug)]
pub(super) struct Moved(Vec<Move>);

/// What was replaced, and where what was written for it stands afterwards.
#[derive(Clone, Copy, Debug)]
struct Move {
    old: Span,
    new: Span,
}

impl Moved {
    /// Of edits that stand in the order of the file, and do not overlap.
    pub(super) fn new<'e>(edits: impl IntoIterator<Item = &'e Edit>) -> Self {
        // What was inserted so far, and what was removed.
        let (mut more, mut less) = (0, 0);
        let place = |edit: &Edit| {
            let start = edit.span.start + more - less;
            more += edit.text.len();
            less += edit.span.len();
            Move { old: edit.span, new: Span::new(start, start + edit.text.len()) }
        };
        Self(edits.into_iter().map(place).collect())
    }

    /// Where a span stands afterwards: what is left of it, and what was written inside of it. Empty if all
    /// of it is gone.
    pub(super) fn image(&self, span: Span) -> Span {
        let start = match self.before(|edit| edit.start <= span.start && edit.end <= span.start) {
            (_, Some(Move { old, new })) if old.start <= span.start && old.end > span.start => new.start,
            (Some(Move { old, new }), _) => new.end + (span.start - old.end),
            (None, _) => span.start,
        };
        let end = match self.before(|edit| edit.start < span.end) {
            (Some(Move { old, new }), _) => new.end + span.end.saturating_sub(old.end),
            (None, _) => span.end,
        };
        Span::new(start, end)
    }

    /// The last edit for which that holds, which holds for all before it, and the one behind.
    fn before(&self, holds: impl Fn(Span) -> bool) -> (Option<&Move>, Option<&Move>) {
        let next = self.0.partition_point(|edit| holds(edit.old));
        (next.checked_sub(1).and_then(|last| self.0.get(last)), self.0.get(next))
    }

    /// Whether an edit touches the span.
    pub(super) fn touches(&self, span: Span) -> bool {
        let (last, next) = self.before(|edit| edit.end <= span.start);
        last.into_iter().chain(next).any(|edit| edit.old.overlaps(span))
    }

    /// What is kept of a text if those edits are made in the second one.
    pub(super) fn through(&self, kept: &[Kept]) -> Vec<Kept> {
        let mut left = Vec::with_capacity(kept.len() + self.0.len());
        let mut edits = self.0.iter().peekable();
        // How far the bytes behind the edits so far have moved: forward, and backward.
        let (mut more, mut less) = (0, 0);
        for run in kept {
            let end = run.after + run.length;
            let mut at = run.after;
            let mut keep = |from: usize, to: usize, more: usize, less: usize| {
                if from < to {
                    let before = run.before + (from - run.after);
                    left.push(Kept { before, after: from + more - less, length: to - from });
                }
            };
            while let Some(Move { old, new }) = edits.peek().filter(|edit| edit.old.start < end) {
                keep(at, old.start, more, less);
                at = at.max(old.end.min(end));
                if old.end > end {
                    // It goes on behind the run.
                    break;
                }
                more += new.len();
                less += old.len();
                edits.next();
            }
            keep(at, end, more, less);
        }
        left
    }
}
