//! Secrets, and everything that may show one.

use std::fmt::Write as _;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme, JSONReportHandler, NarratableReportHandler};
use usersec::cli::{Surroundings, run};
use usersec::{Linter, Report};

/// 2026-02-10T00:00:00Z.
pub(crate) const NOW: i64 = 1_770_681_600;

pub(crate) const NARROW: &[usize] = &[40];
pub(crate) const WIDTHS: &[usize] = &[0, 1, 20, 40, 80, 120, 400];

/// Text that is in no other: letters and digits, different for each seed.
pub(crate) fn random(seed: &str, length: usize, alphabet: &[u8]) -> String {
    let mut state = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let next = |_| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let index = usize::try_from((mixed ^ (mixed >> 31)) >> 33).expect("31 bits") % alphabet.len();
        char::from(alphabet[index])
    };
    (0..length).map(next).collect()
}

pub(crate) fn secret(seed: &str) -> String {
    random(seed, 24, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

/// The body of a private key as PEM has it, but shorter: two lines of base64.
pub(crate) fn key_body(seed: &str) -> String {
    let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    format!("{}\n{}\n", random(seed, 64, base64), random(&format!("{seed}2"), 20, base64))
}

/// What of the secret the output shows, if any six characters of it stand there together.
pub(crate) fn shown<'s>(secret: &'s str, output: &str) -> Option<&'s str> {
    // Nine of mere digits: six might stand in an address by chance.
    let length = if secret.bytes().all(|byte| byte.is_ascii_digit()) { 9 } else { 6 };
    let mut windows = (0..=secret.len() - length).map(|start| &secret[start..start + length]);
    windows.find(|window| output.contains(window))
}

/// Asserts that no six characters of the secret stand together in the output.
#[track_caller]
pub(crate) fn is_hidden(secret: &str, output: &str, what: &str, document: &[u8]) {
    if let Some((window, (before, _))) =
        shown(secret, output).and_then(|window| Some((window, output.split_once(window)?)))
    {
        let before: String = before.chars().skip(before.chars().count().saturating_sub(80)).collect();
        panic!("{what} shows {window} behind {before:?} of {}", String::from_utf8_lossy(document));
    }
}

/// Everything that a library user can print of a report.
pub(crate) fn printed(report: &Report) -> String {
    let mut all = format!("{report:?}\n{report:#?}\n");
    for finding in report.findings() {
        let diagnostic: &dyn miette::Diagnostic = finding;
        writeln!(all, "{finding}\n{finding:?}\n{finding:#?}\n{:?}", finding.help()).expect("a string");
        writeln!(all, "{} {} {:?}", finding.pointer(), finding.fingerprint(), finding.fix())
            .expect("a string");
        for related in finding.related() {
            writeln!(all, "{related} {related:?} {related:#?}").expect("a string");
        }
        if let (Some(source), Some(labels)) = (diagnostic.source_code(), diagnostic.labels()) {
            for label in labels {
                let contents = source.read_span(label.inner(), 2, 2).expect("the label is in the source");
                all.push_str(&String::from_utf8_lossy(contents.data()));
                writeln!(all, "{label:?}").expect("a string");
            }
        }
        let graphical = GraphicalReportHandler::new_themed(GraphicalTheme::ascii());
        graphical.render_report(&mut all, diagnostic).expect("a string");
        NarratableReportHandler::new()
            .with_context_lines(3)
            .render_report(&mut all, diagnostic)
            .expect("a string");
        JSONReportHandler::new().render_report(&mut all, diagnostic).expect("a string");
        let report = miette::Report::new(finding.clone());
        writeln!(all, "{report} {report:?} {report:#?}").expect("a string");
    }
    all
}

/// What the command writes on either stream.
pub(crate) fn written(file: &Path, width: usize, options: &[&str]) -> String {
    let mut arguments = vec!["usersec".into(), "check".into(), file.into()];
    arguments.extend(options.iter().map(|option| option.into()));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let surroundings = Surroundings { now: NOW, width, color: false, ..Surroundings::default() };
    let code = run(arguments, &mut std::io::empty(), &mut out, &mut err, surroundings);
    assert!(code < 2, "{}", String::from_utf8_lossy(&err));
    out.extend(err);
    String::from_utf8(out).expect("UTF-8")
}

/// Asserts that nothing shows any of the secrets; the document is read as a request body from a file.
#[track_caller]
pub(crate) fn nothing_shows(secrets: &[&str], document: impl AsRef<[u8]>, widths: &[usize]) {
    let document = document.as_ref();
    let hidden = |output: &str, what: &str| secrets.iter().for_each(|s| is_hidden(s, output, what, document));
    let linter = Linter::new().now(NOW).in_file(true).strict(true).complete(true).pedantic(true);
    let report = linter.check(document);
    assert!(!report.findings().is_empty(), "a document with nothing to say of it tests little");
    hidden(&printed(&report), "the report");
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("body.json");
    std::fs::write(&path, document).expect("a file");
    for &width in widths {
        hidden(&written(&path, width, &["--pedantic", "--complete"]), "the text");
    }
    for format in ["json", "sarif", "github", "gitlab", "concise"] {
        let written = written(&path, 80, &["--format", format, "--pedantic", "--complete"]);
        // Of SARIF not the rules, which stand before the rest: their texts are always the same.
        hidden(written.split_once("\"columnKind\"").map_or(&*written, |(_, results)| results), format);
    }
    match report.into_settings() {
        Ok(settings) => {
            hidden(&format!("{settings:?} {settings:#?}"), "the settings' Debug");
            hidden(&serde_json::to_string_pretty(&settings).expect("JSON"), "the settings' Serialize");
        }
        Err(report) => hidden(&format!("{report:?}"), "the report given back"),
    }
}

/// A document around `member`, with a mistake in it so that there is something to say.
pub(crate) fn around(member: &str) -> String {
    format!("{{\n  \"ldap\": {{\n    \"port\": 99999,\n    {member},\n    \"hostname\": \"a b\"\n  }}\n}}\n")
}
