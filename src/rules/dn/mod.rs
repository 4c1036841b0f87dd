//! Distinguished names: `bindUsername`, substitutions, and the bases of queries, as
//! [`Payload::names`](crate::payload::Payload::names) gives them.

pub(super) mod legacy;
pub(super) mod order;
pub(super) mod special;
pub(super) mod syntax;
#[cfg(test)]
mod tests;
pub(super) mod types;
pub(super) mod white_space;

use std::ops::Range;

use crate::language::Language as _;
use crate::ldap::dn::{Dn, DnFault};
use crate::rule::Basis;

/// A name that nobody takes.
const NOBODY: Basis =
    Basis::Measured("neither RFC 2253 nor RFC 4514 has it, and ldap_str2dn of OpenLDAP refuses it");

/// Whether any row of this group finds something in the name, so that what merely follows need not be
/// said.
pub(super) fn is_spoken_of(text: &str, dn: &Dn) -> bool {
    !dn.faults().is_empty()
        || legacy::found(dn).next().is_some()
        || special::equals(text, dn).next().is_some()
        || syntax::of_libldap(dn).next().is_some()
        || types::empty(dn).next().is_some()
        || types::unknown(text, dn).next().is_some()
        || white_space::runs(text, dn).next().is_some()
        || order::is_reversed(dn)
}

/// Where a name has the part that excludes the last of the grammars: that weighs more than what else can
/// be said of the part.
fn mixed_at(dn: &Dn) -> Option<&Range<usize>> {
    dn.faults().first().filter(|fault| fault.kind == DnFault::MixedGrammars).map(|fault| &fault.at)
}

/// Whether a placeholder stands in that part of the name.
fn has_token(dn: &Dn, at: &Range<usize>) -> bool {
    let next = dn.tokens().partition_point(|token| token.end <= at.start);
    dn.tokens().get(next).is_some_and(|token| token.start < at.end)
}
