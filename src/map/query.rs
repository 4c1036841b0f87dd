//! Queries with their placeholders: of a mapping, and the authorization query.

use std::borrow::Cow;

use super::result::{MappedName, MappedQuery, SearchScope};
use super::veiled::{Veiled, VeiledTemplate};
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::DnTemplate;
use crate::ldap::filter::Filter;
use crate::ldap::template::{Dialect, Foreign, ForeignKind, Template, TokenKind};
use crate::ldap::url::{Scope, Url, UrlFault};

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

impl QueryTemplate {
    /// Splits a query; if the database refuses it when it starts, why.
    pub(super) fn new(text: &str, dialect: Dialect) -> Result<Self, Cow<'static, str>> {
        let url = Url::parse(text);
        if let Some(fault) = url.faults().first() {
            return Err(match fault.kind {
                UrlFault::Percent => "a `%` without two hexadecimal digits in the query".into(),
                _ => "the scope is none of base, one, sub".into(),
            });
        }
        // A mask has the length of what it hides, so the ranges hold for both.
        let whole = Veiled::of_payload(text);
        let part = |range: Option<std::ops::Range<usize>>| {
            whole.map(|text| decoded(text, range.clone().unwrap_or_default()))
        };
        let attributes = part(url.attributes.clone());
        let template = |text: Veiled| VeiledTemplate::new(&text, dialect);
        let (base, filter) = (part(Some(url.base.clone())), part(url.filter.clone()));
        let query = Self {
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
        };
        // The database looks for placeholders in every part.
        let extensions = url.extensions.clone().unwrap_or_default();
        let extensions = whole.map(|text| text.get(extensions.clone()).unwrap_or_default().to_owned());
        let others = [attributes, extensions].map(template);
        for template in [&query.base, &query.filter].into_iter().chain(&others) {
            if let Some(reason) = refusal(template, dialect) {
                return Err(reason);
            }
        }
        Ok(query)
    }

    /// The kinds of the placeholders in the base and the filter.
    pub(super) fn tokens(&self) -> impl Iterator<Item = TokenKind> {
        let tokens = [&self.base, &self.filter].into_iter().flat_map(|part| &part.template().tokens);
        tokens.map(|token| token.kind)
    }

    /// Whether there is a number with leading zeros: the database takes it when it starts, and how it reads it
    /// then is not known.
    pub(super) fn has_leading_zero(&self) -> bool {
        let mut foreign = [&self.base, &self.filter].into_iter().flat_map(|part| &part.template().foreign);
        foreign.any(|foreign| foreign.kind == ForeignKind::LeadingZero)
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
    let stretch = serde_json::Value::from(text.get(range).unwrap_or_default()).to_string();
    let literal = stretch.get(1..stretch.len().saturating_sub(1)).unwrap_or_default();
    let literal = Text::literal(literal, 0);
    literal.percent_decoded(0..literal.as_str().len()).as_str().to_owned()
}

/// The attributes of a slot.
fn listed(slot: &Veiled) -> Vec<Veiled> {
    match slot.as_str() {
        "" => Vec::new(),
        list => list.split(',').map(Veiled::of_payload).collect(),
    }
}

/// Why the database refuses a part of a query when it starts: it takes whatever stands in braces for a
/// placeholder.
fn refusal(part: &VeiledTemplate, dialect: Dialect) -> Option<Cow<'static, str>> {
    let Template { tokens, foreign, unbalanced } = part.template();
    let is_refused = |foreign: &Foreign| match foreign.kind {
        // A number all the same.
        ForeignKind::LeadingZero => dialect != Dialect::Mapping,
        // `${0}`: a sign before what is replaced.
        kind if kind.has_sign() => tokens.iter().all(|token| token.at.end != foreign.at.end),
        kind => kind.is_in_braces(),
    };
    if let Some(foreign) = foreign.iter().find(|foreign| is_refused(foreign)) {
        let quoted = part.quote(foreign.at.clone()).map(crate::quote::quoted).unwrap_or_default();
        return Some(match dialect {
            Dialect::Mapping => {
                format!("{quoted} is no placeholder of a query: those are {{0}}, {{1}} …").into()
            }
            Dialect::Authorization => {
                format!("{quoted} is no placeholder: those are {{USER}} and {{PROVIDED_USER}}").into()
            }
        });
    }
    (!unbalanced.is_empty()).then_some("a brace without its other half in the query".into())
}
