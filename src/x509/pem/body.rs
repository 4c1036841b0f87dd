//! What stands between the boundaries: base64, and what OpenSSL makes of anything else there.

use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::diagnosis::Tokens;
use super::lines::{Line, Lines};
use super::{BodyFault, Padding, is_blank, trim};
use crate::language::Fault;
use crate::wiped::Wiped;

/// They may be those of a private key.
type Bytes = Wiped<Vec<u8>>;

/// OpenSSL does not look at the bits that padding leaves over, and the padding has been judged here.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The base64 characters by their values.
const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// After an empty line OpenSSL takes lines of at most 64 characters, of which only the last is shorter.
pub(super) const WIDTH_AFTER_HEADERS: usize = 64;

/// Where in a body OpenSSL thinks it is. It takes all lines before an empty one for headers.
enum Place {
    /// No empty line yet, nothing that looks like a header.
    Start,
    /// Inside header lines.
    Headers,
    /// Behind an empty line, which is given; `true` after a line that can only be the last.
    Data(Range<usize>, bool),
}

/// A decoded body.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) der: Bytes,
    /// The last base64 character, where padding leaves over bits of it that are not zero.
    pub(super) left_over: Option<(usize, char)>,
}

fn blank_line(at: Range<usize>) -> Fault<BodyFault> {
    Fault::new(BodyFault::BlankLines(vec![at.clone()]), at)
}

/// Decodes a body as OpenSSL does, or finds the first thing that it trips over.
///
/// A certificate must not have headers, so there they are the fault; other blocks (an encrypted
/// private key) may have them, and what stands before an empty line does not count.
pub(super) fn decode(
    text: &str,
    at: Range<usize>,
    is_certificate: bool,
) -> Result<Decoded, Fault<BodyFault>> {
    let mut digits = Digits::default();
    let mut place = Place::Start;
    let mut lines = Lines::new(text, at.clone()).peekable();
    while let Some(line) = lines.next() {
        let content = trim(text, line.at.clone());
        let is_empty = content.is_empty();
        let blank = || line.at.start..line.next();
        place = match place {
            Place::Headers if !is_empty => Place::Headers,
            Place::Headers => Place::Data(blank(), false),
            Place::Start if is_empty => {
                if is_certificate && !digits.is_empty() {
                    return Err(blank_line(blank()));
                }
                digits = Digits::default();
                Place::Data(blank(), false)
            }
            Place::Start if is_certificate && digits.is_empty() && is_header(text, &content) => {
                let mut headers = blank();
                while let Some(next) = lines.next_if(|line| continues_headers(text, line)) {
                    headers.end = next.next();
                    if trim(text, next.at).is_empty() {
                        break;
                    }
                }
                return Err(Fault::new(BodyFault::Header, headers));
            }
            Place::Start if !is_certificate && has_colon(text, &content) => {
                digits = Digits::default();
                Place::Headers
            }
            Place::Start => {
                digits.line(text, content)?;
                Place::Start
            }
            Place::Data(..) if is_empty => return Err(blank_line(blank())),
            Place::Data(first, last) => {
                // From the start of the line: OpenSSL counts what it is indented by.
                let width = content.end - line.at.start;
                if is_certificate && (last || width > WIDTH_AFTER_HEADERS) {
                    return Err(blank_line(first));
                }
                digits.line(text, content)?;
                Place::Data(first, width < WIDTH_AFTER_HEADERS)
            }
        };
    }
    match place {
        Place::Data(blank, _) if digits.is_empty() && !is_certificate => Err(blank_line(blank)),
        _ if digits.is_empty() => Err(Fault::new(BodyFault::Empty, at)),
        _ => digits.finish().0,
    }
}

/// Which base64 characters, counted from the first, encode those bytes; `None` if they are none.
pub(super) fn digits_of(bytes: &Range<usize>) -> Option<Range<usize>> {
    // Three bytes are four characters of six bits each: byte 3q+r has bits in characters 4q+r and 4q+r+1.
    let of = |byte: usize| byte / 3 * 4 + byte % 3;
    let last = bytes.end.checked_sub(1).filter(|&last| last >= bytes.start)?;
    Some(of(bytes.start)..of(last) + 2)
}

/// The base64 characters that encode a part of the decoded bytes; `None` if they reach beyond it.
pub(super) fn characters(text: &str, at: Range<usize>, bytes: Range<usize>) -> Option<Range<usize>> {
    let Range { start: first, end } = digits_of(&bytes)?;
    let last = end - 1;
    let mut digits = Tokens::new(text, at).digits();
    let start = digits.nth(first)?;
    let end = digits.nth(last.checked_sub(first + 1)?)?;
    Some(start.start..end.end)
}

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// OpenSSL takes a line for a header by its colon alone.
fn has_colon(text: &str, content: &Range<usize>) -> bool {
    text.get(content.clone()).is_some_and(|line| line.contains(':'))
}

