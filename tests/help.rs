//! Help, the manual page and the completions: three views of one table of arguments.
#![cfg(feature = "cli")]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use process::{Ran, command, directory, ran, skip, usersec};
use usersec::cli::Surroundings;

const COMMANDS: [&str; 13] = [
    "check",
    "certs",
    "map",
    "request",
    "diff",
    "to-request",
    "explain-error",
    "explain",
    "rules",
    "schema",
    "init",
    "completions",
    "man",
];

/// What help says on a terminal of 80 columns.
fn help(arguments: &[&str]) -> String {
    let said = ran(command().args(arguments).env("COLUMNS", "80"));
    assert_eq!((said.code, &*said.err), (Some(0), ""), "{arguments:?}");
    said.out
}

/// The long options that a text speaks of where a line begins.
fn options(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split([' ', ',']).take(3).map(str::to_owned).collect::<Vec<_>>());
    words.filter(|word| word.starts_with("--")).collect()
}

/// What is printed is what it was; `UPDATE=1` writes it down.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}; UPDATE=1 writes it");
}

#[test]
fn help_reads_well_at_80_columns() {
    let mut pages =
        vec![("usersec".to_owned(), help(&["-h"])), ("usersec.long".to_owned(), help(&["--help"]))];
    for name in COMMANDS {
        pages.push((name.to_owned(), help(&[name, "-h"])));
        pages.push((format!("{name}.long"), help(&[name, "--help"])));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/help");
    for (name, page) in &pages {
        golden(&format!("help/{name}"), page);
        for line in page.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), pages.len(), "no other files");
}

#[test]
fn every_command_is_listed_and_described() {
    let page = help(&["--help"]);
    let (_, listed) = page.split_once("Commands:\n").expect("commands");
    let (listed, _) = listed.split_once("\n\n").expect("their end");
    // A description may go on in lines that are indented further.
    let names = listed
        .lines()
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    assert_eq!(names.collect::<Vec<_>>(), COMMANDS);
}

#[test]
fn the_manual_page_has_every_option_of_every_command() {
    let page = usersec(["man"]);
    assert_eq!((page.code, &*page.err), (Some(0), ""));
    assert!(page.out.is_ascii(), "formatters disagree about everything else");
    let page = page.out.replace("\\-", "-");
    for name in COMMANDS {
        let (_, section) = page
            .split_once(&format!("\n.SS \"usersec {name}"))
            .or(page.split_once(&format!("\n.SS usersec\\ {name}")))
            .unwrap_or_else(|| panic!("no {name}"));
        let section = section.split("\n.S").next().expect("a section");
        let options = options(&help(&[name, "--help"]));
        assert!(options.contains("--help"), "{options:?}");
        for option in options {
            assert!(section.contains(&format!("\\fB{option}\\fR")), "no {option} of {name} in {section}");
        }
    }
    for words in [
        "certs found errors",
        "relative to the current folder",
        "usersec.toml",
        "NO_COLOR",
        ".SH \"EXIT STATUS\"",
        ".SH SYNOPSIS",
    ] {
        assert!(page.contains(words), "no {words} in {page}");
    }
}

/// A program fed with something, or nothing if there is no such program.
fn fed(program: &str, arguments: &[&str], input: &str) -> Option<Ran> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        skip(&format!("there is no {program}"));
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads all of it");
    let output = child.wait_with_output().expect("ends");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some(Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) })
}

#[test]
fn the_manual_page_is_formatted_without_a_warning() {
    let page = usersec(["man"]).out;
    if let Some(formatted) = fed("groff", &["-man", "-ww", "-Tutf8"], &page) {
        assert_eq!((formatted.code, &*formatted.err), (Some(0), ""));
        assert!(formatted.out.contains("userSecurity"), "{}", formatted.out);
    }
    if let Some(linted) = fed("mandoc", &["-Tlint", "-Wwarning"], &page) {
        // Without a date, which a page that is made on demand has not.
        let said = linted.out.lines().filter(|line| !line.contains("missing date"));
        assert_eq!(said.collect::<Vec<_>>(), [""; 0], "{linted:?}");
    }
}

/// What bash offers for a line that ends where the cursor is.
fn bash(words: &[&str]) -> Option<Vec<String>> {
    let script = usersec(["completions", "bash"]).out;
    let folder = directory([("usersec.bash", script)]);
    // As bash calls the function: with the command, the word at the cursor and the word before it.
    let ask = r#"
        source "$1/usersec.bash"; shift
        COMP_WORDS=(usersec "$@"); COMP_CWORD=$#
        _usersec usersec "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let place = folder.path().to_str().expect("UTF-8");
    let asked = fed("bash", &[&["--norc", "-c", ask, "bash", place], words].concat(), "")?;
    assert_eq!((asked.code, &*asked.err), (Some(0), ""), "{words:?}");
    Some(asked.out.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect())
}

