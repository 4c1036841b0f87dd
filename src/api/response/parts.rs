//! What an answer consists of.

use std::fmt;

use serde_json::Value;

use crate::json::Data;
use crate::mask::{mask_json, secrets_in_json};
use crate::payload::{ObjectAt, Payload};
use crate::settings::{self, BindUsername, Certificates, Hostname, Port, string};

/// `customerX509` of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseX509 {
    /// The CAs whose client certificates the database takes.
    pub cas: Option<Certificates>,
    /// What the server adds.
    pub links: Vec<Link>,
}

/// `ldap` of an answer. There is no bind password in one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseLdap {
    /// Whether users authenticate against the LDAP host.
    pub authentication_enabled: Option<bool>,
    /// Whether a user's LDAP groups decide what the user may do.
    pub authorization_enabled: Option<bool>,
    /// The query that finds a user's groups.
    pub authz_query_template: Option<ResponseText>,
    /// As whom the database binds to the LDAP host.
    pub bind_username: Option<BindUsername>,
    /// The CA that vouches for the LDAP host.
    pub ca_certificate: Option<Certificates>,
    /// The LDAP host.
    pub hostname: Option<Hostname>,
    /// The TCP port of the LDAP host; `None` also if it is no number of a port.
    pub port: Option<Port>,
    /// How user names become distinguished names; the first match wins.
    pub user_to_dn_mapping: Option<Vec<ResponseMapping>>,
    /// What the server adds.
    pub links: Vec<Link>,
}

/// An entry of `ldap.userToDNMapping` as it is stored, even if it says nothing, or two things.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseMapping {
    /// `match`: the regular expression that the whole user name has to match.
    pub pattern: Option<ResponseText>,
    /// A distinguished name; `{0}` is the first capture group.
    pub substitution: Option<ResponseText>,
    /// The entry that a query finds; `{0}` is the first capture group.
    pub ldap_query: Option<ResponseText>,
}

/// A text of an answer. `Debug` shows it with whatever is secret masked: a query may carry user information.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseText(String);

impl ResponseText {
    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ResponseText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Value::from(self.0.as_str()).to_string();
        f.write_str(&mask_json(&text, 0, &secrets_in_json(&text, 0)))
    }
}

/// A link of an answer to another resource of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// Where it leads.
    pub href: Option<String>,
    /// What it is for, such as `self`.
    pub rel: Option<String>,
}

impl ResponseLdap {
    pub(super) fn of(ldap: ObjectAt<'_>, payload: &mut Payload<'_>) -> Self {
        Self {
            authentication_enabled: payload.authentication_enabled.as_ref().map(|flag| flag.value),
            authorization_enabled: payload.authorization_enabled.as_ref().map(|flag| flag.value),
            authz_query_template: text(ldap, "authzQueryTemplate"),
            bind_username: BindUsername::of(ldap, payload.bind_username.take()),
            ca_certificate: settings::certificates(
                ldap.member("caCertificate"),
                payload.ca_certificate.take(),
            ),
            hostname: Hostname::of(ldap, payload),
            port: ldap.member("port").and_then(settings::port),
            user_to_dn_mapping: objects(ldap, "userToDNMapping").map(|entries| {
                let entry = |entry| ResponseMapping {
                    pattern: text(entry, "match"),
                    substitution: text(entry, "substitution"),
                    ldap_query: text(entry, "ldapQuery"),
                };
                entries.map(entry).collect()
            }),
            links: links(ldap),
        }
    }
}

pub(super) fn object<'d>(object: ObjectAt<'d>, name: &str) -> Option<ObjectAt<'d>> {
    object.member(name).and_then(|member| ObjectAt::of(&member.value))
}

/// The objects in a list.
fn objects<'d>(object: ObjectAt<'d>, name: &str) -> Option<impl Iterator<Item = ObjectAt<'d>>> {
    match &object.member(name)?.value.data {
        Data::Array(items) => Some(items.iter().filter_map(ObjectAt::of)),
        _ => None,
    }
}

pub(super) fn links(object: ObjectAt<'_>) -> Vec<Link> {
    let text = |link: ObjectAt<'_>, name| link.member(name).and_then(string).map(str::to_owned);
    let link = |link| Link { href: text(link, "href"), rel: text(link, "rel") };
    objects(object, "links").into_iter().flatten().map(link).collect()
}

fn text(object: ObjectAt<'_>, name: &str) -> Option<ResponseText> {
    object.member(name).and_then(string).map(|text| ResponseText(text.to_owned()))
}
