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
    format: Format,
    width: usize,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    if let Some(rule) = rule(name) {
        match format {
            Format::Text => render::rule(rule, width.min(WIDEST), out)?,
            Format::Json => render::json::rules(std::iter::once(rule), out)?,
        }
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

pub(super) fn rules(format: Format, out: &mut dyn Write) -> io::Result<u8> {
    match format {
        Format::Text => render::list(all(), out)?,
        Format::Json => render::json::rules(all(), out)?,
    }
    Ok(exit::SUCCESS)
}
