//! The part of a source that a diagnostic shows: masked, and never wider than asked for.
//!
//! miette prints whole lines, panics where a label starts past column 65,535, and looks for lines from
//! the first byte each time. So it gets a few lines only, or a window of one long line, cut out with the
//! help of the line index; offsets stay those of the file.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar as _;

use crate::mask::Masked;
use crate::report::{Place, Related};
use crate::span::Span;

/// How wide snippets are for whoever prints a finding without saying how wide the terminal is.
pub(crate) const DEFAULT_WIDTH: usize = 76;

/// How many columns a tab takes at most; miette has to be told the same.
pub(crate) const TAB_WIDTH: usize = 4;

/// How many lines away a related place may be to be shown in the same snippet.
const NEAR: usize = 2;

/// A few lines of a source, or a window of one, with what is marked in it.
#[derive(Clone, Debug)]
pub(crate) struct Snippet {
    name: Option<String>,
    text: String,
    /// Where in the file the text begins.
    start: usize,
    /// The line of its first byte, from 0.
    line: usize,
    /// The line and column of the first label, from 0.
    position: (usize, usize),
    labels: Vec<LabeledSpan>,
}

/// What of the masked text may be shown.
struct Frame<'m> {
    source: &'m Masked,
    /// How many columns there are for text.
    columns: usize,
}

impl Snippet {
    /// A snippet of at most `width` columns around a place; the related places that did not fit in are
    /// left for snippets of their own.
    pub(crate) fn new<'r>(
        place: &Place,
        related: &'r [Related],
        width: usize,
        name: Option<&str>,
    ) -> (Self, Vec<&'r Related>) {
        let source = &place.source;
        let line_number_width = (place.location.end_line + NEAR).to_string().len();
        // " 12 │ " and the label's lead.
        let columns = width.saturating_sub(line_number_width + 4).max(8);
        let frame = Frame { source, columns };
        let line = place.location.line.saturating_sub(1);
        let mut far: Vec<&Related> = related.iter().collect();
        let (shown, clipped) = match frame.whole_line(line) {
            None => (frame.window(place.span.start, line), true),
            Some(span) => {
                let near = |related: &&Related| {
                    let other = related.place.location.line.saturating_sub(1);
                    other.abs_diff(line) <= NEAR && frame.whole_line(other).is_some()
                };
                let lines = far
                    .iter()
                    .copied()
                    .filter(near)
                    .map(|related| related.place.location.line.saturating_sub(1));
                let (first, last) = lines.fold((line, line), |(a, b), other| (a.min(other), b.max(other)));
                (frame.lines(first, last, span), false)
            }
        };
        let mut labels = vec![LabeledSpan::new_primary_with_span(None, frame.label(place.span, shown))];
        far.retain(|related| {
            let inside =
                shown.contains(Span::at(related.place.span.start)) && related.place.span.start < shown.end;
            let label = frame.label(related.place.span, shown);
            let fits = inside && frame.label_fits(label, &related.message, shown);
            if fits {
                labels.push(LabeledSpan::new_with_span(Some(related.message.clone()), label));
            }
            !fits
        });
        let line_number_width = line_number_width + 8 + place.location.column.to_string().len();
        let snippet = Self {
            name: name
                .map(|name| fit_name(name, width.saturating_sub(line_number_width + line_digits(place)))),
            text: frame.text(shown, clipped),
            start: shown.start,
            line: source.lines().line_of(shown.start).0,
            position: (line, place.location.column.saturating_sub(1)),
            labels,
        };
        (snippet, far)
    }

    pub(crate) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }
}

fn line_digits(place: &Place) -> usize {
    place.location.line.to_string().len()
}

