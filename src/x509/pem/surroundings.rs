//! What stands on the lines of boundaries besides them.

use std::ops::Range;

use super::boundary::{Boundary, Side};
use super::diagnosis::Tokens;
use super::scanner::{BOM, Previous, Scanner};
use super::{BoundaryFault, Lost, PemFault, Place, Respell, body, is_all_blank, is_blank, layout, trim_both};
use crate::language::Fault;

/// Base64 characters in a row that no prose has, and that every body has.
const PAYLOAD: usize = 16;

/// As RFC 7468 wants lines.
const WIDTH: usize = 64;

impl Scanner<'_> {
    /// Judges what stands before a BEGIN on its line, back to the END of the block before.
    pub(super) fn before_begin(&mut self, begin: &Boundary, is_one_line: bool) {
        let line = begin.line.at.start;
        let previous = self.previous.take_if(|previous| previous.end.line.at.start == line);
        if let Some(previous) = previous {
            let between = previous.end.at.end..begin.at.start;
            let lost = is_one_line || previous.is_one_line;
            let inner = trim_both(self.text, between.clone());
            if inner.is_empty() {
                match lost {
                    true => self.newlines.spell(Respell::newline(between)),
                    false => self.boundary_fault(BoundaryFault::MissingBreakBefore, begin.at.clone()),
                }
            } else if lost && has_words(self.part(inner.clone())) {
                self.newlines.spell(Respell::newline(between.start..inner.start));
                self.newlines.spell(Respell::newline(inner.end..between.end));
            } else {
                self.boundary_fault(BoundaryFault::Between, between);
            }
            return;
        }
        self.close_previous();
        let before = line..begin.at.start;
        let text = self.part(before.clone());
        // What ends a block without an END has been looked at.
        let is_body = line < self.glued && self.glued == begin.at.start;
        if text.is_empty() || is_body || text.chars().eq([BOM]) && line == self.resume {
            return;
        }
        let inner = trim_both(self.text, before.clone());
        if is_all_blank(text) {
            match is_one_line {
                true => self.newlines.spell(Respell { at: before, with: "" }),
                false => self.boundary_fault(BoundaryFault::Indent(Side::Begin), before),
            }
        } else if is_all_blank(&text.replace(BOM, "")) {
            self.boundary_fault(BoundaryFault::HiddenByMark(Side::Begin), before);
        } else if is_one_line && inner.end < before.end {
            self.newlines.spell(Respell::newline(inner.end..before.end));
        } else {
            self.boundary_fault(BoundaryFault::Text(Place::BeforeBegin), before);
        }
    }

    /// Judges what stands after a BEGIN on its line; gives the start of the body.
    pub(super) fn after_begin(&mut self, begin: &Boundary) -> usize {
        let after = trim_both(self.text, begin.at.end..begin.line.at.end);
        if after.is_empty() {
            return begin.line.next();
        }
        if is_base64_line(self.part(after.clone())) && has_payload(self.part(after.clone())) {
            self.boundary_fault(BoundaryFault::MissingBreakBefore, after.clone());
            return after.start;
        }
        self.boundary_fault(BoundaryFault::Text(Place::AfterBegin), after);
        begin.line.next()
    }

    /// Judges what stands before an END on its line; gives the end of the body that starts at `body`.
    pub(super) fn before_end(&mut self, body: usize, end: &Boundary) -> usize {
        let before = end.line.at.start..end.at.start;
        let text = self.part(before.clone());
        if text.is_empty() {
            return before.start;
        }
        if is_all_blank(text) {
            self.boundary_fault(BoundaryFault::Indent(Side::End), before.clone());
            return before.start;
        }
        if is_all_blank(&text.replace(BOM, "")) {
            self.boundary_fault(BoundaryFault::HiddenByMark(Side::End), before.clone());
            return before.start;
        }
        // A word may be of base64 characters, and a last line may be short.
        let is_complete = || layout::is_whole(self.text, body..before.start);
        if is_base64_line(text) && !is_complete() {
            self.boundary_fault(BoundaryFault::MissingBreakAfter, before.clone());
            return before.end;
        }
        self.boundary_fault(BoundaryFault::Text(Place::BeforeEnd), before.clone());
        before.start
    }

    /// Judges what follows the last END on its line, now that no block of that line follows.
    pub(super) fn close_previous(&mut self) {
        let Some(Previous { end, is_one_line, is_mute }) = self.previous.take() else { return };
        let rest = end.at.end..end.line.at.end;
        let after = trim_both(self.text, rest.clone());
        if after.is_empty() {
            if is_one_line && end.line.ends.is_none() {
                self.newlines.spell(Respell::newline(rest));
            }
        } else if is_one_line && after.start > rest.start && has_words(self.part(after.clone())) {
            self.newlines.spell(Respell::newline(rest.start..after.start));
        } else if !is_mute {
            self.found
                .faults
                .push(Fault::new(PemFault::Boundary(BoundaryFault::Text(Place::AfterEnd)), after));
        }
    }

    /// A block that is all on one line; gives its body.
    pub(super) fn one_line(&mut self, begin: &Boundary, end: &Boundary) -> Range<usize> {
        let body = begin.at.end..end.at.start;
        let inner = trim_both(self.text, body.clone());
        let text = self.part(inner.clone());
        let mut inside = Vec::new();
        let mut blanks: Option<Range<usize>> = None;
        for (at, byte) in inner.clone().zip(text.bytes()) {
            match &mut blanks {
                Some(run) if is_blank(byte) => run.end = at + 1,
                None if is_blank(byte) => blanks = Some(at..at + 1),
                _ => inside.extend(blanks.take()),
            }
        }
        if inside.is_empty() {
            let starts = Tokens::new(self.text, inner.clone()).map(|(_, at)| at.start..at.start);
            inside.extend(starts.step_by(WIDTH).skip(1));
        }
        let lost = if inside.first().is_some_and(|first| !first.is_empty()) || inner != body {
            Lost::Blanks
        } else {
            Lost::Nothing
        };
        self.newlines.one_line(lost, begin.at.start..end.at.end, self.is_mute);
        let first = (!inner.is_empty()).then_some(body.start..inner.start);
        let breaks = first.into_iter().chain(inside).chain(std::iter::once(inner.end..body.end));
        for at in breaks {
            self.newlines.spell(Respell::newline(at));
        }
        body
    }
}

pub(super) fn is_base64_line(text: &str) -> bool {
    text.bytes().all(|b| body::is_base64(b) || b == b'=' || is_blank(b))
}

/// Whether there are words, and not only quotation marks and commas.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

pub(super) fn has_payload(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|b| {
        run = if body::is_base64(b) { run + 1 } else { 0 };
        run >= PAYLOAD
    })
}
