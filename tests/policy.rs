//! Policy files in runs: what holds where.
#![cfg(feature = "cli")]

#[path = "shared/policies.rs"]
mod policies;
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::fmt::Write as _;
use std::fs;

use policies::{CLEAN, PLAINTEXT, hold, repository, run, told};
use process::{Ran, command, directory, ran, usersec_reading};

#[test]
fn an_empty_policy_and_a_byte_order_mark_are_fine() {
    for policy in ["", "\n# nothing\n", "\u{feff}[rules]\r\nport-mongodb = \"off\"\r\n"] {
        let folder = repository([("usersec.toml", policy), ("body.json", CLEAN)]);
        let ran = run(&folder, "check body.json");
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{policy:?}");
    }
}

/// The rules found in each file, from its JSON report.
fn found(ran: &Ran) -> Vec<(String, Vec<String>)> {
    let report = ran.json();
    let files = report["files"].as_array().expect("files").iter();
    let found = files.map(|file| {
        let findings = file["findings"].as_array().expect("findings").iter();
        let rules = findings.map(|finding| finding["rule"].as_str().expect("a name").to_owned()).collect();
        (file["path"].as_str().expect("a path").to_owned(), rules)
    });
    found.collect()
}

#[test]
fn exceptions_hold_by_path_pointer_and_rule() {
    let check = |entry: &str| {
        let policy = format!("[rules]\nignore-unused = \"off\"\n[[ignore]]\nreason = \"lab\"\n{entry}\n");
        let folder = repository([
            ("usersec.toml", policy.as_str()),
            ("a.json", PLAINTEXT),
            ("lab/b.json", PLAINTEXT),
            ("lab/deep/c.json", PLAINTEXT),
        ]);
        let ran = run(&folder, "check --format json a.json lab/b.json lab/deep/c.json");
        assert!(ran.err.is_empty(), "{}", ran.err);
        let left: String = found(&ran)
            .iter()
            .filter(|(_, rules)| !rules.is_empty())
            .map(|(path, _)| path.rsplit('/').next().expect("a name").chars().next().expect("a letter"))
            .collect();
        let hidden: Vec<_> = ran.json()["files"].as_array().expect("files").to_vec();
        let hidden: u64 = hidden.iter().map(|file| file["suppressed"].as_u64().expect("a number")).sum();
        assert_eq!(left.len() as u64 + hidden, 3, "{entry}");
        left
    };
    for (entry, left) in [
        ("rule = \"port-plaintext\"", ""),
        ("rule = \"port-mongodb\"", "abc"),
        ("rule = \"port-plaintext\"\npath = \"lab\"", "a"),
        ("rule = \"port-plaintext\"\npath = \"lab/*.json\"", "ac"),
        ("rule = \"port-plaintext\"\npath = \"**/c.json\"", "ab"),
        ("rule = \"port-plaintext\"\npath = \"b.json\"", "ac"),
        ("rule = \"port-plaintext\"\npath = \"lab/deep/c.json\"", "ab"),
        ("rule = \"port-plaintext\"\npointer = \"/ldap\"", ""),
        ("rule = \"port-plaintext\"\npointer = \"/*/port\"", ""),
        ("rule = \"port-plaintext\"\npointer = \"/ldap/hostname\"", "abc"),
        ("rule = \"port-plaintext\"\npointer = \"/ldap/port\"\npath = \"a.json\"", "bc"),
    ] {
        assert_eq!(check(entry), left, "{entry}");
    }
}

#[test]
fn what_is_excluded_is_so_even_if_it_is_named() {
    let folder = repository([
        ("usersec.toml", "exclude = [\"vendor/\", \"*.example.json\"]\n"),
        ("body.json", CLEAN),
        ("vendor/deep/body.json", PLAINTEXT),
        // A policy of somebody else does not bring it back.
        ("vendor/usersec.toml", "root = true\n"),
        ("lab/my.example.json", PLAINTEXT),
    ]);
    let mut sheet = String::new();
    for (arguments, code) in [
        ("check .", 0),
        ("check --verbose .", 0),
        ("check body.json vendor/deep/body.json lab/my.example.json", 0),
        ("check vendor/deep/body.json", 0),
        ("check --verbose vendor/deep/body.json", 0),
        ("check vendor", 0),
        ("check lab", 0),
        ("check --quiet vendor/deep/body.json", 0),
        ("check --isolated --quiet --format json vendor/deep/body.json", 1),
        ("certs vendor/deep/body.json", 0),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, Some(code), "{arguments}: {ran:?}");
        if !arguments.contains("json ") {
            let _ = writeln!(sheet, "$ usersec {arguments}\n{}", told(&ran));
        }
    }
    hold("excluded", &sheet);
    let below = run(folder.path().join("lab"), "check --quiet my.example.json ../vendor/deep/body.json");
    assert_eq!((below.code, &*below.err), (Some(0), ""), "from a folder below");
}

