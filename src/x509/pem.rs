//! The blocks of a PEM text, as OpenSSL's reader takes them, and what keeps it from taking them.
//!
//! The crate `pem` gives no offsets, stops at the first bad block and takes what OpenSSL refuses. So
//! the text is scanned here, and read as it was meant: a boundary that is misspelt is one, and line breaks
//! that were escaped or lost are breaks, so that only they are wrong, and nothing follows from them.
//!
//! Silently accepted by OpenSSL, and so no fault: CRLF, text on lines of its own, lines of any width,
//! white space around and amidst the base64, `X509 CERTIFICATE`, a byte order mark on the first line
//! and on the line after an END, bits left over by padding, an empty line after BEGIN if all that
//! follow are 64 wide, a stray END behind which nothing stands that it could have ended.
//!
//! Stricter than OpenSSL in two places, where it takes a text by accident: characters beyond ASCII
//! at the end of a line (white space to it where `char` is signed, x86; not so on ARM), and anything
//! after a dash that follows the last base64 character.
//!
//! Of private keys nothing is said here but that they are there: their blocks have no faults.

mod bare;
mod body;
mod boundary;
mod diagnosis;
mod instead;
mod label;
mod layout;
mod lines;
mod margin;
mod newlines;
#[cfg(any(test, fuzzing))]
pub(crate) mod oracle;
mod places;
#[cfg(test)]
mod properties;
mod scanner;
mod straight;
mod surroundings;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use self::bare::{Bare, BareContent};
pub(crate) use self::boundary::Side;
pub(crate) use self::instead::{AroundKind, Instead};
pub(crate) use self::layout::PemRemark;
use crate::language::Fault;
use crate::wiped::Wiped;

/// A part of the text, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Respell {
    pub(crate) at: Range<usize>,
    pub(crate) with: &'static str,
}

impl Respell {
    fn newline(at: Range<usize>) -> Self {
        Self { at, with: "\n" }
    }
}

/// What is wrong with a PEM text. Each variant is spoken of by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PemFault {
    /// The body of a block does not decode, or not in OpenSSL.
    Body(BodyFault),
    /// A BEGIN and an END that do not make a block.
    Block(BlockFault),
    /// A boundary is misspelt, or does not have its line to itself.
    Boundary(BoundaryFault),
    /// Newlines, or carriage returns with newlines, that are two characters each, `\n`; at the first.
    /// With all of them. The text is read as if they were newlines.
    EscapedNewlines(Vec<Respell>),
    /// What stands for newlines is none, or nothing does; at the first place, or the first block that
    /// is all on one line. With all of them. The text is read as if they were newlines.
    LostNewlines(Lost, Vec<Respell>),
    /// Base64 without BEGIN and END, see [`PemText::bare`].
    Unarmored,
}

/// What became of the newlines, in the first place where they are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// There are blanks instead.
    Blanks,
    /// There is nothing instead.
    Nothing,
    /// There are carriage returns instead.
    CarriageReturns,
    /// There are Unicode's line separators instead.
    Separators,
    /// They are percent-encoded, and other characters perhaps as well.
    Percent,
    /// There is something else instead, always the same.
    Other,
}

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// No base64; at exactly that character.
    ForeignCharacter(char),
    /// Characters that nobody sees; at the first run of them. With all of them.
    Invisible(Vec<Range<usize>>),
    /// Other spellings of base64 characters; at the first of them. With all of them.
    Spelling(Spelling, Vec<Respell>),
    /// Wrong `=` at the end.
    Padding(Padding),
    /// Empty lines, with the newlines that end them; at the first of them. With all of them.
    BlankLines(Vec<Range<usize>>),
    /// `Proc-Type:` and the like in a certificate; all header lines and the empty one after them.
    Header,
    /// Nothing between BEGIN and END; at the BEGIN.
    Empty,
}

/// Other spellings of base64 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `-` and `_` for `+` and `/` (RFC 4648 §5).
    UrlSafe,
    /// `&#43;`
    Entities,
    /// `%2B`
    Percent,
    /// `\/`, as JSON may write it
    Slashes,
    /// Blanks for `+`, as forms are decoded. Taken for that only where the bytes are whole then.
    Blanks,
}

/// What is wrong with the padding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// So many `=` are missing; at the place.
    Missing(usize),
    /// More than there may be; at those.
    Excess,
    /// Base64 goes on after it.
    Inside,
    /// One base64 character more than a multiple of four, which no padding completes; at the last.
    Incomplete,
}

/// BEGIN and END that do not belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockFault {
    /// The next block begins or the text ends before an END; at the BEGIN. With the place for the END, if
    /// the bytes before it are whole.
    Unterminated(Option<usize>),
    /// Base64 without a BEGIN stands before this END. With the place for the BEGIN, if the bytes after it
    /// are whole.
    StrayEnd(Option<usize>),
    /// BEGIN and END have different labels; at the one that is wrong. With the other one.
    LabelMismatch(String),
}

/// What is wrong with a boundary or with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BoundaryFault {
    /// It is misspelt; at all of it. With what it should be.
    Malformed(Malformed, String),
    /// Text that does not belong there. Without it the line is right.
    Text(Place),
    /// White space before the dashes. Without it the line is right.
    Indent(Side),
    /// A byte order mark before the dashes, where OpenSSL does not skip one.
    HiddenByMark(Side),
    /// The same before each line of blocks, or behind it; at the first of all.
    Margin(Margin),
    /// Text between the END of one block and the BEGIN of the next; belongs replaced by a newline.
    Between,
    /// A BEGIN, or base64, glued to the boundary before it. A newline is missing before the range.
    MissingBreakBefore,
    /// Base64 glued to the END after it. A newline is missing after the range.
    MissingBreakAfter,
}

