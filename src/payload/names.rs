//! Distinguished names, wherever they stand.

use super::{Part, Payload, Query};
use crate::json::Text;
use crate::language::Language as _;
use crate::ldap::dn::{Dn, DnFault, DnTemplate};
use crate::ldap::url::Misplaced;

/// A distinguished name, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Name<'p> {
    pub(crate) text: &'p Text<'p>,
    pub(crate) dn: &'p Dn,
    pub(crate) place: NamePlace,
}

/// What a distinguished name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamePlace {
    /// `bindUsername`
    Bind,
    /// `substitution`, with its placeholders.
    Substitution,
    /// The base of a query, percent-decoded, with its placeholders.
    Base,
}

impl Payload<'_> {
    /// The distinguished names, wherever they stand.
    pub(crate) fn names(&self) -> Box<dyn Iterator<Item = Name<'_>> + '_> {
        // What has no `=` at all is no name, and `bind-not-dn` speaks of it.
        let bind = self.bind_username.iter().filter(|field| field.value.text.as_str().contains('='));
        let bind =
            bind.map(|field| Name { text: field.value.text, dn: field.value.get(), place: NamePlace::Bind });
        let substitutions = self.mappings().filter_map(|mapping| mapping.substitution.as_ref());
        // Of one with nothing in it `mapping-target-empty` speaks.
        let substitutions = substitutions.filter(|field| !field.value.text.as_str().is_empty());
        let substitutions = substitutions.map(|field| Name {
            text: field.value.text,
            dn: &field.value.get().dn,
            place: NamePlace::Substitution,
        });
        Box::new(bind.chain(substitutions).chain(self.queries().filter_map(|field| field.value.base_name())))
    }
}

impl Query<'_> {
    /// The base, if it is meant as a name: of an empty one, and of a URL or another thing without any `=`,
    /// the rules about queries speak.
    fn base_name(&self) -> Option<Name<'_>> {
        let Part { text, parsed: DnTemplate { dn }, .. } = self.base();
        let is_none = dn.faults().iter().any(|fault| fault.kind == DnFault::NoEquals);
        let url = self.url();
        let is_other = url.absolute.is_some() || url.misplaced == Some(Misplaced::FilterInBase);
        (!is_none && !is_other).then_some(Name { text, dn, place: NamePlace::Base })
    }
}
