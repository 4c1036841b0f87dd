//! What the server said of a member.

use crate::rule::Rule;

pub(crate) static RULES: &[Rule] = &[];
