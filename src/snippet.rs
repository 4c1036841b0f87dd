//! The part of a source that a diagnostic shows: masked, and never wider than asked for.
//!
//! miette prints whole lines, panics where a label starts past column 65,535, and looks for lines from
//! the first byte each time. So it gets a few lines only, cut out with the help of the line index, of a
//! long line what stands around its label.

use std::collections::BTreeMap;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar as _;

use crate::mask::Masked;
use crate::report::{Place, Related};
use crate::span::Span;

/// How many columns a tab takes at most; miette has to be told the same.
pub(crate) const TAB_WIDTH: usize = 4;

/// How many lines away a related place may be to be shown in the same snippet.
const NEAR: usize = 4;

/// What stands where a line was cut.
const ELLIPSIS: &str = "…";

/// What miette draws before the words of a label.
const LABEL_LEAD: usize = 4;

/// How snippets are to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'n> {
    /// How many columns there are, line numbers included.
    pub(crate) width: usize,
    /// Of the file, for the line above the snippet.
    pub(crate) name: Option<&'n str>,
    /// Whether offsets stay those of the file. A line that is cut has to be shown alone then.
    pub(crate) exact: bool,
}

impl Look<'_> {
    /// For whoever prints a finding without saying how wide the terminal is.
    pub(crate) const LIBRARY: Self = Self { width: 76, name: None, exact: true };
}

/// A few lines of a source, with what is marked in them.
#[derive(Clone, Debug)]
pub(crate) struct Snippet {
    name: Option<String>,
    text: String,
    /// The offset of the text's first byte, on which the labels count.
    start: usize,
    /// The line of its first byte, from 0.
    line: usize,
    labels: Vec<LabeledSpan>,
    /// The line and column of each label in the file, from 0.
    positions: Vec<(usize, usize)>,
}

impl Snippet {
    /// A snippet around a place; the related places that did not fit in are left for others.
    pub(crate) fn new<'r>(place: &Place, related: &'r [Related], look: Look<'_>) -> (Self, Vec<&'r Related>) {
        let home = line_of(place);
        let digits = (home + NEAR + 2).to_string().len();
        // Of " 12 │ text" the text; a label behind the end of the line takes one column more.
        let columns = look.width.saturating_sub(digits + 5).max(8);
        let frame = Frame { source: &place.source, columns, exact: look.exact };
        let mut picture = Picture { home, lines: BTreeMap::new(), marks: Vec::new() };
        let focus = frame.focus(place, related);
        picture.lines.insert(home, frame.line(home, focus));
        picture.marks.push(Mark { place, words: None });
        let far = related.iter().filter(|related| !picture.add(&frame, related)).collect();
        picture.add_context(&frame);
        (picture.snippet(&frame, look, digits), far)
    }

    pub(crate) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }
}

/// The line of a place, from 0.
fn line_of(place: &Place) -> usize {
    place.location.line.saturating_sub(1)
}

/// What is marked, and with what words.
struct Mark<'p> {
    place: &'p Place,
    words: Option<&'p str>,
}

/// A line of the file, and what is shown of it; neither has the line break.
#[derive(Clone, Copy, Debug)]
struct Line {
    whole: Span,
    shown: Span,
    /// What stands before and behind what is shown: an ellipsis or nothing.
    edges: (&'static str, &'static str),
}

impl Line {
    /// What is marked: of a span over several lines the first, and no more than is shown.
    fn label(&self, span: Span) -> Span {
        let start = span.start.clamp(self.shown.start, self.shown.end);
        Span::new(start, span.end.min(self.shown.end))
    }

    /// Whether the place begins in what is shown.
    fn shows(&self, span: Span) -> bool {
        let ends = self.shown.end == self.whole.end;
        span.start >= self.shown.start
            && (span.start < self.shown.end || ends && span.start == self.shown.end)
    }
}

/// A snippet in the making.
struct Picture<'p> {
    /// The line of the primary label.
    home: usize,
    lines: BTreeMap<usize, Line>,
    marks: Vec<Mark<'p>>,
}

