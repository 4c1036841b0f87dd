//! The typed request body: every field with its places, each text recognised once and lazily.
//!
//! Broken JSON gives an empty payload, and a value of the wrong type gives none, so nothing is judged
//! twice. A value that stands for another one (`${LDAP_HOST}`) is not handed to the rules that judge
//! values.

mod in_effect;
mod limits;
mod names;
mod parsed;
mod query;
mod refusal;
mod templates;

pub(crate) use self::in_effect::Effective;
use self::in_effect::Stored;
pub(crate) use self::limits::{MAPPINGS, TooMany};
pub use self::limits::{MAX_CERTIFICATES, MAX_MAPPINGS, MAX_TEXT};
pub(crate) use self::names::{Name, NamePlace};
pub(crate) use self::parsed::Parsed;
pub(crate) use self::query::{Part, Query};
pub(crate) use self::refusal::{Failure, Refusal, Unknown};
use self::templates::LazyTemplate;
pub(crate) use self::templates::{Slot, Target, Templated};
use crate::conventions::Conventions;
use crate::json::{Data, Document, Member, Text, Value};
use crate::language::Language;
use crate::ldap::dn::{Dn, DnTemplate};
use crate::ldap::host::ParsedHost;
use crate::ldap::port::Port;
use crate::ldap::template::Dialect;
use crate::placeholder::Placeholder;
use crate::regex::Regex;
use crate::span::Span;
use crate::spec::{self, Kind, Object};
use crate::x509::bundle::Bundle;

/// A member with its value of the right type.
pub(crate) struct Field<T> {
    /// The name with its quotes.
    pub(crate) key: Span,
    /// All of the value, quotes included.
    pub(crate) span: Span,
    pub(crate) value: T,
}

/// A string field, and what stands in it.
pub(crate) type TextField<'d> = Field<&'d Text<'d>>;
pub(crate) type LanguageField<'d, L> = Field<Parsed<'d, L>>;

/// A string of the document that is no value yet, with its field's name.
#[derive(Debug)]
pub(crate) struct Substitute<'d> {
    pub(crate) field: &'static spec::Field,
    pub(crate) text: &'d Text<'d>,
    pub(crate) placeholder: &'d Placeholder,
}

/// The request body.
pub(crate) struct Payload<'d> {
    document: Option<&'d Document<'d>>,
    pub(crate) kind: Kind,
    ldap: Option<ObjectAt<'d>>,
    /// Whether the body is the whole configuration, so that absence means something.
    pub(crate) complete: bool,
    pub(crate) authentication_enabled: Option<Field<bool>>,
    pub(crate) authorization_enabled: Option<Field<bool>>,
    pub(crate) authz_query_template: Option<Field<Query<'d>>>,
    pub(crate) bind_username: Option<LanguageField<'d, Dn>>,
    /// All of them: one that a later one overrides is in the file all the same.
    pub(crate) bind_passwords: Vec<TextField<'d>>,
    pub(crate) hostname: Option<LanguageField<'d, ParsedHost>>,
    pub(crate) port: Option<Field<Port>>,
    pub(crate) ca_certificate: Option<LanguageField<'d, Bundle>>,
    pub(crate) cas: Option<LanguageField<'d, Bundle>>,
    pub(crate) mappings: Option<Vec<Mapping<'d>>>,
    /// What stands for a value, or was never replaced.
    pub(crate) substitutes: Vec<Substitute<'d>>,
    too_many: Vec<TooMany>,
    /// Texts that are too long to be looked into.
    too_long: Vec<Span>,
    stored: Option<Stored<'d>>,
    /// Every object that the contract knows, outer ones first: ten rules walk them.
    objects: Vec<ObjectAt<'d>>,
}

/// An entry of `userToDNMapping`.
pub(crate) struct Mapping<'d> {
    /// All of it.
    pub(crate) span: Span,
    pub(crate) members: &'d [Member<'d>],
    /// `match`, if it is a text and no placeholder.
    pub(crate) pattern: Option<LanguageField<'d, Regex>>,
    /// `substitution`, likewise.
    pub(crate) substitution: Option<LanguageField<'d, DnTemplate>>,
    /// `ldapQuery`, likewise.
    pub(crate) query: Option<Box<Field<Query<'d>>>>,
    template: LazyTemplate,
}

/// An explored object with what the contract says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ObjectAt<'d> {
    pub(crate) span: Span,
    pub(crate) object: &'static Object,
    pub(crate) members: &'d [Member<'d>],
}

impl<'d> ObjectAt<'d> {
    pub(crate) fn of(value: &'d Value<'d>) -> Option<Self> {
        match &value.data {
            Data::Object(object, members) => Some(Self { span: value.span, object, members }),
            _ => None,
        }
    }

    /// The member of that name; of several the last, as parsers read it.
    pub(crate) fn member(&self, name: &str) -> Option<&'d Member<'d>> {
        self.members.iter().rev().find(|member| {
            #[cfg(test)]
            LOOKED_AT.set(LOOKED_AT.get() + 1);
            member.name.as_str() == name
        })
    }
}

