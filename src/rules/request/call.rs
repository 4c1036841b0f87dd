//! Requests: the operation, its parameters, its headers, and whether there is a body.

use crate::rule::Rule;

pub(crate) static RULES: &[Rule] = &[];
