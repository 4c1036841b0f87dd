//! Files that a test compares with what it made; `UPDATE=1 cargo test` writes them anew.

use std::path::Path;

/// Asserts that the file of the repository holds `text`.
#[track_caller]
pub(crate) fn assert_file(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).expect("a writable file");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is out of date: `UPDATE=1 cargo test` writes it anew");
}
