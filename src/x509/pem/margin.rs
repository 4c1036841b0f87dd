//! What stands before or behind each line of a block, or instead of its line breaks.
//!
//! Quoted mails, diffs, lists and source code put the same before each line, or behind it. Such a text is
//! read as if that were not there.

use std::ops::Range;
use std::sync::Arc;

use super::lines::Lines;
use super::surroundings::{has_payload, is_base64_line};
use super::{BoundaryFault, Lost, Margin, PemFault, Respell, is_all_blank, trim};
use crate::language::Fault;
use crate::wiped::Wiped;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Longer ones nobody writes before each line.
const LONGEST: usize = 40;

/// Line breaks of HTML.
const MARKUP: &[&str] =
    &["<br>", "<br/>", "<br />", "&#10;", "&#xa;", "&#13;&#10;", "&#xd;&#xa;", "&NewLine;"];

/// What is to be written otherwise before a text can be read, and what that is.
#[derive(Default)]
pub(super) struct Margins {
    all: Vec<Respell>,
    first: Option<Margin>,
    first_at: Option<Range<usize>>,
    lost: Vec<Respell>,
    lost_at: Option<Range<usize>>,
}

/// Looks for blocks of which each line has the same before it or behind it.
pub(super) fn find(text: &str) -> Margins {
    let mut found = Margins::default();
    let mut begin: Option<(Range<usize>, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let row = start..start + line.strip_suffix('\n').unwrap_or(line).len();
        start += line.len();
        // Whatever is no boundary has no dashes.
        if !line.contains(DASHES) {
            continue;
        }
        let mut from = row.start;
        let mut is_first = true;
        while let Some(at) = find_in(text, from..row.end, DASHES) {
            let rest = text.get(at..row.end).unwrap_or_default();
            if rest.starts_with(BEGIN) {
                begin = Some((row.clone(), at));
                from = at + BEGIN.len();
            } else if rest.starts_with(END) {
                if let Some((first, at_begin)) = begin.take() {
                    match first.start == row.start {
                        true => found.one_line(text, at_begin..at, &row),
                        false if is_first => found.lines(text, &first, at_begin, &row, at),
                        false => {}
                    }
                }
                from = at + END.len();
            } else {
                from = at + DASHES.len();
            }
            is_first = false;
        }
    }
    found
}

fn find_in(text: &str, at: Range<usize>, what: &str) -> Option<usize> {
    text.get(at.clone())?.find(what).map(|found| at.start + found)
}

/// Where a boundary ends that starts at `at`.
fn end_of(text: &str, at: usize, line: &Range<usize>, keyword: &str) -> Option<usize> {
    let label = at + keyword.len();
    find_in(text, label..line.end, DASHES).map(|dashes| dashes + DASHES.len())
}

/// Whether all of it is a line break to [`Lines`].
fn is_break(tail: &str) -> bool {
    let first = Lines::new(tail, 0..tail.len()).next();
    first.is_some_and(|line| line.at.is_empty() && line.next() == tail.len())
}

impl Margins {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Where the last block ends of which something is written otherwise: the next one may begin on its last line.
    fn end(&self) -> usize {
        self.all.last().map_or(0, |last| last.at.end)
    }

