//! What may be shown of a text with requests.

use super::Reading;
use crate::derived::Derived;
use crate::mask::{Masked, mask_text};
use crate::quote::{is_control, stand_in};
use crate::span::Span;

/// The text with everything hidden that is not known to be harmless, byte for byte as long. `documents` are
/// bodies, with what may be shown of each.
pub(crate) fn masked<'d>(
    text: &str,
    reading: &Reading,
    documents: impl IntoIterator<Item = (&'d Derived, Masked)>,
) -> String {
    let mut masked: Vec<u8> = text.bytes().map(|byte| if is_blank(byte) { byte } else { b'*' }).collect();
    let calls = reading.calls.iter();
    for span in reading.shown.iter().chain(calls.clone().flat_map(|call| &call.shown)) {
        show(text, *span, &mut masked);
    }
    for (body, document) in documents {
        body.reveal(text, &mut masked);
        body.overlay(document.text(), &mut masked);
    }
    let mut hide = |span: &Span, kept: fn(u8) -> bool| {
        let hidden = masked.get_mut(span.range()).unwrap_or_default();
        hidden.iter_mut().filter(|byte| !kept(**byte)).for_each(|byte| *byte = b'*');
    };
    reading.hidden.iter().for_each(|span| hide(span, is_blank));
    for credential in calls.flat_map(|call| &call.credentials) {
        hide(&credential.span, |byte| matches!(byte, b'\n' | b'\r'));
    }
    // Spans are those of whole characters; if one were not, nothing would be shown.
    String::from_utf8(masked).unwrap_or_else(|_| {
        text.bytes().map(|byte| if is_blank(byte) { char::from(byte) } else { '*' }).collect()
    })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Copies a part of the text, without the secrets that it may have in it, and with stand-ins for what no
/// terminal should get.
fn show(text: &str, span: Span, masked: &mut [u8]) {
    let Some(part) = text.get(span.range()) else { return };
    let hidden = mask_text(part);
    let part = hidden.as_deref().unwrap_or(part);
    let mut at = span.start;
    for c in part.chars() {
        let mut buffer = [0; 4];
        let shown = match is_control(c) && !matches!(c, '\t' | '\n' | '\r') {
            true => stand_in(c),
            false => c.encode_utf8(&mut buffer),
        };
        if let Some(place) = masked.get_mut(at..at + shown.len()) {
            place.copy_from_slice(shown.as_bytes());
        }
        at += shown.len();
    }
}
