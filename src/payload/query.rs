//! A query: split once, and its parts recognised when somebody asks.

use std::cell::OnceCell;

use super::templates::OtherSlots;
use super::{Name, NamePlace};
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::{DnFault, DnTemplate};
use crate::ldap::filter::Filter;
use crate::ldap::template::{Dialect, Template};
use crate::ldap::url::Url;

/// `ldapQuery` or `authzQueryTemplate`.
#[derive(Debug)]
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
#[derive(Debug)]
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

    /// The base, if it is meant as a name: of an empty one, and of a URL or another thing without any `=`,
    /// the rules about queries speak.
    pub(super) fn base_name(&self) -> Option<Name<'_>> {
        let Part { text, parsed: DnTemplate { dn }, .. } = self.base();
        let is_none = dn.faults().iter().any(|fault| fault.kind == DnFault::NoEquals);
        let is_url = text.as_str().contains("://");
        (!is_none && !is_url).then_some(Name { text, dn, place: NamePlace::Base })
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
}
