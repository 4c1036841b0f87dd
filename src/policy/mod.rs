//! What a team has decided: levels, exceptions with their reasons, what values look like.

mod error;
mod globs;
mod ignore;
mod keys;
#[cfg(test)]
mod leaks;
mod names;
mod pointer;
mod read;
mod secrets;
mod suggest;
mod syntax;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "cli"))]
pub(crate) mod usage;
mod values;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use error::{PolicyError, PolicyFault};
use globs::Globs;
use ignore::Ignore;
pub(crate) use keys::{IGNORE_KEYS, KEYS, Key, KeyKind, MOST_DAYS};
#[cfg(feature = "cli")]
pub(crate) use names::unknown_rule;
#[cfg(feature = "cli")]
pub(crate) use values::level_meant;

use crate::conventions::Conventions;
use crate::report::Finding;
use crate::rule::{Group, Level, Rule};
use crate::wiped::Wiped;

/// What a policy may say of a rule or a group.
pub(crate) const LEVELS: [&str; 4] = ["off", "note", "warning", "error"];

/// A policy file, parsed.
#[derive(Clone, Default)]
pub struct Policy {
    rules: BTreeMap<&'static str, Setting>,
    groups: BTreeMap<Group, Setting>,
    conventions: Conventions,
    /// Whether policies in folders above are known not to hold here.
    is_root: bool,
    exclude: Globs,
    ignores: Ignores,
    /// The text, and as much of it as may be shown.
    text: Wiped,
    masked: String,
}

/// What a policy says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Its findings are not shown.
    Off,
    /// Its findings are of this level.
    Level(Level),
}

impl Setting {
    /// The level; `None` if nothing is shown.
    pub fn level(self) -> Option<Level> {
        match self {
            Setting::Off => None,
            Setting::Level(level) => Some(level),
        }
    }

    /// As it is written: `off`, `note`, `warning`, `error`.
    pub fn name(self) -> &'static str {
        self.level().map_or("off", Level::name)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads what [`Setting::name`] writes.
impl FromStr for Setting {
    type Err = UnknownSetting;

    fn from_str(name: &str) -> Result<Self, UnknownSetting> {
        Ok(match name {
            "off" => Setting::Off,
            "note" => Setting::Level(Level::Note),
            "warning" => Setting::Level(Level::Warning),
            "error" => Setting::Level(Level::Error),
            _ => return Err(UnknownSetting),
        })
    }
}

/// A text is none of the levels that a policy may name; it says which ones those are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownSetting;

impl fmt::Display for UnknownSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a level is off, note, warning or error")
    }
}

impl std::error::Error for UnknownSetting {}

impl Policy {
    /// Reads a policy file (TOML).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use usersec::{Linter, Policy};
    ///
    /// # fn main() -> Result<(), usersec::PolicyError> {
    /// let policy = Policy::parse("[rules]\nport-plaintext = \"off\"\n")?;
    /// let linter = Linter::new().policy(Arc::new(policy), "prod/body.json");
    /// assert!(linter.check(r#"{"ldap": {"port": 389}}"#).findings().is_empty());
    ///
    /// let error = Policy::parse("[rules]\nport-plaintxt = \"off\"\n").expect_err("a slip");
    /// assert_eq!(error.faults()[0].help(), Some("did you mean `port-plaintext`?"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        read::policy(text)
    }

    /// Whether the file of that path, relative to the policy's folder and with `/` between its parts, shall
    /// not be looked at.
    ///
    /// It is for whoever chooses the files: [`Linter::check`](crate::Linter::check) checks what it is given.
    pub fn excludes(&self, path: &str) -> bool {
        !self.exclude.matching(path).is_empty()
    }

    /// Whether nothing below the folder of that path shall be looked at.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the command walks folders"))]
    pub(crate) fn excludes_folder(&self, path: &str) -> bool {
        !self.exclude.matching_folder(path).is_empty()
    }

    /// Whether policies in folders above are known not to hold here.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the command looks for others"))]
    pub(crate) fn is_root(&self) -> bool {
        self.is_root
    }

    /// What it says of the rule itself.
    pub(crate) fn of_rule(&self, rule: &Rule) -> Option<Setting> {
        self.rules.get(rule.name).copied()
    }

    /// What it says of the rule, or else of its group.
    pub(crate) fn setting(&self, rule: &Rule) -> Option<Setting> {
        self.of_rule(rule).or_else(|| self.groups.get(&rule.group).copied())
    }

    /// The `[[ignore]]`s that hold for the document of that path.
    pub(crate) fn ignores(&self, path: &str) -> Exceptions<'_> {
        self.ignores.of(path)
    }

    /// One that says nothing but this.
    #[cfg(test)]
    pub(crate) fn of_conventions(conventions: Conventions) -> Self {
        Self { conventions, ..Self::default() }
    }

    /// What it says of values.
    pub(crate) fn conventions(&self) -> &Conventions {
        &self.conventions
    }
}

/// Shows none of the text.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("rules", &self.rules)
            .field("groups", &self.groups)
            .field("ignores", &self.ignores.entries.len())
            .finish_non_exhaustive()
    }
}

/// The exceptions of a policy, in their order.
#[derive(Clone, Debug, Default)]
struct Ignores {
    entries: Vec<Ignore>,
    /// Of each entry the path.
    globs: Globs,
}

impl Ignores {
    fn new(entries: Vec<Ignore>, globs: Globs) -> Self {
        Self { entries, globs }
    }

    fn of(&self, path: &str) -> Exceptions<'_> {
        let mut by_rule: BTreeMap<&str, Vec<(usize, &Ignore)>> = BTreeMap::new();
        if !self.entries.is_empty() {
            for number in self.globs.matching(path) {
                if let Some(entry) = self.entries.get(number) {
                    by_rule.entry(entry.rule.name).or_default().push((number, entry));
                }
            }
        }
        Exceptions { by_rule }
    }
}

/// The `[[ignore]]`s that hold for one document: its path is looked up once, whatever is found in it.
#[derive(Debug)]
pub(crate) struct Exceptions<'p> {
    by_rule: BTreeMap<&'p str, Vec<(usize, &'p Ignore)>>,
}

impl Exceptions<'_> {
    /// Those that wave the finding through, numbered from 0 as they stand in the file.
    pub(crate) fn of(&self, finding: &Finding) -> impl Iterator<Item = usize> {
        let entries = self.by_rule.get(finding.rule.name).map(Vec::as_slice).unwrap_or_default();
        let holds = |(_, entry): &&(usize, &Ignore)| entry.pointer.holds(&finding.place.pointer);
        entries.iter().filter(holds).map(|(number, _)| *number)
    }
}
