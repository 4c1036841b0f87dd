//! No output shows a secret: not what the command writes, not what a library user can print.
#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme, JSONReportHandler, NarratableReportHandler};
use usersec::cli::{Surroundings, run};
use usersec::{Kind, Linter, Report};

/// 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;

const NARROW: &[usize] = &[40];
const WIDTHS: &[usize] = &[0, 1, 20, 40, 80, 120, 400];

/// Text that is in no other: letters and digits, different for each seed.
fn random(seed: &str, length: usize, alphabet: &[u8]) -> String {
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

fn secret(seed: &str) -> String {
    random(seed, 24, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

/// The body of a private key as PEM has it, but shorter: two lines of base64.
fn key_body(seed: &str) -> String {
    let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    format!("{}\n{}\n", random(seed, 64, base64), random(&format!("{seed}2"), 20, base64))
}

/// Asserts that no six characters of the secret stand together in the output.
#[track_caller]
fn is_hidden(secret: &str, output: &str, what: &str, document: &[u8]) {
    // Nine of mere digits: six might stand in an address by chance.
    let length = if secret.bytes().all(|byte| byte.is_ascii_digit()) { 9 } else { 6 };
    for start in 0..=secret.len() - length {
        let window = &secret[start..start + length];
        if let Some((before, _)) = output.split_once(window) {
            let before: String = before.chars().skip(before.chars().count().saturating_sub(80)).collect();
            panic!("{what} shows {window} behind {before:?} of {}", String::from_utf8_lossy(document));
        }
    }
}

/// Everything that a library user can print of a report.
fn printed(report: &Report) -> String {
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
fn written(file: &Path, width: usize, options: &[&str]) -> String {
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
fn nothing_shows(secrets: &[&str], document: impl AsRef<[u8]>, widths: &[usize]) {
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
fn around(member: &str) -> String {
    format!("{{\n  \"ldap\": {{\n    \"port\": 99999,\n    {member},\n    \"hostname\": \"a b\"\n  }}\n}}\n")
}

/// Documents with `s` as the bind password.
fn documents(s: &str) -> Vec<String> {
    let pretty = around(&format!("\"bindPassword\": \"{s}\""));
    let mut documents = vec![
        pretty.replace(['\n', ' '], ""),
        format!(r#"{{"ldap":{{"bindPassword":"{s}","bindPassword":"{s}","bindPassword":null}}}}"#),
        format!(r#"{{"bindPassword":"{s}","ldap":{{"port":1}},"port":2}}"#),
        format!(r#"{{"ldap":{{"userToDNMapping":[{{"match":"([a-z]+)","bindPassword":"{s}"}}]}}}}"#),
        format!(r#"{{"other":{{"deep":[{{"bindPassword":"{s}"}}]}}}}"#),
        format!(r#"[{{"ldap":{{"bindPassword":"{s}"}}}}]"#),
        format!(r#"{{"ldap":"{{\"bindPassword\":\"{s}\"}}"}}"#),
        format!(r#""{{\"ldap\":{{\"bindPassword\":\"{s}\"}}}}""#),
        format!("{{\"ldap\":{{\"bindPassword\":\"{s}\"}}}} {{\"ldap\":{{\"bindPassword\":\"{s}\"}}}}"),
        format!("\u{feff}{pretty}"),
        pretty.replace('\n', "\r\n"),
        pretty.replace('\n', "\r"),
        pretty.replace("99999,", "99999"),
        pretty.replace("99999", "\"\\ud800\""),
        pretty.replace("99999", "\"\\x\""),
        // Texts that are no JSON.
        s.to_owned(),
        format!("ldap:\n  port: 636\n  bindPassword: {s}\n  hostname: a\n"),
        format!("ldap:\n  bindPassword: |\n    {s}\n    port {s}\n"),
        format!("bindPassword={s}\nport=636\n"),
        format!("<ldap><bindPassword>{s}</bindPassword></ldap>"),
        format!("resource \"x\" \"y\" {{\n  bind_password = \"{s}\"\n}}\n"),
        format!(
            "curl --user \"public:{s}\" --digest -d '{{\"ldap\":{{\"port\":636}}}}' https://example.net\n"
        ),
        // In pieces, so that nothing in this repository looks like a key.
        format!("-----BEGIN {key}-----\n{s}\n-----END {key}-----\n", key = "PRIVATE KEY"),
        format!("{{\"ldap\":{{\"port\":636 // {s}\n}}}}"),
        // It equals the account's name, which is no secret and stands where no finding shows it.
        pretty.replace("{\n    ", &format!("{{\"bindUsername\":\"CN={s},DC=net\",{}", "\n".repeat(9))),
    ];
    let members = [
        // Values of every type, and what escapes do to them.
        format!("\"bindPassword\": [\"{s}\", {{\"{s}\": \"{s}\"}}]"),
        format!("\"bindPassword\": {{\"value\": \"{s}\", \"{s}\": 1}}"),
        format!("\"bindPassword\": \"a\\\"{s}\\\\\\\"{s}\""),
        format!("\"bindPassword\": \"\\u0041\\ud83d\\ude00{s}\""),
        format!("\"bindPassword\": \"<put-your>{s}\""),
        format!("\"bindPassword\": \"\\ud800{s}\""),
        // Faults of the password itself.
        format!("\"bindPassword\": \" \\t{s}\\u00a0\\r\\n\""),
        format!("\"bindPassword\": \"TODO: {s}\""),
        // Names.
        format!("\"\\u0070assword\": \"{s}\""),
        format!("\"bind\\u0050assword\" : \"{s}\""),
        format!(
            "\"\\u0062\\u0069\\u006e\\u0064\\u0050\\u0061\\u0073\\u0073\\u0077\\u006f\\u0072\\u0064\":\"{s}\""
        ),
        format!("\"\\ud800password\": \"{s}\""),
        // No JSON.
        format!("'bindPassword': '{s}'"),
        format!("\"bindPassword\": '{s}'"),
        format!("bindPassword: \"{s}\""),
        format!("bindPassword: {s}"),
        format!("\"bindPassword\": {s}"),
        format!("\"bindPassword\" \"{s}\""),
        format!("\"bindPassword\" = \"{s}\""),
        format!("\"bindPassword: \"{s}\""),
        format!("\"bindPassword\": \"{s}"),
        format!("\"bindPassword\": {s}\""),
        format!("“bindPassword”: “{s}”"),
        format!("\"bindPassword\": \"{s}\n{s}\t{s}\0{s}\""),
        format!("\"bindPassword\": \"{s}\n\"port {s}\""),
        format!("\"bindPassword\": \"{s}\"{s}\""),
        format!("\"bindPassword\": \"{s}\\q\""),
        format!("// \"bindPassword\": \"{s}\""),
        format!("/* {s} */ \"bindPassword\": \"{s}\""),
        format!("\"hostname\": {s}, \"port\": +{s}"),
    ];
    documents.extend(members.iter().map(|member| around(member)));
    documents.push(pretty);
    documents
}

#[test]
fn a_password_is_hidden_in_whatever_document() {
    for (i, document) in documents("@").into_iter().enumerate() {
        let secret = secret(&format!("document {i}"));
        nothing_shows(&[&secret], document.replace('@', &secret), WIDTHS);
    }
}

#[test]
fn a_password_is_hidden_under_whatever_name() {
    for name in [
        "BINDPASSWORD",
        "bindpassword",
        "BindPassWord",
        "bind_password",
        "bind-password",
        "ldapBindPassword",
        "password",
        "PASSWD",
        "pwd",
        "bind_pwd",
        "clientSecret",
        "queryPassword",
        "bindPasword",
        "bindPaswsord",
        "bindPasswrod",
        "bind-pass",
        "bindPw",
        "passphrase",
    ] {
        let secret = secret(name);
        nothing_shows(&[&secret], around(&format!("\"{name}\": \"{secret}\"")), NARROW);
        nothing_shows(&[&secret], around(&format!("{name}: {secret}")), NARROW);
    }
}

#[test]
fn a_number_as_password_is_hidden() {
    let digits = format!("7{}", random("number", 17, b"0123456789"));
    for number in
        [digits.clone(), format!("-{digits}.{digits}e7"), format!("0{digits}"), format!("+{digits}")]
    {
        nothing_shows(&[&digits], around(&format!("\"bindPassword\": {number}")), WIDTHS);
    }
}

#[test]
fn a_password_is_hidden_in_a_document_cut_at_every_byte() {
    let secret = secret("cut");
    let members =
        [format!("\"bindPassword\": \"{secret}\""), format!("\"bind\\u0050assword\": [\"{secret}\"]")];
    for member in members {
        let document = around(&member);
        for end in 0..document.trim_end().len() {
            nothing_shows(&[&secret], &document.as_bytes()[..end], NARROW);
        }
    }
}

#[test]
fn a_password_is_hidden_in_other_encodings() {
    let secret = secret("encodings");
    let document = around(&format!("\"bindPassword\": \"{secret}\""));
    let utf16 = || std::iter::once(0xfeff).chain(document.encode_utf16());
    nothing_shows(&[&secret], utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), WIDTHS);
    nothing_shows(&[&secret], utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), WIDTHS);
    let latin_1: Vec<u8> =
        document.replace("99999", "\"@\"").bytes().map(|b| if b == b'@' { 0xfc } else { b }).collect();
    nothing_shows(&[&secret], latin_1, WIDTHS);
}

#[test]
fn a_password_is_hidden_from_the_other_kinds() {
    let secret = secret("kinds");
    let flat = format!(r#"{{"bindPassword":"{secret}","hostname":"a b","port":0}}"#);
    for document in [flat, around(&format!("\"bindPassword\": \"{secret}\""))] {
        for kind in [Kind::Verify, Kind::Response] {
            let report = Linter::new().kind(kind).in_file(true).now(NOW).check(&document);
            assert!(!report.findings().is_empty());
            is_hidden(&secret, &printed(&report), kind.name(), document.as_bytes());
        }
    }
}

#[test]
fn the_request_body_alone_gives_the_password_away() {
    let secret = secret("settings");
    let document = format!(r#"{{"ldap":{{"port":636,"bindPassword":"{secret}"}}}}"#);
    nothing_shows(&[&secret], &document, WIDTHS);
    let settings = usersec::check(&document).into_settings().expect("nothing wrong");
    assert!(settings.ldap.as_ref().is_some_and(|ldap| ldap.has_bind_password()));
    assert!(settings.to_request_body().contains(&format!(r#""bindPassword":"{secret}""#)));
}

/// A private key as people paste it, with `body` in it.
fn pasted(label: &str, body: &str) -> Vec<String> {
    let certificate = include_str!("certificates/root.pem");
    let block = format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n");
    vec![
        format!("{certificate}{block}"),
        format!("{block}{certificate}"),
        block.replace('\n', "\r\n"),
        block.replace('\n', " "),
        block.replace('\n', "\\n"),
        block.replace('\n', ""),
        block.replace('\n', "\n\n"),
        block.replace("-----BEGIN", "text -----BEGIN").replace('\n', "!\n"),
        format!("-----BEGIN {label}-----\n{body}"),
        format!("{body}-----END {label}-----\n"),
        format!("-----BEGIN {label}-----\n{body}-----END CERTIFICATE-----\n"),
        format!("-----BEGIN {label}-----\nProc-Type: 4,ENCRYPTED\n\n{body}-----END {label}-----\n"),
        format!("--- BEGIN {label} ---\n{body}--- END {label} ---\n"),
        block.replace(' ', "%20").replace('\n', "%0A"),
        block.replace(' ', "+").replace('\n', "%0D%0A"),
        block.replace(' ', "\u{a0}"),
        block.replace(' ', ""),
        block,
    ]
}

#[test]
fn a_private_key_is_hidden() {
    let cas = r#"{"customerX509":{"cas":@},"ldap":{"port":0}}"#;
    let ca_certificate = r#"{"ldap":{"caCertificate":@,"port":0}}"#;
    for (field, label) in [
        (cas, "PRIVATE KEY"),
        (ca_certificate, "RSA PRIVATE KEY"),
        (cas, "ENCRYPTED PRIVATE KEY"),
        (ca_certificate, "private key"),
    ] {
        let body = key_body(label);
        let lines: Vec<&str> = body.lines().collect();
        for text in pasted(label, &body) {
            let string = serde_json::Value::from(text.as_str()).to_string();
            nothing_shows(&lines, field.replace('@', &string), NARROW);
            nothing_shows(&lines, field.replace('@', &string.replace('/', "\\/")), NARROW);
            // As a list of one string, and with raw line breaks.
            nothing_shows(&lines, field.replace('@', &format!("[{string}]")), NARROW);
            nothing_shows(&lines, field.replace('@', &format!("\"{text}\"")), NARROW);
        }
        let strings = format!("[\"-----BEGIN {label}-----\", \"{}\"]", lines.join("\", \""));
        nothing_shows(&lines, field.replace('@', &strings), NARROW);
    }
}

/// What private keys begin with: PKCS #8 of RSA, of a curve and of Ed25519, PKCS #1, SEC 1, encrypted, and
/// a PKCS #12 store.
const KEYS: [&[u8]; 7] = [
    &[
        0x30, 0x82, 0x0a, 0x2a, 2, 1, 3, 0x30, 0x82, 9, 0xf0, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7,
        1,
    ],
    &[
        0x30, 0x82, 4, 0xbd, 2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0, 4,
        0x82,
    ],
    &[
        0x30, 0x81, 0x87, 2, 1, 0, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86,
        0x48,
    ],
    &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20],
    &[0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x82, 1, 1, 0],
    &[0x30, 0x77, 2, 1, 1, 4, 0x20],
    &[0x30, 0x82, 5, 0x13, 0x30, 0x3d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 0x0d, 0x30],
];

#[test]
fn a_private_key_under_another_label_or_none_is_hidden() {
    let cas = r#"{"customerX509":{"cas":@},"ldap":{"port":0}}"#;
    let certificate = include_str!("certificates/root.pem");
    for (index, start) in KEYS.into_iter().enumerate() {
        let tail =
            random(&format!("key {index}"), 80, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
        let body = base64(&[start, tail.as_bytes()].concat());
        let (first, second) = body.split_at(64);
        // The start is that of every key of its sort, and of public ones, too.
        let secrets = [first.split_at(36).1, second];
        let armored = format!("-----BEGIN CERTIFICATE-----\n{first}\n{second}\n-----END CERTIFICATE-----\n");
        let encoded = base64(armored.replace("CERTIFICATE", concat!("PRIVATE ", "KEY")).as_bytes());
        for text in [
            armored.clone(),
            format!("{certificate}{armored}"),
            armored.replace('\n', "\\n"),
            armored.replace('\n', " "),
            armored.replace('\n', "\r\n"),
            armored.replace("-----BEGIN", "----BEGIN"),
            armored.replace("-----END CERTIFICATE-----\n", ""),
            format!("{first}\n{second}\n"),
            format!(" \n{first}{second}"),
        ] {
            let string = serde_json::Value::from(text.as_str()).to_string();
            nothing_shows(&secrets, cas.replace('@', &string), NARROW);
            nothing_shows(&secrets, cas.replace('@', &string.replace('/', "\\/")), NARROW);
        }
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("base64")).collect();
        for before in ["", "tls.key: ", "tls.crt: Q0VSVElGSUNBVEU=\ntls.key: ", "key="] {
            nothing_shows(&lines, cas.replace('@', &format!("{:?}", format!("{before}{encoded}"))), NARROW);
        }
        nothing_shows(&lines, cas.replace('@', &format!("{:?}", lines.join("\n"))), NARROW);
    }
}

fn base64(bytes: &[u8]) -> String {
    let block = pem::encode(&pem::Pem::new("X", bytes));
    block.lines().filter(|line| !line.starts_with('-')).collect()
}

#[test]
fn user_information_of_a_url_is_hidden() {
    for (i, url) in [
        "ldaps://svc:@@ldap.mycompany.com",
        "ldaps://@@ldap.mycompany.com:636/DC=a",
        "//@@ldap.mycompany.com",
        "ldaps://a@b:@@ldap.mycompany.com",
        "LDAPS://CN=svc,DC=a:@@ldap.mycompany.com",
        "https://x?//y:@@z",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "bindUsername", "authzQueryTemplate", "caCertificate", "other"] {
            let secret = secret(&format!("{i}{field}"));
            let url = url.replacen("@@", &format!("{secret}@"), 1);
            for url in [url.clone(), url.replace('/', "\\/"), url.replace('/', "\\u002f")] {
                let document = format!(r#"{{"ldap":{{"port":0,"{field}":"{url}"}}}}"#);
                nothing_shows(&[&secret], document, NARROW);
            }
        }
    }
}

#[test]
fn a_password_before_a_host_is_hidden() {
    for (i, host) in [
        "svc:@@ldap.mycompany.com",
        "svc:@@h:636",
        "a.example.net, svc:@@[::1]:636",
        "svc@corp:@@ldap.mycompany.com",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "host_name", "Host"] {
            let secret = secret(&format!("{i}{field}"));
            let host = host.replacen("@@", &format!("{secret}@"), 1);
            for host in [host.clone(), host.replace('@', "\\u0040")] {
                let document = format!(r#"{{"ldap":{{"port":0,"{field}":"{host}"}}}}"#);
                nothing_shows(&[&secret], &document, NARROW);
                let read = usersec::Response::parse(&document).expect("an object");
                is_hidden(&secret, &format!("{read:?} {:?}", read.ldap), "Debug", document.as_bytes());
            }
        }
    }
}

#[test]
fn a_password_within_another_value_is_hidden() {
    for (i, value) in [
        "CN=password=@,OU=a,dc=example,DC=net",
        "CN=a b password=@,foo=b,DC=c",
        "CN=a+password=@, OU=\\zz",
        "bindPassword: @",
        "{\\\"bindPassword\\\": \\\"@\\\"}",
        "[{\\\"password\\\":\\\"@\\\"}]",
        "ldap.mycompany.com?secret=@",
        "{password=@}",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "bindUsername", "authzQueryTemplate", "cas", "userToDNMapping", "other"] {
            let secret = secret(&format!("{i}{field}"));
            let member = format!("\"{field}\": \"{}\"", value.replace('@', &secret));
            nothing_shows(&[&secret], around(&member).replace("a b\"", "a\""), NARROW);
        }
    }
}
