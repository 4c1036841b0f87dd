//! What is said of lists of mappings, and that it is said in time.

use std::path::Path;

use serde_json::{Value, json};

use crate::{Level, Linter, Report};

fn check(mappings: &Value) -> Report {
    let body = json!({ "ldap": { "userToDNMapping": mappings } });
    Linter::new().pedantic(true).check(body.to_string().as_bytes())
}

/// A list of substitutions, each into a place of its own.
fn list(expressions: &[&str]) -> Value {
    let entry = |(number, expression): (usize, &&str)| json!({"match": expression, "substitution": format!("CN={{0}},OU=n{number}")});
    expressions.iter().enumerate().map(entry).collect()
}

const OURS: [&str; 8] = [
    "mapping-duplicate",
    "mapping-unreachable",
    "mapping-never-matches",
    "mapping-suffix-only",
    "mapping-redundant-anchor",
    "mapping-unescaped-dot",
    "mapping-dn-injection",
    "mapping-filter-injection",
];

/// The names of the findings with what they say, of these rows.
fn said(report: &Report) -> Vec<(&'static str, &str)> {
    let findings = report.findings().iter().map(|finding| (finding.rule().name(), finding.message()));
    findings.filter(|(name, _)| OURS.contains(name)).collect()
}

fn names(mappings: &Value) -> Vec<&'static str> {
    said(&check(mappings)).into_iter().map(|(name, _)| name).collect()
}

#[track_caller]
fn is_hidden(expressions: &[&str], hidden: bool) {
    let report = check(&list(expressions));
    let found = said(&report).iter().filter(|(name, _)| *name == "mapping-unreachable").count();
    assert_eq!(found, usize::from(hidden), "{expressions:?}: {:?}", said(&report));
}

#[test]
fn a_general_mapping_hides_special_ones_behind_it() {
    is_hidden(&["(.*)", "([a-z]+)@lab"], true);
    is_hidden(&["(.+)@lab", "([a-z]+)@lab"], true);
    is_hidden(&["(?i)([a-z]+)", "([A-Z]+)"], true);
    is_hidden(&["^(.*)$", "(.+)"], true);
    is_hidden(&["([a-m].*)", "([^a-m].*)", "(.+)"], true);
    is_hidden(&["(.+)", "(.*)"], true);
    is_hidden(&["(.+)", "([\\s\\S]+)"], true);
}

#[test]
fn what_gets_a_name_is_not_hidden() {
    is_hidden(&["([a-z]+)@lab", "(.+)@lab", "(.*)"], false);
    is_hidden(&["(.+)@DBA\\.EXAMPLE\\.COM", "(.+)@EXAMPLE\\.COM"], false);
    is_hidden(&["(\\w+)", "(\\p{L}+)"], false);
    is_hidden(&["([a-m].*)", "([n-z].*)", "(.+)"], false);
    // Nobody knows whom the first takes.
    is_hidden(&["(?=a)(.+)", "([a-z]+)"], false);
    is_hidden(&["(.+)\\1", "aa"], false);
}

/// The names on which the database gives up go on to the next mapping.
#[test]
fn what_runs_away_hides_nothing_for_certain() {
    for first in ["(a+)+x|(.+)", "(.*)(.*)(.*)(.*)@x|(.+)"] {
        let report = check(&list(&[first, "(.+)"]));
        assert!(!said(&report).iter().any(|(name, _)| *name == "mapping-unreachable"), "{first}");
        assert!(report.skipped().iter().any(|skipped| skipped.rule == "mapping-unreachable"), "{first}");
    }
}

/// Alone, an expression that is not analysed is compared with nothing.
#[test]
fn what_was_not_compared_is_said_only_of_lists() {
    let is_skipped = |expressions: &[&str]| {
        let report = check(&list(expressions));
        report.skipped().iter().any(|skipped| skipped.rule == "mapping-unreachable")
    };
    assert!(!is_skipped(&["(?!admin)(.+)"]));
    assert!(is_skipped(&["(?!admin)(.+)", "admin"]));
}

#[test]
fn a_query_hides_nothing() {
    let query = json!([
        {"match": "([a-z]+)", "ldapQuery": "DC=a??sub?(uid={0})"},
        {"match": "([a-z]+)", "ldapQuery": "DC=b??sub?(uid={0})"},
        {"match": "([a-z]+)", "substitution": "CN={0},DC=c"},
    ]);
    assert_eq!(names(&query), [""; 0]);
    let both = json!([
        {"match": "([a-z]+)", "ldapQuery": "DC=a??sub?(uid={0})", "substitution": "CN={0},DC=a"},
        {"match": "([a-z]+)", "substitution": "CN={0},DC=c"},
    ]);
    assert_eq!(names(&both), [""; 0], "which of the two is meant nobody knows");
}

