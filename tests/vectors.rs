//! The test vectors: names, hosts and values seen in the wild, with the verdicts of independent
//! implementations.

use serde_json::{Value, json};
use usersec::{Level, Linter, Report};

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn check(body: &Value) -> Report {
    Linter::new().in_file(true).now(1_770_681_600).check(body.to_string())
}

/// The findings of the report as `rule: level`.
fn findings(report: &Report) -> Vec<(&'static str, Level)> {
    report.findings().iter().map(|finding| (finding.rule().name(), finding.level())).collect()
}

#[test]
fn names_are_judged_as_the_rfcs_and_libldap_do() {
    let (mut taken, mut refused, mut between) = (0, 0, 0);
    for row in rows("dn") {
        let dn = row["dn"].as_str().expect("a name");
        let body = json!({"ldap": {"bindUsername": dn, "bindPassword": "${PASSWORD}"}});
        let found = findings(&check(&body));
        // Where a character that cannot be seen is all that is wrong, that is what is said.
        let is_of_dn = |rule: &str| rule.starts_with("dn-") || rule == "suspicious-character";
        let of_dn: Vec<_> = found.iter().filter(|(rule, _)| is_of_dn(rule)).collect();
        let rules: Vec<_> = found.iter().map(|(rule, _)| *rule).collect();
        if !dn.contains('=') {
            let expected = match dn {
                "{0}" => "bind-dn-template-token",
                "" => "bind-username-empty",
                _ => "bind-not-dn",
            };
            assert_eq!(rules, [expected], "{row}");
            continue;
        }
        assert!(!rules.contains(&"bind-not-dn"), "{row}");
        let error = of_dn.iter().any(|(_, level)| *level == Level::Error);
        let by_rfc = row["rfc2253_valid"] == true || row["rfc4514_valid"] == true;
        let by_libldap = row["implementations"]["libldap_str2dn_default"] == true;
        // `${USER}` stands for a value that nobody knows yet.
        let template = dn.contains("${");
        match (by_rfc, by_libldap) {
            (true, _) => {
                assert!(!error, "{row}: {found:?}");
                taken += 1;
            }
            (false, false) => {
                // A placeholder in the place of an RDN is one mistake, and it is an error.
                let is_token = rules == ["bind-dn-template-token"];
                assert!(error || template || is_token, "{row}: {found:?}");
                refused += 1;
            }
            (false, true) => {
                assert!(!error, "{row}: {found:?}");
                between += 1;
            }
        }
    }
    assert!(taken > 100 && refused > 80 && between > 5, "{taken} {refused} {between}");
}

#[test]
fn a_placeholder_that_stands_in_no_value_does_not_hide_a_broken_name() {
    for dn in ["{0}={1},dc=com", "cn=#{0},dc=com", "cn=\\{0},dc=com"] {
        let report = check(&json!({"ldap": {"bindUsername": dn}}));
        let found = findings(&report);
        assert!(found.iter().any(|(rule, _)| *rule == "bind-dn-template-token"), "{dn}: {found:?}");
        assert!(found.iter().any(|(rule, _)| rule.starts_with("dn-")), "{dn}: {found:?}");
    }
}

#[test]
fn hosts_are_valid_exactly_where_they_really_are() {
    let faults = [
        "hostname-syntax",
        "hostname-empty",
        "hostname-whitespace",
        "hostname-scheme",
        "hostname-port",
        "hostname-list",
        "hostname-underscore",
        "ipv4-octet-out-of-range",
        "ipv4-leading-zero",
        "ipv6-syntax",
        "suspicious-character",
    ];
    let mut valid = 0;
    for row in rows("host") {
        // A zone id means nothing to a remote host: disputed.
        if row["id"] == "h-033" {
            continue;
        }
        let report = check(&json!({"ldap": {"hostname": row["host"]}}));
        let faulty = report.findings().iter().any(|finding| faults.contains(&finding.rule().name()));
        assert_eq!(!faulty, row["really_valid_host"] == true, "{row}: {:?}", findings(&report));
        valid += usize::from(!faulty);
    }
    assert!(valid > 20, "{valid}");
}

/// Queries that the database takes when it starts with them as `ldapQuery`, and that are errors here: what
/// becomes of them when somebody logs in the vectors do not say.
const FAIL_LATER: [(&str, &[&str]); 8] = [
    ("there is no query", &["u-016"]),
    ("libldap refuses the filter", &["u-082", "u-083", "u-086", "u-088", "u-229"]),
    ("the base is no name, for libldap and for both RFCs", &["u-116", "u-137", "u-139", "u-140", "u-154"]),
    ("a scheme and a host in the base", &["u-157", "u-158", "u-159", "u-160", "u-165", "u-166"]),
    ("nothing replaces it, and the base is no name", &["u-180", "u-182"]),
    ("the query does not use each group of the expression", &["u-193", "u-202"]),
    ("there is no such group", &["u-205"]),
    // The database reads the digits with `strtol`, which takes a sign.
    ("disputed: no percent-encoding, and taken by accident", &["u-122"]),
];

