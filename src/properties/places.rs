//! Every place that is said is one of the file, and lines and columns are as counted by hand.

use crate::lines::Location;
use crate::report::{Finding, Report};
use crate::span::Span;

/// Asserts of every place of the report that it is one of the file.
pub(super) fn all(report: &Report, bytes: &[u8]) {
    all_of(report.findings(), bytes);
    let starts: Vec<usize> = report.findings().iter().map(|finding| finding.span().start).collect();
    assert!(starts.is_sorted(), "findings stand in the order of the file: {starts:?}");
}

pub(super) fn all_of(findings: &[Finding], bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).ok();
    for finding in findings {
        let rule = finding.rule().name();
        assert!(!finding.message().is_empty(), "{rule}");
        place(rule, finding.span(), Some(finding.location()), bytes, text);
        for related in finding.related() {
            place(rule, related.span(), Some(related.location()), bytes, text);
        }
        let Some(fix) = finding.fix() else { continue };
        assert!(!fix.edits.is_empty(), "{rule}: a fix does something");
        for edit in &fix.edits {
            place(rule, edit.span, None, bytes, text);
        }
        let in_order = fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        assert!(in_order, "{rule}: {:?}", fix.edits);
        if let Some(text) = text {
            assert!(fix.apply(text).is_some_and(|fixed| fixed != text), "{rule}: {:?}", fix.edits);
        }
    }
}

/// Asserts that it is a place of the file, and that lines and columns are as counted by hand.
pub(super) fn place(what: &str, span: Span, location: Option<Location>, bytes: &[u8], text: Option<&str>) {
    assert!(span.start <= span.end && span.end <= bytes.len(), "{what}: {span:?} of {}", bytes.len());
    let Some(text) = text else {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        assert!(location.is_none_or(|at| 1 <= at.line && at.line <= at.end_line && at.end_line <= lines));
        return;
    };
    let is_boundary = text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
    assert!(is_boundary, "{what}: {span:?} is in a character");
    let Some(location) = location else { return };
    let found = (location.line, location.column, location.end_line, location.end_column);
    let ((line, column), (end_line, end_column)) = (counted(text, span.start), counted(text, span.end));
    assert_eq!(found, (line, column, end_line, end_column), "{what}: {span:?}");
}

/// Line and column of a byte, counted by hand; a byte order mark takes no column.
fn counted(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (line, column - usize::from(line == 1 && before.starts_with('\u{feff}')))
}
