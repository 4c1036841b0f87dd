//! `--diff`: what fixes would change, as a unified diff of the masked texts.

mod blocks;
mod reveal;

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use self::blocks::{Block, blocks};
use self::reveal::reveal;
use super::lines::{Pen, Style};
use crate::fixing::{Fixed, Kept};
use crate::quote::printable;
use crate::snippet::TAB_WIDTH;
use crate::source::{MAX_INPUT, Source};
use crate::spec::Kind;

/// Lines are not cut to less columns.
const NARROWEST: usize = 20;

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// What is said where nothing can be seen.
const HIDDEN: &str = "The change is within a secret, which is masked";

/// What a masked byte becomes.
const MASK: u8 = b'*';

/// How a diff looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) color: bool,
    /// The columns of the terminal, to which long lines are cut; anywhere else they are shown whole.
    pub(crate) width: Option<usize>,
}

/// The diff of one document; no secret is in it.
#[derive(Debug)]
pub(crate) struct Diff {
    text: String,
    masked: bool,
}

/// A text in lines.
struct Side<'t> {
    raw: &'t [u8],
    /// As it may be shown, byte for byte as long.
    shown: String,
    /// Where the lines begin.
    starts: Vec<usize>,
}

impl<'t> Side<'t> {
    fn new(raw: &'t [u8], shown: String) -> Self {
        let behind = raw.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(behind).filter(|start| *start < raw.len()).collect();
        Self { raw, shown, starts }
    }

    fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line that the byte is in; the number of lines if it is behind the last line break.
    fn line_of(&self, at: usize) -> usize {
        match at == self.raw.len() && self.is_start(at) {
            true => self.lines(),
            false => self.starts.partition_point(|start| *start <= at).saturating_sub(1),
        }
    }

    /// Whether a line begins there, or would.
    fn is_start(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.raw.get(before) == Some(&b'\n'))
    }

    /// A line as it is, with its end.
    fn raw(&self, line: usize) -> &[u8] {
        let start = self.starts.get(line).copied().unwrap_or(self.raw.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(self.raw.len());
        self.raw.get(start..end).unwrap_or_default()
    }

    /// The bytes of a line, without its end.
    fn place(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.raw.len());
        let text = self.raw(line);
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        start..start + text.strip_suffix(b"\r").unwrap_or(text).len()
    }

    fn shown(&self, line: usize) -> &str {
        self.shown.get(self.place(line)).unwrap_or_default()
    }

    /// Whether the text ends with this line, and without a line break.
    fn is_open(&self, line: usize) -> bool {
        line + 1 == self.lines() && !self.raw.ends_with(b"\n")
    }
}

/// Both texts as they may be shown. What stands in both looks the same. Of a text that is no JSON little is
/// known; more is of the first one that it became.
fn shown(fixed: &Fixed, before: &[u8], kind: Kind) -> (String, String) {
    let source = |bytes| Source::new(bytes, kind, MAX_INPUT);
    let masked = |source: &Source<'_>| source.masked().text().to_owned().into_bytes();
    let old = source(before);
    let (mut old, was_json) = (masked(&old), old.document().is_some());
    let mut new = masked(&source(fixed.text()));
    if let Some((first, kept)) = fixed.first_json() {
        agree(&mut old, &mut masked(&source(first.as_bytes())), kept, false);
        reveal(&mut old, before, first, kept);
    }
    agree(&mut old, &mut new, fixed.kept(), was_json || fixed.first_json().is_some());
    let text = |bytes: Vec<u8>| {
        // Characters are masked as a whole, so it is a text; if it were none, nothing of it could be shown.
        String::from_utf8(bytes).unwrap_or_else(|error| "*".repeat(error.as_bytes().len()))
    };
    (text(old), text(new))
}

/// Shows what stands in both texts as in the second one; or, if as much is known of either, only what both
/// show.
fn agree(old: &mut [u8], new: &mut [u8], kept: &[Kept], alike: bool) {
    for run in kept {
        let old = old.get_mut(run.before..run.before + run.length).unwrap_or_default();
        let new = new.get_mut(run.after..run.after + run.length).unwrap_or_default();
        for (old, new) in old.iter_mut().zip(new) {
            if old != new && alike {
                *new = MASK;
            }
            *old = *new;
        }
    }
}

