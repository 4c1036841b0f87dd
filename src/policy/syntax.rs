//! What keeps a text from being TOML, in words of our own: those of the parser may quote the text, and
//! are about its grammar.

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::error::{Fault, MOST};
use super::words::{quoted_part, span_of};
use crate::report::PlainText;
use crate::span::Span;

/// What came of reading a text as TOML.
pub(super) struct Syntax<'t> {
    pub(super) table: Spanned<DeTable<'t>>,
    errors: Vec<Error>,
}

impl<'t> Syntax<'t> {
    pub(super) fn parse(text: &'t str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        Self { table, errors }
    }

    /// Whether it is TOML.
    pub(super) fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The faults; of one line the first, because the others mostly follow from it.
    pub(super) fn faults(&self, source: &str, text: &PlainText<'_>) -> Faults {
        let mut found = Faults::default();
        if source.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            let at = source.find('{').unwrap_or_default();
            found.is_broken = true;
            found.faults.push(
                Fault::new(Span::new(at, at + 1), "this is not TOML but looks like JSON")
                    .help("a policy has lines as `expires-soon-days = 60` and sections as `[rules]`"),
            );
            return found;
        }
        let mut done = None;
        let mut errors: Vec<(Span, &str)> = self.errors.iter().map(|error| at(error, source)).collect();
        errors.sort_by_key(|(span, _)| *span);
        errors.truncate(MOST);
        // Of what makes one line of two the parser says so last.
        errors.sort_by_key(|&(span, words)| (line_of(source, span.start), !words.starts_with(TWO_IN_ONE)));
        let unclosed = errors.iter().filter_map(|&(span, words)| {
            let opens = words.starts_with("unclosed array,") || words.starts_with("unclosed inline table");
            opens.then(|| opening(&self.table, span.start)).flatten()
        });
        // What stands in brackets that are never closed is whatever the parser took it for.
        let unclosed: Vec<Span> = unclosed.collect();
        for (span, words) in errors {
            let line = line_of(source, span.start);
            if done.replace(line) == Some(line) {
                continue;
            }
            let within = unclosed.iter().find(|open| open.start <= span.start);
            let is_text = words.starts_with("invalid basic") || words.starts_with("invalid literal");
            let (fault, is_broken) = match within {
                // Then the bracket may well be there, in the text.
                Some(_) if is_text => (unclosed_text(source, line, span), true),
                Some(open) => (bracket(*open, source), true),
                None => fault(span, words, source, text, &self.table),
            };
            found.is_broken |= is_broken;
            if fault.message == YAML || is_text && within.is_some() {
                found.faults.push(fault);
                return found;
            }
            if !found.faults.iter().any(|other| other.span == fault.span) {
                found.faults.push(fault);
            }
            found.lines.push(line);
        }
        found
    }
}

/// What the parser says where a line goes on behind its value.
const TWO_IN_ONE: &str = "unexpected key or value";

const YAML: &str = "this is not TOML but looks like YAML";

/// The faults of a text as TOML.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) faults: Vec<Fault>,
    /// Where the lines begin that have one.
    lines: Vec<usize>,
    /// Whether what follows a fault may have been taken for something that it is not.
    pub(super) is_broken: bool,
}

impl Faults {
    /// Whether the line of the place has a fault already.
    pub(super) fn has_line_of(&self, source: &str, span: Span) -> bool {
        self.lines.contains(&line_of(source, span.start))
    }
}

/// Where the line of the byte begins.
fn line_of(source: &str, at: usize) -> usize {
    source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Where an error is, on boundaries of characters, and the parser's words.
fn at<'e>(error: &'e Error, source: &str) -> (Span, &'e str) {
    let range = error.span().unwrap_or(source.len()..source.len());
    let start = boundary(source, range.start);
    (Span::new(start, boundary(source, range.end)), error.message())
}

/// The last boundary of characters that is no further than `at`.
fn boundary(source: &str, at: usize) -> usize {
    (0..=at.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or_default()
}

/// The bracket that is not closed until `end`.
fn opening(table: &Spanned<DeTable<'_>>, end: usize) -> Option<Span> {
    fn look(value: &Spanned<DeValue<'_>>, end: usize) -> Option<Span> {
        let span = span_of(value);
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .find_map(|item| look(item, end))
                .or_else(|| (span.end == end).then(|| Span::new(span.start, span.start + 1))),
            DeValue::Table(members) => members
                .values()
                .find_map(|member| look(member, end))
                .or_else(|| (span.end == end).then(|| Span::new(span.start, span.start + 1))),
            _ => None,
        }
    }
    table.get_ref().values().find_map(|value| look(value, end))
}

