use serde_json::Value;

use super::given::{Entry, Given, Mappings, Slot};
use super::*;

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn slot(value: &Value) -> Slot {
    value.as_str().map_or(Slot::Absent, |text| Slot::Text(text.into()))
}

fn mappings(list: &Value) -> Mappings {
    let entry = |mapping: &Value| Entry {
        is_no_object: false,
        pattern: slot(&mapping["match"]),
        substitution: slot(&mapping["substitution"]),
        query: slot(&mapping["ldapQuery"]),
    };
    Mappings::List(list.as_array().expect("a list").iter().map(entry).collect())
}

/// A step as the vectors have it.
fn as_recorded(step: &MapStep) -> Value {
    let mut row = serde_json::json!({ "index": step.index() });
    row["matched"] = (step.verdict() == MapVerdict::Matched).into();
    if step.verdict() == MapVerdict::Matched {
        row["captures"] = step.captures().iter().map(|taken| taken.clone().unwrap_or_default()).collect();
    }
    match step.result() {
        Some(MapResult::Name(name)) => row["dn"] = name.as_str().into(),
        Some(MapResult::Query(query)) => row["query"] = recorded_query(query),
        Some(MapResult::Failed(_)) => row["failed"] = true.into(),
        None => {}
    }
    row
}

fn recorded_query(query: &MappedQuery) -> Value {
    serde_json::json!({
        "baseDN": query.base().as_str(),
        "scope": query.scope().name(),
        "filter": query.filter(),
        "attrs": query.attributes().collect::<Vec<_>>(),
    })
}

#[test]
fn names_become_what_the_database_makes_of_them() {
    let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
    for row in rows("mapping") {
        let given = Given { mappings: mappings(&row["mapping"]), ..Given::default() };
        let user = row["username"].as_str().expect("a name");
        let trace = Mapper::new(&given).map(user);
        *outcomes.entry(format!("{:?}", trace.outcome())).or_default() += 1;
        if !row["startup_error"].is_null() {
            assert_eq!(trace.outcome(), MapOutcome::RefusedAtStart, "{row}");
            assert_eq!(
                trace.index().map(Value::from).as_ref(),
                Some(&row["startup_error"]["index"]),
                "{row}"
            );
            assert!(trace.steps()[0].reason().is_some(), "{row}");
            continue;
        }
        let mut recorded = row["trace"].as_array().expect("a trace").clone();
        for step in &mut recorded {
            let step = step.as_object_mut().expect("a step");
            step.remove("rc");
            if step.remove("error").is_some() {
                step.insert("failed".to_owned(), true.into());
            }
        }
        // The record ends at the first query; the dry run goes on.
        let steps: Vec<Value> = trace.steps().iter().take(recorded.len()).map(as_recorded).collect();
        assert_eq!(steps, recorded, "{row}");
        let result = &row["result"];
        let name = trace.name().map(MappedName::as_str);
        let outcome = match result["kind"].as_str() {
            Some("dn") => MapOutcome::Name,
            Some("passthrough") => MapOutcome::PassThrough,
            Some("fail") => MapOutcome::NoMatch,
            Some("query") => MapOutcome::Query,
            other => panic!("{other:?}"),
        };
        assert_eq!((trace.outcome(), name), (outcome, result["dn"].as_str()), "{row}");
        if outcome != MapOutcome::Query {
            assert_eq!(trace.steps().len(), recorded.len(), "{row}");
        }
        assert_eq!(trace.index().map_or(Value::Null, Value::from), result["index"], "{row}");
    }
    let least =
        |outcome: &str, n| assert!(outcomes.get(outcome).is_some_and(|found| *found >= n), "{outcomes:?}");
    [("Name", 30), ("Query", 4), ("RefusedAtStart", 10), ("NoMatch", 4), ("PassThrough", 1)]
        .into_iter()
        .for_each(|(outcome, n)| least(outcome, n));
}

