//! What a JSON string holds, at any depth, stands where the map says, and edits of it come out as they were
//! meant.
//!
//! The oracle knows no map: neighbouring stretches of the file, each of which decodes to its one character and
//! which together are the whole string, can be drawn in one way only. `serde_json` decodes the JSON, and
//! percent-encoding is decoded here.

use std::ops::Range;

use crate::fix::{Edit, apply};
use crate::json::Text;

/// What stands in the file before the string.
const BEFORE: &str = "\"é";

/// How many bytes of a text are looked at: each of its characters is decoded alone.
const MOST: usize = 512;

/// How a text stands in the one around it.
#[derive(Clone, Copy, Debug)]
enum Layer {
    /// As a JSON string literal.
    Literal,
    /// As it is.
    Part,
    /// Percent-encoded.
    Percent,
}

/// A layer, and the range of the text around it.
type Cut = (Layer, Range<usize>);

/// The first bytes choose what is looked at; the rest is the text, behind a quotation mark: a JSON string's
/// inside as it is, or what is made one.
pub(super) fn holds(input: &[u8]) {
    let (choices, text) = input.split_at(input.len().min(8));
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST)]);
    let mut choices = choices.iter().copied();
    let raw = match decoded_literal(&text) {
        Some(_) => text.into_owned(),
        None => escaped(&text, choices.clone().next().unwrap_or_default()),
    };
    let file = format!("{BEFORE}{raw}\"");
    let outer = Text::literal(&raw, BEFORE.len());
    look(&file, &outer, &mut vec![(Layer::Literal, BEFORE.len()..BEFORE.len() + raw.len())], &mut choices);
}

/// Looks at a text, and at one inside it, as long as there are choices left.
fn look(file: &str, text: &Text<'_>, cuts: &mut Vec<Cut>, choices: &mut impl Iterator<Item = u8>) {
    assert_decoded(file, text, cuts);
    assert_places(file, text, cuts);
    let Some(choice) = choices.next() else { return };
    let range = range(text.as_str(), choices);
    assert_edit(file, text, cuts, &range, WITH[usize::from(choice) % WITH.len()]);
    let (layer, range) = match choice % 4 {
        0 => (Layer::Part, range),
        1 => (Layer::Percent, range),
        _ => match literal_in(text.as_str()) {
            Some(inside) => (Layer::Literal, inside),
            None => (Layer::Percent, 0..text.as_str().len()),
        },
    };
    let inner = match layer {
        Layer::Literal => text.nested(range.clone()),
        Layer::Part => text.part(range.clone()),
        Layer::Percent => text.percent_decoded(range.clone()),
    };
    cuts.push((layer, range));
    look(file, &inner, cuts, choices);
}

/// What edits put in.
const WITH: [&str; 7] = ["", "x", "\"\\", "%41?", "é\n", "\u{1}😀", "\\u0041\u{7f}"];

/// The text is what the file says.
fn assert_decoded(file: &str, text: &Text<'_>, cuts: &[Cut]) {
    let expected = cuts.iter().fold(file.to_owned(), |around, (layer, range)| {
        decoded(*layer, &around[range.clone()]).expect("it stands there in that way")
    });
    assert_eq!(text.as_str(), expected, "{cuts:?} of {file}");
}

/// Each character stands where the map says, and all of them are all of the string.
fn assert_places(file: &str, text: &Text<'_>, cuts: &[Cut]) {
    let decoded_text = text.as_str();
    let mut end = text.span(0..0).start;
    let mut places = Vec::new();
    for (at, character) in decoded_text.char_indices() {
        let range = at..at + character.len_utf8();
        let span = text.span(range.clone());
        assert_eq!(span.start, end, "neighbours touch: {range:?} in {cuts:?} of {file}");
        let raw = file.get(span.range()).unwrap_or_else(|| panic!("{span:?} in {file}"));
        assert!(!raw.is_empty(), "{range:?} in {cuts:?} of {file}");
        let read = cuts.iter().try_fold(raw.to_owned(), |raw, (layer, _)| decoded(*layer, &raw));
        assert_eq!(read, Some(character.to_string()), "{span:?} in {cuts:?} of {file}");
        for part in range.clone() {
            let half = text.span(part..part + 1);
            assert!(span.contains(half), "{half:?} of {span:?}");
            assert!(!half.is_empty(), "{part} in {cuts:?} of {file}");
        }
        end = span.end;
        places.push((range, span));
    }
    let length = decoded_text.len();
    assert_eq!(text.span(length..length).start, end, "the end of {cuts:?} in {file}");
    for pair in places.windows(2) {
        let [(first, one), (second, other)] = pair else { continue };
        assert_eq!(text.span(first.start..second.end), one.join(*other), "{first:?} {second:?} in {file}");
    }
    if let (Some((_, first)), Some((_, last))) = (places.first(), places.last()) {
        assert_eq!(text.span(0..length), first.join(*last), "{cuts:?} in {file}");
    }
}

