//! The cases that a rule tells apart: level, consequence, grounds.

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Advice.
    Note,
    /// Very likely a mistake, or a security risk.
    Warning,
    /// The contract is broken; or it is applied and logins then fail; or a secret is exposed.
    Error,
}

impl Level {
    /// `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// What comes of it. Every accepted update restarts the database, node by node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Consequence {
    /// The server was seen to refuse it.
    Refused,
    /// The documented contract is broken; what the server answers is not recorded.
    Breach,
    /// Accepted, the database restarts, and logins fail.
    LockedOut,
    /// A secret, a connection or too much trust is given away.
    Exposed,
    /// Probably not what was meant.
    Suspicious,
    /// It works; it could be better.
    Advice,
}

impl Consequence {
    /// As in reports: `refused`, `breach`, `locked-out`, `exposed`, `suspicious`, `advice`.
    pub fn name(self) -> &'static str {
        match self {
            Consequence::Refused => "refused",
            Consequence::Breach => "breach",
            Consequence::LockedOut => "locked-out",
            Consequence::Exposed => "exposed",
            Consequence::Suspicious => "suspicious",
            Consequence::Advice => "advice",
        }
    }

    /// In a few words, for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Consequence::Refused => "the API refuses it",
            Consequence::Breach => "breaks the contract",
            Consequence::LockedOut => "logins would fail",
            Consequence::Exposed => "gives something away",
            Consequence::Suspicious => "probably not meant",
            Consequence::Advice => "advice",
        }
    }
}

/// On what grounds a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The documented contract of the operation.
    Contract(&'static str),
    /// Another page of the vendor.
    Documented(&'static str),
    /// A server's reply that was seen.
    Recorded(&'static str),
    /// Another implementation was run.
    Measured(&'static str),
    /// An RFC or another standard.
    Standard(&'static str),
    /// Concluded, not seen.
    Inferred(&'static str),
    /// Good practice.
    Advice(&'static str),
}

impl Basis {
    /// `contract`, `documented`, `recorded`, `measured`, `standard`, `inferred`, `advice`.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Contract(_) => "contract",
            Basis::Documented(_) => "documented",
            Basis::Recorded(_) => "recorded",
            Basis::Measured(_) => "measured",
            Basis::Standard(_) => "standard",
            Basis::Inferred(_) => "inferred",
            Basis::Advice(_) => "advice",
        }
    }

    /// What exactly was documented, seen or measured.
    pub fn text(self) -> &'static str {
        match self {
            Basis::Contract(text)
            | Basis::Documented(text)
            | Basis::Recorded(text)
            | Basis::Measured(text)
            | Basis::Standard(text)
            | Basis::Inferred(text)
            | Basis::Advice(text) => text,
        }
    }
}

/// One of the cases that a rule tells apart.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub(crate) level: Level,
    pub(crate) consequence: Consequence,
    pub(crate) basis: Basis,
    pub(crate) when: &'static str,
    /// The contract is broken by a value that may well work: an error under `strict`.
    pub(crate) strict: bool,
    /// Shown only when asked for, or as an error under `strict`.
    pub(crate) pedantic: bool,
}

impl Case {
    const fn new(level: Level, consequence: Consequence, basis: Basis) -> Self {
        Self { level, consequence, basis, when: "", strict: false, pedantic: false }
    }

    pub(crate) const fn error(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Error, consequence, basis)
    }

    pub(crate) const fn warning(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Warning, consequence, basis)
    }

    pub(crate) const fn note(consequence: Consequence, basis: Basis) -> Self {
        Self::new(Level::Note, consequence, basis)
    }

    /// Says which case it is, of a rule that has several.
    pub(crate) const fn when(self, when: &'static str) -> Self {
        Self { when, ..self }
    }

    /// Marks a documented rule that is broken by a value that may well work.
    pub(crate) const fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    /// Marks advice that most people do not want.
    pub(crate) const fn pedantic(self) -> Self {
        Self { pedantic: true, ..self }
    }

    /// The level by default.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What comes of it.
    pub fn consequence(&self) -> Consequence {
        self.consequence
    }

    /// On what grounds.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Which case it is; empty for a rule that has just one.
    pub fn when_it_applies(&self) -> &'static str {
        self.when
    }

    /// Whether `strict` makes it an error.
    pub fn is_error_under_strict(&self) -> bool {
        self.strict
    }

    /// Whether it is shown only with `pedantic`, or with `strict` if that makes it an error.
    pub fn is_pedantic(&self) -> bool {
        self.pedantic
    }
}
