//! Search filters: RFC 4515, and what OpenLDAP's libldap takes, through which the database sends them.
//!
//! Placeholders (`{0}`, `{USER}`) are ordinary characters of a value.

use std::ops::Range;

use crate::language::{Fault, Language};

/// A filter. (Its tree is to be written.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// What libldap refuses.
    pub(crate) faults: Vec<Fault<FilterFault>>,
    /// What libldap takes and RFC 4515 does not.
    pub(crate) remarks: Vec<(Loose, Range<usize>)>,
}

/// What libldap refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum FilterFault {
    /// The text ends where something has to follow.
    Unfinished,
}

/// What libldap takes and RFC 4515 does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Loose {
    /// No parentheses around it all.
    NoParentheses,
}

impl Language for Filter {
    type Fault = FilterFault;

    fn parse(_text: &str) -> Self {
        Self { faults: Vec::new(), remarks: Vec::new() }
    }

    fn faults(&self) -> &[Fault<FilterFault>] {
        &self.faults
    }
}
