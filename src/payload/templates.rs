//! The parts of a mapping's target, and of the authorization query, in which placeholders may stand.

use std::cell::OnceCell;

use super::{Field, Mapping, Part, Query};
use crate::json::Text;
use crate::ldap::template::Template;
use crate::span::Span;

/// A text with its placeholders, as it is given to the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Templated<'p> {
    pub(crate) slot: Slot,
    pub(crate) text: &'p Text<'p>,
    pub(crate) template: &'p Template,
}

/// Which part it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Substitution,
    Base,
    /// Placeholders are not replaced there, and others are refused all the same.
    Attributes,
    Filter,
    /// As with the attributes.
    Extensions,
}

impl Slot {
    /// Whether the database replaces placeholders there.
    pub(crate) fn is_filled(self) -> bool {
        matches!(self, Slot::Substitution | Slot::Base | Slot::Filter)
    }
}

/// What a user name becomes.
#[derive(Debug)]
pub(crate) struct Target<'p> {
    /// The value.
    pub(crate) span: Span,
    pub(crate) is_query: bool,
    pub(crate) is_empty: bool,
    pub(crate) parts: Vec<Templated<'p>>,
}

impl<'p> Target<'p> {
    /// Those parts in which placeholders are replaced.
    pub(crate) fn filled(&self) -> impl Iterator<Item = &Templated<'p>> {
        self.parts.iter().filter(|part| part.slot.is_filled())
    }

    /// Whether something looks like a placeholder and is none, in whatever part.
    pub(crate) fn has_foreign(&self) -> bool {
        self.parts
            .iter()
            .any(|part| !part.template.foreign.is_empty() || !part.template.unbalanced.is_empty())
    }

    pub(super) fn of_query(field: &'p Field<Query<'_>>) -> Self {
        Self {
            span: field.span,
            is_query: true,
            is_empty: field.value.text.as_str().is_empty(),
            parts: field.value.templates().collect(),
        }
    }
}

/// The placeholders of a substitution, found when somebody asks.
pub(super) type LazyTemplate = OnceCell<Template>;

/// The slots of a query of which nothing else is parsed.
pub(super) type OtherSlots<'d> = OnceCell<Vec<(Slot, Text<'d>, Template)>>;

impl Query<'_> {
    /// Its parts in which placeholders may stand, in the order of the text.
    pub(crate) fn templates(&self) -> impl Iterator<Item = Templated<'_>> {
        let Part { text, template, .. } = self.base();
        let base = Templated { slot: Slot::Base, text, template };
        let filter = self.filter().map(|part| {
            let Part { text, template, .. } = part;
            Templated { slot: Slot::Filter, text, template }
        });
        let others = self.other_slots().iter();
        let other = move |wanted| {
            let found = others.clone().find(|(slot, ..)| *slot == wanted);
            found.map(|(slot, text, template)| Templated { slot: *slot, text, template })
        };
        let (attributes, extensions) = (other(Slot::Attributes), other(Slot::Extensions));
        [Some(base), attributes, filter, extensions].into_iter().flatten()
    }

    fn other_slots(&self) -> &[(Slot, Text<'_>, Template)] {
        self.others.get_or_init(|| {
            let url = self.url();
            let whole = self.text.as_str();
            // Extensions are not decoded: an encoded brace is none there.
            let is_plain = |text: &str| !text.contains("%7");
            let extensions = url.extensions.clone().filter(|at| whole.get(at.clone()).is_some_and(is_plain));
            let slots = [(Slot::Attributes, url.attributes.clone()), (Slot::Extensions, extensions)];
            let read = |(slot, at): (Slot, Option<_>)| {
                let text = self.text.percent_decoded(at?);
                let template = Template::parse(text.as_str(), self.dialect);
                Some((slot, text, template))
            };
            slots.into_iter().filter_map(read).collect()
        })
    }
}

impl Mapping<'_> {
    /// What the user name becomes, by the `substitution` and by the `ldapQuery` that are there.
    pub(crate) fn targets(&self) -> impl Iterator<Item = Target<'_>> {
        let substitution = self.substitution.as_ref().map(|field| {
            let text = field.value.text;
            let template =
                self.template.get_or_init(|| Template::parse(text.as_str(), super::Dialect::Mapping));
            Target {
                span: field.span,
                is_query: false,
                is_empty: text.as_str().is_empty(),
                parts: vec![Templated { slot: Slot::Substitution, text, template }],
            }
        });
        substitution.into_iter().chain(self.query.as_ref().map(Target::of_query))
    }
}
