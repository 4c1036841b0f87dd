//! `usersec schema`, and the published schemas with check-jsonschema.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::path::{Path, PathBuf};
use std::process::Command;

use process::{directory, ran, skip, usersec};

fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{name}.schema.json"))
}

#[test]
fn the_command_prints_what_is_published() {
    for (arguments, name) in [
        (&["schema"][..], "patch"),
        (&["schema", "--kind", "patch"], "patch"),
        (&["schema", "--kind", "verify"], "verify"),
        (&["schema", "--kind", "response"], "response"),
        (&["schema", "--config"], "policy"),
    ] {
        let ran = usersec(arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.err, "");
        assert!(ran.out == std::fs::read_to_string(published(name)).expect("published"), "{arguments:?}");
    }
    assert_eq!(usersec(["schema", "--config", "--kind", "verify"]).code, Some(2));
}

/// All that a verification takes at the least.
const VERIFY: &str = r#"{"bindPassword":"${PASSWORD}","bindUsername":"CN=svc,DC=example,DC=net","hostname":"ldap.mycompany.com","port":636}"#;

#[test]
fn check_jsonschema_tells_files_apart() {
    let Some(tool) = std::env::var_os("USERSEC_CHECK_JSONSCHEMA") else {
        return skip(
            "files were not tried with the schemas: USERSEC_CHECK_JSONSCHEMA does not say where check-jsonschema is",
        );
    };
    let clean = include_str!("payloads/clean.json");
    let policy = "expires-soon-days = 60\n\n[rules]\nport-plaintext = \"off\"\n\n[[ignore]]\nrule = \"hostname-private\"\nreason = \"the lab\"\n";
    for (schema, file, content, code) in [
        ("patch", "a.json", clean.to_owned(), 0),
        ("patch", "a.json", r#"{"ldap":{"port":"${LDAP_PORT}"}}"#.to_owned(), 0),
        ("patch", "a.json", r#"{"ldap":{"port":"636"}}"#.to_owned(), 1),
        ("verify", "a.json", VERIFY.to_owned(), 0),
        ("verify", "a.json", r#"{"hostname":"ldap.mycompany.com","port":636}"#.to_owned(), 1),
        ("verify", "a.json", clean.to_owned(), 1),
        ("response", "a.json", r#"{"links":[{"href":"https://example.com","rel":"self"}]}"#.to_owned(), 0),
        ("response", "a.json", r#"{"links":[{"ref":"https://example.com"}]}"#.to_owned(), 1),
        ("policy", "usersec.toml", policy.to_owned(), 0),
        ("policy", "usersec.toml", policy.replace("plaintext", "plaintxt"), 1),
        ("policy", "usersec.toml", policy.replace("reason", "why"), 1),
    ] {
        let folder = directory([(file, &content)]);
        let ran =
            ran(Command::new(&tool).arg("--schemafile").arg(published(schema)).arg(folder.path().join(file)));
        assert_eq!(ran.code, Some(code), "{schema}: {content}: {ran:?}");
    }
}
