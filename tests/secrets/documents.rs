//! Bind passwords, in whatever document, encoding and spelling.

use usersec::{Kind, Linter};

use crate::shown::{NARROW, NOW, WIDTHS, around, is_hidden, nothing_shows, printed, random, secret};

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

/// A quotation that is left open takes in the next command.
#[test]
fn a_password_behind_an_open_quote_is_hidden() {
    let secret = secret("quote");
    let next = format!("curl -u key:{secret} http://h/");
    for text in [
        format!("curl -X DELETE \"http://h/api/atlas/v2/groups/1/userSecurity\n{next}"),
        format!("curl -X DELETE --url 'http://h/userSecurity\r\n{next}'"),
        format!("curl -X DELETE -H \"Accept: a\n{next}\" http://h/userSecurity"),
        format!("curl -X \"DELETE\n{next}\" http://h/userSecurity"),
        format!("curl -X DELETE --url-query \"a=b\n{next}\" http://h/userSecurity"),
    ] {
        let report = Linter::new().in_file(true).now(NOW).check_requests(&text);
        assert!(!report.findings().is_empty(), "{text}");
        is_hidden(&secret, &printed(&report), "a request", text.as_bytes());
    }
}
