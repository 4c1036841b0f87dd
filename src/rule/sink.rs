//! Where checks leave what they find.

use super::{Case, Rule};
use crate::fix::{Edit, Fix, Safety};
use crate::json::Text;
use crate::mask::KeyInJson;
use crate::quote::quoted;
use crate::source::Source;
use crate::span::Span;

/// A finding in the making.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) rule: &'static Rule,
    pub(crate) case: &'static Case,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) related: Vec<(Span, String)>,
    pub(crate) fix: Option<Fix>,
    pub(crate) standing: Standing,
}

/// Whether a finding is about what stands in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    #[default]
    InFile,
    /// It is, but has to do with something that is stored.
    BesideStored,
    /// It is about something that is stored: where that stands in the document that was judged, and the
    /// finding's fingerprint there. The span is that of the nearest place in the file.
    Stored { span: Span, print: u64 },
}

impl Standing {
    /// Where it stands in the document that was judged, if not in the file.
    pub(crate) fn stored(self) -> Option<Span> {
        match self {
            Standing::Stored { span, .. } => Some(span),
            Standing::InFile | Standing::BesideStored => None,
        }
    }
}

impl Draft {
    /// A finding of the rule's case of that number, if the row has it.
    pub(crate) fn new(
        rule: &'static Rule,
        case: usize,
        span: Span,
        message: impl Into<String>,
    ) -> Option<Self> {
        let case = rule.cases.get(case);
        // A row without that case is a mistake in the table, which the test that walks it finds.
        debug_assert!(case.is_some(), "{} has no such case", rule.name);
        let message = message.into();
        let (help, related, fix, standing) = (None, Vec::new(), None, Standing::InFile);
        Some(Self { rule, case: case?, span, message, help, related, fix, standing })
    }
}

/// Findings of one case that were too many to be looked at further.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beyond {
    pub(crate) rule: &'static Rule,
    pub(crate) case: &'static Case,
    pub(crate) count: usize,
}

/// Where a check leaves what it finds. It is bound to its rule: a check cannot report under another name.
#[derive(Debug)]
pub(crate) struct Sink<'r> {
    rule: &'static Rule,
    source: &'r Source<'r>,
    drafts: &'r mut Vec<Draft>,
    /// How often each case was reported, by its number. Most rules report nothing, so nothing is made for them.
    counts: Vec<usize>,
    /// Why the rule did not look at everything, if it did not.
    unseen: Option<&'static str>,
}

/// How many findings of one case of a rule are looked at further, of one document: each takes some hundred
/// bytes, and a small document can have very many.
pub(crate) const MOST: usize = 10_000;

/// What an edit writes into a secret of itself, a line break or a boundary, is no longer than this.
const HARMLESS: usize = "-----BEGIN CERTIFICATE-----\n".len();

impl<'r> Sink<'r> {
    pub(crate) fn new(rule: &'static Rule, source: &'r Source<'r>, drafts: &'r mut Vec<Draft>) -> Self {
        Self { rule, source, drafts, counts: Vec::new(), unseen: None }
    }

    /// Whether nothing was said.
    pub(crate) fn is_silent(&self) -> bool {
        self.counts.is_empty() && self.unseen.is_none()
    }

    /// The cases of which there was more than is taken, and how much more.
    pub(crate) fn beyond(&self) -> impl Iterator<Item = Beyond> {
        let more = |(case, count): (usize, &usize)| (case, count.saturating_sub(MOST));
        let cases = self.counts.iter().enumerate().map(more).filter(|(_, count)| *count > 0);
        cases.filter_map(|(case, count)| {
            Some(Beyond { rule: self.rule, case: self.rule.cases.get(case)?, count })
        })
    }

    /// Says that the rule did not look at something, and why: it stands in `Report::skipped`.
    pub(crate) fn not_analysed(&mut self, reason: &'static str) {
        self.unseen.get_or_insert(reason);
    }

    /// Why the rule did not look at everything, if it did not.
    pub(crate) fn unseen(&self) -> Option<&'static str> {
        self.unseen
    }

    /// Reports the rule's usual case at `span`.
    pub(crate) fn report(&mut self, span: Span, message: impl Into<String>) -> Pending<'_> {
        self.report_case(0, span, message)
    }

    /// Reports the rule's case of that number, as they stand in the row.
    pub(crate) fn report_case(&mut self, case: usize, span: Span, message: impl Into<String>) -> Pending<'_> {
        if self.counts.len() <= case {
            self.counts.resize(case + 1, 0);
        }
        let count = self.counts.get_mut(case);
        let count = count.map_or(0, |count| {
            *count += 1;
            *count
        });
        if count > MOST {
            return Pending { draft: None, source: self.source };
        }
        let index = self.drafts.len();
        self.drafts.extend(Draft::new(self.rule, case, span, message));
        Pending { draft: self.drafts.get_mut(index), source: self.source }
    }

    /// Whether what is still reported of the rule's usual case is counted and nothing else, so that nobody reads its
    /// words: they are most of what it takes to report millions.
    pub(crate) fn only_counts(&self) -> bool {
        self.counts.first().is_some_and(|count| *count >= MOST)
    }

    /// A part of a text for use in a message: printable, cut to a readable length, and masked if it is
    /// secret.
    pub(crate) fn quote(&self, text: &Text<'_>, range: std::ops::Range<usize>) -> String {
        if self.source.is_secret(text.span(range.clone())) {
            return "`***`".to_owned();
        }
        quoted(text.as_str().get(range).unwrap_or_default())
    }

    /// The whole text, as [`Sink::quote`].
    pub(crate) fn quote_all(&self, text: &Text<'_>) -> String {
        self.quote(text, 0..text.as_str().len())
    }

    /// The text of the file at `span`, for an edit that writes it elsewhere; not if a secret is in it.
    pub(crate) fn copy(&self, span: Span) -> Option<&'r str> {
        self.source.copy(span)
    }

    /// The private keys in the document, wherever they stand.
    pub(crate) fn private_keys(&self) -> &'r [KeyInJson] {
        self.source.private_keys()
    }

    /// Whether any of `span` is secret.
    pub(crate) fn is_secret(&self, span: Span) -> bool {
        self.source.is_secret(span)
    }
}

/// The finding just reported, to be completed.
pub(crate) struct Pending<'a> {
    draft: Option<&'a mut Draft>,
    source: &'a Source<'a>,
}

impl Pending<'_> {
    /// What to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.help = Some(help.into());
        }
        self
    }

    /// Another place that has to do with it.
    pub(crate) fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        if let Some(draft) = &mut self.draft {
            draft.related.push((span, message.into()));
        }
        self
    }

    /// Edits that would mend it. None, if one of them would write anew what is secret there: edits stand in
    /// reports as they are.
    pub(crate) fn fix(mut self, safety: Safety, edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut edits: Vec<Edit> = edits.into_iter().collect();
        // They mostly are in order, and to sort them takes as much memory once more.
        if !edits.is_sorted_by_key(|edit| edit.span) {
            edits.sort_by_key(|edit| edit.span);
        }
        if let Some(draft) = &mut self.draft
            && !edits.is_empty()
            && !edits.iter().any(|edit| edit.text.len() > HARMLESS && self.source.is_secret(edit.span))
        {
            draft.fix = Some(Fix { safety, edits });
        }
        self
    }
}
