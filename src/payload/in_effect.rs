//! What an update makes of what is stored, for rules that want to know.

use crate::api::state::State;
use crate::derived::Derived;
use crate::payload::Payload;
use crate::source::Source;
use crate::span::Span;
use crate::spec::Kind;

/// The update together with what is stored, as a document of its own.
pub(crate) struct Effective<'e> {
    pub(crate) derived: &'e Derived,
    pub(crate) source: &'e Source<'e>,
    pub(crate) payload: Payload<'e>,
}

/// What is known of the stored configuration.
#[derive(Clone, Copy)]
pub(super) struct Stored<'d> {
    state: &'d State,
    /// Which parts of this document are stored; none of an update as it is.
    derived: Option<&'d Derived>,
    /// Of an update as it is, what comes of it.
    effective: Option<&'d Effective<'d>>,
}

impl<'d> Effective<'d> {
    /// What is stored after an update: `source` is that of the document that was `derived` from both.
    pub(crate) fn new(state: &'d State, derived: &'d Derived, source: &'d Source<'d>) -> Self {
        let mut payload = Payload::new(source.document(), Kind::Patch, true);
        payload.stored = Some(Stored { state, derived: Some(derived), effective: None });
        Self { derived, source, payload }
    }
}

impl<'d> Payload<'d> {
    /// The same update, if that is stored before, and that comes of it.
    pub(crate) fn over(self, state: &'d State, effective: &'d Effective<'d>) -> Self {
        Self { stored: Some(Stored { state, derived: None, effective: Some(effective) }), ..self }
    }

    /// What comes of the update, if what is stored before is known.
    pub(crate) fn effective(&self) -> Option<&'d Effective<'d>> {
        self.stored?.effective
    }

    /// What counts after the update, as far as it is known.
    pub(crate) fn in_effect(&self) -> &Payload<'d> {
        self.effective().map_or(self, |effective| &effective.payload)
    }

    /// What is stored before the update, if that is known.
    pub(crate) fn current(&self) -> Option<&'d State> {
        self.stored.map(|stored| stored.state)
    }

    /// Whether that place is none of the update, but of what is stored.
    pub(crate) fn is_stored(&self, span: Span) -> bool {
        self.stored.and_then(|stored| stored.derived).is_some_and(|derived| derived.span(span).is_elsewhere)
    }

    /// The stored value of a setting that the update has or not; an empty one is none.
    pub(crate) fn stored_value(&self, name: &str) -> Option<&'d serde_json::Value> {
        let state = self.current()?;
        // No name stands in both objects.
        let value = state.ldap.get(name).or(state.customer_x509.get(name))?;
        let is_empty = value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        (!is_empty).then_some(value)
    }

    /// Whether a stored value counts if a setting is left out of the update, in which it stands.
    pub(crate) fn has_another_stored(&self, name: &str) -> bool {
        match self.current() {
            None => self.keeps_what_is_absent(),
            Some(_) => {
                let is_stored =
                    self.ldap_member(name).is_some_and(|member| self.is_stored(member.value.span));
                !is_stored && self.stored_value(name).is_some()
            }
        }
    }
}
