//! Requests, and what is said of them, word for word.

mod goldens;