#[test]
fn the_authorization_query_is_what_the_database_asks() {
    let (mut asked, mut failed) = (0, 0);
    for row in rows("url") {
        let given = Given {
            mappings: mappings(&serde_json::json!([{"match": "alice", "substitution": "cn=alice,dc=ex"}])),
            template: slot(&row["url"]),
            authorization_enabled: true,
        };
        let runtime = &row["mongod_authz_runtime(user=cn=alice,dc=ex)"];
        let trace = Mapper::new(&given).map("alice");
        let authorization = trace.authorization().expect("it is on");
        if runtime["ok"] == true {
            let query =
                authorization.query().unwrap_or_else(|| panic!("{row}: {:?}", authorization.failure()));
            assert_eq!(query.base().as_str(), runtime["baseDN"], "{row}");
            assert_eq!(query.filter(), runtime["filter"], "{row}");
            let start = &row["mongod_authz_startup"];
            assert_eq!(query.scope().name(), start["scope"], "{row}");
            // What the database adds where no attribute is given.
            let attributes: Vec<&str> = query.attributes().collect();
            let expected =
                if start["attrs_injected"] == true { Value::Array(vec![]) } else { start["attrs"].clone() };
            assert_eq!(Value::from(attributes), expected, "{row}");
            assert!(authorization.is_complete() && authorization.failure().is_none());
            asked += 1;
        } else if row["url"] == "" {
            // Nothing is stored then, and the documented default holds.
            assert!(authorization.is_default() && authorization.query().is_some());
        } else {
            assert!(authorization.query().is_none() && authorization.failure().is_some(), "{row}");
            failed += 1;
        }
    }
    assert!(asked > 20 && failed > 50, "{asked} {failed}");
}

fn mapper(body: &Value) -> Mapper {
    let text = body.to_string();
    let source =
        crate::source::Source::new(text.as_bytes(), crate::spec::Kind::Patch, crate::source::MAX_INPUT);
    let payload = crate::payload::Payload::new(source.document(), crate::spec::Kind::Patch, false);
    Mapper::new(&Given::of_payload(&payload))
}

fn mapped(list: &Value, user: &str) -> MapTrace {
    mapper(&serde_json::json!({"ldap": {"userToDNMapping": list}})).map(user)
}

#[test]
fn one_entry_that_is_refused_keeps_the_database_from_starting() {
    let good = serde_json::json!({"match": "(.+)", "substitution": "cn={0}"});
    for (bad, words) in [
        (serde_json::json!({"match": "(", "substitution": "cn=x"}), "does not compile"),
        (serde_json::json!({"substitution": "cn=x"}), "`match` is missing"),
        (serde_json::json!({"match": 5, "substitution": "cn=x"}), "`match` is no text"),
        (serde_json::json!({"match": "x"}), "neither"),
        (serde_json::json!({"match": "x", "substitution": "", "ldapQuery": ""}), "both"),
        (serde_json::json!({"match": "x", "substitution": {}}), "no text"),
        (serde_json::json!({"match": "x", "ldapQuery": "dc=x??deep"}), "scope"),
        (serde_json::json!({"match": "x", "ldapQuery": "dc=%zz"}), "hexadecimal"),
        (serde_json::json!({"match": "x", "ldapQuery": "dc=x??sub?(uid={USER})"}), "`{USER}`"),
        (serde_json::json!({"match": "x", "ldapQuery": "dc=x??sub?(uid=%25{name})"}), "`%{name}`"),
        (serde_json::json!({"match": "x", "ldapQuery": "dc=x??sub?(uid=y)?{name}%7B"}), "`{name}`"),
        (serde_json::json!("x"), "no object"),
    ] {
        let trace = mapped(&serde_json::json!([good, bad]), "jane");
        assert_eq!((trace.outcome(), trace.index()), (MapOutcome::RefusedAtStart, Some(1)), "{bad}");
        assert!(trace.steps()[0].reason().expect("a reason").contains(words), "{trace:?}");
        assert_eq!(trace.steps()[0].next(), MapNext::DoesNotStart);
        assert!(trace.name().is_none() && trace.authorization().is_none());
    }
}

/// The database does not decode them.
#[test]
fn encoded_braces_in_the_extensions_are_none() {
    let list = serde_json::json!([{"match": "(.+)", "ldapQuery": "dc=x??sub?(uid={0})?%7Bname%7D"}]);
    assert_eq!(mapped(&list, "jane").outcome(), MapOutcome::Query);
}

/// Of an `ldapQuery` that is null the rules say that it is null, and not that there are two targets.
#[test]
fn null_is_no_target() {
    let trace = mapped(
        &serde_json::json!([{"match": "(.+)", "substitution": "CN={0},DC=x", "ldapQuery": null}]),
        "jane",
    );
    assert_eq!(trace.name().map(MappedName::as_str), Some("CN=jane,DC=x"));
}

#[test]
fn a_sign_before_a_placeholder_stays_where_it_is() {
    for (filter, filled) in [("(uid=%25{0})", "(uid=%jane)"), ("(uid=${0})", "(uid=$jane)")] {
        let query = format!("dc=x??sub?{filter}");
        let trace = mapped(&serde_json::json!([{"match": "(.+)", "ldapQuery": query}]), "jane");
        let Some(MapResult::Query(query)) = trace.steps()[0].result() else { panic!("{trace:?}") };
        assert_eq!(query.filter(), filled);
    }
}

