//! What the `ldap` part of a payload is written in: host names, ports, distinguished
//! names, queries, filters, and the placeholders in them.
//!
//! Each file recognises one of them and judges nothing.

pub(crate) mod dn;
pub(crate) mod filter;
pub(crate) mod host;
mod look;
pub(crate) mod port;
pub(crate) mod template;
pub(crate) mod url;
