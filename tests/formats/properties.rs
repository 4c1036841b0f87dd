//! What holds for every document and every path.

use std::collections::BTreeSet;

use fancy_regex::Regex;
use proptest::prelude::*;
use serde_json::Value;
use usersec::cli::{Surroundings, exit};

use crate::FORMATS;
use crate::read::{Command, path_of_uri, region};

/// The report in that format on a document that is called so.
fn report(format: &str, name: &str, body: &str) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let name = format!("--stdin-filename={name}");
    let arguments = ["usersec", "check", "--isolated", "--pedantic", "--format", format, &name, "-"];
    let surroundings =
        Surroundings { now: 1_770_681_600, width: 80, color: false, ..Surroundings::default() };
    let code = usersec::cli::run(
        arguments.map(Into::into).to_vec(),
        &mut body.as_bytes(),
        &mut out,
        &mut err,
        surroundings,
    );
    assert!(code != exit::FAILURE, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("UTF-8")
}

fn json(format: &str, name: &str, body: &str) -> Value {
    let text = report(format, name, body);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The findings as the JSON report has them, which is the measure for the others.
fn findings(name: &str, body: &str) -> Vec<Value> {
    let report = json("json", name, body);
    assert_eq!(report["files"][0]["path"], in_reports(name));
    report["files"][0]["findings"].as_array().expect("findings").clone()
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

/// A message as it stands in one line.
fn joined(message: &str) -> String {
    message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Parts that documents are made of here: of the contract, and such as are hard to show.
fn value() -> impl Strategy<Value = String> {
    let values = [
        "true",
        "null",
        "0",
        "\"636\"",
        "99999",
        "{}",
        "[]",
        "{\n}",
        "[\n{\"substitution\":\"CN={0}\"},{\"substitution\":\"CN={0}\"}\r\n]",
        r#"[{"match":"^([a-z](b)(c\\[d])@x$","substitution":"CN={0},OU={7},DC=x"}]"#,
        r#"[{"match":"^(?=a)(.+)$","ldapQuery":"dc=x??sub?(uid={1})"}]"#,
    ];
    prop_oneof![
        6 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            "ldaps://ldap.mycompany.com", "CN=a,DC=b,", "{USER}?memberOf?base", "{0},DC=x", "ldap.mycompany.com.", "string",
            "-----BEGIN CERTIFICATE-----\\nMIIB\\n", "100%0A::error::x", "[a](1)", "\\u001b]0;x\\u0007\\u202e",
        ]).prop_map(|text| format!("\"{text}\"")),
        3 => "\"[a例👩\u{301}\u{200d}\u{fe0f}\u{202e}é=,{}()%:\\[\\]. ]{0,40}\"",
    ]
}

fn member() -> impl Strategy<Value = String> {
    let names = [
        "hostname",
        "port",
        "Port",
        "bindUsername",
        "userToDNMapping",
        "authzQueryTemplate",
        "caCertificate",
        "authenticationEnabled",
        "links",
        "説明](x)",
        "a\\u001bb\\n::error::%0A",
    ];
    let name = prop::sample::select(names.to_vec());
    ("[ \t\r\n]{0,3}", name, value()).prop_map(|(space, name, value)| format!("{space}\"{name}\":{value}"))
}

/// Documents, most of them JSON with mistakes, some cut off, some with a mark before them.
fn document() -> impl Strategy<Value = String> {
    let members = prop::collection::vec(member(), 0..8);
    let whole = members.prop_map(|mut members| {
        members.insert(members.len() / 2, "\"bindPassword\":\"hunter2hunter2\"".to_owned());
        format!("{{\"ldap\":{{{}}}}}", members.join(","))
    });
    (whole, prop::option::weighted(0.2, any::<prop::sample::Index>()), prop::bool::weighted(0.2)).prop_map(
        |(whole, cut, marked)| {
            let boundaries: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
            let whole = cut.map_or(whole.as_str(), |cut| &whole[..*cut.get(&boundaries)]);
            format!("{}{whole}", if marked { "\u{feff}" } else { "" })
        },
    )
}

/// Names of files, those that people have and those that nobody should have.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "prod.json",
            "./atlas/prod.json",
            "/srv/atlas/prod.json",
            "../x.json",
            "a:1:2: error[x] y"
        ])
        .prop_map(str::to_owned),
        "[a-z]{0,3}(\\\\x?[0-9a-fx]{0,3}){1,3}\\.json",
        "[a-zäß例👩 #%?:,;=\\[\\]{}<>&\"'\u{1b}\u{202e}\n/.]{1,20}",
        prop::collection::vec(any::<char>(), 1..12).prop_map(|chars| chars.into_iter().collect()),
    ]
}

