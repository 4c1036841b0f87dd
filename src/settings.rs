//! The request body as a program wants it: parsed, not validated once more.

mod body;

use std::fmt;
use std::num::NonZeroU16;
use std::sync::OnceLock;

use serde_json::Value;

use self::body::{LdapBody, value};
use crate::json::{Data, Member};
use crate::language::Language as _;
use crate::ldap;
use crate::ldap::dn::Dn;
use crate::ldap::host::Host;
use crate::mask::{mask_json, secrets_in_json};
use crate::payload::{self, LanguageField, ObjectAt, Payload};
use crate::placeholder::Templates;
use crate::spec::{BindUsernameParts, bind_username_parts};
use crate::wiped::Wiped;
use crate::x509::bundle::Bundle;
use crate::x509::certificate::Certificate;

/// A request body in which no error was found, with every field parsed.
///
/// A member is `None` if it was absent, and so keeps its stored value. Serialised, it is the body
/// without the bind password; neither that nor `Debug` ever shows it. The password is wiped when they are
/// dropped.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserSecurity {
    /// Who may log in with a client certificate.
    pub customer_x509: Option<CustomerX509>,
    /// Where users are authenticated and authorized.
    pub ldap: Option<Ldap>,
    /// What stands for a value in it.
    pub(crate) templates: Templates,
}

/// `customerX509`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerX509 {
    /// The CAs whose client certificates the database takes.
    pub cas: Option<Certificates>,
}

/// `ldap`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ldap {
    /// Whether users authenticate against the LDAP host.
    pub authentication_enabled: Option<bool>,
    /// Whether a user's LDAP groups decide what the user may do.
    pub authorization_enabled: Option<bool>,
    /// The query that finds a user's groups; empty to delete it.
    pub authz_query_template: Option<String>,
    /// As whom the database binds to the LDAP host.
    pub bind_username: Option<BindUsername>,
    bind_password: Option<Secret>,
    /// The CA that vouches for the LDAP host; empty to delete it.
    pub ca_certificate: Option<Certificates>,
    /// The LDAP host.
    pub hostname: Option<Hostname>,
    /// The TCP port of the LDAP host.
    pub port: Option<Port>,
    /// How user names become distinguished names; the first match wins.
    pub user_to_dn_mapping: Option<Vec<Mapping>>,
}

/// `ldap.hostname`.
#[derive(Clone, PartialEq, Eq)]
pub struct Hostname {
    text: String,
    host: Option<Host>,
}

/// `ldap.bindUsername`.
#[derive(Clone)]
pub struct BindUsername {
    text: String,
    dn: Option<Dn>,
    /// Made at the first question: who only checks never asks.
    parts: OnceLock<Option<BindUsernameParts>>,
}

impl PartialEq for BindUsername {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.dn) == (&other.text, &other.dn)
    }
}

impl Eq for BindUsername {}

/// `ldap.port`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Port {
    /// A TCP port.
    Number(NonZeroU16),
    /// A template's variable that stands for it, such as `${LDAP_PORT}`.
    Placeholder(String),
}

/// The certificates of a field. Its `Debug` shows what they are, not the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificates {
    text: String,
    certificates: Vec<Certificate>,
}

/// An entry of `ldap.userToDNMapping`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// `match`: the regular expression that the whole user name has to match.
    pub pattern: String,
    /// What the name becomes.
    pub target: Target,
}

/// What a user name becomes.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// A distinguished name; `{0}` is the first capture group.
    Substitution(String),
    /// The entry that a query finds; `{0}` is the first capture group.
    LdapQuery(String),
}

/// Held for the request, shown to nobody, and wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
struct Secret(Wiped);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// `Debug` shows the body without the password, and with whatever else is secret masked: a query may
/// carry user information, a name a password.
macro_rules! masked_debug {
    ($type:ty, $self:ident => $body:expr) => {
        impl fmt::Debug for $type {
            fn fmt(&$self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let body = Value::from($body).to_string();
                f.write_str(&mask_json(&body, 0, &secrets_in_json(&body, 0)))
            }
        }
    };
}

masked_debug!(UserSecurity, self => self.body());
masked_debug!(Ldap, self => value(&LdapBody { ldap: self, with_password: false }));
masked_debug!(Mapping, self => self.body());
masked_debug!(Target, self => match self {
    Target::Substitution(text) | Target::LdapQuery(text) => text.as_str(),
});

/// The value of a member: by its name it is told what of it is a secret.
fn masked_member(f: &mut fmt::Formatter<'_>, name: &str, text: &str) -> fmt::Result {
    let (before, behind) = (format!("{{\"{name}\":"), "}");
    let body = format!("{before}{}{behind}", Value::from(text));
    let masked = mask_json(&body, 0, &secrets_in_json(&body, 0));
    f.write_str(masked.strip_prefix(&before).and_then(|rest| rest.strip_suffix(behind)).unwrap_or("***"))
}

impl fmt::Debug for Hostname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        masked_member(f, "hostname", self.as_str())
    }
}

impl fmt::Debug for BindUsername {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        masked_member(f, "bindUsername", self.as_str())
    }
}

impl Hostname {
    pub(crate) fn of(ldap: ObjectAt<'_>, payload: &Payload<'_>) -> Option<Self> {
        let text = ldap.member("hostname").and_then(string)?;
        let host = payload.hostname.as_ref().and_then(|field| field.value.get().host());
        Some(Hostname { text: text.to_owned(), host: host.cloned() })
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host; `None` if the text is empty or a placeholder.
    pub fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }
}

