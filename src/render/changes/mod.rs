//! What an update changes of what is stored: for people, and for programs.

pub(crate) mod json;
pub(crate) mod text;

use crate::api::state::{Changes, Effect, Removal};

/// A request, and what it changes.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// The file with what is stored, as the user named it.
    pub(crate) current: &'a str,
    pub(crate) request: Request<'a>,
    pub(crate) changes: &'a Changes,
    pub(crate) effects: &'a [Effect],
    /// The time by which certificates are judged.
    pub(crate) now: i64,
    /// How many days before its end it is time to renew a certificate.
    pub(crate) expires_soon_days: u32,
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Request<'a> {
    Update {
        /// The file, as the user named it.
        path: &'a str,
        /// How many errors are in it.
        errors: usize,
        has_password: bool,
        /// Whether of some of it nobody knows what it does.
        is_unclear: bool,
    },
    Delete(Removal),
}

impl Request<'_> {
    fn has_password(self) -> bool {
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
