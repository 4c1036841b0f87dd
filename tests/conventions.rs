//! What a policy says of values, as the command goes by it.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use process::{Ran, command, directory, ran};
use tempfile::TempDir;

const NOW: [&str; 2] = ["--now", "2026-02-10T00:00:00Z"];

/// Runs the command in the folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    ran(command().current_dir(folder.path()).args(arguments))
}

#[test]
fn forms_of_templates_hold_for_each_command() {
    let body = r#"{"ldap": {"hostname": "((ldap-host))", "port": "((ldap-port))",
        "userToDNMapping": [{"match": "(.+)", "substitution": "CN={0},((base))"}]},
        "customerX509": {"cas": "((ca))"}}"#;
    let plain = directory([("a.json", body)]);
    let policy = directory([("a.json", body), ("usersec.toml", "templates = [\"((…))\"]\n")]);
    let check = ["check", "--format", "json", "a.json"];
    assert!(run(&plain, &check).rules().contains(&"wrong-type".to_owned()));
    assert_eq!(run(&policy, &check).rules(), [""; 0]);
    assert!(run(&policy, &[&check[..], &["--isolated"]].concat()).rules().contains(&"wrong-type".to_owned()));

    let map = ["map", "a.json", "--user", "jane"];
    let (without, with) = (run(&plain, &map), run(&policy, &map));
    assert!(without.out.contains("CN=jane,((base))"), "{without:?}");
    assert!(with.out.contains("the value has a placeholder in it"), "{with:?}");

    let certs = ["certs", "a.json"];
    let (without, with) = (run(&plain, &certs), run(&policy, &certs));
    assert!(!without.out.contains("a placeholder"), "{without:?}");
    assert!(with.out.contains("a placeholder"), "{with:?}");
}

#[test]
fn forms_of_templates_hold_against_what_is_stored() {
    let current = r#"{"ldap": {"bindUsername": "CN=svc,DC=x",
        "userToDNMapping": [{"match": "([a-z]+)", "substitution": "CN={0},DC=x"}]}}"#;
    let body = |members: &str| format!("{{\"ldap\": {{\"bindUsername\": \"((bind))\", {members}}}}}");
    let mapping = |pattern: &str, name: &str| {
        format!(r#""userToDNMapping": [{{"match": "{pattern}", "substitution": "{name}"}}]"#)
    };
    let at = "https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/userSecurity";
    let gone = "locked out: the stored mapping [0], `([a-z]+)`, is gone";
    for (members, said) in [
        (mapping("((pattern))", "CN={0},DC=x"), gone),
        (mapping("([a-z]+)", "((name))"), "becomes `((name))`"),
    ] {
        let update = body(&members);
        let request = format!("PATCH {at}\n\n{update}\n");
        let own = "templates = [\"((…))\"]\n".to_owned();
        let files = [("current.json", current.to_owned()), ("a.json", update), ("a.http", request)];
        let plain = directory(files.clone());
        let policy = directory(files.into_iter().chain([("usersec.toml", own)]));
        let check = ["check", "--current", "current.json", "--format", "json", "a.json"];
        assert!(!run(&policy, &check).rules().contains(&"mapping-removed".to_owned()));
        for payload in ["a.json", "a.http"] {
            let diff = ["diff", "--current", "current.json", payload];
            let text = |folder| run(folder, &diff).out.split_whitespace().collect::<Vec<_>>().join(" ");
            for said in [said, "the new bind name goes with the stored password"] {
                assert!(text(&plain).contains(said), "{}", text(&plain));
                assert!(!text(&policy).contains(said), "{}", text(&policy));
            }
            assert!(
                text(&policy).contains("something else will stand for a placeholder"),
                "{}",
                text(&policy)
            );
        }
    }
}

#[test]
fn days_before_the_end_hold_for_each_command() {
    let pem = include_str!("certificates/root.pem");
    let body = serde_json::json!({ "customerX509": { "cas": pem } }).to_string();
    let files =
        |policy: &'static str| directory([("a.json", body.clone()), ("usersec.toml", policy.to_owned())]);
    for (policy, is_soon) in [("expires-soon-days = 7\n", false), ("expires-soon-days = 36500\n", true)] {
        let folder = files(policy);
        let check = run(&folder, &[&["check", "--format", "json", "a.json"][..], &NOW].concat());
        assert_eq!(check.rules().contains(&"certificate-expires-soon".to_owned()), is_soon, "{check:?}");
        let certs = run(&folder, &[&["certs", "a.json"][..], &NOW].concat());
        assert_eq!(certs.out.contains("1 about to expire"), is_soon, "{certs:?}");
        // Yellow, in place of dim.
        let delete = ["diff", "--current", "a.json", "--delete", "customerX509", "--color", "always"];
        let diff = run(&folder, &[&delete[..], &NOW].concat());
        assert_eq!(diff.out.contains("\u{1b}[33muntil "), is_soon, "{diff:?}");
    }
}

#[test]
fn known_hosts_are_not_spoken_of() {
    let found = |rule: &str, hostname: &str, hosts: &str| {
        let body = serde_json::json!({ "ldap": { "hostname": hostname } }).to_string();
        let folder = directory([("a.json", body), ("usersec.toml", format!("hosts = {hosts}\n"))]);
        let found = run(&folder, &["check", "--pedantic", "--format", "json", "a.json"]).rules();
        found.iter().filter(|name| *name == rule).count()
    };
    for (rule, hostname, hosts, count) in [
        ("hostname-private", "dc01.corp.local,10.1.2.3", "[]", 2),
        ("hostname-private", "dc01.corp.local,10.1.2.3", r#"["*.corp.local"]"#, 1),
        ("hostname-private", "dc01.corp.local,10.1.2.3", r#"["DC01.corp.local.", "10.0.0.0/8"]"#, 0),
        ("hostname-single-label", "dc01", "[]", 1),
        ("hostname-single-label", "dc01", r#"["dc02"]"#, 1),
        ("hostname-single-label", "dc01", r#"["DC01"]"#, 0),
        ("hostname-tunnel", "0.tcp.ngrok.io", "[]", 1),
        ("hostname-tunnel", "0.tcp.ngrok.io", r#"["1.tcp.ngrok.io"]"#, 1),
        ("hostname-tunnel", "0.tcp.ngrok.io", r#"["*.ngrok.io"]"#, 0),
    ] {
        assert_eq!(found(rule, hostname, hosts), count, "{rule} {hosts}");
    }
}
