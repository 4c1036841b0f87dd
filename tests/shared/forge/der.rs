//! DER, written: tags, lengths, object identifiers, numbers, names and times.

pub(crate) const UTC: u8 = 0x17;
pub(crate) const GENERALIZED: u8 = 0x18;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const IA5: u8 = 0x16;

/// An element of that tag around the content.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        short @ 0..0x80 => der.push(u8::try_from(short).expect("7 bits")),
        long => {
            let bytes = long.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            der.push(0x80 | u8::try_from(bytes.len() - zeros).expect("at most 8"));
            der.extend(&bytes[zeros..]);
        }
    }
    der.extend(content);
    der
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// A bit string of whole bytes.
pub(crate) fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

pub(crate) fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0 }])
}

/// A number of not more than 64 bits, not negative.
pub(crate) fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// A number that is not negative, of any length.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[zeros..];
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(0x02, &[sign, digits].concat())
}

/// The object identifier `2.5.29.19`.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let [first, second, rest @ ..] = arcs.as_slice() else { panic!("{dotted} has two arcs at least") };
    let mut content = vec![];
    for arc in [&[first * 40 + second], rest].concat() {
        let groups = (0..10).rev().map(|nth| (arc >> (7 * nth)) & 0x7f);
        let groups: Vec<u64> = groups.skip_while(|group| *group == 0).collect();
        let last = groups.len().saturating_sub(1);
        let byte = |(nth, group): (usize, &u64)| {
            u8::try_from(*group).expect("7 bits") | if nth < last { 0x80 } else { 0 }
        };
        match groups.is_empty() {
            true => content.push(0),
            false => content.extend(groups.iter().enumerate().map(byte)),
        }
    }
    tlv(0x06, &content)
}

/// Types of attributes by their short names; others are written as object identifiers.
const TYPES: [(&str, &str); 10] = [
    ("C", "2.5.4.6"),
    ("CN", "2.5.4.3"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("L", "2.5.4.7"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("ST", "2.5.4.8"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("SN", "2.5.4.4"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
];

/// A name in the order of the certificate, the country first: `&[("C", "US"), ("CN", "x")]`. A type that
/// begins with `+` stands in one RDN with the attribute before it. `&[]` is the empty name.
pub(crate) fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let mut rdns: Vec<Vec<Vec<u8>>> = vec![];
    for (kind, value) in attributes {
        let bare = kind.trim_start_matches('+');
        let dotted = TYPES.iter().find(|(short, _)| *short == bare).map_or(bare, |(_, dotted)| dotted);
        let tag = match bare {
            "C" | "SN" => PRINTABLE,
            "DC" | "emailAddress" => IA5,
            _ => UTF8,
        };
        let attribute = sequence(&[&oid(dotted), &tlv(tag, value.as_bytes())]);
        match rdns.last_mut() {
            Some(rdn) if kind.starts_with('+') => rdn.push(attribute),
            _ => rdns.push(vec![attribute]),
        }
    }
    let rdns: Vec<Vec<u8>> = rdns
        .into_iter()
        .map(|mut rdn| {
            // DER sorts a set.
            rdn.sort();
            tlv(0x31, &rdn.concat())
        })
        .collect();
    tlv(0x30, &rdns.concat())
}

/// `C=US, O=Example, CN=…`, as the certificates of `tests/certificates` are named.
pub(crate) fn example(common_name: &str) -> Vec<u8> {
    name(&[("C", "US"), ("O", "Example"), ("CN", common_name)])
}

/// A time as a certificate writes it, of seconds since 1970-01-01T00:00:00Z.
pub(crate) fn time(seconds: i64) -> (u8, String) {
    let days = seconds.div_euclid(86_400);
    let (hour, minute, second) =
        (seconds.rem_euclid(86_400) / 3600, seconds.rem_euclid(3600) / 60, seconds.rem_euclid(60));
    // Howard Hinnant's civil_from_days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    match (1950..2050).contains(&year) {
        true => (UTC, format!("{:02}{rest}", year % 100)),
        false => (GENERALIZED, format!("{year:04}{rest}")),
    }
}
