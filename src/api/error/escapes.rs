//! How texts are written in other texts, read back with every character's place.

/// A character, and where in the text it is written.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Reads the escapes of one kind; none, if there is nothing of that kind.
pub(super) type Escape = fn(&[Unit]) -> Option<Vec<Unit>>;

/// How texts are written in other texts.
pub(super) const ESCAPES: [Escape; 5] = [backslashes, percents, entities, base64, hexadecimal];

/// Replaces what `read` understands at a place: the characters, and how many units they take.
fn decoded(
    units: &[Unit],
    mark: char,
    read: impl Fn(&[Unit]) -> Option<(Vec<char>, usize)>,
) -> Option<Vec<Unit>> {
    if !units.iter().any(|unit| unit.c == mark) {
        return None;
    }
    let mut read_units = Vec::with_capacity(units.len());
    let mut at = 0;
    while let Some(&unit) = units.get(at) {
        let rest = units.get(at..).unwrap_or_default();
        match Some(()).filter(|()| unit.c == mark).and_then(|()| read(rest)) {
            Some((characters, taken)) => {
                let end = rest.get(taken.saturating_sub(1)).map_or(unit.end, |last| last.end);
                read_units.extend(characters.into_iter().map(|c| Unit { c, start: unit.start, end }));
                at += taken.max(1);
            }
            None => {
                read_units.push(unit);
                at += 1;
            }
        }
    }
    Some(read_units)
}

/// The escapes of JSON, and of the languages that are like it.
fn backslashes(units: &[Unit]) -> Option<Vec<Unit>> {
    decoded(units, '\\', |rest| {
        let kind = rest.get(1)?.c;
        let simple = |c| Some((vec![c], 2));
        match kind {
            'n' => simple('\n'),
            'r' => simple('\r'),
            't' => simple('\t'),
            'b' => simple('\u{8}'),
            'f' => simple('\u{c}'),
            '"' | '\'' | '\\' | '/' => simple(kind),
            'x' => Some((vec![char::from_u32(hex(rest.get(2..4)?)?)?], 4)),
            'u' => {
                let first = hex(rest.get(2..6)?)?;
                if let Some(c) = char::from_u32(first) {
                    return Some((vec![c], 6));
                }
                let second =
                    rest.get(6..12).filter(|next| next.iter().map(|unit| unit.c).take(2).eq(['\\', 'u']));
                let second = hex(second?.get(2..)?)?;
                let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
                Some((char::decode_utf16(units).next()?.ok().into_iter().collect(), 12))
            }
            _ => None,
        }
    })
}

/// Percent-encoding (RFC 3986 §2.1) of UTF-8.
fn percents(units: &[Unit]) -> Option<Vec<Unit>> {
    decoded(units, '%', |rest| {
        let mut bytes = Vec::new();
        // No character takes more than four.
        for escape in rest.chunks(3).take(4) {
            let value =
                escape.split_first().filter(|(mark, _)| mark.c == '%').and_then(|(_, digits)| hex(digits));
            let Some(byte) = value.filter(|_| escape.len() == 3).and_then(|value| u8::try_from(value).ok())
            else {
                break;
            };
            bytes.push(byte);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                return Some((text.chars().collect(), bytes.len() * 3));
            }
        }
        Some((vec![char::from(*bytes.first()?)], 3))
    })
}

/// The character references of HTML and XML that are needed to quote a text.
fn entities(units: &[Unit]) -> Option<Vec<Unit>> {
    decoded(units, '&', |rest| {
        let length = rest.iter().take(12).position(|unit| unit.c == ';')?;
        let name: String = rest.get(1..length)?.iter().map(|unit| unit.c).collect();
        let c = match name.strip_prefix('#') {
            Some(number) => char::from_u32(match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            })?,
            None => match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => return None,
            },
        };
        Some((vec![c], length + 1))
    })
}

/// Base64 of a text (RFC 4648 §4 and §5), as in `Authorization: Basic`.
fn base64(units: &[Unit]) -> Option<Vec<Unit>> {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    runs(units, is_digit, of_base64)
}

/// The bytes of a text in hexadecimal digits (RFC 4648 §8).
fn hexadecimal(units: &[Unit]) -> Option<Vec<Unit>> {
    runs(units, |c| c.is_ascii_hexdigit(), of_hexadecimal)
}

/// Replaces runs of digits by the texts that they stand for; each character of such a text stands at all of
/// its run.
fn runs(
    units: &[Unit],
    is_digit: impl Fn(char) -> bool,
    read: impl Fn(&[Unit]) -> Option<String>,
) -> Option<Vec<Unit>> {
    let mut read_units = Vec::with_capacity(units.len());
    let mut is_any = false;
    for run in units.chunk_by(|a, b| is_digit(a.c) == is_digit(b.c)) {
        let text = run.first().filter(|first| is_digit(first.c)).and_then(|_| read(run));
        let place = run.first().zip(run.last()).map(|(first, last)| (first.start, last.end));
        match text.zip(place) {
            Some((text, (start, end))) => {
                is_any = true;
                read_units.extend(text.chars().map(|c| Unit { c, start, end }));
            }
            None => read_units.extend(run),
        }
    }
    is_any.then_some(read_units)
}

/// The text that the digits stand for; most words stand for none.
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
    let plain: String = digits.iter().map(plain).collect();
    String::from_utf8(LENIENT.decode(plain).ok()?).ok()
}

fn of_hexadecimal(digits: &[Unit]) -> Option<String> {
    let bytes = digits.chunks(2).map(|pair| match pair {
        [_, _] => hex(pair).and_then(|byte| u8::try_from(byte).ok()),
        _ => None,
    });
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}

fn hex(digits: &[Unit]) -> Option<u32> {
    digits.iter().try_fold(0, |number, unit| Some(number * 16 + unit.c.to_digit(16)?))
}
