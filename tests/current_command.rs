//! `usersec check --current` and `usersec map --current`, as processes.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::path::Path;

use process::{Ran, command, directory, ran};

const NOW: &str = "2026-02-10T00:00:00Z";

const CURRENT: &str = r#"{
  "customerX509": {"cas": "", "links": []},
  "ldap": {
    "authenticationEnabled": false, "authorizationEnabled": false,
    "hostname": "ldap.mycompany.com", "port": 636, "bindUsername": "CN=svc,DC=mycompany,DC=com",
    "authzQueryTemplate": "DC=mycompany,DC=com??sub?(member={USER})",
    "userToDNMapping": [
      {"match": "", "substitution": "CN={0},DC=mycompany,DC=com"},
      {"match": "([a-z]+)@mycompany\\.com", "ldapQuery": "DC=mycompany,DC=com??sub?(uid={0})"}
    ],
    "links": []
  },
  "links": []
}"#;

const UPDATE: &str = "{\n  \"ldap\": {\n    \"authorizationEnabled\": true,\n    \"port\": \"636\"\n  }\n}\n";

fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
    ran(command().current_dir(folder).args(arguments))
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, ran: &Ran) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/current").join(name);
    let text =
        format!("{}--- standard error\n{}--- exit code {}\n", ran.out, ran.err, ran.code.unwrap_or(-1));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).expect("a writable file");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}

