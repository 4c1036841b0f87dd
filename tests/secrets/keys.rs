//! Private keys, as people paste them.

use crate::shown::{NARROW, key_body, nothing_shows, random};

/// A private key as people paste it, with `body` in it.
fn pasted(label: &str, body: &str) -> Vec<String> {
    let certificate = include_str!("../certificates/root.pem");
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
    let certificate = include_str!("../certificates/root.pem");
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
