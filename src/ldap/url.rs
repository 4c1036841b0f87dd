//! Relative LDAP URLs (RFC 4516 §2) as the database splits them: `dn?attributes?scope?filter?extensions`.
//!
//! All ranges are of the text as it was given. What is percent-encoded is decoded part by part, by
//! [`Text::percent_decoded`](crate::json::Text::percent_decoded), so that places in a decoded part still
//! point into the file.

use std::ops::Range;

use crate::language::{Fault, Language};

/// A query, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// Where the base stands: up to the first `?`. Perhaps empty.
    pub(crate) base: Range<usize>,
    /// The slot of the attributes, if there is one; perhaps empty.
    pub(crate) attributes: Option<Range<usize>>,
    pub(crate) scope_at: Option<Range<usize>>,
    /// What the slot of the scope says: `Base` for an empty or absent one; none if it says something else.
    pub(crate) scope: Option<Scope>,
    pub(crate) filter: Option<Range<usize>>,
    /// All that follows the fourth `?`.
    pub(crate) extensions: Option<Range<usize>>,
    pub(crate) faults: Vec<Fault<UrlFault>>,
}

/// How deep below the base (RFC 4511 §4.5.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Base,
    One,
    Sub,
}

/// What the database refuses when it splits the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum UrlFault {
    /// The scope is none of base, one, sub.
    Scope,
    /// A `%` without two hexadecimal digits.
    Percent,
}

impl Language for Url {
    type Fault = UrlFault;

    fn parse(_text: &str) -> Self {
        // (To be written.)
        Self {
            base: 0..0,
            attributes: None,
            scope_at: None,
            scope: Some(Scope::Base),
            filter: None,
            extensions: None,
            faults: Vec::new(),
        }
    }

    fn faults(&self) -> &[Fault<UrlFault>] {
        &self.faults
    }
}
