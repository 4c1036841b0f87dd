//! The document as such.

pub(super) mod json;
pub(super) mod members;
pub(super) mod values;
