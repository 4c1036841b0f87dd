//! The parts of a mapping's target, and of the authorization query, in which placeholders may stand.

use std::cell::OnceCell;

use super::{Field, Mapping, Part, Query};
use crate::json::Text;
use crate::ldap::template::{Foreign, Template};
use crate::span::Span;

/// A text with its placeholders, as it is given to the database.
#[derive(Clone, Copy)]
pub(crate) struct Templated<'p> {
    pub(crate) slot: Slot,
    pub(crate) text: &'p Text<'p>,
    pub(crate) template: &'p Template,
}

impl<'p> Templated<'p> {
    /// What looks like a placeholder and is none. Where nothing is replaced, that are braces: the database
    /// refuses them all the same.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &'p Foreign> + use<'p> {
        let is_filled = self.slot.is_filled();
        self.template.foreign.iter().filter(move |foreign| is_filled || foreign.kind.is_in_braces())
    }
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
        self.parts.iter().any(|part| part.foreign().next().is_some() || !part.template.unbalanced.is_empty())
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
pub(super) type LazyTemplate = OnceCell<Box<Template>>;

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
        let others = self.other_slots();
        let behind = usize::from(self.url().extensions.is_some());
        let (before, behind) =
            others.split_at_checked(others.len().saturating_sub(behind)).unwrap_or((others, &[]));
        let before = before.iter().map(templated);
        std::iter::once(base).chain(before).chain(filter).chain(behind.iter().map(templated))
    }

    /// The slot of the attributes, percent-decoded, with its placeholders.
    pub(crate) fn attributes(&self) -> Option<(&Text<'_>, &Template)> {
        self.url().attributes.as_ref()?;
        self.other_slots().first().map(|(_, text, template)| (text, template))
    }

    fn other_slots(&self) -> &[(Slot, Text<'_>, Template)] {
        self.others.get_or_init(|| {
            let url = self.url();
            // Where another part stands in a slot, its placeholders would be replaced in their own.
            let is_in_disorder = self.is_in_disorder();
            let scope = url.scope_at.clone().filter(|_| is_in_disorder);
            let meant = |slot| if is_in_disorder { Slot::Filter } else { slot };
            let slots = [(meant(Slot::Attributes), url.attributes.clone()), (Slot::Filter, scope)]
                .map(|(slot, at)| Some((slot, self.text.percent_decoded(at?))));
            // Extensions are not decoded: an encoded brace is none there.
            let extensions = url.extensions.clone().map(|at| (meant(Slot::Extensions), self.text.part(at)));
            let slots = slots.into_iter().flatten().chain(extensions);
            let read = slots.map(|(slot, text)| {
                let template = Template::parse(text.as_str(), self.dialect);
                (slot, text, template)
            });
            read.collect()
        })
    }
}

fn templated<'p>((slot, text, template): &'p (Slot, Text<'_>, Template)) -> Templated<'p> {
    Templated { slot: *slot, text, template }
}

impl Mapping<'_> {
    /// What the user name becomes, by the `substitution` and by the `ldapQuery` that are there.
    pub(crate) fn targets(&self) -> impl Iterator<Item = Target<'_>> {
        let substitution = self.substitution.as_ref().map(|field| {
            let text = field.value.text;
            let template = self
                .template
                .get_or_init(|| Box::new(Template::parse(text.as_str(), super::Dialect::Mapping)));
            Target {
                span: field.span,
                is_query: false,
                is_empty: text.as_str().is_empty(),
                parts: vec![Templated { slot: Slot::Substitution, text, template }],
            }
        });
        substitution.into_iter().chain(self.query.as_deref().map(Target::of_query))
    }
}
