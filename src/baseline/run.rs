//! What a run does with a baseline besides reading it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Baseline, Entry, HEAD, known_rule, read};
use crate::mask::{mask_json, mask_text, secrets_in_json};
use crate::report::{Finding, PlainText, Report};
use crate::rule::Draft;
use crate::rules::policy::{Gone, stale, stale_file};
use crate::span::Span;

impl Baseline {
    /// Whether the text is a baseline, of this version or of another, or was one: what may be overwritten
    /// by a new one.
    pub(crate) fn is_one(text: &str) -> bool {
        text.trim().is_empty() || text.starts_with(HEAD) || read::looks_like_one(text)
    }

    /// The paths of the entries, each with its number.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (usize, &str)> {
        self.entries.iter().enumerate().map(|(number, entry)| (number, entry.path.as_str()))
    }

    /// Whether the entry says the same as an earlier one.
    fn is_double(&self, number: usize, entry: &Entry) -> bool {
        self.index.get(&entry.key()).is_some_and(|first| *first != number)
    }

    /// What a run has to say about the entries: `is_gone` tells of an entry, by its number, why it hides
    /// nothing any more. Of a file that is gone it is said once.
    pub(crate) fn drafts(&self, is_gone: impl Fn(usize) -> Option<Gone>) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut files: BTreeMap<&str, (&Entry, usize)> = BTreeMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let gone = if entry.is_never() { Some(Gone::Never) } else { is_gone(number) };
            match gone.filter(|_| !self.is_double(number, entry)) {
                None => {}
                Some(Gone::File) => files.entry(&entry.path).or_insert((entry, 0)).1 += 1,
                Some(gone) => {
                    drafts.extend(entry.stale(gone));
                }
            }
        }
        drafts.extend(files.into_values().filter_map(|(entry, count)| match count {
            1 => entry.stale(Gone::File),
            _ => stale_file(entry.span, &entry.shown().0, count),
        }));
        drafts
    }

    /// Which of the entries of the document of that path hide nothing any more, given what was found in it,
    /// whether it was known what is stored, and `all` that would be found with whatever options, if it can be looked into.
    pub(crate) fn mended(
        &self,
        mut open: BTreeSet<usize>,
        path: &str,
        report: &Report,
        is_current_known: bool,
        all: impl FnOnce() -> Option<Vec<Vec<Finding>>>,
    ) -> BTreeSet<usize> {
        for (entry, _) in &report.suppressed.known {
            open.remove(entry);
        }
        open.retain(|number| {
            let entry = self.entries.get(*number);
            let is_looked_for = |entry: &Entry| is_current_known || !entry.needs_current;
            let entry = entry.filter(|entry| is_looked_for(entry));
            entry.is_some_and(|entry| !report.has_unseen(entry.rule))
        });
        if open.is_empty() {
            return open;
        }
        // Of what cannot be read as JSON nothing is known.
        let Some(all) = all() else { return BTreeSet::new() };
        for entry in all.iter().flatten().filter_map(|finding| self.knows(path, finding)) {
            open.remove(&entry);
        }
        // What is new of the same kind may well be what was known, in another wording or at another entry.
        let mut new: HashMap<(&str, String), usize> = HashMap::new();
        for finding in &report.findings {
            *new.entry((finding.rule.name, without_numbers(&finding.place.pointer))).or_default() += 1;
        }
        open.retain(|number| {
            let Some(entry) = self.entries.get(*number) else { return false };
            match new.get_mut(&(entry.rule, without_numbers(&entry.pointer))) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        });
        open
    }

    /// With other names for the documents, where there are any.
    pub(crate) fn renamed(mut self, mut name: impl FnMut(&str) -> Option<String>) -> Self {
        for entry in &mut self.entries {
            if let Some(name) = name(&entry.path) {
                entry.path = name;
            }
        }
        self.index.clear();
        for (number, entry) in self.entries.iter().enumerate() {
            self.index.entry(entry.key()).or_insert(number);
        }
        self
    }

    /// Takes over the other's entries of documents that stay, and says how many.
    pub(crate) fn take(&mut self, other: &Baseline, mut stays: impl FnMut(&str) -> bool) -> usize {
        let before = self.entries.len();
        for entry in other.entries.iter().filter(|entry| !entry.is_never()) {
            if stays(&entry.path)
                && let std::collections::hash_map::Entry::Vacant(place) = self.index.entry(entry.key())
            {
                place.insert(self.entries.len());
                self.entries.push(Entry { span: Span::at(0), ..entry.clone() });
            }
        }
        self.entries.len() - before
    }

    /// Its text, for findings about it.
    pub(crate) fn plain_text(&self) -> PlainText<'_> {
        PlainText::new(&self.text, shown(&self.text))
    }
}

impl Entry {
    /// That it hides nothing any more.
    fn stale(&self, gone: Gone) -> Option<Draft> {
        let (path, pointer) = self.shown();
        stale(self.span, gone, self.rule, &pointer, &path)
    }

    /// Path and pointer, as they may be shown: somebody may have edited them. Names of files are shown as they are,
    /// but URLs, of which a slash may have been lost, are none.
    fn shown(&self) -> (Cow<'_, str>, Cow<'_, str>) {
        let masked = |text| mask_text(text).map_or(Cow::Borrowed(text), Cow::Owned);
        let path = match self.path.contains(":/") && self.path.contains('@') {
            true => Cow::Owned("***".to_owned()),
            false => Cow::Borrowed(&*self.path),
        };
        (path, masked(&self.pointer))
    }

    /// Whether its rule is one of those whose findings are always shown.
    fn is_never(&self) -> bool {
        known_rule(self.rule).is_some_and(|rule| !rule.can_be_known())
    }
}

/// The pointer without the numbers of items.
fn without_numbers(pointer: &str) -> String {
    let is_number = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens: Vec<&str> =
        pointer.split('/').map(|token| if is_number(token) { "-" } else { token }).collect();
    tokens.join("/")
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

/// What may be shown of the text, which is JSON, byte for byte as long: somebody may have edited it.
fn shown(text: &str) -> String {
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - content.len();
    mask_json(content, mark, &secrets_in_json(content, mark))
}
