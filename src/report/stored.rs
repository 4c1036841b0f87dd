//! Findings about an update together with what is stored, brought back to the update.

use super::fingerprint::{Shown, fingerprint};
use super::place::pointer;
use crate::derived::Derived;
use crate::json::Document;
use crate::mask::Masked;
use crate::rule::{Draft, Group, Standing};
use crate::rules::document::limits::LIMITS;
use crate::source::Source;
use crate::span::Span;

/// The way back from the configuration as it will be to the update.
pub(crate) struct Back<'e> {
    derived: &'e Derived,
    source: &'e Source<'e>,
    document: &'e Document<'e>,
    shown: Shown<'e>,
}

impl<'e> Back<'e> {
    /// From the document that was derived from the update; `masked` is what may be shown of it. None, if
    /// it could not be read.
    pub(crate) fn new(derived: &'e Derived, source: &'e Source<'e>, masked: &'e Masked) -> Option<Self> {
        let document = source.document()?;
        Some(Self { derived, source, document, shown: Shown::new(masked.text(), source.secrets()) })
    }

    /// The same about the update. What is found in a stored member is shown at the place of the update
    /// that it has to do with; else where the member would be.
    pub(crate) fn bring(&self, mut draft: Draft) -> Draft {
        let is_stored = |span: Span| self.derived.span(span).is_elsewhere;
        let standing = match is_stored(draft.span) {
            true => {
                let (_, way) = pointer(self.document, draft.span, self.source);
                Standing::Stored { span: draft.span, print: fingerprint(&draft, way, &self.shown) }
            }
            false if draft.related.iter().any(|(span, _)| is_stored(*span)) => Standing::BesideStored,
            false => Standing::InFile,
        };
        if standing.stored().is_none() {
            let brought = draft.relocated(self.derived, |span| self.describe(span));
            return Draft { standing, ..brought };
        }
        let mut cause = None;
        let mut told = Vec::from_iter(draft.help.take());
        for (span, message) in std::mem::take(&mut draft.related) {
            match is_stored(span) {
                // One place of the update stands for both: shown twice, it says nothing.
                true => told.push(format!("{}: {message}", self.describe(span))),
                false if cause.is_none() => cause = Some(self.derived.span(span).span),
                false => draft.related.push((span, message)),
            }
        }
        if matches!(draft.rule.group, Group::Mapping | Group::Chain) || LIMITS.contains(&draft.rule.name) {
            told.push(format!("to mend what is stored, send all of `{}` anew", self.name(draft.span)));
        }
        draft.help = (!told.is_empty()).then(|| told.join("; "));
        let brought = draft.relocated(self.derived, |span| self.describe(span));
        Draft { span: cause.unwrap_or(brought.span), standing, ..brought }
    }

    /// Which stored member it is.
    fn describe(&self, span: Span) -> String {
        format!("stored `{}`", pointer(self.document, span, self.source).0)
    }

    /// The setting to which the place belongs.
    fn name(&self, span: Span) -> String {
        let pointer = pointer(self.document, span, self.source).0;
        pointer.split('/').nth(2).unwrap_or_default().to_owned()
    }
}
