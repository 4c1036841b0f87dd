//! States against a reading of the rules that is written down here once more, over plain JSON.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Removal, State, StateErrorKind, Update};
use crate::payload::Payload;
use crate::source::{MAX_INPUT, Source};
use crate::spec::Kind;
use crate::{Linter, check};

fn state(answer: &Value) -> State {
    State::parse(answer.to_string()).expect("a state")
}

/// What is stored after the payload, errors and all.
fn after(current: &State, body: &str) -> State {
    let source = Source::new(body.as_bytes(), Kind::Patch, MAX_INPUT);
    let payload = Payload::new(source.document(), Kind::Patch, false);
    current.updated(&Update::of_payload(&payload))
}

/// The rules, read plainly: absent keeps, null is absent, `""` deletes two members, the rest replaces.
pub(crate) fn plainly(stored: &Value, body: &Value) -> Value {
    let mut stored = stored.as_object().cloned().unwrap_or_default();
    for (object, members) in body.as_object().into_iter().flatten().filter(|(name, _)| *name != "links") {
        let kept = stored.entry(object.clone()).or_insert_with(|| json!({}));
        let kept = kept.as_object_mut().expect("an object");
        for (name, value) in members.as_object().into_iter().flatten() {
            match (name.as_str(), value) {
                ("links" | "bindPassword", _) | (_, Value::Null) => {}
                ("caCertificate" | "authzQueryTemplate", Value::String(text)) if text.is_empty() => {
                    kept.remove(name);
                }
                _ => drop(kept.insert(name.clone(), value.clone())),
            }
        }
    }
    stored.retain(|_, members| members.as_object().is_none_or(|members| !members.is_empty()));
    stored.into()
}

/// Members by name, each there or not.
fn object(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| proptest::option::of(value).prop_map(move |value| value.map(|v| (name, v))))
        .collect();
    let object = |members: Vec<Option<(&str, Value)>>| {
        Value::from(members.into_iter().flatten().map(|(n, v)| (n.to_owned(), v)).collect::<Map<_, _>>())
    };
    members.prop_map(object).boxed()
}

fn one_of(values: &[Value]) -> BoxedStrategy<Value> {
    proptest::sample::select(values.to_vec()).boxed()
}

/// Bodies and answers: few values, so that both often say the same.
pub(crate) fn bodies() -> BoxedStrategy<Value> {
    let flag = || one_of(&[json!(true), json!(false), Value::Null]);
    let text = |values: &[&str]| one_of(&values.iter().map(|text| json!(text)).collect::<Vec<_>>());
    let entry = |pattern: &str, name: &str| json!({"match": pattern, "substitution": name});
    let (one, other) = (entry("(.+)@lab", "CN={0},DC=lab"), entry("(.+)", "CN={0},DC=net"));
    let links = || one_of(&[json!([]), json!([{"href": "https://example.com", "rel": "self"}])]);
    let mapping = [json!([]), json!([one]), json!([one, other]), json!([other, one]), Value::Null];
    let ldap = object(vec![
        ("authenticationEnabled", flag()),
        ("authorizationEnabled", flag()),
        ("authzQueryTemplate", text(&["", "{USER}?memberOf?base", "{USER}?isMemberOf?base"])),
        ("bindPassword", text(&["hunter2"])),
        ("bindUsername", text(&["CN=svc,DC=example,DC=net", "CN=other,DC=example,DC=net"])),
        ("caCertificate", text(&["", "-"])),
        ("hostname", text(&["ldap.mycompany.com", "other.mycompany.com"])),
        ("links", links()),
        ("port", one_of(&[json!(636), json!(3269), Value::Null])),
        ("userToDNMapping", one_of(&mapping)),
    ]);
    let x509 = object(vec![("cas", text(&["", "a", "b"])), ("links", links())]);
    object(vec![("customerX509", x509), ("ldap", ldap), ("links", links())])
}