/// What stands before each line of a block, and behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Margin {
    pub(crate) before: String,
    pub(crate) after: String,
    /// Whether it stands on the lines of base64 only.
    pub(crate) is_inside: bool,
    /// Whether it stands on the line of the BEGIN, too.
    pub(crate) is_begin_hidden: bool,
    /// All of it, of all blocks.
    pub(crate) all: Arc<Vec<Respell>>,
}

/// Where something stands on the line of a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    BeforeBegin,
    AfterBegin,
    BeforeEnd,
    AfterEnd,
}

/// How a boundary is misspelt; the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Dashes that are no hyphens.
    DashKind,
    /// BEGIN, and an END is meant.
    Keyword,
    /// Lower case.
    Case,
    /// So many hyphens at one end that are not five.
    DashCount(usize),
    /// White space where none belongs, or other white space than one blank, or none.
    Blanks,
}

/// One block. A boundary is meant without what else stands on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// As it was meant, if the boundary is misspelt.
    pub(crate) label: String,
    /// Whether the BEGIN is misspelt, or the END is.
    pub(crate) is_near_miss: bool,
    pub(crate) label_at: Range<usize>,
    /// The BEGIN.
    pub(crate) begin: Range<usize>,
    /// The END, if there is one.
    pub(crate) end: Option<Range<usize>>,
    /// With both boundaries.
    pub(crate) at: Range<usize>,
    /// What stands between them.
    pub(crate) body: Range<usize>,
    /// Whether something stands before or behind each of its lines, or blanks are base64 in it.
    is_obscured: bool,
    /// Whether the body is known to be lines of 64 characters and nothing else.
    is_straight: bool,
    /// The decoded body; empty if it cannot be decoded, or if there is no END.
    pub(crate) der: Wiped<Vec<u8>>,
}

impl Block {
    /// Whether a certificate is announced, in one of the three ways that OpenSSL knows.
    pub(crate) fn is_certificate(&self) -> bool {
        label::is_certificate(&self.label)
    }

    /// Whether a private key is announced, of whatever form.
    pub(crate) fn is_private_key(&self) -> bool {
        label::is_private_key(&self.label)
    }

    /// Whether OpenSSL's own format is announced: a certificate and what it is trusted for.
    pub(crate) fn is_trusted(&self) -> bool {
        self.label == "TRUSTED CERTIFICATE"
    }

    /// The base64 characters that encode a part of the decoded body. `text` is what was scanned.
    ///
    /// Takes time linear in the body, unless that is straight: nothing is stored per byte.
    pub(crate) fn characters(&self, text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
        // Which characters are of the margin, and which blanks are none, would have to be known here.
        match (self.is_obscured, self.is_straight) {
            (true, _) => None,
            (_, true) => straight::characters(text, &self.body, &bytes),
            _ => body::characters(text, self.body.clone(), bytes),
        }
    }

    /// What the lines of the body are indented by.
    pub(crate) fn indents(&self, text: &str) -> Vec<Range<usize>> {
        layout::indents(text, self)
    }

    /// What is to be put between the characters of the body so that it has lines of 64.
    pub(crate) fn rewrapped(&self, text: &str) -> Vec<Respell> {
        match layout::first_odd_line(text, self) {
            Some(_) => layout::rewrapped(text, &self.body),
            None => Vec::new(),
        }
    }
}

/// The blocks of a text, and its faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PemText {
    /// In the order of the text, with or without faults.
    pub(crate) blocks: Vec<Block>,
    /// In the order of the text.
    pub(crate) faults: Vec<Fault<PemFault>>,
    /// What does no harm in OpenSSL, in the order of the text.
    pub(crate) remarks: Vec<Fault<PemRemark>>,
    /// What the text is, if it is base64 without BEGIN and END.
    pub(crate) bare: Option<Bare>,
}

impl PemText {
    /// Finds the blocks of `text`; linear in its length, whatever it is.
    pub(crate) fn scan(text: &str) -> Self {
        straight::scan(text).unwrap_or_else(|| Self::scan_carefully(text))
    }

    /// The same, of a text that may have anything in it.
    fn scan_carefully(text: &str) -> Self {
        let margins = margin::find(text);
        if margins.is_empty() {
            return scanner::scan(text);
        }
        let mut found = scanner::scan(&margins.plain(text)).moved(&margins.places());
        found
            .remarks
            .retain(|remark| !matches!(remark.kind, PemRemark::Explanatory(_) | PemRemark::LineWidth));
        found.faults.extend(margins.faults());
        found.faults.sort_by_key(|fault| fault.at.start);
        found
    }
}

/// Whether a part of a text may be base64 that somebody meant: more of it in a row than prose has.
pub(crate) fn may_be_base64(text: &str) -> bool {
    surroundings::has_payload(text)
}

/// What OpenSSL cuts off the end of a line on every machine: control characters too. NUL only
/// sometimes: in some places it ends the text.
fn is_blank(byte: u8) -> bool {
    byte != 0 && byte <= b' '
}

fn is_all_blank(text: &str) -> bool {
    text.bytes().all(is_blank)
}

/// A range without the blanks at its end.
fn trim(text: &str, at: Range<usize>) -> Range<usize> {
    let part = text.as_bytes().get(at.clone()).unwrap_or_default();
    let blanks = part.iter().rev().take_while(|&&b| is_blank(b)).count();
    at.start..at.end - blanks
}

/// A range without the blanks at both ends.
fn trim_both(text: &str, at: Range<usize>) -> Range<usize> {
    let at = trim(text, at);
    let part = text.as_bytes().get(at.clone()).unwrap_or_default();
    let blanks = part.iter().take_while(|&&b| is_blank(b)).count();
    at.start + blanks..at.end
}
