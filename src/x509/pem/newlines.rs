//! The line breaks that were escaped or lost, gathered for the whole text.

use std::ops::Range;

use super::lines::{Break, BreakKind};
use super::{BodyFault, BoundaryFault, Lost, Malformed, PemFault, Respell, Spelling};
use crate::language::Fault;

/// Those that belong to a block; in the order of the text.
#[derive(Default)]
pub(super) struct Newlines {
    escaped: Vec<Respell>,
    first_escaped: Option<Range<usize>>,
    lost: Vec<Respell>,
    first_lost: Option<(Lost, Range<usize>)>,
    /// Lone carriage returns: to OpenSSL they are blanks, and amidst base64 they do no harm.
    returns: Vec<Respell>,
    first_return: Option<Range<usize>>,
    end: usize,
}

impl Newlines {
    /// Takes in what ends a line, if it is no plain newline. Of a private key it is to be mended with the
    /// others, but not to be spoken of.
    pub(super) fn add(&mut self, found: Option<&Break>, is_mute: bool) {
        let Some(Break { at, kind }) = found.filter(|found| found.at.start >= self.end) else { return };
        let spell = Respell::newline(at.clone());
        match kind {
            BreakKind::Newline => return,
            BreakKind::Escaped(first) => {
                self.escaped.push(spell);
                if !is_mute {
                    self.first_escaped.get_or_insert_with(|| first.clone());
                }
            }
            BreakKind::Lost(Lost::CarriageReturns) => self.returns.push(spell),
            BreakKind::Lost(lost) => {
                self.lost.push(spell);
                if !is_mute {
                    self.first_lost.get_or_insert_with(|| (*lost, at.clone()));
                }
            }
        }
        self.end = at.end;
    }

    /// A carriage return that does harm.
    pub(super) fn harmful_return(&mut self, at: &Range<usize>, is_mute: bool) {
        if !is_mute {
            self.first_return.get_or_insert_with(|| at.clone());
        }
    }

    /// A block, `at`, is all on one line.
    pub(super) fn one_line(&mut self, lost: Lost, at: Range<usize>, is_mute: bool) {
        if !is_mute {
            self.first_lost.get_or_insert((lost, at));
        }
    }

    pub(super) fn spell(&mut self, spell: Respell) {
        self.end = self.end.max(spell.at.end);
        self.lost.push(spell);
    }

    /// Where line breaks are escaped, `\/` comes from that, too.
    fn unslash(&mut self, faults: &mut Vec<Fault<PemFault>>) {
        faults.retain(|fault| match &fault.kind {
            PemFault::Body(BodyFault::Spelling(Spelling::Slashes, all)) => {
                self.escaped.extend(all.iter().cloned());
                false
            }
            _ => true,
        });
    }

    /// What was escaped was a JSON string, or a list of them: what is left of that goes with the escapes.
    fn unquote(&mut self, text: &str, faults: &mut Vec<Fault<PemFault>>) {
        faults.retain(|fault| {
            let PemFault::Boundary(kind @ (BoundaryFault::Text(_) | BoundaryFault::Between)) = &fault.kind
            else {
                return true;
            };
            let part = text.get(fault.at.clone()).unwrap_or_default();
            let is_json = is_json_around(part);
            if is_json {
                let with = if *kind == BoundaryFault::Between { "\n" } else { "" };
                self.escaped.push(Respell { at: fault.at.clone(), with });
            }
            !is_json
        });
        self.escaped.sort_by_key(|spell| spell.at.start);
    }

    /// Adds the faults to the others. Where newlines are percent-encoded, so is the rest: one fault.
    pub(super) fn finish(mut self, text: &str, faults: &mut Vec<Fault<PemFault>>) {
        if let Some(first) = self.first_return.take() {
            self.lost.append(&mut self.returns);
            if self.first_lost.as_ref().is_none_or(|(_, lost)| first.start < lost.start) {
                self.first_lost = Some((Lost::CarriageReturns, first));
            }
        }
        if let Some(first) = self.first_escaped.take() {
            self.unslash(faults);
            self.unquote(text, faults);
            faults.push(Fault::new(PemFault::EscapedNewlines(self.escaped), first));
        }
        let Some((lost, first)) = self.first_lost else { return };
        if lost == Lost::Percent {
            faults.retain(|fault| match &fault.kind {
                PemFault::Boundary(BoundaryFault::Malformed(Malformed::Blanks, _)) => {
                    let part = text.get(fault.at.clone()).unwrap_or_default();
                    let before = self.lost.len();
                    for blank in ["%20", "+"] {
                        let found = part.match_indices(blank).map(|(at, blank)| Respell {
                            at: fault.at.start + at..fault.at.start + at + blank.len(),
                            with: " ",
                        });
                        self.lost.extend(found);
                    }
                    self.lost.len() == before
                }
                PemFault::Body(BodyFault::Spelling(Spelling::Percent, all)) => {
                    self.lost.extend(all.iter().cloned());
                    false
                }
                _ => true,
            });
        }
        self.lost.sort_by_key(|spell| spell.at.start);
        faults.push(Fault::new(PemFault::LostNewlines(lost, self.lost), first));
    }
}

/// Whether it is what stands around strings in JSON: punctuation, and names of members.
fn is_json_around(part: &str) -> bool {
    let is_name = |piece: &str| {
        !piece.is_empty()
            && piece.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
    };
    let mut pieces = part.split('"').map(|piece| piece.trim_matches([' ', '\t', '\\'])).peekable();
    while let Some(piece) = pieces.next() {
        let is_punctuation =
            piece.bytes().all(|b| matches!(b, b'[' | b']' | b'{' | b'}' | b',' | b':' | b' '));
        let is_member = is_name(piece) && pieces.peek().is_some_and(|next| next.starts_with(':'));
        if !is_punctuation && !is_member {
            return false;
        }
    }
    true
}
