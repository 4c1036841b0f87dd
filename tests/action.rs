//! `action.yml`, read as GitHub reads it and run as GitHub runs it, with what people put into it.
#![cfg(all(feature = "cli", unix))]

#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use process::{Ran, ran};
use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

const TEXT: &str = include_str!("../action.yml");

fn action() -> Yaml {
    YamlLoader::load_from_str(TEXT).expect("YAML").remove(0)
}

fn steps() -> Vec<Yaml> {
    action()["runs"]["steps"].as_vec().expect("steps").clone()
}

fn step(name: &str) -> Yaml {
    steps().into_iter().find(|step| step["name"].as_str() == Some(name)).expect("a step of that name")
}

/// A runner: a workspace, a folder for temporary files, and commands that only say how they were called.
struct Runner {
    home: TempDir,
}

impl Runner {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let runner = Self { home };
        for folder in ["workspace", "action", "temp/usersec/bin", "bin"] {
            std::fs::create_dir_all(runner.path(folder)).expect("a folder");
        }
        std::fs::write(runner.path("output"), "").expect("a file");
        runner.program("bin/cargo", r#"{ pwd; echo "$CARGO_TARGET_DIR"; printf '%s\n' "$@"; } >"$CALLS""#);
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.path(name);
        std::fs::write(&path, format!("#!/bin/bash\n{script}\n")).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    }

    /// A `usersec` that notes how it is called, each argument ended by NUL and each call by an empty one.
    fn fake(&self, code: u8, report: &str) {
        self.program(
            "temp/usersec/bin/usersec",
            &format!(
                r#"{{ printf '%s\0' "$@"; printf '\0'; }} >>"$CALLS"; printf '%s' '{report}'; exit {code}"#
            ),
        );
    }

    /// Runs the script of a step as `shell: bash` does.
    fn run(&self, step: &Yaml, env: &[(&str, &str)]) -> Ran {
        let script = self.path("script.sh");
        std::fs::write(&script, step["run"].as_str().expect("a script")).expect("a file");
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(script);
        let path = std::env::var("PATH").expect("a path");
        command
            .current_dir(self.path("workspace"))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("GITHUB_ACTION_PATH", self.path("action"))
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("CALLS", self.path("calls"))
            .envs(env.iter().copied());
        ran(&mut command)
    }

    /// Runs the step that checks, with these inputs and the defaults of the rest.
    fn check(&self, inputs: &[(&str, &str)]) -> Ran {
        let step = step("Check request bodies");
        let mut env = Vec::new();
        for (variable, value) in step["env"].as_hash().expect("variables") {
            let name =
                value.as_str().and_then(|value| value.strip_prefix("${{ inputs.")?.strip_suffix(" }}"));
            let name = name.expect("an input");
            let given = inputs.iter().find(|(input, _)| *input == name).map(|(_, value)| (*value).to_owned());
            let default = action()["inputs"][name]["default"].as_str().expect("a default").to_owned();
            env.push((variable.as_str().expect("a name").to_owned(), given.unwrap_or(default)));
        }
        let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.run(&step, &env)
    }

    /// How the fake was called.
    fn calls(&self) -> Vec<Vec<String>> {
        let noted = std::fs::read_to_string(self.path("calls")).unwrap_or_default();
        let mut calls = vec![Vec::new()];
        for argument in noted.split_terminator('\0') {
            match argument {
                "" => calls.push(Vec::new()),
                argument => calls.last_mut().expect("a call").push(argument.to_owned()),
            }
        }
        calls.pop();
        calls
    }

    fn outputs(&self) -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(self.path("output")).expect("a file");
        let pairs = text.lines().map(|line| line.split_once('=').expect("NAME=VALUE"));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The names of what lies in a folder.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
    }
}

#[test]
fn nothing_from_outside_becomes_a_part_of_a_script() {
    let mut scripts = 0;
    for step in steps() {
        let Some(script) = step["run"].as_str() else { continue };
        scripts += 1;
        assert!(!script.contains("${{"), "{script}");
        assert!(!script.contains("eval"), "{script}");
        assert_eq!(step["shell"].as_str(), Some("bash"), "{script}");
    }
    assert!(scripts > 1);
}

#[test]
fn other_actions_are_pinned_by_a_commit_and_say_their_version() {
    let used: Vec<String> =
        steps().iter().filter_map(|step| step["uses"].as_str().map(str::to_owned)).collect();
    assert!(!used.is_empty());
    for action in used {
        let (_, commit) = action.split_once('@').expect("a pin");
        assert!(
            commit.len() == 40 && commit.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
            "{action}"
        );
        let line = TEXT.lines().find(|line| line.contains(&action)).expect("its line");
        let (_, version) = line.split_once(" # v").expect("its version");
        assert!(version.split('.').all(|part| part.parse::<u32>().is_ok()), "{line}");
    }
}