#[test]
fn what_comes_first_and_is_not_known_leaves_the_outcome_open() {
    let substitution = serde_json::json!({"match": "(.+)", "substitution": "cn={0},dc=x"});
    let query = serde_json::json!({"match": "(.+)", "ldapQuery": "dc=x??sub?(uid={0})"});
    let unknown = serde_json::json!({"match": "${PATTERN}", "substitution": "cn={0},dc=x"});
    let target = serde_json::json!({"match": "(.+)", "substitution": "cn={0},${BASE}"});
    let zero = serde_json::json!({"match": "(.+)", "ldapQuery": "dc=x??sub?(uid={00})"});
    // Whether the start takes half a pair of braces was not measured.
    let brace = serde_json::json!({"match": "(.+)", "ldapQuery": "dc=x??sub?(uid={0)"});
    for (list, outcome, steps) in [
        (serde_json::json!([query, substitution, query]), MapOutcome::Query, 2),
        (serde_json::json!([unknown, query]), MapOutcome::CannotTell, 2),
        (serde_json::json!([query, unknown]), MapOutcome::Query, 2),
        (serde_json::json!([target, substitution]), MapOutcome::CannotTell, 2),
        (serde_json::json!([zero, substitution]), MapOutcome::CannotTell, 2),
        (serde_json::json!([brace, substitution]), MapOutcome::CannotTell, 2),
    ] {
        let trace = mapped(&list, "jane");
        assert_eq!(
            (trace.outcome(), trace.index(), trace.steps().len()),
            (outcome, Some(0), steps),
            "{list}"
        );
        assert!(trace.name().is_none(), "nothing is certain");
    }
    // What is certain before stays so.
    let trace = mapped(&serde_json::json!([substitution, unknown]), "jane");
    assert_eq!((trace.outcome(), trace.steps().len()), (MapOutcome::Name, 1));
    let trace = mapper(&serde_json::json!({"ldap": {"userToDNMapping": "x"}})).map("jane");
    assert_eq!((trace.outcome(), trace.index()), (MapOutcome::CannotTell, None));
}

#[test]
fn warnings_speak_of_what_was_not_meant_and_of_nothing_else() {
    use MapWarningKind::*;
    let substitution = |text: &str| serde_json::json!([{"match": "(.*)", "substitution": text}]);
    let query = |text: &str| serde_json::json!([{"match": "(.*)", "ldapQuery": text}]);
    let dn = substitution("CN={0},DC=x");
    let filter = query("dc=x??sub?(&(uid={0})(ou=y))");
    for (list, user, expected) in [
        (&dn, "jane", &[][..]),
        (&dn, "jane doe", &[]),
        (&dn, "jané@corp.com", &[]),
        (&dn, "jane,OU=y", &[DnInjection]),
        (&dn, "jane+UID=y", &[DnInjection]),
        (&dn, "jane;OU=y", &[DnInjection]),
        (&dn, "jane\\", &[DnInjection]),
        (&dn, "jane\\2cx", &[ValueChanged]),
        (&dn, " jane", &[ValueChanged]),
        (&dn, "\"jane\"", &[ValueChanged]),
        (&dn, "a=b", &[]),
        (&dn, "#jane", &[NotADn]),
        (&dn, "a<b", &[NotADn]),
        (&dn, "", &[EmptyValue]),
        (&substitution("{0}"), "cn=a,dc=b", &[]),
        (&substitution("{0}"), "jane", &[NotADn]),
        (&substitution("{0},dc=x"), "cn=a,ou=b", &[]),
        (&substitution("cn={1},dc=x"), "jane", &[LeftOver]),
        (&substitution("cn=$1,dc=x"), "jane", &[LeftOver]),
        (&substitution("cn={0},ou=\\,,dc=x"), "jane", &[]),
        (&filter, "jane", &[]),
        (&filter, "jane doe, x", &[]),
        (&filter, "*", &[FilterInjection]),
        (&filter, "a*", &[FilterInjection]),
        (&filter, "a)(uid=*", &[FilterInjection]),
        (&filter, "a)", &[NotAFilter]),
        (&filter, "a\\b", &[NotAFilter]),
        (&filter, "a\\2a", &[ValueChanged]),
        (&query("uid={0},dc=x"), "a,ou=b", &[DnInjection]),
        (&query("dc=x??sub?(uid=a{0}*)"), "", &[]),
        (&query("dc=x??sub?(uid={0}*)"), "", &[FilterInjection]),
    ] {
        let trace = mapped(list, user);
        let found: Vec<MapWarningKind> = trace.warnings().iter().map(MapWarning::kind).collect();
        assert_eq!(found, expected, "{list} {user:?}: {:?}", trace.warnings());
    }
}

