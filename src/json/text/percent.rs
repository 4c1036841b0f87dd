//! Percent-encoding (RFC 3986 §2.1), with the map back.

use std::borrow::Cow;

use super::{Encoding, OffsetMap, Piece};

/// Decodes `raw`, which stands at `at` of the text around it.
pub(super) fn decode(raw: &str, at: usize) -> (Cow<'_, str>, OffsetMap) {
    if !raw.contains('%') {
        let map = OffsetMap { encodings: vec![Encoding::Percent], ..OffsetMap::verbatim(at, raw.len()) };
        return (Cow::Borrowed(raw), map);
    }
    let mut decoded = String::with_capacity(raw.len());
    let mut pieces = vec![Piece { decoded: 0, source: at, verbatim: true }];
    let mut rest = raw;
    while let Some(percent) = rest.find('%') {
        decoded.push_str(rest.get(..percent).unwrap_or_default());
        let source = raw.len() - rest.len() + percent;
        let run = rest.get(percent..).unwrap_or_default();
        let octets: Vec<u8> = octets(run).collect();
        if octets.is_empty() {
            decoded.push('%');
            rest = run.get(1..).unwrap_or_default();
            continue;
        }
        // Each character is a piece of its own, as long as the octets that it is made of.
        let mut source = at + source;
        for chunk in octets.utf8_chunks() {
            let valid = chunk.valid().chars().map(|c| (c, c.len_utf8()));
            let invalid =
                (!chunk.invalid().is_empty()).then(|| (char::REPLACEMENT_CHARACTER, chunk.invalid().len()));
            for (character, length) in valid.chain(invalid) {
                if pieces.last().is_some_and(|last| last.decoded == decoded.len()) {
                    pieces.pop();
                }
                pieces.push(Piece { decoded: decoded.len(), source, verbatim: false });
                decoded.push(character);
                source += 3 * length;
                pieces.push(Piece { decoded: decoded.len(), source, verbatim: true });
            }
        }
        rest = run.get(3 * octets.len()..).unwrap_or_default();
    }
    decoded.push_str(rest);
    pieces.push(Piece { decoded: decoded.len(), source: at + raw.len(), verbatim: true });
    (Cow::Owned(decoded), OffsetMap { pieces, encodings: vec![Encoding::Percent] })
}

/// The octets of the `%XX` that follow each other at the start of the text.
fn octets(text: &str) -> impl Iterator<Item = u8> {
    text.as_bytes().chunks_exact(3).map_while(|triple| match triple {
        [b'%', high, low] => {
            let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            Some(digit(high)? << 4 | digit(low)?)
        }
        _ => None,
    })
}

/// Encodes what would end the part that the text goes to, or be taken for an encoding.
pub(super) fn encode(text: &str) -> String {
    text.replace('%', "%25").replace('?', "%3F")
}