/// The file with the edit in it holds the text with the replacement in it, and nothing else has changed.
fn assert_edit(file: &str, text: &Text<'_>, cuts: &[Cut], range: &Range<usize>, with: &str) {
    if !is_open_to_edits(file, cuts) {
        return;
    }
    let edit = text.replace(range.clone(), with);
    let span = edit.span;
    let edited = apply(file, &[Edit { span, text: edit.text.clone() }])
        .expect("one edit overlaps no other")
        .into_inner();
    assert_eq!(edited.get(..span.start), file.get(..span.start));
    assert_eq!(edited.get(span.start + edit.text.len()..), file.get(span.end..));
    let (mut old, mut new) = (file.to_owned(), edited);
    for (layer, range) in cuts {
        let behind = old.len() - range.end;
        new = decoded(*layer, &new[range.start..new.len() - behind])
            .unwrap_or_else(|| panic!("{edit:?} breaks {layer:?} of {cuts:?} in {file}"));
        old = decoded(*layer, &old[range.clone()]).expect("it stands there in that way");
    }
    let (before, after) = (&old[..range.start], &old[range.end..]);
    assert_eq!(new, format!("{before}{with}{after}"), "{edit:?} for {range:?} in {cuts:?} of {file}");
}

/// Percent signs that encode nothing, and octets that are no characters, may become something together with
/// what an edit puts beside them, or brings together.
fn is_open_to_edits(file: &str, cuts: &[Cut]) -> bool {
    let mut text = file.to_owned();
    cuts.iter().all(|(layer, range)| {
        let raw = text[range.clone()].to_owned();
        text = decoded(*layer, &raw).expect("it stands there in that way");
        let is_sound = |raw: &str| {
            let encoded = raw.split('%').skip(1);
            encoded.map(str::as_bytes).all(|rest| matches!(rest, [a, b, ..] if is_digit(*a) && is_digit(*b)))
        };
        !matches!(layer, Layer::Percent) || (is_sound(&raw) && !text.contains(char::REPLACEMENT_CHARACTER))
    })
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

fn decoded(layer: Layer, raw: &str) -> Option<String> {
    match layer {
        Layer::Literal => decoded_literal(raw),
        Layer::Part => Some(raw.to_owned()),
        Layer::Percent => Some(decoded_percent(raw)),
    }
}

fn decoded_literal(raw: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{raw}\"")).ok()
}

/// RFC 3986 §2.1; a `%` without two digits stands for itself.
fn decoded_percent(raw: &str) -> String {
    let (mut octets, mut rest) = (Vec::new(), raw.as_bytes());
    while let [first, behind @ ..] = rest {
        rest = match behind {
            [high, low, behind @ ..] if *first == b'%' && is_digit(*high) && is_digit(*low) => {
                let digits = [*high, *low].map(char::from).iter().collect::<String>();
                octets.push(u8::from_str_radix(&digits, 16).expect("two digits"));
                behind
            }
            _ => {
                octets.push(*first);
                behind
            }
        };
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// The inside of the first JSON string in a text.
fn literal_in(text: &str) -> Option<Range<usize>> {
    let start = text.find('"')?;
    let mut found = serde_json::Deserializer::from_str(&text[start..]).into_iter::<String>();
    found.next()?.ok()?;
    Some(start + 1..start + found.byte_offset() - 1)
}

/// A literal of a text; which of its characters are escaped, the bits say.
fn escaped(text: &str, bits: u8) -> String {
    let mut raw = String::new();
    for (nth, character) in text.chars().enumerate() {
        if (bits >> (nth % 8)) & 1 == 0 && !matches!(character, '\0'..=' ' | '"' | '\\') {
            raw.push(character);
        } else {
            let mut units = [0; 2];
            character.encode_utf16(&mut units).iter().for_each(|unit| raw += &format!("\\u{unit:04X}"));
        }
    }
    raw
}

/// A range of the text, on character boundaries.
fn range(text: &str, choices: &mut impl Iterator<Item = u8>) -> Range<usize> {
    let mut place = || {
        let choice = usize::from(choices.next().unwrap_or_default());
        (0..=choice % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
    };
    let (one, other) = (place(), place());
    one.min(other)..one.max(other)
}
