//! What bounds the time and the memory that one document takes, and what bounds its report: each says that it
//! was hit, and none makes a verdict better.

#[cfg(feature = "cli")]
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::{BTreeMap, BTreeSet};

use usersec::{Level, Linter, MAX_CERTIFICATES, MAX_DEPTH, MAX_MAPPINGS, MAX_TEXT, MAX_UNKNOWN, Report};

/// Very many findings of several rules and levels: errors, warnings, and a note or two.
fn flood() -> String {
    let strangers: String = (0..300).map(|n| format!("\"stranger{n}\":1,")).collect();
    let numbers = "0,".repeat(250);
    let links = "\"links\":[],".repeat(200);
    format!(
        "{{\"ldap\":{{{strangers}{links}\"port\":389,\"hostname\":\"10.0.0.1\",\
         \"userToDNMapping\":[{numbers}{{\"match\":\"a|(b)\",\"substitution\":\"CN={{0}},DC=b\"}}]}}}}"
    )
}

fn rules(report: &Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.rule().name()).collect()
}

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

#[test]
fn a_list_that_is_cut_loses_no_count_and_no_verdict() {
    let body = flood();
    let all = usersec::check(&body);
    let total = all.findings().len();
    assert!(total > 900 && all.unlisted().is_empty(), "{total}");
    let named: BTreeSet<&str> = rules(&all).into_iter().collect();
    for most in [1, 2, 10, 100, 500, total - 1] {
        let report = Linter::new().max_findings(most).check(&body);
        let (last, listed) = report.findings().split_last().expect("a finding");
        assert_eq!((listed.len(), last.rule().name()), (most, "too-many-findings"));
        assert_eq!(last.level(), Level::Note);
        let unlisted: usize = report.unlisted().iter().map(|unlisted| unlisted.count).sum();
        assert_eq!(listed.len() + unlisted, total);
        assert!(last.message().contains(&unlisted.to_string()) || unlisted == 1, "{}", last.message());
        for level in LEVELS {
            let own = usize::from(level == Level::Note);
            assert_eq!(report.count(level), all.count(level) + own, "{level:?}");
        }
        assert_eq!(report.is_submittable(), all.is_submittable());
        let worst = |report: &Report| report.findings().iter().map(|finding| finding.level()).max();
        assert_eq!(worst(&report), worst(&all));
        assert!(listed.is_sorted_by_key(|finding| finding.span()), "the order of the document");
        if most >= 2 * named.len() {
            let listed: BTreeSet<&str> = listed.iter().map(|finding| finding.rule().name()).collect();
            assert_eq!(listed, named, "none crowds out another");
        }
    }
    for most in [total, total + 1, usize::MAX] {
        let report = Linter::new().max_findings(most).check(&body);
        assert_eq!(report.findings().len(), total);
        assert!(report.unlisted().is_empty());
    }
    // None is no list.
    assert_eq!(Linter::new().max_findings(0).check(&body).findings().len(), 2);
}

#[test]
fn of_what_weighs_the_same_each_rule_has_its_share() {
    let report = Linter::new().max_findings(100).check(flood());
    let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
    let errors = report.findings().iter().filter(|finding| finding.level() == Level::Error);
    errors.for_each(|finding| *listed.entry(finding.rule().name()).or_default() += 1);
    let (strangers, numbers) = (listed["unknown-field"], listed["wrong-type"]);
    assert!(strangers.abs_diff(numbers) <= 1 && strangers > 30, "{listed:?}");
}

