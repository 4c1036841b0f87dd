//! The document as such.

pub(super) mod characters;
pub(super) mod json;
pub(crate) mod limits;
pub(super) mod members;
mod names;
pub(super) mod update;
pub(super) mod values;

pub(super) use self::names::means_bind_password;
pub(crate) use self::names::{meant, suggest};
pub(crate) use self::values::has_type;
