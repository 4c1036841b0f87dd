//! The update against what is stored.

use crate::rule::Rule;

pub(crate) static RULES: &[Rule] = &[];
