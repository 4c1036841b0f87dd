//! All that a program and the command can show of a report.

use std::fmt::Write as _;

#[cfg(feature = "cli")]
use super::formats::Checked;
use super::manner::Manner;
#[cfg(feature = "cli")]
use crate::render::Subject;
use crate::report::Report;

/// All that a program can print of a report.
pub(super) fn printed(report: &Report) -> String {
    let mut all = format!("{report:?}\n{report:#?}\n");
    for finding in report.findings() {
        let diagnostic: &dyn miette::Diagnostic = finding;
        let _ = writeln!(all, "{finding}\n{:?}\n{}", finding.help(), finding.pointer());
        for related in finding.related() {
            let _ = writeln!(all, "{related} {}", related.pointer());
        }
        if let (Some(source), Some(labels)) = (diagnostic.source_code(), diagnostic.labels()) {
            for label in labels {
                let contents = source.read_span(label.inner(), 1, 1).expect("the label is in the snippet");
                all.push_str(&String::from_utf8_lossy(contents.data()));
                let _ = writeln!(all, "{label:?}");
            }
        }
    }
    all
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Payload,
    Request,
}

/// All that the command and a program can show of a report, which is given back.
#[cfg(feature = "cli")]
pub(super) fn shown(report: Report, bytes: &[u8], about: About, manner: Manner) -> (String, Report) {
    let mut all = printed(&report);
    let subject = match about {
        About::Payload => Subject::Payload(manner.kind()),
        About::Request => Subject::Request,
    };
    let checked = Checked::new(report, subject, manner);
    checked.show(bytes, manner, &mut all);
    (all, checked.into_report())
}

/// All that a program can show of a report, which is given back.
#[cfg(not(feature = "cli"))]
pub(super) fn shown(report: Report, _: &[u8], _: About, _: Manner) -> (String, Report) {
    (printed(&report), report)
}
