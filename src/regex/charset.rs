//! Sets of characters, as PCRE2 reads them with the UTF flag only: named classes are ASCII, what is
//! caseless follows the simple case folding of Unicode.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange, HirKind};

use super::ast::{NamedClass, Set, SetItem};

/// A set of characters that is quickly asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CharSet {
    /// One bit for each of the first 128.
    ascii: u128,
    class: ClassUnicode,
}

impl CharSet {
    fn new(class: ClassUnicode) -> Self {
        let mut ascii = 0_u128;
        for range in class.ranges() {
            for byte in u32::from(range.start())..=u32::from(range.end()).min(127) {
                ascii |= 1 << byte;
            }
        }
        Self { ascii, class }
    }

    /// The one character; if `caseless`, whatever folds to the same.
    pub(super) fn of_character(character: char, caseless: bool) -> Self {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
        if caseless {
            fold(&mut class);
        }
        Self::new(class)
    }

    /// None for a property that PCRE2 and the tables here may see differently.
    pub(super) fn of_set(set: &Set) -> Option<Self> {
        Some(Self::new(class_of_set(set)?))
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let ranges = self.class.ranges();
        let after = ranges.partition_point(|range| range.end() < character);
        ranges.get(after).is_some_and(|range| range.start() <= character)
    }

    /// Whether some character is in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        if self.ascii & other.ascii != 0 {
            return true;
        }
        let (mut these, mut those) = (self.class.ranges().iter(), other.class.ranges().iter());
        let (mut this, mut that) = (these.next(), those.next());
        while let (Some(a), Some(b)) = (this, that) {
            if a.end() < b.start() {
                this = these.next();
            } else if b.end() < a.start() {
                that = those.next();
            } else {
                return true;
            }
        }
        false
    }

    pub(super) fn class(&self) -> &ClassUnicode {
        &self.class
    }

    /// The only character, if there is just one.
    pub(super) fn single(&self) -> Option<char> {
        match self.class.ranges() {
            [range] if range.start() == range.end() => Some(range.start()),
            _ => None,
        }
    }
}

/// The set as the crate `regex-syntax` has them.
pub(super) fn class_of_set(set: &Set) -> Option<ClassUnicode> {
    let mut folded = ClassUnicode::empty();
    let mut plain = ClassUnicode::empty();
    for item in &set.items {
        match item {
            SetItem::Range(first, last) => folded.push(ClassUnicodeRange::new(*first, *last)),
            SetItem::Named { class, negated } => {
                // Where case does not count, each of the two stands for all letters.
                let class = match class {
                    NamedClass::Lower | NamedClass::Upper if set.caseless => NamedClass::Alpha,
                    other => *other,
                };
                let mut named = named(class);
                if *negated {
                    named.negate();
                }
                plain.union(&named);
            }
            SetItem::Property { name, negated } => {
                if set.caseless {
                    return None;
                }
                let mut property = property(name)?;
                if *negated {
                    property.negate();
                }
                plain.union(&property);
            }
        }
    }
    if set.caseless {
        fold(&mut folded);
    }
    plain.union(&folded);
    if set.negated {
        plain.negate();
    }
    Some(plain)
}

fn fold(class: &mut ClassUnicode) {
    // It fails only without the tables, which are there: a feature of the crate.
    class.try_case_fold_simple().unwrap_or_default();
}

fn named(class: NamedClass) -> ClassUnicode {
    let ranges: &[(char, char)] = match class {
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
        NamedClass::Alpha => &[('A', 'Z'), ('a', 'z')],
        NamedClass::Lower => &[('a', 'z')],
        NamedClass::Upper => &[('A', 'Z')],
        NamedClass::Alnum => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        NamedClass::Ascii => &[('\0', '\x7f')],
        NamedClass::Blank => &[('\t', '\t'), (' ', ' ')],
        NamedClass::Cntrl => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        NamedClass::Graph => &[('!', '~')],
        NamedClass::Print => &[(' ', '~')],
        NamedClass::Punct => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        NamedClass::XDigit => &[('0', '9'), ('A', 'F'), ('a', 'f')],
    };
    ClassUnicode::new(ranges.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last)))
}

/// General categories only: what PCRE2 takes a script's name for has changed between its versions, and
/// what is unassigned differs with the version of Unicode.
fn property(name: &str) -> Option<ClassUnicode> {
    const CATEGORIES: [&str; 33] = [
        "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
        "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs", "Cc", "Cf",
    ];
    let name = CATEGORIES.iter().find(|category| **category == name)?;
    let hir = regex_syntax::parse(&format!("\\p{{{name}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => Some(class),
        _ => None,
    }
}
