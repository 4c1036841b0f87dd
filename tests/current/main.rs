//! Updates that are judged by what comes of them and of what is stored.

mod cases;
#[path = "../shared/mod.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod shared;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use usersec::{Level, Linter, Report, Safety, State};

use cases::{CASES, MAPPING, QUERY};
use shared::payloads::{SECRETS, document, payload};

const NOW: i64 = 1_770_681_600;

fn state(answer: &str) -> Arc<State> {
    Arc::new(State::parse(answer).expect("a state"))
}

fn check(body: &str, current: &str) -> Report {
    Linter::new().now(NOW).pedantic(true).current(state(current)).check(body)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

#[test]
fn what_is_stored_decides() {
    for (rule, stored, update, expected) in CASES {
        let whole = |members: &str| {
            format!(
                r#"{{"ldap":{}}}"#,
                members.replace(":M", &format!(":{MAPPING}")).replace(":Q", &format!(":{QUERY}"))
            )
        };
        let (stored, update) = (whole(stored), whole(update));
        let report = check(&update, &stored);
        let found = report.findings().iter().filter(|finding| finding.rule().name() == *rule);
        let found: Vec<_> = found.map(|finding| (level(finding.level()), finding.pointer())).collect();
        assert_eq!(found, Vec::from_iter(*expected), "{rule}: {update} over {stored}");
    }
}

/// What is said, word for word: in the table of documents each line is a finding.
#[test]
fn messages_say_what_is_stored() {
    let mut text = String::new();
    for (_, stored, update, expected) in CASES {
        if expected.is_none() {
            continue;
        }
        let whole = |members: &str| {
            format!(
                r#"{{"ldap":{}}}"#,
                members.replace(":M", &format!(":{MAPPING}")).replace(":Q", &format!(":{QUERY}"))
            )
        };
        let _ = writeln!(text, "\nstored {stored}\nupdate {update}");
        for finding in check(&whole(update), &whole(stored)).findings() {
            let _ = writeln!(text, "  {} at {}: {finding}", finding.rule().name(), finding.pointer());
            for related in finding.related() {
                let _ = writeln!(text, "    at {}: {related}", related.pointer());
            }
            let _ = writeln!(text, "    {}", finding.help().unwrap_or("-"));
        }
    }
    golden("messages.txt", text.trim_start());
}

#[test]
fn stored_findings_do_not_silence_each_other() {
    // Of the first entry the one yields to the other; of the second nobody says anything else.
    let stored = r#"{"ldap":{"userToDNMapping":[
        {"match":"@$a","substitution":"CN=x,DC=a"},
        {"match":"@corp","substitution":"CN=x,DC=a"}]}}"#;
    let report = check(r#"{"ldap":{"port":636}}"#, stored);
    let told: Vec<&str> =
        report.findings().iter().map(|f| f.rule().name()).filter(|n| n.starts_with("mapping-")).collect();
    let own = Linter::new().now(NOW).pedantic(true).check(stored);
    let alone: Vec<&str> =
        own.findings().iter().map(|f| f.rule().name()).filter(|n| n.starts_with("mapping-")).collect();
    assert_eq!(told, alone);
    assert!(told.contains(&"mapping-never-matches") && told.contains(&"mapping-suffix-only"), "{told:?}");
}

