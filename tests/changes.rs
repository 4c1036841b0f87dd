//! `usersec diff`: what an update changes, as it looks and as JSON, and as a process; that no secret is in it.
#![cfg(feature = "cli")]

#[path = "shared/forge/mod.rs"]
mod forge;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::named;
use process::{Ran, command, directory, ran, skip, usersec, usersec_reading};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;
use usersec::cli::{Surroundings, exit};

/// 2026-02-10T00:00:00Z.
const NOW: i64 = 1_770_681_600;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Certificates of `tests/certificates`, or forged ones.
fn pems(names: &str) -> String {
    let pem = |name: &str| {
        fs::read_to_string(path(&format!("tests/certificates/{name}.pem")))
            .unwrap_or_else(|_| named::named(name).expect("a certificate of that name"))
    };
    names.split_whitespace().map(pem).collect()
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = path("tests/golden/changes").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

/// The command in a folder with `current.json` and `payload`.
fn run(current: &str, payload: Option<&str>, options: &[&str]) -> (u8, String, String) {
    let files = directory([("current.json", current), ("payload", payload.unwrap_or_default())]);
    let arguments = ["diff", "--current", "current.json"].into_iter().chain(payload.map(|_| "payload"));
    let mut command = command();
    command.current_dir(files.path()).args(arguments).args(options);
    if !options.contains(&"--now") {
        command.args(["--now", "2026-02-10T00:00:00Z"]);
    }
    let Ran { code, out, err } = ran(&mut command);
    (u8::try_from(code.expect("a code")).expect("a small one"), out, err)
}

/// The text without colours, after a look at what holds for every one.
#[track_caller]
fn shown(current: &Value, payload: Option<&str>, options: &[&str]) -> String {
    let current = current.to_string();
    let (code, text, err) = run(&current, payload, options);
    let (same, colored, _) = run(&current, payload, &[options, &["--color", "always"]].concat());
    assert_eq!((code, &*err), (exit::SUCCESS, ""));
    assert_eq!((code, without_styles(&colored)), (same, text.clone()), "colours change nothing else");
    for line in text.lines() {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
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

/// A project as it is configured.
fn company() -> Value {
    json!({
        "customerX509": {"cas": pems("root good-intermediate rsa-root"), "links": []},
        "ldap": {
            "authenticationEnabled": true,
            "authorizationEnabled": false,
            "authzQueryTemplate": "{USER}?memberOf?base",
            "bindUsername": "CN=svc,DC=mycompany,DC=com",
            "hostname": "ldap.mycompany.com",
            "links": [],
            "userToDNMapping": [
                {"match": "(\\w+)@old\\.mycompany\\.com", "substitution": "CN={0},OU=Old,DC=mycompany,DC=com"},
                {"match": "(\\w+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"},
                {"match": "(\\w+)", "ldapQuery": "OU=Users,DC=mycompany,DC=com??one?(uid={0})"},
            ],
        },
        "links": [],
    })
}

/// An update of much of it.
fn update() -> Value {
    json!({
        "customerX509": {"cas": pems("good-root rsa-root soon-root")},
        "ldap": {
            "authzQueryTemplate": "OU=Groups,DC=mycompany,DC=com??sub?(member={USER})",
            "bindPassword": "${PASSWORD}",
            "hostname": "ldap2.mycompany.com",
            "port": 636,
            "userToDNMapping": [
                {"match": "(\\w+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"},
                {"match": "(\\w+)@([a-z]+)\\.mycompany\\.com", "substitution": "CN={0},OU={1},DC=mycompany,DC=com"},
                {"match": "(\\w+)", "ldapQuery": "OU=People,DC=mycompany,DC=com??one?(uid={0})"},
            ],
        },
    })
}

#[test]
fn an_update_of_much() {
    golden("update.txt", &shown(&company(), Some(&update().to_string()), &[]));
    let (current, update) = (company().to_string(), update().to_string());
    golden("update-colors.txt", &run(&current, Some(&update), &["--color", "always"]).1);
    let (_, text, _) = run(&current, Some(&update), &["--format", "json"]);
    assert!(text.starts_with("{\"version\":1,\"tool\":{\"name\":"), "{text}");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["tool"]["version"] = json!("…");
    for member in json["members"].as_array_mut().expect("members") {
        for side in ["before", "after"] {
            if member[side].as_str().is_some_and(|text| text.contains("BEGIN")) {
                member[side] = json!("(PEM)");
            }
        }
    }
    golden("update.json", &format!("{json:#}\n"));
}

/// Several below each other, each under a line that names it.
fn sheet(cases: &[(&str, Value, Result<String, &str>)]) -> String {
    cases.iter().fold(String::new(), |mut sheet, (title, current, sent)| {
        let text = match sent {
            Ok(payload) => shown(current, Some(payload), &[]),
            Err(resource) => shown(current, None, &["--delete", resource]),
        };
        write!(sheet, "# {title}\n\n{text}\n").expect("a string takes it");
        sheet
    })
}

#[test]
fn what_updates_may_change() {
    let body = |body: Value| Ok(body.to_string());
    let ldap = |members: Value| json!({ "ldap": members });
    let many = |order: &dyn Fn(usize) -> usize| {
        let entry =
            |n| json!({"match": format!("(.+)@d{n}\\.com"), "substitution": format!("CN={{0}},DC=d{n}")});
        (0..12).map(|n| entry(order(n))).collect::<Value>()
    };
    let turned = |on: bool| ldap(json!({"authenticationEnabled": on, "authorizationEnabled": on}));
    let cas = |names: &str| json!({"customerX509": {"cas": pems(names)}});
    let respelled = format!("Our CAs:\n{}", pems("rsa-root good-root"));
    let cases = [
        ("nothing", company(), body(ldap(json!({"hostname": "ldap.mycompany.com", "port": 636})))),
        ("an empty body", company(), Ok("{}".to_owned())),
        ("a new password", company(), body(ldap(json!({"bindPassword": "${PASSWORD}"})))),
        ("into an empty project", json!({}), body(company())),
        ("the default in words", ldap(json!({"port": 636})), body(ldap(json!({"port": 3269, "authzQueryTemplate": ""})))),
        ("a template deleted", ldap(json!({"authzQueryTemplate": "{USER}?isMemberOf?base"})), body(ldap(json!({"authzQueryTemplate": ""})))),
        ("turned off", turned(true), body(turned(false))),
        ("turned on", turned(false), body(turned(true))),
        ("the same certificates", cas("good-root rsa-root"), body(json!({"customerX509": {"cas": respelled}}))),
        ("their order", cas("good-root critical-twin"), body(cas("critical-twin good-root"))),
        ("an empty `cas`", cas("good-root"), body(json!({"customerX509": {"cas": ""}}))),
        ("a certificate for the host", ldap(json!({"caCertificate": pems("root")})), body(ldap(json!({"caCertificate": pems("root2")})))),
        ("it is deleted", ldap(json!({"caCertificate": pems("root")})), body(ldap(json!({"caCertificate": ""})))),
        ("an intermediate goes", cas("root good-intermediate self-signed-leaf"), body(cas("root"))),
        ("what is between goes", cas("root intermediate below-intermediate"), body(cas("root below-intermediate"))),
        ("a root goes from above", cas("root intermediate"), body(cas("intermediate"))),
        ("the same for the host", ldap(json!({"caCertificate": pems("root intermediate below-intermediate")})), body(ldap(json!({"caCertificate": pems("root below-intermediate")})))),
        ("one comes without what issued it", cas("root"), body(cas("root below-intermediate"))),
        ("one comes with what issued it", cas("root"), body(cas("root intermediate below-intermediate"))),
        ("one comes where nobody could log in", cas("intermediate"), body(cas("intermediate good-intermediate below-intermediate"))),
        ("one comes without what issued it, for the host", ldap(json!({"caCertificate": pems("root")})), body(ldap(json!({"caCertificate": pems("root below-intermediate")})))),
        ("one mapping moves", ldap(json!({"userToDNMapping": many(&|n| n)})), body(ldap(json!({"userToDNMapping": many(&|n| (n + 1) % 12)})))),
        ("mappings are deleted", company(), body(ldap(json!({"userToDNMapping": []})))),
        ("errors and riddles", company(), body(json!({"ldap": {"port": "x", "hostnam": "h", "bindUsername": null, "userToDNMapping": [{}, 1]}}))),
        ("a placeholder", cas("good-root"), body(json!({"customerX509": {"cas": "${CAS}"}}))),
        ("a placeholder beside certificates", cas("good-root rsa-root"), body(json!({"customerX509": {"cas": pems("good-root") + "${MORE}\n"}}))),
        ("a placeholder beside the same", cas("good-root"), body(json!({"customerX509": {"cas": pems("good-root") + "${MORE}\n"}}))),
        ("a placeholder for all mappings", company(), body(ldap(json!({"userToDNMapping": "${MAPPING}"})))),
        ("a placeholder for one mapping", company(), body(ldap(json!({"userToDNMapping": ["${MAPPING}"]})))),
        ("stored with faults", ldap(json!({"caCertificate": pems("root root2").replacen("-----\n-----BEGIN", "-----,\n-----BEGIN", 1)})), body(ldap(json!({"caCertificate": pems("root")})))),
        ("no certificate", cas("good-root"), body(json!({"customerX509": {"cas": "not a cert"}}))),
        ("one that is hidden", cas("good-root rsa-root"), body(json!({"customerX509": {"cas": pems("good-root rsa-root").replace("-----\n-----BEGIN", "----- -----BEGIN")}}))),
        ("no host, and whether anybody asks it is not stored", ldap(json!({"hostname": "a.net", "bindUsername": "CN=a,DC=b"})), body(ldap(json!({"hostname": "", "bindUsername": ""})))),
        ("no host, and nobody asks it", ldap(json!({"authenticationEnabled": false, "hostname": "a.net"})), body(ldap(json!({"hostname": ""})))),
        ("no host, no account", company(), body(ldap(json!({"hostname": "", "bindUsername": ""})))),
        ("another account without its password", company(), body(ldap(json!({"bindUsername": "CN=new,DC=mycompany,DC=com"})))),
        ("authorization over stored certificates", company(), body(ldap(json!({"authorizationEnabled": true})))),
        ("DELETE customerX509", company(), Err("customerX509")),
        ("DELETE userToDNMapping", company(), Err("userToDNMapping")),
        ("DELETE what is not there", json!({}), Err("customerX509")),
        ("a request", company(), Ok("PATCH /api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity HTTP/1.1\nHost: cloud.mongodb.com\nContent-Type: application/vnd.atlas.2023-01-01+json\nAccept: application/vnd.atlas.2023-01-01+json\n\n{\"ldap\":{\"port\":3269}}\n".to_owned())),
        ("a DELETE request", company(), Ok("DELETE https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity/customerX509\nAccept: application/vnd.atlas.2023-01-01+json\n".to_owned())),
        ("the default deleted", ldap(json!({"authzQueryTemplate": "{USER}?memberOf?base"})), body(ldap(json!({"authzQueryTemplate": ""})))),
        ("a template that is not there deleted", ldap(json!({"port": 636})), body(ldap(json!({"authzQueryTemplate": ""})))),
        ("an error by what is stored", ldap(json!({"authenticationEnabled": true, "userToDNMapping": [{"match": "(.+)", "ldapQuery": "DC=net??sub?(uid={0})"}]})), body(ldap(json!({"bindUsername": ""})))),
        ("a certificate for the host comes beside", ldap(json!({"caCertificate": pems("root")})), body(ldap(json!({"caCertificate": pems("root root2")})))),
        ("certificates for the host go", ldap(json!({"caCertificate": pems("root root2 rsa-root")})), body(ldap(json!({"caCertificate": pems("rsa-root")})))),
        ("the certificate of the host is renewed", ldap(json!({"caCertificate": pems("soon-root")})), body(ldap(json!({"caCertificate": pems("renewed-root")})))),
        ("an intermediate of the host goes", ldap(json!({"caCertificate": pems("root good-intermediate self-signed-leaf")})), body(ldap(json!({"caCertificate": pems("root")})))),
        ("a placeholder for the host's", ldap(json!({"caCertificate": pems("root")})), body(ldap(json!({"caCertificate": "${CA}"})))),
        ("a placeholder", ldap(json!({"hostname": "a.net"})), body(ldap(json!({"hostname": "${H}", "port": 636})))),
        ("a null", ldap(json!({"hostname": "a.net"})), body(ldap(json!({"hostname": null, "port": 636})))),
        ("a wrong type", ldap(json!({"hostname": "a.net"})), body(json!({"ldap": 5}))),
        ("an error in a request", json!({}), Ok("PATCH https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity\n\n{\"ldap\":{\"port\":0}}\n".to_owned())),
        ("control characters", json!({"ldap": {"hostname": "a\u{1b}[31m"}}), Ok("{\"ldap\":{\"hostname\":\"b\\u001b[31m\\u202e\"}}".to_owned())),
    ];
    golden("cases.txt", &sheet(&cases));
}

/// Nothing is certain, and nothing removed.
#[test]
fn programs_are_told_what_something_else_will_stand_for() {
    let cas = |text: String| json!({"customerX509": {"cas": text}}).to_string();
    let host = |text: String| json!({"ldap": {"caCertificate": text}}).to_string();
    let half = || pems("good-root") + "${MORE}\n";
    let mapping = |value: &str| format!(r#"{{"ldap":{{"userToDNMapping":{value}}}}}"#);
    let entry = r#"[{"match":"(.+)","substitution":"CN={0}"}]"#;
    for (current, payload) in [
        (cas(pems("good-root rsa-root")), cas(half())),
        (cas(pems("good-root")), cas(half())),
        (host(pems("good-root rsa-root")), host(half())),
        (mapping(entry), mapping("\"${MAPPING}\"")),
        (mapping(entry), mapping("[\"${MAPPING}\"]")),
    ] {
        let (_, text, _) = run(&current, Some(&payload), &["--format", "json"]);
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let member = &json["members"][0];
        assert_eq!((&json["certain"], &member["change"]), (&json!(false), &json!("changed")), "{text}");
        assert_eq!(member["certificates_read"], json!(payload.contains("userToDNMapping")), "{text}");
        assert!(payload.contains('[') || member["entries"] == json!([]), "{text}");
    }
}

#[test]
fn the_current_state_may_be_any_answer() {
    let payload = Some(r#"{"ldap":{"port":3269}}"#);
    let bare = json!({"ldap": {"port": 636}});
    let expected = run(&bare.to_string(), payload, &[]);
    for answer in [
        json!({"status": 200, "content": bare}),
        json!({"status": 202, "ldap": {"port": 636, "links": []}, "links": []}),
        json!({"ldap": {"port": 636, "bindPassword": "hunter2"}, "customerX509": null}),
    ] {
        assert_eq!(run(&answer.to_string(), payload, &[]), expected, "{answer}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let current = r#"{"ldap":{"port":636}}"#;
    let get = "GET /api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity HTTP/1.1\nHost: h\n\n";
    let delete =
        "DELETE /api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity/customerX509 HTTP/1.1\nHost: h\n";
    let twice = format!("{delete}\n###\n{delete}");
    for (current, payload, expected) in [
        ("[]", "{}", "current.json:1:1: it is an array, and the answer to a GET is an object"),
        (
            "{\n \"error\": 404, \"errorCode\": \"GROUP_NOT_FOUND\"}",
            "{}",
            "current.json:2:2: it is an error of the API, 404 `GROUP_NOT_FOUND`, and not what is stored",
        ),
        ("hunter2", "{}", "current.json:1:1: "),
        (current, "{", "payload: no JSON object can be read; `usersec check` says why"),
        (current, "[]", "payload: no JSON object can be read; `usersec check` says why"),
        (current, "hunter2", "payload: no JSON object can be read; `usersec check` says why"),
        (current, "", "payload: no JSON object can be read; `usersec check` says why"),
        (current, get, "payload: no request in it changes what is stored"),
        (
            current,
            &get.replace("/v2/", "/v1.0/"),
            "payload: no request in it is an operation that is known; `usersec request` says why",
        ),
        (
            current,
            &delete.replace("customerX509", "customerX509/"),
            "payload: no request in it is an operation that is known; `usersec request` says why",
        ),
        (
            current,
            "curl https://example.com/x",
            "payload: no request in it is an operation that is known; `usersec request` says why",
        ),
        (
            current,
            "HTTP/2 200 \n\n{\"ldap\":{\"port\":636}}",
            "payload: it is an answer and no update; `usersec to-request` makes a body of one",
        ),
        (
            current,
            r#"{"error":400,"errorCode":"X"}"#,
            "payload: it is an error of the API, 400 `X`, and not the body of a request; `usersec explain-error` says more",
        ),
        (
            current,
            &twice,
            "payload: several requests in it change what is stored: name one with --request 1 (DELETE) or \
             --request 2 (DELETE)",
        ),
    ] {
        let (code, out, err) = run(current, Some(payload), &[]);
        assert_eq!((code, &*out), (exit::FAILURE, ""), "{payload}");
        assert!(err.starts_with(&format!("usersec: {expected}")), "{err}");
        assert!(!err.contains("hunter2") && err.lines().count() == 1, "{err}");
    }
}

#[test]
fn one_of_several_requests() {
    let at = "https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity";
    let file = format!(
        "### read\nGET {at}\n\n### update\nPATCH {at}\n\n{{\"ldap\":{{\"port\":3269}}}}\n\n### end\nDELETE {at}/customerX509\n"
    );
    let current = json!({"customerX509": {"cas": pems("root")}, "ldap": {"port": 636}}).to_string();
    let shown = |number: &str| run(&current, Some(&file), &["--request", number]);
    let (code, out, err) = shown("2");
    assert_eq!((code, &*err), (exit::SUCCESS, ""));
    assert!(out.starts_with("payload: request 2 against current.json\n\nldap.port\n"), "{out}");
    let (code, out, err) = shown("3");
    assert_eq!((code, &*err), (exit::SUCCESS, ""));
    assert!(out.starts_with("payload: request 3: DELETE …/userSecurity/customerX509 against "), "{out}");
    let (_, json, _) = run(&current, Some(&file), &["--request", "3", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["request"], &json["method"]), (&json!(3), &json!("DELETE")));
    for (number, expected) in
        [("1", "request 1 does not change what is stored"), ("4", "there is no request 4 in it: there are 3")]
    {
        assert_eq!(shown(number), (exit::FAILURE, String::new(), format!("usersec: payload: {expected}\n")));
    }
    let (code, _, err) = run(&current, Some(&file), &[]);
    let expected = "name one with --request 2 (PATCH) or --request 3 (DELETE)\n";
    assert!(code == exit::FAILURE && err.ends_with(expected), "{err}");
    let many = run(&current, Some(&format!("DELETE {at}/customerX509\n\n###\n").repeat(8)), &[]).2;
    assert!(many.ends_with(", --request 5 (DELETE), and 3 more\n"), "{many}");
    let none = run(&current, Some("{}"), &["--request", "1"]).2;
    assert!(none.contains("there are no requests in it"), "{none}");
    assert_eq!(run(&current, Some(&file), &["--request", "0"]).0, exit::FAILURE);
}

#[test]
fn the_command_as_a_process() {
    let files = directory([("current.json", company().to_string()), ("payload.json", update().to_string())]);
    let (current, payload) = (files.path().join("current.json"), files.path().join("payload.json"));
    let options = ["diff".as_ref(), "--current".as_ref(), current.as_os_str(), payload.as_os_str()];
    let Ran { code, out, err } = usersec(options);
    assert_eq!((code, &*err), (Some(0), ""));
    assert!(out.ends_with("4 members change; the database is restarted for it, node by node\n"), "{out}");
    // Either of both may be standard input, but not both.
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (current, payload) = (text(&current), text(&payload));
    let rest = |out: &str| out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let from_stdin = usersec_reading(["diff", "--current", &current, "-"], update().to_string().as_bytes());
    assert_eq!(rest(&from_stdin.out), rest(&out));
    let from_stdin = usersec_reading(["diff", "--current", "-", &payload], company().to_string().as_bytes());
    assert_eq!(rest(&from_stdin.out), rest(&out));
    let both = usersec_reading(["diff", "--current", "-", "-"], b"{}");
    assert_eq!(both.code, Some(2));
    assert!(both.err.contains("standard input can be read once"), "{}", both.err);
    for wrong in [
        &["diff"][..],
        &["diff", "--current", "x"],
        &["diff", "x"],
        &["diff", "--current", "x", "--delete", "ldap"],
    ] {
        assert_eq!(ran(command().args(wrong)).code, Some(2), "{wrong:?}");
    }
    let gone = usersec(["diff", "--current", "/nowhere/current.json", "--delete", "customerX509"]);
    assert_eq!((gone.code, &*gone.out), (Some(2), ""));
    assert!(gone.err.starts_with("usersec: /nowhere/current.json: "), "{}", gone.err);
}

#[test]
fn narrow_terminals_are_not_too_narrow() {
    let files = directory([("c", company().to_string()), ("p", update().to_string())]);
    let name = |name: &str| files.path().join(name).into_os_string();
    for width in [0, 40, 50, 1000] {
        let arguments = vec!["usersec".into(), "diff".into(), "--current".into(), name("c"), name("p")];
        let surroundings = Surroundings { now: NOW, width, ..Surroundings::default() };
        let mut out = Vec::new();
        let code = usersec::cli::run(arguments, &mut "".as_bytes(), &mut out, &mut Vec::new(), surroundings);
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(code, exit::SUCCESS);
        assert!(text.lines().all(|line| line.width() <= width.clamp(40, 120)), "{text}");
    }
}

/// In pieces, so that nothing in this repository looks like a key.
fn private_key(secret: &str) -> String {
    ["-----BEGIN RSA PRIVATE ", "KEY-----\n", secret, "\n-----END RSA PRIVATE ", "KEY-----\n"].concat()
}

#[test]
fn no_secret_is_shown() {
    let secret = "hunter2";
    let with = |other: &str, port: Value| {
        json!({
            "customerX509": {"cas": format!("{}{}", pems("root"), private_key(secret)), "password": secret},
            "ldap": {
                "authzQueryTemplate": format!("{{USER}}?{other}?base??ldap://svc:{secret}@host/"),
                "bindPassword": secret,
                "bindUsername": format!("CN=password={secret},OU={other},DC=net"),
                "caCertificate": format!("{other}{}", private_key(secret)),
                "hostname": format!("ldap://svc:{secret}@{other}/"),
                "port": port,
                "bind_password": secret,
                "userToDNMapping": [
                    {"match": format!("({other}\\w*)password={secret}"), "substitution": format!("CN={{0}},password={secret}")},
                    {"match": format!("(\\w*)@{other}"), "ldapQuery": format!("DC=net??sub?(uid={{0}})?x=ldap://svc:{secret}@h/")},
                    {"match": other, "password": secret},
                ],
            },
        })
    };
    let (current, payload) = (with("one", json!(1)), with("two", json!({"password": secret})));
    let mut seen = 0;
    for format in ["text", "json"] {
        for payload in [Some(payload.to_string()), None] {
            let options = match payload {
                Some(_) => vec!["--format", format],
                None => vec!["--format", format, "--delete", "userToDNMapping"],
            };
            let (code, out, err) = run(&current.to_string(), payload.as_deref(), &options);
            assert_eq!(code, exit::SUCCESS, "{err}");
            assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
            seen += out.matches("userToDNMapping").count();
        }
    }
    assert!(seen >= 4);
    let state = |value: &Value| usersec::State::parse(value.to_string()).expect("a state");
    let changes = state(&current).diff(&state(&with("two", json!(2))));
    let debug = format!("{changes:?}{changes:#?}{:?}{:?}", changes.members(), changes.effects(Some(NOW)));
    assert!(debug.contains("bindUsername") && !debug.contains(secret), "{debug}");
}

#[test]
fn the_json_keeps_to_its_schema() {
    let tool = path("target/venv/bin/check-jsonschema");
    if !tool.exists() {
        return skip("there is no check-jsonschema in target/venv; `.ci/run` installs it");
    }
    let report = directory([("report", "")]);
    let report = report.path().join("report");
    let payload = update().to_string();
    let delete = ["--format", "json", "--delete", "customerX509"];
    for (payload, options) in
        [(Some(&*payload), &delete[..2]), (Some("{}"), &delete[..2]), (None, &delete[..])]
    {
        let (_, json, _) = run(&company().to_string(), payload, options);
        fs::write(&report, json).expect("a writable file");
        let checked =
            Command::new(&tool).arg("--schemafile").arg(path("docs/diff.schema.json")).arg(&report).output();
        let checked = checked.expect("it runs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}
