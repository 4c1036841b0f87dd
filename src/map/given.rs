//! What a mapper is made of: the texts of a body, whatever is wrong with them.

use crate::json::{Data, Member, Value};
use crate::payload::{ObjectAt, Payload};
use crate::placeholder::{self, Templates};
use crate::settings::{Target, UserSecurity};
use crate::wiped::Wiped;

/// What a body says about user names.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) mappings: Mappings,
    pub(crate) template: Slot,
    pub(crate) authorization_enabled: bool,
}

/// `userToDNMapping`.
#[derive(Debug, Default)]
pub(crate) enum Mappings {
    #[default]
    Absent,
    List(Vec<Entry>),
    /// Something that is no list.
    Unknown,
}

/// An entry of `userToDNMapping`.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// It is something else than an object.
    pub(crate) is_no_object: bool,
    pub(crate) pattern: Slot,
    pub(crate) substitution: Slot,
    pub(crate) query: Slot,
}

/// The value of a member that should be a text.
#[derive(Debug, Default)]
pub(crate) enum Slot {
    #[default]
    Absent,
    Text(Wiped),
    /// Something else will stand there: `${LDAP_QUERY}`.
    Placeholder,
    /// A value of another type.
    NotText,
}

impl Slot {
    fn of_text(text: &str, templates: &Templates) -> Self {
        match placeholder::stands_for_another(text, templates) {
            true => Slot::Placeholder,
            false => Slot::Text(text.into()),
        }
    }

    fn of_member(member: Option<&Member<'_>>) -> Self {
        let Some(member) = member else { return Slot::Absent };
        match &member.value.data {
            Data::Null => Slot::Absent,
            Data::String(_) if member.placeholder.is_some() => Slot::Placeholder,
            Data::String(text) => Slot::Text(text.as_str().into()),
            _ => Slot::NotText,
        }
    }

    pub(super) fn is_given(&self) -> bool {
        !matches!(self, Slot::Absent)
    }
}

impl Given {
    /// The texts of a document, errors and all; of members that stand there twice the last.
    pub(crate) fn of_payload(payload: &Payload<'_>) -> Self {
        let mappings = match payload.ldap_member("userToDNMapping").map(|member| &member.value.data) {
            // None is stored either.
            None | Some(Data::Null) if payload.current().is_some() => Mappings::List(Vec::new()),
            None | Some(Data::Null) => Mappings::Absent,
            Some(Data::Array(items)) => Mappings::List(items.iter().map(entry).collect()),
            Some(_) => Mappings::Unknown,
        };
        Self {
            mappings,
            template: Slot::of_member(payload.ldap_member("authzQueryTemplate")),
            authorization_enabled: payload.authorization_on().is_some(),
        }
    }

    /// A list of mappings as it is stored; none, if there is none.
    pub(crate) fn of_list(list: Option<&[serde_json::Value]>, templates: &Templates) -> Self {
        let slot = |value: Option<&serde_json::Value>| match value {
            None | Some(serde_json::Value::Null) => Slot::Absent,
            Some(serde_json::Value::String(text)) => Slot::of_text(text, templates),
            Some(_) => Slot::NotText,
        };
        let entry = |value: &serde_json::Value| Entry {
            is_no_object: !value.is_object(),
            pattern: slot(value.get("match")),
            substitution: slot(value.get("substitution")),
            query: slot(value.get("ldapQuery")),
        };
        let mappings = match list {
            None => Mappings::Absent,
            Some(list) => Mappings::List(list.iter().map(entry).collect()),
        };
        Self { mappings, ..Self::default() }
    }

    pub(crate) fn of_settings(settings: &UserSecurity) -> Self {
        let Some(ldap) = &settings.ldap else { return Self::default() };
        let slot = |text: &str| Slot::of_text(text, &settings.templates);
        let entry = |mapping: &crate::settings::Mapping| {
            let entry = Entry { pattern: slot(&mapping.pattern), ..Entry::default() };
            match &mapping.target {
                Target::Substitution(text) => Entry { substitution: slot(text), ..entry },
                Target::LdapQuery(text) => Entry { query: slot(text), ..entry },
            }
        };
        Self {
            mappings: match &ldap.user_to_dn_mapping {
                None => Mappings::Absent,
                Some(list) => Mappings::List(list.iter().map(entry).collect()),
            },
            template: ldap.authz_query_template.as_deref().map(slot).unwrap_or_default(),
            authorization_enabled: ldap.authorization_enabled == Some(true),
        }
    }
}

fn entry(value: &Value<'_>) -> Entry {
    let Some(object) = ObjectAt::of(value) else {
        return Entry { is_no_object: true, ..Entry::default() };
    };
    let slot = |name| Slot::of_member(object.member(name));
    Entry {
        is_no_object: false,
        pattern: slot("match"),
        substitution: slot("substitution"),
        query: slot("ldapQuery"),
    }
}
