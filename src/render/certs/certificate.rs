//! What one wants to know of a certificate, in a few lines.

use std::collections::HashSet;
use std::io::{self, Write};

use super::findings::{MOST, mentions};
use super::text::place;
use super::validity::{State, bar};
use crate::inventory::{Listed, Mention};
use crate::render::lines::{Indent, Pen, Style};
use crate::report::Finding;
use crate::x509::certificate::{Ca, Certificate};
use crate::x509::validity::day;

/// A bar and what stands left of it take so many columns where there is room, so that bars end below each
/// other.
const BAR_END: usize = 36;

/// No bar is shorter: it would say nothing.
const SHORTEST_BAR: usize = 8;

/// What shows certificates, as they stand at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Details {
    pub(super) pen: Pen,
    pub(super) now: i64,
    /// From how many days before its end a certificate is marked.
    pub(super) expires_soon_days: u32,
}

impl Details {
    /// All lines but the first, which names it.
    pub(super) fn show(
        &self,
        indent: &Indent,
        listed: &Listed<'_>,
        copies: &[&Listed<'_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (pen, certificate) = (self.pen, listed.certificate);
        let items = [
            role(certificate),
            certificate.key().to_string(),
            certificate.signature().to_string(),
            format!("at {}", place(listed.location)),
        ];
        pen.items(indent, &items, out)?;
        self.validity(indent, certificate, out)?;
        self.fingerprint(indent, certificate, out)?;
        if !copies.is_empty() {
            let places: Vec<String> = copies.iter().take(MOST).map(|copy| place(copy.location)).collect();
            let more = copies.len().saturating_sub(MOST);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let text = format!("also at {}{more}", places.join(", "));
            pen.say(indent, Style::Yellow, &text, out)?;
        }
        // That a copy stands there needs to be said once only.
        let of_copies: Vec<Mention<'_>> = copies.iter().flat_map(|copy| &copy.mentions).copied().collect();
        let seen: HashSet<*const Finding> = of_copies.iter().map(Mention::id).collect();
        let own: Vec<Mention<'_>> =
            listed.mentions.iter().filter(|mention| !seen.contains(&mention.id())).copied().collect();
        mentions(pen, indent, listed.location, &own, MOST, out)?;
        mentions(pen, indent, listed.location, &of_copies, 1, out)
    }

    fn validity(&self, indent: &Indent, certificate: &Certificate, out: &mut dyn Write) -> io::Result<()> {
        let (pen, room) = (self.pen, self.pen.room(indent));
        let state = State::of(certificate, self.now, self.expires_soon_days);
        let style = match state {
            State::Valid { .. } => Style::Green,
            State::Soon { .. } | State::Future { .. } => Style::Yellow,
            State::Expired { .. } | State::Never | State::Unknown => Style::Red,
        };
        let words = state.words();
        let Some((start, end)) = certificate.validity() else {
            return pen.say(indent, style, &words, out);
        };
        let (start, end) = (day(start), day(end));
        let dates = start.len() + end.len() + 2;
        let longest = BAR_END.saturating_sub(indent.columns()).max(SHORTEST_BAR);
        let beside = room.saturating_sub(dates + 2 + words.len()).min(longest);
        let alone = room.saturating_sub(dates).min(longest);
        if state == State::Never || alone < SHORTEST_BAR {
            let dates = format!("{start} to {end}");
            pen.line(&indent.rest, &[(Style::Plain, &dates)], out)?;
            return pen.say(indent, style, &words, out);
        }
        let columns = if beside < SHORTEST_BAR { alone } else { beside };
        let bar = format!(" {} ", bar(certificate, self.now, columns));
        let mut parts = vec![(Style::Plain, &*start), (style, &bar), (Style::Plain, &end)];
        if beside >= SHORTEST_BAR {
            parts.extend([(Style::Plain, "  "), (style, &words)]);
            return pen.line(&indent.rest, &parts, out);
        }
        pen.line(&indent.rest, &parts, out)?;
        pen.say(indent, style, &words, out)
    }

    fn fingerprint(&self, indent: &Indent, certificate: &Certificate, out: &mut dyn Write) -> io::Result<()> {
        const LABEL: &str = "SHA-256 ";
        let digits = super::hex(&certificate.fingerprint());
        let room = self.pen.room(indent);
        let beside = room.saturating_sub(LABEL.len());
        let length = if beside >= 32 { beside.min(64) / 32 * 32 } else { 16 };
        // Below the label where there is no room beside it.
        let (mut label, blank) = if beside >= length { (LABEL, "        ") } else { ("", "") };
        if label.is_empty() {
            self.pen.line(&indent.rest, &[(Style::Dim, LABEL.trim_end())], out)?;
        }
        let mut rest = digits.as_str();
        while !rest.is_empty() {
            let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            self.pen.line(&indent.rest, &[(Style::Dim, label), (Style::Dim, part)], out)?;
            (label, rest) = (blank, after);
        }
        Ok(())
    }
}

/// What it may do.
fn role(certificate: &Certificate) -> String {
    let text = match (certificate.can_sign(), certificate.is_self_signed()) {
        (Ca::Yes, true) => "root CA",
        (Ca::Yes, false) => "CA",
        (Ca::NoKeyCertSign, _) if certificate.claims_ca() => "no CA by its key usage",
        (Ca::Malformed, _) => "no CA: an extension is malformed",
        (Ca::No | Ca::NoKeyCertSign, true) => "no CA, self-signed",
        (Ca::No | Ca::NoKeyCertSign, false) => "no CA",
    };
    match certificate.path_length() {
        Some(length) => format!("{text}, path length {length}"),
        None => text.to_owned(),
    }
}
