use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::payload::Payload;
use crate::source::{MAX_INPUT, Source};
use crate::span::Span;
use crate::spec::Kind;
use crate::{Linter, State};

/// The update with what is stored, and where its bytes come from.
fn merged(state: &State, body: &str) -> Option<crate::derived::Derived> {
    let source = Source::new(body.as_bytes(), Kind::Patch, MAX_INPUT);
    let payload = Payload::new(source.document(), Kind::Patch, false);
    state.with(&payload, &source)
}

fn text(state: &Value, body: &str) -> String {
    let state = State::parse(state.to_string()).expect("a state");
    merged(&state, body).expect("an object").text().to_owned()
}

#[test]
fn what_is_absent_is_written_in() {
    let state = json!({"ldap": {"port": 636, "hostname": "a"}, "customerX509": {"cas": "b"}});
    for (body, both) in [
        ("{}", r#"{"customerX509":{"cas":"b"},"ldap":{"hostname":"a","port":636}}"#),
        (
            r#"{ "ldap": { "port" : 1 } }"#,
            r#"{ "ldap": { "port" : 1 ,"hostname":"a"} ,"customerX509":{"cas":"b"}}"#,
        ),
        // Null counts as absent; so does an object of which there is nothing.
        (
            r#"{"ldap":null,"customerX509":{}}"#,
            r#"{"ldap":{"hostname":"a","port":636},"customerX509":{"cas":"b"}}"#,
        ),
        (
            r#"{"ldap":{"port":null,"hostname":"c"},"customerX509":{"cas":""}}"#,
            r#"{"ldap":{"port":636,"hostname":"c"},"customerX509":{"cas":""}}"#,
        ),
        // As parsers read it: the last.
        (
            r#"{"ldap":{"hostname":"x"},"customerX509":{"cas":"y"},"ldap":{"port":2,"port":null}}"#,
            r#"{"ldap":{"hostname":"x"},"customerX509":{"cas":"y"},"ldap":{"port":2,"port":636,"hostname":"a"}}"#,
        ),
        // What is no object, misspelt or in a wrong place has rules of its own.
        (r#"{"ldap":[],"customerX509":1}"#, r#"{"ldap":[],"customerX509":1}"#),
        (
            r#"{"ldap":{"hostName":"x","cas":"y"}}"#,
            r#"{"ldap":{"hostName":"x","cas":"y","port":636},"customerX509":{}}"#,
        ),
        (
            r#"{"Ldap":{"hostname":"x"},"customerX509":{"cas":"y"}}"#,
            r#"{"Ldap":{"hostname":"x"},"customerX509":{"cas":"y"}}"#,
        ),
    ] {
        assert_eq!(text(&state, body), both, "{body}");
    }
    assert!(merged(&State::default(), "[]").is_none() && merged(&State::default(), "{").is_none());
}

#[test]
fn places_lead_to_the_object_or_to_the_bracket() {
    let state = State::parse(r#"{"ldap":{"port":1,"hostname":"a"},"customerX509":{"cas":"b"}}"#).unwrap();
    let body = "\u{feff} {\"ldap\":{\"port\":null}}";
    let derived = merged(&state, body).unwrap();
    let place = |what: &str| {
        let at = derived.text().find(what).unwrap();
        let found = derived.span(Span::new(at, at + what.len()));
        (&body[found.span.range()], found.is_elsewhere)
    };
    assert_eq!(place("\"hostname\""), ("\"ldap\"", true));
    assert_eq!(place("1"), ("\"port\"", true));
    assert_eq!(place("\"b\""), ("{", true));
    assert_eq!(place("\"ldap\""), ("\"ldap\"", false));
}

/// A value of a member, its name, and which object it is in.
fn member() -> impl Strategy<Value = (bool, &'static str, Value)> {
    let texts = || prop::sample::select(vec!["", "a", "é\"\\", "${X}", "(.+)"]).prop_map(Value::from);
    let list = prop::collection::vec(
        prop_oneof![
            Just(json!({})),
            texts().prop_map(|text| json!({"match": text, "substitution": "CN={0}"}))
        ],
        0..3,
    );
    prop_oneof![
        texts().prop_map(|text| (false, "cas", text)),
        (
            prop::sample::select(vec!["hostname", "bindUsername", "caCertificate", "authzQueryTemplate"]),
            texts()
        )
            .prop_map(|(name, text)| (true, name, text)),
        (prop::sample::select(vec!["authenticationEnabled", "authorizationEnabled"]), any::<bool>())
            .prop_map(|(name, flag)| (true, name, flag.into())),
        any::<i32>().prop_map(|port| (true, "port", port.into())),
        list.prop_map(|list| (true, "userToDNMapping", list.into())),
    ]
}

fn state() -> impl Strategy<Value = Value> {
    prop::collection::vec(member(), 0..8).prop_map(|members| {
        let (mut x509, mut ldap) = (Map::new(), Map::new());
        for (is_ldap, name, value) in members {
            if is_ldap { &mut ldap } else { &mut x509 }.insert(name.to_owned(), value);
        }
        json!({"customerX509": x509, "ldap": ldap})
    })
}

/// A body with members that stand there several times, nulls, and blanks.
fn body() -> impl Strategy<Value = String> {
    let member = (member(), prop::bool::weighted(0.2)).prop_map(|((is_ldap, name, value), is_null)| {
        (is_ldap, name, if is_null { Value::Null } else { value })
    });
    let blank = || prop::sample::select(vec!["", " ", "\n\t"]);
    (prop::collection::vec(member, 0..8), blank(), blank(), any::<[bool; 3]>()).prop_map(
        |(members, one, two, [mark, null, twice])| {
            let object = |wanted: bool| {
                let own = members.iter().filter(|(is_ldap, ..)| *is_ldap == wanted);
                let own: Vec<String> =
                    own.map(|(_, name, value)| format!("{one}\"{name}\"{two}:{value}{one}")).collect();
                format!("{{{}{two}}}", own.join(","))
            };
            let mut parts = vec![format!("\"ldap\":{}", object(true))];
            if twice {
                parts.insert(0, format!("{one}\"ldap\":{{\"port\":1}}"));
            }
            match members.iter().any(|(is_ldap, ..)| !is_ldap) {
                true => parts.push(format!("\"customerX509\"{two}:{}{one}", object(false))),
                false if null => parts.push("\"customerX509\":null".to_owned()),
                false => {}
            }
            format!("{}{two}{{{}}}{one}", if mark { "\u{feff}" } else { "" }, parts.join(","))
        },
    )
}

/// What the contract says of a PATCH, read plainly: absent and null keep, `""` deletes two members, all else
/// replaces.
fn patched(state: &Value, body: &Value) -> Value {
    let mut after = state.clone();
    for object in ["customerX509", "ldap"] {
        for (name, value) in
            body[object].as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
        {
            after[object][name] = value.clone();
        }
    }
    after
}

/// Without what says nothing: nulls, objects without members, and texts that delete.
fn settled(mut state: Value) -> Value {
    for object in ["customerX509", "ldap"] {
        if let Some(members) = state[object].as_object_mut() {
            members.retain(|name, value| {
                let is_deleted =
                    matches!(name.as_str(), "caCertificate" | "authzQueryTemplate") && value == "";
                !value.is_null() && !is_deleted
            });
        }
    }
    state
        .as_object_mut()
        .expect("an object")
        .retain(|_, value| value.as_object().is_some_and(|o| !o.is_empty()));
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_document_is_what_a_patch_makes_of_the_state(state in state(), body in body()) {
        let read = |text: &str| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).expect("JSON");
        let both = merged(&State::parse(state.to_string()).expect("a state"), &body).expect("an object");
        prop_assert_eq!(settled(read(both.text())), settled(patched(&state, &read(&body))), "{}", both.text());
        // Every byte of it is the update's own, or stands at a place of the update.
        for (at, _) in both.text().char_indices() {
            let found = both.span(Span::at(at));
            prop_assert!(found.span.end <= body.len());
            prop_assert!(body.is_char_boundary(found.span.start) && body.is_char_boundary(found.span.end));
        }
    }

    #[test]
    fn without_a_state_and_with_an_empty_one_the_update_is_all_there_is(body in body()) {
        let empty = Linter::new().pedantic(true).current(State::default().into()).check(&body);
        let complete = Linter::new().pedantic(true).complete(true).check(&body);
        let found = |report: &crate::Report| -> Vec<String> {
            let findings = report.findings().iter().filter(|finding| {
                use crate::Group::{Access, Chain, Mapping};
                // Of name and password the one is never stored.
                matches!(finding.rule().group(), Access | Mapping | Chain)
                    && finding.rule().name() != "bind-credential-pair"
            });
            findings.map(|finding| format!("{} {:?} {}", finding.rule().name(), finding.span(), finding.fingerprint())).collect()
        };
        prop_assert_eq!(found(&empty), found(&complete), "{}", body);
    }
}

/// What the rules that judge what is in effect find, by name; and whether each is told to be stored.
fn found(report: &crate::Report) -> Vec<(&'static str, bool)> {
    use crate::Group::{Access, Chain, Mapping};
    let findings =
        report.findings().iter().filter(|finding| matches!(finding.rule().group(), Access | Mapping | Chain));
    findings.map(|finding| (finding.rule().name(), finding.message().starts_with("stored `/"))).collect()
}

/// Rules about what the update does, not about what is in effect.
const OF_THE_UPDATE: [&str; 6] = [
    "authz-template-deleted",
    "authz-template-unused",
    "bind-credential-pair",
    "disable-keeps-mapping",
    "oidc-with-ldap-authz",
    "x509-with-ldap-authz",
];

#[test]
fn a_fault_is_found_wherever_it_stands() {
    let linter = Linter::new().now(crate::rules::tests::NOW).pedantic(true);
    let mut tried = std::collections::BTreeSet::new();
    for rule in crate::rules() {
        for example in rule.bad() {
            let bytes = crate::rules::tests::bytes(example);
            let Ok(state) = State::parse(&bytes) else { continue };
            if example.role != crate::rule::Role::Document || example.kind != Kind::Patch {
                continue;
            }
            let own: Vec<&str> = (found(&linter.clone().complete(true).check(state.body().to_string()))
                .iter())
            .map(|(name, _)| *name)
            .filter(|name| !OF_THE_UPDATE.contains(name))
            .collect();
            let report = linter.clone().current(state.clone().into()).check(r#"{"ldap":{}}"#);
            let mut stored = found(&report);
            assert!(stored.iter().all(|(_, is_stored)| *is_stored), "{stored:?} in {}", example.text());
            stored.sort_unstable();
            let mut own: Vec<_> = own.into_iter().map(|name| (name, true)).collect();
            own.sort_unstable();
            assert_eq!(stored, own, "{}", example.text());
            tried.extend(own.iter().map(|(name, _)| *name));
            let mut prints: Vec<String> = report.findings().iter().map(crate::Finding::fingerprint).collect();
            prints.sort_unstable();
            prints.dedup();
            assert_eq!(prints.len(), report.findings().len(), "{}", example.text());
            for finding in
                report.findings().iter().filter(|finding| finding.message().starts_with("stored `"))
            {
                assert!(finding.fix().is_none(), "{finding} has a fix");
                assert!(["", "/ldap"].contains(&finding.pointer()), "{finding} at {}", finding.pointer());
            }
        }
    }
    let judged = crate::rules().filter(|rule| {
        use crate::Group::{Access, Chain, Mapping};
        matches!(rule.group(), Access | Mapping | Chain) && !OF_THE_UPDATE.contains(&rule.name())
    });
    let all: std::collections::BTreeSet<&str> = judged.map(crate::Rule::name).collect();
    assert_eq!(tried, all);
}

/// An update over a state, and the document that comes of both: the same is found.
#[test]
fn what_comes_of_both_is_judged() {
    use crate::Group::{Access, Chain, Mapping};
    let linter = Linter::new().now(crate::rules::tests::NOW).pedantic(true);
    let sorted = |report: &crate::Report| {
        let mut names: Vec<&str> = found(report).into_iter().map(|(name, _)| name).collect();
        names.retain(|name| !OF_THE_UPDATE.contains(name));
        names.sort_unstable();
        names
    };
    let text = |example| String::from_utf8(crate::rules::tests::bytes(example)).expect("a text");
    let (mut tried, mut silent) = (0, 0);
    for rule in crate::rules().filter(|rule| matches!(rule.group(), Access | Mapping | Chain)) {
        let examples = || rule.bad().iter().chain(rule.good()).filter(|example| !example.is_description());
        for (stored, update) in examples().flat_map(|one| examples().map(move |two| (text(one), text(two)))) {
            // Very large bundles are judged as small ones are, and take their time.
            if stored.len() + update.len() > 50_000 {
                continue;
            }
            let (Ok(state), Ok(body)) = (State::parse(&stored), serde_json::from_str::<Value>(&update))
            else {
                continue;
            };
            let both = patched(&state.body(), &body);
            let report = linter.clone().current(state.into()).check(&update);
            let expected = sorted(&linter.clone().complete(true).check(both.to_string()));
            assert_eq!(sorted(&report), expected, "{update} over {stored}");
            tried += 1;
            silent += usize::from(expected.is_empty());
        }
    }
    assert!(tried > 500 && silent > 50, "{tried}, {silent}");
}
