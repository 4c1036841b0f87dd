//! Public bundles in wide use, as `cas`: none of their certificates has an error.

use std::collections::BTreeMap;
use std::process::Command;

use crate::rule::Group;
use crate::testing::skip;
use crate::{Level, Linter};

/// When a bundle was released, and what is said of it then, by rule: the level and how many.
fn said(pem: &str, released: i64) -> BTreeMap<&'static str, (Level, usize)> {
    let body = serde_json::json!({"customerX509": {"cas": pem}}).to_string();
    let report = Linter::new().now(released).pedantic(true).check(&body);
    let mut said = BTreeMap::new();
    for finding in report.findings() {
        let group = finding.rule().group();
        assert!(matches!(group, Group::Certificate | Group::Chain | Group::Pem), "{finding}");
        said.entry(finding.rule().name()).or_insert((finding.level(), 0)).1 += 1;
    }
    said
}

/// Nothing but these may be said of a public root.
const ALLOWED: [&str; 11] = [
    "public-ca-in-client-bundle",
    "huge-bundle",
    "weak-signature",
    "missing-ski",
    "key-usage-absent",
    "basic-constraints-not-critical",
    "serial-not-positive",
    "serial-too-long",
    "x509-v1",
    "certificate-expires-soon",
    "pem-explanatory-text",
];

#[track_caller]
fn hold(said: &BTreeMap<&'static str, (Level, usize)>) {
    for (name, (level, count)) in said {
        assert!(ALLOWED.contains(name), "{count} of {name}");
        assert!(*level < Level::Error, "{name}");
    }
}

#[test]
fn the_roots_of_the_web() {
    let blocks = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| {
        let config = ::pem::EncodeConfig::new().set_line_ending(::pem::LineEnding::LF);
        ::pem::encode_config(&::pem::Pem::new("CERTIFICATE", der.to_vec()), config)
    });
    // Version 1.0.11 was the newest on 2026-11-21; its files do not say when it was released.
    let said = said(&blocks.collect::<String>(), 1_795_219_200);
    hold(&said);
    assert!(!said.contains_key("weak-signature"), "{said:?}");
    assert!(said.contains_key("serial-not-positive"), "{said:?}");
}

/// Released on the day that its version names: `20230311+deb12u1`, `2024.08.30`.
fn released(version: &str) -> Option<i64> {
    let digits: String = version.chars().filter(char::is_ascii_digit).take(8).collect();
    let number = |at: std::ops::Range<usize>| digits.get(at)?.parse::<u8>().ok();
    let year: i32 = digits.get(..4)?.parse().ok()?;
    let month = time::Month::try_from(number(4..6)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, number(6..8)?).ok()?;
    Some(date.midnight().assume_utc().unix_timestamp())
}

/// What a command prints, if there is such a command and it works.
fn output(command: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(command).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn the_roots_of_debian() {
    let version = output("dpkg-query", &["-W", "-f", "${Version}", "ca-certificates"]);
    let pem = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt").ok();
    let (Some(time), Some(pem)) = (version.as_deref().and_then(released), pem) else {
        return skip("no ca-certificates of Debian");
    };
    let mut said = said(&pem, time);
    // One of E-Tugra's had ended eight days before version 20230311, and an update kept the date.
    for name in ["certificate-expired", "certificate-not-yet-valid"] {
        let count = said.remove(name).map_or(0, |(_, count)| count);
        assert!(count <= 1, "{count} of {name}");
    }
    hold(&said);
}

#[test]
fn the_roots_of_certifi() {
    let script = "import certifi; print(certifi.__version__); print(certifi.contents())";
    let found = output("python3", &["-c", script]);
    let Some((version, pem)) = found.as_deref().and_then(|found| found.split_once('\n')) else {
        return skip("no certifi for python3");
    };
    hold(&said(pem, released(version).expect("a date")));
}
