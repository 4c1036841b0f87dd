//! What a team has decided: levels, exceptions with their reasons, what values look like.

mod keys;

use std::collections::BTreeMap;
use std::fmt;

use crate::conventions::Conventions;
use crate::report::Finding;
use crate::rule::{Group, Level, Rule};

#[cfg_attr(not(feature = "cli"), expect(unused_imports, reason = "the command explains them"))]
pub(crate) use keys::{IGNORE_KEYS, KEYS, Key, KeyKind, MOST_DAYS};

/// What a policy may say of a rule or a group.
pub(crate) const LEVELS: [&str; 4] = ["off", "note", "warning", "error"];

/// A policy file, parsed.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    rules: BTreeMap<&'static str, Setting>,
    groups: BTreeMap<Group, Setting>,
    conventions: Conventions,
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

    /// What is written so.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Setting::Off),
            "note" => Some(Setting::Level(Level::Note)),
            "warning" => Some(Setting::Level(Level::Warning)),
            "error" => Some(Setting::Level(Level::Error)),
            _ => None,
        }
    }
}

/// What is wrong with a policy file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PolicyError;

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policy cannot be read")
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// Reads a policy file (TOML 1.0).
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    pub fn parse(_text: &str) -> Result<Self, PolicyError> {
        Ok(Self::default())
    }

    /// Whether the file of that path, relative to the policy's folder, shall not be looked at.
    pub fn excludes(&self, _path: &str) -> bool {
        false
    }

    /// What it says of the rule itself.
    pub(crate) fn of_rule(&self, rule: &Rule) -> Option<Setting> {
        self.rules.get(rule.name).copied()
    }

    /// What it says of the rule, or else of its group.
    pub(crate) fn setting(&self, rule: &Rule) -> Option<Setting> {
        self.of_rule(rule).or_else(|| self.groups.get(&rule.group).copied())
    }

    /// The `[[ignore]]`, from 0, that waves the finding in the document of that path through.
    pub(crate) fn ignores(&self, _path: &str, _finding: &Finding) -> Option<usize> {
        None
    }

    /// What it says of values.
    pub(crate) fn conventions(&self) -> &Conventions {
        &self.conventions
    }
}