/// A name cut at its start, where paths are least telling.
fn fit_name(name: &str, columns: usize) -> String {
    let width = |text: &str| text.chars().filter_map(|c| c.width()).sum::<usize>();
    if width(name) <= columns {
        return name.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let tail = name.chars().rev().take_while(|c| {
        let wide = c.width().unwrap_or_default();
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    });
    let mut tail: Vec<char> = tail.collect();
    tail.push('…');
    tail.into_iter().rev().collect()
}

impl Frame<'_> {
    /// The line, counted from 0, without its line break.
    fn line(&self, line: usize) -> Option<Span> {
        let lines = self.source.lines();
        let start = lines.start(line)?;
        let end = lines.next_start(line).map_or(self.source.text().len(), |next| next - 1);
        Some(Span::new(start, end))
    }

    /// The line, if all of it can be shown.
    fn whole_line(&self, line: usize) -> Option<Span> {
        let span = self.line(line)?;
        // No character takes more than four bytes for a column, but for those that take none.
        let short = span.len() <= self.columns.saturating_mul(4);
        (short && self.width(span) <= self.columns).then_some(span)
    }

    fn width(&self, span: Span) -> usize {
        let text = self.source.text().get(span.range()).unwrap_or_default();
        text.trim_end_matches('\r').chars().map(columns_of).sum()
    }

    /// The lines from `first` to `last`, with those next to them that fit.
    fn lines(&self, first: usize, last: usize, inner: Span) -> Span {
        let span = |line| self.whole_line(line);
        let start = first.checked_sub(1).and_then(span).or_else(|| span(first)).unwrap_or(inner).start;
        let end = span(last + 1).or_else(|| span(last)).unwrap_or(inner).end;
        Span::new(start, end)
    }

    /// A part of a line that is too long, with what starts at `offset` near its beginning.
    fn window(&self, offset: usize, line: usize) -> Span {
        let line = self.line(line).unwrap_or(Span::at(offset));
        let text = |from: usize, to: usize| self.source.text().get(from..to).unwrap_or_default();
        let reach = |left: &mut usize, c: char| {
            let wide = columns_of(c);
            let fits = wide <= *left;
            *left = left.saturating_sub(wide);
            fits
        };
        let mut left = self.columns / 3;
        let before = text(line.start, offset).chars().rev().take_while(|&c| reach(&mut left, c));
        let start = offset - before.map(char::len_utf8).sum::<usize>();
        let mut left = self.columns;
        let inside = text(start, line.end).chars().take_while(|&c| reach(&mut left, c));
        Span::new(start, start + inside.map(char::len_utf8).sum::<usize>())
    }

    /// What is marked: of a span over several lines the first, and no more than is shown.
    fn label(&self, span: Span, shown: Span) -> SourceSpan {
        let (line, _) = self.source.lines().line_of(span.start);
        let line_end = self.line(line).map_or(span.end, |line| line.end);
        let end = span.end.min(line_end).min(shown.end).max(span.start);
        SourceSpan::from((span.start, end - span.start))
    }

    /// Whether the words of a label fit beside it; miette does not wrap them.
    fn label_fits(&self, label: SourceSpan, words: &str, shown: Span) -> bool {
        let (_, line_start) = self.source.lines().line_of(label.offset());
        let before = self.width(Span::new(line_start.max(shown.start), label.offset()));
        let middle = before + self.width(Span::new(label.offset(), label.offset() + label.len())).div_ceil(2);
        middle + "╰── ".chars().count() + words.chars().map(columns_of).sum::<usize>() < self.columns
    }

    /// The text to be shown, of the same length as in the file; where it was cut an ellipsis takes the
    /// place of three bytes.
    fn text(&self, shown: Span, clipped: bool) -> String {
        let text = self.source.text().get(shown.range()).unwrap_or_default();
        // The line break is there to be pointed at, also at the end of a file that has none.
        let whole = format!("{text}\n");
        if !clipped {
            return whole;
        }
        let (line, line_start) = self.source.lines().line_of(shown.start);
        let line_end = self.line(line).map_or(shown.end, |line| line.end);
        let mut body = text.to_owned();
        let ascii = |part: Option<&str>| part.is_some_and(|part| part.is_ascii());
        if shown.start > line_start && ascii(body.get(..3)) {
            body.replace_range(..3, "…");
        }
        let tail = body.len().saturating_sub(3);
        if shown.end < line_end && tail > 3 && ascii(body.get(tail..)) {
            body.replace_range(tail.., "…");
        }
        body.push('\n');
        body
    }
}

fn columns_of(c: char) -> usize {
    if c == '\t' { TAB_WIDTH } else { c.width().unwrap_or(0) }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let within = Span::new(self.start, self.start + self.text.len());
        if !within.contains(Span::new(span.offset(), span.offset() + span.len())) {
            return Err(MietteError::OutOfBounds);
        }
        // Without context it is the position of the label that is asked for.
        let (line, column) = match (context_before, context_after) {
            (0, 0) => self.position,
            _ => (self.line, 0),
        };
        let (data, all) = (self.text.as_bytes(), SourceSpan::from((self.start, self.text.len())));
        let count = self.text.matches('\n').count();
        Ok(Box::new(match &self.name {
            Some(name) => MietteSpanContents::new_named(name.clone(), data, all, line, column, count),
            None => MietteSpanContents::new(data, all, line, column, count),
        }))
    }
}
