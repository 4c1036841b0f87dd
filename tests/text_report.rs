//! The text report: how it looks, that it keeps to the width of the terminal, and that nothing that a
//! payload holds makes it fail.
#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use miette::{Diagnostic as _, GraphicalReportHandler, JSONReportHandler, NarratableReportHandler};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;
use usersec::Linter;
use usersec::cli::{Surroundings, exit};

const VENDOR: &str = include_str!("payloads/vendor-request.json");

/// 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;

/// A debug build is some twenty times slower; the shape stays the same.
const MANY: usize = if cfg!(debug_assertions) { 7_000 } else { 70_000 };
const LARGE: usize = if cfg!(debug_assertions) { 2 << 20 } else { 10 << 20 };

/// The report on a document, after a look at what holds for every one.
#[track_caller]
fn report(name: &str, body: impl AsRef<[u8]>, width: usize) -> String {
    let colored = run(name, body.as_ref(), width, true);
    let plain = run(name, body.as_ref(), width, false);
    assert_eq!(without_styles(&colored), plain, "colours change nothing but colours");
    plain
}

#[track_caller]
fn run(name: &str, body: &[u8], width: usize, color: bool) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = usize::MAX.to_string();
    let arguments = ["usersec", "check", "--max-findings", &all, "--stdin-filename", name, "-"];
    let arguments = arguments.map(Into::into).to_vec();
    let surroundings = Surroundings { now: NOW, width, color, ..Surroundings::default() };
    let code = usersec::cli::run(arguments, &mut &body[..], &mut out, &mut err, surroundings);
    assert!(err.is_empty() && code != exit::FAILURE, "{}", String::from_utf8_lossy(&err));
    let out = String::from_utf8(out).expect("UTF-8");
    hold_promises(&without_styles(&out), width);
    out
}

/// No line is wider than the terminal, nothing moves the cursor, and one line at the end sums up.
#[track_caller]
fn hold_promises(text: &str, width: usize) {
    for line in text.lines() {
        let (columns, most) = (line.width(), width.max(40));
        assert!(columns <= most, "{columns} of {most} columns: {line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let headers = text.lines().filter(|line| {
        ["error[", "warning[", "note["].iter().any(|level| line.strip_prefix(level).is_some())
    });
    let sums: Vec<&str> = text.lines().filter(|line| line.ends_with(" in 1 file")).collect();
    let [sum] = sums[..] else { panic!("{} lines sum up", sums.len()) };
    let (_, offer) = text.split_once(&format!("{sum}\n")).expect("it is there");
    assert!(offer.is_empty() || offer.contains("can be fixed with"), "{offer}");
    let counted: usize = sum.split(' ').filter_map(|word| word.parse::<usize>().ok()).sum();
    assert_eq!(headers.count() + 1, counted, "findings, and one file");
    assert!(!text.contains("Failed to read"), "{text}");
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("a style").1)
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/text").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// Several reports below each other, each under a line that names it.
fn sheet<'c>(cases: impl IntoIterator<Item = (&'c str, String)>) -> String {
    cases.into_iter().fold(String::new(), |mut sheet, (title, text)| {
        write!(sheet, "# {title}\n\n{text}\n").expect("a string takes it");
        sheet
    })
}

