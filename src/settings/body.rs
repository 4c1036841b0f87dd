//! The body that is sent, made of the settings: with the bind password, or without it.

use std::io;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{BindUsername, Certificates, CustomerX509, Hostname, Ldap, Mapping, Port, Target, UserSecurity};

impl UserSecurity {
    /// The body to be sent, as JSON, **with the bind password**. This is the only way to get it; keep
    /// what it returns out of logs. It is not wiped when it is dropped. Read-only members and nulls are left out.
    pub fn to_request_body(&self) -> String {
        let body = Body { settings: self, with_password: true };
        // Counted first, so that it is written once, and no half of it stays behind where it had to grow.
        let mut length = Length(0);
        // Neither fails: all names are strings, and so is what it is written to.
        let _ = serde_json::to_writer(&mut length, &body);
        let mut text = Vec::with_capacity(length.0);
        let _ = serde_json::to_writer(&mut text, &body);
        String::from_utf8(text).unwrap_or_default()
    }

    /// The body without the bind password.
    pub(crate) fn body(&self) -> Value {
        value(&Body { settings: self, with_password: false })
    }
}

impl Serialize for UserSecurity {
    /// The body without the bind password.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Body { settings: self, with_password: false }.serialize(serializer)
    }
}

/// The body as it is sent, or without the bind password. It borrows all of it, so that nothing else holds the
/// password. Members stand in alphabetical order.
pub(super) struct Body<'b> {
    pub(super) settings: &'b UserSecurity,
    pub(super) with_password: bool,
}

/// `customerX509` of it.
struct X509Body<'b>(&'b CustomerX509);

/// `ldap` of it.
pub(super) struct LdapBody<'b> {
    pub(super) ldap: &'b Ldap,
    pub(super) with_password: bool,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Body { settings, with_password } = *self;
        let mut body = serializer.serialize_map(None)?;
        insert(&mut body, "customerX509", settings.customer_x509.as_ref().map(X509Body))?;
        let ldap = settings.ldap.as_ref();
        insert(&mut body, "ldap", ldap.map(|ldap| LdapBody { ldap, with_password }))?;
        body.end()
    }
}

impl Serialize for X509Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        insert(&mut object, "cas", self.0.cas.as_ref().map(Certificates::as_str))?;
        object.end()
    }
}

impl Serialize for LdapBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { ldap, with_password } = *self;
        let password = ldap.bind_password.as_ref().filter(|_| with_password);
        let mappings = ldap.user_to_dn_mapping.as_ref();
        let mut object = serializer.serialize_map(None)?;
        insert(&mut object, "authenticationEnabled", ldap.authentication_enabled)?;
        insert(&mut object, "authorizationEnabled", ldap.authorization_enabled)?;
        insert(&mut object, "authzQueryTemplate", ldap.authz_query_template.as_deref())?;
        insert(&mut object, "bindPassword", password.map(|password| &*password.0))?;
        insert(&mut object, "bindUsername", ldap.bind_username.as_ref().map(BindUsername::as_str))?;
        insert(&mut object, "caCertificate", ldap.ca_certificate.as_ref().map(Certificates::as_str))?;
        insert(&mut object, "hostname", ldap.hostname.as_ref().map(Hostname::as_str))?;
        insert(&mut object, "port", ldap.port.as_ref().map(Port::body))?;
        insert(
            &mut object,
            "userToDNMapping",
            mappings.map(|list| list.iter().map(Mapping::body).collect::<Vec<_>>()),
        )?;
        object.end()
    }
}

/// A member that is left out if it is not there.
fn insert<M: SerializeMap>(
    object: &mut M,
    name: &str,
    value: Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| object.serialize_entry(name, &value))
}

/// What has no secret in it, as a value.
pub(super) fn value(body: &impl Serialize) -> Value {
    serde_json::to_value(body).unwrap_or_default()
}

/// Counts what is written.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Port {
    fn body(&self) -> Value {
        match self {
            Port::Number(number) => Value::from(number.get()),
            Port::Placeholder(text) => Value::from(text.as_str()),
        }
    }
}

impl Mapping {
    pub(super) fn body(&self) -> Value {
        let (name, text) = match &self.target {
            Target::Substitution(text) => ("substitution", text),
            Target::LdapQuery(text) => ("ldapQuery", text),
        };
        let members = [("match", &self.pattern), (name, text)];
        members.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text.as_str()))).collect()
    }
}
