//! A query: split once, and its parts recognised when somebody asks.

use std::cell::OnceCell;
use std::ops::Range;

use super::templates::OtherSlots;
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::DnTemplate;
use crate::ldap::filter::{Filter, FilterFault};
use crate::ldap::template::{Dialect, Template};
use crate::ldap::url::{Url, UrlFault};
use crate::span::Span;

/// `ldapQuery` or `authzQueryTemplate`.
pub(crate) struct Query<'d> {
    pub(crate) text: &'d Text<'d>,
    /// Which placeholders it may hold.
    pub(crate) dialect: Dialect,
    url: OnceCell<Url>,
    base: OnceCell<Part<'d, DnTemplate>>,
    filter: OnceCell<Option<Part<'d, Filter>>>,
    pub(super) others: OtherSlots<'d>,
}

/// A part of a query, percent-decoded: its text still knows its places in the file.
pub(crate) struct Part<'d, L> {
    pub(crate) text: Text<'d>,
    pub(crate) parsed: L,
    pub(crate) template: Template,
}

impl<'d> Query<'d> {
    pub(crate) fn new(text: &'d Text<'d>, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            url: OnceCell::new(),
            base: OnceCell::new(),
            filter: OnceCell::new(),
            others: OnceCell::new(),
        }
    }

    /// Its parts, as ranges of the text.
    pub(crate) fn url(&self) -> &Url {
        self.url.get_or_init(|| Url::parse(self.text.as_str()))
    }

    /// Where the search begins.
    pub(crate) fn base(&self) -> &Part<'d, DnTemplate> {
        self.base.get_or_init(|| {
            let text = self.text.percent_decoded(self.url().base.clone());
            let parsed = DnTemplate::parse(text.as_str());
            let template = Template::parse(text.as_str(), self.dialect);
            Part { text, parsed, template }
        })
    }

    /// What the entries have to be like, if the query says so.
    pub(crate) fn filter(&self) -> Option<&Part<'d, Filter>> {
        let parse = || {
            let range = self.url().filter.clone().filter(|range| !range.is_empty())?;
            let text = self.text.percent_decoded(range);
            let parsed = Filter::parse(text.as_str());
            let template = Template::parse(text.as_str(), self.dialect);
            Some(Part { text, parsed, template })
        };
        self.filter.get_or_init(parse).as_ref()
    }

    /// The question marks that were meant as a part of the filter: it is not closed, and behind them it is.
    /// Empty if there are none.
    pub(crate) fn cut_filter(&self) -> Vec<Range<usize>> {
        let url = self.url();
        let ((Some(filter), Some(extensions)), Some(part)) = ((&url.filter, &url.extensions), self.filter())
        else {
            return Vec::new();
        };
        let is_cut = part.parsed.faults.iter().any(|fault| fault.kind == FilterFault::Unclosed);
        let rest = self.text.as_str().get(extensions.clone()).unwrap_or_default();
        let inside = rest.rfind(')').filter(|_| is_cut).and_then(|end| rest.get(..end));
        let marks = |inside: &str| {
            let more = inside.match_indices('?').map(|(at, _)| extensions.start + at);
            std::iter::once(filter.end).chain(more).map(|at| at..at + 1).take(100).collect()
        };
        inside.map_or_else(Vec::new, marks)
    }

    /// Whether its parts do not stand in their slots: then a placeholder stands where it is not replaced for
    /// no other reason.
    pub(crate) fn is_in_disorder(&self) -> bool {
        self.url().misplaced.is_some() || !self.cut_filter().is_empty()
    }

    /// Where the query is broken, as places in the file; of very many the first.
    pub(crate) fn broken(&self) -> Vec<Span> {
        let url = self.url();
        let scope = url.faults.iter().filter(|fault| fault.kind == UrlFault::Scope);
        let scope = scope.map(|fault| self.text.span(fault.at.clone()));
        let base = self.base();
        let of_base = base.parsed.faults().iter().map(|fault| base.text.span(fault.at.clone()));
        let filter = self.filter().into_iter();
        let of_filter =
            filter.flat_map(|part| part.parsed.faults.iter().map(|fault| part.text.span(fault.at.clone())));
        of_base.chain(scope).chain(of_filter).take(100).collect()
    }
}
