//! Queries: `ldapQuery`, and `authzQueryTemplate`.

pub(crate) mod attributes;
pub(crate) mod authz_tokens;
#[cfg(test)]
mod authz_tokens_tests;
pub(crate) mod base;
pub(crate) mod encoding;
pub(crate) mod filter;
pub(crate) mod groups;
pub(crate) mod scope;
pub(crate) mod slots;
mod syntax;
#[cfg(test)]
mod tests;
pub(crate) mod url;

use std::ops::Range;

use crate::json::Text;
use crate::ldap::template::{Dialect, Template};
use crate::payload::{Field, Payload, Query, is_blank};
use crate::rule::Basis;

const SPLIT: Basis = Basis::Measured("the database's own splitter was asked about queries of every shape");

/// Every query that says something.
fn queries<'p, 'd>(payload: &'p Payload<'d>) -> impl Iterator<Item = &'p Query<'d>> {
    payload.queries().map(|field| &field.value).filter(|query| !is_blank(query.text.as_str()))
}

/// The authorization query, if it says something.
fn authorization<'p, 'd>(payload: &'p Payload<'d>) -> Option<&'p Query<'d>> {
    let field: Option<&Field<Query<'d>>> = payload.authz_query_template.as_ref();
    field.map(|field| &field.value).filter(|query| !is_blank(query.text.as_str()))
}

impl Query<'_> {
    fn is_of_mapping(&self) -> bool {
        self.dialect == Dialect::Mapping
    }
}

/// How a query spells a part.
fn raw<'q>(query: &'q Query<'_>, range: &Range<usize>) -> &'q str {
    query.text.as_str().get(range.clone()).unwrap_or_default()
}

/// Whether a part has something in it.
fn is_given(range: Option<&Range<usize>>) -> bool {
    range.is_some_and(|range| !range.is_empty())
}

/// Whether a range touches something that is no placeholder and looks like one: of that, other rules speak.
fn touches_foreign(template: &Template, range: &Range<usize>) -> bool {
    overlaps(&template.foreign, |foreign| &foreign.at, range)
        || overlaps(&template.unbalanced, |brace| brace, range)
}

/// Whether a range touches a placeholder: then what is there depends on who logs in.
fn touches_token(template: &Template, range: &Range<usize>) -> bool {
    overlaps(&template.tokens, |token| &token.at, range)
}

/// Whether one of them overlaps the range; they are in the order of the text.
fn overlaps<T>(all: &[T], at: impl Fn(&T) -> &Range<usize>, range: &Range<usize>) -> bool {
    let next = all.partition_point(|one| at(one).end <= range.start);
    all.get(next).is_some_and(|one| at(one).start < range.end)
}

/// The attributes of a query, percent-decoded, with the place of each; none if something else stands in
/// their slot.
struct Attributes<'q> {
    text: &'q Text<'q>,
    template: &'q Template,
}

impl<'q> Attributes<'q> {
    fn of(query: &'q Query<'_>) -> Option<Self> {
        let url = query.url();
        if url.misplaced.is_some_and(|misplaced| misplaced.is_in_attributes()) {
            return None;
        }
        let (text, template) = query.attributes().filter(|(text, _)| !text.as_str().is_empty())?;
        Some(Self { text, template })
    }

    /// Each of them, with what stands between its commas.
    fn items(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        let mut at = 0;
        self.text.as_str().split(',').map(move |item| {
            let range = at..at + item.len();
            at = range.end + 1;
            (range, item)
        })
    }

    /// The edit that takes the item out, with a comma that goes with it.
    fn without(&self, item: &Range<usize>) -> crate::fix::Edit {
        let end = self.text.as_str().len();
        let range = match item.start.checked_sub(1) {
            Some(comma) => comma..item.end,
            None => 0..(item.end + 1).min(end),
        };
        self.text.replace(range, "")
    }
}