#[test]
fn the_nearest_policy_holds_alone() {
    let files = |root: &'static str| {
        [
            ("usersec.toml", "[rules]\nport-plaintext = \"off\"\n"),
            ("team/usersec.toml", root),
            ("body.json", PLAINTEXT),
            ("team/deep/body.json", PLAINTEXT),
        ]
    };
    let two = repository(files("[rules]\nport-mongodb = \"off\"\n"));
    let mut sheet = String::new();
    for arguments in ["check --quiet .", "check --verbose team", "check body.json"] {
        let _ = writeln!(sheet, "$ usersec {arguments}\n{}", told(&run(&two, arguments)));
    }
    hold("two", &sheet);
    let once = run(&two, "check .");
    assert_eq!(once.err.lines().count(), 1, "{}", once.err);
    let meant = repository(files("root = true\n"));
    assert_eq!(run(&meant, "check .").err, "");
}

#[test]
fn a_bad_policy_keeps_others_from_nothing() {
    let folder = repository([
        ("a/usersec.toml", "rooot = true\n"),
        ("a/body.json", CLEAN),
        ("a/second.json", CLEAN),
        ("b/body.json", PLAINTEXT),
    ]);
    let ran = run(&folder, "check --format json .");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err.matches("a policy has no key").count(), 1, "{}", ran.err);
    let report = ran.json();
    let errors: Vec<_> =
        report["files"].as_array().expect("files").iter().map(|file| &file["error"]).collect();
    let error = "its policy, a/usersec.toml, cannot be used";
    assert_eq!(errors, [&error.into(), &error.into(), &serde_json::Value::Null]);
    assert_eq!(found(&ran)[2].1, ["port-plaintext"]);
    for command in ["certs", "map --user x"] {
        let ran = run(&folder, &format!("{command} a/body.json"));
        assert_eq!(ran.code, Some(2), "{command}");
        assert!(ran.err.contains("did you mean `root`?"), "{command}: {}", ran.err);
    }
}

#[test]
fn a_policy_is_looked_for_as_far_as_the_repository() {
    let outer = directory([("usersec.toml", "rooot = true\n"), ("repository/lab/body.json", PLAINTEXT)]);
    let body = outer.path().join("repository/lab/body.json");
    let check = || ran(command().args(["check", "-q"]).arg(&body)).code;
    assert_eq!(check(), Some(2), "without a repository the one far above holds");
    fs::create_dir(outer.path().join("repository/.git")).expect("a folder");
    assert_eq!(check(), Some(1));
    fs::write(outer.path().join("repository/usersec.toml"), "[groups]\nhost = \"off\"\n").expect("a file");
    assert_eq!(check(), Some(0), "beside .git it holds");
    // A work tree has a file there.
    fs::remove_dir(outer.path().join("repository/.git")).expect("it is there");
    fs::remove_file(outer.path().join("repository/usersec.toml")).expect("it is there");
    fs::write(outer.path().join("repository/.git"), "gitdir: elsewhere\n").expect("a file");
    assert_eq!(check(), Some(1));
}

