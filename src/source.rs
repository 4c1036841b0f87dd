//! What was read: the bytes, whether they are JSON, and where their secrets are.

#[cfg(feature = "cli")]
mod meant;

use std::cell::OnceCell;
use std::fmt;

use crate::api::response;
use crate::conventions::Conventions;
use crate::json::{Document, JsonFault, JsonFaultKind, judge};
use crate::lines::LineIndex;
use crate::mask::{InJson, KeyInJson, Masked, look_into_json, mask_json, mask_other};
use crate::span::Span;
use crate::spec::Kind;

#[cfg(feature = "cli")]
pub(crate) use self::meant::is_request_body;

/// The largest input that is looked at, in bytes: 128 MiB.
pub const MAX_INPUT: usize = 128 << 20;

/// A document as it came. Its `Debug` shows none of the text.
pub(crate) struct Source<'s> {
    bytes: &'s [u8],
    /// The bytes as text, without the byte order mark; empty if they are none, or too many.
    text: &'s str,
    /// How many bytes the byte order mark takes.
    mark: usize,
    /// What stands in it, or why nothing can be said of it.
    document: Result<Document<'s>, Refusal>,
    /// What it hides, looked for once for the mask, the quotes and the rule about keys.
    hidden: OnceCell<InJson>,
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("bytes", &self.bytes.len())
            .field("mark", &self.mark)
            .field("document", &self.document)
            .field("hidden", &self.hidden)
            .finish_non_exhaustive()
    }
}

/// Why a document was not looked into.
#[derive(Debug)]
pub(crate) enum Refusal {
    TooLarge {
        limit: usize,
    },
    Json(JsonFault),
    /// It is a message, whose body is a document of its own. This is what may be shown of it.
    Message {
        masked: String,
    },
}

