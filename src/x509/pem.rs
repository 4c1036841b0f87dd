//! The blocks of a PEM text, as OpenSSL's reader takes them, and what keeps it from taking them.
//!
//! The crate `pem` gives no offsets, stops at the first bad block and takes what OpenSSL refuses. So
//! the text is scanned here; nothing in this room knows what is inside a block.
//!
//! Silently accepted by OpenSSL, and so no fault: CRLF, text on lines of its own, lines of any width,
//! white space around and amidst the base64, `X509 CERTIFICATE`, a byte order mark on the first line
//! and on the line after an END, bits left over by padding, an empty line after BEGIN if all that
//! follow are 64 wide, a stray END behind which nothing stands that it could have ended.
//!
//! Stricter than OpenSSL in two places, where it takes a text by accident: characters beyond ASCII
//! at the end of a line (white space to it where `char` is signed, x86; not so on ARM), and anything
//! after a dash that follows the last base64 character.

mod body;
mod lines;
#[cfg(test)]
mod properties;
mod scanner;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::language::Fault;

/// What is wrong with a PEM text. Each variant is spoken of by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PemFault {
    /// The body of a block does not decode. Only the first thing wrong with it is reported.
    Body(BodyFault),
    /// A BEGIN and an END that do not make a block.
    Block(BlockFault),
    /// A boundary does not have its line to itself.
    Boundary(BoundaryFault),
    /// Newlines, or carriage returns with newlines, that are two characters each, `\n`; at the first.
    /// With the ranges to be replaced by one newline each. The text is read as if they had been.
    EscapedNewlines(Vec<Range<usize>>),
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// No base64; at exactly that character.
    ForeignCharacter(char),
    /// Wrong `=` at the end.
    Padding(Padding),
    /// An empty line, with the newline that ends it.
    BlankLine,
    /// `Proc-Type:` and the like in a certificate; all header lines and the empty one after them.
    Header,
    /// Nothing between BEGIN and END; at the BEGIN.
    Empty,
    /// BEGIN, body and END all on one line; the whole block.
    OneLine,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockFault {
    /// The next block begins or the text ends before an END; at the BEGIN.
    Unterminated,
    /// Base64 without a BEGIN stands before this END.
    StrayEnd,
    /// Its label is not that of the BEGIN; at the label.
    LabelMismatch,
}

/// What stands on the line of a boundary, and what is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundaryFault {
    /// Text that does not belong there. Without it the line is right.
    Text,
    /// White space before the dashes. Without it the line is right.
    Indent,
    /// Text between the END of one block and the BEGIN of the next; belongs replaced by a newline.
    Between,
    /// A BEGIN, or base64, glued to the boundary before it. A newline is missing before the range.
    MissingBreakBefore,
    /// Base64 glued to the END after it. A newline is missing after the range.
    MissingBreakAfter,
}

/// One block. A boundary is meant without what else stands on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) label_at: Range<usize>,
    /// The BEGIN.
    pub(crate) begin: Range<usize>,
    /// The END, if there is one.
    pub(crate) end: Option<Range<usize>>,
    /// With both boundaries.
    pub(crate) at: Range<usize>,
    /// What stands between them.
    pub(crate) body: Range<usize>,
    /// The decoded body; empty if it has a fault or no END.
    pub(crate) der: Vec<u8>,
}

impl Block {
    /// Whether a certificate is announced, in one of the three ways that OpenSSL knows.
    pub(crate) fn is_certificate(&self) -> bool {
        is_certificate(&self.label)
    }

    /// Whether OpenSSL's own format is announced: a certificate and what it is trusted for.
    pub(crate) fn is_trusted(&self) -> bool {
        self.label == "TRUSTED CERTIFICATE"
    }

    /// The base64 characters that encode a part of the decoded body. `text` is what was scanned.
    ///
    /// Takes time linear in the body: nothing is stored per byte.
    pub(crate) fn characters(&self, text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
        body::characters(text, self.body.clone(), bytes)
    }
}

fn is_certificate(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

/// The blocks of a text, and its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PemText {
    /// In the order of the text, with or without faults.
    pub(crate) blocks: Vec<Block>,
    /// In the order of the text.
    pub(crate) faults: Vec<Fault<PemFault>>,
}

impl PemText {
    /// Finds the blocks of `text`; linear in its length, whatever it is.
    pub(crate) fn scan(text: &str) -> Self {
        scanner::scan(text)
    }
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
