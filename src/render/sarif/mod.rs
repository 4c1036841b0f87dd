//! For code scanning: SARIF 2.1.0, in one run.

mod invocation;
mod result;
mod rules;

use std::collections::HashMap;
use std::io::{self, Write};

use self::invocation::{Invocation, Notification};
use self::rules::{Descriptor, driver};
use super::json::write;
use super::paths::uri;
use super::{Checked, Render, Summary};

/// Where the schema is published; a copy of it judges the tests.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One document for all files, written as they come.
#[derive(Debug)]
pub(crate) struct Sarif {
    /// Where each rule stands in the list of them.
    index: HashMap<&'static str, usize>,
    begun: bool,
    results: usize,
    /// They stand together, so these few have to wait.
    notifications: Vec<Notification>,
}

impl Default for Sarif {
    fn default() -> Self {
        let names = crate::rules::rules().enumerate().map(|(index, rule)| (rule.name, index));
        Self { index: names.collect(), begun: false, results: 0, notifications: Vec::new() }
    }
}

impl Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        out.write_all(b"{\"version\":\"2.1.0\",\"$schema\":")?;
        write(&SCHEMA, out)?;
        out.write_all(b",\"runs\":[{\"tool\":{\"driver\":")?;
        write(&driver(), out)?;
        out.write_all(b"},\"columnKind\":\"utf16CodeUnits\",\"results\":[")
    }

    /// The rule as results and notifications refer to it.
    fn index_of(&self, rule: &str) -> usize {
        // All of them are there.
        self.index.get(rule).copied().unwrap_or_default()
    }
}

impl Render for Sarif {
    fn file(&mut self, file: &Checked, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        let uri = uri(&file.path);
        match &file.outcome {
            Err(error) => self.notifications.push(Notification::unreadable(&uri, error)),
            Ok(report) => {
                for finding in report.findings() {
                    out.write_all(if self.results == 0 { b"\n" } else { b",\n" })?;
                    self.results += 1;
                    write(&result::result(finding, self.index_of(finding.rule().name), &uri), out)?;
                }
                for skipped in report.skipped() {
                    let rule = Descriptor { id: skipped.rule, index: self.index_of(skipped.rule) };
                    self.notifications.push(Notification::skipped(&uri, skipped, rule));
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        out.write_all(if self.results == 0 { b"],\"invocations\":[" } else { b"\n],\"invocations\":[" })?;
        write(&Invocation::new(summary, &self.notifications), out)?;
        out.write_all(b"]}]}\n")
    }
}
