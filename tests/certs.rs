//! `usersec certs`: the trees as they look, the JSON, the exit codes; that no terminal and no bundle breaks
//! them, and that they show no secret.
#![cfg(feature = "cli")]

#[path = "certs/any.rs"]
mod any;
#[path = "shared/forge/mod.rs"]
mod forge;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;
#[expect(dead_code, reason = "other tests use the rest")]
mod shared;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::der::{self, UTC};
use forge::{Forge, named};
use process::{directory, skip, usersec, usersec_reading};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;
use usersec::cli::{Surroundings, exit};

/// 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;
const NOW_OPTION: [&str; 2] = ["--now", "2026-02-10T00:00:00Z"];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A certificate of `tests/certificates`, or a forged one.
fn pem(name: &str) -> String {
    fs::read_to_string(path(&format!("tests/certificates/{name}.pem")))
        .unwrap_or_else(|_| named::named(name).expect("a certificate of that name"))
}

fn pems(names: &[&str]) -> String {
    names.iter().map(|name| pem(name)).collect()
}

/// A body with these values, one member a line.
fn body(cas: Option<&str>, ca_certificate: Option<&str>) -> String {
    let mut body = json!({});
    if let Some(cas) = cas {
        body["customerX509"] = json!({ "cas": cas });
    }
    if let Some(certificate) = ca_certificate {
        body["ldap"] = json!({ "hostname": "ldap.mycompany.com", "caCertificate": certificate });
    }
    serde_json::to_string_pretty(&body).expect("JSON")
}

fn cas(text: &str) -> String {
    body(Some(text), None)
}

/// In pieces, so that nothing in this repository looks like a key.
fn private_key(secret: &str) -> String {
    ["-----BEGIN RSA PRIVATE ", "KEY-----\n", secret, "\n-----END RSA PRIVATE ", "KEY-----\n"].concat()
}

fn run(body: &[u8], width: usize, color: bool, options: &[&str]) -> (u8, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["usersec", "certs", "--stdin-filename", "body.json", "-"].iter().chain(options);
    let surroundings = Surroundings { now: NOW, width, color, ..Surroundings::default() };
    let arguments = arguments.map(Into::into).collect();
    let code = usersec::cli::run(arguments, &mut &body[..], &mut out, &mut err, surroundings);
    assert!(err.is_empty() && code != exit::FAILURE, "{}", String::from_utf8_lossy(&err));
    (code, String::from_utf8(out).expect("UTF-8"))
}

/// The text without colours, after a look at what holds for every one.
#[track_caller]
fn shown(body: &str, width: usize) -> String {
    let (code, text) = run(body.as_bytes(), width, false, &[]);
    let (same, colored) = run(body.as_bytes(), width, true, &[]);
    assert_eq!((code, without_styles(&colored)), (same, text.clone()), "colours change nothing else");
    for line in text.lines() {
        let (columns, most) = (line.width(), width.max(40));
        assert!(columns <= most, "{columns} of {most} columns: {line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.ends_with(' '), "blanks at the end: {line:?}");
    }
    text
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("a style").1)
}

/// The only file of the JSON.
fn file(body: &str) -> Value {
    let (_, text) = run(body.as_bytes(), 80, false, &["--format", "json"]);
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    value["files"][0].take()
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = path("tests/golden/certs").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// Several below each other, each under a line that names it.
fn sheet<'c>(cases: impl IntoIterator<Item = (&'c str, String)>, width: usize) -> String {
    cases.into_iter().fold(String::new(), |mut sheet, (title, body)| {
        write!(sheet, "# {title}\n\n{}\n", shown(&body, width)).expect("a string takes it");
        sheet
    })
}