impl Diff {
    /// What fixes change in a document of that printable name.
    pub(crate) fn new(name: &str, before: &[u8], fixed: &Fixed, kind: Kind, look: Look) -> Self {
        let (old, new) = shown(fixed, before, kind);
        let (old, new) = (Side::new(before, old), Side::new(fixed.text(), new));
        let room = look.width.map(|width| width.max(NARROWEST) - 1);
        let pen = Pen { width: NARROWEST, color: look.color };
        let mut writer = Writer { pen, room, old, new, text: String::new(), masked: false };
        writer.line(Style::Bold, "--- ", name);
        writer.line(Style::Bold, "+++ ", name);
        let blocks = blocks(&writer.old, &writer.new, fixed.kept());
        let near = |one: &Block, next: &Block| next.old.start - one.old.end <= 2 * CONTEXT;
        for hunk in blocks.chunk_by(near) {
            writer.hunk(hunk);
        }
        Self { text: writer.text, masked: writer.masked }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether something is masked in it.
    pub(crate) fn is_masked(&self) -> bool {
        self.masked
    }
}

struct Writer<'t> {
    pen: Pen,
    /// How many columns there are behind the mark of a line; no number where lines are shown whole.
    room: Option<usize>,
    old: Side<'t>,
    new: Side<'t>,
    text: String,
    masked: bool,
}

