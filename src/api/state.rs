//! The stored configuration, which an update changes.

/// The configuration that is stored: what `GET …/userSecurity` answers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct State {}
