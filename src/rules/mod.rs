//! The rows, by subject. A row is added in its subject's file, and nowhere else.

mod access;
mod bind;
mod certificate;
mod chain;
mod dn;
pub(crate) mod document;
mod host;
mod mapping;
#[cfg(test)]
mod pairs;
mod pem;
pub(crate) mod policy;
mod query;
pub(crate) mod request;
pub(crate) mod secret;
#[cfg(test)]
mod spoken;
mod state;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use self::document::suggest;

use std::ops::Range;

pub(crate) use self::document::meant;

use crate::payload::Payload;
use crate::rule::Rule;

/// The table: every row there is, in the order in which they are listed and run.
static TABLE: &[&[Rule]] = &[
    document::json::RULES,
    document::limits::RULES,
    document::members::RULES,
    document::values::RULES,
    document::update::RULES,
    document::characters::RULES,
    host::syntax::RULES,
    host::around::RULES,
    host::spelling::RULES,
    host::address::RULES,
    host::reach::RULES,
    host::domain::RULES,
    host::port::RULES,
    dn::syntax::RULES,
    dn::special::RULES,
    dn::legacy::RULES,
    dn::white_space::RULES,
    dn::types::RULES,
    dn::order::RULES,
    bind::RULES,
    bind::account::RULES,
    access::flags::RULES,
    access::credentials::RULES,
    access::query::RULES,
    mapping::entry::RULES,
    mapping::reach::RULES,
    mapping::language::RULES,
    mapping::dot::RULES,
    mapping::injection::RULES,
    mapping::expression::RULES,
    mapping::dialect::RULES,
    mapping::placeholders::RULES,
    mapping::groups::RULES,
    query::authz_tokens::RULES,
    query::url::RULES,
    query::scope::RULES,
    query::slots::RULES,
    query::base::RULES,
    query::filter::RULES,
    query::attributes::RULES,
    query::encoding::RULES,
    query::groups::RULES,
    mapping::redos::RULES,
    secret::RULES,
    secret::key::RULES,
    pem::whole::RULES,
    pem::newlines::RULES,
    pem::boundary::RULES,
    pem::beside::RULES,
    pem::block::RULES,
    pem::label::RULES,
    pem::body::RULES,
    pem::padding::RULES,
    pem::layout::RULES,
    certificate::block::RULES,
    certificate::role::RULES,
    certificate::host::RULES,
    certificate::validity::RULES,
    certificate::dates::RULES,
    certificate::key::RULES,
    certificate::signature::RULES,
    certificate::extensions::RULES,
    certificate::purpose::RULES,
    certificate::form::RULES,
    certificate::advice::RULES,
    chain::issuer::RULES,
    chain::path::RULES,
    chain::trust::RULES,
    state::restart::RULES,
    state::removed::RULES,
    state::mapping::RULES,
    request::syntax::RULES,
    request::call::RULES,
    request::parameters::RULES,
    request::answer::RULES,
    request::server::RULES,
    policy::RULES,
];

/// The advice, with the other way out where there is one: what is absent keeps its stored value.
fn or_leave_out(payload: &Payload<'_>, advice: &str, member: &str) -> String {
    match payload.has_another_stored(member) {
        true => format!("{advice}, or leave `{member}` out to keep the stored one"),
        false => advice.to_owned(),
    }
}

/// A PEM block with the rest of its last line, to be taken out.
fn with_line_break(text: &str, block: &Range<usize>) -> Range<usize> {
    let rest = text.get(block.end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let line_break = usize::from(rest.get(blanks..).is_some_and(|rest| rest.starts_with('\n')));
    block.start..block.end + blanks + line_break
}

/// Its rows, one after the other.
#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on"))]
pub(crate) static ROWS: [&Rule; COUNT] = {
    let mut rows = [&TABLE[0][0]; COUNT];
    let (mut file, mut row) = (0, 0);
    while file < TABLE.len() {
        let (before, mut at) = (row, 0);
        while at < TABLE[file].len() {
            rows[before + at] = &TABLE[file][at];
            at += 1;
        }
        row += at;
        file += 1;
    }
    rows
};

/// How many rows there are.
#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on"))]
pub(crate) const COUNT: usize = {
    let (mut file, mut count) = (0, 0);
    while file < TABLE.len() {
        count += TABLE[file].len();
        file += 1;
    }
    count
};

/// Every rule, by subject.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ROWS.iter().copied()
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}
