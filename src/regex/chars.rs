//! The characters that a set of an expression takes, as PCRE2 reads it with the UTF flag alone.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::ast::{NamedClass, Set, SetItem};
use super::charset::bits;

/// Some characters of Unicode, as ranges.
pub(super) type Chars = ClassUnicode;

/// The literal character; with its other cases, if case does not matter.
pub(super) fn literal(character: char, caseless: bool) -> Option<Chars> {
    let mut chars = range(character, character);
    if caseless {
        chars.try_case_fold_simple().ok()?;
    }
    Some(chars)
}

/// The characters of the set; none if that is not known for sure.
pub(super) fn of(set: &Set) -> Option<Chars> {
    let mut chars = Chars::empty();
    for item in &set.items {
        chars.union(&item_chars(item, set.caseless)?);
    }
    if set.negated {
        chars.negate();
    }
    Some(chars)
}

/// The literal as bits of ASCII; none if it, or another case of it, is not ASCII.
pub(super) fn ascii_literal(character: char, caseless: bool) -> Option<u128> {
    // The Kelvin sign, and the long s.
    let is_folded_from_beyond = caseless && matches!(character, 'k' | 'K' | 's' | 'S');
    if !character.is_ascii() || is_folded_from_beyond {
        return None;
    }
    let own = bits(character, character);
    let (lower, upper) = (character.to_ascii_lowercase(), character.to_ascii_uppercase());
    Some(if caseless { own | bits(lower, lower) | bits(upper, upper) } else { own })
}

/// The set as bits of ASCII, and whether all that is not ASCII is in it; none if only a part of that is, or if
/// that is not quickly said.
pub(super) fn ascii_set(set: &Set) -> Option<(u128, bool)> {
    let (mut ascii, mut beyond) = (0, false);
    for item in &set.items {
        let (chars, negated) = match item {
            SetItem::Range(first, last) if first == last => (ascii_literal(*first, set.caseless)?, false),
            SetItem::Range(first, last) if !set.caseless && last.is_ascii() => (bits(*first, *last), false),
            SetItem::Named { class, negated } => {
                let ranges = named(*class, set.caseless);
                if ranges.iter().any(|(_, last)| !last.is_ascii()) {
                    return None;
                }
                (ranges.iter().fold(0, |all, &(first, last)| all | bits(first, last)), *negated)
            }
            SetItem::Range(..) | SetItem::Property { .. } => return None,
        };
        ascii |= if negated { !chars } else { chars };
        beyond |= negated;
    }
    Some(if set.negated { (!ascii, !beyond) } else { (ascii, beyond) })
}

/// Characters from the first to the last.
pub(super) fn range(first: char, last: char) -> Chars {
    Chars::new([ClassUnicodeRange::new(first, last)])
}

/// Whether the character is one of them.
#[cfg(test)]
pub(super) fn contains(chars: &Chars, character: char) -> bool {
    let ranges = chars.ranges();
    let before = ranges.partition_point(|range| range.end() < character);
    ranges.get(before).is_some_and(|range| range.start() <= character)
}

fn item_chars(item: &SetItem, caseless: bool) -> Option<Chars> {
    let (mut chars, negated) = match item {
        SetItem::Range(first, last) => {
            let mut chars = range(*first, *last);
            if caseless {
                chars.try_case_fold_simple().ok()?;
            }
            (chars, false)
        }
        SetItem::Named { class, negated } => (of_ranges(named(*class, caseless)), *negated),
        SetItem::Property { name, negated } => (property(name, caseless)?, *negated),
    };
    if negated {
        chars.negate();
    }
    Some(chars)
}

/// What PCRE2's built-in tables say of a class: it is ASCII, but for `\h` and `\v`. Where case does not matter,
/// `[:lower:]` and `[:upper:]` are `[:alpha:]`; no other class changes.
fn named(class: NamedClass, caseless: bool) -> &'static [(char, char)] {
    match class {
        NamedClass::Digit => &[('0', '9')],
        NamedClass::Word => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        NamedClass::Space => &[('\t', '\r'), (' ', ' ')],
        NamedClass::HorizontalSpace => &[
            ('\t', '\t'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{180e}', '\u{180e}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{205f}', '\u{205f}'),
            ('\u{3000}', '\u{3000}'),
        ],
        NamedClass::VerticalSpace => &[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')],
        NamedClass::Lower if !caseless => &[('a', 'z')],
        NamedClass::Upper if !caseless => &[('A', 'Z')],
        NamedClass::Alpha | NamedClass::Lower | NamedClass::Upper => &[('A', 'Z'), ('a', 'z')],
        NamedClass::Alnum => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        NamedClass::Ascii => &[('\0', '\u{7f}')],
        NamedClass::Blank => &[('\t', '\t'), (' ', ' ')],
        NamedClass::Cntrl => &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        NamedClass::Graph => &[('!', '~')],
        NamedClass::Print => &[(' ', '~')],
        NamedClass::Punct => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        NamedClass::XDigit => &[('0', '9'), ('A', 'F'), ('a', 'f')],
    }
}

fn of_ranges(ranges: &[(char, char)]) -> Chars {
    Chars::new(ranges.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last)))
}

/// The general categories that hardly change from one version of Unicode to the next. What a script holds
/// depends on the version, and what `\p{Lu}` takes where case does not matter on that of PCRE2.
fn property(name: &str, caseless: bool) -> Option<Chars> {
    const CATEGORIES: &[&str] = &[
        "Any", "L", "Lm", "Lo", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf",
        "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs", "Cc",
    ];
    const CASES: &[&str] = &["Ll", "Lt", "Lu"];
    let class = match name {
        "L&" if !caseless => r"[\p{Ll}\p{Lt}\p{Lu}]".to_owned(),
        _ if CATEGORIES.contains(&name) || (CASES.contains(&name) && !caseless) => format!("\\p{{{name}}}"),
        _ => return None,
    };
    match regex_syntax::parse(&class).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(chars)) => Some(chars),
        _ => None,
    }
}
