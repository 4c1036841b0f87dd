//! Broken payloads and what is said about them, word for word.
//!
//! Each file of `tests/golden/broken` is a list of cases: a title, what is changed in a payload without
//! mistakes (`-` is replaced by `+`; `=` is all of another document; `$` are arguments, `<` for standard input; ⏎ is a line break), and the report.
//! To add one, write its title and changes; `UPDATE=1 cargo test` writes the report below it.
#![cfg(feature = "cli")]

#[path = "shared/forge/mod.rs"]
mod forge;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use process::{command, file, ran};

/// The rules of which no case is written down: it would have up to 128 MiB. `tests/limits.rs` has them.
const TOO_LARGE: [&str; 6] = [
    "input-too-large",
    "too-many-certificates",
    "too-many-findings",
    "too-many-mappings",
    "too-many-members",
    "value-too-long",
];

/// A change of the payload, and the report on what it makes of it.
struct Case {
    title: String,
    changes: Vec<String>,
    report: String,
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn cases(name: &str) -> Vec<Case> {
    let text = fs::read_to_string(path("tests/golden/broken").join(format!("{name}.txt"))).expect("a file");
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            cases.push(Case { title: title.to_owned(), changes: Vec::new(), report: String::new() });
            continue;
        }
        let case = cases.last_mut().expect("a title first");
        if case.report.is_empty() && line.starts_with(['-', '+', '=', '$']) {
            case.changes.push(line.to_owned());
        } else if !(case.report.is_empty() && line.is_empty()) {
            case.report += line;
            case.report.push('\n');
        }
    }
    // The blank line before the next title.
    cases.iter_mut().for_each(|case| case.report.truncate(case.report.trim_end().len()));
    cases
}

/// A certificate of `tests/certificates`, as it stands inside a JSON string.
fn certificate(name: &str) -> String {
    let pem = fs::read_to_string(path(&format!("tests/certificates/{name}.pem"))).expect("a certificate");
    pem.replace('\n', "\\n")
}

/// The payload without mistakes, with `‹name›` for its certificates.
fn clean() -> String {
    let text = fs::read_to_string(path("tests/payloads/clean.json")).expect("a payload");
    let names = ["root", "root2", "intermediate"];
    names.iter().fold(text, |text, name| text.replace(&certificate(name), &format!("‹{name}›")))
}

impl Case {
    /// The broken payload.
    fn payload(&self) -> String {
        let mut text = clean();
        let mut old = None;
        for change in &self.changes {
            let (kind, change) = change.split_at(1);
            let change = change.replace('⏎', "\n");
            match kind {
                "-" => {
                    assert_eq!(text.matches(&change).count(), 1, "{}: {change} in {text}", self.title);
                    old = Some(change);
                }
                "+" => text = text.replace(&old.take().expect("a - before it"), &change),
                "=" => text = change,
                _ => {}
            }
        }
        for name in fs::read_dir(path("tests/certificates")).expect("a directory") {
            let path = name.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "pem") {
                let name = path.file_stem().expect("a name").to_str().expect("UTF-8");
                text = text.replace(&format!("‹{name}›"), &certificate(name));
            }
        }
        // The others are forged; what is none of those stays as it is.
        let marked: Vec<String> =
            text.split('‹').skip(1).filter_map(|rest| Some(rest.split_once('›')?.0.to_owned())).collect();
        for name in marked {
            if let Some(pem) = forge::named::named(&name) {
                text = text.replace(&format!("‹{name}›"), &pem.replace('\n', "\\n"));
            }
        }
        text
    }

    /// What the command says of it, and its JSON report.
    fn run(&self) -> (String, Vec<String>) {
        let (directory, path) = file(self.payload());
        let arguments: Vec<&str> =
            self.changes.iter().filter_map(|change| change.strip_prefix("$ ")).collect();
        let check = |format: &str| {
            let mut command = command();
            command.current_dir(directory.path()).args(["check", "--now", "2026-02-10T00:00:00Z"]);
            command.args(["--format", format]);
            match arguments[..] {
                // In no file, where a password may stand.
                ["<"] => {
                    command.args(["--stdin-filename", "body.json", "-"]);
                    command.stdin(fs::File::open(&path).expect("it was written"));
                }
                _ => {
                    command.args(&arguments).arg("body.json");
                }
            }
            let ran = ran(&mut command);
            let is_expected = |line: &str| line.contains(" did not look at everything: ");
            assert!(ran.err.lines().all(is_expected), "{}: {ran:?}", self.title);
            ran
        };
        (check("text").out.trim_end().to_owned(), check("json").rules())
    }
}

/// Compares the file with what is said now; returns the rules of each of its cases.
#[track_caller]
fn hold(name: &str) -> Vec<(String, Vec<String>)> {
    let mut sheet = String::new();
    let mut outdated = Vec::new();
    let mut found = Vec::new();
    for case in cases(name) {
        let (report, rules) = case.run();
        if report != case.report {
            outdated.push(format!("# {}\n\n{report}\n", case.title));
        }
        sheet += &format!("# {}\n{}\n\n{report}\n\n", case.title, case.changes.join("\n"));
        found.push((case.title, rules));
    }
    if std::env::var_os("UPDATE").is_some() {
        let sheet = format!("{}\n", sheet.trim_end());
        fs::write(path("tests/golden/broken").join(format!("{name}.txt")), sheet).expect("a writable file");
    } else {
        let outdated = outdated.join("\n");
        assert!(outdated.is_empty(), "{name}: `UPDATE=1 cargo test` writes it anew\n{outdated}");
    }
    found
}

/// The files of payloads with one fault each.
const SUBJECTS: [&str; 12] = [
    "document",
    "host",
    "dn",
    "bind",
    "access",
    "mapping",
    "query",
    "authz",
    "secret",
    "pem",
    "certificate",
    "chain",
];

#[test]
fn one_fault_is_one_finding() {
    let mut all = BTreeSet::new();
    let mut count = 0;
    for subject in SUBJECTS {
        for (title, rules) in hold(subject) {
            assert_eq!(rules.len(), 1, "{subject}, {title}: {rules:?}");
            count += 1;
            all.extend(rules);
        }
    }
    assert!(count >= 60, "{count}");
    // No payload alone shows that an exception is not needed any more, what is wrong with a request around it,
    // or what is stored already.
    let beside = [usersec::Group::Policy, usersec::Group::Request, usersec::Group::State];
    let of_payloads =
        usersec::rules().filter(|rule| !beside.contains(&rule.group()) && rule.name() != "group-id-pattern");
    let names = of_payloads.map(|rule| rule.name());
    let missing: Vec<_> = names.filter(|name| !all.contains(*name) && !TOO_LARGE.contains(name)).collect();
    assert!(missing.is_empty(), "no payload shows {missing:?}");
}

#[test]
fn several_faults_are_all_found() {
    let found = hold("several");
    assert!(found.len() >= 10, "{}", found.len());
    for (title, rules) in found {
        assert!(rules.len() > 1, "{title}: {rules:?}");
    }
}

/// The ways in which certificates are really pasted into a body.
#[test]
fn certificates_as_people_paste_them() {
    let found = hold("pasted");
    assert!(found.len() >= 10, "{}", found.len());
}

/// Titles tell the cases apart.
#[test]
fn titles_are_unique() {
    let mut seen = BTreeSet::new();
    for case in SUBJECTS.iter().chain(&["several", "pasted"]).flat_map(|name| cases(name)) {
        assert!(seen.insert(case.title.clone()), "{} is there twice", case.title);
        assert!(!case.changes.is_empty(), "{} changes nothing", case.title);
    }
}