    /// Judges a block over several lines.
    fn lines(&mut self, text: &str, first: &Range<usize>, begin: usize, last: &Range<usize>, end: usize) {
        let part = |at: Range<usize>| text.get(at).unwrap_or_default();
        let (Some(begin_end), Some(end_end)) =
            (end_of(text, begin, first, BEGIN), end_of(text, end, last, END))
        else {
            return;
        };
        let mut before = part(last.start..end);
        let after = part(trim(text, begin_end..first.end));
        let is_inside = before.is_empty() && after.is_empty();
        if is_inside {
            let next = part(first.end + 1..last.start).split('\n').next().unwrap_or_default();
            before = next
                .split(|c: char| u8::try_from(c).is_ok_and(super::body::is_base64))
                .next()
                .unwrap_or_default();
        }
        let is_plain = is_all_blank(before) && (after.is_empty() || is_break(after));
        if is_plain || before.len() > LONGEST || after.len() > LONGEST || is_break(after) {
            return;
        }
        let mut all = Vec::new();
        let mut delete = |at: Range<usize>| {
            if !at.is_empty() {
                all.push(Respell { at, with: "" });
            }
        };
        // Of the first line anything may stand before it that ends so: `ca = "`.
        let lead_at = first.start.max(self.end())..begin;
        let lead = part(lead_at.clone());
        let is_lead = lead.trim_end().ends_with(before.trim()) || is_margin(lead);
        if is_lead && !is_inside {
            delete(lead_at);
        }
        delete(begin_end..first.end);
        let mut start = first.end + 1;
        let mut count = 0;
        for line in part(start..last.start).split_inclusive('\n') {
            let row = start..start + line.strip_suffix('\n').unwrap_or(line).len();
            start += line.len();
            let row = trim(text, row);
            let content = part(row.clone()).strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            let Some(content) = content.filter(|content| is_base64_line(content) && !content.is_empty())
            else {
                return;
            };
            let content_at = row.start + before.len()..row.start + before.len() + content.len();
            count += 1;
            if count == 1 && !has_payload(content) {
                return;
            }
            delete(row.start..content_at.start);
            delete(content_at.end..row.end);
        }
        // Base64 characters before each line may be some of it.
        let is_sure = !is_base64_line(before) || is_all_blank(before) || count > 2;
        if count == 0 || !is_sure {
            return;
        }
        if !is_inside {
            delete(last.start..end);
        }
        let tail = trim(text, end_end..last.end);
        if !is_inside && (is_margin(part(tail.clone())) || part(tail.clone()) == after) {
            delete(end_end..tail.end);
        }
        let is_begin_hidden = !is_inside && (!lead.is_empty() || !after.is_empty());
        let at = all.iter().map(|one| one.at.clone()).find(|at| !is_all_blank(part(at.clone())));
        if self.first.is_none() {
            self.first = Some(Margin {
                before: before.trim_start_matches([' ', '\t']).to_owned(),
                after: after.to_owned(),
                is_inside,
                is_begin_hidden,
                all: Arc::default(),
            });
            self.first_at = at;
        }
        self.all.append(&mut all);
    }

    /// Judges a block that is all on one line: whether the same stands in all places of line breaks.
    fn one_line(&mut self, text: &str, block: Range<usize>, line: &Range<usize>) {
        let part = |at: Range<usize>| text.get(at).unwrap_or_default();
        let Some(begin_end) = end_of(text, block.start, &block, BEGIN) else { return };
        let Some(end_end) = end_of(text, block.end, line, END) else { return };
        let body = begin_end..block.end;
        let is_digit = |c: char| c == '=' || u8::try_from(c).is_ok_and(super::body::is_base64);
        let rest = part(body.clone());
        let is_markup =
            |markup: &&&str| rest.get(..markup.len()).is_some_and(|start| start.eq_ignore_ascii_case(markup));
        let separator = match MARKUP.iter().find(is_markup) {
            Some(markup) => rest.get(..markup.len()).unwrap_or_default(),
            None => rest.split(is_digit).next().unwrap_or_default(),
        };
        let is_blank = separator.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r'));
        if is_blank || separator.len() > LONGEST || is_break(separator) || separator.contains('\\') {
            return;
        }
        let mut all = Vec::new();
        let mut start = body.start;
        let mut pieces = rest.split(separator).peekable();
        while let Some(piece) = pieces.next() {
            if !piece.chars().all(|c| is_digit(c) || c == ' ') {
                return;
            }
            start += piece.len();
            if pieces.peek().is_some() {
                all.push(Respell { at: start..start + separator.len(), with: "\n" });
                start += separator.len();
            }
        }
        // One separator may be anything.
        let ends_so = all.last().is_some_and(|last| last.at.end == body.end);
        if all.len() < 2 || !ends_so {
            return;
        }
        // Of a list there are brackets and quotation marks besides.
        let (lead, tail) = (line.start..block.start, end_end..line.end);
        if (1..=LONGEST).contains(&lead.len()) && is_margin(part(lead.clone())) {
            all.insert(0, Respell { at: lead, with: "" });
        }
        if part(tail.clone()).starts_with(separator) {
            all.push(Respell { at: end_end..end_end + separator.len(), with: "\n" });
        } else if (1..=LONGEST).contains(&tail.len()) && is_margin(part(tail.clone())) {
            all.push(Respell { at: tail, with: "" });
        }
        let first = all.iter().find(|one| !one.with.is_empty()).map(|one| one.at.clone());
        self.lost_at = self.lost_at.take().or(first);
        self.lost.extend(all.iter().cloned());
        self.all.append(&mut all);
    }

