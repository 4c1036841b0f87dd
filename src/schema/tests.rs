//! The schemas against the rules, as an independent validator reads them.

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../../tests/shared/payloads.rs"]
mod payloads;
mod policy;

use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::*;
use crate::rule::{Level, Role};
use crate::rules::rules;
use crate::rules::tests::{NOW, bytes};
use crate::testing::{answers_of, assert_file, skip};
use crate::{Linter, Report};

#[test]
fn the_published_schemas_are_up_to_date() {
    for kind in Kind::ALL {
        assert_file(&format!("docs/{}.schema.json", kind.name()), &schema(kind));
    }
    assert_file("docs/policy.schema.json", &policy_schema());
}

/// A Python that has `jsonschema`: the one beside check-jsonschema, if that is known.
fn python() -> PathBuf {
    let tool = std::env::var_os("USERSEC_CHECK_JSONSCHEMA").map(PathBuf::from);
    tool.as_deref().and_then(Path::parent).map_or_else(|| "python3".into(), |folder| folder.join("python3"))
}

/// Reads a list of schemas, and then lines with the number of one and a document; writes the keywords that refuse
/// each.
const VALIDATOR: &str = "
import json, sys
try:
    from jsonschema import Draft202012Validator as Validator
except ImportError:
    sys.exit(1)
lines = (json.loads(json.loads(line)) for line in sys.stdin)
schemas = next(lines)
for schema in schemas:
    Validator.check_schema(schema)
validators = [Validator(schema) for schema in schemas]
print('[]')
for number, document in lines:
    document = json.loads(document)
    print(json.dumps(sorted({error.validator for error in validators[number].iter_errors(document)})))
";

/// The keywords that refuse each of the documents; `None` if there is nobody to ask.
fn refused(schemas: &[String], documents: &[(usize, String)]) -> Option<Vec<Vec<String>>> {
    let schemas: Vec<Value> =
        schemas.iter().map(|schema| serde_json::from_str(schema).expect("JSON")).collect();
    let documents = documents.iter().map(|document| json!(document).to_string());
    let texts: Vec<String> = std::iter::once(json!(schemas).to_string()).chain(documents).collect();
    let answers: Option<Vec<Vec<String>>> = answers_of(&python(), VALIDATOR, &texts);
    if answers.is_none() {
        skip(
            "the schemas were not tried: there is no python3 with jsonschema; USERSEC_CHECK_JSONSCHEMA may name the check-jsonschema beside one",
        );
    }
    answers.map(|mut answers| {
        // The schemas' own.
        answers.remove(0);
        assert_eq!(answers.len() + 1, texts.len(), "an answer each");
        answers
    })
}

/// A document of a kind, and what is found in it.
struct Tried {
    kind: Kind,
    text: String,
    report: Report,
}

impl Tried {
    /// None if it is no JSON that others read, or too deep for them.
    fn new(kind: Kind, text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        serde_json::from_str::<Value>(&text).ok()?;
        let report = Linter::new().now(NOW).kind(kind).check(&text);
        Some(Self { kind, text, report })
    }

    fn errors(&self) -> Vec<&'static str> {
        let errors = self.report.findings().iter().filter(|finding| finding.level() == Level::Error);
        errors.map(|finding| finding.rule().name()).collect()
    }
}

/// What the schemas say of each; `None` if there is nobody to ask.
fn judged(tried: &[Tried]) -> Option<Vec<Vec<String>>> {
    let number = |kind| Kind::ALL.iter().position(|other| *other == kind).expect("one of them");
    let documents: Vec<(usize, String)> =
        tried.iter().map(|tried| (number(tried.kind), tried.text.clone())).collect();
    refused(&Kind::ALL.map(schema), &documents)
}

/// A value of each type, and what is nearly one of another.
const VALUES: [&str; 26] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "65535",
    "65536",
    "-1",
    "636",
    "636.0",
    "6.36e2",
    "636.5",
    "7e4",
    "1e99",
    r#""""#,
    r#"" ""#,
    r#""636""#,
    r#""true""#,
    r#""string""#,
    r#""${X}""#,
    r#""a.{{ x }}.b""#,
    r#""%(x)s""#,
    r#""<%= x %>""#,
    "[]",
    "{}",
    "[null]",
];

