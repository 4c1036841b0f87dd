//! From boundaries to blocks.

use std::iter::Peekable;
use std::ops::Range;

use super::boundary::{Boundaries, Boundary, Side};
use super::lines::{Break, BreakKind, Lines};
use super::newlines::Newlines;
use super::surroundings::{has_payload, is_base64_line};
use super::{
    Block, BlockFault, BodyFault, BoundaryFault, Lost, Malformed, PemFault, PemRemark, PemText, Spelling,
    bare, body, diagnosis, is_all_blank, is_blank, label, layout, straight, trim,
};
use crate::language::Fault;
use crate::wiped::Wiped;

pub(super) const BOM: char = '\u{feff}';

pub(super) fn scan(text: &str) -> PemText {
    let mut scanner = Scanner {
        text,
        boundaries: Boundaries::new(text).peekable(),
        found: PemText::default(),
        newlines: Newlines::default(),
        is_mute: false,
        resume: 0,
        searched: 0,
        previous: None,
        glued: 0,
        seen: false,
    };
    while let Some(boundary) = scanner.boundaries.next() {
        scanner.seen = true;
        match boundary.side {
            Side::Begin => scanner.begin(boundary),
            Side::End => scanner.stray_end(&boundary),
        }
    }
    scanner.finish()
}

pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    boundaries: Peekable<Boundaries<'t>>,
    pub(super) found: PemText,
    pub(super) newlines: Newlines,
    /// Whether what is looked at belongs to a private key.
    pub(super) is_mute: bool,
    /// The start of the line after the last END, where OpenSSL starts to look for a block: only on
    /// that line a byte order mark is skipped.
    pub(super) resume: usize,
    /// The start of the line after the last END, of a block or not.
    searched: usize,
    /// The END of the block before, as long as what follows it on its line has not been judged.
    pub(super) previous: Option<Previous>,
    /// Where the body ends of a block without an END.
    pub(super) glued: usize,
    /// Whether there was any boundary.
    seen: bool,
}

pub(super) struct Previous {
    pub(super) end: Boundary,
    /// Whether the block lost all its newlines; it has lost the one behind it then too.
    pub(super) is_one_line: bool,
    pub(super) is_mute: bool,
}

