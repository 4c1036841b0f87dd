//! Certificates: the blocks of a PEM text, what is in them, and how they belong together.
//!
//! The measure is what the database does with such a text: `SSL_load_client_CA_file`, then
//! `SSL_CTX_load_verify_locations`. What OpenSSL takes whole is no fault here.

pub(crate) mod bundle;
pub(crate) mod certificate;
mod constraints;
mod curves;
pub(crate) mod der;
pub(crate) mod extensions;
mod host;
pub(crate) mod issued;
pub(crate) mod key;
mod name;
mod outline;
pub(crate) mod paths;
pub(crate) mod pem;
pub(crate) mod role;
pub(crate) mod roots;
mod shape;
pub(crate) mod signature;
#[cfg(test)]
mod tests;
pub(crate) mod usual;
pub(crate) mod validity;
