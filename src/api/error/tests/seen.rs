//! What is seen of answers, whatever they are: no secret, and no end of the world.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{PATHS, payload, violation};
use crate::api::error::{ApiError, locate};
use crate::check;

/// All that can be seen of an answer and of what it says of the payload.
fn everything(error: &ApiError, payload: &str) -> String {
    let report = check(payload);
    let masked = error.masked(&report);
    let mut all = format!("{masked} {masked:?} {error:?} {:?} {:?}", masked.reason(), masked.parameters());
    for violation in masked.violations() {
        all += &format!(" {} {:?} {violation:?}", violation.field(), violation.description());
    }
    for finding in error.locate(&report) {
        all += &format!(
            "{} {:?} {finding:?} {:?}",
            finding.message(),
            finding.help(),
            miette::Report::new(finding.clone())
        );
        assert!(finding.span().end <= payload.len() && finding.span().start <= finding.span().end);
        assert!(finding.level() == crate::Level::Error && finding.rule().name() == "server-violation");
        payload.get(finding.span().range()).expect("a span of characters");
    }
    all
}

#[test]
fn very_many_violations_and_members_take_no_more_than_linear_time() {
    let members: Vec<String> = (0..20_000).map(|n| format!("\"m{n}\":{n}")).collect();
    let body = format!("{{\"ldap\":{{{}}}}}", members.join(","));
    let fields: Vec<Value> =
        (0..20_000).map(|n| json!({"field": format!("ldap.m{n}"), "description": "x"})).collect();
    let answer =
        json!({"error": 400, "errorCode": "VALIDATION_ERROR", "badRequestDetail": {"fields": fields}})
            .to_string();
    let error = ApiError::parse(answer).expect("an error");
    let report = check(body);
    let start = std::time::Instant::now();
    let findings = error.locate(&report);
    assert_eq!(findings.len(), locate::MOST);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Any JSON, with the password anywhere in it.
fn any_json(password: &str) -> impl Strategy<Value = Value> + use<> {
    let word = prop::sample::select(vec![
        password.to_owned(),
        format!("bad {password} here"),
        serde_json::to_string(password).expect("JSON"),
        password.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        "ldap.hostname".to_owned(),
        "ldap.userToDNMapping[3].match".to_owned(),
        "/ldap/bindPassword".to_owned(),
        format!("ldap.{password}"),
        "\u{1b}[2J".to_owned(),
        "localhost".to_owned(),
        "ldap.mycompany.com".to_owned(),
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(Value::String),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 20, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

const PASSWORD: &str = "Zq\"7\\é<w%41";

/// What would tell of the password, however it is written.
fn leaks(text: &str) -> bool {
    text.contains("Zq") && ["7\\é", "7\\\\", "%37", "7\\u"].iter().any(|part| text.contains(part))
        || text.contains("é<w")
        || text.contains("%5A%71")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_answer_shows_the_password(
        code in prop_oneof![Just("VALIDATION_ERROR".to_owned()), Just(PASSWORD.to_owned()), Just("LDAP_HOSTNAME_NOT_ALLOWED".to_owned())],
        members in prop::collection::vec(any_json(PASSWORD), 5),
        fields in prop::collection::vec((any_json(PASSWORD), any_json(PASSWORD)), 0..4),
    ) {
        let [detail, reason, parameters, parameter, other] = members.try_into().expect("five");
        let fields: Vec<Value> =
            fields.into_iter().map(|(field, description)| json!({"field": field, "description": description})).collect();
        let answer = json!({
            "error": 400, "errorCode": code, "detail": detail, "reason": reason, "parameters": [parameters, parameter],
            "badRequestDetail": {"fields": fields, "other": other.clone()}, "other": other,
        });
        let error = ApiError::parse(answer.to_string()).expect("an error");
        let all = everything(&error, &payload(PASSWORD));
        prop_assert!(!leaks(&all), "{all}");
        prop_assert!(!all.contains('\u{1b}') || !all.contains("[2J"), "{all}");
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), path in ".{0,40}") {
        let _ = ApiError::parse(&bytes).map(|error| everything(&error, "{}"));
        let near = PATHS.iter().map(|row| row.0).collect::<Vec<_>>();
        let cut = bytes.len();
        for path in [path.clone(), near[cut % near.len()].chars().take(cut % 20).collect::<String>() + &path] {
            for body in [payload("x"), "{\"ldap\":[".to_owned(), "[{\"ldap\":1}]".to_owned()] {
                let all = everything(&violation(&path), &body);
                prop_assert!(all.contains("server"), "{all}");
            }
        }
    }

    #[test]
    fn truncated_and_mangled_answers_are_read_or_refused(cut in 0_usize..600, at in 0_usize..600, byte in any::<u8>()) {
        let whole = format!(
            "HTTP/1.1 401 Unauthorized\r\n\r\nHTTP/1.1 400 Bad Request\r\nx: y\r\n\r\n{{\"status\":400,\"content\":{}}}",
            json!({"error": 400, "errorCode": "VALIDATION_ERROR", "detail": format!("{PASSWORD} is bad"),
                "badRequestDetail": {"fields": [{"field": "ldap.bindPassword", "description": format!("not {PASSWORD}")}]}}),
        );
        let mut bytes = whole.into_bytes();
        bytes.truncate(cut);
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        match ApiError::parse(&bytes) {
            Ok(error) => prop_assert!(everything(&error, &payload(PASSWORD)).contains("400")),
            Err(fault) => prop_assert!(!fault.to_string().contains("Zq"), "{fault}"),
        }
    }
}
