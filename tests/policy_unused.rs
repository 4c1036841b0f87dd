//! Exceptions that nobody needs: what a run says of them, and where it keeps silent.
#![cfg(feature = "cli")]

#[path = "shared/policies.rs"]
mod policies;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use policies::{CLEAN, PLAINTEXT, hold, repository, run, told};
use tempfile::TempDir;

const UNUSED: &str = "\
[[ignore]]\npath = \"lab/body.json\"\nrule = \"port-plaintext\"\nreason = \"used\"\n\n\
[[ignore]]\npath = \"gone/body.json\"\nrule = \"port-plaintext\"\nreason = \"moved\"\n\n\
[[ignore]]\npath = \"gone/**\"\nrule = \"port-plaintext\"\nreason = \"moved\"\n\n\
[[ignore]]\npath = \"lab/body.json\"\nrule = \"dn-syntax\"\nreason = \"mended\"\n\n\
[[ignore]]\nrule = \"port-mongodb\"\nreason = \"mended\"\n";

/// Which exceptions are said to be unused, by the lines where that is said.
fn unused_lines(folder: &TempDir, arguments: &str) -> Vec<u64> {
    let report = run(folder, &format!("check --format json {arguments}")).json();
    let files = report["files"].as_array().expect("files").iter();
    let policies = files.filter(|file| file["kind"] == "policy");
    let findings = policies.flat_map(|file| file["findings"].as_array().expect("findings"));
    findings.map(|finding| finding["location"]["line"].as_u64().expect("a line")).collect()
}

#[test]
fn an_exception_that_nobody_needs_is_told_where_the_run_can_know() {
    let folder =
        repository([("usersec.toml", UNUSED), ("lab/body.json", PLAINTEXT), ("other/body.json", CLEAN)]);
    for (arguments, lines) in [
        // Everything was seen.
        (".", &[7, 12, 18, 22][..]),
        // The file that an exception names was seen; the others may matter elsewhere.
        ("lab/body.json", &[7, 12, 18]),
        ("other/body.json", &[7, 12]),
        ("lab", &[7, 12, 18]),
        // Standard input is no file.
        (". --isolated", &[]),
        // The rule was not looked for, or the documents are others.
        (". --kind response", &[]),
        (". --level ignore-unused=off", &[]),
    ] {
        assert_eq!(unused_lines(&folder, arguments), lines, "{arguments}");
    }
    hold("unused", &told(&run(&folder, "check .")));
    // A policy has a word in what is said of it.
    let quiet = repository([
        ("usersec.toml", format!("[rules]\nignore-unused = \"off\"\n{UNUSED}").as_str()),
        ("lab/body.json", PLAINTEXT),
    ]);
    assert_eq!(unused_lines(&quiet, "."), [0; 0]);
    let note = repository([
        ("usersec.toml", format!("[groups]\npolicy = \"note\"\n{UNUSED}").as_str()),
        ("lab/body.json", PLAINTEXT),
    ]);
    let ran = run(&note, "check .");
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("note[ignore-unused]"), "{}", ran.out);
}

/// What a search passes over may be checked all the same: by a hook, or because somebody names it.
#[test]
fn an_exception_for_what_a_search_passes_over_may_be_needed() {
    let entry = |path: &str| {
        let path = if path.is_empty() { String::new() } else { format!("path = {path:?}\n") };
        format!("[[ignore]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n{path}")
    };
    for (path, file, content, is_unused) in [
        (".github/user-security.json", ".github/user-security.json", PLAINTEXT, false),
        (".github/*.json", ".github/user-security.json", PLAINTEXT, false),
        ("*security.json", ".github/user-security.json", PLAINTEXT, false),
        ("lab/a.json", "lab/a.json", PLAINTEXT, false),
        ("lab/*.json", "lab/a.json", PLAINTEXT, false),
        ("/lab/", "lab/a.json", PLAINTEXT, false),
        ("b/a.tpl", "b/a.tpl", PLAINTEXT, false),
        ("/deep", "deep/.x/user-security.json", PLAINTEXT, false),
        ("/deep", "x.json", CLEAN, true),
        ("b/*", "b/a.tpl", PLAINTEXT, false),
        // A document that was checked is there as well, but the other one is a reason.
        ("", ".github/user-security.json", PLAINTEXT, false),
        ("**", "lab/a.json", PLAINTEXT, false),
        ("*.json", "lab/a.JSON.tpl", PLAINTEXT, true),
        ("**", "lab/a.json.tpl", PLAINTEXT, false),
        // Not so what is no request body, or is excluded whoever names it.
        ("", "lab/package.json", "{\"name\": \"ldap\"}", true),
        ("", "lab/README.md", "{\"ldap\": {}}", true),
        ("", "lab/excluded.json", PLAINTEXT, true),
        ("body.json", "lab/body.json", PLAINTEXT, false),
        ("/body.json", "lab/body.json", PLAINTEXT, true),
        ("lab/b.json", "lab/a.json", PLAINTEXT, true),
        ("lab/b*.json", "lab/a.json", PLAINTEXT, true),
    ] {
        let folder = repository([
            (".gitignore", "lab/\n"),
            ("body.json", CLEAN),
            ("deep/body.json", CLEAN),
            ("usersec.toml", &format!("exclude = [\"excluded.json\"]\n{}", entry(path))),
            (file, content),
        ]);
        assert_eq!(!unused_lines(&folder, ".").is_empty(), is_unused, "{path} {file}");
    }
}

/// What is checked under another policy is no reason to keep an exception.
#[test]
fn an_exception_is_not_needed_for_what_another_policy_holds_for() {
    let folder = repository([
        ("usersec.toml", "[[ignore]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n"),
        ("body.json", CLEAN),
        ("team/usersec.toml", "root = true\n"),
        ("team/body.json", PLAINTEXT),
    ]);
    assert_eq!(unused_lines(&folder, "."), [2]);
}

/// What is not looked for in a mode is not missing.
#[test]
fn an_exception_for_what_is_shown_on_demand_is_no_dead_one() {
    let policy = "[[ignore]]\nrule = \"disable-keeps-mapping\"\nreason = \"we know\"\n\n\
                  [[ignore]]\nrule = \"bind-incomplete\"\nreason = \"in parts\"\n\n\
                  [[ignore]]\nrule = \"port-plaintext\"\nreason = \"lab\"\n";
    let folder = repository([("usersec.toml", policy), ("body.json", CLEAN)]);
    for (arguments, lines) in [
        (".", &[10][..]),
        (". --pedantic", &[2, 10]),
        (". --complete", &[6, 10]),
        (". --complete --pedantic", &[2, 6, 10]),
    ] {
        assert_eq!(unused_lines(&folder, arguments), lines, "{arguments}");
    }
}

#[test]
fn two_exceptions_for_one_finding_are_both_of_use() {
    let policy = "[[ignore]]\npath = \"lab/**\"\nrule = \"port-plaintext\"\nreason = \"lab\"\n\n\
                  [[ignore]]\npath = \"lab/body.json\"\nrule = \"port-plaintext\"\nreason = \"lab\"\n";
    let folder = repository([("usersec.toml", policy), ("lab/body.json", PLAINTEXT)]);
    let ran = run(&folder, "check .");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{}", ran.out);
}
