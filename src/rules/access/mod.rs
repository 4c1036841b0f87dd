//! The flags, and fields against each other.

pub(super) mod credentials;
pub(super) mod flags;
pub(super) mod query;
