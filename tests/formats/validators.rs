//! What independent tools say of the reports. `.ci/run` installs the tools, and names them in variables.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::golden::{all, files, nothing};
use crate::process::{command, directory, ran, skip};

/// The tool or file that the variable names; says that a test did not run if it names none.
fn named(variable: &str, what: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    if found.is_none() {
        skip(&format!("{what}: {variable} names none"));
    }
    found
}

/// The reports in that format, in files.
fn reports(directory: &Path, format: &str) -> [PathBuf; 2] {
    [("all", all(directory, format)), ("nothing", nothing(directory, format))].map(|(name, ran)| {
        let path = directory.join(format!("{name}.{format}.report"));
        std::fs::write(&path, ran.out).expect("a file");
        path
    })
}

fn is_valid(checker: &Path, schema: &Path, format: &str) {
    let directory = files();
    let mut command = Command::new(checker);
    // The pattern of a language in SARIF's schema is none in Unicode mode.
    command.args(["--regex-variant", "nonunicode", "--default-filetype", "json", "--schemafile"]).arg(schema);
    let ran = ran(command.args(reports(directory.path(), format)));
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn check_jsonschema_accepts_the_reports() {
    let Some(checker) = named("USERSEC_CHECK_JSONSCHEMA", "check-jsonschema") else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    is_valid(&checker, &here.join("docs/report.schema.json"), "json");
    is_valid(&checker, &here.join("tests/schemas/gitlab-code-quality.schema.json"), "gitlab");
}

#[test]
fn check_jsonschema_accepts_the_reports_about_answers() {
    let Some(checker) = named("USERSEC_CHECK_JSONSCHEMA", "check-jsonschema") else { return };
    let folder = directory([
        (
            "answer.json",
            r#"{"error":400,"errorCode":"X","badRequestDetail":{"fields":[{"field":"ldap.port"}]}}"#,
        ),
        ("payload.json", r#"{"ldap":{"port":636}}"#),
    ]);
    let place = |name: &str| folder.path().join(name);
    for options in [vec![], vec!["--payload".into(), place("payload.json").into_os_string()]] {
        let mut explain = command();
        explain.args(["explain-error", "--format", "json"]).args(options).arg(place("answer.json"));
        let report = folder.path().join("report.json");
        std::fs::write(&report, ran(&mut explain).out).expect("a file");
        let mut check = Command::new(&checker);
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
        let ran = ran(check.arg("--schemafile").arg(schema).arg(report));
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn check_jsonschema_accepts_the_reports_as_sarif() {
    let Some(checker) = named("USERSEC_CHECK_JSONSCHEMA", "check-jsonschema") else { return };
    let Some(schema) = named("USERSEC_SARIF_SCHEMA", "SARIF's schema") else { return };
    is_valid(&checker, &schema, "sarif");
}

/// What the multitool notes, and why it stays: texts stand in the results themselves, no snippet of a
/// document is given away, and there is no page of a rule on the network to point to.
const NOTED: [&str; 8] = [
    "SARIF2002", // messages by their identifiers
    "SARIF2003", // the revision of the repository
    "SARIF2005", // where the tool is at home
    "SARIF2006", // the schema's address, which cannot be reached from everywhere
    "SARIF2009", // identifiers like `ABC1234`
    "SARIF2010", // snippets
    "SARIF2011", // snippets of what is around
    "SARIF2012", // pages of rules
];

#[test]
fn microsofts_multitool_finds_no_error_and_no_violation_of_githubs_rules() {
    let Some(multitool) = named("USERSEC_SARIF_MULTITOOL", "the SARIF multitool") else { return };
    let directory = files();
    for report in reports(directory.path(), "sarif") {
        let sarif = report.with_extension("sarif");
        std::fs::rename(&report, &sarif).expect("a file");
        let log = report.with_extension("log");
        let mut command = Command::new(&multitool);
        command.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        command.args(["validate", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]);
        let ran = ran(command.args(["--log", "ForceOverwrite", "--output"]).arg(&log).arg(&sarif));
        // It exits with 0 whatever it finds.
        let text = std::fs::read_to_string(&log).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        let log: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        let run = &log["runs"][0];
        assert_eq!(run["invocations"][0]["executionSuccessful"], true, "{ran:?}");
        let noted = run["results"].as_array().expect("results");
        assert!(!noted.is_empty(), "it has always something to note");
        for result in noted {
            let id = result["ruleId"].as_str().expect("an identifier");
            assert!(NOTED.contains(&id) && result["level"] != "error", "{result}");
        }
    }
}
