//! The table, made anew and compared: `UPDATE=1 cargo test --lib roots` writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::super::bundle::Bundle;
use super::super::certificate::Certificate;
use super::table::{self, SOURCE, TAKEN};
use super::{is_well_known, mark};
use crate::language::Language as _;

/// The versions of the crate that the tests are built with.
fn versions() -> String {
    let lock =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).expect("it is there");
    let entries = lock.split("[[package]]").filter(|entry| entry.contains("name = \"webpki-root-certs\"\n"));
    let version = |entry: &str| Some(entry.split_once("version = \"")?.1.split_once('"')?.0.to_owned());
    let mut versions: Vec<String> = entries.filter_map(version).collect();
    versions.reverse();
    format!("webpki-root-certs {}", versions.join(" and "))
}

/// Today, for the head of a new table.
fn today() -> String {
    let seconds = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    let seconds = i64::try_from(seconds).expect("not that late");
    time::OffsetDateTime::from_unix_timestamp(seconds).expect("a time").date().to_string()
}

/// The file as it should be, if it was written on that day.
fn made(taken: &str) -> String {
    let old = webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS;
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().chain(old).map(|der| der.to_vec());
    let rows: BTreeMap<u64, String> = roots
        .map(|der| {
            let mark = mark(&der);
            let digest: String = Sha256::digest(&der).iter().map(|byte| format!("{byte:02x}")).collect();
            let certificate = Certificate::from_der(der).expect("a certificate");
            assert!(certificate.is_self_signed(), "{certificate:?} is looked up");
            (mark, format!("{digest} {}", certificate.subject()))
        })
        .collect();
    let mut file = format!(
        "\
//! Generated: `UPDATE=1 cargo test --lib roots` writes it anew.

/// Where the roots are from.
#[cfg(test)]
pub(super) const SOURCE: &str = \"{}\";

/// When they were taken from there.
#[cfg(test)]
pub(super) const TAKEN: &str = \"{taken}\";

/// Their marks, sorted; with the SHA-256 fingerprint of each, and its name.
#[rustfmt::skip]
pub(super) static ROOTS: [u64; {}] = [
",
        versions(),
        rows.len()
    );
    for (mark, root) in rows {
        writeln!(file, "    0x{mark:016x}, // {root}").expect("a string");
    }
    file + "];\n"
}

#[test]
fn the_table_is_what_the_crates_say() {
    let found = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/x509/roots/table.rs"));
    let is_current = found.is_ok_and(|found| found == made(TAKEN));
    let taken = if is_current { TAKEN.to_owned() } else { today() };
    crate::testing::assert_file("src/x509/roots/table.rs", &made(&taken));
    assert!(table::ROOTS.is_sorted() && table::ROOTS.len() > 140);
}

/// The long form says how old the list is.
#[test]
fn the_explanation_gives_source_and_date() {
    let explain = crate::rules::rule("public-ca-in-client-bundle").expect("the rule").explain;
    let text: String = explain.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(SOURCE) && text.contains(TAKEN), "{SOURCE}, {TAKEN}");
}

#[test]
fn roots_are_found_and_others_are_not() {
    for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        assert!(is_well_known(&Certificate::from_der(der.to_vec()).expect("a certificate")));
    }
}

/// A copy with any bit turned over is another certificate.
#[test]
fn what_is_changed_anywhere_is_not_found() {
    let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].to_vec();
    for at in 0..der.len() {
        for bit in 0..8 {
            let mut other = der.clone();
            other[at] ^= 1 << bit;
            assert!(table::ROOTS.binary_search(&mark(&other)).is_err(), "bit {bit} of byte {at}");
        }
    }
    assert!(table::ROOTS.binary_search(&mark(&der[1..])).is_err());
}

/// Other lists of the same roots are younger or older by some. Skipped where there are none.
#[test]
fn most_roots_of_the_system_are_known() {
    let Ok(text) = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt") else { return };
    let bundle = Bundle::parse(&text);
    let roots: Vec<&Certificate> = bundle
        .certificates()
        .map(|entry| &entry.certificate)
        .filter(|found| found.is_self_signed())
        .collect();
    let known = roots.iter().filter(|root| is_well_known(root)).count();
    assert!(known * 10 >= roots.len() * 8, "{known} of {}", roots.len());
}
