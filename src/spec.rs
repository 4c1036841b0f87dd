//! The documented contract as data.
//!
//! Source: the API's pages "Update LDAP or X.509 Configuration" (`PATCH …/userSecurity`) and "Disable
//! Customer-Managed X.509" (`DELETE …/userSecurity/customerX509`), resource version 2023-01-01. The
//! descriptions are our own words. Shape rules and suggestions read these tables.

mod pattern;

pub use pattern::BindUsernameParts;
pub(crate) use pattern::{
    BIND_USERNAME_PATTERN, GROUP_ID_PATTERN, HOSTNAME_PATTERN, Pattern, bind_username_parts,
};

/// An object of the contract.
#[derive(Debug)]
pub(crate) struct Object {
    /// How messages call it: the pointer of the object, without array indices.
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
    pub(crate) access: Access,
    pub(crate) required: bool,
    /// The documented default, as JSON.
    pub(crate) default: Option<&'static str>,
    /// Values as one may write them, as JSON.
    pub(crate) examples: &'static [&'static str],
    pub(crate) pattern: Option<&'static Pattern>,
    pub(crate) description: &'static str,
}

/// What a member's value may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type {
    Boolean,
    /// `integer(int32)`; no range is documented.
    Integer,
    String,
    Object(&'static Object),
    Array(&'static Object),
}

/// In which direction a member travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadWrite,
    /// In responses only.
    ReadOnly,
    /// In requests only.
    WriteOnly,
}

impl Type {
    /// As a person calls it, with its article.
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Type::Boolean => "a boolean",
            Type::Integer => "an integer",
            Type::String => "a string",
            Type::Object(_) => "an object",
            Type::Array(_) => "an array",
        }
    }
}

impl Object {
    /// The member of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// Whether a document of the kind may carry the member: what only the server writes stands in its
    /// answers, not in requests.
    pub(crate) fn belongs_in(&self, kind: Kind) -> bool {
        kind == Kind::Response || self.access != Access::ReadOnly
    }

    pub(crate) const OPTIONAL: Field = Field {
        name: "",
        kind: Type::String,
        access: Access::ReadWrite,
        required: false,
        default: None,
        examples: &[],
        pattern: None,
        description: "",
    };
}

/// Links of a response; they lead to the API's other resources.
const LINKS: Field = Field {
    name: "links",
    kind: Type::Array(&LINK),
    access: Access::ReadOnly,
    description: "Links that the server adds to its responses.",
    ..Field::OPTIONAL
};

static LINK: Object = Object {
    name: "link",
    fields: &[
        Field { name: "href", description: "Where the link leads.", ..Field::OPTIONAL },
        Field { name: "rel", description: "What the link is for.", ..Field::OPTIONAL },
    ],
};

/// The body of `PATCH /api/atlas/v2/groups/{groupId}/userSecurity`.
pub(crate) static USER_SECURITY: Object = Object {
    name: "the body",
    fields: &[
        Field {
            name: "customerX509",
            kind: Type::Object(&CUSTOMER_X509),
            description: "Customer-managed X.509: who may log in with a client certificate.",
            ..Field::OPTIONAL
        },
        Field {
            name: "ldap",
            kind: Type::Object(&LDAP),
            description: "LDAP over TLS: where users are authenticated and authorized.",
            ..Field::OPTIONAL
        },
        LINKS,
    ],
};

pub(crate) static CUSTOMER_X509: Object = Object {
    name: "customerX509",
    fields: &[
        Field {
            name: "cas",
            description: "The PEM certificates, one after the other, of the CAs whose client certificates the database takes.",
            ..Field::OPTIONAL
        },
        LINKS,
    ],
};