#[test]
fn what_is_stored_is_told() {
    let folder = directory([
        ("current.json", CURRENT),
        ("update.json", UPDATE),
        ("other.json", r#"{"ldap":{"userToDNMapping":[]}}"#),
    ]);
    let check = ["check", "--now", NOW, "--current", "current.json"];
    golden("text.txt", &run(folder.path(), check.into_iter().chain(["update.json", "other.json"])));
    golden("json.txt", &run(folder.path(), check.into_iter().chain(["--format", "json", "update.json"])));
    golden(
        "concise.txt",
        &run(folder.path(), check.into_iter().chain(["--format", "concise", "update.json"])),
    );
    golden("diff.txt", &run(folder.path(), check.into_iter().chain(["--diff", "update.json"])));
    let fixed = run(folder.path(), check.into_iter().chain(["--fix", "update.json"]));
    assert_eq!(fixed.code, Some(1), "{fixed:?}");
    let text = std::fs::read_to_string(folder.path().join("update.json")).unwrap();
    assert_eq!(text, UPDATE.replace("\"636\"", "636"));
    let stored = std::fs::read_to_string(folder.path().join("current.json")).unwrap();
    assert_eq!(stored, CURRENT);
}

#[test]
fn an_envelope_and_standard_input_will_do() {
    let folder = directory([("update.json", UPDATE), ("current.json", CURRENT)]);
    let plain = run(folder.path(), ["check", "--now", NOW, "--current", "current.json", "update.json"]);
    let child = |arguments: &[&str], stdin: &str| {
        let file = folder.path().join("stdin");
        std::fs::write(&file, stdin).unwrap();
        ran(command().current_dir(folder.path()).args(arguments).stdin(std::fs::File::open(file).unwrap()))
    };
    let read = child(&["check", "--now", NOW, "--current", "-", "update.json"], CURRENT);
    assert_eq!((read.code, &read.out), (plain.code, &plain.out));
    let named = ["check", "--now", NOW, "--current", "current.json", "--stdin-filename", "update.json", "-"];
    let read = child(&named, UPDATE);
    assert_eq!((read.code, &read.out), (plain.code, &plain.out));
    let envelope = format!(r#"{{"status":200,"content":{CURRENT}}}"#);
    let read = child(&["check", "--now", NOW, "--current", "-", "update.json"], &envelope);
    assert_eq!((read.code, &read.out), (plain.code, &plain.out));
}

#[test]
fn what_is_no_state_is_said() {
    let files = [
        ("current.json", CURRENT),
        ("update.json", UPDATE),
        ("refused.json", r#"{"error":404,"errorCode":"GROUP_NOT_FOUND","detail":"hunter2"}"#),
        ("list.json", "[]"),
        ("terraform.json", "{\"ldap\": {\n  \"port\": 636,\n  \"bind_username\": \"CN=a\"}}"),
        ("broken.json", "{\"ldap\":{\"bindPassword\":\"hunter2\""),
    ];
    let folder = directory(files);
    let mut all = String::new();
    for arguments in [
        &["--current", "absent.json", "update.json"][..],
        &["--current", "refused.json", "update.json"],
        &["--current", "list.json", "update.json"],
        &["--current", "broken.json", "update.json"],
        &["--current", "terraform.json", "update.json"],
        &["--current", "-", "-"],
        &["--current", "-", "--baseline", "-", "update.json"],
        &["--current", "current.json", "--kind", "verify", "update.json"],
        &["--current", "current.json", "--kind", "response", "update.json"],
        &["--current", "current.json", "--complete", "update.json"],
    ] {
        let ran = run(folder.path(), ["check"].into_iter().chain(arguments.iter().copied()));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!ran.err.contains("hunter2"), "{ran:?}");
        all.push_str(&format!("check {}\n{}\n", arguments.join(" "), ran.err));
    }
    golden("errors.txt", &Ran { code: Some(2), out: String::new(), err: all });
}

/// Members that the API may have got since are not passed over in silence.
#[test]
fn what_of_a_state_is_not_looked_at_is_said() {
    let folder = directory([
        ("one.json", r#"{"ldap":{"port":636,"kerberos":true}}"#),
        ("two.json", r#"{"ldap":{"port":636,"kerberos":true},"else":1}"#),
        ("update.json", r#"{"ldap":{"port":3269}}"#),
        (
            "update.http",
            "PATCH /api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity\n\n{\"ldap\":{\"port\":3269}}\n",
        ),
    ]);
    let one = "usersec: one.json: the contract does not know `ldap.kerberos`: it is not looked at\n";
    let two = "usersec: two.json: the contract does not know `ldap.kerberos` and 1 other member: they are not looked at\n";
    for (current, news) in [("one.json", one), ("two.json", two)] {
        for (command, payload) in [
            (&["check", "--exit-zero"][..], "update.json"),
            (&["diff"], "update.json"),
            (&["map", "--user", "CN=a,DC=b"], "update.json"),
            (&["request", "--exit-zero"], "update.http"),
        ] {
            let arguments = command.iter().copied().chain(["--current", current, payload]);
            let ran = run(folder.path(), arguments);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), news), "{command:?}: {ran:?}");
        }
        let quiet = run(folder.path(), ["check", "--quiet", "--current", current, "update.json"]);
        assert_eq!((quiet.code, quiet.err.as_str()), (Some(0), ""), "{quiet:?}");
    }
}

/// A baseline that was written with a state: a run that does not know it misses nothing of it.
#[test]
fn what_a_state_showed_is_not_missed_without_it() {
    let folder = directory([
        ("current.json", CURRENT),
        ("update.json", UPDATE),
        (
            "on.json",
            r#"{"ldap":{"authenticationEnabled":true,"hostname":"ldap.mycompany.com","bindUsername":"CN=a,DC=b","userToDNMapping":[{"match":"([a-z]+)","substitution":"CN={0},DC=a,DC=b"}]}}"#,
        ),
    ]);
    let with = ["--current", "current.json"];
    let check = ["check", "--now", NOW];
    let written = run(
        folder.path(),
        check.into_iter().chain(with).chain(["--write-baseline", "known.json", "update.json"]),
    );
    assert_eq!(written.code, Some(0), "{written:?}");
    let known = std::fs::read_to_string(folder.path().join("known.json")).unwrap();
    assert!(known.contains(r#""rule":"mapping-match-empty","pointer":"/ldap""#), "{known}");
    assert_eq!(known.matches(r#""current":true"#).count(), 2, "{known}");
    let rules = |arguments: &[&str]| {
        let asked = ["--format", "json", "--baseline", "known.json", "update.json"];
        let mut rules =
            run(folder.path(), check.into_iter().chain(arguments.iter().copied()).chain(asked)).rules();
        rules.retain(|rule| rule != "authz-without-authn");
        rules
    };
    assert_eq!(rules(&with), [""; 0]);
    assert_eq!(rules(&[]), [""; 0]);
    // With another state the one is gone, and that is said. The other one is found in a whole configuration.
    assert_eq!(rules(&["--current", "on.json"]), ["baseline-stale"]);
}

fn certificate(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/certificates/{name}.pem"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn diff_counts_the_errors_that_check_finds() {
    let stored = serde_json::json!({"ldap": {
        "authenticationEnabled": true, "bindUsername": "CN=a,DC=b", "caCertificate": certificate("root"),
        "userToDNMapping": [{"match": "(.+)", "ldapQuery": "DC=net??sub?(uid={0})"}],
    }});
    let update = serde_json::json!({
        "customerX509": {"cas": certificate("expired-root")},
        "ldap": {"caCertificate": "", "bindUsername": ""},
    });
    let folder = directory([("stored.json", stored.to_string()), ("update.json", update.to_string())]);
    let said = |command: &str| {
        let options = ["--now", NOW, "--format", "json", "--current", "stored.json", "update.json"];
        run(folder.path(), [command].into_iter().chain(options)).json()
    };
    let report = said("check");
    let findings = report["files"][0]["findings"].as_array().unwrap();
    let errors: Vec<_> = findings.iter().filter(|finding| finding["level"] == "error").collect();
    assert!(errors.iter().any(|finding| finding["rule"] == "query-without-bind"), "{errors:?}");
    assert!(errors.len() > 1, "one by what is stored, one by the time: {errors:?}");
    assert_eq!(said("diff")["errors"], errors.len());
}

/// What comes of what is stored can be ignored, and be known, as anything else.
#[test]
fn a_policy_and_a_baseline_know_the_rules_about_changes() {
    let cas = |text: String| serde_json::json!({"customerX509": {"cas": text}}).to_string();
    let folder = directory([
        ("stored.json", cas(certificate("root"))),
        ("update.json", cas(certificate("root2"))),
        ("same.json", cas(certificate("root"))),
    ]);
    let check = ["check", "--now", NOW, "--current", "stored.json", "--format", "json"];
    let rules = |more: &[&str]| run(folder.path(), check.into_iter().chain(more.iter().copied())).rules();
    assert_eq!(rules(&["update.json"]), ["ca-removed"]);
    assert_eq!(rules(&["same.json"]), ["restart-without-change"]);
    let written =
        run(folder.path(), check.into_iter().chain(["--write-baseline", "known.json", "update.json"]));
    assert_eq!(written.code, Some(0), "{written:?}");
    assert_eq!(rules(&["--baseline", "known.json", "update.json"]), [""; 0]);
    let policy = "[[ignore]]\nrule = \"ca-removed\"\nreason = \"the old CA is retired\"\n";
    std::fs::write(folder.path().join("usersec.toml"), policy).unwrap();
    assert_eq!(rules(&["update.json"]), [""; 0]);
    assert_eq!(rules(&["--isolated", "update.json"]), ["ca-removed"]);
    assert_eq!(rules(&["same.json"]), ["restart-without-change"], "the other one is not ignored");
}

#[test]
fn names_go_through_the_stored_mapping() {
    let folder = directory([
        ("current.json", CURRENT.replace(r#""match": """#, r#""match": "x""#)),
        ("update.json", UPDATE.to_owned()),
        ("own.json", r#"{"ldap":{"userToDNMapping":[]}}"#.to_owned()),
    ]);
    let map = ["map", "--current", "current.json", "--user", "jane@mycompany.com"];
    golden("map.txt", &run(folder.path(), map.into_iter().chain(["update.json"])));
    golden("map-own.txt", &run(folder.path(), map.into_iter().chain(["own.json"])));
    let refused = run(folder.path(), map.into_iter().chain(["--kind", "response", "update.json"]));
    assert_eq!(refused.code, Some(2), "{refused:?}");
}