#[cfg(test)]
thread_local! {
    /// How many members were looked at to find one by its name.
    pub(crate) static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl<'d> Payload<'d> {
    pub(crate) fn new(document: Option<&'d Document<'d>>, kind: Kind, complete: bool) -> Self {
        let mut payload = Payload {
            document,
            kind,
            ldap: None,
            complete,
            authentication_enabled: None,
            authorization_enabled: None,
            authz_query_template: None,
            bind_username: None,
            bind_passwords: Vec::new(),
            hostname: None,
            port: None,
            ca_certificate: None,
            cas: None,
            mappings: None,
            substitutes: Vec::new(),
            too_many: Vec::new(),
            too_long: Vec::new(),
            stored: None,
            objects: document.map(|document| objects(document, kind)).unwrap_or_default(),
        };
        let Some(root) = payload.root() else { return payload };
        let inner = |name| root.member(name).and_then(|member| ObjectAt::of(&member.value));
        payload.find_substitutes();
        if let Some(x509) = inner("customerX509") {
            payload.cas = x509.member("cas").and_then(|member| payload.bundle(member, "cas"));
        }
        if let Some(ldap) = if kind == Kind::Verify { Some(root) } else { inner("ldap") } {
            payload.read_ldap(ldap);
        }
        payload
    }

    fn read_ldap(&mut self, ldap: ObjectAt<'d>) {
        self.ldap = Some(ldap);
        // In one walk, and not with one for each name; of several of a name the last counts, as parsers read it.
        let (mut ca_certificate, mut mappings) = (None, None);
        for member in ldap.members {
            match member.name.as_str() {
                "authenticationEnabled" => self.authentication_enabled = flag(member),
                "authorizationEnabled" => self.authorization_enabled = flag(member),
                "authzQueryTemplate" => {
                    self.authz_query_template = self.query(member, Dialect::Authorization)
                }
                "bindUsername" => self.bind_username = self.language(member),
                "hostname" => self.hostname = language(member),
                "caCertificate" => ca_certificate = Some(member),
                "bindPassword" => self.bind_passwords.extend(literal(member)),
                "port" => {
                    self.port = match &member.value.data {
                        Data::Number(number) => Some(field(member, Port::parse(number))),
                        _ => None,
                    };
                }
                MAPPINGS => mappings = Some(member),
                _ => {}
            }
        }
        self.ca_certificate = ca_certificate.and_then(|member| self.bundle(member, "caCertificate"));
        self.mappings = mappings.and_then(|member| match &member.value.data {
            Data::Array(items) => {
                let items = self.unless_too_many(items)?;
                Some(items.iter().filter_map(|item| self.mapping(item)).collect())
            }
            _ => None,
        });
    }

    fn find_substitutes(&mut self) {
        let mut found = Vec::new();
        for member in self.objects().flat_map(|object| object.members) {
            if let (Data::String(text), Some(field)) = (&member.value.data, member.field)
                && let Some(placeholder) = &member.placeholder
            {
                found.push(Substitute { field, text, placeholder });
            }
        }
        self.substitutes = found;
    }

    /// The member of `ldap` of that name, whatever its value is; of several the last.
    pub(crate) fn ldap_member(&self, name: &str) -> Option<&'d Member<'d>> {
        self.ldap.and_then(|ldap| ldap.member(name))
    }

    /// The object with the members about LDAP, if there is one.
    pub(crate) fn ldap(&self) -> Option<ObjectAt<'d>> {
        self.ldap
    }

    /// Whether `ldap` has a member of that name, whatever its value is.
    pub(crate) fn ldap_has(&self, name: &str) -> bool {
        self.ldap_member(name).is_some()
    }

    /// Whether what is absent keeps its stored value: in an update that is not the whole configuration.
    pub(crate) fn keeps_what_is_absent(&self) -> bool {
        self.kind == Kind::Patch && !self.complete
    }

    /// Whether authentication is on, by the body or, where that is known, by what is stored.
    pub(crate) fn is_authentication_on(&self) -> bool {
        self.in_effect().authentication_enabled.as_ref().is_some_and(|flag| flag.value)
    }

    /// `authorizationEnabled`, if the body turns it on.
    pub(crate) fn authorization_on(&self) -> Option<&Field<bool>> {
        self.authorization_enabled.as_ref().filter(|flag| flag.value)
    }

    /// The bind name, if it is given and there is nothing in it.
    pub(crate) fn empty_bind_name(&self) -> Option<&LanguageField<'d, Dn>> {
        self.bind_username.as_ref().filter(|field| field.value.text.as_str().is_empty())
    }

    /// The document, if it could be read.
    pub(crate) fn document(&self) -> Option<&'d Document<'d>> {
        self.document
    }

    /// What its values were read by.
    pub(crate) fn conventions(&self) -> &'d Conventions {
        self.document.map_or(Conventions::usual(), |document| document.conventions)
    }

    /// The body, if it is an object.
    pub(crate) fn root(&self) -> Option<ObjectAt<'d>> {
        ObjectAt::of(&self.document?.root)
    }

    /// Every object that the contract knows, outer ones first.
    pub(crate) fn objects(&self) -> impl Iterator<Item = ObjectAt<'d>> {
        self.objects.iter().copied()
    }

    /// Every member whose value is to be judged, with what the contract says of it.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'d Member<'d>, &'static spec::Field)> {
        let kind = self.kind;
        let members = self.objects().flat_map(|object| object.members);
        members
            .filter(move |member| is_judged(member, kind))
            .filter_map(|member| Some((member, member.field?)))
    }

    /// The fields that hold certificates, and which is which.
    pub(crate) fn bundles(&self) -> impl Iterator<Item = (&LanguageField<'d, Bundle>, Trust)> {
        let cas = self.cas.iter().map(|field| (field, Trust::Clients));
        cas.chain(self.ca_certificate.iter().map(|field| (field, Trust::Host)))
    }

    /// The entries of `userToDNMapping`.
    pub(crate) fn mappings(&self) -> impl Iterator<Item = &Mapping<'d>> {
        self.mappings.iter().flatten()
    }

    /// The authorization query, if there is something in it.
    pub(crate) fn authorization(&self) -> Option<Target<'_>> {
        self.authz_query_template.as_ref().map(Target::of_query).filter(|target| !target.is_empty)
    }

    /// Every query: those of the mappings, then the authorization query.
    pub(crate) fn queries(&self) -> impl Iterator<Item = &Field<Query<'d>>> {
        let of_mappings = self.mappings().filter_map(|mapping| mapping.query.as_deref());
        of_mappings.chain(&self.authz_query_template)
    }
}

