//! Findings about an update together with what is stored, brought back to the update.

use super::fingerprint::{Shown, fingerprint};
use super::place::pointer;
use crate::derived::Derived;
use crate::json::Document;
use crate::mask::Masked;
use crate::rule::{Draft, Group, Standing};
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
        let is_about_stored = standing.stored().is_some();
        if is_about_stored && matches!(draft.rule.group, Group::Mapping | Group::Chain) {
            let name = self.name(draft.span);
            let anew = match draft.help.take() {
                Some(help) => format!("{help}; "),
                None => String::new(),
            };
            draft.help = Some(format!("{anew}what is stored is replaced by all of `{name}`, sent anew"));
        }
        let cause = draft.related.iter().position(|(span, _)| is_about_stored && !is_stored(*span));
        let cause = cause.map(|index| self.derived.span(draft.related.remove(index).0).span);
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
