//! What a team says of values reaches what decides by it.

use std::sync::Arc;

use super::*;
use crate::forge::Forge;
use crate::policy::Policy;
use crate::rules::tests::NOW;
use crate::{Linter, MapOutcome, Report};

fn under(conventions: Conventions) -> Linter {
    Linter::new().now(NOW).in_file(true).policy(Arc::new(Policy::of_conventions(conventions)), "a.json")
}

fn templates(forms: &[&str]) -> Linter {
    let parts = forms.iter().map(|form| form.split_once('…').expect(form));
    let templates = parts.map(|(open, close)| Template::new(open, close)).collect();
    under(Conventions { templates, ..Conventions::default() })
}

fn hosts(known: &[&str]) -> Linter {
    let hosts = known.iter().map(|host| KnownHost::parse(host).expect(host)).collect();
    under(Conventions { hosts, ..Conventions::default() })
}

fn names(report: &Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.rule().name()).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn what_is_no_form_of_the_team_is_a_value() {
    for (member, found) in [
        (r#""hostname":"${HOST}""#, "hostname-syntax"),
        (r#""port":"${PORT}""#, "wrong-type"),
        (r#""authenticationEnabled":"${ON}""#, "wrong-type"),
        (r#""caCertificate":"${CA}""#, "no-certificate"),
        (r#""bindUsername":"CN=a,DC=example,DC=net","bindPassword":"${P}""#, "bind-password-literal"),
        (r#""authzQueryTemplate":"${QUERY}""#, "authz-unknown-token"),
    ] {
        let body = format!(r#"{{"ldap":{{{member}}}}}"#);
        let usual = names(&Linter::new().now(NOW).in_file(true).check(&body));
        for other in [templates(&[]), templates(&["<%=…%>"])] {
            let report = names(&other.check(&body));
            assert_ne!(report, usual, "{body}");
            assert!(report.contains(&found), "{body}: {report:?}");
        }
        let others = body.replace("${", "<%= ").replace('}', " %>").replace(" %> %>", "}}");
        assert_eq!(names(&templates(&["<%=…%>"]).check(&others)), usual, "{others}");
    }
}

#[test]
fn forms_of_the_team_stand_for_any_value() {
    for (form, [open, close]) in [
        ("<%=…%>", ["<%= ", " %>"]),
        ("@@…@@", ["@@", "@@"]),
        ("$(…)", ["$(", ")"]),
        ("((…))", ["((", "))"]),
        ("[[…]]", ["[[", "]]"]),
    ] {
        let body = r#"{"customerX509":{"cas":"<CAS>"},"ldap":{"authenticationEnabled":"<ON>","authzQueryTemplate":"<QUERY>",
            "bindUsername":"<NAME>","bindPassword":"<PASSWORD>","caCertificate":"<CA>","hostname":"<HOST>.corp.net","port":"<PORT>",
            "userToDNMapping":[{"match":"<MATCH>","substitution":"<NAME>"},{"match":"(.+)","ldapQuery":"<QUERY>"}]}}"#;
        let body = body.replace('<', open).replace('>', close).replace("%\"", "%>\"").replace("%.", "%>.");
        let body = body.replace("%>>", "%>").replace("<<%", "<%");
        assert_eq!(names(&templates(&["${…}", form]).check(&body)), NOTHING, "{body}");
        assert_ne!(names(&templates(&["${…}"]).check(&body)), NOTHING, "{body}");
    }
}

#[test]
fn what_is_filled_in_beside_a_block_may_be_the_issuer() {
    let root = Forge::root("Example absent root");
    let orphan = Forge::intermediate("Example orphan", &root).pem();
    let body = |text: &str| serde_json::json!({"customerX509": {"cas": text}}).to_string();
    let text = format!("{orphan}((root-ca))\n");
    assert!(names(&Linter::new().check(body(&text))).contains(&"issuer-missing"));
    assert_eq!(names(&templates(&["((…))"]).check(body(&text))), NOTHING);
    let text = format!("{orphan}${{ROOT_CA}}\n");
    assert!(names(&templates(&["((…))"]).check(body(&text))).contains(&"issuer-missing"));
}

#[test]
fn without_quotes_it_is_said_whether_quotes_help() {
    let help = |linter: &Linter, text: &str| {
        let report = linter.check(format!(r#"{{"ldap":{{"port":{text}}}}}"#));
        let [finding] = report.findings() else { panic!("{text}: {report:?}") };
        assert!(finding.message().starts_with("a placeholder without quotes"), "{text}: {finding}");
        let shown = finding.span();
        (
            shown.end - shown.start == text.len(),
            finding.help().expect("there is one").starts_with("put it in quotes"),
        )
    };
    let (usual, none) = (Linter::new(), templates(&[]));
    let own = templates(&["[[…]]", "((…))", "<%=…%>"]);
    for text in ["${PORT}", "{{ port }}", "%(port)s"] {
        assert_eq!(help(&usual, text), (true, true), "{text}");
        assert_eq!(help(&none, text), (true, false), "{text}");
        assert_eq!(help(&own, text), (true, false), "{text}");
    }
    for text in ["[[port]]", "[[ port ]]", "((port))", "<%= port %>"] {
        assert_eq!(help(&own, text), (true, true), "{text}");
    }
    assert_eq!(help(&usual, "<%= port %>"), (true, false));
    assert_eq!(help(&usual, "$PORT"), (true, false));
}

#[test]
fn advice_shows_a_form_that_counts() {
    let body = r#"{"ldap":{"bindUsername":"CN=a,DC=example,DC=net","bindPassword":"hunter2hunter2"}}"#;
    let help = |linter: Linter| linter.check(body).findings()[0].help().expect("there is one").to_owned();
    assert!(help(templates(&["((…))"])).contains("such as ((LDAP_BIND_PASSWORD)),"));
    assert!(!help(templates(&[])).contains("such as"));
}

#[test]
fn a_dry_run_knows_the_forms() {
    let body =
        r#"{"ldap":{"userToDNMapping":[{"match":"((pattern))","substitution":"CN=a,DC=example,DC=net"}]}}"#;
    let map = |linter: &Linter| {
        let settings = linter.check(body).into_settings().expect("no error");
        // A program may hold on to the settings, and nothing else.
        settings.clone().map("pattern").outcome()
    };
    assert_eq!(map(&Linter::new()), MapOutcome::Name);
    assert_eq!(map(&templates(&["((…))"])), MapOutcome::CannotTell);
}

#[test]
fn of_known_hosts_three_rules_say_nothing() {
    for (known, host, rule) in [
        ("10.0.0.0/8", "10.20.30.40", "hostname-private"),
        ("10.20.30.40", "10.20.30.40", "hostname-private"),
        ("fd00::/8", "fd00::17", "hostname-private"),
        ("*.mycompany.local", "DC01.mycompany.local.", "hostname-private"),
        ("dc01.mycompany.local", "dc01.mycompany.local", "hostname-private"),
        ("*.ngrok.io", "0.tcp.ngrok.io", "hostname-tunnel"),
        ("dc01", "dc01", "hostname-single-label"),
    ] {
        let body = |host: &str| format!(r#"{{"ldap":{{"hostname":"{host}"}}}}"#);
        let found = |linter: &Linter, host: &str| names(&linter.check(body(host))).contains(&rule);
        assert!(found(&Linter::new(), host), "{host}");
        assert!(found(&hosts(&["*.other.local", "192.168.0.0/16", "dc02"]), host), "{host}");
        assert!(!found(&hosts(&[known]), host), "{host}");
        if rule != "hostname-single-label" {
            // Each item of a list is asked for.
            let both = format!("{host},dc09.other.local");
            let report = hosts(&[known]).check(body(&both));
            let others = report.findings().iter().filter(|f| f.rule().name() == rule);
            assert_eq!(others.count(), usize::from(rule == "hostname-private"), "{both}");
        }
    }
    // Of other things there is as much to say as before.
    let report = hosts(&["10.0.0.0/8"]).check(r#"{"ldap":{"hostname":"10.20.30.40:636","port":636}}"#);
    assert_eq!(names(&report), ["hostname-port"]);
}

#[test]
fn the_team_says_how_soon_is_soon() {
    const DAY: i64 = 24 * 60 * 60;
    let found = |days: u32, left: i64| {
        let root = Forge::root("Example Root CA").valid(NOW - 100 * DAY, NOW + left);
        let body = serde_json::json!({"customerX509": {"cas": root.pem()}}).to_string();
        let linter = under(Conventions { expires_soon_days: days, ..Conventions::default() });
        names(&linter.check(body)).contains(&"certificate-expires-soon")
    };
    assert!(found(30, 30 * DAY - 1) && !found(30, 30 * DAY));
    assert!(found(90, 90 * DAY - 1) && !found(90, 90 * DAY));
    assert!(!found(7, 7 * DAY) && found(7, 7 * DAY - 1));
    assert!(!found(0, 1));
}
