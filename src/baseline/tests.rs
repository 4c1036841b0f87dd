use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::Linter;
use crate::rules::policy::Gone;
use crate::rules::rules;

fn entry() -> impl Strategy<Value = Entry> {
    let rules: Vec<&str> = rules().map(Rule::name).collect();
    (
        any::<String>().prop_filter("a path", |path| !path.is_empty()),
        select(rules),
        any::<String>(),
        any::<u64>(),
        any::<bool>(),
    )
        .prop_map(|(path, rule, pointer, fingerprint, needs_current)| Entry {
            path,
            rule,
            pointer,
            fingerprint,
            needs_current,
            span: Span::at(0),
        })
}

fn baseline() -> impl Strategy<Value = Baseline> {
    prop::collection::vec(entry(), 0..8).prop_map(|entries| {
        let mut baseline = Baseline { entries, ..Baseline::default() };
        baseline.entries.sort();
        baseline
    })
}

fn without_spans(baseline: &Baseline) -> Vec<Entry> {
    baseline.entries.iter().map(|entry| Entry { span: Span::at(0), ..entry.clone() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(baseline in baseline()) {
        let text = baseline.to_text();
        let read = Baseline::parse(&text).expect("it was just written");
        prop_assert_eq!(without_spans(&read), without_spans(&baseline));
        prop_assert_eq!(read.to_text(), text.clone());
        // A line for each, besides the first and the last.
        prop_assert_eq!(text.lines().count(), baseline.len() + 2);
        prop_assert!(!text.contains(|c: char| c != '\n' && is_control(c)));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), baseline in baseline(), cut: prop::sample::Index) {
        let _ = Baseline::parse(&text);
        let whole = baseline.to_text();
        let at = (0..=cut.index(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or_default();
        if let Err(error) = Baseline::parse(&whole[..at]) {
            prop_assert!(error.span().end <= at);
        }
    }
}

/// The fingerprints of what is found of the rule.
/// The limits of lists are those of documents.
#[test]
fn any_number_of_entries_is_read() {
    let entry = |n: u64| Entry {
        path: format!("{n}.json"),
        rule: "unknown-field",
        pointer: String::new(),
        fingerprint: n,
        needs_current: false,
        span: Span::at(0),
    };
    let mut written = Baseline { entries: (0..100_500).map(entry).collect(), ..Baseline::default() };
    written.entries.sort();
    let read = Baseline::parse(&written.to_text()).expect("it was written");
    assert_eq!(read.entries.len(), 100_500);
}

fn prints(rule: &str, body: &str) -> Vec<String> {
    let report = Linter::new().pedantic(true).check(body);
    let of_rule = report.findings().iter().filter(|finding| finding.rule().name() == rule);
    let prints: Vec<String> = of_rule.map(Finding::fingerprint).collect();
    assert!(!prints.is_empty(), "{rule} in {body}");
    prints
}

#[test]
fn a_fingerprint_stays_when_entries_are_put_before() {
    let entry = |pattern: &str| format!(r#"{{"match":"{pattern}","substitution":"CN={{0}},DC=a"}}"#);
    let body = |entries: &[String]| format!(r#"{{"ldap":{{"userToDNMapping":[{}]}}}}"#, entries.join(","));
    let broken = prints("mapping-regex-invalid", &body(&[entry("(.+")]));
    assert_eq!(prints("mapping-regex-invalid", &body(&[entry("(.+)@x"), entry("(.+")])), broken);
}

#[test]
fn a_fingerprint_stays_when_the_layout_changes() {
    let compact = r#"{"ldap":{"port":70000,"unknown":{"a":[1,2]}}}"#;
    let spread = "{\r\n\t\"ldap\" : {\r\n\"unknown\": {\n \"a\": [ 1,\n2]\n}, \"port\": 70000\r\n}\r\n}";
    for rule in ["port-out-of-range", "unknown-field"] {
        assert_eq!(prints(rule, compact), prints(rule, spread));
    }
}

/// A document with these mappings.
fn mappings(entries: &[(&str, &str)]) -> String {
    let entry =
        |(pattern, name): &(&str, &str)| format!(r#"{{"match":"{pattern}","substitution":"{name}"}}"#);
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!(r#"{{"ldap":{{"userToDNMapping":[{}]}}}}"#, entries.join(","))
}

#[test]
fn a_fault_in_another_value_is_another_fault() {
    let ldap = |member: &str| format!(r#"{{"ldap":{{{member}}}}}"#);
    let name = |name: &str| ldap(&format!(r#""bindUsername":"{name}","bindPassword":"${{P}}""#));
    let both = |pattern: &str| {
        let members =
            format!(r#""match":"{pattern}","substitution":"{{0}}","ldapQuery":"DC=a??sub?(uid={{0}})""#);
        ldap(&format!(r#""userToDNMapping":[{{{members}}}]"#))
    };
    let hostname = |name: &str| ldap(&format!(r#""hostname":"{name}""#));
    for (known, new) in [
        (mappings(&[("(.+)", "CN={1},DC=x")]), mappings(&[("(.+)", "OU=Admins,CN={1},DC=other")])),
        (mappings(&[("a(b", "CN=a,DC=x")]), mappings(&[("(.+)@(y", "CN=a,DC=x")])),
        (both("(a+)"), both("(b+)")),
        (hostname("a..b.com"), hostname("c..b.com")),
        (hostname("1.2.3.4:637"), hostname("ldap.mycompany.com:637")),
        (name("CN=Smith, John,DC=a"), name("CN=Other, Person,DC=a")),
        ("{\"ldap\":{\"port\":1,}}".to_owned(), "{\"ldap\":{\"hostname\":\"a\",}}".to_owned()),
    ] {
        let linter = Linter::new().pedantic(true);
        let mut baseline = Baseline::new();
        let before = linter.check(&known);
        assert!(!before.findings().is_empty(), "{known}");
        before.findings().iter().for_each(|finding| _ = baseline.add("a", finding));
        let after = linter.clone().check(&new);
        let again = linter.baseline(Arc::new(baseline), "a").check(&new);
        assert_eq!(again.findings().len(), after.findings().len(), "{known} {new} {again:?}");
    }
}

#[test]
fn another_case_is_another_fault() {
    let ldap =
        |member: &str| format!(r#"{{"ldap":{{"authenticationEnabled":true,"{member}":"CN=a,DC=b"}}}}"#);
    let print = |body: String| {
        let report = Linter::new().complete(true).check(body);
        let found = report.findings().iter().find(|finding| finding.rule().name() == "bind-incomplete");
        found.map(Finding::fingerprint).expect("something is missing")
    };
    assert_ne!(print(ldap("hostname")), print(ldap("bindUsername")));
}

#[test]
fn a_fingerprint_of_an_entry_is_not_about_the_order_of_its_members() {
    let body = |entry: &str| format!(r#"{{"ldap":{{"userToDNMapping":[{{{entry}}}]}}}}"#);
    for (rule, rest) in [
        ("mapping-target-both", r#""substitution":"{0}","ldapQuery":"DC=a??sub?(uid={0})""#),
        ("mapping-target-missing", r#""other":{"a":1}"#),
        ("unknown-field", r#""other":{"a":1}"#),
    ] {
        let pattern = r#""match":"(.+)""#;
        let known = prints(rule, &body(&format!("{pattern},{rest}")));
        assert_eq!(prints(rule, &body(&format!(" {rest} , {pattern} "))), known);
        assert_ne!(prints(rule, &body(&format!("\"match\":\"(.*)\",{rest}"))), known);
    }
}

#[test]
fn a_fingerprint_stays_when_a_certificate_is_put_beside() {
    let block = |letter: &str| {
        format!("-----BEGIN CERTIFICATE-----\\n{}\\n-----END CERTIFICATE-----\\n", letter.repeat(256))
    };
    let (broken, other) = (block("!"), block("A"));
    let print = |blocks: &[&String]| {
        let text: String = blocks.iter().map(|block| block.as_str()).collect();
        let body = format!(r#"{{"ldap":{{"caCertificate":"{text}"}}}}"#);
        let report = Linter::new().check(&body);
        let at = body.find('!').expect("it is there");
        let of_block =
            report.findings().iter().filter(|finding| finding.span().overlaps(Span::new(at, at + 256)));
        let prints: Vec<String> = of_block.map(Finding::fingerprint).collect();
        assert!(!prints.is_empty(), "{report:?}");
        prints
    };
    let alone = print(&[&broken]);
    assert_eq!(print(&[&broken, &other]), alone);
    assert_eq!(print(&[&other, &broken]), alone);
}

#[test]
fn a_fingerprint_in_a_long_value_is_about_what_is_near() {
    let print = |name: &str| prints("mapping-placeholder-out-of-range", &mappings(&[("(.+)", name)]));
    let long = |far: &str, near: &str| format!("CN={far}{},OU={near},CN={{1}},DC=x", "é".repeat(100));
    assert_eq!(print(&long("a", "b")), print(&long("c", "b")));
    assert_ne!(print(&long("a", "b")), print(&long("a", "c")));
}

#[test]
fn a_fingerprint_does_not_tell_how_long_a_key_beside_it_is() {
    let print = |lines: usize| {
        let key = format!(
            "-----BEGIN PRIVATE KEY-----\\n{}-----END PRIVATE KEY-----\\n",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n".repeat(lines)
        );
        let body = format!(r#"{{"ldap":{{"caCertificate":"stray\\n{key}"}}}}"#);
        let report = Linter::new().check(body);
        assert!(!report.findings().is_empty());
        report.findings().iter().map(Finding::fingerprint).collect::<Vec<_>>()
    };
    assert_eq!(print(1), print(2));
    assert_eq!(print(1), print(60));
}

#[test]
fn a_fingerprint_of_an_object_is_not_about_what_else_is_in_it() {
    let empty = prints("wrong-type", r#"{"ldap":{"port":{}}}"#);
    assert_eq!(prints("wrong-type", r#"{"ldap":{"port":{"number":636}}}"#), empty);
}

#[test]
fn a_fingerprint_does_not_tell_how_long_a_secret_is() {
    let print = |secret: &str| prints("wrong-type", &format!(r#"{{"ldap":{{"bindPassword":{secret}}}}}"#));
    assert_eq!(print("12345678"), print("1234"));
}

#[test]
fn what_has_become_worse_is_not_known() {
    let print = |enabled: bool| {
        prints(
            "hostname-empty",
            &format!(r#"{{"ldap":{{"authenticationEnabled":{enabled},"hostname":""}}}}"#),
        )
    };
    assert_ne!(print(true), print(false));
}

#[test]
fn of_twins_the_one_that_is_left_is_known_and_a_new_one_is_not() {
    let twins = |count| format!(r#"{{"ldap":{{{}}}}}"#, vec![r#""unknown":1"#; count].join(","));
    let all = prints("unknown-field", &twins(3));
    assert_eq!(prints("unknown-field", &twins(2)), all[..2]);
    assert!(all[0] != all[1] && all[1] != all[2]);
}

#[test]
fn secrets_and_what_nobody_looked_at_and_what_is_said_of_such_files_are_never_known() {
    for rule in rules() {
        let is_never = rule.name() == "private-key"
            || rule.name().starts_with("bind-password-")
            || ["ignore-unused", "baseline-stale"].contains(&rule.name())
            || [
                "too-many-findings",
                "too-many-mappings",
                "too-many-certificates",
                "too-many-members",
                "value-too-long",
            ]
            .contains(&rule.name());
        assert_eq!(rule.can_be_known(), !is_never, "{}", rule.name());
    }
}

#[test]
fn a_never_known_finding_is_shown_though_somebody_wrote_it_down() {
    let body = r#"{"ldap":{"bindUsername":"CN=svc,DC=example,DC=net","bindPassword":"correct horse"}}"#;
    let linter = Linter::new().in_file(true);
    let report = linter.check(body);
    let [finding] = report.findings() else { panic!("{report:?}") };
    let forged = format!(
        "{HEAD}\n{{\"path\":\"a.json\",\"rule\":\"{}\",\"pointer\":\"\",\"fingerprint\":\"{}\"}}\n]}}",
        finding.rule().name(),
        finding.fingerprint()
    );
    let baseline = Arc::new(Baseline::parse(&forged).expect("it is well formed"));
    let again = linter.clone().baseline(Arc::clone(&baseline), "a.json").check(body);
    assert_eq!((again.findings().len(), again.suppressed().known()), (1, 0));
    let drafts = baseline.drafts(|_| None);
    assert_eq!(linter.report_on(&baseline.plain_text(), drafts).findings().len(), 1);
    assert!(!Baseline::new().add("a.json", finding));
}

#[test]
fn an_entry_that_stands_twice_is_one() {
    let line = r#"{"path":"a","rule":"json-bom","pointer":"","fingerprint":"0123456789abcdef"}"#;
    let baseline = Baseline::parse(&format!("{HEAD}{line},{line}]}}")).expect("it is well formed");
    assert_eq!(baseline.drafts(|_| Some(Gone::Mended)).len(), 1);
}

#[test]
fn what_may_be_overwritten_is_a_baseline() {
    for text in ["", "\n", HEAD, r#"{"findings":[],"version":2}"#, &format!("{HEAD}\n<<<<<<< HEAD\n")] {
        assert!(Baseline::is_one(text), "{text}");
    }
    for text in ["{}", "[]", r#"{"ldap":{}}"#, r#"{"version":1}"#, "version: 1\nfindings: []"] {
        assert!(!Baseline::is_one(text), "{text}");
    }
}
