//! What may have been meant: an attribute type that is one slip away from a known one, and a comma that
//! is missing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::parser::{WHITE_SPACE, is_separator};
use super::schema::{LONGEST, NAMING, is_known, is_naming};
use crate::ldap::look::ascii_letter;

/// The known type that a written one was probably meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// One slip of the fingers away.
    Near(String),
    /// The same to the eye: letters of another alphabet, or digits, stand for some of its letters.
    LooksLike(String),
}

/// What a type that is not known was probably meant to be. Most unknown types are simply somebody's own.
pub(crate) fn meant_type(written: &str) -> Option<Meant> {
    // Letters of other alphabets take more bytes than the ones that they look like.
    if written.len() > 4 * LONGEST || is_known(written) || is_oid(written) {
        return None;
    }
    // Digits have no case, and what is short is mostly written in capitals.
    let is_lower = written.chars().any(char::is_lowercase) && !written.chars().any(char::is_uppercase);
    let spelled = |known: &str| if is_lower { known.to_ascii_lowercase() } else { known.to_owned() };
    if let Some(known) = shape(written).and_then(|shape| BY_SHAPE.get(&shape)) {
        return Some(Meant::LooksLike(spelled(known)));
    }
    let is_slip = |known: &str| match known.len() {
        0..5 => USUAL.contains(&known) && is_short_slip(written.as_bytes(), known.as_bytes()),
        _ => is_long_slip(written.as_bytes(), known.as_bytes()),
    };
    NAMING.iter().find(|known| is_slip(known)).map(|known| Meant::Near(spelled(known)))
}

/// An object identifier is not misspelt; but a lone digit is none, and may look like a letter.
fn is_oid(written: &str) -> bool {
    written.len() > 1 && written.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The short types that a slip is looked for in: near the others there is too much.
const USUAL: [&str; 5] = ["CN", "OU", "DC", "UID", "mail"];

/// The types that entries are named by, by what they look like.
static BY_SHAPE: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| NAMING.iter().rev().filter_map(|known| Some((shape(known)?, *known))).collect());

/// What a word looks like; `None` if some of it looks like no letter.
fn shape(word: &str) -> Option<String> {
    word.chars().map(look).collect()
}

/// One character for all that look alike, in either case.
fn look(c: char) -> Option<char> {
    Some(match c {
        'i' | 'I' | 'l' | 'L' | '1' => 'l',
        'o' | 'O' | '0' => 'o',
        'a'..='z' | '2'..='9' | '-' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => return ascii_letter(c).and_then(look),
    })
}

/// What has to be done to a known word to get the written one.
#[derive(Debug, PartialEq, Eq)]
enum Slip {
    /// The character there is another one.
    Other(usize),
    /// The character there and the next one have changed places.
    Swapped,
    /// The character there is one too many.
    Extra(usize),
    /// One is missing.
    Missing,
}

/// The one slip that makes `written` of `known`, in whatever case.
fn slip(written: &[u8], known: &[u8]) -> Option<Slip> {
    let same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    if written.len().abs_diff(known.len()) > 1 {
        return None;
    }
    let before = written.iter().zip(known).take_while(same).count();
    let shorter = written.len().min(known.len());
    let after = written.iter().rev().zip(known.iter().rev()).take_while(same).count().min(shorter - before);
    if before + after == shorter {
        return match written.len().cmp(&known.len()) {
            std::cmp::Ordering::Less => Some(Slip::Missing),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Slip::Extra(before)),
        };
    }
    if written.len() != known.len() {
        return None;
    }
    let swapped = || {
        let of_known = [known.get(before + 1)?, known.get(before)?];
        Some(written.iter().skip(before).zip(of_known).take(2).filter(same).count() == 2)
    };
    match shorter - before - after {
        1 => Some(Slip::Other(before)),
        2 if swapped() == Some(true) => Some(Slip::Swapped),
        _ => None,
    }
}

