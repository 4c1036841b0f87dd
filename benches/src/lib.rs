//! What usersec is measured against, and with what.
//!
//! - `naive`: what a service would write with the same crates in an afternoon.
//! - `floor`: what has to be done at least to have read every certificate.
//! - [`payloads`]: the bodies.

#[cfg(feature = "compare")]
pub mod floor;
#[cfg(feature = "compare")]
pub mod naive;
#[cfg(feature = "openssl")]
pub mod openssl;
pub mod payloads;

/// When the payloads are judged: 2026-02-10, in seconds since 1970.
pub const NOW: i64 = 1_770_681_600;

/// What is measured: a linter with a clock, and all rules.
pub fn linter() -> usersec::Linter {
    usersec::Linter::new().now(NOW)
}
