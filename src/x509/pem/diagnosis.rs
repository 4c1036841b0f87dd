//! What is wrong with a body that OpenSSL does not take, and what was meant.

use std::ops::Range;

use super::body::{self, Decoded, Digits, WIDTH_AFTER_HEADERS};
use super::lines::Lines;
use super::{BodyFault, Padding, Respell, Spelling, trim, trim_both};
use crate::language::Fault;
use crate::x509::der;

/// One piece of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Digit(u8),
    Pad,
    Blank,
    /// A base64 character, or padding, that is written otherwise.
    Other(Spelling, &'static str),
    Invisible,
    Foreign(char),
}

impl Token {
    fn digit(self) -> Option<u8> {
        match self {
            Token::Digit(byte) => Some(byte),
            Token::Other(_, with) => with.bytes().next().filter(|&byte| body::is_base64(byte)),
            _ => None,
        }
    }
}

/// The pieces of a body, line breaks left out.
pub(super) struct Tokens<'t> {
    text: &'t str,
    lines: Lines<'t>,
    line: Range<usize>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, at: Range<usize>) -> Self {
        Self { text, line: at.start..at.start, lines: Lines::new(text, at) }
    }

    /// Where the base64 characters are, however they are written.
    pub(super) fn digits(self) -> impl Iterator<Item = Range<usize>> {
        self.filter(|(token, _)| token.digit().is_some()).map(|(_, at)| at)
    }
}

impl Iterator for Tokens<'_> {
    type Item = (Token, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.line.is_empty() {
            self.line = self.lines.next()?.at;
        }
        let rest = self.text.get(self.line.clone())?;
        let (token, length) = token(rest)?;
        let start = self.line.start;
        self.line.start += length;
        Some((token, start..start + length))
    }
}

fn token(rest: &str) -> Option<(Token, usize)> {
    let first = rest.chars().next()?;
    if let Ok(byte) = u8::try_from(first) {
        match byte {
            b'=' => return Some((Token::Pad, 1)),
            b' ' | b'\t' | b'\r' => return Some((Token::Blank, 1)),
            b'-' => return Some((Token::Other(Spelling::UrlSafe, "+"), 1)),
            b'_' => return Some((Token::Other(Spelling::UrlSafe, "/"), 1)),
            _ if body::is_base64(byte) => return Some((Token::Digit(byte), 1)),
            _ => {}
        }
    }
    const OTHERS: &[(&str, Spelling, &str)] = &[
        ("%2b", Spelling::Percent, "+"),
        ("%2f", Spelling::Percent, "/"),
        ("%3d", Spelling::Percent, "="),
        ("%20", Spelling::Percent, " "),
        ("&#43;", Spelling::Entities, "+"),
        ("&#47;", Spelling::Entities, "/"),
        ("&#61;", Spelling::Entities, "="),
        ("&#x2b;", Spelling::Entities, "+"),
        ("&#x2f;", Spelling::Entities, "/"),
        ("&#x3d;", Spelling::Entities, "="),
        ("&plus;", Spelling::Entities, "+"),
        ("&sol;", Spelling::Entities, "/"),
        ("&equals;", Spelling::Entities, "="),
        ("\\/", Spelling::Slashes, "/"),
        ("\\\\/", Spelling::Slashes, "/"),
        ("\\\\\\/", Spelling::Slashes, "/"),
        ("&nbsp;", Spelling::Entities, " "),
    ];
    let is_here = |other: &str| {
        rest.as_bytes().get(..other.len()).is_some_and(|here| here.eq_ignore_ascii_case(other.as_bytes()))
    };
    if matches!(first, '%' | '&' | '\\')
        && let Some((other, spelling, with)) = OTHERS.iter().find(|(other, ..)| is_here(other))
    {
        return Some((Token::Other(*spelling, with), other.len()));
    }
    let token = if is_invisible(first) { Token::Invisible } else { Token::Foreign(first) };
    Some((token, first.len_utf8()))
}

/// Whether nobody sees the character, so that it can be deleted.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202f}'
            | '\u{205f}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{3000}' | '\u{feff}'
            | '\u{b}' | '\u{c}' | '\u{7f}'
    )
}

/// What is wrong with a body, kind by kind, and what it contains if that is sure.
pub(super) struct Diagnosis {
    pub(super) faults: Vec<Fault<BodyFault>>,
    pub(super) decoded: Option<Decoded>,
}

