use serde_json::Value;

use super::given::{Entry, Given, Mappings, Slot};
use super::*;

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn slot(value: &Value) -> Slot {
    value.as_str().map_or(Slot::Absent, |text| Slot::Text(text.to_owned()))
}

fn mappings(list: &Value) -> Mappings {
    let entry = |mapping: &Value| Entry {
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

/// Rows that say something else than what is done here, and why.
const DISPUTED: [(&str, &str); 0] = [];

#[test]
fn names_become_what_the_database_makes_of_them() {
    let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
    for row in rows("mapping") {
        let id = row["id"].as_str().expect("an id");
        if DISPUTED.iter().any(|(disputed, _)| *disputed == id) {
            continue;
        }
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
    assert_eq!(outcomes.len(), 5, "{outcomes:?}");
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