/// Whether a value says nothing: there is only white space in it, if anything.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whom the certificates of a field vouch for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// `customerX509.cas`: the clients that log in.
    Clients,
    /// `ldap.caCertificate`: the LDAP host.
    Host,
}

impl Trust {
    /// The field, as messages name it.
    pub(crate) fn field_name(self) -> &'static str {
        match self {
            Trust::Clients => "cas",
            Trust::Host => "caCertificate",
        }
    }
}

/// Every object of a document that the contract knows, outer ones first.
fn objects<'d>(document: &'d Document<'d>, kind: Kind) -> Vec<ObjectAt<'d>> {
    let mut objects = Vec::new();
    // The contract nests three deep, so this stays small.
    let mut waiting = vec![&document.root];
    while let Some(value) = waiting.pop() {
        match &value.data {
            Data::Array(items) => waiting.extend(items.iter().rev()),
            Data::Object(object, members) => {
                let is_walked = |member: &&Member<'_>| {
                    matches!(member.value.data, Data::Array(_) | Data::Object(..)) && is_judged(member, kind)
                };
                let walked = members.iter().rev().filter(is_walked);
                waiting.extend(walked.map(|member| &member.value));
                objects.push(ObjectAt { span: value.span, object, members });
            }
            _ => {}
        }
    }
    objects
}

/// Whether the value of a member is looked at: what only the server writes has to go from a request, and
/// nothing else is said of it.
fn is_judged(member: &Member<'_>, kind: Kind) -> bool {
    member.field.is_none_or(|field| field.belongs_in(kind))
}

fn field<T>(member: &Member<'_>, value: T) -> Field<T> {
    Field { key: member.key, span: member.value.span, value }
}

fn flag(member: &Member<'_>) -> Option<Field<bool>> {
    match member.value.data {
        // The flat body has no flags: there, one is an unknown member.
        Data::Boolean(value) if member.field.is_some() => Some(field(member, value)),
        _ => None,
    }
}

/// A string member whose value is no placeholder.
fn literal<'d>(member: &'d Member<'d>) -> Option<TextField<'d>> {
    match &member.value.data {
        Data::String(text) if member.placeholder.is_none() => Some(field(member, text)),
        _ => None,
    }
}

fn language<'d, L: Language>(member: &'d Member<'d>) -> Option<LanguageField<'d, L>> {
    let literal = literal(member)?;
    Some(Field { key: literal.key, span: literal.span, value: Parsed::new(literal.value) })
}

impl<'d> Payload<'d> {
    fn mapping(&mut self, value: &'d Value<'d>) -> Option<Mapping<'d>> {
        let object = ObjectAt::of(value)?;
        let member = |name| object.member(name);
        Some(Mapping {
            span: object.span,
            members: object.members,
            pattern: member("match").and_then(|found| self.language(found)),
            substitution: member("substitution").and_then(|found| self.language(found)),
            query: member("ldapQuery").and_then(|found| self.query(found, Dialect::Mapping)).map(Box::new),
            template: LazyTemplate::new(),
        })
    }
}

impl<'d> Mapping<'d> {
    /// The member of that name; of several the last.
    pub(crate) fn member(&self, name: &str) -> Option<&'d Member<'d>> {
        self.members.iter().rev().find(|member| member.name.as_str() == name)
    }
}
