//! From boundaries to blocks.

use std::iter::Peekable;
use std::ops::Range;

use super::lines::{Boundaries, Boundary, Break, Lines, Side};
use super::{
    Block, BlockFault, BodyFault, BoundaryFault, PemFault, PemText, body, is_all_blank, is_blank,
    is_certificate, trim, trim_both,
};
use crate::language::Fault;

const BOM: &str = "\u{feff}";

/// Base64 characters in a row that no prose has, and that every body has.
const PAYLOAD: usize = 16;

pub(super) fn scan(text: &str) -> PemText {
    let mut scanner = Scanner {
        text,
        boundaries: Boundaries::new(text).peekable(),
        found: PemText { blocks: Vec::new(), faults: Vec::new() },
        escapes: Vec::new(),
        first_escape: None,
        resume: 0,
        searched: 0,
        previous: None,
    };
    while let Some(boundary) = scanner.boundaries.next() {
        match boundary.side {
            Side::Begin => scanner.begin(boundary),
            Side::End => scanner.stray_end(&boundary),
        }
    }
    scanner.finish()
}

struct Scanner<'t> {
    text: &'t str,
    boundaries: Peekable<Boundaries<'t>>,
    found: PemText,
    /// The escaped line breaks that belong to a block.
    escapes: Vec<Range<usize>>,
    first_escape: Option<Range<usize>>,
    /// The start of the line after the last END, where OpenSSL starts to look for a block: only on
    /// that line a byte order mark is skipped.
    resume: usize,
    /// The start of the line after the last END, of a block or not.
    searched: usize,
    /// The END of the block before, as long as what follows it on its line has not been judged.
    previous: Option<Previous>,
}

struct Previous {
    end: Boundary,
    /// Whether the block lost all its newlines; it has lost the one behind it then too.
    is_one_line: bool,
}

