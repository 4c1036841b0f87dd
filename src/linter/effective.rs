//! The current configuration: what an update makes of it is what some rules judge.

use std::sync::Arc;

use super::Linter;
use crate::api::state::State;
use crate::payload::{Effective, Payload};
#[cfg(any(test, feature = "cli"))]
use crate::report::{Finding, all_findings};
use crate::rule::{Group, Rule};
use crate::rules::document::limits::LIMITS;
use crate::source::Source;
use crate::spec::Kind;

impl Linter {
    /// The configuration that is stored before the update.
    ///
    /// The rules of the groups `access`, `mapping` and `chain` judge what comes of both: a member that the
    /// update leaves out has its stored value, `""` deletes a certificate or query template, and everything
    /// else replaces what is stored, lists as a whole. What they find in a stored member says so, and
    /// points at the place of the update that it has to do with; only what stands in the update is ever
    /// fixed. All other rules judge the update, and those of the group `state` compare both.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use usersec::{Linter, State};
    ///
    /// let current = State::parse(r#"{"ldap": {"authenticationEnabled": false, "hostname": "ldap.mycompany.com"}}"#)?;
    /// let report = Linter::new().current(Arc::new(current)).check(r#"{"ldap": {"authorizationEnabled": true}}"#);
    ///
    /// let finding = &report.findings()[0];
    /// assert_eq!(finding.rule().name(), "authz-without-authn");
    /// assert_eq!(finding.pointer(), "/ldap/authorizationEnabled");
    /// assert_eq!(finding.related()[0].message(), "stored `/ldap/authenticationEnabled`: turned off");
    /// # Ok::<(), usersec::StateError>(())
    /// ```
    ///
    /// It counts for request bodies ([`Kind::Patch`]). With [`Linter::complete`] the body is all there will
    /// be, and only the rules of the group `state` look at what is stored.
    pub fn current(self, state: Arc<State>) -> Self {
        Self { current: Some(state), ..self }
    }

    /// What is stored before the update, if that is known and counts for such documents.
    pub(crate) fn state(&self) -> Option<&State> {
        self.current.as_deref().filter(|_| self.kind == Kind::Patch)
    }

    /// What there is in a document that is JSON, whichever options would show it: for each way to take it,
    /// as a change (of what is stored, where that is known, and of what is not known) and as the whole
    /// configuration, what is found, without regard to what yields to what.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn find_all(&self, body: &[u8]) -> Option<Vec<Vec<Finding>>> {
        let of_anything = Self { current: None, ..self.clone() };
        let of_what_is_stored = self.state().map(|_| (self, false));
        let ways = [(&of_anything, false), (&of_anything, true)].into_iter().chain(of_what_is_stored);
        let find = |(linter, complete): (&Self, bool)| {
            linter.read(body, complete, |source, payload| {
                source.document()?;
                Some(all_findings(linter.draft(source, &payload).drafts, source))
            })
        };
        ways.map(find).collect()
    }

    /// Hands a document over as it is read, together with what comes of it.
    pub(super) fn read<T>(
        &self,
        body: &[u8],
        complete: bool,
        judge: impl FnOnce(&Source<'_>, Payload<'_>) -> T,
    ) -> T {
        let source = Source::under(self.conventions(), body, self.kind, self.max_input);
        self.over_state(&source, complete, |payload| judge(&source, payload))
    }

    /// Hands the payload of a document over together with what comes of it.
    pub(super) fn over_state<T>(
        &self,
        source: &Source<'_>,
        complete: bool,
        judge: impl FnOnce(Payload<'_>) -> T,
    ) -> T {
        let payload = Payload::new(source.document(), self.kind, complete);
        let state = self.state().filter(|_| !complete);
        let both = state.and_then(|state| Some((state, state.with(&payload, source)?)));
        let Some((state, derived)) = both else { return judge(payload) };
        // What is stored was read already, however large it is.
        let merged = Source::under(self.conventions(), derived.text().as_bytes(), self.kind, usize::MAX);
        let effective = Effective::new(state, &derived, &merged);
        judge(payload.over(state, &effective))
    }
}

/// Whether the rule is about what is in effect, and not about what is sent. So are those about lists that are too
/// long to be judged: a stored one is looked into no more than another.
pub(super) fn judges_effect(rule: &Rule) -> bool {
    matches!(rule.group, Group::Access | Group::Mapping | Group::Chain) || LIMITS.contains(&rule.name)
}
