//! Where in a request body a secret can stand.

use super::Place;
use crate::shown::{key_body, random, secret};

/// Five spellings of the name.
const NAMES: &[&str] = &["bindPassword", "bind_password", "BindPassword", "bindpassword", "bind-password"];

/// Other names of the same, and escapes in names.
const OTHER_NAMES: &[&str] = &[
    "password",
    "bindPasword",
    "clientSecret",
    r"bind\u0050assword",
    r"\u0070assword",
    "bindPass\u{200b}word",
];

/// Where in the body a member is put.
const LEVELS: &[(&str, &str)] = &[
    ("at the top", "<TOP>"),
    ("in `customerX509`", "<X509>"),
    ("in `ldap`", "<LDAP>"),
    ("in a mapping", "<MAPPING>"),
    ("in a list", "<LIST>"),
    ("deep in a member that nobody knows", "<DEEP>"),
];

/// A body with something to say of it, something to fix, and places for members.
const BODY: &str = r#"{
  "kontrolle": 1,
  <TOP>
  "customerX509": { <X509> "cas": "CERTIFICATE" },
  "ldap": {
    <LDAP>
    "hostname": "kontrolle.mycompany.com",
    "port": "636",
    "userToDNMapping": [
      { <MAPPING> "match": "(.+)@example\\.com", "substitution": "CN={0},OU=kontrolle,DC=example,DC=net" }
    ]
  },
  "others": { "a": [{ <DEEP> "b": 1 }], "c": [<LIST> 1] }
}
"#;

/// The body with a member there.
fn body(level: &str, member: &str) -> String {
    let member = if level == "<LIST>" { format!("{{ {member} }}") } else { member.to_owned() };
    with(BODY, level, &format!("{member},"))
}

fn with(body: &str, level: &str, text: &str) -> String {
    let certificate = include_str!("../../certificates/root.pem").replace('\n', "\\n");
    let body = body.replace(level, text).replace("CERTIFICATE\"", &format!("{certificate}\""));
    LEVELS.iter().fold(body, |body, (_, level)| body.replace(level, ""))
}

/// The text, each character as an escape.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("\\u{byte:04x}")).collect()
}

/// Values in which the secret stands, `@`; and what of them is looked for where it stands otherwise.
fn values(secret: &str) -> Vec<(&'static str, String)> {
    vec![
        ("as a string", format!("\"{secret}\"")),
        ("between escapes", format!("\"\\u0041{secret}\\\"\\ud83d\\ude00\"")),
        ("in an object", format!("{{\"value\": \"{secret}\"}}")),
        ("as a name in an object", format!("{{\"{secret}\": 1}}")),
        ("in a list", format!("[\"{secret}\", null]")),
        ("in a list of lists", format!("[[], [\"{secret}\"]]")),
    ]
}

fn place(name: String, text: String, secret: String) -> Place {
    Place { name, text, secret }
}

/// Bodies that are JSON.
pub(super) fn in_json() -> Vec<Place> {
    let mut places = Vec::new();
    for (where_, level) in LEVELS {
        let is_known = *level == "<LDAP>";
        let other = OTHER_NAMES.iter().filter(|_| is_known);
        for name in NAMES.iter().chain(other) {
            let what = format!("as `{name}` {where_}");
            let secret = secret(&what);
            places.push(place(what, body(level, &format!("\"{name}\": \"{secret}\"")), secret));
        }
        if !is_known && *level != "<DEEP>" {
            continue;
        }
        for (how, _) in values("") {
            let what = format!("{where_}, {how}");
            let secret = secret(&what);
            let value = values(&secret).into_iter().find(|value| value.0 == how).expect("the same").1;
            places.push(place(what, body(level, &format!("\"bindPassword\": {value}")), secret));
        }
        let what = format!("{where_}, as a number");
        let digits = format!("7{}", random(&what, 17, b"0123456789"));
        places.push(place(what, body(level, &format!("\"bindPassword\": {digits}")), digits));
        let what = format!("{where_}, written in escapes");
        let plain = escaped(&secret(&what));
        places.push(place(what, body(level, &format!("\"bindPassword\": \"{plain}\"")), plain));
        let what = format!("{where_}, twice");
        let secret = secret(&what);
        let twice = format!("\"bindPassword\": \"{secret}\", \"bindPassword\": null");
        places.push(place(what, body(level, &twice), secret));
    }
    places.extend(keys());
    places.extend(beside_names());
    places
}

