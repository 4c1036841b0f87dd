//! A document that does not stand in the file as it is, and the way back to the file: the body in a message,
//! in a quoted argument of a shell, in an envelope; an update together with what is stored.

use crate::fix::Edit;
use crate::span::Span;
use crate::wiped::Wiped;

/// A text that was put together, and where each part of it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    text: Wiped,
    /// In the order of the text, without gaps.
    pieces: Vec<Piece>,
    /// How a text is written where the file has verbatim parts of the document; not if it cannot be.
    encode: fn(&str) -> Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// In the text.
    span: Span,
    origin: Origin,
}

#[derive(Debug, Clone, Copy)]
enum Origin {
    /// The file has the same bytes, from there on.
    Verbatim(usize),
    /// The file has other bytes that stand for them: an escape, a variable.
    Encoded(Span),
    /// They are not in the file. What is found there is shown at this place of it.
    Elsewhere(Span),
}

/// A place of the file to which a place of the document leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origins {
    pub(crate) span: Span,
    /// Whether what stands there is not in the file, and the place only the nearest to it.
    pub(crate) is_elsewhere: bool,
}

impl Default for Derived {
    fn default() -> Self {
        Self { text: Wiped::default(), pieces: Vec::new(), encode: |text| Some(text.to_owned()) }
    }
}

impl Derived {
    /// A document that stands in the file as it is, from the byte `at` on.
    pub(crate) fn verbatim(text: &str, at: usize) -> Self {
        let mut derived = Self::default();
        derived.push_verbatim(text, at);
        derived
    }

    /// Says how an edit is written where the file has the document's own bytes.
    pub(crate) fn encoded_by(self, encode: fn(&str) -> Option<String>) -> Self {
        Self { encode, ..self }
    }

    /// Appends what the file has as it is, from the byte `at` on.
    pub(crate) fn push_verbatim(&mut self, text: &str, at: usize) {
        let end = self.text.len();
        if let Some(Piece { span, origin: Origin::Verbatim(from) }) = self.pieces.last_mut()
            && *from + span.len() == at
        {
            span.end += text.len();
            self.text.push_str(text);
            return;
        }
        self.push(text, Origin::Verbatim(at), end);
    }

    /// Appends what other bytes of the file stand for.
    pub(crate) fn push_encoded(&mut self, text: &str, span: Span) {
        self.push(text, Origin::Encoded(span), self.text.len());
    }

    /// Appends what is not in the file; what is found there is shown at `anchor`.
    pub(crate) fn push_elsewhere(&mut self, text: &str, anchor: Span) {
        self.push(text, Origin::Elsewhere(anchor), self.text.len());
    }