#[test]
fn a_hidden_mapping_that_is_put_first_is_not_hidden_any_more() {
    let body = json!({ "ldap": { "userToDNMapping": list(&["([a-z]+)", "(ab+)", "([A-Z]+)"]) } }).to_string();
    let report = Linter::new().check(body.as_bytes());
    let fix = report.findings()[0].fix().expect("a fix");
    let fixed = fix.apply(&body).expect("edits that fit");
    let value: Value = serde_json::from_str(&fixed).expect("JSON");
    assert_eq!(value["ldap"]["userToDNMapping"][0]["match"], "(ab+)");
    assert_eq!(value["ldap"]["userToDNMapping"].as_array().map(Vec::len), Some(3));
    assert_eq!(said(&Linter::new().check(fixed.as_bytes())), []);
}

#[test]
fn anchors_at_the_ends_of_branches_are_no_fault() {
    for expression in ["^a|b$", "(^a)|(b$)", "^(a|b)$"] {
        assert!(!names(&list(&[expression])).contains(&"mapping-never-matches"), "{expression}");
    }
    assert_eq!(names(&list(&["a$b"])), ["mapping-never-matches"]);
    assert_eq!(names(&list(&["a\\bb"])), ["mapping-never-matches"]);
    assert_eq!(names(&list(&["[\\n]+"])), ["mapping-never-matches"]);
    assert_eq!(names(&list(&["^^([a-z]+)\\z"])), ["mapping-redundant-anchor"]);
}

/// The help for the one finding of that rule, and the expression with its fix.
#[track_caller]
fn help_and_fixed(rule: &str, expression: &str) -> (String, Option<String>) {
    let body = json!({ "ldap": { "userToDNMapping": list(&[expression]) } }).to_string();
    let report = Linter::new().check(body.as_bytes());
    let finding = report.findings().iter().find(|finding| finding.rule().name() == rule);
    let finding = finding.unwrap_or_else(|| panic!("{expression}: {:?}", said(&report)));
    let fixed = finding.fix().map(|fix| {
        let fixed = fix.apply(&body).expect("edits that fit");
        let value: Value = serde_json::from_str(&fixed).expect("JSON");
        value["ldap"]["userToDNMapping"][0]["match"].as_str().expect("a text").to_owned()
    });
    (finding.help().unwrap_or_default().to_owned(), fixed)
}

#[test]
fn a_backslash_before_a_name_is_told_as_one() {
    for (expression, what, fixed) in [
        ("CORP\\tom", "`\\t` is a tab", "CORP\\\\tom"),
        ("corp\\bob", "`\\b` is the edge of a word", "corp\\\\bob"),
        ("CORP\\nina", "`\\n` is a line feed", "CORP\\\\nina"),
        ("CORP\\admin", "`\\a` is the bell", "CORP\\\\admin"),
        ("CORP\\Admin", "`\\A` is the start of the name", "CORP\\\\Admin"),
        ("(?:corp\\fred|corp\\rob)", "`\\f` is a form feed", "(?:corp\\\\fred|corp\\\\rob)"),
        ("CORP-(eve|tom)\\e", "`\\e` is the escape character", "CORP-(eve|tom)\\\\e"),
        ("CORP\\cathy", "`\\ca` is a control character", "CORP\\\\cathy"),
        ("CORP\\xavier", "`\\xa` is a line feed", "CORP\\\\xavier"),
        ("CORP\tom", "in JSON `\\t` is a tab", "CORP\\\\tom"),
        ("corp\u{8}ob", "in JSON `\\b` is a backspace", "corp\\\\bob"),
    ] {
        let (help, mended) = help_and_fixed("mapping-never-matches", expression);
        assert!(help.starts_with(what) && help.contains("with four"), "{expression}: {help}");
        assert_eq!(mended.as_deref(), Some(fixed), "{expression}: {help}");
    }
    for expression in ["a$b", "\\ba$b", "^$"] {
        let (help, _) = help_and_fixed("mapping-never-matches", expression);
        assert!(!help.contains("backslash"), "{expression}: {help}");
    }
    for (expression, fixed) in [
        ("CORP\\user", Some("CORP\\\\user")),
        ("CORP\\ubbe", Some("CORP\\\\ubbe")),
        ("CORP\\ubeef", Some("CORP\\x{beef}")),
        ("CORP\\ud83d", None),
    ] {
        let (help, mended) = help_and_fixed("mapping-regex-invalid", expression);
        assert!(help.contains("in JSON with four"), "{expression}: {help}");
        assert_eq!(
            help.contains("hexadecimal"),
            fixed != Some("CORP\\\\user") && fixed != Some("CORP\\\\ubbe"),
            "{help}"
        );
        assert_eq!(mended.as_deref(), fixed, "{expression}: {help}");
    }
}

