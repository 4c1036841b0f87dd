//! Findings about a document that stands in another text: shown there.

use super::{Finding, PlainText, Related};
use crate::derived::Derived;
use crate::fix::Fix;
use crate::rule::Draft;

impl Finding {
    /// The same in the file that the document was taken from. A related place that is not in the file is
    /// shown at what stands for it there; a fix is left out if one of its edits cannot be made there.
    pub(crate) fn relocated(self, document: &Derived, file: &PlainText<'_>) -> Finding {
        let pointer = self.place.pointer;
        let place = super::Place { pointer, ..file.place(document.span(self.place.span).span) };
        let related = self.related.into_iter().map(|related| {
            let found = document.span(related.place.span).span;
            let place = super::Place { pointer: related.place.pointer, ..file.place(found) };
            Related { message: related.message, place }
        });
        let fix = self.fix.and_then(|fix| of_file(&fix, document));
        Finding {
            place,
            related: related.collect(),
            #[cfg(feature = "cli")]
            edits: (fix.iter().flat_map(|fix| &fix.edits))
                .map(|edit| file.place(edit.span).location)
                .collect(),
            fix,
            shown: Default::default(),
            rule: self.rule,
            case: self.case,
            level: self.level,
            message: self.message,
            help: self.help,
            fingerprint: self.fingerprint,
            needs_current: self.needs_current,
        }
    }
}

impl Draft {
    /// The same in the file that the document was taken from. `elsewhere` says in words what is not there.
    pub(crate) fn relocated(self, document: &Derived, elsewhere: impl Fn(crate::Span) -> String) -> Draft {
        let found = document.span(self.span);
        let message = match found.is_elsewhere {
            true => format!("{}: {}", elsewhere(self.span), self.message),
            false => self.message,
        };
        let related = self.related.into_iter().map(|(span, message)| {
            let found = document.span(span);
            match found.is_elsewhere {
                true => (found.span, format!("{}: {message}", elsewhere(span))),
                false => (found.span, message),
            }
        });
        Draft {
            span: found.span,
            message,
            related: related.collect(),
            fix: self.fix.and_then(|fix| of_file(&fix, document)),
            rule: self.rule,
            case: self.case,
            help: self.help,
            standing: self.standing,
        }
    }
}

fn of_file(fix: &Fix, document: &Derived) -> Option<Fix> {
    let edits = fix.edits.iter().map(|edit| document.edit(edit)).collect::<Option<Vec<_>>>()?;
    Some(Fix { safety: fix.safety, edits })
}