proptest! {
    #[test]
    fn an_update_is_read_as_the_rules_say(stored in bodies(), body in bodies()) {
        let current = state(&stored);
        prop_assert_eq!(current.body(), plainly(&json!({}), &stored));
        prop_assert_eq!(after(&current, &body.to_string()).body(), plainly(&current.body(), &body));
    }

    #[test]
    fn settings_and_payloads_are_applied_alike(stored in bodies(), body in bodies()) {
        let current = state(&stored);
        if let Ok(settings) = check(body.to_string()).into_settings() {
            prop_assert_eq!(current.apply(&settings), after(&current, &body.to_string()));
        }
    }

    #[test]
    fn an_envelope_holds_the_same(stored in bodies(), status in 200_u16..203) {
        let expected = state(&stored);
        prop_assert_eq!(&state(&json!({"status": status, "content": stored})), &expected);
        // A status alone is no configuration.
        if stored.get("ldap").or(stored.get("customerX509")).is_some() {
            let mut added = stored;
            added["status"] = json!(status);
            prop_assert_eq!(&state(&added), &expected);
        }
    }

    #[test]
    fn what_was_sent_twice_was_sent_once(stored in bodies(), body in bodies()) {
        let once = after(&state(&stored), &body.to_string());
        prop_assert_eq!(&after(&once, &body.to_string()), &once);
        prop_assert_eq!(&state(&once.body()), &once);
    }
}

#[test]
fn settings_without_an_error_are_among_the_bodies() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let bodies = std::iter::repeat_with(|| bodies().new_tree(&mut runner).expect("a body").current());
    assert!(
        bodies.take(200).any(|body| check(body.to_string()).into_settings().is_ok_and(|s| s.ldap.is_some()))
    );
}

