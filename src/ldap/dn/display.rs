//! The canonical spelling of a name.
//!
//! RFC 4514 leaves several spellings of most values. This one is read alike by all the grammars: it
//! escapes `=` and `#` everywhere (RFC 2253 wants that), and control characters as hex pairs (libldap
//! drops raw ones at the ends of a value).

use std::fmt::{self, Display, Formatter, Write};

use super::{Attribute, Dn, Rdn};
use crate::mask::mask_text;
use crate::wiped::Wiped;

impl Display for Dn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        joined(f, &self.rdns, ',')
    }
}

impl Display for Rdn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        joined(f, &self.attributes, '+')
    }
}

impl Display for Attribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.attribute_type, value(self))
    }
}

impl fmt::Debug for Dn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Dn(")?;
        masked(f, self.rdns.iter().map(|rdn| rdn.attributes.as_slice()))?;
        write!(f, ", {} faults)", self.faults.len())
    }
}

impl fmt::Debug for Rdn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Rdn(")?;
        masked(f, [self.attributes.as_slice()])?;
        f.write_char(')')
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Attribute(")?;
        masked(f, [std::slice::from_ref(self)])?;
        f.write_char(')')
    }
}

/// A name without what in it is secret: `CN=password=hunter2`. It is not escaped, so that the words in it are
/// known, and quoted.
fn masked<'a>(f: &mut Formatter<'_>, rdns: impl IntoIterator<Item = &'a [Attribute]>) -> fmt::Result {
    let mut name: Wiped = Wiped::default();
    for (number, attributes) in rdns.into_iter().enumerate() {
        for (place, attribute) in attributes.iter().enumerate() {
            name.push_str(match (number, place) {
                (0, 0) => "",
                (_, 0) => ",",
                _ => "+",
            });
            name.push_str(&attribute.attribute_type);
            name.push('=');
            name.push_str(&attribute.value);
        }
    }
    fmt::Debug::fmt(mask_text(&name).as_deref().unwrap_or(&name), f)
}

fn joined(f: &mut Formatter<'_>, items: &[impl Display], separator: char) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_char(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

/// The value of an attribute, spelled.
pub(super) fn value(attribute: &Attribute) -> String {
    if !attribute.is_text {
        return attribute.value.clone();
    }
    let mut out = String::with_capacity(attribute.value.len());
    // Writing to a `String` cannot fail.
    let _ = string(&mut out, &attribute.value, true, true);
    out
}

/// Spells a value that is not all UTF-8: what is text as text, the other bytes as hex pairs.
pub(super) fn octets(value: &[u8]) -> String {
    let mut out = String::new();
    let mut chunks = value.utf8_chunks().enumerate().peekable();
    while let Some((index, chunk)) = chunks.next() {
        let is_last = chunks.peek().is_none() && chunk.invalid().is_empty();
        // Writing to a `String` cannot fail.
        let _ = string(&mut out, chunk.valid(), index == 0, is_last);
        for byte in chunk.invalid() {
            let _ = write!(out, "\\{byte:02X}");
        }
    }
    out
}

/// `string` (RFC 4514 §3), or the part of one at its start or its end.
fn string(out: &mut impl Write, text: &str, at_start: bool, at_end: bool) -> fmt::Result {
    for (at, c) in text.char_indices() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=' | '#' => write!(out, "\\{c}")?,
            ' ' if (at_start && at == 0) || (at_end && at + 1 == text.len()) => out.write_str("\\ ")?,
            '\0'..='\x1F' | '\x7F' => write!(out, "\\{:02X}", u32::from(c))?,
            _ => out.write_char(c)?,
        }
    }
    Ok(())
}
