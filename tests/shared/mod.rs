//! What several tests share.

pub(crate) mod payloads;
pub(crate) mod tree;