impl Writer<'_> {
    fn line(&mut self, style: Style, mark: &str, text: &str) {
        let line = format!("{mark}{text}");
        self.text.push_str(&self.pen.paint(style, &line));
        self.text.push('\n');
    }

    /// A line of the new text, or of the old one.
    fn put(&mut self, (mark, style): (&str, Style), is_new: bool, line: usize, at: Option<usize>) -> bool {
        let side = if is_new { &self.new } else { &self.old };
        let (mut text, cut) = self.fitting(side.shown(line), at);
        // Who reads it may want to compare the ends of lines.
        if self.room.is_none() && side.raw(line).ends_with(b"\r\n") {
            text.push('\r');
        }
        let open = side.is_open(line);
        let mut pairs = side.shown(line).bytes().zip(side.raw(line));
        self.masked = self.masked || pairs.any(|(shown, raw)| shown == MASK && *raw != MASK);
        self.line(style, mark, &text);
        if open {
            self.remark("No newline at end of file");
        }
        cut
    }

    fn same(&mut self, line: usize) {
        self.put((" ", Style::Plain), true, line, None);
    }

    fn removed(&mut self, line: usize, at: Option<usize>) {
        self.put(("-", Style::Red), false, line, at);
    }

    /// Whether the line was too long to be shown whole.
    fn added(&mut self, line: usize, at: Option<usize>) -> bool {
        self.put(("+", Style::Green), true, line, at)
    }

    fn hunk(&mut self, hunk: &[Block]) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
        let above = first.old.start.min(CONTEXT);
        let below = (self.old.lines() - last.old.end).min(CONTEXT);
        let range = |start: usize, end: usize| {
            let (from, count) = (start - above, end + below - (start - above));
            // No line has a place behind the one before it.
            match count {
                0 => format!("{from},0"),
                1 => format!("{}", from + 1),
                _ => format!("{},{count}", from + 1),
            }
        };
        let old = range(first.old.start, last.old.end);
        let new = range(first.new.start, last.new.end);
        self.line(Style::Cyan, "", &format!("@@ -{old} +{new} @@"));
        (first.new.start - above..first.new.start).for_each(|line| self.same(line));
        for (nth, block) in hunk.iter().enumerate() {
            self.block(block);
            let next = hunk.get(nth + 1).map_or(block.new.end + below, |next| next.new.start);
            (block.new.end..next).for_each(|line| self.same(line));
        }
    }

    /// What changed. Line by line, if there are as many lines as before: those that stay the same between
    /// others are shown once.
    fn block(&mut self, block: &Block) {
        if block.old.len() != block.new.len() {
            block.old.clone().for_each(|line| self.removed(line, None));
            for line in block.new.clone() {
                self.added(line, None);
            }
            return;
        }
        let mut changed: Vec<(usize, usize)> = Vec::new();
        for (old, new) in block.old.clone().zip(block.new.clone()) {
            let is_same =
                self.old.shown(old) == self.new.shown(new) && self.old.is_open(old) == self.new.is_open(new);
            if !is_same {
                changed.push((old, new));
                continue;
            }
            self.changed(&mut changed, block);
            let hidden = self.old.raw(old) != self.new.raw(new);
            self.same(new);
            if hidden {
                self.remark(HIDDEN);
            }
        }
        self.changed(&mut changed, block);
    }

    fn changed(&mut self, lines: &mut Vec<(usize, usize)>, block: &Block) {
        let pairs: Vec<(usize, usize, usize)> = lines
            .drain(..)
            .map(|(old, new)| (old, new, common(self.old.shown(old), self.new.shown(new))))
            .collect();
        let mut cut = false;
        pairs.iter().for_each(|&(old, _, at)| self.removed(old, Some(at)));
        pairs.iter().for_each(|&(_, new, at)| cut |= self.added(new, Some(at)));
        if pairs.iter().any(|&(old, new, at)| self.is_hidden(old, new, at)) {
            self.remark(HIDDEN);
        }
        if cut && block.new.len() == 1 && block.changes > 1 {
            let more = super::counted(block.changes - 1, "more change");
            self.remark(&format!("{more} in this line; where the output is no terminal, it is shown whole"));
        }
    }

    /// Whether two lines, the same up to `at`, differ in nothing but how much of them is masked.
    fn is_hidden(&self, old: usize, new: usize, at: usize) -> bool {
        let rest = |side: &Side<'_>, line| {
            let pairs = side.shown(line).bytes().zip(side.raw(line).iter().copied());
            pairs.skip(at).collect::<Vec<(u8, u8)>>()
        };
        let (old, new) = (rest(&self.old, old), rest(&self.new, new));
        let pairs = old.iter().rev().zip(new.iter().rev());
        let same = pairs.take_while(|(old, new)| old.0 == new.0).count();
        let middle = |rest: &[(u8, u8)]| rest.iter().take(rest.len() - same).copied().collect::<Vec<_>>();
        let changed = [middle(&old), middle(&new)].concat();
        changed.iter().all(|(shown, _)| *shown == MASK) && changed.iter().any(|(_, raw)| *raw != MASK)
    }

    /// What `patch` takes for a remark.
    fn remark(&mut self, text: &str) {
        self.line(Style::Dim, "\\ ", text);
    }

    /// The line, printable; cut to the terminal, around the byte `at`, if that is too narrow for it. And
    /// whether it was cut.
    fn fitting(&self, line: &str, at: Option<usize>) -> (String, bool) {
        let Some(room) = self.room else {
            let parts: Vec<Cow<'_, str>> = line.split('\t').map(printable).collect();
            return (parts.join("\t"), false);
        };
        let mut text = String::new();
        if fill(line, room, &mut text) {
            return (text, false);
        }
        // A third of it is for what stands before the change.
        let head = at.and_then(|at| line.get(..at)).unwrap_or_default();
        let (mut from, mut columns) = (head.len(), 0);
        for (start, c) in head.char_indices().rev() {
            columns += visible(c).width();
            if columns > room / 3 {
                break;
            }
            from = start;
        }
        let mark = if from > 0 { "…" } else { "" };
        text = mark.to_owned();
        if !fill(line.get(from..).unwrap_or_default(), room - mark.width() - 1, &mut text) {
            text.push('…');
        }
        (text, true)
    }
}

/// Appends as much of the line as there is room for, and says whether that is all of it.
fn fill(line: &str, room: usize, text: &mut String) -> bool {
    let mut columns = 0;
    for c in line.chars() {
        let shown = visible(c);
        columns += shown.width();
        if columns > room {
            return false;
        }
        text.push_str(&shown);
    }
    true
}

/// A character as a terminal may show it.
fn visible(c: char) -> Cow<'static, str> {
    match c {
        '\t' => Cow::Owned(" ".repeat(TAB_WIDTH)),
        c => Cow::Owned(printable(c.encode_utf8(&mut [0; 4])).into_owned()),
    }
}

/// How many bytes both texts begin with, up to a character.
fn common(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    (0..=same).rev().find(|at| one.is_char_boundary(*at)).unwrap_or_default()
}