impl<'p> Picture<'p> {
    /// Marks a related place as well, if it is near enough and its words fit.
    fn add(&mut self, frame: &Frame<'_>, related: &'p Related) -> bool {
        let (number, span) = (line_of(&related.place), related.place.span);
        if number.abs_diff(self.home) > NEAR {
            return false;
        }
        let mut between = number.min(self.home)..=number.max(self.home);
        if frame.exact && number != self.home && !between.all(|number| frame.fits(frame.span(number))) {
            return false;
        }
        let line = self.lines.get(&number).copied().unwrap_or_else(|| frame.line(number, span));
        let label = line.label(span);
        // miette moves a label that overlaps another one out of the way, to where it marks nothing.
        let taken = |mark: &Mark<'_>| {
            line_of(mark.place) == number && visible(line.label(mark.place.span)).overlaps(visible(label))
        };
        if !line.shows(span)
            || self.marks.iter().any(taken)
            || !frame.words_fit(line, label, &related.message)
        {
            return false;
        }
        self.lines.insert(number, line);
        self.marks.push(Mark { place: &related.place, words: Some(&related.message) });
        true
    }

    /// Adds the lines between those that are marked, and one before and behind.
    fn add_context(&mut self, frame: &Frame<'_>) {
        let cut = |line: &Line| line.shown != line.whole;
        if frame.exact && self.lines.values().any(cut) {
            return;
        }
        let (first, last) = (self.first(), self.lines.keys().next_back().map_or(self.home, |&last| last));
        for number in first.saturating_sub(1)..=last + 1 {
            let span = frame.span(number);
            let outside = number < first || number > last;
            // Behind the last line break there is nothing to see.
            let nothing = span.is_empty() && span.start == frame.source.text().len();
            if outside && (nothing || frame.exact && !frame.fits(span)) {
                continue;
            }
            self.lines.entry(number).or_insert_with(|| frame.line(number, Span::at(span.start)));
        }
    }

    fn first(&self) -> usize {
        self.lines.keys().next().map_or(self.home, |&first| first)
    }

    fn snippet(&self, frame: &Frame<'_>, look: Look<'_>, digits: usize) -> Snippet {
        let start = self.lines.values().next().map_or(0, |line| line.shown.start - line.edges.0.len());
        let mut text = String::new();
        // Where the first byte of each line that is shown comes to stand.
        let mut offsets = BTreeMap::new();
        for (&number, line) in &self.lines {
            offsets.insert(number, start + text.len() + line.edges.0.len());
            frame.write(line, &mut text);
            // The line break is there to be pointed at, also at the end of a file that has none.
            text.push('\n');
        }
        let mut labels = Vec::with_capacity(self.marks.len());
        let mut positions = Vec::with_capacity(self.marks.len());
        for mark in &self.marks {
            let number = line_of(mark.place);
            let Some((line, offset)) = self.lines.get(&number).zip(offsets.get(&number)) else { continue };
            let label = line.label(mark.place.span);
            let span = SourceSpan::from((offset + (label.start - line.shown.start), label.len()));
            labels.push(match mark.words {
                None => LabeledSpan::new_primary_with_span(None, span),
                Some(words) => LabeledSpan::new_with_span(Some(words.to_owned()), span),
            });
            positions.push((number, mark.place.location.column.saturating_sub(1)));
        }
        let name = look.name.zip(self.marks.first()).map(|(name, mark)| {
            let location = mark.place.location;
            // "    ╭─[name:line:column]"
            let rest = digits + 8 + location.line.to_string().len() + location.column.to_string().len();
            fit_name(name, look.width.saturating_sub(rest))
        });
        Snippet { name, text, start, line: self.first(), labels, positions }
    }
}

/// An empty label is drawn as an arrow at the column behind it.
fn visible(label: Span) -> Span {
    Span::new(label.start, label.end.max(label.start + 1))
}

/// A name cut at its start, where paths are least telling.
fn fit_name(name: &str, columns: usize) -> String {
    if width(name) <= columns {
        return name.to_owned();
    }
    let (bytes, _) = reach(name.chars().rev(), columns.saturating_sub(1));
    format!("{ELLIPSIS}{}", name.get(name.len() - bytes..).unwrap_or_default())
}

/// What of the masked text may be shown, and how much of a line.
struct Frame<'m> {
    source: &'m Masked,
    /// How many columns there are for text.
    columns: usize,
    exact: bool,
}

