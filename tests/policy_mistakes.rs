//! Policy files with mistakes in them: what whoever wrote one is told.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "shared/policies.rs"]
mod policies;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::fmt::Write as _;

use policies::{CLEAN, hold, repository, run};

/// What the command says of each policy; there is a mistake in each.
#[track_caller]
fn hold_mistakes(name: &str, cases: &[(&str, &str)]) {
    let mut sheet = String::new();
    for (title, policy) in cases {
        let folder = repository([("usersec.toml", *policy), ("body.json", CLEAN)]);
        let ran = run(&folder, "check --quiet body.json");
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{title}: {ran:?}");
        assert!(ran.err.contains("usersec.toml:"), "{title}: no place in {}", ran.err);
        let _ = write!(sheet, "# {title}\n{}\n\n{}\n", policy.trim_end(), ran.err);
    }
    hold(name, &sheet);
}

#[test]
fn mistakes_in_names() {
    hold_mistakes(
        "names",
        &[
            ("a misspelt key", "expire-soon-days = 60\n"),
            ("a key of another tool", "ignore-paths = [\"vendor\"]\n"),
            ("a key that is nothing", "colour = \"blue\"\n"),
            ("a key with underscores", "expires_soon_days = 60\n"),
            ("a misspelt rule", "[rules]\nport-plaintxt = \"off\"\n"),
            ("a rule in camelCase", "[rules]\nportPlaintext = \"off\"\n"),
            ("a rule that is nothing", "[rules]\nno-tabs = \"off\"\n"),
            ("a rule at the top", "port-plaintext = \"off\"\n"),
            ("a group under [rules]", "[rules]\nhost = \"off\"\n"),
            ("a rule under [groups]", "[groups]\nport-plaintext = \"off\"\n"),
            ("a misspelt group", "[groups]\nhosts = \"off\"\n"),
            ("a group that is nothing", "[groups]\neverything = \"off\"\n"),
            ("a word that names of rules begin with", "[groups]\nport = \"off\"\n"),
            ("such a word in the plural", "[groups]\nports = \"off\"\n"),
            ("such a word of several groups", "[groups]\nempty = \"off\"\n"),
            ("a misspelt section", "[rule]\nport-plaintext = \"off\"\n"),
            ("a misspelt exception", "[[ignores]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n"),
            ("a key behind a section", "[rules]\nport-plaintext = \"off\"\nexclude = [\"vendor\"]\n"),
            ("a key of an exception at the top", "reason = \"lab\"\n"),
            ("a wrapper", "[tool.usersec]\nroot = true\n"),
        ],
    );
}

#[test]
fn mistakes_in_values() {
    hold_mistakes(
        "values",
        &[
            ("warn", "[rules]\nport-plaintext = \"warn\"\n"),
            ("info", "[groups]\nhost = \"info\"\n"),
            ("disabled", "[rules]\nport-plaintext = \"disabled\"\n"),
            ("false", "[rules]\nport-plaintext = false\n"),
            ("true", "[rules]\nport-plaintext = true\n"),
            ("a number for a level", "[rules]\nport-plaintext = 2\n"),
            ("a level in a table", "[rules.port-plaintext]\nlevel = \"off\"\n"),
            ("a level that is nothing", "[rules]\nport-plaintext = \"blue\"\n"),
            ("an array of rules", "rules = [\"port-plaintext\"]\n"),
            ("negative days", "expires-soon-days = -1\n"),
            ("very many days", "expires-soon-days = 99999999999999999999\n"),
            ("days as a text", "expires-soon-days = \"60\"\n"),
            ("half a day", "expires-soon-days = 0.5\n"),
            ("one glob without its array", "exclude = \"vendor\"\n"),
            ("a number among globs", "exclude = [\"vendor\", 1]\n"),
            ("a template without a place", "templates = [\"${NAME}\"]\n"),
            ("a template that begins with nothing", "templates = [\"…}\"]\n"),
            ("a template that any word begins", "templates = [\"x…y\"]\n"),
            ("a host with a scheme", "hosts = [\"ldaps://ldap.corp\"]\n"),
            ("a host with a port", "hosts = [\"ldap.corp:636\"]\n"),
            ("a domain with a dot before it", "hosts = [\".corp.example\"]\n"),
            ("a network of no such size", "hosts = [\"10.0.0.0/33\"]\n"),
            ("a star without its dot", "hosts = [\"*corp\"]\n"),
            ("a star in the middle", "hosts = [\"ldap.*.corp\"]\n"),
            ("root as a text", "root = \"true\"\n"),
        ],
    );
}