/// `Name: value`. OpenSSL refuses a certificate for any colon; but one amidst base64 is a foreign
/// character, and saying "header" would not help to find it.
pub(super) fn is_header(text: &str, content: &Range<usize>) -> bool {
    let line = text.get(content.clone()).unwrap_or_default();
    line.split_once(':').is_some_and(|(name, value)| {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !name.is_empty() && name.bytes().all(is_name) && (value.is_empty() || value.starts_with(' '))
    })
}

/// Whether a line belongs to the headers above it: another header, a folded one, or the empty line.
pub(super) fn continues_headers(text: &str, line: &Line) -> bool {
    let content = text.get(line.at.clone()).unwrap_or_default();
    content.contains(':') || content.bytes().all(is_blank) || content.starts_with([' ', '\t'])
}

/// The base64 characters of a body, and its padding.
#[derive(Default)]
pub(super) struct Digits {
    /// Without white space and padding.
    digits: Bytes,
    /// The last of them.
    last: Range<usize>,
    /// The first three padding characters.
    padding: [Option<usize>; 3],
    /// Where the last padding character ends.
    padding_end: usize,
}

impl Digits {
    pub(super) fn is_empty(&self) -> bool {
        self.digits.is_empty() && !self.is_padded()
    }

    fn is_padded(&self) -> bool {
        self.padding.first().is_some_and(Option::is_some)
    }

    /// Takes in a base64 character; if padding stands before it, gives that.
    pub(super) fn digit(&mut self, byte: u8, at: Range<usize>) -> Result<(), Range<usize>> {
        if let [Some(first), ..] = self.padding {
            return Err(first..self.padding_end);
        }
        self.digits.push(byte);
        self.last = at;
        Ok(())
    }

    /// Takes in a padding character.
    pub(super) fn pad(&mut self, at: Range<usize>) {
        if let Some(free) = self.padding.iter_mut().find(|place| place.is_none()) {
            *free = Some(at.start);
        }
        self.padding_end = at.end;
    }

    fn line(&mut self, text: &str, content: Range<usize>) -> Result<(), Fault<BodyFault>> {
        let line = text.get(content.clone()).unwrap_or_default();
        for (at, byte) in content.zip(line.bytes()) {
            if is_base64(byte) {
                self.digit(byte, at..at + 1)
                    .map_err(|padding| Fault::new(BodyFault::Padding(Padding::Inside), padding))?;
            } else if byte == b'=' {
                self.pad(at..at + 1);
            } else if !matches!(byte, b' ' | b'\t' | b'\r') {
                // The first byte that is none of these starts a character: those are all one byte long.
                let foreign = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                return Err(Fault::new(BodyFault::ForeignCharacter(foreign), at..at + foreign.len_utf8()));
            }
        }
        Ok(())
    }

    /// The decoded bytes, or what is wrong with the padding; then also the bytes, if there is no doubt.
    pub(super) fn finish(self) -> (Result<Decoded, Fault<BodyFault>>, Option<Bytes>) {
        let fault = |padding, at| Err(Fault::new(BodyFault::Padding(padding), at));
        let [first, second, third] = self.padding;
        let present = self.padding.iter().flatten().count();
        let (wanted, excess) = match self.digits.len() % 4 {
            0 => (0, first),
            2 => (2, third),
            3 => (1, second),
            // Without it, if it stands there by mistake.
            _ => {
                let rest = self.digits.len().checked_sub(1).and_then(|end| self.digits.get(..end));
                let der = rest
                    .and_then(|rest| BASE64.decode(rest).ok())
                    .filter(|der| !der.is_empty())
                    .map(Wiped::from);
                return (fault(Padding::Incomplete, self.last), der);
            }
        };
        // Whatever could make this fail has been looked for above.
        let Ok(der) = BASE64.decode(&*self.digits).map(Wiped::from) else {
            return (fault(Padding::Incomplete, self.last), None);
        };
        if let Some(excess) = excess {
            return (fault(Padding::Excess, excess..self.padding_end), Some(der));
        }
        if present < wanted {
            let end = self.last.end.max(self.padding_end);
            return (fault(Padding::Missing(wanted - present), end..end), Some(der));
        }
        let mask = match wanted {
            2 => 0x0f,
            1 => 0x03,
            _ => 0,
        };
        let position = self.digits.last().and_then(|digit| DIGITS.bytes().position(|d| d == *digit));
        let left_over = position
            .filter(|value| value & mask != 0)
            .and_then(|value| DIGITS.chars().nth(value & !mask))
            .map(|canonical| (self.last.start, canonical));
        (Ok(Decoded { der, left_over }), None)
    }
}

#[cfg(test)]
mod tests {
    use super::is_header;

    #[test]
    fn what_looks_like_a_header() {
        for (line, expected) in [
            ("Proc-Type: 4,ENCRYPTED", true),
            ("DEK-Info:", true),
            (": x", false),
            (":", false),
            ("two words: x", false),
            ("MII:BCC", false),
            ("MII", false),
        ] {
            assert_eq!(is_header(line, &(0..line.len())), expected, "{line}");
        }
    }
}
