//! The stored configuration, which an update changes.

mod alike;
mod apply;
mod certificates;
mod comparison;
mod diff;
mod effective;
mod effects;
mod entries;
mod error;
mod lists;
mod meaning;
mod order;
mod parse;
mod reroute;
#[cfg(test)]
pub(crate) mod tests;
mod ways;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

pub use self::apply::Removal;
#[cfg(feature = "cli")]
pub(crate) use self::apply::Unclear;
pub(crate) use self::apply::Update;
pub use self::certificates::CertificateChange;
#[cfg(feature = "cli")]
pub(crate) use self::certificates::Unread;
pub(crate) use self::certificates::{Lost as LostAuthority, Whom, lost as lost_authorities};
pub use self::diff::{Changes, MemberChange};
pub use self::effects::{Effect, EffectKind};
pub use self::entries::EntryChange;
pub use self::error::{StateError, StateErrorKind};
pub(crate) use self::reroute::{How, Lost as LostEntry, rerouted};
#[cfg(feature = "cli")]
pub(crate) use self::words::{digits, shown as shown_text};
use crate::mask::{mask_json, secrets_in_json};
use crate::spec::{CUSTOMER_X509, Field, LDAP, Object};

/// The configuration that is stored: what `GET …/userSecurity` answers. It has no bind password, because
/// no answer has one.
///
/// `State::default()` is a project in which nothing is stored. Two states are equal if they hold the same
/// values, letter by letter; whether a database would notice a difference, [`State::diff`] says.
/// Serialised, it is a request body without the bind password; `Debug` shows it with its secrets masked.
///
/// ```
/// use usersec::State;
///
/// let current = State::parse(r#"{"ldap": {"hostname": "ldap.mycompany.com", "port": 636, "links": []}}"#)?;
/// assert_eq!(current.get("/ldap/port"), Some(&636.into()));
///
/// let update = usersec::check(r#"{"ldap": {"port": 3269}}"#).into_settings().expect("no errors");
/// let after = current.apply(&update);
/// assert_eq!(after.get("/ldap/hostname"), Some(&"ldap.mycompany.com".into()));
/// assert_eq!(after.get("/ldap/port"), Some(&3269.into()));
/// # Ok::<(), usersec::StateError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct State {
    /// The members of `customerX509`.
    pub(crate) customer_x509: Members,
    /// The members of `ldap`.
    pub(crate) ldap: Members,
}

/// The members of an object that the contract knows and that are stored, by name; none is null, read-only
/// or write-only.
pub(crate) type Members = BTreeMap<&'static str, Value>;

/// The objects of a configuration, with their names, in the contract's order.
pub(crate) static OBJECTS: [(&str, &Object); 2] = [("customerX509", &CUSTOMER_X509), ("ldap", &LDAP)];

impl State {
    /// The value of a member, by its JSON pointer (RFC 6901): `/ldap/port`, `/customerX509/cas`,
    /// `/ldap/userToDNMapping/0/match`; none if nothing is stored there.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        let mut parts = pointer.strip_prefix('/')?.splitn(3, '/');
        let value = self.members(parts.next()?)?.get(parts.next()?)?;
        match parts.next() {
            None => Some(value),
            Some(rest) => value.pointer(&format!("/{rest}")),
        }
    }

    /// The members of the object of that name.
    pub(crate) fn members(&self, object: &str) -> Option<&Members> {
        match object {
            "customerX509" => Some(&self.customer_x509),
            "ldap" => Some(&self.ldap),
            _ => None,
        }
    }

    fn members_mut(&mut self, object: &str) -> Option<&mut Members> {
        match object {
            "customerX509" => Some(&mut self.customer_x509),
            "ldap" => Some(&mut self.ldap),
            _ => None,
        }
    }

    /// All that is stored, as a request body; of an object without members nothing.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        for (name, _) in OBJECTS {
            let Some(members) = self.members(name).filter(|members| !members.is_empty()) else { continue };
            let members = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            body.insert(name.to_owned(), members.collect::<Map<_, _>>().into());
        }
        body.into()
    }
}

/// The documented default of a member, which holds where nothing is stored: a GET may leave the member out,
/// or answer the default.
pub(crate) fn default_of(field: &Field) -> Option<Value> {
    field.default.and_then(|text| serde_json::from_str(text).ok())
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body().serialize(serializer)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.body()))
    }
}

/// JSON as it may be shown: its secrets are masked.
pub(crate) fn masked(value: &Value) -> String {
    let text = value.to_string();
    mask_json(&text, 0, &secrets_in_json(&text, 0))
}