/// What is around an answer, or around what is nearly one.
const ENVELOPES: [(&str, &str); 10] = [
    (r#"{"content":"#, "}"),
    (r#"{"status":200,"content":"#, "}"),
    (r#"{"content":"#, r#","status":20.5,"nonsense":null}"#),
    (r#"{"content":"#, r#","status":null}"#),
    (r#"{"content":"#, r#","status":"200","nonsense":null}"#),
    (r#"{"content":"#, r#","nonsense":null}"#),
    (r#"{"status":200,"ldap":{},"content":"#, "}"),
    (r#"{"status":200,"error":404,"errorCode":"X","content":"#, "}"),
    (r#"{"ldap":{},"status":"#, "}"),
    (r#"{"status":"#, "}"),
];

/// Every member with each of these values, alone and beside others that matter to it.
fn single_members() -> Vec<(Kind, String)> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let around: [(&'static Object, Vec<(&str, &str)>); 5] = [
            (kind.root(), vec![("{", "}")]),
            (&crate::spec::CUSTOMER_X509, vec![(r#"{"customerX509":{"#, "}}")]),
            (
                &LDAP,
                vec![
                    (r#"{"ldap":{"#, "}}"),
                    (r#"{"ldap":{"authenticationEnabled":true,"#, "}}"),
                    (r#"{"ldap":{"authorizationEnabled":true,"#, "}}"),
                ],
            ),
            (
                &MAPPING,
                vec![
                    (r#"{"ldap":{"userToDNMapping":[{"#, "}]}}"),
                    (r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","#, "}]}}"),
                    (r#"{"ldap":{"userToDNMapping":[{"substitution":"CN={0},DC=mycompany,DC=com","#, "}]}}"),
                    (r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","ldapQuery":null,"#, "}]}}"),
                    (
                        r#"{"ldap":{"userToDNMapping":[{"match":"(.+)","ldapQuery":"DC=a??sub?(uid={0})","#,
                        "}]}}",
                    ),
                ],
            ),
            (kind.root(), vec![(r#"{"links":[{"#, "}]}")]),
        ];
        for (object, around) in around {
            let names = object.fields.iter().map(|field| field.name).chain(["nonsense", "href"]);
            for (name, (before, after)) in
                names.flat_map(|name| around.iter().map(move |around| (name, around)))
            {
                all.extend(VALUES.map(|value| (kind, format!("{before}\"{name}\":{value}{after}"))));
            }
        }
        all.extend(VALUES.map(|value| (kind, value.to_owned())));
    }
    let answers = VALUES.map(str::to_owned).into_iter().chain(
        [
            r#"{"ldap":{"port":636}}"#,
            r#"{"ldap":{"port":"x"}}"#,
            r#"{"status":200}"#,
            r#"{"nonsense":1}"#,
            r#"{"error":404,"errorCode":"X"}"#,
        ]
        .map(str::to_owned),
    );
    for answer in answers {
        for (before, after) in ENVELOPES {
            all.push((Kind::Response, format!("{before}{answer}{after}")));
        }
    }
    all
}

/// Bodies of all sorts, the same ones on every run.
fn generated(count: usize) -> Vec<(Kind, String)> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = payloads::payload();
    let text = |_| strategy.new_tree(&mut runner).expect("a payload").current();
    (0..count).map(text).zip(Kind::ALL.into_iter().cycle()).map(|(text, kind)| (kind, text)).collect()
}

/// The examples of the rules.
fn examples() -> Vec<(Kind, String)> {
    let examples = rules().flat_map(|rule| rule.bad.iter().chain(rule.good));
    let documents = examples.filter(|example| example.role == Role::Document);
    documents.filter_map(|example| Some((example.kind, String::from_utf8(bytes(example)).ok()?))).collect()
}

#[test]
fn what_is_no_error_is_valid() {
    let documents = examples().into_iter().chain(single_members()).chain(generated(3_000));
    let tried: Vec<Tried> = documents.filter_map(|(kind, text)| Tried::new(kind, text)).collect();
    let Some(judged) = judged(&tried) else { return };
    let (mut valid, mut refused) = (0, 0);
    for (tried, keywords) in tried.iter().zip(&judged) {
        let is_error = !tried.errors().is_empty();
        if !keywords.is_empty() {
            assert!(is_error, "{} refused by {keywords:?}: {}", tried.kind.name(), tried.text);
            refused += 1;
        } else if !is_error {
            valid += 1;
        }
    }
    assert!(valid > 500 && refused > 2_000, "{valid} valid, {refused} refused");
}
/// What is said of types, names, numbers and emptiness, and not of what a text means.
const OF_SHAPE: [&str; 18] = [
    "authz-without-authn",
    "bind-password-empty",
    "bind-username-empty",
    "body-not-object",
    "hostname-empty",
    "mapping-match-empty",
    "mapping-match-missing",
    "mapping-target-both",
    "mapping-target-empty",
    "mapping-target-missing",
    "misplaced-field",
    "null-value",
    "placeholder-value",
    "port-not-integer",
    "port-out-of-range",
    "required-member-missing",
    "unknown-field",
    "wrong-type",
];

#[test]
fn errors_of_shape_are_refused() {
    let of_examples = rules().filter(|rule| OF_SHAPE.contains(&rule.name)).flat_map(|rule| rule.bad);
    // In angle brackets a word of the documentation may be a part of the text.
    let of_examples = of_examples.filter(|example| !example.text().contains('<'));
    let of_examples = of_examples.map(|example| (example.kind, example.text().to_owned()));
    let documents = of_examples.chain(single_members());
    let tried: Vec<Tried> = documents.filter_map(|(kind, text)| Tried::new(kind, text)).collect();
    let Some(judged) = judged(&tried) else { return };
    let mut seen = std::collections::BTreeSet::new();
    for (tried, keywords) in tried.iter().zip(&judged) {
        let mut errors = tried.errors();
        // What a request should not have is not looked into.
        let is_ignored = tried.kind != Kind::Response && tried.text.contains("links");
        errors.retain(|name| OF_SHAPE.contains(name) && !is_ignored);
        assert!(
            errors.is_empty() || !keywords.is_empty(),
            "{errors:?}: {} {}",
            tried.kind.name(),
            tried.text
        );
        seen.extend(errors);
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), OF_SHAPE);
}

/// A body with the examples of the contract.
fn body_of_examples(nth: usize, target: &str) -> Value {
    let values = |object: &'static Object| -> Map<String, Value> {
        let with_examples = object
            .fields
            .iter()
            .filter_map(|field| Some((field, field.examples.get(nth).or(field.examples.first())?)));
        with_examples
            .map(|(field, example)| (field.name.to_owned(), serde_json::from_str(example).expect("JSON")))
            .collect()
    };
    let (mut ldap, mut mapping) = (values(&LDAP), values(&MAPPING));
    assert!(mapping.len() == 3 && ldap.len() == 5, "{mapping:?}, {ldap:?}");
    mapping.remove(target);
    ldap.insert("userToDNMapping".to_owned(), json!([mapping]));
    json!({ "ldap": ldap })
}

#[test]
fn examples_and_defaults_are_without_findings() {
    for (nth, target) in [(0, "substitution"), (1, "ldapQuery")] {
        let body = body_of_examples(nth, target).to_string();
        let report = Linter::new().now(NOW).in_file(true).check(&body);
        assert!(report.findings().is_empty(), "{body}: {report:?}");
    }
    let defaults =
        LDAP.fields.iter().filter_map(|field| Some(format!("\"{}\":{}", field.name, field.default?)));
    let body = format!("{{\"ldap\":{{{}}}}}", defaults.collect::<Vec<_>>().join(","));
    assert!(Linter::new().check(&body).findings().is_empty(), "{body}");
}

/// What the schemas take for a template is what the linter does.
#[test]
fn templates_are_the_same() {
    let texts = [
        "${PORT}",
        "a.${X:-b}.c",
        "{{ port }}",
        "{{port|int}}",
        "%(port)s",
        "${.a}",
        "${\u{a0}X}",
        "${{ env.PORT }}",
        "${\u{85}X}",
        "{0}",
        "${0}",
        "$1",
        "{{0}}",
        "$(port)",
        "<%= port %>",
        "{{}}",
        "${ 1 }",
        "636",
    ];
    let body = |text: &&str| json!({ "ldap": { "port": text } }).to_string();
    let tried: Vec<Tried> = texts.iter().filter_map(|text| Tried::new(Kind::Patch, body(text))).collect();
    let Some(judged) = judged(&tried) else { return };
    for (tried, keywords) in tried.iter().zip(&judged) {
        assert_eq!(tried.errors().is_empty(), keywords.is_empty(), "{}: {keywords:?}", tried.text);
    }
}