#[test]
fn bash_completes_commands_options_values_and_rules() {
    let Some(mut commands) = bash(&["c"]) else { return };
    commands.sort();
    assert_eq!(commands, ["certs", "check", "completions"]);
    let rules: Vec<String> = usersec::rules()
        .map(|rule| rule.name().to_owned())
        .filter(|name| name.starts_with("port-"))
        .collect();
    assert!(rules.len() > 1);
    assert_eq!(bash(&["explain", "port-"]), Some(rules));
    assert_eq!(bash(&["check", "--fail-on", "w"]).expect("bash"), ["warning"]);
    assert_eq!(bash(&["check", "--isol"]).expect("bash"), ["--isolated"]);
    let levels = ["off", "note", "warning", "error"].map(|level| format!("port-out-of-range={level}"));
    assert_eq!(bash(&["check", "--level", "port-out-of-range="]).expect("bash"), levels);
}

#[test]
fn every_shell_gets_a_script_that_it_can_read() {
    for (shell, check) in [
        ("bash", Some(["bash", "-n"])),
        ("zsh", Some(["zsh", "-n"])),
        ("fish", Some(["fish", "--no-execute"])),
        ("powershell", None),
        ("elvish", None),
    ] {
        let script = usersec(["completions", shell]);
        assert_eq!((script.code, &*script.err), (Some(0), ""), "{shell}");
        for option in options(&help(&["check", "--help"])) {
            let name = option.trim_start_matches('-');
            assert!(script.out.contains(name), "no {option} for {shell}");
        }
        let Some([program, option]) = check else { continue };
        let folder = directory([("script", &script.out)]);
        let path = folder.path().join("script");
        let Some(read) = fed(program, &[option, path.to_str().expect("UTF-8")], "") else { continue };
        assert_eq!((read.code, &*read.err), (Some(0), ""), "{shell}");
    }
    let unknown = usersec(["completions", "cmd"]);
    assert_eq!((unknown.code, &*unknown.out), (Some(2), ""));
    assert!(unknown.err.contains("bash, elvish, fish, powershell, zsh"), "{}", unknown.err);
}

#[test]
fn mistakes_about_rules_do_not_list_all_of_them() {
    for arguments in [
        &["explain"][..],
        &["explain", "port-out-of-rnge"],
        &["explain", "host"],
        &["check", "--level", "port-out-of-rnge=off", "-"],
        &["check", "-", "--level"],
        &["check", "--level", "", "-"],
    ] {
        let ran = usersec(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.lines().count() < 8 && ran.err.len() < 500, "{}", ran.err);
    }
    let meant = usersec(["check", "--level", "port-out-of-rnge=off", "-"]);
    assert!(meant.err.contains("did you mean `port-out-of-range`?"), "{}", meant.err);
    let group = usersec(["explain", "host"]);
    assert_eq!(group.err, "usersec: `host` is a group of rules; `usersec rules` lists them\n");
}

/// What is printed where a terminal has so many columns.
fn at_width(arguments: &[&str], width: usize) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let surroundings = Surroundings { width, ..Surroundings::default() };
    let arguments = [&["usersec"], arguments].concat().into_iter().map(Into::into).collect();
    let code = usersec::cli::run(arguments, &mut &b""[..], &mut out, &mut err, surroundings);
    assert_eq!((code, &*err), (0, &b""[..]));
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn rules_are_listed_by_their_groups_as_wide_as_the_terminal() {
    for width in [80, 200] {
        let list = at_width(&["rules"], width);
        golden(&format!("rules/{width}"), &list);
        let mut groups: Vec<&str> = usersec::rules().map(|rule| rule.group().name()).collect();
        groups.dedup();
        let headings =
            list.lines().filter_map(|line| line.strip_suffix(':')).filter(|line| !line.contains(' '));
        assert_eq!(headings.collect::<Vec<_>>(), groups, "each once");
        for line in list.lines() {
            assert!(line.chars().count() <= width, "{line}");
        }
        let names: Vec<&str> = usersec::rules().map(|rule| rule.name()).collect();
        let listed = list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
        let listed: Vec<&str> = listed.filter(|word| names.contains(word)).collect();
        assert_eq!(listed, names);
    }
}

