//! The grammar of PCRE2 expressions. (To be written.)

use super::ast::{Kind, Node};
use super::{Regex, Unknown};

/// Recognises an expression.
pub(super) fn parse(text: &str) -> Regex {
    Regex {
        root: Node { kind: Kind::Empty, at: 0..text.len() },
        groups: Vec::new(),
        faults: Vec::new(),
        unknown: Some(Unknown { what: "everything", at: 0..text.len() }),
        differences: Vec::new(),
    }
}
