//! Policies as they are read, and what they do to findings.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Exceptions, KEYS, Policy, Setting};
use crate::rule::Level;
use crate::{Linter, rule};

/// Breaks the contract by a value that may well work, under `strict` an error; else a warning.
const STRICT: (&str, &str) = ("read-only-field", r#"{"ldap":{"port":636,"links":[]}}"#);
/// Shown with `pedantic` only; a note.
const PEDANTIC: (&str, &str) = ("disable-keeps-mapping", r#"{"ldap":{"authenticationEnabled":false}}"#);
/// An error, neither strict nor pedantic.
const PLAIN: (&str, &str) = ("port-out-of-range", r#"{"ldap":{"port":70000}}"#);

fn policy(text: &str) -> Arc<Policy> {
    Arc::new(Policy::parse(text).expect("a policy"))
}

/// The order of what may say of which level a finding is: the command line, the policy's rule, the rule's
/// group, `strict`, the finding itself.
#[test]
fn levels_have_an_order() {
    use Level::{Error, Note, Warning};
    let settings = [None, Some("off"), Some("note"), Some("warning"), Some("error")];
    for (name, body) in [STRICT, PEDANTIC, PLAIN] {
        let row = rule(name).expect("a rule");
        for (strict, pedantic) in [(false, false), (true, false), (false, true), (true, true)] {
            let own = match name {
                "read-only-field" if strict => Some(Error),
                "read-only-field" => Some(Warning),
                "disable-keeps-mapping" if pedantic => Some(Note),
                "disable-keeps-mapping" => None,
                _ => Some(Error),
            };
            for line in settings {
                for of_rule in settings {
                    for of_group in settings {
                        let mut text = String::new();
                        if let Some(level) = of_rule {
                            text += &format!("rules.{name} = \"{level}\"\n");
                        }
                        if let Some(level) = of_group {
                            text += &format!("groups.{} = \"{level}\"\n", row.group().name());
                        }
                        let mut linter = Linter::new().strict(strict).pedantic(pedantic);
                        linter = linter.policy(policy(&text), "body.json");
                        if let Some(level) = line {
                            linter = linter.level(row, level.parse::<Setting>().expect("a level"));
                        }
                        let report = linter.check(body);
                        let found = report.findings().iter().find(|finding| finding.rule().name() == name);
                        // Who is named shows what is hidden else; a group names nobody.
                        let named = line.or(of_rule).filter(|level| *level != "off");
                        let is_there = own.is_some() || named.is_some();
                        let chosen = line.or(of_rule).or(of_group);
                        let expected = match chosen {
                            _ if !is_there => None,
                            Some(level) => level.parse::<Setting>().expect("a level").level(),
                            None => own,
                        };
                        let at = format!("{name} {text:?} {line:?} strict {strict} pedantic {pedantic}");
                        assert_eq!(found.map(|finding| finding.level()), expected, "{at}");
                        assert_eq!(report.is_submittable(), name != "port-out-of-range", "{at}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_exception_hides_and_changes_nothing_else() {
    let text = "[[ignore]]\nrule = \"port-out-of-range\"\nreason = \"a test\"\n";
    let body = r#"{"ldap":{"port":70000,"links":[]}}"#;
    let report = Linter::new().policy(policy(text), "body.json").check(body);
    let names: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
    assert_eq!(names, ["read-only-field"]);
    assert_eq!(report.suppressed().ignored(), 1);
    assert!(!report.is_submittable(), "what is hidden is there");
    assert!(report.into_settings().is_err());
}

/// What is hidden makes nothing else appear.
#[test]
fn what_yields_to_something_hidden_stays_silent() {
    let body = r#"{"ldap":{"hostname":"ldaps://ldap.mycompany.com"}}"#;
    let all = Linter::new().check(body);
    assert_eq!(all.findings().len(), 1);
    let name = all.findings()[0].rule().name();
    for text in [
        format!("[rules]\n{name} = \"off\"\n"),
        format!("[[ignore]]\nrule = \"{name}\"\nreason = \"a test\"\n"),
    ] {
        let report = Linter::new().policy(policy(&text), "body.json").check(body);
        assert!(report.findings().is_empty(), "{text}");
    }
}

#[test]
fn the_examples_and_defaults_of_the_keys_are_policies() {
    for key in KEYS {
        for value in [key.default, key.example].into_iter().filter(|value| !value.is_empty()) {
            let text = format!("{} = {value}", key.name);
            assert!(Policy::parse(&text).is_ok(), "{text}");
        }
        assert!(
            !key.about.is_empty() && key.about.ends_with('.') && !key.about.contains('\n'),
            "{}",
            key.name
        );
    }
    let defaults: String = KEYS
        .iter()
        .filter(|key| !key.default.is_empty())
        .map(|key| format!("{} = {}\n", key.name, key.default))
        .collect();
    assert_eq!(policy(&defaults).conventions(), Policy::default().conventions());
    let entry: String =
        super::IGNORE_KEYS.iter().map(|key| format!("{} = {}\n", key.name, key.example)).collect();
    assert!(Policy::parse(&format!("[[ignore]]\n{entry}")).is_ok(), "{entry}");
}

#[test]
fn many_findings_cost_one_look_at_the_globs() {
    let entries: String = (0..2000)
        .map(|n| format!("[[ignore]]\npath = \"lab{n}/**\"\nrule = \"port-plaintext\"\nreason = \"x\"\n"))
        .collect();
    let policy = policy(&entries);
    let Exceptions { by_rule } = policy.ignores("lab7/body.json");
    assert_eq!(by_rule["port-plaintext"].iter().map(|(number, _)| *number).collect::<Vec<_>>(), [7]);
    assert!(policy.ignores("elsewhere/body.json").by_rule.is_empty());
}

#[test]
fn a_policy_that_is_too_large_is_refused() {
    let error = Policy::parse(&"#".repeat((1 << 20) + 1)).expect_err("it is too large");
    assert_eq!(error.faults()[0].message(), "a policy of more than 1 MiB is not read");
    assert!(Policy::parse(&"# a comment\n".repeat(80_000)).is_ok());
}

/// Who has very many mistakes has the wrong file, and learns so soon.
#[test]
fn many_mistakes_are_told_in_time() {
    for line in [
        "# c\n",
        "a = 1\n",
        "\"",
        "a\n",
        "[a]\n",
        "= 1\n",
        "[[ignore]]\n",
        "a = [\n",
        "a = {",
        "'''",
        "x.y",
        "secret\n",
        "pwd ",
        "\\",
        "svc:@",
    ] {
        let text = line.repeat((1 << 19) / line.len());
        match Policy::parse(&text) {
            Ok(_) => assert!(line.starts_with('#'), "{line}"),
            Err(error) => assert!((1..=50).contains(&error.faults().len()), "{line}"),
        }
    }
}

/// Parts of policies, whole and broken.
pub(super) fn parts() -> impl Strategy<Value = String> {
    let parts = [
        "[rules]\n",
        "[groups]\n",
        "[[ignore]]\n",
        "[ignore]",
        "port-plaintext",
        "host",
        "secret",
        " = ",
        "=",
        "\"off\"",
        "\"warn\"",
        "off",
        "\n",
        "\r\n",
        "root",
        "exclude",
        "templates",
        "hosts",
        "reason",
        "rule",
        "path",
        "pointer",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\\",
        "\\u0061",
        "#",
        "\u{feff}",
        "é",
        "😀",
        "…",
        "\u{201c}",
        "bindPassword",
        ":",
        "*",
        "**",
        "/",
        "./",
        "!",
        "~",
        "-1",
        "1e9",
        "0x1F",
        "1979-05-27",
        "true",
        "False",
        " ",
        "\t",
        "\0",
        "\u{1b}",
        "expires-soon-days",
        ".",
        "${…}",
        "ldaps://",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..24).prop_map(|parts| parts.concat())
}

fn faults_stand_in(text: &str) {
    let Err(error) = Policy::parse(text) else { return };
    assert!(!error.faults().is_empty());
    for fault in error.faults() {
        let span = fault.span();
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
        assert!(!fault.message().contains('\n') && !fault.message().is_empty());
        // Showing it must not panic either.
        let report = miette::Report::new(fault.clone());
        assert!(!format!("{report:?}").is_empty());
    }
    assert!(error.faults().windows(2).all(|two| two[0].span() <= two[1].span()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn faults_stand_in_policies_made_of_parts(text in parts()) {
        faults_stand_in(&text);
    }

    #[test]
    fn faults_stand_in_any_text(text in "\\PC{0,60}|(?s).{0,60}") {
        faults_stand_in(&text);
    }
}

#[test]
fn a_setting_reads_what_it_writes() {
    for name in super::LEVELS {
        let setting: Setting = name.parse().expect("a level");
        assert_eq!((setting.name(), setting.to_string()), (name, name.to_owned()));
    }
    let error = "warn".parse::<Setting>().expect_err("another word");
    for name in super::LEVELS {
        assert!(error.to_string().contains(name), "{error}");
    }
}
