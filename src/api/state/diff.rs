//! What tells two states apart.

use std::fmt;

use serde_json::Value;

use super::apply::can_be_deleted;
use super::certificates::{CertificateChange, Unread, are_same, changes as of_certificates, unread};
use super::entries::{EntryChange, changes as of_entries};
use super::{OBJECTS, State, default_of, masked};
use crate::conventions::{Conventions, Templates};
use crate::spec::Field;

/// What changes between two states, see [`State::diff`].
#[derive(Clone)]
#[non_exhaustive]
pub struct Changes {
    members: Vec<MemberChange>,
    pub(crate) before: State,
    pub(crate) after: State,
    /// What stands for a value.
    pub(crate) templates: Templates,
}

/// A member that is stored with another value, or no more, or anew.
#[derive(Clone)]
#[non_exhaustive]
pub struct MemberChange {
    pub(crate) field: &'static Field,
    pointer: String,
    before: Option<Value>,
    after: Option<Value>,
    is_same: bool,
    /// Of certificates why not all can be read: before, and after.
    unread: [Option<Unread>; 2],
    certificates: Vec<CertificateChange>,
    entries: Vec<EntryChange>,
}

impl State {
    /// What is different in the other state, which comes after this one.
    ///
    /// Members are the same, and [`MemberChange::is_same`] says so, where a database cannot tell the
    /// difference: certificates in another text, if both texts can be read whole, hold the same
    /// certificates, and those of one subject in the same order; and a member that is not stored while the
    /// other state has its documented default (port 636, `{USER}?memberOf?base`). But a stored
    /// `authzQueryTemplate` that is gone has been deleted, and whether the default then steps in is not
    /// recorded: that is a change. Everything else is compared as it is; that an empty list, or an empty
    /// `hostname`, is the same as none is documented nowhere.
    ///
    /// ```
    /// # use usersec::State;
    /// let current = State::parse(r#"{"ldap": {"hostname": "ldap.mycompany.com"}}"#)?;
    /// let update = usersec::check(r#"{"ldap": {"hostname": "ldap2.mycompany.com", "port": 636}}"#);
    /// let changes = current.diff(&current.apply(&update.into_settings().expect("no errors")));
    /// let changed = changes.members().iter().filter(|member| !member.is_same());
    /// assert_eq!(changed.map(|member| member.pointer()).collect::<Vec<_>>(), ["/ldap/hostname"]);
    /// # Ok::<(), usersec::StateError>(())
    /// ```
    pub fn diff(&self, after: &State) -> Changes {
        self.compared(after, &Conventions::usual().templates)
    }

    /// The same, where these stand for a value.
    pub(crate) fn compared(&self, after: &State, templates: &Templates) -> Changes {
        let mut members = Vec::new();
        for (name, object) in OBJECTS {
            for field in object.fields {
                let value = |state: &State| Some(state.members(name)?.get(field.name)?.clone());
                let (before, after) = (value(self), value(after));
                if before != after {
                    let pointer = format!("/{name}/{}", field.name);
                    members.push(MemberChange::new(pointer, field, before, after, templates));
                }
            }
        }
        Changes { members, before: self.clone(), after: after.clone(), templates: templates.clone() }
    }
}

impl Changes {
    /// Whether nothing changes. A bind password is in no state: whether a new one is the stored one nobody
    /// can tell.
    pub fn is_empty(&self) -> bool {
        self.members.iter().all(MemberChange::is_same)
    }

    /// The members whose values are not the same, in the contract's order.
    pub fn members(&self) -> &[MemberChange] {
        &self.members
    }
}

impl MemberChange {
    fn new(
        pointer: String,
        field: &'static Field,
        before: Option<Value>,
        after: Option<Value>,
        templates: &Templates,
    ) -> Self {
        let text =
            |value: &Option<Value>| value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_certificates = is_certificates(field);
        let is_same = match (&before, &after) {
            (Some(_), None) if can_be_deleted(field.name) => false,
            (None, Some(value)) | (Some(value), None) => default_of(field).as_ref() == Some(value),
            (Some(Value::String(before)), Some(Value::String(after))) if is_certificates => {
                are_same(before, after, templates)
            }
            _ => false,
        };
        let is_unread = |value: &Option<Value>| {
            let value = value.as_ref().filter(|_| is_certificates)?;
            value.as_str().map_or(Some(Unread::Faulty), |text| unread(text, templates))
        };
        let unread = [is_unread(&before), is_unread(&after)];
        let certificates = match is_certificates {
            true => of_certificates(&text(&before), &text(&after)),
            false => Vec::new(),
        };
        let list = |value: &'_ Option<Value>| {
            value.as_ref().map_or(Some(Vec::new()), |value| value.as_array().cloned())
        };
        let entries = match (list(&before), list(&after)) {
            (Some(before), Some(after)) if field.name == "userToDNMapping" => of_entries(&before, &after),
            _ => Vec::new(),
        };
        Self { field, pointer, before, after, is_same, unread, certificates, entries }
    }

    /// Which member: `/ldap/hostname`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was stored; none, if nothing was.
    pub fn before(&self) -> Option<&Value> {
        self.before.as_ref()
    }

    /// What is stored then; none, if nothing is.
    pub fn after(&self) -> Option<&Value> {
        self.after.as_ref()
    }

    /// Whether it makes no difference: it is the same in other words, see [`State::diff`].
    pub fn is_same(&self) -> bool {
        self.is_same
    }

    /// Of `cas` and `caCertificate` the certificates that could be read, each once: first those that are
    /// there after it, in their order, then those that are removed.
    pub fn certificates(&self) -> &[CertificateChange] {
        &self.certificates
    }

    /// Whether all certificates of `cas` and `caCertificate` could be read, as far as can be told, before and
    /// after. Otherwise one that [`certificates`](Self::certificates) calls removed, or does not have, may be
    /// there all the same: behind a fault, or in what stands for the value. True of other members.
    pub fn is_read(&self) -> bool {
        let [before, after] = self.unread;
        // What an empty value does is not known; a stored one holds nothing.
        let was_empty = self.before.as_ref().and_then(Value::as_str) == Some("");
        (before.is_none() || was_empty) && after.is_none()
    }

    /// Of certificates why not all can be read: before, and after.
    #[cfg(feature = "cli")]
    pub(crate) fn unread(&self) -> [Option<Unread>; 2] {
        self.unread
    }

    /// Of `userToDNMapping` what becomes of the entries, in the order of the list that comes after; what is
    /// removed stands where it stood. None if one of the two values is no list: something else will stand for
    /// it, or it is of a wrong type.
    pub fn entries(&self) -> &[EntryChange] {
        &self.entries
    }
}

pub(super) fn is_certificates(field: &Field) -> bool {
    matches!(field.name, "cas" | "caCertificate")
}

impl fmt::Debug for MemberChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By its name it is told whether it is a secret.
        let named = |value: &Option<Value>| match value {
            None => "nothing".to_owned(),
            Some(value) => masked(&serde_json::json!({ self.field.name: value })),
        };
        write!(f, "{}: {} → {}", self.pointer, named(&self.before), named(&self.after))
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.members).finish()
    }
}