/// Finds everything that is wrong with a body. Empty if it is none of what is known here.
pub(super) fn diagnose(text: &str, at: Range<usize>) -> Diagnosis {
    let (headers, data) = headers(text, at.clone());
    let mut found = Found::default();
    found.tokens(text, data.clone(), true);
    let mut result = found.result();
    let is_decoded =
        |result: &Diagnosis| result.decoded.as_ref().is_some_and(|decoded| der::is_whole(&decoded.der));
    let is_whole = |result: &Diagnosis| {
        let is_sure = |fault: &Fault<BodyFault>| {
            !matches!(fault.kind, BodyFault::Padding(Padding::Inside | Padding::Incomplete))
        };
        result.faults.iter().all(is_sure) && is_decoded(result)
    };
    // So many in a row no certificate has.
    let is_line =
        || text.get(data.clone()).is_some_and(|body| ["---", "___"].iter().any(|run| body.contains(run)));
    if found_url_safe(&result) && (is_line() || !is_whole(&result)) {
        // Not meant so: then these are just foreign.
        let mut found = Found::default();
        found.tokens(text, data.clone(), false);
        result = found.result();
    }
    // After something foreign nobody knows what is meant to be one text.
    let is_foreign = result.faults.iter().any(|fault| matches!(fault.kind, BodyFault::ForeignCharacter(_)));
    result.faults.extend(blank_lines(text, data).filter(|_| !is_foreign));
    result.faults.extend(headers.map(|at| Fault::new(BodyFault::Header, at)));
    // Where characters were lost to something else, the padding does not fit because of that.
    // What a wrong spelling stands for may not be meant at all.
    let is_spelt = result.faults.iter().any(|fault| matches!(fault.kind, BodyFault::Spelling(..)));
    if (is_spelt || !is_decoded(&result)) && result.faults.iter().any(|fault| !is_padding(fault)) {
        result.faults.retain(|fault| !is_padding(fault));
    }
    result.faults.sort_by_key(|fault| fault.at.start);
    result
}

/// A body whose bytes are a certificate if each blank in it is read as `+`: of all, or of those within the
/// lines.
pub(super) fn with_plus(text: &str, at: &Range<usize>) -> Option<(Fault<BodyFault>, Decoded)> {
    let bytes = |is_all: bool| {
        Lines::new(text, at.clone()).flat_map(move |line| {
            let inner = trim_both(text, line.at.clone());
            let line = if is_all && !inner.is_empty() { line.at } else { inner };
            line.clone().zip(text.get(line).unwrap_or_default().bytes())
        })
    };
    [true, false].into_iter().find_map(|is_all| {
        let mut digits = Digits::default();
        for (at, byte) in bytes(is_all) {
            match byte {
                b' ' => digits.digit(b'+', at..at + 1).ok()?,
                b'=' => digits.pad(at..at + 1),
                b'\t' | b'\r' => {}
                _ if body::is_base64(byte) => digits.digit(byte, at..at + 1).ok()?,
                _ => return None,
            }
        }
        let is_certificate =
            |decoded: &Decoded| der::is_whole(&decoded.der) && der::is_certificate(&decoded.der);
        let decoded = digits.finish().0.ok().filter(is_certificate)?;
        let blanks = bytes(is_all).filter(|(_, byte)| *byte == b' ');
        let blanks: Vec<_> = blanks.map(|(at, _)| Respell { at: at..at + 1, with: "+" }).collect();
        let first = blanks.first()?.at.clone();
        Some((Fault::new(BodyFault::Spelling(Spelling::Blanks, blanks), first), decoded))
    })
}

fn is_padding(fault: &Fault<BodyFault>) -> bool {
    matches!(fault.kind, BodyFault::Padding(_))
}

fn found_url_safe(result: &Diagnosis) -> bool {
    result.faults.iter().any(|fault| matches!(fault.kind, BodyFault::Spelling(Spelling::UrlSafe, _)))
}

/// The header lines at the start of a body with the empty line after them, and what follows.
fn headers(text: &str, at: Range<usize>) -> (Option<Range<usize>>, Range<usize>) {
    let mut lines = Lines::new(text, at.clone()).peekable();
    while lines.next_if(|line| trim(text, line.at.clone()).is_empty()).is_some() {}
    let Some(first) = lines.next().filter(|line| body::is_header(text, &trim(text, line.at.clone()))) else {
        return (None, at);
    };
    let mut headers = first.at.start..first.next();
    while let Some(next) = lines.next_if(|line| body::continues_headers(text, line)) {
        headers.end = next.next();
        if trim(text, next.at).is_empty() {
            break;
        }
    }
    let data = headers.end..at.end;
    (Some(headers), data)
}

