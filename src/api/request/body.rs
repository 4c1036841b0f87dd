//! The body of a request as it stands in a file of editors and messages.

use super::build::Piece;
use super::lines::Line;
use super::variables::Variables;
use crate::derived::Derived;
use crate::json::{stands_for_body, string_end};
use crate::span::Span;

/// What there is of a body.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) document: Option<Derived>,
    /// Why nothing can be said of it, if there is one.
    pub(super) unseen: Option<&'static str>,
}

pub(super) const IN_ANOTHER_FILE: &str = "the body stands in another file";
pub(super) const IN_A_VARIABLE: &str = "a variable stands for the body";
const ENCODED: &str = "the body is encoded";

/// Reads the lines of a body; blank ones around it are not of it.
pub(super) fn read(lines: &[Line<'_>], headers: &[(Piece, Piece)], variables: &Variables) -> Body {
    let blanks = lines.iter().take_while(|line| line.is_blank()).count();
    let behind = lines.iter().rev().take_while(|line| line.is_blank()).count();
    let lines = lines.get(blanks..(lines.len() - behind).max(blanks)).unwrap_or_default();
    if lines.is_empty() {
        return Body::default();
    }
    if lines.iter().any(|line| is_reference(line.text)) {
        return Body { document: None, unseen: Some(IN_ANOTHER_FILE) };
    }
    let says = |name: &str, word: &str| {
        let named = headers.iter().filter(|(found, _)| found.text.eq_ignore_ascii_case(name));
        named.into_iter().any(|(_, value)| value.text.to_ascii_lowercase().contains(word))
    };
    if ["gzip", "deflate", "br", "zstd", "compress"].iter().any(|word| says("content-encoding", word)) {
        return Body { document: None, unseen: Some(ENCODED) };
    }
    if says("transfer-encoding", "chunked")
        && let Some(document) = chunks(lines)
    {
        return Body { document: Some(document), unseen: None };
    }
    let mut document = Derived::default();
    let (mut depth, mut text) = (State::Outside, String::new());
    for (index, line) in lines.iter().enumerate() {
        let is_last = index + 1 == lines.len();
        depth = push_line(&mut document, line, depth, variables);
        if !is_last {
            push_ending(&mut document, line);
        }
        text.push_str(line.text);
        text.push('\n');
    }
    match variables.make_up_body(&text) && stands_for_body(&text).is_none() {
        true => Body { document: None, unseen: Some(IN_A_VARIABLE) },
        false => Body { document: Some(document), unseen: None },
    }
}

fn push_ending(document: &mut Derived, line: &Line<'_>) {
    let at = line.start + line.text.len();
    document.push_verbatim(if line.ending == 2 { "\r\n" } else { "\n" }, at);
}

/// `< ./body.json`, `<@ ./body.json`: the editor puts that file there.
fn is_reference(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let rest = match rest.strip_prefix('@') {
        // `<@latin1 ./body.json`
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-'),
        None => rest,
    };
    rest.starts_with([' ', '\t']) && !rest.trim().is_empty()
}

/// Where in a JSON text a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    /// In a string that has a line break.
    Inside,
}

/// Appends a line; a variable outside of a string is read as one in quotes.
fn push_line(document: &mut Derived, line: &Line<'_>, state: State, variables: &Variables) -> State {
    let bytes = line.text.as_bytes();
    let mut copied = 0;
    let mut at = match state {
        State::Outside => 0,
        // The string goes on to its end, or to that of the line.
        State::Inside => match rest_of_string(bytes, 0) {
            Some(end) => end,
            None => {
                document.push_verbatim(line.text, line.start);
                return State::Inside;
            }
        },
    };
    let mut state = State::Outside;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match string_end(bytes, at) {
                Some(end) => at = end,
                None => {
                    state = State::Inside;
                    break;
                }
            },
            _ => {
                let length = line.text.get(at..).and_then(|rest| variables.template_at_start(rest));
                let Some(length) = length else {
                    at += 1;
                    continue;
                };
                let part = |from: usize, to: usize| line.text.get(from..to).unwrap_or_default();
                document.push_verbatim(part(copied, at), line.start + copied);
                document.push_elsewhere("\"", Span::new(line.start + at, line.start + at + length));
                document.push_verbatim(part(at, at + length), line.start + at);
                document.push_elsewhere("\"", Span::new(line.start + at, line.start + at + length));
                at += length;
                copied = at;
            }
        }
    }
    document.push_verbatim(line.text.get(copied..).unwrap_or_default(), line.start + copied);
    state
}

/// One past the quote that ends the string of which the text is the rest.
fn rest_of_string(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// A body in chunks (RFC 9112 §7.1), without their sizes.
fn chunks(lines: &[Line<'_>]) -> Option<Derived> {
    let mut document = Derived::default();
    let mut rest = lines.iter();
    loop {
        let size = rest.next()?.text;
        let digits = size.split(';').next().unwrap_or_default().trim();
        let mut left = usize::from_str_radix(digits, 16).ok()?;
        if left == 0 {
            return Some(document);
        }
        while left > 0 {
            let line = rest.next()?;
            let length = line.text.len().min(left);
            document.push_verbatim(line.text.get(..length)?, line.start);
            left -= length;
            if left > 0 {
                push_ending(&mut document, line);
                left = left.saturating_sub(line.ending.max(1));
            } else if length < line.text.len() {
                return None;
            }
        }
    }
}
