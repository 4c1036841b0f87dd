//! The headers of a request, as they are sent and as editors take them.

use super::Reader;
use crate::api::request::build::{is_credential_header, is_harmless_header, is_scheme};
use crate::api::request::lines::Line;
use crate::api::request::syntax::is_header;
use crate::api::request::variables::{VEIL, Variables};
use crate::api::request::{Call, CallFault};
use crate::derived::Derived;
use crate::span::Span;

/// How many lines a head has.
pub(super) struct Head {
    pub(super) lines: usize,
    /// Whether the empty line behind it is there.
    pub(super) is_complete: bool,
}

impl Reader<'_> {
    /// Reads the headers, and the empty line behind them.
    pub(super) fn head(&mut self, call: &mut Call, lines: &[Line<'_>]) -> Head {
        let mut open = None;
        let head = self.lines_of_head(call, lines, &mut open);
        self.header(call, open);
        head
    }

    /// The same; `open` is the header that the next line may continue, and by how much its name is indented.
    fn lines_of_head(&mut self, call: &mut Call, lines: &[Line<'_>], open: &mut Option<Open>) -> Head {
        for (index, line) in lines.iter().enumerate() {
            if line.text.is_empty() || (self.is_for_editors && line.is_blank()) {
                return Head { lines: index + 1, is_complete: true };
            }
            if super::is_separator(line.text) {
                return Head { lines: index, is_complete: false };
            }
            if self.is_for_editors && super::is_comment(line.text) {
                self.comment(line);
                continue;
            }
            let begins_body = line.text.trim_start().starts_with(['{', '['])
                && self.variables.veiled(line.text.trim_start()).first() != Some(&VEIL);
            if begins_body {
                call.faults.push((Span::at(line.start), CallFault::NoEmptyLine));
                return Head { lines: index, is_complete: true };
            }
            let is_indented = line.text.starts_with([' ', '\t']);
            let part = if self.is_for_editors { line.trimmed() } else { *line };
            let indent = part.start - line.start;
            if let Some(header) = open.as_mut()
                && self.is_for_editors
                && is_indented
                && header.goes_on(part.text, indent, self.variables)
            {
                self.continuation(&mut header.line, &part);
            } else if is_header(part.text, self.variables) {
                let next = Open { line: Derived::verbatim(part.text, part.start), indent };
                self.header(call, open.replace(next));
            } else {
                self.header(call, open.take());
                let is_folded = is_indented && !self.is_for_editors;
                let fault = if is_folded { CallFault::Folded } else { CallFault::NoHeader };
                call.faults.push((line.span(), fault));
            }
        }
        Head { lines: lines.len(), is_complete: false }
    }

    /// Takes a header of which all lines are known.
    fn header(&mut self, call: &mut Call, header: Option<Open>) {
        let Some(Open { line: header, .. }) = header else { return };
        if call.header_line(&header)
            && let Some(colon) = header.text().find(':')
        {
            self.shown.push(header.span(Span::new(colon, colon + 1)).span);
        }
    }

    /// Appends a line to a header.
    fn continuation(&mut self, header: &mut Derived, part: &Line<'_>) {
        let (name, value) = split(header.text());
        // What does not go on as a list does may be something else: `*/*`, and a token below it.
        if is_harmless_header(name) && !is_list(value, part.text) {
            self.hidden.push(part.span());
        }
        header.push_elsewhere(" ", Span::at(part.start));
        header.push_verbatim(part.text, part.start);
    }
}

/// A header that the next line may continue.
struct Open {
    line: Derived,
    /// How many bytes of white space stand before its name.
    indent: usize,
}

impl Open {
    /// Whether an indented line continues the header, as JetBrains' editors take it, and is no header of its
    /// own, as VS Code's client takes it, nor one that lost its colon.
    fn goes_on(&self, line: &str, indent: usize, variables: &Variables) -> bool {
        let (name, value) = split(self.line.text());
        let is_deeper = indent > self.indent;
        // `Authorization: Digest`, and `user:password` below it
        let is_open = value.is_empty() || is_scheme(value);
        let is_url = ["http://", "https://"].iter().any(|scheme| line.starts_with(scheme));
        if !is_url && is_header(line, variables) {
            let (own, password) = line.split_once(':').unwrap_or((line, ""));
            let is_pair = is_deeper && is_scheme(value) && !password.starts_with([' ', '\t']);
            let is_own = is_harmless_header(own) || is_credential_header(own);
            return is_credential_header(name) && is_open && (is_pair || !is_own);
        }
        let is_name = |word: &str| is_harmless_header(word) || word.eq_ignore_ascii_case("authorization");
        let lost_colon = line.split_once([' ', '\t']).is_some_and(|(word, _)| is_name(word));
        // Where all headers stand at the same indent, the line is one of them.
        !lost_colon && (is_open || is_list(value, line) || is_deeper)
    }
}

/// Name and value of a header.
fn split(header: &str) -> (&str, &str) {
    let (name, value) = header.split_once(':').unwrap_or((header, ""));
    (name.trim(), value.trim())
}

/// Whether a line goes on as a list does, behind this value.
fn is_list(value: &str, line: &str) -> bool {
    value.is_empty() || value.ends_with([',', ';']) || line.starts_with([',', ';'])
}
