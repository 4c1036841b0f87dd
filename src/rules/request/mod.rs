//! What stands around the body: requests and answers.

pub(super) mod answer;
pub(super) mod call;
pub(super) mod parameters;
pub(crate) mod server;
pub(super) mod syntax;
