//! Lists and texts that are too long to be looked into.

use super::{Field, LanguageField, Parsed, Payload, Query, TextField, literal};
use crate::json::{Member, Value};
use crate::language::Language;
use crate::ldap::template::Dialect;
use crate::span::Span;
use crate::x509::bundle::Bundle;

/// How many entries `userToDNMapping` may have to be looked into. A list that has more gets the finding
/// `too-many-mappings`, an error, and none of its entries is judged.
pub const MAX_MAPPINGS: usize = 100_000;

/// How many certificates a member may hold to be looked into, counted by what begins a PEM block,
/// `-----BEGIN`. One that holds more gets the finding `too-many-certificates`, an error, and none of them is
/// judged.
pub const MAX_CERTIFICATES: usize = 100_000;

/// How many bytes a bind name, an expression, a substitution or a query may have to be looked into. One that has more
/// gets the finding `value-too-long`, an error, and is not judged. Of each byte the analyses keep up to some hundred
/// bytes: a bind name of 100 MB took 3 GB.
pub const MAX_TEXT: usize = 131_072;

/// The list of mappings.
pub(crate) const MAPPINGS: &str = "userToDNMapping";

/// What begins a block.
const BEGIN: &str = "-----BEGIN ";

/// A list that is too long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooMany {
    /// The first entry beyond the limit.
    pub(crate) first: Span,
    /// In which member.
    pub(crate) member: &'static str,
}

impl<'d> Payload<'d> {
    /// Whether more is in the document than is looked at.
    pub(crate) fn hits_limit(&self) -> bool {
        self.has_too_many_members() || !self.too_many.is_empty() || !self.too_long.is_empty()
    }

    /// Whether the members that are not the contract's are too many to be looked at.
    pub(crate) fn has_too_many_members(&self) -> bool {
        self.document.is_some_and(|document| document.too_many_members.is_some())
    }

    /// The lists that are too long: they are as if they were not there.
    pub(crate) fn too_many(&self) -> impl Iterator<Item = &TooMany> {
        self.too_many.iter()
    }

    /// Whether the member of that name holds too much to be looked into.
    #[cfg(feature = "cli")]
    pub(crate) fn has_too_many(&self, member: &str) -> bool {
        self.too_many.iter().any(|too_many| too_many.member == member)
    }

    /// A member that holds certificates, if they are not too many.
    pub(super) fn bundle(
        &mut self,
        member: &'d Member<'d>,
        name: &'static str,
    ) -> Option<LanguageField<'d, Bundle>> {
        let Field { key, span, value: text } = literal(member)?;
        // Most texts are too short for so many, or have too few hyphens, and need not be searched: 3 % of a bundle.
        let searched = text.as_str().len() / BEGIN.len() > MAX_CERTIFICATES
            && memchr::memchr_iter(b'-', text.as_str().as_bytes()).count() / 5 > MAX_CERTIFICATES;
        let beyond = searched.then(|| text.as_str().match_indices(BEGIN).nth(MAX_CERTIFICATES)).flatten();
        let Some((at, _)) = beyond else {
            return Some(Field { key, span, value: Parsed::new(text) });
        };
        let first = text.span(at..at + BEGIN.len());
        self.too_many.push(TooMany { first, member: name });
        None
    }

    /// A member in one of the languages, if it is not too long.
    pub(super) fn language<L: Language>(&mut self, member: &'d Member<'d>) -> Option<LanguageField<'d, L>> {
        let literal = self.short(member)?;
        Some(Field { key: literal.key, span: literal.span, value: Parsed::new(literal.value) })
    }

    /// A query, if it is not too long.
    pub(super) fn query(&mut self, member: &'d Member<'d>, dialect: Dialect) -> Option<Field<Query<'d>>> {
        let Field { key, span, value } = self.short(member)?;
        Some(Field { key, span, value: Query::new(value, dialect) })
    }

    /// A string that is no placeholder and not too long.
    fn short(&mut self, member: &'d Member<'d>) -> Option<TextField<'d>> {
        let literal = literal(member)?;
        if literal.value.as_str().len() <= MAX_TEXT {
            return Some(literal);
        }
        self.too_long.push(literal.span);
        None
    }

    /// The texts that are too long: they are as if they were not there.
    pub(crate) fn too_long(&self) -> &[Span] {
        &self.too_long
    }

    /// The entries of the list of mappings, if they are not too many.
    pub(super) fn unless_too_many(&mut self, items: &'d [Value<'d>]) -> Option<&'d [Value<'d>]> {
        let Some(beyond) = items.get(MAX_MAPPINGS) else { return Some(items) };
        self.too_many.push(TooMany { first: beyond.span, member: MAPPINGS });
        None
    }
}

#[cfg(test)]
mod tests {
    use super::MAX_MAPPINGS;
    use crate::json::MOST_ITEMS;

    #[test]
    fn as_many_items_are_kept_as_show_that_there_are_too_many() {
        assert_eq!(MOST_ITEMS, MAX_MAPPINGS + 1);
    }
}