#[test]
fn a_policy_can_be_named() {
    let folder = directory([
        ("policies/strict.toml", "exclude = [\"lab/**\"]\n[rules]\nport-plaintext = \"error\"\n"),
        ("policies/bad.toml", "rooot = true\n"),
        ("usersec.toml", "rooot = true\n"),
        ("body.json", PLAINTEXT),
        ("lab/body.json", PLAINTEXT),
    ]);
    let check = |arguments: &str| run(&folder, &format!("check --format json {arguments}"));
    let named = check("--config policies/strict.toml body.json lab/body.json");
    assert_eq!(named.json()["files"].as_array().map(Vec::len), Some(1), "globs are relative to where one is");
    assert_eq!(named.json()["summary"]["error"], 1);
    let isolated = check("--isolated body.json");
    assert_eq!((isolated.code, isolated.rules()), (Some(1), vec!["port-plaintext".to_owned()]));
    let both = check("--isolated --config policies/strict.toml body.json");
    assert_eq!(both.code, Some(2));
    for (config, words) in [
        ("policies/bad.toml", "did you mean `root`?"),
        ("nowhere.toml", "usersec: nowhere.toml: no such file or directory\n"),
        ("policies", "usersec: policies: "),
    ] {
        let ran = check(&format!("--config {config} body.json"));
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{config}");
        assert!(ran.err.contains(words), "{config}: {}", ran.err);
    }
    let told = run(&folder, "check --verbose --config policies/strict.toml body.json");
    let mut told = told.err.lines();
    assert_eq!(told.next(), Some("usersec: policy: policies/strict.toml"));
    let unseen = "usersec: body.json: restart-without-change, ca-removed, mapping-removed did not run: ";
    assert_eq!(told.next(), Some(&*format!("{unseen}the current configuration was not given")));
    assert_eq!(told.next(), None);
}

#[test]
fn a_policy_can_come_from_standard_input() {
    let folder = repository([("body.json", PLAINTEXT)]);
    let body = folder.path().join("body.json").display().to_string();
    let off = b"[rules]\nport-plaintext = \"off\"\n";
    assert_eq!(usersec_reading(["check", "--config", "-", &body], off).code, Some(0));
    let bad = usersec_reading(["check", "--config", "-", &body], b"rooot = true");
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains("[<stdin>:1:1]"), "{}", bad.err);
    for command in [&["check", "-"][..], &["certs", "-"], &["map", "-", "--user", "x"]] {
        let both = ran(process::command().args(command).args(["--config", "-"]));
        let expected = "usersec: standard input can be read once: --config has to be a file here\n";
        assert_eq!((both.code, &*both.err), (Some(2), expected), "{command:?}");
    }
}

#[test]
fn standard_input_has_the_policy_of_its_name() {
    let folder = repository([
        ("usersec.toml", "[rules]\nport-plaintext = \"note\"\n"),
        ("lab/usersec.toml", "root = true\n[rules]\nport-plaintext = \"error\"\n"),
        ("body.json", PLAINTEXT),
    ]);
    let level = |options: &[&str]| {
        let mut command = command();
        command.current_dir(&folder).args(["check", "--format", "json", "-"]).args(options);
        command.stdin(fs::File::open(folder.path().join("body.json")).expect("it is there"));
        ran(&mut command).json()["files"][0]["findings"][0]["level"].clone()
    };
    assert_eq!(level(&[]), "note");
    assert_eq!(level(&["--stdin-filename", "lab/new.json"]), "error");
    assert_eq!(level(&["--stdin-filename", "lab/../new.json"]), "note");
    assert_eq!(level(&["--isolated"]), "warning");
}

#[test]
#[cfg(unix)]
fn a_link_is_looked_at_where_it_stands() {
    let folder = repository([
        ("usersec.toml", "exclude = [\"real/\"]\n"),
        ("real/deep/body.json", PLAINTEXT),
        ("real/body.json", PLAINTEXT),
    ]);
    std::os::unix::fs::symlink(folder.path().join("real/deep"), folder.path().join("link")).expect("a link");
    assert_eq!(run(&folder, "check -q real/body.json").code, Some(0));
    assert_eq!(run(&folder, "check -q link/body.json").code, Some(1), "it is called otherwise");
    // What is above a link is where the link leads.
    assert_eq!(run(&folder, "check -q link/../body.json").code, Some(0));
    // The folder may be known by another name than the one that is used.
    let other = folder.path().with_extension("link");
    std::os::unix::fs::symlink(folder.path(), &other).expect("a link");
    let config =
        run(folder.path(), &format!("check -q --config usersec.toml {}/real/body.json", other.display()));
    assert_eq!(config.code, Some(0), "{config:?}");
    fs::remove_file(other).expect("it is there");
}

#[test]
fn levels_on_the_command_line() {
    let folder = repository([("body.json", PLAINTEXT)]);
    let check = |level: &str| run(&folder, &format!("check body.json --level {level}"));
    assert_eq!(check("port-plaintext=off").code, Some(0));
    assert_eq!(check("port-plaintext=note").code, Some(0));
    let mut sheet = String::new();
    for level in [
        "port-plaintxt=off",
        "portPlaintext=off",
        "host=off",
        "port-plaintext=warn",
        "port-plaintext=blue",
        "port-plaintext=",
        "port-plaintext",
        "no-such-thing-at-all=off",
    ] {
        let ran = check(level);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{level}");
        let _ = writeln!(sheet, "{}", ran.err.lines().next().unwrap_or_default());
    }
    hold("level", &sheet);
}