/// Everything at once: chains, an orphan, every sort of validity, a copy, what is broken, both fields.
fn everything() -> String {
    let names = ["root", "intermediate", "below-intermediate", "leaf", "root2", "orphan-leaf"];
    let broken = pem("leaf").replacen("MII", "M,II", 1);
    let cas = [
        pems(&names),
        pems(&["expired-root", "soon-root", "future-root", "root"]),
        broken,
        pem("private-key"),
    ];
    body(Some(&cas.concat()), Some(&pems(&["rsa-root", "self-signed-leaf"])))
}

#[test]
fn everything_at_once() {
    let body = everything();
    for width in [40, 80, 120] {
        golden(&format!("everything-{width}.txt"), &shown(&body, width));
    }
    golden("everything-80-colors.txt", &run(body.as_bytes(), 80, true, &[]).1);
    let (code, json) = run(body.as_bytes(), 80, false, &["--format", "json"]);
    let mut json: Value = serde_json::from_str(&json).expect("JSON");
    json["tool"]["version"] = json!("…");
    golden("everything.json", &format!("{json:#}\n"));
    assert_eq!(code, exit::FINDINGS);
}

#[test]
fn relations() {
    let a = Forge::root("Example A");
    let b = Forge::root("Example B");
    let circle = |forge: &Forge, issuer: &Forge| forge.clone().issued_by(issuer).pem();
    let below = Forge::leaf("example-below", &a).pem();
    let mut chain = vec![Forge::root("Example 0")];
    for level in 1..14 {
        chain.push(Forge::intermediate(&format!("Example {level}"), &chain[level - 1]));
    }
    let chain: String = chain.iter().rev().map(Forge::pem).collect();
    let cases = [
        ("the authority stands behind what it issued", cas(&pems(&["leaf", "intermediate", "root"]))),
        ("a renewed root of the same name and key", cas(&pems(&["soon-root", "renewed-root"]))),
        ("an issuer of that name, but with another key", cas(&pems(&["intermediate", "same-name-root"]))),
        ("two whose issuer is absent", cas(&pems(&["orphan-leaf", "orphan-intermediate"]))),
        ("two that issued each other", cas(&[circle(&a, &b), below, circle(&b, &a)].concat())),
        ("a chain deeper than there is room", cas(&chain)),
        ("four copies", cas(&pems(&["root", "leaf", "root", "root", "root", "root", "leaf"]))),
    ];
    golden("relations.txt", &sheet(cases, 80));
}

#[test]
fn names_and_validity() {
    let named = |name: &str| Forge::root("x").subject(der::name(&[("C", "JP"), ("CN", name)])).pem();
    let valid = |from: &str, until: &str| {
        Forge::root("Example Dates").not_before(UTC, from).not_after(UTC, until).pem()
    };
    let bare = "例え株式会社ルート認証局 é\u{301} 👩 ☎";
    let names = [
        named(bare),
        named(&bare.repeat(6)),
        named("a\u{1b}[31m\u{202e}b\nc"),
        pem("empty-subject-root"),
        named(&"Example".repeat(40)),
    ];
    let dates = [
        valid("260209000000Z", "270209000000Z"),
        valid("250210000000Z", "260211000000Z"),
        valid("250210000000Z", "260210000000Z"),
        valid("250210000000Z", "260209235959Z"),
        valid("250210000000Z", "260312000000Z"),
        valid("250210000000Z", "260311235959Z"),
        valid("260210000001Z", "270209000000Z"),
        pems(&["no-expiry-root", "inverted-root", "malformed-time-root", "malformed-start-root"]),
    ];
    let kinds = pems(&["v1-root", "dsa-root", "ed25519-root", "pathlen0-root", "no-keycertsign-root"])
        + &pems(&["malformed-bc-root", "self-signed-leaf", "unknown-key-root", "rsa-pss-root"]);
    for width in [40, 80] {
        let cases =
            [("names", cas(&names.concat())), ("dates", cas(&dates.concat())), ("kinds", cas(&kinds))];
        golden(&format!("names-{width}.txt"), &sheet(cases, width));
    }
}

