//! Answers, and the requests that they become.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Map, Value};

use super::*;
use crate::testing::answers_of;
use crate::{Level, Linter};

fn parsed(answer: &str) -> Response {
    Response::parse(answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

fn body(answer: &str) -> String {
    parsed(answer).to_request().into_body()
}

#[test]
fn an_answer_is_read_field_by_field() {
    let answer = include_str!("../../../tests/payloads/vendor-response.json");
    let response = parsed(answer);
    let ldap = response.ldap.as_ref().expect("ldap");
    let x509 = response.customer_x509.as_ref().expect("customerX509");
    assert_eq!((ldap.authentication_enabled, ldap.authorization_enabled), (Some(true), Some(true)));
    let query = ldap.authz_query_template.as_ref().map(ResponseText::as_str);
    assert_eq!(query, Some("{USER}?memberOf?base"));
    assert!(ldap.bind_username.as_ref().is_some_and(|name| name.dn().is_some() && name.parts().is_some()));
    assert_eq!(ldap.hostname.as_ref().map(|host| host.as_str()), Some("string"));
    assert!(matches!(ldap.port, Some(crate::Port::Number(port)) if port.get() == 636));
    let [mapping] = ldap.user_to_dn_mapping.as_deref().expect("mappings") else { panic!("one") };
    assert_eq!(mapping.pattern.as_ref().map(ResponseText::as_str), Some("(.*)"));
    // Both are there, though a mapping has one.
    assert!(mapping.substitution.is_some() && mapping.ldap_query.is_some());
    for links in [&response.links, &ldap.links, &x509.links] {
        let [link] = links.as_slice() else { panic!("one") };
        assert_eq!(link.href.as_deref(), Some("https://cloud.mongodb.com/api/atlas"));
        assert_eq!(link.rel.as_deref(), Some("self"));
    }
    assert_eq!((response.status, response.is_enveloped), (None, false));
    let enveloped = parsed(&format!("{{\"status\":202,\"content\":{answer}}}"));
    assert_eq!((enveloped.status, enveloped.is_enveloped), (Some(202), true));
    assert_eq!(enveloped.ldap, response.ldap);
    let certificate = include_str!("../../../tests/certificates/root.pem");
    let with_certificate = parsed(&serde_json::json!({ "customerX509": { "cas": certificate } }).to_string());
    let cas = with_certificate.customer_x509.and_then(|x509| x509.cas).expect("cas");
    assert_eq!(cas.certificates().len(), 1);
}

#[test]
fn what_is_no_answer_says_what_it_is() {
    let error = |text: &[u8]| Response::parse(text).expect_err("no answer");
    let shown = |text: &[u8]| {
        let error = error(text);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        error.to_string()
    };
    assert_eq!(shown(b"{\"ldap\":\n \"hunter2"), "it is no JSON: see line 2, column 2");
    assert!(shown(b"<html>hunter2</html>").starts_with("it is no JSON"));
    assert!(matches!(error(b"\xff"), ResponseError::NotJson(_)));
    assert_eq!(error(b"[\"hunter2\"]"), ResponseError::NotAnObject);
    assert_eq!(error(b"{\"hunter2\":1}"), ResponseError::NotAnAnswer);
    assert_eq!(error(b"{\"id\":\"x\",\"links\":[]}"), ResponseError::NotAnAnswer);
    assert_eq!(error(b"{\"status\":200,\"content\":{\"hunter2\":1}}"), ResponseError::NotAnAnswer);
    let failed = |name: &str| ResponseError::Failed { name: name.to_owned() };
    assert_eq!(error(b"{\"error\":404,\"errorCode\":\"X\"}"), failed("404 `X`"));
    assert_eq!(error(b"{\"status\":503,\"content\":{}}"), failed("503"));
    assert_eq!(error(b"HTTP/2 503 \r\n\r\n{}"), failed("503"));
    assert_eq!(shown(b"{\"status\":503}"), "it is an error of the API, 503, and not the configuration");
    let mut large = b"{}".to_vec();
    large.resize(MAX_INPUT + 1, b' ');
    assert_eq!(error(&large), ResponseError::TooLarge);
    for text in ["{}", r#"{"links":[]}"#, r#"{"status":200,"content":{}}"#] {
        assert_eq!(body(text), "{}", "{text}");
    }
}

#[test]
fn what_the_server_writes_is_left_out_and_the_layout_stays() {
    for (answer, expected) in [
        (r#"{ "ldap" : {"port": 6.36e2,"links":[ ] } }"#, r#"{ "ldap" : {"port": 6.36e2 } }"#),
        (r#"{"links":[],"ldap":{"links":[{}],"x":{"links":[]}}}"#, r#"{"ldap":{"x":{"links":[]}}}"#),
        (r#"{"links":[],"links":[],"ldap":{},"links":[]}"#, r#"{"ldap":{}}"#),
        (r#"{"status":202,"ldap":{"hostname":"\u006c\/"}}"#, r#"{"ldap":{"hostname":"\u006c\/"}}"#),
        (r#"{"l\u0069nks":[],"customerX509":{"cas":""}}"#, r#"{"customerX509":{"cas":""}}"#),
        ("{\n  \"ldap\": {\n    \"links\": []\n  }\n}", "{\n  \"ldap\": {}\n}"),
        (r#"{"ldap":{"hostname":null,"port":636,"caCertificate":null}}"#, r#"{"ldap":{"port":636}}"#),
        (r#"{"ldap":{"port":636,"port":null,"x":null}}"#, r#"{"ldap":{"port":636,"port":null,"x":null}}"#),
        (
            r#"{"ldap":{"userToDNMapping":[{"match":null,"substitution":null,"ldapQuery":"","links":[]}]}}"#,
            r#"{"ldap":{"userToDNMapping":[{"match":null,"ldapQuery":"","links":[]}]}}"#,
        ),
        (r#"{"ldap":{"links":[{"href":null}]},"links":[{"rel":null}]}"#, r#"{"ldap":{}}"#),
        (
            "\u{feff}{\n\t\"status\": 200,\n\t\"content\": {\n\t\t\"ldap\": {\n\t\t\t\"port\": 636\n\t\t}\n\t}\n}\n",
            "{\n\t\"ldap\": {\n\t\t\"port\": 636\n\t}\n}",
        ),
    ] {
        assert_eq!(body(answer), expected, "{answer}");
    }
}

#[test]
fn the_bind_password_is_missed_and_put_in_as_a_template_only() {
    let named = r#"{"ldap":{"port":636, "bindUsername" : "CN=a,DC=b", "links":[]}}"#;
    let draft = parsed(named).to_request();
    assert!(draft.lacks_bind_password() && !draft.dropped_bind_password());
    let filled = parsed(named).to_request_with("${P}").expect("a template");
    assert!(!filled.lacks_bind_password());
    assert_eq!(
        filled.body(),
        r#"{"ldap":{"port":636, "bindUsername" : "CN=a,DC=b", "bindPassword" : "${P}"}}"#
    );
    let pretty = "{\n  \"ldap\": {\n    \"bindUsername\": \"CN=a\"\n  }\n}";
    let filled = parsed(pretty).to_request_with("{{ p }}").expect("a template");
    assert_eq!(
        filled.body(),
        "{\n  \"ldap\": {\n    \"bindUsername\": \"CN=a\",\n    \"bindPassword\": \"{{ p }}\"\n  }\n}"
    );
    for literal in ["hunter2", "", "a${P}", "<password>", "string"] {
        assert_eq!(parsed(named).to_request_with(literal), None, "{literal}");
    }
    for nobody in [r#"{"ldap":{"bindUsername":""}}"#, r#"{"ldap":{"bindUsername":null}}"#, r#"{"links":[]}"#]
    {
        assert!(!parsed(nobody).to_request().lacks_bind_password());
        assert_eq!(parsed(nobody).to_request_with("${P}").expect("a template").body(), body(nobody));
    }
    let told = r#"{"ldap":{"bindPassword":"hunter2","bindPassword":"${P}","port":636},"bindPassword":1}"#;
    let draft = parsed(told).to_request();
    assert!(draft.dropped_bind_password());
    assert_eq!(draft.body(), r#"{"ldap":{"port":636}}"#);
    assert!(!format!("{:?}", parsed(told)).contains("hunter2"));
}

/// A member's value: of the contract or not, and what is in it.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("6.36e2".to_owned()),
        Just(r#""a\"\u00e9\\""#.to_owned()),
        Just(r#""""#.to_owned()),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let name = prop_oneof![Just("links"), Just("status"), Just("x"), Just(r"\u006cinks"), Just("match")];
        prop_oneof![
            prop::collection::vec((name, inner.clone()), 0..4).prop_map(|members| object(&members)),
            prop::collection::vec(inner, 0..3).prop_map(|items| format!("[ {} ]", items.join(" ,"))),
        ]
    })
}

fn object(members: &[(impl AsRef<str>, String)]) -> String {
    let members = members.iter().map(|(name, value)| format!("\n \"{}\" :{value}", name.as_ref()));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn members(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, String)>> {
    prop::collection::vec((prop::sample::select(names), value()), 0..5)
}

fn answer() -> impl Strategy<Value = String> {
    let mapping = members(&["match", "substitution", "ldapQuery", "x", "links"]);
    let mappings = prop::collection::vec(mapping.prop_map(|members| object(&members)), 0..3)
        .prop_map(|items| format!("[{}]", items.join(", ")));
    let ldap = (members(&["hostname", "port", "links", "x", r"link\u0073", "caCertificate"]), mappings)
        .prop_map(|(mut ldap, mappings)| {
            ldap.push(("userToDNMapping", mappings));
            object(&ldap)
        });
    let x509 = members(&["cas", "links", "y"]).prop_map(|members| object(&members));
    let root =
        (members(&["links", "x", "y"]), ldap, x509, 0_usize..4).prop_map(|(mut root, ldap, x509, at)| {
            root.insert(at.min(root.len()), ("ldap", ldap));
            root.push(("customerX509", x509));
            root
        });
    (root, 0..4).prop_map(|(mut root, form)| match form {
        0 => {
            root.insert(root.len() / 2, ("status", "202".to_owned()));
            object(&root)
        }
        1 => format!("{{\n  \"content\": {},\n \"status\" :200}}\n", object(&root)),
        2 => format!("{{ \"content\": {} }}", object(&root)),
        _ => object(&root),
    })
}

/// The same by value, as a plain reading of the rules has it; of members of one name the last.
fn stripped(answer: &str) -> Value {
    let mut value: Value = serde_json::from_str(answer).expect("JSON");
    if let Some(content) = value.get_mut("content").filter(|content| content.is_object()) {
        value = content.take();
    }
    let root = value.as_object_mut().expect("an object");
    root.remove("status");
    strip(root, &["ldap", "customerX509"]);
    if let Some(x509) = root.get_mut("customerX509").and_then(Value::as_object_mut) {
        strip(x509, &["cas"]);
    }
    if let Some(ldap) = root.get_mut("ldap").and_then(Value::as_object_mut) {
        strip(ldap, &["hostname", "port", "caCertificate"]);
        let entries = ldap.get_mut("userToDNMapping").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
            unset(entry, &["substitution", "ldapQuery"]);
        }
    }
    value
}

fn strip(object: &mut Map<String, Value>, known: &[&str]) {
    object.remove("links");
    unset(object, known);
}

fn unset(object: &mut Map<String, Value>, known: &[&str]) {
    object.retain(|name, value| !value.is_null() || !known.contains(&name.as_str()));
}

/// A null that stands beside another member of its name stays, and it is nothing for a plain reading.
fn without_nulls(mut value: Value) -> Value {
    let ldap = value.get_mut("ldap").and_then(Value::as_object_mut);
    if let Some(ldap) = ldap {
        unset(ldap, &["hostname", "port", "caCertificate"]);
        let entries = ldap.get_mut("userToDNMapping").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
            unset(entry, &["substitution", "ldapQuery"]);
        }
    }
    if let Some(x509) = value.get_mut("customerX509").and_then(Value::as_object_mut) {
        unset(x509, &["cas"]);
    }
    value
}

/// Reads answers, and writes each without what is read-only, by the same rules as above; duplicates,
/// order and the writing of numbers and strings are kept.
const STRIPPER: &str = "
import json, sys
class Number(str):
    pass
def strip(pairs, kind):
    inner = {'root': {'ldap': 'ldap', 'customerX509': 'x509'}, 'ldap': {'userToDNMapping': 'mapping'}}.get(kind, {})
    known = {'root': ['ldap', 'customerX509'], 'ldap': ['hostname', 'port', 'caCertificate'], 'x509': ['cas'],
             'mapping': ['substitution', 'ldapQuery']}[kind]
    out = []
    for name, value in pairs:
        if kind != 'mapping' and name == 'links':
            continue
        if value is None and name in known and [n for n, _ in pairs].count(name) == 1:
            continue
        if name in inner and isinstance(value, Pairs):
            value = Pairs(strip(value, inner[name]))
        if name in inner and isinstance(value, list) and not isinstance(value, Pairs):
            value = [Pairs(strip(v, inner[name])) if isinstance(v, Pairs) else v for v in value]
        out.append((name, value))
    return out
class Pairs(list):
    pass
def read(text):
    return json.loads(text, object_pairs_hook=Pairs, parse_float=Number, parse_int=Number)
def show(value):
    if isinstance(value, Number): return str(value)
    if isinstance(value, Pairs): return '{' + ','.join(json.dumps(n) + ':' + show(v) for n, v in value) + '}'
    if isinstance(value, list): return '[' + ','.join(map(show, value)) + ']'
    return json.dumps(value)
for line in sys.stdin:
    answer, body = map(read, json.loads(json.loads(line)))
    names = [name for name, _ in answer]
    if 'content' in names:
        answer = dict(answer)['content']
    answer = Pairs((n, v) for n, v in answer if n != 'status')
    print(json.dumps(show(Pairs(strip(answer, 'root'))) == show(body)))
";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_what_is_read_only_is_left_out(answer in answer()) {
        let draft = parsed(&answer).to_request();
        let body: Value = serde_json::from_str(draft.body()).expect("JSON");
        prop_assert_eq!(without_nulls(body), stripped(&answer));
        let again = parsed(draft.body()).to_request();
        prop_assert_eq!(again.body(), draft.body());
    }
}

#[test]
fn pythons_reading_is_the_same() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = answer();
    let answers: Vec<String> =
        (0..400).map(|_| strategy.new_tree(&mut runner).expect("an answer").current()).collect();
    let texts: Vec<String> =
        answers.iter().map(|answer| serde_json::json!([answer, body(answer)]).to_string()).collect();
    let Some(same) = answers_of::<bool>("python3".as_ref(), STRIPPER, &texts) else {
        return crate::testing::skip("requests made of answers were not compared: there is no python3");
    };
    for (answer, same) in answers.iter().zip(same) {
        assert!(same, "{answer}\nbecame\n{}", body(answer));
    }
}

#[test]
fn the_request_has_no_finding_that_the_answer_does_not_have() {
    let found = |kind, text: &str| -> Vec<String> {
        let report = Linter::new().kind(kind).now(1_770_681_600).check(text);
        let shown = report.findings().iter().filter(|finding| finding.level() > Level::Note);
        shown.map(|finding| format!("{} {}", finding.pointer(), finding.rule().name())).collect()
    };
    for answer in [
        r#"{"status":200,"content":{"ldap":{"authenticationEnabled":true,"authorizationEnabled":false,"bindUsername":"CN=svc,DC=example,DC=net","caCertificate":null,"hostname":"ldap.mycompany.com","links":[],"port":636,"userToDNMapping":[{"match":"(.+)@example\\.net","substitution":"CN={0},DC=example,DC=net","ldapQuery":null}]},"links":[]}}"#,
        r#"{"customerX509":{"cas":null,"links":[]},"ldap":{"authenticationEnabled":false,"authorizationEnabled":false,"authzQueryTemplate":null,"bindUsername":null,"hostname":null,"links":[],"port":636,"userToDNMapping":[]},"links":[],"status":200}"#,
        include_str!("../../../tests/payloads/vendor-response.json"),
    ] {
        let answered = found(Kind::Response, answer);
        assert_eq!(found(Kind::Patch, &body(answer)), answered);
    }
}
