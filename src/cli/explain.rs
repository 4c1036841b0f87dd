//! `usersec explain` and `usersec rules`.

use std::io::{self, Write};

use super::arguments::Format;
use super::exit;
use crate::policy::unknown_rule;
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
    match all().any(|rule| rule.group().name() == name) {
        true => writeln!(err, "usersec: {} is a group of rules; `usersec rules` lists them", quoted(name))?,
        false => writeln!(err, "usersec: {}", unknown_rule(name))?,
    }
    Ok(exit::FAILURE)
}

pub(super) fn rules(format: Format, width: usize, out: &mut dyn Write) -> io::Result<u8> {
    match format {
        Format::Text => render::list(all(), width, out)?,
        Format::Json => render::json::rules(all(), out)?,
    }
    Ok(exit::SUCCESS)
}
