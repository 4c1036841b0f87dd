//! `usersec map`: the dry run as it looks, as JSON, and as a process; that no secret is in it.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use process::{directory, usersec, usersec_reading};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;
use usersec::cli::{Surroundings, exit};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = path("tests/golden/map").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a writable file");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

fn run(body: &str, width: usize, color: bool, options: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["usersec", "map", "--stdin-filename", "body.json", "-"].iter().chain(options);
    let surroundings = Surroundings { now: 0, width, color, ..Surroundings::default() };
    let arguments = arguments.map(Into::into).collect();
    let code = usersec::cli::run(arguments, &mut body.as_bytes(), &mut out, &mut err, surroundings);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (code, text(out), text(err))
}

/// The text without colours, after a look at what holds for every one.
#[track_caller]
fn shown(body: &str, width: usize, options: &[&str]) -> String {
    let (code, text, err) = run(body, width, false, options);
    let (same, colored, _) = run(body, width, true, options);
    assert_eq!((code, without_styles(&colored)), (same, text.clone()), "colours change nothing else");
    assert_ne!(code, exit::FAILURE, "{err}");
    for line in text.lines() {
        let (columns, most) = (line.width(), width.max(40));
        assert!(columns <= most, "{columns} of {most} columns: {line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!line.ends_with(' '), "blanks at the end: {line:?}");
    }
    format!("{err}{text}")
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').expect("a style").1)
}

fn body(mappings: &Value) -> String {
    json!({"ldap": {"userToDNMapping": mappings}}).to_string()
}

/// A directory as companies have it: names of one domain, an old one, and a search for the rest.
fn company() -> String {
    json!({"ldap": {
        "authorizationEnabled": true,
        "authzQueryTemplate": "OU=Groups,DC=mycompany,DC=com??sub?(&(objectClass=group)(member={USER}))",
        "userToDNMapping": [
            {"match": "(.+)@old\\.mycompany\\.com", "substitution": "CN={0},OU=Old,DC=mycompany,DC=com"},
            {"match": "(.+)@mycompany\\.com", "substitution": "CN={0},OU=Users,DC=mycompany,DC=com"},
            {"match": "(\\w+)\\\\(\\w+)", "ldapQuery": "DC={0},DC=mycompany,DC=com??sub?(sAMAccountName={1})"},
            {"match": "([^@]+)", "ldapQuery": "OU=Users,DC=mycompany,DC=com?dn?one?(uid={0})"},
        ],
    }})
    .to_string()
}

/// Several below each other, each under a line that names it.
fn sheet(cases: &[(&str, String, &[&str])], width: usize) -> String {
    cases.iter().fold(String::new(), |mut sheet, (title, body, options)| {
        write!(sheet, "# {title}\n\n{}\n", shown(body, width, options)).expect("a string takes it");
        sheet
    })
}

#[test]
fn a_company() {
    let users = ["jane@mycompany.com", "EMEA\\jane", "jane", "jane,OU=Admins@mycompany.com", "@", "a*b"];
    let options: Vec<&str> = users.iter().flat_map(|user| ["--user", user]).collect();
    for width in [40, 80] {
        golden(&format!("company-{width}.txt"), &shown(&company(), width, &options));
    }
    golden("company-80-colors.txt", &run(&company(), 80, true, &options).1);
    let json: Vec<&str> = options.iter().copied().chain(["--format", "json", "--expect", "@="]).collect();
    let (code, json, _) = run(&company(), 80, false, &json);
    let mut json: Value = serde_json::from_str(&json).expect("JSON");
    json["tool"]["version"] = json!("…");
    golden("company.json", &format!("{json:#}\n"));
    assert_eq!(code, exit::SUCCESS);
}

#[test]
fn what_names_may_become() {
    let one =
        |pattern: &str, substitution: &str| body(&json!([{"match": pattern, "substitution": substitution}]));
    let query = |pattern: &str, query: &str| body(&json!([{"match": pattern, "ldapQuery": query}]));
    let with_template = |template: &str| {
        json!({"ldap": {"authorizationEnabled": true, "authzQueryTemplate": template, "userToDNMapping": [
            {"match": "(.+)", "substitution": "CN={0},DC=example,DC=com"}]}})
        .to_string()
    };
    let many: Vec<Value> = (0..12)
        .map(|n| json!({"match": format!("(.+)@domain{n}\\.com"), "substitution": format!("CN={{0}},DC=domain{n}")}))
        .collect();
    let dn = "CN={0},OU=Users,DC=example,DC=com";
    let cases: Vec<(&str, String, &[&str])> = vec![
        ("a backslash", one("(.*)", dn), &["--user", "jane\\2cx"]),
        ("a backslash at the end", one("(.*)", dn), &["--user", "jane\\"]),
        ("blanks around", one("(.*)", dn), &["--user", " jane "]),
        ("a sharp", one("(.*)", dn), &["--user", "#jane"]),
        ("nothing typed", one("(.*)", dn), &["--user", ""]),
        ("an X.509 subject", one("(.*)", dn), &["--user", "CN=jane,DC=x"]),
        ("a plus", one("(.*)", dn), &["--user", "jane+UID=admin"]),
        ("a line break, which `.` does not match", one("(.*)", dn), &["--user", "jane\nx"]),
        ("the name is the DN", one("(.*)", "{0}"), &["--user", "cn=jane,dc=example,dc=com"]),
        ("the name is no DN", one("(.*)", "{0}"), &["--user", "jane"]),
        ("a group that is not there", one("(.+)", "CN={1},DC=example,DC=com"), &["--user", "jane"]),
        ("another placeholder", one("(.+)", "CN={USER},DC=example,DC=com"), &["--user", "jane"]),
        ("a group that took no part", one("(?:(a)|(b))c", "CN={0}{1},DC=x"), &["--user", "bc"]),
        (
            "an expression that runs away",
            one("(a+)+b", "CN={0}"),
            &["--user", "aaaaaaaaaaaaaaaaaaaaaaaaaaac"],
        ),
        ("an expression that does not compile", one("(a", "CN={0}"), &["--user", "a"]),
        ("nothing to become", body(&json!([{"match": "(a)"}])), &["--user", "a"]),
        ("a group not used", query("(.+)", "cn=db,dc=example"), &["--user", "jane"]),
        ("a scope that is none", query("(.+)", "dc=example??subtree?(uid={0})"), &["--user", "jane"]),
        ("a filter made another one", query("(.+)", "dc=x??sub?(uid={0})"), &["--user", "jane)(uid=*"]),
        ("a base made another one", query("(.+)", "uid={0},dc=x??base"), &["--user", "jane,ou=y"]),
        ("no mapping", json!({"ldap": {"userToDNMapping": []}}).to_string(), &["--user", "cn=jane,dc=x"]),
        ("no mapping, and no DN", json!({"ldap": {"port": 636}}).to_string(), &["--user", "jane"]),
        ("what is no list", body(&json!({"match": "(a)"})), &["--user", "jane"]),
        ("a template's variable", one("(.+)", "CN={0},${BASE_DN}"), &["--user", "jane"]),
        (
            "the default query",
            json!({"ldap": {"authorizationEnabled": true, "userToDNMapping": [
            {"match": "(.+)", "substitution": "CN={0},DC=example,DC=com"}]}})
            .to_string(),
            &["--user", "jane"],
        ),
        (
            "an empty template",
            json!({"ldap": {"authorizationEnabled": true, "authzQueryTemplate": "", "userToDNMapping": [
            {"match": "(.+)", "substitution": "CN={0},DC=example,DC=com"}]}})
            .to_string(),
            &["--user", "jane"],
        ),
        ("the typed name in the base", with_template("{PROVIDED_USER}?memberOf?base"), &["--user", "jane"]),
        ("no name in the query", with_template("ou=groups,dc=x?member?sub"), &["--user", "jane"]),
        (
            "the typed name is not escaped",
            with_template("dc=x??sub?(memberUid={PROVIDED_USER})"),
            &["--user", "j*"],
        ),
        ("the DN is escaped", with_template("dc=x??sub?(member={USER})"), &["--user", "jane (x)"]),
        ("many that do not match", body(&json!(many)), &["--user", "jane@domain11.com", "--user", "x"]),
        ("all of them", body(&json!(many)), &["-v", "--user", "jane@domain5.com"]),
        ("controls", one("(.*)", dn), &["--user", "a\u{1b}[31m\u{202e}b"]),
    ];
    golden("cases.txt", &sheet(&cases, 80));
}

#[test]
fn expectations() {
    const MET: &str = "jane@mycompany.com=cn=jane, ou=Users,dc=mycompany,dc=com";
    const CASE: &str = "jane@mycompany.com=cn=Jane,ou=Users,dc=mycompany,dc=com";
    let cases: Vec<(&str, String, &[&str])> = vec![
        ("met", company(), &["--expect", MET]),
        ("met, step by step", company(), &["--user", "jane@mycompany.com", "--expect", MET]),
        ("another letter case", company(), &["--expect", CASE]),
        ("another name", company(), &["--expect", "jane@mycompany.com=cn=jane,dc=com"]),
        ("the directory decides", company(), &["--expect", "jane=cn=jane,dc=com"]),
        ("the login fails", company(), &["--expect", "a@b=", "--expect", "x@y=cn=x"]),
    ];
    golden("expectations.txt", &sheet(&cases, 80));
    for (options, code) in [
        (&["--expect", MET][..], exit::SUCCESS),
        (&["--expect", CASE], exit::FINDINGS),
        (&["--expect", MET, "--expect", "a@b=cn=x"], exit::FINDINGS),
        (&["--expect", "a@b="], exit::SUCCESS),
        (&["--expect", "jane="], exit::FINDINGS),
        (&["--expect", "jane"], exit::FAILURE),
    ] {
        for format in ["text", "json"] {
            let options = [options, &["--format", format]].concat();
            assert_eq!(run(&company(), 80, false, &options).0, code, "{options:?}");
        }
    }
}

#[test]
fn what_is_no_expectation_is_not_shown_with_its_secrets() {
    // The body, given for a file of expectations.
    for line in [r#"{"ldap":{"bindUsername":"a@b","bindPassword":"hunter2"}}"#, "ldap://a:hunter2@h", "x"] {
        let (code, _, err) = run(&company(), 80, false, &["--expect", line]);
        assert_eq!(code, exit::FAILURE, "{err}");
        assert!(err.contains("the user name ends") && !err.contains("hunter2"), "{err}");
    }
}

#[test]
fn a_mapping_that_is_no_list_is_said_to_be_none() {
    let (_, out, _) = run(r#"{"ldap":{"userToDNMapping":"x"}}"#, 80, false, &["--user", "jane"]);
    assert!(out.contains("not known offline: `userToDNMapping` is no list"), "{out}");
}

#[test]
fn names_of_a_file() {
    let files = directory([
        ("body.json", company()),
        ("users.txt", "\u{feff}jane@mycompany.com\r\n\r\n#jane@mycompany.com\njane\nEMEA\\joe\n@".to_owned()),
        (
            "expect.tsv",
            "jane@mycompany.com\tCN=jane,OU=Users,DC=mycompany,DC=com\n\na@b\t\nbob@mycompany.com=cn=bob\r\n"
                .to_owned(),
        ),
        ("broken.tsv", "jane@mycompany.com\tcn=x\nnothing\n".to_owned()),
    ]);
    let at = |name: &str| files.path().join(name).to_str().expect("UTF-8").to_owned();
    let ran = usersec(["map", &at("body.json"), "--users", &at("users.txt")]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    golden("users.txt", &ran.out);
    // From standard input, with expectations about some.
    let users = fs::read(files.path().join("users.txt")).expect("a file");
    let (body, expect) = (at("body.json"), at("expect.tsv"));
    let arguments = ["map", &body, "--users", "-", "--expect-file", &expect];
    let ran = usersec_reading(arguments, &users);
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    golden("users-expected.txt", &ran.out);
    let ran = usersec(["map", &body, "--expect-file", &at("broken.tsv")]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(ran.err.contains("broken.tsv:2: it cannot be told where in `nothing`"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_or_is_not_meant_so() {
    let files = directory([
        ("body.json", company()),
        ("broken.json", "{".to_owned()),
        ("list.json", "[]".to_owned()),
        (
            "errors.json",
            json!({"ldap": {"port": 99999, "userToDNMapping": [
            {"match": "(.+)", "substitution": "CN={1},DC=x"}]}})
            .to_string(),
        ),
        ("latin.txt", String::new()),
    ]);
    fs::write(files.path().join("latin.txt"), b"jan\xe9\n").expect("a file");
    let at = |name: &str| files.path().join(name).to_str().expect("UTF-8").to_owned();
    let body = at("body.json");
    for (arguments, words) in [
        (vec!["map", &body], "--user"),
        (vec!["map", "/nowhere", "--user", "x"], "no such file or directory"),
        (
            vec!["map", &at("broken.json"), "--user", "x"],
            "no JSON object can be read; `usersec check` says why",
        ),
        (vec!["map", &at("list.json"), "--user", "x"], "no JSON object can be read"),
        (vec!["map", &body, "--users", "/nowhere"], "/nowhere: no such file or directory"),
        (vec!["map", &body, "--users", &at("latin.txt")], "it is not UTF-8"),
        (vec!["map", "-", "--users", "-"], "standard input can be read once"),
        (vec!["map", &body, "--user", "x", "--kind", "verify"], "possible values: patch, response"),
    ] {
        let ran = usersec(&arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
    let ran = usersec(["map", &at("errors.json"), "--user", "-jane"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.ends_with("errors.json: 2 errors; `usersec check` says more\n"), "{}", ran.err);
    assert!(ran.out.starts_with("-jane → CN={1},DC=x\n"), "{}", ran.out);
}

#[test]
fn no_secret_is_shown() {
    let secret = "dHIwdWI0ZG9yUVpY";
    let url = format!("ldap://svc:{secret}@host/dc=x");
    let body = json!({"ldap": {
        "bindPassword": secret,
        "authzQueryTemplate": format!("{url}?memberOf?sub?(uid={{PROVIDED_USER}})"),
        "userToDNMapping": [
            {"match": format!("password={secret}(.*)"), "substitution": "cn={0}"},
            {"match": "(a.*)", "substitution": format!("cn={{0}},ou=password={secret}")},
            {"match": "(b.*)", "ldapQuery": format!("{url}??sub?(uid={{0}})")},
            {"match": "(c.*)", "ldapQuery": format!("dc=%70x??sub?(&(uid={{0}})(userPassword={secret}))")},
            {"match": "(.*)", "substitution": format!("cn={{0}},{{password={secret}}},dc=x")},
        ],
    }})
    .to_string();
    for user in ["a", "b", "c", "d", "a/b@c", "b\"\\", "a,password=x"] {
        for options in [&["-v"][..], &["-v", "--format", "json"]] {
            let options = [options, &["--user", user]].concat();
            let (_, out, err) = run(&body, 80, false, &options);
            assert!(!out.contains(secret) && !err.contains(secret), "{user}: {out}");
            assert!(out.contains("****"), "{out}");
        }
    }
    // A library user prints it.
    let body = json!({"ldap": {"userToDNMapping": [
        {"match": "(a.*)", "substitution": format!("cn={{0}},ou=password={secret}")},
        {"match": "(.+)", "ldapQuery": format!("dc=x??sub?(&(uid={{0}})(userPassword={secret}))")},
    ]}});
    let report = usersec::check(body.to_string());
    let settings = report.into_settings().expect("no errors");
    for user in ["a", "b"] {
        let trace = settings.map(user);
        let printed = format!("{trace:?} {trace:#?} {:?} {:?}", trace.steps(), trace.name());
        let json = serde_json::to_string(&trace).expect("JSON");
        assert!(!printed.contains(secret) && !json.contains(secret), "{printed} {json}");
    }
    let trace = settings.map("a");
    assert!(trace.name().expect("a name").as_str().contains(secret), "a program gets what the database uses");
}

/// A debug build is some twenty times slower; the shape stays the same.
const MANY: usize = if cfg!(debug_assertions) { 100 } else { 1_000 };

#[test]
fn many_names_and_many_entries_take_linear_time() {
    let entries: Vec<Value> = (0..MANY)
        .map(|n| json!({"match": format!("(.+)@domain{n}\\.com"), "substitution": format!("CN={{0}},DC=domain{n}")}))
        .collect();
    let users: String = (0..MANY * 10).map(|n| format!("user{n}@domain{}.com\n", n % (MANY + 1))).collect();
    let files = directory([("body.json", body(&json!(entries))), ("users.txt", users)]);
    let at = |name: &str| files.path().join(name).to_str().expect("UTF-8").to_owned();
    let start = Instant::now();
    let ran = usersec(["map", &at("body.json"), "--users", &at("users.txt"), "--format", "json"]);
    // Far more than it takes, and far less than it would if it were not linear.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let summary = &ran.json()["summary"];
    assert_eq!(summary["users"], MANY * 10);
    assert!(summary["failing"].as_u64() > Some(0) && summary["named"].as_u64() > Some(0), "{summary}");
}

#[test]
fn the_wrong_file_shows_no_secret() {
    let body = r#"{"ldap":{"bindPassword":"hunter2","userToDNMapping":[]}}"#;
    let pretty = "{\n  \"ldap\": {\n    \"bindPassword\": \"hunter2\"\n  }\n}\n";
    let files = directory([("body.json", body), ("pretty.json", pretty)]);
    let at = |name: &str| files.path().join(name).to_str().expect("UTF-8").to_owned();
    for name in ["body.json", "pretty.json"] {
        for option in ["--users", "--expect-file"] {
            let ran = usersec(["map", &at("body.json"), option, &at(name)]);
            assert_eq!(ran.code, Some(2), "{option} {name}: {}", ran.out);
            assert!(!format!("{}{}", ran.out, ran.err).contains("hunter2"), "{option} {name}: {}", ran.err);
        }
    }
}

/// An update without mappings keeps those that are stored, and nobody knows them here.
#[test]
fn without_mappings_an_expectation_cannot_be_met() {
    let expected = ["--expect", "CN=jane,DC=x=CN=jane,DC=x"];
    assert_eq!(run(r#"{"ldap":{"userToDNMapping":[]}}"#, 80, false, &expected).0, exit::SUCCESS);
    let (code, text, _) = run(r#"{"ldap":{}}"#, 80, false, &expected);
    assert!(code == exit::FINDINGS && text.contains("not known offline"), "{text}");
}

/// An answer is no update: nothing else is stored.
#[test]
fn an_answer_without_mappings_says_what_is_stored() {
    let (_, text, _) = run(r#"{"ldap":{},"links":[]}"#, 80, false, &["--kind", "response", "--user", "jane"]);
    let note = "There is no userToDNMapping: every name is used as it is.\n";
    assert!(text.starts_with(note) && !text.contains("update"), "{text}");
}

/// Whoever gets the right name and no groups does not get in.
#[test]
fn a_template_that_fails_meets_no_expectation() {
    for (template, code) in [
        ("{USER}?memberOf?base", exit::SUCCESS),
        ("${TEMPLATE}", exit::SUCCESS),
        ("{user}?memberOf?base", exit::FINDINGS),
        ("{PROVIDED_USER}?memberOf?base", exit::FINDINGS),
        ("DC=x??sub?(cn=a)", exit::FINDINGS),
    ] {
        let entry = json!({"match": "([a-z]+)", "substitution": "CN={0},DC=x"});
        let body = json!({"ldap": {
            "authorizationEnabled": true, "authzQueryTemplate": template, "userToDNMapping": [entry]}});
        let ran = run(&body.to_string(), 80, false, &["--expect", "jane=CN=jane,DC=x"]);
        assert_eq!(ran.0, code, "{template}: {}", ran.1);
        let is_told = ran.1.contains("the query for its groups fails");
        assert_eq!(is_told, code == exit::FINDINGS, "{template}: {}", ran.1);
    }
}