#[test]
fn mistakes_in_exceptions() {
    let entry = |line: &str| format!("[[ignore]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n{line}\n");
    let made: Vec<(&str, String)> = [
        ("a glob with a backslash", r#"path = 'lab\body.json'"#),
        ("an absolute glob", r#"path = "~/repository/lab/body.json""#),
        ("a glob of nothing but a slash", r#"path = "/""#),
        ("a glob with a dot before it", r#"path = "./lab/body.json""#),
        ("a glob that leads out", r#"path = "../lab/body.json""#),
        ("a glob that is not closed", r#"path = "lab/[ab.json""#),
        ("braces that are not closed", r#"path = "lab/{a,b.json""#),
        ("a glob that negates", r#"path = "!lab/body.json""#),
        ("an empty glob", r#"path = """#),
        ("several paths", r#"path = ["a.json", "b.json"]"#),
        ("a pointer without a slash", r#"pointer = "ldap/port""#),
        ("a path of another kind", r#"pointer = "$.ldap.userToDNMapping[0].match""#),
        ("a pointer to all", r#"pointer = "/""#),
        ("a tilde alone", r#"pointer = "/ldap/a~b""#),
        ("another word for a key", r#"file = "lab/body.json""#),
    ]
    .iter()
    .map(|(title, line)| (*title, entry(line)))
    .collect();
    let mut cases: Vec<(&str, &str)> = vec![
        ("a table", "[ignore]\nrule = \"port-plaintext\"\nreason = \"lab\"\n"),
        ("a list of rules", "ignore = [\"port-plaintext\"]\n"),
        ("no reason", "[[ignore]]\nrule = \"port-plaintext\"\n"),
        ("a blank reason", "[[ignore]]\nrule = \"port-plaintext\"\nreason = \" \"\n"),
        ("no rule", "[[ignore]]\npath = \"lab/**\"\nreason = \"lab\"\n"),
        ("a misspelt rule", "[[ignore]]\nrule = \"port_plaintxt\"\nreason = \"lab\"\n"),
        ("a group", "[[ignore]]\nrule = \"host\"\nreason = \"lab\"\n"),
        ("every rule", "[[ignore]]\nrule = \"*\"\nreason = \"lab\"\n"),
        ("several rules", "[[ignore]]\nrule = [\"port-plaintext\"]\nreason = \"lab\"\n"),
        ("a rule about policies", "[[ignore]]\nrule = \"ignore-unused\"\nreason = \"lab\"\n"),
        ("a rule as a key", "[[ignore]]\nport-plaintext = \"off\"\nreason = \"lab\"\n"),
    ];
    cases.extend(made.iter().map(|(title, policy)| (*title, policy.as_str())));
    hold_mistakes("exceptions", &cases);
}

#[test]
fn mistakes_in_the_grammar() {
    hold_mistakes(
        "grammar",
        &[
            ("a text that is not closed", "templates = [\"${…}]\n"),
            ("a level without quotation marks", "[rules]\nport-plaintext = off\n"),
            ("typographic quotation marks", "[rules]\nport-plaintext = \u{201c}off\u{201d}\n"),
            ("a key without a value", "root =\nexpires-soon-days = 60\n"),
            ("a key alone", "root\n"),
            ("a capital letter", "root = True\n"),
            ("two definitions of a key", "root = true\nroot = false\n"),
            ("two sections", "[rules]\nport-plaintext = \"off\"\n\n[rules]\nport-mongodb = \"off\"\n"),
            ("a section that is not closed", "[rules\nport-plaintext = \"off\"\n"),
            (
                "an array that is not closed",
                "exclude = [\"a\",\n  \"b\"\n[rules]\nport-plaintext = \"off\"\n",
            ),
            ("a comma is missing", "exclude = [\"a\" \"b\"]\n"),
            ("two keys on a line", "root = true expires-soon-days = 60\n"),
            ("JSON", "{\n  \"root\": true\n}\n"),
            ("YAML", "rules:\n  port-plaintext: off\n"),
            ("a backslash", "exclude = [\"lab\\queue\"]\n"),
            ("a text of several lines", "[[ignore]]\nrule = \"port-plaintext\"\nreason = \"\"\"\nlab\n"),
            ("a number with a zero", "expires-soon-days = 060\n"),
        ],
    );
}

#[test]
fn several_mistakes_are_told_at_once() {
    let policy = "\
expires-soon-days = \"60\"\n\n[rules]\nport-plaintxt = \"off\"\ndn-syntax = warn\nport-mongodb = \"hint\"\n\n\
[[ignore]]\nrule = \"port-plaintext\"\npath = \"./lab\"\n";
    hold_mistakes("several", &[("five mistakes", policy)]);
}

/// What nobody may see, whatever a policy looks like.
#[test]
fn secrets_in_a_policy_are_never_shown() {
    let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} PRIVATE KEY-----"));
    let key = format!("{begin}\\nMIGEAgEAMBAGByqGSM49AgEGBSuBBAAKhunter2\\n{end}");
    let key_in_lines = key.replace("\\n", "\n");
    let cases: [(&str, String); 8] = [
        ("a password as a key", "bindPassword = \"hunter2-hunter2\"\n".to_owned()),
        ("a password in another table", "[ldap]\nbind = { password = \"hunter2\", port = 1 }\n".to_owned()),
        ("a password for a level", "[rules]\nbind-password-literal = \"hunter2\"\n".to_owned()),
        ("a password in lines", "bindPassword = \"\"\"\nhunter2\nhunter2\"\"\"\n".to_owned()),
        ("a password that is not closed", "bindPassword = \"x\nhunter2\nroot = 1\n".to_owned()),
        ("a password in a comment", "# bindPassword: hunter2\nrooot = true\n".to_owned()),
        ("a key in a reason", format!("[[ignore]]\nrule = \"port-plaintxt\"\nreason = \"{key}\"\n")),
        ("a key in lines", format!("[[ignore]]\nreason = '''\n{key_in_lines}'''\nrule = \"x\"\n")),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(title, policy)| (*title, policy.as_str())).collect();
    let mut sheet = String::new();
    for (title, policy) in &cases {
        let folder = repository([("usersec.toml", *policy), ("body.json", CLEAN)]);
        for format in ["text", "json"] {
            let ran = run(&folder, &format!("check --format {format} body.json"));
            assert_eq!(ran.code, Some(2), "{title}");
            let all = format!("{}{}", ran.out, ran.err);
            assert!(!all.contains("hunter") && !all.contains("MIGE"), "{title}: {all}");
        }
        let error = usersec::Policy::parse(policy).expect_err("a mistake");
        let mut all = format!("{error} {error:?} {error:#?}");
        for fault in error.faults() {
            let report = miette::Report::new(fault.clone());
            let _ = write!(all, "{report} {report:?} {fault:?} {:?}", fault.help());
        }
        assert!(!all.contains("hunter") && !all.contains("MIGE"), "{title}: {all}");
        let _ = write!(sheet, "# {title}\n{}\n", run(&folder, "check --quiet body.json").err);
    }
    hold("secrets", &sheet);
}

#[test]
fn a_policy_that_is_no_text_is_told() {
    for (content, words) in [
        (&b"\xff\xfer\x00o\x00"[..], "it is UTF-16, as `>` of PowerShell writes it; save it as UTF-8"),
        (b"root = true\n# \xe9\n", "line 2 is not UTF-8; save it as UTF-8"),
    ] {
        let folder = repository([("usersec.toml", content), ("body.json", CLEAN.as_bytes())]);
        let ran = run(&folder, "check -q body.json");
        let expected = format!(
            "usersec: usersec.toml: {words}\nusersec: usersec.toml: the files that it holds for are not looked into\n"
        );
        assert_eq!((ran.code, &*ran.err), (Some(2), &*expected));
    }
}
