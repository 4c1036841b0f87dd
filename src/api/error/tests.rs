//! Answers, and where they lead.