impl Scanner<'_> {
    pub(super) fn fault(&mut self, kind: PemFault, at: Range<usize>) {
        if !self.is_mute {
            self.found.faults.push(Fault::new(kind, at));
        }
    }

    pub(super) fn boundary_fault(&mut self, kind: BoundaryFault, at: Range<usize>) {
        self.fault(PemFault::Boundary(kind), at);
    }

    pub(super) fn part(&self, at: Range<usize>) -> &str {
        self.text.get(at).unwrap_or_default()
    }

    fn label(&self, boundary: &Boundary) -> String {
        boundary.meant.unwrap_or_else(|| self.part(boundary.label.clone())).to_owned()
    }

    /// What ends the line before a boundary. Behind a real newline, on a line of its own, an escape does
    /// no harm.
    fn break_before(&mut self, boundary: &Boundary) {
        let found = boundary.before.as_ref();
        let found = found.filter(|found| !self.part(found.at.clone()).ends_with('\n'));
        self.newlines.add(found, self.is_mute);
        if let Some(Break { at, kind: BreakKind::Lost(Lost::CarriageReturns) }) = found {
            self.newlines.harmful_return(at, self.is_mute);
        }
    }

    /// What ends the line of a boundary.
    fn break_after(&mut self, boundary: &Boundary) {
        let found = boundary.line.ends.as_ref();
        let found = found
            .filter(|found| boundary.side == Side::Begin || !self.part(found.at.clone()).starts_with('\n'));
        self.newlines.add(found, self.is_mute);
        if let Some(Break { at, kind: BreakKind::Lost(Lost::CarriageReturns) }) = found {
            let rest = self.text.as_bytes().get(at.end..).unwrap_or_default();
            let next = rest.iter().find(|&&b| b == b'\n' || !is_blank(b));
            if next.is_some_and(|&b| b != b'\n') {
                self.newlines.harmful_return(at, self.is_mute);
            }
        }
    }

    fn breaks_in(&mut self, body: Range<usize>) {
        for line in Lines::with_returns(self.text, body) {
            self.newlines.add(line.ends.as_ref(), self.is_mute);
        }
    }

    fn begin(&mut self, begin: Boundary) {
        let end = self.boundaries.next_if(|next| next.side == Side::End);
        if self.is_mentioned(&begin, end.as_ref()) {
            return;
        }
        match end.or_else(|| self.meant_for_end(&begin)) {
            Some(end) => self.block(begin, end),
            None => self.unterminated(&begin),
        }
        self.is_mute = false;
    }

    /// Whether a BEGIN is only talked about: it shares its line with other text or is misspelt, so OpenSSL
    /// does not see it, and nothing like a body follows, so no certificate is lost.
    fn is_mentioned(&mut self, begin: &Boundary, end: Option<&Boundary>) -> bool {
        let line = begin.line.at.clone();
        if begin.is_first && begin.malformed.is_none() {
            let before = self.part(line.start..begin.at.start);
            let has_line =
                is_all_blank(before.trim_matches(BOM)) && is_all_blank(self.part(begin.at.end..line.end));
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

    /// The next BEGIN, if the base64 before it is whole, and nothing follows that it could begin.
    fn meant_for_end(&mut self, begin: &Boundary) -> Option<Boundary> {
        let text = self.text;
        let label = self.label(begin);
        let next = self.boundaries.peek()?;
        let start = begin.line.next();
        // Another one on its line would be looked at again and again.
        if !next.is_first || !text.get(next.at.clone())?.ends_with(&format!("BEGIN {label}-----")) {
            return None;
        }
        let mut lines = Lines::new(text, next.line.next()..text.len());
        let following = lines.find_map(|line| text.get(line.at).filter(|line| !is_all_blank(line)));
        let is_end = is_all_blank(text.get(next.line.at.start..next.at.start)?)
            && following.is_none_or(|line| !has_payload(line) && !line.contains("END"))
            && layout::is_whole(text, start..next.line.at.start.max(start));
        let end = self.boundaries.next_if(|_| is_end)?;
        Some(Boundary { side: Side::End, malformed: Some(Malformed::Keyword), ..end })
    }

    fn unterminated(&mut self, begin: &Boundary) {
        let label = self.label(begin);
        self.is_mute = label::is_private_key(&label);
        self.before_begin(begin, false);
        self.break_before(begin);
        self.malformed(begin, &label);
        self.break_after(begin);
        let end = self.boundaries.peek().map_or(self.text.len(), |next| {
            // The next BEGIN may be glued to it.
            let from = next.line.at.start.max(begin.at.end);
            let before = self.text.get(from..next.at.start).unwrap_or_default();
            let is_glued = has_payload(before) && is_base64_line(before);
            if is_glued { next.at.start } else { from }
        });
        let body = begin.line.next().min(end)..end;
        self.breaks_in(body.clone());
        self.glued = end;
        let place = layout::whole_at_start(self.text, body.clone());
        self.fault(PemFault::Block(BlockFault::Unterminated(place)), begin.at.clone());
        self.push(begin, label, None, body, Wiped::default());
    }

    fn malformed(&mut self, boundary: &Boundary, label: &str) {
        if let Some(how) = boundary.malformed {
            let canonical = boundary.side.boundary(label);
            self.boundary_fault(BoundaryFault::Malformed(how, canonical), boundary.at.clone());
        }
    }

    fn push(
        &mut self,
        begin: &Boundary,
        label: String,
        end: Option<&Boundary>,
        body: Range<usize>,
        der: Wiped<Vec<u8>>,
    ) {
        self.found.blocks.push(Block {
            label,
            is_near_miss: begin.malformed.is_some() || end.is_some_and(|end| end.malformed.is_some()),
            label_at: begin.label.clone(),
            begin: begin.at.clone(),
            at: begin.at.start..end.map_or(body.end, |end| end.at.end),
            end: end.map(|end| end.at.clone()),
            body,
            is_obscured: false,
            is_straight: false,
            der,
        });
    }

    fn block(&mut self, begin: Boundary, end: Boundary) {
        let is_one_line = begin.line.at.start == end.line.at.start;
        let (label, other) = (self.label(&begin), self.label(&end));
        self.is_mute = label::is_private_key(&label) || label::is_private_key(&other);
        self.before_begin(&begin, is_one_line);
        self.break_before(&begin);
        self.malformed(&begin, &label);
        // Of two labels that one is right that OpenSSL takes.
        let is_begin_wrong = label != other && other == "CERTIFICATE";
        if label != other && !label::is_private_key(&label) {
            let (wrong, right) = if is_begin_wrong { (&begin, &other) } else { (&end, &label) };
            // An empty label has no place of its own.
            let at = if wrong.label.is_empty() { wrong.at.clone() } else { wrong.label.clone() };
            self.fault(PemFault::Block(BlockFault::LabelMismatch(right.clone())), at);
        }
        let (body, straight) = match is_one_line {
            true => (self.one_line(&begin, &end), None),
            false => self.lines(&begin, &end),
        };
        let is_straight = straight.is_some();
        self.malformed(&end, &other);
        let is_key = label::is_private_key(&other);
        let label = if is_begin_wrong || is_key { other } else { label };
        let is_certificate = label::is_certificate(&label);
        let der = match straight {
            Some(der) => der,
            None if is_one_line && !has_payload(self.part(body.clone())) => Wiped::default(),
            None => self.decode(&begin, body.clone(), is_certificate, is_one_line),
        };
        let has_blanks = |fault: &Fault<PemFault>| {
            let is_it = matches!(fault.kind, PemFault::Body(BodyFault::Spelling(Spelling::Blanks, _)));
            is_it && fault.at.start >= body.start
        };
        let is_obscured = self.found.faults.iter().next_back().is_some_and(has_blanks);
        self.push(&begin, label, Some(&end), body, der);
        if let Some(block) = self.found.blocks.last_mut() {
            block.is_obscured = is_obscured;
            block.is_straight = is_straight;
        }
        self.break_after(&end);
        self.resume = end.line.next();
        self.searched = self.resume;
        self.previous = Some(Previous { end, is_one_line, is_mute: self.is_mute });
    }

    /// A block whose boundaries have lines of their own; gives its body, and its bytes if nothing is to be judged.
    fn lines(&mut self, begin: &Boundary, end: &Boundary) -> (Range<usize>, Option<Wiped<Vec<u8>>>) {
        let start = self.after_begin(begin);
        let mut stop = self.before_end(start, end);
        // Carriage returns before it: they are blanks to OpenSSL, but no line of their own.
        if let Some(Break { at, kind: BreakKind::Lost(Lost::CarriageReturns) }) = &end.before {
            stop = stop.min(at.start);
        }
        let body = start..stop.max(start);
        self.break_after(begin);
        let straight = straight::decode(self.text, &body);
        if straight.is_none() {
            self.breaks_in(body.clone());
        }
        if end.line.at.start > begin.line.at.start {
            self.break_before(end);
        }
        (body, straight)
    }

    fn decode(
        &mut self,
        begin: &Boundary,
        body: Range<usize>,
        is_certificate: bool,
        is_one_line: bool,
    ) -> Wiped<Vec<u8>> {
        let decoded = body::decode(self.text, body.clone(), is_certificate);
        // The blanks of a block on one line are its line breaks.
        let with_plus = match &decoded {
            _ if is_one_line || !is_certificate => None,
            Ok(decoded) if crate::x509::der::is_whole(&decoded.der) => None,
            _ => diagnosis::with_plus(self.text, &body),
        };
        let (faults, decoded) = match decoded {
            _ if let Some((fault, decoded)) = with_plus => (vec![fault], Some(decoded)),
            Ok(decoded) => (Vec::new(), Some(decoded)),
            Err(fault) => {
                let diagnosis = diagnosis::diagnose(self.text, body);
                match diagnosis.faults.is_empty() {
                    true => (vec![fault], None),
                    false => (diagnosis.faults, diagnosis.decoded),
                }
            }
        };
        for fault in faults {
            let at = if fault.kind == BodyFault::Empty { begin.at.clone() } else { fault.at };
            self.fault(PemFault::Body(fault.kind), at);
        }
        let Some(decoded) = decoded else { return Wiped::default() };
        if let Some((at, canonical)) = decoded.left_over.filter(|_| is_certificate && !self.is_mute) {
            self.found.remarks.push(Fault::new(PemRemark::LeftOverBits(canonical), at..at + 1));
        }
        decoded.der
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
        let is_key = label::is_private_key(&self.label(end));
        if !last.is_empty() && !is_key && last.bytes().all(|b| body::is_base64(b) || b == b'=') {
            let place = layout::whole_at_end(self.text, self.searched.min(line)..line);
            self.fault(PemFault::Block(BlockFault::StrayEnd(place)), end.at.clone());
        }
        self.searched = end.line.next();
    }

    fn finish(mut self) -> PemText {
        self.close_previous();
        self.newlines.finish(self.text, &mut self.found.faults);
        if !self.seen {
            self.found.bare = bare::recognise(self.text);
        }
        if let Some(bare) =
            self.found.bare.as_ref().filter(|bare| bare.content != bare::BareContent::PrivateKey)
        {
            self.found.faults.push(Fault::new(PemFault::Unarmored, bare.at.clone()));
        }
        self.found.faults.sort_by_key(|fault| fault.at.start);
        layout::look(self.text, &mut self.found);
        self.found
    }
}
