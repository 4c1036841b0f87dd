//! For people: trees of who issued whom, and per certificate what one wants to know of it.

use std::collections::HashMap;
use std::io::{self, Write};

use super::certificate::Details;
use super::findings::{MOST, findings, mentions};
use super::guides::{Guides, MARGIN};
use super::{RenderCerts, Shown, Totals};
use crate::inventory::{Bundled, Content, Inventory, Listed, Other, What};
use crate::lines::Location;
use crate::quote::printable;
use crate::render::counted;
use crate::render::lines::{Indent, Pen, Style};
use crate::x509::certificate::Certificate;

/// No narrower than this, whatever the terminal says.
const NARROWEST: usize = 40;

/// Trees of one look.
#[derive(Debug)]
pub(crate) struct Text {
    pen: Pen,
    now: i64,
}

impl Text {
    /// For a terminal of `width` columns, at that time.
    pub(crate) fn new(width: usize, color: bool, now: i64) -> Self {
        Self { pen: Pen { width: width.max(NARROWEST), color }, now }
    }
}

impl RenderCerts for Text {
    fn file(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Ok(inventory) = shown.outcome else { return Ok(()) };
        let (pen, path) = (self.pen, printable(shown.path));
        pen.say(&Indent::default(), Style::Bold, &path, out)?;
        let indent = Indent::same(MARGIN);
        findings(pen, &indent, &inventory.findings, out)?;
        for field in &inventory.fields {
            writeln!(out)?;
            self.field(field, inventory.expires_soon_days, out)?;
        }
        self.rest(inventory, out)?;
        writeln!(out)
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let mut line = format!(
            "{} in {}",
            match totals.certificates {
                0 if totals.unseen > 0 => "no certificates looked at".to_owned(),
                0 => "no certificates".to_owned(),
                n => counted(n, "certificate"),
            },
            counted(totals.files - totals.unreadable, "file")
        );
        let states =
            [(totals.expired, "expired"), (totals.soon, "about to expire"), (totals.future, "not valid yet")];
        let states: Vec<String> =
            states.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let counts = [(totals.error, "error"), (totals.warning, "warning"), (totals.note, "note")];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
        if !states.is_empty() {
            line += &format!(", {}", states.join(", "));
        }
        if !counts.is_empty() {
            line += &format!(": {}; `usersec check` says more", counts.join(", "));
        }
        if totals.unreadable > 0 {
            line += &format!("; {} could not be read", totals.unreadable);
        }
        let style = match totals {
            Totals { error: 1.., .. } | Totals { expired: 1.., .. } => Style::Red,
            Totals { warning: 1.., .. } | Totals { soon: 1.., .. } | Totals { future: 1.., .. } => {
                Style::Yellow
            }
            Totals { certificates: 0, .. } => Style::Plain,
            _ => Style::Green,
        };
        self.pen.say(&Indent::default(), style, &line, out)
    }
}

