//! Boundaries (`-----BEGIN …-----`, `-----END …-----`), also those that are misspelt.

use std::ops::Range;

use super::lines::{Break, BreakKind, Line, Lines};
use super::{Malformed, is_all_blank, label};

/// OpenSSL reads lines in pieces of 254 bytes and needs a boundary within one.
const LONGEST_LABEL: usize = 254;

/// No known label is longer, with blanks to spare.
const LONGEST_KNOWN: usize = 60;

/// The two that make a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// `-----BEGIN`
    Begin,
    /// `-----END`
    End,
}

impl Side {
    fn keyword(self) -> &'static str {
        match self {
            Side::Begin => "BEGIN",
            Side::End => "END",
        }
    }

    /// The boundary as it is to be written.
    pub(crate) fn boundary(self, label: &str) -> String {
        format!("-----{} {label}-----", self.keyword())
    }
}

/// `-----BEGIN label-----` or `-----END label-----`, wherever on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) side: Side,
    /// With the dashes.
    pub(super) at: Range<usize>,
    pub(super) label: Range<usize>,
    /// The label that is meant, where it is misspelt.
    pub(super) meant: Option<&'static str>,
    /// How it is misspelt.
    pub(super) malformed: Option<Malformed>,
    /// The line that it stands on.
    pub(super) line: Line,
    /// Whether no other boundary stands before it on that line.
    pub(super) is_first: bool,
    /// What ended the line before, if that is no plain newline.
    pub(super) before: Option<Break>,
}

/// A boundary within its line.
struct Spot {
    side: Side,
    at: Range<usize>,
    label: Range<usize>,
    meant: Option<&'static str>,
    malformed: Option<Malformed>,
}

/// The boundaries of a text, in order. They never overlap.
pub(super) struct Boundaries<'t> {
    text: &'t str,
    lines: Lines<'t>,
    line: Option<Line>,
    /// How far the line has been searched.
    searched: usize,
    before: Option<Break>,
}

impl<'t> Boundaries<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lines = Lines::with_returns(text, 0..text.len());
        let line = lines.next();
        Self { text, lines, line, searched: 0, before: None }
    }

    fn part(&self, at: Range<usize>) -> &'t str {
        self.text.get(at).unwrap_or_default()
    }

    /// The next boundary between `from` and the end of the line.
    fn find_on_line(&self, from: usize, line: &Range<usize>) -> Option<Spot> {
        let end = line.end;
        // At the start of a line, and glued to another boundary, all dashes may be missing.
        let first = from + leading_blanks(self.part(from..end));
        if let Some(spot) = self.spot(first..first, line) {
            return Some(spot);
        }
        let mut from = from;
        loop {
            let rest = self.part(from..end);
            let start = from + rest.find(|c| c == '-' || is_dash(c))?;
            let run = start..start + dashes(self.part(start..end));
            if let Some(spot) = self.spot(run.clone(), line) {
                return Some(spot);
            }
            from = run.end;
        }
    }

    /// The boundary that begins with this run of dashes.
    fn spot(&self, open: Range<usize>, line: &Range<usize>) -> Option<Spot> {
        let end = line.end;
        let name = open.end + leading_blanks(self.part(open.end..end));
        let rest = self.part(name..end);
        let side = [Side::Begin, Side::End].into_iter().find(|side| {
            let word = rest.as_bytes().get(..side.keyword().len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(side.keyword().as_bytes()))
        })?;
        let after = name + side.keyword().len();
        let opening = self.part(open.clone());
        // Those that open it are the last five of a run, since a letter follows them.
        if opening.ends_with("-----") && name == open.end && self.part(name..after) == side.keyword() {
            let start = after + 1;
            let window = end.min(start + LONGEST_LABEL);
            let found = self
                .text
                .as_bytes()
                .get(start..window)
                .filter(|_| self.part(after..start) == " ")
                .and_then(|window| window.windows(5).position(|five| five == b"-----"));
            if let Some(length) = found {
                let label = start..start + length;
                let close = label.end..label.end + self.closing(label.end, end);
                return Some(self.judged(side, open, name, label, close));
            }
        }
        self.near_miss(side, open, name..after, line)
    }

    /// A boundary that is not written as it should be, with a label that is known.
    fn near_miss(
        &self,
        side: Side,
        open: Range<usize>,
        keyword: Range<usize>,
        line: &Range<usize>,
    ) -> Option<Spot> {
        let end = line.end;
        let window = self.part(keyword.end..end);
        let mut length = 0;
        for c in window.chars() {
            let is_label = c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '_' | '%' | '+');
            if !is_label || length > LONGEST_KNOWN {
                break;
            }
            length += c.len_utf8();
        }
        let raw = window.get(..length)?;
        let meant = label::known(raw)?;
        let lead = raw.len() - raw.trim_start().len();
        let label = keyword.end + lead..keyword.end + raw.trim_end().len().max(lead);
        let close_at = keyword.end + length;
        let close = close_at..close_at + self.closing(close_at, end);
        if close.is_empty() && !is_all_blank(self.part(close_at..end)) {
            return None;
        }
        let close = if close.is_empty() { label.end..label.end } else { close };
        let weight = weight(self.part(open.clone())) + weight(self.part(close.clone()));
        // With neither dashes nor a blank it may as well be a line of base64.
        let is_word =
            self.part(keyword.start..label.end).bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+');
        let is_alone = is_all_blank(self.part(line.start..keyword.start)) && !is_word;
        (weight >= 2 || weight == 0 && is_alone && meant.ends_with("CERTIFICATE"))
            .then(|| Spot { meant: Some(meant), ..self.judged(side, open, keyword.start, label, close) })
    }

    /// How many bytes of dashes close a boundary at `at`. Some may open the next one.
    fn closing(&self, at: usize, end: usize) -> usize {
        let run = dashes(self.part(at..end));
        let next = self.part(at + run..end);
        let is_glued = |word: &str| {
            next.as_bytes().get(..word.len()).is_some_and(|next| next.eq_ignore_ascii_case(word.as_bytes()))
        };
        let plain = self.part(at..at + run).bytes().all(|b| b == b'-');
        if plain && run > 5 && (is_glued("BEGIN") || is_glued("END")) { 5 } else { run }
    }

    fn judged(
        &self,
        side: Side,
        open: Range<usize>,
        name: usize,
        label: Range<usize>,
        close: Range<usize>,
    ) -> Spot {
        let raw = self.part(label.clone());
        let meant = label::known(raw);
        let (opening, closing) = (self.part(open.clone()), self.part(close.clone()));
        let keyword = name..name + side.keyword().len();
        let is_lower = |at: Range<usize>| self.part(at).bytes().any(|b| b.is_ascii_lowercase());
        let count = |run: &str| Some(run.chars().count()).filter(|&count| count != 5);
        let malformed = if [opening, closing].iter().any(|run| run.chars().any(is_dash)) {
            Some(Malformed::DashKind)
        } else if is_lower(keyword.clone()) || meant.is_some() && is_lower(label.clone()) {
            Some(Malformed::Case)
        } else if opening.contains(' ') || closing.contains(' ') {
            Some(Malformed::Blanks)
        } else if let Some(count) = count(opening).or(count(closing)) {
            Some(Malformed::DashCount(count))
        } else {
            let is_spaced = open.end == name
                && self.part(keyword.end..label.start) == " "
                && label.end == close.start
                && meant.is_none_or(|meant| meant == raw);
            (!is_spaced).then_some(Malformed::Blanks)
        };
        let start = if open.is_empty() { name } else { open.start };
        Spot { side, at: start..close.end, label, meant: meant.filter(|meant| *meant != raw), malformed }
    }
}

