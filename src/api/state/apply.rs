//! What an update makes of a state.
//!
//! The update is a PATCH: an absent member keeps its stored value. A null counts as absent, because what it
//! does is not established. `""` deletes `caCertificate` and `authzQueryTemplate`, as servers were seen to
//! do. Every other value replaces what is stored, lists as a whole.

use serde_json::{Map, Number, Value};

use super::certificates::has_awaited;
use super::diff::is_certificates;
use super::{Members, OBJECTS, State};
use crate::conventions::{Conventions, Templates};
use crate::json::{self, Data, Document, Member};
use crate::payload::{ObjectAt, Payload};
use crate::placeholder::stands_for_another;
use crate::settings::UserSecurity;
use crate::spec::{Access, USER_SECURITY};

/// What one of the two DELETE operations removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Removal {
    /// `DELETE …/userSecurity/customerX509`: all certificates of self-managed X.509, which is thereby
    /// disabled.
    CustomerX509,
    /// `DELETE …/userSecurity/ldap/userToDNMapping`: the mapping of user names.
    UserToDnMapping,
}

impl State {
    /// What is stored after an update: a PATCH with that body.
    ///
    /// An absent member keeps its stored value; `""` deletes `caCertificate` and `authzQueryTemplate`; every
    /// other value replaces what was stored, lists as a whole. A bind password is not part of the state.
    pub fn apply(&self, update: &UserSecurity) -> State {
        let text = update.body().to_string();
        let document = Document::index(&text, 0, &USER_SECURITY, Conventions::usual());
        self.updated(&Update::of(&document))
    }

    /// What is stored after a DELETE.
    pub fn without(&self, removed: Removal) -> State {
        let mut state = self.clone();
        match removed {
            Removal::CustomerX509 => state.customer_x509.clear(),
            Removal::UserToDnMapping => drop(state.ldap.remove("userToDNMapping")),
        }
        state
    }

    /// What is stored after an update with errors in it, if it were taken as it is.
    pub(crate) fn updated(&self, update: &Update) -> State {
        let mut state = self.clone();
        for (object, name, value) in &update.members {
            let Some(members) = state.members_mut(object) else { continue };
            match is_deletion(name, value) {
                true => drop(members.remove(name)),
                false => drop(members.insert(name, value.clone())),
            }
        }
        state
    }
}

/// Whether the value deletes what is stored.
fn is_deletion(name: &str, value: &Value) -> bool {
    can_be_deleted(name) && value.as_str() == Some("")
}

/// Whether an update can delete the member, and not merely give it another value.
pub(super) fn can_be_deleted(name: &str) -> bool {
    matches!(name, "caCertificate" | "authzQueryTemplate")
}

/// What a body says of the members that are stored.
#[derive(Debug, Default)]
pub(crate) struct Update {
    /// The object, the member, the value; in the contract's order.
    members: Vec<(&'static str, &'static str, Value)>,
    /// Whether it brings a bind password.
    pub(crate) has_password: bool,
    pub(crate) unclear: Unclear,
}

/// Of what in an update it is not known what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unclear {
    /// A null.
    pub(crate) null: bool,
    /// A member that the contract does not know.
    pub(crate) unknown_member: bool,
    /// A value that something else will stand for.
    pub(crate) placeholder: bool,
    /// An object or a list where the contract wants something else, or no object where it wants one.
    pub(crate) wrong_type: bool,
}

impl Unclear {
    /// Whether there is something of the sort.
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }

    fn see(&mut self, members: &[Member<'_>]) {
        self.unknown_member |= members.iter().any(|member| member.field.is_none());
    }
}

impl Update {
    /// What a payload says, errors and all; of members that stand there twice the last.
    pub(crate) fn of_payload(payload: &Payload<'_>) -> Self {
        payload.document().map(Self::of).unwrap_or_default()
    }

    /// Whether it deletes something, if that is stored.
    pub(crate) fn deletes(&self) -> bool {
        self.members.iter().any(|(_, name, value)| is_deletion(name, value))
    }