impl Frame<'_> {
    fn text(&self, span: Span) -> &str {
        self.source.text().get(span.range()).unwrap_or_default()
    }

    /// The line, counted from 0, without its line break; behind the last one, the end of the text.
    fn span(&self, number: usize) -> Span {
        let (lines, end) = (self.source.lines(), self.source.text().len());
        let Some(start) = lines.start(number) else { return Span::at(end) };
        let line = Span::new(start, lines.next_start(number).map_or(end, |next| next - 1));
        let carriage_return = self.text(line).ends_with('\r');
        Span::new(start, line.end - usize::from(carriage_return && !self.exact))
    }

    /// Whether all of the line can be shown.
    fn fits(&self, line: Span) -> bool {
        // Much longer lines need not be measured.
        line.len() <= self.columns.saturating_mul(4) && width(self.text(line)) <= self.columns
    }

    /// What has to be seen of the first line of a place: the place, and those beside it if both fit.
    fn focus(&self, place: &Place, related: &[Related]) -> Span {
        let line = self.span(line_of(place));
        let first = Span::new(place.span.start, place.span.end.min(line.end));
        let beside = related.iter().filter(|related| line_of(&related.place) == line_of(place));
        beside.fold(first, |focus, related| {
            let both = focus.join(Span::new(related.place.span.start, related.place.span.end.min(line.end)));
            let fits = both.len() <= self.columns * 4
                && width(self.text(both)) + self.columns / 8 + ELLIPSIS.len() <= self.columns;
            if fits { both } else { focus }
        })
    }

    /// The line, and what is shown of it: all, or as much as there is room for around `focus`.
    fn line(&self, number: usize, focus: Span) -> Line {
        let whole = self.span(number);
        let start = focus.start.clamp(whole.start, whole.end);
        let focus = Span::new(start, focus.end.min(whole.end));
        if self.fits(whole) {
            return Line { whole, shown: whole, edges: ("", "") };
        }
        let (_, wide) = reach(self.text(focus).chars(), self.columns);
        let (_, behind) = reach(self.text(Span::new(start, whole.end)).chars(), self.columns);
        // A third before it, less if it is wide, more if there is not much behind it.
        let spare = self.columns.saturating_sub(wide + ELLIPSIS.len());
        let lead = spare.min(self.columns / 3).max(self.columns / 8).max(self.columns - behind);
        let (before, _) = reach(self.text(Span::new(whole.start, start)).chars().rev(), lead);
        let from = start - before;
        let (length, _) = reach(self.text(Span::new(from, whole.end)).chars(), self.columns);
        let mut line = Line { whole, shown: Span::new(from, from + length), edges: ("", "") };
        // An ellipsis takes the place of at least as many bytes, so that offsets can stay.
        let first = take(self.text(line.shown).chars(), ELLIPSIS.len());
        if from > whole.start && first <= before {
            line.shown.start += first;
            line.edges.0 = ELLIPSIS;
        }
        let last = take(self.text(line.shown).chars().rev(), 1);
        if line.shown.end < whole.end && start + last < line.shown.end {
            line.shown.end -= last;
            line.edges.1 = ELLIPSIS;
        }
        line
    }

    /// Whether the words of a label fit beside it; miette does not wrap them.
    fn words_fit(&self, line: Line, label: Span, words: &str) -> bool {
        let start = width_from(width(line.edges.0), self.text(Span::new(line.shown.start, label.start)));
        let end = width_from(start, self.text(label));
        let middle = (start + end).div_ceil(2);
        middle + LABEL_LEAD + width(words) <= self.columns
    }

    /// Writes what is shown of a line, with its ellipses.
    fn write(&self, line: &Line, text: &mut String) {
        text.push_str(line.edges.0);
        // A carriage return would send the cursor back to the start of the line.
        text.extend(self.text(line.shown).chars().map(|c| if c == '\r' { ' ' } else { c }));
        text.push_str(line.edges.1);
    }
}

/// How many columns a character takes that begins at `column`, as miette counts them.
fn columns(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB_WIDTH - column % TAB_WIDTH,
        // The first is shown as a space; the second makes the character before it wide in some terminals.
        '\r' | '\u{fe0f}' => 1,
        c => c.width().unwrap_or(0),
    }
}

fn width(text: &str) -> usize {
    width_from(0, text)
}

/// The column behind a text that begins at `column`.
fn width_from(column: usize, text: &str) -> usize {
    text.chars().fold(column, |column, c| column + columns(c, column))
}

/// How many bytes of the characters fit in so many columns, and how many columns they take.
fn reach(chars: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut bytes, mut column) = (0, 0);
    // Characters that take no column are not followed forever.
    for c in chars.take(room.saturating_mul(4)) {
        // Where tabs stop is not known from behind, so each counts in full.
        let next = column + if c == '\t' { TAB_WIDTH } else { columns(c, column) };
        if next > room {
            break;
        }
        (bytes, column) = (bytes + c.len_utf8(), next);
    }
    (bytes, column)
}

/// How many bytes the fewest characters take that have so many bytes, and a column.
fn take(chars: impl Iterator<Item = char>, least: usize) -> usize {
    let mut taken = (0, 0);
    for c in chars {
        if taken.0 >= least && taken.1 > 0 {
            break;
        }
        taken = (taken.0 + c.len_utf8(), taken.1 + columns(c, 0));
    }
    taken.0
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let within = Span::new(self.start, self.start + self.text.len());
        let asked = Span::new(span.offset(), span.offset().saturating_add(span.len()));
        if !within.contains(asked) {
            return Err(MietteError::OutOfBounds);
        }
        let rest = self.text.get(asked.start - self.start..).unwrap_or_default();
        // Without context it is the position of a label that is asked for.
        let label = self.labels.iter().position(|label| label.offset() == asked.start);
        let position = label.and_then(|label| self.positions.get(label));
        let (data, start, (line, column)) = match ((context_before, context_after), position) {
            ((0, 0), Some(&position)) => {
                let end = rest.get(asked.len()..).and_then(|rest| rest.find('\n'));
                let length = end.map_or(rest.len(), |end| asked.len() + end + 1);
                (rest.get(..length).unwrap_or_default(), asked.start, position)
            }
            _ => (self.text.as_str(), self.start, (self.line, 0)),
        };
        let all = SourceSpan::from((start, data.len()));
        let (data, count) = (data.as_bytes(), data.matches('\n').count());
        Ok(Box::new(match &self.name {
            Some(name) => MietteSpanContents::new_named(name.clone(), data, all, line, column, count),
            None => MietteSpanContents::new(data, all, line, column, count),
        }))
    }
}
