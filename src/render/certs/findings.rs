//! What was found, in short.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::text::place;
use crate::inventory::Mention;
use crate::lines::Location;
use crate::render::lines::{Indent, Pen, Style};
use crate::report::Finding;
use crate::rule::Level;

/// Of findings of one rule about one block so many are shown; so many places of copies.
pub(super) const MOST: usize = 3;

/// Findings about more than one block.
pub(super) fn findings(
    pen: Pen,
    indent: &Indent,
    findings: &[&Finding],
    out: &mut dyn Write,
) -> io::Result<()> {
    let all: Vec<Mention<'_>> = findings.iter().map(|finding| Mention { finding, related: None }).collect();
    let nowhere = Location { line: 0, column: 0, end_line: 0, end_column: 0 };
    mentions(pen, indent, nowhere, &all, MOST, out)
}

/// What was found about the block at `here`: each finding once, and at most so many of one rule.
pub(super) fn mentions(
    pen: Pen,
    indent: &Indent,
    here: Location,
    mentions: &[Mention<'_>],
    most: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let indent = Indent { first: indent.rest.clone(), rest: format!("{}  ", indent.rest) };
    let mut seen = HashSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in mentions.iter().filter(|mention| seen.insert(mention.id())) {
        let finding = mention.finding;
        let rule = finding.rule().name();
        let count = counts.entry(rule).or_default();
        *count += 1;
        if *count > most {
            continue;
        }
        let style = match finding.level() {
            Level::Error => Style::Red,
            Level::Warning => Style::Yellow,
            Level::Note => Style::Cyan,
        };
        let level = finding.level().name();
        let location = finding.location();
        let is_here = (location.line, location.column) == (here.line, here.column);
        let at = if is_here { String::new() } else { format!(" at {}", place(location)) };
        match mention.related {
            None => {
                let text = format!("{at}: {}", finding.message());
                pen.text(&indent, (style, &format!("{level}[{rule}]")), (Style::Plain, &text), out)?;
            }
            Some(related) => {
                let text = format!("see {level}[{rule}]{at}: {}", related.message());
                pen.say(&indent, Style::Dim, &text, out)?;
            }
        }
    }
    for (rule, count) in counts.iter().filter(|(_, count)| **count > most) {
        let text = format!("… and {} more of {rule}", count - most);
        pen.say(&indent, Style::Dim, &text, out)?;
    }
    Ok(())
}
