//! `usersec explain` and `usersec rules`.

use std::io::{self, Write};

use super::arguments::Format;
use super::exit;
use crate::quote::quoted;
use crate::render::explain as render;
use crate::rules::{rule, rules as all};

/// Lines longer than this are hard to read.
const WIDEST: usize = 100;

pub(super) fn explain(
    name: &str,
    _format: Format,
    width: usize,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    if let Some(rule) = rule(name) {
        render::rule(rule, width.min(WIDEST), out)?;
        return Ok(exit::SUCCESS);
    }
    write!(err, "usersec: there is no rule {}", quoted(name))?;
    let nearest = all().min_by_key(|rule| strsim::osa_distance(rule.name(), name));
    match nearest.filter(|rule| strsim::osa_distance(rule.name(), name) <= 5) {
        Some(rule) => writeln!(err, "; did you mean `{}`?", rule.name())?,
        None => writeln!(err, "; `usersec rules` lists them")?,
    }
    Ok(exit::FAILURE)
}

pub(super) fn rules(_format: Format, out: &mut dyn Write) -> io::Result<u8> {
    render::list(all(), out)?;
    Ok(exit::SUCCESS)
}
