//! Against `serde_json`, on mutated documents: the same are taken, and what is taken stands where the
//! index says. This crate's tree and `serde_json`'s meet nowhere but in the grammar, which both have
//! from RFC 8259.

use std::path::Path;

use serde::de::IgnoredAny;

use self::tree::Tree;
use super::{Data, Document, JsonFaultKind, MAX_DEPTH, Value};
use crate::Linter;
use crate::source::{MAX_INPUT, Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;
use crate::testing::Random;

#[path = "../../tests/shared/tree.rs"]
mod tree;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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
    Source::new(bytes, Kind::Patch, MAX_INPUT)
}

/// Why `serde_json` refuses what is JSON all the same.
fn is_limit_of_serde_json(error: &serde_json::Error) -> bool {
    let message = error.to_string();
    message.starts_with("number out of range") || message.starts_with("recursion limit exceeded")
}

#[test]
fn serde_json_takes_the_same_mutants() {
    let (mut taken, mut refused, mut beyond) = (0, 0, 0);
    for mutant in mutants() {
        let source = source(&mutant);
        // The first exception: a byte order mark is a finding of its own.
        let content = mutant.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&mutant);
        let ours = source.document().is_some();
        let shown = String::from_utf8_lossy(&mutant);
        match serde_json::from_slice::<serde_json::Value>(content) {
            // The others: numbers and depths that are JSON, but more than `serde_json` wants to hold.
            Err(error) if is_limit_of_serde_json(&error) => {
                let grammar = serde_json::from_slice::<IgnoredAny>(content).is_ok();
                let surrogate = matches!(source.refusal(), Some(Refusal::Json(fault)) if fault.kind == JsonFaultKind::LoneSurrogate);
                assert_eq!(ours, grammar && !surrogate, "{error}: {shown}");
                beyond += 1;
            }
            theirs => {
                assert_eq!(ours, theirs.is_ok(), "{:?} {:?}: {shown}", theirs.err(), source.refusal());
                *(if ours { &mut taken } else { &mut refused }) += 1;
            }
        }
    }
    assert!(taken > 1000 && refused > 2000 && beyond > 100, "{taken} {refused} {beyond}");
}

#[test]
fn every_place_in_a_mutant_holds_what_serde_json_reads_there() {
    let mut compared = 0;
    for mutant in mutants() {
        let source = source(&mutant);
        let content = mutant.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&mutant);
        let Ok(text) = std::str::from_utf8(content) else { continue };
        let (Some(document), Ok(tree)) = (source.document(), Tree::read(text)) else { continue };
        assert!(document.too_deep.is_none(), "{text}");
        let places = Places { text, mark: mutant.len() - content.len() };
        places.compare(document, &tree);
        compared += 1;
    }
    assert!(compared > 1000, "{compared}");
}

/// A document's text, and where in the file it begins.
struct Places<'t> {
    text: &'t str,
    mark: usize,
}

impl Places<'_> {
    fn compare(&self, document: &Document<'_>, tree: &Tree) {
        let all = Span::new(self.mark, self.mark + self.text.len());
        let root = document.root.span;
        assert_eq!(self.between(all.start, root.start), "", "before {}", self.text);
        assert_eq!(self.between(root.end, all.end), "", "behind {}", self.text);
        self.value(&document.root, tree);
    }

    /// What stands at the span, which is in bounds and on character boundaries.
    fn at(&self, span: Span) -> &str {
        let range = span.start - self.mark..span.end - self.mark;
        self.text.get(range).unwrap_or_else(|| panic!("{span:?} of {}", self.text))
    }

    /// What stands between two places, in that order, without white space.
    fn between(&self, end: usize, start: usize) -> String {
        assert!(end <= start, "{end} overlaps {start} in {}", self.text);
        self.at(Span::new(end, start)).replace([' ', '\t', '\r', '\n'], "")
    }

    fn value(&self, value: &Value<'_>, tree: &Tree) {
        let written = self.at(value.span);
        assert_eq!(Tree::read(written).as_ref().ok(), Some(tree), "{written} in {}", self.text);
        match (&value.data, tree) {
            (Data::Null, Tree::Null)
            | (Data::Unexplored { array: true }, Tree::Array(_))
            | (Data::Unexplored { array: false }, Tree::Object(_)) => {}
            (Data::Boolean(ours), Tree::Boolean(theirs)) => assert_eq!(ours, theirs),
            (Data::Number(ours), Tree::Number(_)) => assert_eq!(*ours, written),
            (Data::String(ours), Tree::String(theirs)) => assert_eq!(ours.as_str(), theirs),
            (Data::Array(ours), Tree::Array(theirs)) => {
                assert_eq!(ours.len(), theirs.len(), "{written}");
                let mut end = value.span.start;
                for (nth, (item, theirs)) in ours.iter().zip(theirs).enumerate() {
                    assert_eq!(self.between(end, item.span.start), if nth == 0 { "[" } else { "," });
                    self.value(item, theirs);
                    end = item.span.end;
                }
                assert_eq!(self.between(end, value.span.end), if ours.is_empty() { "[]" } else { "]" });
            }
            (Data::Object(object, ours), Tree::Object(theirs)) => {
                assert_eq!(ours.len(), theirs.len(), "{written}");
                let mut end = value.span.start;
                for (nth, (member, (name, theirs))) in ours.iter().zip(theirs).enumerate() {
                    assert_eq!(self.between(end, member.key.start), if nth == 0 { "{" } else { "," });
                    assert_eq!(member.name.as_str(), name);
                    assert_eq!(Tree::read(self.at(member.key)).ok(), Some(Tree::String(name.clone())));
                    assert_eq!(self.between(member.key.end, member.value.span.start), ":");
                    assert_eq!(
                        member.field.map(|field| field.name),
                        object.field(name).map(|field| field.name)
                    );
                    self.value(&member.value, theirs);
                    end = member.span().end;
                }
                assert_eq!(self.between(end, value.span.end), if ours.is_empty() { "{}" } else { "}" });
            }
            (ours, theirs) => panic!("{ours:?} is {theirs:?} to serde_json"),
        }
    }
}

#[test]
fn every_refused_mutant_has_one_finding_at_a_place_that_there_is() {
    let mut refused = 0;
    for mutant in mutants() {
        let source = source(&mutant);
        let report = Linter::new().check(&mutant);
        let found: Vec<_> = report
            .findings()
            .iter()
            .filter(|finding| matches!(finding.rule().name(), "json-syntax" | "json-encoding"))
            .collect();
        let shown = String::from_utf8_lossy(&mutant);
        let Some(Refusal::Json(fault)) = source.refusal() else {
            assert!(found.is_empty(), "{shown}");
            continue;
        };
        refused += 1;
        let [finding] = found.as_slice() else { panic!("{} findings in {shown}", found.len()) };
        assert_eq!(finding.span(), fault.at, "{shown}");
        assert!(fault.at.end <= mutant.len(), "{fault:?} in {shown}");
        if let Ok(text) = std::str::from_utf8(&mutant) {
            assert!(text.get(fault.at.range()).is_some(), "{fault:?} in {shown}");
            for related in finding.related() {
                assert!(text.get(related.span().range()).is_some(), "{fault:?} in {shown}");
            }
        }
    }
    assert!(refused > 2000, "{refused}");
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
