//! What unit tests share: the vectors, and files that a test compares with what it made.

use std::path::Path;

use serde_json::Value;

/// The rows of `tests/vectors/NAME.jsonl`.
pub(crate) fn vectors(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

/// Says that a test did not run; past the capture of the test runner, so that it is seen.
pub(crate) fn skip(why: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "skipped: {why}").expect("standard error");
}

/// Asserts that the file of the repository holds `text`; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
pub(crate) fn assert_file(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).expect("a writable file");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is out of date: `UPDATE=1 cargo test` writes it anew");
}