#[test]
fn the_vendors_example() {
    let name = "tests/payloads/vendor-request.json";
    golden("vendor.txt", &report(name, VENDOR, 80));
    golden("colors.txt", &run(name, VENDOR.as_bytes(), 80, true));
    assert_eq!(report("clean.json", r#"{"ldap":{"port":636}}"#, 80), "nothing found in 1 file\n");
}

#[test]
fn a_minified_payload() {
    let body = VENDOR.lines().map(str::trim_start).collect::<String>();
    golden("minified.txt", &report("minified.json", body, 80));
}

#[test]
fn carriage_returns_tabs_and_wide_characters() {
    let body = "{\r\n\t\"ldap\": {\r\n\t\t\"hostname\":\t\"ldap 例え.テスト\",\r\n\t\t\"port\": 99999,\t\
        \"bindUsername\": \"uid=山田太郎,ou=人事部,dc=例え,dc=テスト,\",\r\n\t\t\"説明\": \"👩‍💻 é\u{301} ☎\u{fe0f}\",\r\n\t\t\
        \"authenticationEnabled\": false,\r\n\t\t\"authorizationEnabled\": true\r\n\t}\r\n}\r\n";
    for width in [40, 80, 200] {
        let file = format!("wide-{width}.txt");
        golden(&file, &report("設定/ユーザー/セキュリティ/とても長い名前.json", body, width));
    }
    // Carriage returns alone are no line breaks to us, and must not be any to the terminal.
    report("mac.json", body.replace('\n', ""), 80);
}

#[test]
fn labels_at_the_end_of_a_file() {
    let cases = [
        ("nothing", ""),
        ("a line break", "\n"),
        ("no line break at the end", "{\n  \"ldap\": {"),
        ("a line break at the end", "{\n  \"ldap\": {\n"),
        ("two of them, with carriage returns", "{\r\n  \"ldap\": {\r\n\r\n"),
        ("a string that does not end", "{\n  \"ldap\": {\"hostname\": \"ldap"),
    ];
    let sheet = sheet(cases.map(|(title, body)| (title, report("end.json", body, 80))));
    golden("end.txt", &sheet);
    // As wide as there is room for, and one more.
    for length in 40..100 {
        report("end.json", format!("{{\"{}\":", "x".repeat(length)), 80);
        report("end.json", format!("{{\"{}\": [\t", "例".repeat(length / 2)), 80);
    }
}

#[test]
fn related_places() {
    let far = |padding: &str| format!("{{\"ldap\": {{\"port\": 1,{padding}\"port\": 2}}}}\n");
    let long = format!("\"caCertificate\": \"{}\",", "x".repeat(200));
    let cases = [
        ("on the same line", far(" ")),
        ("on the line before", far("\n  ")),
        ("four lines before", far("\n\n\n\n  ")),
        ("five lines before", far("\n\n\n\n\n  ")),
        ("with a long line between", far(&format!("\n{long}\n"))),
        ("at the other end of a line", far(&long)),
        ("100 kB away on the same line", far(&format!("\"caCertificate\": \"{}\",", "x".repeat(100_000)))),
    ];
    let sheet = sheet(cases.iter().map(|(title, body)| (*title, report("related.json", body, 80))));
    golden("related.txt", &sheet);
}

#[test]
fn names_numbers_and_terminals_of_any_size() {
    let names = ["", "a\u{1b}[2J\n\u{202e}.json", &"目录/".repeat(100), &"x/".repeat(1_000)];
    let far_down =
        format!("{}{{\"ldap\":{{\"port\":0}}}}", "\n".repeat(if MANY < 70_000 { 99_999 } else { 9_999_999 }));
    for width in [0, 1, 10, 39, 40, 41, 80, 120, 200, 65_535, usize::MAX] {
        for name in names {
            report(name, VENDOR, width);
        }
    }
    for width in [40, 80] {
        report(names[2], &far_down, width);
    }
}

#[test]
fn ten_megabytes_in_one_line() {
    let filler = "y".repeat(LARGE);
    let body = format!(
        r#"{{"ldap":{{"hostname":"a b","port":70000,"x":"{filler}","port":2,"bindUsername":"foo"}}}}"#
    );
    for width in [40, 200] {
        assert!(report("large.json", &body, width).len() < 10_000);
    }
    // Characters that take no column, and such that take two.
    for filler in ["\u{301}", "例", "\t"] {
        let body = body.replace(&"y".repeat(LARGE), &filler.repeat(LARGE / 8));
        assert!(report("large.json", body, 80).len() < 30_000);
    }
}

#[test]
fn seventy_thousand_findings_in_one_line() {
    let mapping = r#"{"substitution":"CN={0}"}"#;
    let mappings = vec![mapping; MANY].join(",");
    let text = report("many.json", format!(r#"{{"ldap":{{"userToDNMapping":[{mappings}]}}}}"#), 80);
    assert!(text.ends_with(&format!("{MANY} errors in 1 file\n")));
}

#[test]
fn thousands_of_labels_a_megabyte_apart() {
    let members: Vec<String> = (0..MANY / 4).map(|number| format!("\"member{number}\":1")).collect();
    let members = members.join(",");
    let text = report("twice.json", format!("{{{members},{members}}}"), 80);
    assert_eq!(text.matches("☞ the first one").count(), MANY / 4);
}

/// Parts that documents are made of here: of the contract, and such as are hard to show.
fn part() -> impl Strategy<Value = String> {
    let words = [
        "ldap",
        "customerX509",
        "cas",
        "hostname",
        "port",
        "userToDNMapping",
        "match",
        "substitution",
        "ldapQuery",
        "bindUsername",
        "authorizationEnabled",
        "authenticationEnabled",
        "authzQueryTemplate",
    ];
    prop_oneof![
        4 => prop::sample::select(words.to_vec()).prop_map(|word| format!("\"{word}\"")),
        6 => prop::sample::select(vec!["{", "}", "[", "]", ":", ",", "\n", "\r\n", "\t", "\r"]).prop_map(str::to_owned),
        2 => Just("\"bindPassword\":\"hunter2\",".to_owned()),
        2 => prop::sample::select(vec!["true", "false", "null", "636", "-1", "1e9", "nul", "'", "\\", "\u{1b}"]).prop_map(str::to_owned),
        2 => "\"[a例👩\u{301}\u{200d}\u{fe0f}\u{202e}☎é=,{}() ]{0,90}\"",
        1 => "\"x{0,400}\"",
        1 => "[ \t\n]{0,60}",
        1 => any::<char>().prop_map(String::from),
    ]
}

/// Documents, most of them valid JSON with mistakes, and others.
fn document() -> impl Strategy<Value = String> {
    let member = ("[ \t\r\n]{0,3}", "(hostname|port|bindUsername|x|例え|match|port|cas)", part());
    let object = prop::collection::vec(member, 0..12).prop_map(|members| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(space, name, value)| {
                let whole = serde_json::from_str::<serde_json::Value>(&value).is_ok();
                format!("{space}\"{name}\":{}", if whole { value.as_str() } else { "{}" })
            })
            .collect();
        format!(
            "{{\"ldap\":{{\"bindPassword\":\"hunter2\",{}}}}}",
            (members.join(",") + ",\"port\":1").trim_start_matches(',')
        )
    });
    let anything = prop::collection::vec(part(), 0..60).prop_map(|parts| parts.concat());
    prop_oneof![object, anything]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_document_is_shown(body in document(), width in prop::sample::select(vec![40_usize, 80, 200, 55])) {
        let text = report("any.json", &body, width);
        prop_assert!(!text.contains("hunter2"), "{}", text);
    }

    #[test]
    fn findings_are_diagnostics_for_everyone(body in document()) {
        for finding in Linter::new().now(NOW).check(&body).findings() {
            let labels: Vec<_> = finding.labels().expect("labels").collect();
            prop_assert_eq!(labels[0].offset(), finding.span().start);
            for label in &labels {
                prop_assert!(label.offset() + label.len() <= body.len());
            }
            let mut shown = format!("{finding:?}{:?}{:#?}", miette::Report::new(finding.clone()), miette::Report::new(finding.clone()));
            for context in [0, 1, 5] {
                let graphical = GraphicalReportHandler::new().with_context_lines(context);
                graphical.render_report(&mut shown, finding).expect("graphical");
                let narrated = NarratableReportHandler::new().with_context_lines(context);
                narrated.render_report(&mut shown, finding).expect("narrated");
            }
            JSONReportHandler::new().render_report(&mut shown, finding).expect("JSON");
            prop_assert!(!shown.contains("hunter2"), "{}", shown);
            prop_assert!(!shown.contains("Failed to read"), "{}", shown);
        }
    }
}
