//! The query for a user's groups.

use std::borrow::Cow;

use super::given::{Given, Slot};
use super::query::{NoQuery, QueryTemplate};
use super::result::MappedName;
use super::trace::AuthorizationQuery;
use super::veiled::Veiled;
use crate::json::Text;
use crate::ldap::filter::escape;
use crate::ldap::template::{Dialect, TokenKind};
use crate::payload::{Failure, Query};

/// What the contract says an absent template is.
const DEFAULT: &str = "{USER}?memberOf?base";

pub(super) struct Authorization {
    template: Result<QueryTemplate, Cow<'static, str>>,
    is_default: bool,
    is_deleted: bool,
    /// Whether it is certain that nobody gets in.
    lets_nobody_in: bool,
}

impl Authorization {
    /// The query of a body, if it has one or turns authorization on.
    pub(super) fn new(given: &Given) -> Option<Self> {
        let (text, is_default) = match &given.template {
            Slot::Text(text) if !text.is_empty() => (&**text, false),
            // An empty one deletes what is stored.
            Slot::Text(_) | Slot::Absent if given.authorization_enabled => (DEFAULT, true),
            Slot::Text(_) | Slot::Absent => return None,
            Slot::Placeholder => {
                let reason = "something else will stand there: the template has a placeholder in it";
                return Some(Self {
                    template: Err(reason.into()),
                    is_default: false,
                    is_deleted: false,
                    lets_nobody_in: false,
                });
            }
            Slot::NotText => {
                let template = Err("the template is no text".into());
                return Some(Self { template, is_default: false, is_deleted: false, lets_nobody_in: false });
            }
        };
        let (template, is_certain) = match usable(text) {
            Ok(template) => (Ok(template), false),
            Err((reason, is_certain)) => (Err(reason), is_certain),
        };
        let is_deleted = is_default && matches!(given.template, Slot::Text(_));
        Some(Self {
            template,
            is_default,
            is_deleted,
            lets_nobody_in: is_certain && given.authorization_enabled,
        })
    }

    /// The query template, if it can be used.
    pub(super) fn template(&self) -> Option<&QueryTemplate> {
        self.template.as_ref().ok()
    }

    /// The query for a user who typed `user` and got that name; none if the directory decides which.
    pub(super) fn query(&self, user: &str, name: Option<&MappedName>) -> AuthorizationQuery {
        let query = self.template.as_ref().map(|template| {
            let typed = Veiled::of_user(user);
            let name = name.map(|name| &name.text);
            let escaped = name.map(|name| name.map(|name| escape(name).into_owned()));
            let in_base = |kind| if kind == TokenKind::User { name } else { None };
            template.fill(in_base, |kind| match kind {
                TokenKind::User => escaped.as_ref(),
                TokenKind::ProvidedUser => Some(&typed),
                TokenKind::Group(_) => None,
            })
        });
        AuthorizationQuery {
            is_complete: query.is_ok() && name.is_some(),
            failure: query.as_ref().err().map(|reason| (*reason).clone()),
            query: query.ok(),
            is_default: self.is_default,
            is_deleted: self.is_deleted,
            lets_nobody_in: self.lets_nobody_in,
        }
    }
}

/// The template, unless it fails for every user, or that is not known: then why, and whether it is certain.
fn usable(text: &str) -> Result<QueryTemplate, (Cow<'static, str>, bool)> {
    let template = QueryTemplate::new(text, Dialect::Authorization).map_err(|none| match none {
        NoQuery::Refused(reason) => {
            (Cow::Owned(format!("the database refuses the template when it starts: {reason}")), true)
        }
        NoQuery::Unknown(reason) => (reason, false),
    })?;
    let text = Text::plain(text);
    let reason = match Query::new(&text, Dialect::Authorization).failure() {
        None => return Ok(template),
        Some(Failure::ProvidedUserInBase) => {
            "`{PROVIDED_USER}` in the base fails for every user: it is replaced in the filter only"
        }
        Some(Failure::NoPlaceholder) => {
            "neither `{USER}` nor `{PROVIDED_USER}` is in the base or the filter: it fails for every user"
        }
    };
    Err((reason.into(), true))
}
