//! How texts are written in other texts, read back with every character's place.

mod digits;

use self::digits::{base64, hexadecimal, spaced_hexadecimal};

/// A character, and where in the text it is written.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Reads the escapes of one kind; none, if there is nothing of that kind.
type Escape = fn(&[Unit]) -> Option<Vec<Unit>>;

const IN_TEXTS: [Escape; 3] = [backslashes, percents, entities];

/// What is read from digits; from any of the first ones on, for a word before them may be of such as well.
const IN_DIGITS: [Escape; 7] = [
    base64::<0>,
    base64::<1>,
    base64::<2>,
    base64::<3>,
    hexadecimal::<0>,
    hexadecimal::<1>,
    spaced_hexadecimal,
];

/// Looks at a text as it stands, and with its escapes read once and twice, until a look says that it is
/// enough: then false. Digits that stand for digits are not read, but for base64 in base64.
pub(super) fn look_at_readings(plain: &[Unit], mut look: impl FnMut(&[Unit]) -> bool) -> bool {
    let again_in_texts: Vec<Escape> = IN_TEXTS.into_iter().chain(IN_DIGITS).collect();
    let in_base64: Escape = base64::<0>;
    let again_in_digits: Vec<Escape> = IN_TEXTS.into_iter().chain([in_base64]).collect();
    let firsts = IN_TEXTS.map(|first| (first, &again_in_texts)).into_iter();
    let firsts = firsts.chain(IN_DIGITS.map(|first| (first, &again_in_digits)));
    look(plain)
        && firsts.into_iter().all(|(first, again)| match first(plain) {
            Some(once) => {
                look(&once) && again.iter().all(|second| second(&once).is_none_or(|twice| look(&twice)))
            }
            None => true,
        })
}

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
    let mut is_any = false;
    let mut at = 0;
    while let Some(&unit) = units.get(at) {
        let rest = units.get(at..).unwrap_or_default();
        match Some(()).filter(|()| unit.c == mark).and_then(|()| read(rest)) {
            Some((characters, taken)) => {
                let end = rest.get(taken.saturating_sub(1)).map_or(unit.end, |last| last.end);
                read_units.extend(characters.into_iter().map(|c| Unit { c, start: unit.start, end }));
                at += taken.max(1);
                is_any = true;
            }
            None => {
                read_units.push(unit);
                at += 1;
            }
        }
    }
    is_any.then_some(read_units)
}

/// The escapes of JSON, and of the languages that are like it, with octal numbers.
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
            '0'..='3' => Some((vec![char::from_u32(number(rest.get(1..4)?, 8)?)?], 4)),
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

fn hex(digits: &[Unit]) -> Option<u32> {
    number(digits, 16)
}

/// No more than six digits.
fn number(digits: &[Unit], base: u32) -> Option<u32> {
    digits.iter().try_fold(0, |number, unit| Some(number * base + unit.c.to_digit(base)?))
}