/// Where another member, or what stands around it, says that it is a secret.
fn beside_names() -> impl Iterator<Item = Place> {
    let putty =
        "PuTTY-User-Key-File-3: ssh-rsa\\nPublic-Lines: 1\\nAAAA\\nPrivate-Lines: 1\\n@\\nPrivate-MAC: 00";
    let members = [
        (
            "in a JSON Patch",
            "<LIST>",
            r#"{"op": "add", "path": "/ldap/bindPassword", "value": "@"},"#.to_owned(),
        ),
        ("before the name that tells", "<DEEP>", r#""value": "@", "name": "bindPassword","#.to_owned()),
        ("in a list of variables", "<LIST>", r#"{"key": "BIND_PASSWORD", "value": ["@"]},"#.to_owned()),
        (
            "in a Patch that is a text",
            "<TOP>",
            r#""x": "[{\"path\":\"/bindPassword\",\"value\":\"@\"}]","#.to_owned(),
        ),
        ("behind a user", "<LDAP>", "\"bindUsername\": \"svc:@\u{40}kontrolle.mycompany.com\",".to_owned()),
        ("as a default", "<LDAP>", r#""bindUsername": "{{ bind_password | default('@') }}","#.to_owned()),
        ("as a shell's default", "<LDAP>", r#""bindUsername": "${BIND_PASSWORD-@}","#.to_owned()),
        ("that is a key of PuTTY", "<LDAP>", format!("\"caCertificate\": \"{putty}\",")),
        ("that is a key of PuTTY in `others`", "<DEEP>", format!("\"tls\": \"{putty}\",")),
    ];
    members.into_iter().map(|(what, level, member)| {
        let secret = secret(what);
        place(what.to_owned(), with(BODY, level, &member.replacen('@', &secret, 1)), secret)
    })
}

/// Private keys, in each place that takes a text.
fn keys() -> impl Iterator<Item = Place> {
    let values = [
        ("in `cas`", "CERTIFICATE\"", "@\""),
        ("in `caCertificate`", "<LDAP>", "\"caCertificate\": \"@\","),
        ("in `bindUsername`", "<LDAP>", "\"bindUsername\": \"@\","),
        ("in `bindPassword`", "<LDAP>", "\"bindPassword\": \"@\","),
        ("in `authzQueryTemplate`", "<LDAP>", "\"authzQueryTemplate\": \"@\","),
        ("in a member that nobody knows", "<DEEP>", "\"tls\": \"@\","),
        ("in a list of texts", "<LIST>", "\"x\", \"@\","),
        ("in a name", "<TOP>", "\"@\": 1,"),
    ];
    let labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"].into_iter().cycle();
    // Misspelt ones, each in a field that is read and in one that is not.
    let misspelt = ["PRIVAT KEY", "RSA KEY", "PRVATE KEY", "OPENSSH KEY"];
    let misspelt = misspelt.into_iter().flat_map(move |label| [(values[1], label), (values[5], label)]);
    values.into_iter().zip(labels).chain(misspelt).map(|((where_, level, text), label)| {
        let what = format!("that is a {label} {where_}");
        let key = key_body(&what).replace('\n', "");
        let block = format!("-----BEGIN {label}-----\\n{key}\\n-----END {label}-----\\n");
        let certificate = include_str!("../../certificates/root.pem").replace('\n', "\\n");
        let beside = if level == "CERTIFICATE\"" { certificate } else { String::new() };
        place(what, with(BODY, level, &text.replace('@', &(beside + &block))), key)
    })
}

/// Bodies that are no JSON, of which nothing but words of the contract is shown.
pub(super) fn in_broken() -> Vec<Place> {
    let member = |text: &str| body("<LDAP>", text);
    type Form = Box<dyn Fn(&str) -> String>;
    let forms: Vec<(&str, Form)> = vec![
        (
            "in a text that is cut short",
            Box::new(move |s| {
                let whole = member(&format!("\"bindPassword\": \"{s}\""));
                whole.trim_end().trim_end_matches('}').to_owned()
            }),
        ),
        (
            "in a text that ends in it",
            Box::new(move |s| {
                let whole = member(&format!("\"bindPassword\": \"{s}\""));
                whole.split_once(s).expect("it is there").0.to_owned() + s
            }),
        ),
        (
            "beside a trailing comma",
            Box::new(move |s| member(&format!("\"bindPassword\": \"{s}\"")).replace("\"b\": 1", "\"b\": 1,")),
        ),
        ("in single quotes", Box::new(move |s| member(&format!("'bindPassword': '{s}'")))),
        ("without quotes", Box::new(move |s| member(&format!("bindPassword: {s}")))),
        ("behind a comment", Box::new(move |s| member(&format!("// the password is {s}\n\"x\": 1")))),
        ("in YAML", Box::new(|s| format!("ldap:\n  hostname: a\n  port: 636\n  bindPassword: {s}\n"))),
        ("in a block of YAML", Box::new(|s| format!("ldap:\n  hostname: a\n  bindPassword: |\n    {s}\n"))),
        ("in a shell", Box::new(|s| format!("export BIND_PASSWORD='{s}'\nhostname=a # {s}\n"))),
        ("in properties", Box::new(|s| format!("hostname=a\nldap.bindPassword={s}\n"))),
        (
            "in XML",
            Box::new(|s| format!("<ldap><hostname>a</hostname><bindPassword>{s}</bindPassword></ldap>")),
        ),
        (
            "in a Patch that is cut short",
            Box::new(|s| format!("[{{\"hostname\":1,\"path\":\"/ldap/bindPassword\",\"value\":\"{s}\"")),
        ),
        (
            "in a Patch with its value first",
            Box::new(|s| format!("[{{\"hostname\":1,\"value\":\"{s}\",\"path\":\"/bindPassword\",}}]")),
        ),
        (
            "in a template",
            Box::new(move |s| member(&format!("\"bindPassword\": {{{{ x | default('{s}') }}}}"))),
        ),
        ("in a text with a byte that is no UTF-8 mark", Box::new(|s| format!("hostname {s}\0"))),
    ];
    forms
        .into_iter()
        .map(|(what, text)| {
            let secret = secret(what);
            place(what.to_owned(), text(&secret), secret)
        })
        .collect()
}
