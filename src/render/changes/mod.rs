//! What an update changes of what is stored: for people, and for programs.

pub(crate) mod json;
pub(crate) mod text;
mod words;

use crate::api::state::{Changes, Effect, Removal, Unclear};

/// A request, and what it changes.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// The file with what is stored, as the user named it.
    pub(crate) current: &'a str,
    /// The file with the update, or with the request, if there is one.
    pub(crate) payload: Option<&'a str>,
    /// Which request of that file it is, from 1, if the file holds requests.
    pub(crate) number: Option<usize>,
    /// Whether there are others in that file.
    pub(crate) is_one_of_many: bool,
    pub(crate) request: Request,
    pub(crate) changes: &'a Changes,
    pub(crate) effects: &'a [Effect],
    /// The time by which certificates are judged.
    pub(crate) now: i64,
    /// How many days before its end it is time to renew a certificate.
    pub(crate) expires_soon_days: u32,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Request {
    Update {
        /// How many errors are in it, or in what it makes of what is stored.
        errors: usize,
        has_password: bool,
        /// Of what in it nobody knows what it does.
        unclear: Unclear,
    },
    Delete(Removal),
}

impl Request {
    pub(crate) fn has_password(self) -> bool {
        matches!(self, Request::Update { has_password: true, .. })
    }

    /// The method and the resource.
    fn operation(self) -> (&'static str, &'static str) {
        match self {
            Request::Update { .. } => ("PATCH", "userSecurity"),
            Request::Delete(Removal::CustomerX509) => ("DELETE", "userSecurity/customerX509"),
            Request::Delete(Removal::UserToDnMapping) => ("DELETE", "userSecurity/ldap/userToDNMapping"),
        }
    }
}
