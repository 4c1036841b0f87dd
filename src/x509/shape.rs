//! Whether the extensions that OpenSSL reads are formed as it wants them.
//!
//! x509-parser takes more: it skips what it does not know. Like OpenSSL, what follows the value in its
//! octet string is not looked at.

use super::der::{BIT_STRING, CONTEXT_0, INTEGER, OCTET_STRING, OID, SEQUENCE};
use super::outline::{Cursor, Outline, is_integer, is_oid};

const NULL: u8 = 0x05;
const CONTEXT_1: u8 = 0xa1;

/// Whether the value of the extension with that object identifier is well formed; `None` of those that
/// OpenSSL does not read.
pub(super) fn is_well_formed(oid: &[u8], value: &[u8]) -> Option<bool> {
    let mut value = Cursor::of(value);
    let read = match oid {
        [0x55, 0x1d, 14] => value.primitive(OCTET_STRING).map(drop),
        [0x55, 0x1d, 17] => value.inside(SEQUENCE).and_then(general_names),
        [0x55, 0x1d, 30] => value.inside(SEQUENCE).and_then(name_constraints),
        [0x55, 0x1d, 31] => value.inside(SEQUENCE).and_then(|points| each(points, distribution_point)),
        [0x55, 0x1d, 35] => value.inside(SEQUENCE).and_then(authority_key),
        [0x55, 0x1d, 37] => {
            value.inside(SEQUENCE).and_then(|uses| each(uses, |uses| uses.primitive(OID).map(drop)))
        }
        // Netscape's type
        [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1] => value.primitive(BIT_STRING).map(drop),
        [0x2b, 6, 1, 5, 5, 7, 1, 7] => value.inside(SEQUENCE).and_then(|blocks| each(blocks, addresses)),
        [0x2b, 6, 1, 5, 5, 7, 1, 8] => value.inside(SEQUENCE).and_then(systems),
        _ => return None,
    };
    Some(read.is_ok())
}

/// Reads all that is there.
fn each(mut list: Cursor<'_>, mut read: impl FnMut(&mut Cursor<'_>) -> Outline) -> Outline {
    while !list.is_at_end() {
        read(&mut list)?;
    }
    Ok(())
}

fn ensure(is_fine: bool) -> Outline {
    if is_fine { Ok(()) } else { Err(0) }
}

fn general_names(names: Cursor<'_>) -> Outline {
    each(names, general_name)
}

/// RFC 5280 §4.2.1.6.
fn general_name(names: &mut Cursor<'_>) -> Outline {
    match names.peek() {
        // otherName
        Some(CONTEXT_0) => {
            let mut other = names.inside(CONTEXT_0)?;
            other.primitive(OID)?;
            let mut value = other.inside(CONTEXT_0)?;
            value.element()?;
            value.finish()?;
            other.finish()
        }
        // rfc822Name, dNSName, uniformResourceIdentifier, iPAddress: any bytes; x400Address
        Some(tag @ (0x81 | 0x82 | 0x86 | 0x87 | 0xa3)) => names.primitive(tag).map(drop),
        // directoryName
        Some(0xa4) => {
            let mut name = names.inside(0xa4)?;
            name.name()?;
            name.finish()
        }
        // ediPartyName
        Some(0xa5) => {
            let mut party = names.inside(0xa5)?;
            party.optional(CONTEXT_0)?;
            party.inside(CONTEXT_1)?;
            party.finish()
        }
        // registeredID
        Some(0x88) => {
            let content = names.content(0x88)?;
            ensure(is_oid(content))
        }
        _ => Err(0),
    }
}

fn authority_key(mut authority: Cursor<'_>) -> Outline {
    authority.optional(0x80)?;
    if let Some(names) = authority.optional(CONTEXT_1)? {
        general_names(names)?;
    }
    if authority.peek() == Some(0x82) {
        ensure(is_integer(authority.content(0x82)?))?;
    }
    authority.finish()
}

