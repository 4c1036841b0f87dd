//! What a run does with a baseline besides reading it.

use super::{Baseline, Entry, HEAD, read};
use crate::quote::is_control;
use crate::report::{PlainText, Report};
use crate::rule::Draft;
use crate::rules::policy::stale;

impl Baseline {
    /// Whether the text is a baseline, of this version or of another, or was one: what may be overwritten
    /// by a new one.
    pub(crate) fn is_one(text: &str) -> bool {
        text.trim().is_empty() || text.starts_with(HEAD) || read::looks_like_one(text)
    }

    /// The paths of the entries, each with its number.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (usize, &str, &'static str)> {
        self.entries.iter().enumerate().map(|(number, entry)| (number, entry.path.as_str(), entry.rule))
    }

    /// Whether the entry says the same as an earlier one.
    fn is_double(&self, number: usize, entry: &Entry) -> bool {
        self.index.get(&entry.key()).is_some_and(|first| *first != number)
    }

    /// What a run has to say about the entries: `is_gone` tells of an entry, by its number, why it hides
    /// nothing any more.
    pub(crate) fn drafts(&self, is_gone: impl Fn(usize) -> Option<Gone>) -> Vec<Draft> {
        let draft = |(number, entry): (usize, &Entry)| {
            let is_never = crate::rules::rule(entry.rule).is_some_and(|rule| !rule.can_be_known());
            let gone = if is_never { Some(Gone::Never) } else { is_gone(number) };
            let gone = gone.filter(|_| !self.is_double(number, entry))?;
            stale(entry.span, gone, entry.rule, &entry.pointer, &entry.path)
        };
        self.entries.iter().enumerate().filter_map(draft).collect()
    }

    /// Its text, for findings about it.
    pub(crate) fn plain_text(&self) -> PlainText<'_> {
        PlainText::new(&self.text, shown(&self.text))
    }
}

/// Why an entry hides nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Its file was checked, and it was not found.
    Mended,
    /// Its file is gone.
    File,
    /// It could never be known.
    Never,
}

impl Report {
    /// Takes what can be known out of the findings, as if the baseline to which it is added had been there.
    pub(crate) fn keep(&mut self, baseline: &mut Baseline, path: &str) {
        let suppressed = &mut self.suppressed;
        self.findings.retain(|finding| {
            let is_known = baseline.add(path, finding);
            if is_known {
                suppressed.known.push((baseline.knows(path, finding).unwrap_or_default(), true));
                suppressed.worst = suppressed.worst.max(Some(finding.case.level));
            }
            !is_known
        });
    }
}

/// What may be shown of the text, byte for byte as long: somebody may have edited it.
fn shown(text: &str) -> String {
    let masked = crate::mask::mask_text(text);
    let masked = masked.as_deref().unwrap_or(text);
    let mut shown = String::with_capacity(masked.len());
    for character in masked.chars() {
        match character {
            '\n' | '\r' | '\t' => shown.push(character),
            _ if is_control(character) => shown.push_str(crate::quote::stand_in(character)),
            _ => shown.push(character),
        }
    }
    shown
}