    fn of(document: &Document<'_>) -> Self {
        let mut update = Self::default();
        let templates = &document.conventions.templates;
        let Some(root) = ObjectAt::of(&document.root) else {
            update.unclear.wrong_type = true;
            return update;
        };
        update.unclear.see(root.members);
        for (name, _) in OBJECTS {
            match root.member(name).map(|member| (member, ObjectAt::of(&member.value))) {
                None => {}
                Some((_, Some(object))) => update.take(name, object, templates),
                Some((member, None)) => match member.value.data {
                    Data::Null => update.unclear.null = true,
                    _ => update.unclear.wrong_type = true,
                },
            }
        }
        update
    }

    fn take(&mut self, name: &'static str, object: ObjectAt<'_>, templates: &Templates) {
        self.unclear.see(object.members);
        for field in object.object.fields {
            let Some(member) = object.member(field.name) else { continue };
            let is_null = matches!(member.value.data, Data::Null);
            match field.access {
                Access::ReadOnly => {}
                Access::WriteOnly | Access::ReadWrite if is_null => self.unclear.null = true,
                Access::WriteOnly => self.has_password = true,
                Access::ReadWrite => {
                    let value = self.value(&member.value);
                    if let Data::Array(items) = &member.value.data {
                        self.see_items(items, templates);
                    }
                    self.unclear.placeholder |= member.placeholder.is_some()
                        || is_certificates(field)
                            && value.as_str().is_some_and(|text| has_awaited(text, templates));
                    self.members.push((name, field.name, value));
                }
            }
        }
    }

    /// What stands in a list of objects and is none.
    fn see_items(&mut self, items: &[json::Value<'_>], templates: &Templates) {
        for item in items {
            match &item.data {
                Data::Object(..) => {}
                Data::String(text) if stands_for_another(text.as_str(), templates) => {
                    self.unclear.placeholder = true;
                }
                _ => self.unclear.wrong_type = true,
            }
        }
    }

    /// A value of the body. In the entries of a list a null counts as absent as well.
    fn value(&mut self, value: &json::Value<'_>) -> Value {
        match &value.data {
            Data::Null => Value::Null,
            Data::Boolean(flag) => Value::Bool(*flag),
            Data::Number(text) => number(text),
            Data::String(text) => Value::from(text.as_str()),
            Data::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Data::Object(_, members) => {
                let mut object = Map::new();
                self.unclear.see(members);
                for member in members {
                    self.unclear.null |= matches!(member.value.data, Data::Null);
                    self.unclear.placeholder |= member.placeholder.is_some();
                    if member.field.is_some() {
                        let value = self.value(&member.value);
                        object.insert(member.name.as_str().to_owned(), value);
                    }
                }
                object.retain(|_, value| !value.is_null());
                object.into()
            }
            // The contract wants something else there, so it is enough to know that it is one.
            Data::Unexplored { array } => {
                self.unclear.wrong_type = true;
                if *array { Value::Array(Vec::new()) } else { Value::Object(Map::new()) }
            }
        }
    }
}

/// A number; one without a fraction is the same however it is written: `636`, `636.0`, `6.36e2`.
fn number(text: &str) -> Value {
    let Ok(number) = serde_json::from_str::<Number>(text) else { return Value::from(text) };
    match (number.as_i64(), number.as_f64()) {
        (None, Some(float)) => whole(float).map_or(Value::Number(number), Value::from),
        _ => Value::Number(number),
    }
}

/// The integer that a number is, if it is one that an `integer(int32)` may come to and more.
fn whole(float: f64) -> Option<i64> {
    let is_small = float.fract() == 0.0 && float.abs() < 9e15;
    is_small.then(|| format!("{float:.0}").parse().ok()).flatten()
}

/// What an answer holds: what would be stored if it were sent to an empty project.
pub(super) fn of_answer(root: ObjectAt<'_>) -> State {
    let mut update = Update::default();
    for (name, _) in OBJECTS {
        if let Some(object) = root.member(name).and_then(|member| ObjectAt::of(&member.value)) {
            update.take(name, object, &Conventions::usual().templates);
        }
    }
    State { customer_x509: Members::new(), ldap: Members::new() }.updated(&update)
}
