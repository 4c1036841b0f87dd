//! What bounds the time and the memory that one document takes, and what bounds its report: each says that it
//! was hit, and none makes a verdict better.

#[cfg(feature = "cli")]
#[expect(dead_code, reason = "other tests use the rest")]
mod process;

use std::collections::{BTreeMap, BTreeSet};

use usersec::{Level, Linter, MAX_CERTIFICATES, MAX_DEPTH, MAX_MAPPINGS, Report};

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
    let beyond = |count: usize| {
        let report = usersec::check(hosts(count));
        let about: Vec<_> =
            report.findings().iter().filter(|finding| finding.rule().name() == "too-many-findings").collect();
        let [about] = about.as_slice() else { panic!("{} of them", about.len()) };
        assert_eq!(about.level(), Level::Error);
        assert!(!about.rule().can_be_known() && !report.is_submittable());
        let words = about.message().strip_suffix(" of `hostname-syntax`").expect("the rule at the end");
        words.rsplit(' ').next().and_then(|count| count.parse::<usize>().ok()).expect("a count")
    };
    assert_eq!(beyond(100_010) - beyond(100_003), 7);
    assert!(!rules(&usersec::check(hosts(99_999))).contains(&"too-many-findings"));
}

#[test]
fn a_list_of_mappings_is_judged_up_to_its_limit() {
    let list = |count: usize, last: &str| {
        format!(r#"{{"ldap":{{"userToDNMapping":[{}{last}]}}}}"#, "{},".repeat(count - 1))
    };
    let at_limit = usersec::check(list(MAX_MAPPINGS, r#"{"match":"("}"#));
    let last = at_limit.findings().last().expect("a finding");
    assert_eq!(last.pointer(), format!("/ldap/userToDNMapping/{}/match", MAX_MAPPINGS - 1));
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
    assert_eq!(at_limit.findings().len(), MAX_CERTIFICATES);
    let beyond = usersec::check(cas(MAX_CERTIFICATES + 1));
    assert_eq!(rules(&beyond), ["too-many-certificates"]);
    assert!(!beyond.is_submittable());
    let host = usersec::check(format!("{{\"ldap\":{}}}", body("caCertificate", MAX_CERTIFICATES + 1)));
    assert_eq!(rules(&host), ["too-many-certificates"]);
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

    use super::flood;
    use super::process::{Ran, command, directory, ran};

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
        let hosts = format!(r#"{{"ldap":{{"hostname":"{}net"}}}}"#, "*.".repeat(100_010));
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

    #[test]
    fn no_finding_is_no_list() {
        let folder = directory([("body.json", "{}")]);
        assert_eq!(check(folder.path(), &["--max-findings=0", "body.json"]).code, Some(2));
    }
}