const AUTHZ_QUERY_TEMPLATE: Field = Field {
    name: "authzQueryTemplate",
    examples: &[r#""DC=mycompany,DC=com??sub?(&(objectClass=group)(member={USER}))""#],
    default: Some(r#""{USER}?memberOf?base""#),
    description: "The RFC 4516 query that finds a user's groups; `{USER}` stands for the user's DN. \"\" deletes it.",
    ..Field::OPTIONAL
};

const BIND_PASSWORD: Field = Field {
    name: "bindPassword",
    examples: &[r#""${LDAP_BIND_PASSWORD}""#],
    access: Access::WriteOnly,
    description: "The password of `bindUsername`.",
    ..Field::OPTIONAL
};

const BIND_USERNAME: Field = Field {
    name: "bindUsername",
    examples: &[r#""CN=svc-atlas,OU=Services,DC=mycompany,DC=com""#],
    pattern: Some(&BIND_USERNAME_PATTERN),
    description: "The distinguished name (RFC 2253) as which the database binds to the LDAP host.",
    ..Field::OPTIONAL
};

const CA_CERTIFICATE: Field = Field {
    name: "caCertificate",
    description: "The PEM certificate of the CA that vouches for the LDAP host. \"\" deletes it.",
    ..Field::OPTIONAL
};

const HOSTNAME: Field = Field {
    name: "hostname",
    examples: &[r#""ldap.mycompany.com""#],
    pattern: Some(&HOSTNAME_PATTERN),
    description: "The host name or IP address of the LDAP host.",
    ..Field::OPTIONAL
};

const PORT: Field = Field {
    name: "port",
    examples: &["636", "3269"],
    kind: Type::Integer,
    default: Some("636"),
    description: "The TCP port on which the LDAP host listens for TLS.",
    ..Field::OPTIONAL
};

pub(crate) static LDAP: Object = Object {
    name: "ldap",
    fields: &[
        Field {
            name: "authenticationEnabled",
            kind: Type::Boolean,
            description: "Whether users authenticate against the LDAP host.",
            ..Field::OPTIONAL
        },
        Field {
            name: "authorizationEnabled",
            kind: Type::Boolean,
            description: "Whether a user's LDAP groups decide what the user may do.",
            ..Field::OPTIONAL
        },
        AUTHZ_QUERY_TEMPLATE,
        BIND_PASSWORD,
        BIND_USERNAME,
        CA_CERTIFICATE,
        HOSTNAME,
        LINKS,
        PORT,
        Field {
            name: "userToDNMapping",
            kind: Type::Array(&MAPPING),
            description: "How user names become distinguished names: an ordered list, the first match wins.",
            ..Field::OPTIONAL
        },
    ],
};

pub(crate) static MAPPING: Object = Object {
    name: "userToDNMapping[]",
    fields: &[
        Field {
            name: "ldapQuery",
            examples: &[r#""DC=mycompany,DC=com??sub?(uid={0})""#],
            description: "The RFC 4516 query that finds the user's entry; `{0}` is the first capture group.",
            ..Field::OPTIONAL
        },
        Field {
            name: "match",
            examples: &[r#""([a-z0-9.]+)@mycompany\\.com""#],
            required: true,
            description: "The regular expression that has to match the whole user name.",
            ..Field::OPTIONAL
        },
        Field {
            name: "substitution",
            examples: &[r#""CN={0},OU=Users,DC=mycompany,DC=com""#],
            description: "The user's distinguished name; `{0}` is the first capture group.",
            ..Field::OPTIONAL
        },
    ],
};

/// The body of `POST …/userSecurity/ldap/verify`: flat, and without mappings or X.509.
pub(crate) static VERIFY: Object = Object {
    name: "the body",
    fields: &[
        AUTHZ_QUERY_TEMPLATE,
        Field { required: true, ..BIND_PASSWORD },
        Field { required: true, ..BIND_USERNAME },
        CA_CERTIFICATE,
        Field { required: true, ..HOSTNAME },
        LINKS,
        Field { required: true, default: None, ..PORT },
    ],
};

/// What a document is, and so what may stand in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The body of `PATCH …/userSecurity`.
    #[default]
    Patch,
    /// The body of `POST …/userSecurity/ldap/verify`: the LDAP members, flat.
    Verify,
    /// What `GET …/userSecurity` and the PATCH answer: read-only members are at home there.
    Response,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Patch, Kind::Verify, Kind::Response];

    /// As it stands on the command line and in reports: `patch`, `verify`, `response`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Patch => "patch",
            Kind::Verify => "verify",
            Kind::Response => "response",
        }
    }

    /// The object that a document of this kind is.
    pub(crate) fn root(self) -> &'static Object {
        match self {
            Kind::Patch | Kind::Response => &USER_SECURITY,
            Kind::Verify => &VERIFY,
        }
    }
}

/// An operation of the family.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// Its query parameters; all are booleans that default to false.
    pub(crate) query: &'static [&'static str],
    pub(crate) body: Option<&'static Object>,
    /// Whether it ends in a rolling restart of the database.
    #[cfg_attr(
        not(any(test, feature = "cli")),
        expect(dead_code, reason = "the command shows what such a request changes")
    )]
    pub(crate) restarts: bool,
}

/// Whether it is the name of a member of an update, in capital letters or small ones.
pub(crate) fn is_name(word: &str) -> bool {
    let objects = [&USER_SECURITY, &CUSTOMER_X509, &LDAP, &MAPPING];
    let mut names = objects.iter().flat_map(|object| object.fields.iter().map(|field| field.name));
    names.any(|name| name.eq_ignore_ascii_case(word))
}

/// The one version of the resource; later dates resolve to it.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

pub(crate) static OPERATIONS: [Operation; 5] = [
    Operation {
        method: "PATCH",
        path: "/api/atlas/v2/groups/{groupId}/userSecurity",
        query: &["envelope", "pretty"],
        body: Some(&USER_SECURITY),
        restarts: true,
    },
    Operation {
        method: "GET",
        path: "/api/atlas/v2/groups/{groupId}/userSecurity",
        query: &["envelope", "pretty"],
        body: None,
        restarts: false,
    },
    Operation {
        method: "DELETE",
        path: "/api/atlas/v2/groups/{groupId}/userSecurity/customerX509",
        query: &["envelope"],
        body: None,
        restarts: true,
    },
    Operation {
        method: "DELETE",
        path: "/api/atlas/v2/groups/{groupId}/userSecurity/ldap/userToDNMapping",
        query: &["envelope", "pretty"],
        body: None,
        restarts: true,
    },
    Operation {
        method: "POST",
        path: "/api/atlas/v2/groups/{groupId}/userSecurity/ldap/verify",
        query: &["envelope", "pretty"],
        body: Some(&VERIFY),
        restarts: false,
    },
];

#[cfg(test)]
mod tests;
