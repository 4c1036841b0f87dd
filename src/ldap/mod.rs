//! What the `ldap` part of a payload is written in: host names, ports and distinguished names.
//!
//! Each file recognises one of them and judges nothing.

pub(crate) mod dn;
pub(crate) mod host;
mod look;
pub(crate) mod port;
