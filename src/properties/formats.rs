//! A report in every format of the command, and what each format promises.

use std::io;

use serde_json::Value;

use super::manner::Manner;
use crate::render::concise::Concise;
use crate::render::github::Github;
use crate::render::gitlab::Gitlab;
use crate::render::json::Json;
use crate::render::sarif::Sarif;
use crate::render::text::Text;
use crate::render::{self, Render, Subject, Summary};
use crate::report::Report;

pub(super) struct Checked(render::Checked);

impl Checked {
    pub(super) fn new(report: Report, subject: Subject, manner: Manner) -> Self {
        let path = "bodies/body.json".to_owned();
        let trouble = manner.one_in("trouble", 8).then(|| "the disk is full".to_owned());
        Self(render::Checked { path, subject, outcome: Ok(report), fixed: manner.pick("fixed", 3), trouble })
    }

    pub(super) fn into_report(self) -> Report {
        self.0.outcome.expect("a report was put in")
    }

    fn render(&self, mut format: impl Render, all: &mut String) -> String {
        let mut summary = Summary::default();
        summary.add(&self.0);
        let text = written(|out| {
            format.file(&self.0, out)?;
            format.finish(&summary, out)
        });
        all.push_str(&text);
        text
    }

    /// Renders the report in every format, and asserts what each promises.
    pub(super) fn show(&self, bytes: &[u8], manner: Manner, all: &mut String) {
        let findings = self.0.outcome.as_ref().map_or(0, |report| report.findings().len());
        let has_summary = manner.one_in("summary", 2);
        self.render(Text::new(manner.width(), manner.color(), has_summary), all);
        let concise = self.render(Concise::default(), all);
        assert!(concise.lines().count() >= findings, "a line a finding");
        self.render(Github::default(), all);
        let json = self.render(Json::default(), all);
        let json: Value = serde_json::from_str(&json).expect("the report is JSON");
        assert_eq!(json["files"][0]["findings"].as_array().map(Vec::len), Some(findings));
        let gitlab = self.render(Gitlab::new(String::new()), all);
        let gitlab: Value = serde_json::from_str(&gitlab).expect("the report for GitLab is JSON");
        assert_eq!(gitlab.as_array().map(Vec::len), Some(findings));
        // Most of it is the table of the rules, which is always the same: now and then is often enough.
        if findings == 0 || !manner.one_in("sarif", 8) {
            return;
        }
        let mut sarif = String::new();
        self.render(Sarif::default(), &mut sarif);
        let log: Value = serde_json::from_str(&sarif).expect("SARIF is JSON");
        assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(findings));
        regions(&log, &Lines::of(bytes));
        all.push_str(&sarif);
    }
}

/// How many columns there are in each line, where that can be said.
struct Lines(Vec<Option<usize>>);

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let columns = |line| std::str::from_utf8(line).ok().map(|line| line.encode_utf16().count() + 1);
        Self(bytes.split(|&byte| byte == b'\n').map(columns).collect())
    }

    fn has(&self, line: &Value, column: &Value) -> bool {
        let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
        let columns = number(line).checked_sub(1).and_then(|line| self.0.get(line));
        columns.is_some_and(|last| number(column) >= 1 && last.is_none_or(|last| number(column) <= last))
    }
}

/// Every region, of a location and of what is deleted, is one of the file.
fn regions(value: &Value, lines: &Lines) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| regions(item, lines)),
        Value::Object(members) => {
            for region in ["region", "deletedRegion"].iter().filter_map(|name| members.get(*name)) {
                let is_in = lines.has(&region["startLine"], &region["startColumn"])
                    && lines.has(&region["endLine"], &region["endColumn"]);
                assert!(is_in, "{region} is not in the file");
            }
            members.values().for_each(|value| regions(value, lines));
        }
        _ => {}
    }
}

/// What is written is a text.
pub(super) fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("outputs are UTF-8")
}