/// The name as reports have it: what is no text in a name stands there as `\xff`, so a backslash before an
/// `x` is told from that.
fn in_reports(name: &str) -> String {
    name.replace("\\x", "\\x5cx")
}

/// The path without `./` before it, as platforms want it.
fn plain(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    if rest.is_empty() { name } else { rest }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn no_format_shows_a_secret(body in document(), name in name()) {
        for (format, _) in FORMATS {
            let text = report(format, &name, &body);
            prop_assert!(!text.contains("hunter"), "{}", text);
            // Neither a terminal nor the log of a job takes orders.
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{:?}", text);
        }
    }

    #[test]
    fn concise_is_one_line_a_finding(body in document(), name in name()) {
        // As the problem matcher of an editor reads it.
        let matcher = Regex::new(r"^(.+):(\d+):(\d+): (error|warning|note)\[([a-z0-9-]+)\] (.+)$").expect("valid");
        let text = report("concise", &name, &body);
        let findings = findings(&name, &body);
        prop_assert_eq!(text.lines().count(), findings.len());
        for (line, finding) in text.lines().zip(&findings) {
            let name = line.split_once(&format!(
                ":{}:{}: {}[{}] {}",
                finding["location"]["line"], finding["location"]["column"], text_of(finding, "level"), text_of(finding, "rule"),
                joined(text_of(finding, "message")),
            ));
            prop_assert!(matches!(name, Some((_, ""))), "{} of {}", line, finding);
            prop_assert!(matcher.is_match(line).expect("no trouble"), "{}", line);
        }
    }

    #[test]
    fn github_reads_every_command(body in document(), name in name()) {
        let text = report("github", &name, &body);
        let findings = findings(&name, &body);
        prop_assert_eq!(text.lines().count(), findings.len());
        let path = in_reports(&name);
        for (line, finding) in text.lines().zip(&findings) {
            let Some(command) = Command::read(line) else { panic!("{line}") };
            let level = match text_of(finding, "level") { "note" => "notice", level => level };
            prop_assert_eq!(&command.name, level);
            let place = &finding["location"];
            let mut expected = format!(
                "{}:{}:{}: {}", command.property("file").expect("a file"), place["line"], place["column"],
                text_of(finding, "message"),
            );
            if let Some(help) = finding["help"].as_str() {
                expected.push_str("\nhelp: ");
                expected.push_str(help);
            }
            prop_assert_eq!(&command.message, &expected);
            prop_assert_eq!(command.property("title"), Some(&*format!("usersec ({})", text_of(finding, "rule"))));
            let of_command = |property| command.property(property).map(str::to_owned);
            let shown = |key: &str| Some(place[key].to_string());
            prop_assert_eq!(of_command("line"), shown("line"));
            prop_assert_eq!(of_command("endLine"), shown("end_line"));
            let one_line = place["line"] == place["end_line"];
            prop_assert_eq!(of_command("col"), shown("column").filter(|_| one_line));
            prop_assert_eq!(of_command("endColumn"), shown("end_column").filter(|_| one_line));
            if !name.chars().any(|c| c.is_control() || !c.is_alphanumeric() && !c.is_ascii()) {
                prop_assert_eq!(command.property("file"), Some(plain(&path)));
            }
        }
    }

    #[test]
    fn gitlab_reads_every_issue(body in document(), name in name()) {
        let issues = json("gitlab", &name, &body);
        let issues = issues.as_array().expect("an array");
        let findings = findings(&name, &body);
        prop_assert_eq!(issues.len(), findings.len());
        let path = in_reports(&name);
        let prints: BTreeSet<&str> = issues.iter().map(|issue| text_of(issue, "fingerprint")).collect();
        prop_assert_eq!(prints.len(), issues.len());
        for (issue, finding) in issues.iter().zip(&findings) {
            prop_assert_eq!(text_of(issue, "check_name"), text_of(finding, "rule"));
            let description = format!("{}: {}", text_of(finding, "rule"), joined(text_of(finding, "message")));
            prop_assert_eq!(text_of(issue, "description"), description);
            let lines = &issue["location"]["lines"];
            prop_assert_eq!((&lines["begin"], &lines["end"]), (&finding["location"]["line"], &finding["location"]["end_line"]));
            prop_assert_eq!(text_of(&issue["location"], "path"), plain(&path));
        }
    }

    #[test]
    fn sarif_says_the_same_in_lines_and_columns(body in document(), name in name()) {
        let log = json("sarif", &name, &body);
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let findings = findings(&name, &body);
        prop_assert_eq!(results.len(), findings.len());
        for (result, finding) in results.iter().zip(&findings) {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            prop_assert_eq!(&run["tool"]["driver"]["rules"][index]["id"], &result["ruleId"]);
            prop_assert_eq!(&result["ruleId"], &finding["rule"]);
            prop_assert_eq!(&result["level"], &finding["level"]);
            prop_assert_eq!(&result["partialFingerprints"]["usersecFinding/v1"], &finding["fingerprint"]);
            let help = finding["help"].as_str().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
            let message = format!("{}{help}", text_of(finding, "message"));
            let escaped = if message.contains("](") { message.replace('[', "\\[") } else { message };
            prop_assert_eq!(text_of(&result["message"], "text"), escaped);
            let physical = &result["locations"][0]["physicalLocation"];
            prop_assert_eq!(path_of_uri(text_of(&physical["artifactLocation"], "uri")), plain(&name));
            let span = |value: &Value| {
                let end = |end: &str| usize::try_from(value["span"][end].as_u64().expect("a number")).expect("small");
                end("start")..end("end")
            };
            if text_of(finding, "rule") == "json-bom" {
                prop_assert!(result.get("fixes").is_none(), "a mark is in no column");
                continue;
            }
            prop_assert_eq!(region(&body, &physical["region"]), span(finding));
            let related = finding["related"].as_array().expect("related places");
            let found = result["relatedLocations"].as_array().map_or(&[][..], Vec::as_slice);
            prop_assert_eq!(found.len(), related.len());
            for (found, related) in found.iter().zip(related) {
                prop_assert_eq!(region(&body, &found["physicalLocation"]["region"]), span(related));
            }
            let Some(edits) = finding["fix"]["edits"].as_array() else {
                prop_assert!(result.get("fixes").is_none());
                continue;
            };
            let replacements = result["fixes"][0]["artifactChanges"][0]["replacements"].as_array().expect("replacements");
            prop_assert_eq!(replacements.len(), edits.len());
            for (replacement, edit) in replacements.iter().zip(edits) {
                prop_assert_eq!(region(&body, &replacement["deletedRegion"]), span(edit));
                prop_assert_eq!(&replacement["insertedContent"]["text"], &edit["text"]);
            }
        }
    }
}

