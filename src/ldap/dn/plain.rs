//! Names of the plainest form, as almost all are: `CN=svc-atlas,OU=Domain Users,DC=example,DC=net`.

use std::ops::Range;

use super::value::is_plain;
use super::{Attribute, Rdn, Separator, schema};

/// The RDNs of a name in which all grammars read the same, and there is nothing to say of: types of letters, one
/// attribute in each, and values that are there and have no character with a meaning. It takes half of what the
/// parser takes; of any other name nothing is said.
pub(super) fn rdns(text: &str) -> Option<Vec<Rdn>> {
    let bytes = text.as_bytes();
    let mut rdns = Vec::with_capacity(bytes.iter().filter(|byte| **byte == b',').count() + 1);
    let mut start = 0;
    loop {
        let type_at = run(bytes, start, &LETTERS);
        if type_at.is_empty() || bytes.get(type_at.end) != Some(&b'=') {
            return None;
        }
        let value_at = run(bytes, type_at.end + 1, &OF_VALUES);
        let value = text.get(value_at.clone())?;
        if value.is_empty() || value.starts_with(' ') || value.ends_with(' ') {
            return None;
        }
        let end = value_at.end;
        let separator = match bytes.get(end) {
            None => None,
            Some(b',') => Some(Separator { character: ',', at: end..end + 1 }),
            Some(_) => return None,
        };
        let is_last = separator.is_none();
        let attribute = Attribute {
            attribute_type: schema::spelled(text.get(type_at.clone())?),
            value: value.to_owned(),
            is_text: true,
            type_at: type_at.clone(),
            value_at,
        };
        rdns.push(Rdn { attributes: vec![attribute], at: type_at.start..end, separator });
        if is_last {
            return Some(rdns);
        }
        start = end + 1;
    }
}

/// The bytes of that kind from `start` on.
fn run(bytes: &[u8], start: usize, kind: &[bool; 256]) -> Range<usize> {
    let rest = bytes.get(start..).unwrap_or_default();
    let is_of_kind = |byte: &&u8| kind.get(usize::from(**byte)) == Some(&true);
    start..start + rest.iter().take_while(is_of_kind).count()
}

/// By a byte's number, whether it is a letter.
static LETTERS: [bool; 256] = table(true);

/// By a byte's number, whether it stands for itself in a value.
static OF_VALUES: [bool; 256] = table(false);

#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on"))]
const fn table(of_letters: bool) -> [bool; 256] {
    let mut kind = [false; 256];
    let (mut at, mut byte) = (0, 0_u8);
    while at < kind.len() {
        kind[at] = if of_letters { byte.is_ascii_alphabetic() } else { is_plain(byte) || byte == b' ' };
        (at, byte) = (at + 1, byte.wrapping_add(1));
    }
    kind
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::open::Kind;
    use super::super::parser::{Parser, Reading};
    use super::super::{Grammars, token};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// What is read at once is what the parser reads, to the byte, and the parser has nothing to say of it.
        #[test]
        fn plain_names_are_what_the_parser_reads(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "CN=", "OU=", "dc=", "OID.", "oid=", "dn:", "svc", "Domain Users", "{0}", "{USER}", "a.b-c_d",
                    "é", "=", ",", ", ", ";", "+", " ", "#", "\\", "\"", "\n", "1", "x-y=", "CN=a,",
                ]),
                0..10,
            ),
        ) {
            let text = parts.concat();
            let Some(plain) = rdns(&text) else { return Ok(()) };
            let tokens = token::tokens(&text);
            for kind in [Kind::Name, Kind::Template] {
                let read = Parser::new(&text, &tokens, kind, Reading::Rfc).distinguished_name();
                prop_assert!(read.faults.is_empty() && read.remarks.is_empty() && !read.readings_differ, "{text}");
                prop_assert!(read.open.is_empty() && read.unreadable_types.is_empty(), "{text}");
                prop_assert_eq!(read.taken_by, Grammars::ALL);
                let places = |rdns: &[Rdn]| -> Vec<_> {
                    let at = |rdn: &Rdn| (rdn.at.clone(), rdn.separator.clone());
                    let of = |a: &Attribute| (a.type_at.clone(), a.value_at.clone());
                    rdns.iter().map(|rdn| (at(rdn), rdn.attributes().iter().map(of).collect::<Vec<_>>())).collect()
                };
                prop_assert!(read.rdns == plain, "{text}");
                prop_assert_eq!(places(&read.rdns), places(&plain));
            }
        }
    }

    #[test]
    fn most_names_are_plain() {
        for text in ["CN=svc-atlas,OU=Domain Users,DC=example,DC=net", "CN={0},OU=Users,DC=a", "uid=é"] {
            assert!(rdns(text).is_some(), "{text}");
        }
        for text in
            ["", "CN", "CN=", "CN=a,", "CN= a", "CN=a+OU=b", "2.5.4.3=a", "CN=a\\,b", "{USER}", "CN=a;OU=b"]
        {
            assert!(rdns(text).is_none(), "{text}");
        }
    }
}