fn bracket(open: Span, source: &str) -> Fault {
    let (opens, closes) = match source.get(open.range()) {
        Some("{") => ("{", "}"),
        _ => ("[", "]"),
    };
    Fault::new(open, format!("this `{opens}` is never closed")).help(format!("a `{closes}` is missing"))
}

/// The rest of the line from `at` on, without blanks.
fn rest_of_line(source: &str, at: usize) -> &str {
    source.get(at..).unwrap_or_default().lines().next().unwrap_or_default().trim()
}

/// A fault, and whether what follows it cannot be trusted.
fn fault(
    span: Span,
    words: &str,
    source: &str,
    text: &PlainText<'_>,
    table: &Spanned<DeTable<'_>>,
) -> (Fault, bool) {
    let begins = |prefix: &str| words.starts_with(prefix);
    // What is said of it comes from here, so that no secret is.
    let part = text.shown(span);
    let is_shown = Some(part) == source.get(span.range());
    let line = line_of(source, span.start);
    let before = source.get(line..span.start).unwrap_or_default();
    // An end of line or of file is nothing to look at: what stands before it is.
    let last = Span::new(line + before.trim_end().len().saturating_sub(1), line + before.trim_end().len());
    let last = Span::new(boundary(source, last.start), last.end);
    let point = if span.is_empty() && !before.trim().is_empty() { last } else { span };
    if begins("duplicate key") {
        let name = quoted_part(text, span);
        let fault = Fault::new(span, format!("{name} is there twice"));
        let is_section = before.trim_start().starts_with('[');
        let fault = fault.help(match is_section {
            true => "put what stands in both sections into one; only [[ignore]] may be there several times",
            false => "keep one of the two",
        });
        let key = source.get(span.range()).unwrap_or_default();
        return match first_of(table, key, span) {
            Some(first) if !is_section => (fault.related(first, "the first is here"), false),
            _ => (fault, false),
        };
    }
    if begins("string values must be quoted") || begins("invalid boolean") {
        if part.trim().is_empty() {
            return (no_value(source, line, last), false);
        }
        let is_plain = is_shown && part.chars().all(|c| c.is_alphanumeric() || "-_./*".contains(c));
        let message = format!("{} is not a value", quoted_part(text, span));
        return (
            match part.to_ascii_lowercase().as_str() {
                "true" | "false" => {
                    Fault::new(span, message).help(format!("write {}", part.to_ascii_lowercase()))
                }
                _ if part
                    .starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{2018}', '\u{2019}']) =>
                {
                    Fault::new(span, "a text stands in straight quotation marks")
                        .help("these are typographic ones: write \"…\"")
                }
                _ if is_plain => Fault::new(span, format!("{message}: a text stands in quotation marks"))
                    .help(format!("write \"{part}\"")),
                _ => Fault::new(span, format!("{message}: a text stands in quotation marks")),
            },
            false,
        );
    }
    if begins("invalid basic string") || begins("invalid literal string") {
        return (unclosed_text(source, line, span), false);
    }
    if begins("invalid multi-line") {
        let marks = ["\"\"\"", "'''"].iter().filter_map(|mark| source.get(..span.start)?.rfind(mark)).max();
        let at = marks.map_or(point, |at| Span::new(at, at + 3));
        return (Fault::new(at, "this text of several lines is never closed"), true);
    }
    if begins("key with no value") || begins("missing assignment") || begins("invalid unquoted key") {
        return no_assignment(source, line, point);
    }
    let told = [
        ("unclosed array table", "this section is never closed", "write it as [[ignore]]", true),
        ("unclosed table", "this section is never closed", "a `]` is missing", true),
        ("missing comma", "a comma is missing here", "", false),
        ("extra comma", "here is a comma too many", "", false),
        ("extra `=`", "here is an `=` too many", "", false),
        ("extra assignment", "here is an `=` too many", "", false),
        ("unquoted keys cannot be empty", "a key is missing here", "", true),
        (TWO_IN_ONE, "the line does not end here", "write each key on a line of its own", true),
        ("missing escaped value", "this escape means nothing", "write `\\\\` for a backslash", false),
        (
            "too few unicode value digits",
            "this escape has too few digits",
            "write `\\\\` for a backslash",
            false,
        ),
        ("invalid escape", "this escape means nothing", "write `\\\\` for a backslash", false),
        ("invalid comment character", "a comment has no control characters", "", false),
        ("unexpected leading zero", "a number has no zeros before it", "", false),
        ("carriage return", "a carriage return stands alone here", "lines end with a line feed", false),
        ("cannot extend", "this key has a value already, which is not a section", "", false),
        ("cannot recurse", "it is nested too deeply", "", true),
    ];
    let known = told.iter().find(|(prefix, ..)| begins(prefix));
    let (message, help, is_broken) = match known {
        Some((_, message, help, is_broken)) => (*message, *help, *is_broken),
        None => ("this is not TOML", "a policy has lines as `root = true` and sections as `[rules]`", true),
    };
    let fault = Fault::new(point, message);
    (if help.is_empty() { fault } else { fault.help(help) }, is_broken)
}

