//! Texts that are written as the digits of their bytes.

use super::{Unit, hex};

/// Base64 of a text (RFC 4648 §4 and §5), as in `Authorization: Basic`, without the first digits of each run.
pub(super) fn base64<const SKIPPED: usize>(units: &[Unit]) -> Option<Vec<Unit>> {
    runs(units, is_base64, SKIPPED, of_base64)
}

/// The bytes of a text in hexadecimal digits (RFC 4648 §8), without the first digits of each run.
pub(super) fn hexadecimal<const SKIPPED: usize>(units: &[Unit]) -> Option<Vec<Unit>> {
    runs(units, |c| c.is_ascii_hexdigit(), SKIPPED, |digits| text_of(&of_hexadecimal(digits)))
}

/// The same with something between each two digits: `53:75:70`, `0x53, 0x75`.
pub(super) fn spaced_hexadecimal(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut read_units = Vec::with_capacity(units.len());
    let mut is_any = false;
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let before = at.checked_sub(1).and_then(|before| units.get(before));
        let is_inside = before.is_some_and(|unit| unit.c.is_alphanumeric() && !matches!(unit.c, 'x' | 'X'));
        let found = Some(at).filter(|_| !is_inside && is_hex(unit)).and_then(|at| spaced(units, at));
        match found.and_then(|(bytes, end)| Some((text_of(&bytes)?, end, units.get(end.checked_sub(1)?)?))) {
            Some((text, end, last)) => {
                is_any = true;
                read_units.extend(text.chars().map(|c| Unit { c, start: unit.start, end: last.end }));
                at = end;
            }
            None => {
                read_units.push(*unit);
                at += 1;
            }
        }
    }
    is_any.then_some(read_units)
}

/// The bytes that stand from there on, and where they end.
fn spaced(units: &[Unit], start: usize) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    let mut end = start;
    let mut at = start;
    while let Some(pair) = units.get(at..at + 2)
        && let Some(byte) = hex(pair).and_then(|byte| u8::try_from(byte).ok())
        && !units.get(at + 2).is_some_and(is_hex)
    {
        bytes.push(byte);
        end = at + 2;
        let is = |at: usize, signs: &str| units.get(at).is_some_and(|unit| signs.contains(unit.c));
        let between = (0..2).take_while(|&more| is(end + more, " :-,;")).count();
        let marks = if is(end + between, "0") && is(end + between + 1, "xX") { 2 } else { 0 };
        if between == 0 {
            break;
        }
        at = end + between + marks;
    }
    (bytes.len() > 1).then_some((bytes, end))
}

fn is_hex(unit: &Unit) -> bool {
    unit.c.is_ascii_hexdigit()
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Replaces runs of digits, which go on over line breaks, by the texts that they stand for; each character
/// of such a text stands at all of its run.
fn runs(
    units: &[Unit],
    is_digit: impl Fn(char) -> bool,
    skipped: usize,
    read: impl Fn(&[Unit]) -> Option<String>,
) -> Option<Vec<Unit>> {
    let is_of_run = |unit: &Unit| is_digit(unit.c) || matches!(unit.c, '\n' | '\r');
    let mut read_units = Vec::with_capacity(units.len());
    let mut is_any = false;
    for run in units.chunk_by(|a, b| is_of_run(a) == is_of_run(b)) {
        let digits: Vec<Unit> = run.iter().filter(|unit| is_digit(unit.c)).copied().skip(skipped).collect();
        let text = if run.first().is_some_and(is_of_run) { read(&digits) } else { None };
        let place = digits.first().zip(digits.last()).map(|(first, last)| (first.start, last.end));
        match text.zip(place) {
            Some((text, (start, end))) => {
                is_any = true;
                read_units.extend(run.iter().take_while(|unit| unit.start < start));
                read_units.extend(text.chars().map(|c| Unit { c, start, end }));
                read_units.extend(run.iter().filter(|unit| unit.start >= end));
            }
            None => read_units.extend(run),
        }
    }
    is_any.then_some(read_units)
}

/// The text that the digits stand for, as far as they are there; most words stand for none.
fn of_base64(digits: &[Unit]) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    let plain = |unit: &Unit| match unit.c {
        '-' => '+',
        '_' => '/',
        c => c,
    };
    // One digit alone is not a whole byte.
    let length = digits.len() - usize::from(digits.len() % 4 == 1);
    let plain: String = digits.iter().take(length).map(plain).collect();
    text_of(&LENIENT.decode(plain).ok()?)
}

/// The bytes that pairs of digits stand for.
fn of_hexadecimal(digits: &[Unit]) -> Vec<u8> {
    let pairs = digits.chunks(2).filter(|pair| pair.len() == 2);
    pairs.filter_map(|pair| u8::try_from(hex(pair)?).ok()).collect()
}

/// So many readable characters in a row are a text.
const READABLE: usize = 3;

/// The text that the bytes are, or have in them, in UTF-8, or in UTF-16 of mostly ASCII.
fn text_of(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let is_whole = !text.is_empty() && matches!(text, std::borrow::Cow::Borrowed(_));
    let text = text.replace('\0', "");
    let is_readable = |c: char| c != char::REPLACEMENT_CHARACTER && !c.is_control();
    let mut parts = text.split(|c| !is_readable(c));
    let has_text = parts.any(|part| part.chars().nth(READABLE - 1).is_some());
    (is_whole || has_text).then_some(text)
}