#[test]
fn what_is_no_certificate() {
    let root = pem("root");
    let cut = root.replace("-----END CERTIFICATE-----\n", "");
    let request = root.replace("BEGIN CERTIFICATE", "BEGIN NEW CERTIFICATE REQUEST");
    let empty = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    let cases = [
        ("no END", cas(&[&*cut, &root].concat())),
        (
            "a comma between",
            cas(&root.replace("END CERTIFICATE-----\n", "END CERTIFICATE-----,\n").repeat(2)),
        ),
        ("another label", cas(&[&*root, &request.replace("END CERT", "END NEW CERT")].concat())),
        ("an empty block", cas(&[empty, &root].concat())),
        ("a private key alone", cas(&pem("private-key"))),
        ("a private key as a certificate", cas(&pems(&["root", "private-key-as-certificate"]))),
        ("Windows", cas(&pems(&["root", "leaf"]).replace('\n', "\r\n"))),
        ("escaped twice", cas(&root.replace('\n', "\\n"))),
        ("all on one line", cas(&root.replace('\n', " "))),
        ("text that is none", cas("MIIBszCCAVmgAwIBAgIBATAK")),
        ("an empty value", cas("")),
        ("a number", r#"{"customerX509":{"cas":5}}"#.to_owned()),
        ("a list", json!({"customerX509": {"cas": [root]}}).to_string()),
        ("a placeholder", cas("${CA_BUNDLE}")),
        ("a misspelt member", json!({"customerX509": {"CAs": root}}).to_string()),
        ("twice", format!(r#"{{"customerX509":{{"cas":{0},"cas":{0}}}}}"#, json!(root))),
        ("nothing about certificates", r#"{"ldap":{"port":"636"}}"#.to_owned()),
        ("no JSON", format!(r#"{{"customerX509":{{"cas":{},}}}}"#, json!(root))),
        ("nothing", String::new()),
    ];
    golden("broken.txt", &sheet(cases, 80));
}

#[test]
fn the_code_says_whether_there_are_errors() {
    for (text, expected) in [
        (cas(&pem("root")), 0),
        (cas(&pems(&["root", "soon-root"])), 0),
        (cas(&pem("expired-root")), 1),
        (r#"{"ldap":{"port":99999}}"#.to_owned(), 0),
        ("{".to_owned(), 1),
    ] {
        for format in ["text", "json"] {
            let arguments = ["certs", "-", "--format", format].into_iter().chain(NOW_OPTION);
            let ran = usersec_reading(arguments, text.as_bytes());
            assert_eq!((ran.code, &*ran.err), (Some(expected), ""), "{format}: {text}");
        }
    }
    let ran = usersec(["certs", "/nowhere/body.json"]);
    assert_eq!((ran.code, &*ran.err), (Some(2), "usersec: /nowhere/body.json: no such file or directory\n"));
    let ran = usersec(["certs"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(ran.err.contains("<PATH>"), "{}", ran.err);
}

#[test]
fn files_and_directories() {
    let files = directory([
        ("a/good.json", cas(&pem("root"))),
        ("a/deep/other.json", body(None, Some(&pem("root2")))),
        ("a/package.json", "{}".to_owned()),
        ("b.json", cas(&pem("expired-root"))),
    ]);
    let at = |name: &str| files.path().join(name).to_str().expect("UTF-8").to_owned();
    let ran = usersec(["certs", &at("a"), &at("b.json"), NOW_OPTION[0], NOW_OPTION[1]]);
    let text = ran.out.replace(files.path().to_str().expect("UTF-8"), "…");
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with('…')).collect();
    assert_eq!(heads, ["…/a/deep/other.json", "…/a/good.json", "…/b.json"]);
    assert!(
        text.ends_with("3 certificates in 3 files, 1 expired: 1 error; `usersec check` says more\n"),
        "{text}"
    );
    assert_eq!(ran.code, Some(1));
    // What cannot be read does not hide the rest.
    let ran = usersec(["certs", "/nowhere", &at("b.json"), "--format", "json"]);
    assert_eq!(ran.code, Some(2));
    let json = ran.json();
    assert_eq!(json["files"][0]["error"], "no such file or directory");
    assert_eq!(json["files"][1]["fields"][0]["certificates"][0]["issuer_index"], 0);
    assert_eq!(json["summary"]["files"], 2);
    let empty = directory([("x/readme.txt", "nothing")]);
    let ran = usersec([Path::new("certs"), empty.path()]);
    assert_eq!((ran.code, &*ran.out), (Some(0), "no certificates in 0 files\n"));
    assert!(ran.err.contains("no *.json with `ldap` or `customerX509` in it"), "{}", ran.err);
}

#[test]
fn the_json_names_every_issuer_by_its_index() {
    let names = ["leaf", "orphan-leaf", "root", "intermediate", "leaf"];
    let found = file(&cas(&pems(&names)));
    let list = found["fields"][0]["certificates"].as_array().expect("certificates").clone();
    let column = |name: &str| list.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("issuer_index"), [json!(2), json!(null), json!(2), json!(2), json!(2)]);
    assert_eq!(column("copy_of"), [json!(null), json!(null), json!(null), json!(null), json!(0)]);
    assert_eq!(column("is_ca"), [json!(false), json!(false), json!(true), json!(true), json!(false)]);
    assert_eq!(list[3]["path_length"], 0);
    assert_eq!(list[2]["not_after"], "2044-01-01T00:00:00Z");
    assert!(list.iter().all(|row| row["pointer"] == "/customerX509/cas"));
}

#[test]
fn the_flat_body_and_the_answer() {
    let flat = json!({"hostname": "h.example", "caCertificate": pem("root")}).to_string();
    let (_, text) = run(flat.as_bytes(), 80, false, &["--kind", "verify"]);
    assert!(text.contains("\ncaCertificate at 1:18: 1 certificate\n"), "{text}");
    let answer = body(Some(&pem("root")), Some(&pem("root2")));
    let (code, text) = run(answer.as_bytes(), 80, false, &["--kind", "response"]);
    assert!(text.contains("2 certificates in 1 file") && code == 0, "{text}");
}

#[test]
fn no_secret_is_shown() {
    let secret = "dHIwdWI0ZG9yUVpY";
    let texts = [
        [private_key(secret), pem("root")].concat(),
        [pem("root"), private_key(secret).replace("RSA PRIVATE KEY", "password=dHIwdWI0ZG9yUVpY")].concat(),
        private_key(secret).replace("RSA PRIVATE KEY", "CERTIFICATE"),
        private_key(secret).replace("-----END", "----END"),
    ];
    for text in texts {
        let body = json!({"customerX509": {"cas": text}, "ldap": {"bindPassword": secret, "port": "1"}});
        let body = serde_json::to_string_pretty(&body).expect("JSON");
        for options in [&[][..], &["--format", "json"]] {
            let (_, out) = run(body.as_bytes(), 80, false, options);
            assert!(!out.contains(secret), "{out}");
        }
    }
}

#[test]
fn the_json_keeps_to_its_schema() {
    let tool = path("target/venv/bin/check-jsonschema");
    if !tool.exists() {
        return skip("there is no check-jsonschema in target/venv; `.ci/run` installs it");
    }
    let files = directory([("everything.json", everything()), ("none.json", "{".to_owned())]);
    let names = ["everything.json", "none.json", "nowhere.json"].map(|name| files.path().join(name));
    let mut arguments = vec!["certs".into(), "--format".into(), "json".into()];
    arguments.extend(names.iter().map(|name| name.clone().into_os_string()));
    let report = files.path().join("report");
    fs::write(&report, usersec(arguments).out).expect("a writable file");
    let ran =
        Command::new(tool).arg("--schemafile").arg(path("docs/certs.schema.json")).arg(&report).output();
    let ran = ran.expect("it runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}
