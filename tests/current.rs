//! Updates that are judged by what comes of them and of what is stored.

mod shared;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use usersec::{Level, Linter, Report, Safety, State};

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

/// A mapping of which nobody says anything.
const MAPPING: &str = r#"[{"match":"([a-z]+)","substitution":"CN={0},DC=example,DC=net"}]"#;
const QUERY: &str = r#"[{"match":"([a-z]+)","ldapQuery":"DC=example,DC=net??sub?(uid={0})"}]"#;

/// Each with what is stored and the update: the rule, its level there, and the pointer; or that it says
/// nothing. `M` and `Q` stand for lists of mappings.
const CASES: &[(&str, &str, &str, Option<(&str, &str)>)] = &[
    // The flags.
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    (
        "authz-without-authn",
        r#"{"hostname":"a.b.net"}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    ("authz-without-authn", r#"{"authenticationEnabled":true}"#, r#"{"authorizationEnabled":true}"#, None),
    (
        "authz-without-authn",
        r#"{"authorizationEnabled":true}"#,
        r#"{"authenticationEnabled":false}"#,
        Some(("error", "/ldap/authenticationEnabled")),
    ),
    ("authz-without-authn", r#"{"authorizationEnabled":false}"#, r#"{"authenticationEnabled":false}"#, None),
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true,"authenticationEnabled":null}"#,
        Some(("error", "/ldap/authorizationEnabled")),
    ),
    (
        "authz-without-authn",
        r#"{"authenticationEnabled":false}"#,
        r#"{"authorizationEnabled":true,"authenticationEnable":true}"#,
        None,
    ),
    (
        "authn-without-mapping",
        r#"{"userToDNMapping":[]}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    (
        "authn-without-mapping",
        r#"{"port":636}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    ("authn-without-mapping", r#"{"userToDNMapping":M}"#, r#"{"authenticationEnabled":true}"#, None),
    (
        "authn-without-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":M}"#,
        r#"{"userToDNMapping":[]}"#,
        Some(("note", "/ldap/userToDNMapping")),
    ),
    ("authn-without-mapping", r#"{"authenticationEnabled":false}"#, r#"{"userToDNMapping":[]}"#, None),
    (
        "oidc-with-ldap-authz",
        r#"{"authorizationEnabled":false}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("note", "/ldap/authorizationEnabled")),
    ),
    ("oidc-with-ldap-authz", r#"{"authorizationEnabled":true}"#, r#"{"port":636}"#, None),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":true}"#,
        r#"{"port":636},"customerX509":{"cas":"x"}"#,
        Some(("note", "/customerX509/cas")),
    ),
    (
        "x509-with-ldap-authz",
        r#"{"port":1},"customerX509":{"cas":"x"}"#,
        r#"{"authorizationEnabled":true}"#,
        Some(("note", "/ldap/authorizationEnabled")),
    ),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":false}"#,
        r#"{"port":636},"customerX509":{"cas":"x"}"#,
        None,
    ),
    (
        "x509-with-ldap-authz",
        r#"{"authorizationEnabled":true},"customerX509":{"cas":"x"}"#,
        r#"{"port":636}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":M}"#,
        r#"{"authenticationEnabled":false}"#,
        Some(("note", "/ldap/authenticationEnabled")),
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"userToDNMapping":[]}"#,
        r#"{"authenticationEnabled":false}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":true,"caCertificate":"x"}"#,
        r#"{"authenticationEnabled":false,"caCertificate":""}"#,
        None,
    ),
    (
        "disable-keeps-mapping",
        r#"{"authenticationEnabled":false,"userToDNMapping":M}"#,
        r#"{"authenticationEnabled":false}"#,
        None,
    ),
    // The account.
    (
        "bind-incomplete",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("warning", "/ldap/authenticationEnabled")),
    ),
    (
        "bind-incomplete",
        r#"{"hostname":"a.b.net"}"#,
        r#"{"authenticationEnabled":true}"#,
        Some(("warning", "/ldap/authenticationEnabled")),
    ),
    (
        "bind-incomplete",
        r#"{"hostname":"a.b.net","bindUsername":"CN=a,DC=b"}"#,
        r#"{"authenticationEnabled":true}"#,
        None,
    ),
    (
        "bind-incomplete",
        r#"{"authenticationEnabled":true}"#,
        r#"{"hostname":"a.b.net","bindUsername":"CN=a,DC=b"}"#,
        None,
    ),
    ("bind-incomplete", r#"{"authenticationEnabled":true}"#, r#"{"port":636}"#, Some(("warning", "/ldap"))),
    ("bind-credential-pair", r#"{"bindUsername":"CN=a,DC=b"}"#, r#"{"bindUsername":"CN=a,DC=b"}"#, None),
    (
        "bind-credential-pair",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"bindUsername":"CN=c,DC=b"}"#,
        Some(("note", "/ldap/bindUsername")),
    ),
    (
        "bind-credential-pair",
        r#"{"port":1}"#,
        r#"{"bindUsername":"CN=c,DC=b"}"#,
        Some(("note", "/ldap/bindUsername")),
    ),
    (
        "bind-credential-pair",
        r#"{"bindUsername":"CN=a,DC=b"}"#,
        r#"{"bindPassword":"${X}"}"#,
        Some(("note", "/ldap/bindPassword")),
    ),
    (
        "bind-credential-pair",
        r#"{"port":1}"#,
        r#"{"bindPassword":"${X}"}"#,
        Some(("note", "/ldap/bindPassword")),
    ),
    ("bind-credential-pair", r#"{"bindUsername":"CN=a,DC=b"}"#, r#"{"port":1}"#, None),
    (
        "bind-username-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"bindUsername":""}"#,
        Some(("error", "/ldap/bindUsername")),
    ),
    (
        "bind-username-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"bindUsername":""}"#,
        Some(("warning", "/ldap/bindUsername")),
    ),
    ("bind-username-empty", r#"{"userToDNMapping":Q}"#, r#"{"bindUsername":""}"#, None),
    (
        "bind-password-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"bindPassword":""}"#,
        Some(("error", "/ldap/bindPassword")),
    ),
    (
        "bind-password-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"bindPassword":""}"#,
        Some(("warning", "/ldap/bindPassword")),
    ),
    (
        "hostname-empty",
        r#"{"authenticationEnabled":true}"#,
        r#"{"hostname":""}"#,
        Some(("error", "/ldap/hostname")),
    ),
    (
        "hostname-empty",
        r#"{"authenticationEnabled":false}"#,
        r#"{"hostname":""}"#,
        Some(("warning", "/ldap/hostname")),
    ),
    // Queries.
    (
        "authz-template-deleted",
        r#"{"authorizationEnabled":true,"authzQueryTemplate":"{USER}?memberOf?base"}"#,
        r#"{"authzQueryTemplate":""}"#,
        Some(("warning", "/ldap/authzQueryTemplate")),
    ),
    ("authz-template-deleted", r#"{"authorizationEnabled":false}"#, r#"{"authzQueryTemplate":""}"#, None),
    ("authz-template-deleted", r#"{"authorizationEnabled":true}"#, r#"{"port":636}"#, None),
    (
        "authz-template-unused",
        r#"{"authorizationEnabled":false}"#,
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        Some(("note", "/ldap/authzQueryTemplate")),
    ),
    (
        "authz-template-unused",
        r#"{"authorizationEnabled":true}"#,
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        None,
    ),
    (
        "authz-template-unused",
        r#"{"authzQueryTemplate":"{USER}?groups?base"}"#,
        r#"{"authorizationEnabled":false}"#,
        None,
    ),
    (
        "query-without-bind",
        r#"{"authenticationEnabled":true,"userToDNMapping":Q}"#,
        r#"{"bindUsername":""}"#,
        Some(("error", "/ldap/bindUsername")),
    ),
    (
        "query-without-bind",
        r#"{"authenticationEnabled":false,"userToDNMapping":Q}"#,
        r#"{"bindUsername":""}"#,
        Some(("warning", "/ldap/bindUsername")),
    ),
    (
        "query-without-bind",
        r#"{"bindUsername":"","authenticationEnabled":true}"#,
        r#"{"userToDNMapping":Q}"#,
        Some(("error", "/ldap/userToDNMapping/0/ldapQuery")),
    ),
    (
        "query-without-bind",
        r#"{"bindUsername":"CN=a,DC=b","userToDNMapping":Q}"#,
        r#"{"bindUsername":null}"#,
        None,
    ),
    ("query-without-bind", r#"{"userToDNMapping":Q}"#, r#"{"bindUsername":"","userToDNMapping":M}"#, None),
    (
        "query-without-bind",
        r#"{"authzQueryTemplate":"{USER}?g?base","authorizationEnabled":false}"#,
        r#"{"bindUsername":""}"#,
        None,
    ),
    // Mappings and certificates, one each: the others are the same.
    (
        "mapping-match-empty",
        r#"{"userToDNMapping":[{"match":"","substitution":"CN=a,DC=b"}]}"#,
        r#"{"port":636}"#,
        Some(("error", "/ldap")),
    ),
    (
        "mapping-match-empty",
        r#"{"userToDNMapping":[{"match":"","substitution":"CN=a,DC=b"}]}"#,
        r#"{"userToDNMapping":M}"#,
        None,
    ),
];

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
    assert!(complete.findings().is_empty());
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
    let entries = 100_000;
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
    assert_eq!(range, entries);
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
