//! One fault is one finding: what merely follows from another finding is dropped.

use crate::rule::{Draft, Level};
use crate::span::Span;

/// Without those that yield to a finding on the same place. What is not shown silences nobody; and what
/// the mode has made heavier than it is yields only to what weighs as much, so that `--strict` loses no
/// error to a warning.
pub(super) fn yielding(drafts: Vec<(Option<Level>, Draft)>) -> Vec<(Option<Level>, Draft)> {
    if drafts.len() < 2 || drafts.iter().all(|(_, draft)| draft.rule.yields_to.is_empty()) {
        return drafts;
    }
    // What is stored stands nowhere in the file: it is compared among itself, where it was judged.
    let place = |draft: &Draft| match draft.standing.stored() {
        Some(span) => (true, span),
        None => (false, draft.span),
    };
    let mut spans: std::collections::HashMap<(&str, Level, bool), Reach> = std::collections::HashMap::new();
    for (level, draft) in &drafts {
        if let Some(level) = level {
            let (is_stored, span) = place(draft);
            spans.entry((draft.rule.name, *level, is_stored)).or_default().0.push((span, 0));
        }
    }
    spans.values_mut().for_each(Reach::sort);
    let yields = |level: Option<Level>, draft: &Draft| {
        let least = level.filter(|level| *level > draft.case.level).unwrap_or(Level::Note);
        let levels = [Level::Note, Level::Warning, Level::Error].into_iter().filter(|level| *level >= least);
        let (is_stored, span) = place(draft);
        let rivals =
            levels.flat_map(|level| draft.rule.yields_to.iter().map(move |name| (*name, level, is_stored)));
        rivals.filter_map(|rival| spans.get(&rival)).any(|reach| reach.overlaps(span))
    };
    let keep: Vec<bool> = drafts.iter().map(|(level, draft)| !yields(*level, draft)).collect();
    drafts.into_iter().zip(keep).filter_map(|(draft, keep)| keep.then_some(draft)).collect()
}

/// Spans by their start, each with the furthest end up to it, so that an overlap is found by bisection.
#[derive(Debug, Default)]
pub(crate) struct Reach(Vec<(Span, usize)>);

impl Reach {
    pub(crate) fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut reach = Self(spans.into_iter().map(|span| (span, 0)).collect());
        reach.sort();
        reach
    }

    fn sort(&mut self) {
        self.0.sort_by_key(|(span, _)| *span);
        let mut furthest = 0;
        for (span, end) in &mut self.0 {
            furthest = furthest.max(visible_end(*span));
            *end = furthest;
        }
    }

    pub(crate) fn overlaps(&self, span: Span) -> bool {
        let until = self.0.partition_point(|(other, _)| other.start < visible_end(span));
        let before = self.0.get(..until).unwrap_or_default();
        before.last().is_some_and(|&(_, furthest)| furthest > span.start)
    }
}

/// An empty span points at the byte behind it.
fn visible_end(span: Span) -> usize {
    span.end.max(span.start + 1)
}