impl Iterator for Boundaries<'_> {
    type Item = Boundary;

    fn next(&mut self) -> Option<Boundary> {
        loop {
            let line = self.line.as_ref()?;
            let from = self.searched.max(line.at.start);
            if let Some(Spot { side, at, label, meant, malformed }) = self.find_on_line(from, &line.at) {
                let is_first = from == line.at.start;
                self.searched = at.end;
                let (line, before) = (line.clone(), self.before.clone());
                return Some(Boundary { side, at, label, meant, malformed, line, is_first, before });
            }
            self.before = line.ends.clone().filter(|ends| ends.kind != BreakKind::Newline);
            self.line = self.lines.next();
        }
    }
}

/// A dash that is no hyphen of ASCII, but looks like one.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// How many bytes of dashes a text begins with; of hyphens with blanks between them, too.
fn dashes(text: &str) -> usize {
    let spaced = text.as_bytes().chunks(2).take_while(|pair| *pair == b"- ").count() * 2;
    if spaced >= 4 {
        let last =
            text.as_bytes().get(spaced) == Some(&b'-') && text.as_bytes().get(spaced + 1) != Some(&b'-');
        return if last { spaced + 1 } else { spaced - 1 };
    }
    text.chars().take_while(|&c| c == '-' || is_dash(c)).map(char::len_utf8).sum()
}

/// How many hyphens dashes stand for, at least.
fn weight(dashes: &str) -> usize {
    dashes.chars().map(|c| if matches!(c, '\u{2014}' | '\u{2015}' | '\u{2013}') { 2 } else { 1 }).sum()
}

/// How many bytes of white space a text begins with.
fn leading_blanks(text: &str) -> usize {
    text.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::{Boundaries, LONGEST_LABEL};

    #[test]
    fn labels_stand_behind_their_keyword() {
        for (text, label) in [
            ("-----BEGIN CERTIFICATE-----", "CERTIFICATE"),
            ("-----BEGINCERTIFICATE-----", "CERTIFICATE"),
            ("----END CERTIFICATE-----", "CERTIFICATE"),
            ("--END   CERTIFICATE", "CERTIFICATE"),
        ] {
            let found: Vec<_> = Boundaries::new(text).collect();
            let labels: Vec<_> = found.iter().map(|boundary| text.get(boundary.label.clone())).collect();
            assert_eq!(labels, [Some(label)], "{text}");
        }
        let with = |length| format!("x\n-----BEGIN {}-----\n", "A".repeat(length));
        let count = |length| Boundaries::new(&with(length)).count();
        assert_eq!((count(1), count(LONGEST_LABEL - 5), count(LONGEST_LABEL)), (1, 1, 0));
    }
}
