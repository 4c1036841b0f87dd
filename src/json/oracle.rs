//! Against `serde_json`: the same is taken, what is taken stands where the index says, and what is refused is
//! one finding. This crate's tree and `serde_json`'s meet nowhere but in the grammar, which both have from
//! RFC 8259.

use serde::de::IgnoredAny;

use self::tree::Tree;
use super::{Data, Document, JsonFaultKind, Value};
use crate::Linter;
use crate::source::{MAX_INPUT, Refusal, Source};
use crate::span::Span;
use crate::spec::Kind;

#[path = "../../tests/shared/tree.rs"]
mod tree;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What both say of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Taken,
    Refused,
    /// It is JSON, but more than `serde_json` wants to hold.
    Beyond,
}

/// Reads a text as a document of that kind.
pub(crate) fn source(bytes: &[u8], kind: Kind) -> Source<'_> {
    Source::new(bytes, kind, MAX_INPUT)
}

/// Asserts that `serde_json` takes the same.
pub(crate) fn assert_same_verdict(bytes: &[u8], kind: Kind) -> Verdict {
    let source = source(bytes, kind);
    // The first exception: a byte order mark is a finding of its own.
    let content = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let ours = source.document().is_some();
    let shown = String::from_utf8_lossy(bytes);
    match serde_json::from_slice::<serde_json::Value>(content) {
        // The others: numbers and depths that are JSON, but more than `serde_json` wants to hold.
        Err(error) if is_limit_of_serde_json(&error) => {
            let grammar = serde_json::from_slice::<IgnoredAny>(content).is_ok();
            let surrogate = matches!(source.refusal(), Some(Refusal::Json(fault)) if fault.kind == JsonFaultKind::LoneSurrogate);
            assert_eq!(ours, grammar && !surrogate, "{error}: {shown}");
            if let Some(document) = source.document().filter(|_| is_limit_of_depth(&error)) {
                assert!(document.too_deep.is_some(), "{shown}");
            }
            Verdict::Beyond
        }
        theirs => {
            assert_eq!(ours, theirs.is_ok(), "{:?} {:?}: {shown}", theirs.err(), source.refusal());
            if ours { Verdict::Taken } else { Verdict::Refused }
        }
    }
}

/// Why `serde_json` refuses what is JSON all the same.
fn is_limit_of_serde_json(error: &serde_json::Error) -> bool {
    let message = error.to_string();
    message.starts_with("number out of range") || is_limit_of_depth(error)
}

fn is_limit_of_depth(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit exceeded")
}

/// Asserts that every place of a text that both take holds what `serde_json` reads there; false if they do not
/// take it.
pub(crate) fn assert_same_places(bytes: &[u8], kind: Kind) -> bool {
    let source = source(bytes, kind);
    let content = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let (Some(document), Ok(tree)) = (source.document(), Tree::read(text)) else { return false };
    assert!(document.too_deep.is_none(), "{text}");
    let places = Places { text, mark: bytes.len() - content.len() };
    places.compare(document, &tree);
    true
}

/// Asserts that a text that is refused has one finding, at a place that there is, and that one that is taken has
/// none; true if it is refused.
pub(crate) fn assert_one_finding(bytes: &[u8], kind: Kind) -> bool {
    let source = source(bytes, kind);
    let report = Linter::new().kind(kind).check(bytes);
    let found: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| matches!(finding.rule().name(), "json-syntax" | "json-encoding"))
        .collect();
    let shown = String::from_utf8_lossy(bytes);
    let Some(Refusal::Json(fault)) = source.refusal() else {
        assert!(found.is_empty(), "{shown}");
        return false;
    };
    let [finding] = found.as_slice() else { panic!("{} findings in {shown}", found.len()) };
    assert_eq!(finding.span(), fault.at, "{shown}");
    assert!(fault.at.end <= bytes.len(), "{fault:?} in {shown}");
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text.get(fault.at.range()).is_some(), "{fault:?} in {shown}");
        for related in finding.related() {
            assert!(text.get(related.span().range()).is_some(), "{fault:?} in {shown}");
        }
    }
    true
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
