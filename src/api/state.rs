//! The stored configuration, which an update changes.

mod effective;

use std::collections::BTreeMap;

use serde_json::Value;

/// The configuration that is stored: what `GET …/userSecurity` answers. It has no bind password, because
/// no answer has one.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct State {
    /// The members of `customerX509`.
    pub(crate) customer_x509: Members,
    /// The members of `ldap`.
    pub(crate) ldap: Members,
}

/// The members of an object that the contract knows and that are stored, by name; none is null, read-only
/// or write-only.
pub(crate) type Members = BTreeMap<&'static str, Value>;

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}
