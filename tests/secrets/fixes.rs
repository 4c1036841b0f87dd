//! Neither `--fix` nor `--diff` shows a secret, whatever the document, the format, or what goes wrong; but
//! for the fixed document itself.

use std::fs;
use std::process::Stdio;

use crate::process::{command, file, ran};

const PASSWORD: &str = "Xk7vQm2ZrTw9";
const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIHqPlOnMzZxXyYaB";

/// Documents with both secrets, and with something to fix around and within them.
fn documents() -> Vec<String> {
    // In pieces, so that nothing in this repository looks like a key.
    let pem = |between: &str| {
        let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} {}-----", "PRIVATE KEY"));
        [&*begin, KEY, &*end, ""].join(between)
    };
    let certificate = include_str!("../certificates/root.pem").replace('\n', "\\n");
    let body = |password: &str, bundle: &str| {
        format!(
            "{{\n  \"ldap\": {{\n    \"hostname\": \"ldaps://ldap.mycompany.com\",\n    \"port\": \"636\",\n    \
             \"bindPassword\": {password},\n    \"caCertificate\": \"{bundle}\",\n    \"links\": []\n  }}\n}}\n"
        )
    };
    let quoted = format!("\"{PASSWORD}\"");
    let plain = body(&quoted, &(certificate.clone() + &pem("\\n")));
    vec![
        plain.clone(),
        plain.replace('\n', ""),
        plain.replace('\n', "\r\n"),
        plain.replace("[]", "[],"),
        plain.replace("[]", "[],,"),
        plain.replace("bindPassword", "bind_password"),
        plain.replace("bindPassword", "bindPasword"),
        plain.replace("bindPassword", "pass"),
        plain.replace("bindPassword", "pw"),
        plain.replace("\"ldap\"", "\"LDAP\""),
        plain
            .replace("    \"bindPassword\": \"Xk7vQm2ZrTw9\",\n", "")
            .replace("{\n  \"ldap\"", "{\n \"bindPassword\": \"Xk7vQm2ZrTw9\",\n  \"ldap\""),
        body(&format!("\" {PASSWORD}\\n\""), &(pem("\\n") + &certificate)),
        body(&format!("\"{PASSWORD}\\u00a0\""), &(pem("\\r\\n") + &certificate)),
        body(&quoted, &(pem("\\\\n") + &certificate.replace("\\n", "\\\\n"))),
        body(&quoted, &(pem("\n") + &certificate.replace("\\n", "\n"))),
        body(&quoted, &(pem(" ") + &certificate)),
        body(&quoted, &(format!("x {}", pem("\\n")) + &certificate)),
        body(&format!("[\"{PASSWORD}\"]"), &pem("\\n ")),
        body(&format!("{{\"secret\": \"{PASSWORD}\", \"port\": \"1\"}}"), &pem("\\n\\n")),
        format!("\u{feff}{plain}"),
        serde_json::json!({"ldap": plain}).to_string(),
        serde_json::json!({"ldap": {"userToDNMapping": format!("[{plain}]")}}).to_string(),
    ]
}

/// Asserts that no part of a secret is in it.
#[track_caller]
fn shows_nothing(output: &[u8], what: &str, document: &str) {
    let output = String::from_utf8_lossy(output);
    for secret in [PASSWORD, KEY] {
        for start in 0..=secret.len() - 6 {
            let part = &secret[start..start + 6];
            assert!(!output.contains(part), "{what} shows {part} of {document}:\n{output}");
        }
    }
}

const FORMATS: [&str; 6] = ["text", "json", "sarif", "github", "gitlab", "concise"];

#[test]
fn no_diff_shows_a_secret() {
    let mut shown = 0;
    for document in documents() {
        let (_folder, path) = file(&document);
        for options in [&["--diff"][..], &["--diff", "--unsafe-fixes"], &["--diff", "--color", "always"]] {
            let ran = ran(command().env("RUST_BACKTRACE", "1").arg("check").args(options).arg(&path));
            assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
            shows_nothing((ran.out + &ran.err).as_bytes(), "the diff", &document);
            shown += usize::from(ran.code == Some(1));
        }
    }
    assert!(shown > 40, "only {shown} documents had something to fix");
}

#[test]
fn no_report_after_fixes_shows_a_secret() {
    for (nth, document) in documents().into_iter().enumerate() {
        for format in ["json", FORMATS[nth % FORMATS.len()]] {
            let (_folder, path) = file(&document);
            let run = |options: &[&str]| {
                ran(command()
                    .env("RUST_BACKTRACE", "1")
                    .args(["check", "--fix", "--format", format])
                    .args(options)
                    .arg(&path))
            };
            // First one that fails.
            let mut permissions = fs::metadata(&path).expect("a file").permissions();
            permissions.set_readonly(true);
            fs::set_permissions(&path, permissions.clone()).expect("read-only");
            let failed = run(&["--unsafe-fixes"]);
            assert_eq!(fs::read_to_string(&path).expect("a text"), document);
            shows_nothing((failed.out + &failed.err).as_bytes(), format, &document);
            #[expect(clippy::permissions_set_readonly_false, reason = "a file of the test")]
            permissions.set_readonly(false);
            fs::set_permissions(&path, permissions).expect("writable");
            for options in [&[][..], &["--unsafe-fixes"]] {
                let ran = run(options);
                shows_nothing((ran.out + &ran.err).as_bytes(), format, &document);
            }
        }
    }
}

#[test]
fn only_the_fixed_document_holds_them() {
    for (nth, document) in documents().into_iter().enumerate() {
        for format in ["json", FORMATS[nth % FORMATS.len()]] {
            let (_folder, path) = file(&document);
            let mut filter = command();
            filter
                .args(["check", "--fix", "--unsafe-fixes", "--format", format, "-"])
                .env("RUST_BACKTRACE", "1");
            filter.stdin(fs::File::open(&path).expect("a file")).stdout(Stdio::piped());
            let ran = filter.output().expect("runs");
            shows_nothing(&ran.stderr, format, &document);
            assert!(String::from_utf8_lossy(&ran.stdout).contains(PASSWORD), "it is lost");
        }
    }
}
