//! Whole documents: the vendor's own example, a real bundle of public CAs, and what the README shows.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::json;
use usersec::{Level, Linter};

const VENDOR: &str = include_str!("payloads/vendor-request.json");

/// 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;

fn linter() -> Linter {
    Linter::new().now(NOW).in_file(true)
}

#[test]
fn the_vendors_example_has_six_mistakes() {
    let report = linter().check(VENDOR);
    let worse: Vec<_> = report.findings().iter().filter(|finding| finding.level() > Level::Note).collect();
    let found: Vec<_> =
        worse.iter().map(|f| (f.rule().name(), f.pointer(), &VENDOR[f.span().range()])).collect();
    assert_eq!(
        found,
        [
            ("placeholder-value", "/customerX509/cas", "string"),
            ("placeholder-value", "/ldap/bindPassword", "string"),
            ("placeholder-value", "/ldap/caCertificate", "string"),
            ("placeholder-value", "/ldap/hostname", "string"),
            ("placeholder-value", "/ldap/userToDNMapping/0/ldapQuery", "string"),
            ("mapping-target-both", "/ldap/userToDNMapping/0/substitution", "\"substitution\""),
        ]
    );
    let both = worse.last().expect("six");
    assert_eq!(&VENDOR[both.related()[0].span().range()], "\"ldapQuery\"");
    assert!(!report.is_submittable());
    assert!(report.into_settings().is_err());
}

#[test]
fn corrected_it_has_no_mistakes() {
    let pem = include_str!("certificates/root.pem").replace('\n', "\\n");
    let corrected = VENDOR
        .replace("\"cas\": \"string\"", &format!("\"cas\": \"{pem}\""))
        .replace("\"caCertificate\": \"string\"", &format!("\"caCertificate\": \"{pem}\""))
        .replace("\"hostname\": \"string\"", "\"hostname\": \"ldap.mycompany.com\"")
        .replace("\"bindPassword\": \"string\"", "\"bindPassword\": \"${LDAP_BIND_PASSWORD}\"")
        .replace("\"ldapQuery\": \"string\",", "");
    let report = linter().check(&corrected);
    let rules: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
    assert_eq!(rules, ["x509-with-ldap-authz", "mapping-dn-injection"], "but for notes");
    let settings = report.into_settings().expect("settings");
    let ldap = settings.ldap.as_ref().expect("ldap");
    assert_eq!(ldap.ca_certificate.as_ref().expect("given").certificates().len(), 1);
    let body: serde_json::Value = serde_json::from_str(&settings.to_request_body()).expect("JSON");
    assert_eq!(body, serde_json::from_str::<serde_json::Value>(&corrected).expect("JSON"), "nothing is lost");
}

#[test]
fn the_vendors_answer_is_a_response() {
    let answer = include_str!("payloads/vendor-response.json");
    let rules = |kind| -> BTreeSet<_> {
        linter().kind(kind).check(answer).findings().iter().map(|finding| finding.rule().name()).collect()
    };
    assert!(rules(usersec::Kind::Patch).contains("read-only-field"));
    assert!(!rules(usersec::Kind::Response).contains("read-only-field"));
}

#[test]
fn a_real_bundle_of_public_cas_is_decoded_whole() {
    let [old, new] =
        [webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS, webpki_root_certs::TLS_SERVER_ROOT_CERTS];
    assert!(old.len() >= 140, "{}", old.len());
    // The clock of each list's release: nothing had expired by then. 1735689600 is 2025-01-01.
    for (roots, now) in [(old, 1_735_689_600), (new, NOW)] {
        let pems: Vec<String> =
            roots.iter().map(|der| pem::encode(&pem::Pem::new("CERTIFICATE", der.to_vec()))).collect();
        for separator in ["", "\n", "\r\n# another one\r\n"] {
            let body = json!({"customerX509": {"cas": pems.join(separator)}}).to_string();
            let report = Linter::new().now(now).check(&body);
            let errors: Vec<_> = report.findings().iter().filter(|f| f.level() == Level::Error).collect();
            assert!(errors.is_empty(), "{errors:?}");
            let rules: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
            assert_eq!(rules.iter().filter(|rule| **rule == "public-ca-in-client-bundle").count(), 1);
            let settings = report.into_settings().expect("no error");
            let cas = settings.customer_x509.and_then(|x509| x509.cas).expect("given");
            let ders: Vec<_> = cas.certificates().iter().map(|certificate| certificate.der()).collect();
            assert_eq!(ders, roots.iter().map(|der| der.as_ref()).collect::<Vec<_>>());
        }
    }
}

/// Each part of a console block of the README stands in the real output, in that order; `[…]` stands for
/// what was left out.
#[test]
fn the_readme_shows_real_output() {
    let readme = include_str!("../README.md");
    let blocks: Vec<&str> = readme.split("```console\n$ usersec ").skip(1).collect();
    let mut codes = Vec::new();
    for block in blocks {
        let (arguments, shown) =
            block.split_once("```").expect("its end").0.split_once('\n').expect("output");
        let output = Command::new(env!("CARGO_BIN_EXE_usersec"))
            .args(arguments.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("it runs");
        let real = String::from_utf8(output.stdout).expect("UTF-8");
        let mut rest = real.as_str();
        for part in shown.split("[…]\n") {
            let found = rest.split_once(part);
            rest = found.unwrap_or_else(|| panic!("{arguments}: not there:\n{part}\nbut:\n{rest}")).1;
        }
        assert_eq!(rest, "", "{arguments}: the end is shown");
        let command = arguments.split(' ').next().expect("a command");
        codes.push((command, output.status.code().expect("an exit code")));
    }
    let expected =
        [("check", 1), ("certs", 0), ("map", 0), ("diff", 0), ("request", 1), ("explain-error", 1)];
    assert_eq!(codes, expected);
}

/// The rules that compare with what is stored, which is not known here.
const STATE: [&str; 3] = ["restart-without-change", "ca-removed", "mapping-removed"];

fn skipped(report: &usersec::Report) -> Vec<&'static str> {
    report.skipped().iter().map(|skipped| skipped.rule).collect()
}

#[test]
fn the_clean_payload_is_clean() {
    let report = linter().check(include_str!("payloads/clean.json"));
    assert!(report.findings().is_empty(), "{:?}", report.findings());
    assert!(report.is_submittable());
    assert_eq!(skipped(&report), STATE);
}

#[test]
fn without_a_clock_the_expiry_rules_say_that_they_did_not_run() {
    let report = usersec::check(include_str!("payloads/broken.json"));
    let clock = [
        "bind-password-literal",
        "certificate-expired",
        "certificate-not-yet-valid",
        "certificate-expires-soon",
    ];
    assert_eq!(skipped(&report), [&clock[..], &STATE].concat());
    assert!(!report.findings().iter().any(|finding| finding.rule().name() == "certificate-expired"));
}
