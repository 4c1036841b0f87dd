//! A text that is no JSON.

use super::{hide, is_secret};
use crate::spec;

/// A text that is no JSON, as far as it may be shown.
pub(crate) fn mask_other(bytes: &[u8]) -> String {
    let mut masked = String::with_capacity(bytes.len());
    let mut at = 0;
    // Whether a secret's name was read and no line has begun with a known name since.
    let mut hidden = false;
    // Whether nothing but what may stand before a name is on the line yet.
    let mut fresh = true;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if is_word(byte) {
            let length = rest.iter().take_while(|&&byte| is_word(byte)).count();
            let word = rest.get(..length).unwrap_or_default();
            let name = std::str::from_utf8(word).unwrap_or_default();
            hidden &= !(fresh && is_member_name(name));
            match hidden || !is_contract_word(name) {
                true => hide(word, &mut masked),
                false => masked.push_str(name),
            }
            // Another member may say that it is the value of a secret.
            hidden |=
                is_secret(name) || ["value", "val", "values"].iter().any(|v| v.eq_ignore_ascii_case(name));
            fresh = false;
            at += length;
            continue;
        }
        let shown = match byte {
            b'\n' | b'\r' => {
                fresh = true;
                byte
            }
            // Before a name these are shown even while a secret is hidden: the name ends the hiding.
            b' ' | b'\t' | b'"' | b'\'' | b'{' | b',' if fresh => byte,
            b' ' | b'\t' if !hidden => byte,
            _ if byte.is_ascii_punctuation() && !hidden => byte,
            _ => b'*',
        };
        fresh &= matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'"' | b'\'' | b'{' | b',');
        masked.push(char::from(shown));
        at += 1;
    }
    masked
}

/// Characters of words; `-` is punctuation here, and what is no ASCII counts as part of a word.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_contract_word(word: &str) -> bool {
    is_member_name(word) || ["true", "false", "null", "BEGIN", "END", "CERTIFICATE"].contains(&word)
}

fn is_member_name(word: &str) -> bool {
    let objects = [&spec::USER_SECURITY, &spec::CUSTOMER_X509, &spec::LDAP, &spec::MAPPING];
    objects.iter().any(|object| object.fields.iter().any(|field| field.name.eq_ignore_ascii_case(word)))
}