fn name_constraints(mut constraints: Cursor<'_>) -> Outline {
    for tag in [CONTEXT_0, CONTEXT_1] {
        if let Some(subtrees) = constraints.optional(tag)? {
            each(subtrees, |subtrees| {
                let mut subtree = subtrees.inside(SEQUENCE)?;
                general_name(&mut subtree)?;
                for bound in [0x80, 0x81] {
                    if subtree.peek() == Some(bound) {
                        ensure(is_integer(subtree.content(bound)?))?;
                    }
                }
                subtree.finish()
            })?;
        }
    }
    constraints.finish()
}

/// OpenSSL wants each to say where the list is, or who issues it.
fn distribution_point(points: &mut Cursor<'_>) -> Outline {
    let mut point = points.inside(SEQUENCE)?;
    let mut leads_somewhere = false;
    if let Some(mut name) = point.optional(CONTEXT_0)? {
        leads_somewhere = true;
        match name.peek() {
            Some(CONTEXT_0) => general_names(name.inside(CONTEXT_0)?)?,
            _ => name.inside(CONTEXT_1)?.attributes()?,
        }
        name.finish()?;
    }
    if point.peek() == Some(0x81) {
        // The reasons, a bit string.
        ensure(point.content(0x81)?.first().is_some_and(|&unused| unused < 8))?;
    }
    if let Some(issuer) = point.optional(0xa2)? {
        leads_somewhere |= !issuer.is_at_end();
        general_names(issuer)?;
    }
    ensure(leads_somewhere)?;
    point.finish()
}

/// RFC 3779 §2: addresses of a family.
fn addresses(blocks: &mut Cursor<'_>) -> Outline {
    let mut block = blocks.inside(SEQUENCE)?;
    block.primitive(OCTET_STRING)?;
    match block.peek() {
        Some(NULL) => block.primitive(NULL).map(drop)?,
        _ => each(block.inside(SEQUENCE)?, |ranges| one_or_two(ranges, BIT_STRING))?,
    }
    block.finish()
}

/// RFC 3779 §3: the numbers of autonomous systems.
fn systems(mut systems: Cursor<'_>) -> Outline {
    for tag in [CONTEXT_0, CONTEXT_1] {
        if let Some(mut choice) = systems.optional(tag)? {
            match choice.peek() {
                Some(NULL) => choice.primitive(NULL).map(drop)?,
                _ => each(choice.inside(SEQUENCE)?, |numbers| one_or_two(numbers, INTEGER))?,
            }
            choice.finish()?;
        }
    }
    systems.finish()
}

/// A value, or a range of two.
fn one_or_two(list: &mut Cursor<'_>, tag: u8) -> Outline {
    if list.peek() == Some(tag) {
        return list.primitive(tag).map(drop);
    }
    let mut range = list.inside(SEQUENCE)?;
    range.primitive(tag)?;
    range.primitive(tag)?;
    range.finish()
}

#[cfg(test)]
mod tests {
    use super::is_well_formed;
    use crate::testing::vectors;
    use crate::x509::der;

    fn bytes(digits: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
        (0..digits.len()).step_by(2).map(digit).collect()
    }

    /// What OpenSSL 3.0.19 says of each value: whether it marks the certificate as invalid. BER that is no
    /// DER is refused here, though OpenSSL takes it.
    #[test]
    fn extensions_are_judged_as_openssl_judges_them() {
        let rows = vectors("extensions");
        assert!(rows.len() > 100);
        for row in rows {
            let text = |name: &str| row[name].as_str().expect("a text");
            let (oid, value) = (bytes(text("oid")), bytes(text("value")));
            let is_well_formed = match oid[..] {
                [0x55, 0x1d, 19] => der::basic_constraints(&value).is_some(),
                [0x55, 0x1d, 15] => der::key_usage(&value).is_some(),
                _ => is_well_formed(&oid, &value).expect("OpenSSL reads it"),
            };
            let is_ber = row["ber"].as_bool().is_some();
            let is_invalid = row["invalid"].as_bool().expect("a verdict");
            assert_eq!(is_well_formed, !is_invalid && !is_ber, "{}", text("what"));
        }
    }
}