/// The empty lines of a body, if OpenSSL minds them.
fn blank_lines(text: &str, at: Range<usize>) -> Option<Fault<BodyFault>> {
    let mut blanks = Vec::new();
    let mut widths = Vec::new();
    for line in Lines::new(text, at) {
        let content = trim(text, line.at.clone());
        match content.is_empty() {
            true => blanks.push((line.at.start..line.next(), widths.is_empty())),
            false => widths.push(content.end - line.at.start),
        }
    }
    let is_narrow = widths.iter().rev().skip(1).all(|&width| width == WIDTH_AFTER_HEADERS)
        && widths.last().is_none_or(|&width| width <= WIDTH_AFTER_HEADERS);
    let is_harmless = matches!(blanks.as_slice(), [(_, true)]) && is_narrow;
    if is_harmless || widths.is_empty() {
        return None;
    }
    let blanks: Vec<Range<usize>> = blanks.into_iter().map(|(at, _)| at).collect();
    let first = blanks.first()?.clone();
    Some(Fault::new(BodyFault::BlankLines(blanks), first))
}

#[derive(Default)]
struct Found {
    digits: Digits,
    foreign: Option<(char, Range<usize>)>,
    invisible: Vec<Range<usize>>,
    /// Per spelling.
    spelt: [Vec<Respell>; 4],
    padding_inside: Option<Range<usize>>,
}

const SPELLINGS: [Spelling; 4] =
    [Spelling::UrlSafe, Spelling::Entities, Spelling::Percent, Spelling::Slashes];

impl Found {
    fn tokens(&mut self, text: &str, at: Range<usize>, is_url_safe: bool) {
        for (token, at) in Tokens::new(text, at) {
            if let Token::Other(spelling, with) = token
                && (spelling != Spelling::UrlSafe || is_url_safe)
                && let Some(index) = SPELLINGS.iter().position(|other| *other == spelling)
                && let Some(spelt) = self.spelt.get_mut(index)
            {
                spelt.push(Respell { at: at.clone(), with });
            }
            match token {
                Token::Other(Spelling::UrlSafe, _) if !is_url_safe => {
                    let c = text.get(at.clone()).and_then(|text| text.chars().next()).unwrap_or_default();
                    self.foreign.get_or_insert((c, at));
                }
                Token::Digit(_) | Token::Other(..) if token.digit().is_some() => {
                    let digit = token.digit().unwrap_or_default();
                    if let Err(padding) = self.digits.digit(digit, at) {
                        self.padding_inside.get_or_insert(padding);
                    }
                }
                Token::Pad | Token::Other(_, "=") => self.digits.pad(at),
                Token::Invisible => match self.invisible.last_mut() {
                    Some(last)
                        if last.end == at.start
                            && text.get(last.clone()).and_then(|t| t.chars().next())
                                == text.get(at.clone()).and_then(|t| t.chars().next()) =>
                    {
                        last.end = at.end
                    }
                    _ => self.invisible.push(at),
                },
                Token::Foreign(c) => {
                    self.foreign.get_or_insert((c, at));
                }
                Token::Blank | Token::Digit(_) | Token::Other(..) => {}
            }
        }
    }

    fn result(self) -> Diagnosis {
        if let Some((c, at)) = self.foreign {
            return Diagnosis { faults: vec![Fault::new(BodyFault::ForeignCharacter(c), at)], decoded: None };
        }
        let mut faults = Vec::new();
        if let Some(first) = self.invisible.first().cloned() {
            faults.push(Fault::new(BodyFault::Invisible(self.invisible), first));
        }
        for (spelling, spelt) in SPELLINGS.into_iter().zip(self.spelt) {
            if let Some(first) = spelt.first().map(|first| first.at.clone()) {
                faults.push(Fault::new(BodyFault::Spelling(spelling, spelt), first));
            }
        }
        if self.digits.is_empty() {
            return Diagnosis { faults, decoded: None };
        }
        let decoded = match (self.padding_inside, self.digits.finish()) {
            (Some(at), _) => {
                faults.push(Fault::new(BodyFault::Padding(Padding::Inside), at));
                None
            }
            (None, (Ok(decoded), _)) => Some(decoded),
            (None, (Err(fault), der)) => {
                faults.push(fault);
                der.map(|der| Decoded { der, left_over: None })
            }
        };
        Diagnosis { faults, decoded }
    }
}
