//! What is said of updates against what is stored.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::api::state::State;
use crate::api::state::tests::{bodies, plainly};
use crate::rules::tests::{NOW, expand};
use crate::{Linter, Report};

pub(super) fn report(body: &str, current: &str, now: Option<i64>) -> Report {
    let state = State::parse(expand(current)).expect("a state");
    let linter = Linter::new().current(Arc::new(state));
    now.into_iter().fold(linter, Linter::now).check(expand(body))
}

/// The messages of a rule.
pub(super) fn messages(rule: &str, report: &Report) -> Vec<String> {
    let found = report.findings().iter().filter(|finding| finding.rule().name() == rule);
    found.map(|finding| finding.message().to_owned()).collect()
}

pub(super) fn is_skipped(rule: &str, report: &Report) -> bool {
    report.skipped().iter().any(|skipped| skipped.rule == rule)
}

/// The value, its members in either order, its numbers in either form.
fn spelled(value: &Value, otherwise: bool) -> String {
    let object = |members: &serde_json::Map<String, Value>| {
        let mut members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("{} : {}", json!(name), spelled(value, otherwise)))
            .collect();
        if otherwise {
            members.reverse();
        }
        format!("{{{}}}", members.join(","))
    };
    match value {
        Value::Object(members) => object(members),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| spelled(item, otherwise)).collect();
            format!("[\n{}]", items.join(" ,"))
        }
        Value::Number(number) if otherwise => format!("{number}.0e0"),
        other => other.to_string(),
    }
}

/// What is stored, with the documented defaults.
fn effective(stored: &Value) -> Value {
    let mut stored = plainly(&json!({}), stored);
    for (name, default) in [("port", json!(636)), ("authzQueryTemplate", json!("{USER}?memberOf?base"))] {
        if stored["ldap"][name].is_null() {
            stored["ldap"][name] = default;
        }
    }
    stored
}

fn members(body: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let objects = ["customerX509", "ldap"].into_iter().filter_map(|name| body[name].as_object());
    objects.flatten().filter(|(name, _)| *name != "links")
}

/// A body, or what is left of the stored one: then it often changes nothing.
fn updates() -> BoxedStrategy<(Value, Value)> {
    (bodies(), bodies(), proptest::collection::vec(proptest::bool::ANY, 20), proptest::bool::ANY)
        .prop_map(|(stored, mut body, keeps, is_part)| {
            if is_part {
                body = stored.clone();
                let mut keeps = keeps.into_iter();
                for (_, object) in body.as_object_mut().expect("an object") {
                    if let Value::Object(members) = object {
                        members.retain(|_, _| keeps.next() == Some(true));
                    }
                }
            }
            (stored, body)
        })
        .boxed()
}

proptest! {
    #[test]
    fn an_update_that_changes_nothing_is_reported_and_no_other(
        (stored, body) in updates(),
        otherwise in proptest::bool::ANY,
        in_envelope in proptest::bool::ANY,
    ) {
        let current = match in_envelope {
            true => json!({"status": 200, "content": stored}).to_string(),
            false => spelled(&stored, !otherwise),
        };
        let report = report(&spelled(&body, otherwise), &current, None);
        let (before, after) = (plainly(&json!({}), &stored), plainly(&plainly(&json!({}), &stored), &body));
        // What comes of a template that is deleted is not recorded.
        let has_template = |state: &Value| state["ldap"].get("authzQueryTemplate").is_some();
        let is_same = effective(&after) == effective(&before) && (has_template(&after) || !has_template(&before));
        let has_password = members(&body).any(|(name, value)| name == "bindPassword" && !value.is_null());
        let has_null = members(&body).any(|(_, value)| value.is_null());
        let is_known = !has_password && !has_null;
        let says_something = members(&body).next().is_some();
        let found = messages("restart-without-change", &report).len();
        prop_assert_eq!(found, usize::from(is_same && is_known && says_something), "{} on {}", body, stored);
        prop_assert_eq!(is_skipped("restart-without-change", &report), is_same && !is_known);
    }
}

