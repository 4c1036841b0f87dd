//! Against `serde_json`, on mutated documents.

use std::path::Path;

use super::oracle::{self, Verdict};
use super::{JsonFaultKind, MAX_DEPTH};
use crate::source::{Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;
use crate::testing::Random;

/// How many mutants there are of each document.
const MUTANTS: usize = 500;

/// The documents that are mutated: of files, and what files do not have.
fn documents() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the payloads")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let files = paths.iter().map(|path| std::fs::read(path).expect("a payload"));
    let nested = format!("{{\"x\":{}1{},\"ldap\":{{\"port\":1}}}}", "[".repeat(126), "]".repeat(126));
    let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
    let built = [
        r#"{"ldap":{"bindUsername":"CN=Žofie 😀,OU=Üñî,DC=example,DC=net","hostname":"münchen.example"}}"#,
        r#"{"ld\u0061p":{"hostn\u0061me":"a\/b\\c\"d\b\f\n\r\t\u00e9\ud83d\ude00","port":6},"é":"\\"}"#,
        r#"{"a":{"b":[{"c":[[[]],{"d":{}}]}]},"ldap":{"extra":{"deep":[1,{"port":2}]},"port":1}}"#,
        r#"{"ldap":{"port":1,"port":2},"ldap":{"port":3,"links":[]},"ldap":null,"":"","":0}"#,
        r#"[0,-0,1.5,-2.25e+10,1E2,3e-7,123456789012345678901234567890,0.1,-1e-400,true,false,null]"#,
        r#"{"ldap":{"port":1e5,"hostname":12,"userToDNMapping":{"match":1},"caCertificate":["a"]},"customerX509":7}"#,
        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","ldapQuery":"x"},1,"s",[{"match":1}],{}, null]}}"#,
        "\u{feff} {\r\n\t\"ldap\" : { \"port\" :\t636 } ,\n\"links\": [ { \"href\" : \"x\" , \"rel\":[] } ]\r\n}\n",
        r#""a string \u20ac""#,
        r#"{"ldap":{"port":1e308,"x":[9e999,-1e999]}}"#,
        &nested,
        &deep,
    ];
    files.chain(built.iter().map(|text| text.as_bytes().to_vec())).collect()
}

/// What JSON and its mistakes are made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "1",
    "0",
    "-",
    "e",
    ".",
    "null",
    "true",
    "\\u00e9",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "\\x",
    "é",
    "😀",
    "\u{feff}",
    "\"a\":1,",
    ",\"b\":[]",
    "//",
    "'",
    "1e999",
    "{\"port\":1}",
    "\u{1}",
    "\u{a0}",
    "\u{2028}",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(2) {
        let length = bytes.len();
        match random.below(8) {
            0 => drop(bytes.drain(random.range(length, 4))),
            1 => drop(bytes.drain(random.range(length, 1))),
            2 if length > 0 => bytes[random.below(length)] = u8::try_from(random.below(256)).expect("a byte"),
            3 if length > 0 => {
                let (one, other) = (random.below(length), random.below(length));
                bytes.swap(one, other);
            }
            4 => {
                let slice = bytes[random.range(length, 20)].to_vec();
                let at = random.below(length + 1);
                bytes.splice(at..at, slice);
            }
            5 => bytes.truncate(length - random.below(length / 4 + 1)),
            _ => {
                let at = random.below(length + 1);
                bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes());
            }
        }
    }
}

/// Each document as it is, and its mutants.
fn mutants() -> impl Iterator<Item = Vec<u8>> {
    documents().into_iter().enumerate().flat_map(|(seed, document)| {
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ u64::try_from(seed).expect("a few"));
        (0..MUTANTS).map(move |nth| {
            let mut mutant = document.clone();
            if nth > 0 {
                mutate(&mut mutant, &mut random);
            }
            mutant
        })
    })
}

fn source(bytes: &[u8]) -> Source<'_> {
    oracle::source(bytes, Kind::Patch)
}

#[test]
fn serde_json_takes_the_same_mutants() {
    let (mut taken, mut refused, mut beyond) = (0, 0, 0);
    for mutant in mutants() {
        match oracle::assert_same_verdict(&mutant, Kind::Patch) {
            Verdict::Taken => taken += 1,
            Verdict::Refused => refused += 1,
            Verdict::Beyond => beyond += 1,
        }
    }
    assert!(taken > 1000 && refused > 2000 && beyond > 100, "{taken} {refused} {beyond}");
}

#[test]
fn every_place_in_a_mutant_holds_what_serde_json_reads_there() {
    let compared = mutants().filter(|mutant| oracle::assert_same_places(mutant, Kind::Patch)).count();
    assert!(compared > 1000, "{compared}");
}

#[test]
fn every_refused_mutant_has_one_finding_at_a_place_that_there_is() {
    let refused = mutants().filter(|mutant| oracle::assert_one_finding(mutant, Kind::Patch)).count();
    assert!(refused > 2000, "{refused}");
}

#[test]
fn a_request_in_another_encoding_has_one_finding() {
    let request: Vec<u8> =
        "PATCH /api HTTP/1.1\r\n\r\n{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&request, b"=\0 a\":NaN}".as_slice(), b"POST /api HTTP/1.1\nHost: a\0\n\n{}"] {
        assert!(oracle::assert_one_finding(bytes, Kind::Patch), "{bytes:?}");
    }
}

#[test]
fn the_limit_of_the_depth_is_where_serde_json_begins_to_refuse() {
    let nested =
        |depth: usize, open: &str, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
    for depth in [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, MAX_DEPTH + 100] {
        for (open, close) in [("[", "]"), ("[{\"a\":", "}]"), ("{\"ldap\":", "}")] {
            let brackets = open.matches(['[', '{']).count();
            let inside = if open.ends_with(':') { "1" } else { "" };
            let times = depth / brackets;
            let text = nested(times, open, close).replacen(
                &format!("{open}{close}"),
                &format!("{open}{inside}{close}"),
                1,
            );
            let source = source(text.as_bytes());
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            let document = source.document().unwrap_or_else(|| panic!("it is JSON: {text}"));
            assert_eq!(document.too_deep.is_some(), theirs.is_err(), "{depth}: {theirs:?}");
            assert_eq!(theirs.is_err(), times * brackets > MAX_DEPTH, "{depth}");
        }
    }
}

#[test]
fn a_byte_order_mark_moves_every_place() {
    let open = |text: &str| match source(text.as_bytes()).refusal() {
        Some(Refusal::Json(fault)) => (fault.kind, fault.at),
        other => panic!("{other:?}"),
    };
    assert_eq!(open("{\"a\":1"), (JsonFaultKind::Unclosed(b'{', 0), Span::at(6)));
    assert_eq!(open("\u{feff}{\"a\":1"), (JsonFaultKind::Unclosed(b'{', 3), Span::at(9)));
}

#[test]
fn what_is_larger_than_the_limit_is_not_looked_into() {
    for (limit, refused) in [(1, true), (2, false), (3, false)] {
        let source = Source::new(b"{}", Kind::Patch, limit);
        assert_eq!(matches!(source.refusal(), Some(Refusal::TooLarge { .. })), refused, "{limit}");
        assert_eq!(source.document().is_none(), refused, "{limit}");
    }
}