impl Scanner<'_> {
    fn fault(&mut self, kind: PemFault, at: Range<usize>) {
        self.found.faults.push(Fault::new(kind, at));
    }

    fn boundary_fault(&mut self, kind: BoundaryFault, at: Range<usize>) {
        self.fault(PemFault::Boundary(kind), at);
    }

    fn part(&self, at: Range<usize>) -> &str {
        self.text.get(at).unwrap_or_default()
    }

    /// Takes an escape into the fault, if there is one in a break that belongs to a block.
    fn escape(&mut self, found: Option<&Break>) {
        if let Some(Break { at, escape: Some(first) }) = found
            // The break after an END may be the one before the next BEGIN.
            && self.escapes.last().is_none_or(|last| last.end <= at.start)
        {
            self.first_escape.get_or_insert_with(|| first.clone());
            self.escapes.push(at.clone());
        }
    }

    /// As [`Self::escape`]; but behind a real newline, on a line of its own, an escape does no harm.
    fn escape_before(&mut self, begin: &Boundary) {
        let found = begin.escaped_before.as_ref();
        self.escape(found.filter(|found| !self.part(found.at.clone()).ends_with('\n')));
    }

    /// As [`Self::escape`]; but behind a real newline, on a line of its own, an escape does no harm.
    fn escape_after(&mut self, end: &Boundary) {
        let found = end.line.ends.as_ref();
        self.escape(found.filter(|found| !self.part(found.at.clone()).starts_with('\n')));
    }

    fn begin(&mut self, begin: Boundary) {
        let end = self.boundaries.next_if(|next| next.side == Side::End);
        if self.is_mentioned(&begin, end.as_ref()) {
            return;
        }
        match end {
            Some(end) => self.block(begin, end),
            None => self.unterminated(&begin),
        }
    }

    /// Whether a BEGIN is only talked about: it shares its line with other text, so OpenSSL does not
    /// see it, and nothing like a body follows, so no certificate is lost.
    fn is_mentioned(&mut self, begin: &Boundary, end: Option<&Boundary>) -> bool {
        let line = begin.line.at.clone();
        if begin.is_first {
            let before = self.part(line.start..begin.at.start);
            let has_line =
                (is_all_blank(before) || before == BOM) && is_all_blank(self.part(begin.at.end..line.end));
            // OpenSSL takes a line for a BEGIN that starts and ends like one, whatever is in between.
            let is_seen = before.is_empty() && self.part(trim(self.text, line)).ends_with("-----");
            if has_line || is_seen {
                return false;
            }
        }
        let next = match end {
            Some(end) => end.at.start,
            None => self.boundaries.peek().map_or(self.text.len(), |next| next.at.start),
        };
        !has_payload(self.part(begin.at.end..next))
    }

    fn unterminated(&mut self, begin: &Boundary) {
        self.before_begin(begin, false);
        self.escape_before(begin);
        self.escape(begin.line.ends.as_ref());
        let end = self.boundaries.peek().map_or(self.text.len(), |next| next.line.at.start.max(begin.at.end));
        let body = begin.line.next().min(end)..end;
        for line in Lines::new(self.text, body.clone()) {
            self.escape(line.ends.as_ref());
        }
        self.fault(PemFault::Block(BlockFault::Unterminated), begin.at.clone());
        self.push(begin, None, body, Vec::new());
    }

    fn push(&mut self, begin: &Boundary, end: Option<Range<usize>>, body: Range<usize>, der: Vec<u8>) {
        self.found.blocks.push(Block {
            label: self.part(begin.label.clone()).to_owned(),
            label_at: begin.label.clone(),
            begin: begin.at.clone(),
            at: begin.at.start..end.as_ref().map_or(body.end, |end| end.end),
            end,
            body,
            der,
        });
    }

    fn block(&mut self, begin: Boundary, end: Boundary) {
        let is_one_line = begin.line.at.start == end.line.at.start;
        self.before_begin(&begin, is_one_line);
        self.escape_before(&begin);
        let label = self.part(begin.label.clone());
        if label != self.part(end.label.clone()) {
            // An empty label has no place of its own.
            let at = if end.label.is_empty() { end.at.clone() } else { end.label.clone() };
            self.fault(PemFault::Block(BlockFault::LabelMismatch), at);
        }
        if is_one_line {
            self.fault(PemFault::Body(BodyFault::OneLine), begin.at.start..end.at.end);
            self.push(&begin, Some(end.at.clone()), begin.at.end..end.at.start, Vec::new());
        } else {
            let body = self.after_begin(&begin)..self.before_end(&end);
            self.escape(begin.line.ends.as_ref());
            for line in Lines::new(self.text, body.clone()) {
                self.escape(line.ends.as_ref());
            }
            let is_certificate = is_certificate(self.part(begin.label.clone()));
            let der = body::decode(self.text, body.clone(), is_certificate).unwrap_or_else(|fault| {
                let at = if fault.kind == BodyFault::Empty { begin.at.clone() } else { fault.at };
                self.fault(PemFault::Body(fault.kind), at);
                Vec::new()
            });
            self.push(&begin, Some(end.at.clone()), body, der);
        }
        self.escape_after(&end);
        self.resume = end.line.next();
        self.searched = self.resume;
        self.previous = Some(Previous { end, is_one_line });
    }

    /// Judges what stands before a BEGIN on its line, back to the END of the block before.
    fn before_begin(&mut self, begin: &Boundary, is_one_line: bool) {
        let line = begin.line.at.start;
        let previous = self.previous.take_if(|previous| previous.end.line.at.start == line);
        if let Some(previous) = previous {
            let between = previous.end.at.end..begin.at.start;
            if !is_all_blank(self.part(between.clone())) {
                self.boundary_fault(BoundaryFault::Between, between);
            } else if !is_one_line && !previous.is_one_line {
                self.boundary_fault(BoundaryFault::MissingBreakBefore, begin.at.clone());
            }
            return;
        }
        self.close_previous();
        let before = line..begin.at.start;
        let text = self.part(before.clone());
        if text.is_empty() || text == BOM && line == self.resume {
            return;
        }
        let kind = if is_all_blank(text) { BoundaryFault::Indent } else { BoundaryFault::Text };
        self.boundary_fault(kind, before);
    }

    /// Judges what stands after a BEGIN on its line; gives the start of the body.
    fn after_begin(&mut self, begin: &Boundary) -> usize {
        let after = trim_both(self.text, begin.at.end..begin.line.at.end);
        if after.is_empty() {
            return begin.line.next();
        }
        if is_base64_line(self.part(after.clone())) && has_payload(self.part(after.clone())) {
            self.boundary_fault(BoundaryFault::MissingBreakBefore, after.clone());
            return after.start;
        }
        self.boundary_fault(BoundaryFault::Text, after);
        begin.line.next()
    }

    /// Judges what stands before an END on its line; gives the end of the body.
    fn before_end(&mut self, end: &Boundary) -> usize {
        let before = end.line.at.start..end.at.start;
        let text = self.part(before.clone());
        if text.is_empty() {
            return before.start;
        }
        if is_all_blank(text) {
            self.boundary_fault(BoundaryFault::Indent, before.clone());
            return before.start;
        }
        if is_base64_line(text) {
            self.boundary_fault(BoundaryFault::MissingBreakAfter, before.clone());
            return before.end;
        }
        self.boundary_fault(BoundaryFault::Text, before.clone());
        before.start
    }

    /// Judges what follows the last END on its line, now that no block of that line follows.
    fn close_previous(&mut self) {
        if let Some(Previous { end, .. }) = self.previous.take() {
            let after = trim_both(self.text, end.at.end..end.line.at.end);
            if !after.is_empty() {
                self.boundary_fault(BoundaryFault::Text, after);
            }
        }
    }

    /// OpenSSL passes over an END that nothing began; but base64 before it is a lost certificate.
    fn stray_end(&mut self, end: &Boundary) {
        let line = end.line.at.start.max(self.searched).min(end.at.start);
        let mut last = self.part(line..end.at.start);
        if is_all_blank(last) {
            let before = self.part(self.searched.min(line)..line).trim_end();
            last = before.rsplit('\n').next().unwrap_or_default();
            last = last.rsplit("\\n").next().unwrap_or_default();
        }
        if !last.is_empty() && last.bytes().all(|b| body::is_base64(b) || b == b'=') {
            self.fault(PemFault::Block(BlockFault::StrayEnd), end.at.clone());
        }
        self.searched = end.line.next();
    }

    fn finish(mut self) -> PemText {
        self.close_previous();
        if let Some(first) = self.first_escape.take() {
            let all = std::mem::take(&mut self.escapes);
            self.fault(PemFault::EscapedNewlines(all), first);
        }
        self.found.faults.sort_by_key(|fault| fault.at.start);
        self.found
    }
}

fn is_base64_line(text: &str) -> bool {
    text.bytes().all(|b| body::is_base64(b) || b == b'=' || is_blank(b))
}

fn has_payload(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|b| {
        run = if body::is_base64(b) { run + 1 } else { 0 };
        run >= PAYLOAD
    })
}