#[test]
fn sarif_has_every_rule_as_the_table_has_it() {
    let log = json("sarif", "clean.json", r#"{"ldap":{"port":636}}"#);
    let driver = &log["runs"][0]["tool"]["driver"];
    let rows = driver["rules"].as_array().expect("rules");
    assert_eq!(rows.len(), usersec::rules().count());
    for (row, rule) in rows.iter().zip(usersec::rules()) {
        assert_eq!(row["id"], rule.name());
        let name = text_of(row, "name");
        assert_eq!(name.to_lowercase(), rule.name().replace('-', ""));
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        assert_eq!(row["shortDescription"]["text"], rule.summary());
        assert_eq!(row["help"]["text"], rule.explain());
        assert!(text_of(&row["help"], "markdown").starts_with(rule.explain()));
        let highest = rule.cases().iter().map(|case| case.level()).max().expect("a case");
        assert_eq!(row["defaultConfiguration"]["level"], highest.name(), "{name}");
        let by_default = rule.cases().iter().any(|case| !case.is_pedantic());
        assert_eq!(row["defaultConfiguration"]["enabled"], by_default, "{name}");
        assert_eq!(row["properties"]["tags"][0], rule.group().name());
        // What GitHub shows of it.
        let full = text_of(&row["fullDescription"], "text");
        assert!(rule.explain().starts_with(full) && full.encode_utf16().count() <= 1024, "{name}: {full}");
    }
}