/// Of a short word, most others of its length are one letter away: a slip is a neighbour on the keyboard,
/// two letters swapped, or a letter doubled.
fn is_short_slip(written: &[u8], known: &[u8]) -> bool {
    match slip(written, known) {
        Some(Slip::Other(at)) => {
            let pair = known.get(at).zip(written.get(at));
            pair.is_some_and(|(known, written)| neighbours(*known).contains(&written.to_ascii_lowercase()))
        }
        Some(Slip::Swapped) => true,
        // What is one too many is the latter of two that are the same.
        Some(Slip::Extra(at)) => {
            let pair = at.checked_sub(1).and_then(|before| written.get(before)).zip(written.get(at));
            pair.is_some_and(|(before, extra)| before.eq_ignore_ascii_case(extra))
        }
        Some(Slip::Missing) | None => false,
    }
}

/// Of a long word, any letter may be wrong but the first; a number, a hyphen or a plural `s` are meant.
fn is_long_slip(written: &[u8], known: &[u8]) -> bool {
    let is_letter = |at| written.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_plural =
        |at| at + 1 == written.len() && written.last().is_some_and(|b| b.eq_ignore_ascii_case(&b's'));
    let begins_alike = written.first().zip(known.first()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    begins_alike
        && match slip(written, known) {
            Some(Slip::Other(at)) => is_letter(at),
            Some(Slip::Extra(at)) => is_letter(at) && !is_plural(at),
            Some(Slip::Swapped | Slip::Missing) => true,
            None => false,
        }
}

/// What lies around the key on an American keyboard, as far as it is needed for the usual types.
fn neighbours(letter: u8) -> &'static [u8] {
    match letter.to_ascii_lowercase() {
        b'a' => b"qwsz",
        b'c' => b"xdfv",
        b'd' => b"serfcx",
        b'i' => b"ujko",
        b'l' => b"kop",
        b'm' => b"njk",
        b'n' => b"bhjm",
        b'o' => b"iklp",
        b'u' => b"yhji",
        _ => b"",
    }
}

