//! Texts with nothing to judge: blocks of certificates as RFC 7468 wants them, one after the other.
//!
//! Nearly every bundle is one. What the careful scanner would find in it is read in one go; of any other text
//! nothing is said here, but that a block in it may be such a one.

use std::ops::Range;

use base64::Engine as _;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
use base64::prelude::BASE64_STANDARD;

use super::{Block, PemText, body};
use crate::wiped::Wiped;
use crate::x509::der;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";
const LABEL: &str = "CERTIFICATE";

/// How lines end: all of them alike.
const LF: &[u8] = b"\n";
const CRLF: &[u8] = b"\r\n";

/// Of hardly any certificate there are more base64 characters.
const USUAL_LENGTH: usize = 4096;

/// As RFC 7468 wants lines.
const WIDTH: usize = 64;

/// Many characters at a time, where the processor can: one by one they took 6 % of the time of a clean bundle.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static BASE64_STANDARD: std::sync::LazyLock<base64::engine::simd::Simd> =
    std::sync::LazyLock::new(|| base64::engine::simd::Simd::standard(base64::engine::general_purpose::PAD));

/// The blocks of such a text; `None` of any other.
///
/// A clean bundle takes a fifteenth of the instructions that the careful scanner takes for it. One from Windows is
/// as clean.
pub(super) fn scan(text: &str) -> Option<PemText> {
    let mut blocks = Vec::new();
    let mut digits = Wiped::from(Vec::with_capacity(text.len().min(USUAL_LENGTH)));
    let mut rest = text.as_bytes();
    let newline = match rest.strip_prefix(BEGIN)? {
        [b'\r', ..] => CRLF,
        _ => LF,
    };
    while !rest.is_empty() {
        let begin = text.len() - rest.len();
        let body = rest.strip_prefix(BEGIN)?.strip_prefix(newline)?;
        let body_at = text.len() - body.len();
        let length = take_lines(body, newline, &mut digits)?;
        let der = decoded(&digits)?;
        let end = body_at + length;
        rest = body.get(length..)?.strip_prefix(END)?;
        if !rest.is_empty() {
            rest = rest.strip_prefix(newline)?;
        }
        let label_at = begin + BEGIN.len() - "-----".len() - LABEL.len();
        blocks.push(Block {
            label: LABEL.to_owned(),
            is_near_miss: false,
            label_at: label_at..label_at + LABEL.len(),
            begin: begin..begin + BEGIN.len(),
            end: Some(end..end + END.len()),
            at: begin..end + END.len(),
            body: body_at..end,
            is_obscured: false,
            is_straight: true,
            der,
        });
    }
    (!blocks.is_empty()).then(|| PemText { blocks, ..PemText::default() })
}

/// The bytes of a body of such lines and nothing else, if they are one element; of any other nothing is said.
///
/// Saves the careful scanner three of its five ways through a block: more than half of its instructions.
pub(super) fn decode(text: &str, body: &Range<usize>) -> Option<Wiped<Vec<u8>>> {
    let mut digits = Wiped::from(Vec::with_capacity(body.len()));
    let newline = newline_before(text, body.start);
    let length = take_lines(text.as_bytes().get(body.clone())?, newline, &mut digits)?;
    decoded(&digits).filter(|_| length == body.len())
}

/// Strict: no bits left over, padding where it belongs, and no character that is none of base64.
fn decoded(digits: &Wiped<Vec<u8>>) -> Option<Wiped<Vec<u8>>> {
    BASE64_STANDARD.decode(&**digits).ok().map(Wiped::from).filter(|der| der::is_whole(der))
}

/// What the line before the place ends with.
fn newline_before(text: &str, at: usize) -> &'static [u8] {
    if text.as_bytes().get(..at).is_some_and(|before| before.ends_with(CRLF)) { CRLF } else { LF }
}

/// The characters of the lines up to the end, or to one that begins with a dash; gives how much of the body
/// they are. What they are is not looked at, but that there are 64 on each line, or fewer on the last.
fn take_lines(body: &[u8], newline: &[u8], digits: &mut Wiped<Vec<u8>>) -> Option<usize> {
    digits.truncate(0);
    let mut rest = body;
    while let Some((line, behind)) = rest.split_first_chunk::<WIDTH>()
        && let Some(next) = behind.strip_prefix(newline)
        && line.first() != Some(&b'-')
    {
        digits.extend(line);
        rest = next;
    }
    if !matches!(rest.first(), None | Some(b'-')) {
        let line = rest.iter().take(WIDTH).position(|byte| newline.first() == Some(byte))?;
        let (line, behind) = rest.split_at_checked(line).filter(|(line, _)| !line.is_empty())?;
        digits.extend(line);
        rest = behind.strip_prefix(newline)?;
    }
    Some(body.len() - rest.len())
}

/// The base64 characters of such a body that encode a part of its bytes; `None` if they reach beyond it.
pub(super) fn characters(text: &str, body: &Range<usize>, bytes: &Range<usize>) -> Option<Range<usize>> {
    let digits = body::digits_of(bytes)?;
    let newline = newline_before(text, body.start).len();
    let place = |digit: usize| body.start + digit + digit / WIDTH * newline;
    let last = place(digits.end - 1);
    let is_digit = text.as_bytes().get(last).copied().is_some_and(body::is_base64);
    (last < body.end && is_digit).then(|| place(digits.start)..last + 1)
}