/// A key with an `=` and nothing behind it.
fn no_value(source: &str, line: usize, last: Span) -> Fault {
    let key = source.get(line..).unwrap_or_default().trim_start();
    let start = source.len() - key.len();
    let name = key.split(['=', '\n']).next().unwrap_or_default().trim_end();
    let span = if name.is_empty() { last } else { Span::new(start, start + name.len()) };
    Fault::new(span, "this key has no value").help("write one behind the `=`, or take the line out")
}

/// A text whose quotation mark is missing at the end of its line.
fn unclosed_text(source: &str, line: usize, end: Span) -> Fault {
    let before = source.get(line..end.start).unwrap_or_default();
    let mut open = None;
    let mut is_escaped = false;
    for (at, c) in before.char_indices() {
        match (open, c) {
            (None, '"' | '\'') => open = Some((at, c)),
            (Some((_, '"')), '\\') if !is_escaped => {
                is_escaped = true;
                continue;
            }
            (Some((_, mark)), c) if c == mark && !is_escaped => open = None,
            _ => {}
        }
        is_escaped = false;
    }
    let start = line + open.map_or(0, |(at, _)| at);
    let mark = open.map_or('"', |(_, mark)| mark);
    Fault::new(Span::new(start, end.start.max(start)), "this text is never closed")
        .help(format!("a `{mark}` is missing at its end"))
}

/// A line that is neither a section nor `key = value`.
fn no_assignment(source: &str, line: usize, point: Span) -> (Fault, bool) {
    let rest = rest_of_line(source, line);
    let (name, behind) = rest.split_at(rest.find([':', '=', ' ']).unwrap_or(rest.len()));
    let start = line + source.get(line..).unwrap_or_default().find(rest).unwrap_or_default();
    let is_key = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.\"'".contains(c));
    if is_key && behind.trim_start().starts_with(':') {
        let colon = start + name.len() + (behind.len() - behind.trim_start().len());
        let fault = Fault::new(Span::new(colon, colon + 1), YAML)
            .help("`=` stands between a key and its value, and texts stand in quotation marks");
        return (fault, true);
    }
    if is_key {
        let fault = Fault::new(
            Span::new(start, start + name.len()),
            "this is not a line of a policy: `=` is missing",
        )
        .help("write `key = value`, or a section as `[rules]`");
        return (fault, true);
    }
    let fault = Fault::new(point, "this is not a line of a policy")
        .help("a key has letters, digits, `-` and `_`, or stands in quotation marks: `key = value`");
    (fault, true)
}

/// Where the key of that text stands for the first time: in the same table, and so nothing of that name is
/// between them.
fn first_of(table: &Spanned<DeTable<'_>>, key: &str, second: Span) -> Option<Span> {
    fn look<'t>(value: &'t DeValue<'_>, found: &mut Vec<(&'t str, Span)>) {
        match value {
            DeValue::Table(members) => {
                for (key, value) in members {
                    found.push((key.get_ref(), Span::new(key.span().start, key.span().end)));
                    look(value.get_ref(), found);
                }
            }
            DeValue::Array(items) => items.iter().for_each(|item| look(item.get_ref(), found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (key, value) in table.get_ref() {
        found.push((&**key.get_ref(), Span::new(key.span().start, key.span().end)));
        look(value.get_ref(), &mut found);
    }
    let name = key.trim_matches(['"', '\'']);
    let before = found.into_iter().filter(|(other, span)| *other == name && span.end <= second.start);
    before.map(|(_, span)| span).max()
}