    fn push(&mut self, text: &str, origin: Origin, end: usize) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(Piece { span: Span::new(end, end + text.len()), origin });
        }
    }

    /// The document.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The way back alone.
    pub(crate) fn without_text(&self) -> Self {
        Self { text: Wiped::default(), pieces: self.pieces.clone(), encode: self.encode }
    }

    /// Where in the file a place of the document is. Half an escape is not a place, so the span covers what
    /// it touches.
    pub(crate) fn span(&self, span: Span) -> Origins {
        let mut of_file: Option<Span> = None;
        let mut anchor = None;
        for piece in self.touched(span) {
            let part =
                Span::new(span.start.max(piece.span.start), span.end.min(piece.span.end).max(span.start));
            let found = match piece.origin {
                Origin::Verbatim(at) => {
                    let start = at + (part.start - piece.span.start).min(piece.span.len());
                    Span::new(start, at + part.end.saturating_sub(piece.span.start).min(piece.span.len()))
                }
                Origin::Encoded(place) if span.is_empty() && part.start == piece.span.start => {
                    Span::at(place.start)
                }
                Origin::Encoded(place) if span.is_empty() && part.start == piece.span.end => {
                    Span::at(place.end)
                }
                Origin::Encoded(place) => place,
                Origin::Elsewhere(place) => {
                    anchor.get_or_insert(place);
                    continue;
                }
            };
            of_file = Some(of_file.map_or(found, |sofar| sofar.join(found)));
        }
        match of_file {
            Some(span) => Origins { span, is_elsewhere: false },
            None => Origins { span: anchor.unwrap_or(Span::at(0)), is_elsewhere: anchor.is_some() },
        }
    }

    /// The place of the document to which a place of the file leads; none, if that is no part of it.
    pub(crate) fn inward(&self, span: Span) -> Option<Span> {
        let found = self.pieces.iter().filter_map(|piece| {
            let (start, end) = (piece.span.start, piece.span.end);
            let place = match piece.origin {
                Origin::Verbatim(at) => Span::new(at, at + piece.span.len()),
                Origin::Encoded(place) => place,
                Origin::Elsewhere(_) => return None,
            };
            if !place.overlaps(span) {
                return None;
            }
            let within = |at: usize| match piece.origin {
                Origin::Verbatim(_) => Some(start + at.checked_sub(place.start)?).filter(|at| *at <= end),
                _ => None,
            };
            Some(Span::new(within(span.start).unwrap_or(start), within(span.end).unwrap_or(end)))
        });
        found.reduce(Span::join)
    }

    /// The edit of the file that does the same; none if not all that is replaced stands there as it is.
    pub(crate) fn edit(&self, edit: &Edit) -> Option<Edit> {
        let mut at: Option<(usize, usize)> = None;
        for piece in self.touched(edit.span) {
            let Origin::Verbatim(from) = piece.origin else {
                // At the edge of another part there is nothing of it to be replaced.
                if edit.span.is_empty() {
                    continue;
                }
                return None;
            };
            let start = from + edit.span.start.saturating_sub(piece.span.start);
            let end = from + edit.span.end.min(piece.span.end).saturating_sub(piece.span.start);
            at = match at {
                None => Some((start, end)),
                Some((first, last)) if last == from => Some((first, end)),
                Some(sofar) if edit.span.is_empty() => Some(sofar),
                Some(_) => return None,
            };
        }
        let (start, end) = at?;
        Some(Edit { span: Span::new(start, end), text: (self.encode)(&edit.text)? })
    }

    /// Copies from the file what stands for parts of the document in other bytes. What of it is secret is
    /// hidden when the masked text is [written over it](Self::overlay).
    pub(crate) fn reveal(&self, file: &str, masked: &mut [u8]) {
        for piece in &self.pieces {
            if let Origin::Encoded(place) = piece.origin
                && let Some(bytes) = file.as_bytes().get(place.range())
                && let Some(place) = masked.get_mut(place.range())
            {
                place.copy_from_slice(bytes);
            }
        }
    }

    /// The masked text of the document, written into the file's: `masked` is that of the file, byte for
    /// byte as long. What stands there otherwise is hidden where anything of it is.
    pub(crate) fn overlay(&self, document: &str, masked: &mut [u8]) {
        for piece in &self.pieces {
            let part = document.as_bytes().get(piece.span.range()).unwrap_or_default();
            match piece.origin {
                Origin::Verbatim(at) => {
                    if let Some(place) = masked.get_mut(at..at + part.len()) {
                        place.copy_from_slice(part);
                    }
                }
                Origin::Encoded(place) => {
                    let own = self.text.as_bytes().get(piece.span.range()).unwrap_or_default();
                    if own != part
                        && let Some(place) = masked.get_mut(place.range())
                    {
                        place.iter_mut().filter(|b| !matches!(b, b'\n' | b'\r')).for_each(|b| *b = b'*');
                    }
                }
                Origin::Elsewhere(_) => {}
            }
        }
    }

    /// The pieces that have a byte of the span, or, if it is empty, that it lies in or at the edge of.
    fn touched(&self, span: Span) -> impl Iterator<Item = &Piece> {
        let first = self.pieces.partition_point(|piece| piece.span.end < span.start);
        let rest = self.pieces.get(first..).unwrap_or_default();
        rest.iter()
            .take_while(move |piece| piece.span.start <= span.end)
            .filter(move |piece| piece.span.overlaps(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab` at 10, `c` written as two bytes at 12, `XY` nowhere, `de` at 20.
    fn derived() -> Derived {
        let mut derived = Derived::verbatim("ab", 10);
        derived.push_encoded("c", Span::new(12, 14));
        derived.push_elsewhere("XY", Span::new(1, 3));
        derived.push_verbatim("d", 20);
        derived.push_verbatim("e", 21);
        derived
    }

    fn span(start: usize, end: usize) -> (usize, usize, bool) {
        let found = derived().span(Span::new(start, end));
        (found.span.start, found.span.end, found.is_elsewhere)
    }

    #[test]
    fn places_lead_back_to_the_file() {
        assert_eq!(derived().text(), "abcXYde");
        assert_eq!(span(0, 2), (10, 12, false));
        assert_eq!(span(1, 3), (11, 14, false));
        assert_eq!(span(2, 3), (12, 14, false));
        assert_eq!(span(3, 5), (1, 3, true));
        assert_eq!(span(4, 7), (20, 22, false));
        assert_eq!(span(6, 6), (21, 21, false));
        assert_eq!(span(7, 7), (22, 22, false));
        assert_eq!(span(0, 0), (10, 10, false));
        assert_eq!(span(4, 4), (1, 3, true));
    }

    #[test]
    fn places_of_the_file_lead_into_the_document() {
        let inward =
            |start, end| derived().inward(Span::new(start, end)).map(|found| (found.start, found.end));
        assert_eq!(inward(10, 12), Some((0, 2)));
        assert_eq!(inward(11, 14), Some((1, 3)));
        assert_eq!(inward(12, 13), Some((2, 3)));
        assert_eq!(inward(11, 21), Some((1, 6)));
        assert_eq!(inward(21, 22), Some((6, 7)));
        assert_eq!(inward(0, 5), None);
        assert_eq!(inward(15, 19), None);
        assert_eq!(inward(0, 30), Some((0, 7)));
    }

    fn edit(start: usize, end: usize) -> Option<(usize, usize)> {
        let edit = Edit { span: Span::new(start, end), text: "-".to_owned() };
        derived().edit(&edit).map(|edit| (edit.span.start, edit.span.end))
    }

    #[test]
    fn edits_are_made_where_the_file_has_the_same_bytes() {
        assert_eq!(edit(0, 2), Some((10, 12)));
        assert_eq!(edit(5, 7), Some((20, 22)));
        assert_eq!(edit(1, 3), None);
        assert_eq!(edit(3, 6), None);
        assert_eq!(edit(4, 4), None);
        assert_eq!(edit(2, 2), Some((12, 12)));
        assert_eq!(edit(7, 7), Some((22, 22)));
    }

    #[test]
    fn what_is_masked_in_the_document_is_masked_in_the_file() {
        let mut file = b"0123456789abXXyyyyyydeZ".to_vec();
        derived().overlay("a**XYd*", &mut file);
        assert_eq!(file, b"0123456789a***yyyyyyd*Z");
    }
}
