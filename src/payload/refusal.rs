//! What the database makes of a query before anybody logs in: the rules and the dry run both ask here.

use super::{Query, Templated};
use crate::ldap::template::{Dialect, Foreign, ForeignKind, TokenKind};
use crate::ldap::url::UrlFault;

/// Why the database refuses a query when it starts.
#[derive(Clone, Copy)]
pub(crate) enum Refusal<'q> {
    /// A `%` without two hexadecimal digits.
    Percent,
    /// The scope is none of base, one, sub.
    Scope,
    /// Something in braces that is no placeholder.
    Braces(Templated<'q>, &'q Foreign),
}

/// How the database reads it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// `{00}` in a mapping: the start takes it.
    LeadingZero,
    /// A brace without its other half.
    Unbalanced,
}

/// Why an authorization query fails for every user, although the database starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// `{PROVIDED_USER}` in the base.
    ProvidedUserInBase,
    /// Neither the base nor the filter has a placeholder.
    NoPlaceholder,
}

impl Templated<'_> {
    /// Whether the database refuses the query for that, when it starts.
    pub(crate) fn is_refused(&self, foreign: &Foreign, dialect: Dialect) -> bool {
        // In a substitution what is no placeholder stays in the name.
        self.slot != super::Slot::Substitution && self.template.is_refused(foreign, dialect)
    }
}

impl Query<'_> {
    /// Why the database refuses the query when it starts.
    pub(crate) fn refusal(&self) -> Option<Refusal<'_>> {
        if let Some(fault) = self.url().faults.first() {
            return Some(match fault.kind {
                UrlFault::Percent => Refusal::Percent,
                UrlFault::Scope => Refusal::Scope,
            });
        }
        // The database looks for placeholders in every part.
        self.templates().find_map(|part| {
            let mut foreign = part.template.foreign.iter();
            let refused = foreign.find(|foreign| part.is_refused(foreign, self.dialect))?;
            Some(Refusal::Braces(part, refused))
        })
    }

    /// What keeps anybody from telling how the database reads the query.
    pub(crate) fn unknown(&self) -> Option<Unknown> {
        let is_zero = |foreign: &Foreign| foreign.kind == ForeignKind::LeadingZero;
        self.templates().find_map(|part| {
            if !part.template.unbalanced.is_empty() {
                return Some(Unknown::Unbalanced);
            }
            let has_zero = part.slot.is_filled() && part.template.foreign.iter().any(is_zero);
            (has_zero && self.dialect == Dialect::Mapping).then_some(Unknown::LeadingZero)
        })
    }

    /// Why the authorization query fails for every user.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let base = &self.base().template.tokens;
        if base.iter().any(|token| token.kind == TokenKind::ProvidedUser) {
            return Some(Failure::ProvidedUserInBase);
        }
        let in_filter = self.filter().is_some_and(|filter| !filter.template.tokens.is_empty());
        (base.is_empty() && !in_filter).then_some(Failure::NoPlaceholder)
    }
}