/// The groups of an expression for a query with these placeholders.
fn groups(query: &str) -> usize {
    let inside = query.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let numbers = inside.filter_map(|number| number.parse::<usize>().ok());
    numbers.map(|number| number + 1).max().unwrap_or(0)
}

#[test]
fn queries_are_judged_as_the_database_judges_them() {
    let (mut refused, mut taken, mut later) = (0, 0, 0);
    for row in rows("url") {
        let query = row["url"].as_str().expect("a query");
        let expression = match groups(query) {
            0 => "admin".to_owned(),
            count => vec!["(.+)"; count].join("-"),
        };
        let mapping = json!({"userToDNMapping": [{"match": expression, "ldapQuery": query}]});
        let template = json!({"authzQueryTemplate": query});
        let fails_later = FAIL_LATER.iter().any(|(_, ids)| ids.iter().any(|id| row["id"] == *id));
        let at_runtime = row["mongod_authz_runtime(user=cn=alice,dc=ex)"]["ok"] == true;
        for (ldap, at_start, at_runtime) in [
            (template, &row["mongod_authz_startup"], at_runtime),
            (mapping, &row["mongod_ldapQuery_startup"], !fails_later),
        ] {
            let found = findings(&check(&json!({"ldap": ldap})));
            let error = found.iter().any(|(_, level)| *level == Level::Error);
            match (at_start["ok"] == true, at_runtime) {
                (false, _) => {
                    assert!(error, "{row}: {found:?}");
                    refused += 1;
                }
                (true, true) => {
                    assert!(!error, "{row}: {found:?}");
                    taken += 1;
                }
                // Without a placeholder an empty template is no query: it deletes the stored one.
                (true, false) => {
                    assert!(error || query.is_empty(), "{row}: {found:?}");
                    later += 1;
                }
            }
        }
    }
    assert!(refused > 50 && taken > 50 && later > 20, "{refused} {taken} {later}");
}

#[test]
fn filters_are_judged_as_libldap_and_the_rfc_judge_them() {
    let (mut refused, mut loose, mut strict) = (0, 0, 0);
    for row in rows("filter") {
        let filter = row["filter"].as_str().expect("a filter");
        // Without a filter, there is nothing to judge.
        if filter.is_empty() {
            continue;
        }
        let query = format!("DC=example,DC=net??sub?{filter}");
        let found = findings(&check(&json!({"ldap": {"authzQueryTemplate": query}})));
        let level =
            found.iter().filter(|(rule, _)| *rule == "query-filter-syntax").map(|(_, level)| *level).max();
        let verdicts = (&row["implementations"]["libldap_2.5.13_put_filter"], &row["rfc4515_valid"]);
        match (verdicts.0 == true, verdicts.1 == true) {
            (false, _) => {
                // `\2` and `{0}` in the place of the fault are taken for placeholders that there are not.
                let foreign = found.contains(&("authz-unknown-token", Level::Error));
                assert!(level == Some(Level::Error) || level.is_none() && foreign, "{row}: {found:?}");
                refused += 1;
            }
            (true, false) => {
                assert_eq!(level, Some(Level::Warning), "{row}: {found:?}");
                loose += 1;
            }
            (true, true) => {
                assert_eq!(level, None, "{row}: {found:?}");
                strict += 1;
            }
        }
    }
    assert!(refused > 50 && loose > 10 && strict > 50, "{refused} {loose} {strict}");
}

/// What is recorded as accepted or documented as working gives no error, and but for some rules no
/// warning. What is broken or a placeholder by its own note is found, where the rules for it exist.
#[test]
fn values_seen_in_the_wild() {
    let mut worked = 0;
    for row in rows("real-values") {
        let (field, value) = (row["field"].as_str().expect("a field"), &row["value"]);
        let note = row["note"].as_str().expect("a note").to_lowercase();
        let body = match field.split_once('.') {
            Some(("ldap", "userToDNMapping[]")) => json!({"ldap": {"userToDNMapping": [value]}}),
            Some(("ldap", member)) => json!({"ldap": {member: value}}),
            // The rest describes certificates, responses and paths in words.
            _ => continue,
        };
        let report = check(&body);
        let found = findings(&report);
        let error = found.iter().any(|(_, level)| *level == Level::Error);
        let unusable = [
            "placeholder: must",
            "documentation placeholder",
            "placeholder;",
            "unusable",
            "mongod form only",
        ];
        let broken = ["invalid", "host:port form", "scheme+port", "broken", "rejected"];
        if unusable.iter().chain(&broken).any(|word| note.contains(word)) {
            assert!(error, "{row}: {found:?}");
            continue;
        }
        // Whether there is an entry of that name, only the directory knows.
        if note.contains("no such object") {
            continue;
        }
        let tolerated = ["bind-dn-pattern", "bind-not-dn", "hostname-reserved-domain", "hostname-tunnel"];
        let stays_literal = note.contains("stay literal");
        let is_tolerated = |rule: &str| {
            tolerated.contains(&rule)
                || rule.starts_with("bind-password-")
                || (stays_literal && rule == "mapping-foreign-placeholder")
        };
        if stays_literal {
            assert!(found.iter().any(|(rule, _)| *rule == "mapping-foreign-placeholder"), "{row}");
        }
        let warning = found.iter().any(|(rule, level)| *level == Level::Warning && !is_tolerated(rule));
        assert!(!error && !warning, "{row}: {found:?}");
        worked += 1;
    }
    assert!(worked > 40, "{worked}");
}