#[test]
fn only_the_update_is_fixed() {
    let stored = r#"{"ldap":{"authenticationEnabled":false,"userToDNMapping":[{"match":"^a$","substitution":"CN=x,DC=a"},{"match":"^a$","substitution":"CN=x,DC=a"}]}}"#;
    let body = r#"{"ldap":{"authorizationEnabled":true,"port":"636"}}"#;
    let linter = Linter::new().now(NOW).pedantic(true).current(state(stored));
    let fixed = linter.fix(body, Safety::Hint);
    assert_eq!(fixed.text(), br#"{"ldap":{"authorizationEnabled":true,"port":636}}"#);
    assert!(fixed.is_complete());
    // Beside what is stored, what stands in the update is mended.
    let body = r#"{"ldap":{"authenticationEnabled":false,"authorizationEnabled":true}}"#;
    assert_eq!(
        linter.fix(body, Safety::Hint).text(),
        br#"{"ldap":{"authenticationEnabled":true,"authorizationEnabled":true}}"#
    );
}

#[test]
fn a_state_counts_for_updates_only() {
    let linter = Linter::new()
        .now(NOW)
        .current(state(r#"{"ldap":{"userToDNMapping":[{"match":"","substitution":"a"}]}}"#));
    for kind in [usersec::Kind::Verify, usersec::Kind::Response] {
        assert!(
            linter
                .clone()
                .kind(kind)
                .check(r#"{"port":636}"#)
                .findings()
                .iter()
                .all(|f| !f.message().contains("stored"))
        );
    }
    let complete = linter.clone().complete(true).check(r#"{"ldap":{"port":636}}"#);
    assert!(complete.findings().iter().all(|f| f.rule().group() == usersec::Group::State));
    assert!(!linter.check(r#"{"ldap":{"port":636}}"#).is_submittable());
    // Of what is no JSON, or no object, nothing comes.
    for body in ["", "[1]", "{\"ldap\":", "null"] {
        assert!(linter.check(body).findings().iter().all(|f| !f.message().contains("stored `")));
    }
}

#[test]
fn the_body_of_a_request_is_judged_over_the_state_too() {
    let body = r#"{"ldap":{"authorizationEnabled":true}}"#;
    let request =
        usersec::Request::new("PATCH", "/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/userSecurity")
            .header("Accept", "application/vnd.atlas.2023-01-01+json")
            .body(body);
    let stored = state(
        r#"{"ldap":{"authenticationEnabled":false,"userToDNMapping":[{"match":"","substitution":"a=b"}]}}"#,
    );
    let report = Linter::new().now(NOW).current(stored).check_request(&request);
    let message = request.to_message();
    let text = |span: usersec::Span| std::str::from_utf8(&message[span.range()]).unwrap().to_owned();
    let found: Vec<_> = report.findings().iter().map(|f| (f.rule().name(), text(f.span()))).collect();
    assert!(found.contains(&("authz-without-authn", "true".to_owned())), "{found:?}");
    assert!(found.contains(&("mapping-match-empty", "\"ldap\"".to_owned())), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_keep_their_promises(body in document(), current in payload()) {
        let Ok(current) = State::parse(&current) else { return Ok(()) };
        let linter = Linter::new().now(NOW).pedantic(true).in_file(true).current(Arc::new(current));
        let report = linter.check(&body);
        let mut said = format!("{report:?}");
        for finding in report.findings() {
            let places = finding.related().iter().map(usersec::Related::span).chain([finding.span()]);
            for span in places.chain(finding.fix().into_iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span))) {
                prop_assert!(span.end <= body.len() && body.is_char_boundary(span.start) && body.is_char_boundary(span.end), "{finding}");
            }
            let _ = write!(said, "{finding}{}{}", finding.help().unwrap_or_default(), finding.pointer());
            finding.related().iter().for_each(|related| said.push_str(related.message()));
        }
        for secret in SECRETS {
            prop_assert!(!said.contains(secret), "{secret} in {said}");
        }
        let prints = |report: &Report| -> Vec<String> { report.findings().iter().map(usersec::Finding::fingerprint).collect() };
        prop_assert_eq!(prints(&report), prints(&linter.check(&body)));
        let unique: std::collections::HashSet<String> = prints(&report).into_iter().collect();
        prop_assert_eq!(unique.len(), report.findings().len());
    }
}

#[test]
fn stored_secrets_stay_secret() {
    let secret = "hunter2";
    let stored = format!(
        r#"{{"ldap":{{"bindPassword":"{secret}","bindUsername":"CN=a,DC=b","userToDNMapping":[
            {{"match":"(.+)password={secret}","ldapQuery":"ldap://u:{secret}@h/DC=b??sub?(uid={{1}})","bindPassword":"{secret}"}},
            {{"match":"(.+)password={secret}","ldapQuery":"ldap://u:{secret}@h/DC=b??sub?(uid={{1}})"}}]}}}}"#
    );
    let report = check(r#"{"ldap":{"authenticationEnabled":true,"bindPassword":"${X}"}}"#, &stored);
    assert!(report.findings().iter().any(|finding| finding.message().contains("stored `")));
    let said = report.findings().iter().fold(format!("{report:?}"), |said, finding| {
        let related: Vec<&str> = finding.related().iter().map(usersec::Related::message).collect();
        format!("{said}{finding}{:?}{related:?}{}", finding.help(), finding.pointer())
    });
    assert!(!said.contains(secret), "{said}");
}

#[test]
fn much_is_no_trouble() {
    // A debug build is some twenty times slower; the shape stays the same.
    let entries = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let items: Vec<String> = (0..entries)
        .map(|n| format!(r#"{{"match":"(.+)@d{n}\\.net","substitution":"CN={{1}},DC=b"}}"#))
        .collect();
    let stored = format!(r#"{{"ldap":{{"userToDNMapping":[{}]}}}}"#, items.join(","));
    let members: Vec<String> = (0..10_000).map(|n| format!(r#""unknown{n}":{n}"#)).collect();
    let body = format!(r#"{{"ldap":{{"port":636,{}}}}}"#, members.join(","));
    let state = state(&stored);
    let start = Instant::now();
    let report = Linter::new().now(NOW).current(state).check(&body);
    let range =
        report.findings().iter().filter(|f| f.rule().name() == "mapping-placeholder-out-of-range").count();
    // What is beyond is counted.
    assert_eq!(range, entries.min(10_000));
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}

/// Compares with a file; `UPDATE=1 cargo test` writes it anew.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/current").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).expect("a writable file");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{name} is out of date: `UPDATE=1 cargo test` writes it anew\n{text}");
}
