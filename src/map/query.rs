//! Queries with their placeholders: of a mapping, and the authorization query.

use std::borrow::Cow;

use super::result::{MappedName, MappedQuery, SearchScope};
use super::veiled::{Veiled, VeiledTemplate};
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::DnTemplate;
use crate::ldap::filter::Filter;
use crate::ldap::template::{Dialect, TokenKind};
use crate::ldap::url::Scope;
use crate::payload::{Query, Refusal, Unknown};

/// A query, split and decoded, so that only its placeholders are left to be replaced.
pub(super) struct QueryTemplate {
    pub(super) base: VeiledTemplate,
    /// The base, parsed.
    pub(super) name: DnTemplate,
    pub(super) filter: VeiledTemplate,
    /// The filter, parsed.
    pub(super) tree: Filter,
    scope: SearchScope,
    attributes: Vec<Veiled>,
}

/// Why nothing can be made of a query.
pub(super) enum NoQuery {
    /// The database refuses it when it starts.
    Refused(Cow<'static, str>),
    /// Nobody knows how the database reads it.
    Unknown(Cow<'static, str>),
}

impl QueryTemplate {
    /// Splits a query; or why nothing can be made of it.
    pub(super) fn new(text: &str, dialect: Dialect) -> Result<Self, NoQuery> {
        // A mask has the length of what it hides, so the ranges hold for both.
        let whole = Veiled::of_payload(text);
        let text = Text::plain(text);
        let query = Query::new(&text, dialect);
        if let Some(refusal) = query.refusal() {
            return Err(NoQuery::Refused(refused(refusal, dialect, &whole)));
        }
        if let Some(unknown) = query.unknown() {
            return Err(NoQuery::Unknown(words(unknown)));
        }
        let url = query.url();
        let part = |range: Option<std::ops::Range<usize>>| {
            whole.map(|text| decoded(text, range.clone().unwrap_or_default()))
        };
        let attributes = part(url.attributes.clone());
        let template = |text: Veiled| VeiledTemplate::new(&text, dialect);
        let (base, filter) = (part(Some(url.base.clone())), part(url.filter.clone()));
        Ok(Self {
            name: DnTemplate::parse(base.as_str()),
            tree: Filter::parse(filter.as_str()),
            base: template(base),
            filter: template(filter),
            scope: match url.scope {
                Some(Scope::One) => SearchScope::One,
                Some(Scope::Sub) => SearchScope::Sub,
                Some(Scope::Base) | None => SearchScope::Base,
            },
            attributes: listed(&attributes),
        })
    }

    /// The kinds of the placeholders in the base and the filter.
    pub(super) fn tokens(&self) -> impl Iterator<Item = TokenKind> {
        let tokens = [&self.base, &self.filter].into_iter().flat_map(|part| &part.template().tokens);
        tokens.map(|token| token.kind)
    }

    /// The query with what its placeholders stand for.
    pub(super) fn fill<'v>(
        &self,
        in_base: impl Fn(TokenKind) -> Option<&'v Veiled>,
        in_filter: impl Fn(TokenKind) -> Option<&'v Veiled>,
    ) -> MappedQuery {
        MappedQuery {
            base: MappedName::new(self.base.fill(in_base)),
            scope: self.scope,
            filter: self.filter.fill(in_filter),
            attributes: self.attributes.clone(),
        }
    }
}

/// The percent-decoded stretch of a query.
fn decoded(text: &str, range: std::ops::Range<usize>) -> String {
    Text::plain(text).percent_decoded(range).as_str().to_owned()
}

/// The attributes of a slot.
fn listed(slot: &Veiled) -> Vec<Veiled> {
    match slot.as_str() {
        "" => Vec::new(),
        list => list.split(',').map(Veiled::of_payload).collect(),
    }
}

/// Why the database refuses the query when it starts, in words.
fn refused(refusal: Refusal<'_>, dialect: Dialect, whole: &Veiled) -> Cow<'static, str> {
    let (part, foreign) = match refusal {
        Refusal::Percent => return "a `%` without two hexadecimal digits in the query".into(),
        Refusal::Scope => return "the scope is none of base, one, sub".into(),
        Refusal::Braces(part, foreign) => (part, foreign),
    };
    let stretch = part.text.as_str().get(foreign.at.clone()).unwrap_or_default();
    // What is masked is not shown.
    let shown = decoded(whole.shown(), 0..whole.shown().len());
    let is_shown = whole.shown().contains(stretch) || shown.contains(stretch);
    let quoted = if is_shown { crate::quote::quoted(stretch) } else { "what stands in braces".into() };
    match dialect {
        Dialect::Mapping => format!("{quoted} is no placeholder of a query: those are {{0}}, {{1}} …").into(),
        Dialect::Authorization => {
            format!("{quoted} is no placeholder: those are {{USER}} and {{PROVIDED_USER}}").into()
        }
    }
}

fn words(unknown: Unknown) -> Cow<'static, str> {
    match unknown {
        Unknown::LeadingZero => {
            "the query has a placeholder with a leading zero, and how it is read is not known".into()
        }
        Unknown::Unbalanced => {
            "the query has a brace without its other half, and whether the database starts with it is not known"
                .into()
        }
    }
}
