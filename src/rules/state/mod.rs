//! The update against what is stored.

pub(super) mod mapping;
#[cfg(test)]
mod mapping_tests;
pub(super) mod removed;
pub(super) mod restart;
#[cfg(test)]
mod tests;

use crate::api::state::{State, Update};
use crate::payload::Payload;
use crate::spec::Kind;

/// What the update makes of what is stored. Only an update does so, and only one that is a body.
fn after(payload: &Payload<'_>, current: &State) -> Option<(Update, State)> {
    payload.root().filter(|_| payload.kind == Kind::Patch)?;
    let update = Update::of_payload(payload);
    let after = current.updated(&update);
    Some((update, after))
}
