//! For GitLab: a Code Quality report.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json::write;
use super::paths::relative;
use super::{Checked, Render, Summary, in_one_line};
use crate::report::{Finding, hashed};
use crate::rule::Level;

/// One array for all files, written as they come.
#[derive(Debug, Default)]
pub(crate) struct Gitlab {
    /// The folder to which paths are relative: the repository's, where a job runs.
    folder: String,
    /// How often each fingerprint was given away: of two issues that share one GitLab shows the first only.
    taken: HashMap<u64, u32>,
    begun: bool,
}

impl Gitlab {
    /// A report whose paths are relative to the folder, if they are in there.
    pub(crate) fn new(folder: String) -> Self {
        Self { folder, ..Self::default() }
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Render for Gitlab {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        let Ok(report) = &file.outcome else { return Ok(()) };
        let path = relative(&file.path, &self.folder);
        for finding in report.findings() {
            out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
            self.begun = true;
            write(&issue(&path, finding, &mut self.taken), out)?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}

fn issue<'a>(path: &'a str, finding: &Finding, taken: &mut HashMap<u64, u32>) -> Issue<'a> {
    let rule = finding.rule().name();
    let place = finding.location();
    let print = finding.fingerprint();
    let mut fingerprint = hashed([path, &print]);
    let times = taken.entry(fingerprint).or_default();
    *times += 1;
    // A file may be given twice.
    if *times > 1 {
        fingerprint = hashed([path, &print, &times.to_string()]);
    }
    Issue {
        // The list of issues shows the description and the place, and not the name of the check.
        description: format!("{rule}: {}", in_one_line(finding.message())),
        check_name: rule,
        fingerprint: format!("{fingerprint:016x}"),
        severity: match finding.level() {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Note => "info",
        },
        location: Location { path, lines: Lines { begin: place.line, end: place.end_line } },
    }
}