#[test]
fn every_input_is_described_and_used_and_no_other_is() {
    let action = action();
    let inputs = action["inputs"].as_hash().expect("inputs");
    for (name, input) in inputs {
        let name = name.as_str().expect("a name");
        assert!(input["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}");
        assert!(input["default"].as_str().is_some(), "{name}: a default");
        assert!(TEXT.contains(&format!("inputs.{name}")), "{name} is not used");
    }
    for used in TEXT.split("inputs.").skip(1) {
        let name: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        assert!(inputs.keys().any(|key| key.as_str() == Some(&name)), "{name} is no input");
    }
    for (name, output) in action["outputs"].as_hash().expect("outputs") {
        let name = name.as_str().expect("a name");
        assert_eq!(output["value"].as_str(), Some(&*format!("${{{{ steps.check.outputs.{name} }}}}")));
    }
}

#[test]
fn it_is_installed_from_its_own_source_as_it_was_locked() {
    let runner = Runner::new();
    let installed = runner.run(&step("Install usersec"), &[]);
    assert_eq!((installed.code, &*installed.err), (Some(0), ""));
    let noted = std::fs::read_to_string(runner.path("calls")).expect("it was called");
    let lines: Vec<&str> = noted.lines().collect();
    let [action, target, root] = ["action", "temp/usersec-target", "temp/usersec"]
        .map(|name| runner.path(name).to_str().expect("UTF-8").to_owned());
    assert_eq!(lines, [&action, &target, "install", "--locked", "--quiet", "--root", &root, "--path", "."]);
}

#[test]
fn what_is_put_into_it_reaches_the_command_as_it_stands() {
    let hostile = [
        "with spaces/and 'quotes\" .json",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned #",
        "--fix",
        "-",
        "*.json",
        " \\ \\n ~ !x é",
        "${{ github.token }}",
    ];
    let runner = Runner::new();
    runner.fake(0, "{}");
    let paths = hostile.join("\r\n\n");
    let arguments = format!("--strict\n{}\n\n", hostile[1]);
    let checked = runner.check(&[("paths", &paths), ("arguments", &arguments)]);
    assert_eq!((checked.code, &*checked.err), (Some(0), ""));
    let expected = |format: &str| {
        let first = ["check", format, "--strict", hostile[1], "--"];
        first.into_iter().chain(hostile).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(runner.calls(), [expected("--format=sarif"), expected("--format=text")]);
    assert_eq!(runner.names("workspace"), [""; 0], "nothing was run");
}

#[test]
fn by_default_the_workspace_is_looked_into() {
    let runner = Runner::new();
    runner.fake(0, "{}");
    assert_eq!(runner.check(&[]).code, Some(0));
    assert_eq!(runner.calls()[0], ["check", "--format=sarif", "--", "."]);
    let outputs = runner.outputs();
    assert_eq!(outputs["exit-code"], "0");
    assert_eq!(std::fs::read_to_string(&outputs["sarif"]).expect("the report"), "{}");
}

#[test]
fn without_an_upload_the_findings_become_annotations() {
    let runner = Runner::new();
    runner.fake(1, "{}");
    assert_eq!(runner.check(&[("upload", "false")]).code, Some(0));
    let formats: Vec<_> = runner.calls().into_iter().map(|call| call[1].clone()).collect();
    assert_eq!(formats, ["--format=sarif", "--format=github"]);
}

#[test]
fn findings_fail_the_job_after_the_report_was_uploaded() {
    for code in [1, 2] {
        let runner = Runner::new();
        runner.fake(code, "{}");
        assert_eq!(runner.check(&[]).code, Some(0), "the next step uploads");
        let given = runner.outputs()["exit-code"].clone();
        let last = runner.run(steps().last().expect("a step"), &[("USERSEC_CODE", &given)]);
        assert_eq!(last.code, Some(i32::from(code)));
    }
    let names: Vec<_> =
        steps().iter().map(|step| step["name"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(names[2..], ["Upload the report", "Fail if something was found"]);
}

#[test]
fn wrong_usage_fails_at_once_and_leaves_nothing_to_upload() {
    let runner = Runner::new();
    std::fs::copy(env!("CARGO_BIN_EXE_usersec"), runner.path("temp/usersec/bin/usersec")).expect("copied");
    let wrong = runner.check(&[("arguments", "--no-such-option")]);
    assert_eq!((wrong.code, &*wrong.out), (Some(2), ""));
    assert!(wrong.err.contains("--no-such-option"), "{wrong:?}");
    assert_eq!(runner.outputs().get("sarif"), None);
    assert_eq!(runner.outputs()["exit-code"], "2");

    let nowhere = runner.check(&[("working-directory", "no such folder")]);
    assert_ne!(nowhere.code, Some(0), "{nowhere:?}");
}

#[test]
fn the_command_itself_is_content_with_how_it_is_called() {
    let runner = Runner::new();
    std::fs::copy(env!("CARGO_BIN_EXE_usersec"), runner.path("temp/usersec/bin/usersec")).expect("copied");
    let folder = runner.path("workspace/a repository/--atlas");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("-x y.json"), include_str!("payloads/broken.json")).expect("a file");
    let inputs = [("working-directory", "a repository"), ("paths", "--atlas/-x y.json"), ("upload", "true")];
    let checked = runner.check(&inputs);
    assert_eq!((checked.code, &*checked.err), (Some(0), ""));
    let outputs = runner.outputs();
    assert_eq!(outputs["exit-code"], "1");
    let report = std::fs::read_to_string(Path::new(&outputs["sarif"])).expect("the report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["version"], "2.1.0");
    assert!(checked.out.contains("error["), "{checked:?}");
}