#[test]
fn what_stands_before_a_quoted_domain_is_not_quoted() {
    let fixed = |expression| help_and_fixed("mapping-suffix-only", expression).1;
    assert_eq!(fixed("\\Q@corp.com\\E").as_deref(), Some("(.+)\\Q@corp.com\\E"));
    assert_eq!(fixed("^\\Q@corp.com").as_deref(), Some("^(.+)\\Q@corp.com"));
    assert_eq!(fixed("(@corp)").as_deref(), Some("(.+@corp)"));
}

#[test]
fn each_option_has_a_help_of_its_own() {
    let help = |expression| help_and_fixed("mapping-regex-dialect", expression).0;
    for (expression, what) in [
        ("(?i)([a-z]+)", "`[Aa]`"),
        ("(?i:([a-z]+))", "`[Aa]`"),
        ("(?s)([a-z]+)", "leave `s` out"),
        ("(?m)([a-z]+)", "leave `m` out"),
        ("(?n)[a-z]+", "`(?:…)`"),
        ("(?xx) ([a-z]+)", "blanks and comments"),
        ("(?U)([a-z]+)", "`+?` for `+`"),
        ("(?aD)([a-z]+)", "leave `a` out"),
        ("(?-i)([a-z]+)", "leave it out"),
    ] {
        let help = help(expression);
        assert!(help.contains(what), "{expression}: {help}");
        assert_eq!(help.contains("[Aa]"), what.contains("[Aa]"), "{expression}: {help}");
    }
    let both = help("(?is)([a-z]+)");
    assert!(both.contains("[Aa]") && both.contains("leave `s` out"), "{both}");
}

#[test]
fn what_both_dialects_read_alike_is_written_instead() {
    for (expression, instead) in [
        (r"(.+)\a", r"(.+)\x07"),
        (r"(.+)\e", r"(.+)\x1b"),
        (r"(.+)\z", r"(.+)$"),
        (r"\A(.+)", r"^(.+)"),
        (r"(?P<n>.+)", r"(?<n>.+)"),
        (r"([[:alpha:]]+)", r"([A-Za-z]+)"),
        (r"(.+)(?#x)y", r"(.+)y"),
    ] {
        assert_eq!(help_and_fixed("mapping-regex-dialect", expression).1.as_deref(), Some(instead));
    }
}

/// The database's assertion was seen to fail where there is no group.
#[test]
fn empty_braces_with_a_group_and_without() {
    for (expression, what) in [("[a-z]+", "an assertion of the database fails"), ("([a-z]+)", "is not known")]
    {
        let report = check(&json!([{"match": expression, "substitution": "CN={},DC=b"}]));
        let said = report.findings().iter().map(crate::Finding::message);
        assert!(said.clone().any(|said| said.contains(what)), "{expression}: {:?}", said.collect::<Vec<_>>());
    }
}

#[test]
fn what_had_nothing_to_look_at_skips_nothing() {
    let skips = |mappings: Value, rule: &str| {
        let report = check(&mappings);
        report.skipped().iter().any(|skipped| skipped.rule == rule)
    };
    let of = |target: &str, text: &str| json!([{"match": "(?!admin)(.+)", target: text}]);
    let (dn, filter) = ("mapping-dn-injection", "mapping-filter-injection");
    assert!(skips(of("substitution", "CN={0},DC=x"), dn));
    assert!(!skips(of("substitution", "CN={0},DC=x"), filter));
    assert!(!skips(of("substitution", "{0}"), dn));
    assert!(skips(of("ldapQuery", "DC=x??sub?(uid={0})"), filter));
    assert!(!skips(of("ldapQuery", "DC=x??sub?(uid={0})"), dn));
    // What is found behind it may not get there.
    let behind = json!([
        {"match": "(?!admin).+", "substitution": "CN=a,DC=x"},
        {"match": "(.+)", "substitution": "CN={0},DC=x"},
    ]);
    assert!(skips(behind.clone(), dn) && !names(&behind).contains(&dn));
}

#[test]
fn a_domain_is_shown_as_it_is_meant() {
    let report = check(&list(&["(.+)@corp.com"]));
    let of = |rule| said(&report).into_iter().find(|(name, _)| *name == rule).map(|(_, message)| message);
    let injection = of("mapping-dn-injection").expect("a finding");
    assert!(injection.contains("`jane,OU=Admins@corp.com`"), "{injection}");
    let dot = of("mapping-unescaped-dot").expect("a finding");
    assert!(dot.contains("corpXcom"), "{dot}");
    // Only what is not meant gets as far as the second.
    let report = check(&list(&[".+@corp\\.com", "(.+)@corp.com"]));
    assert!(said(&report).iter().any(|(name, _)| *name == "mapping-dn-injection"), "{:?}", said(&report));
}

