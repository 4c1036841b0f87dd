//! Commands of curl.

use super::Call;

/// The requests that the commands make.
pub(crate) fn read(_text: &str) -> Vec<Call> {
    Vec::new()
}
