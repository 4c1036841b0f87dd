//! Findings that are known, so that only new ones are shown.

mod read;
#[cfg(any(test, feature = "cli"))]
mod run;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::sync::LazyLock;

use crate::lines::{LineIndex, Location};
use crate::quote::is_control;
use crate::report::Finding;
use crate::rule::Rule;
use crate::span::Span;
use crate::wiped::Wiped;

/// Known findings, by the path of their document and their fingerprint.
///
/// Findings of rules about secrets in files are never known ([`Rule::can_be_known`]): they are shown in any
/// case.
///
/// ```
/// use std::sync::Arc;
/// use usersec::{Baseline, Linter};
///
/// let body = r#"{"ldap": {"port": 70000}}"#;
/// let mut baseline = Baseline::new();
/// for finding in Linter::new().check(body).findings() {
///     baseline.add("prod.json", finding);
/// }
/// let baseline = Baseline::parse(&baseline.to_text())?;
///
/// let report = Linter::new().baseline(Arc::new(baseline), "prod.json").check(body);
/// assert!(report.findings().is_empty());
/// assert_eq!(report.suppressed().known(), 1);
/// # Ok::<(), usersec::BaselineError>(())
/// ```
#[derive(Clone, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    /// The first entry with that path, rule and fingerprint.
    index: HashMap<Key, usize>,
    /// What it was read from.
    #[cfg_attr(not(any(test, feature = "cli")), expect(dead_code, reason = "a run speaks of its places"))]
    text: Wiped,
}

/// A known finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    path: String,
    rule: &'static str,
    /// For people: where it stood.
    pointer: String,
    fingerprint: u64,
    /// Whether it was there only because of what was stored.
    needs_current: bool,
    /// Where it stands in the text.
    span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    path: String,
    rule: &'static str,
    fingerprint: u64,
}

impl Entry {
    fn key(&self) -> Key {
        Key { path: self.path.clone(), rule: self.rule, fingerprint: self.fingerprint }
    }
}

/// Why a text is no baseline, and where.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaselineError {
    message: String,
    span: Span,
    location: Location,
}

impl BaselineError {
    fn new(text: &str, span: Span, message: impl Into<String>) -> Self {
        let location = LineIndex::new(text.as_bytes()).location(text.as_bytes(), span);
        Self { message: message.into(), span, location }
    }

    /// The bytes of the text that are wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The same in lines and columns.
    pub fn location(&self) -> Location {
        self.location
    }
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, .. } = self.location;
        write!(f, "BaselineError({line}:{column}: {})", self.message)
    }
}

impl std::error::Error for BaselineError {}

impl fmt::Debug for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Baseline({} findings)", self.entries.len())
    }
}

/// How a baseline begins.
const HEAD: &str = "{\"version\":1,\"findings\":[";

impl Baseline {
    /// One that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a baseline (JSON, version 1; its schema is `docs/baseline.schema.json`).
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it. An entry of a rule that [can not be
    /// known](Rule::can_be_known) is none: it has no effect.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut baseline =
            Self { entries: read::entries(text)?, index: HashMap::new(), text: Wiped::from(text) };
        for (number, entry) in baseline.entries.iter().enumerate() {
            baseline.index.entry(entry.key()).or_insert(number);
        }
        Ok(baseline)
    }

    /// Adds what was found in the document of that path, relative to the folder in which the baseline is
    /// kept, with `/` between its parts. Says whether it can be known.
    pub fn add(&mut self, path: &str, finding: &Finding) -> bool {
        let entry = Entry {
            path: path.to_owned(),
            rule: finding.rule().name(),
            pointer: finding.pointer().to_owned(),
            fingerprint: finding.fingerprint,
            needs_current: finding.needs_current,
            span: Span::at(0),
        };
        if finding.rule().can_be_known()
            && let std::collections::hash_map::Entry::Vacant(place) = self.index.entry(entry.key())
        {
            place.insert(self.entries.len());
            self.entries.push(entry);
        }
        finding.rule().can_be_known()
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// As it is kept in a file: JSON with a line for each finding, sorted, so that little changes between
    /// two versions.
    pub fn to_text(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort();
        let mut text = HEAD.to_owned();
        for (number, entry) in entries.into_iter().enumerate() {
            let Entry { path, rule, pointer, fingerprint, needs_current, .. } = entry;
            let current = if *needs_current { ",\"current\":true" } else { "" };
            let (path, pointer) = (literal(path), literal(pointer));
            text.push_str(if number == 0 { "\n" } else { ",\n" });
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{{\"path\":{path},\"rule\":\"{rule}\",\"pointer\":{pointer},\"fingerprint\":\"{fingerprint:016x}\"{current}}}"
            );
        }
        text.push_str("\n]}\n");
        text
    }

    /// The entry, from 0, that knows the finding in the document of that path.
    pub(crate) fn knows(&self, path: &str, finding: &Finding) -> Option<usize> {
        if !finding.rule.can_be_known() || self.entries.is_empty() {
            return None;
        }
        let key = Key { path: path.to_owned(), rule: finding.rule.name, fingerprint: finding.fingerprint };
        self.index.get(&key).copied()
    }
}

/// The text as a JSON string, with what plays tricks on a terminal escaped as well.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            _ if is_control(character) => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    let _ = write!(literal, "\\u{unit:04x}");
                }
            }
            _ => literal.push(character),
        }
    }
    literal.push('"');
    literal
}

/// The rule of that name, as an entry may have it. There may be very many entries.
fn known_rule(name: &str) -> Option<&'static Rule> {
    static RULES: LazyLock<HashMap<&str, &Rule>> =
        LazyLock::new(|| crate::rules::rules().map(|rule| (rule.name, rule)).collect());
    RULES.get(name).copied()
}
