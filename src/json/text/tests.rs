//! Texts, and the way back from them.

use super::*;
use proptest::prelude::*;

/// The literal of `text` with each character escaped as `choice` says.
pub(super) fn escaped(text: &str, choices: &[u8]) -> String {
    let mut raw = String::new();
    for (i, c) in text.chars().enumerate() {
        let mut units = [0; 2];
        match choices.get(i % choices.len().max(1)).copied().unwrap_or(0) % 3 {
            0 if c >= ' ' && c != '"' && c != '\\' => raw.push(c),
            _ => c.encode_utf16(&mut units).iter().for_each(|u| raw += &format!("\\u{u:04x}")),
        }
    }
    raw
}

#[test]
fn an_escape_is_one_place() {
    let text = Text::literal(r"a\nb\ud83d\ude00c", 10);
    assert_eq!(text.as_str(), "a\nb😀c");
    assert_eq!(text.span(0..1), Span::new(10, 11));
    assert_eq!(text.span(1..2), Span::new(11, 13));
    assert_eq!(text.span(3..7), Span::new(14, 26));
    assert_eq!(text.span(4..5), Span::new(14, 26), "half a character is all of its escape");
    assert_eq!(text.span(8..8), Span::at(27));
    assert_eq!(text.span(0..text.as_str().len()), Span::new(10, 27));
}

#[test]
fn adjacent_escapes_stay_apart() {
    let text = Text::literal(r"\\\\", 0);
    assert_eq!(text.span(0..1), Span::new(0, 2));
    assert_eq!(text.span(1..2), Span::new(2, 4));
}

#[test]
fn edits_are_encoded_for_each_layer() {
    let file = r#""{\"a\":\"x\\ny\"}""#;
    let outer = Text::literal(&file[1..file.len() - 1], 1);
    assert_eq!(outer.as_str(), r#"{"a":"x\ny"}"#);
    let inner = outer.nested(6..10);
    assert_eq!(inner.as_str(), "x\ny");
    let edit = inner.replace(1..2, "\"");
    assert_eq!(&file[edit.span.range()], r"\\n");
    assert_eq!(edit.text, r#"\\\""#);
}

/// Of very many escapes not each is marked, and the places are those of the full map all the same; also where long texts
/// stand between them.
#[test]
fn places_among_very_many_escapes() {
    let some = r#"a\\\n\n\u00e9bc\ud83d\ude00\""#.repeat(MOST_MARKED / 4);
    let long = "x".repeat(3_000);
    let raw = format!(r"{long}{some}{long}\n{long}\n\n{long}{some}{long}");
    let text = Text::literal(&raw, 7);
    let map = OffsetMap::of_literal(&raw, 7);
    let length = text.as_str().len();
    for start in (0..200).chain((200..length).step_by(997)).chain(length - 50..=length) {
        for end in [start, start + 1, start + 20] {
            assert_eq!(text.span(start..end.min(length)), map.span(start..end.min(length)), "{start}..{end}");
        }
    }
}

proptest! {
    /// The source of every character of a text, decoded again, is that character; through one
    /// layer and through two.
    #[test]
    fn every_character_maps_to_its_own_source(text in "\\PC{0,12}|[a\"\\\\\n\u{e9}\u{1f600}]{0,12}", one: Vec<u8>, two: Vec<u8>) {
        let inner_raw = escaped(&text, &one);
        let file = escaped(&inner_raw, &two);
        let outer = Text::literal(&file, 0);
        prop_assert_eq!(outer.as_str(), &inner_raw);
        let inner = outer.nested(0..inner_raw.len());
        prop_assert_eq!(inner.as_str(), &text);
        let mut end = 0;
        for (at, c) in text.char_indices() {
            let span = inner.span(at..at + c.len_utf8());
            prop_assert_eq!(span.start, end, "the sources of neighbours touch");
            end = span.end;
            let once = Text::literal(&file[span.range()], 0).as_str().to_owned();
            let twice = Text::literal(&once, 0);
            prop_assert_eq!(twice.as_str(), c.to_string());
        }
        prop_assert_eq!(end, file.len());
    }

    /// Putting the edit into the file gives the text with the replacement in it.
    #[test]
    fn an_edit_decodes_to_the_replacement(before in "[a\"\\\\\n\u{1f600}]{0,5}", cut in "[b\"\\\\\n\u{1f600}]{0,5}", after in "[c\"\\\\\n]{0,5}", with in "\\PC{0,5}|[\"\\\\\n]{0,5}", choices: Vec<u8>) {
        let file = escaped(&format!("{before}{cut}{after}"), &choices);
        let edit = Text::literal(&file, 0).replace(before.len()..before.len() + cut.len(), &with);
        let mut edited = file.clone();
        edited.replace_range(edit.span.range(), &edit.text);
        let decoded = Text::literal(&edited, 0);
        prop_assert_eq!(decoded.as_str(), format!("{before}{with}{after}"));
    }
}
