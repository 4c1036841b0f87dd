//! Percent-encoding (RFC 3986 §2.1), with the map back.

use super::{Encoding, OffsetMap, Piece};
use crate::wiped::{Hidden, Wiped};

/// Decodes `raw`, which stands at `at` of the text around it.
pub(super) fn decode(raw: &str, at: usize) -> (Hidden<'_>, OffsetMap) {
    if !raw.contains('%') {
        let map = OffsetMap { encodings: vec![Encoding::Percent], ..OffsetMap::verbatim(at, raw.len()) };
        return (Hidden::Borrowed(raw), map);
    }
    let mut decoded = Wiped::with_capacity(raw.len());
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
    (Hidden::Owned(decoded), OffsetMap { pieces, encodings: vec![Encoding::Percent] })
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

#[cfg(test)]
mod tests {
    use super::super::tests::escaped;
    use super::super::*;
    use proptest::prelude::*;

    /// The text as it stands in the part of a query, with the bytes percent-encoded that the choices name.
    fn encoded(text: &str, choices: &[u8]) -> String {
        let mut encoded = String::new();
        for (i, c) in text.chars().enumerate() {
            match choices.get(i % choices.len().max(1)).copied().unwrap_or(0) % 3 {
                0 if c != '%' && c != '?' => encoded.push(c),
                1 => c.to_string().bytes().for_each(|b| encoded += &format!("%{b:02x}")),
                _ => c.to_string().bytes().for_each(|b| encoded += &format!("%{b:02X}")),
            }
        }
        encoded
    }

    #[test]
    fn an_encoded_character_is_one_place() {
        let text = Text::literal("dc=%C3%A9%20x", 10);
        let part = text.percent_decoded(3..13);
        assert_eq!(part.as_str(), "é x");
        assert_eq!(part.span(0..2), Span::new(13, 19));
        assert_eq!(part.span(1..2), Span::new(13, 19), "half a character is all of it");
        assert_eq!(part.span(2..3), Span::new(19, 22));
        assert_eq!(part.span(3..4), Span::new(22, 23));
        assert_eq!(part.span(4..4), Span::at(23));
    }

    #[test]
    fn a_percent_that_encodes_nothing_stands_for_itself() {
        for raw in ["%", "%4", "%zz", "%+1", "%é1", "a%", "%%", "%\u{1f600}"] {
            let text = Text::literal(raw, 0);
            let part = text.percent_decoded(0..raw.len());
            assert_eq!(part.as_str(), raw);
            assert_eq!(part.span(0..1), Span::new(0, 1));
            assert_eq!(part.span(0..raw.len()), Span::new(0, raw.len()));
        }
        let text = Text::literal("%%41%", 0);
        let part = text.percent_decoded(0..5);
        assert_eq!(part.as_str(), "%A%");
        assert_eq!(part.span(1..2), Span::new(1, 4));
        assert_eq!(part.span(2..3), Span::new(4, 5));
    }

    #[test]
    fn octets_that_are_no_utf_8_are_one_place_each() {
        let text = Text::literal("%C3(%FF%41", 0);
        let part = text.percent_decoded(0..10);
        assert_eq!(part.as_str(), "\u{fffd}(\u{fffd}A");
        assert_eq!(part.span(0..3), Span::new(0, 3));
        assert_eq!(part.span(3..4), Span::new(3, 4));
        assert_eq!(part.span(4..7), Span::new(4, 7));
        assert_eq!(part.span(7..8), Span::new(7, 10));
    }

    #[test]
    fn a_part_is_a_place_even_if_it_is_empty() {
        let text = Text::literal("dc=a?%41", 1);
        assert_eq!(text.percent_decoded(4..4).span(0..0), Span::at(5));
        assert_eq!(text.percent_decoded(5..8).span(0..0), Span::at(6));
        assert_eq!(text.percent_decoded(5..8).span(1..1), Span::at(9));
    }

    #[test]
    fn an_edit_is_encoded_for_the_part_and_for_the_string() {
        let text = Text::literal(r"a\n%20b", 0);
        assert_eq!(text.as_str(), "a\n%20b");
        let part = text.percent_decoded(1..6);
        assert_eq!(part.as_str(), "\n b");
        let edit = part.replace(0..2, "\"?%\\");
        assert_eq!(edit.span, Span::new(1, 6));
        assert_eq!(edit.text, r#"\"%3F%25\\"#);
    }

    /// A text with nothing but encoded characters, and one with nothing but percent signs.
    #[test]
    fn long_runs_are_decoded() {
        let long = 300_000;
        for (raw, decoded) in
            [("%41", "A"), ("%", "%"), ("%E4", "\u{fffd}"), ("\\u0025", "%"), ("%41x", "Ax")]
        {
            let raw = raw.repeat(long);
            let text = Text::literal(&raw, 0);
            let part = text.percent_decoded(0..text.as_str().len());
            assert_eq!(part.as_str(), decoded.repeat(long));
            let end = part.as_str().len();
            assert_eq!(part.span(end..end), Span::at(raw.len()));
        }
    }

    proptest! {
        /// The source of every character, decoded again, is that character; and the sources of neighbours
        /// touch. The part stands between others, in a JSON string with escapes.
        #[test]
        fn every_character_maps_to_its_own_source(text in "\\PC{0,12}|[a%4?\"\\\\\n\u{e9}\u{1f600}]{0,12}", choices: Vec<u8>, escapes: Vec<u8>) {
            let inside = encoded(&text, &choices);
            let whole = format!("\u{e9}\"?{inside}?z");
            let file = escaped(&whole, &escapes);
            let outer = Text::literal(&file, 0);
            prop_assert_eq!(outer.as_str(), &whole);
            let part = outer.percent_decoded(4..4 + inside.len());
            prop_assert_eq!(part.as_str(), &text);
            let mut end = part.span(0..0).start;
            prop_assert_eq!(end, outer.span(4..4).start);
            for (at, c) in text.char_indices() {
                let span = part.span(at..at + c.len_utf8());
                prop_assert_eq!(span.start, end);
                end = span.end;
                let once = Text::literal(&file[span.range()], 0);
                let decoded = once.percent_decoded(0..once.as_str().len());
                prop_assert_eq!(decoded.as_str(), c.to_string());
            }
            prop_assert_eq!(end, outer.span(0..4 + inside.len()).end);
        }

        /// Putting the edit into the file gives the part with the replacement in it.
        #[test]
        fn an_edit_decodes_to_the_replacement(before in "[a%\\\\?\u{1f600}]{0,5}", cut in "[b%\\\\\u{e9}]{0,5}", after in "[cx?\\\\\n]{0,5}", with in "\\PC{0,5}|[\"%?\\\\\n]{0,5}", choices: Vec<u8>) {
            let inside = encoded(&format!("{before}{cut}{after}"), &choices);
            let file = serde_json::to_string(&inside).unwrap();
            let outer = Text::literal(&file[1..file.len() - 1], 1);
            let part = outer.percent_decoded(0..inside.len());
            let edit = part.replace(before.len()..before.len() + cut.len(), &with);
            let mut edited = file.clone();
            edited.replace_range(edit.span.range(), &edit.text);
            let query: String = serde_json::from_str(&edited).unwrap();
            prop_assert!(!edit.text.contains('?'));
            let again = Text::literal(&edited[1..edited.len() - 1], 1);
            let decoded = again.percent_decoded(0..query.len());
            prop_assert_eq!(decoded.as_str(), format!("{before}{with}{after}"));
        }
    }
}
