//! How a text looks around and within its blocks: what does no harm in OpenSSL.

use std::ops::Range;

use super::diagnosis::{Token, Tokens};
use super::lines::{Line, Lines};
use super::{Block, PemFault, PemText, Respell, is_all_blank, is_blank, trim, trim_both};
use crate::language::Fault;

/// What OpenSSL does not mind, but others do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PemRemark {
    /// A byte order mark that OpenSSL skips; a run of them.
    Bom,
    /// Bits left over by padding are not zero; at the last base64 character. With what it should be.
    LeftOverBits(char),
    /// Text besides the blocks, on lines of its own; at the first. With all lines, and the newlines that
    /// end them.
    Explanatory(Vec<Range<usize>>),
    /// A body in lines that are not 64 wide; at the first that is not.
    LineWidth,
}

/// As RFC 7468 wants lines.
const WIDTH: usize = 64;

/// So many lines of base64, and each so long, are no prose.
const LEAST: usize = 3;
const SHORTEST: usize = 60;

/// Adds what is to be said about the text around and within the blocks of `found`.
pub(super) fn look(text: &str, found: &mut PemText) {
    if found.blocks.is_empty() {
        return;
    }
    let mut remarks = std::mem::take(&mut found.remarks);
    let mut from = 0;
    let mut prose = Vec::new();
    let mut lost = Vec::new();
    let ends =
        found.blocks.iter().map(|block| block.at.clone()).chain(std::iter::once(text.len()..text.len()));
    let mut faults =
        found.faults.iter().filter(|fault| matches!(fault.kind, PemFault::Boundary(_))).peekable();
    for next in ends {
        let gap = from.min(next.start)..next.start;
        from = next.end;
        while faults.next_if(|fault| fault.at.end <= gap.start).is_some() {}
        let is_clean = faults.peek().is_none_or(|fault| fault.at.start >= gap.end);
        if is_clean {
            marks(text, gap.clone(), &mut remarks);
        }
        if is_clean {
            lost.extend(payload(text, gap.clone()).map(|at| (gap.clone(), at)));
        }
        lines_of(text, gap, &mut prose);
    }
    // Where a block is broken, this is what is left of it.
    let starts: Vec<usize> = found.faults.iter().map(|fault| fault.at.start).collect();
    lost.retain(|(gap, _): &(Range<usize>, Range<usize>)| {
        let next = starts.partition_point(|start| *start < gap.start);
        starts.get(next).is_none_or(|start| *start > gap.end)
    });
    found.faults.extend(lost.into_iter().map(|(_, at)| Fault::new(PemFault::Unarmored, at)));
    found.faults.sort_by_key(|fault| fault.at.start);
    if let Some(first) = prose.first().filter(|_| found.faults.is_empty()) {
        let at = trim_both(text, first.clone());
        remarks.push(Fault::new(PemRemark::Explanatory(prose), at));
    }
    if found.faults.is_empty()
        && let Some(at) = found.blocks.iter().find_map(|block| first_odd_line(text, block))
    {
        remarks.push(Fault::new(PemRemark::LineWidth, at));
    }
    remarks.sort_by_key(|remark| remark.at.start);
    found.remarks = remarks;
}

/// The runs of byte order marks.
fn marks(text: &str, gap: Range<usize>, remarks: &mut Vec<Fault<PemRemark>>) {
    let part = text.get(gap.clone()).unwrap_or_default();
    let mut last: Option<Range<usize>> = None;
    for (at, mark) in part.match_indices('\u{feff}') {
        let at = gap.start + at..gap.start + at + mark.len();
        match &mut last {
            Some(last) if last.end == at.start => last.end = at.end,
            _ => remarks.extend(last.replace(at).map(|at| Fault::new(PemRemark::Bom, at))),
        }
    }
    remarks.extend(last.map(|at| Fault::new(PemRemark::Bom, at)));
}

/// The first lines that follow each other and are so long, and so much base64, that they are no prose. A
/// private key is none of them: of those nothing is said here.
fn payload(text: &str, gap: Range<usize>) -> Option<Range<usize>> {
    let mut run: Option<Run> = None;
    for line in Lines::new(text, gap) {
        let at = trim_both(text, line.at);
        let content = text.get(at.clone()).unwrap_or_default();
        let has = |is_it: fn(&u8) -> bool| content.as_bytes().iter().any(is_it);
        // Numbers in hexadecimal digits are of one case.
        let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
        if content.len() >= SHORTEST && is_mixed && is_body_line(content) && !content.contains(' ') {
            run.get_or_insert_with(|| Run { lines: 0, all: at.clone(), enough: None }).add(at);
        } else if let Some(found) = run.take().and_then(|run| run.lost(text)) {
            return Some(found);
        }
    }
    run.and_then(|run| run.lost(text))
}

