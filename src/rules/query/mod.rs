//! Queries: `ldapQuery` and `authzQueryTemplate`.

pub(super) mod authz_tokens;
#[cfg(test)]
mod authz_tokens_tests;