    /// The text with all of it written as it should be.
    pub(super) fn plain(&self, text: &str) -> Wiped {
        let mut plain = Wiped::with_capacity(text.len());
        let mut from = 0;
        for Respell { at, with } in &self.all {
            plain.push_str(text.get(from..at.start).unwrap_or_default());
            plain.push_str(with);
            from = at.end;
        }
        plain.push_str(text.get(from..).unwrap_or_default());
        plain
    }

    /// From places in [`Self::plain`] to those in the text.
    pub(super) fn places(&self) -> Places {
        let mut moved = 0;
        let steps = self.all.iter().map(|Respell { at, with }| {
            let start = at.start - moved;
            moved += at.len() - with.len();
            Step { start, length: with.len(), at: at.clone() }
        });
        Places { steps: steps.collect() }
    }

    /// The faults that it is.
    pub(super) fn faults(self) -> impl Iterator<Item = Fault<PemFault>> {
        let mut all = self.all;
        let mut others = self.lost.iter().map(|one| one.at.start).peekable();
        all.retain(|one| others.next_if_eq(&one.at.start).is_none());
        let lost = self.lost;
        let lost = self.lost_at.map(|at| Fault::new(PemFault::LostNewlines(Lost::Other, lost), at));
        let margin = self.first.zip(self.first_at).map(|(margin, at)| {
            let margin = Margin { all: Arc::new(all), ..margin };
            Fault::new(PemFault::Boundary(BoundaryFault::Margin(margin)), at)
        });
        margin.into_iter().chain(lost)
    }
}

/// Whether there is nothing in it that says something.
fn is_margin(text: &str) -> bool {
    !text.contains(DASHES) && !text.chars().any(char::is_alphanumeric)
}

struct Step {
    /// Where it starts in the plain text, and how long it is there.
    start: usize,
    length: usize,
    /// What stands there in the text.
    at: Range<usize>,
}

pub(super) struct Places {
    /// In order.
    steps: Vec<Step>,
}

impl Places {
    /// The place behind whatever was taken out there.
    pub(super) fn start(&self, place: usize) -> usize {
        let before = self.steps.partition_point(|step| step.start <= place);
        match before.checked_sub(1).and_then(|index| self.steps.get(index)) {
            Some(step) if place < step.start + step.length => step.at.start,
            Some(step) => step.at.end + place - step.start - step.length,
            None => place,
        }
    }

    /// The place before whatever was taken out there.
    pub(super) fn end(&self, place: usize) -> usize {
        let before = self.steps.partition_point(|step| step.start < place);
        match before.checked_sub(1).and_then(|index| self.steps.get(index)) {
            Some(step) if place < step.start + step.length => step.at.end,
            Some(step) => step.at.end + place - step.start - step.length,
            None => place,
        }
    }

    /// Whether anything was written otherwise within a part of the plain text.
    pub(super) fn changes(&self, at: &Range<usize>) -> bool {
        let next = self.steps.partition_point(|step| step.start < at.start);
        self.steps.get(next).is_some_and(|step| step.start <= at.end)
    }

    pub(super) fn range(&self, at: Range<usize>) -> Range<usize> {
        let start = self.start(at.start);
        if at.is_empty() { start..start } else { start..self.end(at.end).max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, Step};

    #[test]
    fn places_before_within_and_behind_what_was_written_otherwise() {
        // At 2 two characters were taken out, and at 4 three stand for one.
        let step = |start, length, at| Step { start, length, at };
        let places = Places { steps: vec![step(2, 0, 2..4), step(4, 1, 6..9)] };
        let starts: Vec<usize> = (0..7).map(|place| places.start(place)).collect();
        assert_eq!(starts, [0, 1, 4, 5, 6, 9, 10]);
        let ends: Vec<usize> = (0..7).map(|place| places.end(place)).collect();
        assert_eq!(ends, [0, 1, 2, 5, 6, 9, 10]);
        assert_eq!((places.range(1..2), places.range(2..5), places.range(2..2)), (1..2, 4..9, 4..4));
        let changed: Vec<bool> = [0..1, 0..2, 3..3, 3..4, 5..6].iter().map(|at| places.changes(at)).collect();
        assert_eq!(changed, [false, true, false, true, false]);
    }
}
