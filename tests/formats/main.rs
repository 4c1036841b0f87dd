//! The formats of reports: as they look, what holds for each of them, and what independent tools say.
#![cfg(feature = "cli")]

mod golden;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../process/mod.rs"]
mod process;
mod properties;
mod read;
mod validators;

/// Every format, and how a file of it is called.
const FORMATS: [(&str, &str); 6] = [
    ("text", "txt"),
    ("json", "json"),
    ("sarif", "sarif"),
    ("github", "github.txt"),
    ("gitlab", "gitlab.json"),
    ("concise", "concise.txt"),
];

/// 2026-02-10T00:00:00Z.
const NOW: &str = "2026-02-10T00:00:00Z";
