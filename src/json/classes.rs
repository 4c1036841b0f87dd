//! Classes of texts, as suites for JSON parsers sort them: what every parser has to take, what every one has to
//! refuse (RFC 8259), and what the RFC leaves to it. Judged by this crate, `serde_json` and Python.

mod cases;

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use self::cases::cases;
use crate::Linter;
use crate::testing::{answers_of_python, skip};

/// What a parser has to make of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Taken,
    Refused,
    /// The RFC leaves it open: what this crate and `serde_json` make of it, and why they differ if they do.
    Open {
        taken: bool,
        by_serde_json: bool,
    },
}

/// A text, and what it is an example of.
#[derive(Clone, Debug)]
struct Case {
    group: &'static str,
    bytes: Vec<u8>,
    class: Class,
    /// Whether Python takes it, where it does not what the class says.
    python: Option<bool>,
}

impl Case {
    fn shown(&self) -> String {
        let mut shown: String = String::from_utf8_lossy(&self.bytes).escape_debug().take(80).collect();
        shown.insert_str(0, &format!("{}: ", self.group));
        shown
    }

    /// Whether this crate has to take it.
    fn is_taken(&self) -> bool {
        match self.class {
            Class::Taken => true,
            Class::Refused => false,
            Class::Open { taken, .. } => taken,
        }
    }
}

/// What says that a document is not JSON, or not as this crate reads it.
const REFUSING: [&str; 3] = ["json-syntax", "json-encoding", "json-too-deep"];

#[test]
fn every_class_has_its_verdict() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases() {
        let report = Linter::new().check(&case.bytes);
        let refusing: Vec<_> =
            report.findings().iter().filter(|finding| REFUSING.contains(&finding.rule().name())).collect();
        let expected = usize::from(!case.is_taken());
        assert_eq!(refusing.len(), expected, "{refusing:?} in {}", case.shown());
        for finding in refusing {
            let span = finding.span();
            assert!(span.start <= span.end && span.end <= case.bytes.len(), "{span:?} in {}", case.shown());
            if let Ok(text) = std::str::from_utf8(&case.bytes) {
                assert!(text.get(span.range()).is_some(), "{span:?} in {}", case.shown());
            }
            assert!(!report.is_submittable(), "{}", case.shown());
        }
        let class = match case.class {
            Class::Taken => "taken",
            Class::Refused => "refused",
            Class::Open { .. } => "open",
        };
        *counts.entry(class).or_default() += 1;
    }
    let is_enough = |class, most| counts.get(class).is_some_and(|count| *count >= most);
    assert!(is_enough("taken", 150) && is_enough("refused", 150) && is_enough("open", 30), "{counts:?}");
}

#[test]
fn serde_json_gives_the_same_verdicts() {
    for case in cases() {
        let theirs = serde_json::from_slice::<serde_json::Value>(&case.bytes);
        let expected = match case.class {
            Class::Open { by_serde_json, .. } => by_serde_json,
            _ => case.is_taken(),
        };
        assert_eq!(theirs.is_ok(), expected, "{theirs:?} of {}", case.shown());
        if case.is_taken() && !expected {
            // Its grammar has it, but it cannot hold the value; or it is the mark, which is no JSON.
            let content = case.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&case.bytes);
            assert!(serde_json::from_slice::<IgnoredAny>(content).is_ok(), "{}", case.shown());
        }
        assert!(case.is_taken() || !expected, "taken by serde_json alone: {}", case.shown());
    }
}

#[test]
fn python_gives_the_same_verdicts_but_for_what_is_known() {
    let program = "import sys, json\nfor line in sys.stdin:\n    try:\n        json.loads(bytes.fromhex(json.loads(line)))\n        print('true')\n    except (ValueError, RecursionError):\n        print('false')\n";
    let cases: Vec<Case> = cases();
    let hex = |case: &Case| case.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let texts: Vec<String> = cases.iter().map(hex).collect();
    let Some(answers) = answers_of_python::<bool>(program, &texts) else {
        return skip("no python3, whose verdicts on JSON are compared");
    };
    assert_eq!(answers.len(), cases.len());
    for (case, theirs) in cases.iter().zip(answers) {
        assert_eq!(theirs, case.python.unwrap_or(case.is_taken()), "Python on {}", case.shown());
    }
}
