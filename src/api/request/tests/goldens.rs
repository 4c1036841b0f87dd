//! Each file of `tests/golden/requests` is a list of cases: a title, a text with requests (`␍` is a CR),
//! what is shown of it, and the report. To add one, write title and text; `UPDATE=1 cargo test` writes the
//! rest.

use std::fmt::Write as _;

use crate::rules::tests::NOW;
use crate::testing::assert_file;
use crate::{Finding, Linter, Report, Safety};

/// A finding in a few lines.
pub(super) fn line(finding: &Finding, text: &str) -> String {
    let place = finding.location();
    let mut shown = format!(
        "{}:{}-{}:{} {} {}{}{}: {}\n",
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        finding.level().name(),
        finding.rule().name(),
        if finding.pointer().is_empty() { "" } else { " " },
        finding.pointer(),
        finding.message(),
    );
    for related in finding.related() {
        let _ = writeln!(shown, "  {}: {}", related.location().line, related.message());
    }
    if let Some(help) = finding.help() {
        let _ = writeln!(shown, "  help: {help}");
    }
    if let Some(fix) = finding.fix() {
        let safety = if fix.safety == Safety::Safe { "safe" } else { "hint" };
        let edits: Vec<String> = fix
            .edits
            .iter()
            .map(|edit| format!("`{}` → `{}`", &text[edit.span.range()], edit.text))
            .collect();
        let _ = writeln!(shown, "  {safety}: {}", edits.join(", "));
    }
    shown
}

fn report(report: &Report, text: &str) -> String {
    let mut shown: String = report.findings().iter().map(|finding| line(finding, text)).collect();
    for skipped in report.skipped().iter().filter(|skipped| !skipped.lacks_input) {
        let _ = writeln!(shown, "not looked at: {}: {}", skipped.rule, skipped.reason);
    }
    if shown.is_empty() {
        shown.push_str("nothing is found\n");
    }
    shown
}

/// What a report would show of a text.
pub(super) fn masked(text: &str) -> String {
    use crate::api::request::{masked, read};
    use crate::conventions::Conventions;
    use crate::source::{MAX_INPUT, Source};

    let reading = read(text, None, &Conventions::usual().templates);
    let documents = reading.calls.iter().filter_map(|call| {
        let (body, kind) = (call.body.as_ref()?, call.kind()?);
        let source = Source::under(Conventions::usual(), body.text().as_bytes(), kind, MAX_INPUT);
        Some((body, source.masked()))
    });
    masked(text, &reading, documents)
}

fn golden(name: &str) {
    let path = format!("tests/golden/requests/{name}.txt");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
    let cases = std::fs::read_to_string(file).expect("the cases");
    let mut made = String::new();
    for case in cases.split("=== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title");
        let text = rest.split("--- shown\n").next().expect("a text");
        let message = text.replace("␍\n", "\r\n").replace('␛', "\u{1b}");
        let shown = masked(&message);
        assert_eq!(shown.len(), message.len(), "{title}");
        let found = report(&Linter::new().now(NOW).check_requests(&message), &message);
        let _ =
            writeln!(made, "=== {title}\n{text}--- shown\n{}--- report\n{found}", shown.replace('\r', ""));
    }
    assert_file(&path, &made);
}

#[test]
fn messages() {
    golden("messages");
}

#[test]
fn files_of_editors() {
    golden("editors");
}

#[test]
fn targets() {
    golden("targets");
}

#[test]
fn parameters_and_headers() {
    golden("parameters");
}

#[test]
fn credentials() {
    golden("credentials");
}

#[test]
fn malformed() {
    golden("malformed");
}