impl<'s> Source<'s> {
    /// Reads a document as most people mean it.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn new(bytes: &'s [u8], kind: Kind, limit: usize) -> Self {
        Self::under(Conventions::usual(), bytes, kind, limit)
    }

    /// Reads a document by a team's conventions.
    pub(crate) fn under(conventions: &'s Conventions, bytes: &'s [u8], kind: Kind, limit: usize) -> Self {
        let source = |text, mark, document| Source { bytes, text, mark, document, hidden: OnceCell::new() };
        if bytes.len() > limit {
            return source("", 0, Err(Refusal::TooLarge { limit }));
        }
        // An answer may have come with the head of its message.
        let (status, head) = match kind {
            Kind::Response => response::head(bytes),
            Kind::Patch | Kind::Verify => (None, 0),
        };
        let body = bytes.get(head..).unwrap_or_default();
        match judge(body, &conventions.templates) {
            Err(fault) => {
                let text = std::str::from_utf8(body).unwrap_or_default();
                let content = text.strip_prefix('\u{feff}').unwrap_or(text);
                let start = head + text.len() - content.len();
                source(content, start, Err(Refusal::Json(fault.moved(head))))
            }
            Ok((text, mark)) => {
                let mark = head + mark;
                let document = match kind {
                    Kind::Response => response::index(text, mark, status, conventions),
                    Kind::Patch | Kind::Verify => Document::index(text, mark, kind.root(), conventions),
                };
                let document = match document.lone_surrogate {
                    None => Ok(document),
                    Some(at) => Err(Refusal::Json(JsonFault { kind: JsonFaultKind::LoneSurrogate, at })),
                };
                source(text, mark, document)
            }
        }
    }

    /// A document once more, of what was kept of it: instead of `secrets` it has stand-ins, of which the text
    /// behind its byte order mark is as good as JSON.
    pub(crate) fn kept(text: &'s str, mark: usize, kind: Kind, secrets: Vec<Span>) -> Self {
        let content = text.get(mark..).unwrap_or_default();
        let document = Ok(Document::index(content, mark, kind.root(), Conventions::usual()));
        let hidden = OnceCell::from(InJson { secrets, keys: Vec::new() });
        Source { bytes: text.as_bytes(), text: content, mark, document, hidden }
    }

    /// A text with requests in it; `masked` is what may be shown of it, byte for byte as long.
    pub(crate) fn message(text: &'s str, masked: String) -> Self {
        debug_assert_eq!(text.len(), masked.len(), "offsets have to stay");
        let document = Err(Refusal::Message { masked });
        Source { bytes: text.as_bytes(), text, mark: 0, document, hidden: OnceCell::new() }
    }

    /// What stands in it, if it could be looked into.
    pub(crate) fn document(&self) -> Option<&Document<'s>> {
        self.document.as_ref().ok()
    }

    /// Why it could not be looked into.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        self.document.as_ref().err()
    }

    /// Whether it is a text with requests in it.
    pub(crate) fn is_message(&self) -> bool {
        matches!(self.document, Err(Refusal::Message { .. }))
    }

    /// The text without its byte order mark, JSON or not; empty if it is none.
    pub(crate) fn text(&self) -> &'s str {
        self.text
    }

    /// Where that text begins in the file.
    pub(crate) fn text_start(&self) -> usize {
        self.mark
    }

    /// The byte order mark at the start.
    pub(crate) fn byte_order_mark(&self) -> Option<Span> {
        self.bytes.starts_with("\u{feff}".as_bytes()).then(|| Span::new(0, "\u{feff}".len()))
    }

    /// The text of the file at `span`, for an edit that writes it elsewhere; not if a secret is in it.
    pub(crate) fn copy(&self, span: Span) -> Option<&'s str> {
        if self.is_secret(span) {
            return None;
        }
        self.text.get(span.start.checked_sub(self.mark)?..span.end.checked_sub(self.mark)?)
    }

    /// Whether any of `span` is secret. Of a text that is no JSON nothing is known, so all of it is.
    pub(crate) fn is_secret(&self, span: Span) -> bool {
        if let Err(Refusal::Message { masked }) = &self.document {
            return masked.as_bytes().get(span.range()) != self.bytes.get(span.range());
        }
        if self.document.is_err() {
            return true;
        }
        let secrets = self.secrets();
        let next = secrets.partition_point(|secret| secret.end <= span.start);
        secrets.get(next).is_some_and(|secret| secret.overlaps(span))
    }

    /// Where the secrets of a JSON document are: in order, and apart from each other.
    pub(crate) fn secrets(&self) -> &[Span] {
        &self.hidden().secrets
    }

    fn hidden(&self) -> &InJson {
        self.hidden.get_or_init(|| look_into_json(self.text, self.mark, self.document()))
    }

    /// The private keys in it, wherever they stand; of a text that is no JSON nothing is known.
    pub(crate) fn private_keys(&self) -> &[KeyInJson] {
        match self.document {
            Ok(_) => &self.hidden().keys,
            Err(_) => &[],
        }
    }

    /// The text that may be shown.
    pub(crate) fn masked(&self) -> Masked {
        let text = match &self.document {
            Ok(_) => self.masked_json(),
            // A word of the documentation is no secret.
            Err(Refusal::Json(fault)) if fault.kind == JsonFaultKind::StandsForBody => {
                let masked = mask_other(self.bytes);
                let part = |text: &str, from, to| text.get(from..to).unwrap_or_default().to_owned();
                let word = part(self.text, fault.at.start - self.mark, fault.at.end - self.mark);
                part(&masked, 0, fault.at.start) + &word + &part(&masked, fault.at.end, masked.len())
            }
            Err(Refusal::Json(fault)) if fault.kind == JsonFaultKind::LoneSurrogate => self.masked_json(),
            Err(Refusal::Json(_)) => mask_other(self.bytes),
            Err(Refusal::TooLarge { .. }) => String::new(),
            Err(Refusal::Message { masked }) => masked.clone(),
        };
        // Lines and columns are those of the original, which was not looked into if it is too large.
        let lines = if self.is_too_large() { LineIndex::new(&[]) } else { LineIndex::new(self.bytes) };
        Masked::new(text, lines)
    }

    /// A JSON text that may be shown. In the head of a message anything may stand: of that only the lines are
    /// left.
    fn masked_json(&self) -> String {
        let start = self.byte_order_mark().map_or(0, |mark| mark.end);
        if self.mark <= start {
            return mask_json(self.text, self.mark, self.secrets());
        }
        let head = self.bytes.get(..self.mark).unwrap_or_default();
        let hidden =
            head.iter().map(|byte| if matches!(byte, b'\r' | b'\n') { char::from(*byte) } else { '*' });
        let back = |secret: &Span| Span::new(secret.start - self.mark, secret.end - self.mark);
        let secrets: Vec<Span> = self.secrets().iter().map(back).collect();
        hidden.collect::<String>() + &mask_json(self.text, 0, &secrets)
    }

    fn is_too_large(&self) -> bool {
        matches!(self.document, Err(Refusal::TooLarge { .. }))
    }

    pub(crate) fn bytes(&self) -> &'s [u8] {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_INPUT, Source};
    use crate::spec::Kind;

    /// Only the documentation's word for the body is shown where a text is no JSON.
    #[test]
    fn what_is_no_json_is_masked_but_for_what_stands_for_the_body() {
        let masked =
            |text: &str| Source::new(text.as_bytes(), Kind::Patch, MAX_INPUT).masked().text().to_owned();
        assert_eq!(masked("{ <Payload> }"), "{ <Payload> }");
        for text in ["{hunter2}", "{\"bindPassword\": hunter2}", "{\"a\": \"\\xhunter2\"}", "hunter2"] {
            assert!(!masked(text).contains("hunter"), "{text}: {}", masked(text));
        }
        assert_eq!(masked("{\"port\": 636}"), "{\"port\": 636}");
    }
}
