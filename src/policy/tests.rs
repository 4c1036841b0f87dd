//! Policies as they are read, and what they do to findings.