#[test]
fn dots_in_domains() {
    let dotted = |expression: &str| names(&list(&[expression])).contains(&"mapping-unescaped-dot");
    for expression in
        ["([a-z]+)@lab.net", "([a-z]+)@(lab.net|corp)", "([a-z]+)(?:@lab.net)?", "([a-z]+)@my-lab.net"]
    {
        assert!(dotted(expression), "{expression}");
    }
    for expression in [
        "([a-z]+)@lab\\.net",
        "([a-z]+)@lab[.]net",
        "([a-z]+)@[a-z]+.net",
        "([a-z]+)@lab.*net",
        "([a-z]+)@.+",
        "a.b",
        "([a-z]+)@a,b.c",
        "[a-z]+@lab.net|[a-z]+@.{7}",
    ] {
        assert!(!dotted(expression), "{expression}");
    }
}

#[test]
fn what_a_group_may_take() {
    let dn = |expression: &str| names(&list(&[expression])).contains(&"mapping-dn-injection");
    for expression in ["(.+)", "([^@]+)@lab", "(\\w+|,)", "([a-z+]+)", "(\\S+)", "([#a]+)", "(a(?:,b)?)c"] {
        assert!(dn(expression), "{expression}");
    }
    for expression in ["(\\w+)", "([a-z0-9._-]+)", "([^#,+\"\\\\<>;=]+)", "(a),b", "CN=(.+),OU=x", "(a=b)"] {
        assert!(!dn(expression), "{expression}");
    }
    // The whole name, or an RDN of it, is meant to bring commas along.
    for substitution in ["{0}", "uid=agent,{0},DC=a", "{0},DC=a"] {
        let entry = json!([{"match": "(.+)", "substitution": substitution}]);
        assert_eq!(names(&entry), [""; 0], "{substitution}");
    }
    // Names with a comma do not get as far as the second.
    let late = json!([
        {"match": "[^,+\"\\\\<>;#]*[,+\"\\\\<>;#].*", "substitution": "CN=nobody,DC=a"},
        {"match": "(.+)", "substitution": "CN={0},DC=a"},
    ]);
    assert_eq!(names(&late), [""; 0]);
}

#[test]
fn one_finding_stands_for_the_list() {
    let entries = list(&["(.+)@a", "(.+)@b", "(.+)@c"]);
    let report = check(&entries);
    assert_eq!(said(&report).len(), 1, "{:?}", said(&report));
    assert!(said(&report)[0].1.contains("`jane,OU=Admins@a`"), "{:?}", said(&report));
}

/// What is known to work, and the examples of the manual, gets notes at most.
#[test]
fn real_mappings_get_no_warning() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/real-values.jsonl");
    let text = std::fs::read_to_string(path).expect("the values");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let entries: Vec<Value> =
        rows.filter(|row| row["field"] == "ldap.userToDNMapping[]").map(|row| row["value"].clone()).collect();
    assert!(entries.len() > 10);
    let manual = json!([
        {"match": "(.+)@ENGINEERING.EXAMPLE.COM", "substitution": "cn={0},ou=engineering,dc=example,dc=com"},
        {"match": "(.+)@DBA.EXAMPLE.COM", "ldapQuery": "ou=dba,dc=example,dc=com??one?(user={0})"},
    ]);
    for list in entries.into_iter().map(|entry| json!([entry])).chain([manual]) {
        let report = check(&list);
        let loud = report
            .findings()
            .iter()
            .filter(|finding| OURS.contains(&finding.rule().name()) && finding.level() > Level::Note);
        assert_eq!(loud.count(), 0, "{list}: {:?}", said(&report));
    }
}

/// Long lists and expressions that explode end soon, and it is said that they were not looked at.
#[test]
fn hostile_lists_end_soon() {
    let many = |count: usize, make: &dyn Fn(usize) -> String| {
        let texts: Vec<String> = (0..count).map(make).collect();
        list(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let skips = |mappings: &Value| {
        let started = std::time::Instant::now();
        let report = check(mappings);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        report.skipped().iter().any(|skipped| skipped.rule == "mapping-unreachable")
    };
    assert!(
        !skips(&many(6_000, &|number| format!("([a-z]+)@lab{number}\\.net"))),
        "a long list is compared in full"
    );
    assert!(!skips(&many(6_000, &|number| format!("{number}([a-z]+)"))));
    assert!(skips(&many(20_000, &|number| format!("([a-z]+)@lab{number}\\.net"))));
    assert!(skips(&many(6_000, &|number| format!("([a-z]+)@lab{number}[a-z]+"))));
    assert!(skips(&many(40, &|number| format!("(.*[ab].{{{number},60}})x?"))));
    assert!(skips(&many(2_000, &|number| format!("[a-z]{{{number}}}"))));
}