/// Lines of base64 that follow each other.
struct Run {
    lines: usize,
    all: Range<usize>,
    /// As many of them as it takes to be sure.
    enough: Option<Range<usize>>,
}

impl Run {
    fn add(&mut self, line: Range<usize>) {
        self.lines += 1;
        self.all.end = line.end;
        if self.enough.is_none() && (self.lines >= LEAST || line.len() >= LEAST * WIDTH) {
            self.enough = Some(self.all.clone());
        }
    }

    fn lost(self, text: &str) -> Option<Range<usize>> {
        self.enough.filter(|_| !text.get(self.all).is_some_and(super::bare::is_private_key))
    }
}

/// The lines with something on them, those that follow each other as one.
fn lines_of(text: &str, gap: Range<usize>, prose: &mut Vec<Range<usize>>) {
    for line in Lines::new(text, gap) {
        let content = text.get(line.at.clone()).unwrap_or_default();
        if is_all_blank(content.trim_matches('\u{feff}')) {
            continue;
        }
        match prose.last_mut() {
            Some(last) if last.end == line.at.start => last.end = line.next(),
            _ => prose.push(line.at.start..line.next()),
        }
    }
}

/// The first line of a certificate's body that is not as RFC 7468 wants it.
pub(super) fn first_odd_line(text: &str, block: &Block) -> Option<Range<usize>> {
    if !block.is_certificate() || block.end.is_none() || block.is_straight {
        return None;
    }
    let mut lines = Lines::new(text, block.body.clone()).map(|line| trim_both(text, line.at)).peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        if line.len() > WIDTH || line.len() < WIDTH && !is_last {
            return Some(line);
        }
    }
    None
}

/// What is to be put between the characters of a body so that it has lines of 64; they stay where they are.
pub(super) fn rewrapped(text: &str, body: &Range<usize>) -> Vec<Respell> {
    let mut found = Vec::new();
    let mut put = |at: Range<usize>, with: &'static str| {
        let is_there = match text.get(at.clone()) {
            Some("\r\n") => with == "\n",
            there => there == Some(with),
        };
        if !is_there {
            found.push(Respell { at, with });
        }
    };
    let mut end = body.start;
    let characters = Tokens::new(text, body.clone()).filter(|(token, _)| *token != Token::Blank);
    for (count, (_, at)) in characters.enumerate() {
        put(end..at.start, if count > 0 && count % WIDTH == 0 { "\n" } else { "" });
        end = at.end;
    }
    put(end..body.end, "\n");
    found
}

/// What the lines of a body are indented by.
pub(super) fn indents(text: &str, block: &Block) -> Vec<Range<usize>> {
    let indent = |line: Line| {
        let content = text.get(line.at.clone()).unwrap_or_default();
        let blanks = content.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
        line.at.start..line.at.start + blanks
    };
    Lines::new(text, block.body.clone()).map(indent).filter(|at| !at.is_empty()).collect()
}

/// Where the base64 at the start of a part of the text ends, if it is that of one whole element.
pub(super) fn whole_at_start(text: &str, at: Range<usize>) -> Option<usize> {
    let mut end = at.start;
    for line in Lines::new(text, at.clone()) {
        let content = trim(text, line.at);
        if content.is_empty() || !is_body_line(text.get(content.clone())?) {
            break;
        }
        end = content.end;
    }
    is_whole(text, at.start..end).then_some(end)
}

/// Where the base64 at the end of a part of the text starts, if it is that of one whole element.
pub(super) fn whole_at_end(text: &str, at: Range<usize>) -> Option<usize> {
    let part = text.get(at.clone())?;
    let mut start = at.end;
    for line in part.split_inclusive('\n').rev() {
        if is_all_blank(line) || !is_body_line(line) {
            break;
        }
        start -= line.len();
    }
    is_whole(text, start..at.end).then_some(start)
}

fn is_body_line(line: &str) -> bool {
    line.bytes().all(|b| super::body::is_base64(b) || b == b'=' || is_blank(b))
}

pub(super) fn is_whole(text: &str, at: Range<usize>) -> bool {
    super::body::decode(text, at, true).is_ok_and(|decoded| crate::x509::der::is_whole(&decoded.der))
}
