//! What the API answers to a GET and a PATCH, and how it becomes a request again.

mod draft;
mod envelope;
mod failure;
mod message;
mod parts;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::draft::RequestDraft;
pub(crate) use self::envelope::{Form, content, index};
#[cfg(feature = "cli")]
pub(crate) use self::failure::EXPLAINED;
pub(crate) use self::failure::{Failure, failure, failure_in, status, words};
pub(crate) use self::message::{head, split, without_marks};
pub use self::parts::{Link, ResponseLdap, ResponseMapping, ResponseText, ResponseX509};
use crate::conventions::Conventions;
use crate::lines::Location;
use crate::mask::{mask_json, secrets_in_json};
use crate::payload::Payload;
use crate::settings;
use crate::source::{MAX_INPUT, Refusal, Source};
use crate::spec::Kind;
use crate::wiped::Wiped;

/// What `GET …/userSecurity` and the PATCH answer: the stored configuration.
///
/// A member is `None` if it is absent, null, or of another type than the contract's. Nothing is judged: for
/// that there is [`Linter`](crate::Linter) with [`Kind::Response`](crate::Kind::Response).
///
/// ```
/// # fn main() -> Result<(), usersec::ResponseError> {
/// let answer = r#"{"status": 200, "content": {
///     "ldap": {"hostname": "ldap.mycompany.com", "port": 636, "links": []},
///     "links": [{"href": "https://cloud.mongodb.com/api/atlas", "rel": "self"}]
/// }}"#;
/// let response = usersec::Response::parse(answer)?;
/// assert_eq!(response.status, Some(200));
/// assert_eq!(response.links[0].rel.as_deref(), Some("self"));
/// let hostname = response.ldap.as_ref().and_then(|ldap| ldap.hostname.as_ref());
/// assert_eq!(hostname.map(|hostname| hostname.as_str()), Some("ldap.mycompany.com"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// Who may log in with a client certificate.
    pub customer_x509: Option<ResponseX509>,
    /// Where users are authenticated and authorized.
    pub ldap: Option<ResponseLdap>,
    /// Links of the whole answer.
    pub links: Vec<Link>,
    /// The HTTP status, if it stands in the text.
    pub status: Option<u16>,
    /// Whether the answer was the `content` of an envelope (`?envelope=true`).
    pub is_enveloped: bool,
    /// What was received, without the byte order mark and the heads before it.
    text: Wiped,
}

/// A text is no answer with a configuration in it.
///
/// It holds nothing of the text but numbers, and what an error calls itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseError {
    /// It is larger than [`MAX_INPUT`](crate::MAX_INPUT), which is counted in bytes.
    TooLarge,
    /// It is no JSON. This is where it ceases to be.
    NotJson(Location),
    /// It is JSON, but no object.
    NotAnObject,
    /// It is the answer to a request that failed.
    Failed {
        /// The HTTP status, and the code of the error in backquotes, if it has one: ``400 `VALIDATION_ERROR` ``.
        /// What looks like a secret in it is masked.
        name: String,
    },
    /// It is an object, but with none of the members that an answer has.
    NotAnAnswer,
}

impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "it is larger than {MAX_INPUT} bytes"),
            Self::NotJson(at) => {
                write!(f, "it is no JSON: see line {}, column {}", at.line, at.column)
            }
            Self::NotAnObject => f.write_str("it is no JSON object"),
            Self::Failed { name } => f.write_str(&words(name, "the configuration")),
            Self::NotAnAnswer => f.write_str(
                "it has neither `ldap` nor `customerX509`, so it is no answer with a configuration",
            ),
        }
    }
}

impl std::error::Error for ResponseError {}

impl fmt::Debug for Response {
    /// What was received, with whatever is secret masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_json(&self.text, 0, &secrets_in_json(&self.text, 0)))
    }
}

impl Response {
    /// Reads an answer, in an envelope or not, also with the heads of HTTP messages that `curl --include` puts
    /// before it.
    ///
    /// # Errors
    ///
    /// [`ResponseError`] if it is no JSON object, or not the answer of a request that succeeded.
    pub fn parse(answer: impl AsRef<[u8]>) -> Result<Self, ResponseError> {
        let bytes = answer.as_ref();
        let source = Source::under(Conventions::usual(), bytes, Kind::Response, MAX_INPUT);
        match source.refusal() {
            None => {}
            Some(Refusal::TooLarge { .. }) => return Err(ResponseError::TooLarge),
            Some(Refusal::Json(fault)) => {
                return Err(ResponseError::NotJson(source.masked().lines().location(bytes, fault.at)));
            }
            Some(Refusal::Message { .. }) => return Err(ResponseError::NotAnObject),
        }
        let text = source.text();
        let content = content(text).ok_or(ResponseError::NotAnObject)?;
        let mut payload = Payload::new(source.document(), Kind::Response, false);
        let root = payload.root().ok_or(ResponseError::NotAnObject)?;
        let status = source.document().and_then(|document| document.status);
        if let Some(failure) = failure(root, status) {
            return Err(ResponseError::Failed { name: failure.name() });
        }
        // Every answer of the API may have links.
        let is_ours = |name: &str| matches!(name, "ldap" | "customerX509" | "links");
        let is_here = |name| root.member(name).is_some();
        if !is_here("ldap")
            && !is_here("customerX509")
            && root.members.iter().any(|m| !is_ours(m.name.as_str()))
        {
            return Err(ResponseError::NotAnAnswer);
        }
        let object = |name| parts::object(root, name);
        Ok(Self {
            customer_x509: object("customerX509").map(|x509| ResponseX509 {
                cas: settings::certificates(x509.member("cas"), payload.cas.take()),
                links: parts::links(x509),
            }),
            ldap: object("ldap").map(|ldap| ResponseLdap::of(ldap, &mut payload)),
            links: parts::links(root),
            status,
            is_enveloped: content.form == Form::Envelope,
            text: text.into(),
        })
    }

    /// The request body that sends this configuration, to be changed and sent, or compared.
    ///
    /// What only the server writes is left out: the envelope, `status`, and `links` at all levels. So is a
    /// member that is null, because it is not set: left out it keeps what is stored, which is nothing. All
    /// else stays as it is written, in its order, members that nobody knows included; an empty text stays,
    /// and where an empty text deletes something it deletes what is empty already.
    ///
    /// No answer has `bindPassword`. If one is there nevertheless it is left out too, and
    /// [`RequestDraft::dropped_bind_password`] says so. So is whatever else reports would mask, with its
    /// member ([`RequestDraft::dropped_other_secret`]).
    ///
    /// ```
    /// # fn main() -> Result<(), usersec::ResponseError> {
    /// let answer = r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","links":[]},"links":[]}"#;
    /// let draft = usersec::Response::parse(answer)?.to_request();
    /// assert_eq!(draft.body(), r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net"}}"#);
    /// assert!(draft.lacks_bind_password());
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_request(&self) -> RequestDraft {
        RequestDraft::new(&self.text, None)
    }

    /// The same with a `bindPassword` behind the `bindUsername`, if there is one: `template`, which something
    /// else fills in when the request is sent, such as `${LDAP_BIND_PASSWORD}`.
    ///
    /// `None` if it is no template: a password does not belong into a draft.
    pub fn to_request_with(&self, template: &str) -> Option<RequestDraft> {
        let is_template = Conventions::usual().templates.make_up(template);
        is_template.then(|| RequestDraft::new(&self.text, Some(template)))
    }
}