#[test]
fn of_a_token_with_a_sign_only_the_sign_stays() {
    for (text, expected) in [
        ("cn=${0},dc=x", "`$` stays in the name: nothing replaces it"),
        ("cn=%{0},dc=x", "`%` stays in the name: nothing replaces it"),
        ("cn=${1},dc=x", "`$` stays in the name: nothing replaces it"),
        ("cn=${user},dc=x", ""),
    ] {
        let trace = mapped(&serde_json::json!([{"match": "(.+)", "substitution": text}]), "jane");
        let message = trace.warnings().first().map_or("", MapWarning::message);
        assert_eq!(message, expected, "{text}: {trace:?}");
    }
}

#[test]
fn null_is_as_good_as_absent() {
    let list = serde_json::json!([{"match": "(.+)", "substitution": "cn={0}", "ldapQuery": null}]);
    assert_eq!(mapped(&list, "jane").name().map(MappedName::as_str), Some("cn=jane"));
    let body = serde_json::json!({"ldap": {"authorizationEnabled": true, "authzQueryTemplate": null}});
    let trace = mapper(&body).map("cn=jane");
    assert!(trace.authorization().is_some_and(AuthorizationQuery::is_default), "{trace:?}");
    // As of the settings that a program gets.
    let text = serde_json::json!({"ldap": {"userToDNMapping": list}}).to_string();
    let settings = crate::check(text.as_bytes()).into_settings().expect("no errors");
    assert_eq!(settings.map("jane").name().map(MappedName::as_str), Some("cn=jane"));
}

#[test]
fn the_user_is_escaped_in_the_filter_of_the_authorization_query_and_nowhere_else() {
    let body = serde_json::json!({"ldap": {
        "authorizationEnabled": true,
        "authzQueryTemplate": "ou={USER}?dn?one?(|(member={USER})(uid={PROVIDED_USER}))",
        "userToDNMapping": [{"match": "(.+)", "substitution": "cn={0},dc=x"}]}});
    let trace = mapper(&body).map("a*(\\5c)");
    let query = trace.authorization().and_then(AuthorizationQuery::query).expect("a query");
    assert_eq!(query.base().as_str(), "ou=cn=a*(\\5c),dc=x,dc=x".replace(",dc=x,dc=x", ",dc=x"));
    assert_eq!(query.filter(), "(|(member=cn=a\\2a\\28\\5c5c\\29,dc=x)(uid=a*(\\5c)))");
    // A user of whom the directory decides is not put in.
    let mut body = body;
    body["ldap"]["userToDNMapping"] =
        serde_json::json!([{"match": "(.+)", "ldapQuery": "dc=x??sub?(uid={0})"}]);
    let trace = mapper(&body).map("jane");
    let authorization = trace.authorization().expect("a query");
    assert!(!authorization.is_complete());
    assert_eq!(authorization.query().expect("one").filter(), "(|(member={USER})(uid=jane))");
}

proptest::proptest! {
    /// Captured text is put in as it is, once; whatever it is, nothing panics, and what is shown of a
    /// trace is the same text.
    #[test]
    fn captures_are_put_in_as_they_are(user in "[a-c{}0,=+*()\\\\ é\n]{0,12}", before in "[a-c=,{}1 ]{0,6}") {
        let list = serde_json::json!([
            {"match": "(?s)(.*)", "ldapQuery": "dc=x??sub?(|(a={0})(b={0}))"},
            {"match": "(?s)(.*)", "substitution": format!("{before}<{{0}}|{{0}}>")},
        ]);
        let given = Given { mappings: mappings(&list), ..Given::default() };
        let trace = Mapper::new(&given).map(&user);
        let Some(MapResult::Query(query)) = trace.steps()[0].result() else { panic!("{trace:?}") };
        proptest::prop_assert_eq!(query.filter(), format!("(|(a={user})(b={user}))"));
        let Some(MapResult::Name(name)) = trace.steps()[1].result() else { panic!("{trace:?}") };
        proptest::prop_assert_eq!(name.as_str(), format!("{before}<{user}|{user}>"));
        let json: Value = serde_json::from_str(&serde_json::to_string(&trace).expect("JSON")).expect("JSON");
        proptest::prop_assert_eq!(&json["steps"][1]["result"]["name"]["text"], name.as_str());
    }
}