#[test]
fn a_rule_is_explained_with_all_that_its_examples_are_made_of() {
    for (name, width) in [("ignore-unused", 80), ("baseline-stale", 80), ("json-syntax", 40)] {
        let page = at_width(&["explain", name], width);
        golden(&format!("rules/{name}"), &page);
        let (_, examples) = page.split_once("Found in:\n").expect("examples");
        let (bad, good) = examples.split_once("Not found in:\n").expect("good ones");
        assert_ne!(bad, good);
    }
    // What is found in one and not in the other is told apart.
    for rule in usersec::rules() {
        let page = at_width(&["explain", rule.name()], 80);
        let Some((_, examples)) = page.split_once("Found in:\n") else { continue };
        let Some((bad, good)) = examples.split_once("Not found in:\n") else { continue };
        let bodies = |text: &str| {
            text.lines().filter(|line| line.starts_with("  {")).map(str::to_owned).collect::<Vec<_>>()
        };
        let good = bodies(good);
        assert!(bodies(bad).iter().all(|line| !good.contains(line)), "{page}");
    }
    // No name is broken where it has a hyphen.
    for rule in usersec::rules() {
        for line in at_width(&["explain", rule.name()], 50).lines().filter(|line| !line.starts_with("  ")) {
            assert!(!line.ends_with('-'), "{line}");
        }
    }
}

#[test]
fn examples_for_programs_are_told_from_descriptions() {
    let example = |name: &str, nth: usize| {
        usersec(["explain", name, "--format", "json"]).json()["rules"][0]["bad"][nth].clone()
    };
    assert_eq!(example("json-syntax", 0), serde_json::json!({ "text": "{\"ldap\":{\"port\":636,}}" }));
    assert_eq!(example("json-syntax", 3), serde_json::json!({ "made": "an empty file" }));
    let unused = example("ignore-unused", 0);
    assert!(unused["policy"].as_str().expect("a policy").contains("old.json"), "{unused}");
    assert!(unused["text"].as_str().expect("a body").contains("ldap"), "{unused}");
    let removed = example("ca-removed", 0);
    assert!(removed["current"].as_str().expect("what is stored").contains("rsa-root"), "{removed}");
    let incomplete = example("bind-incomplete", 0);
    assert_eq!(incomplete["options"], serde_json::json!(["--complete"]), "{incomplete}");
    let stale = example("baseline-stale", 0);
    assert!(stale["baseline"].as_str().expect("a file").contains("fingerprint"), "{stale}");
    assert!(stale["text"].as_str().expect("a body").contains("ldap"), "{stale}");
}

#[test]
fn rules_are_for_programs_as_well() {
    let listed = usersec(["rules", "--format", "json"]);
    assert_eq!((listed.code, &*listed.err), (Some(0), ""));
    let listed = listed.json();
    assert_eq!(listed["version"], 1);
    let rows = listed["rules"].as_array().expect("rules");
    assert_eq!(rows.len(), usersec::rules().count());
    for (row, rule) in rows.iter().zip(usersec::rules()) {
        assert_eq!(
            (row["name"].as_str(), row["group"].as_str()),
            (Some(rule.name()), Some(rule.group().name()))
        );
        let cases = row["cases"].as_array().expect("cases");
        assert_eq!(cases.len(), rule.cases().len());
        for (shown, case) in cases.iter().zip(rule.cases()) {
            assert_eq!(shown["level"], case.level().name());
            assert_eq!(shown["consequence"], case.consequence().name());
            assert_eq!(
                (&shown["basis"], &shown["grounds"]),
                (&case.basis().name().into(), &case.basis().text().into())
            );
            assert_eq!(shown["when"].as_str().unwrap_or_default(), case.when_it_applies());
            assert_eq!(shown["strict"], case.is_error_under_strict());
            assert_eq!(shown["pedantic"], case.is_pedantic());
        }
        assert_eq!(row["summary"], rule.summary());
    }
    let one = usersec(["explain", "port-out-of-range", "--format", "json"]).json();
    let row = rows.iter().find(|row| row["name"] == "port-out-of-range").expect("it is one of them");
    assert_eq!(one["rules"], serde_json::json!([row]));
    let unknown = usersec(["explain", "no-such-rule-at-all", "--format", "json"]);
    assert_eq!((unknown.code, &*unknown.out), (Some(2), ""));
    assert!(unknown.err.contains("`usersec rules` lists them"), "{}", unknown.err);
}