#[test]
fn the_generated_updates_are_of_every_sort() {
    let mut runner = TestRunner::deterministic();
    let (mut same, mut other) = (0, 0);
    for _ in 0..300 {
        let (stored, body) = updates().new_tree(&mut runner).expect("a pair").current();
        let found = messages("restart-without-change", &report(&body.to_string(), &stored.to_string(), None));
        *if found.is_empty() { &mut other } else { &mut same } += 1;
    }
    assert!(same > 20 && other > 20, "{same} and {other}");
}

fn cas(names: &str) -> String {
    let names = names.split_whitespace().map(|name| format!("‹{name}›")).collect::<String>();
    json!({"customerX509": {"cas": names}}).to_string()
}

#[test]
fn certificates_are_the_same_whatever_text_they_stand_in() {
    let same = |body: &str, current: &str| {
        !messages("restart-without-change", &report(body, current, None)).is_empty()
    };
    let two = cas("good-root rsa-root");
    assert!(same(&cas("rsa-root good-root"), &two));
    assert!(same(&two, &two));
    assert!(same(&cas("rsa-root good-root rsa-root"), &two), "a copy is no other certificate");
    assert!(same(r#"{"customerX509":{"cas":"Our CAs\n‹good-root›\n‹rsa-root›"}}"#, &two));
    assert!(!same(&cas("rsa-root"), &two));
    assert!(!same(&cas("good-root rsa-root p384-root"), &two));
    assert!(
        !same(r#"{"customerX509":{"cas":"‹good-root›‹rsa-root; END⇒EXD›"}}"#, &two),
        "not all can be read"
    );
    // Two of one name: OpenSSL takes the first.
    let twins = cas("good-root critical-twin");
    assert!(!same(&cas("critical-twin good-root"), &twins));
    assert!(same(r#"{"ldap":{"caCertificate":"\n‹root›"}}"#, r#"{"ldap":{"caCertificate":"‹root›"}}"#));
    // Not of certificates: every character counts.
    assert!(!same(r#"{"ldap":{"hostname":"A.example.net"}}"#, r#"{"ldap":{"hostname":"a.example.net"}}"#));
}

#[test]
fn nothing_is_said_to_be_deleted_where_nothing_is_stored() {
    for name in ["authzQueryTemplate", "caCertificate"] {
        let body = json!({"ldap": {name: ""}}).to_string();
        let names = |current: &str| -> Vec<&'static str> {
            report(&body, current, None).findings().iter().map(|finding| finding.rule().name()).collect()
        };
        assert_eq!(names("{}"), ["restart-without-change"]);
        let said = messages("restart-without-change", &report(&body, "{}", None));
        assert!(said[0].starts_with("none of this changes what is stored"), "{said:?}");
        let found = names(&json!({"ldap": {name: "{USER}?memberOf?base"}}).to_string());
        assert!(found.iter().any(|rule| rule.ends_with("-deleted")) && found.len() == 1, "{found:?}");
    }
}

#[test]
fn what_is_unclear_is_not_said_to_change_nothing() {
    let current = r#"{"ldap":{"port":636,"hostname":"${HOST}"}}"#;
    for body in [
        r#"{"ldap":{"port":636,"hostnam":"ldap.mycompany.com"}}"#,
        r#"{"ldap":{"port":636},"else":1}"#,
        r#"{"ldap":{"port":null}}"#,
        r#"{"ldap":null}"#,
        r#"{"ldap":{"hostname":"${HOST}"}}"#,
        r#"{"ldap":{"port":636,"bindPassword":"${PASSWORD}"}}"#,
    ] {
        let report = report(body, current, None);
        assert!(messages("restart-without-change", &report).is_empty(), "{body}");
        assert!(is_skipped("restart-without-change", &report), "{body}");
    }
    let report = report("{}", current, None);
    let names: Vec<_> = report.findings().iter().map(|finding| finding.rule().name()).collect();
    assert_eq!(names, ["empty-update"], "one of the two is enough");
}

/// Who is locked out, in short.
fn lost(body: &str, current: &str, now: Option<i64>) -> Vec<String> {
    let report = report(body, current, now);
    assert!(!is_skipped("ca-removed", &report));
    messages("ca-removed", &report).iter().map(|message| message.replace(" (SHA-256 ", "#")).collect()
}

#[test]
fn clients_of_a_removed_ca_are_locked_out() {
    let one = |before: &str, after: &str| lost(&cas(after), &cas(before), Some(NOW));
    assert!(
        one("good-root rsa-root", "good-root")[0].starts_with("`CN=Example rsa-root,"),
        "{:?}",
        one("good-root rsa-root", "good-root")
    );
    assert!(one("good-root rsa-root p384-root", "good-root")[0].starts_with("2 CAs are no longer"));
    for (before, after) in [
        ("good-root", "good-root"),
        ("good-root", "rsa-root good-root"),
        // Of what is new the chain rules speak.
        ("root", "root below-intermediate"),
        // Renewed: the name and the key stay.
        ("soon-root", "renewed-root"),
        ("good-root expired-root", "good-root"),
        ("good-root future-root", "good-root"),
        // Nobody could log in by these.
        ("good-root sha1-intermediate", "good-root"),
        ("good-root orphan-leaf", "good-root"),
        ("good-root leaf", "good-root"),
    ] {
        assert_eq!(one(before, after), [""; 0], "{before} → {after}");
    }
    // Without the time nothing has expired.
    assert_eq!(lost(&cas("good-root"), &cas("good-root expired-root"), None).len(), 1);
    // What takes the name and the key, but cannot be used, takes over nothing.
    assert_eq!(one("good-root rsa-root", "no-keycertsign-twin rsa-root").len(), 1);
    // The root stays, and clients may send what is between.
    let sent = one("root good-intermediate", "root");
    assert!(
        sent.len() == 1 && sent[0].starts_with("the intermediate `CN=Example good-intermediate"),
        "{sent:?}"
    );
    // What stays is lost without what issued it: from there on nothing that is sent counts.
    let below = one("root intermediate below-intermediate", "root below-intermediate");
    assert!(
        below.len() == 2
            && below.iter().any(|said| said.starts_with("`CN=Example below-intermediate")
                && said.contains("stays in `cas`")
                && said.ends_with("whatever they send with it"))
            && below.iter().any(|said| said.starts_with("the intermediate `CN=Example Intermediate CA")),
        "{below:?}"
    );
    let below = one("root intermediate", "intermediate");
    assert!(below.len() == 2 && below.iter().any(|said| said.contains("stays in `cas`")), "{below:?}");
    // It would lead over one that stays and leads nowhere.
    let below = one("root intermediate below-intermediate rsa-root", "intermediate rsa-root");
    assert_eq!(below.iter().filter(|said| said.contains("2 CAs are no longer")).count(), 1, "{below:?}");
    // With the root all is lost.
    let both = one("root good-intermediate rsa-root", "rsa-root");
    assert!(both.len() == 1 && both[0].starts_with("2 CAs are no longer"), "{both:?}");
    let client = one("good-root self-signed-leaf", "good-root");
    assert!(client.len() == 1 && client[0].contains("the client with this certificate"), "{client:?}");
}

#[test]
fn what_cannot_be_told_of_authorities_is_left_open() {
    let current = cas("good-root rsa-root");
    for body in [
        r#"{"customerX509":{"cas":""}}"#,
        r#"{"customerX509":{"cas":"${CAS}"}}"#,
        r#"{"customerX509":{"cas":"‹good-root›\n${CAS}"}}"#,
        r#"{"customerX509":{"cas":"‹good-root; END⇒EXD›"}}"#,
        r#"{"customerX509":{"cas":1}}"#,
    ] {
        let report = report(body, &current, Some(NOW));
        assert_eq!(messages("ca-removed", &report), [""; 0], "{body}");
        assert!(is_skipped("ca-removed", &report), "{body}");
    }
    for body in [
        r#"{"customerX509":{"cas":"‹good-root›‹rsa-root›\nOf ${TEAM} and <okta-instance-id>"}}"#,
        r#"{"customerX509":{"cas":null}}"#,
        r#"{"customerX509":null}"#,
        "{}",
        r#"{"ldap":{"port":1}}"#,
    ] {
        assert_eq!(lost(body, &current, Some(NOW)), [""; 0], "{body}");
    }
    assert_eq!(lost(&cas("good-root"), "{}", Some(NOW)), [""; 0]);
}

/// OpenSSL refuses all of such a text, or a part: that nobody could log in before is not ruled out.
#[test]
fn of_a_stored_bundle_with_faults_nothing_is_said_to_be_lost() {
    for stored in [
        "‹good-root›‹rsa-root; END CERTIFICATE-----⇒END CERTIFICATE-----,›",
        "‹good-root; END⇒EXD›‹rsa-root›",
    ] {
        let current = format!(r#"{{"customerX509":{{"cas":"{stored}"}}}}"#);
        let report = report(&cas("good-root"), &current, Some(NOW));
        assert_eq!(messages("ca-removed", &report), [""; 0], "{stored}");
        assert!(is_skipped("ca-removed", &report), "{stored}");
    }
}

pub(super) fn list(entries: &[(&str, &str)]) -> Value {
    let entry = |(pattern, target): &(&str, &str)| match target.strip_prefix("query ") {
        Some(query) => json!({"match": pattern, "ldapQuery": query}),
        None => json!({"match": pattern, "substitution": target}),
    };
    json!({"ldap": {"authenticationEnabled": true, "userToDNMapping": entries.iter().map(entry).collect::<Vec<_>>()}})
}

fn rerouted(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
    let report = report(&list(after).to_string(), &list(before).to_string(), None);
    assert!(!is_skipped("mapping-removed", &report), "{before:?} → {after:?}");
    messages("mapping-removed", &report)
}

#[test]
fn names_that_a_mapping_answered_are_shown() {
    let (lab, all) = (("(\\w+)@lab", "CN={0},DC=lab"), ("(.+)", "CN={0},DC=net"));
    let other = ("(\\w+)@other", "CN={0},DC=other");
    let query = ("(\\w+)@lab", "query DC=lab??sub?(uid={0})");
    for (before, after, message) in [
        (
            &[lab, other][..],
            &[other][..],
            "the stored mapping [0], `(\\w+)@lab`, is gone: `a@lab` was `CN=a,DC=lab` and cannot log in any more",
        ),
        (
            &[lab, all],
            &[all],
            "the stored mapping [0], `(\\w+)@lab`, is gone: `a@lab` was `CN=a,DC=lab` and becomes `CN=a@lab,DC=net` by [0]",
        ),
        (
            &[lab, all],
            &[all, lab],
            "the stored mapping [0], `(\\w+)@lab`, now stands at [1] and gets none of its names any more: `a@lab` was \
             `CN=a,DC=lab` and becomes `CN=a@lab,DC=net` by [0]",
        ),
        (
            &[query, other],
            &[other],
            "the stored mapping [0], `(\\w+)@lab`, is gone: `a@lab` was the entry that `DC=lab??sub?(uid=a)` finds \
             and cannot log in any more",
        ),
        (
            &[lab],
            &[],
            "the stored mapping [0], `(\\w+)@lab`, is gone: `a@lab` was `CN=a,DC=lab` and is then taken for a \
             distinguished name as it is: there is no mapping",
        ),
        // A part of the names is lost.
        (
            &[("([a-z0-9]+)@lab", "CN={0},DC=lab")],
            &[("([a-z]+)@lab", "CN={0},DC=lab")],
            "the stored mapping [0], `([a-z0-9]+)@lab`, is gone: `0@lab` was `CN=0,DC=lab` and cannot log in any more",
        ),
        (
            &[("([a-z0-9]+)@lab", "CN={0},DC=lab")],
            &[("([0-9]+)@lab", "CN={0},OU=n,DC=lab"), ("([a-z0-9]+)@(?:lab)", "CN={0},DC=lab")],
            "the stored mapping [0], `([a-z0-9]+)@lab`, is gone: `0@lab` was `CN=0,DC=lab` and becomes \
             `CN=0,OU=n,DC=lab` by [0]",
        ),
    ] {
        assert_eq!(rerouted(before, after), [message], "{before:?} → {after:?}");
    }
}

#[test]
fn mappings_that_answer_as_before_are_not_reported() {
    let (lab, all) = (("(\\w+)@lab", "CN={0},DC=lab"), ("(.+)", "CN={0},DC=net"));
    let other = ("(\\w+)@other", "CN={0},DC=other");
    let query = ("(.+)@lab", "query DC=lab??sub?(uid={0})");
    for (before, after) in [
        (&[lab, other][..], &[other, lab][..]),
        (&[lab], &[other, lab, all]),
        // Written otherwise.
        (&[lab], &[("([a-zA-Z0-9_]+)@lab", "CN={0},DC=lab")]),
        (&[lab], &[("([a-m]\\w*)@lab", "CN={0},DC=lab"), ("(\\w+)@lab", "CN={0},DC=lab")]),
        // It was never reached.
        (&[all, lab], &[all]),
        (&[lab, lab], &[lab]),
        // A query that finds nothing lets the next one try, and one behind is asked for nobody whom the first finds.
        (&[lab, ("(\\w+)@lab", query.1)], &[lab]),
        (&[query], &[query, lab]),
        (&[query], &[query, ("(.+)@lab", "query DC=other??sub?(uid={0})")]),
        // Somebody changed what it says.
        (&[lab], &[("(\\w+)@lab", "CN={0},OU=new,DC=lab")]),
        (&[("(.+)", "{0}")], &[]),
        // Nobody has such a name.
        (&[("", "CN=x")], &[lab]),
        (&[], &[lab]),
    ] {
        assert_eq!(rerouted(before, after), [""; 0], "{before:?} → {after:?}");
    }
}

#[test]
fn a_mapping_that_is_off_or_refused_is_not_looked_at() {
    let lab = ("(\\w+)@lab", "CN={0},DC=lab");
    let (current, body) = (list(&[lab]), list(&[("(\\w+)@other", "CN={0},DC=lab")]));
    let off = |mut value: Value| {
        value["ldap"]["authenticationEnabled"] = json!(false);
        value
    };
    let said = |body: &Value, current: &Value| {
        messages("mapping-removed", &report(&body.to_string(), &current.to_string(), None)).len()
    };
    assert_eq!(said(&body, &current), 1);
    assert_eq!(said(&off(body.clone()), &current), 0);
    assert_eq!(said(&off(body.clone()), &off(current.clone())), 0);
    let mut authorizes = off(current.clone());
    authorizes["ldap"]["authorizationEnabled"] = json!(true);
    let only_list = json!({"ldap": {"userToDNMapping": body["ldap"]["userToDNMapping"]}});
    assert_eq!(said(&only_list, &authorizes), 1);
    // The database does not start, and what will stand there may answer any name.
    let faulty = list(&[("(", "CN={0}")]);
    let targetless =
        json!({"ldap": {"authenticationEnabled": true, "userToDNMapping": [{"match": "(.+)@lab"}]}});
    for (body, current) in [(&faulty, &current), (&targetless, &current), (&body, &faulty)] {
        assert_eq!(said(body, current), 0);
        assert!(
            is_skipped("mapping-removed", &report(&body.to_string(), &current.to_string(), None)),
            "{body}"
        );
    }
    let open = report(
        &list(&[("(?=a)(\\w+)@lab", "CN={0}")]).to_string(),
        &list(&[("(?=a)(.+)", "CN={0}")]).to_string(),
        None,
    );
    assert!(is_skipped("mapping-removed", &open));
}

#[test]
fn lists_that_are_too_long_are_left_open() {
    let many = |names: std::ops::Range<usize>| {
        let entry = |n| json!({"match": format!("(a+)@d{n}"), "substitution": "CN={0}"});
        json!({"ldap": {"userToDNMapping": names.map(entry).collect::<Vec<_>>()}}).to_string()
    };
    let long = report(&many(0..2_500), &many(2_500..5_000), None);
    assert!(is_skipped("mapping-removed", &long) && messages("mapping-removed", &long).is_empty());
    let short = report(&many(0..10), &many(5..15), None);
    assert!(!is_skipped("mapping-removed", &short));
    assert!(messages("mapping-removed", &short)[0].ends_with("; with 4 other entries it is the same"));
}

#[test]
fn secrets_of_both_are_masked() {
    let secret = ("(\\w+)@lab", "query DC=lab??sub?(uid={0})?x=ldap://svc:hunter2@host/");
    let found =
        rerouted(&[("CN=password=hunter2(.*)", "CN=password=hunter2,DC={0}"), secret], &[("(b+)", "CN={0}")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].contains("hunter2") && found[0].contains("***"), "{found:?}");
}