/// `--fail-on` compares what the levels have become.
#[test]
fn the_chosen_level_decides_whether_the_command_fails() {
    for (policy, options, code) in [
        ("", "", 1),
        ("[rules]\nport-plaintext = \"note\"\n", "", 0),
        ("[rules]\nport-plaintext = \"note\"\n", "--fail-on note", 1),
        ("[rules]\nport-plaintext = \"error\"\n", "--fail-on error", 1),
        ("[groups]\nhost = \"error\"\n", "--fail-on error", 1),
        ("[groups]\nhost = \"error\"\n[rules]\nport-plaintext = \"warning\"\n", "--fail-on error", 0),
        ("[rules]\nport-plaintext = \"error\"\n", "--level port-plaintext=note", 0),
        ("[rules]\nport-plaintext = \"off\"\n", "--level port-plaintext=error --fail-on error", 1),
        ("[rules]\nport-plaintext = \"off\"\n", "--strict --fail-on note", 0),
    ] {
        let folder = repository([("usersec.toml", policy), ("body.json", PLAINTEXT)]);
        let ran = run(&folder, &format!("check body.json {options}"));
        assert_eq!(ran.code, Some(code), "{policy} {options}: {ran:?}");
    }
}

#[test]
fn what_is_excluded_is_so_on_standard_input() {
    let folder = repository([("usersec.toml", "exclude = [\"ok.json\"]\n")]);
    let body = "{\"ldap\":{\"port\":\"636\"}}";
    fs::write(folder.path().join("in"), body).expect("a file");
    let check = |arguments: &str| {
        let mut command = command();
        command.current_dir(&folder).args(arguments.split(' '));
        ran(command.stdin(fs::File::open(folder.path().join("in")).expect("it is there")))
    };
    for (arguments, out) in [
        ("check -q - --stdin-filename ok.json", ""),
        ("check -q --diff - --stdin-filename ./ok.json", ""),
        ("check -q --fix - --stdin-filename ok.json", body),
    ] {
        let ran = check(arguments);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(0), out, ""), "{arguments}");
    }
    let told = check("check --fix - --stdin-filename ok.json").err;
    assert!(told.contains("the policy excludes all that is named"), "{told}");
    let fixed = check("check -q --fix - --stdin-filename other.json");
    assert_eq!((fixed.code, &*fixed.out), (Some(0), "{\"ldap\":{\"port\":636}}"));
    assert_eq!(check("check -q -").code, Some(1));
    // Of what is too large only a part was read, which nobody wants back.
    fs::File::create(folder.path().join("in")).expect("a file").set_len((128 << 20) + 1).expect("a hole");
    let large = check("check -q --fix - --stdin-filename ok.json");
    assert_eq!((large.code, &*large.out), (Some(2), ""));
    assert_eq!(check("check -q - --stdin-filename ok.json").code, Some(0));
}

#[test]
fn a_bad_policy_is_told_of_request_bodies_only() {
    let folder = repository([
        ("usersec.toml", "rooot = true\n"),
        ("body.json", CLEAN),
        ("package.json", "{}"),
        ("tsconfig.json", "// words\n{}"),
    ]);
    let ran = run(&folder, "check --color always .");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out, "\u{1b}[31;1mnothing found in 0 files; 1 could not be checked\u{1b}[0m\n");
    let sarif = run(&folder, "check --format sarif .").out;
    let words = "The file could not be checked: its policy, usersec.toml, cannot be used";
    assert_eq!(sarif.matches(words).count(), 1, "{sarif}");
    assert_eq!(run(&folder, "check -q package.json").code, Some(2), "it is named");
}

#[test]
#[cfg(unix)]
fn a_policy_that_is_a_pipe_is_told_and_not_waited_for() {
    let folder = repository([("body.json", CLEAN)]);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("usersec.toml")).status();
    assert!(made.expect("mkfifo runs").success());
    let ran = run(&folder, "check -q .");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("usersec: usersec.toml: it is no regular file\n"), "{}", ran.err);
    // One that is named may be a pipe.
    let mut command = command();
    command.current_dir(&folder).args(["check", "--config", "/dev/stdin", "body.json"]);
    assert_eq!(self::ran(&mut command).code, Some(0));
}