impl BindUsername {
    pub(crate) fn of(ldap: ObjectAt<'_>, field: Option<LanguageField<'_, Dn>>) -> Option<Self> {
        let text = ldap.member("bindUsername").and_then(string)?;
        let dn = field.map(|field| field.value.into_parsed()).filter(|dn| dn.faults().is_empty());
        Some(BindUsername { text: text.to_owned(), dn, parts: OnceLock::new() })
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The distinguished name (RFC 4514); `None` if the text is none, or a placeholder.
    pub fn dn(&self) -> Option<&Dn> {
        self.dn.as_ref()
    }

    /// What the named groups of the documented pattern take of it; `None` if the pattern does not match.
    pub fn parts(&self) -> Option<&BindUsernameParts> {
        let parts = || self.dn.as_ref().and_then(|_| bind_username_parts(&self.text));
        self.parts.get_or_init(parts).as_ref()
    }
}

impl Certificates {
    /// The PEM text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The certificates, in their order; none if the text is empty or a placeholder.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.certificates).finish()
    }
}

impl Ldap {
    /// Whether a bind password was given.
    pub fn has_bind_password(&self) -> bool {
        self.bind_password.is_some()
    }
}

impl UserSecurity {
    /// The settings of a payload without errors; `None` if its document is no object.
    pub(crate) fn of(mut payload: Payload<'_>) -> Option<Self> {
        let root = payload.root()?;
        let object = |name| root.member(name).and_then(|member| ObjectAt::of(&member.value));
        let customer_x509 = object("customerX509")
            .map(|x509| CustomerX509 { cas: certificates(x509.member("cas"), payload.cas.take()) });
        let ldap = object("ldap").map(|ldap| Ldap::of(ldap, &mut payload));
        Some(Self { customer_x509, ldap, templates: payload.conventions().templates.clone() })
    }
}

impl Ldap {
    fn of(ldap: ObjectAt<'_>, payload: &mut Payload<'_>) -> Self {
        let text = |name| ldap.member(name).and_then(string);
        Self {
            authentication_enabled: payload.authentication_enabled.as_ref().map(|flag| flag.value),
            authorization_enabled: payload.authorization_enabled.as_ref().map(|flag| flag.value),
            authz_query_template: text("authzQueryTemplate").map(str::to_owned),
            bind_username: BindUsername::of(ldap, payload.bind_username.take()),
            bind_password: text("bindPassword").map(|password| Secret(Wiped::from(password))),
            ca_certificate: certificates(ldap.member("caCertificate"), payload.ca_certificate.take()),
            hostname: Hostname::of(ldap, payload),
            port: ldap.member("port").and_then(port),
            user_to_dn_mapping: payload
                .mappings
                .as_ref()
                .map(|mappings| mappings.iter().filter_map(mapping).collect()),
        }
    }
}

pub(crate) fn string<'d>(member: &'d Member<'_>) -> Option<&'d str> {
    match &member.value.data {
        Data::String(text) => Some(text.as_str()),
        _ => None,
    }
}

pub(crate) fn certificates(
    member: Option<&Member<'_>>,
    field: Option<LanguageField<'_, Bundle>>,
) -> Option<Certificates> {
    let text = member.and_then(string)?.to_owned();
    let certificates = field.map(|field| field.value.into_parsed().into_certificates().collect());
    Some(Certificates { text, certificates: certificates.unwrap_or_default() })
}

pub(crate) fn port(member: &Member<'_>) -> Option<Port> {
    match &member.value.data {
        Data::Number(number) => {
            let port = match ldap::port::Port::parse(number) {
                ldap::port::Port::Valid(port) => port,
                ldap::port::Port::NotInteger { integral: Some(port) } => u16::try_from(port).ok()?,
                _ => return None,
            };
            NonZeroU16::new(port).map(Port::Number)
        }
        Data::String(text) => Some(Port::Placeholder(text.as_str().to_owned())),
        _ => None,
    }
}

fn mapping(entry: &payload::Mapping<'_>) -> Option<Mapping> {
    let text = |name| entry.member(name).and_then(string).map(str::to_owned);
    let substitution = text("substitution").map(Target::Substitution);
    let target = substitution.or_else(|| text("ldapQuery").map(Target::LdapQuery))?;
    Some(Mapping { pattern: text("match")?, target })
}

#[cfg(test)]
mod tests {
    use crate::check;

    #[test]
    fn debug_hides_the_password_behind_a_user() {
        let body = r#"{"ldap":{"bindUsername":"{{ user }}:hunter2@example.net"}}"#;
        let settings = check(body).into_settings().expect("no error");
        let name = settings.ldap.as_ref().and_then(|ldap| ldap.bind_username.clone());
        assert_eq!(format!("{name:?}"), r#"Some("{{ user }}:*******@example.net")"#);
    }

    #[test]
    fn debug_hides_what_is_secret_in_a_query_or_a_name() {
        let body = r#"{"ldap":{
            "bindUsername":"CN=password=hunter2,DC=example,DC=net",
            "bindPassword":"hunter2",
            "authzQueryTemplate":"{USER}?memberOf?base??ldap://svc:hunter2@host/"}}"#;
        let settings = check(body).into_settings().expect("no error");
        let ldap = settings.ldap.as_ref().expect("given");
        for shown in [format!("{settings:?}"), format!("{ldap:#?}"), format!("{:?}", ldap.bind_username)] {
            assert!(shown.contains("password*") || shown.contains("bindUsername"), "{shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        assert!(!serde_json::to_string(&settings).expect("JSON").contains("bindPassword"));
        assert!(settings.to_request_body().contains(r#""bindPassword":"hunter2""#));
    }
}