impl Text {
    fn field(&self, field: &Bundled<'_>, expires_soon_days: u32, out: &mut dyn Write) -> io::Result<()> {
        let pen = self.pen;
        let name = field.pointer.trim_start_matches('/').replace('/', ".");
        let at = field.location.map(|location| format!(" at {}", place(location))).unwrap_or_default();
        let what = summary(field);
        pen.text(&Indent::default(), (Style::Cyan, &name), (Style::Plain, &format!("{at}: {what}")), out)?;
        findings(pen, &Indent::same(MARGIN), &field.findings, out)?;
        let mut copies: HashMap<usize, Vec<&Listed<'_>>> = HashMap::new();
        for listed in &field.certificates {
            if let Some(first) = listed.copy_of {
                copies.entry(first).or_default().push(listed);
            }
        }
        let details = Details { pen, now: self.now, expires_soon_days };
        let mut guides = Guides::new(pen.width);
        for row in field.forest() {
            if row.depth == 0 {
                writeln!(out)?;
            }
            let (indent, level) = guides.indent(&row);
            match row.what {
                What::Absent { named_by, has_namesake } => {
                    if let Some(listed) = field.certificates.get(named_by) {
                        self.absent(&indent, listed.certificate, has_namesake, out)?;
                    }
                }
                What::Certificate { index, is_in_circle } => {
                    let Some(listed) = field.certificates.get(index) else { continue };
                    let title = format!("{level}{}", named(listed.certificate.subject()));
                    pen.say(&indent, Style::Bold, &title, out)?;
                    let indent = Indent::same(&indent.rest);
                    if is_in_circle {
                        let issuer = named(listed.certificate.issuer());
                        let text = format!("its issuer stands below it, they issued each other: {issuer}");
                        pen.say(&indent, Style::Yellow, &text, out)?;
                    }
                    let copies = copies.get(&index).map(Vec::as_slice).unwrap_or_default();
                    details.show(&indent, listed, copies, out)?;
                }
            }
        }
        if !field.others.is_empty() {
            writeln!(out)?;
        }
        field.others.iter().try_for_each(|other| self.other(other, out))
    }

    fn absent(
        &self,
        indent: &Indent,
        below: &Certificate,
        has_namesake: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let issuer = named(below.issuer());
        let text = match has_namesake {
            true => format!("{issuer} (the one of that name here is not it)"),
            false => issuer,
        };
        self.pen.text(indent, (Style::Yellow, "issuer not here: "), (Style::Plain, &text), out)
    }

    fn other(&self, other: &Other<'_>, out: &mut dyn Write) -> io::Result<()> {
        let at = place(other.location);
        let (style, text) = match other.content {
            Content::PrivateKey => (Style::Red, format!("a private key, at {at}")),
            Content::Unreadable => (Style::Red, format!("a certificate that cannot be read, at {at}")),
            Content::Else => (Style::Yellow, format!("a block of `{}`, at {at}", other.label)),
        };
        let indent = Indent { first: MARGIN.to_owned(), rest: format!("{MARGIN}   ") };
        self.pen.say(&indent, style, &text, out)?;
        mentions(self.pen, &Indent::same(&indent.rest), other.location, &other.mentions, MOST, out)
    }

    /// What is not shown, and where.
    fn rest(&self, inventory: &Inventory<'_>, out: &mut dyn Write) -> io::Result<()> {
        let indent = Indent::same(MARGIN);
        if inventory.fields.is_empty() && inventory.findings.is_empty() {
            self.pen.say(&indent, Style::Plain, "no certificates", out)?;
        }
        if inventory.others == 0 {
            return Ok(());
        }
        if !inventory.fields.is_empty() {
            writeln!(out)?;
        }
        let text = format!(
            "{} about something else, which `usersec check` shows",
            counted(inventory.others, "finding")
        );
        self.pen.say(&indent, Style::Dim, &text, out)
    }
}

/// What a field holds, counted.
fn summary(field: &Bundled<'_>) -> String {
    let copies = field.certificates.iter().filter(|listed| listed.copy_of.is_some()).count();
    let mut text = match field.certificates.len() - copies {
        0 if field.is_placeholder => "a placeholder".to_owned(),
        0 if field.has_too_many => "too many certificates, none of them looked at".to_owned(),
        0 => "no certificates".to_owned(),
        n => counted(n, "certificate"),
    };
    match copies {
        0 => {}
        1 => text += ", 1 copy",
        n => text += &format!(", {n} copies"),
    }
    match field.others.len() {
        0 => {}
        n => text += &format!(", {}", counted(n, "other block")),
    }
    text
}

/// A name of a certificate, safe to look at.
fn named(name: &str) -> String {
    match name.is_empty() {
        true => "(no name)".to_owned(),
        false => printable(name).into_owned(),
    }
}

pub(super) fn place(location: Location) -> String {
    format!("{}:{}", location.line, location.column)
}
