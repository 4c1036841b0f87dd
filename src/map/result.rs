//! What an entry makes of a name.

use std::fmt;

use serde::Serialize;

use super::veiled::Veiled;
use crate::language::Language as _;
use crate::ldap::dn::Dn;

/// What an entry that matches makes of the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MapResult {
    /// A distinguished name, or what is taken for one.
    Name(MappedName),
    /// A query for the entry whose name it is.
    Query(MappedQuery),
    /// The transformation fails.
    Failed(MapFailure),
}

/// What the database takes for a distinguished name.
#[derive(Clone, PartialEq, Eq)]
pub struct MappedName {
    pub(super) text: Veiled,
    pub(super) dn: Option<Dn>,
}

impl MappedName {
    pub(super) fn new(text: Veiled) -> Self {
        let dn = Some(Dn::parse(text.as_str())).filter(|dn| dn.faults().is_empty());
        Self { text, dn }
    }

    /// As the database uses it.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Parsed; none if it is no distinguished name.
    pub fn dn(&self) -> Option<&Dn> {
        self.dn.as_ref()
    }

    /// Its attributes, as they may be shown; none if it is no distinguished name.
    #[cfg(feature = "cli")]
    pub(crate) fn shown_parts(&self) -> Option<Vec<(String, String)>> {
        // What is masked is masked in its parts as well.
        let masked = self.text.is_masked().then(|| Dn::parse(self.text.shown()));
        let dn = masked.as_ref().or(self.dn.as_ref()).filter(|dn| dn.faults().is_empty())?;
        let parts = dn.rdns().iter().flat_map(|rdn| rdn.attributes());
        Some(parts.map(|part| (part.attribute_type().to_owned(), part.value().to_owned())).collect())
    }

    /// What may be shown of it.
    pub(crate) fn shown(&self) -> &str {
        self.text.shown()
    }
}

impl fmt::Debug for MappedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Serialize for MappedName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            text: &'a str,
            is_dn: bool,
        }
        Row { text: self.text.shown(), is_dn: self.dn.is_some() }.serialize(serializer)
    }
}

/// A search in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MappedQuery {
    pub(super) base: MappedName,
    pub(super) scope: SearchScope,
    pub(super) filter: Veiled,
    pub(super) attributes: Vec<Veiled>,
}

impl MappedQuery {
    /// Where the search begins.
    pub fn base(&self) -> &MappedName {
        &self.base
    }

    /// How deep it goes.
    pub fn scope(&self) -> SearchScope {
        self.scope
    }

    /// What the entries have to be like; empty if nothing is asked.
    pub fn filter(&self) -> &str {
        self.filter.as_str()
    }

    /// The attributes that are asked for.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(Veiled::as_str)
    }

    pub(crate) fn shown_filter(&self) -> &str {
        self.filter.shown()
    }

    #[cfg(feature = "cli")]
    pub(crate) fn shown_attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(Veiled::shown)
    }
}

/// How deep a search goes (RFC 4511 §4.5.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SearchScope {
    /// The base alone.
    Base,
    /// The entries directly below it.
    One,
    /// The base and all below it.
    Sub,
}

impl SearchScope {
    /// `base`, `one`, `sub`.
    pub fn name(self) -> &'static str {
        match self {
            SearchScope::Base => "base",
            SearchScope::One => "one",
            SearchScope::Sub => "sub",
        }
    }
}

/// Why a transformation fails although the expression matches. The next entry is tried then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapFailure {
    /// The query uses `{N}` neither in its base nor in its filter, and every group has to be used.
    GroupNotUsed(usize),
    /// The query uses `{N}`, and the expression has fewer groups.
    NoSuchGroup(usize),
    /// `{}` in a substitution whose expression has no group.
    EmptyBraces,
}

impl fmt::Display for MapFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MapFailure::GroupNotUsed(n) => {
                write!(
                    f,
                    "the query uses {{{n}}} neither in its base nor in its filter, and must use every group"
                )
            }
            MapFailure::NoSuchGroup(n) => write!(f, "the expression has no group for {{{n}}}"),
            MapFailure::EmptyBraces => f.write_str("the database cannot replace `{}`: there is no group"),
        }
    }
}

impl Serialize for MapFailure {
    /// In words.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
