//! Requests, and what is said of them.

mod goldens;
mod properties;
mod secrets;
mod whole;
