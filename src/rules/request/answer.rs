//! Answers: what cannot be in one.

use crate::rule::Rule;

pub(crate) static RULES: &[Rule] = &[];