#[test]
fn fixes_that_are_not_listed_are_made() {
    let body = format!("{{\"ldap\":{{\"port\":636{}}}}}", ",\"links\":[]".repeat(300));
    let fixed = Linter::new().max_findings(1).fix(&body, usersec::Safety::Safe);
    assert_eq!(fixed.text(), br#"{"ldap":{"port":636}}"#);
    assert!(fixed.is_complete());
    // What is left is cut as well.
    let fixed = Linter::new().max_findings(3).fix(flood(), usersec::Safety::Safe);
    assert_eq!(fixed.report().findings().len(), 4);
    assert!(!fixed.report().unlisted().is_empty());
}

#[test]
fn a_request_has_no_longer_list() {
    let message = format!(
        "PATCH {{{{h}}}}/api/atlas/v2/groups/{{{{g}}}}/userSecurity\nAccept: application/vnd.atlas.2023-01-01+json\n\
         Content-Type: application/json\n\n{}\n",
        flood()
    );
    let all = Linter::new().check_requests(&message);
    let report = Linter::new().max_findings(5).check_requests(&message);
    assert!(all.findings().len() > 900, "{}", all.findings().len());
    assert_eq!(report.findings().len(), 6);
    assert_eq!(report.count(Level::Error), all.count(Level::Error));
}

#[test]
fn what_is_too_much_to_be_looked_at_is_no_less_than_it_was() {
    let hosts = |count: usize| format!(r#"{{"ldap":{{"hostname":"{}net"}}}}"#, "*.".repeat(count));
    let about = |report: &Report| {
        let about: Vec<_> =
            report.findings().iter().filter(|finding| finding.rule().name() == "too-many-findings").collect();
        let [about] = about.as_slice() else { panic!("{} of them", about.len()) };
        assert_eq!((about.level(), about.pointer(), about.span().start), (Level::Note, "", 0));
        let words = about.message().strip_suffix(" of `hostname-syntax`").expect("the rule at the end");
        words.rsplit(' ').next().and_then(|count| count.parse::<usize>().ok()).expect("a count")
    };
    let few = with_three_listed(hosts(10_010));
    let report = usersec::check(hosts(10_010));
    let most = report.findings().len() - 1;
    assert_eq!(
        (about(&few), report.count(Level::Error)),
        (most + about(&report) - 3, few.count(Level::Error))
    );
    let beyond = |count: usize| {
        let report = usersec::check(hosts(count));
        assert!(!report.findings().last().expect("a finding").rule().can_be_known());
        assert!(!report.is_submittable());
        assert_eq!(report.count(Level::Error), report.findings().len() - 1 + about(&report));
        // It is said once.
        assert!(report.skipped().iter().all(|skipped| skipped.rule != "hostname-syntax"));
        about(&report)
    };
    assert_eq!(beyond(10_010) - beyond(10_003), 7);
    assert!(!rules(&usersec::check(hosts(9_999))).contains(&"too-many-findings"));
}

/// With three of them listed.
fn with_three_listed(body: String) -> Report {
    Linter::new().max_findings(3).check(body)
}

#[test]
fn what_says_how_much_is_not_listed_is_a_note_whatever_is_chosen() {
    let about = usersec::rule("too-many-findings").expect("a rule");
    let error = usersec::Setting::Level(Level::Error);
    for body in [flood(), format!("{{\"ldap\":{{{}\"port\":636}}}}", "\"port\":636,".repeat(300))] {
        let all = usersec::check(&body);
        let few = Linter::new().level(about, error).max_findings(1).strict(false).check(&body);
        assert_eq!(few.findings().last().expect("a finding").level(), Level::Note);
        assert_eq!(few.count(Level::Error), all.count(Level::Error));
        assert_eq!(few.is_submittable(), all.is_submittable());
    }
}

/// What is stored is looked into no further than what is sent, and it is said of it as well.
#[test]
fn a_stored_list_has_the_same_limit() {
    let mappings = |count: usize| format!("\"userToDNMapping\":[{}{{}}]", "{},".repeat(count - 1));
    let blocks = |count: usize| {
        let block = r"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
        format!("\"caCertificate\":\"{}\"", block.repeat(count))
    };
    let update = r#"{"ldap":{"authenticationEnabled":true}}"#;
    let found = |stored: String, update: &str| {
        let state = usersec::State::parse(format!("{{\"ldap\":{{{stored}}}}}")).expect("a state");
        let report = Linter::new().current(std::sync::Arc::new(state)).check(update);
        let about = |name: &str| name.starts_with("too-many-") && name != "too-many-findings";
        let about: Vec<_> = report.findings().iter().filter(|finding| about(finding.rule().name())).collect();
        assert!(about.is_empty() || !report.is_submittable());
        about.iter().map(|finding| (finding.rule().name(), finding.message().to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(found(mappings(MAX_MAPPINGS), update), []);
    let [(rule, message)] = &found(mappings(MAX_MAPPINGS + 1), update)[..] else { panic!("one finding") };
    assert_eq!(*rule, "too-many-mappings");
    assert!(message.starts_with("stored `/ldap/userToDNMapping/100000`: more than 100,000"), "{message}");
    let [(rule, message)] = &found(blocks(MAX_CERTIFICATES + 1), update)[..] else { panic!("one finding") };
    assert_eq!(*rule, "too-many-certificates");
    assert!(message.starts_with("stored `/ldap/caCertificate`: more than 100,000"), "{message}");
    // What is sent anew replaces it.
    assert_eq!(found(mappings(MAX_MAPPINGS + 1), r#"{"ldap":{"userToDNMapping":[]}}"#), []);
}

#[test]
fn a_list_of_mappings_is_judged_up_to_its_limit() {
    let list = |count: usize, last: &str| {
        format!(r#"{{"ldap":{{"userToDNMapping":[{}{last}]}}}}"#, "{},".repeat(count - 1))
    };
    let at_limit = usersec::check(list(MAX_MAPPINGS, r#"{"match":"("}"#));
    // The last as the first: each has two.
    assert_eq!(at_limit.count(Level::Error), 2 * MAX_MAPPINGS);
    let beyond = usersec::check(list(MAX_MAPPINGS + 1, r#"{"match":"("}"#));
    assert_eq!(rules(&beyond), ["too-many-mappings"]);
    assert_eq!(beyond.findings()[0].pointer(), format!("/ldap/userToDNMapping/{MAX_MAPPINGS}"));
    assert!(!beyond.is_submittable());
}

#[test]
fn certificates_are_judged_up_to_their_limit() {
    let block = r"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    let body = |member: &str, count: usize| format!("{{\"{member}\":\"{}\"}}", block.repeat(count));
    let cas = |count: usize| format!("{{\"customerX509\":{}}}", body("cas", count));
    let at_limit = usersec::check(cas(MAX_CERTIFICATES));
    assert_eq!(at_limit.count(Level::Error), MAX_CERTIFICATES);
    let beyond = usersec::check(cas(MAX_CERTIFICATES + 1));
    assert_eq!(rules(&beyond), ["too-many-certificates"]);
    assert!(!beyond.is_submittable());
    let host = usersec::check(format!("{{\"ldap\":{}}}", body("caCertificate", MAX_CERTIFICATES + 1)));
    assert_eq!(rules(&host), ["too-many-certificates"]);
}

#[test]
fn texts_are_judged_up_to_their_limit() {
    type Body = fn(&str) -> String;
    let ldap = |members: &str| usersec::check(format!("{{\"ldap\":{{{members}}}}}"));
    let long = |length: usize| "x".repeat(length);
    let bodies: [(&str, Body); 5] = [
        ("/ldap/bindUsername", |text| format!(r#""bindUsername":"{text}","bindPassword":"${{P}}""#)),
        ("/ldap/authzQueryTemplate", |text| format!(r#""authzQueryTemplate":"{text}""#)),
        ("/ldap/userToDNMapping/0/match", |text| {
            format!(r#""userToDNMapping":[{{"match":"{text}","substitution":"CN=a,DC=b"}}]"#)
        }),
        ("/ldap/userToDNMapping/0/substitution", |text| {
            format!(r#""userToDNMapping":[{{"match":"(.+)","substitution":"{text}"}}]"#)
        }),
        ("/ldap/userToDNMapping/0/ldapQuery", |text| {
            format!(r#""userToDNMapping":[{{"match":"(.+)","ldapQuery":"{text}"}}]"#)
        }),
    ];
    for (pointer, body) in bodies {
        let at_limit = ldap(&body(&long(MAX_TEXT)));
        assert!(!rules(&at_limit).contains(&"value-too-long"), "{pointer}");
        let beyond = ldap(&body(&long(MAX_TEXT + 1)));
        let about: Vec<&str> = beyond
            .findings()
            .iter()
            .filter(|it| it.pointer() == pointer)
            .map(|it| it.rule().name())
            .collect();
        assert_eq!(about, ["value-too-long"], "{pointer}");
        assert!(!beyond.is_submittable());
    }
}

#[test]
fn strangers_are_judged_up_to_their_limit() {
    let strangers = |count: usize| (0..count).map(|n| format!("\"x{n}\":1,")).collect::<String>();
    let body = |count: usize| format!("{{{}\"ldap\":{{\"port\":0}}}}", strangers(count));
    let at_limit = usersec::check(body(MAX_UNKNOWN));
    assert_eq!(at_limit.count(Level::Error), MAX_UNKNOWN + 1);
    // What the contract knows is judged wherever it stands.
    let beyond = usersec::check(body(MAX_UNKNOWN + 1));
    assert_eq!(rules(&beyond), ["too-many-members", "port-out-of-range"]);
    let again =
        usersec::check(format!("{{\"ldap\":{{{}\"port\":1}}}}", "\"port\":0,".repeat(MAX_UNKNOWN + 20)));
    assert!(rules(&again).contains(&"too-many-members") && !rules(&again).contains(&"duplicate-key"));
}

#[test]
fn brackets_and_bytes_have_their_limits() {
    let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(!rules(&usersec::check(nested(MAX_DEPTH))).contains(&"json-too-deep"));
    assert!(rules(&usersec::check(nested(MAX_DEPTH + 1))).contains(&"json-too-deep"));
    assert_eq!(rules(&Linter::new().max_input(1).check("{}")), ["input-too-large"]);
    assert!(!rules(&Linter::new().max_input(2).check("{}")).contains(&"input-too-large"));
}

#[cfg(feature = "cli")]
mod command {
    use std::fs;
    use std::path::Path;

    use super::process::{Ran, command, directory, ran};
    use super::{MAX_CERTIFICATES, MAX_MAPPINGS, flood};

    fn check(folder: &Path, arguments: &[&str]) -> Ran {
        ran(command().arg("check").args(arguments).current_dir(folder))
    }

    fn counts(ran: &Ran) -> Vec<u64> {
        let count = |level: &str| ran.json()["summary"][level].as_u64().expect("a count");
        ["error", "warning", "note"].map(count).to_vec()
    }

    #[test]
    fn people_are_shown_a_hundred_and_told_of_the_others() {
        let folder = directory([("body.json", flood().as_str())]);
        let concise = check(folder.path(), &["--format=concise", "body.json"]);
        let lines: Vec<&str> = concise.out.lines().collect();
        assert_eq!(lines.len(), 101);
        assert!(lines[100].contains("note[too-many-findings]"), "{}", lines[100]);
        let text = check(folder.path(), &["body.json"]);
        let all = check(folder.path(), &["--max-findings=100000", "--format=json", "body.json"]);
        let [errors, warnings, notes] = counts(&all)[..] else { panic!("{all:?}") };
        let notes = notes + 1;
        let sum = format!("{errors} errors, {warnings} warnings, {notes} note");
        assert!(text.out.contains(&sum), "{sum} in {}", &text.out[text.out.len() - 300..]);
        assert_eq!((text.code, concise.code, all.code), (Some(1), Some(1), Some(1)));
        // What could be fixed is counted whether or not it is listed.
        assert!(text.out.contains("200 can be fixed"), "{}", &text.out[text.out.len() - 300..]);
    }

    #[test]
    fn programs_have_all_counts() {
        let folder = directory([("body.json", flood().as_str())]);
        let all = check(folder.path(), &["--format=json", "body.json"]);
        let few = check(folder.path(), &["--format=json", "--max-findings=3", "body.json"]);
        let file = &few.json()["files"][0];
        assert_eq!(file["findings"].as_array().expect("a list").len(), 4);
        let unlisted = file["unlisted"].as_array().expect("a list");
        let unlisted: u64 = unlisted.iter().map(|row| row["count"].as_u64().expect("a count")).sum();
        assert_eq!(unlisted + 3, all.rules().len() as u64);
        assert_eq!(all.json()["files"][0]["unlisted"], serde_json::json!([]));
        let mut expected = counts(&all);
        expected[2] += 1;
        assert_eq!(counts(&few), expected);
        for format in ["sarif", "gitlab", "github"] {
            let few = check(folder.path(), &["--format", format, "--max-findings=3", "body.json"]);
            assert_eq!(few.code, Some(1));
            assert!(few.out.contains("too-many-findings"), "{format}");
            assert!(few.out.len() < 400_000, "{format}");
        }
    }

    #[test]
    fn the_fewest_decide_as_all_do() {
        for (body, fail_on) in [
            (flood(), "error"),
            (format!("{{\"ldap\":{{{}\"port\":636}}}}", "\"port\":636,".repeat(300)), "error"),
            (format!("{{\"ldap\":{{{}\"port\":636}}}}", "\"port\":636,".repeat(300)), "warning"),
        ] {
            let folder = directory([("body.json", body.as_str())]);
            let code = |most: &str| {
                check(folder.path(), &["--fail-on", fail_on, "--max-findings", most, "body.json"]).code
            };
            assert_eq!(code("1"), code("100000"), "{fail_on}");
        }
    }

    #[test]
    fn a_baseline_knows_what_was_not_listed() {
        let folder = directory([("body.json", flood().as_str())]);
        let written = check(folder.path(), &["--write-baseline=known.json", "--max-findings=2", "body.json"]);
        assert_eq!(written.code, Some(0), "{written:?}");
        let known = check(folder.path(), &["--baseline=known.json", "--format=json", "body.json"]);
        assert_eq!((known.code, known.rules()), (Some(0), Vec::new()));
        // One that is mended brings up no other.
        let less = flood().replacen("\"stranger7\":1,", "", 1);
        fs::write(folder.path().join("body.json"), less).expect("a file");
        let known = check(
            folder.path(),
            &["--baseline=known.json", "--format=json", "--max-findings=2", "body.json"],
        );
        assert_eq!(known.rules(), ["baseline-stale"]);
    }

    #[test]
    fn a_baseline_never_knows_what_nobody_looked_at() {
        let hosts = format!(r#"{{"ldap":{{"hostname":"{}net"}}}}"#, "*.".repeat(10_010));
        let folder = directory([("body.json", hosts.as_str())]);
        let written = check(folder.path(), &["--write-baseline=known.json", "body.json"]);
        assert!(
            written.err.contains("of 1 document more was found than can be put into a baseline"),
            "{}",
            written.err
        );
        let known = check(folder.path(), &["--baseline=known.json", "--format=json", "body.json"]);
        assert_eq!((known.code, known.rules()), (Some(1), vec!["too-many-findings".to_owned()]));
    }

    #[test]
    fn all_is_fixed_however_much_is_listed() {
        let body = format!("{{\"ldap\":{{\"port\":636{}}}}}", ",\"links\":[]".repeat(300));
        let folder = directory([("body.json", body.as_str())]);
        let fixed = check(folder.path(), &["--fix", "--max-findings=1", "body.json"]);
        assert_eq!(fixed.code, Some(0), "{fixed:?}");
        let text = fs::read_to_string(folder.path().join("body.json")).expect("a file");
        assert_eq!(text, r#"{"ldap":{"port":636}}"#);
    }

    #[test]
    fn a_policy_may_hide_what_is_said_of_the_others_and_nothing_else() {
        let policy = "[rules]\ntoo-many-findings = \"off\"\n";
        let folder = directory([("body.json", flood().as_str()), ("usersec.toml", policy)]);
        let few = check(folder.path(), &["--format=json", "--max-findings=3", "body.json"]);
        assert_eq!(few.rules().len(), 3);
        assert_eq!(few.code, Some(1));
        let all = check(folder.path(), &["--format=json", "body.json"]);
        assert_eq!(counts(&few), counts(&all));
    }

    /// The lists of people and those of programs are not as long, and nobody's verdict depends on that.
    #[test]
    fn the_exit_code_is_the_same_in_all_formats() {
        let ignore = "[[ignore]]\nrule = \"too-many-findings\"\nreason = \"x\"\n";
        let policies = [
            String::new(),
            "[rules]\ntoo-many-findings = \"error\"\n".to_owned(),
            "[rules]\nunknown-field = \"note\"\n".to_owned(),
            "[rules]\nunknown-field = \"note\"\ntoo-many-findings = \"error\"\n".to_owned(),
            "[rules]\nunknown-field = \"off\"\n".to_owned(),
            format!("[rules]\nunknown-field = \"note\"\n\n{ignore}"),
            format!("[rules]\nignore-unused = \"error\"\nunknown-field = \"note\"\n\n{ignore}"),
        ];
        let strangers: String = (0..300).map(|n| format!("\"stranger{n}\":1,")).collect();
        let body = format!("{{\"ldap\":{{{strangers}\"port\":636}}}}");
        for policy in policies {
            let folder = directory([("body.json", body.as_str()), ("usersec.toml", policy.as_str())]);
            for fail_on in ["error", "warning", "note"] {
                let code = |arguments: &[&str]| {
                    let ran = check(folder.path(), &[&["--fail-on", fail_on], arguments, &["."]].concat());
                    assert!(ran.code < Some(2), "{ran:?}");
                    ran.code
                };
                let expected = code(&["--max-findings=100000"]);
                let formats = ["concise", "json", "text", "sarif", "github", "gitlab"];
                // A long list and a short one; of the others one run each.
                for format in &formats[..if fail_on == "error" { 6 } else { 2 }] {
                    assert_eq!(code(&["--format", format]), expected, "{format} {fail_on} {policy}");
                }
                assert_eq!(code(&["--max-findings=1"]), expected, "{fail_on} {policy}");
            }
        }
    }

    #[test]
    fn what_is_stale_is_cut_as_well() {
        let folder = directory([("body.json", flood().as_str())]);
        let written = check(folder.path(), &["--write-baseline=known.json", "body.json"]);
        assert_eq!(written.code, Some(0), "{written:?}");
        fs::write(folder.path().join("body.json"), r#"{"ldap":{"port":636}}"#).expect("a file");
        let stale = |arguments: &[&str]| {
            check(
                folder.path(),
                &[&["--baseline=known.json", "--format=json"], arguments, &["body.json"]].concat(),
            )
        };
        let (all, few) = (stale(&["--max-findings=100000"]), stale(&["--max-findings=5"]));
        assert!(all.rules().len() > 900, "{}", all.rules().len());
        let stale = few.rules().iter().filter(|rule| *rule == "baseline-stale").count();
        assert_eq!((stale, few.rules().len()), (5, 6), "{:?}", few.rules());
        assert_eq!(few.rules().last().map(String::as_str), Some("too-many-findings"));
        assert_eq!(counts(&few)[..2], counts(&all)[..2]);
        assert_eq!(few.code, all.code);
    }

    #[test]
    fn so_are_exceptions_that_nobody_needs() {
        let entry = |n: usize| {
            format!("[[ignore]]\nrule = \"port-mongodb\"\npointer = \"/ldap/x{n}\"\nreason = \"x\"\n\n")
        };
        let policy: String = (0..150).map(entry).collect();
        let body = r#"{"ldap":{"port":636}}"#;
        let folder = directory([("body.json", body), ("usersec.toml", policy.as_str())]);
        let text = check(folder.path(), &["--format=concise", "."]);
        assert_eq!(text.out.lines().count(), 101, "{}", text.out);
        assert!(text.out.contains("50 more findings are counted"), "{}", text.out);
    }

    /// What the rules do not look into nothing else runs either, and none says that there is nothing.
    #[test]
    fn what_is_not_looked_into_is_not_run_and_not_called_nothing() {
        let mappings = format!(r#"{{"ldap":{{"userToDNMapping":[{}{{}}]}}}}"#, "{},".repeat(MAX_MAPPINGS));
        let block = r"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".repeat(MAX_CERTIFICATES + 1);
        let cas = format!("{{\"customerX509\":{{\"cas\":\"{block}\"}}}}");
        let folder = directory([("mappings.json", mappings.as_str()), ("cas.json", cas.as_str())]);
        let map = ran(command().args(["map", "mappings.json", "--user=jane"]).current_dir(folder.path()));
        assert_eq!((map.code, map.out.as_str()), (Some(2), ""));
        assert!(map.err.contains("more than 100,000 mappings: none of them is looked at"), "{}", map.err);
        let certs = ran(command().args(["certs", "cas.json"]).current_dir(folder.path()));
        assert!(certs.out.contains("too many certificates, none of them looked at"), "{}", certs.out);
        assert!(certs.out.contains("no certificates looked at in 1 file"), "{}", certs.out);
    }

    #[test]
    fn no_finding_is_no_list() {
        let folder = directory([("body.json", "{}")]);
        assert_eq!(check(folder.path(), &["--max-findings=0", "body.json"]).code, Some(2));
    }
}