/// What stands where a comma was probably meant: a blank, an escaped comma, what separates names
/// elsewhere (`.`, `/`, `|`), or a comma of another script, before a type that entries are named by and the `=` at `equals`, which is
/// part of a value.
pub(crate) fn missing_comma(text: &str, equals: usize) -> Option<Range<usize>> {
    let before = text.get(..equals)?.trim_end_matches(WHITE_SPACE);
    let is_in_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let length = before.bytes().rev().take(LONGEST).take_while(is_in_word).count();
    let (before, word) = before.split_at_checked(before.len().checked_sub(length)?)?;
    let blank = before.trim_end_matches(WHITE_SPACE);
    // A full stop before a blank belongs to the value: `Mycompany Inc. OU=`.
    let others = if blank.len() == before.len() { "./|，；、" } else { "|，；、" };
    let other =
        || blank.strip_suffix(|c| others.contains(c)).map(|value| value.trim_end_matches(WHITE_SPACE));
    let value = blank.strip_suffix("\\,").or_else(other).unwrap_or(blank);
    // An escaped blank is meant as such; and something has to be before it in the value.
    let has_value = value.bytes().last().is_some_and(|b| !is_separator(b) && !b"+=\\".contains(&b));
    (is_naming(word) && value.len() < before.len() && has_value).then_some(value.len()..before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found() {
        for (written, known) in [
            ("CM", "CN"),
            ("NC", "CN"),
            ("DN", "CN"),
            ("cnn", "cn"),
            ("ccn", "cn"),
            ("OI", "OU"),
            ("UO", "OU"),
            ("pu", "ou"),
            ("DV", "DC"),
            ("cd", "dc"),
            ("DCC", "DC"),
            ("IUD", "UID"),
            ("uod", "uid"),
            ("mial", "mail"),
            ("comonName", "commonName"),
            ("commonNmae", "commonName"),
            ("domaincomponet", "domaincomponent"),
            ("sAMAccuntName", "sAMAccountName"),
            ("userPrincipaName", "userPrincipalName"),
        ] {
            assert_eq!(meant_type(written), Some(Meant::Near(known.into())), "{written}");
        }
    }

    #[test]
    fn what_looks_like_a_known_type_is_told_from_it() {
        for (written, known) in [
            ("0U", "OU"),
            ("0u", "ou"),
            ("С\u{4e}", "CN"),
            ("\u{441}n", "cn"),
            ("\u{41e}U", "OU"),
            ("\u{41e}", "O"),
            ("0", "O"),
            ("1", "L"),
            ("u1d", "uid"),
            ("UlD", "UID"),
            ("ＣＮ", "CN"),
            ("d\u{441}", "dc"),
            ("emai1", "email"),
        ] {
            assert_eq!(meant_type(written), Some(Meant::LooksLike(known.into())), "{written}");
        }
    }

    #[test]
    fn what_somebody_may_have_is_not_misspelt() {
        for written in [
            "",
            "cn",
            "Cn",
            "OU",
            "uid",
            "userId",
            "l",
            "I",
            "S",
            "D",
            "N",
            "U",
            "2.5.4.3",
            "10",
            "0.9",
            "01",
            "2",
            "id",
            "ui",
            "guid",
            "uuid",
            "sid",
            "jid",
            "eid",
            "ssn",
            "con",
            "cnt",
            "dco",
            "fn",
            "co",
            "cc",
            "st",
            "su",
            "ipHost",
            "titles",
            "emails",
            "street1",
            "e-mail",
            "employeeNumbers",
            "CN1",
            "fname",
            "OCN",
            "memberId",
            "organization",
            "userPrincipleName",
            "role",
            "\u{434}",
            "é",
            "{0}",
        ] {
            assert_eq!(meant_type(written), None, "{written}");
        }
    }

    #[test]
    fn known_types_are_told_from_each_other() {
        for known in NAMING {
            assert!(is_known(known) && is_naming(&known.to_ascii_lowercase()) && known.len() <= LONGEST);
            assert_eq!(meant_type(known), None, "{known}");
        }
    }

    #[test]
    fn slips_are_counted() {
        let slip = |written: &str, known: &str| slip(written.as_bytes(), known.as_bytes());
        assert_eq!(slip("abc", "abc"), None);
        assert_eq!(slip("", ""), None);
        assert_eq!(slip("", "a"), Some(Slip::Missing));
        assert_eq!(slip("aXc", "abc"), Some(Slip::Other(1)));
        assert_eq!(slip("acb", "abc"), Some(Slip::Swapped));
        assert_eq!(slip("aab", "ab"), Some(Slip::Extra(1)));
        assert_eq!(slip("ac", "ABC"), Some(Slip::Missing));
        assert_eq!(slip("cab", "abc"), None);
        assert_eq!(slip("abcde", "abc"), None);
        assert_eq!(slip("axyd", "abcd"), None);
    }

    #[test]
    fn a_comma_is_missed_between_a_value_and_a_type() {
        for (text, at) in [
            ("CN=Users DC=x", 8..9),
            ("CN=a \n dc =x", 4..7),
            ("CN=a\\\\ x OU=b", 8..9),
            ("CN=a\tcommonName=b", 4..5),
            ("CN=a\\,DC=b", 4..6),
            ("CN=a，DC=b", 4..7),
            ("CN=a\\, DC=b", 4..7),
            ("CN=svc.OU=IT", 6..7),
            ("CN=svc/ou=IT", 6..7),
            ("CN=svc | DC=b", 6..9),
            ("CN=My Inc. DC=b", 10..11),
        ] {
            assert_eq!(missing_comma(text, text.rfind('=').unwrap()), Some(at), "{text:?}");
        }
        for text in [
            "CN=a=b",
            "CN= DC=x",
            "CN=a\\ DC=x",
            "CN=a b=c",
            "CN=aDC=x",
            "CN=a DC\\==",
            "=",
            "CN=x =",
            "CN=\\,DC=b",
            "CN=a\\\\\\,DC=b",
            "CN=/OU=x",
            "CN=a\\/OU=x",
            "CN=a/b=x",
            "CN=a-OU=x",
        ] {
            assert_eq!(missing_comma(text, text.rfind('=').unwrap()), None, "{text:?}");
        }
    }
}
