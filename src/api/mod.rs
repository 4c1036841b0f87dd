//! What stands around the body: the request, the answer, the server's error, and the state that an update
//! changes.

pub(crate) mod error;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod state;