fn is_about_placeholders(rule: &str) -> bool {
    ["placeholder", "brace", "group", "token", "provided-user-base"].iter().any(|word| rule.contains(word))
}

/// The findings about placeholders, and groups that none uses.
fn about_placeholders(body: &Value) -> Vec<(&'static str, Level)> {
    findings(&check(body)).into_iter().filter(|(rule, _)| is_about_placeholders(rule)).collect()
}

/// What the database was seen to do with mappings.
#[test]
fn placeholders_of_mappings_are_judged_as_by_the_database() {
    let (mut left, mut filled, mut failed) = (0, 0, 0);
    for row in rows("mapping") {
        let found = about_placeholders(&json!({"ldap": {"userToDNMapping": row["mapping"]}}));
        let error = found.iter().any(|(_, level)| *level == Level::Error);
        let traces = row["trace"].as_array().expect("a trace");
        let said = |words: &str| row["startup_error"]["err"].as_str().is_some_and(|err| err.contains(words));
        let fails = |trace: &Value| {
            trace["error"].as_str().is_some_and(|err| err.contains("token #") || err.contains("invariant"))
        };
        if said("token") || traces.iter().any(fails) {
            assert!(error, "{row}: {found:?}");
            failed += 1;
            continue;
        }
        // A brace that the user name did not bring along was meant to be replaced.
        let brace = |trace: &Value| {
            let captures = trace["captures"].to_string();
            trace["dn"].as_str().is_some_and(|dn| dn.contains('{')) && !captures.contains('{')
        };
        if traces.iter().any(brace) {
            assert!(!found.is_empty(), "{row}");
            left += 1;
        } else if traces.iter().all(|trace| trace["matched"] == true) && row["startup_error"].is_null() {
            assert!(!error, "{row}: {found:?}");
            filled += 1;
        }
    }
    assert!(left >= 6 && filled > 20 && failed >= 4, "{left} {filled} {failed}");
}

/// What the database does with authorization queries when it starts, and when somebody logs in.
#[test]
fn placeholders_of_authorization_queries_are_judged_as_by_the_database() {
    let (mut works, mut fails) = (0, 0);
    for row in rows("url") {
        if row["url"] == "" {
            continue;
        }
        let found = about_placeholders(&json!({"ldap": {"authzQueryTemplate": row["url"]}}));
        let error = found.iter().any(|(_, level)| *level == Level::Error);
        match &row["mongod_authz_runtime(user=cn=alice,dc=ex)"]["ok"] {
            Value::Bool(true) => {
                assert!(!error, "{row}: {found:?}");
                works += 1;
            }
            Value::Bool(false) => {
                assert!(error, "{row}: {found:?}");
                fails += 1;
            }
            // It does not start; for a placeholder, if that is what the row is about.
            _ if row["source"] == "own:token" => {
                assert!(error, "{row}: {found:?}");
                fails += 1;
            }
            _ => {}
        }
    }
    assert!(works > 15 && fails > 40, "{works} {fails}");
}

/// Where the database takes a query of a mapping, nothing is said to be refused.
#[test]
fn placeholders_of_mapping_queries_are_judged_as_by_the_database() {
    let (mut taken, mut refused) = (0, 0);
    for row in rows("url") {
        let url = row["url"].as_str().expect("a query");
        let body = json!({"ldap": {"userToDNMapping": [{"match": "(.+)", "ldapQuery": url}]}});
        let report = check(&body);
        let says = |words: &str| report.findings().iter().any(|finding| finding.message().contains(words));
        if row["mongod_ldapQuery_startup"]["ok"] == true {
            assert!(!says("refuses it when it starts"), "{row}");
            taken += 1;
        } else if url.contains('{') && row["source"] == "own:token" {
            assert!(says("refuses it when it starts"), "{row}: {:?}", findings(&report));
            refused += 1;
        }
    }
    assert!(taken > 40 && refused > 8, "{taken} {refused}");
}
