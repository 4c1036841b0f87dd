//! What the specification pages say, member by member, and their examples: what is found in them, and nothing
//! else. `docs/spec-coverage.md` tells which line is tested where.
#![cfg(feature = "cli")]

mod answers;
mod body;
mod calls;
mod curl;
mod errors;
mod mappings;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../process/mod.rs"]
mod process;

use usersec::{Kind, Level, Linter, Report};

const REQUEST: &str = include_str!("../payloads/vendor-request.json");
const ANSWER: &str = include_str!("../payloads/vendor-response.json");
/// In the order of the page: 400, 401, 403, 404, 500.
const ERRORS: &str = include_str!("../payloads/vendor-errors.jsonl");

/// 2026-02-10T00:00:00Z.
fn linter() -> Linter {
    Linter::new().now(1_770_681_600)
}

/// Rule, level and pointer of each finding.
fn found(report: &Report) -> Vec<(&'static str, Level, &str)> {
    report
        .findings()
        .iter()
        .map(|finding| (finding.rule().name(), finding.level(), finding.pointer()))
        .collect()
}

/// The rules that speak of the member, or of something in it.
fn rules_at(kind: Kind, body: &str, pointer: &str) -> Vec<&'static str> {
    let report = linter().kind(kind).check(body);
    let there = report.findings().iter().filter(|finding| finding.pointer().starts_with(pointer));
    there.map(|finding| finding.rule().name()).collect()
}

/// A body with these members in `ldap`.
fn ldap(members: &str) -> String {
    format!(r#"{{"ldap":{{{members}}}}}"#)
}

/// A certificate as the text of a JSON string.
fn pem(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates").join(name);
    std::fs::read_to_string(path).expect("a certificate").replace('\n', "\\n")
}