#[test]
fn numbers_are_equal_however_they_are_written() {
    for number in ["636", "636.0", "6.36e2", "63600E-2", "6360e-1"] {
        let state = State::parse(format!(r#"{{"ldap":{{"port":{number}}}}}"#)).expect("a state");
        assert_eq!(state.get("/ldap/port"), Some(&json!(636)), "{number}");
    }
    for number in ["636.5", "-636", "1e400", "1e300", "18446744073709551615"] {
        let state = State::parse(format!(r#"{{"ldap":{{"port":{number}}}}}"#)).expect("a state");
        assert_ne!(state.get("/ldap/port"), Some(&json!(636)), "{number}");
        assert!(state.get("/ldap/port").is_some(), "{number}");
    }
}

#[test]
fn what_no_state_has_is_left_out() {
    let state = state(&json!({
        "links": [{"href": "x"}],
        "customerX509": {"cas": "c", "links": []},
        "ldap": {"bindPassword": "hunter2", "hostname": "h", "port": null, "caCertificate": "", "else": 1, "links": [],
            "userToDNMapping": [{"match": "m", "substitution": "s", "ldapQuery": null}]},
        "else": {"hostname": "x"},
    }));
    let expected = json!({"customerX509": {"cas": "c"},
        "ldap": {"hostname": "h", "userToDNMapping": [{"match": "m", "substitution": "s"}]}});
    assert_eq!(serde_json::to_value(&state).expect("JSON"), expected);
    assert_eq!(state.get("/ldap/userToDNMapping/0/match"), Some(&json!("m")));
    for nothing in
        ["", "/", "/ldap", "ldap/hostname", "/ldap/bindPassword", "/links/0", "/ldap/userToDNMapping/1"]
    {
        assert_eq!(state.get(nothing), None, "{nothing}");
    }
}

#[test]
fn secrets_are_neither_kept_nor_shown() {
    let answer = r#"{"ldap":{"bindPassword":"hunter2","bindUsername":"CN=password=hunter2,DC=net",
        "authzQueryTemplate":"{USER}?memberOf?base??ldap://svc:hunter2@host/"}}"#;
    let state = State::parse(answer).expect("a state");
    assert!(format!("{state:?}").contains("authzQueryTemplate"));
    assert!(!format!("{state:?}{state:#?}").contains("hunter2"));
    assert!(!serde_json::to_string(&state).expect("JSON").contains("bindPassword"));
}

#[test]
fn deletes_take_out_what_they_are_about() {
    let stored = state(&json!({"customerX509": {"cas": "c"}, "ldap": {"port": 1, "userToDNMapping": []}}));
    assert_eq!(
        stored.without(Removal::CustomerX509).body(),
        json!({"ldap": {"port": 1, "userToDNMapping": []}})
    );
    assert_eq!(
        stored.without(Removal::UserToDnMapping).body(),
        json!({"customerX509": {"cas": "c"}, "ldap": {"port": 1}})
    );
    for removal in [Removal::CustomerX509, Removal::UserToDnMapping] {
        assert_eq!(State::default().without(removal), State::default());
    }
}

#[test]
fn what_is_no_state_is_told_with_its_place() {
    use StateErrorKind::{NotAConfiguration, NotJson, Refusal};
    for (text, kind, at, message) in [
        ("", NotJson, (0, 0), "the document is empty"),
        ("<html>hunter2", NotJson, (0, 1), ""),
        ("{\"ldap\":{\"bindPassword\":\"hunter2\",}}", NotJson, (33, 34), ""),
        ("{\"ldap\":{\"hostname\":\"\\ud800\"}}", NotJson, (21, 27), ""),
        ("[{}]", NotAConfiguration, (0, 1), "it is an array, and the answer to a GET is an object"),
        ("\"hunter2\"", NotAConfiguration, (0, 9), "it is a string, and the answer to a GET is an object"),
        ("{\"ldap\":\"hunter2\"}", NotAConfiguration, (8, 17), "`ldap` is a string, and an object is wanted"),
        (
            "{\"customerX509\":[]}",
            NotAConfiguration,
            (16, 17),
            "`customerX509` is an array, and an object is wanted",
        ),
        (
            "{\"ldap\":{\"authenticationEnabled\":\"true\"}}",
            NotAConfiguration,
            (33, 39),
            "`ldap.authenticationEnabled` is a string, and a boolean is wanted",
        ),
        (
            "{\"hostname\":\"hunter2\"}",
            NotAConfiguration,
            (1, 11),
            "it has neither `ldap` nor `customerX509`: it is no answer to GET …/userSecurity",
        ),
        (
            "{\"error\":404,\"errorCode\":\"GROUP_NOT_FOUND\",\"detail\":\"hunter2\"}",
            Refusal,
            (1, 12),
            "it is an error of the API, 404 `GROUP_NOT_FOUND`, and not what is stored",
        ),
        ("{\"status\":401,\"content\":{\"error\":401,\"errorCode\":\"X\\u001b\"}}", Refusal, (25, 36), ""),
    ] {
        let error = State::parse(text).expect_err(text);
        assert_eq!((error.kind(), (error.span().start, error.span().end)), (kind, at), "{text}: {error}");
        assert!(message.is_empty() || error.to_string() == message, "{error}");
        assert!(
            !error.to_string().is_empty() && !format!("{error:?}{error}").contains("hunter2"),
            "{error:?}"
        );
    }
    let error = State::parse(vec![b' '; MAX_INPUT + 1]).expect_err("too large");
    assert_eq!(error.kind(), StateErrorKind::TooLarge);
    assert_eq!(State::parse("\u{feff}{}").expect("nothing is stored"), State::default());
    assert_eq!(State::parse(r#"{"ldap":null,"links":[]}"#).expect("nothing is stored"), State::default());
}

/// That they are the same is documented nowhere.
#[test]
fn an_empty_value_where_there_was_none_is_a_change() {
    for update in [json!({"userToDNMapping": []}), json!({"hostname": ""}), json!({"bindUsername": ""})] {
        let changes = State::default().diff(&state(&json!({ "ldap": update })));
        assert!(!changes.is_empty(), "{update}");
    }
    // These it deletes, and nothing is there.
    for update in [r#"{"ldap":{"caCertificate":""}}"#, r#"{"ldap":{"authzQueryTemplate":""}}"#] {
        let update = check(update).into_settings().expect("no errors");
        assert!(State::default().diff(&State::default().apply(&update)).is_empty());
    }
}

/// What is stored under another name, in another place, or twice, is not nothing.
#[test]
fn members_that_cannot_be_told_are_no_state() {
    let meant = |shown: &str, meant: &str| {
        format!(
            "the contract has no member `{shown}`: if `{meant}` is meant, what is stored there cannot be told"
        )
    };
    let misfit =
        |path: &str, found: &str, wanted: &str| format!("`{path}` is {found}, and {wanted} is wanted");
    let twice = |path: &str| format!("`{path}` stands twice: which of them is stored cannot be told");
    for (text, at, message) in [
        (
            r#"{"ldap":{"authentication_enabled":true,"bind_username":"CN=a"}}"#,
            r#""authentication_enabled""#,
            meant("ldap.authentication_enabled", "ldap.authenticationEnabled"),
        ),
        (r#"{"ldap":{"hostnme":"h"}}"#, r#""hostnme""#, meant("ldap.hostnme", "ldap.hostname")),
        (
            r#"{"ldap":{"queryTemplate":"q"}}"#,
            r#""queryTemplate""#,
            meant("ldap.queryTemplate", "ldap.authzQueryTemplate"),
        ),
        (r#"{"ldap":{"hostname":null,"host":"h"}}"#, r#""host""#, meant("ldap.host", "ldap.hostname")),
        (r#"{"customerX509":{},"port":3}"#, r#""port""#, meant("port", "ldap.port")),
        (
            r#"{"customer_x509":{"cas":"c"},"ldap":{}}"#,
            r#""customer_x509""#,
            meant("customer_x509", "customerX509"),
        ),
        (r#"{"ldap":{"cas":"c"},"customerX509":{}}"#, r#""cas""#, meant("ldap.cas", "customerX509.cas")),
        (r#"{"ldap":{"match":"m"}}"#, r#""match""#, meant("ldap.match", "ldap.userToDNMapping[].match")),
        (
            r#"{"ldap":{"userToDNMapping":[{"match":"m","substitution":"s"},{"match":"m","ldap_query":"q"}]}}"#,
            r#""ldap_query""#,
            meant("ldap.userToDNMapping[1].ldap_query", "ldap.userToDNMapping[1].ldapQuery"),
        ),
        (r#"{"ldap":{"port":1},"ldap":{}}"#, r#""ldap":{}"#, twice("ldap")),
        (r#"{"ldap":{"port":1,"p\u006frt":2}}"#, r#""p\u006frt""#, twice("ldap.port")),
        (
            r#"{"ldap":{"userToDNMapping":[{"match":"m","match":"n"}]}}"#,
            r#""match":"n"#,
            twice("ldap.userToDNMapping[0].match"),
        ),
        (
            r#"{"ldap":{"userToDNMapping":[{},1]}}"#,
            "1",
            misfit("ldap.userToDNMapping[1]", "a number", "an object"),
        ),
        (
            r#"{"ldap":{"userToDNMapping":[null]}}"#,
            "null",
            misfit("ldap.userToDNMapping[0]", "null", "an object"),
        ),
        (
            r#"{"ldap":{"userToDNMapping":[{"match":["m"]}]}}"#,
            r#"["m"]"#,
            misfit("ldap.userToDNMapping[0].match", "an array", "a string"),
        ),
    ] {
        let error = State::parse(text).expect_err(text);
        assert_eq!((error.kind(), error.to_string()), (StateErrorKind::NotAConfiguration, message), "{text}");
        assert_eq!(error.span().start, text.rfind(at).expect(at), "{text}");
    }
    let error =
        State::parse(r#"{"ldap":{"hostname=password=hunter2":1,"hostnam":1}}"#).expect_err("a near name");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

/// The API may have got them since.
#[test]
fn members_that_are_like_no_other_are_told() {
    for (text, unknown) in [
        (r#"{"ldap":{"port":1,"links":[]},"links":[{"new":1}]}"#, &[][..]),
        (r#"{"ldap":{"port":1,"kerberos":true},"else":{}}"#, &["`ldap.kerberos`", "`else`"]),
        // What it is like is there.
        (r#"{"ldap":{"hostname":"h","hostnames":["h"]}}"#, &["`ldap.hostnames`"]),
        (r#"{"ldap":{"port":1},"port":2}"#, &["`port`"]),
        (r#"{"ldap":{"bind_username":null}}"#, &[]),
        // What it is like is never stored.
        (
            r#"{"ldap":{"userToDNMapping":[{"match":"m","substitution":"s","links":[]}],"Links":[]},"link":[]}"#,
            &["`ldap.userToDNMapping[0].links`", "`ldap.Links`", "`link`"],
        ),
        (r#"{"ldap":{"port":1,"bind_password":"****"}}"#, &["`ldap.bind_password`"]),
        (r#"{"bindPassword":"****","ldap":{}}"#, &["`bindPassword`"]),
        (
            r#"{"ldap":{"userToDNMapping":[{"match":"m","substitution":"s","enabled":true}]}}"#,
            &["`ldap.userToDNMapping[0].enabled`"],
        ),
    ] {
        let (_, found) = State::with_unknown(text.as_bytes()).expect(text);
        assert_eq!(found, unknown, "{text}");
    }
}

#[test]
fn a_linter_takes_a_state() {
    let linter = Linter::new().current(std::sync::Arc::new(State::default()));
    assert!(linter.check(r#"{"ldap":{"port":3269}}"#).findings().is_empty());
}

/// Any document of the API has links: that of a project is no configuration in which nothing is stored.
#[test]
fn other_documents_of_the_api_are_no_state() {
    for other in [
        r#"{"id":"6a0f2c6d1e8b4c0012345678","name":"Prod","links":[]}"#,
        r#"{"results":[],"links":[]}"#,
        r#"{"status":200}"#,
        r#"{"status":200,"content":"{}"}"#,
    ] {
        assert!(State::parse(other).is_err(), "{other}");
    }
    for nothing in ["{}", r#"{"links":[]}"#, r#"{"status":200,"content":{}}"#, r#"{"ldap":{}}"#] {
        assert_eq!(State::parse(nothing).ok(), Some(State::default()), "{nothing}");
    }
}
