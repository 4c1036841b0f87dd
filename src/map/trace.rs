//! What a dry run shows.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::result::{MapResult, MappedName, MappedQuery};
use crate::quote::printable;

/// What the database makes of one user name, rule by rule.
///
/// The accessors give the texts as they are. Serialised, and in `Debug`, secrets of the payload are
/// masked: a query may carry user information, a name a password. The user name is shown.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct MapTrace {
    pub(super) user: String,
    pub(super) outcome: MapOutcome,
    /// The entry of `userToDNMapping` that decides, as far as it is known.
    pub(super) index: Option<usize>,
    pub(super) name: Option<MappedName>,
    pub(super) steps: Vec<MapStep>,
    pub(super) authorization: Option<AuthorizationQuery>,
    pub(super) warnings: Vec<MapWarning>,
}

impl MapTrace {
    /// The name as the user typed it.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// What comes of it.
    pub fn outcome(&self) -> MapOutcome {
        self.outcome
    }

    /// The index of the entry that decides, counted from zero: the one that gives the name, or the first
    /// of which it is not known offline.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// The name that the user gets, where that is certain.
    pub fn name(&self) -> Option<&MappedName> {
        self.name.as_ref()
    }

    /// The entries that were tried, in their order. Where the directory has to be asked, the steps go on
    /// as if it did not help.
    pub fn steps(&self) -> &[MapStep] {
        &self.steps
    }

    /// The query for the user's groups, if there is one.
    pub fn authorization(&self) -> Option<&AuthorizationQuery> {
        self.authorization.as_ref()
    }

    /// What is odd about the result.
    pub fn warnings(&self) -> &[MapWarning] {
        &self.warnings
    }
}

impl fmt::Debug for MapTrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&printable(&json))
    }
}

/// What comes of a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MapOutcome {
    /// It becomes the distinguished name that a substitution gives.
    Name,
    /// There is no mapping: the name is used as it is.
    PassThrough,
    /// The directory decides: the query has to find exactly one entry, or the next entry is tried.
    Query,
    /// No entry gives a name: the login fails.
    NoMatch,
    /// What comes first cannot be told offline.
    CannotTell,
    /// The database refuses the mapping when it starts.
    RefusedAtStart,
}

/// An entry of `userToDNMapping`, tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapStep {
    pub(super) index: usize,
    pub(super) verdict: MapVerdict,
    pub(super) next: MapNext,
    // Boxed, because most entries do not match.
    #[serde(flatten)]
    pub(super) details: Option<Box<Details>>,
}

/// What there is to say of an entry that does more than not match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) engine: Option<&'static str>,
    pub(super) captures: Vec<Option<String>>,
    pub(super) result: Option<MapResult>,
}

impl MapStep {
    /// Which entry, counted from zero.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whether its expression matches the whole name.
    pub fn verdict(&self) -> MapVerdict {
        self.verdict
    }

    /// Why it cannot be told, or why the database refuses the entry.
    pub fn reason(&self) -> Option<&str> {
        self.details.as_ref()?.reason.as_deref()
    }

    /// How the expression was evaluated, where it was not by the automaton that takes linear time.
    pub fn engine(&self) -> Option<&str> {
        self.details.as_ref()?.engine
    }

    /// What the capture groups took: the first is `{0}`; none for a group that took no part.
    pub fn captures(&self) -> &[Option<String>] {
        self.details.as_ref().map(|details| details.captures.as_slice()).unwrap_or_default()
    }

    /// What the name becomes.
    pub fn result(&self) -> Option<&MapResult> {
        self.details.as_ref()?.result.as_ref()
    }

    /// What the database does next.
    pub fn next(&self) -> MapNext {
        self.next
    }
}

/// Whether an expression matches a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MapVerdict {
    /// It matches all of it.
    Matched,
    /// It does not.
    NotMatched,
    /// The database gives up, and goes on as if it did not match.
    LimitExceeded,
    /// Not known offline.
    CannotTell,
    /// The database refuses the entry when it starts.
    RefusedAtStart,
}

/// What the database does after an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MapNext {
    /// The name is found.
    EndsHere,
    /// The next entry is tried.
    FallsThrough,
    /// The next entry is tried unless the query finds exactly one.
    FallsThroughUnlessOneEntry,
    /// Not known offline.
    CannotTell,
    /// It does not start.
    DoesNotStart,
}

/// The query for a user's groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthorizationQuery {
    #[serde(flatten)]
    pub(super) query: Option<MappedQuery>,
    pub(super) is_default: bool,
    /// Whether the body has an empty one, which deletes what is stored.
    #[serde(skip)]
    pub(super) is_deleted: bool,
    pub(super) is_complete: bool,
    pub(super) failure: Option<Cow<'static, str>>,
    /// Whether it is certain that nobody gets in: authorization is on, and the query fails.
    #[serde(skip)]
    pub(super) lets_nobody_in: bool,
}

impl AuthorizationQuery {
    /// The search; none if the template is unusable. Without attributes the entries' own names are the
    /// groups.
    pub fn query(&self) -> Option<&MappedQuery> {
        self.query.as_ref()
    }

    /// Whether the body has no template of its own.
    pub fn is_default(&self) -> bool {
        self.is_default
    }

    /// Whether the template is empty, which deletes what is stored: whether the default then steps in is not
    /// recorded.
    #[cfg(feature = "cli")]
    pub(crate) fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// Whether the user's name is in it: not where the directory decides what that is, and `{USER}`
    /// stands for it.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Why it fails for every user.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

/// Something odd about a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapWarning {
    pub(super) kind: MapWarningKind,
    pub(super) index: Option<usize>,
    pub(super) message: String,
}

impl MapWarning {
    /// What it is about.
    pub fn kind(&self) -> MapWarningKind {
        self.kind
    }

    /// The entry of `userToDNMapping`; none if it is about the authorization query or the name itself.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// In words; secrets are masked, control characters visible.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// What is odd about a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MapWarningKind {
    /// It is no distinguished name.
    NotADn,
    /// A value of the name is empty.
    EmptyValue,
    /// What a group took adds to the name, or takes away: it is not escaped.
    DnInjection,
    /// What a group took reads as another value: it is not escaped.
    ValueChanged,
    /// What was put into a filter makes it another one: it is not escaped.
    FilterInjection,
    /// The filter is none.
    NotAFilter,
    /// Something that looks like a placeholder stays in the text.
    LeftOver,
}
